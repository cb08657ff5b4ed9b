//! A sweep as JSON: the names, their order and their meaning are a promise to scripts; knows nothing of text.

use serde::Serialize;

use super::Report;
use super::json::{DiagnosticEntry, VERSION, maybe_number, number};
use crate::session::sweep::{Gaps, Sweep};

/// How many rows a document may have.
pub const MOST_ROWS: u64 = 1_000_000;
/// How many rows are computed at a time.
const LANES: usize = 128;

#[derive(Serialize)]
struct Document<'s> {
    napkin: u32,
    sweep: SweepEntry<'s>,
    diagnostics: Vec<DiagnosticEntry<'s>>,
}

#[derive(Serialize)]
struct SweepEntry<'s> {
    title: Option<&'s str>,
    calendar: &'s str,
    bytes: &'s str,
    case: Option<&'s str>,
    columns: Vec<ColumnEntry<'s>>,
    rows: Vec<Vec<Cell>>,
    rows_with_gaps: u64,
}

#[derive(Serialize)]
struct ColumnEntry<'s> {
    name: &'s str,
    unit: &'s str,
    dimension: String,
    /// Only for a name that is swept.
    #[serde(skip_serializing_if = "Option::is_none")]
    swept: Option<RangeEntry>,
}

#[derive(Serialize)]
struct RangeEntry {
    #[serde(serialize_with = "number")]
    from: f64,
    #[serde(serialize_with = "number")]
    to: f64,
    steps: u64,
    scale: &'static str,
}

#[derive(Serialize)]
#[serde(transparent)]
struct Cell(#[serde(serialize_with = "maybe_number")] Option<f64>);

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
        for lane in 0..rows.count {
            let points = rows.points.iter().map(|points| points[lane].number);
            let numbers = sweep
                .outputs
                .iter()
                .map(|output| output.scale.number(rows.repeated.estimate().lanes(output.value.value)[lane]));
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
