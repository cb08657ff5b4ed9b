//! A sweep as JSON: the names, their order and their meaning are a promise to scripts; knows nothing of text.

use serde::Serialize;

use super::report::{DiagnosticEntry, Head, VERSION, maybe_number, number, text};
use crate::report::sweep::Numbers;
use crate::report::{Problem, Report};

/// How many rows a document may have.
pub const MOST_ROWS: u64 = 1_000_000;

/// The rows of `napkin sweep`.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "Sweep"))]
pub(super) struct Document<'s> {
    /// The version of this form.
    #[cfg_attr(test, schemars(extend("const" = VERSION)))]
    napkin: u32,
    /// What was swept, and what followed; null where it could not be swept.
    sweep: Option<SweepEntry<'s>>,
    /// What is wrong, in the order of the file.
    diagnostics: Vec<DiagnosticEntry<'s>>,
}

/// A sweep.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "SweepTable"))]
struct SweepEntry<'s> {
    #[serde(flatten)]
    head: Head<'s>,
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
    dimension: &'s str,
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

/// The document. `report` is that of the sweep's outcome. The rows must not be more than [`MOST_ROWS`].
pub fn document(numbers: &Numbers, report: &Report) -> String {
    let columns = numbers.columns.iter().map(|column| ColumnEntry {
        name: &column.name,
        unit: &column.unit,
        dimension: &column.dimension,
        swept: column.swept.as_ref().map(|swept| RangeEntry {
            from: swept.from,
            to: swept.to,
            steps: swept.steps,
            scale: if swept.is_logarithmic { "log" } else { "linear" },
        }),
    });
    let rows = numbers.rows.iter().map(|row| row.iter().copied().map(Cell).collect());
    let document = Document {
        napkin: VERSION,
        sweep: Some(SweepEntry {
            head: Head::from(report),
            case: report.case.as_deref(),
            columns: columns.collect(),
            rows: rows.collect(),
            rows_with_gaps: numbers.gaps.rows,
        }),
        diagnostics: report.problems.iter().map(DiagnosticEntry::from).collect(),
    };
    // Strings, numbers and lists of them always have a JSON form.
    let mut text = serde_json::to_string(&document).unwrap_or_default();
    text.push('\n');
    text
}

/// The document of a sweep that could not be made.
pub fn nothing(problems: &[Problem]) -> String {
    let diagnostics = problems.iter().map(DiagnosticEntry::from).collect();
    text(&Document { napkin: VERSION, sweep: None, diagnostics })
}
