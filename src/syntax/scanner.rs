//! Cuts a text into logical lines, each to be parsed alone; knows blanks, comments, brackets and joins, no grammar.
//!
//! Comments and joined newlines are overwritten with blanks of the same byte length, so that a place in the
//! scanned text is the same place in the source. What would overflow a parser's stack is counted here and refused.

use crate::diagnostic::{Diagnostic, Id};
use crate::source::{Source, SourceId, Span};

/// How deep brackets may nest.
pub const DEEPEST_NESTING: usize = 128;
/// How many operators one logical line may have.
pub const MOST_OPERATORS: usize = 4_096;
/// How many bytes one logical line may have (1 MiB).
pub const LONGEST_LINE: usize = 1 << 20;

/// How many logical lines one source may have.
pub const MOST_LINES: usize = 50_000;
/// How many errors a source may have before the rest of it is left unread.
pub const MOST_ERRORS: usize = 1_000;

/// What a logical line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineKind {
    /// A statement of its own.
    Statement,
    /// What stands before a block's `{`.
    Header,
    /// One field inside a block.
    Field,
    /// The end of a block.
    BlockEnd,
}

/// A stretch of the scanned text that is parsed alone.
#[derive(Debug, Clone, Copy)]
pub struct LogicalLine {
    /// What it is.
    pub kind: LineKind,
    /// Its first byte.
    pub start: usize,
    /// The first byte after it.
    pub end: usize,
    /// The comment that ends the line on which it stands, without `#` and blanks.
    pub note: Option<Span>,
    /// Whether the scanner has refused it already: its names are known, its value is not.
    pub refused: bool,
}

/// A text cut into logical lines.
#[derive(Debug)]
pub struct Scan {
    /// The text with comments and joined newlines blanked and typographic signs replaced by ASCII ones.
    pub text: String,
    /// The lines in order.
    pub lines: Vec<LogicalLine>,
    /// What was wrong.
    pub diagnostics: Vec<Diagnostic>,
}

/// Words after which a line goes on.
pub(super) const JOINING_WORDS: [&str; 7] = ["in", "to", "as", "of", "over", "per", "within"];
/// Words that start a block when a name or a string and `{` follow.
const BLOCK_WORDS: [&str; 5] = ["record", "component", "workload", "case", "calendar"];

/// How the text of whole lines ends: what is still to come may belong to its last statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ending {
    /// Where the last statement starts that a further line could go on with.
    pub last: Option<usize>,
    /// Whether that statement is open: in a bracket, in a block or behind an operator.
    pub is_open: bool,
}

/// How a text ends.
///
/// For input that comes bit by bit: what is before an open statement can be answered.
pub fn ending(text: &str) -> Ending {
    let source = Source::new(SourceId(0), "", text);
    let dropped = text.len() - source.text.len();
    let mut scanner = Scanner::new(&source);
    scanner.physical_lines();
    let (last, is_open) = if scanner.block.is_some() {
        let header = scanner.lines.iter().rev().find(|line| line.kind == LineKind::Header);
        (header.map(|line| line.start), true)
    } else {
        let open = |piece: Piece| piece.depth > 0 || goes_on(&scanner.bytes[piece.start..piece.end]);
        (scanner.piece.map(|piece| piece.start), scanner.piece.is_some_and(open))
    };
    Ending { last: last.map(|place| place + dropped), is_open }
}

/// Cuts a source into logical lines, `most` of them at the most.
pub fn scan(source: &Source, most: usize) -> Scan {
    let mut scanner = Scanner::new(source);
    scanner.most = most;
    scanner.physical_lines();
    scanner.finish_piece();
    if let Some(block) = scanner.block.take() {
        scanner.unclosed(block, scanner.bytes.len());
    }
    let text = String::from_utf8(scanner.bytes)
        .expect("blanks and ASCII signs overwrite whole characters, so the text stays UTF-8");
    Scan { text, lines: scanner.lines, diagnostics: scanner.diagnostics }
}

/// A logical line that is not finished.
#[derive(Debug, Clone, Copy)]
struct Piece {
    start: usize,
    /// After its last byte that is not blank.
    end: usize,
    note: Option<Span>,
    depth: usize,
    operators: usize,
    /// Signs in a row, and powers in the line: the two that nest without brackets.
    signs: usize,
    powers: usize,
    refused: bool,
}

struct Scanner<'s> {
    source: &'s Source,
    bytes: Vec<u8>,
    lines: Vec<LogicalLine>,
    diagnostics: Vec<Diagnostic>,
    piece: Option<Piece>,
    /// Where the open block's `{` is.
    block: Option<usize>,
    /// How many lines are read.
    most: usize,
}

impl<'s> Scanner<'s> {
    fn new(source: &'s Source) -> Self {
        let bytes = source.text.clone().into_bytes();
        let mut scanner = Scanner {
            source,
            bytes,
            lines: Vec::new(),
            diagnostics: Vec::new(),
            piece: None,
            block: None,
            most: usize::MAX,
        };
        scanner.replace_signs();
        scanner
    }

    fn physical_lines(&mut self) {
        let mut start = 0;
        while start < self.bytes.len() {
            let end = self.bytes[start..]
                .iter()
                .position(|byte| *byte == b'\n')
                .map_or(self.bytes.len(), |at| start + at);
            self.physical_line(start, end);
            if self.lines.len() > self.most {
                self.too_many();
                return;
            }
            start = end + 1;
        }
    }

    /// Leaves what comes after the lines that are read; the last of them may be a block without its end.
    fn too_many(&mut self) {
        self.lines.truncate(self.most);
        self.piece = None;
        let Some(last) = self.lines.last().copied() else { return };
        // The fields that were read count, so their block has to end.
        if self.block.take().is_some() {
            self.push_refused(LineKind::BlockEnd, last.end, last.end);
        }
        let span = self.span(last.start, last.end);
        let message = format!("a scenario has at most {} statements and fields", self.most);
        self.diagnostics.push(
            Diagnostic::new(Id::TooLong, span, message)
                .label("what comes after this is not read")
                .help("split it up, or send the lines through a pipe: `napkin < FILE`"),
        );
    }

    /// A span in whole characters of the source: a sign is shorter in the scanned text.
    fn span(&self, start: usize, end: usize) -> Span {
        let text = &self.source.text;
        let start = (0..=start).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
        let end = (end..=text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(text.len());
        Span::new(self.source.id, start, end)
    }

    fn blank(&mut self, start: usize, end: usize) {
        self.bytes[start..end].fill(b' ');
    }

    /// Replaces pasted blanks and signs by ASCII ones outside strings and comments.
    fn replace_signs(&mut self) {
        if self.source.text.is_ascii() {
            return;
        }
        let (mut in_string, mut in_comment) = (false, false);
        let mut before = ' ';
        for (at, character) in self.source.text.char_indices() {
            let previous = std::mem::replace(&mut before, character);
            match character {
                '\n' => (in_string, in_comment) = (false, false),
                '"' if !in_comment => in_string = !in_string,
                '#' if !in_string => in_comment = true,
                _ => {}
            }
            if in_string || in_comment {
                continue;
            }
            let sign: &[u8] = match character {
                '\u{a0}' | '\u{202f}' | '\u{2009}' | '\u{3000}' | '\u{feff}' => b"",
                // A middle dot between two words joins units: it must stay tight, over two bytes.
                '·' | '\u{387}' if previous.is_alphanumeric() && self.letter_follows(at, character) => b"**",
                '×' | '·' | '\u{387}' => b"*",
                '÷' => b"/",
                '−' => b"-",
                '→' => b"->",
                '≤' => b"<=",
                '≥' => b">=",
                '≈' => b"~",
                _ => continue,
            };
            self.blank(at, at + character.len_utf8());
            self.bytes[at..at + sign.len()].copy_from_slice(sign);
        }
    }

    fn letter_follows(&self, at: usize, character: char) -> bool {
        self.source.text[at + character.len_utf8()..].starts_with(char::is_alphabetic)
    }

    /// Takes one physical line: joins it to the piece before or starts a new one.
    fn physical_line(&mut self, start: usize, end: usize) {
        let (code_end, note) = self.cut_comment(start, end);
        let Some(first) = (start..code_end).find(|at| !self.bytes[*at].is_ascii_whitespace()) else {
            self.blank(start, code_end);
            return;
        };
        self.blank(start, first);
        if let Some(block) = self.block
            && first == start
            && self.starts_block(start, code_end)
        {
            self.finish_piece();
            self.unclosed(block, start);
        }
        if self.piece.is_some() && !self.joins(first, code_end) {
            self.finish_piece();
        }
        self.characters(first, code_end);
        if let Some(piece) = &mut self.piece {
            piece.note = piece.note.or(note);
        } else if let Some(line) = self.lines.last_mut()
            && line.end > start
        {
            line.note = line.note.or(note);
        }
        // Fields that ended on this line by a comma share its note with nobody; the last one has it.
    }

    /// Blanks the comment that ends a physical line; answers where the code ends, and the note.
    fn cut_comment(&mut self, start: usize, end: usize) -> (usize, Option<Span>) {
        let Some(at) = comment_start(&self.bytes[start..end]).map(|at| start + at) else {
            return (end, None);
        };
        let text = &self.source.text[at..end];
        let words = text.trim_start_matches('#').trim();
        let from = at + text.find(words).unwrap_or(0);
        self.blank(at, end);
        let note = (!words.is_empty()).then(|| self.span(from, from + words.len()));
        (at, note)
    }

    /// Whether a physical line goes on with the piece before it.
    fn joins(&self, first: usize, code_end: usize) -> bool {
        let Some(piece) = &self.piece else { return false };
        let next = &self.bytes[first..code_end];
        if matches!(next[0], b'|' | b'*' | b'/' | b'+' | b'^')
            || next.starts_with(b"->")
            || next.starts_with(b"..")
        {
            return true;
        }
        let before = &self.bytes[piece.start..piece.end];
        if piece.depth > 0 {
            return matches!(before.last(), Some(b'(' | b',')) || !starts_binding(next);
        }
        goes_on(before) && !starts_binding(next)
    }

    /// Whether a line at column 0 is so plainly the start of a block that an open one must have been left open.
    fn starts_block(&self, start: usize, code_end: usize) -> bool {
        let line = String::from_utf8_lossy(&self.bytes[start..code_end]);
        let word = line.split_ascii_whitespace().next().unwrap_or("");
        BLOCK_WORDS.contains(&word) && line.trim_end().contains('{') && !starts_binding(line.as_bytes())
    }

    /// Walks over the code of one physical line.
    fn characters(&mut self, first: usize, code_end: usize) {
        let mut at = first;
        let mut in_string = false;
        while at < code_end && self.lines.len() <= self.most {
            let byte = self.bytes[at];
            if byte.is_ascii_whitespace() {
                self.bytes[at] = b' ';
                at += 1;
                continue;
            }
            if byte < b' ' || byte == 0x7f {
                self.open_piece(at).refused = true;
                if self.diagnostics.len() < MOST_ERRORS {
                    let message = format!("the control character U+{byte:04X} is no text");
                    let span = self.span(at, at + 1);
                    self.diagnostics
                        .push(Diagnostic::new(Id::InvalidCharacter, span, message).help("delete it"));
                }
            }
            if byte == b'"' {
                in_string = !in_string;
            }
            if !in_string {
                match byte {
                    b'{' if self.block.is_none() => {
                        self.header(at);
                        at += 1;
                        continue;
                    }
                    b'}' if self.block.is_some() => {
                        self.finish_piece();
                        self.block = None;
                        self.push(LineKind::BlockEnd, at, at + 1);
                        at += 1;
                        if let Some(rest) = (at..code_end).find(|at| !self.bytes[*at].is_ascii_whitespace()) {
                            let span = self.span(rest, code_end);
                            self.diagnostics.push(
                                Diagnostic::new(
                                    Id::UnexpectedText,
                                    span,
                                    "a statement stands on a line of its own",
                                )
                                .label("after the block's `}`")
                                .help("start a new line here"),
                            );
                        }
                        continue;
                    }
                    b',' if self.block.is_some() && self.piece.is_none_or(|piece| piece.depth == 0) => {
                        self.finish_piece();
                        at += 1;
                        continue;
                    }
                    _ => {}
                }
            }
            self.count(at, byte, in_string);
            at += 1;
        }
    }

    fn open_piece(&mut self, at: usize) -> &mut Piece {
        self.piece.get_or_insert(Piece {
            start: at,
            end: at + 1,
            note: None,
            depth: 0,
            operators: 0,
            signs: 0,
            powers: 0,
            refused: false,
        })
    }

    /// Adds a byte to the piece and refuses what nests too deep.
    fn count(&mut self, at: usize, byte: u8, in_string: bool) {
        let piece = self.open_piece(at);
        if at > piece.end {
            // What lies between is blank already, except a joined newline.
            let gap = piece.end..at;
            self.bytes[gap]
                .iter_mut()
                .filter(|byte| **byte == b'\n' || **byte == b'\r')
                .for_each(|byte| *byte = b' ');
        }
        let piece = self.open_piece(at);
        piece.end = at + 1;
        if in_string || piece.refused {
            return;
        }
        let mut passed = None;
        match byte {
            b'(' => piece.depth += 1,
            b')' => piece.depth = piece.depth.saturating_sub(1),
            b'^' => piece.powers += 1,
            _ => {}
        }
        if byte == b'-' {
            piece.signs += 1;
        } else {
            piece.signs = 0;
        }
        if matches!(byte, b'+' | b'-' | b'*' | b'/' | b'|' | b'^' | b'>' | b',' | b'(') {
            piece.operators += 1;
        }
        if piece.depth > DEEPEST_NESTING {
            passed = Some((
                Id::TooDeep,
                format!("brackets nest deeper than {DEEPEST_NESTING}"),
                "give the inner parts names",
            ));
        } else if piece.signs > DEEPEST_NESTING {
            passed = Some((
                Id::TooDeep,
                format!("more than {DEEPEST_NESTING} signs in a row"),
                "two minus signs cancel out",
            ));
        } else if piece.powers > DEEPEST_NESTING {
            passed = Some((
                Id::TooDeep,
                format!("more than {DEEPEST_NESTING} powers in a line"),
                "give the inner parts names",
            ));
        } else if piece.operators > MOST_OPERATORS {
            passed = Some((
                Id::TooLong,
                format!("more than {MOST_OPERATORS} operators in a statement"),
                "sum parts of it under names of their own",
            ));
        } else if piece.end - piece.start > LONGEST_LINE {
            passed = Some((
                Id::TooLong,
                format!("a statement has at most {} KiB", LONGEST_LINE >> 10),
                "split it up",
            ));
        }
        if let Some((id, message, help)) = passed {
            piece.refused = true;
            let span = self.span(at, at + 1);
            self.diagnostics.push(Diagnostic::new(id, span, message).help(help));
        }
    }

    /// Turns what stands before a `{` into the header of a block.
    fn header(&mut self, brace: usize) {
        match self.piece.take() {
            Some(piece) if piece.depth == 0 => {
                self.block = Some(brace);
                self.lines.push(LogicalLine {
                    kind: LineKind::Header,
                    start: piece.start,
                    end: piece.end,
                    note: piece.note,
                    refused: piece.refused,
                });
            }
            Some(piece) => {
                let span = self.span(brace, brace + 1);
                self.piece = Some(Piece { refused: true, end: brace + 1, ..piece });
                self.diagnostics.push(
                    Diagnostic::new(Id::UnexpectedText, span, "`{` inside an open `(`")
                        .help("close the bracket first"),
                );
            }
            None => {
                let span = self.span(brace, brace + 1);
                let head = self.refuse_head().unwrap_or_else(|| "record paste".to_owned());
                self.diagnostics.push(
                    Diagnostic::new(Id::UnexpectedText, span, "`{` at the start of a line")
                        .label("it belongs behind the block's name")
                        .help(format!("write `{head} {{` on one line")),
                );
                self.block = Some(brace);
                self.push_refused(LineKind::Header, brace, brace + 1);
            }
        }
    }

    /// Refuses a line before a `{` that looks like the head of its block: one mistake is one error.
    fn refuse_head(&mut self) -> Option<String> {
        let line = self.lines.last_mut().filter(|line| line.kind == LineKind::Statement)?;
        let text = String::from_utf8_lossy(&self.bytes[line.start..line.end]).into_owned();
        let word = text.split_ascii_whitespace().next().unwrap_or("");
        let is_head = BLOCK_WORDS.contains(&word) && !text.contains(['=', '(']);
        line.refused |= is_head;
        is_head.then_some(text)
    }

    fn push(&mut self, kind: LineKind, start: usize, end: usize) {
        self.lines.push(LogicalLine { kind, start, end, note: None, refused: false });
    }

    fn push_refused(&mut self, kind: LineKind, start: usize, end: usize) {
        self.lines.push(LogicalLine { kind, start, end, note: None, refused: true });
    }

    fn finish_piece(&mut self) {
        if let Some(piece) = self.piece.take() {
            let kind = if self.block.is_some() { LineKind::Field } else { LineKind::Statement };
            self.lines.push(LogicalLine {
                kind,
                start: piece.start,
                end: piece.end,
                note: piece.note,
                refused: piece.refused,
            });
        }
    }

    fn unclosed(&mut self, brace: usize, at: usize) {
        self.block = None;
        let span = self.span(brace, brace + 1);
        self.diagnostics.push(Diagnostic::new(Id::UnclosedBlock, span, "this `{` is never closed").help(
            "write `}` on a line of its own after the last field (a `}` behind `#` is part of the comment)",
        ));
        self.push_refused(LineKind::BlockEnd, at, at);
    }
}

/// Where the comment of a physical line starts: at the first `#` outside quotes.
pub(super) fn comment_start(line: &[u8]) -> Option<usize> {
    let mut in_string = false;
    line.iter().position(|byte| {
        in_string ^= *byte == b'"';
        *byte == b'#' && !in_string
    })
}

/// Whether a line starts `name =` (and not `name ==`).
fn starts_binding(line: &[u8]) -> bool {
    let word = line
        .iter()
        .take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'_' || !byte.is_ascii())
        .count();
    if word == 0 || line[0].is_ascii_digit() {
        return false;
    }
    let rest = line[word..].trim_ascii_start();
    rest.first() == Some(&b'=') && rest.get(1) != Some(&b'=')
}

/// Whether a line ends in an operator, so that the next one goes on with it.
fn goes_on(line: &[u8]) -> bool {
    let Some(last) = line.last() else { return false };
    if matches!(last, b'+' | b'-' | b'*' | b'/' | b'^' | b'|' | b'>' | b'~' | b'<' | b'=' | b',') {
        return true;
    }
    if line.ends_with(b"..") {
        return true;
    }
    let word = line
        .iter()
        .rev()
        .take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'_' || !byte.is_ascii())
        .count();
    let before = line[..line.len() - word].last();
    before != Some(&b'.')
        && before != Some(&b'"')
        && JOINING_WORDS.iter().any(|joining| joining.as_bytes() == &line[line.len() - word..])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<(LineKind, String)> {
        let source = Source::new(SourceId(0), "test", text);
        let scan = scan(&source, MOST_LINES);
        assert_eq!(scan.text.len(), source.text.len());
        scan.lines.iter().map(|line| (line.kind, scan.text[line.start..line.end].to_owned())).collect()
    }

    fn statements(text: &str) -> Vec<String> {
        lines(text).into_iter().map(|(_, text)| text).collect()
    }

    #[test]
    fn lines_join_inside_brackets_and_at_operators() {
        assert_eq!(statements("a = (1 +\n 2)\nb = 3"), ["a = (1 +  2)", "b = 3"]);
        assert_eq!(
            statements("path read = lb | lb\n  -> app # web\n  -> db"),
            ["path read = lb | lb   -> app         -> db"]
        );
        assert_eq!(statements("g = x over\n3 years"), ["g = x over 3 years"]);
        assert_eq!(statements("a = m.to\nb"), ["a = m.to", "b"]);
    }

    #[test]
    fn an_open_line_ends_at_the_next_binding() {
        assert_eq!(statements("f = a +\ng = 3"), ["f = a +", "g = 3"]);
        assert_eq!(statements("h = (1 + 2\ni = 4"), ["h = (1 + 2", "i = 4"]);
        assert_eq!(statements("s = f(1,\n  load = 2)"), ["s = f(1,   load = 2)"]);
    }

    #[test]
    fn blocks_are_cut_into_fields() {
        use LineKind::{BlockEnd, Field, Header, Statement};
        let kinds: Vec<_> =
            lines("record p { , a = 1, \n\n b = 2, }\nx = 1").into_iter().map(|(kind, _)| kind).collect();
        assert_eq!(kinds, [Header, Field, Field, BlockEnd, Statement]);
        let kinds: Vec<_> = lines("component y { a = 99% # x }\ncomponent z { b = 1 }")
            .into_iter()
            .map(|(kind, _)| kind)
            .collect();
        assert_eq!(kinds, [Header, Field, BlockEnd, Header, Field, BlockEnd]);
    }

    #[test]
    fn notes_belong_to_the_line_they_end() {
        let source = Source::new(
            SourceId(0),
            "test",
            "# nobody's\na = 1 # one\nb = (2 + # two\n 3) # three\nt = \"# no\"",
        );
        let notes: Vec<_> = scan(&source, MOST_LINES)
            .lines
            .iter()
            .map(|line| line.note.map(|span| source.slice(span).to_owned()))
            .collect();
        assert_eq!(notes, [Some("one".to_owned()), Some("two".to_owned()), None]);
    }

    #[test]
    fn what_is_open_waits() {
        for (text, place) in [
            ("a = 1\nb = (2 +\n", Some(6)),
            ("a = 1\nb = 2 +\n", Some(6)),
            ("x = 1\nrecord p {\n a = 1\n", Some(6)),
            ("a = 1\nb = 2\n", None),
            ("", None),
        ] {
            let ending = ending(text);
            assert_eq!(ending.last.filter(|_| ending.is_open), place, "{text:?}");
        }
        assert_eq!(ending("a = 1\nb = 2\n  + 3\n# c\n"), Ending { last: Some(6), is_open: false });
        assert_eq!(ending("record p { a = 1 }\n"), Ending { last: None, is_open: false });
    }

    #[test]
    fn what_nests_too_deep_is_refused_once() {
        for text in ["(".repeat(100_000), "-".repeat(100_000), "2^".repeat(1_000), "1+".repeat(10_000)] {
            let source = Source::new(SourceId(0), "test", text);
            let scan = scan(&source, MOST_LINES);
            assert_eq!(scan.diagnostics.len(), 1);
            assert!(scan.lines[0].refused);
        }
    }
}
