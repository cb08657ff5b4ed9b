//! The commands of a session, all of which start with a colon: what each does to the sheet and what it prints.

use std::io;
use std::path::Path;

use super::super::files::Files;
use super::super::output;
use super::super::run::complain;
use super::command_list::{COMMANDS, FORMS};
use super::screen::{Repl, aligned};
use crate::diagnostic::nearest;
use crate::plan::block_fields;
use crate::plan::functions::FUNCTIONS;
use crate::report::table::{DIM, HEADING};
use crate::report::{Report, Wanted, answers, explain as tree, lookup, reference, text};
use crate::units::display::MOST_DIGITS;

/// Whether the session goes on behind a command.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Then {
    GoOn,
    Leave,
}

impl Repl<'_> {
    /// Runs the command that a line holds.
    pub(super) fn command(&mut self, line: &str) -> io::Result<Then> {
        let words = line.trim_start().trim_start_matches(':');
        let (name, argument) = words.split_once(char::is_whitespace).unwrap_or((words, ""));
        let argument = argument.trim();
        let needs_argument = COMMANDS.iter().find(|command| command.name == name).filter(|command| {
            argument.is_empty() && !command.argument.is_empty() && !command.argument.starts_with('[')
        });
        if let Some(command) = needs_argument {
            self.problem(
                &format!("`:{name}` needs a {}", command.argument.to_lowercase()),
                &format!("write `:{name} {}`", command.argument),
            )?;
            return Ok(Then::GoOn);
        }
        match name {
            "help" | "h" | "?" => self.help(argument)?,
            "report" => {
                let outcomes = self.outcomes();
                let wanted = Wanted { digits: self.digits, only: Vec::new() };
                let reports: Vec<Report> =
                    outcomes.iter().map(|outcome| Report::new(outcome, &wanted)).collect();
                self.print(&text::report(&reports, None, self.streams.look))?;
                // Of the cases, only here is said what they warn of.
                complain(&outcomes, self.streams)?;
            }
            "check" => {
                let outcomes = self.outcomes();
                let wanted = Wanted { digits: self.digits, only: Vec::new() };
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
            "clear" => {
                self.session.borrow_mut().clear();
                self.say("the sheet is empty (:undo brings it back)")?;
            }
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

    fn help(&mut self, topic: &str) -> io::Result<()> {
        let look = self.streams.look;
        let topic = topic.trim_start_matches(':').trim_end_matches("()");
        if topic.is_empty() {
            let mut text = String::from(
                "Type what you know, and ask:\n  users = 10 million users\n  writes = users * 2 posts/user/day\n  writes in posts/s\n\
                 A name that is typed again changes all that depends on it, a field alone too:\n  \
                 pastes.users = 5M users\n`ans` is the last value. Tab completes, the right arrow takes the grey text, Ctrl-C drops the line.\n\n",
            );
            for command in COMMANDS {
                let usage = format!(":{} {}", command.name, command.argument);
                text.push_str(&format!(
                    "  {}  {}\n",
                    look.paint(HEADING, &format!("{usage:<18}")),
                    command.about
                ));
            }
            return self.print(&text);
        }
        let form = FORMS.iter().find(|(name, _)| *name == topic).map(|(_, form)| *form);
        if let Some(command) = COMMANDS.iter().find(|command| command.name == topic) {
            if let Some(form) = form {
                self.print(&format!("{form}\n\n"))?;
            }
            return self.print(&format!(
                "{}: {}\n",
                look.paint(HEADING, format!(":{} {}", command.name, command.argument).trim_end()),
                command.about
            ));
        }
        let fields: Option<&[(&str, &str)]> = match topic {
            "component" => Some(&block_fields::COMPONENT),
            "workload" => Some(&block_fields::WORKLOAD),
            "calendar" => Some(&block_fields::CALENDAR),
            _ => None,
        };
        if let Some(fields) = fields {
            let mut text = look.paint(HEADING, &format!("{topic} NAME {{ field = value, ... }}\n"));
            for (name, meaning) in fields {
                text.push_str(&format!("  {name:<15}  {}\n", look.paint(DIM, meaning)));
            }
            return self.print(&text);
        }
        if let Some(form) = form {
            return self.print(&format!("{form}\n"));
        }
        if let Some(text) = lookup::function(topic, look) {
            return self.print(&text);
        }
        if lookup::meaning_of_unit(topic).is_some()
            && let Ok(text) = lookup::units(Some(topic), look)
        {
            return self.print(&text);
        }
        if let Ok(text) = reference::reference(Some(topic), look) {
            return self.print(&text);
        }
        let names = COMMANDS.iter().map(|command| command.name);
        let names =
            names.chain(FUNCTIONS.iter().map(|function| function.name)).chain(FORMS.map(|(name, _)| name));
        let near = nearest(topic, names.chain(["component", "workload", "calendar"]));
        let help = near.map_or_else(
            || "try a command, a function, a unit or a block, as `:help workload`".to_owned(),
            |near| format!("did you mean `:help {near}`?"),
        );
        self.problem(&format!("there is no help on `{topic}`"), &help)
    }

    fn explain(&mut self, name: &str) -> io::Result<()> {
        let outcomes = self.outcomes();
        let Some(outcome) = outcomes.first() else { return Ok(()) };
        match tree::find(&outcome.plan, name) {
            Ok(item) => self.print(&tree::tree(outcome, item, self.digits, self.streams.look)),
            Err(why) => {
                let help = ":names lists the names, as `storage`, `paste.content`, `size(paste)`";
                self.problem(&why, help)
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
        let text = aligned(&rows, "  ");
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

    fn load(&mut self, path: &str) -> io::Result<()> {
        let path = unquoted(path);
        let source = match Files::default().open(Path::new(path)) {
            Ok(source) => source,
            Err(why) => return self.problem(&why, "`:load` takes the path of a scenario"),
        };
        let before = self.session.borrow().names().count();
        let failing = self.take_all(path, &source.text)?;
        let session = self.session.borrow();
        let (names, checks) = (session.names().count(), session.plan().checks.len());
        drop(session);
        let new = names.saturating_sub(before);
        let verdict = if failing > 0 { format!(", {failing} of this file fail") } else { String::new() };
        let names = if new == 1 { "1 new name".to_owned() } else { format!("{new} new names") };
        let checks = if checks == 1 { "1 check".to_owned() } else { format!("{checks} checks") };
        self.say(&format!("loaded {path}: {names}; {checks} in the sheet{verdict}"))
    }

    fn save(&mut self, path: &str) -> io::Result<()> {
        let path = Path::new(unquoted(path));
        let text = self.session.borrow().text();
        if text.is_empty() {
            return self.problem("the sheet is empty", "there is nothing to save");
        }
        if path.exists() && !self.agrees(&format!("overwrite {}? [y/N] ", path.display()))? {
            return self.say("not saved");
        }
        match output::write(path, |out| out.write_all(text.as_bytes())) {
            Ok(()) => {
                let count = text.lines().count();
                let lines = if count == 1 { "1 line".to_owned() } else { format!("{count} lines") };
                self.say(&format!("saved {lines} to {}", path.display()))?;
                // What is fine line by line may not be as a file, where a noun that is used once can be a slip.
                let outcomes = self.outcomes();
                let mut errors = outcomes.iter().flat_map(|outcome| &outcome.diagnostics);
                errors.try_for_each(|found| if found.is_error() { self.diagnostic(found) } else { Ok(()) })
            }
            Err(why) => self.problem(&why, "choose another place"),
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

/// A path without the quotes that may stand around it.
fn unquoted(path: &str) -> &str {
    path.strip_prefix('"').and_then(|path| path.strip_suffix('"')).unwrap_or(path)
}
