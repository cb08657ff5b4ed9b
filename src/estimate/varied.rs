//! The numbers of a plan where one of its slots has others; knows numbers, no names and no units.

use super::{Estimate, finite};
use crate::plan::{Plan, Slot};

impl<const LANES: usize> Estimate<LANES> {
    /// The numbers up to the slot `last` where `varied` has these numbers, one a lane, and all before it stays.
    pub fn varied(base: &Estimate, plan: &Plan, varied: Slot, numbers: [f64; LANES], last: Slot) -> Self {
        let first = (varied.0 as usize).min(base.numbers.len());
        let end = (last.0 as usize + 1).clamp(first, plan.operations.len());
        let mut estimate = Self { numbers: Vec::with_capacity(end), given: Vec::new() };
        estimate.numbers.extend(base.numbers[..first].iter().map(|[number]| [*number; LANES]));
        for (place, operation) in plan.operations.iter().enumerate().take(end).skip(first) {
            let result = if place == first { numbers } else { estimate.compute(&operation.kind) };
            estimate.numbers.push(finite(result));
        }
        estimate
    }
}
