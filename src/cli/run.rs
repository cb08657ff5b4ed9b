//! The commands: each reads its scenarios, has them run, and prints what came of it; no language and no layout here.

use std::collections::HashMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::arguments::{CheckArguments, EvalArguments, ExplainArguments, Format, ReportOptions};
use super::files::Files;
use super::{Status, Streams};
use crate::diagnostic::{Diagnostic, Id};
use crate::estimate::Estimate;
use crate::plan::{ItemKind, Plan};
use crate::report::messages::{Texts, messages};
use crate::report::{Report, Row, Wanted, explain as tree, json, table};
use crate::session::{self, Outcome};
use crate::source::{Source, SourceId};

/// `napkin report FILE...`, `napkin FILE...`
pub(super) fn report(
    files: &[PathBuf],
    options: &ReportOptions,
    streams: &mut Streams,
) -> io::Result<Status> {
    let wanted = options.wanted();
    let mut is_found = vec![false; wanted.only.len()];
    let status = each(
        files,
        &options.scenario.set,
        &wanted,
        options.format(),
        streams,
        |outcome, report, file, look| {
            for (pattern, is_found) in wanted.only.iter().zip(&mut is_found) {
                *is_found |= outcome.plan.items.iter().any(|item| pattern.matches(&item.name));
            }
            // Where nothing came of a file, its errors say it all.
            let is_nothing = report.rows.is_empty() && report.checks.is_empty() && report.errors() > 0;
            if is_nothing { String::new() } else { table::report(report, file, look) }
        },
    )?;
    if status != Status::InputWrong {
        for (pattern, _) in wanted.only.iter().zip(is_found).filter(|(_, is_found)| !is_found) {
            streams.complain(&format!("note: no name matches --only '{pattern}'\n"))?;
        }
    }
    Ok(status)
}

/// `napkin check FILE...`
pub(super) fn check(arguments: &CheckArguments, streams: &mut Streams) -> io::Result<Status> {
    let wanted = Wanted { digits: arguments.scenario.digits(), only: Vec::new() };
    each(
        &arguments.files,
        &arguments.scenario.set,
        &wanted,
        arguments.format(),
        streams,
        |_, report, file, look| {
            report.rows.clear();
            let is_nothing = report.checks.is_empty() && report.errors() > 0;
            if is_nothing { String::new() } else { table::checks(report, file, look) }
        },
    )
}

/// Runs files one by one; what goes wrong in one does not touch the others. `render` makes a report's text.
fn each(
    files: &[PathBuf],
    set: &[(String, String)],
    wanted: &Wanted,
    format: Format,
    streams: &mut Streams,
    mut render: impl FnMut(&Outcome, &mut Report, Option<&str>, table::Look) -> String,
) -> io::Result<Status> {
    let mut status = Status::Well;
    let mut documents = Vec::new();
    let mut is_first = true;
    for path in files {
        let outcome = run_file(path, set);
        let mut report = Report::new(&outcome, wanted);
        status = status.max(status_of(&outcome, report.failing()));
        let name = path.display().to_string();
        let text = render(&outcome, &mut report, (files.len() > 1).then_some(&name), streams.look);
        match format {
            Format::Json => documents.push(report),
            Format::Table => {
                if !is_first && !text.is_empty() {
                    streams.print("\n")?;
                }
                is_first &= text.is_empty();
                streams.print(&text)?;
                // On a terminal the messages come right below.
                if !text.is_empty() && !outcome.diagnostics.is_empty() && streams.look.width.is_some() {
                    streams.print("\n")?;
                }
                complain(&outcome, streams)?;
            }
        }
    }
    if format == Format::Json {
        streams.print(&json::reports(&documents))?;
    }
    Ok(status)
}

/// `napkin eval EXPR`
pub(super) fn eval(arguments: &EvalArguments, streams: &mut Streams) -> io::Result<Status> {
    let digits = arguments.digits();
    let files = Files::default();
    let scenario =
        arguments.file.as_deref().map(|path| files.open(path).map_err(|why| (path, why))).transpose();
    let outcome = match scenario {
        Ok(scenario) => session::evaluate(&arguments.expression, scenario, &files),
        Err((path, why)) => unreadable(path, why),
    };
    // The last item is the expression's, unless the expression has none and it is the scenario's.
    let source = outcome.sources.last().map(|source| source.id);
    let item = outcome
        .plan
        .items
        .last()
        .filter(|item| item.kind == ItemKind::Expression && Some(item.span.source) == source);
    let row = item.and_then(|item| Row::of(&outcome, item, digits));
    // Nothing is no answer, whatever the reason.
    let status = if row.is_some() { status_of(&outcome, 0) } else { Status::InputWrong };
    match arguments.format() {
        Format::Table => {
            if let Some(row) = row {
                streams.print(&row.display)?;
                streams.print("\n")?;
            }
        }
        Format::Json => match row {
            Some(row) if status == Status::Well => streams.print(&json::result(&row))?,
            _ => {
                let mut report = Report::new(&outcome, &Wanted { digits, only: Vec::new() });
                report.rows.clear();
                report.checks.clear();
                streams.print(&json::reports(&[report]))?;
                return Ok(status);
            }
        },
    }
    complain(&outcome, streams)?;
    Ok(status)
}

/// `napkin explain FILE NAME`
pub(super) fn explain(arguments: &ExplainArguments, streams: &mut Streams) -> io::Result<Status> {
    let outcome = run_file(&arguments.file, &arguments.scenario.set);
    let status = status_of(&outcome, 0);
    match tree::find(&outcome.plan, &arguments.name) {
        Ok(item) => {
            let text = tree::tree(&outcome, item, arguments.scenario.digits(), streams.look);
            streams.print(&text)?;
            complain(&outcome, streams)?;
            Ok(status)
        }
        Err(why) => {
            complain(&outcome, streams)?;
            // A file that gave no names has said why.
            if !outcome.plan.items.is_empty() || status == Status::Well {
                let diagnostic = Diagnostic::without_place(Id::UnknownName, why)
                    .help("explain takes a bound name, a field as `paste.content`, or `size(paste)`");
                let text = messages(&[diagnostic], Texts::new(&[]), streams.message_look());
                streams.complain(&text)?;
            }
            Ok(Status::InputWrong)
        }
    }
}

fn run_file(path: &Path, set: &[(String, String)]) -> Outcome {
    let files = Files::default();
    match files.open(path) {
        Ok(source) => session::run(source, &files, set),
        Err(why) => unreadable(path, why),
    }
}

/// The outcome of what could not even be read.
fn unreadable(path: &Path, why: String) -> Outcome {
    Outcome {
        // It has no text, but a name that JSON can give.
        sources: vec![Arc::new(Source::new(SourceId(0), path.display().to_string(), ""))],
        case: None,
        plan: Plan::default(),
        estimate: Estimate::default(),
        diagnostics: vec![Diagnostic::without_place(Id::UnreadableSource, why)],
        other_calendars: HashMap::new(),
    }
}

fn status_of(outcome: &Outcome, failing: usize) -> Status {
    if outcome.has_errors() {
        Status::InputWrong
    } else if failing > 0 {
        Status::CheckFailed
    } else {
        Status::Well
    }
}

fn complain(outcome: &Outcome, streams: &mut Streams) -> io::Result<()> {
    if outcome.diagnostics.is_empty() {
        return Ok(());
    }
    let text = messages(&outcome.diagnostics, Texts::new(&outcome.sources), streams.message_look());
    streams.complain(&text)
}
