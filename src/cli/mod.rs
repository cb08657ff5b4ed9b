//! The command line: arguments, files, stdin and stdout, exit statuses; the work itself is done elsewhere.

mod arguments;
mod files;
mod formatting;
mod lines;
mod manual;
mod output;
mod repl;
mod run;
mod solve;
mod streams;
mod sweep;
mod words;

use std::ffi::OsString;
use std::io::{self, ErrorKind, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use arguments::{Arguments, Command};
use streams::{Status, Streams};

use crate::render::text::{lookup, reference};

/// The schema of all that is printed as JSON.
const SCHEMA: &str = include_str!("../../docs/report.schema.json");

/// Runs napkin with the arguments of the process.
pub fn main() -> ExitCode {
    #[cfg(panic = "abort")]
    end_at_panic();
    let words: Vec<OsString> = std::env::args_os().collect();
    if std::env::var_os(words::ASKED).is_some() {
        let mut streams = Streams::open();
        let answered = words::complete(words.get(1..).unwrap_or_default(), &mut streams);
        return exit_code(answered.and_then(|status| streams.out.flush().map(|()| status)));
    }
    arguments::decide_colour(&words);
    let arguments = match Arguments::read(&words) {
        Ok(arguments) => arguments,
        Err(error) => {
            // Help and version go to stdout with 0, errors to stderr with 2, whoever reads them or not.
            let printed = error.print().and_then(|()| io::stdout().flush());
            if error.use_stderr() {
                return ExitCode::from(Status::InputWrong as u8);
            }
            return exit_code(printed.map(|()| Status::Well));
        }
    };
    let mut streams = Streams::open();
    exit_code(dispatch(&arguments, &mut streams).and_then(|status| streams.out.flush().map(|()| status)))
}

/// Has a panic end the process as it would if it unwound: with its message, its status, and a terminal that can be used.
///
/// A release does not unwind, so nobody else puts the terminal back that a session reads keys from.
#[cfg(panic = "abort")]
fn end_at_panic() {
    let tell = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if io::stdin().is_terminal() {
            let _ = std::process::Command::new("stty").arg("sane").status();
        }
        tell(panic);
        std::process::exit(101);
    }));
}

/// The exit status of a run, once its results are written; says so where they could not be.
fn exit_code(written: io::Result<Status>) -> ExitCode {
    match written {
        Ok(status) => ExitCode::from(status as u8),
        // Who reads no further wants no more: `napkin big.nap | head`.
        Err(error) if error.kind() == ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(anstream::stderr(), "error: cannot write the results: {error}");
            ExitCode::from(Status::InputWrong as u8)
        }
    }
}

fn dispatch(arguments: &Arguments, streams: &mut Streams) -> io::Result<Status> {
    match &arguments.command {
        Some(Command::Report(report)) => run::report(&report.files, &report.options, streams),
        Some(Command::Check(check)) => run::check(check, streams),
        Some(Command::Eval(eval)) => run::eval(eval, streams),
        Some(Command::Explain(explain)) => run::explain(explain, streams),
        Some(Command::Sweep(arguments)) => sweep::sweep(arguments, streams),
        Some(Command::Solve(arguments)) => solve::solve(arguments, streams),
        Some(Command::Units(units)) => run::look_up(lookup::units, units.word.as_deref(), streams),
        Some(Command::Functions(functions)) => {
            run::look_up(lookup::functions, functions.word.as_deref(), streams)
        }
        Some(Command::Reference(reference)) => {
            if reference.all {
                streams.print(&reference::all(streams.look))?;
                return Ok(Status::Well);
            }
            let topic = (!reference.topic.is_empty()).then(|| reference.topic.join(" "));
            run::look_up(reference::reference, topic.as_deref(), streams)
        }
        Some(Command::Schema(_)) => {
            streams.print(SCHEMA)?;
            Ok(Status::Well)
        }
        Some(Command::Completions(shell)) => manual::completions(shell, streams),
        Some(Command::Man(command)) => manual::page(command, streams),
        Some(Command::Format(format)) => formatting::run(format, streams),
        None if arguments.interactive => session(arguments.files.first().map(PathBuf::as_path), streams),
        None if !arguments.files.is_empty() => run::report(&arguments.files, &arguments.options, streams),
        None if io::stdin().is_terminal() && io::stdout().is_terminal() => repl::run(None, streams),
        None => lines::answer(io::stdin().lock(), arguments.options.scenario.digits(), streams),
    }
}

/// `napkin -i FILE`
fn session(file: Option<&Path>, streams: &mut Streams) -> io::Result<Status> {
    let is_stdin = file == Some(Path::new("-"));
    if !is_stdin && io::stdin().is_terminal() && io::stdout().is_terminal() {
        return repl::run(file, streams);
    }
    streams.tell(if is_stdin {
        "error: a session reads what is typed from stdin; its sheet is a file: `napkin -i plan.nap`"
    } else {
        "error: a session needs a terminal; to report on a file, write `napkin FILE`"
    })?;
    Ok(Status::InputWrong)
}
