//! The words and signs of a text, each by its kind as its place tells it, also where the text does not parse; for
//! colours and completion. Nothing is looked up: a word in a unit's place is a unit.

use std::ops::Range;

use super::tokens::{self, TokenKind, is_word};
use super::words;

/// What a piece of a text is at its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Colour {
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

/// A piece of a text with its colour.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coloured {
    /// What it is.
    pub colour: Colour,
    /// Where it stands, in bytes.
    pub range: Range<usize>,
}

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

/// The coloured pieces of a text; blanks, and what is no token of the language, are between them.
pub fn coloured(text: &str) -> Vec<Coloured> {
    let mut pieces: Vec<Coloured> = Vec::new();
    let mut place = Place::Start;
    let mut tokens = tokens::tokens(text).peekable();
    while let Some(token) = tokens.next() {
        let mut range = token.range;
        let (colour, next) = match token.kind {
            TokenKind::Blank | TokenKind::Other => continue,
            TokenKind::LineEnd => {
                place = Place::Start;
                continue;
            }
            TokenKind::Comment => (Colour::Comment, place),
            TokenKind::Text => (Colour::Text, Place::Other),
            TokenKind::Number => (Colour::Number, Place::BehindNumber),
            TokenKind::Word => {
                // With the dots and words behind it: `paste.content`.
                let end = range.start + dotted_length(&text[range.start..]);
                while tokens.next_if(|token| token.range.start < end).is_some() {}
                range.end = end;
                word(text, range.clone(), place)
            }
            TokenKind::Sign => sign(text, &range, place),
        };
        place = next;
        pieces.push(Coloured { colour, range });
    }
    pieces
}

/// What a sign is at its place, and what stands behind it.
fn sign(text: &str, range: &Range<usize>, place: Place) -> (Colour, Place) {
    let sign = &text[range.clone()];
    // A unit goes on over a tight sign only.
    let is_tight = || {
        text[..range.start].ends_with(|before: char| !before.is_whitespace())
            && text[range.end..].starts_with(is_word)
    };
    match sign {
        _ if words::CURRENCIES.contains(&sign) => (Colour::Unit, Place::BehindUnit),
        "%" => (Colour::Number, Place::BehindNumber),
        ")" => (Colour::Punctuation, Place::BehindNumber),
        "{" | "}" | "," => (Colour::Punctuation, Place::Start),
        "(" | ":" => (Colour::Punctuation, if place == Place::InTarget { place } else { Place::Other }),
        "/" | "-" | "*" if place == Place::InTarget => (Colour::Operator, place),
        "/" | "-" | "*" if place == Place::BehindUnit && is_tight() => (Colour::Operator, Place::InUnit),
        "/" if place == Place::BehindNumber && is_tight() => (Colour::Operator, Place::InUnit),
        "^" if place == Place::BehindUnit => (Colour::Operator, place),
        _ => (Colour::Operator, Place::Other),
    }
}

/// What a word is at its place, and what stands behind it.
fn word(text: &str, range: Range<usize>, place: Place) -> (Colour, Place) {
    let word = &text[range.clone()];
    let behind = &text[range.end..];
    let next = behind.trim_start_matches([' ', '\t']);
    let is_bound = next.starts_with('=') && !next.starts_with("==");
    if is_bound && matches!(place, Place::Start | Place::Other) {
        return (Colour::Name, Place::Other);
    }
    if words::is_reserved(word) {
        let next = match word {
            _ if words::CONVERSIONS.contains(&word) => Place::InTarget,
            "per" if matches!(place, Place::BehindUnit | Place::BehindNumber) => Place::InUnit,
            "per" if place == Place::InTarget => Place::InTarget,
            _ => Place::Other,
        };
        return (Colour::Keyword, next);
    }
    let is_magnitude =
        words::magnitude(word).is_some() || words::NINES.contains(&word) || word == words::TIMES_MARK;
    match place {
        Place::BehindNumber if is_magnitude => (Colour::Number, Place::BehindNumber),
        Place::InUnit | Place::InTarget if is_magnitude && word.len() > 2 => (Colour::Number, place),
        Place::BehindNumber | Place::InUnit if !behind.starts_with(['(', '.']) => {
            (Colour::Unit, Place::BehindUnit)
        }
        Place::InTarget => (Colour::Unit, Place::InTarget),
        Place::Start if words::is_statement(word) && word != "carries" => {
            // A statement's own word, but for the block's or the unit's name behind it.
            let is_unit = word == "unit";
            (Colour::Keyword, if is_unit { Place::BehindNumber } else { Place::Other })
        }
        _ if word == "carries" && !text[..range.start].trim().is_empty() => (Colour::Keyword, Place::Other),
        _ if behind.starts_with('(') => (Colour::Function, Place::Other),
        _ => (Colour::Name, Place::Other),
    }
}

/// The length of a word with the dots and words behind it: `paste.content`.
fn dotted_length(text: &str) -> usize {
    let goes_on = |at: usize| text[at + 1..].starts_with(char::is_alphabetic);
    let end = text.char_indices().find(|(at, letter)| !(is_word(*letter) || *letter == '.' && goes_on(*at)));
    end.map_or(text.len(), |(at, _)| at)
}

#[cfg(test)]
mod tests {
    use super::Colour::*;
    use super::*;

    fn kinds(text: &str) -> Vec<(Colour, &str)> {
        coloured(text).into_iter().map(|piece| (piece.colour, &text[piece.range])).collect()
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
            for piece in coloured(text) {
                assert!(!text[piece.range].is_empty(), "{text:?}");
            }
        }
    }

    #[test]
    fn every_magnitude_is_a_number_behind_one() {
        for scale in words::MAGNITUDE_WORDS
            .iter()
            .chain(&words::OTHER_MAGNITUDE_WORDS)
            .chain(&words::MAGNITUDE_LETTERS)
            // The point of an abbreviation is a sign by itself.
            .filter(|scale| !scale.word.ends_with('.'))
        {
            let text = format!("32 {} users", scale.word);
            assert_eq!(kinds(&text)[1..], [(Number, scale.word), (Unit, "users")], "{text}");
        }
        assert_eq!(kinds("x = 4Gi")[3], (Number, "Gi"));
        assert_eq!(kinds("x = 4 nines")[3], (Number, "nines"));
    }
}
