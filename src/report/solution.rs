//! What a goal came to, in words and shown values, for the renderers of it; knows no layout.

use std::collections::HashMap;

use super::rows::Row;
use super::scenario::Report;
use super::shown::displayed;
use super::wanted::Wanted;
use crate::estimate::goal::Relation;
use crate::units::display::{Displayed, MOST_DIGITS, in_digits};
use crate::workspace::Outcome;
use crate::workspace::solve::{Bound, Finding, Goal, Solution, Value};

/// Digits of the place of a jump, at most.
const LONGEST_PLACE: usize = 9;
/// How many digits more an end of a range is given where they tell it whole.
const MORE_DIGITS: usize = 3;
/// How near a rounded number is to what it tells whole.
const SAME: f64 = 1e-12;

/// A value of the assumption with what it makes of the goal.
#[derive(Debug, Clone, PartialEq)]
pub struct Try {
    /// The assumption.
    pub assumption: Displayed,
    /// The side of the goal that depends on the assumption; none where it has no result.
    pub result: Option<Displayed>,
    /// Whether the goal holds there.
    pub holds: bool,
}

/// A range of values that meet the goal.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// Its lower end; none where the goal sets none.
    pub from: Option<Displayed>,
    /// Its upper end; none where the goal sets none.
    pub to: Option<Displayed>,
    /// Whether both are one value.
    pub is_one: bool,
    /// Round numbers just below and just above, which do not meet the goal.
    pub beyond: [Option<Displayed>; 2],
}

/// A name whose value changes with the assumption.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// The name.
    pub name: String,
    /// What it is now.
    pub before: Displayed,
    /// What it becomes.
    pub after: Displayed,
}

/// Where what depends on the assumption jumps over the goal.
#[derive(Debug, Clone, PartialEq)]
pub struct Jump {
    /// The value at which it does.
    pub at: Displayed,
    /// Whether the value itself lies behind the jump, else before.
    pub is_behind: bool,
    /// Whether there is nothing between both sides: only whole numbers have a result.
    pub is_whole: bool,
    /// The last value before.
    pub before: Try,
    /// The first behind.
    pub behind: Try,
}

/// What came of a goal.
#[derive(Debug, Clone)]
pub struct Solved {
    /// The scenario, with what is wrong with it.
    pub report: Report,
    /// The goal, as written.
    pub goal: String,
    /// How its sides are to stand.
    pub relation: Relation,
    /// The name of the assumption.
    pub name: String,
    /// What the assumption is now.
    pub now: Try,
    /// All values that meet the goal.
    pub answers: Vec<Answer>,
    /// The one of them that is nearest to now, and the value in it.
    pub nearest: Option<(usize, Try)>,
    /// What to give `--set`: that value, or the whole number beside it that meets the goal.
    pub set: Option<String>,
    /// The whole numbers beside that value, where only those make sense and it is none.
    pub whole: Option<[Try; 2]>,
    /// Whether `set` is a whole number beside the solution.
    pub is_set_whole: bool,
    /// What else changes, where the assumption is `set`.
    pub changes: Vec<Change>,
    /// Where the result jumps over the goal.
    pub jumps: Vec<Jump>,
    /// The least and the most that was reached; the try is none where there was no end to it.
    pub reached: Option<[Option<Try>; 2]>,
    /// Where the goal does not depend on the assumption: whether it holds, and on what it depends.
    pub independent: Option<(bool, Vec<String>)>,
}

impl Solved {
    /// What came of a goal; none where the input is wrong.
    pub fn new(goal: &Goal, digits: usize) -> Option<Self> {
        let (input, check) = (goal.input()?, goal.check()?);
        if goal.finding == Finding::Wrong {
            return None;
        }
        let wanted = Wanted::of_all(digits);
        let now = goal.now()?;
        let report = Report::new(&goal.outcome, &wanted);
        let is_independent = matches!(goal.finding, Finding::Independent { .. });
        let now_tried = if is_independent { base(goal, digits)? } else { tried(goal, now, digits)? };
        let mut solved = Self {
            report: Report { rows: Vec::new(), paths: Vec::new(), checks: Vec::new(), ..report.clone() },
            goal: check.expression.clone(),
            relation: goal.relation,
            name: input.name.clone(),
            now: now_tried,
            answers: Vec::new(),
            nearest: None,
            set: None,
            whole: None,
            is_set_whole: false,
            changes: Vec::new(),
            jumps: Vec::new(),
            reached: None,
            independent: None,
        };
        match &goal.finding {
            Finding::Wrong => return None,
            Finding::Independent { holds, depends_on } => {
                solved.independent = Some((*holds, depends_on.clone()))
            }
            Finding::Unsolved { jumps, reached } => {
                solved.jumps = jumps.iter().filter_map(|pair| jump(goal, *pair, digits)).collect();
                solved.reached = reached.as_ref().map(|reached| {
                    reached.map(|end| tried(goal, end.value, digits).filter(|_| !end.is_open))
                });
            }
            Finding::Solved(solutions) => {
                solved.answers = solutions.iter().map(|solution| answer(goal, solution, digits)).collect();
                if let Some((place, value)) = goal.nearest() {
                    solved.nearest = tried(goal, value, digits).map(|tried| (place, tried));
                    let whole = goal.whole_neighbours(value);
                    let meeting = goal.whole_beside(value);
                    solved.set = goal.set.clone();
                    solved.whole = whole.and_then(|(below, above)| {
                        Some([tried(goal, below, digits)?, tried(goal, above, digits)?])
                    });
                    solved.is_set_whole = meeting.is_some();
                    let after = Report::new(&at(goal, meeting.unwrap_or(value)), &wanted);
                    solved.changes = changes(&report.rows, &after.rows, &input.name);
                }
            }
        }
        Some(solved)
    }

    /// Whether some value meets the goal.
    pub fn is_solved(&self) -> bool {
        !self.answers.is_empty() || self.independent.as_ref().is_some_and(|(holds, _)| *holds)
    }
}

/// The outcome at a value of the assumption.
fn at(goal: &Goal, value: Value) -> Outcome {
    Outcome { estimate: goal.estimate(value), diagnostics: Vec::new(), ..goal.outcome.clone() }
}

/// The goal as it is, where no value was tried.
fn base(goal: &Goal, digits: usize) -> Option<Try> {
    let (input, check, reaching) = (goal.input()?, goal.check()?, goal.reaching()?);
    let (units, estimate) = (&goal.outcome.plan.units, &goal.outcome.estimate);
    Some(Try {
        assumption: displayed(units, estimate, &input.base, digits)?,
        result: displayed(units, estimate, reaching, digits),
        holds: estimate.verdict(check).is_some_and(|verdict| verdict.ok),
    })
}

fn tried(goal: &Goal, value: Value, digits: usize) -> Option<Try> {
    let (check, assumption, reaching) = (goal.check()?, goal.assumption()?, goal.reaching()?);
    let (units, estimate) = (&goal.outcome.plan.units, goal.estimate(value));
    Some(Try {
        assumption: displayed(units, &estimate, &assumption, digits)?,
        result: displayed(units, &estimate, reaching, digits),
        holds: estimate.verdict(check).is_some_and(|verdict| verdict.ok),
    })
}

/// A jump, told by the rounder of the two neighbours that it lies between.
fn jump(goal: &Goal, (before, behind): (Value, Value), digits: usize) -> Option<Jump> {
    let factor = goal.scale()?.factor;
    let needed = |value: Value| {
        let number = value.value / factor;
        (digits..MOST_DIGITS).find(|digits| in_digits(number, *digits) == number).unwrap_or(MOST_DIGITS)
    };
    let is_behind = needed(behind) < needed(before);
    let at = if is_behind { behind } else { before };
    let at = tried(goal, at, needed(at).min(LONGEST_PLACE))?.assumption;
    let (before, behind) = (tried(goal, before, digits)?, tried(goal, behind, digits)?);
    Some(Jump { at, is_behind, is_whole: goal.is_only_whole, before, behind })
}

fn answer(goal: &Goal, solution: &Solution, digits: usize) -> Answer {
    let is_one = solution.is_one();
    let ends = |digits: usize| {
        let shown = |bound: &Bound, side: Side| {
            let side = if is_one { None } else { Some(side) };
            (bound.is_goal).then(|| inwards(goal, bound.value, side, digits)).flatten()
        };
        [shown(&solution.from, Side::Low), shown(&solution.to, Side::High)]
    };
    let are_alike = |ends: &[Option<Displayed>; 2]| match ends {
        [Some(from), Some(to)] => !is_one && from.text == to.text,
        _ => false,
    };
    let mut shown = ends(digits);
    for more in digits + 1..=MOST_DIGITS {
        if !are_alike(&shown) {
            break;
        }
        shown = ends(more);
    }
    let beyond = |bound: &Bound| {
        let value = bound.beyond?;
        let needed = (digits..LONGEST_PLACE).find(|digits| is_in_digits(goal, value, *digits));
        tried(goal, value, needed.unwrap_or(LONGEST_PLACE)).map(|tried| tried.assumption)
    };
    let [from, to] = shown;
    Answer { from, to, is_one, beyond: [beyond(&solution.from), beyond(&solution.to)] }
}

/// Which end of a range of values.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Side {
    Low,
    High,
}

/// Whether so many digits tell a value, in the unit in which it is written.
fn is_in_digits(goal: &Goal, value: Value, digits: usize) -> bool {
    let number = goal.scale().map_or(value.value, |scale| scale.number(value.value));
    (in_digits(number, digits) - number).abs() <= SAME * number.abs()
}

/// A value with its text, which lies on the inner side of the value where that is an end of a range: in a few digits
/// more where those tell it, else rounded inwards. A value alone has the digits with which there is a result.
fn inwards(goal: &Goal, value: Value, side: Option<Side>, digits: usize) -> Option<Displayed> {
    let exact = tried(goal, value, digits)?.assumption;
    let with_text = |text: String| Some(Displayed { text, ..exact.clone() });
    let Some(side) = side else {
        let factor = goal.scale()?.factor;
        let has_result = |digits: &usize| {
            let rounded = in_digits(value.value / factor, *digits) * factor;
            let share = if value.value == 0.0 { 1.0 } else { rounded / value.value };
            let at = goal.share_of(value, share);
            at.and_then(|at| tried(goal, at, *digits)).is_some_and(|tried| tried.result.is_some())
        };
        let enough = (digits..MOST_DIGITS).find(has_result).unwrap_or(MOST_DIGITS);
        return with_text(tried(goal, value, enough)?.assumption.text);
    };
    // From 99 % on, what is missing is rounded, to two digits at least.
    let of_missing = value.missing > 0.0 && value.missing < 0.01;
    let (number, side, least) = match (of_missing, side) {
        (true, Side::Low) => (value.missing, Side::High, 1),
        (true, Side::High) => (value.missing, Side::Low, 1),
        (false, side) => (exact.value, side, 0),
    };
    let kept = |digits: usize| if of_missing { (digits - least).max(2) } else { digits };
    let rounded = |digits: usize| in_digits(number, kept(digits));
    let is_same = |digits: &usize| (rounded(*digits) - number).abs() <= SAME * number.abs();
    if let Some(enough) = (digits..=digits + MORE_DIGITS).find(is_same) {
        return with_text(tried(goal, value, enough.min(MOST_DIGITS))?.assumption.text);
    }
    let is_inside = |rounded: f64| if side == Side::Low { rounded >= number } else { rounded <= number };
    let near = rounded(digits);
    if is_inside(near) {
        return Some(exact);
    }
    let last_digit = 10_f64.powi(libm::log10(number.abs()).floor() as i32 + 1 - kept(digits) as i32);
    let inner =
        in_digits(if side == Side::Low { near + last_digit } else { near - last_digit }, kept(digits));
    let inner = if of_missing { goal.with_missing(inner) } else { goal.share_of(value, inner / number)? };
    with_text(tried(goal, inner, digits)?.assumption.text)
}

/// The rows that are not the same before and after.
fn changes(before: &[Row], after: &[Row], assumption: &str) -> Vec<Change> {
    let shown = |row: &Row| Displayed { text: row.display.clone(), value: row.value, unit: row.unit.clone() };
    let others: HashMap<_, _> = after.iter().rev().map(|row| ((row.name.as_str(), row.line), row)).collect();
    let pairs = before.iter().filter_map(|row| {
        let other = others.get(&(row.name.as_str(), row.line))?;
        let is_same =
            row.value == other.value && row.unit == other.unit && row.availability == other.availability;
        (!is_same && row.name != assumption).then(|| Change {
            name: row.name.clone(),
            before: shown(row),
            after: shown(other),
        })
    });
    pairs.collect()
}
