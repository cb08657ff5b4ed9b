//! What a shell may put in the place of the word that is being typed: names, cases, functions and scenarios; prints them
//! for the scripts of `napkin completions`, and knows no shell.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::io;
use std::path::Path;

use super::arguments::Arguments;
use super::files::Files;
use super::streams::{Status, Streams};
use crate::diagnostic::Id;
use crate::functions::offered;
use crate::plan::{ItemKind, Plan};
use crate::render::text::reference;
use crate::workspace::{self, Outcome};

/// The variable of the environment with which the scripts ask.
pub(super) const ASKED: &str = "NAPKIN_COMPLETE";

/// Says that scenarios are wanted, which the shell finds itself.
const FILES: &str = "@files";

/// Prints what the last of the words may become, one a line; nothing where the command line's declaration says it.
pub(super) fn complete(words: &[OsString], streams: &mut Streams) -> io::Result<Status> {
    let words: Vec<String> = words.iter().map(|word| word.to_string_lossy().into_owned()).collect();
    let Some((typed, before)) = words.split_last() else { return Ok(Status::Well) };
    for word in candidates(typed, before) {
        streams.print(&word)?;
        streams.print("\n")?;
    }
    Ok(Status::Well)
}

/// What a command takes where it is no option.
enum Takes {
    Files,
    /// One file, and then names.
    FileAndNames,
    /// One file, and then names with a value.
    FileAndSettings,
    Expression,
    Function,
    Topic,
    Command,
    Nothing,
}

fn candidates(typed: &str, before: &[String]) -> Vec<String> {
    let commands: Vec<String> =
        Arguments::declared().get_subcommands().map(|command| command.get_name().to_owned()).collect();
    let command = before.iter().find(|word| !word.starts_with('-')).map(String::as_str).unwrap_or_default();
    let takes = match command {
        "report" | "check" | "fmt" => Takes::Files,
        "explain" => Takes::FileAndNames,
        "sweep" | "solve" => Takes::FileAndSettings,
        "eval" => Takes::Expression,
        "functions" => Takes::Function,
        "reference" => Takes::Topic,
        "man" => Takes::Command,
        other if commands.iter().any(|command| command == other) => Takes::Nothing,
        // `napkin a.nap`: a first word may be a command as well, which the declaration says.
        "" if !typed.contains(['.', '/']) => return Vec::new(),
        _ => Takes::Files,
    };
    let scenario = || before.iter().find(|word| !word.starts_with('-') && Path::new(word).is_file());
    let outcomes = || scenario().map(|path| outcomes(path)).unwrap_or_default();
    if let Some(option) = before.last().filter(|word| word.starts_with("--")) {
        return match option.as_str() {
            "--case" => starting(typed, outcomes().iter().filter_map(|outcome| outcome.case.clone())),
            "--set" => starting(typed, settable(&outcomes()).into_iter().map(|name| format!("{name}="))),
            "--for" => starting(typed, settable(&outcomes())),
            "--of" => {
                let (kept, last) = typed.rsplit_once(',').map_or(("", typed), |(kept, last)| (kept, last));
                let comma = if kept.is_empty() { "" } else { "," };
                let found = starting(last, named(&outcomes()));
                found.into_iter().map(|name| format!("{kept}{comma}{name}")).collect()
            }
            "--only" => starting(typed, named(&outcomes())),
            "--file" => vec![FILES.to_owned()],
            _ => Vec::new(),
        };
    }
    if typed.starts_with('-') {
        return Vec::new();
    }
    let has_file = || scenario().is_some();
    match takes {
        Takes::Files => vec![FILES.to_owned()],
        Takes::FileAndNames | Takes::FileAndSettings if !has_file() => vec![FILES.to_owned()],
        Takes::FileAndNames => starting(typed, named(&outcomes())),
        // A goal of `solve` starts with a name as well.
        Takes::FileAndSettings if command == "solve" => starting(typed, named(&outcomes())),
        Takes::FileAndSettings => {
            starting(typed, settable(&outcomes()).into_iter().map(|name| format!("{name}=")))
        }
        Takes::Expression => {
            let calls = offered().map(|function| format!("{}(", function.name));
            starting(typed, named(&outcomes()).into_iter().chain(calls))
        }
        Takes::Function => starting(typed, offered().map(|function| function.name.to_owned())),
        Takes::Topic => {
            let functions = offered().map(|function| function.name.to_owned());
            let ids = Id::ALL.iter().map(|id| id.as_str().to_owned());
            let topics = reference::topics().into_iter().map(|topic| topic.to_lowercase().replace(' ', "-"));
            starting(typed, topics.chain(functions).chain(ids))
        }
        Takes::Command => starting(typed, commands),
        Takes::Nothing => Vec::new(),
    }
}

/// Those that go on from what is typed, each once, in order.
fn starting(typed: &str, words: impl IntoIterator<Item = String>) -> Vec<String> {
    let found: BTreeSet<String> = words.into_iter().filter(|word| word.starts_with(typed)).collect();
    found.into_iter().collect()
}

/// A scenario with its cases; nothing where it cannot be read.
fn outcomes(path: &str) -> Vec<Outcome> {
    let files = Files::default();
    let source = files.open(Path::new(path));
    source.map(|source| workspace::run_with_cases(source, &files, &[], None)).unwrap_or_default()
}

/// The names of the scenario's own values.
fn named(outcomes: &[Outcome]) -> Vec<String> {
    names(outcomes, |kind, _| kind != ItemKind::Expression)
}

/// The names that another value can be put over.
fn settable(outcomes: &[Outcome]) -> Vec<String> {
    names(outcomes, |kind, is_stated| kind == ItemKind::Binding || is_stated)
}

fn names(outcomes: &[Outcome], is_wanted: impl Fn(ItemKind, bool) -> bool) -> Vec<String> {
    let plan: Option<&Plan> = outcomes.first().map(|outcome| &outcome.plan);
    let items = plan.into_iter().flat_map(|plan| &plan.items);
    let wanted = items.filter(|item| item.is_own && is_wanted(item.kind, item.is_assumption));
    wanted.map(|item| item.name.clone()).collect()
}
