//! Runs a plan over and over with other inputs: only what follows from them and is wanted; knows numbers, no names.

use super::{Estimate, finite};
use crate::diagnostic::Diagnostic;
use crate::plan::{Plan, Slot};

/// A plan whose inputs are given again and again. What does not follow from them was computed once.
#[derive(Debug)]
pub struct Repeated<'p, const LANES: usize = 1> {
    plan: &'p Plan,
    estimate: Estimate<LANES>,
    /// The operations that are computed each time, operands first.
    steps: Vec<usize>,
    /// What is wrong whatever is given.
    problems: Vec<Diagnostic>,
}

impl<'p, const LANES: usize> Repeated<'p, LANES> {
    /// Prepares a plan for the results that are wanted.
    pub fn new(plan: &'p Plan, wanted: &[Slot]) -> Self {
        let (follows, needed) = (plan.following(&plan.input_slots()), plan.needed_for(wanted));
        let steps = (0..plan.operations.len()).filter(|place| follows[*place] && needed[*place]).collect();
        let given = vec![[f64::NAN; LANES]; 2 * plan.inputs.len()];
        let mut estimate = Estimate { numbers: Vec::new(), given };
        let problems = estimate.extend(plan);
        Self { plan, estimate, steps, problems }
    }

    /// What is wrong whatever is given, one diagnostic for each operation that has no result.
    pub fn problems(&self) -> &[Diagnostic] {
        &self.problems
    }

    /// Sets the numbers of an input, by its place in [`Plan::inputs`]: the values in base units, and 1 less each.
    pub fn give(&mut self, input: usize, values: [f64; LANES], missing: [f64; LANES]) {
        let (value, of_missing) = crate::plan::PlannedInput::places(input);
        self.estimate.given[value] = values;
        self.estimate.given[of_missing] = missing;
    }

    /// Computes what follows from the inputs.
    pub fn run(&mut self) {
        for place in &self.steps {
            let result = self.estimate.compute(&self.plan.operations[*place].kind);
            self.estimate.numbers[*place] = finite(result);
        }
    }

    /// The numbers of the last run.
    pub fn estimate(&self) -> &Estimate<LANES> {
        &self.estimate
    }

    /// What went wrong first in a lane of the last run, on the way to a result.
    pub fn problem(&self, lane: usize, result: Slot) -> Option<Diagnostic> {
        let needed = self.plan.needed_for(&[result]);
        self.steps.iter().filter(|place| needed[**place]).find_map(|place| {
            let operation = &self.plan.operations[*place];
            let result = self.estimate.compute(&operation.kind)[lane];
            self.estimate.problem(operation, result, lane)
        })
    }
}
