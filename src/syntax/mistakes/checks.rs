//! Comparisons: checks without one or with two, and those outside a check.

use super::failure::Expected;
use super::stop::Stop;
use crate::diagnostic::{Diagnostic, Id};

const COMPARISONS: [&str; 6] = ["~", "<", "<=", ">", ">=", "=="];

pub(super) fn mistake(stop: &Stop<'_>) -> Option<Diagnostic> {
    if stop.before.ends_with('-') && stop.found.starts_with('>') {
        let arrow = stop.at(stop.before.len() - 1, stop.place() + 1);
        return Some(
            stop.error(Id::UnexpectedText, "`- >` is no operator", "write `->` without a blank").fix(
                "write `->` without a blank",
                arrow,
                "->",
            ),
        );
    }
    let is_comparison = COMPARISONS.contains(&stop.found);
    if stop.in_check() {
        return in_check(stop, is_comparison);
    }
    if !is_comparison || !stop.expects(Expected::OperatorOrEnd) {
        return None;
    }
    if stop.before.contains('=') || stop.in_block {
        return Some(stop.error(
            Id::UnexpectedText,
            "a value cannot be a comparison",
            "comparisons stand in checks, as in `check a < b`",
        ));
    }
    let words = format!("write `check {} {} …`", stop.before, stop.found);
    let diagnostic = stop.error(Id::UnexpectedText, "a comparison stands only in a check", words.clone());
    if stop.behind().trim().is_empty() {
        return Some(diagnostic);
    }
    Some(diagnostic.fix(words, stop.at(0, 0), "check "))
}

fn in_check(stop: &Stop<'_>, is_comparison: bool) -> Option<Diagnostic> {
    if stop.tokens_before.len() == 1 {
        return Some(stop.error(
            Id::UnexpectedText,
            "a check compares two values",
            "write it as in `check storage < 1 TB`",
        ));
    }
    if stop.found.is_empty() && !stop.has_sign(&COMPARISONS) && !stop.has_sign(&["="]) {
        let help = format!("write `{} ~ …`, or `<`, `<=`, `>`, `>=`, `=`", stop.before);
        return Some(stop.error(Id::UnexpectedText, "a check compares two values, and this is one", help));
    }
    if (is_comparison || stop.found == "=") && stop.expects(Expected::OperatorOrEnd) {
        return Some(stop.error(
            Id::UnexpectedText,
            "a check holds one comparison",
            "write two checks: `check a < b` and `check b < c`",
        ));
    }
    None
}
