//! Runs a [`Plan`]: numbers in, numbers out; [`repeated`] does so over lanes of values. Knows no names and no units.

mod arithmetic;
pub mod goal;
mod lanes;
mod problems;
mod program;
pub mod repeated;
pub mod roots;
#[cfg(test)]
mod tests;
pub mod verdict;
pub mod warnings;

use std::sync::atomic::{AtomicBool, Ordering};

use crate::diagnostic::Diagnostic;
use crate::functions::availability;
use crate::plan::{OperationKind, Plan, Slot};
use arithmetic::{Numbers, bounded, finite, maximum, minimum, power, product};

/// The numbers of a plan's operations, in base units.
#[derive(Debug, Clone, Default)]
pub struct Estimate {
    numbers: Vec<f64>,
}

impl Estimate {
    /// The number of a slot; NaN where it could not be computed.
    pub fn number(&self, slot: Slot) -> f64 {
        self.numbers.get(slot.0 as usize).copied().unwrap_or(f64::NAN)
    }

    /// Computes the operations of a plan that have not been computed yet.
    ///
    /// Answers one diagnostic for each operation that has no result though its operands have one: a division by
    /// zero, an overflow, a root of a negative number. What depends on it is NaN and no second error, and so is what
    /// is given from outside.
    pub fn extend(&mut self, plan: &Plan) -> Vec<Diagnostic> {
        self.extend_until(plan, &AtomicBool::new(false)).0
    }

    /// The same until `stop` is set from another thread; answers too whether it was, with operations left.
    pub fn extend_until(&mut self, plan: &Plan, stop: &AtomicBool) -> (Vec<Diagnostic>, bool) {
        let mut diagnostics = Vec::new();
        self.numbers.reserve(plan.operations.len() - self.numbers.len());
        for operation in &plan.operations[self.numbers.len()..] {
            if stop.load(Ordering::Relaxed) {
                return (diagnostics, true);
            }
            let result = self.compute(&operation.kind);
            if !result.is_finite()
                && let Some(diagnostic) = self.problem(operation, result)
                && diagnostics.last() != Some(&diagnostic)
            {
                diagnostics.push(diagnostic);
            }
            self.numbers.push(finite(result));
        }
        (diagnostics, false)
    }

    /// Forgets the numbers from a slot on.
    pub fn truncate(&mut self, length: usize) {
        self.numbers.truncate(length);
    }

    fn at(&self, slot: Slot) -> f64 {
        self.numbers[slot.0 as usize]
    }

    /// What comes of an operation, whose operands have been computed; it may not be finite.
    fn compute(&self, kind: &OperationKind) -> f64 {
        let at = |slot: &Slot| self.at(*slot);
        match kind {
            OperationKind::Constant(number) => *number,
            OperationKind::Input(_) => f64::NAN,
            OperationKind::IfZero { tested, zero, other } => {
                if at(tested) == 0.0 {
                    at(zero)
                } else {
                    at(other)
                }
            }
            OperationKind::Add(left, right) => at(left) + at(right),
            OperationKind::Subtract(left, right) => at(left) - at(right),
            OperationKind::Multiply(left, right) => product(at(left), at(right)),
            OperationKind::Divide(left, right) => at(left) / at(right),
            OperationKind::Power(base, exponent) => power(at(base), at(exponent)),
            OperationKind::Negate(value) => -at(value),
            OperationKind::Complement(value) => 1.0 - at(value),
            OperationKind::Minimum(left, right) => minimum(at(left), at(right)),
            OperationKind::Maximum(left, right) => maximum(at(left), at(right)),
            OperationKind::Series(left, right) => availability::series(at(left), at(right)),
            OperationKind::AllOf(missing, members) => availability::all_of(at(missing), at(members)),
            OperationKind::NeededOf { needed, members, missing } => {
                availability::needed_of(*needed, *members, at(missing))
            }
            OperationKind::NeededOfUnlike { needed, missing } => {
                self.call(|numbers| availability::needed_of_unlike(*needed, numbers), missing)
            }
            OperationKind::Share(value) => bounded(at(value), 0.0, 1.0),
            OperationKind::Bounded { value, least, most } => bounded(at(value), *least, *most),
            OperationKind::Call { function, arguments } => {
                self.call(|numbers| function.row().call(numbers), arguments)
            }
        }
    }

    fn call(&self, function: impl Fn(&[f64]) -> f64, arguments: &[Slot]) -> f64 {
        let numbers: Numbers = arguments.iter().map(|slot| self.at(*slot)).collect();
        arithmetic::call(function, &numbers)
    }
}
