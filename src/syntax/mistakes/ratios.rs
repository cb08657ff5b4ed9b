//! Ratios that are to count something: `20% users`, `3x users`, `50%%`.

use super::stop::{Stop, share_or_number_at_end};
use crate::diagnostic::{Diagnostic, Id};
use crate::syntax::words::{self, TIMES_MARK};

pub(super) fn mistake(stop: &Stop<'_>) -> Option<Diagnostic> {
    let share = share_at_end(stop.before);
    if share.ends_with('%') && stop.found == "%" {
        let help = format!("write `{share}`");
        let second = stop.at(stop.before.len(), stop.place() + 1);
        return Some(stop.error(Id::UnexpectedText, "`%` stands twice", help.clone()).fix(help, second, ""));
    }
    if share.ends_with('%') && stop.found_number() {
        let product = format!("write `{share} * {}`", stop.found);
        let diagnostic = stop.error(
            Id::MissingOperator,
            "`%` is percent, not the remainder of a division",
            format!("to multiply, {product}"),
        );
        return Some(stop.multiplied(diagnostic, product));
    }
    if stop.found_word() && !share.is_empty() && words::JOINING.contains(&stop.found) {
        let message = format!("`{}` says nothing between values", stop.found);
        return Some(stop.error(
            Id::MissingOperator,
            message,
            "write an operator there: `*`, `+`, `of`, `->`; words stand in a comment behind `#`",
        ));
    }
    if stop.found_word() && !share.is_empty() {
        let operator = if share.ends_with('%') { "of" } else { "*" };
        let help = format!("write `{share} {operator} {}`", stop.found);
        let message = format!("`{share}` is a ratio and cannot count {}", stop.found);
        let diagnostic = stop.error(Id::NotAPureNumber, message, help.clone());
        return Some(diagnostic.fix(help, stop.gap(), format!(" {operator} ")));
    }
    None
}

/// `20%`, `3x`, `7:2` at the end of a text; empty where there is none.
fn share_at_end(text: &str) -> &str {
    let share = share_or_number_at_end(text);
    let is_share = share.ends_with('%') || share.ends_with(TIMES_MARK) || share.contains(':');
    if is_share && share.starts_with(|first: char| first.is_ascii_digit() || first == '.') {
        share
    } else {
        ""
    }
}
