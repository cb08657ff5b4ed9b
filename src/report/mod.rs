//! From an outcome to a [`Report`]: rows, sections, verdicts; the renderers beside it turn it into text. No terminal.

pub mod answers;
pub mod chart;
pub mod chart_svg;
pub mod chart_text;
pub mod csv;
pub mod explain;
pub mod explain_tree;
pub mod html;
pub mod json;
pub mod lookup;
pub mod markdown;
pub mod messages;
mod page;
mod path_text;
mod path_words;
pub mod paths;
pub mod reference;
pub mod solution;
pub mod solution_json;
pub mod solution_text;
pub mod storage_chart;
mod svg;
pub mod sweep_csv;
pub mod sweep_json;
pub mod sweep_text;
pub mod table;
pub mod text;
mod variants;
mod words;

use std::io::Write as _;

use glob::Pattern;

pub use paths::PathReport;
pub use storage_chart::StorageChart;

use crate::diagnostic::{Diagnostic, Edit, Fix, Severity};
use crate::estimate::Estimate;
use crate::plan::{Item, ItemKind, Plan, PlannedCheck, PlannedPath, PlannedValue};
use crate::source::{Position, Span};
use crate::syntax::sheet::Comparison;
use crate::units::calendar::Calendar;
use crate::units::decimal::Decimal;
use crate::units::dimension::BaseKind;
use crate::units::display::{self, Displayed, Pure};
use crate::units::{Base, Dimension, PureStyle, Shown, Units};
use crate::workspace::Outcome;
use crate::workspace::sweep::Output;

/// What is wanted of a report.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// Significant digits.
    pub digits: usize,
    /// Only the names that one of these matches; all of them if there is none.
    pub only: Vec<Pattern>,
}

impl Default for Wanted {
    fn default() -> Self {
        Self { digits: display::USUAL_DIGITS, only: Vec::new() }
    }
}

impl Wanted {
    /// Whether a name is among those that are wanted.
    fn takes(&self, name: &str) -> bool {
        self.only.is_empty() || self.only.iter().any(|only| only.matches(name))
    }
}

/// What a row is about; the order is that of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Section {
    /// Figures that are stated, not computed.
    Assumptions,
    /// Numbers of things.
    Counts,
    /// Things in a time.
    Throughput,
    /// Information in a second, or in another time that is not a calendar's.
    Bandwidth,
    /// Information, and what of it comes in a day, a week, a month, a year.
    Storage,
    /// Times.
    Latency,
    /// Shares of the time.
    Availability,
    /// Money.
    Cost,
    /// Pure numbers.
    Ratios,
    /// What no other section is for.
    Other,
}

impl Section {
    /// All of them, in the order of a report.
    pub const ALL: [Self; 10] = [
        Self::Assumptions,
        Self::Counts,
        Self::Throughput,
        Self::Bandwidth,
        Self::Storage,
        Self::Latency,
        Self::Availability,
        Self::Cost,
        Self::Ratios,
        Self::Other,
    ];

    /// As reports and JSON name it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Assumptions => "Assumptions",
            Self::Counts => "Counts",
            Self::Throughput => "Throughput",
            Self::Bandwidth => "Bandwidth",
            Self::Storage => "Storage",
            Self::Latency => "Latency",
            Self::Availability => "Availability",
            Self::Cost => "Cost",
            Self::Ratios => "Ratios",
            Self::Other => "Other",
        }
    }

    /// The section of an item with a value.
    fn of(units: &Units, item: &Item, value: &PlannedValue) -> Self {
        if item.is_assumption {
            Self::Assumptions
        } else if value.is_availability {
            Self::Availability
        } else if item.kind == ItemKind::Derived
            && ["ingress", "egress", "replication_traffic"].iter().any(|traffic| item.name.ends_with(traffic))
        {
            // What passes through is no storage, whatever time it is written in.
            Self::Bandwidth
        } else {
            Self::by_dimension(&value.dimension, value.shown.per_calendar_unit(units))
        }
    }

    /// The section of a derived value that is no availability.
    fn by_dimension(dimension: &Dimension, is_per_calendar_unit: bool) -> Self {
        if dimension.is_pure() {
            return Self::Ratios;
        }
        if dimension.powers().any(|(base, power)| matches!(base.kind(), BaseKind::Currency(_)) && power > 0) {
            return Self::Cost;
        }
        if dimension.powers().any(|(base, _)| matches!(base.kind(), BaseKind::Currency(_))) {
            return Self::Other;
        }
        let counts_above = dimension.powers().any(|(base, power)| base.is_countable() && power > 0);
        match (dimension.power(Base::INFORMATION), dimension.power(Base::TIME)) {
            (0, 0) => Self::Counts,
            (0, -1) => Self::Throughput,
            (0, 1) if !counts_above => Self::Latency,
            (1, 0) if !counts_above => Self::Storage,
            (1, -1) if !counts_above && is_per_calendar_unit => Self::Storage,
            (1, -1) if !counts_above => Self::Bandwidth,
            _ => Self::Other,
        }
    }
}

/// What there is to say of an availability beside its value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Availability {
    /// 1 less the availability, exactly.
    pub unavailability: f64,
    /// How many nines it has; none where nothing is missing.
    pub nines: Option<f64>,
    /// Seconds of downtime in a civil year (rulings, E13).
    pub downtime_per_year_s: f64,
}

/// A value with its name.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// The name, or the text of an expression without one.
    pub name: String,
    /// Where it is shown.
    pub section: Section,
    /// The number in `unit`, in full precision.
    pub value: f64,
    /// Empty for a pure number.
    pub unit: String,
    /// The number in base units, by which a row compares with that of another case.
    pub number: f64,
    /// The value as a person would write it.
    pub display: String,
    /// What it measures, in the words of the field.
    pub dimension: String,
    /// The expression that makes it.
    pub expression: String,
    /// The comment behind it.
    pub note: Option<String>,
    /// Its line in its file, from 1.
    pub line: usize,
    /// For an availability, its nines and its downtime.
    pub availability: Option<Availability>,
    /// Whether it is a figure of a path that the report shows stage by stage.
    pub is_of_path: bool,
}

impl Row {
    /// The row of an item; none where it has no value.
    pub fn of(outcome: &Outcome, item: &Item, digits: usize) -> Option<Self> {
        let (units, estimate) = (&outcome.plan.units, &outcome.estimate);
        let value = item.value.as_ref()?;
        let displayed = displayed(units, estimate, value, digits)?;
        Some(Self {
            name: item.name.clone(),
            section: Section::of(units, item, value),
            value: displayed.value,
            unit: displayed.unit,
            number: if value.dimension.is_pure() {
                pure(estimate, value).value
            } else {
                estimate.number(value.value)
            },
            display: value.as_typed.clone().unwrap_or(displayed.text),
            dimension: units.describe(&value.dimension),
            expression: item.expression.clone(),
            note: item.note.clone(),
            line: line_of(outcome, item.span),
            availability: availability_of(estimate, value),
            is_of_path: false,
        })
    }
}

/// A check that has a verdict.
#[derive(Debug, Clone, PartialEq)]
pub struct CheckRow {
    /// What it asks, as written.
    pub expression: String,
    /// Whether it holds.
    pub ok: bool,
    /// The left side, in the right side's units where that is possible.
    pub left: String,
    /// How it is compared.
    pub comparison: Comparison,
    /// The right side.
    pub right: String,
    /// The left side less the right as a share of the right; none where the right is 0.
    pub deviation: Option<f64>,
    /// Whether what is missing to 1 was compared, and the deviation is of that.
    pub compares_missing: bool,
    /// For one that fails: the calendars under which it would hold.
    pub other_calendars: Vec<String>,
    /// The comment behind it.
    pub note: Option<String>,
    /// Its line, from 1.
    pub line: usize,
}

impl CheckRow {
    /// The row of a check; none where a side has no number. Its line and the other calendars are the caller's.
    pub fn of(units: &Units, estimate: &Estimate, check: &PlannedCheck, digits: usize) -> Option<Self> {
        let verdict = check.verdict(estimate)?;
        let sides = |digits: usize| {
            let right = plainly(units, estimate, &check.right.value, digits)?;
            let left = in_units_of(units, estimate, &check.left.value, &check.right.value, &right, digits)?;
            Some((left, right))
        };
        let (mut left, mut right) = sides(digits)?;
        // A failing check whose sides look alike says nothing: more digits until they differ.
        for more in digits + 1..=display::MOST_DIGITS {
            if verdict.ok || left != right.text {
                break;
            }
            (left, right) = sides(more)?;
        }
        Some(Self {
            expression: check.expression.clone(),
            ok: verdict.ok,
            left,
            comparison: check.comparison,
            right: right.text,
            deviation: verdict.deviation,
            compares_missing: check.compares_missing,
            other_calendars: Vec::new(),
            note: check.note.clone(),
            line: 0,
        })
    }
}

/// A diagnostic with its place in lines and columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Its kind: `unit-mismatch`.
    pub id: &'static str,
    /// How much it weighs.
    pub severity: Severity,
    /// What is wrong.
    pub message: String,
    /// The file that it is about.
    pub file: Option<String>,
    /// Where it starts, and the first place behind it; none for what has no text.
    pub place: Option<(Position, Position)>,
    /// What to type instead.
    pub help: Option<String>,
    /// What a machine could change, the likeliest first.
    pub fixes: Vec<ProblemFix>,
}

/// A way to mend a problem.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProblemFix {
    /// What it does.
    pub words: String,
    /// What changes.
    pub edits: Vec<ProblemEdit>,
}

/// A change of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProblemEdit {
    /// The file that it changes.
    pub file: String,
    /// From where to where: the first place that is replaced, and the first behind it.
    pub place: (Position, Position),
    /// What stands there then.
    pub replacement: String,
}

impl Problem {
    /// All that is wrong with an outcome, in the order of the text.
    pub fn all(outcome: &Outcome) -> Vec<Self> {
        outcome.diagnostics.iter().map(|diagnostic| Self::of(outcome, diagnostic)).collect()
    }

    fn of(outcome: &Outcome, diagnostic: &Diagnostic) -> Self {
        // What has no place is about the scenario as a whole, the first source.
        let source = outcome.sources.get(diagnostic.span.map_or(0, |span| span.source.0 as usize));
        let place = diagnostic.span.zip(source);
        Self {
            id: diagnostic.id.as_str(),
            severity: diagnostic.id.severity(),
            message: diagnostic.message.clone(),
            file: source.map(|source| source.name.clone()),
            place: place.map(|(span, source)| (source.position(span.start), source.position(span.end))),
            help: diagnostic.advice(),
            fixes: diagnostic.fixes.iter().map(|fix| ProblemFix::of(outcome, fix)).collect(),
        }
    }
}

impl ProblemFix {
    fn of(outcome: &Outcome, fix: &Fix) -> Self {
        let edit = |edit: &Edit| {
            let source = outcome.sources.get(edit.span.source.0 as usize)?;
            Some(ProblemEdit {
                file: source.name.clone(),
                place: (source.position(edit.span.start), source.position(edit.span.end)),
                replacement: edit.replacement.clone(),
            })
        };
        Self { words: fix.words.clone(), edits: fix.edits.iter().filter_map(edit).collect() }
    }
}

/// A scenario's results.
#[derive(Debug, Clone)]
pub struct Report {
    /// The scenario's title.
    pub title: Option<String>,
    /// The calendar in force.
    pub calendar: Calendar,
    /// Whether KB is 1024 bytes.
    pub binary_bytes: bool,
    /// The case that is reported; none for the base.
    pub case: Option<String>,
    /// The modules that are used, each with its title: source and year.
    pub modules: Vec<(String, String)>,
    /// Every value that is shown, in the order of the file.
    pub rows: Vec<Row>,
    /// Every path, stage by stage, in the order of the file.
    pub paths: Vec<PathReport>,
    /// Every check with a verdict, in the order of the file.
    pub checks: Vec<CheckRow>,
    /// How many checks have no verdict, as they, or what they depend on, have an error.
    pub unevaluated: usize,
    /// What is wrong, in the order of the file.
    pub problems: Vec<Problem>,
}

impl Report {
    /// The report of an outcome.
    pub fn new(outcome: &Outcome, wanted: &Wanted) -> Self {
        let plan = &outcome.plan;
        let paths: Vec<&PlannedPath> =
            plan.paths.iter().filter(|path| !is_private(&path.name) && wanted.takes(&path.name)).collect();
        let rows = plan
            .items
            .iter()
            .filter(|item| item.is_own && !is_private(&item.name))
            .filter(|item| wanted.takes(&item.name))
            .filter_map(|item| {
                let is_of_path =
                    path_of(plan, item).is_some_and(|path| paths.iter().any(|other| other.name == path.name));
                Some(Row { is_of_path, ..Row::of(outcome, item, wanted.digits)? })
            });
        let checks = plan.checks.iter().enumerate().filter_map(|(place, check)| {
            let row = CheckRow::of(&plan.units, &outcome.estimate, check, wanted.digits)?;
            Some(CheckRow {
                other_calendars: outcome.other_calendars.get(&place).cloned().unwrap_or_default(),
                line: line_of(outcome, check.span),
                ..row
            })
        });
        Self {
            title: plan.title.clone(),
            calendar: plan.units.calendar.clone(),
            binary_bytes: plan.units.binary_bytes,
            case: outcome.case.clone(),
            modules: plan.modules.clone(),
            rows: rows.collect(),
            paths: paths.iter().map(|path| PathReport::of(outcome, path, wanted.digits)).collect(),
            unevaluated: outcome.unevaluated_checks(),
            checks: checks.collect(),
            problems: Problem::all(outcome),
        }
    }

    /// The row of a name: `storage`, `paste.content`, `read.availability`.
    pub fn row(&self, name: &str) -> Option<&Row> {
        self.rows.iter().find(|row| row.name == name)
    }

    /// What KB means, as JSON says it.
    pub fn bytes(&self) -> &'static str {
        if self.binary_bytes { "binary" } else { "decimal" }
    }

    /// How many checks do not hold.
    pub fn failing(&self) -> usize {
        self.checks.iter().filter(|check| !check.ok).count()
    }

    /// How many errors there are.
    pub fn errors(&self) -> usize {
        self.problems.iter().filter(|problem| problem.severity == Severity::Error).count()
    }
}

/// What one file came to, ready for a format that holds several files.
#[derive(Debug, Clone)]
pub struct FileReports {
    /// What the file is called.
    pub file: String,
    /// Its reports: the base with its cases, or one of them. There is at least one.
    pub variants: Vec<Report>,
    /// What its workloads have stored over time, where a format draws it.
    pub storage: Vec<StorageChart>,
}

/// The path that an item is a figure of: that of `read` for `read.latency`.
fn path_of<'p>(plan: &'p Plan, item: &Item) -> Option<&'p PlannedPath> {
    let (name, _) = item.name.rsplit_once('.').filter(|_| item.kind == ItemKind::Derived)?;
    plan.paths.iter().find(|path| path.name == name)
}

/// Whether a name stays out of reports: it, or its record, starts with `_`.
fn is_private(name: &str) -> bool {
    name.strip_prefix("size(").unwrap_or(name).starts_with('_')
}

/// Writes a number in full precision, as CSV has it: `8`, not `8.0`; `1e300`, not three hundred zeros.
fn write_plain_number(number: f64, text: &mut Vec<u8>) {
    let size = number.abs();
    let written = if size != 0.0 && !(1e-5..1e16).contains(&size) {
        write!(text, "{number:e}")
    } else if !Decimal::write_short(number, text) {
        write!(text, "{number}")
    } else {
        Ok(())
    };
    written.expect("memory takes what is written");
}

/// The same as a text of its own.
fn plain_number(number: f64) -> String {
    let mut text = Vec::new();
    write_plain_number(number, &mut text);
    String::from_utf8(text).expect("digits are letters")
}

/// A text without control characters: a scenario must not steer the terminal.
pub(crate) fn clean(text: &str) -> String {
    text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect()
}

/// The line on which a span starts, from 1.
fn line_of(outcome: &Outcome, span: Span) -> usize {
    outcome.sources.get(span.source.0 as usize).map_or(1, |source| source.line(span.start))
}

/// Both numbers of a pure value, each as exact as the plan knows it.
fn pure(estimate: &Estimate, value: &PlannedValue) -> Pure {
    let number = estimate.number(value.value);
    match value.missing.map(|slot| estimate.number(slot)) {
        // An availability is known by what is missing; the value may not have been asked for.
        Some(missing) if number.is_nan() => Pure { value: 1.0 - missing, missing },
        Some(missing) if !missing.is_nan() => Pure { value: number, missing },
        _ => Pure::of(number),
    }
}

/// The numbers of an output in its unit, a lane each, as a report of a single run gives them.
fn numbers<const LANES: usize>(estimate: &Estimate<LANES>, output: &Output) -> [f64; LANES] {
    let Output { value, scale, .. } = output;
    let numbers = estimate.lanes(value.value);
    match value.missing.filter(|_| value.is_availability) {
        // What is missing is exact, and the value need not be the double that is nearest to it.
        Some(missing) => estimate.lanes(missing).map(|missing| 1.0 - missing),
        None if scale.unit.is_empty() => numbers,
        None => numbers.map(|number| scale.number(number)),
    }
}

/// What there is to say of an availability; none of another value, and where it has no number.
fn availability_of(estimate: &Estimate, value: &PlannedValue) -> Option<Availability> {
    let unavailability = pure(estimate, value).missing;
    (value.is_availability && !unavailability.is_nan()).then(|| Availability {
        unavailability,
        nines: display::nines(unavailability),
        downtime_per_year_s: display::downtime_per_year(unavailability),
    })
}

/// A value as a report shows it; none where it has no number.
pub fn displayed(
    units: &Units,
    estimate: &Estimate,
    value: &PlannedValue,
    digits: usize,
) -> Option<Displayed> {
    if value.is_availability {
        let missing = pure(estimate, value).missing;
        return (!missing.is_nan()).then(|| display::availability(missing, &value.shown, digits));
    }
    in_units(units, estimate, value, &value.shown, digits)
}

/// A value without an availability's nines and downtime: for a place inside other text.
pub fn plainly(units: &Units, estimate: &Estimate, value: &PlannedValue, digits: usize) -> Option<Displayed> {
    in_units(units, estimate, value, &value.shown, digits)
}

fn in_units(
    units: &Units,
    estimate: &Estimate,
    value: &PlannedValue,
    shown: &Shown,
    digits: usize,
) -> Option<Displayed> {
    if value.dimension.is_pure() && shown.units.is_empty() {
        let number = pure(estimate, value);
        let percent = Shown::pure(PureStyle::Percent);
        let shown = if value.is_availability && shown.pure == PureStyle::Plain { &percent } else { shown };
        return (!number.value.is_nan()).then(|| display::pure(number, shown, digits));
    }
    let number = estimate.number(value.value);
    (!number.is_nan()).then(|| display::quantity(units, number, &value.dimension, shown, digits))
}

/// The left side of a check as it compares best with the right one (rulings, I 12): in its units, and with its
/// prefix where the two are not too far apart to read.
fn in_units_of(
    units: &Units,
    estimate: &Estimate,
    left: &PlannedValue,
    right: &PlannedValue,
    right_text: &Displayed,
    digits: usize,
) -> Option<String> {
    if left.shown.fixed || left.dimension != right.dimension || !right.shown.says_something() {
        return plainly(units, estimate, left, digits).map(|displayed| displayed.text);
    }
    let mut shown = right.shown.clone();
    if !shown.fixed && !shown.units.is_empty() {
        let fixed = Shown { fixed: true, ..shown.clone() };
        let is_as_written = in_units(units, estimate, right, &fixed, digits)?.unit == right_text.unit;
        let apart = (estimate.number(left.value) / estimate.number(right.value)).abs();
        shown.fixed = is_as_written && (1e-3..1e4).contains(&apart);
    }
    in_units(units, estimate, left, &shown, digits).map(|displayed| displayed.text)
}

#[cfg(test)]
mod tests;
