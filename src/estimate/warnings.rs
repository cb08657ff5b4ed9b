//! What the numbers of a path warn of: a stage over its capacity, or one that fits only with all members up.

use super::Estimate;
use crate::diagnostic::{Diagnostic, Id};
use crate::plan::{Item, Plan, PlannedPath, PlannedStage, PlannedValue};
use crate::units::display::{USUAL_DIGITS, quantity};
use crate::units::{Base, Units};

/// The warnings that only numbers can give.
pub fn warnings(plan: &Plan, estimate: &Estimate) -> Vec<Diagnostic> {
    let paths = plan.paths.iter().filter_map(|path| of_path(&plan.units, path, estimate));
    paths.chain(of_items(plan, estimate, 0)).collect()
}

/// Those of the items from a place on: of the lines that came last.
pub fn of_items(plan: &Plan, estimate: &Estimate, first: usize) -> Vec<Diagnostic> {
    let items = plan.items.iter().skip(first);
    items.filter_map(|item| of_bytes(&plan.units, item, estimate)).collect()
}

/// An amount under a byte, or under one in its unit of time, that rests on a `B` behind a whole number (rulings, PN3).
fn of_bytes(units: &Units, item: &Item, estimate: &Estimate) -> Option<Diagnostic> {
    let (place, number) = item.whole_bytes.as_ref()?;
    let value = item.value.as_ref()?;
    let times = value.shown.units.iter().filter(|entry| units.family(entry.unit) == Some(Base::TIME));
    let per_time: f64 = times.map(|entry| units.factor(entry.unit).powi(entry.power)).product();
    let amount = estimate.number(value.value).abs() / per_time;
    let byte = units.factor(Units::built_in("B"));
    // A rounding error is no fraction of a byte.
    let is_less = amount > 0.0 && amount < byte * (1.0 - 1e-9);
    is_less.then(|| {
        let shown =
            quantity(units, estimate.number(value.value), &value.dimension, &value.shown, USUAL_DIGITS).text;
        let bytes = if number == "1" { "byte" } else { "bytes" };
        let text = format!("`{number}B` is {number} {bytes}, and this comes to {shown}");
        Diagnostic::new(Id::BytesOrBillions, *place, text)
            .help(format!("for billions write `{number}bn`"))
            .fix(format!("write `{number}bn`"), *place, format!("{number}bn"))
    })
}

fn of_path(units: &Units, path: &PlannedPath, estimate: &Estimate) -> Option<Diagnostic> {
    let load = path.load.as_ref()?;
    let carried = estimate.number(load.value);
    let below = |figure: fn(&PlannedStage) -> Option<&PlannedValue>| -> Vec<(&PlannedStage, f64)> {
        let stages =
            path.stages.iter().filter_map(|stage| Some((stage, estimate.number(figure(stage)?.value))));
        // A rounding error is no overload.
        stages.filter(|(_, capacity)| carried > capacity * (1.0 + 1e-9)).collect()
    };
    let say = |number: f64| {
        quantity(units, number, &load.dimension, &load.shown.clone().released(), USUAL_DIGITS).text
    };
    let place = path.load_span.unwrap_or(path.span);
    let over = below(|stage| stage.capacity.as_ref());
    if !over.is_empty() {
        let stages: Vec<_> = over
            .iter()
            .map(|(stage, capacity)| format!("`{}` can do {}", stage.text, say(*capacity)))
            .collect();
        let message =
            format!("`{}` carries {}, more than it can: {}", path.name, say(carried), stages.join(", "));
        return Some(
            Diagnostic::new(Id::OverCapacity, place, message)
                .help("add members to the stage, or lower the load"),
        );
    }
    let tight = below(|stage| stage.surviving.as_ref());
    if tight.is_empty() {
        return None;
    }
    let stages: Vec<_> = tight
        .iter()
        .map(|(stage, capacity)| format!("`{}` is left with {}", stage.text, say(*capacity)))
        .collect();
    let message = format!(
        "`{}` carries {}, which fits only while all members are up: {}",
        path.name,
        say(carried),
        stages.join(", ")
    );
    Some(
        Diagnostic::new(Id::FitsOnlyWithAllUp, place, message)
            .help("the availability counts on members being down; add spare ones"),
    )
}
