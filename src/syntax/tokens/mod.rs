//! Cuts any text into tokens without loss: the one place where letters become words, numbers and signs. It knows no
//! grammar; a word is a word wherever it stands.

#[cfg(test)]
mod tests;

use std::ops::Range;

use unicode_normalization::char::is_combining_mark;

/// What a token is by its letters alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenKind {
    /// Blanks inside a line, pasted ones too.
    Blank,
    /// The end of a line.
    LineEnd,
    /// `# a note`, up to the end of its line.
    Comment,
    /// `"Pastebin"`; without its second quote up to the end of its line.
    Text,
    /// `users`, `_x`, `名`: letters, digits and `_`, none first that is a digit.
    Word,
    /// `10`, `1_000`, `2.5e6`, `.5`; also `007`, which is none.
    Number,
    /// `+`, `->`, `(`, `≤`: one sign, or two that belong together.
    Sign,
    /// One character that means nothing outside a text or a comment.
    Other,
}

/// A piece of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// What it is.
    pub kind: TokenKind,
    /// Where it stands, in bytes.
    pub range: Range<usize>,
}

/// Signs that are written with two characters.
const DOUBLE_SIGNS: [&str; 6] = ["->", "..", "<=", ">=", "==", "**"];
/// Signs that people paste, and what each is typed as.
const PASTED_SIGNS: [(char, &str); 10] = [
    ('×', "*"),
    ('·', "*"),
    ('\u{387}', "*"),
    ('÷', "/"),
    ('−', "-"),
    ('–', "-"),
    ('→', "->"),
    ('≤', "<="),
    ('≥', ">="),
    ('≈', "~"),
];
/// Digits of a power as people paste them, and the minus before them.
const RAISED: [(char, char); 11] = [
    ('⁰', '0'),
    ('¹', '1'),
    ('²', '2'),
    ('³', '3'),
    ('⁴', '4'),
    ('⁵', '5'),
    ('⁶', '6'),
    ('⁷', '7'),
    ('⁸', '8'),
    ('⁹', '9'),
    ('⁻', '-'),
];
/// Blanks that people paste: no break, narrow no break, thin, ideographic, byte order mark.
const PASTED_BLANKS: [char; 5] = ['\u{a0}', '\u{202f}', '\u{2009}', '\u{3000}', '\u{feff}'];

/// Cuts a text from its start on, one token at a time; the ranges follow each other and cover the text.
#[derive(Debug, Clone)]
pub struct Tokens<'t> {
    text: &'t str,
    at: usize,
}

/// The tokens of a text: put together they are that text.
pub fn tokens(text: &str) -> Tokens<'_> {
    Tokens { text, at: 0 }
}

impl Iterator for Tokens<'_> {
    type Item = Token;

    fn next(&mut self) -> Option<Token> {
        let rest = &self.text[self.at..];
        let first = rest.chars().next()?;
        let (kind, length) = match first {
            '\n' => (TokenKind::LineEnd, 1),
            _ if is_blank(first) => (TokenKind::Blank, length_while(rest, is_blank)),
            '#' => (TokenKind::Comment, rest.find('\n').unwrap_or(rest.len())),
            '"' => (TokenKind::Text, text_length(rest)),
            _ if is_word_start(first) => (TokenKind::Word, length_while(rest, is_word)),
            '0'..='9' => (TokenKind::Number, number_length(rest)),
            '.' if self.starts_number() => (TokenKind::Number, number_length(rest)),
            _ if is_sign(first) => (TokenKind::Sign, sign_length(rest, first)),
            _ => (TokenKind::Other, first.len_utf8()),
        };
        let start = self.at;
        self.at += length;
        Some(Token { kind, range: start..self.at })
    }
}

impl Tokens<'_> {
    /// Whether the point that comes next starts a fraction, `.5`: behind a word it is a field's.
    fn starts_number(&self) -> bool {
        let is_behind_value =
            self.text[..self.at].ends_with(|before| is_word(before) || matches!(before, ')' | '.'));
        self.text[self.at + 1..].starts_with(|digit: char| digit.is_ascii_digit()) && !is_behind_value
    }
}

/// Whether a character is a blank inside a line.
pub(super) fn is_blank(letter: char) -> bool {
    letter != '\n' && (letter.is_ascii_whitespace() || PASTED_BLANKS.contains(&letter))
}

/// Whether a character may stand in a word.
#[inline]
pub fn is_word(letter: char) -> bool {
    if letter.is_ascii() { letter.is_ascii_alphanumeric() || letter == '_' } else { is_other_word(letter) }
}

/// The same of a character that is not ASCII; apart, so that the usual answer is given in place.
#[inline(never)]
fn is_other_word(letter: char) -> bool {
    (letter.is_alphanumeric() || is_combining_mark(letter)) && raised(letter).is_none()
}

fn is_word_start(letter: char) -> bool {
    is_word(letter) && !letter.is_ascii_digit()
}

fn is_sign(letter: char) -> bool {
    letter.is_ascii_punctuation()
        || matches!(letter, '€' | '£' | '¢' | '₹')
        || pasted_sign(letter).is_some()
        || raised(letter).is_some()
}

/// The digit or the minus that a raised one stands for: `2` for `²`.
pub(super) fn raised(letter: char) -> Option<char> {
    RAISED.iter().find(|(other, _)| *other == letter).map(|(_, digit)| *digit)
}

/// What a pasted sign is typed as: `->` for `→`.
pub(super) fn pasted_sign(letter: char) -> Option<&'static str> {
    PASTED_SIGNS.iter().find(|(pasted, _)| *pasted == letter).map(|(_, typed)| *typed)
}

fn length_while(text: &str, belongs: impl Fn(char) -> bool) -> usize {
    text.find(|letter| !belongs(letter)).unwrap_or(text.len())
}

fn text_length(text: &str) -> usize {
    let end = text[1..].find(['"', '\n']).map_or(text.len(), |end| end + 1);
    if text[end..].starts_with('"') { end + 1 } else { end }
}

fn sign_length(text: &str, first: char) -> usize {
    let double = DOUBLE_SIGNS.iter().any(|sign| text.starts_with(sign));
    if double { 2 } else { first.len_utf8() }
}

/// The length of a number: digits with `_`, a fraction, a power of ten.
fn number_length(text: &str) -> usize {
    let bytes = text.as_bytes();
    let digits = |mut at: usize| {
        while bytes.get(at).is_some_and(|byte| byte.is_ascii_digit() || *byte == b'_') {
            at += 1;
        }
        at
    };
    let is_digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let mut end = digits(0);
    if bytes.get(end) == Some(&b'.') && is_digit(end + 1) {
        end = digits(end + 1);
    }
    if matches!(bytes.get(end), Some(b'e' | b'E')) {
        let sign = usize::from(matches!(bytes.get(end + 1), Some(b'+' | b'-')));
        let power = end + 1 + sign;
        // A unit may stand tight behind it, `2e3s`; digits with `_` are no power.
        if is_digit(power) {
            end = power + text[power..].bytes().take_while(u8::is_ascii_digit).count();
        }
    }
    end
}
