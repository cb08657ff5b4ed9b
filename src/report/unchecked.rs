//! That a scenario whose checks are asked for has none, with what to write from its own figures; knows no format.

use super::rows::is_private;
use super::shown::plainly;
use crate::diagnostic::{Diagnostic, Id};
use crate::plan::{BASE_CASE, ItemKind};
use crate::units::display::USUAL_DIGITS;
use crate::workspace::Outcome;

/// That none of a scenario's variants has a check, its base and its cases or the one of them that is asked for: who asks
/// for checks must not take that for a scenario that keeps them. None where there are some, or where an error says
/// enough.
pub fn unchecked(variants: &[Outcome]) -> Option<Diagnostic> {
    let is_checked = |outcome: &Outcome| !outcome.plan.checks.is_empty() || outcome.plan.unplanned_checks > 0;
    let first = variants.first()?;
    if variants.iter().any(|outcome| is_checked(outcome) || outcome.has_errors()) {
        return None;
    }
    let wanted = check_of(first).unwrap_or_else(|| "check storage ~ 1 TB".to_owned());
    let (message, help) = match &first.case {
        Some(case) if case != BASE_CASE => (
            format!("nothing is checked of the case \"{case}\""),
            format!(
                "write `{wanted}` in its block; outside the cases, what is required by `<`, `<=`, `>` or `>=` is asked of it"
            ),
        ),
        _ => ("nothing is checked here".to_owned(), format!("write what has to hold, as `{wanted}`")),
    };
    Some(Diagnostic::without_place(Id::NoChecks, message).help(help))
}

/// A check that holds: of the last value that follows from others, or else of the last one.
fn check_of(outcome: &Outcome) -> Option<String> {
    let is_named = |item: &&crate::plan::Item| {
        item.is_own && matches!(item.kind, ItemKind::Binding | ItemKind::Derived) && !is_private(&item.name)
    };
    let named = || outcome.plan.items.iter().rev().filter(is_named);
    let item = named().find(|item| !item.is_assumption).or_else(|| named().next())?;
    let shown = plainly(&outcome.plan.units, &outcome.estimate, item.value.as_ref()?, USUAL_DIGITS)?;
    Some(format!("check {} ~ {}", item.name, shown.text))
}
