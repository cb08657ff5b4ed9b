//! Formulas of availability over uom quantities; each holds what is missing to 1, so that many nines stay
//! exact.

use super::bounds::{broken, is_share, is_whole, unless, whole};
use crate::units::signature::Availability;
use crate::units::system::{Count, Ratio, Time, time};

/// The most members a quorum may have: its sum takes a step for each.
const MOST_MEMBERS: f64 = 1_000_000.0;
/// The hours of a year in an annualised failure rate: 365 days, whatever the calendar in force.
const HOURS_A_YEAR: f64 = 8760.0;

/// The nines of an availability: `-log10(1 - a)`, a pure number; 99.95 % has 3.3.
///
/// Source: the convention of the field ("three nines" is 99.9 %), as in the Site Reliability Engineering
/// book, chapter 3 (O'Reilly, 2016).
pub fn nines(available: Availability) -> Ratio {
    let missing = f64::from(available.missing);
    Ratio::from(crate::units::display::nines(missing).unwrap_or(f64::INFINITY))
}

/// The downtime that an availability allows in a period: `(1 - a) * period`, a time.
///
/// Source: Site Reliability Engineering, appendix A (O'Reilly, 2016).
pub fn downtime(available: Availability, period: Time) -> Time {
    available.missing * period
}

/// The availability over a period with some downtime: `1 - down / period`.
///
/// Source: Site Reliability Engineering, chapter 3, time-based availability (O'Reilly, 2016). A downtime
/// below 0 or longer than the period, or a period of 0 or less, is an error.
pub fn uptime(down: Time, period: Time) -> Availability {
    unless(uptime_problem(down.value, period.value), || Availability { missing: down / period })
}

fn uptime_problem(down: f64, period: f64) -> Option<String> {
    broken([
        (period > 0.0, "the period must be longer than 0"),
        (down >= 0.0, "the downtime must not be below 0"),
        (down <= period, "the downtime is longer than the period"),
    ])
}

/// The availability of a part that runs for `mtbf` between failures and takes `mttr` to repair:
/// `mtbf / (mtbf + mttr)`, held as `mttr / (mtbf + mttr)`. Both are times.
///
/// Source: Barlow and Proschan, Mathematical Theory of Reliability (1965), limiting availability. An MTBF of
/// 0 or less and an MTTR below 0 are errors.
pub fn availability(mtbf: Time, mttr: Time) -> Availability {
    unless(availability_problem(mtbf.value, mttr.value), || Availability { missing: mttr / (mtbf + mttr) })
}

fn availability_problem(mtbf: f64, mttr: f64) -> Option<String> {
    broken([
        (mtbf > 0.0, "the time between failures must be longer than 0"),
        (mttr >= 0.0, "the time to repair must not be below 0"),
    ])
}

/// The annualised failure rate, the failures to be expected of one part in a year: `8760 h / mtbf`, a pure
/// number. The year is 365 days whatever the calendar, as data sheets have it.
///
/// Source: Schroeder and Gibson, Disk failures in the real world (FAST 2007). It is a rate, not a
/// probability: with an MTBF below a year it is above 100 %. An MTBF of 0 or less is an error.
pub fn afr(mtbf: Time) -> Ratio {
    unless(afr_problem(mtbf.value), || Time::new::<time::hour>(HOURS_A_YEAR) / mtbf)
}

fn afr_problem(mtbf: f64) -> Option<String> {
    broken([(mtbf > 0.0, "the time between failures must be longer than 0")])
}

/// The downtime that an objective leaves in a period: `(1 - slo) * period`, a time.
///
/// Source: Site Reliability Engineering, chapter 3 (O'Reilly, 2016). A period below 0 is an error.
pub fn error_budget(slo: Availability, period: Time) -> Time {
    unless(error_budget_problem(slo.missing.into(), period.value), || slo.missing * period)
}

fn error_budget_problem(missing: f64, period: f64) -> Option<String> {
    broken([
        (is_share(missing), "the objective lies between 0 % and 100 %"),
        (period >= 0.0, "the period must not be below 0"),
    ])
}

/// How many times faster than allowed the error budget is spent: `errors / (1 - slo)`, a pure number; at 1
/// the budget lasts exactly its period.
///
/// Source: The Site Reliability Workbook, chapter 5 (O'Reilly, 2018). An objective of 100 % and a share of
/// errors outside 0 to 1 are errors.
pub fn burn_rate(errors: Ratio, slo: Availability) -> Ratio {
    unless(burn_rate_problem(errors.into(), slo.missing.into()), || errors / slo.missing)
}

fn burn_rate_problem(errors: f64, missing: f64) -> Option<String> {
    broken([
        (is_share(errors), "the share of errors lies between 0 % and 100 %"),
        (is_share(missing), "the objective lies between 0 % and 100 %"),
        (missing > 0.0, "an objective of 100 % leaves no budget to burn"),
    ])
}

/// How long the error budget of a period lasts at a burn rate: `period / burn`, a time.
///
/// Source: The Site Reliability Workbook, chapter 5 (O'Reilly, 2018). A burn rate of 0 or less (the budget
/// then lasts for ever) and a period below 0 are errors.
pub fn exhausted(period: Time, burn: Ratio) -> Time {
    unless(exhausted_problem(period.value, burn.into()), || period / burn)
}

fn exhausted_problem(period: f64, burn: f64) -> Option<String> {
    broken([
        (period >= 0.0, "the period must not be below 0"),
        (burn > 0.0, "at a burn rate of 0 the budget is never exhausted"),
    ])
}

/// The availability of `n` equal, independent members of which `k` must be up: 1 less the binomial tail of
/// [`needed_of`], which holds what is missing.
///
/// Source: Gifford, Weighted Voting for Replicated Data (SOSP 1979). Counts that are not whole, `k` outside 1
/// to `n` and more than a million members are errors.
pub fn quorum(k: Count, n: Count, a: Availability) -> Availability {
    let missing = f64::from(a.missing);
    unless(quorum_problem(k.value, n.value, missing), || {
        // Whole and at most a million, so the conversions are exact.
        let count = |number| whole(number, 1.0, MOST_MEMBERS).unwrap_or(1.0) as u64;
        Availability { missing: Ratio::from(needed_of(count(k.value), count(n.value), missing)) }
    })
}

fn quorum_problem(k: f64, n: f64, missing: f64) -> Option<String> {
    broken([
        (n <= MOST_MEMBERS, "there are at most a million members"),
        (is_whole(n, 1.0, MOST_MEMBERS), "the members `n` must be a whole number, 1 or more"),
        (is_whole(k, 1.0, f64::MAX), "the members needed, `k`, must be a whole number, 1 or more"),
        (is_whole(k, 1.0, n.round()), "more members are needed than there are"),
        (is_share(missing), "an availability lies between 0 % and 100 %"),
    ])
}

/// Why a formula of availability has no result.
pub(super) fn why(name: &str, numbers: &[f64]) -> Option<String> {
    match (name, numbers) {
        ("nines", [missing]) if *missing <= 0.0 => {
            Some("what is fully available has no number of nines".into())
        }
        ("uptime", [down, period]) => uptime_problem(*down, *period),
        ("availability", [mtbf, mttr]) => availability_problem(*mtbf, *mttr),
        ("afr", [mtbf]) => afr_problem(*mtbf),
        ("error_budget", [missing, period]) => error_budget_problem(*missing, *period),
        ("burn_rate", [errors, missing]) => burn_rate_problem(*errors, *missing),
        ("exhausted", [period, burn]) => exhausted_problem(*period, *burn),
        ("quorum", [k, n, missing]) => quorum_problem(*k, *n, *missing),
        _ => None,
    }
}

/// What is missing of two parts that are both needed: `u1 + u2 - u1 u2`.
pub fn series(first: f64, second: f64) -> f64 {
    first + second - first * second
}

/// What is missing of `n` equal parts that are all needed: `1 - (1 - u)^n`, without cancellation.
pub fn all_of(missing: f64, members: f64) -> f64 {
    if missing >= 1.0 {
        return 1.0;
    }
    -f64::exp_m1(members * f64::ln_1p(-missing))
}

/// What is missing when `needed` of `members` equal, independent parts must be up: the binomial tail
/// `sum over i > n - k of C(n, i) u^i (1 - u)^(n - i)`.
///
/// Source: Barlow and Proschan, Mathematical Theory of Reliability (1965), k-out-of-n systems. Every term is
/// positive, so nothing cancels; terms follow from each other by their ratio.
pub fn needed_of(needed: u64, members: u64, missing: f64) -> f64 {
    if missing.is_nan() {
        return missing;
    }
    if missing <= 0.0 || missing >= 1.0 {
        return missing.clamp(0.0, 1.0);
    }
    let least_down = members - needed + 1;
    let (total, up) = (members as f64, f64::ln_1p(-missing));
    // The first term by its logarithm: C(n, i) u^i (1 - u)^(n - i).
    let mut logarithm = least_down as f64 * missing.ln() + (members - least_down) as f64 * up;
    for step in 1..=least_down.min(members - least_down) {
        logarithm += ((total - step as f64 + 1.0) / step as f64).ln();
    }
    if least_down == members {
        return missing.powf(total).max(f64::MIN_POSITIVE);
    }
    let (mut term, mut sum) = (logarithm.exp(), 0.0);
    if term > 0.0 && least_down as f64 > total * missing {
        // Falling terms: stop when they no longer count.
        for down in least_down..=members {
            sum += term;
            if term < sum * 1e-18 {
                break;
            }
            term *= (members - down) as f64 / (down as f64 + 1.0) * missing / (1.0 - missing);
        }
        return sum.clamp(f64::MIN_POSITIVE, 1.0);
    }
    for down in least_down..=members {
        let binomial = ln_choose(members, down) + down as f64 * missing.ln() + (members - down) as f64 * up;
        term = binomial.exp();
        sum += term;
    }
    sum.clamp(f64::MIN_POSITIVE, 1.0)
}

/// The logarithm of a binomial coefficient.
fn ln_choose(members: u64, chosen: u64) -> f64 {
    ln_factorial(members) - ln_factorial(chosen) - ln_factorial(members - chosen)
}

/// The logarithm of a factorial: the sum below 32, Stirling's series from there (relative error under 1e-15).
fn ln_factorial(number: u64) -> f64 {
    let value = number as f64;
    if number < 32 {
        return (2..=number).map(|factor| (factor as f64).ln()).sum();
    }
    let inverse = 1.0 / value;
    let square = inverse * inverse;
    value * value.ln() - value
        + 0.5 * (std::f64::consts::TAU * value).ln()
        + inverse * (1.0 / 12.0 - square * (1.0 / 360.0 - square / 1260.0))
}

/// What is missing when `needed` of unlike, independent parts must be up: the sum over all states with too
/// many down, part by part (no state is listed, so 100 parts cost 10,000 steps).
pub fn needed_of_unlike(needed: u64, missing: &[f64]) -> f64 {
    let mut down = vec![0.0; missing.len() + 1];
    down[0] = 1.0;
    for (place, missing) in missing.iter().enumerate() {
        for count in (0..=place + 1).rev() {
            let one_more = if count > 0 { down[count - 1] * missing } else { 0.0 };
            down[count] = down[count] * (1.0 - missing) + one_more;
        }
    }
    let tolerated = missing.len() - needed as usize;
    down[tolerated + 1..].iter().rev().sum()
}

#[cfg(test)]
mod tests {
    use super::super::{result_of, why_no_result};
    use super::*;

    fn near(left: f64, right: f64) -> bool {
        (left - right).abs() <= 1e-12 * right.abs()
    }

    #[test]
    fn needed_of_meets_series_and_parallel() {
        for missing in [1e-9, 1e-3, 0.2, 0.9] {
            assert!(near(needed_of(3, 3, missing), all_of(missing, 3.0)), "{missing}");
            assert!(near(needed_of(1, 3, missing), missing.powi(3)), "{missing}");
            let by_hand = 3.0 * missing * missing * (1.0 - missing) + missing.powi(3);
            assert!(near(needed_of(2, 3, missing), by_hand), "{missing}");
            assert!(near(needed_of_unlike(2, &[missing; 3]), by_hand), "{missing}");
        }
    }

    #[test]
    fn many_members_stay_finite_and_ordered() {
        let few = needed_of(9_000, 10_000, 0.01);
        let more = needed_of(9_900, 10_000, 0.01);
        let most = needed_of(9_990, 10_000, 0.01);
        assert!((0.0..1e-100).contains(&few), "{few}");
        assert!((0.4..0.6).contains(&more), "{more}");
        assert!(most > 0.999_999, "{most}");
    }

    // Values by Python's mpmath with 60 digits, from the definitions.
    #[test]
    fn formulas_give_what_was_computed_elsewhere() {
        let month = 30.0 * 86_400.0;
        for (name, numbers, expected) in [
            ("uptime", vec![60.0, 6e6], 1e-5),
            ("availability", vec![month, 600.0], 2.314_279_102_059_708_4e-4),
            ("afr", vec![1_200_000.0 * 3600.0], 0.0073),
            ("error_budget", vec![0.001, month], 2592.0),
            ("burn_rate", vec![0.0144, 0.001], 14.4),
            ("exhausted", vec![month, 14.4], 180_000.0),
            ("quorum", vec![2.0, 3.0, 1e-3], 2.998e-6),
            ("quorum", vec![3.0, 5.0, 0.01], 9.850_6e-6),
        ] {
            let found = result_of(name, &numbers);
            assert!(near(found, expected), "{name}: {found}, not {expected}");
        }
    }

    #[test]
    fn twenty_nines_stay_twenty_nines() {
        assert!(near(result_of("availability", &[1e20, 1.0]), 1e-20));
        assert!(near(result_of("uptime", &[1e-12, 1e8]), 1e-20));
        assert!(near(result_of("quorum", &[1.0, 2.0, 1e-10]), 1e-20));
        assert!(near(result_of("burn_rate", &[1e-18, 1e-20]), 100.0));
        assert_eq!(result_of("nines", &[1e-20]), 20.0);
    }

    #[test]
    fn formulas_agree_with_each_other() {
        for missing in [1e-12, 1e-3, 0.5, 1.0] {
            let period = 3e6;
            let budget = result_of("error_budget", &[missing, period]);
            assert_eq!(budget, result_of("downtime", &[missing, period]));
            assert!(near(result_of("uptime", &[budget, period]), missing), "{missing}");
            // At n times the allowed errors, an nth of the period is left.
            let burn = result_of("burn_rate", &[missing / 4.0, missing]);
            assert!(near(result_of("exhausted", &[period, burn]), 4.0 * period), "{missing}");
            assert!(near(result_of("quorum", &[3.0, 3.0, missing]), all_of(missing, 3.0)), "{missing}");
            assert!(near(result_of("quorum", &[1.0, 3.0, missing]), missing.powi(3)), "{missing}");
        }
    }

    #[test]
    fn what_has_no_result_says_why() {
        for (name, numbers, sentence) in [
            ("uptime", vec![2.0, 1.0], "the downtime is longer than the period"),
            ("burn_rate", vec![0.01, 0.0], "an objective of 100 % leaves no budget to burn"),
            ("exhausted", vec![1.0, 0.0], "at a burn rate of 0 the budget is never exhausted"),
            ("quorum", vec![4.0, 3.0, 0.1], "more members are needed than there are"),
            ("quorum", vec![1.5, 3.0, 0.1], "the members needed, `k`, must be a whole number, 1 or more"),
            ("quorum", vec![1.0, 2e6, 0.1], "there are at most a million members"),
        ] {
            assert!(result_of(name, &numbers).is_nan(), "{name}");
            assert_eq!(why_no_result(name, &numbers).as_deref(), Some(sentence));
        }
    }
}
