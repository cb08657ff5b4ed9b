//! Reports as JSON: the names, their order and their meaning are a promise to scripts; knows nothing of text.

use serde::{Serialize, Serializer};

#[cfg(test)]
use crate::report::Section;
use crate::report::paths::{PathReport, StageReport};
use crate::report::summary::Subject;
use crate::report::{Availability, CheckRow, PerSecond, Problem, ProblemFix, Report, Row};
use crate::syntax::sheet::Comparison;
use crate::units::display::{Displayed, shortest};

/// The version of this form; a change that could break a reader raises it. Keys that only appear where a scenario has
/// what they tell of do not: `paths` came with paths.
///
/// Version 2: reports stand in one document, `reports`, however many there are; a check's sides are numbers with units;
/// values are in the unit that was typed or asked for, `%` among them; `explain` is a document like the others; where
/// there is no answer, its key is null.
pub(super) const VERSION: u32 = 2;

/// What scenarios came to: for each file the base, then its cases.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "Reports"))]
pub(super) struct Document<'r> {
    /// The version of this form.
    #[cfg_attr(test, schemars(extend("const" = VERSION)))]
    napkin: u32,
    /// One for each file, and one for each of its cases.
    reports: Vec<ReportEntry<'r>>,
}

/// What a scenario came to: the base, or one of its cases.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "Report"))]
struct ReportEntry<'r> {
    /// The file.
    file: Option<&'r str>,
    /// The title of the scenario.
    title: Option<&'r str>,
    /// The calendar in force: what a day, a month and a year are.
    calendar: &'r str,
    /// Whether KB is 1000 or 1024 bytes.
    #[cfg_attr(test, schemars(extend("enum" = ["decimal", "binary"])))]
    bytes: &'r str,
    /// The case that it is; null for the base.
    case: Option<&'r str>,
    /// What people ask for first, by name.
    summary: SummaryEntry<'r>,
    /// Every value that is shown, in the order of the file.
    results: Vec<ResultEntry<'r>>,
    /// Every check with a verdict, in the order of the file.
    checks: Vec<CheckEntry<'r>>,
    /// What is wrong, in the order of the file.
    diagnostics: Vec<DiagnosticEntry<'r>>,
    /// Every path, stage by stage; only where the scenario has paths.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    paths: Vec<PathEntry<'r>>,
}

/// What people ask for first: the verdict, and the names of results.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "Summary"))]
struct SummaryEntry<'r> {
    /// How many checks have a verdict.
    checks: usize,
    /// Those that do not hold, as written.
    failing: Vec<&'r str>,
    /// How many checks have no verdict, as they, or what they depend on, have an error.
    unevaluated: usize,
    /// How many errors there are.
    errors: usize,
    /// Of each workload the peak rates, what is stored at the end, the peak egress, the cache.
    workloads: Vec<SubjectEntry<'r>>,
    /// Of each path the availability, the latency, the headroom (the capacity where no load is known), the cost.
    paths: Vec<SubjectEntry<'r>>,
    /// The results that nothing else uses.
    results: Vec<&'r str>,
}

/// A workload or a path.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "Subject"))]
struct SubjectEntry<'r> {
    /// Its name.
    name: &'r str,
    /// The names of its results.
    figures: Vec<&'r str>,
}

/// A value with its name.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "Result"))]
struct ResultEntry<'r> {
    /// The name, or the text of an expression without one.
    name: &'r str,
    /// What it is about.
    #[cfg_attr(test, schemars(extend("enum" = Section::ALL.map(Section::as_str))))]
    section: &'static str,
    /// The number in `unit`, in full precision.
    #[cfg_attr(test, schemars(with = "f64"))]
    #[serde(serialize_with = "number")]
    value: f64,
    /// The unit of `value`, never with a magnitude: that which was typed or asked for, `%` among them; empty for a
    /// plain number.
    unit: &'r str,
    /// The value as a person would write it.
    display: &'r str,
    /// What it measures, in words.
    dimension: &'r str,
    /// The expression that makes it.
    expr: &'r str,
    /// The comment behind it.
    note: Option<&'r str>,
    /// Its line, from 1.
    #[cfg_attr(test, schemars(range(min = 1)))]
    line: usize,
    /// Only for an availability.
    #[serde(skip_serializing_if = "Option::is_none")]
    availability: Option<AvailabilityEntry>,
    /// Only for a rate of information or of things that are counted, shown per minute or longer: the same per second.
    #[serde(skip_serializing_if = "Option::is_none")]
    per_second: Option<ValueEntry<'r>>,
    /// Only for a figure of a path that not all of its members have: those that it is without.
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    lacking: &'r [String],
}

/// What there is to say of an availability beside its value.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "Availability"))]
pub(super) struct AvailabilityEntry {
    /// 1 less the availability, exactly.
    #[cfg_attr(test, schemars(with = "f64"))]
    #[serde(serialize_with = "number")]
    unavailability: f64,
    /// How many nines it has; null where nothing is missing.
    #[cfg_attr(test, schemars(with = "Option<f64>"))]
    #[serde(serialize_with = "maybe_number")]
    nines: Option<f64>,
    /// Seconds of downtime in a civil year.
    #[cfg_attr(test, schemars(with = "f64"))]
    #[serde(serialize_with = "number")]
    downtime_per_year_s: f64,
}

/// A check that has a verdict.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "Check"))]
struct CheckEntry<'r> {
    /// What it asks, as written.
    expr: &'r str,
    /// Whether it holds.
    ok: bool,
    /// The left side, in the right side's units where that is possible.
    left: ValueEntry<'r>,
    /// How it is compared.
    #[cfg_attr(test, schemars(extend("enum" = ["~", "=", "<", "<=", ">", ">="])))]
    comparison: &'static str,
    /// The right side.
    right: ValueEntry<'r>,
    /// The left side less the right as a share of the right, of availabilities that of what is missing; null where the right side is 0.
    #[cfg_attr(test, schemars(with = "Option<f64>"))]
    #[serde(serialize_with = "maybe_number")]
    deviation: Option<f64>,
    /// Only for one that fails and would hold if the file said something else: `calendar primer`, `bytes binary`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    holds_under: Vec<String>,
    /// The comment behind it.
    note: Option<&'r str>,
    /// Its line, from 1.
    #[cfg_attr(test, schemars(range(min = 1)))]
    line: usize,
}

/// A path, stage by stage; its own figures are results.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "Path"))]
struct PathEntry<'r> {
    /// Its name.
    name: &'r str,
    /// Its stages in series.
    stages: Vec<StageEntry<'r>>,
    /// The stage with the largest share of the downtime.
    weakest_link: Option<&'r str>,
    /// The stage with the smallest capacity.
    bottleneck: Option<&'r str>,
    /// The share of the capacity that its load leaves.
    headroom: Option<ValueEntry<'r>>,
}

/// A stage of a path; what it does not have is null.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "Stage"))]
struct StageEntry<'r> {
    /// As written: `8 of 10 app`.
    stage: &'r str,
    /// Its availability.
    availability: Option<AvailabilityEntry>,
    /// Its share of the path's downtime, from 0 to 1.
    #[cfg_attr(test, schemars(with = "Option<f64>"))]
    #[serde(serialize_with = "maybe_number")]
    downtime_share: Option<f64>,
    /// Its latency.
    latency: Option<ValueEntry<'r>>,
    /// Its capacity with all members up.
    capacity: Option<ValueEntry<'r>>,
    /// Its capacity with as many members down as its availability tolerates.
    surviving: Option<ValueEntry<'r>>,
    /// Its cost.
    cost: Option<ValueEntry<'r>>,
}

/// A value without a name: a figure of a stage, a side of a check.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "Value"))]
pub(super) struct ValueEntry<'r> {
    /// The number in `unit`, in full precision.
    #[cfg_attr(test, schemars(with = "f64"))]
    #[serde(serialize_with = "number")]
    value: f64,
    /// The unit of `value`; empty for a plain number.
    unit: &'r str,
    /// The value as a person would write it.
    display: &'r str,
    /// Only for a figure of a path or a stage that not all of its members have: those that it is without.
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    lacking: &'r [String],
}

/// What is wrong, or probably wrong.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "Diagnostic"))]
pub(super) struct DiagnosticEntry<'r> {
    /// Its kind, which does not change: `unit-mismatch`.
    id: &'static str,
    /// How much it weighs.
    #[cfg_attr(test, schemars(extend("enum" = ["error", "warning", "note"])))]
    severity: &'static str,
    /// What is wrong.
    message: &'r str,
    /// The file that it is about.
    file: Option<&'r str>,
    /// Where it starts: the line, from 1.
    #[cfg_attr(test, schemars(range(min = 1)))]
    line: Option<usize>,
    /// Where it starts: the column, from 1, in characters.
    #[cfg_attr(test, schemars(range(min = 1)))]
    column: Option<usize>,
    /// The line of the first place behind it.
    #[cfg_attr(test, schemars(range(min = 1)))]
    end_line: Option<usize>,
    /// The column of the first place behind it.
    #[cfg_attr(test, schemars(range(min = 1)))]
    end_column: Option<usize>,
    /// What to type instead.
    help: Option<&'r str>,
    /// What a machine could change, the likeliest first, each a way of its own; only where there is something.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fixes: Vec<FixEntry<'r>>,
}

/// A way to mend what a diagnostic tells of.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "Fix"))]
struct FixEntry<'r> {
    /// What it does, in words.
    words: &'r str,
    /// What changes; all of it together.
    edits: Vec<EditEntry<'r>>,
}

/// A change of a text, in lines and columns as those of the diagnostic.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "Edit"))]
struct EditEntry<'r> {
    /// The file that it changes.
    file: &'r str,
    /// Where what is replaced starts: the line, from 1.
    #[cfg_attr(test, schemars(range(min = 1)))]
    line: usize,
    /// Where what is replaced starts: the column, from 1, in characters.
    #[cfg_attr(test, schemars(range(min = 1)))]
    column: usize,
    /// The line of the first place behind it.
    #[cfg_attr(test, schemars(range(min = 1)))]
    end_line: usize,
    /// The column of the first place behind it.
    #[cfg_attr(test, schemars(range(min = 1)))]
    end_column: usize,
    /// What stands there then.
    replacement: &'r str,
}

impl<'r> From<&'r Report> for ReportEntry<'r> {
    fn from(report: &'r Report) -> Self {
        Self {
            file: report.file.as_deref(),
            title: report.title.as_deref(),
            calendar: &report.calendar.name,
            bytes: report.bytes(),
            case: report.case.as_deref(),
            summary: SummaryEntry::from(report),
            results: report.rows.iter().map(ResultEntry::from).collect(),
            checks: report.checks.iter().map(CheckEntry::from).collect(),
            diagnostics: report.problems.iter().map(DiagnosticEntry::from).collect(),
            paths: report.paths.iter().map(PathEntry::from).collect(),
        }
    }
}

impl<'r> From<&'r Report> for SummaryEntry<'r> {
    fn from(report: &'r Report) -> Self {
        let failing = report.checks.iter().filter(|check| !check.ok);
        let subjects = |subjects: &'r [Subject]| {
            let subjects = subjects.iter().map(|subject| SubjectEntry {
                name: &subject.name,
                figures: subject.figures.iter().map(String::as_str).collect(),
            });
            subjects.collect()
        };
        Self {
            checks: report.checks.len(),
            failing: failing.map(|check| check.expression.as_str()).collect(),
            unevaluated: report.unevaluated,
            errors: report.errors(),
            workloads: subjects(&report.summary.workloads),
            paths: subjects(&report.summary.paths),
            results: report.summary.results.iter().map(String::as_str).collect(),
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
            per_second: row.per_second.as_ref().map(ValueEntry::from),
            lacking: &row.lacking,
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
            headroom: path.headroom.as_ref().map(|headroom| ValueEntry {
                lacking: path.whole.without("capacity"),
                ..ValueEntry::from(headroom)
            }),
        }
    }
}

impl<'r> From<&'r StageReport> for StageEntry<'r> {
    fn from(stage: &'r StageReport) -> Self {
        let value = |of: &'r Option<Displayed>, property: &str| {
            of.as_ref().map(|of| ValueEntry { lacking: stage.without(property), ..ValueEntry::from(of) })
        };
        Self {
            stage: &stage.name,
            availability: stage
                .availability
                .as_ref()
                .map(|(_, availability)| AvailabilityEntry::from(*availability)),
            downtime_share: stage.downtime_share,
            latency: value(&stage.latency, "latency"),
            capacity: value(&stage.capacity, "capacity"),
            surviving: value(&stage.surviving, "surviving"),
            cost: value(&stage.cost, "cost"),
        }
    }
}

impl<'r> From<&'r Displayed> for ValueEntry<'r> {
    fn from(displayed: &'r Displayed) -> Self {
        Self { value: displayed.value, unit: &displayed.unit, display: &displayed.text, lacking: &[] }
    }
}

impl<'r> From<&'r PerSecond> for ValueEntry<'r> {
    fn from(rate: &'r PerSecond) -> Self {
        Self::from(&rate.shown)
    }
}

impl<'r> From<&'r CheckRow> for CheckEntry<'r> {
    fn from(check: &'r CheckRow) -> Self {
        Self {
            expr: &check.expression,
            ok: check.ok,
            left: ValueEntry::from(&check.left),
            comparison: sign(check.comparison),
            right: ValueEntry::from(&check.right),
            deviation: check.deviation,
            holds_under: check
                .other_calendars
                .iter()
                .map(|calendar| format!("calendar {calendar}"))
                .chain(check.other_bytes.map(|bytes| format!("bytes {bytes}")))
                .collect(),
            note: check.note.as_deref(),
            line: check.line,
        }
    }
}

impl<'r> From<&'r ProblemFix> for FixEntry<'r> {
    fn from(fix: &'r ProblemFix) -> Self {
        let edits = fix.edits.iter().map(|edit| {
            let (start, end) = edit.place;
            EditEntry {
                file: &edit.file,
                line: start.line,
                column: start.column,
                end_line: end.line,
                end_column: end.column,
                replacement: &edit.replacement,
            }
        });
        Self { words: &fix.words, edits: edits.collect() }
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
            fixes: problem.fixes.iter().map(FixEntry::from).collect(),
        }
    }
}

/// What every document of a question to a scenario opens with.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Head<'r> {
    /// The title of the scenario.
    title: Option<&'r str>,
    /// The calendar in force.
    calendar: &'r str,
    /// Whether KB is 1000 or 1024 bytes.
    #[cfg_attr(test, schemars(extend("enum" = ["decimal", "binary"])))]
    bytes: &'r str,
}

impl<'r> From<&'r Report> for Head<'r> {
    fn from(report: &'r Report) -> Self {
        Self { title: report.title.as_deref(), calendar: &report.calendar.name, bytes: report.bytes() }
    }
}

/// The document of any number of reports: of several files, of one with its cases, of one alone.
pub fn reports(reports: &[Report]) -> String {
    text(&Document { napkin: VERSION, reports: reports.iter().map(ReportEntry::from).collect() })
}

/// How a comparison is written.
fn sign(comparison: Comparison) -> &'static str {
    match comparison {
        Comparison::Near => "~",
        Comparison::Equal => "=",
        Comparison::Less => "<",
        Comparison::LessOrEqual => "<=",
        Comparison::Greater => ">",
        Comparison::GreaterOrEqual => ">=",
    }
}

/// The largest size up to which every whole number is a float of its own.
const LARGEST_WHOLE: f64 = 9_007_199_254_740_992.0;

/// A number as people write it: `8`, not `8.0`; 4, not 4.000000000000002.
pub(super) fn number<S: Serializer>(number: &f64, serializer: S) -> Result<S::Ok, S::Error> {
    let number = &shortest(*number);
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
