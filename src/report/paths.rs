//! Paths stage by stage: shares of the downtime, the weakest link, the bottleneck, what is left of the capacity; no
//! layout.

use super::rows::line_of;
use super::shown::{Availability, availability_of, availability_parts, displayed, in_units_of};
use crate::estimate::Estimate;
use crate::plan::{PlannedPath, PlannedStage, PlannedValue};
use crate::units::display::{AvailabilityParts, Displayed};
use crate::workspace::Outcome;

/// A path as a report shows it.
#[derive(Debug, Clone, PartialEq)]
pub struct PathReport {
    /// Its name.
    pub name: String,
    /// The comment behind it.
    pub note: Option<String>,
    /// Its line in its file, from 1.
    pub line: usize,
    /// Its stages in series, in the order of the text.
    pub stages: Vec<StageReport>,
    /// The whole chain; its share of the downtime is all of it.
    pub whole: StageReport,
    /// The stage with the largest share of the downtime.
    pub weakest: Option<usize>,
    /// The stage with the smallest capacity.
    pub bottleneck: Option<usize>,
    /// The stage with the smallest capacity while as many members are down as the availability tolerates.
    pub surviving_bottleneck: Option<usize>,
    /// What it carries, in the units of its capacity.
    pub load: Option<String>,
    /// The share of the capacity that is left.
    pub headroom: Option<Displayed>,
    /// Whether the load fits.
    pub fit: Fit,
    /// The mean time between failures.
    pub mtbf: Option<String>,
    /// The properties that not all of its members have, each with those that have no figure for it.
    pub lacking: Vec<(&'static str, Vec<String>)>,
}

/// A stage of a path, or the whole of it.
#[derive(Debug, Clone, PartialEq)]
pub struct StageReport {
    /// As written: `8 of 10 app`.
    pub name: String,
    /// Its availability, as shown and in numbers.
    pub availability: Option<(AvailabilityParts, Availability)>,
    /// Its share of what the stages are down, which add to 1; none where a stage's availability is not known.
    pub downtime_share: Option<f64>,
    /// Its latency.
    pub latency: Option<Displayed>,
    /// Its capacity with all members up.
    pub capacity: Option<Displayed>,
    /// Its capacity with as many members down as its availability tolerates.
    pub surviving: Option<Displayed>,
    /// Its cost.
    pub cost: Option<Displayed>,
    /// The properties that only some of its members have, each with those that have none: the figure is without them.
    pub lacking: Vec<(&'static str, Vec<String>)>,
}

/// Whether a path can do what it carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fit {
    /// It can, or it carries nothing that is known.
    Fits,
    /// Only while all members are up.
    OnlyWithAllUp,
    /// It cannot.
    Over,
}

/// A rounding error is no overload.
const ROUNDING: f64 = 1.0 + 1e-9;

impl PathReport {
    /// The report of a path.
    pub fn of(outcome: &Outcome, path: &PlannedPath, digits: usize) -> Self {
        let Outcome { plan, estimate, .. } = outcome;
        let missing: Vec<Option<f64>> = path.stages.iter().map(|stage| missing(estimate, stage)).collect();
        // Shares of a chain of which a part is not known would mislead.
        let sum: f64 = missing.iter().flatten().sum();
        let are_shared = sum > 0.0 && sum.is_finite() && self::missing(estimate, &path.whole).is_some();
        let stages: Vec<StageReport> = path
            .stages
            .iter()
            .zip(&missing)
            .map(|(stage, missing)| {
                let share = missing.filter(|_| are_shared).map(|missing| missing / sum);
                StageReport::of(outcome, stage, stage.text.clone(), share, digits)
            })
            .collect();
        let whole =
            StageReport::of(outcome, &path.whole, path.name.clone(), are_shared.then_some(1.0), digits);
        let number = |value: Option<&PlannedValue>| number_of(estimate, value);
        let smallest = |of: fn(&PlannedStage) -> Option<&PlannedValue>| {
            let known = number(of(&path.whole)).is_some();
            let numbers =
                path.stages.iter().enumerate().filter_map(|(place, stage)| Some((place, number(of(stage))?)));
            numbers
                .filter(|_| known)
                .min_by(|(_, one), (_, other)| one.total_cmp(other))
                .map(|(place, _)| place)
        };
        let mut weakest: Option<usize> = None;
        for (place, stage) in stages.iter().enumerate() {
            let share = |place: usize| stages[place].downtime_share.unwrap_or(0.0);
            // Of equal ones the first.
            if stage.downtime_share.is_some()
                && weakest.is_none_or(|so_far| share(place) > share(so_far) * ROUNDING)
            {
                weakest = Some(place);
            }
        }
        let figure = |property: &str| {
            let value = plan.item(&format!("{}.{property}", path.name))?.value.as_ref()?;
            displayed(&plan.units, estimate, value, digits)
        };
        let carried = number(path.load.as_ref());
        let is_over = |limit: Option<&PlannedValue>| {
            carried.zip(number(limit)).is_some_and(|(carried, limit)| carried > limit * ROUNDING)
        };
        let fit = if is_over(path.whole.capacity.as_ref()) {
            Fit::Over
        } else if is_over(path.whole.surviving.as_ref()) {
            Fit::OnlyWithAllUp
        } else {
            Fit::Fits
        };
        Self {
            name: path.name.clone(),
            note: path.note.clone(),
            line: line_of(outcome, path.span),
            bottleneck: smallest(|stage| stage.capacity.as_ref()),
            surviving_bottleneck: smallest(|stage| stage.surviving.as_ref()),
            weakest,
            stages,
            whole,
            load: load(outcome, path, digits),
            headroom: figure("headroom"),
            fit,
            mtbf: figure("mtbf").map(|displayed| displayed.text),
            lacking: path.lacking.clone(),
        }
    }

    /// The name of a stage.
    pub fn stage_name(&self, place: Option<usize>) -> Option<&str> {
        place.and_then(|place| self.stages.get(place)).map(|stage| stage.name.as_str())
    }
}

impl StageReport {
    fn of(outcome: &Outcome, stage: &PlannedStage, name: String, share: Option<f64>, digits: usize) -> Self {
        let Outcome { plan, estimate, .. } = outcome;
        let show = |value: Option<&PlannedValue>| displayed(&plan.units, estimate, value?, digits);
        let numbers = stage.availability.as_ref().and_then(|value| availability_of(estimate, value));
        let parts = stage.availability.as_ref().and_then(|value| availability_parts(estimate, value, digits));
        Self {
            name,
            availability: parts.zip(numbers),
            downtime_share: share,
            latency: show(stage.latency.as_ref()),
            capacity: show(stage.capacity.as_ref()),
            surviving: show(stage.surviving.as_ref()),
            cost: show(stage.cost.as_ref()),
            lacking: stage.lacking.clone(),
        }
    }

    /// The members that a figure is without, as they have none.
    pub fn without(&self, property: &str) -> &[String] {
        let found = self.lacking.iter().find(|(lacking, _)| *lacking == property);
        found.map_or(&[], |(_, members)| members)
    }
}

fn missing(estimate: &Estimate, stage: &PlannedStage) -> Option<f64> {
    availability_of(estimate, stage.availability.as_ref()?).map(|availability| availability.unavailability)
}

fn number_of(estimate: &Estimate, value: Option<&PlannedValue>) -> Option<f64> {
    value.map(|value| estimate.number(value.value)).filter(|number| !number.is_nan())
}

/// The load as it compares best with the capacity.
fn load(outcome: &Outcome, path: &PlannedPath, digits: usize) -> Option<String> {
    let (units, estimate) = (&outcome.plan.units, &outcome.estimate);
    let load = path.load.as_ref()?;
    let shown = || displayed(units, estimate, load, digits).map(|displayed| displayed.text);
    let Some(capacity) = &path.whole.capacity else { return shown() };
    let Some(capacity_shown) = displayed(units, estimate, capacity, digits) else { return shown() };
    in_units_of(units, estimate, load, capacity, &capacity_shown, digits).map(|displayed| displayed.text)
}
