//! Says what is wrong with a line that the grammar refuses, and what to type instead; one file for each kind of slip.
//!
//! A slip is looked for in the tokens around the place where the parser stopped, the surest kinds first. Nothing is
//! parsed again, so what is said of a line never depends on another line.

mod blocks;
mod checks;
mod clocks;
mod conversions;
mod failure;
mod names;
mod neighbours;
mod numbers;
mod others;
mod paths;
mod phrases;
mod ratios;
mod stop;
mod texts;

pub(super) use self::failure::{Expected, Failure};
use self::stop::Stop;
use super::scan::LogicalLine;
use crate::diagnostic::Diagnostic;
use crate::source::Source;

/// The diagnostic for a line at which the parser stopped.
pub(super) fn describe(
    source: &Source,
    text: &str,
    line: &LogicalLine,
    failure: &Failure,
    in_block: bool,
) -> Diagnostic {
    let stop = Stop::new(source, text, line, failure, in_block);
    let kinds: [fn(&Stop<'_>) -> Option<Diagnostic>; 13] = [
        clocks::mistake,
        phrases::mistake,
        numbers::mistake,
        texts::mistake,
        blocks::mistake,
        blocks::missing_separator,
        paths::mistake,
        ratios::mistake,
        conversions::mistake,
        checks::mistake,
        names::mistake,
        neighbours::before_bracket,
        neighbours::mistake,
    ];
    kinds.into_iter().find_map(|kind| kind(&stop)).unwrap_or_else(|| others::mistake(&stop))
}
