//! What no other kind explains: what stands at the place, what is due there, and the likeliest way on.

use super::failure::Expected;
use super::stop::Stop;
use crate::diagnostic::{Diagnostic, Id, nearest};
use crate::syntax::words;

pub(super) fn mistake(stop: &Stop<'_>) -> Diagnostic {
    let found = stop.found;
    if found == ":" && stop.before.is_empty() {
        return stop.error(
            Id::UnexpectedText,
            "a command of the session stands in a scenario",
            "type it in the session, which `napkin` opens on a terminal",
        );
    }
    let due: Vec<&str> = stop.expected.iter().take(4).map(|expected| expected.words()).collect();
    let expected = match due.as_slice() {
        [] => "something else".to_owned(),
        [only] => (*only).to_owned(),
        [init @ .., last] => format!("{} or {last}", init.join(", ")),
    };
    let open = stop.open_brackets(0);
    let message = if found.is_empty() && open > 0 && !stop.expects(Expected::Value) {
        "a `(` of this line is never closed".to_owned()
    } else if found.is_empty() {
        format!("the line ends where {expected} is due")
    } else {
        format!("`{found}` stands where {expected} is due")
    };
    let diagnostic =
        Diagnostic::new(Id::UnexpectedText, stop.span, message).label(format!("expected {expected}"));
    advised(stop, diagnostic, open)
}

fn advised(stop: &Stop<'_>, diagnostic: Diagnostic, open: isize) -> Diagnostic {
    let found = stop.found;
    let last = stop.last();
    if found.is_empty() && words::is_reserved(last) {
        return diagnostic.help(format!("write it as in `{}`", words::example(last)));
    }
    if found.is_empty() && stop.before.ends_with(|last: char| "+-*/^|~<>=,.".contains(last)) {
        return diagnostic.help("write a value behind the operator, or delete the operator");
    }
    if found.is_empty() && open > 0 {
        let end = stop.at(stop.code.len(), stop.code.len());
        let diagnostic = diagnostic.help("close the bracket with `)`");
        return match usize::try_from(open) {
            Ok(open) if !stop.expects(Expected::Value) => {
                diagnostic.fix("close the bracket with `)`", end, ")".repeat(open))
            }
            _ => diagnostic,
        };
    }
    if found == ")" && open <= 0 {
        let gap_and_sign = stop.at(stop.before.len(), stop.place() + 1);
        return diagnostic.help("delete it, or open the bracket with `(` before").fix(
            "delete it",
            gap_and_sign,
            "",
        );
    }
    let statements = || words::STATEMENTS.iter().map(|row| row.word).chain(["within"]);
    if let Some(word) = nearest(found, statements()).filter(|_| stop.before.is_empty()) {
        let help = format!("did you mean `{word}`?");
        return diagnostic.help(help).fix(format!("write `{word}`"), stop.span, word);
    }
    if let Some(word) = statements().find(|word| stop.starts_with_word(word)) {
        return diagnostic.help(format!("write it as in `{}`", words::example(word)));
    }
    if stop.expects(Expected::Value) {
        return diagnostic.help("write a value here: a number with its unit, a name, a call or a bracket");
    }
    diagnostic.help("delete it, or write an operator before it")
}
