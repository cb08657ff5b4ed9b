//! The rows of a report: a value with its name, a check with its verdict; knows no sections of paths and no layout.

use super::rates::PerSecond;
use super::section::Section;
use super::shown::{
    Availability, as_shown, availability_of, availability_parts, in_units_of, of_item, plainly, pure, without,
};
use crate::diagnostic::{Diagnostic, Id};
use crate::estimate::Estimate;
use crate::plan::{Item, ItemKind, Plan, PlannedCheck, PlannedPath, PlannedValue};
use crate::source::Span;
use crate::syntax::sheet::Comparison;
use crate::units::Units;
use crate::units::display::{self, AvailabilityParts, Displayed};
use crate::workspace::Outcome;

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
    /// The comment behind it; for a figure of a path that not all of its members have, without which of them it is.
    pub note: Option<String>,
    /// For a figure of a path, the members that it is without, as they have none.
    pub lacking: Vec<String>,
    /// Its line in its file, from 1.
    pub line: usize,
    /// For an availability, its nines and its downtime.
    pub availability: Option<Availability>,
    /// For an availability that is not shown as it was typed, the parts of `display`.
    pub parts: Option<AvailabilityParts>,
    /// For a rate that is shown per minute, hour, day, week, month or year, the same per second.
    pub per_second: Option<PerSecond>,
    /// Whether it is a figure of a path that the report shows stage by stage.
    pub is_of_path: bool,
}

impl Row {
    /// The row of an item; none where it has no value.
    pub fn of(outcome: &Outcome, item: &Item, digits: usize) -> Option<Self> {
        let (units, estimate) = (&outcome.plan.units, &outcome.estimate);
        let value = item.value.as_ref()?;
        let displayed = of_item(units, estimate, item, digits)?;
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
            display: displayed.text,
            dimension: units.describe(&value.dimension),
            expression: item.expression.clone(),
            note: item
                .note
                .clone()
                .or_else(|| Some(without(&item.lacking)).filter(|words| !words.is_empty()))
                .or_else(|| left_out(outcome, item.span)),
            lacking: item.lacking.clone(),
            line: line_of(outcome, item.span),
            availability: availability_of(estimate, value),
            parts: availability_parts(estimate, value, digits).filter(|_| value.as_typed.is_none()),
            per_second: PerSecond::of(units, estimate, value, digits),
            is_of_path: false,
        })
    }

    /// An availability without its nines and its downtime; any other value as it is.
    pub fn in_brief(&self) -> &str {
        self.parts.as_ref().map_or(&self.display, |parts| parts.brief())
    }

    /// An availability with its downtime alone: `99.98 %, 1h 45min/year`; any other value as it is.
    pub fn with_downtime(&self) -> String {
        let downtime = self.parts.as_ref().and_then(|parts| parts.downtime.as_ref());
        downtime
            .map_or_else(|| self.in_brief().to_owned(), |downtime| format!("{}, {downtime}", self.in_brief()))
    }
}

/// How far apart sides may be by rounding alone.
const ROUNDING: f64 = 1e-12;

/// A check that has a verdict.
#[derive(Debug, Clone, PartialEq)]
pub struct CheckRow {
    /// What it asks, as written.
    pub expression: String,
    /// Whether it holds.
    pub ok: bool,
    /// The left side, in the right side's units where that is possible.
    pub left: Displayed,
    /// How it is compared.
    pub comparison: Comparison,
    /// The right side.
    pub right: Displayed,
    /// The left side less the right as a share of the right; none where the right is 0.
    pub deviation: Option<f64>,
    /// Whether what is missing to 1 was compared, and the deviation is of that.
    pub compares_missing: bool,
    /// For one that fails: the calendars under which it would hold.
    pub other_calendars: Vec<String>,
    /// For one that fails: what `bytes` would have to be for it to hold, `binary` or `decimal`.
    pub other_bytes: Option<&'static str>,
    /// The comment behind it.
    pub note: Option<String>,
    /// Its line, from 1.
    pub line: usize,
}

impl CheckRow {
    /// The row of a check; none where a side has no number. Its line and the other calendars are the caller's.
    pub fn of(units: &Units, estimate: &Estimate, check: &PlannedCheck, digits: usize) -> Option<Self> {
        let verdict = estimate.verdict(check)?;
        // What is stated is quoted as it was typed.
        let stated = PlannedValue {
            as_typed: check.stated.as_ref().map(|stated| stated.text.clone()),
            ..check.right.value.clone()
        };
        let sides = |digits: usize| {
            let right = match &check.stated {
                // Of several parts no unit is the one.
                Some(typed) if typed.has_parts => {
                    Displayed { text: typed.text.clone(), ..plainly(units, estimate, &stated, digits)? }
                }
                Some(_) => as_shown(units, estimate, &stated, digits)?,
                None => plainly(units, estimate, &stated, digits)?,
            };
            let left = in_units_of(units, estimate, &check.left.value, &stated, &right, digits)?;
            Some((left, right))
        };
        let digits =
            check.stated.as_ref().map_or(digits, |stated| stated.digits.clamp(digits, display::MOST_DIGITS));
        let (mut left, mut right) = sides(digits)?;
        // A failing check whose sides look alike says nothing: more digits until they differ.
        let looks_alike = |left: &Displayed, right: &Displayed| {
            left.text == right.text
                || (stated.as_typed.is_some() && display::in_digits(left.value, digits) == right.value)
        };
        for more in digits + 1..=display::MOST_DIGITS {
            if verdict.ok || !looks_alike(&left, &right) {
                break;
            }
            (left, right) = sides(more)?;
        }
        Some(Self {
            expression: check.expression.clone(),
            ok: verdict.ok,
            left,
            comparison: check.comparison,
            right,
            // What is left of rounding is no deviation.
            deviation: verdict
                .deviation
                .map(|deviation| if deviation.abs() < ROUNDING { 0.0 } else { deviation }),
            compares_missing: check.compares_missing,
            other_calendars: Vec::new(),
            other_bytes: None,
            note: check.note.clone(),
            line: 0,
        })
    }
}

/// The path that an item is a figure of: that of `read` for `read.latency`.
pub(super) fn path_of<'p>(plan: &'p Plan, item: &Item) -> Option<&'p PlannedPath> {
    let (name, _) = item.name.rsplit_once('.').filter(|_| item.kind == ItemKind::Derived)?;
    plan.paths.iter().find(|path| path.name == name)
}

/// What a line takes for an argument that it leaves out: `the period left out is 30 days`.
fn left_out(outcome: &Outcome, span: Span) -> Option<String> {
    let is_of_line = |diagnostic: &&Diagnostic| {
        let place = diagnostic.span.filter(|_| diagnostic.id == Id::LeftOut);
        place.is_some_and(|place| {
            place.source == span.source && (span.start..=span.end).contains(&place.start)
        })
    };
    outcome.diagnostics.iter().find(is_of_line).map(|diagnostic| diagnostic.message.clone())
}

/// Whether a name stays out of reports: it, or its record, starts with `_`.
pub(super) fn is_private(name: &str) -> bool {
    name.strip_prefix("size(").unwrap_or(name).starts_with('_')
}

/// The line on which a span starts, from 1.
pub(super) fn line_of(outcome: &Outcome, span: Span) -> usize {
    outcome.sources.get(span.source.0 as usize).map_or(1, |source| source.line(span.start))
}
