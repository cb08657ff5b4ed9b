//! Rounder numbers in the place of solutions that they are as good as; knows samples of a goal, not what it is about.

use crate::estimate::goal::{End, Found, Relation, Sample, Stretch};
use crate::units::display::in_digits;

/// How far a rounder number may be from a solution to stand for it.
const AS_GOOD: f64 = 1e-12;
/// How near to a whole number functions that round take it for whole, and a little more.
pub(super) const SNAPPED: f64 = 2e-9;

pub(super) fn is_within(one: f64, other: f64, share: f64) -> bool {
    (one - other).abs() <= share * other.abs()
}

pub(super) fn is_met(sample: &Sample, relation: Relation) -> bool {
    match relation {
        Relation::Equal => sample.gap() == 0.0,
        Relation::AtMost => sample.gap() <= 0.0,
        Relation::AtLeast => sample.gap() >= 0.0,
    }
}

/// A number in base units in so many digits, in the unit that has this factor.
pub(super) fn rounder<const COUNT: usize>(at: f64, factor: f64, digits: &[usize; COUNT]) -> [f64; COUNT] {
    let number = at / factor;
    digits.map(|digits| in_digits(number, digits) * factor)
}

/// Puts rounder numbers, in the unit of the assumption, in the place of solutions that they are as good as.
pub(super) fn round(
    evaluate: &mut impl FnMut(&[f64]) -> Vec<Sample>,
    found: &mut Found,
    relation: Relation,
    factor: f64,
) {
    let mut rounded = |sample: Sample, is_one: bool| {
        let candidates = rounder(sample.at, factor, &[3, 6, 9, 12, 15]);
        let good = candidates.into_iter().enumerate().find(|(place, at)| {
            let tried = evaluate(&[*at])[0];
            // A step is rounded to where it was meant, anything else only as far as it makes no difference.
            let near = if *place < 2 && !is_one { SNAPPED } else { AS_GOOD };
            let spare = sample.gap().abs().max(4.0 * f64::EPSILON * tried.left.abs().max(tried.right.abs()));
            let is_as_good = relation == Relation::Equal && is_one && tried.gap().abs() <= spare;
            is_within(*at, sample.at, near) && (is_met(&tried, relation) || is_as_good)
        });
        let good = good.map(|(_, at)| at);
        good.map_or(sample, |at| evaluate(&[at])[0])
    };
    for stretch in &mut found.stretches {
        let is_one = stretch.is_one();
        for end in [&mut stretch.from, &mut stretch.to] {
            if let End::Goal(sample) = end {
                *sample = rounded(*sample, is_one);
            }
        }
        if is_one {
            *stretch = Stretch { from: stretch.from, to: stretch.from };
        }
    }
    for (before, behind) in &mut found.jumps {
        for side in [before, behind] {
            let same = rounder(side.at, factor, &[3, 6]).into_iter().find_map(|at| {
                let tried = evaluate(&[at])[0];
                let is_near = is_within(at, side.at, SNAPPED);
                (is_near && tried.left == side.left && tried.right == side.right).then_some(tried)
            });
            *side = same.unwrap_or(*side);
        }
    }
}
