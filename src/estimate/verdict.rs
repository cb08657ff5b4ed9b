//! Whether a check holds and how far its sides are apart (rulings, D7 and D8); knows numbers, no units and no words.

use super::Estimate;
use crate::plan::{PlannedCheck, Slot, Tolerance};
use crate::syntax::sheet::Comparison;

/// What `~` allows where nothing is said.
const USUAL_TOLERANCE: f64 = 0.05;
/// What counts as equal: this much of the larger side.
const EQUAL: f64 = 1e-9;

/// How a check came out.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Verdict {
    /// Whether it holds.
    pub ok: bool,
    /// The left side less the right as a share of the right side's size; none where the right side is 0. Where
    /// what is missing to 1 is compared, it is of that.
    pub deviation: Option<f64>,
}

impl Estimate {
    /// Holds a check against the numbers; none where a side or the tolerance has no number.
    pub fn verdict(&self, check: &PlannedCheck) -> Option<Verdict> {
        Verdict::of(check, |slot| self.number(slot))
    }
}

impl Verdict {
    /// Holds a check against numbers, of each slot that [`slots`] names; none where one of them is NaN.
    pub fn of(check: &PlannedCheck, number: impl Fn(Slot) -> f64) -> Option<Self> {
        let tolerance = match check.tolerance {
            Tolerance::Relative(slot) => Allowed::Share(number(slot)),
            Tolerance::Absolute(slot) => Allowed::Amount(number(slot)),
            Tolerance::Usual => Allowed::Usual,
        };
        let (left, right) = (number(check.left.compared), number(check.right.compared));
        judge(left, check.comparison, right, tolerance, check.compares_missing)
    }
}

/// The slots whose numbers decide a check: both sides, and the tolerance where it has one.
pub fn slots(check: &PlannedCheck) -> impl Iterator<Item = Slot> {
    let tolerance = match check.tolerance {
        Tolerance::Relative(slot) | Tolerance::Absolute(slot) => Some(slot),
        Tolerance::Usual => None,
    };
    [check.left.compared, check.right.compared].into_iter().chain(tolerance)
}

/// A tolerance with its number.
#[derive(Debug, Clone, Copy)]
enum Allowed {
    Share(f64),
    Amount(f64),
    Usual,
}

fn judge(
    left: f64,
    comparison: Comparison,
    right: f64,
    allowed: Allowed,
    is_missing: bool,
) -> Option<Verdict> {
    let room = match allowed {
        Allowed::Share(share) => share * right.abs(),
        Allowed::Amount(amount) => amount,
        Allowed::Usual if comparison == Comparison::Near => USUAL_TOLERANCE * right.abs(),
        Allowed::Usual => 0.0,
    };
    let (apart, slack) = (left - right, EQUAL * left.abs().max(right.abs()));
    if apart.is_nan() || room.is_nan() {
        return None;
    }
    // The more is missing, the smaller is the availability.
    let above = if is_missing { -apart } else { apart };
    let ok = match comparison {
        Comparison::Near | Comparison::Equal => apart.abs() <= room + slack,
        Comparison::LessOrEqual => above <= room + slack,
        Comparison::GreaterOrEqual => above >= -room - slack,
        Comparison::Less => above < room - slack,
        Comparison::Greater => above > slack - room,
    };
    let deviation = apart / right.abs();
    Some(Verdict { ok, deviation: deviation.is_finite().then_some(deviation) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use Comparison::{Equal, Greater, GreaterOrEqual, Less, LessOrEqual, Near};

    fn ok(left: f64, comparison: Comparison, right: f64) -> bool {
        judge(left, comparison, right, Allowed::Usual, false).is_some_and(|verdict| verdict.ok)
    }

    #[test]
    fn near_is_five_percent_of_the_right_side_inclusive() {
        assert!(ok(105.0, Near, 100.0) && ok(95.0, Near, 100.0));
        assert!(!ok(105.01, Near, 100.0) && !ok(94.99, Near, 100.0));
        // 100 is more than 5 % of 95 away from it, though not of itself.
        assert!(!ok(100.0, Near, 95.0));
        assert!(ok(-105.0, Near, -100.0));
    }

    #[test]
    fn a_tolerance_is_a_share_of_the_right_side_or_an_amount() {
        let within = |left, allowed| judge(left, Near, 50.0, allowed, false).map(|verdict| verdict.ok);
        assert_eq!(within(51.0, Allowed::Share(0.02)), Some(true));
        assert_eq!(within(51.1, Allowed::Share(0.02)), Some(false));
        assert_eq!(within(51.1, Allowed::Amount(1.2)), Some(true));
        // 0.1 + 0.2 less 0.3 is not 0, and 51.1 - 50 is more than 1.1.
        assert_eq!(within(51.1, Allowed::Amount(1.1)), Some(true));
        assert_eq!(within(51.1, Allowed::Amount(f64::NAN)), None);
    }

    #[test]
    fn nothing_but_zero_is_near_zero_without_an_amount() {
        assert!(ok(0.0, Near, 0.0) && !ok(1e-12, Near, 0.0));
        let within = judge(1e-12, Near, 0.0, Allowed::Amount(1e-9), false);
        assert_eq!(within, Some(Verdict { ok: true, deviation: None }));
    }

    #[test]
    fn equality_is_forgiven_a_billionth_and_strict_order_is_not() {
        let sum = 0.1 + 0.2;
        assert!(ok(sum, Equal, 0.3) && ok(sum, LessOrEqual, 0.3) && ok(sum, GreaterOrEqual, 0.3));
        assert!(!ok(sum, Greater, 0.3) && !ok(sum, Less, 0.3));
        assert!(!ok(0.300_001, Equal, 0.3) && ok(0.300_001, Greater, 0.3) && ok(0.299, Less, 0.3));
        assert!(!ok(0.31, LessOrEqual, 0.3) && !ok(0.29, GreaterOrEqual, 0.3));
    }

    #[test]
    fn of_availabilities_what_is_missing_is_compared() {
        let missing = |left, comparison, right| judge(left, comparison, right, Allowed::Usual, true);
        let verdict = |ok, deviation| Some(Verdict { ok, deviation: Some(deviation) });
        // 99.95 % is more than 99.9 %, and far from near to it.
        assert_eq!(missing(0.0005, Greater, 0.001), verdict(true, -0.5));
        assert_eq!(missing(0.0005, Less, 0.001), verdict(false, -0.5));
        assert_eq!(missing(0.0005, Near, 0.001), verdict(false, -0.5));
        assert_eq!(missing(0.001, GreaterOrEqual, 0.001), verdict(true, 0.0));
    }

    #[test]
    fn without_numbers_there_is_no_verdict() {
        assert_eq!(judge(f64::NAN, Near, 1.0, Allowed::Usual, false), None);
        assert_eq!(judge(1.0, Near, f64::NAN, Allowed::Usual, false), None);
        assert_eq!(
            judge(1.0, Near, 0.0, Allowed::Usual, false),
            Some(Verdict { ok: false, deviation: None })
        );
        assert_eq!(
            judge(1e300, Greater, 1e-300, Allowed::Usual, false),
            Some(Verdict { ok: true, deviation: None })
        );
    }
}
