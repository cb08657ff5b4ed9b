//! What people say in words, or write in other languages: `let x = 5`, `peak trips = 5`, `id: 16 bytes`, `10% off 100`,
//! `1:30 min`, `10x slower`.

use super::stop::{Stop, share_or_number_at_end};
use crate::diagnostic::{Diagnostic, Fix, Id};
use crate::syntax::tokens::{TokenKind, is_word, tokens};
use crate::syntax::words;

/// The words that other languages bind names with.
const BINDERS: [&str; 6] = ["let", "var", "const", "val", "set", "def"];

pub(super) fn mistake(stop: &Stop<'_>) -> Option<Diagnostic> {
    name_of_words(stop)
        .or_else(|| stated(stop))
        .or_else(|| colon(stop))
        .or_else(|| minutes(stop))
        .or_else(|| share(stop))
}

/// `let x = 5`, `peak trips = 5`: words before a `=` that start no statement.
fn name_of_words(stop: &Stop<'_>) -> Option<Diagnostic> {
    let equals = stop.code.find('=').filter(|at| !stop.code[*at + 1..].starts_with('='))?;
    let head = &stop.code[..equals];
    let words: Vec<&str> = head.split_whitespace().collect();
    let are_words = words.iter().all(|word| {
        word.starts_with(|first: char| is_word(first) && !first.is_ascii_digit()) && word.chars().all(is_word)
    });
    let [first, rest @ ..] = words.as_slice() else { return None };
    if !are_words || rest.is_empty() || words::is_statement(first) || stop.place() > equals {
        return None;
    }
    let place = stop.at(0, head.trim_end().len());
    let (name, message) = if BINDERS.contains(first) && rest.len() == 1 {
        (rest[0].to_owned(), format!("a name is bound without `{first}`"))
    } else {
        (words.join("_"), "a name is one word".to_owned())
    };
    let value = stop.code[equals + 1..].trim();
    let help = format!("write `{name} = {}`", if value.is_empty() { "…" } else { value });
    Some(Diagnostic::new(Id::UnexpectedText, place, message).help(help.clone()).fix(help, place, name))
}

/// `2M ops/s * 100 B = 200 MB/s`: what follows is what it is said to come to.
fn stated(stop: &Stop<'_>) -> Option<Diagnostic> {
    let left = stop.before.trim();
    let right = stop.behind().trim();
    let is_formula = left
        .starts_with(|first: char| first.is_ascii_digit() || matches!(first, '(' | '$' | '~'))
        || left.contains(['*', '/', '+', '(']);
    if stop.found != "="
        || stop.in_block
        || stop.in_check()
        || !is_formula
        || right.is_empty()
        || right.contains('=')
    {
        return None;
    }
    let line = format!("check {left} ~ {right}");
    let help = format!("to hold it against a figure, write `{line}`");
    let fix = Fix::new(format!("write `{line}`"))
        .replacing(stop.at(0, 0), "check ")
        .replacing(stop.at(stop.before.len(), stop.place() + 1), " ~");
    Some(stop.error(Id::UnexpectedText, "a result does not stand behind its formula", help).with_fix(fix))
}

/// `id: 16 bytes`
fn colon(stop: &Stop<'_>) -> Option<Diagnostic> {
    let name = stop.before.trim();
    let is_name = name.starts_with(|first: char| is_word(first) && !first.is_ascii_digit())
        && name.chars().all(|letter| is_word(letter) || letter == '.');
    if stop.found != ":" || !is_name || stop.behind().trim().is_empty() || stop.behind().contains('=') {
        return None;
    }
    let help = format!("write `{name} = {}`", stop.behind().trim());
    let place = stop.at(stop.before.len(), stop.place() + 1);
    Some(
        stop.error(Id::UnexpectedText, "a name has a `=` behind it, not a `:`", help.clone())
            .fix(help, place, " ="),
    )
}

/// `1:30 min` is a minute and a half, `1:30 h` an hour and a half.
fn minutes(stop: &Stop<'_>) -> Option<Diagnostic> {
    let share = share_or_number_at_end(stop.before);
    let (whole, part) = share.split_once(':')?;
    let (one, other) = match stop.found {
        "min" | "mins" | "minutes" | "m" => ("min", "s"),
        "h" | "hr" | "hours" | "hour" => ("h", "min"),
        _ => return None,
    };
    if part.len() != 2 {
        return None;
    }
    let text = format!("{whole}{one} {}{other}", part.trim_start_matches('0'));
    let help = format!("write `{text}`");
    let span = stop.at(stop.before.len() - share.len(), stop.place() + stop.found.len());
    let message = format!("`{share}` is a ratio, and no time");
    Some(Diagnostic::new(Id::NotAPureNumber, span, message).help(help.clone()).fix(help, span, text))
}

/// `10% off 100`, `10x slower`
fn share(stop: &Stop<'_>) -> Option<Diagnostic> {
    let share = share_or_number_at_end(stop.before);
    let start = stop.before.len() - share.len();
    if share.ends_with('%') && stop.found == "off" {
        let rest = stop.behind().trim();
        let text = format!("{rest} * (1 - {share})");
        let help = format!("write `{text}`");
        let span = stop.at(start, stop.code.len());
        let is_whole = !rest.is_empty() && !rest.contains(['+', '-', '<', '>', '~', '=', ',']);
        let diagnostic = stop.error(Id::UnexpectedText, "`off` is no operator", help.clone());
        return Some(if is_whole { diagnostic.fix(help, span, text) } else { diagnostic });
    }
    let compares =
        ["slower", "faster", "larger", "bigger", "smaller", "more", "less", "longer", "shorter", "cheaper"];
    if (share.ends_with('x') || share.ends_with('%')) && compares.contains(&stop.found) {
        let message = format!("`{share} {}` is said of something", stop.found);
        let help = format!("multiply or divide what it is said of: `latency * {share}`");
        let fix = Fix::new("leave the word out")
            .replacing(stop.at(stop.before.len(), stop.place() + stop.found.len()), "");
        return Some(stop.error(Id::NotAPureNumber, message, help).with_fix(fix));
    }
    None
}

/// The line without the words that only explain a number: `8 bytes timestamp + 8 bytes value` is `8 bytes + 8 bytes`, with
/// the words that are left out; for a comment behind it.
pub(super) fn without_words(code: &str, is_unit: impl Fn(&str) -> bool) -> (String, Vec<String>) {
    let all: Vec<_> = tokens(code).collect();
    let text = |at: usize| all.get(at).map_or("", |token| &code[token.range.clone()]);
    let kind = |at: usize| all.get(at).map(|token| token.kind);
    let is_plain = |at: usize| {
        kind(at) == Some(TokenKind::Word)
            && !words::is_reserved(text(at))
            && text(at) != words::FOR
            && !text(at + 1).starts_with(['(', '.'])
    };
    let (mut kept, mut left_out) = (String::new(), Vec::new());
    let mut at = 0;
    while at < all.len() {
        kept.push_str(text(at));
        let is_number = kind(at) == Some(TokenKind::Number);
        at += 1;
        if !is_number {
            continue;
        }
        // The words behind the number, with what stands between them.
        let mut run = Vec::new();
        let mut next = at;
        loop {
            let blank = usize::from(kind(next) == Some(TokenKind::Blank));
            if !is_plain(next + blank) {
                break;
            }
            run.push(next + blank);
            next += blank + 1;
        }
        let magnitudes = run.iter().take_while(|place| words::magnitude(text(**place)).is_some()).count();
        let words = &run[magnitudes..];
        let qualified = words.iter().take_while(|place| words::QUALIFIERS.contains(&text(**place))).count();
        let (head, nouns) = words.split_at(qualified);
        let noun = if nouns.first().is_some_and(|place| is_unit(text(*place))) {
            nouns.first()
        } else {
            nouns.last()
        };
        let is_kept = |place: &usize| Some(place) == noun || words::QUALIFIERS.contains(&text(*place));
        for place in run[..magnitudes].iter().chain(head).chain(nouns) {
            let gap = if text(place - 1).trim().is_empty() && kind(place - 1) == Some(TokenKind::Blank) {
                " "
            } else {
                ""
            };
            if is_kept(place) || words::magnitude(text(*place)).is_some() {
                kept.push_str(gap);
                kept.push_str(text(*place));
            } else {
                left_out.push(text(*place).to_owned());
            }
        }
        at = next.max(at);
    }
    let squeezed = kept.split(' ').filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
    (squeezed, left_out)
}
