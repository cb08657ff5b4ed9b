//! Formulas of key spaces and collisions in them; knows nothing of how keys are made or how good their chance
//! is.

use super::bounds::{LARGEST_WHOLE, whole};
use super::row::{Body, Parameter, Row, parameter};
use crate::formula;
use crate::units::system::{Count, Ratio, count};

const SPACE: Parameter = parameter("space").at_least(1.0, "the space must hold at least 1 key");

/// The functions of keys.
pub(super) const ROWS: &[Row] = &[
    Row {
        name: "key_space",
        parameters: &[
            parameter("base").whole(1.0, "the base must be a whole number, 1 or more"),
            parameter("length").whole(0.0, "the length must be a whole number, 0 or more"),
        ],
        body: Body::Formula(formula!(key_space)),
        doc: "how many keys there are of so many signs out of a base: base^length",
        source: "the rule of product",
        example: ("key_space(62, 7)", "3.52 trillion"),
        ..Row::SILENT
    },
    Row {
        name: "collision",
        parameters: &[parameter("n").at_least(0.0, "the number of keys must not be below 0"), SPACE],
        body: Body::Formula(formula!(collision)),
        doc: "how likely two of n random keys are alike: 1 - e^(-n (n - 1) / (2 space))",
        source: "Feller, An Introduction to Probability Theory, volume 1, section II.3 (Wiley, 1968)",
        example: ("collision(1 million keys, 62^7)", "13.2 %"),
        ..Row::SILENT
    },
    Row {
        name: "birthday",
        parameters: &[
            parameter("p").share_below_1("the probability lies between 0 % and below 100 %"),
            SPACE,
        ],
        body: Body::Formula(formula!(birthday)),
        doc: "how many random keys until two are alike with probability p: sqrt(2 space ln(1 / (1 - p)))",
        source: "Feller, An Introduction to Probability Theory, volume 1, section II.3 (Wiley, 1968)",
        example: ("birthday(50%, 2^122 keys)", "2.71e18 keys"),
        ..Row::SILENT
    },
];

/// How many keys there are of `length` signs out of `base`: `base^length`, a pure number; exact as long as
/// the result is below 2^53, and for every power of 2.
///
/// Source: the rule of product. Errors: a base that is not a whole number, 1 or more, and a length that is
/// not one, 0 or more.
fn key_space(base: Count, length: Count) -> Ratio {
    let freed = |number| whole(number, 0.0, LARGEST_WHOLE).unwrap_or(f64::NAN);
    Ratio::from(whole_power(freed(base.value), freed(length.value)))
}

/// By squaring, so that what can be exact is, on every platform. The exponent is whole and up to 2^53.
fn whole_power(base: f64, exponent: f64) -> f64 {
    let (mut left, mut square, mut product) = (exponent as u64, base, 1.0);
    while left > 0 {
        if left & 1 == 1 {
            product *= square;
        }
        square *= square;
        left >>= 1;
    }
    product
}

/// How likely it is that among `n` keys drawn at random from a space two are alike: `1 - e^(-n (n - 1) / (2
/// space))`, a pure number, computed without cancellation; certain with more keys than the space has.
///
/// Source: Feller, An Introduction to Probability Theory and Its Applications, volume 1, section II.3 (Wiley,
/// 1968); the exponential is right for a space of some thousands and more. Errors: keys below 0, a space
/// under 1.
fn collision(n: Count, space: Count) -> Ratio {
    let (keys, all) = (n.value, space.value);
    // The first key meets nothing.
    let others = (keys - 1.0).max(0.0);
    let likely = if keys > all { 1.0 } else { -libm::expm1(-(keys / all * others / 2.0)) };
    Ratio::from(likely)
}

/// How many keys may be drawn from a space until two are alike with probability `p`:
/// `sqrt(2 space ln(1 / (1 - p)))`, counted as the space counts. It is the inverse of [`collision`].
///
/// Source as [`collision`]. Errors: a probability below 0 or not below 1, a space under 1.
fn birthday(p: Ratio, space: Count) -> Count {
    let (share, all) = (f64::from(p), space.value);
    // The root of each, since twice the space may be beyond the largest number.
    Count::new::<count::one>((-2.0 * libm::log1p(-share)).sqrt() * all.sqrt())
}

#[cfg(test)]
mod tests {
    use crate::functions::testing::{near, near_within, result_of, why_no_result};

    const RANDOM_UUIDS: f64 = 5_316_911_983_139_663_491_615_228_241_121_378_304.0;

    // Values by Python's mpmath with 60 digits.
    #[test]
    fn formulas_give_what_was_computed_elsewhere() {
        let short = 62_f64.powi(7);
        for (name, numbers, expected) in [
            ("key_space", vec![62.0, 7.0], 3_521_614_606_208.0),
            ("key_space", vec![2.0, 122.0], RANDOM_UUIDS),
            ("key_space", vec![10.0, 0.0], 1.0),
            ("collision", vec![23.0, 365.0], 0.500_001_752_182_710_6),
            ("collision", vec![1e6, short], 0.132_361_553_082_200_83),
            ("collision", vec![2.71e18, RANDOM_UUIDS], 0.498_742_754_172_644_5),
            ("collision", vec![1e12, RANDOM_UUIDS], 9.403_954_806_568_454e-14),
            ("collision", vec![1e9, RANDOM_UUIDS], 9.403_954_797_174_345e-20),
            ("birthday", vec![0.5, 365.0], 22.494_386_895_595_98),
            ("birthday", vec![0.5, RANDOM_UUIDS], 2_714_922_669_395_445_311.4),
            ("birthday", vec![1e-9, RANDOM_UUIDS], 103_120_434_306_669.98),
            ("birthday", vec![1e-18, RANDOM_UUIDS], 3_260_954_456.333_195_6),
        ] {
            let found = result_of(name, &numbers);
            assert!(near(found, expected), "{name}: {found}, not {expected}");
        }
    }

    #[test]
    fn birthday_undoes_collision() {
        for keys in [1e3, 1e6, 1e9, 1e15, 3e18] {
            let likely = result_of("collision", &[keys, RANDOM_UUIDS]);
            // The one takes n (n - 1) and the other n^2.
            let back = result_of("birthday", &[likely, RANDOM_UUIDS]);
            assert!(near_within(back, keys, 1.0 / keys + 1e-12), "{keys}: {back}");
        }
    }

    #[test]
    fn certain_and_impossible_collisions() {
        assert_eq!(result_of("collision", &[0.0, 10.0]), 0.0);
        assert_eq!(result_of("collision", &[1.0, 10.0]), 0.0);
        assert_eq!(result_of("collision", &[1.0, 1.0]), 0.0);
        assert_eq!(result_of("collision", &[11.0, 10.0]), 1.0);
        assert_eq!(result_of("collision", &[1e300, 1e300]), 1.0);
        assert_eq!(result_of("birthday", &[0.0, 10.0]), 0.0);
    }

    #[test]
    fn what_has_no_result_says_why() {
        for (name, numbers, sentence) in [
            ("key_space", vec![0.0, 7.0], "the base must be a whole number, 1 or more"),
            ("key_space", vec![62.0, 7.5], "the length must be a whole number, 0 or more"),
            ("collision", vec![1.0, 0.0], "the space must hold at least 1 key"),
            ("birthday", vec![1.0, 10.0], "the probability lies between 0 % and below 100 %"),
        ] {
            assert!(result_of(name, &numbers).is_nan(), "{name}");
            assert_eq!(why_no_result(name, &numbers).as_deref(), Some(sentence));
        }
    }
}
