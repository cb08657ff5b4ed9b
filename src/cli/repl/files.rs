//! What a session reads and writes: scenarios, reports, and the sheet that is kept until it is saved; what is in them is
//! made elsewhere.

use std::io;
use std::path::{Path, PathBuf};

use clap::ValueEnum;

use super::super::arguments::ReportFormat;
use super::super::files::Files;
use super::super::output;
use super::super::run::{complain, document};
use super::kept::{SheetFile, ago};
use super::screen::Repl;
use crate::render::text;
use crate::report::{FileReports, Report, StorageChart, Wanted};
use crate::source::LONGEST_SOURCE;

impl Repl<'_> {
    /// `:load FILE`
    pub(super) fn load(&mut self, path: &str) -> io::Result<()> {
        let path = unquoted(path);
        let source = match Files::default().open(Path::new(path)) {
            Ok(source) => source,
            Err(why) => return self.problem(&why, "`:load` takes the path of a scenario"),
        };
        self.take_file(path, &source.text, "loaded")
    }

    /// Opens a file as the sheet; one that does not exist is written by the first `:save`.
    pub(super) fn open_sheet(&mut self, path: &Path) -> io::Result<()> {
        let shown = path.display().to_string();
        if !path.exists() {
            self.file = Some(SheetFile { path: path.to_owned(), held: None, is_whole: true });
            return self.say(&format!("{shown} is new: `:save` writes it"));
        }
        let source = match Files::default().open(path) {
            Ok(source) => source,
            Err(why) => return self.problem(&why, "`napkin -i` takes the path of a scenario"),
        };
        self.file =
            Some(SheetFile { path: path.to_owned(), held: Some(source.text.clone()), is_whole: false });
        self.take_file(&shown, &source.text, "opened")?;
        // Nothing is changed yet.
        self.saved = self.session.borrow().text();
        let lines = |text: &str| text.lines().filter(|line| !line.trim().is_empty()).count();
        let lost = lines(&source.text).saturating_sub(lines(&self.saved));
        if let Some(file) = &mut self.file {
            file.is_whole = lost == 0;
        }
        if lost == 0 {
            return Ok(());
        }
        self.say(&format!(
            "{} not in the sheet, wrong or only asked: `:save` asks before it writes over the file",
            if lost == 1 { "1 line is".to_owned() } else { format!("{lost} lines are") }
        ))
    }

    /// Takes the lines of a file and says what came of it.
    fn take_file(&mut self, name: &str, text: &str, done: &str) -> io::Result<()> {
        let before = self.session.borrow().names().count();
        let failing = self.take_all(name, text)?.failing;
        let session = self.session.borrow();
        let (names, checks) = (session.names().count(), session.plan().checks.len());
        drop(session);
        let verdict = if failing > 0 { format!(", {failing} of this file fail") } else { String::new() };
        let names = counted(names.saturating_sub(before), "new name");
        let checks = counted(checks, "check");
        self.say(&format!("{done} {name}: {names}; {checks} in the sheet{verdict}"))
    }

    /// `:report [FORMAT] [FILE]`
    pub(super) fn report(&mut self, argument: &str) -> io::Result<()> {
        let (first, rest) = argument.split_once(char::is_whitespace).unwrap_or((argument, ""));
        let word = if first == "text" { "table" } else { first };
        let (format, file) = match ReportFormat::from_str(word, true) {
            Ok(format) => (Some(format), rest.trim()),
            Err(_) => (None, argument),
        };
        let file = Some(unquoted(file)).filter(|file| !file.is_empty()).map(Path::new);
        let format = match (format, file.map(ReportFormat::by_ending)) {
            (Some(format), _) => format,
            (None, None) => ReportFormat::Table,
            (None, Some(Ok(Some(format)))) => format,
            (None, Some(_)) => {
                return self.problem(
                    &format!("`{argument}` names no format"),
                    "write `:report markdown`, json, csv or html, with a file behind it: `:report html x.html`",
                );
            }
        };
        let look = if file.is_some() { Default::default() } else { self.streams.look };
        let outcomes = self.outcomes();
        let wanted = Wanted::of_all(self.digits);
        let reports: Vec<Report> = outcomes.iter().map(|outcome| Report::new(outcome, &wanted)).collect();
        let text = match format {
            ReportFormat::Table => text::report(&reports, None, look),
            format => {
                let storage = match format {
                    ReportFormat::Html => StorageChart::all(&outcomes, &wanted),
                    _ => Vec::new(),
                };
                let file = self.sheet_name();
                document(format, vec![FileReports { file, variants: reports, storage }])
            }
        };
        match file {
            Some(path) => {
                if self.write(path, &text)? {
                    self.say(&format!("the report is in {}", path.display()))?;
                }
                Ok(())
            }
            None => {
                self.print(&text)?;
                // Of the cases, only here is said what they warn of.
                complain(&outcomes, self.streams)
            }
        }
    }

    /// `:save [FILE]`
    pub(super) fn save(&mut self, argument: &str) -> io::Result<()> {
        let own = self.file.as_ref().map(|file| file.path.clone());
        let path = match (unquoted(argument), own) {
            ("", Some(own)) => own,
            ("", None) => return self.problem("`:save` needs a file", "write `:save plan.nap`"),
            (path, _) => PathBuf::from(path),
        };
        let text = self.session.borrow().text();
        if text.is_empty() {
            return self.problem("the sheet is empty", "there is nothing to save");
        }
        if matches!(ReportFormat::by_ending(&path), Ok(Some(format)) if format != ReportFormat::Table) {
            return self.report(&path.display().to_string());
        }
        // What was written last is what is being changed: nobody has to be asked of it.
        let is_as_left = self.file.as_ref().is_some_and(|file| {
            let held = std::fs::read_to_string(&path).ok();
            file.path == path && file.is_whole && held == file.held
        });
        let is_written = if is_as_left { self.overwrite(&path, &text)? } else { self.write(&path, &text)? };
        if !is_written {
            return Ok(());
        }
        self.say(&format!("saved {} to {}", counted(text.lines().count(), "line"), path.display()))?;
        self.file = Some(SheetFile { path, held: Some(text.clone()), is_whole: true });
        self.saved = text;
        // What is fine line by line may not be as a file, where a noun that is used once can be a slip.
        let outcomes = self.outcomes();
        let mut errors = outcomes.iter().flat_map(|outcome| &outcome.diagnostics);
        errors.try_for_each(|found| if found.is_error() { self.diagnostic(found) } else { Ok(()) })
    }

    /// Writes a file, of one that exists only where it is agreed to; answers whether it is written.
    fn write(&mut self, path: &Path, text: &str) -> io::Result<bool> {
        if path.exists() && !self.agrees(&format!("overwrite {}? [y/N] ", path.display()))? {
            self.say("not saved")?;
            return Ok(false);
        }
        self.overwrite(path, text)
    }

    fn overwrite(&mut self, path: &Path, text: &str) -> io::Result<bool> {
        let written = output::write(path, |out| out.write_all(text.as_bytes()));
        if let Err(why) = &written {
            self.problem(why, "choose another place")?;
        }
        Ok(written.is_ok())
    }

    // ---- the sheet that is not saved ----

    /// Keeps the sheet as it stands, if it is not saved.
    pub(super) fn keep(&mut self) -> io::Result<()> {
        let text = self.session.borrow().text();
        let is_safe = text == self.saved || text.len() > LONGEST_SOURCE;
        match self.kept.keep(if is_safe { "" } else { &text }) {
            Ok(()) => Ok(()),
            Err(why) => self.streams.tell(&format!("warning: {why}")),
        }
    }

    /// Says that there are sheets which were not saved, once.
    pub(super) fn offer_left(&mut self) -> io::Result<()> {
        let left = self.kept.left();
        let Some(newest) = left.first().filter(|newest| !newest.is_offered) else { return Ok(()) };
        self.kept.offered(&left);
        let lines = counted(newest.lines, "line");
        let more = match left.len() - 1 {
            0 => String::new(),
            1 => "; `:restore 2` the one before".to_owned(),
            more => format!("; `:restore 2` to `{}` those before", more + 1),
        };
        self.say(&format!(
            "a sheet of {lines} was left unsaved {}: `:restore` takes it back{more}",
            ago(newest.age)
        ))
    }

    /// `:restore [N]`
    pub(super) fn restore(&mut self, argument: &str) -> io::Result<()> {
        let left = self.kept.left();
        let place = if argument.is_empty() { Ok(1) } else { argument.parse::<usize>() };
        let found = place.ok().and_then(|place| left.get(place.checked_sub(1)?)).cloned();
        let Some(found) = found else {
            return match left.len() {
                0 => self.say("no sheet was left unsaved"),
                1 => self.problem("there is one such sheet", "write `:restore`"),
                many => self
                    .problem(&format!("there are {many} such sheets"), "write `:restore 1` for the newest"),
            };
        };
        let text = match std::fs::read_to_string(&found.path) {
            Ok(text) => text,
            Err(error) => return self.problem(&format!("cannot read it: {error}"), "choose another one"),
        };
        let taken = self.take_all("the sheet", &text)?;
        self.say(&format!("{} of {} are back", counted(found.lines, "line"), ago(found.age)))?;
        self.keep()?;
        // From now on it is kept as the sheet of this session.
        if taken.is_whole && self.kept.path().is_some() {
            let _ = std::fs::remove_file(&found.path);
        }
        Ok(())
    }

    /// Says where the sheet is kept which is being left.
    pub(super) fn part(&mut self) -> io::Result<()> {
        let path = self.kept.path().map(|path| path.display().to_string());
        match path {
            Some(path) => self.say(&format!(
                "the sheet is not saved; it is kept in {path}, and the next session's `:restore` takes it back"
            )),
            None => Ok(()),
        }
    }
}

/// A path without the quotes that may stand around it.
fn unquoted(path: &str) -> &str {
    path.strip_prefix('"').and_then(|path| path.strip_suffix('"')).unwrap_or(path)
}

/// `1 line`, `12 lines`.
fn counted(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}
