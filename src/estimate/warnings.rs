//! What the numbers of a path warn of: a stage over its capacity, or one that fits only with all members up.

use super::Estimate;
use crate::diagnostic::{Diagnostic, Id};
use crate::plan::{Plan, PlannedPath, PlannedStage, PlannedValue};
use crate::units::Units;
use crate::units::display::{USUAL_DIGITS, quantity};

/// The warnings that only numbers can give.
pub fn warnings(plan: &Plan, estimate: &Estimate) -> Vec<Diagnostic> {
    plan.paths.iter().filter_map(|path| of_path(&plan.units, path, estimate)).collect()
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
