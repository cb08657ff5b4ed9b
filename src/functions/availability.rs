//! Formulas of availability over uom quantities; each holds what is missing to 1, so that many nines stay
//! exact.

use super::bounds::whole;
use super::numeric::{binomial_term, sum_by_ratios};
use super::row::{Body, Parameter, Row, parameter};
use crate::formula;
use crate::units::signature::Availability;
use crate::units::system::{Count, Ratio, Time, time};

const MTBF: Parameter = parameter("mtbf").above(0.0, "the time between failures must be longer than 0");
const PERIOD: Parameter = parameter("period").at_least(0.0, "the period must not be below 0");

/// The functions of availability.
pub(super) const ROWS: &[Row] = &[
    Row {
        name: "nines",
        parameters: &[parameter("a").above(0.0, "what is fully available has no number of nines")],
        body: Body::Formula(formula!(nines)),
        doc: "the nines of an availability: -log10(1 - a)",
        source: "Site Reliability Engineering, chapter 3 (O'Reilly, 2016)",
        example: ("nines(99.95%)", "3.3"),
        ..Row::SILENT
    },
    Row {
        name: "downtime",
        parameters: &[parameter("a"), parameter("period").or_in(1.0, "year", "1 year")],
        body: Body::Formula(formula!(downtime)),
        doc: "the time that an availability leaves out of a period: (1 - a) * period",
        source: "Site Reliability Engineering, chapter 3 (O'Reilly, 2016)",
        example: ("downtime(99.9%, 30 days)", "43min 12s"),
        ..Row::SILENT
    },
    Row {
        name: "uptime",
        parameters: &[
            parameter("down").at_least(0.0, "the downtime must not be below 0"),
            parameter("period").above(0.0, "the period must be longer than 0"),
        ],
        body: Body::Formula(formula!(uptime)),
        told_first: Some("period"),
        reason: longer_than_the_period,
        doc: "the availability over a period with some downtime: 1 - down / period",
        source: "Site Reliability Engineering, chapter 3 (O'Reilly, 2016)",
        example: ("uptime(43.2 min, 30 days)", "99.9 % (3 nines, 8h 45min 57s/year)"),
        ..Row::SILENT
    },
    Row {
        name: "availability",
        parameters: &[MTBF, parameter("mttr").at_least(0.0, "the time to repair must not be below 0")],
        body: Body::Formula(formula!(availability)),
        doc: "the availability of what fails every mtbf and is repaired in mttr: mtbf / (mtbf + mttr)",
        source: "Barlow and Proschan, Mathematical Theory of Reliability (1965)",
        example: ("availability(30 days, 10 min)", "99.977 % (3.64 nines, 2h 1min 43s/year)"),
        ..Row::SILENT
    },
    Row {
        name: "afr",
        parameters: &[MTBF],
        body: Body::Formula(formula!(afr)),
        doc: "the failures of one part to be expected in a year of 365 days: 8760 h / mtbf; a rate, so it may pass 100 %",
        source: "Schroeder and Gibson, Disk failures in the real world (FAST 2007)",
        example: ("afr(1.2 million h)", "0.73 %"),
        ..Row::SILENT
    },
    Row {
        name: "error_budget",
        parameters: &[
            parameter("slo").share("the objective lies between 0 % and 100 %"),
            PERIOD.or_in(30.0, "day", "30 days"),
        ],
        body: Body::Formula(formula!(error_budget)),
        doc: "the downtime that an objective leaves in a period: (1 - slo) * period",
        source: "Site Reliability Engineering, chapter 3 (O'Reilly, 2016)",
        example: ("error_budget(99.9%, 30 days)", "43min 12s"),
        ..Row::SILENT
    },
    Row {
        name: "burn_rate",
        parameters: &[
            parameter("errors").share("the share of errors lies between 0 % and 100 %"),
            parameter("slo")
                .share("the objective lies between 0 % and 100 %")
                .above(0.0, "an objective of 100 % leaves no budget to burn"),
        ],
        body: Body::Formula(formula!(burn_rate)),
        doc: "how many times faster than allowed the error budget is spent: errors / (1 - slo)",
        source: "The Site Reliability Workbook, chapter 5 (O'Reilly, 2018)",
        example: ("burn_rate(1.44%, 99.9%)", "14.4"),
        ..Row::SILENT
    },
    Row {
        name: "exhausted",
        parameters: &[
            PERIOD,
            parameter("burn").above(0.0, "at a burn rate of 0 the budget is never exhausted"),
        ],
        body: Body::Formula(formula!(exhausted)),
        doc: "how long a period's error budget lasts at a burn rate: period / burn",
        source: "The Site Reliability Workbook, chapter 5 (O'Reilly, 2018)",
        example: ("exhausted(30 days, 14.4)", "2.08 days"),
        ..Row::SILENT
    },
    Row {
        name: "quorum",
        parameters: &[
            parameter("k").whole_to(
                1.0,
                f64::MAX,
                "the members needed, `k`, must be a whole number, 1 or more",
            ),
            parameter("n").at_most(MOST_MEMBERS, "there are at most a million members").whole_to(
                1.0,
                MOST_MEMBERS,
                "the members `n` must be a whole number, 1 or more",
            ),
            parameter("a").share("an availability lies between 0 % and 100 %"),
        ],
        body: Body::Formula(formula!(quorum)),
        told_first: Some("n"),
        reason: more_needed_than_there_are,
        doc: "the availability of n equal, independent members of which k must be up: sum over i >= k of C(n, i) a^i (1 - a)^(n - i)",
        source: "Barlow and Proschan, Mathematical Theory of Reliability (1965); Gifford, Weighted Voting for Replicated Data (SOSP 1979)",
        example: ("quorum(2, 3, 99.9%)", "99.9997 % (5.52 nines, 1min 35s/year)"),
        ..Row::SILENT
    },
];

/// The most members a quorum may have.
const MOST_MEMBERS: f64 = 1_000_000.0;
/// The hours of a year in an annualised failure rate: 365 days, whatever the calendar in force.
const HOURS_A_YEAR: f64 = 8760.0;

/// The nines of an availability: `-log10(1 - a)`, a pure number; 99.95 % has 3.3.
///
/// Source: the convention of the field ("three nines" is 99.9 %), as in the Site Reliability Engineering
/// book, chapter 3 (O'Reilly, 2016).
fn nines(available: Availability) -> Ratio {
    let missing = f64::from(available.missing);
    Ratio::from(crate::units::display::nines(missing).unwrap_or(f64::INFINITY))
}

/// The downtime that an availability allows in a period: `(1 - a) * period`, a time.
///
/// Source: Site Reliability Engineering, appendix A (O'Reilly, 2016).
fn downtime(available: Availability, period: Time) -> Time {
    available.missing * period
}

/// The availability over a period with some downtime: `1 - down / period`.
///
/// Source: Site Reliability Engineering, chapter 3, time-based availability (O'Reilly, 2016). A downtime
/// below 0 or longer than the period, or a period of 0 or less, is an error.
fn uptime(down: Time, period: Time) -> Availability {
    Availability { missing: down / period }
}

/// Why a downtime does not fit its period.
fn longer_than_the_period(numbers: &[f64]) -> Option<String> {
    let [down, period] = numbers else { return None };
    (down > period).then(|| "the downtime is longer than the period".to_owned())
}

/// The availability of a part that runs for `mtbf` between failures and takes `mttr` to repair:
/// `mtbf / (mtbf + mttr)`, held as `mttr / (mtbf + mttr)`. Both are times.
///
/// Source: Barlow and Proschan, Mathematical Theory of Reliability (1965), limiting availability. An MTBF of
/// 0 or less and an MTTR below 0 are errors.
fn availability(mtbf: Time, mttr: Time) -> Availability {
    Availability { missing: mttr / (mtbf + mttr) }
}

/// The annualised failure rate, the failures to be expected of one part in a year: `8760 h / mtbf`, a pure
/// number. The year is 365 days whatever the calendar, as data sheets have it.
///
/// Source: Schroeder and Gibson, Disk failures in the real world (FAST 2007). It is a rate, not a
/// probability: with an MTBF below a year it is above 100 %. An MTBF of 0 or less is an error.
fn afr(mtbf: Time) -> Ratio {
    Time::new::<time::hour>(HOURS_A_YEAR) / mtbf
}

/// The downtime that an objective leaves in a period: `(1 - slo) * period`, a time.
///
/// Source: Site Reliability Engineering, chapter 3 (O'Reilly, 2016). A period below 0 is an error.
fn error_budget(slo: Availability, period: Time) -> Time {
    slo.missing * period
}

/// How many times faster than allowed the error budget is spent: `errors / (1 - slo)`, a pure number; at 1
/// the budget lasts exactly its period.
///
/// Source: The Site Reliability Workbook, chapter 5 (O'Reilly, 2018). An objective of 100 % and a share of
/// errors outside 0 to 1 are errors.
fn burn_rate(errors: Ratio, slo: Availability) -> Ratio {
    errors / slo.missing
}

/// How long the error budget of a period lasts at a burn rate: `period / burn`, a time.
///
/// Source: The Site Reliability Workbook, chapter 5 (O'Reilly, 2018). A burn rate of 0 or less (the budget
/// then lasts for ever) and a period below 0 are errors.
fn exhausted(period: Time, burn: Ratio) -> Time {
    period / burn
}

/// The availability of `n` equal, independent members of which `k` must be up: 1 less the binomial tail of
/// [`needed_of`], which holds what is missing.
///
/// Source: Gifford, Weighted Voting for Replicated Data (SOSP 1979). Counts that are not whole, `k` outside 1
/// to `n` and more than a million members are errors.
fn quorum(k: Count, n: Count, a: Availability) -> Availability {
    let missing = f64::from(a.missing);
    // Whole and at most a million, so the conversions are exact.
    let count = |number| whole(number, 1.0, MOST_MEMBERS).unwrap_or(1.0) as u64;
    Availability { missing: Ratio::from(needed_of(count(k.value), count(n.value), missing)) }
}

/// Why so many cannot be needed.
fn more_needed_than_there_are(numbers: &[f64]) -> Option<String> {
    let [needed, members, _] = numbers else { return None };
    let is_enough = whole(*needed, 1.0, members.round()).is_some();
    (!is_enough).then(|| "more members are needed than there are".to_owned())
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
    -libm::expm1(members * libm::log1p(-missing))
}

/// What is missing when `needed` of `members` equal, independent parts must be up: the binomial tail
/// `sum over i > n - k of C(n, i) u^i (1 - u)^(n - i)`; above 0 wherever something can be missing.
///
/// Source: Barlow and Proschan, Mathematical Theory of Reliability (1965), k-out-of-n systems; the terms as in
/// Loader, Fast and Accurate Computation of Binomial Probabilities (2000). The first term is computed by itself,
/// and the others follow by their ratios, away from the largest term of all, until they no longer count: those of
/// the tail, or where it holds the largest term those of the rest, which then is about half of all at most. All are
/// positive. A million members take some thousand steps.
pub fn needed_of(needed: u64, members: u64, missing: f64) -> f64 {
    if missing.is_nan() {
        return missing;
    }
    if missing <= 0.0 || missing >= 1.0 {
        return missing.clamp(0.0, 1.0);
    }
    let least_down = members - needed + 1;
    let (total, up) = (members as f64, 1.0 - missing);
    let found = if least_down == 1 {
        all_of(missing, total)
    } else if least_down as f64 > (total + 1.0) * missing {
        let ratios =
            (least_down..members).map(|down| (members - down) as f64 / (down as f64 + 1.0) * (missing / up));
        binomial_term(members, least_down, missing) * sum_by_ratios(ratios)
    } else {
        let most_down = least_down - 1;
        let ratios =
            (1..=most_down).rev().map(|down| down as f64 / (members - down + 1) as f64 * (up / missing));
        1.0 - binomial_term(members, most_down, missing) * sum_by_ratios(ratios)
    };
    found.clamp(f64::MIN_POSITIVE, 1.0)
}

/// What is missing when `needed` of unlike, independent parts must be up: the sum over all states with too
/// many down, part by part (no state is listed, so 100 parts cost 10,000 steps); above 0 wherever something can be
/// missing.
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
    let least = if missing.iter().filter(|missing| **missing > 0.0).count() > tolerated {
        f64::MIN_POSITIVE
    } else {
        0.0
    };
    down[tolerated + 1..].iter().rev().sum::<f64>().clamp(least, 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::functions::testing::{result_of, why_no_result};

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

    // Values by Python's mpmath, of this script, where `u` is the very number that is passed here:
    //
    //     from mpmath import mp, mpf, loggamma, exp, log, nstr
    //     mp.dps = 50
    //     def outwards(term, ratios):
    //         total = mpf(0)
    //         for ratio in ratios:
    //             term *= ratio
    //             total += term
    //             if term < total * mpf(10) ** -40: break
    //         return total
    //     def tail(k, n, u):
    //         least, u = n - k + 1, mpf(u)
    //         top, odds = max(least, min(n, int(n * u))), u / (1 - u)
    //         term = exp(loggamma(n + 1) - loggamma(top + 1) - loggamma(n - top + 1)
    //             + top * log(u) + (n - top) * log(1 - u))
    //         up = outwards(term, ((n - i) / mpf(i + 1) * odds for i in range(top, n)))
    //         return term + up + outwards(term, (i / mpf(n - i + 1) / odds for i in range(top, least, -1)))
    //     print(nstr(tail(17, 32, 1/3), 20))
    #[test]
    fn needed_of_is_exact_for_any_number_of_members() {
        for (needed, members, missing, expected) in [
            (2, 3, 1e-12, 2.999_999_999_997_999_8e-24),
            (2, 3, 0.1, 0.028),
            (2, 3, 0.999_999_999, 1.0),
            (3, 5, 0.01, 9.8506e-6),
            (1, 2, 1e-150, 1e-300),
            (17, 32, 0.333_333_333_333_333_3, 0.037_653_335_915_162_9),
            (17, 33, 0.333_333_333_333_333_3, 0.023_481_011_664_539_343),
            (20, 33, 0.9, 0.999_999_999_998_436_5),
            (25, 33, 1e-12, 3.856_709_999_916_694_5e-101),
            (7, 64, 0.5, 4.514_509_480_222_500_5e-12),
            (32, 64, 0.999_999_999, 1.0),
            (60, 64, 1e-9, 7.624_511_625_128_171e-39),
            (95, 100, 0.01, 0.000_534_534_463_993_033_3),
            (50, 100, 1e-6, 9.890_832_946_523_574e-278),
            (99, 100, 0.99, 1.0),
            (990, 1000, 0.001, 9.599_955_185_228_22e-9),
            (900, 1000, 0.001, 2.335_111_640_276_386_4e-163),
            (700, 1000, 0.3, 0.484_406_480_185_879_73),
            (699, 1000, 0.3, 0.456_976_908_270_994_3),
            (503, 1000, 0.5, 0.562_811_400_542_407_7),
            (10, 1000, 0.5, 2.503_319_603_882_797e-280),
            (9000, 10_000, 0.09, 0.000_269_888_430_518_240_44),
            (9999, 10_000, 1e-9, 4.999_466_676_790_925_6e-11),
            (9999, 10_000, 1e-12, 4.999_499_966_676_666e-17),
            (99_990, 100_000, 1e-5, 1.004_320_522_549_776e-8),
            (99_999, 100_000, 1e-5, 0.264_241_117_654_049_7),
            (50_000, 100_000, 0.5, 0.498_738_436_892_901_65),
            (48_000, 100_000, 0.5, 5.319_343_624_119_393_5e-37),
            (45_000, 100_000, 0.52, 6.660_247_596_431_438e-81),
            (1_000_000, 1_000_000, 1e-12, 9.999_995_000_006_667e-7),
            (999_999, 1_000_000, 1e-12, 4.999_991_666_677_916e-13),
            (999_990, 1_000_000, 1e-9, 2.502_777_823_033_323_3e-41),
            (999_960, 1_000_000, 1e-6, 1.125_633_659_776_927_2e-50),
            (999_000, 1_000_000, 0.001, 0.491_590_631_779_224_46),
            (998_800, 1_000_000, 0.001, 3.805_747_069_449_323e-10),
            (990_000, 1_000_000, 0.01, 0.497_340_385_200_485),
            (986_550, 1_000_000, 0.01, 2.414_349_504_451_627e-238),
            (500_000, 1_000_000, 0.5, 0.499_601_057_819_334_1),
            (499_000, 1_000_000, 0.5, 0.022_696_167_954_672_13),
            (481_700, 1_000_000, 0.5, 1.187_014_338_031_473_2e-293),
            (300_000, 1_000_000, 0.7, 0.499_622_755_911_994_23),
            (284_000, 1_000_000, 0.7, 3.476_736_529_257_561e-270),
            (301_000, 1_000_000, 0.7, 0.985_391_360_731_976),
            (1000, 1_000_000, 0.999, 0.495_788_444_832_996_8),
            (700, 1_000_000, 0.999, 4.621_260_856_298_938e-24),
            (1, 1_000_000, 0.999_999, 0.367_879_257_221_066_46),
            (20, 1_000_000, 0.999_999, 1.0),
            (2, 1_000_000, 0.999_999_999, 0.999_999_500_333_735_6),
            (2, 999_983, 0.999_999_999, 0.999_999_500_350_718_5),
        ] {
            let found = needed_of(needed, members, missing);
            assert!(near(found, expected), "{needed} of {members}, {missing}: {found}, not {expected}");
        }
    }

    #[test]
    fn what_can_be_missing_is_never_nothing_and_never_more_than_all() {
        for (needed, members, missing) in [(9900, 10_000, 1e-9), (500_000, 1_000_000, 0.01), (1, 40, 1e-9)] {
            assert_eq!(needed_of(needed, members, missing), f64::MIN_POSITIVE, "{needed} of {members}");
        }
        assert_eq!(needed_of_unlike(1, &[1e-9; 40]), f64::MIN_POSITIVE);
        assert_eq!(needed_of_unlike(2, &[0.0, 0.5, 0.0]), 0.0);
        for members in [2, 32, 33, 1000, 1_000_000] {
            for missing in [1e-300, 1e-16, 0.5, 1.0 - 1e-16] {
                for needed in [1, 2, members / 2, members - 1, members] {
                    let found = needed_of(needed, members, missing);
                    let bounds = f64::MIN_POSITIVE..=1.0;
                    assert!(bounds.contains(&found), "{needed} of {members}, {missing}: {found}");
                }
            }
        }
    }

    #[test]
    fn more_needed_and_more_missing_of_each_leave_more_missing() {
        // Rounding may turn two neighbours round, by as much as they may be off.
        let is_less = |less: f64, more: f64| less <= more * (1.0 + 1e-12);
        for members in [2, 5, 32, 33, 100, 3000, 1_000_000] {
            let steps = (members / 97).max(1) as usize;
            for missing in [1e-12, 1e-5, 0.01, 0.3, 0.5, 0.9, 1.0 - 1e-9] {
                // Near what is expected to be up as well, where the two sums meet.
                let expected = (members as f64 * (1.0 - missing)) as u64;
                let around = expected.saturating_sub(3)..expected + 5;
                let mut needed: Vec<u64> = (1..=members).step_by(steps).chain(around).collect();
                needed.retain(|needed| (1..=members).contains(needed));
                needed.sort_unstable();
                for pair in needed.windows(2) {
                    let found = [pair[0], pair[1]].map(|needed| needed_of(needed, members, missing));
                    assert!(is_less(found[0], found[1]), "{pair:?} of {members}, {missing}: {found:?}");
                }
            }
            for needed in [1, members / 2, members - members / 10, members] {
                let mut before = 0.0;
                for step in 1..400 {
                    let found = needed_of(needed, members, f64::from(step) / 400.0);
                    assert!(is_less(before, found), "{needed} of {members}, {step}: {before}, {found}");
                    before = found;
                }
            }
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
