//! Why an operation has no result, and what to write instead; computes nothing.

use super::Estimate;
use crate::diagnostic::{Diagnostic, Id};
use crate::plan::{Operation, OperationKind, Slot};

impl Estimate {
    /// What went wrong in an operation whose result is not finite; nothing where an operand already failed.
    pub(super) fn problem(&self, operation: &Operation, result: f64) -> Option<Diagnostic> {
        let (id, message, help) = (!result.is_finite()).then(|| self.reason(&operation.kind, result))??;
        Some(Diagnostic::new(id, operation.span, message).help(help))
    }

    fn reason(&self, kind: &OperationKind, result: f64) -> Option<(Id, String, String)> {
        let at = |slot: &Slot| self.at(*slot);
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
