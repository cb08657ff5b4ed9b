//! Parts of a path that are joined or counted in words: `99.9% and 99.9%`, `3x api`, `api x3`.

use super::failure::Expected;
use super::stop::{Stop, last_value, share_or_number_at_end};
use crate::diagnostic::{Diagnostic, Fix, Id};
use crate::syntax::words::{Copies, TIMES_MARK};

pub(super) fn mistake(stop: &Stop<'_>) -> Option<Diagnostic> {
    if !stop.found_word() {
        return None;
    }
    joined(stop).or_else(|| counted_before(stop)).or_else(|| counted_behind(stop))
}

/// `99.9% and 99.9%`, `lb -> api or db`
fn joined(stop: &Stop<'_>) -> Option<Diagnostic> {
    let are_shares = || {
        let next = stop.behind().trim_start();
        let number = next.trim_start_matches(|letter: char| letter.is_ascii_digit() || letter == '.');
        share_or_number_at_end(stop.before).ends_with('%')
            && number.len() < next.len()
            && number.starts_with('%')
    };
    let is_compared = stop.in_check() && stop.has_sign(&["<", "<=", ">", ">=", "~", "=", "=="]);
    let joins = stop.starts_with_word("path") || (!is_compared && are_shares());
    if !joins || !matches!(stop.found, "and" | "or") || stop.behind().trim().is_empty() {
        return None;
    }
    let message = format!("parts of a path are joined by a sign, not by `{}`", stop.found);
    let (both, one) = ("where both are needed, write `->`", "where one of them will do, write `|`");
    let help = if stop.found == "and" { format!("{both}; {one}") } else { format!("{one}; {both}") };
    let signs = if stop.found == "and" { [(both, "->"), (one, "|")] } else { [(one, "|"), (both, "->")] };
    let told = stop.error(Id::MissingOperator, message, help);
    Some(signs.into_iter().fold(told, |told, (words, sign)| told.fix(words, stop.span, sign)))
}

/// `3x api`
fn counted_before(stop: &Stop<'_>) -> Option<Diagnostic> {
    let share = share_or_number_at_end(stop.before);
    let count = share.strip_suffix(TIMES_MARK)?;
    if !stop.starts_with_word("path") {
        return None;
    }
    let start = stop.before.len() - share.len();
    told(stop, count, stop.found, start, stop.place() + stop.found.len())
}

/// `api x3`, `api x 3`
fn counted_behind(stop: &Stop<'_>) -> Option<Diagnostic> {
    let behind = stop.rest.strip_prefix(TIMES_MARK)?;
    let (count, name) = (behind.trim_start(), last_value(stop.before));
    let digits = count.len() - count.trim_start_matches(|digit: char| digit.is_ascii_digit()).len();
    let is_alone = !count[digits..].starts_with(|letter: char| letter.is_alphanumeric() || letter == '_');
    if !is_alone || !stop.starts_with_word("path") || !stop.expects(Expected::OperatorOrEnd) {
        return None;
    }
    let end = stop.code.len() - count.len() + digits;
    told(stop, &count[..digits], name, stop.before.len() - name.len(), end)
}

/// That several of a component are written otherwise; nothing where they are no whole number of one.
fn told(stop: &Stop<'_>, count: &str, name: &str, start: usize, end: usize) -> Option<Diagnostic> {
    let copies = Copies::of(count, name)?;
    let place = stop.at(start, end);
    let told = Diagnostic::new(Id::MissingOperator, place, copies.message()).help(copies.help());
    let fixes = copies.ways().map(|(words, text)| Fix::new(words).replacing(place, text));
    Some(fixes.into_iter().fold(told, Diagnostic::with_fix))
}
