//! A session with its terminal, and what it prints: answers, changes, problems; knows no command and reads no line.

use std::cell::RefCell;
use std::io;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use rustyline::Editor;
use rustyline::history::FileHistory;
use unicode_width::UnicodeWidthStr;

use super::super::files::Files;
use super::super::streams::Streams;
use super::editor::{LineHelper, PROMPT};
use super::history::History;
use super::kept::{Kept, SheetFile};
use crate::diagnostic::Diagnostic;
use crate::render::beneath;
use crate::render::look::{DIM, HEADING, Look, PLAIN};
use crate::render::messages::{Texts, messages};
use crate::render::text;
use crate::render::wrap::write_wrapped;
use crate::report::answers::{self, ChangeRow, Changes};
use crate::source::{Source, SourceId};
use crate::workspace::{self, Answer, Outcome, Session};

/// Where lines come from that an answer is to.
enum Typed<'t> {
    /// From the terminal: the line, as long as it stands right above.
    Line(Option<&'t str>),
    /// From a file.
    File,
}

/// What came of the lines of a file.
pub(super) struct Taken {
    /// How many of its checks fail.
    pub(super) failing: usize,
    /// Whether every line of it stands in the sheet, or was answered.
    pub(super) is_whole: bool,
}

/// A session with its terminal.
pub(super) struct Repl<'s> {
    pub(super) session: Rc<RefCell<Session>>,
    pub(super) editor: Editor<LineHelper, FileHistory>,
    pub(super) history: History,
    pub(super) streams: &'s mut Streams,
    /// Significant digits of what is printed.
    pub(super) digits: usize,
    /// Whether Ctrl-C has dropped the line.
    pub(super) dropped: Arc<AtomicBool>,
    /// Whether Ctrl-C has stopped what is being computed.
    pub(super) stop: Arc<AtomicBool>,
    /// How many inputs there were.
    pub(super) inputs: usize,
    /// The file that the sheet belongs to.
    pub(super) file: Option<SheetFile>,
    /// The text of the sheet when it was saved last.
    pub(super) saved: String,
    /// Where it is kept as long as it is not saved.
    pub(super) kept: Kept,
    /// Whether the terminal cannot move its cursor, so that lines are read as they are.
    pub(super) is_plain: bool,
}

impl Repl<'_> {
    /// Takes what was typed into the sheet and prints what it came to.
    pub(super) fn take(&mut self, input: &str) -> io::Result<()> {
        self.inputs += 1;
        let name = format!("input {}", self.inputs);
        let session = Rc::clone(&self.session);
        let mut result = Ok(());
        let fits = self.streams.look.width.is_none_or(|columns| PROMPT.width() + input.width() <= columns);
        let mut from = Typed::Line(Some(input).filter(|input| fits && !input.contains('\n')));
        session.borrow_mut().enter(&name, input, |session, answer| {
            if result.is_ok() {
                result = self.print_answer(session, &answer, &mut from);
            }
        });
        if let Some(helper) = self.editor.helper_mut() {
            helper.digits = self.digits;
        }
        result
    }

    /// Takes the lines of a file; prints what is wrong with them, and which checks fail.
    pub(super) fn take_all(&mut self, name: &str, text: &str) -> io::Result<Taken> {
        let session = Rc::clone(&self.session);
        let (mut result, mut taken) = (Ok(()), Taken { failing: 0, is_whole: true });
        session.borrow_mut().enter(name, text, |session, answer| {
            taken.is_whole &=
                answer.left_out.is_empty() && !answer.diagnostics.iter().any(Diagnostic::is_error);
            let checks = answers::checks(session, &answer, self.digits);
            for check in checks.iter().filter(|check| !check.ok) {
                taken.failing += 1;
                if result.is_ok() {
                    let line = text::check_line(check, self.streams.look);
                    result = self.streams.print(&line);
                }
            }
            if result.is_ok() {
                result = self.print_problems(session, &answer, &mut Typed::File);
            }
        });
        result.map(|()| taken)
    }

    fn print_answer(&mut self, session: &Session, answer: &Answer, from: &mut Typed<'_>) -> io::Result<()> {
        let look = self.streams.look;
        // First, while the line that they mark stands right above.
        self.print_problems(session, answer, from)?;
        if let Typed::Line(typed) = from {
            *typed = None;
        }
        let values = answers::values(session, answer, self.digits);
        // What was typed a moment ago is not said again, unless it is shown in another way: `5M users` as 5 million users.
        let is_echo = |name: &str, row: &answers::ValueRow| {
            let item = session.plan().item(name);
            let is_literal =
                item.and_then(|item| item.value.as_ref()).is_some_and(|value| value.as_typed.is_some());
            is_literal && plain(&row.value) == plain(&row.computed)
        };
        let beside = |row: &answers::ValueRow| {
            row.per_second.as_ref().map_or_else(String::new, |rate| format!(" ({rate})"))
        };
        let told = values.iter().filter(|row| row.name.as_deref().is_none_or(|name| !is_echo(name, row)));
        let (named, asked): (Vec<_>, Vec<_>) = told.partition(|row| row.name.is_some());
        for row in asked {
            let rate = look.paint(DIM, &beside(row));
            self.streams.print(&format!("{}{rate}\n", look.paint(HEADING, &row.value)))?;
        }
        let rows =
            named.iter().filter_map(|row| Some((row.name.clone()?, row.computed.clone() + &beside(row))));
        let mut text = aligned(&rows.collect::<Vec<_>>(), " = ", look);
        for rate in named.iter().map(|row| beside(row)).filter(|rate| !rate.is_empty()) {
            text = text.replacen(&format!("{rate}\n"), &format!("{}\n", look.paint(DIM, &rate)), 1);
        }
        self.streams.print(&text)?;
        for check in answers::checks(session, answer, self.digits) {
            let line = text::check_line(&check, look);
            self.streams.print(&line)?;
        }
        let changes = answers::changes(session, answer, self.digits);
        self.print_changes(&changes)?;
        if let Some(case) = session.case_of(answer) {
            let outcomes = outcomes_of(session, &self.sheet_name());
            let of_case = outcomes.iter().find(|outcome| outcome.case.as_deref() == Some(case.as_str()));
            if let (Some(base), Some(of_case)) = (outcomes.first(), of_case) {
                self.say(&format!("with \"{case}\":"))?;
                self.print_changes(&answers::differences(base, of_case, self.digits))?;
            }
        }
        Ok(())
    }

    fn print_problems(&mut self, session: &Session, answer: &Answer, from: &mut Typed<'_>) -> io::Result<()> {
        if answer.is_stopped {
            self.say("interrupted: nothing is changed")?;
        }
        if !answer.diagnostics.is_empty() {
            let (texts, look) = (session.texts(answer), self.streams.message_look());
            let text = match from {
                Typed::Line(typed) => {
                    beneath::beneath(&answer.diagnostics, Texts::new(&texts), typed.take(), look)
                }
                Typed::File => {
                    let text = messages(&answer.diagnostics, Texts::new(&texts), look);
                    format!("{}\n", text.trim_end_matches('\n'))
                }
            };
            self.streams.complain(&text)?;
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

    pub(super) fn print_changes(&mut self, changes: &Changes) -> io::Result<()> {
        let rows = aligned(&changes.new, " = ", self.streams.look);
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
                let is_narrow = look
                    .width
                    .is_some_and(|columns| row.name.width() + before + row.now.width() + 8 > columns);
                let gap = if is_narrow { "\n      " } else { "  " };
                let is_narrower =
                    look.width.is_some_and(|columns| before + row.now.width() + gap.len() + 3 > columns);
                // In columns only where the whole row is one line.
                let padding = if is_narrow { 0 } else { before - row.before.width() };
                let old = format!("{}{}", row.before, " ".repeat(padding));
                let arrow = if is_narrow && is_narrower { " ->\n      " } else { " -> " };
                let line = format!(
                    "  {name}{gap}{}{arrow}{}\n",
                    look.paint(DIM, &old),
                    look.paint(HEADING, &row.now)
                );
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

    pub(super) fn print(&mut self, text: &str) -> io::Result<()> {
        self.streams.print(text)
    }

    /// Says something about the session itself.
    pub(super) fn say(&mut self, words: &str) -> io::Result<()> {
        let mut text = String::new();
        write_wrapped(words, "", DIM, self.streams.look, &mut text);
        self.streams.print(&text)
    }

    pub(super) fn silence(&mut self, is_silent: bool) {
        if let Some(helper) = self.editor.helper_mut() {
            helper.set_silent(is_silent);
        }
    }

    /// Asks a question that is answered with yes or no; anything but yes is no.
    pub(super) fn agrees(&mut self, question: &str) -> io::Result<bool> {
        self.streams.out_flush()?;
        self.silence(true);
        let answer = self.editor.readline(question);
        self.silence(false);
        Ok(
            matches!(answer, Ok(words) if !self.dropped.load(Ordering::Relaxed) && matches!(words.trim(), "y" | "Y" | "yes")),
        )
    }

    pub(super) fn outcomes(&self) -> Vec<Outcome> {
        outcomes_of(&self.session.borrow(), &self.sheet_name())
    }

    /// What the sheet is called: its file, whose imports start there.
    pub(super) fn sheet_name(&self) -> String {
        self.file.as_ref().map_or_else(|| "the sheet".to_owned(), |file| file.path.display().to_string())
    }

    /// Says what went wrong with a command, and what to type instead.
    pub(super) fn problem(&mut self, message: &str, help: &str) -> io::Result<()> {
        let text = beneath::problem(message, help, self.streams.message_look());
        self.streams.complain(&text)
    }

    /// The same of a diagnostic without a place.
    pub(super) fn diagnostic(&mut self, problem: &Diagnostic) -> io::Result<()> {
        self.problem(&problem.message, problem.help.as_deref().unwrap_or("`:help` tells more"))
    }
}

/// The sheet run as the scenario that it is: the base, and its cases.
fn outcomes_of(session: &Session, name: &str) -> Vec<Outcome> {
    let source = Source::new(SourceId(0), name, session.text());
    workspace::run_with_cases(source, &Files::default(), &[], None)
}

/// How many names are told in a sentence.
const MOST_NAMES: usize = 8;

/// Names in a sentence; of many, the first and how many more.
fn some_of(names: &[String]) -> String {
    let first: Vec<String> = names.iter().take(MOST_NAMES).map(|name| format!("`{name}`")).collect();
    let more = names.len().saturating_sub(MOST_NAMES);
    first.join(", ") + &if more > 0 { format!(" and {more} more") } else { String::new() }
}

/// Names with what belongs to them, in columns; what does not fit goes on below.
pub(super) fn aligned(rows: &[(String, String)], between: &str, look: Look) -> String {
    let widest = rows.iter().map(|(name, _)| name.width()).max().unwrap_or(0);
    let line = |(name, value): &(String, String)| {
        let start = format!("{name}{}{between}", " ".repeat(widest - name.width()));
        let room = look.width.map_or(usize::MAX, |columns| columns.saturating_sub(start.width()));
        if value.width() <= room {
            return format!("{start}{value}").trim_end().to_owned() + "\n";
        }
        let mut text = String::new();
        write_wrapped(&format!("{name}{between}{value}"), "", PLAIN, look, &mut text);
        text
    };
    rows.iter().map(line).collect()
}

/// A value without what only sets its digits and words apart.
fn plain(text: &str) -> String {
    text.chars().filter(|letter| !matches!(letter, ' ' | '_')).collect()
}
