//! The session on a terminal: a sheet that is edited line by line, with an answer while typing; what a line comes to is
//! worked out elsewhere.

mod commands;
mod completion;
mod editor;
mod history;

use std::cell::RefCell;
use std::io;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use rustyline::error::ReadlineError;
use rustyline::history::FileHistory;
use rustyline::{Cmd, ColorMode, CompletionType, Config, Editor, EventHandler, KeyCode, KeyEvent, Modifiers};
use unicode_width::UnicodeWidthStr;

use self::commands::Then;
use self::editor::{DropLine, LineHelper, PROMPT, goes_on};
use self::history::History;
use super::files::Files;
use super::{Status, Streams};
use crate::diagnostic::Diagnostic;
use crate::report::answers::{self, ChangeRow, Changes};
use crate::report::messages::{Texts, messages};
use crate::report::table::{DIM, HEADING, write_wrapped};
use crate::report::text;
use crate::session::{self, Answer, Outcome, Session};
use crate::source::{Source, SourceId};
use crate::units::display::USUAL_DIGITS;

/// How many lines of earlier sessions are kept.
const MOST_HISTORY: usize = 10_000;
/// What is said first.
const WELCOME: &str = "napkin: type what you know, and ask. :help lists the commands, Ctrl-D leaves.";

/// A session with its terminal.
struct Repl<'s> {
    session: Rc<RefCell<Session>>,
    editor: Editor<LineHelper, FileHistory>,
    history: History,
    streams: &'s mut Streams,
    /// Significant digits of what is printed.
    digits: usize,
    /// Whether Ctrl-C has dropped the line.
    dropped: Arc<AtomicBool>,
    /// Whether Ctrl-C has stopped what is being computed.
    stop: Arc<AtomicBool>,
    /// How many inputs there were.
    inputs: usize,
    /// Whether the terminal cannot move its cursor, so that lines are read as they are.
    is_plain: bool,
}

/// Runs a session until it is left.
pub(super) fn run(streams: &mut Streams) -> io::Result<Status> {
    let session = Rc::new(RefCell::new(Session::edited(Box::new(Files::default()))));
    let dropped = Arc::new(AtomicBool::new(false));
    let is_coloured = streams.look.is_coloured;
    let config = Config::builder()
        .max_history_size(MOST_HISTORY)
        .map_err(readable)?
        .color_mode(if is_coloured { ColorMode::Enabled } else { ColorMode::Disabled })
        .completion_type(CompletionType::List)
        .auto_add_history(false)
        .build();
    let mut editor = Editor::with_config(config).map_err(readable)?;
    editor.set_helper(Some(LineHelper::new(Rc::clone(&session), is_coloured, Arc::clone(&dropped))));
    let drop = EventHandler::Conditional(Box::new(DropLine(Arc::clone(&dropped))));
    editor.bind_sequence(KeyEvent(KeyCode::Char('C'), Modifiers::CTRL), drop);
    editor.bind_sequence(KeyEvent(KeyCode::Char('F'), Modifiers::CTRL), Cmd::CompleteHint);
    let is_plain = std::env::var_os("TERM").is_some_and(|kind| kind == "dumb" || kind == "cons25");
    let stop = session.borrow().stop();
    let stopped = Arc::clone(&stop);
    // Outside of a line that is being typed, Ctrl-C stops what is being computed; without the handler it ends napkin.
    let _ = ctrlc::set_handler(move || stopped.store(true, Ordering::Relaxed));
    let mut repl = Repl {
        session,
        editor,
        history: History::open(),
        streams,
        digits: USUAL_DIGITS,
        dropped,
        stop,
        inputs: 0,
        is_plain,
    };
    repl.say(WELCOME)?;
    if let Some(warning) = repl.history.load(&mut repl.editor) {
        repl.streams.complain(&format!("warning: {warning}\n"))?;
    }
    repl.go_on()?;
    Ok(Status::Well)
}

impl Repl<'_> {
    fn go_on(&mut self) -> io::Result<()> {
        loop {
            self.streams.out_flush()?;
            self.dropped.store(false, Ordering::Relaxed);
            let line = if self.is_plain { self.read_plainly() } else { self.editor.readline(PROMPT) };
            match line {
                Ok(_) if self.dropped.load(Ordering::Relaxed) => {}
                Ok(line) if line.trim().is_empty() => {}
                Ok(line) => {
                    self.streams.measure();
                    self.stop.store(false, Ordering::Relaxed);
                    if let Some(warning) = self.history.add(&mut self.editor, &line) {
                        self.streams.complain(&format!("warning: {warning}\n"))?;
                    }
                    let line = self.meant(line);
                    if line.trim_start().starts_with(':') {
                        if self.command(&line)? == Then::Leave {
                            return Ok(());
                        }
                    } else {
                        self.take(&line)?;
                    }
                }
                Err(ReadlineError::Interrupted | ReadlineError::Signal(_)) => {}
                Err(ReadlineError::Eof) => return Ok(()),
                Err(error) => return Err(readable(error)),
            }
        }
    }

    /// Reads a line, and those that go on with it, from a terminal that cannot move its cursor. Ctrl-C drops what came
    /// before the line that is read then.
    fn read_plainly(&mut self) -> rustyline::Result<String> {
        let mut input = String::new();
        loop {
            let prompt = if input.is_empty() { PROMPT } else { "  " };
            self.streams.print(prompt)?;
            self.streams.out_flush()?;
            self.stop.store(false, Ordering::Relaxed);
            let mut line = String::new();
            let is_end = io::stdin().read_line(&mut line)? == 0;
            if self.stop.swap(false, Ordering::Relaxed) {
                input.clear();
            }
            if is_end && input.is_empty() {
                return Err(ReadlineError::Eof);
            }
            input.push_str(
                line.strip_suffix('\n').map_or(&line, |line| line.strip_suffix('\r').unwrap_or(line)),
            );
            // What is left open at the end is said to be.
            if is_end || !goes_on(&input) {
                return Ok(input);
            }
            input.push('\n');
        }
    }

    /// The line that was meant: `help`, `quit` and `exit` alone are the commands, unless the sheet has such a name.
    fn meant(&self, line: String) -> String {
        let word = line.trim();
        let is_command = matches!(word, "help" | "quit" | "exit" | "undo" | "clear" | "report" | "names");
        let is_bound = self.session.borrow().kind_of(word).is_some();
        if is_command && !is_bound { format!(":{word}") } else { line }
    }

    /// Takes what was typed into the sheet and prints what it came to.
    fn take(&mut self, input: &str) -> io::Result<()> {
        self.inputs += 1;
        let name = format!("input {}", self.inputs);
        let session = Rc::clone(&self.session);
        let mut result = Ok(());
        session.borrow_mut().enter(&name, input, |session, answer| {
            if result.is_ok() {
                result = self.print_answer(session, &answer);
            }
        });
        if let Some(helper) = self.editor.helper_mut() {
            helper.digits = self.digits;
        }
        result
    }

    /// Takes the lines of a file; prints what is wrong with them, and which checks fail. Answers how many do.
    fn take_all(&mut self, name: &str, text: &str) -> io::Result<usize> {
        let session = Rc::clone(&self.session);
        let (mut result, mut failing) = (Ok(()), 0);
        session.borrow_mut().enter(name, text, |session, answer| {
            let checks = answers::checks(session, &answer, self.digits);
            for check in checks.iter().filter(|check| !check.ok) {
                failing += 1;
                if result.is_ok() {
                    let line = text::check_line(check, self.streams.look);
                    result = self.streams.print(&line);
                }
            }
            if result.is_ok() {
                result = self.print_problems(session, &answer);
            }
        });
        result.map(|()| failing)
    }

    fn print_answer(&mut self, session: &Session, answer: &Answer) -> io::Result<()> {
        let look = self.streams.look;
        let values = answers::values(session, answer, self.digits);
        // What was typed a moment ago is not said again.
        let is_echo = |name: &str| {
            let item = session.plan().item(name);
            item.and_then(|item| item.value.as_ref()).is_some_and(|value| value.as_typed.is_some())
        };
        let named: Vec<(String, String)> = values
            .iter()
            .filter_map(|row| Some((row.name.clone()?, row.value.clone())))
            .filter(|(name, _)| !is_echo(name))
            .collect();
        for row in values.iter().filter(|row| row.name.is_none()) {
            self.streams.print(&format!("{}\n", look.paint(HEADING, &row.value)))?;
        }
        let rows = aligned(&named, " = ");
        self.streams.print(&rows)?;
        for check in answers::checks(session, answer, self.digits) {
            let line = text::check_line(&check, look);
            self.streams.print(&line)?;
        }
        let changes = answers::changes(session, answer, self.digits);
        self.print_changes(&changes)?;
        if let Some(case) = session.case_of(answer) {
            let outcomes = outcomes_of(session);
            let of_case = outcomes.iter().find(|outcome| outcome.case.as_deref() == Some(case.as_str()));
            if let (Some(base), Some(of_case)) = (outcomes.first(), of_case) {
                self.print_changes(&answers::differences(base, of_case, self.digits))?;
            }
        }
        self.print_problems(session, answer)
    }

    fn print_problems(&mut self, session: &Session, answer: &Answer) -> io::Result<()> {
        if answer.is_stopped {
            self.say("interrupted: nothing is changed")?;
        }
        if !answer.diagnostics.is_empty() {
            let texts = session.texts(answer);
            let text = messages(&answer.diagnostics, Texts::new(&texts), self.streams.message_look());
            self.streams.complain(text.trim_end_matches('\n'))?;
            self.streams.complain("\n")?;
            let elsewhere = |diagnostic: &Diagnostic| {
                diagnostic.is_error() && diagnostic.span.is_some_and(|span| span.source != answer.source.id)
            };
            if answer.diagnostics.iter().any(elsewhere) {
                self.say("nothing is changed: other lines depend on it")?;
            }
        }
        if !answer.left_out.is_empty() {
            self.say(&format!(
                "left out, as they depend on lines with errors: {}",
                answer.left_out.join(", ")
            ))?;
        }
        Ok(())
    }

    fn print_changes(&mut self, changes: &Changes) -> io::Result<()> {
        let rows = aligned(&changes.new, " = ");
        self.streams.print(&rows)?;
        // Checks have long names, which would push the values aside.
        let (checks, values): (Vec<&ChangeRow>, Vec<&ChangeRow>) =
            changes.rows.iter().partition(|row| row.is_check);
        let look = self.streams.look;
        for rows in [values, checks] {
            let widest =
                |of: fn(&ChangeRow) -> &String| rows.iter().map(|row| of(row).width()).max().unwrap_or(0);
            let (mut names, before) = (widest(|row| &row.name), widest(|row| &row.before));
            // Where a long name would break every line, the columns are given up.
            if look.width.is_some_and(|columns| names + before + widest(|row| &row.now) + 8 > columns) {
                names = 0;
            }
            for row in rows {
                let name = format!("{}{}", row.name, " ".repeat(names.saturating_sub(row.name.width())));
                let old = format!("{}{}", row.before, " ".repeat(before - row.before.width()));
                let is_narrow = look
                    .width
                    .is_some_and(|columns| row.name.width() + before + row.now.width() + 8 > columns);
                let gap = if is_narrow { "\n      " } else { "  " };
                let line =
                    format!("  {name}{gap}{} -> {}\n", look.paint(DIM, &old), look.paint(HEADING, &row.now));
                self.streams.print(&line)?;
            }
        }
        if changes.more > 0 {
            self.say(&format!("  and {} more values changed (:names lists them)", changes.more))?;
        }
        if !changes.gone.is_empty() {
            self.say(&format!("  gone: {}", some_of(&changes.gone)))?;
        }
        Ok(())
    }

    fn print(&mut self, text: &str) -> io::Result<()> {
        self.streams.print(text)
    }

    /// Says something about the session itself.
    fn say(&mut self, words: &str) -> io::Result<()> {
        let mut text = String::new();
        write_wrapped(words, "", DIM, self.streams.look, &mut text);
        self.streams.print(&text)
    }

    fn silence(&mut self, is_silent: bool) {
        if let Some(helper) = self.editor.helper_mut() {
            helper.set_silent(is_silent);
        }
    }

    /// Asks a question that is answered with yes or no; anything but yes is no.
    fn agrees(&mut self, question: &str) -> io::Result<bool> {
        self.streams.out_flush()?;
        self.silence(true);
        let answer = self.editor.readline(question);
        self.silence(false);
        Ok(
            matches!(answer, Ok(words) if !self.dropped.load(Ordering::Relaxed) && matches!(words.trim(), "y" | "Y" | "yes")),
        )
    }
}

/// The sheet run as the scenario that it is: the base, and its cases.
fn outcomes_of(session: &Session) -> Vec<Outcome> {
    let source = Source::new(SourceId(0), "the sheet", session.text());
    session::run_with_cases(source, &Files::default(), &[], None)
}

/// How many names are told in a sentence.
const MOST_NAMES: usize = 8;

/// Names in a sentence; of many, the first and how many more.
fn some_of(names: &[String]) -> String {
    let first: Vec<String> = names.iter().take(MOST_NAMES).map(|name| format!("`{name}`")).collect();
    let more = names.len().saturating_sub(MOST_NAMES);
    first.join(", ") + &if more > 0 { format!(" and {more} more") } else { String::new() }
}

/// Names with what belongs to them, in columns.
fn aligned(rows: &[(String, String)], between: &str) -> String {
    let widest = rows.iter().map(|(name, _)| name.width()).max().unwrap_or(0);
    let line = |(name, value): &(String, String)| {
        format!("{name}{}{between}{value}", " ".repeat(widest - name.width())).trim_end().to_owned() + "\n"
    };
    rows.iter().map(line).collect()
}

/// An error of the line editor as one of reading.
fn readable(error: ReadlineError) -> io::Error {
    match error {
        ReadlineError::Io(error) => error,
        other => io::Error::other(other.to_string()),
    }
}
