//! Runs a [`Plan`]: numbers in, numbers out, over lanes of values; knows no names and no units.

pub mod goal;
pub mod repeated;
pub mod roots;
mod varied;
pub mod verdict;
pub mod warnings;

use std::sync::atomic::{AtomicBool, Ordering};

use crate::diagnostic::{Diagnostic, Id};
use crate::functions::availability;
use crate::plan::{Operation, OperationKind, Plan, Slot};

/// The numbers of a plan's operations, in base units, each in `LANES` variants.
#[derive(Debug, Clone, Default)]
pub struct Estimate<const LANES: usize = 1> {
    numbers: Vec<[f64; LANES]>,
    /// What is given from outside, by the places of the inputs.
    given: Vec<[f64; LANES]>,
}

impl<const LANES: usize> Estimate<LANES> {
    /// The number of a slot in the first lane; NaN where it could not be computed.
    pub fn number(&self, slot: Slot) -> f64 {
        self.lanes(slot)[0]
    }

    /// The numbers of a slot, one a lane.
    pub fn lanes(&self, slot: Slot) -> [f64; LANES] {
        self.numbers.get(slot.0 as usize).copied().unwrap_or([f64::NAN; LANES])
    }

    /// Computes the operations of a plan that have not been computed yet.
    ///
    /// Answers one diagnostic for each operation that has no result though its operands have one: a division by
    /// zero, an overflow, a root of a negative number. What depends on it is NaN and no second error.
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
            if result.iter().any(|number| !number.is_finite())
                && let Some(diagnostic) =
                    (0..LANES).find_map(|lane| self.problem(operation, result[lane], lane))
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

    fn compute(&self, kind: &OperationKind) -> [f64; LANES] {
        let at = |slot: &Slot| &self.numbers[slot.0 as usize];
        match kind {
            OperationKind::Constant(number) => [*number; LANES],
            OperationKind::Input(place) => {
                self.given.get(*place as usize).copied().unwrap_or([f64::NAN; LANES])
            }
            OperationKind::IfZero { tested, zero, other } => {
                let (tested, zero, other) = (at(tested), at(zero), at(other));
                std::array::from_fn(|lane| if tested[lane] == 0.0 { zero[lane] } else { other[lane] })
            }
            OperationKind::Add(left, right) => two(at(left), at(right), |a, b| a + b),
            OperationKind::Subtract(left, right) => two(at(left), at(right), |a, b| a - b),
            OperationKind::Multiply(left, right) => product(at(left), at(right)),
            OperationKind::Divide(left, right) => two(at(left), at(right), |a, b| a / b),
            OperationKind::Power(base, exponent) => two(at(base), at(exponent), power),
            OperationKind::Negate(value) => at(value).map(|a| -a),
            OperationKind::Complement(value) => at(value).map(|a| 1.0 - a),
            OperationKind::Minimum(left, right) => {
                two(at(left), at(right), |a, b| if b < a || b.is_nan() { b } else { a })
            }
            OperationKind::Maximum(left, right) => {
                two(at(left), at(right), |a, b| if b > a || b.is_nan() { b } else { a })
            }
            OperationKind::Series(left, right) => two(at(left), at(right), availability::series),
            OperationKind::AllOf(missing, members) => two(at(missing), at(members), availability::all_of),
            OperationKind::NeededOf { needed, members, missing } => {
                at(missing).map(|missing| availability::needed_of(*needed, *members, missing))
            }
            OperationKind::NeededOfUnlike { needed, missing } => {
                self.call(missing, |numbers| availability::needed_of_unlike(*needed, numbers))
            }
            OperationKind::Share(value) => {
                at(value).map(|a| if (0.0..=1.0).contains(&a) { a } else { f64::NAN })
            }
            OperationKind::Bounded { value, least, most } => {
                at(value).map(|a| if (*least..=*most).contains(&a) { a } else { f64::NAN })
            }
            OperationKind::Call { function, arguments } => {
                let row = function.row();
                self.call(arguments, |numbers| row.call(numbers))
            }
        }
    }

    fn call(&self, arguments: &[Slot], function: impl Fn(&[f64]) -> f64) -> [f64; LANES] {
        let mut numbers = vec![0.0; arguments.len()];
        std::array::from_fn(|lane| {
            for (number, slot) in numbers.iter_mut().zip(arguments) {
                *number = self.numbers[slot.0 as usize][lane];
            }
            if numbers.iter().any(|number| number.is_nan()) { f64::NAN } else { function(&numbers) }
        })
    }

    /// What went wrong in an operation whose result in a lane is not finite; nothing where an operand already failed.
    fn problem(&self, operation: &Operation, result: f64, lane: usize) -> Option<Diagnostic> {
        let (id, message, help) =
            (!result.is_finite()).then(|| self.reason(&operation.kind, result, lane))??;
        Some(Diagnostic::new(id, operation.span, message).help(help))
    }

    fn reason(&self, kind: &OperationKind, result: f64, lane: usize) -> Option<(Id, String, String)> {
        let at = |slot: &Slot| self.numbers[slot.0 as usize][lane];
        let failed = |slots: &[Slot]| slots.iter().any(|slot| at(slot).is_nan());
        let overflow = || {
            Some((
                Id::Overflow,
                "the result is beyond the largest number (about 1.8e308)".to_owned(),
                "check the exponents and magnitudes".to_owned(),
            ))
        };
        match kind {
            OperationKind::Constant(_) => overflow(),
            OperationKind::Negate(value) | OperationKind::Complement(value) => {
                if failed(&[*value]) {
                    None
                } else {
                    overflow()
                }
            }
            OperationKind::Divide(left, right) => {
                if failed(&[*left, *right]) {
                    None
                } else if at(right) == 0.0 {
                    Some((
                        Id::DivisionByZero,
                        "this divides by zero".to_owned(),
                        "the right side of `/` comes to 0".to_owned(),
                    ))
                } else {
                    overflow()
                }
            }
            OperationKind::Power(base, exponent) => {
                if failed(&[*base, *exponent]) {
                    None
                } else if at(base) == 0.0 && at(exponent) < 0.0 {
                    Some((
                        Id::DivisionByZero,
                        "0 to a negative power divides by zero".to_owned(),
                        "the base comes to 0".to_owned(),
                    ))
                } else if result.is_nan() {
                    Some((
                        Id::NoResult,
                        "a negative number has no such power".to_owned(),
                        "the base comes to less than 0 and the exponent is not whole".to_owned(),
                    ))
                } else {
                    overflow()
                }
            }
            OperationKind::Add(left, right)
            | OperationKind::Subtract(left, right)
            | OperationKind::Multiply(left, right)
            | OperationKind::Minimum(left, right)
            | OperationKind::Maximum(left, right)
            | OperationKind::Series(left, right)
            | OperationKind::AllOf(left, right) => {
                if failed(&[*left, *right]) {
                    None
                } else {
                    overflow()
                }
            }
            OperationKind::Input(_)
            | OperationKind::IfZero { .. }
            | OperationKind::NeededOf { .. }
            | OperationKind::NeededOfUnlike { .. } => None,
            OperationKind::Share(value) => {
                let number = at(value);
                (!number.is_nan()).then(|| {
                    let number = crate::units::display::number_text(1.0 - number, 3);
                    (
                        Id::AvailabilityRange,
                        format!("an availability lies between 0 and 1, and this is {number}"),
                        "write a share of the time, as `99.9%`".to_owned(),
                    )
                })
            }
            OperationKind::Bounded { value, least, most } => {
                let number = at(value);
                let text = |number: f64| crate::units::display::number_text(number, 3);
                (!number.is_nan()).then(|| {
                    let (message, help) = if number < *least {
                        if *least == 0.0 {
                            let message = "this is negative, and must be 0 or more".to_owned();
                            return (Id::OutOfRange, message, "write a value without the minus".to_owned());
                        }
                        let least = if *least < 1e-300 {
                            "more than 0".to_owned()
                        } else {
                            format!("{} or more", text(*least))
                        };
                        (
                            format!("this comes to {}, and must be {least}", text(number)),
                            "write a larger value",
                        )
                    } else {
                        (
                            format!("this comes to {}, and must be {} at most", text(number), text(*most)),
                            "write a smaller value",
                        )
                    };
                    (Id::OutOfRange, message, help.to_owned())
                })
            }
            OperationKind::Call { function, arguments } => {
                if failed(arguments) {
                    return None;
                }
                let numbers: Vec<f64> = arguments.iter().map(at).collect();
                let row = function.row();
                let name = row.title();
                match row.why_not(&numbers) {
                    Some(why) => Some((Id::NoResult, format!("`{name}` has no result here"), why)),
                    None if result.is_infinite() => overflow(),
                    None => {
                        let texts: Vec<_> = numbers
                            .iter()
                            .map(|number| crate::units::display::number_text(*number, 3))
                            .collect();
                        let help = format!("it was called with {}", texts.join(", "));
                        Some((Id::NoResult, format!("`{name}` has no result here"), help))
                    }
                }
            }
        }
    }
}

/// The same numbers; NaN for what is beyond them.
fn finite<const LANES: usize>(numbers: [f64; LANES]) -> [f64; LANES] {
    numbers.map(|number| if number.is_finite() { number } else { f64::NAN })
}

/// What comes of two numbers in each lane.
fn two<const LANES: usize>(
    left: &[f64; LANES],
    right: &[f64; LANES],
    compute: impl Fn(f64, f64) -> f64,
) -> [f64; LANES] {
    std::array::from_fn(|lane| compute(left[lane], right[lane]))
}

/// A product that never becomes 0 by being small: what two redundant parts leave missing is never nothing.
fn product<const LANES: usize>(left: &[f64; LANES], right: &[f64; LANES]) -> [f64; LANES] {
    let products = two(left, right, |a, b| a * b);
    if products.iter().all(|product| *product != 0.0) {
        return products;
    }
    two(left, right, |a, b| {
        let product = a * b;
        let is_lost = product == 0.0 && a != 0.0 && b != 0.0;
        if is_lost { f64::MIN_POSITIVE.copysign(product) } else { product }
    })
}

/// A power that is exact for whole exponents as long as its result is: by squaring, never through logarithms.
fn power(base: f64, exponent: f64) -> f64 {
    if exponent.is_nan() || base.is_nan() {
        return f64::NAN;
    }
    if exponent != exponent.trunc() || exponent.abs() > f64::from(i32::MAX) {
        return base.powf(exponent);
    }
    let (mut left, mut square, mut product) = (exponent.abs() as u32, base, 1.0);
    while left > 0 {
        if left & 1 == 1 {
            product *= square;
        }
        square *= square;
        left >>= 1;
    }
    if exponent < 0.0 { 1.0 / product } else { product }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_powers_are_exact() {
        assert_eq!(power(62.0, 7.0), 3_521_614_606_208.0);
        assert_eq!(power(2.0, -2.0), 0.25);
        assert_eq!(power(-2.0, 3.0), -8.0);
        assert_eq!(power(10.0, 400.0), f64::INFINITY);
        assert_eq!(power(0.0, 0.0), 1.0);
        assert!(power(-2.0, 0.5).is_nan());
    }
}
