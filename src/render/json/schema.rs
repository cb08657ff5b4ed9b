//! The schema of all that is printed as JSON, from the types; knows no values.

use super::report::{Document, ExplanationEntry, ResultEntry};

/// All that is printed as JSON.
#[derive(schemars::JsonSchema)]
#[schemars(untagged, title = "What napkin prints as JSON")]
#[allow(dead_code, clippy::large_enum_variant)]
enum Output<'r> {
    /// One scenario.
    Report(Document<'r>),
    /// Several scenarios, or one with its cases: the base, then each case.
    Reports(Vec<Document<'r>>),
    /// `napkin eval`
    Result(ResultEntry<'r>),
    /// `napkin explain`
    Explanation(ExplanationEntry<'r>),
    /// `napkin sweep`
    Sweep(super::sweep::Document<'r>),
    /// `napkin solve`
    Solution(super::solution::Document<'r>),
}

/// The schema of all that is printed as JSON.
pub(in crate::render) fn schema() -> String {
    let settings = schemars::generate::SchemaSettings::draft2020_12().for_serialize();
    let mut text =
        serde_json::to_string_pretty(&settings.into_generator().into_root_schema_for::<Output<'static>>())
            .unwrap_or_default();
    text.push('\n');
    text
}
