//! Runs text through the library and puts what came of it into a few words; knows nothing of reports.

use std::fmt::Write as _;

use napkin::diagnostic::Diagnostic;
use napkin::estimate::Estimate;
use napkin::plan::{Plan, PlannedValue};
use napkin::report::Row;
use napkin::source::{Source, SourceId};
use napkin::units::display::{self, Displayed, Pure, USUAL_DIGITS};
use napkin::units::{Base, Dimension, Shown};
use napkin::workspace::{Loader, NoFiles, Outcome, evaluate, run};

/// Runs a file of which only the text matters.
pub(crate) fn run_text(text: &str) -> Outcome {
    run(Source::new(SourceId(0), "sheet.nap", text), &NoFiles, &[])
}

/// Evaluates one expression on its own.
pub(crate) fn evaluate_text(expression: &str) -> Outcome {
    evaluate(expression, None, &NoFiles)
}

/// The display of an expression; its diagnostics where there are any.
pub(crate) fn shows(expression: &str) -> String {
    let outcome = evaluate_text(expression);
    if !outcome.diagnostics.is_empty() {
        return diagnostics(&outcome);
    }
    match outcome.plan.items.last().and_then(|item| item.value.as_ref()) {
        Some(value) => displayed(&outcome, value).text,
        None => "no value".to_owned(),
    }
}

/// The number of an expression in base units.
pub(crate) fn number(expression: &str) -> f64 {
    let outcome = evaluate_text(expression);
    assert!(!outcome.has_errors(), "{expression}: {}", diagnostics(&outcome));
    let value = outcome.plan.items.last().and_then(|item| item.value.as_ref()).unwrap();
    outcome.estimate.number(value.value)
}

/// What an expression leaves missing to 1.
pub(crate) fn missing(expression: &str) -> f64 {
    let outcome = evaluate_text(expression);
    assert!(!outcome.has_errors(), "{expression}: {}", diagnostics(&outcome));
    let value = outcome.plan.items.last().and_then(|item| item.value.as_ref()).unwrap();
    outcome.estimate.number(value.missing.unwrap_or_else(|| panic!("{expression} holds no complement")))
}

/// A value as a report shows it, computed even where it is a literal.
pub(crate) fn displayed(outcome: &Outcome, value: &PlannedValue) -> Displayed {
    displayed_as(outcome, value, &value.shown)
}

fn displayed_as(outcome: &Outcome, value: &PlannedValue, shown: &Shown) -> Displayed {
    display_value(&outcome.plan, &outcome.estimate, value, shown)
}

/// A value of any plan, as a report shows it.
pub(crate) fn displayed_in(plan: &Plan, estimate: &Estimate, value: &PlannedValue) -> String {
    display_value(plan, estimate, value, &value.shown).text
}

fn display_value(plan: &Plan, estimate: &Estimate, value: &PlannedValue, shown: &Shown) -> Displayed {
    let number = estimate.number(value.value);
    let missing = value.missing.map(|slot| estimate.number(slot));
    if value.is_availability {
        display::availability(missing.unwrap_or(1.0 - number), shown, USUAL_DIGITS)
    } else if value.dimension.is_pure() {
        let pure = missing.map_or(Pure::of(number), |missing| Pure { value: number, missing });
        display::pure(pure, shown, USUAL_DIGITS)
    } else {
        display::quantity(&plan.units, number, &value.dimension, shown, USUAL_DIGITS)
    }
}

/// A whole outcome: the sheet's own values, checks, diagnostics, one a line.
pub(crate) fn summary(outcome: &Outcome) -> String {
    let mut text = String::new();
    for item in outcome.plan.items.iter().filter(|item| item.is_own) {
        let Some(value) = &item.value else { continue };
        if !outcome.estimate.number(value.value).is_finite() {
            continue;
        }
        let reported = Row::of(outcome, item, USUAL_DIGITS).map(|row| row.display);
        let reported = reported.filter(|_| value.as_typed.is_none());
        let computed = reported.unwrap_or_else(|| displayed(outcome, value).text);
        let _ = write!(text, "{} = ", item.name);
        // What a literal comes to stands behind it where it reads otherwise.
        let _ = match &value.as_typed {
            Some(typed) if *typed != computed => write!(text, "{typed} [{computed}]"),
            _ => write!(text, "{computed}"),
        };
        let _ = writeln!(text, "{}", item.note.as_ref().map_or(String::new(), |note| format!("  # {note}")));
    }
    for check in &outcome.plan.checks {
        let Some(verdict) = outcome.estimate.verdict(check) else { continue };
        // The left side in the right side's units (rulings, I 12); a lone time keeps its parts.
        let alone = check.right.value.dimension == Dimension::of(Base::TIME, 1);
        let shown = Shown { fixed: !alone, ..check.right.value.shown.clone() };
        let left = displayed_as(outcome, &check.left.value, &shown).text;
        let verdict_word = if verdict.ok { "ok" } else { "FAIL" };
        let deviation = verdict.deviation.map_or("-".to_owned(), percentage);
        let _ = writeln!(text, "{verdict_word} {left} | {} | {deviation}", check.expression);
    }
    text + &diagnostics(outcome)
}

/// A deviation to three significant digits, so that no rounding error shows.
fn percentage(deviation: f64) -> String {
    if deviation.abs() < 1e-12 {
        return "0%".to_owned();
    }
    format!("{deviation:+.2e}")
}

/// The diagnostics, one a line: place, id, message, help.
pub(crate) fn diagnostics(outcome: &Outcome) -> String {
    outcome.diagnostics.iter().map(|diagnostic| one_diagnostic(outcome, diagnostic) + "\n").collect()
}

/// A diagnostic with its place, its id and its help.
pub(crate) fn one_diagnostic(outcome: &Outcome, diagnostic: &Diagnostic) -> String {
    let mut text = String::new();
    if let Some(span) = diagnostic.span {
        let source = &outcome.sources[span.source.0 as usize];
        let position = source.position(span.start);
        if span.source != SourceId(0) {
            let _ = write!(text, "{} ", source.name);
        }
        let _ = write!(text, "{}:{} ", position.line, position.column);
    }
    let _ = write!(text, "{}: {}", diagnostic.id.as_str(), diagnostic.message);
    if let Some(help) = &diagnostic.help {
        let _ = write!(text, " | {help}");
    }
    text
}

/// Reads the files beside a sheet, by their names alone.
pub(crate) struct Folder(pub(crate) std::path::PathBuf);

impl Loader for Folder {
    fn load(&self, _importer: &str, path: &str) -> Result<(String, Vec<u8>), String> {
        match std::fs::read(self.0.join(path)) {
            Ok(bytes) => Ok((path.to_owned(), bytes)),
            // The system's own words differ from machine to machine.
            Err(_) => Err("no such file".to_owned()),
        }
    }
}
