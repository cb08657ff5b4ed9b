//! Reads the lines of a session and hands each to what it is for: the sheet, or a command; prints nothing of them.

use std::cell::RefCell;
use std::io;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use rustyline::error::ReadlineError;
use rustyline::{Cmd, ColorMode, CompletionType, Config, Editor, EventHandler, KeyCode, KeyEvent, Modifiers};

use super::super::files::Files;
use super::super::streams::{Status, Streams};
use super::commands::Then;
use super::editor::{DropLine, LineHelper, PROMPT, goes_on};
use super::history::{History, readable};
use super::screen::Repl;
use crate::units::display::USUAL_DIGITS;
use crate::workspace::Session;

/// How many lines of earlier sessions are kept.
const MOST_HISTORY: usize = 10_000;
/// What is said first.
const WELCOME: &str = "napkin: type what you know, and ask. :help lists the commands, Ctrl-D leaves.";

/// Runs a session until it is left.
pub(in crate::cli) fn run(streams: &mut Streams) -> io::Result<Status> {
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
}
