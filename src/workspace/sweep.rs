//! Sweeps: one plan with open inputs, estimated over a grid of values many at a time; no text of results, no files.

use std::sync::Arc;

use super::axis::Multiples;
pub use super::axis::{Axis, Point, Points};
use super::{Gathered, Loader, Outcome, true_case};
use crate::diagnostic::{Diagnostic, Id};
use crate::estimate::Estimate;
use crate::estimate::repeated::{Column, Repeated};
use crate::plan::{Ends, Open, Plan, PlannedInput, PlannedValue, Slot, Variant};
use crate::source::{Source, Span};
use crate::syntax::parse_expression;
use crate::units::display::{Scale, quantity};

/// How many rows a sweep may have.
pub const MOST_ROWS: u64 = 1_000_000_000;
/// How many values a name takes where nothing is said.
const USUAL_STEPS: u64 = 11;
/// Up to how many whole numbers a range has a value for each where nothing is said.
const MOST_WHOLE_STEPS: f64 = 20.0;
/// From where on a ratio is taken for an availability, where only what is missing of it matters.
const LEAST_AVAILABILITY: f64 = 0.5;

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

/// A sweep's plan over lanes of rows.
#[derive(Debug)]
struct Lanes<'s> {
    repeated: Repeated<&'s Plan>,
    /// What is computed of each row.
    wanted: Vec<Slot>,
    /// The axis of each of the plan's inputs.
    axes: Vec<Option<usize>>,
}

impl Lanes<'_> {
    /// Computes the columns of what is wanted.
    fn run(&mut self, points: &[Points], columns: &mut [Vec<f64>]) {
        let none = [Column::Every(f64::NAN); 2];
        let given: Vec<Column<'_>> = self
            .axes
            .iter()
            .flat_map(|axis| {
                axis.map_or(none, |axis| {
                    [&points[axis].values, &points[axis].missing].map(|numbers| Column::Each(numbers))
                })
            })
            .collect();
        let mut results: Vec<&mut [f64]> = columns.iter_mut().map(Vec::as_mut_slice).collect();
        self.repeated.run(&given, &mut results);
    }
}

/// Some rows of a sweep, one a lane.
#[derive(Debug)]
pub struct Rows<'s> {
    /// The number of the first one, from 0.
    pub first: u64,
    /// How many there are.
    pub count: usize,
    /// The values of each axis.
    pub points: &'s [Points],
    columns: &'s [Vec<f64>],
    lanes: &'s Lanes<'s>,
}

impl Rows<'_> {
    /// The numbers of a slot of an output, one a row; nothing of another slot.
    pub fn column(&self, slot: Slot) -> &[f64] {
        let place = self.lanes.wanted.iter().position(|wanted| *wanted == slot);
        place.map_or(&[], |place| &self.columns[place])
    }

    /// All numbers of the plan in a row.
    pub fn estimate(&self, lane: usize) -> Estimate {
        self.lanes.repeated.estimate(&self.given(lane))
    }

    /// Why an output has no number in a row.
    fn problem(&self, lane: usize, output: Slot) -> Option<Diagnostic> {
        let repeated = &self.lanes.repeated;
        repeated.problem(&self.given(lane), output).or_else(|| repeated.problems().first().cloned())
    }

    fn given(&self, lane: usize) -> Vec<f64> {
        let of_axis = |axis: &Option<usize>| {
            axis.map_or([f64::NAN; 2], |axis| {
                [self.points[axis].values[lane], self.points[axis].missing[lane]]
            })
        };
        self.lanes.axes.iter().flat_map(of_axis).collect()
    }
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
    let mut outcome = gathered.planned(&variant, true_case(request.case.as_ref()));
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
        let is_needed = |slot: Slot| needed[slot.0 as usize];
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
pub(super) fn slots(value: &PlannedValue) -> impl Iterator<Item = Slot> {
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
    let steps = request.steps.unwrap_or(usual).max(2);
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
        steps,
        is_logarithmic: request.is_logarithmic,
        multiples: request.is_logarithmic.then(|| Multiples::new(libm::log(last / first), steps)),
        missing,
        is_used: use_of.value || use_of.missing,
        needs_missing: use_of.missing || low.dimension.is_pure(),
    })
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
    pub fn run<E>(
        &self,
        at_a_time: usize,
        mut take: impl FnMut(&Rows<'_>) -> Result<(), E>,
    ) -> Result<Gaps, E> {
        let mut gaps = Gaps { rows: 0, outputs: vec![OutputGaps::default(); self.outputs.len()] };
        let mut lanes = self.lanes();
        let mut points: Vec<Points> = self.axes.iter().map(|_| Points::default()).collect();
        let mut columns = vec![vec![f64::NAN; at_a_time]; lanes.wanted.len()];
        let (mut first, rows) = (0, self.rows());
        let mut steps = vec![0; self.axes.len()];
        while first < rows {
            let count = (rows - first).min(at_a_time as u64) as usize;
            points.iter_mut().for_each(Points::clear);
            self.fill(&mut points, &mut steps, count);
            columns.iter_mut().for_each(|column| column.truncate(count));
            lanes.run(&points, &mut columns);
            let block = Rows { first, count, points: &points, columns: &columns, lanes: &lanes };
            self.count_gaps(&block, &mut gaps);
            take(&block)?;
            first += count as u64;
        }
        Ok(gaps)
    }

    /// Adds the points of the next rows, and moves on to the step behind them.
    fn fill(&self, points: &mut [Points], steps: &mut [u64], count: usize) {
        let mut left = count as u64;
        while left > 0 {
            let Some(((fastest, slower), (step, of_slower))) =
                self.axes.split_last().zip(steps.split_last_mut())
            else {
                return;
            };
            // All but the last axis stay where they are until that one has gone through.
            let run = (fastest.steps - *step).min(left);
            let Some((of_fastest, others)) = points.split_last_mut() else { return };
            fastest.points(*step..*step + run, of_fastest);
            for ((axis, points), step) in slower.iter().zip(others).zip(&*of_slower) {
                let point = axis.point(*step);
                (0..run).for_each(|_| points.push(point));
            }
            left -= run;
            *step += run;
            if *step == fastest.steps {
                *step = 0;
                for (axis, step) in slower.iter().zip(of_slower).rev() {
                    *step += 1;
                    if *step < axis.steps {
                        break;
                    }
                    *step = 0;
                }
            }
        }
    }

    fn lanes(&self) -> Lanes<'_> {
        let plan = &self.outcome.plan;
        let wanted: Vec<_> = self.outputs.iter().flat_map(|output| slots(&output.value)).collect();
        let repeated = Repeated::new(plan, &wanted);
        let place = |input: &PlannedInput| self.axes.iter().position(|axis| axis.name == input.name);
        Lanes { repeated, wanted, axes: plan.inputs.iter().map(place).collect() }
    }

    fn count_gaps(&self, rows: &Rows<'_>, gaps: &mut Gaps) {
        let columns: Vec<&[f64]> =
            self.outputs.iter().map(|output| rows.column(output.value.value)).collect();
        let has_gap = |column: &&[f64]| column.iter().any(|number| number.is_nan());
        if !columns.iter().any(has_gap) {
            return;
        }
        for lane in 0..rows.count {
            let is_gap = |column: &[f64]| column[lane].is_nan();
            gaps.rows += u64::from(columns.iter().any(|column| is_gap(column)));
            for (place, _) in columns.iter().enumerate().filter(|(_, column)| is_gap(column)) {
                let output = &mut gaps.outputs[place];
                output.rows += 1;
                if output.first.is_none() {
                    let why = rows.problem(lane, self.outputs[place].value.value);
                    output.first = Some((rows.first + lane as u64, why));
                }
            }
        }
    }

    /// One unit for each output: that of the largest among some values spread over the rows.
    fn choose_units(&mut self) {
        const SAMPLES: usize = 64;
        let mut points: Vec<Points> = self.axes.iter().map(|_| Points::default()).collect();
        let last = (self.rows() - 1) as u128;
        for sample in 0..SAMPLES as u128 {
            let steps = self.steps((last * sample / (SAMPLES as u128 - 1)) as u64);
            for ((axis, points), step) in self.axes.iter().zip(&mut points).zip(steps) {
                points.push(axis.point(step));
            }
        }
        let mut lanes = self.lanes();
        let mut columns = vec![vec![f64::NAN; SAMPLES]; lanes.wanted.len()];
        lanes.run(&points, &mut columns);
        let rows = Rows { first: 0, count: SAMPLES, points: &points, columns: &columns, lanes: &lanes };
        let scales: Vec<Scale> = self
            .outputs
            .iter()
            .map(|Output { value, .. }| {
                let numbers = rows.column(value.value).iter().filter(|number| !number.is_nan());
                let largest = numbers.copied().map(f64::abs).fold(0.0, f64::max);
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
