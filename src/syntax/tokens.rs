//! The words and signs of a text, each by its kind as its place tells it, also where the text does not parse; for
//! colours and completion. Nothing is looked up: a word in a unit's place is a unit.

use std::ops::Range;

use super::scanner::JOINING_WORDS;

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenKind {
    /// `10`, `2.5e6`, `20%`, with its magnitude: `10 million`
    Number,
    /// A word in a unit's place: `GB`, `users`, `$`
    Unit,
    /// A name: `users`, `paste.content`
    Name,
    /// A name right before `(`
    Function,
    /// A word that starts a statement, or a reserved one: `check`, `over`
    Keyword,
    /// `+`, `->`, `~`
    Operator,
    /// Brackets and separators
    Punctuation,
    /// `"Pastebin"`
    Text,
    /// `# a note`
    Comment,
}

/// A piece of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// What it is.
    pub kind: TokenKind,
    /// Where it stands, in bytes.
    pub range: Range<usize>,
}

/// Words that start a statement, in the order in which a scenario uses them.
pub const STATEMENT_WORDS: [&str; 14] = [
    "title",
    "calendar",
    "bytes",
    "strict",
    "import",
    "unit",
    "record",
    "component",
    "workload",
    "path",
    "fn",
    "check",
    "case",
    "carries",
];

const MAGNITUDES: [&str; 12] =
    ["k", "K", "M", "bn", "T", "Ki", "Mi", "thousand", "million", "billion", "trillion", "nines"];

/// What the tokens before a word make of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// At the start of a statement.
    Start,
    /// Behind a number, a power of one or a closing bracket.
    BehindNumber,
    /// Behind a unit: a tight `/`, `-` or `*`, or `per`, goes on with it.
    BehindUnit,
    /// Where a unit goes on.
    InUnit,
    /// Behind `in`, `to`, `as`: all words are units.
    InTarget,
    /// Where an operand is due, or anything else.
    Other,
}

/// Cuts a text into tokens; blanks, and what is no token of the language, are between them.
pub fn tokens(text: &str) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::new();
    let mut place = Place::Start;
    let mut at = 0;
    while let Some(first) = text[at..].chars().next() {
        let rest = &text[at..];
        let length = first.len_utf8();
        let before = text[..at].chars().next_back();
        let (kind, end, next) = match first {
            '\n' => {
                place = Place::Start;
                at += 1;
                continue;
            }
            _ if first.is_whitespace() => {
                // A unit goes on over a tight sign only.
                at += length;
                continue;
            }
            '#' => (TokenKind::Comment, at + rest.find('\n').unwrap_or(rest.len()), place),
            '"' => {
                let line = &rest[1..rest.find('\n').unwrap_or(rest.len())];
                (TokenKind::Text, at + 1 + line.find('"').map_or(line.len(), |end| end + 1), Place::Other)
            }
            '$' => (TokenKind::Unit, at + 1, Place::BehindUnit),
            '%' => (TokenKind::Number, at + 1, Place::BehindNumber),
            '0'..='9' | '.' if is_number(rest) && !before.is_some_and(is_word) => {
                (TokenKind::Number, at + number_length(rest), Place::BehindNumber)
            }
            _ if is_word(first) => {
                let end = at + word_length(rest);
                let (kind, next) = word(text, at..end, place);
                (kind, end, next)
            }
            ')' => (TokenKind::Punctuation, at + 1, Place::BehindNumber),
            '{' | '}' => (TokenKind::Punctuation, at + 1, Place::Start),
            ',' => (TokenKind::Punctuation, at + 1, Place::Start),
            '(' | ':' => {
                (TokenKind::Punctuation, at + 1, if place == Place::InTarget { place } else { Place::Other })
            }
            '/' | '-' | '*' if place == Place::BehindUnit || place == Place::InTarget => {
                let is_tight = before.is_some_and(|sign| !sign.is_whitespace())
                    && rest[1..].chars().next().is_some_and(is_word);
                let next = match place {
                    Place::InTarget => place,
                    _ if is_tight => Place::InUnit,
                    _ => Place::Other,
                };
                (TokenKind::Operator, at + 1, next)
            }
            '/' if place == Place::BehindNumber
                && before.is_some_and(|sign| !sign.is_whitespace())
                && rest[1..].chars().next().is_some_and(is_word) =>
            {
                (TokenKind::Operator, at + 1, Place::InUnit)
            }
            '^' => {
                (TokenKind::Operator, at + 1, if place == Place::BehindUnit { place } else { Place::Other })
            }
            '+' | '-' | '*' | '/' | '|' | '~' | '<' | '>' | '=' | '.' | '×' | '÷' | '−' | '→' | '≤' | '≥'
            | '≈' => {
                let two = ["->", "..", "<=", ">=", "=="].iter().any(|sign| rest.starts_with(sign));
                (TokenKind::Operator, at + if two { 2 } else { length }, Place::Other)
            }
            _ => {
                at += length;
                continue;
            }
        };
        tokens.push(Token { kind, range: at..end });
        place = next;
        at = end;
    }
    tokens
}

/// What a word is at its place, and what stands behind it.
fn word(text: &str, range: Range<usize>, place: Place) -> (TokenKind, Place) {
    let word = &text[range.clone()];
    let behind = &text[range.end..];
    let next = behind.trim_start_matches([' ', '\t']);
    let is_bound = next.starts_with('=') && !next.starts_with("==");
    if is_bound && matches!(place, Place::Start | Place::Other) {
        return (TokenKind::Name, Place::Other);
    }
    if JOINING_WORDS.contains(&word) {
        let next = match word {
            "in" | "to" | "as" => Place::InTarget,
            "per" if matches!(place, Place::BehindUnit | Place::BehindNumber) => Place::InUnit,
            "per" if place == Place::InTarget => Place::InTarget,
            _ => Place::Other,
        };
        return (TokenKind::Keyword, next);
    }
    let is_magnitude = MAGNITUDES.contains(&word) || word == "x";
    match place {
        Place::BehindNumber if is_magnitude => (TokenKind::Number, Place::BehindNumber),
        Place::InUnit | Place::InTarget if is_magnitude && word.len() > 2 => (TokenKind::Number, place),
        Place::BehindNumber | Place::InUnit if !behind.starts_with(['(', '.']) => {
            (TokenKind::Unit, Place::BehindUnit)
        }
        Place::InTarget => (TokenKind::Unit, Place::InTarget),
        Place::Start if STATEMENT_WORDS.contains(&word) && word != "carries" => {
            // A statement's own word, but for the block's or the unit's name behind it.
            let is_unit = word == "unit";
            (TokenKind::Keyword, if is_unit { Place::BehindNumber } else { Place::Other })
        }
        _ if word == "carries" && !text[..range.start].trim().is_empty() => {
            (TokenKind::Keyword, Place::Other)
        }
        _ if behind.starts_with('(') => (TokenKind::Function, Place::Other),
        _ => (TokenKind::Name, Place::Other),
    }
}

fn is_word(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_' || letter == 'µ'
}

/// A word, with the dots and words behind it: `paste.content`.
fn word_length(text: &str) -> usize {
    let mut end = 0;
    for (at, letter) in text.char_indices() {
        let goes_on = is_word(letter) || letter == '.' && text[at + 1..].starts_with(char::is_alphabetic);
        if !goes_on {
            return at;
        }
        end = at + letter.len_utf8();
    }
    end
}

fn is_number(text: &str) -> bool {
    text.trim_start_matches('.').starts_with(|digit: char| digit.is_ascii_digit())
        && text.bytes().take_while(|byte| *byte == b'.').count() <= 1
}

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
        if is_digit(end + 1 + sign) {
            end = digits(end + 1 + sign);
        }
    }
    end
}

#[cfg(test)]
mod tests {
    use super::TokenKind::*;
    use super::*;

    fn kinds(text: &str) -> Vec<(TokenKind, &str)> {
        tokens(text).into_iter().map(|token| (token.kind, &text[token.range])).collect()
    }

    #[test]
    fn a_word_is_what_its_place_makes_of_it() {
        assert_eq!(
            kinds("users = 10 million users # all"),
            [
                (Name, "users"),
                (Operator, "="),
                (Number, "10"),
                (Number, "million"),
                (Unit, "users"),
                (Comment, "# all")
            ]
        );
        assert_eq!(
            kinds("servers(load, 1k req/s) / shards"),
            [
                (Function, "servers"),
                (Punctuation, "("),
                (Name, "load"),
                (Punctuation, ","),
                (Number, "1"),
                (Number, "k"),
                (Unit, "req"),
                (Operator, "/"),
                (Unit, "s"),
                (Punctuation, ")"),
                (Operator, "/"),
                (Name, "shards")
            ]
        );
        assert_eq!(
            kinds("x in GB/day"),
            [(Name, "x"), (Keyword, "in"), (Unit, "GB"), (Operator, "/"), (Unit, "day")]
        );
        assert_eq!(
            kinds("check a ~ 5 GB per user within 5%"),
            [
                (Keyword, "check"),
                (Name, "a"),
                (Operator, "~"),
                (Number, "5"),
                (Unit, "GB"),
                (Keyword, "per"),
                (Unit, "user"),
                (Keyword, "within"),
                (Number, "5"),
                (Number, "%")
            ]
        );
    }

    #[test]
    fn statement_words_may_be_names() {
        assert_eq!(kinds("path = 5")[0], (Name, "path"));
        assert_eq!(kinds("path read = lb -> app")[..2], [(Keyword, "path"), (Name, "read")]);
        assert_eq!(kinds("record p { path = 5 B }")[3], (Name, "path"));
        assert_eq!(kinds("read carries x")[1], (Keyword, "carries"));
    }

    #[test]
    fn what_does_not_parse_has_tokens_too() {
        assert_eq!(kinds("a = 5 +")[3], (Operator, "+"));
        assert_eq!(kinds("\"open"), [(Text, "\"open")]);
        assert_eq!(kinds("1..2"), [(Number, "1"), (Operator, ".."), (Number, "2")]);
        for text in ["é = 5 ü/ß # ñ", "((((", "5.", ".", "..", "$", "1e", "\u{0}", "a.", "名 = 1"] {
            for token in tokens(text) {
                assert!(!text[token.range].is_empty(), "{text:?}");
            }
        }
    }
}
