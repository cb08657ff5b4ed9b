//! The schema of all that is printed as JSON, from the types; knows no values.

/// All that is printed as JSON.
///
/// Version 2. Since version 1: all reports stand in `reports` of one document, which tells the version once, whether
/// there is one, several, or one with its cases (1 had an object or an array of them); the sides of a check are objects
/// with `value`, `unit` and `display` (were texts), and `comparison` says how they are compared; `unit` is what was
/// typed or asked for, `%`, `x` and `ppm` among them, with `value` in it (was 0.125 and "" for 12.5 %; an availability
/// is in `%`); `per_second` stands beside rates per day and the like; `severity` may be "note"; `napkin eval` has
/// `diagnostics`, and no `value` where there is none (was a report); `napkin explain` has its tree in `explanation` (was
/// the tree itself); `explanation`, `sweep` and `solve` are null where there is no answer (was a report).
#[derive(schemars::JsonSchema)]
#[schemars(untagged, title = "What napkin prints as JSON, version 2")]
#[allow(dead_code, clippy::large_enum_variant)]
enum Output<'r> {
    /// `napkin report`, `napkin check`
    Reports(super::report::Document<'r>),
    /// `napkin eval`
    Result(super::result::Document<'r>),
    /// `napkin explain`
    Explanation(super::explanation::Document<'r>),
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
