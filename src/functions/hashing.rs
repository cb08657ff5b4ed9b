//! Formulas of how many keys move when servers are added or removed; knows nothing of the hash itself, which
//! is taken to be even.

use super::bounds::{LARGEST_WHOLE, whole};
use super::row::{Body, Parameter, Row, parameter};
use crate::formula;
use crate::units::system::{Count, Ratio};

const BEFORE: Parameter =
    parameter("n").whole(1.0, "the servers before, `n`, must be a whole number, 1 or more");
const AFTER: Parameter =
    parameter("m").whole(1.0, "the servers after, `m`, must be a whole number, 1 or more");

/// The functions of hashing.
pub(super) const ROWS: &[Row] = &[
    Row {
        name: "moved_modulo",
        parameters: &[BEFORE, AFTER],
        body: Body::Formula(formula!(moved_modulo)),
        doc: "the share of keys that move from n servers to m by hash mod n: 1 - min(n, m) / lcm(n, m)",
        source: "the Chinese remainder theorem",
        example: ("moved_modulo(10, 11)", "90.9 %"),
        ..Row::SILENT
    },
    Row {
        name: "moved_consistent",
        parameters: &[BEFORE, AFTER],
        body: Body::Formula(formula!(moved_consistent)),
        doc: "the share of keys that move from n servers to m by consistent hashing: |m - n| / max(n, m)",
        source: "Karger et al., Consistent Hashing and Random Trees (STOC 1997)",
        example: ("moved_consistent(10, 11)", "9.09 %"),
        ..Row::SILENT
    },
];

/// The share of keys that move from `n` servers to `m` when each key is at `hash mod n`: `1 - min(n, m) /
/// lcm(n, m)`, a pure number.
///
/// Source: by the Chinese remainder theorem `hash mod n` and `hash mod m` agree for `min(n, m)` of each
/// `lcm(n, m)` hashes. Servers that are not whole numbers, 1 or more, are an error.
fn moved_modulo(n: Count, m: Count) -> Ratio {
    let freed = |number| whole(number, 1.0, LARGEST_WHOLE).unwrap_or(1.0) as u64;
    let (before, after) = (freed(n.value), freed(m.value));
    // min / lcm is gcd / max, which stays small.
    let most = before.max(after);
    Ratio::from((most - common_divisor(before, after)) as f64 / most as f64)
}

/// The share of keys that move from `n` servers to `m` under consistent hashing: `|m - n| / max(n, m)`, a
/// pure number, the least that any scheme can do.
///
/// Source: Karger et al., Consistent Hashing and Random Trees (STOC 1997). Servers that are not whole
/// numbers, 1 or more, are an error.
fn moved_consistent(n: Count, m: Count) -> Ratio {
    (m - n).abs() / n.max(m)
}

/// Euclid's greatest common divisor.
fn common_divisor(mut left: u64, mut right: u64) -> u64 {
    while right > 0 {
        (left, right) = (right, left % right);
    }
    left
}

#[cfg(test)]
mod tests {
    use crate::functions::testing::{near, result_of, why_no_result};

    /// Counts the keys that move, one by one.
    fn counted(before: u32, after: u32) -> f64 {
        let all = before * after;
        f64::from((0..all).filter(|hash| hash % before != hash % after).count() as u32) / f64::from(all)
    }

    #[test]
    fn the_keys_that_move_are_those_counted() {
        for before in 1..=24 {
            for after in 1..=24 {
                let modulo = result_of("moved_modulo", &[before.into(), after.into()]);
                assert!(near(modulo, counted(before, after)), "{before} to {after}: {modulo}");
                let consistent = result_of("moved_consistent", &[before.into(), after.into()]);
                assert!(consistent <= modulo + 1e-15, "{before} to {after}: {consistent}");
            }
        }
    }

    #[test]
    fn one_more_server_moves_nearly_all_or_one_share() {
        for before in [1.0, 10.0, 99.0, 1e15] {
            assert!(near(result_of("moved_modulo", &[before, before + 1.0]), before / (before + 1.0)));
            assert!(near(result_of("moved_consistent", &[before, before + 1.0]), 1.0 / (before + 1.0)));
            assert!(near(result_of("moved_consistent", &[before + 1.0, before]), 1.0 / (before + 1.0)));
        }
        assert_eq!(result_of("moved_modulo", &[8.0, 8.0]), 0.0);
        assert_eq!(result_of("moved_modulo", &[8.0, 16.0]), 0.5);
    }

    #[test]
    fn what_has_no_result_says_why() {
        for name in ["moved_modulo", "moved_consistent"] {
            for numbers in [[0.0, 1.0], [2.5, 3.0], [-1.0, 3.0]] {
                assert!(result_of(name, &numbers).is_nan(), "{name}");
                let sentence = why_no_result(name, &numbers);
                assert_eq!(
                    sentence.as_deref(),
                    Some("the servers before, `n`, must be a whole number, 1 or more")
                );
            }
        }
    }
}
