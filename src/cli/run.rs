//! The commands: each reads its scenarios, has them run, and prints what came of it; no language and no layout here.

use std::collections::{HashMap, HashSet};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::arguments::{
    CheckArguments, EvalArguments, ExplainArguments, ExplanationFormat, Format, ReportFormat, ReportOptions,
    ScenarioOptions,
};
use super::files::Files;
use super::output;
use super::streams::{Status, Streams};
use crate::diagnostic::{self, Diagnostic, Id, Severity};
use crate::estimate::Estimate;
use crate::estimate::warnings::warnings;
use crate::plan::{BASE_CASE, ItemKind, Plan};
use crate::render::look::Look;
use crate::render::messages::{Texts, messages};
use crate::render::{csv, html, json, markdown, text};
use crate::report::explain::Explanation;
use crate::report::{FileReports, Problem, Report, Row, StorageChart, Wanted, explain, unchecked};
use crate::source::{Source, SourceId};
use crate::workspace::{self, Outcome};

/// `napkin report FILE...`, `napkin FILE...`
pub(super) fn report(
    files: &[PathBuf],
    options: &ReportOptions,
    streams: &mut Streams,
) -> io::Result<Status> {
    let format = match options.format() {
        Ok(format) => format,
        Err(why) => return refused(&why, streams),
    };
    if let Some(path) = options.output() {
        if let Err(why) = output::refuse_inputs(path, files) {
            return refused(&why, streams);
        }
        streams.gather();
    }
    let wanted = options.wanted();
    let mut is_found = vec![false; wanted.only.len()];
    let mut inputs = Vec::new();
    let mut status = each(
        files,
        &options.scenario,
        &wanted,
        format,
        streams,
        |_| Status::Well,
        |outcomes, reports, file, look| {
            // Those on the command line import others.
            let sources = outcomes.iter().take(1).flat_map(|outcome| &outcome.sources);
            inputs.extend(sources.map(|source| PathBuf::from(&source.name)));
            for (pattern, is_found) in wanted.only.iter().zip(&mut is_found) {
                *is_found |= outcomes.iter().map(|outcome| &outcome.plan).any(|plan| {
                    let items = plan.items.iter().map(|item| &item.name);
                    let mut names = items.chain(plan.paths.iter().map(|path| &path.name));
                    names.any(|name| pattern.matches(name))
                });
            }
            // Where nothing came of a file, its errors say it all.
            let is_nothing = |report: &Report| {
                report.rows.is_empty() && report.checks.is_empty() && report.paths.is_empty()
            };
            let is_nothing =
                reports.iter().all(is_nothing) && reports.iter().any(|report| report.errors() > 0);
            if is_nothing { String::new() } else { text::report(reports, file, look) }
        },
    )?;
    if status != Status::InputWrong {
        for (pattern, _) in wanted.only.iter().zip(is_found).filter(|(_, is_found)| !is_found) {
            streams.tell(&format!("note: no name matches --only '{pattern}'"))?;
        }
    }
    if let (Some(path), Some(text)) = (options.output(), streams.gathered.take())
        && let Err(why) = output::refuse_inputs(path, &inputs)
            .and_then(|()| output::write(path, |out| out.write_all(text.as_bytes())))
    {
        status = refused(&why, streams)?;
    }
    Ok(status)
}

/// Says why a command cannot be run.
fn refused(why: &str, streams: &mut Streams) -> io::Result<Status> {
    streams.tell(&format!("error: {why}"))?;
    Ok(Status::InputWrong)
}

/// `napkin check FILE...`
pub(super) fn check(arguments: &CheckArguments, streams: &mut Streams) -> io::Result<Status> {
    let wanted = Wanted { values: false, ..Wanted::of_all(arguments.scenario.digits()) };
    each(
        &arguments.files,
        &arguments.scenario,
        &wanted,
        arguments.format().into(),
        streams,
        |outcomes| {
            // Who asks for checks must not take none for some that hold.
            let nothing = unchecked(outcomes);
            outcomes.iter_mut().take(1).for_each(|outcome| outcome.diagnostics.extend(nothing.clone()));
            let mut told = outcomes.iter().flat_map(|outcome| &outcome.diagnostics);
            let is_denied = arguments.denies_warnings()
                && told.any(|diagnostic| diagnostic.id.severity() == Severity::Warning);
            if is_denied { Status::CheckFailed } else { Status::Well }
        },
        |_, reports, file, look| {
            let has_checks = reports.iter().any(|report| !report.checks.is_empty());
            let has_errors = reports.iter().any(|report| report.errors() > 0);
            if has_errors && !has_checks { String::new() } else { text::checks(reports, file, look) }
        },
    )
}

/// Runs files one by one; what goes wrong in one does not touch the others. `look_at` sees what each came to before
/// anything is told of it, and may fail it. `render` makes the table of a file's
/// variants: the base and its cases; what it takes out of them is in no other format either.
fn each(
    files: &[PathBuf],
    options: &ScenarioOptions,
    wanted: &Wanted,
    format: ReportFormat,
    streams: &mut Streams,
    mut look_at: impl FnMut(&mut Vec<Outcome>) -> Status,
    mut render: impl FnMut(&[Outcome], &mut Vec<Report>, Option<&str>, Look) -> String,
) -> io::Result<Status> {
    let mut status = Status::Well;
    let mut scenarios = Vec::new();
    let mut is_first = true;
    for path in files {
        let mut outcomes = run_file(path, options);
        status = status.max(look_at(&mut outcomes));
        if files.len() > 1 {
            outcomes.iter_mut().for_each(|outcome| name_the_scenario(outcome, path));
        }
        let mut reports: Vec<Report> = outcomes.iter().map(|outcome| Report::new(outcome, wanted)).collect();
        for (outcome, report) in outcomes.iter().zip(&reports) {
            status = status.max(status_of(outcome, report.failing()));
            // A check without a verdict is no check that holds.
            if report.unevaluated > 0 {
                status = Status::InputWrong;
            }
        }
        let name = path.display().to_string();
        let text = render(&outcomes, &mut reports, (files.len() > 1).then_some(&name), streams.look);
        if format == ReportFormat::Table {
            if !is_first && !text.is_empty() {
                streams.print("\n")?;
            }
            is_first &= text.is_empty();
            streams.print(&text)?;
            // On a terminal the messages come right below.
            let has_messages = outcomes.iter().any(|outcome| !outcome.diagnostics.is_empty());
            if !text.is_empty() && has_messages && streams.look.width.is_some() {
                streams.print("\n")?;
            }
        } else {
            let file = outcomes.first().and_then(|outcome| outcome.sources.first());
            let file = file.map_or(name, |source| source.name.clone());
            let storage =
                if format == ReportFormat::Html { StorageChart::all(&outcomes, wanted) } else { Vec::new() };
            scenarios.push(FileReports { file, variants: reports, storage });
        }
        // JSON holds them all, and is read by programs.
        if format != ReportFormat::Json {
            complain(&outcomes, streams)?;
        }
    }
    if format != ReportFormat::Table {
        streams.print(&document(format, scenarios))?;
    }
    Ok(status)
}

/// Reports as one document; nothing in the format that has a text for each file.
pub(super) fn document(format: ReportFormat, scenarios: Vec<FileReports>) -> String {
    match format {
        ReportFormat::Table => String::new(),
        ReportFormat::Json => {
            let reports: Vec<Report> = scenarios.into_iter().flat_map(|scenario| scenario.variants).collect();
            json::reports(&reports)
        }
        ReportFormat::Csv => csv::table(&scenarios),
        ReportFormat::Markdown => markdown::reports(&scenarios),
        ReportFormat::Html => html::page(&scenarios),
    }
}

/// `napkin eval EXPR`
pub(super) fn eval(arguments: &EvalArguments, streams: &mut Streams) -> io::Result<Status> {
    let digits = arguments.digits();
    let files = Files::default();
    let scenario =
        arguments.file.as_deref().map(|path| files.open(path).map_err(|why| (path, why))).transpose();
    let outcome = match scenario {
        Ok(scenario) => workspace::evaluate(&arguments.expression, scenario, &files),
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
        // JSON holds what is wrong as well.
        Format::Json => {
            let row = row.filter(|_| status == Status::Well);
            let problems = Problem::all(&outcome);
            streams.print(&json::result::document(&arguments.expression, row.as_ref(), &problems))?;
            return Ok(status);
        }
    }
    complain(&[outcome], streams)?;
    Ok(status)
}

/// `napkin units WORD`, `napkin functions WORD`, `napkin reference TOPIC`
pub(super) fn look_up(
    find: fn(Option<&str>, Look) -> Result<String, Diagnostic>,
    word: Option<&str>,
    streams: &mut Streams,
) -> io::Result<Status> {
    match find(word, streams.look) {
        Ok(text) => {
            streams.print(&text)?;
            Ok(Status::Well)
        }
        Err(problem) => {
            let text = messages(&[problem], Texts::new(&[]), streams.message_look());
            streams.complain(&text)?;
            Ok(Status::InputWrong)
        }
    }
}

/// `napkin explain FILE NAME`
pub(super) fn explain(arguments: &ExplainArguments, streams: &mut Streams) -> io::Result<Status> {
    let mut outcomes = run_file(&arguments.file, &arguments.scenario);
    // What a case has to say is said where the case is asked for.
    outcomes.truncate(1);
    let Some(outcome) = outcomes.first_mut() else { return Ok(Status::InputWrong) };
    let status = status_of(outcome, 0);
    let (format, digits) = (arguments.format(), arguments.scenario.digits());
    let found = explain::find(&outcome.plan, &arguments.name);
    if let Some(explanation) = found.as_ref().ok().and_then(|item| Explanation::of(outcome, *item, digits)) {
        let text = match format {
            ExplanationFormat::Tree => text::explanation::text(&explanation, streams.look),
            ExplanationFormat::Json => {
                json::explanation::document(Some(&explanation), &Problem::all(outcome))
            }
            ExplanationFormat::Markdown => markdown::explanation(&explanation),
        };
        streams.print(&text)?;
        if format != ExplanationFormat::Json {
            complain(&outcomes, streams)?;
        }
        return Ok(status);
    }
    // A file that gave no names has said why.
    if let Err(why) = found
        && (!outcome.plan.items.is_empty() || status == Status::Well)
    {
        outcome.diagnostics.push(Diagnostic::without_place(Id::UnknownName, why).help(
            "explain takes a bound name, a field as `paste.content`, a figure as `read.availability`, or `size(paste)`",
        ));
    }
    let document: Document = |problems| json::explanation::document(None, problems);
    nothing(outcomes.swap_remove(0), Some(document).filter(|_| format == ExplanationFormat::Json), streams)
}

/// The variants of a file that are asked for: the base with its cases, or one case.
fn run_file(path: &Path, options: &ScenarioOptions) -> Vec<Outcome> {
    let files = Files::default();
    let source = match files.open(path) {
        Ok(source) => source,
        Err(why) => return vec![unreadable(path, why)],
    };
    let outcomes = workspace::run_with_cases(source, &files, &options.set, options.case.as_deref());
    match &options.case {
        None => outcomes,
        Some(case) => vec![only_case(outcomes, case)],
    }
}

/// The variant of one case, with what is wrong with the base and with it as well.
fn only_case(mut outcomes: Vec<Outcome>, case: &str) -> Outcome {
    if case == BASE_CASE {
        return outcomes.swap_remove(0);
    }
    let Some(place) = outcomes.iter().position(|outcome| outcome.case.as_deref() == Some(case)) else {
        let names = outcomes.iter().filter_map(|outcome| outcome.case.as_deref());
        let unknown = workspace::unknown_case(case, names);
        let mut base = outcomes.swap_remove(0);
        base.diagnostics.push(unknown);
        return Outcome {
            case: Some(case.to_owned()),
            plan: Plan::default(),
            estimate: Estimate::default(),
            other_calendars: HashMap::new(),
            other_bytes: HashSet::new(),
            ..base
        };
    };
    let mut outcome = outcomes.swap_remove(place);
    // What the numbers of the base warn of may not hold for those of the case, and the other way round.
    let (of_base, of_case) = (numeric(&outcomes[0]), numeric(&outcome));
    let base = std::mem::take(&mut outcomes[0].diagnostics);
    let standing = base.into_iter().filter(|found| !of_base.contains(found) || of_case.contains(found));
    outcome.diagnostics.extend(standing);
    diagnostic::sort(&mut outcome.diagnostics);
    outcome
}

/// What the numbers of an outcome are wrong with, whatever the text says.
fn numeric(outcome: &Outcome) -> Vec<Diagnostic> {
    let mut found = Estimate::default().extend(&outcome.plan);
    found.extend(warnings(&outcome.plan, &outcome.estimate));
    found
}

/// Says of which scenario an option is wrong: its messages have no place in one.
fn name_the_scenario(outcome: &mut Outcome, path: &Path) {
    for diagnostic in &mut outcome.diagnostics {
        let is_of_option = match diagnostic.span {
            // What cannot be read is named.
            None => diagnostic.id != Id::UnreadableSource,
            Some(span) => outcome
                .sources
                .iter()
                .any(|source| source.id == span.source && source.name.starts_with("--set ")),
        };
        if is_of_option {
            diagnostic.message.push_str(&format!(" (scenario {})", path.display()));
        }
    }
}

/// Makes the document of a question without an answer: what is wrong.
pub(super) type Document = fn(&[Problem]) -> String;

/// Says what is wrong with a scenario of which nothing came, in a document where one is due.
pub(super) fn nothing(
    outcome: Outcome,
    document: Option<Document>,
    streams: &mut Streams,
) -> io::Result<Status> {
    match document {
        Some(document) => streams.print(&document(&Problem::all(&outcome)))?,
        None => complain(&[outcome], streams)?,
    }
    Ok(Status::InputWrong)
}

/// The outcome of what could not even be read.
pub(super) fn unreadable(path: &Path, why: String) -> Outcome {
    Outcome {
        sheets: Vec::new(),
        // It has no text, but a name that JSON can give.
        sources: vec![Arc::new(Source::new(SourceId(0), path.display().to_string(), ""))],
        case: None,
        plan: Plan::default(),
        estimate: Estimate::default(),
        diagnostics: vec![Diagnostic::without_place(Id::UnreadableSource, why)],
        other_calendars: HashMap::new(),
        other_bytes: HashSet::new(),
    }
}

pub(super) fn status_of(outcome: &Outcome, failing: usize) -> Status {
    if outcome.has_errors() {
        Status::InputWrong
    } else if failing > 0 {
        Status::CheckFailed
    } else {
        Status::Well
    }
}

/// Writes what is wrong with the variants of a scenario: what several cases have in common once, with their names.
pub(super) fn complain(outcomes: &[Outcome], streams: &mut Streams) -> io::Result<()> {
    let Some(first) = outcomes.first() else { return Ok(()) };
    let mut diagnostics = first.diagnostics.clone();
    let mut of_cases: Vec<(&Diagnostic, Vec<&str>)> = Vec::new();
    for outcome in &outcomes[1..] {
        let case = outcome.case.as_deref().unwrap_or_default();
        for diagnostic in &outcome.diagnostics {
            match of_cases.iter_mut().find(|(other, _)| *other == diagnostic) {
                Some((_, cases)) => cases.push(case),
                None => of_cases.push((diagnostic, vec![case])),
            }
        }
    }
    diagnostics.extend(of_cases.into_iter().map(|(diagnostic, cases)| {
        let message = format!("{} (case {})", diagnostic.message, cases.join(", "));
        Diagnostic { message, ..diagnostic.clone() }
    }));
    if diagnostics.is_empty() {
        return Ok(());
    }
    let text = messages(&diagnostics, Texts::new(&first.sources), streams.message_look());
    streams.complain(&text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::NoFiles;

    const CASES: &str = "component web { availability = 99.9%, capacity = 100 req/s }\n\
                         rate = 150 req/s\npath site = web | web\nsite carries rate\nbad = rate + 1 GB\n\
                         case \"small\" { rate = 1 req/s }\ncase \"same\" { web.availability = 99% }";

    fn only(case: &str) -> Outcome {
        only_case(
            workspace::run_with_cases(Source::new(SourceId(0), "a.nap", CASES), &NoFiles, &[], Some(case)),
            case,
        )
    }

    fn ids(outcome: &Outcome) -> Vec<&'static str> {
        outcome.diagnostics.iter().map(|diagnostic| diagnostic.id.as_str()).collect()
    }

    #[test]
    fn a_case_by_itself_has_what_is_wrong_with_the_base_and_still_holds() {
        assert_eq!(ids(&only("small")), ["unit-mismatch"]);
        assert_eq!(ids(&only("same")), ["fits-only-with-all-up", "unit-mismatch"]);
        assert_eq!(only("small").case.as_deref(), Some("small"));
    }

    #[test]
    fn an_unknown_case_is_an_error_that_names_the_near_one() {
        let outcome = only("smal");
        assert!(outcome.has_errors() && outcome.plan.items.is_empty());
        let help =
            outcome.diagnostics.last().and_then(|diagnostic| diagnostic.help.clone()).unwrap_or_default();
        assert!(help.contains("`small`"), "{help}");
        assert!(
            only("x").diagnostics.iter().any(|it| it.help.as_deref() == Some("there are `small`, `same`"))
        );
    }
}
