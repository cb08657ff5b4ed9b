//! The units that napkin knows before a file says anything, filled from uom; no countables but those of requests.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::dimension::Base;
pub use super::nouns::NOUNS;
use super::system::{information, time};

/// How a unit takes prefixes when it is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ladder {
    /// Shown as it is.
    None,
    /// One of [`ladder`]'s rows: `b Kb Mb ...`, `b Kib ...`, `B KB ...`, `B KiB ...`, `bps Kbps ...`, `Bps ...`.
    Bit,
    /// Binary multiples of the bit.
    BitBinary,
    /// Decimal multiples of the byte (of 1024 with `bytes binary`).
    Byte,
    /// Binary multiples of the byte.
    ByteBinary,
    /// Bits per second.
    BitRate,
    /// Bytes per second.
    ByteRate,
}

/// What a unit of the table measures.
#[derive(Debug, Clone, Copy)]
pub enum Meaning {
    /// A base, and how many base units it is.
    Simple(Base, fn() -> f64),
    /// `day week month year` and multiples of them: as long as the calendar says.
    Calendar(CalendarUnit),
    /// `KB` and its like: how many bits decimally, and how many where a file says `bytes binary`.
    Kilo(fn() -> f64, fn() -> f64),
    /// One unit over a second: `QPS`, `Mbps`. The spelling of the numerator in the table.
    PerSecond(&'static str),
    /// One unit over a minute: `rpm`.
    PerMinute(&'static str),
    /// A pure number: `ppm`.
    Pure(fn() -> f64),
}

impl Meaning {
    /// Whether it is no countable: information, a time, money, a rate, a pure number.
    pub fn is_measure(self) -> bool {
        !matches!(self, Self::Simple(base, _) if base.is_countable())
    }
}

/// The units whose length a calendar sets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CalendarUnit {
    /// `day`
    Day,
    /// `week`
    Week,
    /// `fortnight`, two weeks
    Fortnight,
    /// `month`
    Month,
    /// `quarter`, three months
    Quarter,
    /// `year`
    Year,
    /// `decade`, ten years
    Decade,
}

/// A unit of the table.
#[derive(Debug, Clone, Copy)]
pub struct Row {
    /// As it is shown with the number 1, and below a bar.
    pub singular: &'static str,
    /// As it is shown with other numbers.
    pub plural: &'static str,
    /// What it measures.
    pub meaning: Meaning,
    /// How it takes prefixes.
    pub ladder: Ladder,
    /// Spellings in which case matters.
    pub symbols: &'static [&'static str],
    /// Spellings in which it does not, in lower case.
    pub words: &'static [&'static str],
}

/// The currencies: code, sign, spellings.
pub const CURRENCIES: [(&str, &str); 15] = [
    ("USD", "$"),
    ("EUR", "€"),
    ("GBP", "£"),
    ("JPY", ""),
    ("CNY", ""),
    ("INR", ""),
    ("CHF", ""),
    ("CAD", ""),
    ("AUD", ""),
    ("BRL", ""),
    ("KRW", ""),
    ("SEK", ""),
    ("NOK", ""),
    ("DKK", ""),
    ("PLN", ""),
];

/// Countables that built-in units count; they come first in every registry.
pub const COUNTABLES: [(&str, &str); 3] =
    [("request", "requests"), ("transaction", "transactions"), ("io", "ios")];

const fn one() -> f64 {
    1.0
}

const fn cent() -> f64 {
    0.01
}

/// A hundred call seconds in an hour: 36 are an erlang.
const fn hundred_call_seconds() -> f64 {
    1.0 / 36.0
}

macro_rules! coefficient {
    ($unit:path) => {
        <$unit as uom::Conversion<f64>>::coefficient
    };
}

macro_rules! info {
    ($unit:ident, $shown:literal, $ladder:ident, [$($symbol:literal),*], $word:literal, $words:literal) => {
        Row {
            singular: $shown,
            plural: $shown,
            meaning: Meaning::Simple(Base::INFORMATION, coefficient!(information::$unit)),
            ladder: Ladder::$ladder,
            symbols: &[$($symbol),*],
            words: &[$word, $words],
        }
    };
}

macro_rules! kilo {
    ($decimal:ident, $binary:ident, $shown:literal, [$($symbol:literal),*], $word:literal, $words:literal) => {
        Row {
            singular: $shown,
            plural: $shown,
            meaning: Meaning::Kilo(coefficient!(information::$decimal), coefficient!(information::$binary)),
            ladder: Ladder::Byte,
            symbols: &[$($symbol),*],
            words: &[$word, $words],
        }
    };
}

macro_rules! time {
    ($unit:ident, $singular:literal, $plural:literal, [$($symbol:literal),*], [$($word:literal),*]) => {
        Row {
            singular: $singular,
            plural: $plural,
            meaning: Meaning::Simple(Base::TIME, coefficient!(time::$unit)),
            ladder: Ladder::None,
            symbols: &[$($symbol),*],
            words: &[$($word),*],
        }
    };
}

macro_rules! calendar {
    ($unit:ident, $singular:literal, $plural:literal, [$($symbol:literal),*], [$($word:literal),*]) => {
        Row {
            singular: $singular,
            plural: $plural,
            meaning: Meaning::Calendar(CalendarUnit::$unit),
            ladder: Ladder::None,
            symbols: &[$($symbol),*],
            words: &[$($word),*],
        }
    };
}

macro_rules! money {
    ($place:literal, $shown:literal, [$($symbol:literal),*], [$($word:literal),*]) => {
        Row {
            singular: $shown,
            plural: $shown,
            meaning: Meaning::Simple(Base::currency($place), one),
            ladder: Ladder::None,
            symbols: &[$($symbol),*],
            words: &[$($word),*],
        }
    };
}

macro_rules! count {
    ($place:literal, $singular:literal, $plural:literal, [$($word:literal),*]) => {
        Row {
            singular: $singular,
            plural: $plural,
            meaning: Meaning::Simple(Base::countable($place), one),
            ladder: Ladder::None,
            symbols: &[],
            words: &[$($word),*],
        }
    };
}

macro_rules! per_second {
    ($shown:literal, $numerator:literal, $ladder:ident, [$($symbol:literal),*]) => {
        Row {
            singular: $shown,
            plural: $shown,
            meaning: Meaning::PerSecond($numerator),
            ladder: Ladder::$ladder,
            symbols: &[$($symbol),*],
            words: &[],
        }
    };
}

/// The table.
pub static ROWS: &[Row] = &[
    info!(bit, "b", Bit, ["b"], "bit", "bits"),
    info!(kilobit, "Kb", Bit, ["Kb", "kbit", "Kbit"], "kilobit", "kilobits"),
    info!(megabit, "Mb", Bit, ["Mb", "Mbit"], "megabit", "megabits"),
    info!(gigabit, "Gb", Bit, ["Gb", "Gbit"], "gigabit", "gigabits"),
    info!(terabit, "Tb", Bit, ["Tb", "Tbit"], "terabit", "terabits"),
    info!(petabit, "Pb", Bit, ["Pb", "Pbit"], "petabit", "petabits"),
    info!(exabit, "Eb", Bit, ["Eb", "Ebit"], "exabit", "exabits"),
    info!(zettabit, "Zb", Bit, ["Zb", "Zbit"], "zettabit", "zettabits"),
    info!(yottabit, "Yb", Bit, ["Yb", "Ybit"], "yottabit", "yottabits"),
    info!(kibibit, "Kib", BitBinary, ["Kib", "Kibit"], "kibibit", "kibibits"),
    info!(mebibit, "Mib", BitBinary, ["Mib", "Mibit"], "mebibit", "mebibits"),
    info!(gibibit, "Gib", BitBinary, ["Gib", "Gibit"], "gibibit", "gibibits"),
    info!(tebibit, "Tib", BitBinary, ["Tib", "Tibit"], "tebibit", "tebibits"),
    info!(pebibit, "Pib", BitBinary, ["Pib", "Pibit"], "pebibit", "pebibits"),
    info!(exbibit, "Eib", BitBinary, ["Eib", "Eibit"], "exbibit", "exbibits"),
    info!(zebibit, "Zib", BitBinary, ["Zib", "Zibit"], "zebibit", "zebibits"),
    info!(yobibit, "Yib", BitBinary, ["Yib", "Yibit"], "yobibit", "yobibits"),
    info!(byte, "B", Byte, ["B"], "byte", "bytes"),
    kilo!(kilobyte, kibibyte, "KB", ["KB", "kB"], "kilobyte", "kilobytes"),
    kilo!(megabyte, mebibyte, "MB", ["MB"], "megabyte", "megabytes"),
    kilo!(gigabyte, gibibyte, "GB", ["GB"], "gigabyte", "gigabytes"),
    kilo!(terabyte, tebibyte, "TB", ["TB"], "terabyte", "terabytes"),
    kilo!(petabyte, pebibyte, "PB", ["PB"], "petabyte", "petabytes"),
    kilo!(exabyte, exbibyte, "EB", ["EB"], "exabyte", "exabytes"),
    kilo!(zettabyte, zebibyte, "ZB", ["ZB"], "zettabyte", "zettabytes"),
    kilo!(yottabyte, yobibyte, "YB", ["YB"], "yottabyte", "yottabytes"),
    info!(kibibyte, "KiB", ByteBinary, ["KiB"], "kibibyte", "kibibytes"),
    info!(mebibyte, "MiB", ByteBinary, ["MiB"], "mebibyte", "mebibytes"),
    info!(gibibyte, "GiB", ByteBinary, ["GiB"], "gibibyte", "gibibytes"),
    info!(tebibyte, "TiB", ByteBinary, ["TiB"], "tebibyte", "tebibytes"),
    info!(pebibyte, "PiB", ByteBinary, ["PiB"], "pebibyte", "pebibytes"),
    info!(exbibyte, "EiB", ByteBinary, ["EiB"], "exbibyte", "exbibytes"),
    info!(zebibyte, "ZiB", ByteBinary, ["ZiB"], "zebibyte", "zebibytes"),
    info!(yobibyte, "YiB", ByteBinary, ["YiB"], "yobibyte", "yobibytes"),
    per_second!("bps", "b", BitRate, ["bps"]),
    per_second!("Kbps", "Kb", BitRate, ["Kbps", "kbps"]),
    per_second!("Mbps", "Mb", BitRate, ["Mbps", "mbps"]),
    per_second!("Gbps", "Gb", BitRate, ["Gbps", "gbps"]),
    per_second!("Tbps", "Tb", BitRate, ["Tbps", "tbps"]),
    per_second!("Pbps", "Pb", BitRate, ["Pbps"]),
    per_second!("Kibps", "Kib", None, ["Kibps"]),
    per_second!("Mibps", "Mib", None, ["Mibps"]),
    per_second!("Gibps", "Gib", None, ["Gibps"]),
    per_second!("Tibps", "Tib", None, ["Tibps"]),
    per_second!("Bps", "B", ByteRate, ["Bps"]),
    per_second!("KBps", "KB", ByteRate, ["KBps", "kBps"]),
    per_second!("MBps", "MB", ByteRate, ["MBps"]),
    per_second!("GBps", "GB", ByteRate, ["GBps"]),
    per_second!("TBps", "TB", ByteRate, ["TBps"]),
    time!(nanosecond, "ns", "ns", ["ns"], ["nanosecond", "nanoseconds", "nsec", "nanos"]),
    time!(
        microsecond,
        "us",
        "us",
        ["us", "\u{b5}s", "\u{3bc}s"],
        ["microsecond", "microseconds", "usec", "micros"]
    ),
    time!(millisecond, "ms", "ms", ["ms"], ["millisecond", "milliseconds", "msec", "millis"]),
    time!(
        second,
        "s",
        "s",
        ["s"],
        ["second", "seconds", "sec", "secs", "segundo", "segundos", "sekunde", "sekunden", "seg", "秒"]
    ),
    time!(
        minute,
        "min",
        "min",
        [],
        ["min", "mins", "minute", "minutes", "minuto", "minutos", "minuten", "分钟"]
    ),
    time!(
        hour,
        "h",
        "h",
        ["h"],
        ["hour", "hours", "hr", "hrs", "hora", "horas", "stunde", "stunden", "heure", "heures", "小时"]
    ),
    calendar!(
        Day,
        "day",
        "days",
        ["d", "Tag"],
        ["day", "days", "dia", "dias", "día", "días", "tage", "tagen", "jour", "jours", "天"]
    ),
    calendar!(
        Week,
        "week",
        "weeks",
        ["w"],
        ["week", "weeks", "wk", "wks", "semana", "semanas", "woche", "wochen", "周"]
    ),
    calendar!(Fortnight, "fortnight", "fortnights", [], ["fortnight", "fortnights"]),
    calendar!(
        Month,
        "month",
        "months",
        ["mo"],
        ["month", "months", "mos", "mes", "meses", "monat", "monate", "monaten", "mois", "个月"]
    ),
    calendar!(Quarter, "quarter", "quarters", [], ["quarter", "quarters"]),
    calendar!(
        Year,
        "year",
        "years",
        ["y"],
        ["year", "years", "yr", "yrs", "año", "años", "jahr", "jahre", "jahren", "annum", "年"]
    ),
    calendar!(Decade, "decade", "decades", [], ["decade", "decades"]),
    money!(0, "$", ["$", "USD"], ["dollar", "dollars"]),
    money!(1, "€", ["€", "EUR"], ["euro", "euros"]),
    Row {
        singular: "cent",
        plural: "cents",
        meaning: Meaning::Simple(Base::currency(0), cent),
        ladder: Ladder::None,
        symbols: &["¢"],
        words: &["cent", "cents"],
    },
    money!(2, "£", ["£", "GBP"], []),
    money!(3, "JPY", ["JPY"], ["yen"]),
    money!(4, "CNY", ["CNY"], ["yuan", "rmb"]),
    money!(5, "INR", ["INR", "₹"], ["rupee", "rupees"]),
    money!(6, "CHF", ["CHF"], []),
    money!(7, "CAD", ["CAD"], []),
    money!(8, "AUD", ["AUD"], []),
    money!(9, "BRL", ["BRL"], []),
    money!(10, "KRW", ["KRW"], []),
    money!(11, "SEK", ["SEK"], []),
    money!(12, "NOK", ["NOK"], []),
    money!(13, "DKK", ["DKK"], []),
    money!(14, "PLN", ["PLN"], []),
    count!(0, "request", "requests", ["request", "requests"]),
    count!(0, "req", "req", ["req", "reqs"]),
    count!(0, "query", "queries", ["query", "queries"]),
    count!(1, "transaction", "transactions", ["transaction", "transactions"]),
    count!(2, "io", "ios", ["io", "ios"]),
    per_second!("QPS", "query", None, ["QPS", "qps"]),
    per_second!("RPS", "request", None, ["RPS", "rps"]),
    per_second!("TPS", "transaction", None, ["TPS", "tps"]),
    per_second!("IOPS", "io", None, ["IOPS", "iops"]),
    Row {
        singular: "erlang",
        plural: "erlangs",
        meaning: Meaning::Pure(one),
        ladder: Ladder::None,
        symbols: &[],
        words: &["erlang", "erlangs"],
    },
    Row {
        singular: "CCS",
        plural: "CCS",
        meaning: Meaning::Pure(hundred_call_seconds),
        ladder: Ladder::None,
        symbols: &["CCS"],
        words: &[],
    },
    Row {
        singular: "rpm",
        plural: "rpm",
        meaning: Meaning::PerMinute("request"),
        ladder: Ladder::None,
        symbols: &["RPM", "rpm", "reqpm"],
        words: &[],
    },
    Row {
        singular: "ppb",
        plural: "ppb",
        meaning: Meaning::Pure(coefficient!(super::system::ratio::part_per_billion)),
        ladder: Ladder::None,
        symbols: &["ppb"],
        words: &[],
    },
    Row {
        singular: "ppm",
        plural: "ppm",
        meaning: Meaning::Pure(coefficient!(super::system::ratio::part_per_million)),
        ladder: Ladder::None,
        symbols: &["ppm"],
        words: &[],
    },
    Row {
        singular: "percent",
        plural: "percent",
        meaning: Meaning::Pure(coefficient!(super::system::ratio::percent)),
        ladder: Ladder::None,
        symbols: &[],
        words: &["percent", "pct"],
    },
    Row {
        singular: "times",
        plural: "times",
        meaning: Meaning::Pure(one),
        ladder: Ladder::None,
        symbols: &[],
        words: &["times"],
    },
];

/// Spellings that yield to a file's own declaration of the word, `unit mo`; all others are taken.
pub const YIELDING: [&str; 78] = [
    "erlang",
    "erlangs",
    "CCS",
    "reqpm",
    "nsec",
    "nanos",
    "micros",
    "millis",
    "w",
    "wk",
    "wks",
    "fortnight",
    "fortnights",
    "mo",
    "mos",
    "quarter",
    "quarters",
    "y",
    "decade",
    "decades",
    "cent",
    "cents",
    "yen",
    "yuan",
    "rmb",
    "rupee",
    "rupees",
    "pct",
    "ppb",
    "rpm",
    "RPM",
    "Gibps",
    "segundo",
    "segundos",
    "sekunde",
    "sekunden",
    "seg",
    "秒",
    "minuto",
    "minutos",
    "minuten",
    "分钟",
    "hora",
    "horas",
    "stunde",
    "stunden",
    "heure",
    "heures",
    "小时",
    "Tag",
    "dia",
    "dias",
    "día",
    "días",
    "tage",
    "tagen",
    "jour",
    "jours",
    "天",
    "semana",
    "semanas",
    "woche",
    "wochen",
    "周",
    "mes",
    "meses",
    "monat",
    "monate",
    "monaten",
    "mois",
    "个月",
    "año",
    "años",
    "jahr",
    "jahre",
    "jahren",
    "annum",
    "年",
];

static SYMBOLS: LazyLock<FxHashMap<&'static str, usize>> = LazyLock::new(|| spellings(|row| row.symbols));
static WORDS: LazyLock<FxHashMap<&'static str, usize>> = LazyLock::new(|| spellings(|row| row.words));

fn spellings(of: fn(&'static Row) -> &'static [&'static str]) -> FxHashMap<&'static str, usize> {
    let rows = ROWS.iter().enumerate();
    rows.flat_map(|(place, row)| of(row).iter().map(move |spelling| (*spelling, place))).collect()
}

/// The place of a unit by its spelling: symbols as they are, words in any case, and `kBit` or `Mbytes` by their parts.
pub fn find(spelling: &str) -> Option<usize> {
    if let Some(place) = SYMBOLS.get(spelling) {
        return Some(*place);
    }
    if let Some(place) = information_by_parts(spelling) {
        return Some(place);
    }
    if spelling.bytes().any(|byte| byte.is_ascii_uppercase()) {
        WORDS.get(spelling.to_ascii_lowercase().as_str()).copied()
    } else {
        WORDS.get(spelling).copied()
    }
}

/// A prefix before `bit` or `byte` spelt out, each in any case: `kBit`, `mbit`, `GByte`, `Mibytes`.
fn information_by_parts(spelling: &str) -> Option<usize> {
    let ends = [("bits", "b"), ("bit", "b"), ("bytes", "B"), ("byte", "B")];
    // Nearly no other word ends so.
    let (length, base) = ends.into_iter().find_map(|(end, base)| {
        let prefix = spelling.len().checked_sub(end.len())?;
        spelling.get(prefix..)?.eq_ignore_ascii_case(end).then_some((prefix, base))
    })?;
    let prefix = &spelling[..length];
    let (letter, binary) = match prefix.as_bytes() {
        [letter] => (letter, ""),
        [letter, b'i'] => (letter, "i"),
        _ => return None,
    };
    let letter = letter.to_ascii_uppercase();
    let is_prefix = b"KMGTPEZY".contains(&letter);
    is_prefix.then(|| SYMBOLS.get(format!("{}{binary}{base}", letter as char).as_str()).copied()).flatten()
}

/// The steps of a ladder, smallest first, as places in [`ROWS`].
pub fn ladder(of: Ladder) -> impl DoubleEndedIterator<Item = usize> + Clone {
    let smallest = match of {
        Ladder::BitBinary => Some("b"),
        Ladder::ByteBinary => Some("B"),
        _ => None,
    };
    ROWS.iter()
        .enumerate()
        .filter(move |(_, row)| of != Ladder::None && (row.ladder == of || Some(row.singular) == smallest))
        .map(|(place, _)| place)
}

/// Every spelling that a noun could be a slip of.
pub fn all_spellings() -> impl Iterator<Item = &'static str> {
    ROWS.iter().flat_map(|row| row.symbols.iter().chain(row.words).copied())
}

/// Whether a unit is one of the calendar's, day to year.
pub fn is_calendar_unit(place: usize) -> bool {
    matches!(ROWS.get(place).map(|row| row.meaning), Some(Meaning::Calendar(_)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_is_one_unit() {
        let mut seen: FxHashMap<&str, &str> = FxHashMap::default();
        for row in ROWS {
            for spelling in row.symbols.iter().chain(row.words) {
                assert_eq!(seen.insert(spelling, row.singular), None, "{spelling}");
            }
            assert!(row.words.iter().all(|word| word.to_lowercase() == **word), "{}", row.singular);
        }
    }

    #[test]
    fn every_unit_parses_back_as_shown() {
        for (place, row) in ROWS.iter().enumerate() {
            assert_eq!(find(row.singular), Some(place), "{}", row.singular);
            assert_eq!(find(row.plural), Some(place), "{}", row.plural);
        }
    }

    #[test]
    fn per_second_units_name_a_numerator() {
        for row in ROWS {
            if let Meaning::PerSecond(numerator) = row.meaning {
                assert!(find(numerator).is_some(), "{numerator}");
            }
        }
    }

    #[test]
    fn ladders_climb() {
        let byte: Vec<_> = ladder(Ladder::ByteBinary).map(|place| ROWS[place].singular).collect();
        assert_eq!(byte, ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB", "ZiB", "YiB"]);
        assert_eq!(ladder(Ladder::Byte).next().map(|place| ROWS[place].singular), Some("B"));
        assert_eq!(ladder(Ladder::None).count(), 0);
    }
}
