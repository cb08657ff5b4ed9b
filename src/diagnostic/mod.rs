//! What is wrong with an input, where, and what to type instead; knows no stage, and nothing of terminals.

mod fix;
mod sink;

pub use fix::{Edit, Fix, applied};
pub use sink::{Reported, Sink};

use crate::source::Span;

/// How much a diagnostic weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The line has no result.
    Error,
    /// The line has a result that is probably not the one meant.
    Warning,
    /// The line has a result, and a form in it was read in a way that may surprise.
    Note,
}

impl Severity {
    /// As JSON and messages name it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
        }
    }
}

macro_rules! ids {
    ($($(#[doc = $doc:literal])+ $variant:ident = $name:literal, $severity:ident;)+) => {
        /// Every kind of diagnostic. The name is stable: scripts match on it.
        ///
        /// Each variant shows an input that makes it.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Id { $($(#[doc = $doc])+ $variant,)+ }

        impl Id {
            /// All of them, in the order of the stages that find them.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// Its kebab-case name.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }

            /// Whether it stops the line or only warns.
            pub fn severity(self) -> Severity {
                match self { $(Self::$variant => Severity::$severity,)+ }
            }
        }
    };
}

ids! {
    /// The file is missing, a directory, too long or not UTF-8: `napkin no-such-file.nap`.
    UnreadableSource = "unreadable-source", Error;
    /// A control character in the text: a NUL byte.
    InvalidCharacter = "invalid-character", Error;
    /// Brackets, signs or powers nested beyond the limit: 200 times `(`.
    TooDeep = "too-deep", Error;
    /// A statement longer than the limit: a sum of a million terms.
    TooLong = "too-long", Error;
    /// So many errors that the rest is not read: a binary file.
    TooManyErrors = "too-many-errors", Error;
    /// `record paste { content = 1 KB` with no `}` after it.
    UnclosedBlock = "unclosed-block", Error;
    /// Text that no statement can have at that place: `a = 5 +`.
    UnexpectedText = "unexpected-text", Error;
    /// Two values side by side: `10 milion users`, `2 (a + b)`.
    MissingOperator = "missing-operator", Error;
    /// A number that is written in a way that could be read wrongly: `1,000`, `007`, `1e400`.
    BadNumber = "bad-number", Error;
    /// A letter that people use for several magnitudes: `1B users`, `10G`, `5 m`.
    AmbiguousSuffix = "ambiguous-suffix", Error;
    /// A statement that napkin knows but cannot use there: two titles, `calendar lunar`, a second `bytes`.
    BadStatement = "bad-statement", Error;

    /// An import that cannot be read: `import "gone.nap"`.
    ImportFailed = "import-failed", Error;
    /// A file that imports itself, directly or through others: `import "self.nap"`.
    ImportCycle = "import-cycle", Error;
    /// An imported file with another calendar or another meaning of KB.
    ImportConvention = "import-convention", Error;

    /// The same name bound twice: `a = 1` and `a = 2`.
    DuplicateName = "duplicate-name", Error;
    /// A word that is neither bound nor a unit: `x = userz * 2`.
    UnknownName = "unknown-name", Error;
    /// A word in a unit's place that looks like a slip of another: `100 Mbs`, `5 mb`.
    UnknownUnit = "unknown-unit", Error;
    /// A noun that is not declared in a `strict` file: `strict` and `5 shards`.
    UndeclaredNoun = "undeclared-noun", Error;
    /// A function that does not exist: `maximum(1, 2)`.
    UnknownFunction = "unknown-function", Error;
    /// A field that the block does not have: `paste.contents`.
    UnknownField = "unknown-field", Error;
    /// A noun alone where its plural is a bound name: `user * 2` beside `users`.
    NounForName = "noun-for-name", Error;
    /// A suffix that hides a variable: `2x` where `x` is bound.
    SuffixIsNotAVariable = "suffix-is-not-a-variable", Error;
    /// Names that depend on each other: `x = y` and `y = x`.
    Cycle = "cycle", Error;
    /// A function called with the wrong arguments: `sqrt(1, 2)`.
    WrongArguments = "wrong-arguments", Error;
    /// Functions that call each other, or paths that are stages of others, until the expansion is too large.
    ExpansionTooLarge = "expansion-too-large", Error;

    /// Two dimensions that do not go together: `3 GB + 5 GB/month`.
    UnitMismatch = "unit-mismatch", Error;
    /// `over` without a rate before it or a time after it: `5 GB over 3 years`.
    NotARate = "not-a-rate", Error;
    /// A unit after a value that has one already: `(5 GB) bytes`.
    UnitOnQuantity = "unit-on-quantity", Error;
    /// A value with a unit where a pure number is due, or a ratio where something is counted: `ln(5 GB)`, `20% users`.
    NotAPureNumber = "not-a-pure-number", Error;
    /// An exponent that a quantity cannot take: `(5 GB)^0.3`.
    BadExponent = "bad-exponent", Error;
    /// A share or a count needed that is none: `3 of 2 99%`, `2 of 3`.
    BadShare = "bad-share", Error;
    /// An availability outside 0 to 1: `150% | 99%`.
    AvailabilityRange = "availability-range", Error;
    /// An operation that means nothing on availabilities: `a + b` of two of them.
    AvailabilityOperation = "availability-operation", Error;
    /// A record or function name where a value is due: `x = paste`.
    NotAValue = "not-a-value", Error;
    /// A record's field that is no information: `record user { posts = 5 posts }`.
    RecordField = "record-field", Error;
    /// A figure that cannot be derived, as an input of it is missing: `pastes.storage` without `retention`.
    MissingInput = "missing-input", Error;
    /// Two inputs that say the same: `write_rate` and `write_ratio` in one workload.
    ConflictingInputs = "conflicting-inputs", Error;
    /// A form that is read but not estimated in this version: `8M..12M users`.
    NotEstimated = "not-estimated", Error;

    /// A division by nothing: `1 / (a - a)`.
    DivisionByZero = "division-by-zero", Error;
    /// A result beyond the largest number: `10^10^10`.
    Overflow = "overflow", Error;
    /// A result that is no number: `sqrt(-1)`, `ln(0)`.
    NoResult = "no-result", Error;
    /// An input beyond what it can be: `peak_factor = 0.5x`, `retention = -1 year`.
    OutOfRange = "out-of-range", Error;

    /// `--set` or a case that names what is not bound.
    UnknownOverride = "unknown-override", Error;
    /// `--set` with a value of another dimension.
    OverrideMismatch = "override-mismatch", Error;
    /// A range that cannot be swept: `napkin sweep plan.nap users=5M`, `0..10 users` with `--log`.
    BadRange = "bad-range", Error;
    /// A goal that `solve` cannot take: `storage ~ 1 PB`, `storage = 1 PB within 5%`.
    BadGoal = "bad-goal", Error;
    /// A scenario without a check: `napkin check plan.nap`, or a case of which nothing is checked.
    NoChecks = "no-checks", Error;

    /// A literal divided by a unit with blanks around the `/`: `1 TB / 10 Gb / s`.
    SpacedUnit = "spaced-unit", Warning;
    /// A plural noun alone, which is 1 of it: `users * 2 posts/user` where no name `users` is bound.
    BareNoun = "bare-noun", Warning;
    /// Two things that are dropped from one total: `30 videos * 10 codecs * 5 GB`.
    LeftOverNoun = "left-over-noun", Warning;
    /// An amount that is read as that of one thing: the `5 KB` of `20 photos/day * 5 KB`.
    TakenPer = "taken-per", Note;
    /// Two countables above the bar, or one below money: `100M users * 5 tweets/day`, `servers / $`.
    CountsTogether = "counts-together", Warning;
    /// A number with three zeros behind its point, which other countries set thousands apart by: `20.000 users` is 20.
    PointForThousands = "point-for-thousands", Warning;
    /// A number that stands for a time beside a rate: `writes / 86400` of what is per day.
    NumberForATime = "number-for-a-time", Warning;
    /// A time that is read as people mean it: `30 days * 24 hours`, `trips per second` of what is per day.
    ReadAsTime = "read-as-time", Note;
    /// A word that is a million here and a thousand elsewhere: `10 mil users`.
    ReadAsMillion = "read-as-million", Note;
    /// A percentage that is taken of what stands to its left: `10 TB + 20%`.
    ShareOfSum = "share-of-sum", Note;
    /// What a call leaves out and a calendar says: `downtime(99.9%)` is that of a year.
    LeftOut = "left-out", Note;
    /// An amount under one byte that rests on a `B` behind a whole number, which may have meant a billion: `10B / 86400`.
    BytesOrBillions = "bytes-or-billions", Warning;
    /// A unit that has a variable's name: `100 GB/shards` beside `shards = 8`.
    UnitNamedLikeVariable = "unit-named-like-variable", Warning;
    /// A growth rate that is added up instead of compounded: `50%/year over 3 years`.
    CompoundGrowth = "compound-growth", Warning;
    /// A percentage added to a plain number: `3x + 20%`.
    PercentSum = "percent-sum", Warning;
    /// Hours turned into days in a calendar whose day has not 24 of them: `24 h in days`.
    CalendarMix = "calendar-mix", Warning;
    /// A component in two places of a chain: `app -> db -> app`.
    CountedTwice = "counted-twice", Warning;
    /// A figure of a path that is asked for, of which a member has none: `read.cost` where `lb` has no cost.
    LackingFigure = "lacking-figure", Warning;
    /// A stage that carries more than it can: `capacity = 800 req/s` under 1000 req/s.
    OverCapacity = "over-capacity", Warning;
    /// A stage that carries its load only while all its members are up.
    FitsOnlyWithAllUp = "fits-only-with-all-up", Warning;
    /// Servers sized from an average rate: `servers(pastes.writes, 800 pastes/s)` beside `pastes.peak_writes`.
    SizedFromAverage = "sized-from-average", Warning;
    /// A ratio near 1 compared as a plain number: `check 99.93% ~ 99.95%`.
    CompareWhatIsMissing = "compare-what-is-missing", Warning;
    /// In a session, a name that measures something else from then on: `online = 20%` where it was `20% of drivers`.
    ChangedMeaning = "changed-meaning", Warning;
    /// In a session, a name that a workload has as its own field: `users = 5M users` beside `orders.users`.
    NameBesideField = "name-beside-field", Warning;
}

/// One thing that is wrong, or probably wrong, with the input.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Diagnostic {
    /// Its kind.
    pub id: Id,
    /// One sentence that says what is wrong.
    pub message: String,
    /// A few words beside the marked place; may be empty.
    pub label: String,
    /// The place; none for what has no text (a missing file).
    pub span: Option<Span>,
    /// Other places that have to do with it.
    pub related: Vec<(Span, String)>,
    /// What to type instead, where words must say it or say it for several fixes at once.
    pub help: Option<String>,
    /// What a machine could change, the likeliest first; each stands alone.
    pub fixes: Vec<Fix>,
}

// Mistakes are rare and told in hundreds of places: what makes them is kept out of the way of what runs.
impl Diagnostic {
    /// A diagnostic at a place, with no help yet.
    #[cold]
    #[inline(never)]
    pub fn new(id: Id, span: Span, message: impl Into<String>) -> Self {
        Self {
            id,
            message: message.into(),
            label: String::new(),
            span: Some(span),
            related: Vec::new(),
            help: None,
            fixes: Vec::new(),
        }
    }

    /// A diagnostic about something that has no text.
    #[cold]
    #[inline(never)]
    pub fn without_place(id: Id, message: impl Into<String>) -> Self {
        Self {
            id,
            message: message.into(),
            label: String::new(),
            span: None,
            related: Vec::new(),
            help: None,
            fixes: Vec::new(),
        }
    }

    /// The same, with words beside the marked place.
    #[cold]
    #[inline(never)]
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = label.into();
        self
    }

    /// The same, with what to type instead.
    #[cold]
    #[inline(never)]
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The same, with help where there is some.
    #[cold]
    #[inline(never)]
    #[must_use]
    pub fn maybe_help(mut self, help: Option<String>) -> Self {
        self.help = help.or(self.help);
        self
    }

    /// The same, with a change that a machine can make: `replacement` in the place of what stands at `span`.
    ///
    /// `words` say it to people; they are the help where nothing else is. Several fixes are several ways, not several
    /// steps: one that takes more than one edit is made by [`Fix::new`] and [`Self::with_fix`].
    #[cold]
    #[inline(never)]
    #[must_use]
    pub fn fix(self, words: impl Into<String>, span: Span, replacement: impl Into<String>) -> Self {
        self.with_fix(Fix::new(words).replacing(span, replacement))
    }

    /// The same, with a fix of any number of edits.
    #[cold]
    #[inline(never)]
    #[must_use]
    pub fn with_fix(mut self, fix: Fix) -> Self {
        self.fixes.push(fix);
        self
    }

    /// What to type instead, as people are told: the help, else the words of the fixes, a line each.
    #[cold]
    #[inline(never)]
    pub fn advice(&self) -> Option<String> {
        let words = || self.fixes.iter().map(|fix| fix.words.as_str()).collect::<Vec<_>>().join("\n");
        self.help.clone().or_else(|| (!self.fixes.is_empty()).then(words))
    }

    /// The same, with another place.
    #[cold]
    #[inline(never)]
    #[must_use]
    pub fn related(mut self, span: Span, words: impl Into<String>) -> Self {
        self.related.push((span, words.into()));
        self
    }

    /// Whether it is an error.
    pub fn is_error(&self) -> bool {
        self.id.severity() == Severity::Error
    }
}

/// Puts diagnostics in the order of their places, those without one first; of one place they stay as they are.
pub fn sort(diagnostics: &mut [Diagnostic]) {
    diagnostics.sort_by_key(|diagnostic| diagnostic.span.map(|span| (span.source, span.start)));
}

/// The candidate that is nearest to a word, if one is near enough to be meant.
///
/// Case and a plural `s` are near at any length; otherwise one edit up to 7 letters, two from 8 on.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let lower = word.to_lowercase();
    let allowed = if lower.chars().count() < 3 {
        0
    } else if lower.chars().count() < 8 {
        1
    } else {
        2
    };
    let letters = lower.chars().count();
    candidates
        .into_iter()
        // Most words are too long or too short to be near: they cost no more than a look.
        .filter(|candidate| {
            candidate.len().abs_diff(lower.len()) <= 4 && candidate.chars().count().abs_diff(letters) <= 2
        })
        .filter_map(|candidate| {
            let other = candidate.to_lowercase();
            let plural = lower.strip_suffix('s') == Some(&other) || other.strip_suffix('s') == Some(&lower);
            let distance = if plural { 1 } else { strsim::osa_distance(&lower, &other) };
            (plural || distance <= allowed).then_some((distance, candidate))
        })
        .min_by_key(|(distance, candidate)| (*distance, std::cmp::Reverse(shared_start(&lower, candidate))))
        .map(|(_, candidate)| candidate)
}

/// How many letters two words share at their start: of two candidates at one edit, the likelier has more.
pub fn shared_start(word: &str, other: &str) -> usize {
    word.chars().zip(other.chars()).take_while(|(left, right)| left.eq_ignore_ascii_case(right)).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_kebab_case_and_unique() {
        let mut names: Vec<_> = Id::ALL.iter().map(|id| id.as_str()).collect();
        for name in &names {
            assert!(name.chars().all(|letter| letter.is_ascii_lowercase() || letter == '-'), "{name}");
        }
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), Id::ALL.len());
    }

    #[test]
    fn the_nearest_word_is_near() {
        assert_eq!(nearest("userz", ["users", "reads"]), Some("users"));
        assert_eq!(nearest("user", ["users"]), Some("users"));
        assert_eq!(nearest("hats", ["cats", "reads"]), Some("cats"));
        assert_eq!(nearest("z", ["x"]), None);
    }
}
