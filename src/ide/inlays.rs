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
    /// The value, or for a check `ok` or `FAIL` with its left side: in the base, and in each case that breaks what is
    /// required of all.
    pub text: String,
    /// For a check, whether it holds, in the base and in every case.
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
    let mut inlays: Vec<Inlay> = values.collect();
    for variant in std::iter::once(outcome).chain(analysis.cases()) {
        for check in variant.plan.checks.iter().filter(|check| touches(check.span)) {
            if let Some(row) = CheckRow::of(&variant.plan.units, &variant.estimate, check, USUAL_DIGITS) {
                add_verdict(&mut inlays, check.span.end, row, variant.case.as_deref());
            }
        }
    }
    inlays.sort_by_key(|inlay| inlay.offset);
    inlays
}

/// Adds the verdict of a check in the base or in a case to what stands behind its line.
fn add_verdict(inlays: &mut Vec<Inlay>, offset: u32, row: CheckRow, case: Option<&str>) {
    let verdict = format!("{} {}", if row.ok { "ok" } else { "FAIL" }, row.left.text);
    let told = inlays.iter_mut().find(|inlay| inlay.offset == offset && inlay.holds.is_some());
    match told {
        None => inlays.push(Inlay { offset, name: row.expression, text: verdict, holds: Some(row.ok) }),
        // A case that keeps what is required says nothing new.
        Some(_) if row.ok => {}
        Some(inlay) => {
            let of_case = case.map_or_else(String::new, |case| format!(" (case {case})"));
            inlay.text.push_str(&format!("; {verdict}{of_case}"));
            inlay.holds = Some(false);
        }
    }
}
