//! Which spellings of people are written over by those of the grammar, in place and of the same length: commas between
//! thousands, ` x `, `about`, `**`, raised digits, what joins the parts of a duration. Told by place alone; knows no name.

use crate::syntax::tokens::{is_word, raised};
use crate::syntax::words;

/// What stands for a middle dot between two units in a scanned text: two bytes as it, and never typed there.
pub(super) const UNIT_JOINT: &str = "×";

/// Where a number ends whose thousands are set apart by commas, from where its first group starts: `1,000,000.5`.
///
/// None where there is no comma, or the groups are not all of three digits.
pub(super) fn end_of_groups(text: &str, start: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let digits = |from: usize| bytes[from..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    let first = digits(start);
    let is_apart = !text[..start].ends_with(|before| is_word(before) || before == '.');
    if !(1..=3).contains(&first) || bytes[start] == b'0' || !is_apart {
        return None;
    }
    let mut end = start + first;
    while bytes.get(end) == Some(&b',') && bytes.get(end + 1).is_some_and(u8::is_ascii_digit) {
        if digits(end + 1) != 3 {
            return None;
        }
        end += 4;
    }
    (end > start + first && bytes.get(end) != Some(&b'_')).then_some(end)
}

/// Whether a text ends in a time, `3 days`, and another goes on with a shorter one, `15 hours`.
pub(super) fn is_between_times(before: &str, behind: &str) -> bool {
    let before = before.trim_end();
    let number = before.trim_end_matches(char::is_alphabetic);
    let behind = behind.trim_start();
    let unit = behind.trim_start_matches(|letter: char| letter.is_ascii_digit() || letter == '.');
    let word = unit.trim_start();
    let length = word.find(|letter| !is_word(letter)).unwrap_or(word.len());
    let is_time = |word: &str| words::TIMES.contains(&word);
    is_time(&before[number.len()..])
        && number.trim_end().ends_with(|digit: char| digit.is_ascii_digit())
        && unit.len() < behind.len()
        && is_time(&word[..length])
}

/// Whether a text starts with a number, maybe with its currency.
pub(super) fn starts_number(text: &str) -> bool {
    let text = words::CURRENCIES.iter().find_map(|sign| text.strip_prefix(sign)).unwrap_or(text);
    text.trim_start_matches('.').starts_with(|digit: char| digit.is_ascii_digit())
}

/// Whether ` x ` before a text can be the sign of a product: what follows is an operand without a sign.
pub(super) fn starts_operand(text: &str) -> bool {
    let word = &text[..text.find(|letter| !is_word(letter)).unwrap_or(text.len())];
    let is_name = text.starts_with(is_word) && !words::is_reserved(word) && word != words::FOR;
    is_name || text.starts_with(['(', '~']) || starts_number(text)
}

/// Whether a bracket behind a text holds arguments or members, where a comma separates: `max(`, `2 of (`.
pub(super) fn opens_list(before: &str) -> bool {
    let before = before.trim_end();
    let word = &before[before.trim_end_matches(is_word).len()..];
    let starts_name = word.starts_with(|first: char| is_word(first) && !first.is_ascii_digit());
    starts_name && (!words::is_reserved(word) || word == "of")
}

/// Raised digits at the start of a text as the power that they say, in as many bytes: `^12` for `¹²`. What is left over
/// stands behind the `^`, so that the power ends where the raised digits end.
pub(super) fn power(text: &str) -> Option<String> {
    let digits: Vec<(char, char)> =
        text.chars().map_while(|letter| Some((letter, raised(letter)?))).collect();
    let length: usize = digits.iter().map(|(letter, _)| letter.len_utf8()).sum();
    let power: String = digits.iter().map(|(_, digit)| digit).collect();
    let room = length.checked_sub(power.len() + 1)?;
    (!power.is_empty()).then(|| format!("^{}{power}", " ".repeat(room)))
}
