//! How a value came about, as JSON: the names, their order and their meaning are a promise to scripts; knows nothing of
//! text.

use serde::Serialize;

use super::report::{AvailabilityEntry, DiagnosticEntry, VERSION, maybe_number, text};
use crate::report::Problem;
use crate::report::explain::{Explanation, LeftOut};

/// What `napkin explain` tells.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "Explanations"))]
pub(super) struct Document<'r> {
    /// The version of this form.
    #[cfg_attr(test, schemars(extend("const" = VERSION)))]
    napkin: u32,
    /// The name that was asked for, with what it depends on; null where there is no such name.
    explanation: Option<ExplanationEntry<'r>>,
    /// What is wrong, in the order of the file.
    diagnostics: Vec<DiagnosticEntry<'r>>,
}

/// How a value came about: it, its formula, and what that depends on.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "Explanation"))]
struct ExplanationEntry<'r> {
    /// Its name, or the text of a stage of a path.
    name: &'r str,
    /// The number in `unit`, in full precision; null where it has no value, as are `unit` and `display`.
    #[cfg_attr(test, schemars(with = "Option<f64>"))]
    #[serde(serialize_with = "maybe_number")]
    value: Option<f64>,
    /// The unit of `value`; empty for a pure number.
    unit: Option<&'r str>,
    /// The value as a person would write it.
    display: Option<&'r str>,
    /// The expression that makes it; empty for a stage of a path.
    expr: &'r str,
    /// The expression with each name's value in its place; null where that says no more than the value.
    numbers: Option<&'r str>,
    /// The comment behind it.
    note: Option<&'r str>,
    /// The file that it stands in.
    file: &'r str,
    /// Its line there, from 1.
    #[cfg_attr(test, schemars(range(min = 1)))]
    line: usize,
    /// Only for an availability.
    #[serde(skip_serializing_if = "Option::is_none")]
    availability: Option<AvailabilityEntry>,
    /// Only where `children` has not all that it depends on: it is unfolded where it comes first, it is too deep, or the whole is too large.
    #[cfg_attr(test, schemars(extend("enum" = ["above", "deeper", "too-large"])))]
    #[serde(skip_serializing_if = "Option::is_none")]
    left_out: Option<&'static str>,
    /// What it depends on, each name once.
    children: Vec<Self>,
}

impl<'r> From<&'r Explanation> for ExplanationEntry<'r> {
    fn from(explanation: &'r Explanation) -> Self {
        let value = explanation.value.as_ref();
        Self {
            name: &explanation.name,
            value: value.map(|value| value.value),
            unit: value.map(|value| value.unit.as_str()),
            display: value.map(|value| value.text.as_str()),
            expr: &explanation.expression,
            numbers: explanation.numbers.as_deref(),
            note: explanation.note.as_deref(),
            file: &explanation.file,
            line: explanation.line,
            availability: explanation.availability.map(AvailabilityEntry::from),
            left_out: explanation.left_out.map(LeftOut::as_str),
            children: explanation.children.iter().map(Self::from).collect(),
        }
    }
}

/// The document; of a name that there is not, what is wrong.
pub fn document(explanation: Option<&Explanation>, problems: &[Problem]) -> String {
    text(&Document {
        napkin: VERSION,
        explanation: explanation.map(ExplanationEntry::from),
        diagnostics: problems.iter().map(DiagnosticEntry::from).collect(),
    })
}
