//! Sweeps: one plan with open inputs, estimated over a grid of values many at a time; no text of results, no files.

use std::sync::Arc;

use super::{Gathered, Loader, Outcome};
use crate::diagnostic::{Diagnostic, Id};
use crate::estimate::repeated::Repeated;
use crate::plan::{Ends, Open, PlannedInput, PlannedValue, Variant};
use crate::source::{Source, Span};
use crate::syntax::parse_expression;
use crate::units::decimal::Decimal;
use crate::units::display::{MOST_DIGITS, Scale, in_digits, quantity};

/// How many rows a sweep may have.
pub const MOST_ROWS: u64 = 1_000_000_000;
/// How many values a name takes where nothing is said.
const USUAL_STEPS: u64 = 11;
/// Up to how many whole numbers a range has a value for each where nothing is said.
const MOST_WHOLE_STEPS: f64 = 20.0;
/// From where on a ratio is taken for an availability, where only what is missing of it matters.
const LEAST_AVAILABILITY: f64 = 0.5;
/// Digits of a value between the ends where each is a multiple of the one before.
const DIGITS_BETWEEN: usize = 12;
/// Digits of what is missing to 1 between the ends of a range of availabilities.
const DIGITS_MISSING: usize = 6;

/// What is asked for.
#[derive(Debug, Clone, Default)]
pub struct Request {
    /// The names that are swept, each with its range as written: `1M..1bn pastes/month`.
    pub ranges: Vec<(String, String)>,
    /// What is wanted at each point: expressions in the file's scope.
    pub outputs: Vec<String>,
    /// How many values each name takes; none for what suits the range.
    pub steps: Option<u64>,
    /// Whether each value is a multiple of the one before.
    pub is_logarithmic: bool,
    /// Values put over names (`--set`).
    pub set: Vec<(String, String)>,
    /// The case that is swept; none for the base.
    pub case: Option<String>,
}

/// A name that is swept.
#[derive(Debug, Clone)]
pub struct Axis {
    /// The name.
    pub name: String,
    /// Its value, of which an estimate has the number at a point.
    pub value: PlannedValue,
    /// The unit in which its values are stepped.
    pub scale: Scale,
    /// The first value, in that unit.
    pub from: f64,
    /// The last value, in that unit.
    pub to: f64,
    /// How many there are.
    pub steps: u64,
    /// Whether each value is a multiple of the one before.
    pub is_logarithmic: bool,
    /// What is missing to 1 at both ends, where that is stepped.
    missing: Option<(f64, f64)>,
    /// Whether anything needs 1 less the value.
    needs_missing: bool,
    /// Whether anything that is shown depends on it.
    pub is_used: bool,
}

/// One value of a name that is swept.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// The number in the unit of the axis.
    pub number: f64,
    /// The value in base units.
    pub value: f64,
    /// 1 less the number; NaN where nothing needs it.
    pub missing: f64,
}

/// What is wanted at each point.
#[derive(Debug, Clone)]
pub struct Output {
    /// As asked for.
    pub name: String,
    /// Its value.
    pub value: PlannedValue,
    /// One unit for all its values.
    pub scale: Scale,
}

/// A sweep, ready to be run.
#[derive(Debug, Clone)]
pub struct Sweep {
    /// The plan, what is wrong with it, and the numbers that hold at every point.
    pub outcome: Outcome,
    /// The names that are swept, the last of which changes fastest.
    pub axes: Vec<Axis>,
    /// What is wanted, without the names that are swept.
    pub outputs: Vec<Output>,
}

/// Some rows of a sweep, one a lane.
#[derive(Debug)]
pub struct Rows<'s, const LANES: usize> {
    /// The number of the first one, from 0.
    pub first: u64,
    /// How many of the lanes are rows.
    pub count: usize,
    /// The values of each axis.
    pub points: &'s [[Point; LANES]],
    /// The numbers of the plan.
    pub repeated: &'s Repeated<'s, LANES>,
}

/// The rows in which something has no value.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Gaps {
    /// How many there are.
    pub rows: u64,
    /// Those of each output, in its place; empty where nothing was run.
    pub outputs: Vec<OutputGaps>,
}

/// The rows in which an output has no value.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct OutputGaps {
    /// How many there are.
    pub rows: u64,
    /// The first one's number, and why there is no value.
    pub first: Option<(u64, Option<Diagnostic>)>,
}

/// Plans a sweep. Where it cannot be run, its outcome has errors and it has no outputs.
pub fn sweep(source: Source, loader: &dyn Loader, request: &Request) -> Sweep {
    let mut gathered = Gathered::default();
    gathered.add(source, loader, &mut Vec::new());
    let overrides = gathered.overrides(&request.set);
    let open = gathered.open(&request.ranges);
    let asked = gathered.ask(&request.outputs);
    let before = gathered.diagnostics.len();
    let case = gathered.case(request.case.as_deref());
    let is_planned = open.len() == request.ranges.len()
        && asked == request.outputs.len()
        && gathered.diagnostics.len() == before;
    let variant =
        Variant { overrides, case, set_over_case: case.is_some(), asked, open, ..Variant::default() };
    let mut outcome = gathered.planned(&variant, request.case.clone());
    let (mut axes, mut outputs) = (Vec::new(), Vec::new());
    if is_planned && let Some((found, wanted)) = parts(&mut outcome, request, asked) {
        (axes, outputs) = (found, wanted);
    }
    Sweep { outcome, axes, outputs }
}

/// The axes and the outputs of a plan; nothing where one of them has an error, which is reported then.
fn parts(outcome: &mut Outcome, request: &Request, asked: usize) -> Option<(Vec<Axis>, Vec<Output>)> {
    let plan = &outcome.plan;
    if plan.inputs.len() < request.ranges.len() {
        return None;
    }
    let first = plan.items.len() - asked;
    let values: Option<Vec<(String, PlannedValue)>> =
        plan.items[first..].iter().map(|item| Some((item.name.clone(), item.value.clone()?))).collect();
    let is_swept = |name: &str| plan.inputs.iter().any(|input| input.name == name);
    let values: Vec<_> = values?.into_iter().filter(|(name, _)| !is_swept(name)).collect();
    let wanted: Vec<_> = values.iter().flat_map(|(_, value)| slots(value)).collect();
    let needed = plan.needed_for(&wanted);
    let follows = plan.following(&plan.input_slots());
    let mut found = Vec::new();
    let mut problems = Vec::new();
    // In the order in which they were asked for, not in that of their use.
    for (name, _) in &request.ranges {
        let place = plan.inputs.iter().position(|input| input.name == *name)?;
        let input = &plan.inputs[place];
        let is_needed = |slot: crate::plan::Slot| needed[slot.0 as usize];
        let use_of = Use { value: is_needed(input.value), missing: is_needed(input.missing) };
        let does_follow = |value: &PlannedValue| follows[value.value.0 as usize];
        if input.ends.as_ref().is_some_and(|(low, high)| does_follow(low) || does_follow(high)) {
            let message = format!("the range of `{name}` depends on what is swept beside it");
            problems.push(
                Diagnostic::new(Id::BadRange, input.place, message)
                    .help("write its ends as numbers, or with names that stay as they are"),
            );
            continue;
        }
        match axis(outcome, input, use_of, request) {
            Ok(axis) => found.push((place, axis)),
            Err(problem) => problems.extend(problem),
        }
    }
    let rows = found.iter().try_fold(1_u64, |rows, (_, axis)| rows.checked_mul(axis.steps));
    if problems.is_empty() && rows.is_none_or(|rows| rows > MOST_ROWS) {
        let rows = rows.map_or_else(|| "more".to_owned(), |rows| rows.to_string());
        problems.push(
            Diagnostic::without_place(
                Id::BadRange,
                format!("this sweep would have {rows} rows, and at most {MOST_ROWS} are swept"),
            )
            .help("ask for fewer steps with `--steps`, or sweep fewer names at once"),
        );
    }
    if !problems.is_empty() {
        outcome.diagnostics.extend(problems);
        return None;
    }
    let axes: Vec<Axis> = found.into_iter().map(|(_, axis)| axis).collect();
    let outputs = values.into_iter().map(|(name, value)| {
        let scale = Scale { unit: String::new(), factor: 1.0 };
        Output { name, value, scale }
    });
    let mut sweep = Sweep { outcome: outcome.clone(), axes, outputs: outputs.collect() };
    sweep.choose_units();
    Some((sweep.axes, sweep.outputs))
}

/// The slots of a value.
pub(super) fn slots(value: &PlannedValue) -> impl Iterator<Item = crate::plan::Slot> {
    std::iter::once(value.value).chain(value.missing)
}

/// What is needed of an input.
#[derive(Debug, Clone, Copy)]
struct Use {
    value: bool,
    missing: bool,
}

/// The axis of an input; the error where its range cannot be stepped, none where that is reported already.
fn axis(
    outcome: &Outcome,
    input: &PlannedInput,
    use_of: Use,
    request: &Request,
) -> Result<Axis, Option<Diagnostic>> {
    let (low, high) = input.ends.as_ref().ok_or(None)?;
    let (units, estimate) = (&outcome.plan.units, &outcome.estimate);
    let scale = Scale::as_written(units, &low.dimension, &low.shown);
    let (from, to) = (scale.number(estimate.number(low.value)), scale.number(estimate.number(high.value)));
    if from.is_nan() || to.is_nan() {
        // Why an end has no number is reported with it.
        return Err(None);
    }
    let bad =
        |message: String, help: &str| Some(Diagnostic::new(Id::BadRange, input.place, message).help(help));
    let show = |value: &PlannedValue| {
        quantity(units, estimate.number(value.value), &value.dimension, &value.shown.clone().released(), 3)
            .text
    };
    if from == to {
        return Err(bad(format!("both ends of this range are {}", show(low)), "write a larger high end"));
    }
    let is_ratio = low.dimension.is_pure() && from.min(to) >= LEAST_AVAILABILITY && from.max(to) <= 1.0;
    let is_availability = input.is_availability || is_ratio && use_of.missing && !use_of.value;
    let missing = is_availability.then(|| {
        let missing = |value: &PlannedValue| {
            value.missing.map_or(1.0 - estimate.number(value.value), |slot| estimate.number(slot))
        };
        (missing(low), missing(high))
    });
    let (first, last) = missing.unwrap_or((from, to));
    if request.is_logarithmic && (first <= 0.0 || last <= 0.0) {
        let what = if missing.is_some() { "what is missing to 100 %" } else { "the range" };
        return Err(bad(
            format!("`--log` multiplies step by step, and {what} starts or ends at 0 or below"),
            if missing.is_some() {
                "let the range end below 100 %: `99%..99.99%`"
            } else {
                "write a low end above 0"
            },
        ));
    }
    let is_whole = from.fract() == 0.0 && to.fract() == 0.0 && missing.is_none() && !request.is_logarithmic;
    let usual = if is_whole && (to - from).abs() <= MOST_WHOLE_STEPS {
        (to - from).abs() as u64 + 1
    } else {
        USUAL_STEPS
    };
    Ok(Axis {
        name: input.name.clone(),
        value: PlannedValue {
            value: input.value,
            missing: low.dimension.is_pure().then_some(input.missing),
            is_availability: is_availability && low.is_availability,
            ..low.clone()
        },
        scale,
        from,
        to,
        steps: request.steps.unwrap_or(usual).max(2),
        is_logarithmic: request.is_logarithmic,
        missing,
        is_used: use_of.value || use_of.missing,
        needs_missing: use_of.missing || low.dimension.is_pure(),
    })
}

impl Axis {
    /// Whether what is missing to 1 is stepped: the name is an availability.
    pub fn is_availability(&self) -> bool {
        self.missing.is_some()
    }

    /// The value at a step, from 0.
    pub fn point(&self, step: u64) -> Point {
        let share = step as f64 / (self.steps - 1) as f64;
        let between = |first: f64, last: f64| {
            if self.is_logarithmic {
                in_digits(first * ((last / first).ln() * share).exp(), DIGITS_BETWEEN)
            } else {
                in_digits(first + (last - first) * share, MOST_DIGITS)
            }
        };
        if let Some((first, last)) = self.missing {
            let missing = match step {
                0 => first,
                step if step == self.steps - 1 => last,
                _ => in_digits(between(first, last), DIGITS_MISSING),
            };
            let value = Decimal::of(missing).complement().map_or(1.0 - missing, Decimal::value);
            return Point { number: value, value, missing };
        }
        let number = match step {
            0 => self.from,
            step if step == self.steps - 1 => self.to,
            _ => between(self.from, self.to),
        };
        let missing = if self.needs_missing {
            Decimal::of(number).complement().map_or(1.0 - number, Decimal::value)
        } else {
            f64::NAN
        };
        Point { number, value: number * self.scale.factor, missing }
    }

    /// All digits of a point's number: what `--set` takes to come to the same.
    pub fn text(&self, point: Point) -> String {
        let decimal = if self.is_availability() { Decimal::of(point.missing).complement() } else { None };
        decimal.unwrap_or_else(|| Decimal::of(point.number)).to_string()
    }
}

impl Sweep {
    /// Whether it can be run.
    pub fn is_ready(&self) -> bool {
        !self.axes.is_empty()
    }

    /// How many rows it has.
    pub fn rows(&self) -> u64 {
        self.axes.iter().map(|axis| axis.steps).product()
    }

    /// The values of the axes, whose numbers are those of each point.
    pub fn values(&self) -> impl Iterator<Item = &PlannedValue> {
        self.axes.iter().map(|axis| &axis.value)
    }

    /// The step of each axis in a row.
    pub fn steps(&self, row: u64) -> Vec<u64> {
        let mut rest = row;
        let mut steps: Vec<u64> = self
            .axes
            .iter()
            .rev()
            .map(|axis| {
                let step = rest % axis.steps;
                rest /= axis.steps;
                step
            })
            .collect();
        steps.reverse();
        steps
    }

    /// Runs it, with so many rows at a time, in order.
    ///
    /// # Errors
    /// What `take` answers, which ends it.
    pub fn run<const LANES: usize, E>(
        &self,
        mut take: impl FnMut(&Rows<'_, LANES>) -> Result<(), E>,
    ) -> Result<Gaps, E> {
        let mut gaps = Gaps { rows: 0, outputs: vec![OutputGaps::default(); self.outputs.len()] };
        let mut repeated = self.repeated::<LANES>();
        let places = self.places();
        let mut points =
            vec![[Point { number: f64::NAN, value: f64::NAN, missing: f64::NAN }; LANES]; places.len()];
        let (mut first, rows) = (0, self.rows());
        let mut steps = vec![0; self.axes.len()];
        while first < rows {
            let count = (rows - first).min(LANES as u64) as usize;
            for lane in 0..count {
                for ((axis, points), step) in self.axes.iter().zip(&mut points).zip(&steps) {
                    points[lane] = axis.point(*step);
                }
                for (axis, step) in self.axes.iter().zip(&mut steps).rev() {
                    *step += 1;
                    if *step < axis.steps {
                        break;
                    }
                    *step = 0;
                }
            }
            for (points, place) in points.iter().zip(&places) {
                repeated.give(*place, points.map(|point| point.value), points.map(|point| point.missing));
            }
            repeated.run();
            self.count_gaps(&repeated, first, count, &mut gaps);
            take(&Rows { first, count, points: &points, repeated: &repeated })?;
            first += count as u64;
        }
        Ok(gaps)
    }

    /// The places of the axes among the plan's inputs.
    fn places(&self) -> Vec<usize> {
        let inputs = &self.outcome.plan.inputs;
        let place = |axis: &Axis| inputs.iter().position(|input| input.name == axis.name).unwrap_or(0);
        self.axes.iter().map(place).collect()
    }

    fn repeated<const LANES: usize>(&self) -> Repeated<'_, LANES> {
        let plan = &self.outcome.plan;
        let mut wanted: Vec<_> = self.outputs.iter().flat_map(|output| slots(&output.value)).collect();
        wanted.extend(plan.input_slots());
        Repeated::new(plan, &wanted)
    }

    fn count_gaps<const LANES: usize>(
        &self,
        repeated: &Repeated<'_, LANES>,
        first: u64,
        count: usize,
        gaps: &mut Gaps,
    ) {
        let numbers: Vec<[f64; LANES]> =
            self.outputs.iter().map(|output| repeated.estimate().lanes(output.value.value)).collect();
        for lane in 0..count {
            let is_gap = |numbers: &[f64; LANES]| numbers[lane].is_nan();
            gaps.rows += u64::from(numbers.iter().any(is_gap));
            for (place, _) in numbers.iter().enumerate().filter(|(_, numbers)| is_gap(numbers)) {
                let output = &mut gaps.outputs[place];
                output.rows += 1;
                if output.first.is_none() {
                    let value = self.outputs[place].value.value;
                    let why = repeated.problem(lane, value).or_else(|| repeated.problems().first().cloned());
                    output.first = Some((first + lane as u64, why));
                }
            }
        }
    }

    /// One unit for each output: that of the largest among some values spread over the rows.
    fn choose_units(&mut self) {
        const SAMPLES: usize = 64;
        let mut repeated = self.repeated::<SAMPLES>();
        let last = (self.rows() - 1) as u128;
        let steps: Vec<Vec<u64>> = (0..SAMPLES as u128)
            .map(|sample| self.steps((last * sample / (SAMPLES as u128 - 1)) as u64))
            .collect();
        for (axis, place) in self.places().into_iter().enumerate() {
            let points: [Point; SAMPLES] =
                std::array::from_fn(|sample| self.axes[axis].point(steps[sample][axis]));
            repeated.give(place, points.map(|point| point.value), points.map(|point| point.missing));
        }
        repeated.run();
        let scales: Vec<Scale> = self
            .outputs
            .iter()
            .map(|Output { value, .. }| {
                let numbers = repeated.estimate().lanes(value.value).into_iter();
                let largest = numbers.filter(|number| !number.is_nan()).map(f64::abs).fold(0.0, f64::max);
                Scale::for_value(&self.outcome.plan.units, largest, &value.dimension, &value.shown)
            })
            .collect();
        for (output, scale) in self.outputs.iter_mut().zip(scales) {
            output.scale = scale;
        }
    }
}

impl Gathered {
    /// The names that are swept; reports what cannot be read, and what is swept twice.
    fn open(&mut self, ranges: &[(String, String)]) -> Vec<Open> {
        let mut open: Vec<Open> = Vec::new();
        for (name, range) in ranges {
            let source = self.register(&format!("sweep {name}"), range);
            let place = Span::new(source.id, 0, source.text.len());
            if open.iter().any(|other| other.name == *name) {
                self.diagnostics.push(
                    Diagnostic::new(Id::UnknownOverride, place, format!("`{name}` is swept twice"))
                        .help("sweep it once"),
                );
                continue;
            }
            let (sheet, expression, diagnostics) = parse_expression(source);
            self.diagnostics.extend(diagnostics);
            if let Some(expression) = expression {
                let ends = Some(Ends { sheet: Arc::new(sheet), expression });
                open.push(Open { name: name.clone(), place, ends });
            }
        }
        open
    }

    /// Adds expressions that are asked in the file's scope; answers how many could be read.
    pub(super) fn ask(&mut self, expressions: &[String]) -> usize {
        let mut asked = 0;
        for text in expressions {
            let source = self.register("--of", text);
            asked += usize::from(self.ask_expression(source));
        }
        asked
    }
}
