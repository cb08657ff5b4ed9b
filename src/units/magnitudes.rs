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

/// The magnitudes that are words, in rising order, as napkin writes them; they are read in any case.
pub const WORDS: [MagnitudeWord; 4] =
    [decimal("thousand", 3), decimal("million", 6), decimal("billion", 9), decimal("trillion", 12)];

/// Other words that people write for a magnitude, read in any case too.
pub const OTHER_WORDS: [MagnitudeWord; 37] = [
    decimal("quadrillion", 15),
    decimal("thousands", 3),
    decimal("millions", 6),
    decimal("billions", 9),
    decimal("trillions", 12),
    decimal("quadrillions", 15),
    decimal("lakh", 5),
    decimal("lakhs", 5),
    decimal("crore", 7),
    decimal("crores", 7),
    decimal("mil", 6),
    decimal("mio", 6),
    decimal("mio.", 6),
    decimal("millionen", 6),
    decimal("millones", 6),
    decimal("millon", 6),
    decimal("millón", 6),
    decimal("milliarden", 9),
    decimal("milliarde", 9),
    decimal("tausend", 3),
    decimal("lac", 5),
    decimal("lacs", 5),
    decimal("cr", 7),
    decimal("mrd.", 9),
    decimal("tsd.", 3),
    decimal("mln", 6),
    decimal("mrd", 9),
    decimal("bln", 9),
    decimal("tsd", 3),
    decimal("тыс", 3),
    decimal("млн", 6),
    decimal("млрд", 9),
    decimal("千", 3),
    decimal("万", 4),
    decimal("萬", 4),
    decimal("亿", 8),
    decimal("億", 8),
];

/// The magnitudes that are letters, each read in its own case only; of two for the same power the usual one is first.
pub const LETTERS: [MagnitudeWord; 13] = [
    decimal("k", 3),
    decimal("K", 3),
    decimal("M", 6),
    decimal("mn", 6),
    decimal("MM", 6),
    decimal("bn", 9),
    decimal("T", 12),
    binary("Ki", 10),
    binary("Mi", 20),
    binary("Gi", 30),
    binary("Ti", 40),
    binary("Pi", 50),
    binary("Ei", 60),
];

/// What a word or letters behind a number stand for.
pub fn scale(word: &str) -> Option<MagnitudeWord> {
    let letters = || LETTERS.into_iter().find(|scale| scale.word == word);
    let mut words = WORDS.into_iter().chain(OTHER_WORDS);
    letters().or_else(|| words.find(|scale| scale.word.eq_ignore_ascii_case(word)))
}

/// How napkin writes a word for a magnitude that people spell otherwise: `million` for `mil`, `bn` for `Mrd`; none for
/// one that is written so already.
pub fn usual(word: &str) -> Option<&'static str> {
    let usual = match word.to_lowercase().as_str() {
        "thousands" | "tausend" | "tsd" | "tsd." | "тыс" | "千" => "thousand",
        "millions" | "millionen" | "millones" | "millon" | "millón" | "mil" | "mio" | "mio." | "mln"
        | "mn" | "mm" | "млн" => "million",
        "billions" => "billion",
        "milliarden" | "milliarde" | "mrd" | "mrd." | "bln" | "млрд" => "bn",
        "trillions" => "trillion",
        "quadrillions" => "quadrillion",
        "lakhs" | "lac" | "lacs" => "lakh",
        "crores" | "cr" => "crore",
        "萬" => "万",
        "億" => "亿",
        _ => return None,
    };
    Some(usual)
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
