//! The words and letters that stand for powers of ten and of two behind a number; knows no unit and no grammar.

/// A word or letters behind a number that multiply it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MagnitudeWord {
    /// As it is written.
    pub word: &'static str,
    /// The power of ten that it stands for; 0 for a binary one.
    pub ten: i32,
    /// The power of two that it stands for; 0 for a decimal one.
    pub two: i32,
}

const fn decimal(word: &'static str, ten: i32) -> MagnitudeWord {
    MagnitudeWord { word, ten, two: 0 }
}

const fn binary(word: &'static str, two: i32) -> MagnitudeWord {
    MagnitudeWord { word, ten: 0, two }
}

/// The magnitudes that are words, in rising order; they are read in any case.
pub const WORDS: [MagnitudeWord; 4] =
    [decimal("thousand", 3), decimal("million", 6), decimal("billion", 9), decimal("trillion", 12)];

/// The magnitudes that are letters, each read in its own case only; of two for the same power the usual one is first.
pub const LETTERS: [MagnitudeWord; 9] = [
    decimal("k", 3),
    decimal("K", 3),
    decimal("M", 6),
    decimal("bn", 9),
    decimal("T", 12),
    binary("Ki", 10),
    binary("Mi", 20),
    binary("Gi", 30),
    binary("Ti", 40),
];

/// What a word or letters behind a number stand for.
pub fn scale(word: &str) -> Option<MagnitudeWord> {
    let letters = || LETTERS.into_iter().find(|scale| scale.word == word);
    letters().or_else(|| WORDS.into_iter().find(|scale| scale.word.eq_ignore_ascii_case(word)))
}

/// The word for a power of ten: `million` for 6.
pub fn word_of(ten: i32) -> Option<&'static str> {
    WORDS.into_iter().find(|scale| scale.ten == ten).map(|scale| scale.word)
}

/// The usual letters for a power of ten: `bn` for 9.
pub fn letters_of(ten: i32) -> Option<&'static str> {
    LETTERS.into_iter().find(|scale| scale.ten == ten && scale.two == 0).map(|scale| scale.word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_have_a_case_and_words_have_none() {
        assert_eq!(scale("MILLION").map(|scale| scale.ten), Some(6));
        assert_eq!(scale("Gi").map(|scale| scale.two), Some(30));
        assert_eq!((scale("gi"), scale("m"), scale("B"), scale("")), (None, None, None, None));
    }

    #[test]
    fn powers_have_their_words_back() {
        assert_eq!((word_of(12), letters_of(12), letters_of(3)), (Some("trillion"), Some("T"), Some("k")));
        assert_eq!((word_of(0), letters_of(0), word_of(1)), (None, None, None));
    }
}
