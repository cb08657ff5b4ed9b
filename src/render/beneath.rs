//! A diagnostic of a line that a person has just typed, as two lines beneath it: the mark with what is wrong, and the
//! help. Knows places and words, and no terminal; the whole form, for files, is made elsewhere.

use std::ops::Range;

use anstyle::Style;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::letters::clean;
use super::look::{DIM, FAILS, Look, PLAIN, WARNS};
use super::messages::Texts;
use super::wrap::{hanging, wrapped};
use crate::diagnostic::{Diagnostic, Severity};
use crate::source::{Source, Span};

/// How many diagnostics are written out.
const MOST_SHOWN: usize = 50;
/// Below this, what is wrong starts on a line of its own and not behind the mark.
const LEAST_BEHIND_MARK: usize = 30;
/// How far all of it is moved in, as the typed line is by its prompt.
const INDENT: &str = "  ";

/// Diagnostics as text, in order.
///
/// `typed` is the line that stands right above on the terminal, two columns in: where the first mark lies in it, it is not
/// written again.
pub fn beneath(diagnostics: &[Diagnostic], texts: Texts<'_>, mut typed: Option<&str>, look: Look) -> String {
    let mut text = String::new();
    let is_note = |diagnostic: &&Diagnostic| diagnostic.id.severity() == Severity::Note;
    for diagnostic in diagnostics.iter().filter(|told| !is_note(told)).take(MOST_SHOWN) {
        text.push_str(&one(diagnostic, texts, typed.take(), look));
    }
    // How a line was read needs no mark: nothing is to be mended.
    for diagnostic in diagnostics.iter().filter(is_note).take(MOST_SHOWN) {
        let help = diagnostic.advice().map(|help| format!(" ({help})")).unwrap_or_default();
        under("note", &format!("{}{help}", diagnostic.message), DIM, look, &mut text);
    }
    if let Some(more) = diagnostics.len().checked_sub(MOST_SHOWN).filter(|more| *more > 0) {
        text.push_str(&format!("… and {more} more\n"));
    }
    text
}

fn one(diagnostic: &Diagnostic, texts: Texts<'_>, typed: Option<&str>, look: Look) -> String {
    let room = look.width.map_or(usize::MAX, |width| width.saturating_sub(INDENT.len() + 1).max(1));
    let (word, style) = match diagnostic.id.severity() {
        Severity::Error => ("", FAILS),
        Severity::Warning => ("warning: ", WARNS),
        Severity::Note => ("note: ", DIM),
    };
    let mut message = format!("{word}{}", clean(&diagnostic.message));
    if diagnostic.related.is_empty() && !diagnostic.label.is_empty() {
        message = format!("{message}: {}", clean(&diagnostic.label));
    }
    let mut text = String::new();
    let place = diagnostic.span.and_then(|span| Some((span, texts.find(span)?)));
    let mut notes: Vec<String> = Vec::new();
    match place {
        Some((span, source)) => {
            let line = Line::around(source, span, room);
            if typed.is_none_or(|typed| typed != line.whole || line.is_cut || typed.contains('\t')) {
                text.push_str(&format!("{INDENT}{}\n", line.shown));
            }
            let mut marks = vec![(line.columns(span), '^')];
            for (other, words) in &diagnostic.related {
                match texts.find(*other) {
                    Some(source) if std::ptr::eq(source, line.source) && line.holds(*other) => {
                        marks.push((line.columns(*other), '-'));
                    }
                    Some(source) => {
                        let there = Line::around(source, *other, room);
                        // Another part of a line that is too long to be shown.
                        if std::ptr::eq(there.whole, line.whole) {
                            continue;
                        }
                        notes.push(format!("{}: `{}`", clean(words), there.shown.trim()));
                    }
                    None => notes.push(clean(words)),
                }
            }
            let marks = row_of(&marks);
            let free = room.saturating_sub(marks.width() + 1);
            text.push_str(INDENT);
            text.push_str(&look.paint(style, &marks));
            let is_behind = message.width() <= free || free >= LEAST_BEHIND_MARK;
            let (width, gap) = if is_behind {
                (free, " ".repeat(marks.width() + 1))
            } else {
                text.push('\n');
                (room, String::new())
            };
            for (place, part) in wrapped(&message, width).iter().enumerate() {
                let before = match (place, is_behind) {
                    (0, true) => " ".to_owned(),
                    _ => format!("{INDENT}{gap}"),
                };
                text.push_str(&format!("{before}{part}\n"));
            }
        }
        None => {
            let error = if word.is_empty() { "error: " } else { "" };
            text.push_str(&title(&format!("{error}{message}"), style, look));
            notes.extend(diagnostic.related.iter().map(|(_, words)| clean(words)));
        }
    }
    notes.iter().for_each(|note| under("note", note, DIM, look, &mut text));
    for line in diagnostic.advice().iter().flat_map(|help| help.lines()) {
        under("help", line, PLAIN, look, &mut text);
    }
    text
}

/// What went wrong with something that has no text, as a command's argument, and what to type instead.
pub fn problem(message: &str, help: &str, look: Look) -> String {
    let mut text = title(&format!("error: {}", clean(message)), FAILS, look);
    help.lines().for_each(|line| under("help", line, PLAIN, look, &mut text));
    text
}

/// A sentence that starts with `error:` or `warning:`, that word in a style.
fn title(words: &str, style: Style, look: Look) -> String {
    let mut text = String::new();
    for (place, line) in
        hanging(words, look.width.map_or(usize::MAX, |width| width.max(2) - 1)).iter().enumerate()
    {
        let split = line.split_once(':').filter(|_| place == 0);
        match split {
            Some((word, rest)) => text.push_str(&format!("{}:{rest}\n", look.paint(style, word))),
            None => text.push_str(&format!("{line}\n")),
        }
    }
    text
}

/// Words with a label before them, moved in.
fn under(label: &str, words: &str, style: Style, look: Look, text: &mut String) {
    let room = look.width.map_or(usize::MAX, |width| width.saturating_sub(INDENT.len() + 1));
    for part in hanging(&format!("{label}: {}", clean(words)), room) {
        text.push_str(&format!("{INDENT}{}\n", look.paint(style, &part)));
    }
}

/// Columns that are marked, as one row of signs; a mark that starts later lies above.
fn row_of(marks: &[(Range<usize>, char)]) -> String {
    let end = marks.iter().map(|(columns, _)| columns.end).max().unwrap_or(0);
    let sign = |column: usize| {
        marks.iter().find(|(columns, _)| columns.contains(&column)).map_or(' ', |(_, sign)| *sign)
    };
    (0..end).map(sign).collect()
}

/// The line of a source in which a place starts, as much of it as there is room for.
struct Line<'s> {
    source: &'s Source,
    whole: &'s str,
    /// Where the shown part lies in the source, in bytes.
    range: Range<usize>,
    shown: String,
    /// Columns that stand before the shown part.
    before: usize,
    is_cut: bool,
}

impl<'s> Line<'s> {
    fn around(source: &'s Source, span: Span, room: usize) -> Self {
        let text = source.text.as_str();
        let mut mark = (span.start as usize).min(text.len());
        while !text.is_char_boundary(mark) {
            mark -= 1;
        }
        let start = text[..mark].rfind('\n').map_or(0, |at| at + 1);
        let end = text[mark..].find('\n').map_or(text.len(), |at| mark + at);
        let whole = text[start..end].trim_end_matches('\r');
        let range = start..start + whole.len();
        if whole.width() <= room {
            return Self { source, whole, range, shown: clean(whole), before: 0, is_cut: false };
        }
        // A part that starts somewhat before the mark, and at the line's start if that is near.
        let mark = mark.min(range.end);
        let (mut first, mut columns) = (mark, 0);
        for (at, letter) in text[start..mark].char_indices().rev() {
            columns += letter.width().unwrap_or(1);
            if columns + 2 > room / 3 {
                break;
            }
            first = start + at;
        }
        let dots = if first > start { "…" } else { "" };
        let (mut last, mut columns) = (first, dots.width() + 1);
        for (at, letter) in text[first..range.end].char_indices() {
            columns += letter.width().unwrap_or(1);
            if columns > room {
                break;
            }
            last = first + at + letter.len_utf8();
        }
        let tail = if last < range.end { "…" } else { "" };
        let shown = format!("{dots}{}{tail}", clean(&text[first..last]));
        Self { source, whole, range: first..last, shown, before: dots.width(), is_cut: true }
    }

    fn holds(&self, span: Span) -> bool {
        self.range.start <= span.start as usize && span.start as usize <= self.range.end
    }

    /// The columns of a place, as far as it lies in the shown part; at least one.
    fn columns(&self, span: Span) -> Range<usize> {
        let text = self.source.text.as_str();
        let inside = |offset: u32| {
            let mut offset = (offset as usize).clamp(self.range.start, self.range.end);
            while !text.is_char_boundary(offset) {
                offset -= 1;
            }
            offset
        };
        let (start, end) = (inside(span.start), inside(span.end));
        let columns = |to: usize| self.before + clean(&text[self.range.start..to]).width();
        columns(start)..columns(end).max(columns(start) + 1)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::diagnostic::Id;
    use crate::source::SourceId;

    fn shown(text: &str, typed: Option<&str>, width: usize, diagnostic: Diagnostic) -> String {
        let source = Arc::new(Source::new(SourceId(0), "input 1", text));
        let look = Look { width: Some(width), ..Look::default() };
        beneath(&[diagnostic], Texts::new(&[source]), typed, look)
    }

    fn at(start: usize, end: usize) -> Diagnostic {
        let span = Span::new(SourceId(0), start, end);
        Diagnostic::new(Id::UnitMismatch, span, "storage and time cannot be added").help("is one a slip?")
    }

    #[test]
    fn an_error_takes_two_lines_beneath_the_line_as_typed() {
        let text = "x = 3 GB + 5 s";
        let diagnostic = at(11, 14).related(Span::new(SourceId(0), 4, 8), "this is storage");
        assert_eq!(
            shown(text, Some(text), 80, diagnostic.clone()),
            "      ----   ^^^ storage and time cannot be added\n  help: is one a slip?\n"
        );
        assert!(shown(text, None, 80, diagnostic).starts_with("  x = 3 GB + 5 s\n      ----   ^^^ storage"));
    }

    #[test]
    fn words_wrap_at_any_width_and_marks_stay_where_they_belong() {
        let text = "x = 3 GB + 5 s";
        assert_eq!(
            shown(text, Some(text), 40, at(11, 14)),
            "             ^^^\n  storage and time cannot be added\n  help: is one a slip?\n"
        );
        let long = format!("{} + 5 s + {}", "日本語 ".repeat(20), "y".repeat(80));
        for width in 1..90 {
            let start = long.find('5').unwrap_or_default();
            let out = shown(&long, Some(&long), width, at(start, start + 3));
            assert!(out.lines().all(|line| line.width() <= width.max(6)), "{width}:\n{out}");
            let mut lines = out.lines();
            let (line, marks) = (lines.next().unwrap_or_default(), lines.next().unwrap_or_default());
            if width > 20 {
                let column = marks.find('^').unwrap_or_default();
                let before: String = line.chars().take_while(|letter| *letter != '5').collect();
                assert_eq!(before.width(), column, "{out}");
            }
        }
    }

    #[test]
    fn no_place_in_any_text_panics() {
        for text in ["", "a", "é", "a\nb", "a\r\nb", "\t\té\t", "日本\n\n語", "a\0b\u{1b}[31m", "e\u{301}"]
        {
            for start in 0..=text.len() + 2 {
                for end in 0..=text.len() + 2 {
                    let diagnostic = at(start, end).related(Span::new(SourceId(0), end, start), "there");
                    let out = shown(text, Some(text), 30, diagnostic);
                    assert!(!out.contains('\u{1b}'), "{out}");
                }
            }
        }
    }
}
