//! Texts without their second quote: `title "Paste`.

use super::stop::Stop;
use crate::diagnostic::{Diagnostic, Id};
use crate::syntax::tokens::TokenKind;

pub(super) fn mistake(stop: &Stop<'_>) -> Option<Diagnostic> {
    let is_open = |text: &str| text.len() == 1 || !text.ends_with('"');
    let text = stop
        .tokens_before
        .last()
        .filter(|token| token.kind == TokenKind::Text && is_open(stop.text(token)))?;
    Some(
        Diagnostic::new(
            Id::UnexpectedText,
            stop.at(text.range.start, stop.before.len()),
            "this text is not closed",
        )
        .help("write `\"` at its end, on the same line")
        .fix("write `\"` at its end", stop.at(stop.code.len(), stop.code.len()), "\""),
    )
}
