//! Runs a plan over and over with other numbers in some of its slots: only what follows from them and is wanted;
//! knows numbers, no names.

use std::ops::Deref;

use pulp::Arch;

use super::Estimate;
use super::arithmetic::finite;
pub use super::lanes::Column;
use super::lanes::{self, BLOCK, Run};
use super::program::Program;
use crate::diagnostic::Diagnostic;
use crate::plan::{Plan, Slot};

/// A plan with some slots whose numbers are given again and again. What does not follow from them is computed once.
///
/// The plan is borrowed or shared, `&Plan` or `Arc<Plan>`. Every lane is to the last bit what one alone comes to, on any processor.
#[derive(Debug)]
pub struct Repeated<P> {
    plan: P,
    /// The slots whose numbers are given, in their order.
    given: Vec<Slot>,
    /// The numbers that hold whatever is given.
    base: Estimate,
    program: Program,
    registers: Vec<Vec<f64>>,
    arch: Arch,
    /// What is wrong whatever is given.
    problems: Vec<Diagnostic>,
}

impl<P: Deref<Target = Plan>> Repeated<P> {
    /// Prepares a plan for the results that are wanted. What is given are the numbers of its inputs: of each the values
    /// in base units, and 1 less each.
    pub fn new(plan: P, wanted: &[Slot]) -> Self {
        let mut base = Estimate::default();
        let problems = base.extend(&plan);
        let given = plan.input_slots();
        Self { problems, ..Self::varying(plan, base, &given, wanted) }
    }

    /// Prepares a plan whose slots `given` get other numbers than an estimate has, which holds for all else.
    pub fn varying(plan: P, base: Estimate, given: &[Slot], wanted: &[Slot]) -> Self {
        let program = Program::new(&plan, &base, given, wanted);
        let registers = vec![vec![f64::NAN; BLOCK]; program.registers];
        let (given, problems) = (given.to_vec(), Vec::new());
        Self { plan, given, base, program, registers, arch: Arch::new(), problems }
    }

    /// The same with the instructions that every processor has.
    #[must_use]
    pub fn without_simd(self) -> Self {
        Self { arch: Arch::Scalar, ..self }
    }

    /// What is wrong whatever is given, one diagnostic for each operation that has no result.
    pub fn problems(&self) -> &[Diagnostic] {
        &self.problems
    }

    /// Computes the wanted results from what is given, a column for each slot on either side.
    ///
    /// There are as many lanes as the results have room for, which is the same in all. What is not finite counts as
    /// not given, and comes to NaN.
    ///
    /// # Panics
    /// Where there are fewer columns than slots, or fewer numbers in one than lanes.
    pub fn run<'c>(&mut self, given: &[Column<'c>], results: &mut [&'c mut [f64]]) {
        let Self { plan, program, registers, .. } = self;
        lanes::run(self.arch, Run { plan, program, registers, given, results });
    }

    /// All numbers of the plan in one lane.
    pub fn estimate(&self, given: &[f64]) -> Estimate {
        let mut estimate = self.base.clone();
        self.lane(&mut estimate, given, &vec![true; self.plan.operations.len()]);
        estimate
    }

    /// What goes wrong first in one lane, on the way to a result.
    pub fn problem(&self, given: &[f64], result: Slot) -> Option<Diagnostic> {
        self.lane(&mut self.base.clone(), given, &self.plan.needed_for(&[result]))
    }

    /// Computes what follows in one lane and is needed; answers what goes wrong first.
    fn lane(&self, estimate: &mut Estimate, given: &[f64], needed: &[bool]) -> Option<Diagnostic> {
        for (slot, number) in self.given.iter().zip(given) {
            estimate.numbers[slot.0 as usize] = finite(*number);
        }
        let follows = self.plan.following(&self.given);
        let mut problem = None;
        for (place, operation) in self.plan.operations.iter().enumerate() {
            let is_given = || self.given.iter().any(|slot| slot.0 as usize == place);
            if follows[place] && needed[place] && !is_given() {
                let result = estimate.compute(&operation.kind);
                if problem.is_none() {
                    problem = estimate.problem(operation, result);
                }
                estimate.numbers[place] = finite(result);
            }
        }
        problem
    }
}
