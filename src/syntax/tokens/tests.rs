//! That no text loses a letter in its tokens, and what becomes of some.

use proptest::prelude::*;

use super::TokenKind::*;
use super::*;

fn kinds(text: &str) -> Vec<(TokenKind, &str)> {
    let all = tokens(text).map(|token| (token.kind, &text[token.range]));
    all.filter(|(kind, _)| *kind != Blank).collect()
}

#[test]
fn letters_become_words_numbers_and_signs() {
    assert_eq!(kinds("a1_=.5"), [(Word, "a1_"), (Sign, "="), (Number, ".5")]);
    assert_eq!(kinds("1..2"), [(Number, "1"), (Sign, ".."), (Number, "2")]);
    assert_eq!(kinds("1.2.3"), [(Number, "1.2"), (Sign, "."), (Number, "3")]);
    assert_eq!(kinds("m.to"), [(Word, "m"), (Sign, "."), (Word, "to")]);
    assert_eq!(kinds("2.5e6 2e5x"), [(Number, "2.5e6"), (Number, "2e5"), (Word, "x")]);
    assert_eq!(kinds("007 1_000"), [(Number, "007"), (Number, "1_000")]);
    assert_eq!(kinds("a→b<=c"), [(Word, "a"), (Sign, "→"), (Word, "b"), (Sign, "<="), (Word, "c")]);
    assert_eq!(
        kinds("\"a # b\" # c\n\"d"),
        [(Text, "\"a # b\""), (Comment, "# c"), (LineEnd, "\n"), (Text, "\"d")]
    );
    assert_eq!(kinds("e\u{301}e = \u{0}"), [(Word, "e\u{301}e"), (Sign, "="), (Other, "\u{0}")]);
}

proptest! {
    #[test]
    fn the_tokens_of_any_text_are_that_text(text in "\\PC*|[ -~\n\t\r]*|([a-c0-9._# \"→≤·µ€\u{a0}\u{301}\n]|->|\\*\\*)*") {
        let mut end = 0;
        let mut joined = String::new();
        for token in tokens(&text) {
            prop_assert_eq!(token.range.start, end);
            prop_assert!(token.range.end > token.range.start);
            end = token.range.end;
            joined.push_str(&text[token.range]);
        }
        prop_assert_eq!(joined, text);
    }
}
