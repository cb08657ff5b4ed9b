//! Diagnostics as text with the source lines they mark; knows places and words, and no stage of the work.

use std::fmt::Write;
use std::ops::Range;
use std::sync::Arc;

use annotate_snippets::{AnnotationKind, Element, Group, Level, Origin, Renderer, Snippet};
use unicode_width::UnicodeWidthStr;

use super::letters::clean;
use super::look::{DIM, FAILS, HEADING, Look, WARNS};
use super::wrap::{hanging, wrapped};
use crate::diagnostic::{Diagnostic, Severity};
use crate::source::{Source, Span};

/// How many diagnostics are written out. Whoever has more needs the first ones.
const MOST_SHOWN: usize = 1_000;
/// The longest text that is shown around the marks, in bytes; of a longer line a piece is shown.
const LONGEST_WINDOW: usize = 2_000;
/// How much of a long line is shown on either side of a mark's start, in bytes.
const AROUND: usize = 60;

/// Where the texts are that diagnostics point into.
#[derive(Debug, Clone, Copy)]
pub struct Texts<'s> {
    /// The sources.
    pub sources: &'s [Arc<Source>],
    /// How many lines came before the first line of each: a source may be a piece of a stream.
    pub lines_before: usize,
}

impl<'s> Texts<'s> {
    /// Whole sources.
    pub fn new(sources: &'s [Arc<Source>]) -> Self {
        Self { sources, lines_before: 0 }
    }

    pub(super) fn find(self, span: Span) -> Option<&'s Source> {
        let by_place = self.sources.get(span.source.0 as usize).filter(|source| source.id == span.source);
        by_place.or_else(|| self.sources.iter().find(|source| source.id == span.source)).map(Arc::as_ref)
    }
}

/// Every diagnostic as text, in order.
pub fn messages(diagnostics: &[Diagnostic], texts: Texts<'_>, look: Look) -> String {
    let mut renderer = if look.is_coloured { Renderer::styled() } else { Renderer::plain() };
    if let Some(width) = look.width {
        renderer = renderer.term_width(width.max(LEAST_WIDTH));
    }
    let mut text = String::new();
    for (at, diagnostic) in diagnostics.iter().enumerate().take(MOST_SHOWN) {
        text.push_str(&message(diagnostic, texts, &renderer, look));
        let is_note = |diagnostic: &Diagnostic| diagnostic.id.severity() == Severity::Note;
        // Notes that follow each other stand together, and a last one needs no line below it.
        let next = diagnostics.get(at + 1);
        let goes_on = is_note(diagnostic) && next.is_none_or(is_note);
        text.push_str(if goes_on { "\n" } else { "\n\n" });
    }
    if let Some(more) = diagnostics.len().checked_sub(MOST_SHOWN).filter(|more| *more > 0) {
        let _ = writeln!(text, "… and {more} more (`--format json` has all of them)");
    }
    text
}

/// A diagnostic on one line, without the text that it marks: `error[unknown-name]: a.nap:2:5: nothing is called `x``.
pub fn one_line(diagnostic: &Diagnostic, texts: Texts<'_>) -> String {
    let (severity, id) = (diagnostic.id.severity().as_str(), diagnostic.id.as_str());
    let place = diagnostic.span.and_then(|span| Some((span, texts.find(span)?))).map(|(span, source)| {
        let position = source.position(span.start);
        format!("{}:{}:{}: ", clean(&source.name), position.line + texts.lines_before, position.column)
    });
    let (place, message) = (place.unwrap_or_default(), clean(&diagnostic.message));
    let help = diagnostic.advice().map(|help| format!(" ({})", clean(&help))).unwrap_or_default();
    format!("{severity}[{id}]: {place}{message}{help}\n")
}

/// What stands before a help or a note: the number of a line is rarely longer than four digits.
const BEFORE_HELP: usize = "     = help: ".len();
/// What stands before a line of a source, if its number has two digits.
const BEFORE_SOURCE: usize = " 12 | ".len();
/// Narrower than that, no text is laid out.
const LEAST_WIDTH: usize = 24;

fn message(diagnostic: &Diagnostic, texts: Texts<'_>, renderer: &Renderer, look: Look) -> String {
    // A note is said in few words: the line that it is about has nothing that wants mending.
    if diagnostic.id.severity() == Severity::Note {
        let line = one_line(diagnostic, texts);
        return hanging(line.trim_end(), look.width.unwrap_or(usize::MAX)).join("\n");
    }
    let (level, style) = match diagnostic.id.severity() {
        Severity::Error => (Level::ERROR, FAILS),
        Severity::Warning => (Level::WARNING, WARNS),
        Severity::Note => (Level::NOTE, DIM),
    };
    let width = look.width.map(|width| width.max(LEAST_WIDTH));
    let name = format!("{}[{}]", diagnostic.id.severity().as_str(), diagnostic.id.as_str());
    let words = clean(&diagnostic.message);
    // The renderer does not break a title between words.
    let is_long = width.is_some_and(|width| name.width() + 2 + words.width() > width);
    let mut title = String::new();
    let mut group = if is_long {
        let lines = hanging(&format!("{name}: {words}"), width.unwrap_or(usize::MAX));
        for (place, line) in lines.iter().enumerate() {
            let rest = line.strip_prefix(&name).filter(|_| place == 0);
            let (name, rest) = rest.map_or(("", line.as_str()), |rest| (name.as_str(), rest));
            title.push_str(&format!("{}{}\n", look.paint(style, name), look.paint(HEADING, rest)));
        }
        Group::with_level(level)
    } else {
        Group::with_title(level.primary_title(words).id(diagnostic.id.as_str()))
    };
    let mut windows: Vec<Window<'_>> = Vec::new();
    let mut notes: Vec<String> = Vec::new();
    if let Some(span) = diagnostic.span
        && let Some(source) = texts.find(span)
    {
        windows.push(Window::around(source, span, AnnotationKind::Primary, &diagnostic.label));
    }
    for (span, words) in &diagnostic.related {
        match texts.find(*span) {
            Some(source) => {
                let window = Window::around(source, *span, AnnotationKind::Context, words);
                if let Some(window) =
                    windows.iter_mut().try_fold(window, |window, other| other.join(window).err())
                {
                    windows.push(window);
                }
            }
            // The text is gone: a line of a stream that was answered long ago.
            None => notes.push(clean(words)),
        }
    }
    for mut window in windows {
        notes.extend(width.into_iter().flat_map(|width| window.without_long_words(width)));
        group = group.elements(window.elements(texts.lines_before));
    }
    let room = width.map_or(usize::MAX, |width| width - BEFORE_HELP);
    let fitting = |text: &str| -> String {
        let lines = text.lines().flat_map(|line| {
            let line = clean(line);
            if line.width() <= room { vec![line] } else { wrapped(&line, room) }
        });
        lines.collect::<Vec<_>>().join("\n")
    };
    group = group.elements(notes.iter().map(|note| Level::NOTE.message(fitting(note))));
    if let Some(help) = diagnostic.advice() {
        group = group.element(Level::HELP.message(fitting(&help)));
    }
    title + &renderer.render(&[group])
}

/// A piece of a source, whole lines unless they are very long, with marks in it.
struct Window<'s> {
    source: &'s Source,
    /// In bytes of the source.
    range: Range<usize>,
    /// Whether it is less than whole lines.
    is_cut: bool,
    marks: Vec<(Range<usize>, AnnotationKind, String)>,
}

impl<'s> Window<'s> {
    fn around(source: &'s Source, span: Span, kind: AnnotationKind, words: &str) -> Self {
        let text = source.text.as_str();
        let mark = mark_in(text, span);
        let lines = lines_of(text, &mark);
        let is_cut = lines.len() > LONGEST_WINDOW;
        let (range, mark) = if is_cut {
            let end = floor(text, lines.end.min(mark.start + 2 * AROUND));
            let start = floor(text, lines.start.max(mark.start.saturating_sub(AROUND)));
            // A piece has one line: the mark may not leave it.
            let end = text[mark.start..end].find('\n').map_or(end, |line| mark.start + line);
            let start = text[start..mark.start].rfind('\n').map_or(start, |line| start + line + 1);
            (start..end, mark.start..mark.end.min(end))
        } else {
            (lines, mark)
        };
        Self { source, range, is_cut, marks: vec![(mark, kind, clean(words))] }
    }

    /// Takes another window's marks where both together are small enough, else gives it back.
    fn join(&mut self, other: Self) -> Result<(), Self> {
        let range = self.range.start.min(other.range.start)..self.range.end.max(other.range.end);
        let is_same = std::ptr::eq(self.source, other.source);
        let is_inside =
            other.marks.iter().all(|(mark, ..)| self.range.start <= mark.start && mark.end <= self.range.end);
        if !is_same || !is_inside && (self.is_cut || other.is_cut || range.len() > LONGEST_WINDOW) {
            return Err(other);
        }
        if !is_inside {
            self.range = range;
        }
        self.marks.extend(other.marks);
        Ok(())
    }

    /// Takes the words beside those marks behind which there is no room for them, as notes.
    fn without_long_words(&mut self, width: usize) -> Vec<String> {
        let text = self.source.text.as_str();
        let mut notes = Vec::new();
        for (mark, _, words) in self.marks.iter_mut().filter(|(.., words)| !words.is_empty()) {
            let line = text[..mark.start].rfind('\n').map_or(0, |at| at + 1).max(self.range.start);
            let line = line.min(mark.start);
            if BEFORE_SOURCE + text[line..mark.end].width() + 1 + words.width() > width {
                let marked = text[mark.clone()].lines().next().unwrap_or_default();
                notes.push(format!("`{}`: {}", clean(marked), std::mem::take(words)));
            }
        }
        notes
    }

    fn elements(self, lines_before: usize) -> Vec<Element<'s>> {
        let Self { source, range, is_cut, marks } = self;
        let text = &source.text[range.clone()];
        let first = source.position(range.start as u32);
        let line = first.line + lines_before;
        let name = clean(&source.name);
        let annotations = marks.iter().map(|(mark, kind, words)| {
            let words = (!words.is_empty()).then(|| words.clone());
            kind.span(mark.start - range.start..mark.end - range.start).label(words)
        });
        let snippet = Snippet::source(text).line_start(line).annotations(annotations);
        if is_cut {
            // The snippet cannot know in which column it starts.
            let column = first.column
                + marks.first().map_or(0, |(mark, ..)| source.text[range.start..mark.start].chars().count());
            vec![Origin::path(name).line(line).char_column(column).into(), snippet.into()]
        } else {
            vec![snippet.path(name).into()]
        }
    }
}

/// The bytes to mark: within the text, between letters, without the line end behind them.
fn mark_in(text: &str, span: Span) -> Range<usize> {
    let start = floor(text, span.start as usize);
    let end = floor(text, span.end as usize).max(start);
    let marked = text[start..end].trim_end_matches(['\n', '\r']);
    let mut end = start + marked.len();
    if marked.len() > LONGEST_WINDOW {
        // Its first line shows where it is.
        end = marked.find('\n').map_or(end, |line| start + line);
    }
    // Half of a line end is no place: the mark goes before it.
    if start == end && text[..start].ends_with('\r') && text[start..].starts_with('\n') {
        return start - 1..start - 1;
    }
    start..end
}

/// The whole lines that hold a range, without the last one's end.
fn lines_of(text: &str, range: &Range<usize>) -> Range<usize> {
    let start = text[..range.start].rfind('\n').map_or(0, |line| line + 1);
    let rest = &text[range.end..];
    let line = &rest[..rest.find('\n').unwrap_or(rest.len())];
    start..range.end + line.strip_suffix('\r').unwrap_or(line).len()
}

/// The nearest place between two letters, at or before a byte.
fn floor(text: &str, offset: usize) -> usize {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Id;
    use crate::source::SourceId;

    fn shown(text: &str, diagnostic: &Diagnostic) -> String {
        let source = Arc::new(Source::new(SourceId(0), "a.nap", text));
        messages(std::slice::from_ref(diagnostic), Texts::new(&[source]), Look::default())
    }

    fn at(start: usize, end: usize) -> Diagnostic {
        Diagnostic::new(Id::UnknownName, Span::new(SourceId(0), start, end), "nothing is called `x`")
            .label("here")
    }

    #[test]
    fn a_diagnostic_shows_its_line_its_mark_and_its_help() {
        let diagnostic = at(10, 16).related(Span::new(SourceId(0), 0, 5), "bound here").help("write `reads`");
        let expected = "\
error[unknown-name]: nothing is called `x`
 --> a.nap:2:5
  |
1 | reads = 1
  | ----- bound here
2 | x = readz
  |     ^^^^^ here
  |
  = help: write `reads`

";
        let diagnostic = Diagnostic { span: Some(Span::new(SourceId(0), 14, 19)), ..diagnostic };
        assert_eq!(shown("reads = 1\nx = readz\ny = 2\n", &diagnostic), expected);
    }

    #[test]
    fn without_a_place_there_is_a_title_and_help() {
        let diagnostic = Diagnostic::without_place(Id::UnreadableSource, "cannot read `b`").help("look");
        assert_eq!(
            shown("", &diagnostic),
            "error[unreadable-source]: cannot read `b`\n  |\n  = help: look\n\n"
                .replace("  |", " |")
                .replace("  =", " =")
        );
    }

    #[test]
    fn warnings_say_so_and_lines_before_count() {
        let diagnostic = Diagnostic::new(Id::PercentSum, Span::new(SourceId(7), 0, 1), "sum");
        let source = Arc::new(Source::new(SourceId(7), "<stdin>", "x"));
        let text = messages(&[diagnostic], Texts { sources: &[source], lines_before: 41 }, Look::default());
        assert!(text.starts_with("warning[percent-sum]: sum\n  --> <stdin>:42:1"), "{text}");
    }

    #[test]
    fn no_place_in_any_text_panics() {
        for text in [
            "",
            "a",
            "é",
            "a\n",
            "a\r\nb",
            "\t\té\t",
            "日本\n\n語",
            "a\0b\u{1b}[31m",
            "\n",
            "\r\n\r\n",
            "👩‍👩‍👧 = 1",
            "e\u{301}",
        ] {
            for start in 0..=text.len() + 2 {
                for end in 0..=text.len() + 2 {
                    let diagnostic = at(start, end).related(Span::new(SourceId(0), end, start), "there");
                    let out = shown(text, &diagnostic);
                    assert!(out.starts_with("error[unknown-name]") && !out.contains('\u{1b}'), "{out}");
                }
            }
        }
    }

    #[test]
    fn a_place_in_another_source_is_told_in_words() {
        let diagnostic = at(0, 1).related(Span::new(SourceId(9), 0, 5), "bound long ago");
        assert!(shown("x", &diagnostic).contains("note: bound long ago"));
    }

    #[test]
    fn of_a_very_long_line_a_piece_is_shown_with_the_true_column() {
        let text = format!("first\n{}x{}\nlast", "é".repeat(500_000), "y".repeat(1_000_000));
        let place = 6 + 1_000_000;
        let out = shown(&text, &at(place, place + 1));
        assert!(out.contains("a.nap:2:500001") && out.len() < 1_000, "{out}");
        assert!(shown(&text, &at(6, text.len())).len() < 2_000);
        let lines = "a = (\n".repeat(10_000);
        assert!(shown(&lines, &at(4, lines.len())).len() < 1_000);
    }

    #[test]
    fn messages_wrap_at_words_at_any_width() {
        let text = "storage = writes + 3 GB # of all that is kept";
        let source = Arc::new(Source::new(SourceId(0), "a.nap", text));
        let diagnostic = Diagnostic::new(
            Id::UnitMismatch,
            Span::new(SourceId(0), 19, 23),
            "throughput of posts and storage cannot be added",
        )
        .label("this is storage")
        .related(Span::new(SourceId(0), 10, 16), "this is throughput of posts")
        .help("they measure different things: is one of them a slip?");
        for width in [30, 40, 60] {
            for is_coloured in [false, true] {
                let look = Look { width: Some(width), is_coloured };
                let out =
                    messages(std::slice::from_ref(&diagnostic), Texts::new(&[Arc::clone(&source)]), look);
                let plain: String = out
                    .split('\u{1b}')
                    .enumerate()
                    .map(|(at, part)| if at == 0 { part } else { part.split_once('m').unwrap_or_default().1 })
                    .collect();
                assert!(plain.lines().all(|line| line.width() <= width), "{width}:\n{plain}");
                let words = plain.replace(['\n', '|'], " ");
                let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
                assert!(words.contains("throughput of posts and storage cannot be added"), "{plain}");
            }
        }
    }

    #[test]
    fn a_flood_of_diagnostics_ends() {
        let source = Arc::new(Source::new(SourceId(0), "a.nap", "x"));
        let all = vec![at(0, 1); MOST_SHOWN + 5];
        let text = messages(&all, Texts::new(&[source]), Look::default());
        assert!(text.ends_with("… and 5 more (`--format json` has all of them)\n"));
    }
}
