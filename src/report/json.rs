//! Reports as JSON: the names, their order and their meaning are a promise to scripts; knows nothing of text.

use serde::{Serialize, Serializer};

use super::paths::{PathReport, StageReport};
use super::{Availability, CheckRow, Problem, Report, Row};
use crate::units::display::Displayed;

/// The version of this form; a change that could break a reader raises it. Keys that only appear where a scenario has
/// what they tell of do not: `paths` came with paths.
pub(super) const VERSION: u32 = 1;

#[derive(Serialize)]
struct Document<'r> {
    napkin: u32,
    title: Option<&'r str>,
    calendar: &'r str,
    bytes: &'r str,
    case: Option<&'r str>,
    results: Vec<ResultEntry<'r>>,
    checks: Vec<CheckEntry<'r>>,
    diagnostics: Vec<DiagnosticEntry<'r>>,
    /// Only where the scenario has paths.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    paths: Vec<PathEntry<'r>>,
}

#[derive(Serialize)]
struct ResultEntry<'r> {
    name: &'r str,
    section: &'static str,
    #[serde(serialize_with = "number")]
    value: f64,
    unit: &'r str,
    display: &'r str,
    dimension: &'r str,
    expr: &'r str,
    note: Option<&'r str>,
    line: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    availability: Option<AvailabilityEntry>,
}

#[derive(Serialize)]
struct AvailabilityEntry {
    #[serde(serialize_with = "number")]
    unavailability: f64,
    #[serde(serialize_with = "maybe_number")]
    nines: Option<f64>,
    #[serde(serialize_with = "number")]
    downtime_per_year_s: f64,
}

#[derive(Serialize)]
struct CheckEntry<'r> {
    expr: &'r str,
    ok: bool,
    left: &'r str,
    right: &'r str,
    #[serde(serialize_with = "maybe_number")]
    deviation: Option<f64>,
    note: Option<&'r str>,
    line: usize,
}

#[derive(Serialize)]
struct PathEntry<'r> {
    name: &'r str,
    stages: Vec<StageEntry<'r>>,
    weakest_link: Option<&'r str>,
    bottleneck: Option<&'r str>,
    headroom: Option<ValueEntry<'r>>,
}

#[derive(Serialize)]
struct StageEntry<'r> {
    stage: &'r str,
    availability: Option<AvailabilityEntry>,
    #[serde(serialize_with = "maybe_number")]
    downtime_share: Option<f64>,
    latency: Option<ValueEntry<'r>>,
    capacity: Option<ValueEntry<'r>>,
    surviving: Option<ValueEntry<'r>>,
    cost: Option<ValueEntry<'r>>,
}

#[derive(Serialize)]
pub(super) struct ValueEntry<'r> {
    #[serde(serialize_with = "number")]
    value: f64,
    unit: &'r str,
    display: &'r str,
}

#[derive(Serialize)]
pub(super) struct DiagnosticEntry<'r> {
    id: &'static str,
    severity: &'static str,
    message: &'r str,
    file: Option<&'r str>,
    line: Option<usize>,
    column: Option<usize>,
    end_line: Option<usize>,
    end_column: Option<usize>,
    help: Option<&'r str>,
}

impl<'r> From<&'r Report> for Document<'r> {
    fn from(report: &'r Report) -> Self {
        Self {
            napkin: VERSION,
            title: report.title.as_deref(),
            calendar: &report.calendar.name,
            bytes: report.bytes(),
            case: report.case.as_deref(),
            results: report.rows.iter().map(ResultEntry::from).collect(),
            checks: report.checks.iter().map(CheckEntry::from).collect(),
            diagnostics: report.problems.iter().map(DiagnosticEntry::from).collect(),
            paths: report.paths.iter().map(PathEntry::from).collect(),
        }
    }
}

impl<'r> From<&'r Row> for ResultEntry<'r> {
    fn from(row: &'r Row) -> Self {
        Self {
            name: &row.name,
            section: row.section.as_str(),
            value: row.value,
            unit: &row.unit,
            display: &row.display,
            dimension: &row.dimension,
            expr: &row.expression,
            note: row.note.as_deref(),
            line: row.line,
            availability: row.availability.map(AvailabilityEntry::from),
        }
    }
}

impl From<Availability> for AvailabilityEntry {
    fn from(availability: Availability) -> Self {
        Self {
            unavailability: availability.unavailability,
            nines: availability.nines,
            downtime_per_year_s: availability.downtime_per_year_s,
        }
    }
}

impl<'r> From<&'r PathReport> for PathEntry<'r> {
    fn from(path: &'r PathReport) -> Self {
        Self {
            name: &path.name,
            stages: path.stages.iter().map(StageEntry::from).collect(),
            weakest_link: path.stage_name(path.weakest),
            bottleneck: path.stage_name(path.bottleneck),
            headroom: path.headroom.as_ref().map(ValueEntry::from),
        }
    }
}

impl<'r> From<&'r StageReport> for StageEntry<'r> {
    fn from(stage: &'r StageReport) -> Self {
        let value = |of: &'r Option<Displayed>| of.as_ref().map(ValueEntry::from);
        Self {
            stage: &stage.name,
            availability: stage
                .availability
                .as_ref()
                .map(|(_, availability)| AvailabilityEntry::from(*availability)),
            downtime_share: stage.downtime_share,
            latency: value(&stage.latency),
            capacity: value(&stage.capacity),
            surviving: value(&stage.surviving),
            cost: value(&stage.cost),
        }
    }
}

impl<'r> From<&'r Displayed> for ValueEntry<'r> {
    fn from(displayed: &'r Displayed) -> Self {
        Self { value: displayed.value, unit: &displayed.unit, display: &displayed.text }
    }
}

impl<'r> From<&'r CheckRow> for CheckEntry<'r> {
    fn from(check: &'r CheckRow) -> Self {
        Self {
            expr: &check.expression,
            ok: check.ok,
            left: &check.left,
            right: &check.right,
            deviation: check.deviation,
            note: check.note.as_deref(),
            line: check.line,
        }
    }
}

impl<'r> From<&'r Problem> for DiagnosticEntry<'r> {
    fn from(problem: &'r Problem) -> Self {
        let (start, end) = problem.place.unzip();
        Self {
            id: problem.id,
            severity: problem.severity.as_str(),
            message: &problem.message,
            file: problem.file.as_deref(),
            line: start.map(|start| start.line),
            column: start.map(|start| start.column),
            end_line: end.map(|end| end.line),
            end_column: end.map(|end| end.column),
            help: problem.help.as_deref(),
        }
    }
}

/// One document for one report, else an array of them.
pub fn reports(reports: &[Report]) -> String {
    match reports {
        [only] => text(&Document::from(only)),
        several => text(&several.iter().map(Document::from).collect::<Vec<_>>()),
    }
}

/// One result by itself.
pub fn result(row: &Row) -> String {
    text(&ResultEntry::from(row))
}

/// The largest size up to which every whole number is a float of its own.
const LARGEST_WHOLE: f64 = 9_007_199_254_740_992.0;

/// A number as people write it: `8`, not `8.0`.
pub(super) fn number<S: Serializer>(number: &f64, serializer: S) -> Result<S::Ok, S::Error> {
    if number.fract() == 0.0 && number.abs() <= LARGEST_WHOLE {
        serializer.serialize_i64(*number as i64)
    } else {
        serializer.serialize_f64(*number)
    }
}

pub(super) fn maybe_number<S: Serializer>(maybe: &Option<f64>, serializer: S) -> Result<S::Ok, S::Error> {
    match maybe {
        Some(some) => number(some, serializer),
        None => serializer.serialize_none(),
    }
}

pub(super) fn text(value: &impl Serialize) -> String {
    // Strings, numbers and lists of them always have a JSON form.
    let mut text = serde_json::to_string_pretty(value).unwrap_or_default();
    text.push('\n');
    text
}
