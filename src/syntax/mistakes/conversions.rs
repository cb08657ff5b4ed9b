//! What cannot follow a conversion: `x in GB / 2`, `x in 8 GB`.

use super::stop::Stop;
use crate::diagnostic::{Diagnostic, Fix, Id};
use crate::syntax::tokens::{TokenKind, tokens};
use crate::syntax::words;

/// Signs and words behind which the value of a conversion starts.
const BOUNDARIES: [&str; 9] = ["=", "==", "(", ",", "~", "<", ">", "<=", ">="];
/// What people write behind a conversion as if it were a value.
const OPERATORS: [&str; 11] = ["+", "-", "*", "/", "|", "^", "->", "of", "per", "over", "×"];

pub(super) fn mistake(stop: &Stop<'_>) -> Option<Diagnostic> {
    let at = stop.tokens_before.iter().rposition(|token| {
        let (start, end) = (token.range.start, token.range.end);
        let is_apart = stop.before[..start].ends_with(' ')
            && matches!(stop.before.as_bytes().get(end), None | Some(b' '));
        token.kind == TokenKind::Word && words::CONVERSIONS.contains(&stop.text(token)) && is_apart
    })?;
    let (word, word_end) = (stop.text(&stop.tokens_before[at]), stop.tokens_before[at].range.end);
    let mut target = &stop.tokens_before[at + 1..];
    let ends_sooner = |sign: &str| sign != "(" && BOUNDARIES.contains(&sign);
    if target.iter().any(|token| ends_sooner(stop.text(token))) || stop.open_brackets(word_end) < 0 {
        return None;
    }
    let value_tokens = &stop.tokens_before[..at];
    let boundary = value_tokens.iter().rposition(|token| BOUNDARIES.contains(&stop.text(token)));
    let mut value_tokens = &value_tokens[boundary.map_or(0, |at| at + 1)..];
    if boundary.is_none() && stop.in_check() {
        value_tokens = &value_tokens[1..];
    }
    let value = value_tokens
        .first()
        .zip(value_tokens.last())
        .map(|(first, last)| first.range.start..last.range.end)?;
    let value_text = &stop.before[value.clone()];
    // The `/` was taken for one between units.
    let mut operator = stop.found;
    if let [shorter @ .., sign] = target
        && !shorter.is_empty()
        && matches!(stop.text(sign), "/" | "*" | "×")
        && (stop.found_number() || stop.found == "(")
    {
        (target, operator) = (shorter, stop.text(sign));
    }
    if let (Some(first), Some(last)) = (target.first(), target.last())
        && OPERATORS.contains(&operator)
    {
        let end = last.range.end;
        let bracketed = format!("({value_text} {word} {})", &stop.before[first.range.start..end]);
        let diagnostic = stop.error(
            Id::UnexpectedText,
            format!("`{word}` binds loosest, so `{operator}` cannot follow it"),
            format!("bracket it: `{bracketed} {operator} …`"),
        );
        let fix = Fix::new(format!("write `{bracketed} {operator} …`"))
            .replacing(stop.at(value.start, value.start), "(")
            .replacing(stop.at(end, end), ")");
        return Some(diagnostic.with_fix(fix));
    }
    if target.is_empty() && stop.found_number() {
        let message = format!("`{word}` takes a unit, not a number");
        let mut behind = tokens(stop.behind()).filter(|token| token.kind != TokenKind::Blank);
        let unit = behind.next().filter(|unit| unit.kind == TokenKind::Word);
        let Some(unit) = unit else {
            let help = format!("write a unit, as in `{}`", words::example(word));
            return Some(stop.error(Id::UnexpectedText, message, help));
        };
        let help = format!("write `{value_text} {word} {}`", &stop.behind()[unit.range.clone()]);
        let number = stop.at(stop.place(), stop.place() + stop.found.len() + unit.range.start);
        return Some(stop.error(Id::UnexpectedText, message, help.clone()).fix(help, number, ""));
    }
    None
}
