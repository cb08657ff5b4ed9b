//! Names that are none: `peak-reads = 5`, `in = 5`, `paste.size = 5`.

use super::failure::Expected;
use super::stop::{Stop, last_value};
use crate::diagnostic::{Diagnostic, Id};
use crate::syntax::tokens::{Token, TokenKind};
use crate::syntax::words;

pub(super) fn mistake(stop: &Stop<'_>) -> Option<Diagnostic> {
    if stop.found == "=" && is_name_with_dash(stop) {
        let name = stop.before.replace(" - ", "_").replace('-', "_");
        let words = format!("write `{name} = …`");
        return Some(stop.error(Id::UnexpectedText, "`-` is minus, so this is no name", words.clone()).fix(
            words,
            stop.at(0, stop.before.len()),
            name.replace(' ', "_"),
        ));
    }
    if stop.found == "=" && stop.before.contains('.') && !stop.before.contains([' ', '=', '(']) {
        return Some(stop.error(
            Id::UnexpectedText,
            format!("`{}` is a field and cannot be bound here", stop.before),
            "write the field in its block, or in a case",
        ));
    }
    reserved(stop)
}

/// `peak-reads`, `peak - reads`
fn is_name_with_dash(stop: &Stop<'_>) -> bool {
    let is_part = |token: &Token| match token.kind {
        TokenKind::Word | TokenKind::Number => true,
        _ => stop.text(token) == "-",
    };
    stop.word_before(0).is_some_and(|word| word.starts_with(char::is_alphabetic))
        && stop.has_sign(&["-"])
        && !stop.before.contains('.')
        && stop.tokens_before.iter().all(is_part)
}

/// `in = 5`, `x = of 5`
fn reserved(stop: &Stop<'_>) -> Option<Diagnostic> {
    let is_before_equals = stop.found == "=";
    let word = if is_before_equals { last_value(stop.before) } else { stop.found };
    let is_due = is_before_equals || stop.expects(Expected::Value) || stop.before.is_empty();
    if !words::is_reserved(word) || !is_due {
        return None;
    }
    let is_bound = is_before_equals || stop.behind().trim_start().starts_with('=');
    if !is_bound && !stop.expects(Expected::Name) {
        return Some(stop.error(
            Id::UnexpectedText,
            format!("`{word}` is an operator and needs a value before it"),
            format!("write it as in `{}`", words::example(word)),
        ));
    }
    let start = if is_before_equals { stop.before.len() - word.len() } else { stop.place() };
    let place = stop.at(start, start + word.len());
    Some(
        stop.error(
            Id::UnexpectedText,
            format!("`{word}` is an operator and cannot be a name"),
            format!("write `{word}_value` or a fuller word"),
        )
        .fix(format!("write `{word}_value`"), place, format!("{word}_value")),
    )
}
