//! Formulas of arithmetic that any scenario needs; those that take any dimension are typed over `Subject`.

use crate::units::display::snapped;
use crate::units::system::{Ratio, Subject};

/// The square root of a pure number.
pub fn sqrt(x: Ratio) -> Ratio {
    Ratio::from(f64::from(x).sqrt())
}

/// The natural logarithm of a pure number above 0.
pub fn ln(x: Ratio) -> Ratio {
    Ratio::from(libm::log(x.into()))
}

/// The logarithm to base 2 of a pure number above 0.
pub fn log2(x: Ratio) -> Ratio {
    Ratio::from(libm::log2(x.into()))
}

/// The logarithm to base 10 of a pure number above 0.
pub fn log10(x: Ratio) -> Ratio {
    Ratio::from(libm::log10(x.into()))
}

/// e to the power of a pure number.
pub fn exp(x: Ratio) -> Ratio {
    Ratio::from(libm::exp(x.into()))
}

/// A value without its sign, in its own unit.
pub fn abs(x: Subject) -> Subject {
    x.abs()
}

/// The nearest multiple of a step, in the value's own unit; ties away from 0.
pub fn round(x: Subject, step: Subject) -> Subject {
    step * Ratio::from(snapped(f64::from(x / step)).round())
}

/// The smallest multiple of a step that is not below the value. A quotient within 1e-9 of a whole number counts
/// as whole, so that `ceil(4.2 TB / 0.6 TB)` is 7.
pub fn ceil(x: Subject, step: Subject) -> Subject {
    step * Ratio::from(snapped(f64::from(x / step)).ceil())
}

/// The largest multiple of a step that is not above the value.
pub fn floor(x: Subject, step: Subject) -> Subject {
    step * Ratio::from(snapped(f64::from(x / step)).floor())
}

/// Why a formula of arithmetic has no result.
pub(super) fn why(name: &str, numbers: &[f64]) -> Option<String> {
    match (name, numbers) {
        ("sqrt", [x, ..]) if *x < 0.0 => Some("a number below 0 has no square root".into()),
        ("ln" | "log2" | "log10", [x, ..]) if *x <= 0.0 => {
            Some("only a number above 0 has a logarithm".into())
        }
        ("round" | "ceil" | "floor", [_, step]) if *step == 0.0 => Some("the step must not be 0".into()),
        _ => None,
    }
}
