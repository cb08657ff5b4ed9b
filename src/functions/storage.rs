//! Formulas of stored and moved information: text, erasure codes, Bloom filters, transfers and tiered prices;
//! knows nothing of records and their fields.

use super::row::{Body, Parameter, Row, parameter};
use crate::formula;
use crate::units::system::{
    Bandwidth, Count, Information, InformationPerCount, Ratio, Time, count, information,
};

const CHARS: Parameter = parameter("chars").at_least(0.0, "the number of characters must not be below 0");
const THINGS: Parameter = parameter("n").at_least(0.0, "the number of things must not be below 0");
const BITS: Parameter = parameter("m").above(0.0, BITS_ABOVE_0);

/// The functions of storage.
pub(super) const ROWS: &[Row] = &[
    Row {
        name: "ascii",
        parameters: &[CHARS],
        body: Body::Formula(formula!(ascii)),
        doc: "the size of a text in ASCII: chars * 1 byte",
        source: "RFC 20 (1969)",
        example: ("ascii(140 characters)", "140 B"),
        ..Row::SILENT
    },
    Row {
        name: "utf16",
        parameters: &[CHARS],
        body: Body::Formula(formula!(utf16)),
        doc: "the size of a text in UTF-16: chars * 2 bytes; a character outside the basic plane counts twice",
        source: "RFC 2781 (2000)",
        example: ("utf16(140 characters)", "280 B"),
        ..Row::SILENT
    },
    Row {
        name: "erasure",
        parameters: &[
            parameter("k").whole(1.0, "the data pieces `k` must be a whole number, 1 or more"),
            parameter("m").whole(0.0, "the further pieces `m` must be a whole number, 0 or more"),
        ],
        body: Body::Formula(formula!(erasure)),
        doc: "what an erasure code of k data pieces and m more stores over the data: (k + m) / k",
        source: "Weatherspoon and Kubiatowicz, Erasure Coding vs. Replication (IPTPS 2002)",
        example: ("erasure(10, 4)", "1.4"),
        ..Row::SILENT
    },
    Row {
        name: "bloom_bits",
        parameters: &[
            THINGS,
            parameter("p").share_inside("the share of errors lies above 0 % and below 100 %"),
        ],
        body: Body::Formula(formula!(bloom_bits)),
        doc: "the size of a Bloom filter of n things that errs with probability p: -n ln p / (ln 2)^2 bits",
        source: "Bloom, Space/Time Trade-offs in Hash Coding (CACM 13, 1970); Broder and Mitzenmacher, Network Applications of Bloom Filters (2004)",
        example: ("bloom_bits(1 million keys, 1%)", "1.2 MB"),
        ..Row::SILENT
    },
    Row {
        name: "bloom_hashes",
        parameters: &[parameter("n").above(0.0, "the filter must hold something: `n` is above 0"), BITS],
        body: Body::Formula(formula!(bloom_hashes)),
        doc: "the best number of hashes of a Bloom filter of n things in m bits: ln 2 * m / n; take the whole number next to it",
        source: "Bloom, Space/Time Trade-offs in Hash Coding (CACM 13, 1970); Broder and Mitzenmacher, Network Applications of Bloom Filters (2004)",
        example: ("bloom_hashes(1 million keys, 10 million bits)", "6.93"),
        ..Row::SILENT
    },
    Row {
        name: "bloom_error",
        parameters: &[
            THINGS,
            BITS,
            parameter("k").above(0.0, "the filter must have some hashes: `k` is above 0"),
        ],
        body: Body::Formula(formula!(bloom_error)),
        doc: "how often a Bloom filter of n things in m bits with k hashes errs: (1 - e^(-k n / m))^k",
        source: "Bloom, Space/Time Trade-offs in Hash Coding (CACM 13, 1970); Broder and Mitzenmacher, Network Applications of Bloom Filters (2004)",
        example: ("bloom_error(1 million keys, 10 million bits, 7)", "0.819 %"),
        ..Row::SILENT
    },
    Row {
        name: "transfer",
        parameters: &[
            parameter("size").at_least(0.0, "the size must not be below 0"),
            parameter("bandwidth").above(0.0, "the bandwidth must be above 0"),
            parameter("overhead")
                .or(0.0, "0%")
                .share_below_1("the overhead lies between 0 % and below 100 %"),
        ],
        body: Body::Formula(formula!(transfer)),
        doc: "how long a transfer takes: size / (bandwidth * (1 - overhead))",
        source: "Peterson and Davie, Computer Networks, section 1.5 (2021)",
        example: ("transfer(1 TB, 10 Gbps, overhead = 20%)", "16min 40s"),
        ..Row::SILENT
    },
    Row {
        name: "tiered",
        called: Some("tiered(x, size1, price1, size2, price2, ..., rest_price)"),
        body: Body::Tiered(tiered),
        reason: no_tiers,
        doc: "a price by tiers: the first size1 of x at price1, the next size2 at price2, what is left at rest_price",
        source: "the graduated price lists of vendors, as Amazon S3's",
        example: (
            "tiered(100 TB, 50 TB, $0.023/GB/month, 450 TB, $0.022/GB/month, $0.021/GB/month)",
            "$2250/month",
        ),
        ..Row::SILENT
    },
];

/// The size of a text in ASCII: `chars * 1 byte`, information.
///
/// Source: RFC 20 (1969), one character of 7 bits in a byte. A number of characters below 0 is an error.
fn ascii(chars: Count) -> Information {
    chars * bytes_each(1.0)
}

/// The size of a text in UTF-16: `chars * 2 bytes`, information, without a byte order mark.
///
/// Source: RFC 2781 (2000). A character outside the basic plane (an emoji) takes two of these units and
/// counts twice. A number of characters below 0 is an error.
fn utf16(chars: Count) -> Information {
    chars * bytes_each(2.0)
}

fn bytes_each(bytes: f64) -> InformationPerCount {
    Information::new::<information::byte>(bytes) / Count::new::<count::one>(1.0)
}

/// What an erasure code with `k` data pieces and `m` more stores over the data: `(k + m) / k`, a pure number.
///
/// Source: Weatherspoon and Kubiatowicz, Erasure Coding vs. Replication (IPTPS 2002). Errors: data pieces
/// that are not a whole number, 1 or more, and further pieces that are not one, 0 or more.
fn erasure(k: Count, m: Count) -> Ratio {
    (k + m) / k
}

/// The size of the Bloom filter that holds `n` things and says yes wrongly with probability `p`:
/// `-n ln p / (ln 2)^2` bits, with the best number of hashes.
///
/// Source: Bloom, Space/Time Trade-offs in Hash Coding with Allowable Errors (Communications of the ACM 13,
/// 1970); Broder and Mitzenmacher, Network Applications of Bloom Filters (Internet Mathematics 1, 2004).
/// Errors: things below 0, a probability that is not between 0 and 1.
fn bloom_bits(n: Count, p: Ratio) -> Information {
    let bits = -libm::log(f64::from(p)) / (std::f64::consts::LN_2 * std::f64::consts::LN_2);
    n * (Information::new::<information::bit>(bits) / Count::new::<count::one>(1.0))
}

/// The best number of hashes for a Bloom filter of `n` things in `m` bits: `ln 2 * m / n`, a pure number. A
/// filter takes the whole number next to it.
///
/// Source as [`bloom_bits`]. Errors: no things, no bits.
fn bloom_hashes(n: Count, m: Information) -> Ratio {
    let bit_each = Information::new::<information::bit>(1.0) / Count::new::<count::one>(1.0);
    m / n / bit_each * Ratio::from(std::f64::consts::LN_2)
}

const BITS_ABOVE_0: &str = "the filter must have some bits: `m` is above 0";

/// How often a Bloom filter of `n` things in `m` bits with `k` hashes says yes wrongly: `(1 - e^(-k n /
/// m))^k`, a pure number.
///
/// Source as [`bloom_bits`]. Errors: things below 0, no bits, no hashes.
fn bloom_error(n: Count, m: Information, k: Count) -> Ratio {
    let (things, bits, hashes) = (n.value, m.value, k.value);
    Ratio::from(libm::pow(-libm::expm1(-(hashes * (things / bits))), hashes))
}

/// How long a transfer takes: `size / (bandwidth * (1 - overhead))`, a time; the overhead is the share of the
/// bandwidth that protocols and gaps use up.
///
/// Source: Peterson and Davie, Computer Networks, section 1.5 (6th edition, 2021), without the latency of the
/// first bit. Errors: a size below 0, a bandwidth of 0 or less, an overhead outside 0 % to 100 % (or 100 %).
fn transfer(size: Information, bandwidth: Bandwidth, overhead: Ratio) -> Time {
    size / bandwidth / (Ratio::from(1.0) - overhead)
}

/// A price by tiers, of `[x, size1, price1, size2, price2, ..., rest_price]`: the first `size1` of `x` at
/// `price1`, the next `size2` at `price2`, and what is left at `rest_price`. Each size is how much its tier
/// holds, not where it ends. The result is in the unit of `x` times a price.
///
/// Source: the graduated price lists of vendors, as Amazon S3's. Errors: an amount or a size below 0. Without
/// the price of the rest, or with a size that has no price, there is no result.
fn tiered(numbers: &[f64]) -> f64 {
    let [amount, tiers @ .., rest_price] = numbers else { return f64::NAN };
    let (mut left, mut price) = (*amount, 0.0);
    for tier in tiers.chunks_exact(2) {
        let taken = left.min(tier[0]);
        price += taken * tier[1];
        left -= taken;
    }
    price + left * rest_price
}

/// Why numbers are no amount with tiers.
fn no_tiers(numbers: &[f64]) -> Option<String> {
    let [amount, tiers @ .., _] = numbers else {
        return Some("it takes an amount, sizes with their prices, and the price of the rest".to_owned());
    };
    // What is not a number is no size either.
    let why = if !tiers.len().is_multiple_of(2) {
        "each size needs a price behind it, and the last price is that of the rest"
    } else if amount.is_nan() || *amount < 0.0 {
        "the amount must not be below 0"
    } else if tiers.chunks(2).any(|tier| tier[0].is_nan() || tier[0] < 0.0) {
        "the size of a tier must not be below 0"
    } else {
        return None;
    };
    Some(why.to_owned())
}

#[cfg(test)]
mod tests {
    use crate::functions::testing::{near, result_of, why_no_result};

    // Values by hand, the filters by Python's mpmath with 60 digits.
    #[test]
    fn formulas_give_what_was_computed_elsewhere() {
        for (name, numbers, expected) in [
            ("ascii", vec![140.0], 140.0 * 8.0),
            ("utf16", vec![140.0], 280.0 * 8.0),
            ("erasure", vec![10.0, 4.0], 1.4),
            ("bloom_bits", vec![1e6, 0.01], 9_585_058.377_367_439),
            ("bloom_hashes", vec![1e6, 1e7], 6.931_471_805_599_453),
            ("bloom_error", vec![1e6, 1e7, 7.0], 0.008_193_722_065_862_417),
            ("bloom_error", vec![0.0, 1e7, 7.0], 0.0),
            ("transfer", vec![8e12, 1e10, 0.0], 800.0),
            ("transfer", vec![8e12, 1e10, 0.2], 1000.0),
        ] {
            let found = result_of(name, &numbers);
            assert!(near(found, expected), "{name}: {found}, not {expected}");
        }
    }

    #[test]
    fn a_filter_of_the_size_asked_for_errs_as_asked() {
        for share in [1e-12, 1e-6, 0.01, 0.3] {
            let bits = result_of("bloom_bits", &[1e6, share]);
            let hashes = result_of("bloom_hashes", &[1e6, bits]);
            assert!(near(result_of("bloom_error", &[1e6, bits, hashes]), share), "{share}");
        }
    }

    #[test]
    fn tiers_are_filled_in_order() {
        let price = |amount: f64| result_of("tiered", &[amount, 50.0, 23.0, 450.0, 22.0, 21.0]);
        assert_eq!(price(0.0), 0.0);
        assert_eq!(price(50.0), 50.0 * 23.0);
        assert_eq!(price(100.0), 50.0 * 23.0 + 50.0 * 22.0);
        assert_eq!(price(500.0), 50.0 * 23.0 + 450.0 * 22.0);
        assert_eq!(price(1000.0), 50.0 * 23.0 + 450.0 * 22.0 + 500.0 * 21.0);
        assert_eq!(result_of("tiered", &[7.0, 3.0]), 21.0);
    }

    #[test]
    fn what_has_no_result_says_why() {
        let unpaired = "each size needs a price behind it, and the last price is that of the rest";
        for (numbers, sentence) in [
            (vec![], "it takes an amount, sizes with their prices, and the price of the rest"),
            (vec![1.0], "it takes an amount, sizes with their prices, and the price of the rest"),
            (vec![1.0, 2.0, 3.0], unpaired),
            (vec![-1.0, 2.0, 3.0, 4.0], "the amount must not be below 0"),
            (vec![1.0, -2.0, 3.0, 4.0], "the size of a tier must not be below 0"),
        ] {
            assert!(result_of("tiered", &numbers).is_nan(), "{numbers:?}");
            assert_eq!(why_no_result("tiered", &numbers).as_deref(), Some(sentence));
        }
        for (name, numbers, sentence) in [
            ("erasure", vec![0.0, 4.0], "the data pieces `k` must be a whole number, 1 or more"),
            ("bloom_bits", vec![1e6, 0.0], "the share of errors lies above 0 % and below 100 %"),
            ("transfer", vec![1.0, 1.0, 1.0], "the overhead lies between 0 % and below 100 %"),
            ("transfer", vec![1.0, 0.0, 0.0], "the bandwidth must be above 0"),
        ] {
            assert!(result_of(name, &numbers).is_nan(), "{name}");
            assert_eq!(why_no_result(name, &numbers).as_deref(), Some(sentence));
        }
    }
}
