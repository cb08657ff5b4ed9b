//! Results as CSV (RFC 4180), a row a result, for spreadsheets and data frames; knows no checks and no diagnostics.

use crate::render::letters::clean;
use crate::render::numbers::plain_number;
use crate::report::{FileReports, Row};

/// The columns: their names and their order are a promise to scripts.
const COLUMNS: [&str; 14] = [
    "file",
    "case",
    "section",
    "name",
    "value",
    "unit",
    "display",
    "dimension",
    "expr",
    "note",
    "line",
    "unavailability",
    "nines",
    "downtime_per_year_s",
];

/// The results of all scenarios in one table, with a header.
pub fn table(scenarios: &[FileReports]) -> String {
    let mut writer =
        csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::<u8>::new());
    let rows = scenarios.iter().flat_map(|scenario| {
        scenario.variants.iter().flat_map(move |report| {
            report.rows.iter().map(move |row| record(&scenario.file, report.case.as_deref(), row))
        })
    });
    let header = COLUMNS.map(str::to_owned);
    let written = std::iter::once(header).chain(rows).try_for_each(|cells| writer.write_record(cells));
    written.expect("records of one length go into memory");
    let bytes = writer.into_inner().expect("memory takes what is left");
    String::from_utf8(bytes).expect("texts are UTF-8, and so is what stands between them")
}

fn record(file: &str, case: Option<&str>, row: &Row) -> [String; COLUMNS.len()] {
    let maybe = |number: Option<f64>| number.map_or_else(String::new, plain_number);
    let availability = row.availability.as_ref();
    [
        harmless(file),
        harmless(case.unwrap_or_default()),
        row.section.as_str().to_owned(),
        harmless(&row.name),
        plain_number(row.value),
        harmless(&row.unit),
        row.display.clone(),
        harmless(&row.dimension),
        harmless(&row.expression),
        harmless(row.note.as_deref().unwrap_or_default()),
        row.line.to_string(),
        maybe(availability.map(|availability| availability.unavailability)),
        maybe(availability.and_then(|availability| availability.nines)),
        maybe(availability.map(|availability| availability.downtime_per_year_s)),
    ]
}

/// A text that no spreadsheet takes for a formula: a blank goes before what would start one.
fn harmless(text: &str) -> String {
    let cleaned = clean(text);
    if cleaned.starts_with(['=', '+', '-', '@']) { format!(" {cleaned}") } else { cleaned }
}
