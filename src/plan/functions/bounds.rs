//! Knows how a formula turns away numbers it has no result for, and what a share and a whole count are; does
//! not know any formula.

use crate::units::display::snapped;
use crate::units::signature::Formulaic;

/// The result, or none (NaN) where there is a problem; the problem is told by the same check, in `why`.
pub(super) fn unless<Answer: Formulaic>(problem: Option<String>, answer: impl FnOnce() -> Answer) -> Answer {
    match problem {
        Some(_) => Answer::from_base(f64::NAN),
        None => answer(),
    }
}

/// The sentence of the first rule that does not hold. NaN breaks every comparison and so every rule.
pub(super) fn broken<const COUNT: usize>(rules: [(bool, &str); COUNT]) -> Option<String> {
    rules.into_iter().find(|(holds, _)| !holds).map(|(_, sentence)| sentence.to_owned())
}

/// Whether a number is a share: 0 to 1.
pub(super) fn is_share(number: f64) -> bool {
    (0.0..=1.0).contains(&number)
}

/// The whole number that a count comes to, within rounding; none for a fraction, below `least` or above
/// `most`.
pub(super) fn whole(number: f64, least: f64, most: f64) -> Option<f64> {
    let near = snapped(number);
    (near == near.round() && (least..=most).contains(&near)).then_some(near)
}

/// Whether a number is whole, from `least` to `most`.
pub(super) fn is_whole(number: f64, least: f64, most: f64) -> bool {
    whole(number, least, most).is_some()
}

/// The largest count up to which every whole number is held exactly: 2^53.
pub(super) const LARGEST_WHOLE: f64 = 9_007_199_254_740_992.0;

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
    fn what_is_not_a_number_breaks_a_rule() {
        assert!(!is_share(f64::NAN));
        assert_eq!(broken([(true, "a"), (false, "b"), (false, "c")]).as_deref(), Some("b"));
        assert_eq!(broken([(true, "a")]), None);
    }
}
