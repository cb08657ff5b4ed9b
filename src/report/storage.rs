//! What a workload has stored over its retention, in each variant, as points; knows no picture.

use super::rows::is_private;
use super::shown::displayed;
use super::wanted::Wanted;
use crate::estimate::repeated::{Column, Repeated};
use crate::plan::PlannedStorage;
use crate::units::calendar::Calendar;
use crate::workspace::Outcome;

/// How many pieces a line has.
const PIECES: usize = 24;
/// How many lines can be told apart.
const MOST_SERIES: usize = 6;
/// How many workloads have a chart: each costs a run through the plan.
const MOST_CHARTS: usize = 50;

/// What is stored over time.
#[derive(Debug, Clone, PartialEq)]
pub struct StorageChart {
    /// What is shown: `pastes.storage`.
    pub name: String,
    /// A line for each variant that differs.
    pub series: Vec<Series>,
    /// Whether there are more variants than lines.
    pub is_partial: bool,
    /// The time, from 0.
    pub time: Axis,
    /// What is stored, from 0.
    pub storage: Axis,
}

/// A line.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    /// The case; none for the base.
    pub case: Option<String>,
    /// Shares of the axes, from 0 to 1, in the order of time.
    pub points: Vec<(f64, f64)>,
    /// How long records are kept: `3 years`.
    pub retention: String,
    /// What is stored at the end: `13.9 TB`.
    pub end: String,
}

/// An axis that starts at 0.
#[derive(Debug, Clone, PartialEq)]
pub struct Axis {
    /// The unit of its numbers.
    pub unit: String,
    /// Where it ends, above 0.
    pub end: f64,
}

/// The numbers of a variant, in base units.
struct Curve<'o> {
    outcome: &'o Outcome,
    kept: &'o PlannedStorage,
    points: Vec<(f64, f64)>,
}

impl StorageChart {
    /// The charts of a scenario's variants, the base first.
    pub fn all(outcomes: &[Outcome], wanted: &Wanted) -> Vec<Self> {
        let Some(base) = outcomes.first() else { return Vec::new() };
        let kept = base.plan.kept.iter().filter(|kept| !is_private(&kept.name) && wanted.takes(&kept.name));
        kept.take(MOST_CHARTS).filter_map(|kept| Self::of(outcomes, &kept.name, wanted.digits)).collect()
    }

    fn of(outcomes: &[Outcome], name: &str, digits: usize) -> Option<Self> {
        let curves: Vec<Curve<'_>> = outcomes
            .iter()
            .filter_map(|outcome| {
                let kept = outcome.plan.kept.iter().find(|kept| kept.name == name)?;
                Some(Curve { outcome, kept, points: points(outcome, kept)? })
            })
            .collect();
        let last = |curve: &Curve<'_>| curve.points.last().copied().unwrap_or_default();
        let longest = curves.iter().max_by(|one, other| last(one).0.total_cmp(&last(other).0))?;
        let largest = curves.iter().max_by(|one, other| last(one).1.total_cmp(&last(other).1))?;
        let (time, storage) = (last(longest).0, last(largest).1);
        if !(time > 0.0 && storage > 0.0) {
            return None;
        }
        let mut drawn: Vec<&Curve<'_>> = Vec::new();
        for curve in &curves {
            // A case that changes other things has the line of the base.
            if drawn.iter().all(|other| other.points != curve.points) {
                drawn.push(curve);
            }
        }
        let series = drawn.iter().take(MOST_SERIES).filter_map(|curve| {
            let units = &curve.outcome.plan.units;
            let shown = |value| displayed(units, &curve.outcome.estimate, value, digits);
            Some(Series {
                case: curve.outcome.case.clone(),
                points: curve.points.iter().map(|(at, stored)| (at / time, stored / storage)).collect(),
                retention: shown(&curve.kept.retention)?.text,
                end: shown(&curve.kept.storage)?.text,
            })
        });
        let largest_shown =
            displayed(&largest.outcome.plan.units, &largest.outcome.estimate, &largest.kept.storage, digits)?;
        Some(Self {
            name: name.to_owned(),
            series: series.collect(),
            is_partial: drawn.len() > MOST_SERIES,
            time: time_axis(time, &longest.outcome.plan.units.calendar),
            storage: Axis { unit: largest_shown.unit, end: largest_shown.value },
        })
    }
}

/// What is stored at times from 0 to the end of the retention; none where a number is not known.
fn points(outcome: &Outcome, kept: &PlannedStorage) -> Option<Vec<(f64, f64)>> {
    let Outcome { plan, estimate, .. } = outcome;
    let (retention, storage) = (kept.retention.value, kept.storage.value);
    let (time, end) = (estimate.number(retention), estimate.number(storage));
    let mut points = Vec::with_capacity(PIECES + 1);
    let times: Vec<f64> = (0..PIECES).map(|piece| time * (piece as f64) / (PIECES as f64)).collect();
    let mut stored = vec![f64::NAN; PIECES];
    let mut repeated = Repeated::varying(plan, estimate.clone(), &[retention], &[storage]);
    repeated.run(&[Column::Each(&times)], &mut [&mut stored]);
    points.extend(times.into_iter().zip(stored));
    points.push((time, end));
    points.iter().all(|(at, stored)| at.is_finite() && stored.is_finite()).then_some(points)
}

/// The axis of a time in seconds, in the largest unit that leaves enough of it.
fn time_axis(seconds: f64, calendar: &Calendar) -> Axis {
    let units = [
        ("years", calendar.year, 2.0),
        ("months", calendar.month, 2.0),
        ("days", calendar.day, 2.0),
        ("hours", 3_600.0, 2.0),
        ("minutes", 60.0, 2.0),
        ("seconds", 1.0, 0.0),
    ];
    let fits = |(_, length, least): &&(&str, f64, f64)| seconds >= length * least;
    let (unit, length, _) = units.iter().find(fits).copied().unwrap_or(("seconds", 1.0, 0.0));
    Axis { unit: unit.to_owned(), end: seconds / length }
}
