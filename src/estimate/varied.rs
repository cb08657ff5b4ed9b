//! The numbers of a plan where one of its slots has others; knows numbers, no names and no units.

use super::Estimate;
use crate::plan::{Plan, Slot};

impl<const LANES: usize> Estimate<LANES> {
    /// The numbers up to the slot `last` where `varied` has these numbers, one a lane, and all before it stays.
    pub fn varied(base: &Estimate, plan: &Plan, varied: Slot, numbers: [f64; LANES], last: Slot) -> Self {
        let first = (varied.0 as usize).min(base.numbers.len());
        let end = (last.0 as usize + 1).clamp(first, plan.operations.len());
        let mut estimate = Self { numbers: Vec::with_capacity(end) };
        estimate.numbers.extend(base.numbers[..first].iter().map(|[number]| [*number; LANES]));
        for (place, operation) in plan.operations.iter().enumerate().take(end).skip(first) {
            let result = if place == first { numbers } else { estimate.compute(&operation.kind) };
            estimate.numbers.push(result.map(|number| if number.is_finite() { number } else { f64::NAN }));
        }
        estimate
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::{NoFiles, run};
    use crate::source::{Source, SourceId};

    fn stored(growth: &str, shares: [f64; 4]) -> [f64; 4] {
        let text = format!(
            "workload w {{ write_rate = 1000 writes/day, payload = 1 KB, retention = 3 years{growth} }}\ncalendar 30/360"
        );
        let outcome = run(Source::new(SourceId(0), "w.nap", text), &NoFiles, &[]);
        let kept = outcome.plan.kept.first().expect("the workload keeps something");
        let years = outcome.estimate.number(kept.retention.value);
        let numbers = shares.map(|share| years * share);
        Estimate::varied(&outcome.estimate, &outcome.plan, kept.retention.value, numbers, kept.storage.value)
            .lanes(kept.storage.value)
            .map(|bits| bits / 8e6)
    }

    #[test]
    fn storage_follows_the_retention() {
        // 1 MB a day, 360 days a year.
        assert_eq!(stored("", [0.0, 1.0 / 3.0, 2.0 / 3.0, 1.0]), [0.0, 360.0, 720.0, 1080.0]);
        // Half as much again each year: 360, 360 * 2.5, 360 * 4.75.
        let grown = stored(", growth_rate = 50%/year", [0.0, 1.0 / 3.0, 2.0 / 3.0, 1.0]);
        for (found, expected) in grown.into_iter().zip([0.0, 360.0, 900.0, 1710.0]) {
            assert!((found - expected).abs() < 1e-6, "{found} {expected}");
        }
    }
}
