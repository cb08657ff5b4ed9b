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
mod sweep;

use std::ffi::OsString;
use std::io::{self, BufWriter, ErrorKind, IsTerminal, StdoutLock, Write};
use std::process::ExitCode;

use arguments::{Arguments, Command};

use crate::report::table::Look;
use crate::report::{lookup, reference};

/// What a run came to, as its exit status says it; the worst of several counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Status {
    Well = 0,
    CheckFailed = 1,
    InputWrong = 2,
}

/// Runs napkin with the arguments of the process.
pub fn main() -> ExitCode {
    let words: Vec<OsString> = std::env::args_os().collect();
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
            let topic = (!reference.topic.is_empty()).then(|| reference.topic.join(" "));
            run::look_up(reference::reference, topic.as_deref(), streams)
        }
        Some(Command::Completions(shell)) => manual::completions(shell, streams),
        Some(Command::Man(command)) => manual::page(command, streams),
        Some(Command::Format(format)) => formatting::run(format, streams),
        None if !arguments.files.is_empty() => run::report(&arguments.files, &arguments.options, streams),
        None if io::stdin().is_terminal() && io::stdout().is_terminal() => repl::run(streams),
        None => lines::answer(io::stdin().lock(), streams),
    }
}

/// Where results and messages go.
struct Streams {
    out: BufWriter<anstream::AutoStream<StdoutLock<'static>>>,
    /// How results look.
    look: Look,
    /// Results that go to a file, while they are gathered.
    gathered: Option<String>,
}

impl Streams {
    fn open() -> Self {
        let out = anstream::stdout().lock();
        let is_terminal = out.is_terminal();
        let look = Look { is_coloured: is_coloured(out.current_choice()), width: width(is_terminal) };
        Self { out: BufWriter::with_capacity(1 << 16, out), look, gathered: None }
    }

    /// Measures the terminal again, whose window may have been resized.
    fn measure(&mut self) {
        self.look.width = width(io::stdout().is_terminal());
    }

    /// Writes out what is still held.
    fn out_flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }

    /// Writes results.
    fn print(&mut self, text: &str) -> io::Result<()> {
        match &mut self.gathered {
            Some(gathered) => {
                gathered.push_str(text);
                Ok(())
            }
            None => self.out.write_all(text.as_bytes()),
        }
    }

    /// Gathers the results that follow, for a file: no colour, no width.
    fn gather(&mut self) {
        self.gathered = Some(String::new());
        self.look = Look::default();
    }

    /// Where data goes, behind the results that came before: it has no colours to take away.
    fn data(&mut self) -> io::Result<BufWriter<StdoutLock<'static>>> {
        self.out.flush()?;
        Ok(BufWriter::with_capacity(1 << 16, io::stdout().lock()))
    }

    /// How messages look.
    fn message_look(&self) -> Look {
        let stderr = io::stderr();
        let width = width(stderr.is_terminal());
        Look { is_coloured: is_coloured(anstream::AutoStream::choice(&stderr)), width }
    }

    /// Writes messages, behind the results that came before them.
    fn complain(&mut self, text: &str) -> io::Result<()> {
        if text.is_empty() {
            return Ok(());
        }
        self.out.flush()?;
        // Nobody is left to be told of a closed stderr.
        let _ = anstream::stderr().lock().write_all(text.as_bytes());
        Ok(())
    }
}

fn is_coloured(choice: anstream::ColorChoice) -> bool {
    choice != anstream::ColorChoice::Never
}

fn width(is_terminal: bool) -> Option<usize> {
    let (width, _) = terminal_size::terminal_size().filter(|_| is_terminal)?;
    Some(usize::from(width.0))
}
