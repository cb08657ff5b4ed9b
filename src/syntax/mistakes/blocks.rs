//! Blocks without `{`, heads that are none, and fields or statements that nothing separates.

use super::stop::{Stop, last_value};
use crate::diagnostic::{Diagnostic, Id, nearest};
use crate::syntax::scan::LineKind;
use crate::syntax::tokens::{TokenKind, tokens};
use crate::syntax::words;

pub(super) fn mistake(stop: &Stop<'_>) -> Option<Diagnostic> {
    let mut parts = stop.before.split_ascii_whitespace().chain(stop.rest.split_ascii_whitespace());
    let (first, second, third) = (parts.next().unwrap_or(""), parts.next(), parts.next());
    if stop.line.kind == LineKind::Header {
        return Some(head(stop, first));
    }
    if stop.found == "{" || stop.found == "}" {
        return Some(stop.error(
            Id::UnexpectedText,
            format!("`{}` belongs to no block", stop.found),
            "a block starts with a line like `record paste {`",
        ));
    }
    let names_block = words::statement(first).is_some_and(|row| row.behind == words::Behind::NameAndBlock)
        && third.is_none();
    let second = second.filter(|_| names_block || (first == "case" && stop.rest.starts_with('"')))?;
    if !second.starts_with(|first: char| first.is_alphabetic() || matches!(first, '_' | '"')) || stop.in_block
    {
        return None;
    }
    let head = if third.is_none() { format!("{first} {second}") } else { format!("{first} \"name\"") };
    Some(
        Diagnostic::new(
            Id::UnexpectedText,
            stop.at(0, stop.code.len()),
            format!("a {first} needs its `{{` on this line"),
        )
        .help(format!("write `{head} {{`")),
    )
}

/// What stands before a `{` and is no head.
fn head(stop: &Stop<'_>, first: &str) -> Diagnostic {
    if !words::is_block(first) {
        let diagnostic =
            Diagnostic::new(Id::UnexpectedText, stop.at(0, stop.code.len()), "no block starts like this");
        return match nearest(first, words::block_words()) {
            Some(word) => {
                let help = format!("did you mean `{word}`?");
                diagnostic.help(help).fix(format!("write `{word}`"), stop.at(0, first.len()), word)
            }
            None => diagnostic.help(
                "a block starts with `record name {`, `component name {`, `workload name {`, \
                 `case \"name\" {` or `calendar {`",
            ),
        };
    }
    if stop.found.is_empty() {
        let name = if first == "case" { "\"name\"" } else { "name" };
        return stop.error(
            Id::UnexpectedText,
            format!("this {first} has no name"),
            format!("write `{first} {name} {{`"),
        );
    }
    let message = format!("`{}` does not belong before the `{{`", stop.found);
    if first != "case" {
        let help = format!("a {first} has one plain name, as in `{first} paste {{`");
        return stop.error(Id::UnexpectedText, message, help);
    }
    let diagnostic =
        stop.error(Id::UnexpectedText, message, "write its name in quotes, as in `case \"launch\" {`");
    if stop.rest.contains('"') || stop.place() == 0 {
        return diagnostic;
    }
    let quoted = format!("\"{}\"", stop.rest);
    diagnostic.fix(format!("write `case {quoted} {{`"), stop.at(stop.place(), stop.code.len()), quoted)
}

/// `{ a = 99% latency = 5 ms }`, `a = 5 b = 6`
pub(super) fn missing_separator(stop: &Stop<'_>) -> Option<Diagnostic> {
    if stop.in_check() || !stop.before.contains('=') {
        return None;
    }
    let mut behind = tokens(stop.behind()).filter(|token| token.kind != TokenKind::Blank);
    let is_bound = || behind.next().is_some_and(|sign| &stop.behind()[sign.range] == "=");
    let (next, end) = if stop.found == "=" {
        let name = last_value(stop.before);
        (name, stop.before.len() - name.len())
    } else if stop.found_word() && { is_bound }() {
        (stop.found, stop.place())
    } else {
        return None;
    };
    if !next.starts_with(|first: char| first.is_alphabetic() || first == '_') || words::is_reserved(next) {
        return None;
    }
    let gap = stop.at(stop.code[..end].trim_end().len(), end);
    let message = format!("`{next} =` starts another {}", if stop.in_block { "field" } else { "statement" });
    let (help, separator) = if stop.in_block {
        (format!("fields are separated by `,` or a new line: write `, {next} = …`"), ", ")
    } else {
        (format!("start a new line before `{next}`"), "\n")
    };
    let words = if stop.in_block { format!("write `, {next} = …`") } else { help.clone() };
    let diagnostic = stop.error(Id::UnexpectedText, message, help);
    // A new line that starts with a field goes on with the one above.
    let ends_the_first = stop.in_block || !next.contains('.');
    Some(if ends_the_first { diagnostic.fix(words, gap, separator) } else { diagnostic })
}
