//! Goals: the value of one assumption that meets `name = value`, on a plan with that one input; no text of results.

use std::sync::Arc;

use super::rounded::{SNAPPED, is_met, is_within, round, rounder};
use super::{Gathered, Loader, Outcome, true_case};
use crate::diagnostic::{Diagnostic, Id};
use crate::estimate::Estimate;
use crate::estimate::goal::{End, Relation, Sample, Stretch, is_at_pole, search};
use crate::estimate::repeated::{Column, Repeated};
use crate::plan::{Open, Plan, PlannedCheck, PlannedInput, PlannedValue, Slot, Variant};
use crate::source::{Source, Span};
use crate::syntax::parse;
use crate::syntax::sheet::{Comparison, StatementKind};
use crate::units::PureStyle;
use crate::units::decimal::Decimal;
use crate::units::display::{Scale, snapped};

/// From where on a ratio of which only what is missing matters is taken for an availability.
const LEAST_AVAILABILITY: f64 = 0.5;
/// Where an availability is 1, the search starts at this much missing.
const USUAL_MISSING: f64 = 1e-3;
/// Above this, nobody asks whether a count is whole.
const LARGEST_WHOLE: f64 = 10_000.0;
/// How far apart both sides of a check may be, as a share of the larger.
const CHECK_TOLERANCE: f64 = 1e-9;
/// How far apart the sides of a goal with `<` or `>` are, as a share of the larger: a check takes less as equal.
const STRICTLY: f64 = 2e-9;
/// The least growth in a period that is told from none.
const LEAST_GROWTH: f64 = 1e-6;
/// How many other assumptions are tried for one that the goal depends on, times the names of the scenario.
const MOST_PLANNED: usize = 50_000;

/// What a goal is read with, as if it stood in a file.
const CHECK: &str = "check ";
/// What to type.
const GOAL_HELP: &str = "a goal is written `storage = 1 PB`, with `=`, `<`, `<=`, `>` or `>=`";

/// What is asked for.
#[derive(Debug, Clone, Default)]
pub struct Request {
    /// What is to hold: `storage = 1 PB`.
    pub goal: String,
    /// The assumption to find.
    pub assumption: String,
    /// Values put over names (`--set`).
    pub set: Vec<(String, String)>,
    /// The case that is solved in; none for the base.
    pub case: Option<String>,
}

/// A value of the assumption.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Value {
    /// In base units.
    pub value: f64,
    /// 1 less the number.
    pub missing: f64,
}

/// One end of a range of values that meet the goal.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bound {
    /// The last value.
    pub value: Value,
    /// A round number just beyond it, which does not meet the goal: `more than 4800` is told by the 4800.
    pub beyond: Option<Value>,
    /// Whether the goal ends there; else the search does, or there is no result beyond.
    pub is_goal: bool,
    /// Whether it lies at a pole, which has no value itself.
    pub is_pole: bool,
}

/// Values that meet the goal: all from one to the other.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Solution {
    /// The lower end.
    pub from: Bound,
    /// The upper end.
    pub to: Bound,
}

impl Solution {
    /// Whether it is a single value.
    pub fn is_one(&self) -> bool {
        self.from.value.value == self.to.value.value
    }
}

/// The value at which the side that depends on the assumption is least, or most.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Extreme {
    /// The value.
    pub value: Value,
    /// Whether nothing further was tried, and it may go on.
    pub is_open: bool,
}

/// What a goal came to.
#[derive(Debug, Clone, PartialEq)]
pub enum Finding {
    /// The input is wrong; the outcome says why.
    Wrong,
    /// Nothing that is compared depends on the assumption.
    Independent {
        /// Whether the goal holds as it is.
        holds: bool,
        /// Some assumptions on which it does depend.
        depends_on: Vec<String>,
    },
    /// Values that meet the goal, in rising order.
    Solved(Vec<Solution>),
    /// No value meets it.
    Unsolved {
        /// Where that side jumps over the goal: the last value before and the first behind.
        jumps: Vec<(Value, Value)>,
        /// What was reached; none where there was no result at all.
        reached: Option<[Extreme; 2]>,
    },
}

/// A goal with what it came to.
#[derive(Debug, Clone)]
pub struct Goal {
    /// The plan with its one input, its numbers as they are now, and what is wrong.
    pub outcome: Outcome,
    /// What came of it.
    pub finding: Finding,
    /// How the sides are to stand to each other.
    pub relation: Relation,
    /// Whether the assumption counts things, so that only a whole number makes sense.
    pub is_whole: bool,
    /// Whether only whole numbers of it have a result.
    pub is_only_whole: bool,
    /// What to give `--set`, which was evaluated and meets the goal: of the value that was chosen.
    pub set: Option<String>,
    /// Whether it is searched in what is missing to 1.
    of_missing: bool,
    /// Whether only the right side depends on the assumption.
    is_turned: bool,
}

/// Solves a goal.
pub fn solve(source: Source, loader: &dyn Loader, request: &Request) -> Goal {
    let mut gathered = Gathered::default();
    gathered.add(source, loader, &mut Vec::new());
    let overrides = gathered.overrides(&request.set);
    let case = gathered.case(request.case.as_deref());
    let before = gathered.diagnostics.len();
    let asked_in = gathered.next_id();
    let relation = gathered.goal(&request.goal);
    let is_readable = gathered.diagnostics.len() == before
        && (true_case(request.case.as_ref()).is_none() || case.is_some());
    let source = gathered.register("--for", &request.assumption);
    let open = Open {
        name: request.assumption.clone(),
        place: Span::new(source.id, 0, source.text.len()),
        ends: None,
    };
    let variant = Variant {
        overrides,
        case,
        set_over_case: case.is_some(),
        asked: usize::from(relation.is_some()),
        open: vec![open],
        ..Variant::default()
    };
    let mut outcome = gathered.planned(&variant, true_case(request.case.as_ref()));
    let typed = request.goal.trim();
    if !typed.starts_with(CHECK) {
        super::typed::show_as_typed(&mut outcome, asked_in, typed, CHECK.len());
    }
    let mut goal = Goal {
        outcome,
        finding: Finding::Wrong,
        relation: relation.map_or(Relation::Equal, |(relation, _)| relation),
        is_whole: false,
        is_only_whole: false,
        set: None,
        of_missing: false,
        is_turned: false,
    };
    if let Some((_, asked)) = relation.filter(|_| is_readable) {
        goal.find(asked);
    }
    if let Finding::Independent { depends_on, .. } = &mut goal.finding {
        *depends_on = gathered.others(&variant, &goal.outcome.plan);
    }
    goal.set = goal.chosen().and_then(|value| {
        goal.texts(value).into_iter().find(|text| gathered.meets(&variant, &request.assumption, text))
    });
    goal
}

impl Goal {
    fn find(&mut self, asked: Span) {
        let plan = &self.outcome.plan;
        let Some(input) = plan.inputs.first() else { return };
        let Some(check) = plan.checks.last().filter(|check| check.span.source == asked.source) else {
            return;
        };
        let mut compared = [check.left.compared, check.right.compared];
        let Some(now) = now(&self.outcome, input) else { return };
        let follows = plan.following(&plan.input_slots());
        if compared.iter().all(|slot| !follows[slot.0 as usize]) {
            let holds = self.outcome.estimate.verdict(check).is_some_and(|verdict| verdict.ok);
            self.finding = Finding::Independent { holds, depends_on: Vec::new() };
            return;
        }
        let compares_missing = check.compares_missing;
        let mut relation = if compares_missing { turned(self.relation) } else { self.relation };
        // `100 servers >= web` asks of `web`.
        let is_turned = !follows[compared[0].0 as usize];
        if is_turned {
            compared.reverse();
            relation = turned(relation);
        }
        let mut manner = Manner::of(plan, input, compared, now);
        let is_strict = matches!(check.comparison, Comparison::Less | Comparison::Greater);
        manner.margin = match relation {
            Relation::AtMost if is_strict => STRICTLY,
            Relation::AtLeast if is_strict => -STRICTLY,
            _ => 0.0,
        };
        let mut repeated = Repeated::new(plan, &compared);
        let is_whole = is_count(&input.base) && snapped(now.value / manner.scale.factor).fract() == 0.0;
        if is_whole {
            let half = now.value + 0.5 * manner.scale.factor;
            let tried = sides(&mut repeated, &[now.value, half], &manner);
            manner.is_only_whole = !tried[0].gap().is_nan() && tried[1].gap().is_nan();
        }
        let mut evaluate = |places: &[f64]| sides(&mut repeated, places, &manner);
        let mut found = search(&mut evaluate, relation, manner.start(now), manner.is_signed(now));
        if !manner.is_only_whole {
            round(&mut evaluate, &mut found, relation, manner.factor());
        }
        let mut solutions: Vec<Solution> = found
            .stretches
            .iter()
            .map(|stretch| {
                manner.solution(stretch, |end| {
                    let is_pole = end.is_goal() && is_at_pole(&mut evaluate, &end.sample(), Sample::gap);
                    (beyond(&mut evaluate, end, relation, manner.factor()), is_pole)
                })
            })
            .collect();
        if manner.of_missing {
            solutions.reverse();
        }
        let finding = if solutions.is_empty() {
            let value = |sample: &Sample| manner.value_at(sample.at);
            Finding::Unsolved {
                jumps: found.jumps.iter().map(|(before, behind)| (value(before), value(behind))).collect(),
                reached: found.reached.map(|reached| {
                    let [least, most] =
                        reached.map(|(sample, is_open)| Extreme { value: value(&sample), is_open });
                    if compares_missing { [most, least] } else { [least, most] }
                }),
            }
        } else {
            Finding::Solved(solutions)
        };
        self.of_missing = manner.of_missing;
        self.is_turned = is_turned;
        self.is_only_whole = manner.is_only_whole;
        (self.finding, self.is_whole) = (finding, is_whole);
        self.outcome.estimate = self.estimate(now);
    }

    /// The assumption.
    pub fn input(&self) -> Option<&PlannedInput> {
        self.outcome.plan.inputs.first()
    }

    /// The goal.
    pub fn check(&self) -> Option<&PlannedCheck> {
        self.outcome.plan.checks.last()
    }

    /// The side of the goal that depends on the assumption: the left one where both do.
    pub fn reaching(&self) -> Option<&PlannedValue> {
        let check = self.check()?;
        Some(if self.is_turned { &check.right.value } else { &check.left.value })
    }

    /// The assumption as a value, of which an estimate has the number.
    pub fn assumption(&self) -> Option<PlannedValue> {
        let input = self.input()?;
        let missing = input.base.dimension.is_pure().then_some(input.missing);
        Some(PlannedValue { value: input.value, missing, ..input.base.clone() })
    }

    /// What the assumption is now.
    pub fn now(&self) -> Option<Value> {
        let input = self.input()?;
        let number = |slot: Slot| self.outcome.estimate.number(slot);
        Some(Value { value: number(input.value), missing: number(input.missing) })
    }

    /// All numbers of the plan at a value of the assumption.
    pub fn estimate(&self, value: Value) -> Estimate {
        let plan = &self.outcome.plan;
        Repeated::new(plan, &[]).estimate(&[value.value, value.missing])
    }

    /// Whether the goal holds at a value.
    pub fn holds(&self, value: Value) -> bool {
        let verdict = self.check().and_then(|check| self.estimate(value).verdict(check));
        verdict.is_some_and(|verdict| verdict.ok)
    }

    /// The place of the solution that is nearest to what the assumption is now, and the value of it that is nearest.
    pub fn nearest(&self) -> Option<(usize, Value)> {
        let Finding::Solved(solutions) = &self.finding else { return None };
        let now = self.now()?;
        let place = |value: Value| if self.of_missing { value.missing } else { value.value };
        let distance = |value: Value| {
            let (one, other) = (place(value), place(now));
            if one * other > 0.0 { libm::log(one / other).abs() } else { (one - other).abs() + 1e3 }
        };
        let candidates = solutions.iter().enumerate().flat_map(|(place, solution)| {
            let ends = [solution.from, solution.to];
            // Where the goal sets no end, any value will do: the one of now.
            let holds_now = solution.from.value.value <= now.value && now.value <= solution.to.value.value;
            let is_unbounded = !solution.from.is_goal && !solution.to.is_goal;
            let now = (is_unbounded && holds_now).then_some((place, now));
            // Nobody wants to be as near to a pole as numbers go, where there is another end.
            let is_wanted = |bound: &Bound| {
                bound.is_goal && (!bound.is_pole || ends.iter().all(|end| !end.is_goal || end.is_pole))
            };
            let wanted: Vec<Bound> = ends.into_iter().filter(is_wanted).collect();
            wanted.into_iter().map(move |bound| (place, bound.value)).chain(now)
        });
        let nearest = candidates.min_by(|(_, one), (_, other)| distance(*one).total_cmp(&distance(*other)));
        nearest.or_else(|| solutions.first().map(|solution| (0, solution.from.value)))
    }

    /// The value that is this share of another.
    pub fn share_of(&self, value: Value, share: f64) -> Option<Value> {
        let (scale, input) = (self.scale()?, self.input()?);
        Some(of_number(value.value * share, &scale, &input.base))
    }

    /// The value with so much missing to 1.
    pub fn with_missing(&self, missing: f64) -> Value {
        of_missing(missing)
    }

    /// The unit of the assumption, as it is written.
    pub fn scale(&self) -> Option<Scale> {
        let base = &self.input()?.base;
        Some(Scale::as_written(&self.outcome.plan.units, &base.dimension, &base.shown))
    }

    /// The whole numbers below and above a value of a count that is not whole.
    pub fn whole_neighbours(&self, value: Value) -> Option<(Value, Value)> {
        let input = self.input()?;
        let scale = self.scale()?;
        let number = snapped(value.value / scale.factor);
        if !self.is_whole || number.fract() == 0.0 || number.abs() > LARGEST_WHOLE {
            return None;
        }
        let whole = |number: f64| of_number(number * scale.factor, &scale, &input.base);
        Some((whole(number.floor()), whole(number.ceil())))
    }

    /// The value to set: the nearest one, or the whole number beside it that meets the goal where only those make sense.
    pub fn chosen(&self) -> Option<Value> {
        let (_, value) = self.nearest()?;
        Some(self.whole_beside(value).unwrap_or(value))
    }

    /// The whole number beside a value of a count that meets the goal.
    pub fn whole_beside(&self, value: Value) -> Option<Value> {
        let (below, above) = self.whole_neighbours(value)?;
        [below, above].into_iter().find(|whole| self.holds(*whole))
    }

    /// A value as `--set` takes it, `21.5 users`, in the fewest digits first, then in all, then its neighbours: what
    /// reads it may round otherwise than what found it.
    fn texts(&self, value: Value) -> Vec<String> {
        let (Some(input), Some(scale)) = (self.input(), self.scale()) else { return Vec::new() };
        let shown = &input.base.shown;
        let around = |number: f64| {
            let (up, down) = (number.next_up(), number.next_down());
            [number, up, down, up.next_up(), down.next_down()]
        };
        let is_percent =
            input.is_growth || input.base.dimension.is_pure() && shown.pure == PureStyle::Percent;
        let text = |number: f64| {
            if self.of_missing {
                return Some(format!("{}%", Decimal::of(number).complement()?.scaled(2)));
            }
            let (number, unit) = (Decimal::of(number), &scale.unit);
            Some(match unit.as_str() {
                _ if is_percent => format!("{}%{unit}", number.scaled(2)),
                "" => number.to_string(),
                unit if unit.starts_with('/') => format!("{number}{unit}"),
                unit => format!("{number} {unit}"),
            })
        };
        let numbers: Vec<f64> = if self.of_missing {
            around(value.missing).to_vec()
        } else {
            std::iter::once(scale.number(value.value)).chain(around(value.value / scale.factor)).collect()
        };
        let mut texts: Vec<String> = numbers.into_iter().filter_map(text).collect();
        texts.dedup();
        texts
    }
}

/// How an assumption is searched.
struct Manner<'g> {
    input: &'g PlannedInput,
    /// The unit in which it is written.
    scale: Scale,
    /// Whether it is an availability: what is searched is missing to 1.
    of_missing: bool,
    /// Whether only whole numbers have a result.
    is_only_whole: bool,
    /// What is added to the left side, as a share of the larger one, where both must not be equal.
    margin: f64,
}

impl<'g> Manner<'g> {
    fn of(plan: &Plan, input: &'g PlannedInput, compared: [Slot; 2], now: Value) -> Self {
        let needed = plan.needed_for(&compared);
        let is_needed = |slot: Slot| needed[slot.0 as usize];
        let is_like_one = input.base.dimension.is_pure()
            && (LEAST_AVAILABILITY..=1.0).contains(&now.value)
            && is_needed(input.missing)
            && !is_needed(input.value);
        let scale = Scale::as_written(&plan.units, &input.base.dimension, &input.base.shown);
        Self {
            input,
            scale,
            of_missing: input.is_availability || is_like_one,
            is_only_whole: false,
            margin: 0.0,
        }
    }

    /// What 1 of what is searched is.
    fn factor(&self) -> f64 {
        if self.of_missing { 1.0 } else { self.scale.factor }
    }

    fn start(&self, now: Value) -> f64 {
        match (self.of_missing, now) {
            (true, now) if now.missing > 0.0 => now.missing,
            (true, _) => USUAL_MISSING,
            (false, now) if now.value == 0.0 => self.scale.factor,
            (false, now) => now.value,
        }
    }

    fn is_signed(&self, now: Value) -> bool {
        !self.of_missing && (now.value <= 0.0 || self.input.is_growth)
    }

    /// Whether the assumption can be this.
    fn is_possible(&self, at: f64) -> bool {
        !self.input.is_growth || is_growth(at / self.scale.factor)
    }

    fn value_at(&self, at: f64) -> Value {
        if self.of_missing {
            return of_missing(at);
        }
        let at = if self.is_only_whole { (at / self.scale.factor).round() * self.scale.factor } else { at };
        of_number(at, &self.scale, &self.input.base)
    }

    /// A stretch of what is searched as one of the assumption; `around` answers a round number
    /// beyond an end, and whether that is a pole.
    fn solution(&self, stretch: &Stretch, mut around: impl FnMut(&End) -> (Option<f64>, bool)) -> Solution {
        let has_none = self.is_only_whole || stretch.is_one();
        let mut bound = |end: &End| {
            let (beyond, is_pole) = if has_none { (None, false) } else { around(end) };
            Bound {
                value: self.value_at(end.sample().at),
                beyond: beyond.map(|at| self.value_at(at)),
                is_goal: end.is_goal(),
                is_pole,
            }
        };
        let (from, to) = (bound(&stretch.from), bound(&stretch.to));
        // The more is missing, the less is there.
        if self.of_missing { Solution { from: to, to: from } } else { Solution { from, to } }
    }
}

/// The relation with its sides exchanged, or of what is missing, where that of what is there is meant.
fn turned(relation: Relation) -> Relation {
    match relation {
        Relation::Equal => Relation::Equal,
        Relation::AtMost => Relation::AtLeast,
        Relation::AtLeast => Relation::AtMost,
    }
}

/// What the assumption is without another value; none where that has an error.
fn now(outcome: &Outcome, input: &PlannedInput) -> Option<Value> {
    let value = outcome.estimate.number(input.base.value);
    let missing = input.base.missing.map_or(1.0 - value, |slot| outcome.estimate.number(slot));
    (!value.is_nan()).then_some(Value { value, missing })
}

/// Whether a value counts things that come whole.
fn is_count(value: &PlannedValue) -> bool {
    let is_plain =
        value.dimension.is_pure() && value.shown.pure == PureStyle::Plain && !value.is_availability;
    is_plain || value.dimension.single().is_some_and(crate::units::Base::is_countable)
}

/// Whether a growth makes sense: at -100 % nothing is left, and so near to 0 sums over its powers come to rounding.
fn is_growth(growth: f64) -> bool {
    growth == 0.0 || growth > -1.0 && growth.abs() >= LEAST_GROWTH
}

fn of_missing(missing: f64) -> Value {
    Value { value: Decimal::of(missing).one_less(), missing }
}

fn of_number(value: f64, scale: &Scale, base: &PlannedValue) -> Value {
    let missing = if base.dimension.is_pure() {
        Decimal::of(value / scale.factor).complement().map_or(1.0 - value, Decimal::value)
    } else {
        f64::NAN
    };
    Value { value, missing }
}

/// Both compared sides at some values.
fn sides(repeated: &mut Repeated<&Plan>, places: &[f64], manner: &Manner<'_>) -> Vec<Sample> {
    let given: Vec<Value> = places.iter().map(|at| manner.value_at(*at)).collect();
    let values: Vec<f64> = given.iter().map(|value| value.value).collect();
    let missing: Vec<f64> = given.iter().map(|value| value.missing).collect();
    let (mut left, mut right) = (vec![f64::NAN; places.len()], vec![f64::NAN; places.len()]);
    repeated.run(&[Column::Each(&values), Column::Each(&missing)], &mut [&mut left, &mut right]);
    let samples = places.iter().zip(left.iter().zip(&right)).map(|(at, (left, right))| {
        let left = if manner.is_possible(*at) { *left } else { f64::NAN };
        let left = left + manner.margin * left.abs().max(right.abs());
        Sample { at: *at, left, right: *right }
    });
    samples.collect()
}

/// A round number just beyond an end, where the goal is not met: functions that round up do so from a billionth on.
fn beyond(
    evaluate: &mut impl FnMut(&[f64]) -> Vec<Sample>,
    end: &End,
    relation: Relation,
    factor: f64,
) -> Option<f64> {
    let End::Goal(sample) = end else { return None };
    rounder(sample.at, factor, &[3, 6]).into_iter().find(|at| {
        let tried = evaluate(&[*at])[0];
        let is_near = *at != sample.at && is_within(*at, sample.at, SNAPPED);
        // A check allows as much, and so it is no value beyond the end.
        let is_as_good = tried.gap().abs() <= CHECK_TOLERANCE * tried.left.abs().max(tried.right.abs());
        // A pole has no value, and so does not meet the goal either.
        is_near && !is_as_good && !is_met(&tried, relation)
    })
}

impl Gathered {
    /// Adds a goal that is asked in the file's scope: how its sides are to stand, and where it is written. Reports
    /// what is none.
    fn goal(&mut self, goal: &str) -> Option<(Relation, Span)> {
        let typed = goal.trim();
        let text = if typed.starts_with(CHECK) { typed.to_owned() } else { format!("{CHECK}{typed}") };
        let source = self.register("goal", &text);
        if !text.contains(['=', '<', '>', '~', '≤', '≥', '≈']) {
            let whole = Span::new(source.id, 0, source.text.len());
            let message = "this compares nothing, and a goal is met or not";
            self.diagnostics.push(Diagnostic::new(Id::BadGoal, whole, message).help(GOAL_HELP));
            return None;
        }
        let before = self.diagnostics.len();
        let (sheet, diagnostics) = parse(Arc::clone(&source));
        self.diagnostics.extend(diagnostics);
        if self.diagnostics.len() > before {
            return None;
        }
        let whole = Span::new(source.id, 0, source.text.len());
        let mut refuse = |place: Span, message: &str, help: &str| {
            self.diagnostics.push(Diagnostic::new(Id::BadGoal, place, message).help(help));
            None
        };
        let [statement] = sheet.statements.as_slice() else {
            return refuse(whole, "this is no goal", GOAL_HELP);
        };
        let StatementKind::Check(check) = &statement.kind else {
            return refuse(whole, "this is no goal", GOAL_HELP);
        };
        if let Some(within) = check.within {
            return refuse(within.span, "a goal is met exactly, without a tolerance", "leave out `within`");
        }
        let relation = match check.comparison {
            Comparison::Equal => Relation::Equal,
            Comparison::Less | Comparison::LessOrEqual => Relation::AtMost,
            Comparison::Greater | Comparison::GreaterOrEqual => Relation::AtLeast,
            Comparison::Near => return refuse(whole, "a goal is met exactly, and `~` is about", "write `=`"),
        };
        let span = statement.span;
        self.sheets.push(Arc::new(sheet));
        Some((relation, span))
    }

    /// Whether the goal holds with a text for the assumption, as a run with it has it.
    fn meets(&mut self, variant: &Variant, assumption: &str, text: &str) -> bool {
        let mut overrides = variant.overrides.clone();
        overrides.retain(|other| other.name != assumption);
        overrides.extend(self.overrides(&[(assumption.to_owned(), text.to_owned())]));
        let variant = Variant { overrides, open: Vec::new(), ..variant.clone() };
        let (plan, estimate, _) = super::planning::figures(&self.sheets, &variant);
        plan.checks.last().and_then(|check| estimate.verdict(check)).is_some_and(|verdict| verdict.ok)
    }

    /// The assumptions on which what is asked does depend.
    fn others(&self, variant: &Variant, plan: &Plan) -> Vec<String> {
        let stated = plan.items.iter().filter(|item| item.is_assumption && item.is_own);
        let depends = stated.take(MOST_PLANNED / plan.items.len().max(1)).filter(|item| {
            let place = variant.open.first().map_or_else(Span::default, |open| open.place);
            let open = vec![Open { name: item.name.clone(), place, ends: None }];
            let plan = super::planning::plan(&self.sheets, &Variant { open, ..variant.clone() });
            let follows = plan.following(&plan.input_slots());
            plan.checks.last().is_some_and(|check| {
                [check.left.compared, check.right.compared].iter().any(|slot| follows[slot.0 as usize])
            })
        });
        depends.map(|item| item.name.clone()).collect()
    }
}
