//! What a sweep came to: its columns, its numbers some rows at a time, as a table and as curves; knows no format.

use std::convert::Infallible;

use super::scenario::Report;
use super::shown::{displayed, numbers, unit_of};
use crate::plan::{Plan, PlannedValue};
use crate::source::Position;
use crate::units::PureStyle;
use crate::units::decimal::Decimal;
use crate::units::display::{Displayed, in_style, style_of, style_out};
use crate::workspace::Outcome;
use crate::workspace::sweep::{Axis, Gaps, OutputGaps, Point, Points, Sweep};

/// How many rows are computed at a time.
const ROWS_AT_A_TIME: usize = 1_024;

/// How many columns a sweep has beside the names that are swept, where nobody says which.
const MOST_DEPENDENTS: usize = 6;

/// A column: first the names that are swept, then what was asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// The name, or the expression that was asked for.
    pub name: String,
    /// The unit of all its numbers; empty for pure numbers.
    pub unit: String,
    /// What it measures, in the words of the field.
    pub dimension: String,
    /// Its range; only for a name that is swept.
    pub swept: Option<Swept>,
    /// Whether its numbers are percentages.
    pub style: PureStyle,
}

/// The range of a name that is swept.
#[derive(Debug, Clone, PartialEq)]
pub struct Swept {
    /// The first value, in the unit of the column.
    pub from: f64,
    /// The last value.
    pub to: f64,
    /// How many values there are.
    pub steps: u64,
    /// Whether each value is a multiple of the one before.
    pub is_logarithmic: bool,
    /// Whether what is missing to 1 is stepped.
    pub is_availability: bool,
}

/// Some rows, one a lane.
#[derive(Debug)]
pub struct Piece<'s> {
    /// The number of the first one, from 0.
    pub first: u64,
    /// How many rows they are.
    pub count: usize,
    /// The values of each name that is swept.
    pub points: &'s [Points],
    /// The numbers of each output in its unit; NaN where there is no value.
    pub numbers: Vec<Vec<f64>>,
}

/// All numbers of a sweep.
#[derive(Debug, Clone, PartialEq)]
pub struct Numbers {
    /// What stands in each place of a row.
    pub columns: Vec<Column>,
    /// A row for each point; none where something has no value there.
    pub rows: Vec<Vec<Option<f64>>>,
    /// What has no value.
    pub gaps: Gaps,
}

/// A sweep with each value in the unit that suits it.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// The scenario's title.
    pub title: Option<String>,
    /// The case that is swept; none for the base.
    pub case: Option<String>,
    /// What stands in each place of a row.
    pub columns: Vec<Column>,
    /// A row for each point; none where something has no value there.
    pub rows: Vec<Vec<Option<Displayed>>>,
    /// What has no value.
    pub gaps: Gaps,
}

/// A sweep as curves over its first name.
#[derive(Debug, Clone, PartialEq)]
pub struct Curves {
    /// The scenario's title.
    pub title: Option<String>,
    /// What goes to the right.
    pub across: Across,
    /// What the curves are of, each in a picture of its own.
    pub outputs: Vec<OutputCurves>,
    /// What sets each curve apart: the values of the other names.
    pub settings: Vec<Vec<Setting>>,
    /// How many curves are left out.
    pub left_out: usize,
    /// What has no value.
    pub gaps: Gaps,
}

/// The name over which curves go.
#[derive(Debug, Clone, PartialEq)]
pub struct Across {
    /// The name.
    pub name: String,
    /// The unit of its numbers.
    pub unit: String,
    /// Whether each value is a multiple of the one before.
    pub is_logarithmic: bool,
    /// Whether its places are numbers of nines, not values.
    pub is_in_nines: bool,
    /// Whether what is missing to 1 is stepped.
    pub is_availability: bool,
    /// The places of the first and of the last value.
    pub ends: (f64, f64),
}

/// The curves of one output.
#[derive(Debug, Clone, PartialEq)]
pub struct OutputCurves {
    /// As asked for.
    pub name: String,
    /// The unit of its numbers.
    pub unit: String,
    /// Whether it is an availability.
    pub is_availability: bool,
    /// The places and the numbers of each curve, in the order of the sweep; NaN where there is no value.
    pub curves: Vec<Vec<(f64, f64)>>,
}

/// The value of a name that is swept.
#[derive(Debug, Clone, PartialEq)]
pub struct Setting {
    /// The name.
    pub name: String,
    /// Its value in its unit.
    pub number: f64,
    /// All digits of it, where it is an availability.
    pub exact: Option<String>,
    /// The unit.
    pub unit: String,
}

/// That an output has no value in some rows.
#[derive(Debug, Clone, PartialEq)]
pub struct GapNote {
    /// The output.
    pub output: String,
    /// In how many rows.
    pub rows: u64,
    /// Of how many.
    pub of: u64,
    /// The first of them.
    pub first: Vec<Setting>,
    /// Why there is no value there, and where in a file that stands.
    pub why: Option<GapReason>,
}

/// Why there is no value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GapReason {
    /// What is wrong.
    pub message: String,
    /// The file that says so, and where.
    pub place: Option<(String, Position)>,
}

/// The columns of a sweep.
pub fn columns(sweep: &Sweep) -> Vec<Column> {
    let units = &sweep.outcome.plan.units;
    let axes = sweep.axes.iter().map(|axis| {
        let style = style(axis);
        Column {
            name: axis.name.clone(),
            unit: axis.scale.styled_unit(style),
            dimension: units.describe(&axis.value.dimension),
            swept: Some(Swept {
                from: in_style(axis.from, 1.0, style),
                to: in_style(axis.to, 1.0, style),
                steps: axis.steps,
                is_logarithmic: axis.is_logarithmic,
                is_availability: axis.is_availability(),
            }),
            style,
        }
    });
    let outputs = sweep.outputs.iter().map(|output| Column {
        name: output.name.clone(),
        unit: unit_of(&output.value, &output.scale),
        dimension: units.describe(&output.value.dimension),
        swept: None,
        style: style_out(output.value.is_availability, &output.value.shown),
    });
    axes.chain(outputs).collect()
}

/// How the values of a name that is swept are given, as a report would.
fn style(axis: &Axis) -> PureStyle {
    style_of(axis.is_availability(), &axis.value.shown)
}

/// Runs a sweep and hands its rows on as they are computed, in order.
///
/// # Errors
/// What `take` answers, which ends it.
pub fn each_piece<E>(sweep: &Sweep, mut take: impl FnMut(&Piece<'_>) -> Result<(), E>) -> Result<Gaps, E> {
    sweep.run(ROWS_AT_A_TIME, |rows| {
        take(&Piece {
            first: rows.first,
            count: rows.count,
            points: rows.points,
            numbers: sweep.outputs.iter().map(|output| numbers(rows, output)).collect(),
        })
    })
}

impl Numbers {
    /// Runs a sweep and keeps every number.
    pub fn of(sweep: &Sweep) -> Self {
        let mut rows = Vec::new();
        let styles: Vec<PureStyle> = sweep.axes.iter().map(style).collect();
        let known = |number: f64| (!number.is_nan()).then_some(number);
        let run = each_piece::<Infallible>(sweep, |piece| {
            for lane in 0..piece.count {
                let points = piece.points.iter().zip(&styles);
                let points = points.map(|(points, style)| in_style(points.numbers()[lane], 1.0, *style));
                let numbers = piece.numbers.iter().map(|column| column[lane]);
                rows.push(points.chain(numbers).map(known).collect());
            }
            Ok(())
        });
        let Ok(gaps) = run;
        Self { columns: columns(sweep), rows, gaps }
    }
}

impl Table {
    /// Runs a sweep and keeps every value as it is shown.
    pub fn of(sweep: &Sweep, digits: usize) -> Self {
        let Outcome { plan, case, .. } = &sweep.outcome;
        let values: Vec<&PlannedValue> =
            sweep.values().chain(sweep.outputs.iter().map(|output| &output.value)).collect();
        let mut rows = Vec::new();
        let run = sweep.run(1, |of_sweep| -> Result<(), Infallible> {
            let estimate = of_sweep.estimate(0);
            rows.push(values.iter().map(|value| displayed(&plan.units, &estimate, value, digits)).collect());
            Ok(())
        });
        let Ok(gaps) = run;
        Self { title: plan.title.clone(), case: case.clone(), columns: columns(sweep), rows, gaps }
    }
}

impl Curves {
    /// Runs a sweep and keeps the points of at most so many curves; none where nothing is swept.
    pub fn of(sweep: &Sweep, most_curves: usize) -> Option<Self> {
        let (across, others) = sweep.axes.split_first()?;
        let all = others.iter().map(|axis| axis.steps).product::<u64>() as usize;
        let drawn: Vec<usize> = if all <= most_curves {
            (0..all).collect()
        } else {
            (0..most_curves).map(|place| place * (all - 1) / (most_curves - 1)).collect()
        };
        let mut found: Vec<Vec<Vec<(f64, f64)>>> = vec![vec![Vec::new(); drawn.len()]; sweep.outputs.len()];
        let run = sweep.run(ROWS_AT_A_TIME, |rows| -> Result<(), Infallible> {
            for (output, found) in sweep.outputs.iter().zip(&mut found) {
                for (lane, number) in rows.column(output.value.value).iter().enumerate() {
                    let (row, point) = (rows.first as usize + lane, rows.points[0].at(lane));
                    if let Ok(place) = drawn.binary_search(&(row % all)) {
                        let style = style_out(output.value.is_availability, &output.value.shown);
                        found[place].push((place_on(across, point), output.scale.styled(*number, style)));
                    }
                }
            }
            Ok(())
        });
        let Ok(gaps) = run;
        let outputs = sweep.outputs.iter().zip(found).map(|(output, curves)| OutputCurves {
            name: output.name.clone(),
            unit: unit_of(&output.value, &output.scale),
            is_availability: output.value.is_availability,
            curves,
        });
        Some(Self {
            title: sweep.outcome.plan.title.clone(),
            across: Across {
                name: across.name.clone(),
                unit: across.scale.styled_unit(style(across)),
                is_logarithmic: across.is_logarithmic,
                is_in_nines: across.is_availability() && across.is_logarithmic,
                is_availability: across.is_availability(),
                ends: (place_on(across, across.point(0)), place_on(across, across.point(across.steps - 1))),
            },
            outputs: outputs.collect(),
            settings: drawn.iter().map(|curve| settings(others, *curve as u64)).collect(),
            left_out: all - drawn.len(),
            gaps,
        })
    }
}

/// Where a value stands on an axis: an availability stepped by what is missing, by its nines.
fn place_on(axis: &Axis, point: Point) -> f64 {
    if axis.is_availability() && axis.is_logarithmic {
        -libm::log10(point.missing)
    } else {
        in_style(point.number, 1.0, style(axis))
    }
}

/// The values of some axes in a row of them alone.
fn settings(axes: &[Axis], row: u64) -> Vec<Setting> {
    let mut rest = row;
    let mut settings: Vec<Setting> = axes
        .iter()
        .rev()
        .map(|axis| {
            let step = rest % axis.steps;
            rest /= axis.steps;
            Setting::at(axis, step)
        })
        .collect();
    settings.reverse();
    settings
}

impl Setting {
    fn at(axis: &Axis, step: u64) -> Self {
        let point = axis.point(step);
        Self {
            name: axis.name.clone(),
            number: in_style(point.number, 1.0, style(axis)),
            exact: axis.is_availability().then(|| exact(point, style(axis))),
            unit: axis.scale.styled_unit(style(axis)),
        }
    }
}

/// All digits of an availability: what `--set` takes, with the sign of the style, to come to the same.
pub fn exact(point: Point, style: PureStyle) -> String {
    let decimal = Decimal::of(point.missing).complement();
    let decimal = decimal.unwrap_or_else(|| Decimal::of(point.number));
    let tens = match style {
        PureStyle::Percent => 2,
        PureStyle::PartsPerMillion => 6,
        PureStyle::Plain | PureStyle::Times => 0,
    };
    decimal.scaled(tens).to_string()
}

/// What to show of a sweep where nobody says it: of the figures of a report's summary those that depend on what is open
/// in a plan, else of all rows; not more than a table has room for.
pub fn dependents(report: &Report, plan: &Plan) -> Vec<String> {
    let follows = plan.following(&plan.input_slots());
    let depends = |name: &&str| {
        let value = plan.item(name).and_then(|item| item.value.as_ref());
        value.is_some_and(|value| follows[value.value.0 as usize])
            && plan.inputs.iter().all(|input| input.name != **name)
    };
    let named = |names: Vec<&str>| -> Vec<String> {
        names.into_iter().filter(depends).take(MOST_DEPENDENTS).map(str::to_owned).collect()
    };
    let asked = named(report.summary.names().collect());
    if asked.is_empty() { named(report.rows.iter().map(|row| row.name.as_str()).collect()) } else { asked }
}

/// The names that are swept and on which nothing depends that is shown.
pub fn unused(sweep: &Sweep) -> Vec<&str> {
    let unused = sweep.axes.iter().filter(|axis| !axis.is_used && !sweep.outputs.is_empty());
    unused.map(|axis| axis.name.as_str()).collect()
}

/// The outputs that have no value in some rows.
pub fn gap_notes(sweep: &Sweep, gaps: &Gaps) -> Vec<GapNote> {
    let note = |(output, gaps): (&crate::workspace::sweep::Output, &OutputGaps)| {
        let (row, why) = gaps.first.as_ref()?;
        Some(GapNote {
            output: output.name.clone(),
            rows: gaps.rows,
            of: sweep.rows(),
            first: settings(&sweep.axes, *row),
            why: why.as_ref().map(|why| {
                let place = why.span.and_then(|span| {
                    let source = sweep.outcome.sources.get(span.source.0 as usize)?;
                    Some((source.name.clone(), source.position(span.start)))
                });
                GapReason { message: why.message.clone(), place }
            }),
        })
    };
    sweep.outputs.iter().zip(&gaps.outputs).filter_map(note).collect()
}
