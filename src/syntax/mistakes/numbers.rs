//! Numbers that are written in a way that could be read wrongly: `1,000`, `007`, `5.`, `10 : 1`.

use super::failure::Expected;
use super::stop::{Stop, digits_at_end, digits_at_start};
use crate::diagnostic::{Diagnostic, Id};
use crate::syntax::tokens::is_word;

const NO_THOUSANDS: &str = "a comma does not separate thousands";
const NO_ZERO_FIRST: &str = "a number does not start with 0";

pub(super) fn mistake(stop: &Stop<'_>) -> Option<Diagnostic> {
    let digits = digits_at_end(stop.before);
    leading_zeros(stop, digits).or_else(|| {
        if digits.is_empty() {
            return None;
        }
        match stop.found {
            "," => comma(stop, digits),
            "." => Some(point(stop)),
            ":" => Some(spaced_ratio(stop)),
            _ => None,
        }
    })
}

/// `007`, and `1,000`, of which the parser reads the `1,0` first in a call.
fn leading_zeros(stop: &Stop<'_>, digits: &str) -> Option<Diagnostic> {
    let head = &stop.before[..stop.before.len() - digits.len()];
    let starts_number = !head.ends_with(|last: char| last.is_alphanumeric() || matches!(last, '_' | '.'));
    if digits.len() > 1 && digits.starts_with('0') && !stop.found_number() && starts_number {
        let thousands = head.strip_suffix(',').map(digits_at_end).filter(|_| digits.len() == 3);
        if let Some(leading) = thousands.filter(|leading| !leading.is_empty()) {
            let start = head.len() - 1 - leading.len();
            let span = stop.at(start, stop.before.len());
            return Some(with_thousands(
                stop,
                start,
                Diagnostic::new(Id::BadNumber, span, NO_THOUSANDS)
                    .help(format!("write `{leading}_{digits}` or `{leading}{digits}`")),
            ));
        }
        let number = digits.trim_start_matches('0');
        let number = if number.is_empty() { "0" } else { number };
        let span = stop.at(head.len(), stop.before.len());
        return Some(
            Diagnostic::new(Id::BadNumber, span, NO_ZERO_FIRST).help(format!("write `{number}`")).fix(
                format!("write `{number}`"),
                span,
                number,
            ),
        );
    }
    if let Some(spaced) = spaced_thousands(stop, digits) {
        return Some(spaced);
    }
    let is_padded = stop.found_number()
        && stop.found.starts_with('0')
        && stop.found.len() > 1
        && !stop.found.contains(char::is_alphabetic);
    let is_behind_zero = stop.found_number()
        && digits == "0"
        && stop.rest.len() < stop.code.len()
        && !stop.expects(Expected::OperatorOrEnd);
    (is_padded || is_behind_zero)
        .then(|| stop.error(Id::BadNumber, NO_ZERO_FIRST, "drop the zeros at its start"))
}

/// `1 000 000`
fn spaced_thousands(stop: &Stop<'_>, digits: &str) -> Option<Diagnostic> {
    let behind = stop.behind();
    let is_group = |text: &str| digits_at_start(text).len() == 3;
    let head = &stop.before[..stop.before.len() - digits.len()];
    if head.ends_with(|last| is_word(last) || last == '.') {
        return None;
    }
    if digits.is_empty() || digits.len() > 3 || !stop.found_number() || !is_group(stop.found) {
        return None;
    }
    let mut groups = vec![digits, digits_at_start(stop.found)];
    let mut rest = if stop.found.len() == 3 { behind } else { "" };
    while is_group(rest.trim_start_matches(' ')) && rest.starts_with(' ') {
        let next = rest.trim_start_matches(' ');
        groups.push(&next[..3]);
        rest = &next[3..];
    }
    let start = stop.before.len() - digits.len();
    let span = stop.at(start, if groups.len() > 2 { stop.code.len() - rest.len() } else { stop.place() + 3 });
    let number = groups.join("_");
    let help = format!("write `{number}`");
    Some(
        Diagnostic::new(Id::BadNumber, span, "a blank does not separate thousands")
            .help(help.clone())
            .fix(help, span, number),
    )
}

/// `12,500`, `1,5`
fn comma(stop: &Stop<'_>, digits: &str) -> Option<Diagnostic> {
    let behind = digits_at_start(stop.behind());
    match behind.len() {
        0 => None,
        3 => Some(with_thousands(
            stop,
            stop.before.len() - digits.len(),
            stop.error(
                Id::BadNumber,
                NO_THOUSANDS,
                format!("write `{digits}_{behind}` or `{digits}{behind}`"),
            ),
        )),
        _ if behind.len() > 3 || behind.len() == 2 && stop.behind()[2..].starts_with(',') => {
            // `10,00,000`, `500,0000`: groups of another country.
            let start = stop.before.len() - digits.len();
            let number = &stop.code[start..];
            let length =
                number.find(|letter: char| !letter.is_ascii_digit() && letter != ',').unwrap_or(number.len());
            let plain = number[..length].replace(',', "");
            let help = format!("write `{plain}`");
            let span = stop.at(start, start + length);
            Some(
                Diagnostic::new(Id::BadNumber, span, "commas set groups of three apart")
                    .help(help.clone())
                    .fix(help, span, plain),
            )
        }
        _ => {
            let rest = &stop.behind()[behind.len()..];
            let unit =
                rest.find(['+', '-', '*', ')', '(', ',', '=', '<', '>']).map_or(rest, |end| &rest[..end]);
            let help = format!("write `{}.{behind}{}`", stop.last(), unit.trim_end());
            let comma = stop.at(stop.before.len(), stop.place() + 1);
            Some(stop.error(Id::BadNumber, "a comma is no decimal point", help.clone()).fix(help, comma, "."))
        }
    }
}

/// Both ways to write a number that has commas between thousands, all of them at once.
fn with_thousands(stop: &Stop<'_>, start: usize, diagnostic: Diagnostic) -> Diagnostic {
    let (groups, end) = groups(stop.code, start, ',');
    let (span, joined, plain) = (stop.at(start, end), groups.join("_"), groups.concat());
    diagnostic.fix(format!("write `{joined}`"), span, joined).fix(format!("write `{plain}`"), span, plain)
}

/// A number from a byte on, and the groups of three digits that follow a separator; and where it ends.
fn groups(code: &str, start: usize, separator: char) -> (Vec<&str>, usize) {
    let mut groups = vec![digits_at_start(&code[start..])];
    let mut end = start + groups[0].len();
    while let Some(rest) = code[end..].trim_start().strip_prefix(separator) {
        let digits = digits_at_start(rest);
        if digits.len() != 3 {
            break;
        }
        groups.push(digits);
        end = code.len() - rest.len() + 3;
    }
    (groups, end)
}

/// `1.000.000`, `5.`
fn point(stop: &Stop<'_>) -> Diagnostic {
    let number = stop.last();
    let start = stop.before.len() - number.len();
    if number.contains('.') {
        let whole = format!("{}_{}", number.replace('.', "_"), digits_at_start(stop.behind()));
        let diagnostic = stop.error(
            Id::BadNumber,
            "a number has one point, which does not separate thousands",
            format!("write `{}`", whole.trim_end_matches('_')),
        );
        let (groups, end) = groups(stop.code, start, '.');
        let whole = groups.join("_");
        return if groups.len() > 2 && !stop.code[end..].starts_with(|next| is_word(next) || next == '.') {
            diagnostic.fix(format!("write `{whole}`"), stop.at(start, end), whole)
        } else {
            diagnostic
        };
    }
    let help = format!("write `{number}` or `{number}.0`");
    let diagnostic = stop.error(Id::BadNumber, "a digit must follow the point", help);
    if stop.behind().starts_with(is_word) || !number.starts_with(|digit: char| digit.is_ascii_digit()) {
        // `5.x`, `x5.`: a number, or a field of something?
        return diagnostic;
    }
    let point = stop.at(stop.before.len(), stop.place() + 1);
    diagnostic.fix(format!("write `{number}`"), point, "").fix(format!("write `{number}.0`"), point, ".0")
}

/// `10 : 1`
fn spaced_ratio(stop: &Stop<'_>) -> Diagnostic {
    let diagnostic =
        stop.error(Id::UnexpectedText, "a ratio has no blanks around its `:`", "write it as in `10:1`");
    let behind = stop.behind();
    let other = digits_at_start(behind.trim_start());
    let blanks = behind.len() - behind.trim_start().len();
    let span = stop.at(stop.before.len(), stop.place() + 1 + blanks);
    let has_blanks = span.range().len() > 1;
    if !has_blanks || other.is_empty() || stop.last() != digits_at_end(stop.before) {
        return diagnostic;
    }
    diagnostic.fix(format!("write `{}:{other}`", stop.last()), span, ":")
}
