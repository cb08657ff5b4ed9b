//! Formulas of stored and moved information: text, erasure codes, Bloom filters, transfers and tiered prices;
//! knows nothing of records and their fields.

use super::bounds::{LARGEST_WHOLE, broken, is_whole, unless};
use crate::units::system::{
    Bandwidth, Count, Information, InformationPerCount, Ratio, Time, count, information,
};

/// The size of a text in ASCII: `chars * 1 byte`, information.
///
/// Source: RFC 20 (1969), one character of 7 bits in a byte. A number of characters below 0 is an error.
pub fn ascii(chars: Count) -> Information {
    unless(text_problem(chars.value), || chars * bytes_each(1.0))
}

/// The size of a text in UTF-16: `chars * 2 bytes`, information, without a byte order mark.
///
/// Source: RFC 2781 (2000). A character outside the basic plane (an emoji) takes two of these units and
/// counts twice. A number of characters below 0 is an error.
pub fn utf16(chars: Count) -> Information {
    unless(text_problem(chars.value), || chars * bytes_each(2.0))
}

fn bytes_each(bytes: f64) -> InformationPerCount {
    Information::new::<information::byte>(bytes) / Count::new::<count::one>(1.0)
}

fn text_problem(chars: f64) -> Option<String> {
    broken([(chars >= 0.0, "the number of characters must not be below 0")])
}

/// What an erasure code with `k` data pieces and `m` more stores over the data: `(k + m) / k`, a pure number.
///
/// Source: Weatherspoon and Kubiatowicz, Erasure Coding vs. Replication (IPTPS 2002). Errors: data pieces
/// that are not a whole number, 1 or more, and further pieces that are not one, 0 or more.
pub fn erasure(k: Count, m: Count) -> Ratio {
    unless(erasure_problem(k.value, m.value), || (k + m) / k)
}

fn erasure_problem(data: f64, more: f64) -> Option<String> {
    broken([
        (is_whole(data, 1.0, LARGEST_WHOLE), "the data pieces `k` must be a whole number, 1 or more"),
        (is_whole(more, 0.0, LARGEST_WHOLE), "the further pieces `m` must be a whole number, 0 or more"),
    ])
}

/// The size of the Bloom filter that holds `n` things and says yes wrongly with probability `p`:
/// `-n ln p / (ln 2)^2` bits, with the best number of hashes.
///
/// Source: Bloom, Space/Time Trade-offs in Hash Coding with Allowable Errors (Communications of the ACM 13,
/// 1970); Broder and Mitzenmacher, Network Applications of Bloom Filters (Internet Mathematics 1, 2004).
/// Errors: things below 0, a probability that is not between 0 and 1.
pub fn bloom_bits(n: Count, p: Ratio) -> Information {
    unless(bloom_bits_problem(n.value, p.into()), || {
        let bits = -libm::log(p.into()) / (std::f64::consts::LN_2 * std::f64::consts::LN_2);
        n * (Information::new::<information::bit>(bits) / Count::new::<count::one>(1.0))
    })
}

fn bloom_bits_problem(things: f64, share: f64) -> Option<String> {
    broken([
        (things >= 0.0, "the number of things must not be below 0"),
        (share > 0.0 && share < 1.0, "the share of errors lies above 0 % and below 100 %"),
    ])
}

/// The best number of hashes for a Bloom filter of `n` things in `m` bits: `ln 2 * m / n`, a pure number. A
/// filter takes the whole number next to it.
///
/// Source as [`bloom_bits`]. Errors: no things, no bits.
pub fn bloom_hashes(n: Count, m: Information) -> Ratio {
    unless(bloom_hashes_problem(n.value, m.value), || {
        let bit_each = Information::new::<information::bit>(1.0) / Count::new::<count::one>(1.0);
        m / n / bit_each * Ratio::from(std::f64::consts::LN_2)
    })
}

fn bloom_hashes_problem(things: f64, bits: f64) -> Option<String> {
    broken([(things > 0.0, "the filter must hold something: `n` is above 0"), (bits > 0.0, BITS_ABOVE_0)])
}

const BITS_ABOVE_0: &str = "the filter must have some bits: `m` is above 0";

/// How often a Bloom filter of `n` things in `m` bits with `k` hashes says yes wrongly: `(1 - e^(-k n /
/// m))^k`, a pure number.
///
/// Source as [`bloom_bits`]. Errors: things below 0, no bits, no hashes.
pub fn bloom_error(n: Count, m: Information, k: Count) -> Ratio {
    unless(bloom_error_problem(n.value, m.value, k.value), || {
        let (things, bits, hashes) = (n.value, m.value, k.value);
        Ratio::from(libm::pow(-libm::expm1(-(hashes * (things / bits))), hashes))
    })
}

fn bloom_error_problem(things: f64, bits: f64, hashes: f64) -> Option<String> {
    broken([
        (things >= 0.0, "the number of things must not be below 0"),
        (bits > 0.0, BITS_ABOVE_0),
        (hashes > 0.0, "the filter must have some hashes: `k` is above 0"),
    ])
}

/// How long a transfer takes: `size / (bandwidth * (1 - overhead))`, a time; the overhead is the share of the
/// bandwidth that protocols and gaps use up.
///
/// Source: Peterson and Davie, Computer Networks, section 1.5 (6th edition, 2021), without the latency of the
/// first bit. Errors: a size below 0, a bandwidth of 0 or less, an overhead outside 0 % to 100 % (or 100 %).
pub fn transfer(size: Information, bandwidth: Bandwidth, overhead: Ratio) -> Time {
    unless(transfer_problem(size.value, bandwidth.value, overhead.into()), || {
        size / bandwidth / (Ratio::from(1.0) - overhead)
    })
}

fn transfer_problem(size: f64, bandwidth: f64, overhead: f64) -> Option<String> {
    broken([
        (size >= 0.0, "the size must not be below 0"),
        (bandwidth > 0.0, "the bandwidth must be above 0"),
        ((0.0..1.0).contains(&overhead), "the overhead lies between 0 % and below 100 %"),
    ])
}

/// A price by tiers, of `[x, size1, price1, size2, price2, ..., rest_price]`: the first `size1` of `x` at
/// `price1`, the next `size2` at `price2`, and what is left at `rest_price`. Each size is how much its tier
/// holds, not where it ends. The result is in the unit of `x` times a price.
///
/// Source: the graduated price lists of vendors, as Amazon S3's. Errors: an amount or a size below 0. Without
/// the price of the rest, or with a size that has no price, there is no result.
pub fn tiered(numbers: &[f64]) -> f64 {
    let [amount, tiers @ .., rest_price] = numbers else { return f64::NAN };
    if tiered_problem(numbers).is_some() {
        return f64::NAN;
    }
    let (mut left, mut price) = (*amount, 0.0);
    for tier in tiers.chunks_exact(2) {
        let taken = left.min(tier[0]);
        price += taken * tier[1];
        left -= taken;
    }
    price + left * rest_price
}

fn tiered_problem(numbers: &[f64]) -> Option<String> {
    let [amount, tiers @ .., _] = numbers else {
        return Some("it takes an amount, sizes with their prices, and the price of the rest".to_owned());
    };
    broken([
        (tiers.len() % 2 == 0, "each size needs a price behind it, and the last price is that of the rest"),
        (*amount >= 0.0, "the amount must not be below 0"),
        (tiers.chunks(2).all(|tier| tier[0] >= 0.0), "the size of a tier must not be below 0"),
    ])
}

/// Why a formula of storage has no result.
pub(super) fn why(name: &str, numbers: &[f64]) -> Option<String> {
    match (name, numbers) {
        ("ascii" | "utf16", [chars]) => text_problem(*chars),
        ("erasure", [data, more]) => erasure_problem(*data, *more),
        ("bloom_bits", [things, share]) => bloom_bits_problem(*things, *share),
        ("bloom_hashes", [things, bits]) => bloom_hashes_problem(*things, *bits),
        ("bloom_error", [things, bits, hashes]) => bloom_error_problem(*things, *bits, *hashes),
        ("transfer", [size, bandwidth, overhead]) => transfer_problem(*size, *bandwidth, *overhead),
        ("tiered", numbers) => tiered_problem(numbers),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::{near, result_of, why_no_result};
    use super::tiered;

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
        let price = |amount: f64| tiered(&[amount, 50.0, 23.0, 450.0, 22.0, 21.0]);
        assert_eq!(price(0.0), 0.0);
        assert_eq!(price(50.0), 50.0 * 23.0);
        assert_eq!(price(100.0), 50.0 * 23.0 + 50.0 * 22.0);
        assert_eq!(price(500.0), 50.0 * 23.0 + 450.0 * 22.0);
        assert_eq!(price(1000.0), 50.0 * 23.0 + 450.0 * 22.0 + 500.0 * 21.0);
        assert_eq!(tiered(&[7.0, 3.0]), 21.0);
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
            assert!(tiered(&numbers).is_nan(), "{numbers:?}");
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
