//! A sweep as JSON: the names, their order and their meaning are a promise to scripts; knows nothing of text.

use serde::Serialize;

use super::json::{DiagnosticEntry, VERSION, maybe_number, number};
use super::{Report, numbers};
use crate::workspace::sweep::{Gaps, Sweep};

/// How many rows a document may have.
pub const MOST_ROWS: u64 = 1_000_000;
/// How many rows are computed at a time.
const LANES: usize = 128;

/// The rows of `napkin sweep`.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "Sweep"))]
pub(super) struct Document<'s> {
    /// The version of this form.
    #[cfg_attr(test, schemars(extend("const" = VERSION)))]
    napkin: u32,
    /// What was swept, and what followed.
    sweep: SweepEntry<'s>,
    /// What is wrong, in the order of the file.
    diagnostics: Vec<DiagnosticEntry<'s>>,
}

/// A sweep.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "SweepTable"))]
struct SweepEntry<'s> {
    /// The title of the scenario.
    title: Option<&'s str>,
    /// The calendar in force.
    calendar: &'s str,
    /// Whether KB is 1000 or 1024 bytes.
    #[cfg_attr(test, schemars(extend("enum" = ["decimal", "binary"])))]
    bytes: &'s str,
    /// The case that is swept; null for the base.
    case: Option<&'s str>,
    /// What stands in each place of a row: first the names that are swept.
    columns: Vec<ColumnEntry<'s>>,
    /// A row for each point; null where something has no value there.
    rows: Vec<Vec<Cell>>,
    /// How many rows have a null.
    rows_with_gaps: u64,
}

/// A column of a sweep.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "SweepColumn"))]
struct ColumnEntry<'s> {
    /// The name, or the expression that was asked for.
    name: &'s str,
    /// The unit of all its numbers; empty for pure numbers.
    unit: &'s str,
    /// What it measures, in the words of the field.
    dimension: String,
    /// Its range; only for a name that is swept.
    #[serde(skip_serializing_if = "Option::is_none")]
    swept: Option<RangeEntry>,
}

/// The range of a name that is swept.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "SweepRange"))]
struct RangeEntry {
    /// The first value, in the unit of the column.
    #[cfg_attr(test, schemars(with = "f64"))]
    #[serde(serialize_with = "number")]
    from: f64,
    /// The last value.
    #[cfg_attr(test, schemars(with = "f64"))]
    #[serde(serialize_with = "number")]
    to: f64,
    /// How many values there are.
    steps: u64,
    /// Whether values are added to or multiplied from step to step.
    #[cfg_attr(test, schemars(extend("enum" = ["linear", "log"])))]
    scale: &'static str,
}

/// A number of a row.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "SweepNumber"))]
#[serde(transparent)]
struct Cell(
    #[cfg_attr(test, schemars(with = "Option<f64>"))]
    #[serde(serialize_with = "maybe_number")]
    Option<f64>,
);

impl From<f64> for Cell {
    fn from(number: f64) -> Self {
        Self((!number.is_nan()).then_some(number))
    }
}

/// The document, and what has no value in it. `report` is that of the sweep's outcome. The rows must not be more
/// than [`MOST_ROWS`].
pub fn document(sweep: &Sweep, report: &Report) -> (String, Gaps) {
    let units = &sweep.outcome.plan.units;
    let axes = sweep.axes.iter().map(|axis| ColumnEntry {
        name: &axis.name,
        unit: &axis.scale.unit,
        dimension: units.describe(&axis.value.dimension),
        swept: Some(RangeEntry {
            from: axis.from,
            to: axis.to,
            steps: axis.steps,
            scale: if axis.is_logarithmic { "log" } else { "linear" },
        }),
    });
    let outputs = sweep.outputs.iter().map(|output| ColumnEntry {
        name: &output.name,
        unit: &output.scale.unit,
        dimension: units.describe(&output.value.dimension),
        swept: None,
    });
    let columns = axes.chain(outputs).collect();
    let mut table: Vec<Vec<Cell>> = Vec::new();
    let run = sweep.run::<LANES, std::convert::Infallible>(|rows| {
        let columns: Vec<[f64; LANES]> =
            sweep.outputs.iter().map(|output| numbers(rows.repeated.estimate(), output)).collect();
        for lane in 0..rows.count {
            let points = rows.points.iter().map(|points| points[lane].number);
            let numbers = columns.iter().map(|column| column[lane]);
            table.push(points.chain(numbers).map(Cell::from).collect());
        }
        Ok(())
    });
    let Ok(gaps) = run;
    let document = Document {
        napkin: VERSION,
        sweep: SweepEntry {
            title: report.title.as_deref(),
            calendar: &report.calendar.name,
            bytes: report.bytes(),
            case: report.case.as_deref(),
            columns,
            rows: table,
            rows_with_gaps: gaps.rows,
        },
        diagnostics: report.problems.iter().map(DiagnosticEntry::from).collect(),
    };
    // Strings, numbers and lists of them always have a JSON form.
    let mut text = serde_json::to_string(&document).unwrap_or_default();
    text.push('\n');
    (text, gaps)
}
