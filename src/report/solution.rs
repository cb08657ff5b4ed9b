//! What a goal came to, in words and shown values, for the renderers of it; knows no layout.

use super::{Report, Row, Wanted, displayed};
use crate::estimate::goal::Relation;
use crate::session::Outcome;
use crate::session::solve::{Bound, Finding, Goal, Solution, Value};
use crate::units::display::{Displayed, MOST_DIGITS, in_digits};

/// Digits of the place of a jump, at most.
const LONGEST_PLACE: usize = 9;

/// A value of the assumption with what it makes of the left side.
#[derive(Debug, Clone, PartialEq)]
pub struct Try {
    /// The assumption.
    pub assumption: Displayed,
    /// The left side of the goal; none where it has no result.
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

/// Where the left side jumps over the goal.
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
        let wanted = Wanted { digits, only: Vec::new() };
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
    let (input, check) = (goal.input()?, goal.check()?);
    let (units, estimate) = (&goal.outcome.plan.units, &goal.outcome.estimate);
    Some(Try {
        assumption: displayed(units, estimate, &input.base, digits)?,
        result: displayed(units, estimate, &check.left.value, digits),
        holds: check.verdict(estimate).is_some_and(|verdict| verdict.ok),
    })
}

fn tried(goal: &Goal, value: Value, digits: usize) -> Option<Try> {
    let (check, assumption) = (goal.check()?, goal.assumption()?);
    let (units, estimate) = (&goal.outcome.plan.units, goal.estimate(value));
    Some(Try {
        assumption: displayed(units, &estimate, &assumption, digits)?,
        result: displayed(units, &estimate, &check.left.value, digits),
        holds: check.verdict(&estimate).is_some_and(|verdict| verdict.ok),
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
    let shown = |bound: &Bound| {
        tried(goal, bound.value, digits).filter(|_| bound.is_goal).map(|tried| tried.assumption)
    };
    let beyond = |bound: &Bound| tried(goal, bound.beyond?, digits).map(|tried| tried.assumption);
    Answer {
        from: shown(&solution.from),
        to: shown(&solution.to),
        is_one: solution.is_one(),
        beyond: [beyond(&solution.from), beyond(&solution.to)],
    }
}

/// The rows that are not the same before and after.
fn changes(before: &[Row], after: &[Row], assumption: &str) -> Vec<Change> {
    let shown = |row: &Row| Displayed { text: row.display.clone(), value: row.value, unit: row.unit.clone() };
    let pairs = before.iter().filter_map(|row| {
        let other = after.iter().find(|other| other.name == row.name && other.line == row.line)?;
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
