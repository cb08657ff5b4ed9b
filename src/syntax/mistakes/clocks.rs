//! Times of day: `20:00`, `09:30`, `8:41:38`, which are no ratios.

use super::stop::Stop;
use crate::diagnostic::{Diagnostic, Fix, Id};
use crate::syntax::tokens::is_word;

/// A time of day around the place where the parser stopped (rulings, PT3); all of the line are mended at once.
pub(super) fn mistake(stop: &Stop<'_>) -> Option<Diagnostic> {
    let belongs = |letter: char| letter.is_ascii_digit() || letter == ':';
    let clocks: Vec<(usize, &str, String)> = stop
        .code
        .char_indices()
        .filter(|(at, letter)| belongs(*letter) && !stop.code[..*at].ends_with(belongs))
        .filter_map(|(start, _)| {
            let rest = &stop.code[start..];
            let text = &rest[..rest.find(|letter| !belongs(letter)).unwrap_or(rest.len())];
            let is_apart = !stop.code[..start].ends_with(|last| is_word(last) || last == '.');
            Some((start, text, hours(text).filter(|_| is_apart)?))
        })
        .collect();
    let place = stop.place();
    let (start, text, first) =
        clocks.iter().find(|(start, text, _)| *start <= place && place <= start + text.len())?;
    let fix = clocks.iter().fold(Fix::new("write them in hours"), |fix, (start, text, hours)| {
        fix.replacing(stop.at(*start, start + text.len()), hours.clone())
    });
    let span = stop.at(*start, start + text.len());
    let message = format!("`{text}` is a time of day, and napkin knows durations only");
    Some(
        Diagnostic::new(Id::BadNumber, span, message)
            .help(format!("write it in hours: `{first}`"))
            .with_fix(fix),
    )
}

/// A time of day as a duration since midnight, `20 h 30 min`; none for a ratio.
fn hours(text: &str) -> Option<String> {
    let parts: Vec<&str> = text.split(':').collect();
    let is_clock = match parts.as_slice() {
        [hours, minutes] => {
            (minutes.len() == 2 && minutes.starts_with('0')) || (hours.len() > 1 && hours.starts_with('0'))
        }
        [_, _, _] => true,
        _ => false,
    };
    if !is_clock || parts.iter().any(|part| part.is_empty()) {
        return None;
    }
    let numbers: Vec<u32> = parts.iter().map(|part| part.parse().unwrap_or(0)).collect();
    let units = ["h", "min", "s"];
    let said = numbers.iter().zip(units).filter(|(number, unit)| **number > 0 || *unit == "h");
    Some(said.map(|(number, unit)| format!("{number} {unit}")).collect::<Vec<_>>().join(" "))
}
