//! The commands of a session: what each does to the sheet and what it prints.

use std::io;

use super::command_list::COMMANDS;
use super::help::Named;
use super::history::readable;
use super::screen::{Repl, aligned};
use crate::diagnostic::nearest;
use crate::render::look::DIM;
use crate::render::text::{self, lookup};
use crate::report::{Report, Wanted, answers, explain as tree};
use crate::units::display::MOST_DIGITS;

/// Whether the session goes on behind a command.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Then {
    GoOn,
    Leave,
}

impl Repl<'_> {
    /// Runs a command.
    pub(super) fn command(&mut self, name: &str, argument: &str) -> io::Result<Then> {
        let needs_argument = COMMANDS.iter().find(|command| command.name == name).filter(|command| {
            argument.is_empty() && !command.argument.is_empty() && !command.argument.starts_with('[')
        });
        if let Some(command) = needs_argument {
            let named = Named::of(&self.session.borrow()).value;
            let example = named.filter(|_| command.argument == "NAME");
            self.problem(
                &format!("`:{name}` needs a {}", command.argument.to_lowercase()),
                &format!("write `:{name} {}`", example.as_deref().unwrap_or(command.argument)),
            )?;
            return Ok(Then::GoOn);
        }
        match name {
            "help" | "h" | "?" => self.help(argument)?,
            "report" => self.report(argument)?,
            "summary" if self.session.borrow().is_empty() => self.say("the sheet is empty")?,
            "summary" => {
                let wanted = Wanted::of_all(self.digits);
                let reports: Vec<Report> =
                    self.outcomes().iter().map(|outcome| Report::new(outcome, &wanted)).collect();
                let text = text::summary(&reports, self.streams.look);
                self.print(text.trim_start_matches('\n'))?;
            }
            "check" => {
                let outcomes = self.outcomes();
                let wanted = Wanted::of_all(self.digits);
                let mut reports: Vec<Report> =
                    outcomes.iter().map(|outcome| Report::new(outcome, &wanted)).collect();
                reports.iter_mut().for_each(|report| report.rows.clear());
                self.print(&text::checks(&reports, None, self.streams.look))?;
            }
            "explain" => self.explain(argument)?,
            "names" => self.names()?,
            "list" => self.list()?,
            "units" | "functions" => {
                let find = if name == "units" { lookup::units } else { lookup::functions };
                match find(Some(argument).filter(|word| !word.is_empty()), self.streams.look) {
                    Ok(text) => self.print(&text)?,
                    Err(problem) => self.diagnostic(&problem)?,
                }
            }
            "set" => self.set(argument)?,
            "load" => self.load(argument)?,
            "save" => self.save(argument)?,
            "delete" => {
                let done = self.session.borrow_mut().delete(argument);
                match done {
                    Ok(()) => self.say(&format!("`{argument}` is deleted"))?,
                    Err(problem) => self.diagnostic(&problem)?,
                }
            }
            "undo" => self.undo()?,
            "restore" => self.restore(argument)?,
            "new" => {
                self.session.borrow_mut().clear();
                self.file = None;
                self.say("the sheet is empty (:undo brings it back)")?;
            }
            "clear" if self.is_plain => {}
            "clear" => self.editor.clear_screen().map_err(readable)?,
            "quit" | "q" | "exit" => return Ok(Then::Leave),
            _ => {
                let near = nearest(name, COMMANDS.iter().map(|command| command.name));
                let help = near.map_or_else(
                    || ":help lists the commands".to_owned(),
                    |near| format!("did you mean `:{near}`?"),
                );
                self.problem(&format!("there is no command `:{name}`"), &help)?;
            }
        }
        Ok(Then::GoOn)
    }

    fn explain(&mut self, name: &str) -> io::Result<()> {
        let outcomes = self.outcomes();
        let Some(outcome) = outcomes.first() else { return Ok(()) };
        match tree::find(&outcome.plan, name) {
            Ok(item) => {
                let found = tree::Explanation::of(outcome, item, self.digits);
                let text = found
                    .map_or_else(String::new, |found| text::explanation::text(&found, self.streams.look));
                self.print(&text)
            }
            Err(why) => {
                let help = Named::of(&self.session.borrow()).advice();
                self.problem(&why, &help)
            }
        }
    }

    fn list(&mut self) -> io::Result<()> {
        let (text, look) = (self.session.borrow().text(), self.streams.look);
        if text.is_empty() {
            return self.say("the sheet is empty");
        }
        let widest = text.lines().count().to_string().len();
        let line = |(at, line): (usize, &str)| {
            let number = look.paint(DIM, &format!("{:>widest$}", at + 1));
            format!("{number}  {line}").trim_end().to_owned() + "\n"
        };
        let list: String = text.lines().enumerate().map(line).collect();
        self.print(&list)
    }

    fn names(&mut self) -> io::Result<()> {
        let session = self.session.borrow();
        let mut rows: Vec<(String, String)> = Vec::new();
        for name in session.names() {
            let item = session.plan().item(&name).or_else(|| session.plan().item(&format!("size({name})")));
            let value = item.and_then(|item| {
                let value = item.value.as_ref()?;
                let shown =
                    crate::report::displayed(&session.plan().units, session.estimate(), value, self.digits)?;
                Some(value.as_typed.clone().unwrap_or(shown.text))
            });
            let kind = session.kind_of(&name).unwrap_or_default();
            rows.push((
                name,
                match value {
                    Some(value) if kind == "record" => format!("record of {value}"),
                    Some(value) => value,
                    None => kind.to_owned(),
                },
            ));
        }
        drop(session);
        if rows.is_empty() {
            return self.say("the sheet is empty");
        }
        let text = aligned(&rows, "  ", self.streams.look);
        self.print(&text)
    }

    fn set(&mut self, argument: &str) -> io::Result<()> {
        let (what, value) = argument.split_once(char::is_whitespace).unwrap_or((argument, ""));
        let value = value.trim();
        match (what, value) {
            ("", _) => {
                let (calendar, bytes) = {
                    let session = self.session.borrow();
                    let units = &session.plan().units;
                    (units.calendar.name.clone(), if units.binary_bytes { "binary" } else { "decimal" })
                };
                self.say(&format!("digits {} · calendar {calendar} · bytes {bytes}", self.digits))
            }
            ("digits", value) => match value.parse::<usize>() {
                Ok(digits) if (1..=MOST_DIGITS).contains(&digits) => {
                    self.digits = digits;
                    Ok(())
                }
                _ => self.problem(
                    &format!("`{value}` is no number of digits"),
                    &format!("write `:set digits 4`; 1 to {MOST_DIGITS}"),
                ),
            },
            ("calendar" | "bytes", value) if !value.is_empty() => self.take(&format!("{what} {value}")),
            ("calendar", _) => {
                self.problem("`:set calendar` needs a calendar", "write `:set calendar primer`")
            }
            ("bytes", _) => {
                self.problem("`:set bytes` needs `binary` or `decimal`", "write `:set bytes binary`")
            }
            _ => {
                let near = nearest(what, ["digits", "calendar", "bytes"]);
                let help = near.map_or_else(
                    || "there are `digits`, `calendar` and `bytes`".to_owned(),
                    |near| format!("did you mean `:set {near}`?"),
                );
                self.problem(&format!("there is no setting `{what}`"), &help)
            }
        }
    }

    fn undo(&mut self) -> io::Result<()> {
        let before = self.session.borrow_mut().undo();
        let Some(before) = before else { return self.say("there is nothing to take back") };
        let session = self.session.borrow();
        let changes = answers::changes_since(&session, &before, self.digits);
        drop(session);
        let is_silent = changes.rows.is_empty() && changes.new.is_empty() && changes.gone.is_empty();
        if is_silent {
            self.say("taken back")?;
        }
        self.print_changes(&changes)
    }
}
