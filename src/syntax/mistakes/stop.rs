//! The place where the parser stopped, with the tokens around it and what was due there; knows no slip.

use super::failure::{Expected, Failure};
use crate::diagnostic::{Diagnostic, Id};
use crate::source::{Source, SourceId, Span};
use crate::syntax::scan::LogicalLine;
use crate::syntax::tokens::{Token, TokenKind, is_word, tokens};
use crate::syntax::words::TIMES_MARK;

/// The place where the parser stopped, and the tokens around it. Places are bytes from the start of the line.
pub(super) struct Stop<'t> {
    pub(super) source: SourceId,
    pub(super) line: &'t LogicalLine,
    pub(super) in_block: bool,
    /// The whole line.
    pub(super) code: &'t str,
    /// The line up to the place, without the blanks at its end.
    pub(super) before: &'t str,
    /// What stands in it, without blanks.
    pub(super) tokens_before: Vec<Token>,
    /// The line from the place on.
    pub(super) rest: &'t str,
    /// What stands at the place: a word or number with its letters, or one sign; empty at the end of the line.
    pub(super) found: &'t str,
    /// The kind of what is found.
    pub(super) found_kind: Option<TokenKind>,
    /// Where it stands; the line's last character at its end.
    pub(super) span: Span,
    pub(super) expected: &'t [Expected],
}

impl<'t> Stop<'t> {
    pub(super) fn new(
        source: &Source,
        text: &'t str,
        line: &'t LogicalLine,
        failure: &'t Failure,
        in_block: bool,
    ) -> Self {
        let code = &text[line.start..line.end];
        let rest = code[failure.at..].trim_start();
        let at = code.len() - rest.len();
        let before = code[..at].trim_end();
        let found_token = tokens(rest).next();
        let found = found_token.as_ref().map_or("", |token| whole(rest, token));
        let span = if found.is_empty() {
            let last = code.chars().next_back().map_or(0, char::len_utf8);
            Span::new(source.id, line.end - last, line.end)
        } else {
            // A sign like `≤` is shorter in the scanned text than in the source.
            let end = line.start + at + found.len();
            let end = (end..=source.text.len()).find(|end| source.text.is_char_boundary(*end)).unwrap_or(end);
            Span::new(source.id, line.start + at, end)
        };
        Stop {
            source: source.id,
            line,
            in_block,
            code,
            before,
            tokens_before: tokens(before).filter(|token| token.kind != TokenKind::Blank).collect(),
            rest,
            found,
            found_kind: found_token.map(|token| token.kind),
            span,
            expected: &failure.expected,
        }
    }

    pub(super) fn error(&self, id: Id, message: impl Into<String>, help: impl Into<String>) -> Diagnostic {
        Diagnostic::new(id, self.span, message).help(help)
    }

    /// A stretch of the line.
    pub(super) fn at(&self, start: usize, end: usize) -> Span {
        Span::new(self.source, self.line.start + start, self.line.start + end)
    }

    /// Where what is found starts.
    pub(super) fn place(&self) -> usize {
        self.code.len() - self.rest.len()
    }

    /// The blanks between what stands before the place and what is found there.
    pub(super) fn gap(&self) -> Span {
        self.at(self.before.len(), self.place())
    }

    /// The fix that puts a `*` between the two.
    pub(super) fn multiplied(&self, diagnostic: Diagnostic, words: impl Into<String>) -> Diagnostic {
        diagnostic.fix(words, self.gap(), " * ")
    }

    /// What stands behind what is found.
    pub(super) fn behind(&self) -> &'t str {
        &self.rest[self.found.len()..]
    }

    pub(super) fn expects(&self, expected: Expected) -> bool {
        self.expected.contains(&expected)
    }

    pub(super) fn found_word(&self) -> bool {
        self.found_kind == Some(TokenKind::Word) && !self.found.starts_with(char::is_numeric)
    }

    pub(super) fn found_number(&self) -> bool {
        self.found_kind == Some(TokenKind::Number) && !self.found.starts_with('.')
    }

    pub(super) fn in_check(&self) -> bool {
        self.starts_with_word("check")
    }

    /// Whether the line starts with a word of its own, with a blank or the place behind it.
    pub(super) fn starts_with_word(&self, word: &str) -> bool {
        self.before.strip_prefix(word).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
    }

    /// The text of a token before the place.
    pub(super) fn text(&self, token: &Token) -> &'t str {
        &self.before[token.range.clone()]
    }

    /// The n-th token before the place, counted from the line's start, if it is a word.
    pub(super) fn word_before(&self, place: usize) -> Option<&'t str> {
        let token = self.tokens_before.get(place).filter(|token| token.kind == TokenKind::Word)?;
        Some(self.text(token))
    }

    /// Whether one of the signs stands before the place.
    pub(super) fn has_sign(&self, signs: &[&str]) -> bool {
        self.tokens_before
            .iter()
            .any(|token| token.kind == TokenKind::Sign && signs.contains(&self.text(token)))
    }

    /// How many more brackets are open than closed before the place, from a byte on.
    pub(super) fn open_brackets(&self, from: usize) -> isize {
        let signs = self.tokens_before.iter().filter(|token| token.range.start >= from);
        signs
            .map(|token| match self.text(token) {
                "(" => 1,
                ")" => -1,
                _ => 0,
            })
            .sum()
    }

    /// The last value before the place: a word or number with its letters and points, else the last character.
    pub(super) fn last(&self) -> &'t str {
        last_value(self.before)
    }
}

/// A token with the letters behind it where it is a word or a number: `5GB`.
fn whole<'t>(text: &'t str, token: &Token) -> &'t str {
    let text = &text[token.range.start..];
    let length = text.find(|letter| !is_word(letter)).unwrap_or(text.len());
    match token.kind {
        TokenKind::Word | TokenKind::Number if length > 0 => &text[..length],
        TokenKind::Sign => &text[..token.range.len()],
        _ => text.chars().next().map_or("", |first| &text[..first.len_utf8()]),
    }
}

/// The word or number with its letters and points at the end of a text; else its last character.
pub(super) fn last_value(text: &str) -> &str {
    let start = text.trim_end_matches(|letter| is_word(letter) || letter == '.').len();
    if start < text.len() {
        return &text[start..];
    }
    text.char_indices().next_back().map_or("", |(at, _)| &text[at..])
}

/// The digits at the end of a text.
pub(super) fn digits_at_end(text: &str) -> &str {
    &text[text.trim_end_matches(|digit: char| digit.is_ascii_digit()).len()..]
}

/// The digits at the start of a text.
pub(super) fn digits_at_start(text: &str) -> &str {
    &text[..text.len() - text.trim_start_matches(|digit: char| digit.is_ascii_digit()).len()]
}

/// A number at the end of a text with its `%`, `x` or `:`, as `20%`, `3x`, `7:2`; empty where there is none.
pub(super) fn share_or_number_at_end(text: &str) -> &str {
    let number = match text.strip_suffix('%') {
        Some(number) => number.trim_end(),
        None => text.strip_suffix(TIMES_MARK).unwrap_or(text),
    };
    let start = number
        .trim_end_matches(|letter: char| letter.is_ascii_digit() || matches!(letter, '.' | ':' | '_'))
        .len();
    let is_word = number[..start].ends_with(char::is_alphanumeric);
    if is_word || start == number.len() { "" } else { &text[start..] }
}
