//! The values that stand behind the lines: what each comes to, how each check turns out.

use std::ops::Range;

use crate::plan::ItemKind;
use crate::report::{CheckRow, Row};
use crate::units::display::USUAL_DIGITS;
use crate::workspace::Analysis;

/// A value behind a line.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Inlay {
    /// The byte behind which it stands: the end of the expression.
    pub offset: u32,
    /// What it is of: a name, or the text of a check.
    pub name: String,
    /// The value, `ok` or `FAIL`.
    pub text: String,
    /// For a check, whether it holds.
    pub holds: Option<bool>,
}

/// The values behind the lines that touch a range of bytes of the scenario's own text, in the order of the text. What is
/// stated shows itself: a literal has none.
pub fn inlays(analysis: &Analysis, range: Range<u32>) -> Vec<Inlay> {
    let outcome = analysis.outcome();
    let own = analysis.source().id;
    let touches =
        |span: crate::source::Span| span.source == own && span.start < range.end && range.start <= span.end;
    let items = outcome.plan.items.iter().filter(|item| {
        matches!(item.kind, ItemKind::Binding | ItemKind::Field | ItemKind::Expression) && touches(item.span)
    });
    let is_stated =
        |item: &&crate::plan::Item| item.value.as_ref().is_some_and(|value| value.as_typed.is_some());
    let values = items.filter(|item| !is_stated(item)).filter_map(|item| {
        let row = Row::of(outcome, item, USUAL_DIGITS)?;
        Some(Inlay { offset: item.span.end, name: row.name, text: row.display, holds: None })
    });
    let checks = outcome.plan.checks.iter().filter(|check| touches(check.span)).filter_map(|check| {
        let row = CheckRow::of(&outcome.plan.units, &outcome.estimate, check, USUAL_DIGITS)?;
        let text = if row.ok { "ok" } else { "FAIL" };
        Some(Inlay {
            offset: check.span.end,
            name: row.expression,
            text: format!("{text} {}", row.left.text),
            holds: Some(row.ok),
        })
    });
    let mut inlays: Vec<Inlay> = values.chain(checks).collect();
    inlays.sort_by_key(|inlay| inlay.offset);
    inlays
}
