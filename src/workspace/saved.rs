//! The text of an edited sheet, as a scenario file that says the same; knows no files.

use super::live::{Answer, Entry, Session};
use crate::syntax::sheet::{BlockKind, StatementKind};

impl Session {
    /// The sheet as a scenario: what is said of the whole sheet first, then every line as it was typed, with its note,
    /// the comments above it and the blank lines of a file. Lines that failed or were superseded, and what was only asked, are not in it.
    pub fn text(&self) -> String {
        let (first, others): (Vec<&Entry>, Vec<&Entry>) =
            self.entries.iter().partition(|entry| entry.is_of_the_whole());
        let mut text = String::new();
        let mut before: Option<&Entry> = None;
        for entry in first.iter().chain(&others) {
            // A blank line parts blocks, and what is of the whole sheet, from what follows.
            let parts = before.is_some_and(|before| {
                before.is_block()
                    || entry.is_block()
                    || before.is_of_the_whole() && !entry.is_of_the_whole()
                    || entry.is_check() && !before.is_check()
            });
            let above = entry.comments_above();
            let comments = above.trim_start_matches(['\n', '\r', ' ', '\t']);
            if before.is_some() && (parts || !above.is_empty()) {
                text.push('\n');
            }
            text.push_str(comments);
            text.push_str(entry.text());
            text.push('\n');
            let below = entry.comments_below();
            text.push_str(below);
            text.push_str(if below.is_empty() { "" } else { "\n" });
            before = Some(entry);
        }
        // What was noted last, with no line below it yet.
        if !self.noted.is_empty() {
            text.push_str(if text.is_empty() { "" } else { "\n" });
            text.push_str(&self.noted);
        }
        text
    }

    /// The names that the lines bind, in the order of the sheet; a function's with `()` behind.
    pub fn names(&self) -> impl Iterator<Item = String> {
        self.entries.iter().filter_map(Entry::bound_name)
    }

    /// The names that are more than a value, each with the word that its statement starts with; a function's with `()`
    /// behind.
    pub fn blocks(&self) -> impl Iterator<Item = (String, &'static str)> {
        let named = self.entries.iter().filter(|entry| !matches!(entry.kind(), StatementKind::Binding(_)));
        named.filter_map(|entry| Some((entry.bound_name()?, entry.word())))
    }

    /// What a name is, as the statement that binds it starts: `record`, `path`, `fn`; empty for a plain binding.
    pub fn kind_of(&self, name: &str) -> Option<&'static str> {
        self.entries.get(*self.keys.get(name)?).map(Entry::word)
    }

    /// The line that binds a name, as it was typed.
    pub fn line_of(&self, name: &str) -> Option<&str> {
        self.entries.get(*self.keys.get(name)?).map(Entry::text)
    }

    /// The name of the case that an answer is to.
    pub fn case_of(&self, answer: &Answer) -> Option<String> {
        let is_alone =
            |entry: &&Entry| entry.sheet.source.id == answer.source.id && entry.sheet.statements.len() == 1;
        let entry = self.entries.iter().rev().find(is_alone).filter(|_| answer.is_taken)?;
        match entry.kind() {
            StatementKind::Block { kind: BlockKind::Case, name: Some(name), .. } => {
                Some(entry.sheet.word(*name).into_owned())
            }
            _ => None,
        }
    }

    /// Whether no line stands in the sheet.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}

impl Entry {
    /// The word that a statement which binds a name starts with; empty for a plain binding.
    fn word(&self) -> &'static str {
        match self.kind() {
            StatementKind::Path(_) => "path",
            StatementKind::Function { .. } => "fn",
            StatementKind::Block { kind: BlockKind::Record, .. } => "record",
            StatementKind::Block { kind: BlockKind::Component, .. } => "component",
            StatementKind::Block { kind: BlockKind::Workload, .. } => "workload",
            _ => "",
        }
    }

    /// Its lines as they were typed, with the comment behind them.
    pub(super) fn text(&self) -> &str {
        let text = &self.sheet.source.text;
        let span = self.span().range();
        let rest = &text[span.end..];
        let line = &rest[..rest.find('\n').unwrap_or(rest.len())];
        let comment = line.trim_start().starts_with('#');
        let end = span.end + if comment { line.trim_end().len() } else { 0 };
        &text[span.start..end]
    }

    /// Whether it says something of the sheet as a whole.
    fn is_of_the_whole(&self) -> bool {
        matches!(
            self.kind(),
            StatementKind::Title(_)
                | StatementKind::Calendar(_)
                | StatementKind::Bytes(_)
                | StatementKind::Strict
                | StatementKind::ImportFile(_)
                | StatementKind::ImportModule(_)
                | StatementKind::UnitDeclaration(_)
                | StatementKind::UnitDefinition(_)
                | StatementKind::Block { kind: BlockKind::Calendar, .. }
        )
    }

    /// Whether it is a block of several lines.
    fn is_block(&self) -> bool {
        self.text().contains('\n')
    }

    fn is_check(&self) -> bool {
        matches!(self.kind(), StatementKind::Check(_))
    }
}
