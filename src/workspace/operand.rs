//! Text that stands for values: a value as a part of an expression, and other words in places of a text; knows no entry.

use crate::estimate::Estimate;
use crate::plan::{Plan, PlannedValue};
use crate::source::Span;
use crate::units::display::{self, MOST_DIGITS, Pure};

/// A text within a span, with other words in some places.
pub(super) fn replaced_in(text: &str, span: Span, places: &[Span], by: &str) -> String {
    let mut replaced = String::new();
    let mut at = span.start as usize;
    for place in places.iter().filter(|place| span.start <= place.start && place.end <= span.end) {
        let place = place.range();
        replaced.push_str(&text[at..place.start]);
        replaced.push_str(by);
        at = place.end;
    }
    replaced + &text[at..span.end as usize]
}

/// A value as a part of an expression: as it was typed, else with as many digits as it has.
pub(super) fn as_operand(plan: &Plan, estimate: &Estimate, value: &PlannedValue) -> Option<String> {
    if let Some(typed) = &value.as_typed {
        return Some(typed.clone());
    }
    let number = estimate.number(value.value);
    if !value.dimension.is_pure() {
        let units = &plan.units;
        let text = display::quantity(units, number, &value.dimension, &value.shown, MOST_DIGITS).text;
        return (!number.is_nan()).then_some(text);
    }
    let pure = match value.missing.map(|slot| estimate.number(slot)) {
        Some(missing) if number.is_nan() => Pure { value: 1.0 - missing, missing },
        Some(missing) => Pure { value: number, missing },
        None => Pure::of(number),
    };
    if pure.missing.is_nan() {
        return None;
    }
    let text = display::pure(pure, &value.shown, MOST_DIGITS).text;
    Some(if value.is_availability { format!("({text} as availability)") } else { text })
}
