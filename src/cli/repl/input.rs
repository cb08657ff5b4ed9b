//! Reads the lines of a session and hands each to what it is for: the sheet, or a command; prints nothing of them.

use std::cell::RefCell;
use std::io::{self, BufRead, ErrorKind};
use std::path::Path;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use rustyline::error::ReadlineError;
use rustyline::{Cmd, ColorMode, CompletionType, Config, Editor, EventHandler, KeyCode, KeyEvent, Modifiers};

use super::super::files::Files;
use super::super::streams::{Status, Streams};
use super::command_list::meant;
use super::commands::Then;
use super::editor::{DropLine, LineHelper, PROMPT, goes_on};
use super::history::{History, readable};
use super::kept::Kept;
use super::screen::Repl;
use crate::ide::Snapshot;
use crate::syntax::scan;
use crate::units::display::USUAL_DIGITS;
use crate::workspace::Session;

/// How many lines of earlier sessions are kept.
const MOST_HISTORY: usize = 10_000;
/// What is said first.
const WELCOME: &str = "napkin: type what you know, and ask. :help lists the commands, Ctrl-D leaves.";

/// Runs a session until it is left; a file is opened as its sheet.
pub(in crate::cli) fn run(file: Option<&Path>, streams: &mut Streams) -> io::Result<Status> {
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
        file: None,
        saved: String::new(),
        kept: Kept::open(),
        is_plain,
    };
    repl.say(WELCOME)?;
    if let Some(warning) = repl.history.load(&mut repl.editor) {
        repl.streams.tell(&format!("warning: {warning}"))?;
    }
    repl.offer_left()?;
    if let Some(file) = file {
        repl.open_sheet(file)?;
    }
    repl.go_on()?;
    repl.part()?;
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
                        self.streams.tell(&format!("warning: {warning}"))?;
                    }
                    let then = self.enter_all(&line)?;
                    self.keep()?;
                    if then == Then::Leave {
                        return Ok(());
                    }
                }
                Err(ReadlineError::Io(error)) if error.kind() == ErrorKind::InvalidData => {
                    self.streams.print("\n")?;
                    self.problem("what came is no UTF-8: the line is dropped", "the sheet is as it was")?;
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
            let mut line = Vec::new();
            let is_end = io::stdin().lock().read_until(b'\n', &mut line)? == 0;
            let line = String::from_utf8(line)
                .map_err(|_| ReadlineError::Io(io::Error::from(ErrorKind::InvalidData)))?;
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

    /// Runs what was typed or pasted: the commands of a paste one by one, the lines between them as one sheet each.
    fn enter_all(&mut self, input: &str) -> io::Result<Then> {
        for piece in pieces(input) {
            let is_bound = |word: &str| Snapshot::from(&*self.session.borrow()).binds(word);
            let done = match piece.strip_prefix(':') {
                Some(words) => {
                    let (name, argument) = words.split_once(char::is_whitespace).unwrap_or((words, ""));
                    self.command(name, argument.trim())?
                }
                None => match meant(piece, is_bound) {
                    Some((command, argument)) => self.command(command.name, argument)?,
                    None => {
                        self.take(piece)?;
                        Then::GoOn
                    }
                },
            };
            if done == Then::Leave {
                return Ok(done);
            }
        }
        Ok(Then::GoOn)
    }
}

/// The commands with a colon that an input holds, each without blanks around it, and the lines between them. Within an open
/// block no line is a command.
fn pieces(input: &str) -> Vec<&str> {
    let (mut pieces, mut start, mut at) = (Vec::new(), 0, 0);
    for line in input.split_inclusive('\n') {
        let before = &input[start..at];
        let is_command = line.trim_start().starts_with(':')
            && (before.trim().is_empty() || !scan::ending(before).is_in_bracket);
        if is_command {
            pieces.push(before);
            pieces.push(line.trim());
            start = at + line.len();
        }
        at += line.len();
    }
    pieces.push(&input[start..]);
    pieces.retain(|piece| !piece.trim().is_empty());
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_paste_is_cut_at_its_commands() {
        assert_eq!(pieces("a = 1 GB\nb = 2 GB"), ["a = 1 GB\nb = 2 GB"]);
        assert_eq!(
            pieces(":new\na = 1 GB\nb = (2 GB +\n  3 GB)\n  :report \nc = 1\n"),
            [":new", "a = 1 GB\nb = (2 GB +\n  3 GB)\n", ":report", "c = 1\n"]
        );
        assert_eq!(pieces("record r {\n:new\n}"), ["record r {\n:new\n}"]);
    }
}
