//! Values as reports show them, and the numbers of those that data formats give; no rows, no layout.

use crate::estimate::Estimate;
use crate::plan::{Item, PlannedValue, Slot};
use crate::units::display::{self, AvailabilityParts, Displayed, Pure, Scale};
use crate::units::{PureStyle, Shown, Units};
use crate::workspace::sweep::{Output, Rows};

/// How many members are named that a figure is without.
const MOST_NAMED: usize = 4;

/// What there is to say of an availability beside its value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Availability {
    /// 1 less the availability, exactly.
    pub unavailability: f64,
    /// How many nines it has; none where nothing is missing.
    pub nines: Option<f64>,
    /// Seconds of downtime in a civil year (rulings, E13).
    pub downtime_per_year_s: f64,
}

/// Both numbers of a pure value, each as exact as the plan knows it.
pub(super) fn pure(estimate: &Estimate, value: &PlannedValue) -> Pure {
    let number = estimate.number(value.value);
    match value.missing.map(|slot| estimate.number(slot)) {
        // An availability is known by what is missing; the value may not have been asked for.
        Some(missing) if number.is_nan() => Pure { value: 1.0 - missing, missing },
        Some(missing) if !missing.is_nan() => Pure { value: number, missing },
        _ => Pure::of(number),
    }
}

/// The numbers of an output in its unit, a row each, as a report of a single run gives them.
pub(super) fn numbers(rows: &Rows<'_>, output: &Output) -> Vec<f64> {
    in_unit(&output.value, &output.scale, |slot| rows.column(slot))
}

/// The unit of what [`in_unit`] gives.
pub fn unit_of(value: &PlannedValue, scale: &Scale) -> String {
    scale.styled_unit(display::style_out(value.is_availability, &value.shown))
}

/// The numbers of a value in a unit, from the columns of its slots, as a report of a single run gives them.
pub fn in_unit<'c>(value: &PlannedValue, scale: &Scale, column: impl Fn(Slot) -> &'c [f64]) -> Vec<f64> {
    let style = display::style_out(value.is_availability, &value.shown);
    let numbers = column(value.value).iter();
    match value.missing.filter(|_| value.is_availability) {
        // What is missing is exact, and the value need not be the double that is nearest to it.
        Some(missing) => column(missing).iter().map(|missing| scale.styled(1.0 - missing, style)).collect(),
        None => numbers.map(|number| scale.styled(*number, style)).collect(),
    }
}

/// What there is to say of an availability; none of another value, and where it has no number.
pub(super) fn availability_of(estimate: &Estimate, value: &PlannedValue) -> Option<Availability> {
    let unavailability = pure(estimate, value).missing;
    (value.is_availability && !unavailability.is_nan()).then(|| Availability {
        unavailability,
        nines: display::nines(unavailability),
        downtime_per_year_s: display::downtime_per_year(unavailability),
    })
}

/// The parts of an availability's text; none of another value, and where it has no number.
pub(super) fn availability_parts(
    estimate: &Estimate,
    value: &PlannedValue,
    digits: usize,
) -> Option<AvailabilityParts> {
    let missing = availability_of(estimate, value)?.unavailability;
    Some(AvailabilityParts::of(missing, &value.shown, digits))
}

/// A value as a report shows it; none where it has no number.
pub fn displayed(
    units: &Units,
    estimate: &Estimate,
    value: &PlannedValue,
    digits: usize,
) -> Option<Displayed> {
    if value.is_availability {
        let missing = pure(estimate, value).missing;
        return (!missing.is_nan()).then(|| display::availability(missing, &value.shown, digits));
    }
    in_units(units, estimate, value, &value.shown, digits)
}

/// The same, a literal as it was typed, its number in the unit that was typed; none where it has no number.
pub fn as_shown(
    units: &Units,
    estimate: &Estimate,
    value: &PlannedValue,
    digits: usize,
) -> Option<Displayed> {
    let Some(typed) = &value.as_typed else { return displayed(units, estimate, value, digits) };
    let fixed = Shown { fixed: true, ..value.shown.clone() };
    let shown = in_units(units, estimate, value, &fixed, digits)?;
    Some(Displayed { text: typed.clone(), ..shown })
}

/// The value of an item: a literal as it was typed, one that is only converted in full.
pub fn of_item(units: &Units, estimate: &Estimate, item: &Item, digits: usize) -> Option<Displayed> {
    let value = item.value.as_ref()?;
    let shown = as_shown(units, estimate, value, digits)?;
    if !item.is_exact || value.as_typed.is_some() || value.is_availability || value.dimension.is_pure() {
        return Some(shown);
    }
    let number = estimate.number(value.value);
    Some(display::in_full(units, number, &value.dimension, &value.shown, digits).unwrap_or(shown))
}

/// A value without an availability's nines and downtime: for a place inside other text.
pub fn plainly(units: &Units, estimate: &Estimate, value: &PlannedValue, digits: usize) -> Option<Displayed> {
    in_units(units, estimate, value, &value.shown, digits)
}

fn in_units(
    units: &Units,
    estimate: &Estimate,
    value: &PlannedValue,
    shown: &Shown,
    digits: usize,
) -> Option<Displayed> {
    if value.dimension.is_pure() && shown.units.is_empty() {
        let number = pure(estimate, value);
        let percent = Shown::pure(PureStyle::Percent);
        let shown = if value.is_availability && shown.pure == PureStyle::Plain { &percent } else { shown };
        return (!number.value.is_nan()).then(|| display::pure(number, shown, digits));
    }
    let number = estimate.number(value.value);
    (!number.is_nan()).then(|| display::quantity(units, number, &value.dimension, shown, digits))
}

/// `without lb and db`: what a figure is that some members do not have; empty where all have it.
pub fn without(members: &[String]) -> String {
    let named = members.len().min(MOST_NAMED);
    match (&members[..named], members.len() - named) {
        ([], _) => String::new(),
        ([only], 0) => format!("without {only}"),
        ([first @ .., last], 0) => format!("without {} and {last}", first.join(", ")),
        (named, more) => format!("without {} and {more} more", named.join(", ")),
    }
}

/// The left side of a check as it compares best with the right one (rulings, I 12): in its units, and with its
/// prefix where the two are not too far apart to read.
pub(super) fn in_units_of(
    units: &Units,
    estimate: &Estimate,
    left: &PlannedValue,
    right: &PlannedValue,
    right_text: &Displayed,
    digits: usize,
) -> Option<Displayed> {
    if left.shown.fixed || left.dimension != right.dimension || !right.shown.says_something() {
        return plainly(units, estimate, left, digits);
    }
    let mut shown = right.shown.clone();
    if !shown.fixed && !shown.units.is_empty() {
        let fixed = Shown { fixed: true, ..shown.clone() };
        let is_as_written = in_units(units, estimate, right, &fixed, digits)?.unit == right_text.unit;
        let apart = (estimate.number(left.value) / estimate.number(right.value)).abs();
        shown.fixed = is_as_written && (1e-3..1e4).contains(&apart);
    }
    in_units(units, estimate, left, &shown, digits)
}
