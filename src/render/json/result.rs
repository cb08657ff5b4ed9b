//! One result by itself, as JSON: the names, their order and their meaning are a promise to scripts; knows nothing of
//! text.

use serde::Serialize;

use super::report::{AvailabilityEntry, DiagnosticEntry, VERSION, ValueEntry, maybe_number, text};
#[cfg(test)]
use crate::report::Section;
use crate::report::{Problem, Row};

/// What `napkin eval` prints; where the expression has no value, what would tell of it is left out, so that a script that
/// asks for `value` never takes nothing for a number.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "Evaluation"))]
pub(super) struct Document<'r> {
    /// The version of this form.
    #[cfg_attr(test, schemars(extend("const" = VERSION)))]
    napkin: u32,
    /// The expression, as written.
    name: &'r str,
    /// What it is about.
    #[cfg_attr(test, schemars(extend("enum" = Section::ALL.map(|section| Some(section.as_str())).into_iter().chain([None]).collect::<Vec<_>>())))]
    #[serde(skip_serializing_if = "Option::is_none")]
    section: Option<&'static str>,
    /// The number in `unit`, in full precision.
    #[cfg_attr(test, schemars(with = "Option<f64>"))]
    #[serde(serialize_with = "maybe_number", skip_serializing_if = "Option::is_none")]
    value: Option<f64>,
    /// The unit of `value`, as in a report.
    #[serde(skip_serializing_if = "Option::is_none")]
    unit: Option<&'r str>,
    /// The value as a person would write it.
    #[serde(skip_serializing_if = "Option::is_none")]
    display: Option<&'r str>,
    /// What it measures, in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    dimension: Option<&'r str>,
    /// The expression, as a report has it.
    expr: &'r str,
    /// The comment behind it.
    note: Option<&'r str>,
    /// Its line, from 1.
    #[cfg_attr(test, schemars(range(min = 1)))]
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<usize>,
    /// Only for an availability.
    #[serde(skip_serializing_if = "Option::is_none")]
    availability: Option<AvailabilityEntry>,
    /// Only for a rate of information or of things that are counted, shown per minute or longer: the same per second.
    #[serde(skip_serializing_if = "Option::is_none")]
    per_second: Option<ValueEntry<'r>>,
    /// What is wrong.
    diagnostics: Vec<DiagnosticEntry<'r>>,
}

/// The document of an expression; `row` is its value, where it has one.
pub fn document(expression: &str, row: Option<&Row>, problems: &[Problem]) -> String {
    text(&Document {
        napkin: VERSION,
        name: expression,
        section: row.map(|row| row.section.as_str()),
        value: row.map(|row| row.value),
        unit: row.map(|row| row.unit.as_str()),
        display: row.map(|row| row.display.as_str()),
        dimension: row.map(|row| row.dimension.as_str()),
        expr: row.map_or(expression, |row| &row.expression),
        note: row.and_then(|row| row.note.as_deref()),
        line: row.map(|row| row.line),
        availability: row.and_then(|row| row.availability).map(AvailabilityEntry::from),
        per_second: row.and_then(|row| row.per_second.as_ref()).map(ValueEntry::from),
        diagnostics: problems.iter().map(DiagnosticEntry::from).collect(),
    })
}
