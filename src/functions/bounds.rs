//! Knows what a number may be, a share or a whole count or above 0, and the sentence for one that is not; does not
//! know any function.

use crate::units::display::snapped;

/// The largest count up to which every whole number is held exactly: 2^53.
pub(super) const LARGEST_WHOLE: f64 = 9_007_199_254_740_992.0;

/// Where a number ends on one side.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Limit {
    /// With this number.
    Including(f64),
    /// Just before this number.
    Excluding(f64),
}

/// What a number may be, in base units; an availability is told by what is missing to 1, a growth as a continuous rate.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Bound {
    /// From one limit to the other.
    Within {
        /// The lower limit.
        least: Limit,
        /// The upper limit.
        most: Limit,
    },
    /// A whole number within rounding, from one to the other with both.
    Whole {
        /// The least.
        least: f64,
        /// The most.
        most: f64,
    },
    /// Any but 0.
    NotZero,
}

impl Bound {
    /// Whether a number keeps to it; what is not a number never does.
    pub fn holds(self, number: f64) -> bool {
        match self {
            Self::Within { least, most } => {
                let above = match least {
                    Limit::Including(least) => number >= least,
                    Limit::Excluding(least) => number > least,
                };
                let below = match most {
                    Limit::Including(most) => number <= most,
                    Limit::Excluding(most) => number < most,
                };
                above && below
            }
            Self::Whole { least, most } => whole(number, least, most).is_some(),
            Self::NotZero => !number.is_nan() && number != 0.0,
        }
    }
}

/// A bound and what is said of a number outside it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rule {
    /// The bound.
    pub bound: Bound,
    /// The sentence, which says what to change.
    pub otherwise: &'static str,
}

/// The whole number that a count comes to, within rounding; none for a fraction, below `least` or above
/// `most`.
pub(super) fn whole(number: f64, least: f64, most: f64) -> Option<f64> {
    let near = snapped(number);
    (near == near.round() && (least..=most).contains(&near)).then_some(near)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_whole_within_rounding() {
        assert_eq!(whole(2.999_999_999_999, 1.0, 10.0), Some(3.0));
        for number in [2.5, 0.0, 11.0, f64::NAN, f64::INFINITY, -1.0] {
            assert_eq!(whole(number, 1.0, 10.0), None, "{number}");
        }
    }

    #[test]
    fn what_is_not_a_number_breaks_every_bound() {
        let (least, most) = (Limit::Including(f64::NEG_INFINITY), Limit::Including(f64::INFINITY));
        for bound in
            [Bound::Within { least, most }, Bound::Whole { least: f64::MIN, most: f64::MAX }, Bound::NotZero]
        {
            assert!(bound.holds(1.0) && !bound.holds(f64::NAN), "{bound:?}");
        }
    }

    #[test]
    fn a_limit_belongs_to_its_bound_or_not() {
        let bound = Bound::Within { least: Limit::Excluding(0.0), most: Limit::Including(1.0) };
        assert_eq!(
            [0.0, 5e-324, 1.0, 1.0 + f64::EPSILON].map(|number| bound.holds(number)),
            [false, true, true, false]
        );
    }
}
