//! Every list of words that the language has a meaning for, once, and held against the grammar; knows no place.

use crate::units::magnitudes;
pub use crate::units::magnitudes::{
    LETTERS as MAGNITUDE_LETTERS, MagnitudeWord, OTHER_WORDS as OTHER_MAGNITUDE_WORDS,
    WORDS as MAGNITUDE_WORDS,
};

/// A word that starts a statement, or with `carries` stands in one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StatementWord {
    /// The word.
    pub word: &'static str,
    /// What the statement is for, in a few words.
    pub about: &'static str,
    /// How it is written.
    pub example: &'static str,
    /// What the word is followed by.
    pub behind: Behind,
}

/// What stands behind a statement's word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Behind {
    /// A setting, a text or an expression.
    Content,
    /// A name that the statement binds.
    Name,
    /// A name that the block binds, and its `{`.
    NameAndBlock,
    /// A text in quotes or nothing, and a `{`.
    Block,
}

const fn row(
    word: &'static str,
    behind: Behind,
    example: &'static str,
    about: &'static str,
) -> StatementWord {
    StatementWord { word, about, example, behind }
}

/// The words of statements, in the order in which a scenario uses them.
pub const STATEMENTS: [StatementWord; 14] = [
    row("title", Behind::Content, "title \"Pastebin\"", "title \"Pastebin\""),
    row("calendar", Behind::Block, "calendar primer", "what a month is: civil, primer, round, 30/365"),
    row("bytes", Behind::Content, "bytes binary", "bytes binary: a KB is 1024 bytes"),
    row("strict", Behind::Content, "strict", "every noun is declared"),
    row("import", Behind::Content, "import \"base.nap\"", "import latency, import \"file.nap\""),
    row("unit", Behind::Name, "unit tweet, datum/data", "declare a noun or a unit: unit shard = 500 GB"),
    row(
        "record",
        Behind::NameAndBlock,
        "record paste { content = 1 KB }",
        "the fields of a thing: size(paste)",
    ),
    row(
        "component",
        Behind::NameAndBlock,
        "component db { availability = 99.9% }",
        "a part: availability, latency, capacity, cost",
    ),
    row(
        "workload",
        Behind::NameAndBlock,
        "workload pastes { users = 10 million users }",
        "users, rates, payload, retention: traffic, storage",
    ),
    row("path", Behind::Name, "path read = lb -> app", "a chain of components: lb -> app -> db"),
    row(
        "fn",
        Behind::Name,
        "fn peak(rate, factor = 2) = rate * factor",
        "a function of your own: fn double(x) = 2 * x",
    ),
    row("check", Behind::Content, "check storage < 1 TB", "check storage ~ 450 GB within 2%"),
    row(
        "case",
        Behind::Block,
        "case \"launch\" { users = 10 users }",
        "a named variant: case \"launch\" { ... }",
    ),
    row(
        "carries",
        Behind::Content,
        "read carries reads as requests",
        "what a path carries: read carries rate",
    ),
];

/// The words that are operators everywhere, so that none can be a name; a line that ends in one goes on.
pub const RESERVED: [&str; 7] = ["in", "to", "as", "of", "over", "per", "within"];
/// The reserved words behind which a unit is due, in which a value is then shown.
pub const CONVERSIONS: [&str; 3] = ["in", "to", "as"];
/// The word that is `over` between a rate and a time, and may be a name elsewhere: `5 TB/day for 3 years`.
pub const FOR: &str = "for";
/// Words between a number and its noun or behind a unit that change nothing: `100M active users`, `30 ms avg`.
pub const QUALIFIERS: [&str; 39] = [
    "active",
    "concurrent",
    "simultaneous",
    "unique",
    "distinct",
    "registered",
    "total",
    "average",
    "avg",
    "mean",
    "median",
    "typical",
    "peak",
    "maximum",
    "max",
    "minimum",
    "new",
    "existing",
    "paid",
    "paying",
    "free",
    "hot",
    "warm",
    "cold",
    "online",
    "raw",
    "compressed",
    "each",
    "apiece",
    "uptime",
    "kept",
    "stored",
    "retained",
    "p50",
    "p75",
    "p90",
    "p95",
    "p99.9",
    "p99",
];
/// Qualifiers that say a period, so that only people can be counted so: `10M daily active users`.
pub const CADENCES: [(&str, &str); 3] = [("daily", "day"), ("weekly", "week"), ("monthly", "month")];
/// Qualifiers behind which a cadence changes nothing, whatever is counted.
pub const CADENCE_TAKERS: [&str; 2] = ["active", "unique"];
/// Nouns for people, in the singular: `10M daily users` are users, where `10M daily writes` is a rate.
pub const PEOPLE: [&str; 22] = [
    "user",
    "visitor",
    "customer",
    "player",
    "subscriber",
    "person",
    "viewer",
    "reader",
    "listener",
    "buyer",
    "shopper",
    "rider",
    "driver",
    "member",
    "guest",
    "student",
    "employee",
    "gamer",
    "streamer",
    "creator",
    "follower",
    "patient",
];
/// The word before a number that says that it is rough, as `~` does: `about 100M`.
pub const ROUGHLY: [&str; 8] =
    ["about", "around", "approximately", "approx", "roughly", "circa", "nearly", "almost"];
/// Units of time that a duration is put together of: `3 days and 15 hours`, `4 hours, 30 minutes`.
pub const TIMES: [&str; 35] = [
    "years",
    "year",
    "yr",
    "yrs",
    "y",
    "months",
    "month",
    "mo",
    "weeks",
    "week",
    "wk",
    "w",
    "days",
    "day",
    "d",
    "hours",
    "hour",
    "hrs",
    "hr",
    "h",
    "minutes",
    "minute",
    "mins",
    "min",
    "m",
    "seconds",
    "second",
    "secs",
    "sec",
    "s",
    "milliseconds",
    "millisecond",
    "ms",
    "us",
    "ns",
];
/// Words of sentences, which are neither nouns nor adjectives: a line that has one is no formula with a noun of two words.
pub const JOINING: [&str; 30] = [
    "a", "an", "the", "at", "by", "with", "without", "from", "and", "or", "is", "are", "on", "every", "each",
    "that", "which", "de", "del", "al", "por", "pro", "mit", "durante", "then", "plus", "times", "between",
    "up", "than",
];
/// The letter behind a number that makes it a factor: `3x`.
pub const TIMES_MARK: &str = "x";
/// The words that make a number an availability: `4 nines`.
pub const NINES: [&str; 2] = ["nines", "nine"];
/// The signs of money.
pub const CURRENCIES: [&str; 5] = ["$", "€", "£", "¢", "₹"];

/// What a word or letters behind a number stand for: `million`, `k`, `Gi`.
pub fn magnitude(word: &str) -> Option<MagnitudeWord> {
    magnitudes::scale(word)
}

/// Whether a word is a magnitude spelt out in lower case: `million`.
pub fn is_magnitude_word(word: &str) -> bool {
    MAGNITUDE_WORDS.iter().any(|scale| scale.word == word)
}

/// The row of a statement's word.
pub fn statement(word: &str) -> Option<&'static StatementWord> {
    STATEMENTS.iter().find(|row| row.word == word)
}

/// Whether a word starts a statement, or is `carries`.
pub fn is_statement(word: &str) -> bool {
    statement(word).is_some()
}

/// Whether a word is an operator everywhere and cannot be a name.
pub fn is_reserved(word: &str) -> bool {
    RESERVED.contains(&word)
}

/// Whether a word starts a block: `record`, `calendar`.
pub fn is_block(word: &str) -> bool {
    block_words().any(|block| block == word)
}

/// The words that start a block, in the order in which messages name them.
pub fn block_words() -> impl Iterator<Item = &'static str> {
    ["record", "component", "workload", "case", "calendar"].into_iter()
}

/// Whether a word behind a number is never a unit: a magnitude, `x`, or an operator.
pub fn is_no_unit(word: &str) -> bool {
    word == TIMES_MARK || word == FOR || is_reserved(word) || magnitude(word).is_some()
}

/// How a word of the language is used, in an example; that of `import` for any other word.
pub fn example(word: &str) -> &'static str {
    match word {
        "in" | "to" => "growth in GB/day",
        "as" => "reads as requests",
        "of" => "20% of users",
        "over" => "growth over 3 years",
        "per" => "storage per user",
        "within" => "check storage ~ 450 GB within 2%",
        _ => statement(word).map_or("import \"base.nap\"", |row| row.example),
    }
}

/// The longest row of like parts that is written out: `api | api | api | api`.
const MOST_WRITTEN_OUT: u64 = 4;

/// Several of one component, as people say it in a path, and the ways to write it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Copies {
    count: u64,
    name: String,
}

impl Copies {
    /// Two or more of a name; none where the count is no whole number in digits, or the name no name.
    pub fn of(count: &str, name: &str) -> Option<Self> {
        let is_name = name.starts_with(|first: char| first.is_alphabetic() || first == '_')
            && name.chars().all(|letter| letter.is_alphanumeric() || letter == '_');
        let is_whole = count.bytes().all(|digit| digit.is_ascii_digit());
        let count = count.parse().ok().filter(|count| is_whole && is_name && *count > 1)?;
        Some(Self { count, name: name.to_owned() })
    }

    /// What is wrong with how it was said.
    pub fn message(&self) -> String {
        format!("this does not say how many of {} `{}` are needed", self.count, self.name)
    }

    /// What to type, with what it means.
    pub fn help(&self) -> String {
        let [(all, _), (one, _)] = self.ways();
        format!("{all}; {one}")
    }

    /// Each way to write it: in words, and the text.
    pub fn ways(&self) -> [(String, String); 2] {
        let Self { count, name } = self;
        let all = format!("{count} of {count} {name}");
        let one = if *count > MOST_WRITTEN_OUT {
            format!("1 of {count} {name}")
        } else {
            vec![name.as_str(); *count as usize].join(" | ")
        };
        [
            (format!("where all {count} are needed, write `{all}`"), all),
            (format!("where one of them will do, write `{one}`"), one),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GRAMMAR: &str = include_str!("../../grammar/napkin.pest");

    /// The body of a rule.
    fn rule(name: &str) -> &'static str {
        let start = GRAMMAR.find(&format!("\n{name} = ")).expect("every rule that is named is there");
        let body = &GRAMMAR[start + name.len() + 4..];
        body.split_once("\n}").map_or(body, |(body, _)| body).split("\n//").next().unwrap_or(body)
    }

    /// What stands in quotes in a rule, in lower case where a `^` says that its case does not matter.
    fn quoted(name: &str) -> Vec<&'static str> {
        rule(name).lines().flat_map(in_quotes).collect()
    }

    fn in_quotes(line: &'static str) -> impl Iterator<Item = &'static str> {
        line.split('"').skip(1).step_by(2)
    }

    fn sorted<'w>(words: impl IntoIterator<Item = &'w str>) -> Vec<&'w str> {
        let mut words: Vec<&str> = words.into_iter().collect();
        words.sort_unstable();
        words
    }

    /// The first literal of each alternative of a rule, down to where one is written.
    fn first_words(name: &str) -> Vec<&'static str> {
        let names = rule(name).split('|').map(|part| part.trim_matches([' ', '_', '{', '}', '\n']));
        names.filter_map(|part| quoted(part).first().copied()).collect()
    }

    #[test]
    fn magnitudes_are_those_of_the_grammar() {
        let spelt = || MAGNITUDE_WORDS.iter().chain(&OTHER_MAGNITUDE_WORDS);
        let ours = || spelt().chain(&MAGNITUDE_LETTERS).map(|scale| scale.word);
        assert_eq!(sorted(quoted("magnitude_word")), sorted(ours()));
        for scale in spelt().filter(|scale| scale.word.bytes().all(|byte| byte.is_ascii())) {
            assert!(rule("magnitude_word").contains(&format!("^\"{}\"", scale.word)), "{}", scale.word);
        }
        for scale in MAGNITUDE_LETTERS {
            assert!(!rule("magnitude_word").contains(&format!("^\"{}\"", scale.word)), "{}", scale.word);
        }
        let no_units = ours().chain(RESERVED).chain([TIMES_MARK, FOR]);
        assert_eq!(sorted(quoted("no_unit")), sorted(no_units));
        assert!(quoted("no_unit").iter().all(|word| is_no_unit(word)));
        assert_eq!(quoted("times_mark"), [TIMES_MARK]);
        let qualifiers = QUALIFIERS.into_iter().chain(CADENCES.map(|(word, _)| word));
        assert_eq!(sorted(quoted("qualifier_word")), sorted(qualifiers));
        assert!(quoted("uptime").iter().all(|word| QUALIFIERS.contains(word)));
        assert!(quoted("glued").iter().all(|word| TIMES.contains(word)));
        assert_eq!(quoted("currency"), CURRENCIES);
    }

    #[test]
    fn reserved_words_are_those_of_the_grammar() {
        assert_eq!(quoted("reserved"), RESERVED);
        assert_eq!(quoted("conversion")[..2], CONVERSIONS[..2]);
        assert!(quoted("conversion").contains(&CONVERSIONS[2]));
    }

    #[test]
    fn block_words_are_those_of_the_grammar() {
        assert_eq!(first_words("any_header"), block_words().collect::<Vec<_>>());
        let blocks =
            STATEMENTS.iter().filter(|row| matches!(row.behind, Behind::NameAndBlock | Behind::Block));
        assert_eq!(sorted(blocks.map(|row| row.word)), sorted(block_words()));
    }

    #[test]
    fn statement_words_are_those_of_the_grammar() {
        let mut grammar = first_words("other_statement");
        grammar.push(quoted("check")[0]);
        let carries = quoted("carries").into_iter().find(|word| word.chars().all(char::is_alphabetic));
        grammar.extend(carries);
        grammar.extend(block_words());
        grammar.sort_unstable();
        grammar.dedup();
        assert_eq!(grammar, sorted(STATEMENTS.iter().map(|row| row.word)));
    }

    #[test]
    fn examples_can_be_read() {
        use crate::source::{Source, SourceId};
        for row in STATEMENTS {
            let source = Source::new(SourceId(0), "", row.example);
            let (sheet, diagnostics) = crate::syntax::parse(std::sync::Arc::new(source));
            assert!(diagnostics.is_empty() && sheet.statements.len() == 1, "{}: {diagnostics:?}", row.word);
        }
    }
}
