//! Fuzzes a scenario from its text to its report, and the same text as lines on stdin; finds panics, hangs and
//! places outside the text.
//!
//! `fuzz/seeds.sh` gathers seeds from the examples and the corpus of sheets and says how to run.

#![no_main]

use std::sync::Arc;

use libfuzzer_sys::fuzz_target;
use napkin::diagnostic::Diagnostic;
use napkin::render::look::Look;
use napkin::render::messages::{Texts, messages};
use napkin::render::text::{check_line, checks, report as table};
use napkin::render::{csv, html, json, markdown, text};
use napkin::report::{CheckRow, FileReports, Report, StorageChart, Wanted, answers, displayed, explain};
use napkin::source::{Source, SourceId};
use napkin::workspace::{Loader, NoFiles, Outcome, Session, evaluate, run_with_cases};

/// Lines that are typed: each is planned with all that stand before it.
const MOST_TYPED: usize = 40;
/// Names that are explained: the work for one more is the same.
const MOST_EXPLAINED: usize = 8;

/// What an import finds: a good file, one that imports its importer, and none.
struct Files;

impl Loader for Files {
    fn load(&self, _importer: &str, path: &str) -> Result<(String, Vec<u8>), String> {
        match path {
            "good.nap" => Ok((path.to_owned(), b"shared = 5 GB\nfn twice(x) = 2 * x\n".to_vec())),
            "back.nap" => Ok((path.to_owned(), b"import \"back.nap\"\nimport \"scenario.nap\"\n".to_vec())),
            "bytes.nap" => Ok((path.to_owned(), vec![b'a', 0xff])),
            _ => Err("there is no such file".to_owned()),
        }
    }
}

fuzz_target!(|bytes: &[u8]| {
    assert_checks_are_on();
    let Ok(source) = Source::from_bytes(SourceId(0), "scenario.nap", bytes.to_vec()) else { return };
    let text = source.text.clone();
    let look = Look { is_coloured: false, width: None };

    let outcomes = run_with_cases(source, &Files, &[], None);
    let wanted = Wanted::default();
    let reports: Vec<Report> = outcomes.iter().map(|outcome| Report::new(outcome, &wanted)).collect();
    let _ = table(&reports, Some("scenario.nap"), look);
    let _ = checks(&reports, None, look);
    for outcome in &outcomes {
        places(&outcome.diagnostics, &outcome.sources);
        let _ = messages(&outcome.diagnostics, Texts::new(&outcome.sources), look);
    }
    let document = json::reports(&reports);
    let _: serde_json::Value = serde_json::from_str(&document).expect("a report is valid JSON");
    explained(&outcomes[0], look);
    let storage = StorageChart::all(&outcomes, &wanted);
    let scenarios = [FileReports { file: "scenario.nap".to_owned(), variants: reports, storage }];
    let _ = csv::table(&scenarios);
    let _ = markdown::reports(&scenarios);
    assert!(html::page(&scenarios).ends_with("</html>\n"));

    lines(&text, look);
    edited(&text);

    // The text as an argument of `napkin eval`.
    let outcome = evaluate(&text, None, &NoFiles);
    places(&outcome.diagnostics, &outcome.sources);
    let _ = Report::new(&outcome, &wanted);
});

/// The text as it comes through a pipe: whole, and line by line as the chunks of a pipe may fall.
fn lines(text: &str, look: Look) {
    for pieces in [vec![text], text.split_inclusive('\n').collect()] {
        let mut session = Session::new();
        for piece in pieces {
            session.feed("<stdin>", piece, |session, answer| {
                let (plan, estimate) = (session.plan(), session.estimate());
                for item in &plan.items[answer.items.clone()] {
                    let _ = item.value.as_ref().and_then(|value| displayed(&plan.units, estimate, value, 3));
                }
                for check in &plan.checks[answer.checks.clone()] {
                    let _ = CheckRow::of(&plan.units, estimate, check, 3).map(|row| check_line(&row, look));
                }
                let sources = std::slice::from_ref(&answer.source);
                let _ = messages(&answer.diagnostics, Texts { sources, lines_before: 0 }, look);
            });
        }
    }
}

/// The text typed into an edited sheet, line by line and as a paste, each piece looked at before; then what is saved,
/// entered again, and every step taken back.
fn edited(text: &str) {
    let mut session = Session::edited(Box::new(NoFiles));
    for line in text.lines().take(MOST_TYPED) {
        let half = (0..=line.len() / 2).rev().find(|end| line.is_char_boundary(*end)).unwrap_or(0);
        for typed in [&line[..half], line] {
            session.preview(typed, |session, answer| answers::values(session, answer, 3).len());
        }
        session.enter("input", line, |session, answer| {
            let _ = (answers::values(session, &answer, 3), answers::changes(session, &answer, 3));
            let sources = session.texts(&answer);
            let _ = messages(&answer.diagnostics, Texts::new(&sources), Look::default());
        });
    }
    session.preview(text, |session, answer| answers::values(session, answer, 3).len());
    session.enter("paste", text, |session, answer| drop(answers::changes(session, &answer, 3)));
    let saved = session.text();
    let mut again = Session::edited(Box::new(NoFiles));
    again.enter("saved", &saved, |_, _| {});
    let names: Vec<String> = session.names().collect();
    if let Some(name) = names.first() {
        let _ = session.delete(name);
    }
    while session.undo().is_some() {}
    assert_eq!(session.text(), "", "what was typed can be taken back");
}

/// How the first values came about.
fn explained(outcome: &Outcome, look: Look) {
    for item in outcome.plan.items.iter().take(MOST_EXPLAINED) {
        if let Ok(found) = explain::find(&outcome.plan, &item.name) {
            if let Some(found) = explain::Explanation::of(outcome, found, 3) {
                let _ = text::explanation::text(&found, look);
            }
        }
    }
}

/// Every place is a piece of its source's text.
fn places(diagnostics: &[Diagnostic], sources: &[Arc<Source>]) {
    for diagnostic in diagnostics {
        let related = diagnostic.related.iter().map(|(span, _)| *span);
        for span in diagnostic.span.into_iter().chain(related) {
            let source =
                sources.iter().find(|source| source.id == span.source).expect("the source of a place");
            assert!(source.text.get(span.range()).is_some(), "no piece of the text: {span:?} {diagnostic:?}");
        }
    }
}

/// A run without overflow checks and debug assertions would find less and look the same.
fn assert_checks_are_on() {
    const { assert!(cfg!(debug_assertions), "build with debug assertions") };
}
