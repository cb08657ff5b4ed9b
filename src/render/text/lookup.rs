//! The functions and the units that ship, looked up by a word and written out; knows no scenario.

use super::layout::{Column, Layout, Narrow, Remark};
use crate::diagnostic::{Diagnostic, Id, nearest};
use crate::functions::{self, Row as Function};
use crate::render::look::{DIM, HEADING, Look, PLAIN};
use crate::render::wrap::{INDENT, write_wrapped};
use crate::units::Base;
use crate::units::calendar::Calendar;
use crate::units::decimal::Decimal;
use crate::units::dimension::BaseKind;
use crate::units::display::number_text;
use crate::units::table::{CURRENCIES, CalendarUnit, Ladder, Meaning, NOUNS, ROWS, Row};

/// Below this a word is looked for whole: it is a part of nearly everything.
const LEAST_FOR_PARTS: usize = 3;

/// The bits of a byte.
const BYTE: f64 = 8.0;

/// The functions whose name or text holds a word, or all of them.
///
/// # Errors
/// That there is none, with the name that is near.
pub fn functions(word: Option<&str>, look: Look) -> Result<String, Diagnostic> {
    let found = functions_with(word.unwrap_or_default());
    if found.is_empty() {
        let word = word.unwrap_or_default();
        // `erlnag` is near to a part of `erlang_b`.
        let parts = functions::offered().flat_map(|function| function.name.split('_').chain([function.name]));
        let help = match nearest(word, parts) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "`napkin functions` lists all of them".to_owned(),
        };
        return Err(Diagnostic::without_place(Id::UnknownFunction, format!("no function tells of `{word}`"))
            .help(help));
    }
    let mut text = String::new();
    for (place, function) in found.iter().enumerate() {
        if place > 0 {
            text.push('\n');
        }
        write_function(function, look, &mut text);
    }
    Ok(text)
}

/// What there is to say of one function, by its name.
pub fn function(name: &str, look: Look) -> Option<String> {
    let function = functions::find(name)?.row();
    let mut text = String::new();
    write_function(function, look, &mut text);
    Some(text)
}

fn functions_with(word: &str) -> Vec<&'static Function> {
    let word = word.trim_end_matches("()").to_lowercase();
    let (named, others): (Vec<&Function>, Vec<&Function>) =
        functions::offered().partition(|function| function.name.contains(&word));
    if word.len() < LEAST_FOR_PARTS
        && let Some(exact) = named.iter().find(|function| function.name == word)
    {
        return vec![exact];
    }
    let holds = |text: &str| text.to_lowercase().contains(&word);
    let tell = others.iter().filter(|function| holds(&function.usage()) || holds(function.doc));
    // Those that are named so come first; authors are looked through where nothing else is found.
    let found: Vec<_> = named.iter().chain(tell).copied().collect();
    if found.is_empty() {
        others.into_iter().filter(|function| holds(function.source)).collect()
    } else {
        found
    }
}

fn write_function(function: &Function, look: Look, text: &mut String) {
    write_wrapped(&function.usage(), "", HEADING, look, text);
    write_wrapped(function.doc, INDENT, PLAIN, look, text);
    write_wrapped(&format!("source: {}", function.source), INDENT, DIM, look, text);
    let (call, result) = function.example;
    write_wrapped(&format!("example: {call} = {result}"), INDENT, PLAIN, look, text);
}

/// The units of which a spelling, or what they measure, holds a word, or all of them.
///
/// # Errors
/// That there is none, with the spelling that is near.
pub fn units(word: Option<&str>, look: Look) -> Result<String, Diagnostic> {
    let asked = word.unwrap_or_default();
    let found = units_with(asked);
    let nouns = if word.is_some() && found.is_empty() { nouns_with(asked) } else { Vec::new() };
    if found.is_empty() && nouns.is_empty() {
        let spellings =
            ROWS.iter().flat_map(spellings).chain(NOUNS.iter().flat_map(|(one, many)| [*one, *many]));
        let near = nearest(asked, spellings).map(|near| format!("did you mean `{near}`? "));
        let help = format!(
            "{}a noun that napkin does not know becomes a unit by its first use: `5 {asked}`",
            near.unwrap_or_default()
        );
        return Err(
            Diagnostic::without_place(Id::UnknownUnit, format!("no unit is called `{asked}`")).help(help)
        );
    }
    let mut table = Layout::new(vec![Column::new(HEADING).pinned(), Column::new(PLAIN)], Narrow::Below);
    let mut last = "";
    for row in &found {
        let measured = measures(row);
        if measured != last {
            table.heading(&capitalised(measured));
            last = measured;
        }
        let others: Vec<&str> = spellings(row).filter(|spelling| *spelling != row.singular).collect();
        let name = format!("{INDENT}{}", row.singular);
        table.row(
            vec![name, means(row)],
            Remark { expression: others.join(", "), note: String::new() },
            Vec::new(),
        );
    }
    for (one, many) in nouns {
        table.heading("Countables");
        table.row(
            vec![format!("{INDENT}{one}"), format!("1 {one}")],
            Remark { expression: many.to_owned(), note: String::new() },
            Vec::new(),
        );
    }
    let mut text = String::new();
    table.write(look, &mut text);
    if word.is_none() {
        text.push('\n');
        let words = "Any noun counts things: users, photos, seats/show. SI and IEC prefixes as listed; KB, MB ... mean 1024 \
                     under `bytes binary`; `k`, `million` and their like are magnitudes, not units.";
        write_wrapped(words, "", DIM, look, &mut text);
    }
    Ok(text.trim_start_matches('\n').to_owned())
}

/// What a unit of the table is, in a few words: `1000 bytes`; none for a spelling that no unit has.
pub fn meaning_of_unit(spelling: &str) -> Option<String> {
    find(spelling).map(means)
}

fn units_with(word: &str) -> Vec<&'static Row> {
    let lower = word.to_lowercase();
    let is_whole = |row: &&'static Row| spellings(row).any(|spelling| spelling.to_lowercase() == lower);
    if lower.chars().count() < LEAST_FOR_PARTS && ROWS.iter().any(|row| is_whole(&row)) {
        return ROWS.iter().filter(is_whole).collect();
    }
    let holds = |row: &&'static Row| {
        measures(row).contains(&lower)
            || spellings(row).any(|spelling| spelling.to_lowercase().contains(&lower))
    };
    ROWS.iter().filter(holds).collect()
}

fn nouns_with(word: &str) -> Vec<(&'static str, &'static str)> {
    let lower = word.to_lowercase();
    NOUNS.iter().copied().filter(|(one, many)| *one == lower || *many == lower).collect()
}

/// Every spelling of a unit, that which is shown first.
fn spellings(row: &'static Row) -> impl Iterator<Item = &'static str> {
    let shown = [row.singular, row.plural];
    let others = row.symbols.iter().chain(row.words).copied();
    let mut seen: Vec<&str> = Vec::new();
    shown.into_iter().chain(others).filter(move |spelling| {
        let is_new = !seen.contains(spelling);
        seen.push(spelling);
        is_new
    })
}

/// What a unit measures, in the words of the field.
fn measures(row: &Row) -> &'static str {
    match row.meaning {
        Meaning::Simple(Base::INFORMATION, _) | Meaning::Kilo(..) => "information",
        Meaning::Simple(Base::TIME, _) | Meaning::Calendar(_) => "time",
        Meaning::Simple(base, _) if matches!(base.kind(), BaseKind::Currency(_)) => "money",
        Meaning::Simple(..) => "countables",
        Meaning::PerSecond(numerator) | Meaning::PerMinute(numerator) => {
            match find(numerator).map(measures) {
                Some("information") => "bandwidth",
                _ => "throughput",
            }
        }
        Meaning::Pure(_) => "pure numbers",
    }
}

/// How much a unit is, in the words of another.
fn means(row: &Row) -> String {
    let number = |number: f64| number_text(number, 15);
    match row.meaning {
        Meaning::Simple(Base::INFORMATION, bits) if matches!(row.ladder, Ladder::Bit | Ladder::BitBinary) => {
            let bits = bits();
            format!("{} {}", plain(bits), if bits == 1.0 { "bit" } else { "bits" })
        }
        Meaning::Simple(Base::INFORMATION, bits) => in_bytes(bits()),
        Meaning::Simple(Base::TIME, seconds) => format!("{} s", plain(seconds())),
        Meaning::Simple(base, _) if matches!(base.kind(), BaseKind::Currency(_)) => {
            let currency =
                CURRENCIES.iter().find(|(code, sign)| *code == row.singular || *sign == row.singular);
            currency.map_or_else(|| row.singular.to_owned(), |(code, _)| (*code).to_owned())
        }
        Meaning::Simple(base, _) => {
            let first =
                ROWS.iter().find(|other| matches!(other.meaning, Meaning::Simple(of, _) if of == base));
            format!("1 {}", first.map_or(row.singular, |first| first.singular))
        }
        Meaning::Kilo(decimal, binary) => {
            format!("{} (binary: {})", in_bytes(decimal()), plain(binary() / BYTE))
        }
        Meaning::Calendar(unit) => {
            let civil = Calendar::civil();
            let seconds = match unit {
                CalendarUnit::Day => civil.day,
                CalendarUnit::Week => civil.week(),
                CalendarUnit::Fortnight => 2.0 * civil.week(),
                CalendarUnit::Month => civil.month,
                CalendarUnit::Quarter => 3.0 * civil.month,
                CalendarUnit::Year => civil.year,
                CalendarUnit::Decade => 10.0 * civil.year,
            };
            if unit == CalendarUnit::Day {
                format!("by calendar (civil: {} s)", plain(seconds))
            } else {
                format!("by calendar (civil: {} days)", number(seconds / civil.day))
            }
        }
        Meaning::PerSecond(numerator) => format!("1 {numerator}/s"),
        Meaning::PerMinute(numerator) => format!("1 {numerator}/min"),
        Meaning::Pure(of) => plain(of()),
    }
}

fn in_bytes(bits: f64) -> String {
    if bits == BYTE { format!("{} bits", plain(bits)) } else { format!("{} bytes", plain(bits / BYTE)) }
}

/// A number with all its digits where there are few, else as a power.
fn plain(number: f64) -> String {
    let power = libm::log10(number.abs()).round();
    if number >= 1e6 && number == Decimal::power_of_ten(power as i32).value() {
        return format!("10^{power}");
    }
    let binary = libm::log2(number);
    if number > 2000.0 && binary == binary.trunc() {
        return format!("2^{binary}");
    }
    if (1.0..1e6).contains(&number) { format!("{number}") } else { number_text(number, 6) }
}

fn find(spelling: &str) -> Option<&'static Row> {
    ROWS.iter().find(|row| spellings(row).any(|other| other == spelling))
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn functions_are_found_by_name_and_by_text() {
        let all = functions(None, Look::default()).unwrap();
        assert!(functions::offered().all(|function| all.contains(&*function.usage())));
        let found = functions(Some("nines"), Look::default()).unwrap();
        assert!(
            found.starts_with("nines(a)\n")
                && found.contains("source: ")
                && found.contains("example: nines("),
            "{found}"
        );
        assert!(functions(Some("logarithm"), Look::default()).unwrap().contains("log10(x)"));
        let help = functions(Some("nins"), Look::default()).unwrap_err().help.unwrap_or_default();
        assert!(help.contains("`nines`"), "{help}");
    }

    #[test]
    fn units_are_found_by_spelling_and_by_what_they_measure() {
        let all = units(None, Look::default()).unwrap();
        assert!(ROWS.iter().all(|row| all.contains(row.singular)));
        let short = units(Some("kb"), Look::default()).unwrap();
        assert!(
            short.contains("1000 bytes") && short.contains("kilobit") && !short.contains("KiB"),
            "{short}"
        );
        let times = units(Some("time"), Look::default()).unwrap();
        assert!(times.contains("microsecond") && times.contains("by calendar"), "{times}");
        assert!(units(Some("photos"), Look::default()).unwrap().contains("photo"));
        let problem = units(Some("mintes"), Look::default()).unwrap_err();
        assert!(problem.help.unwrap_or_default().contains("`minutes`"));
    }

    #[test]
    fn no_line_is_wider_than_the_terminal() {
        let look = Look { is_coloured: false, width: Some(80) };
        for text in [functions(None, look).unwrap(), units(None, look).unwrap()] {
            assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
        }
    }
}
