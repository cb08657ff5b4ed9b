//! The walk over a text that cuts it into logical lines, with the piece and the block that are open; knows no grammar.

use super::lines::{block_word, comment_start, starts_binding, starts_block};
use super::logical::{DEEPEST_NESTING, LONGEST_LINE, LineKind, LogicalLine, MOST_ERRORS, MOST_OPERATORS};
use super::spellings::{
    UNIT_JOINT, end_of_groups, is_between_times, opens_list, power, starts_number, starts_operand,
};
use crate::diagnostic::{Diagnostic, Fix, Id};
use crate::source::{Source, Span};
use crate::syntax::tokens::{Token, TokenKind, is_blank, is_word, pasted_sign, raised, tokens};
use crate::syntax::words;

/// A logical line that is not finished.
#[derive(Debug, Clone, Copy)]
pub(super) struct Piece {
    pub(super) start: usize,
    /// After its last byte that is not blank.
    pub(super) end: usize,
    pub(super) note: Option<Span>,
    pub(super) depth: usize,
    /// Which of the open brackets hold arguments or members, a bit each, the innermost lowest.
    pub(super) lists: u128,
    pub(super) operators: usize,
    /// Signs in a row, and powers in the line: the two that nest without brackets.
    pub(super) signs: usize,
    pub(super) powers: usize,
    pub(super) refused: bool,
    /// Whether it has a mistake that was told, and its brackets are counted all the same.
    pub(super) is_wrong: bool,
    pub(super) last: Last,
}

/// What a piece ends in, which tells whether the next line goes on with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Last {
    /// `(`, behind which even a binding is an argument.
    Open,
    /// `,`, likewise inside a bracket.
    Comma,
    /// An operator, in signs or as a word.
    Operator,
    /// Anything else.
    Value,
}

impl Last {
    pub(super) fn goes_on(self) -> bool {
        matches!(self, Self::Comma | Self::Operator)
    }
}

pub(super) struct Scanner<'s> {
    pub(super) source: &'s Source,
    pub(super) bytes: Vec<u8>,
    pub(super) lines: Vec<LogicalLine>,
    pub(super) diagnostics: Vec<Diagnostic>,
    pub(super) piece: Option<Piece>,
    /// Where the open block's `{` is.
    pub(super) block: Option<usize>,
    /// How many lines are read.
    pub(super) most: usize,
    /// Where the number ends whose groups are being walked over.
    groups_end: usize,
}

impl<'s> Scanner<'s> {
    pub(super) fn new(source: &'s Source) -> Self {
        let bytes = source.text.clone().into_bytes();
        let mut scanner = Scanner {
            source,
            bytes,
            lines: Vec::new(),
            diagnostics: Vec::new(),
            piece: None,
            block: None,
            most: usize::MAX,
            groups_end: 0,
        };
        scanner.replace_signs();
        scanner
    }

    pub(super) fn physical_lines(&mut self) {
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
        let text = &self.source.text;
        for Token { kind, range } in tokens(text) {
            match kind {
                TokenKind::Blank => {
                    let pasted = self.bytes[range].iter_mut().filter(|byte| !byte.is_ascii());
                    pasted.for_each(|byte| *byte = b' ');
                }
                TokenKind::Sign => {
                    let Some(pasted) = text[range.clone()].chars().next() else { continue };
                    if raised(pasted).is_some() {
                        self.raised_digits(range.start);
                        continue;
                    }
                    let Some(typed) = pasted_sign(pasted) else { continue };
                    // A tight dash between numbers stays tight: blanks behind it would make it a minus.
                    let is_tight = text[..range.start].ends_with(|before: char| !before.is_whitespace())
                        && starts_number(&text[range.end..]);
                    if pasted == '–' && is_tight {
                        continue;
                    }
                    // A middle dot between two words joins units: it must stay tight, over two bytes, and is no product
                    // elsewhere; the sign of a product takes its place, which is never left in a scanned text.
                    let joins_units = matches!(pasted, '·' | '\u{387}')
                        && text[..range.start].ends_with(char::is_alphanumeric)
                        && text[range.end..].starts_with(char::is_alphabetic);
                    let typed = if joins_units { UNIT_JOINT } else { typed };
                    self.blank(range.start, range.end);
                    self.bytes[range.start..range.start + typed.len()].copy_from_slice(typed.as_bytes());
                }
                _ => {}
            }
        }
    }

    /// Takes one physical line: joins it to the piece before or starts a new one.
    fn physical_line(&mut self, start: usize, end: usize) {
        let (code_end, note) = self.cut_comment(start, end);
        let Some(first) = (start..code_end).find(|at| !self.bytes[*at].is_ascii_whitespace()) else {
            self.blank(start, code_end);
            return;
        };
        self.blank(start, first);
        let code = &self.source.text[first..code_end];
        if let Some(block) = self.block
            && first == start
            && starts_block(code)
        {
            self.finish_piece();
            self.unclosed(block, start);
        }
        if self.piece.is_some_and(|piece| !self.joins(&piece, code, first)) {
            self.finish_piece();
        }
        self.code(first, code_end);
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
        let Some(at) = comment_start(&self.source.text[start..end]).map(|at| start + at) else {
            return (end, None);
        };
        let text = &self.source.text[at..end];
        let words = text.trim_start_matches('#').trim();
        let from = at + text.find(words).unwrap_or(0);
        self.blank(at, end);
        let note = (!words.is_empty()).then(|| self.span(from, from + words.len()));
        (at, note)
    }

    /// Whether the code of a physical line goes on with the piece before it.
    fn joins(&self, piece: &Piece, code: &str, first: usize) -> bool {
        let typed = &self.bytes[first..];
        if matches!(typed[0], b'|' | b'*' | b'/' | b'+' | b'^')
            || typed.starts_with(b"->")
            || typed.starts_with(b"..")
        {
            return true;
        }
        let is_open = piece.depth > 0;
        if is_open && matches!(piece.last, Last::Open | Last::Comma) {
            return true;
        }
        (is_open || piece.last.goes_on()) && !starts_binding(code)
    }

    /// Walks over the code of one physical line.
    fn code(&mut self, first: usize, code_end: usize) {
        let source = self.source;
        for Token { kind, range } in tokens(&source.text[first..code_end]) {
            if self.lines.len() > self.most {
                return;
            }
            let (start, end) = (first + range.start, first + range.end);
            match kind {
                TokenKind::Blank | TokenKind::LineEnd => self.blank(start, end),
                TokenKind::Comment => {}
                TokenKind::Sign => self.sign(start, end, code_end),
                TokenKind::Text => {
                    self.refuse_control_characters(start, end);
                    self.extend(start, end, Last::Value);
                    if end - start > 1 && self.bytes[end - 1] == b'"' {
                        self.count(end - 1, b'"');
                    }
                }
                TokenKind::Word if self.spelt_word(start, end, code_end) => {}
                TokenKind::Word | TokenKind::Number | TokenKind::Other => {
                    self.refuse_control_characters(start, end);
                    if kind == TokenKind::Number && self.source.text.as_bytes().get(end) == Some(&b',') {
                        self.groups(start);
                    }
                    let last = self.last_of(kind, start, end);
                    self.extend(start, end, last);
                    self.count_length(start);
                }
            }
        }
    }

    /// Takes a sign, which may end the piece; a pasted one is typed by now.
    fn sign(&mut self, start: usize, end: usize, code_end: usize) {
        if &self.bytes[start..end] == b"**" {
            self.bytes[start..end].copy_from_slice(b"^ ");
        }
        for at in start..end {
            let byte = self.bytes[at];
            match byte {
                b' ' => {}
                b',' if at < self.groups_end => {
                    self.bytes[at] = b'_';
                    self.extend(at, at + 1, Last::Value);
                }
                b',' if self.is_outside() && self.is_between_times(at, at + 1, code_end) => {
                    self.bytes[at] = b' '
                }
                b'{' if self.block.is_none() => self.header(at),
                b'}' if self.block.is_some() => self.end_block(at, code_end),
                b',' if self.block.is_some() && self.piece.is_none_or(|piece| piece.depth == 0) => {
                    self.finish_piece();
                }
                _ => {
                    self.extend(at, at + 1, last_of_sign(&self.bytes[start..=at]));
                    self.count(at, byte);
                }
            }
        }
    }

    /// Writes digits of a power as the grammar has them: `2³` is `2^3`.
    fn raised_digits(&mut self, start: usize) {
        let text = &self.source.text;
        let is_first = !text[..start].ends_with(|before| raised(before).is_some());
        if is_first && let Some(typed) = power(&text[start..]) {
            self.bytes[start..start + typed.len()].copy_from_slice(typed.as_bytes());
        }
    }

    /// Whether no bracket and no block is open.
    fn is_outside(&self) -> bool {
        self.block.is_none() && self.piece.is_some_and(|piece| piece.depth == 0)
    }

    fn is_between_times(&self, start: usize, end: usize, code_end: usize) -> bool {
        is_between_times(&self.source.text[..start], &self.source.text[end..code_end])
    }

    /// Takes the commas between the thousands of a number for what they are; among arguments they could separate.
    fn groups(&mut self, start: usize) {
        let Some(end) = end_of_groups(&self.source.text, start) else { return };
        if self.piece.is_none_or(|piece| piece.lists & 1 == 0) {
            self.groups_end = end;
            return;
        }
        let typed = &self.source.text[start..end];
        let (whole, apart) = (typed.replace(',', ""), typed.replace(',', ", "));
        let span = self.span(start, end);
        // `1, 000` would be no numbers.
        let are_numbers = !typed.contains(",0");
        let help = if are_numbers {
            format!("write `{whole}` for one, `{apart}` for several")
        } else {
            format!("write `{whole}` for one, and a blank behind the comma for several")
        };
        self.groups_end = end;
        self.open_piece(start).is_wrong = true;
        let message = format!("`{typed}` could be one number or several here");
        let diagnostic = Diagnostic::new(Id::BadNumber, span, message).help(help).fix(
            format!("write `{whole}`"),
            span,
            whole,
        );
        let several = are_numbers.then(|| Fix::new(format!("write `{apart}`")).replacing(span, apart));
        self.diagnostics.push(several.into_iter().fold(diagnostic, Diagnostic::with_fix));
    }

    /// Writes over a word that stands for a sign: ` x `, `about`, the `and` of a duration; tells whether it was one.
    fn spelt_word(&mut self, start: usize, end: usize, code_end: usize) -> bool {
        let text = &self.source.text;
        let (word, behind) = (&text[start..end], &text[end..code_end]);
        let next = behind.trim_start_matches(is_blank);
        if next.len() == behind.len() {
            return false;
        }
        match word {
            "x" | "X" => {
                let is_apart = text[..start].ends_with(is_blank);
                let Some(piece) = self.piece.filter(|piece| is_apart && piece.last == Last::Value) else {
                    return false;
                };
                let left = &text[piece.start..piece.end];
                let last = &left[left.trim_end_matches(is_word).len()..];
                if words::is_statement(left) || last == "carries" || !starts_operand(next) {
                    return false;
                }
                self.bytes[start] = b'*';
                self.extend(start, end, Last::Operator);
                self.count(start, b'*');
                true
            }
            "and" if self.is_outside() && self.is_between_times(start, end, code_end) => {
                self.blank(start, end);
                true
            }
            _ if words::ROUGHLY.contains(&word)
                && self.piece.is_none_or(|piece| piece.last != Last::Value)
                && starts_number(next) =>
            {
                self.blank(start, end);
                self.bytes[start] = b'~';
                self.extend(start, start + 1, Last::Operator);
                true
            }
            _ => false,
        }
    }

    /// Ends the open block at its `}`.
    fn end_block(&mut self, at: usize, code_end: usize) {
        self.finish_piece();
        self.block = None;
        self.push(LineKind::BlockEnd, at, at + 1);
        let behind = at + 1..code_end;
        let Some(rest) = behind.clone().find(|at| !self.bytes[*at].is_ascii_whitespace()) else { return };
        let (span, gap) = (self.span(rest, code_end), self.span(behind.start, rest));
        self.diagnostics.push(
            Diagnostic::new(Id::UnexpectedText, span, "a statement stands on a line of its own")
                .label("after the block's `}`")
                .help("start a new line here")
                .fix("start a new line here", gap, "\n"),
        );
    }

    fn refuse_control_characters(&mut self, start: usize, end: usize) {
        for at in start..end {
            let byte = self.bytes[at];
            if !byte.is_ascii_control() || byte.is_ascii_whitespace() {
                continue;
            }
            self.open_piece(at).refused = true;
            if self.diagnostics.len() < MOST_ERRORS {
                let message = format!("the control character U+{byte:04X} is no text");
                let span = self.span(at, at + 1);
                let diagnostic = Diagnostic::new(Id::InvalidCharacter, span, message);
                self.diagnostics.push(diagnostic.help("delete it").fix("delete it", span, ""));
            }
        }
    }

    /// What a token that is no sign makes of the end of its piece.
    fn last_of(&self, kind: TokenKind, start: usize, end: usize) -> Last {
        let text = &self.source.text;
        // In `m.to` and `5in` the word is no operator.
        let is_own_word = !text[..start].ends_with(|before| is_word(before) || matches!(before, '.' | '"'));
        if kind == TokenKind::Word && is_own_word && words::is_reserved(&text[start..end]) {
            Last::Operator
        } else {
            Last::Value
        }
    }

    fn open_piece(&mut self, at: usize) -> &mut Piece {
        self.piece.get_or_insert(Piece {
            start: at,
            end: at + 1,
            note: None,
            depth: 0,
            lists: 0,
            operators: 0,
            signs: 0,
            powers: 0,
            refused: false,
            is_wrong: false,
            last: Last::Value,
        })
    }

    /// Adds a stretch to the piece.
    fn extend(&mut self, start: usize, end: usize, last: Last) {
        let before = self.open_piece(start).end;
        if start > before {
            // What lies between is blank already, except a joined newline.
            let gap = self.bytes[before..start].iter_mut();
            gap.filter(|byte| matches!(byte, b'\n' | b'\r')).for_each(|byte| *byte = b' ');
        }
        let piece = self.open_piece(start);
        piece.end = end;
        piece.last = last;
        if last != Last::Operator {
            piece.signs = 0;
        }
    }

    /// Refuses a piece that is too long.
    fn count_length(&mut self, start: usize) {
        let piece = self.open_piece(start);
        if !piece.refused && piece.end - piece.start > LONGEST_LINE {
            let at = start.max(piece.start + LONGEST_LINE);
            let message = format!("a statement has at most {} KiB", LONGEST_LINE >> 10);
            self.refuse(at, Id::TooLong, message, "split it up");
        }
    }

    fn refuse(&mut self, at: usize, id: Id, message: String, help: &str) {
        self.open_piece(at).refused = true;
        let span = self.span(at, at + 1);
        self.diagnostics.push(Diagnostic::new(id, span, message).help(help));
    }

    /// Counts a byte of the piece that is a sign, and refuses what nests too deep.
    fn count(&mut self, at: usize, byte: u8) {
        let is_list = byte == b'(' && opens_list(&self.source.text[..at]);
        let piece = self.open_piece(at);
        if piece.refused {
            return;
        }
        let mut passed = None;
        match byte {
            b'(' => {
                piece.depth += 1;
                piece.lists = piece.lists << 1 | u128::from(is_list);
            }
            b')' => {
                piece.depth = piece.depth.saturating_sub(1);
                piece.lists >>= 1;
            }
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
        }
        match passed {
            Some((id, message, help)) => self.refuse(at, id, message, help),
            None => self.count_length(at),
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
                    refused: piece.refused || piece.is_wrong,
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
                self.brace_alone(brace);
                self.block = Some(brace);
                self.push_refused(LineKind::Header, brace, brace + 1);
            }
        }
    }

    /// Tells of a `{` at the start of a line, and refuses the line before it that looks like the head of its block: one
    /// mistake is one error.
    fn brace_alone(&mut self, brace: usize) {
        let span = self.span(brace, brace + 1);
        let head = self.lines.last_mut().filter(|line| line.kind == LineKind::Statement).and_then(|line| {
            let text = String::from_utf8_lossy(&self.bytes[line.start..line.end]).into_owned();
            let is_head = block_word(&text) && !text.contains(['=', '(']);
            line.refused |= is_head;
            is_head.then_some((text, line.end))
        });
        let words =
            format!("write `{} {{` on one line", head.as_ref().map_or("record paste", |(text, _)| text));
        let mut diagnostic = Diagnostic::new(Id::UnexpectedText, span, "`{` at the start of a line")
            .label("it belongs behind the block's name")
            .help(words.clone());
        if let Some((_, end)) = head
            && self.source.text[end..brace].trim().is_empty()
        {
            diagnostic = diagnostic.fix(words, self.span(end, brace + 1), " {");
        }
        self.diagnostics.push(diagnostic);
    }

    fn push(&mut self, kind: LineKind, start: usize, end: usize) {
        self.lines.push(LogicalLine { kind, start, end, note: None, refused: false });
    }

    fn push_refused(&mut self, kind: LineKind, start: usize, end: usize) {
        self.lines.push(LogicalLine { kind, start, end, note: None, refused: true });
    }

    pub(super) fn finish_piece(&mut self) {
        if let Some(piece) = self.piece.take() {
            let kind = if self.block.is_some() { LineKind::Field } else { LineKind::Statement };
            self.lines.push(LogicalLine {
                kind,
                start: piece.start,
                end: piece.end,
                note: piece.note,
                refused: piece.refused || piece.is_wrong,
            });
        }
    }

    pub(super) fn unclosed(&mut self, brace: usize, at: usize) {
        self.block = None;
        let span = self.span(brace, brace + 1);
        let end = self.source.text[..at].trim_end().len();
        let last = self.span(end, end);
        self.diagnostics.push(
            Diagnostic::new(Id::UnclosedBlock, span, "this `{` is never closed")
                .help(
                    "write `}` on a line of its own after the last field (a `}` behind `#` is part of the comment)",
                )
                .fix("write `}` on a line of its own after the last field", last, "\n}"),
        );
        self.push_refused(LineKind::BlockEnd, at, at);
    }
}

/// What a sign makes of the end of its piece.
fn last_of_sign(sign: &[u8]) -> Last {
    match sign.last() {
        Some(b'(') => Last::Open,
        Some(b',') => Last::Comma,
        Some(b'+' | b'-' | b'*' | b'/' | b'^' | b'|' | b'>' | b'~' | b'<' | b'=') => Last::Operator,
        Some(b'.') if sign.len() == 2 => Last::Operator,
        _ => Last::Value,
    }
}
