//! Formulas of queues with random arrivals and random service times, one server (M/M/1) or many (M/M/c,
//! Erlang B and C); knows nothing of other distributions, priorities or callers who give up.

use super::bounds::whole;
use super::numeric::{poisson_term, sum_by_ratios};
use super::row::{Body, Parameter, Row, parameter};
use crate::formula;
use crate::units::display::number_text;
use crate::units::system::{Count, Ratio, Throughput, Time, count};

const LAMBDA: Parameter =
    parameter("lambda").at_least(0.0, "the rate of arrivals, `lambda`, must not be below 0");
const MU: Parameter = parameter("mu").above(0.0, "the rate of one server, `mu`, must be above 0");
const RATE: Parameter = parameter("rate").at_least(0.0, "the rate must not be below 0");
const SERVICE_TIME: Parameter =
    parameter("service_time").above(0.0, "the service time must be longer than 0");
const SERVERS: Parameter = parameter("servers")
    .at_most(MOST_SERVERS, "there are at most 10 million servers")
    .whole_to(1.0, MOST_SERVERS, "the servers must be a whole number, 1 or more");

/// The functions of queues.
pub(super) const ROWS: &[Row] = &[
    Row {
        name: "mm1_wait",
        parameters: &[LAMBDA, MU],
        body: Body::Formula(formula!(mm1_wait)),
        reason: overloaded_server,
        doc: "the wait in the queue of one server: rho / (mu - lambda), with rho = lambda / mu below 1",
        source: "Kleinrock, Queueing Systems, volume 1, section 3.2 (Wiley, 1975)",
        example: ("mm1_wait(900 requests/s, 1000 requests/s)", "9 ms"),
        ..Row::SILENT
    },
    Row {
        name: "mm1_response",
        parameters: &[LAMBDA, MU],
        body: Body::Formula(formula!(mm1_response)),
        reason: overloaded_server,
        doc: "the time in the queue and in service of one server: 1 / (mu - lambda), with lambda below mu",
        source: "Kleinrock, Queueing Systems, volume 1, section 3.2 (Wiley, 1975)",
        example: ("mm1_response(900 requests/s, 1000 requests/s)", "10 ms"),
        ..Row::SILENT
    },
    Row {
        name: "mm1_queue",
        parameters: &[LAMBDA, MU],
        body: Body::Formula(formula!(mm1_queue)),
        reason: overloaded_server,
        doc: "how many wait in the queue of one server: rho^2 / (1 - rho), with rho = lambda / mu below 1",
        source: "Kleinrock, Queueing Systems, volume 1, section 3.2 (Wiley, 1975)",
        example: ("mm1_queue(900 requests/s, 1000 requests/s)", "8.1 requests"),
        ..Row::SILENT
    },
    Row {
        name: "erlang_b",
        parameters: &[RATE, SERVICE_TIME, SERVERS],
        body: Body::Formula(formula!(erlang_b)),
        doc: "the share turned away without a queue, Erlang B: (a^c / c!) / sum over k <= c of a^k / k!, with a = rate * service_time and c servers",
        source: "Erlang, Solution of some Problems in the Theory of Probabilities (1917); Jagerman, Some Properties of the Erlang Loss Function (1974)",
        example: ("erlang_b(1000 requests/s, 9 ms, 10)", "16.8 %"),
        ..Row::SILENT
    },
    Row {
        name: "erlang_c",
        parameters: &[RATE, SERVICE_TIME, SERVERS],
        body: Body::Formula(formula!(erlang_c)),
        reason: overloaded_by_work,
        doc: "the share that waits, Erlang C: B / (1 - rho (1 - B)), with B of erlang_b and rho = rate * service_time / servers below 1",
        source: "Erlang, Solution of some Problems in the Theory of Probabilities (1917); Kleinrock, Queueing Systems, volume 1, section 3.5 (Wiley, 1975)",
        example: ("erlang_c(1000 requests/s, 9 ms, 10)", "66.9 %"),
        ..Row::SILENT
    },
    Row {
        name: "mmc_wait",
        parameters: &[LAMBDA, MU, SERVERS],
        body: Body::Formula(formula!(mmc_wait)),
        reason: overloaded_servers,
        doc: "the wait in the queue of many servers: C / (servers * mu - lambda), with C of erlang_c and mu of one server",
        source: "Kleinrock, Queueing Systems, volume 1, section 3.5 (Wiley, 1975)",
        example: ("mmc_wait(900 requests/s, 100 requests/s, 10)", "6.69 ms"),
        ..Row::SILENT
    },
    Row {
        name: "mmc_response",
        parameters: &[LAMBDA, MU, SERVERS],
        body: Body::Formula(formula!(mmc_response)),
        reason: overloaded_servers,
        doc: "the time in the queue and in service of many servers: mmc_wait + 1 / mu",
        source: "Kleinrock, Queueing Systems, volume 1, section 3.5 (Wiley, 1975)",
        example: ("mmc_response(900 requests/s, 100 requests/s, 10)", "16.7 ms"),
        ..Row::SILENT
    },
    Row {
        name: "service_level",
        parameters: &[
            RATE,
            SERVICE_TIME,
            SERVERS,
            parameter("target").at_least(0.0, "the target must not be below 0"),
        ],
        body: Body::Formula(formula!(service_level)),
        reason: overloaded_by_work,
        doc: "the share that waits at most the target: 1 - C e^(-(servers - rate * service_time) target / service_time), with C of erlang_c",
        source: "Gans, Koole and Mandelbaum, Telephone Call Centers (Manufacturing & Service Operations Management 5, 2003)",
        example: ("service_level(1000 requests/s, 9 ms, 10, 20 ms)", "92.8 %"),
        ..Row::SILENT
    },
    Row {
        name: "occupancy",
        parameters: &[RATE, SERVICE_TIME, SERVERS],
        body: Body::Formula(formula!(occupancy)),
        reason: overloaded_by_work,
        doc: "the share of its time that each server is busy: rate * service_time / servers, below 1",
        source: "the utilisation law: Denning and Buzen, The Operational Analysis of Queueing Network Models (ACM Computing Surveys 10, 1978)",
        example: ("occupancy(1000 requests/s, 9 ms, 10)", "90 %"),
        ..Row::SILENT
    },
];

/// The most servers a queue may have.
const MOST_SERVERS: f64 = 1e7;
/// A utilisation this near to 1 is 1: it comes from rounding, and the wait would be made of it.
const FULL: f64 = 1.0 - 1e-12;
/// Up to so many servers every step of a recursion may be taken.
const FEW_SERVERS: u64 = 1_000;

/// How long a request waits in the queue of one server: `rho / (mu - lambda)` with `rho = lambda / mu`, a
/// time.
///
/// Source: Kleinrock, Queueing Systems, volume 1, section 3.2 (Wiley, 1975). Arrivals are a Poisson process,
/// service times exponential. Errors: a utilisation of 1 or more, a negative `lambda`, a `mu` of 0 or less.
fn mm1_wait(lambda: Throughput, mu: Throughput) -> Time {
    lambda / mu * one() / (mu - lambda)
}

/// How long a request takes with one server, queue and service: `1 / (mu - lambda)`, a time.
///
/// Source and errors as [`mm1_wait`].
fn mm1_response(lambda: Throughput, mu: Throughput) -> Time {
    one() / (mu - lambda)
}

/// How many requests wait in the queue of one server: `rho^2 / (1 - rho)`, counted as `lambda` counts. The
/// one being served is not in the queue.
///
/// Source and errors as [`mm1_wait`].
fn mm1_queue(lambda: Throughput, mu: Throughput) -> Count {
    let rho: Ratio = lambda / mu;
    one() * rho * lambda / (mu - lambda)
}

/// The share of requests turned away when there is no queue: Erlang B of the offered load
/// `rate * service_time`, a pure number. It holds for a load above what the servers can do, too.
///
/// Source: Erlang, Solution of some Problems in the Theory of Probabilities (1917); the recursion as in
/// Jagerman, Some Properties of the Erlang Loss Function (Bell System Technical Journal 53, 1974). Errors: a
/// rate below 0, a service time of 0 or less, servers that are not a whole number from 1 to 10 million.
fn erlang_b(rate: Throughput, service_time: Time, servers: Count) -> Ratio {
    Ratio::from(1.0 / inverse_blocking((rate * service_time).value, count_of(servers)))
}

/// The share of requests that wait: Erlang C of the offered load `rate * service_time`, a pure number,
/// `B / (1 - rho (1 - B))` with `B` Erlang's B and `rho` the utilisation of each server.
///
/// Source: Erlang (1917), and Kleinrock, Queueing Systems, volume 1, section 3.5 (Wiley, 1975). Errors as
/// [`erlang_b`], and a utilisation of 1 or more.
fn erlang_c(rate: Throughput, service_time: Time, servers: Count) -> Ratio {
    Ratio::from(delayed((rate * service_time).value, count_of(servers)))
}

/// How long a request waits in the one queue of many servers: `C / (servers * mu - lambda)`, a time, with `C`
/// Erlang's C and `mu` the rate of one server.
///
/// Source: Kleinrock, Queueing Systems, volume 1, section 3.5 (Wiley, 1975). Errors: a utilisation of 1 or
/// more, a negative `lambda`, a `mu` of 0 or less, servers that are not a whole number from 1 to 10 million.
fn mmc_wait(lambda: Throughput, mu: Throughput, servers: Count) -> Time {
    let (offered, servers) = (f64::from(lambda / mu), count_of(servers));
    // servers * mu - lambda as mu * (servers - offered) cannot overflow.
    one() * Ratio::from(delayed(offered, servers) / (servers - offered)) / mu
}

/// How long a request takes with many servers, queue and service: the wait and `1 / mu`, a time.
///
/// Source and errors as [`mmc_wait`].
fn mmc_response(lambda: Throughput, mu: Throughput, servers: Count) -> Time {
    mmc_wait(lambda, mu, servers) + one() / mu
}

/// The share of requests that wait at most `target`: `1 - C e^(-(servers - load) target / service_time)`, a
/// pure number, with `C` Erlang's C and `load = rate * service_time`.
///
/// Source: Gans, Koole and Mandelbaum, Telephone Call Centers (Manufacturing & Service Operations Management
/// 5, 2003). Errors as [`erlang_c`], and a target below 0.
fn service_level(rate: Throughput, service_time: Time, servers: Count, target: Time) -> Ratio {
    let (offered, servers) = ((rate * service_time).value, count_of(servers));
    let faded = libm::exp((offered - servers) * f64::from(target / service_time));
    Ratio::from(1.0 - delayed(offered, servers) * faded)
}

/// How much of its time each server is busy: `rate * service_time / servers`, a pure number.
///
/// Source: the utilisation law, Denning and Buzen, The Operational Analysis of Queueing Network Models (ACM
/// Computing Surveys 10, 1978). Errors as [`erlang_c`].
fn occupancy(rate: Throughput, service_time: Time, servers: Count) -> Ratio {
    rate * service_time / servers
}

/// One request: `1 / mu` is a time for each.
fn one() -> Count {
    Count::new::<count::one>(1.0)
}

/// The servers, freed of rounding.
fn count_of(servers: Count) -> f64 {
    whole(servers.value, 1.0, MOST_SERVERS).unwrap_or(f64::NAN)
}

/// What 1 is of Erlang's B: `1/B(c) = 1 + c/a * 1/B(c - 1)`, the stable recursion, unrolled from its end.
///
/// Every term of `1 + c/a (1 + (c - 1)/a (1 + ...))` is positive, so nothing cancels; they fall for good once
/// fewer servers are left than load is offered, and the sum may end there: some times the square root of `c`
/// steps, for ten million servers as well. Where `1/B` passes the largest number, B is 0.
///
/// With more servers than load the terms rise before they fall, for a hundred thousand steps where there are
/// millions. There B is what it is by definition, the Poisson distribution cut off behind `c`: `1/B` is one over
/// the chance of exactly `c`, less the sum of the terms behind, which fall at once and come to half of it at most.
fn inverse_blocking(offered: f64, servers: f64) -> f64 {
    let count = servers as u64;
    if count <= FEW_SERVERS || offered >= servers {
        return sum_by_ratios((1..=count).rev().map(|left| left as f64 / offered));
    }
    let exactly = poisson_term(count, offered);
    let behind = sum_by_ratios((count + 1..).map(|more| offered / more as f64)) - 1.0;
    1.0 / exactly - behind
}

/// Erlang's C for a load below the servers: `1 / ((1 - rho) / B + rho)`, again of positive terms alone.
fn delayed(offered: f64, servers: f64) -> f64 {
    let free = (servers - offered) / servers;
    1.0 / (free * inverse_blocking(offered, servers) + offered / servers)
}

fn overload(utilisation: f64, who: &str) -> Option<String> {
    // Not `>=`: what is not a number is no utilisation either.
    let settles = utilisation < FULL;
    (!settles).then(|| {
        let load = number_text(utilisation * 100.0, 3);
        format!("the queue grows without end: the load is {load} % of what the {who} can do")
    })
}

/// Why one server with arrivals at a rate and a rate of its own never catches up.
fn overloaded_server(numbers: &[f64]) -> Option<String> {
    let [lambda, mu] = numbers else { return None };
    overload(lambda / mu, "server")
}

/// Why servers with arrivals at a rate and a rate of each never catch up.
fn overloaded_servers(numbers: &[f64]) -> Option<String> {
    let [lambda, mu, servers] = numbers else { return None };
    overload(lambda / mu / servers.round(), "servers")
}

/// Why servers with arrivals at a rate and a service time never catch up.
fn overloaded_by_work(numbers: &[f64]) -> Option<String> {
    let [rate, service_time, servers, ..] = numbers else { return None };
    overload(rate * service_time / servers.round(), "servers")
}

#[cfg(test)]
mod tests {
    use crate::functions::testing::{near, near_within, result_of, why_no_result};

    // Values by Python's mpmath with 60 digits: B by its recursion, C from B.
    #[test]
    fn formulas_give_what_was_computed_elsewhere() {
        for (name, numbers, expected) in [
            ("mm1_wait", vec![900.0, 1000.0], 0.009),
            ("mm1_response", vec![900.0, 1000.0], 0.01),
            ("mm1_queue", vec![900.0, 1000.0], 8.1),
            ("erlang_b", vec![0.5, 1.0, 1.0], 1.0 / 3.0),
            ("erlang_b", vec![10.0, 1.0, 10.0], 0.214_582_343_107_347_34),
            ("erlang_b", vec![9.0, 1.0, 10.0], 0.167_963_226_291_586_45),
            ("erlang_b", vec![20.0, 1.0, 10.0], 0.537_963_168_632_072_9),
            ("erlang_b", vec![1.0, 1.0, 100.0], 3.941_866_060_050_479e-159),
            ("erlang_b", vec![9900.0, 1.0, 10_000.0], 0.002_858_126_738_856_586_4),
            ("erlang_b", vec![12_000.0, 1.0, 10_000.0], 0.167_080_867_625_938_9),
            ("erlang_b", vec![99_000.0, 1.0, 100_000.0], 8.225_775_598_504_222e-6),
            // Where the one sum gives way to the other.
            ("erlang_b", vec![990.0, 1.0, 1000.0], 0.018_965_776_430_814_613),
            ("erlang_b", vec![990.0, 1.0, 1001.0], 0.018_412_000_754_693_833),
            ("erlang_b", vec![1001.0, 1.0, 1001.0], 0.024_799_727_943_078_234),
            ("erlang_b", vec![650.0, 1.0, 1001.0], 6.757_381_877_899_606e-38),
            ("erlang_b", vec![999_000.0, 1.0, 1e6], 0.000_287_421_375_776_867_9),
            ("erlang_b", vec![9_999_999.0, 1.0, 1e7], 0.000_252_207_178_796_690_73),
            ("erlang_c", vec![999_000.0, 1.0, 1e6], 0.223_303_390_291_344_08),
            ("erlang_c", vec![9_999_999.0, 1.0, 1e7], 0.999_603_757_650_684_2),
            ("erlang_c", vec![1000.0, 0.009, 10.0], 0.668_731_524_107_697),
            ("erlang_c", vec![8.0, 1.0, 10.0], 0.409_180_150_796_443_53),
            ("erlang_c", vec![9000.0, 1.0, 10_000.0], 2.091_619_794_419_29e-25),
            ("erlang_c", vec![9900.0, 1.0, 10_000.0], 0.222_776_928_864_148_24),
            ("erlang_c", vec![9999.0, 1.0, 10_000.0], 0.987_556_252_434_485_8),
            ("erlang_c", vec![99_000.0, 1.0, 100_000.0], 8.219_082_374_107_954e-4),
            ("mmc_wait", vec![1000.0, 1.0 / 0.009, 10.0], 0.006_018_583_716_969_273),
            ("mmc_response", vec![1000.0, 1.0 / 0.009, 10.0], 0.015_018_583_716_969_273),
            ("service_level", vec![1000.0, 0.009, 10.0, 0.02], 0.927_530_886_666_283_3),
            ("occupancy", vec![1000.0, 0.009, 10.0], 0.9),
        ] {
            let found = result_of(name, &numbers);
            assert!(near_within(found, expected, 1e-11), "{name} {numbers:?}: {found}, not {expected}");
        }
    }

    #[test]
    fn the_sum_that_ends_early_is_the_recursion_and_the_definition() {
        for servers in [1_u32, 2, 3, 7, 20, 60, 1000] {
            for load in [1e-3, 0.1, 0.5, 0.9, 0.999, 1.0, 1.5, 20.0] {
                let offered = load * f64::from(servers);
                let found = result_of("erlang_b", &[offered, 1.0, servers.into()]);
                let recursion =
                    (1..=servers).fold(1.0, |before, n| offered * before / (f64::from(n) + offered * before));
                assert!(near(found, recursion), "{servers} servers, {offered}: {found}, not {recursion}");
                if servers <= 60 {
                    // a^c / c! over the sum of a^k / k!
                    let (mut term, mut sum) = (1.0, 1.0);
                    for k in 1..=servers {
                        term *= offered / f64::from(k);
                        sum += term;
                    }
                    assert!(near(found, term / sum), "{servers} servers, {offered}: {found}");
                }
            }
        }
    }

    #[test]
    fn one_server_of_many_is_the_single_server() {
        for load in [0.0, 1e-6, 0.1, 0.5, 0.99, 0.999_999] {
            let (lambda, mu) = (load * 40.0, 40.0);
            assert!(near(result_of("erlang_c", &[lambda, 1.0 / mu, 1.0]), load), "{load}");
            for (single, many) in [("mm1_wait", "mmc_wait"), ("mm1_response", "mmc_response")] {
                let (single, many) = (result_of(single, &[lambda, mu]), result_of(many, &[lambda, mu, 1.0]));
                assert!(near_within(single, many, 1e-9), "{load}: {single}, {many}");
            }
        }
    }

    #[test]
    fn littles_law_ties_the_queue_to_the_wait() {
        for load in [1e-6, 0.5, 0.999] {
            let (lambda, mu) = (load * 40.0, 40.0);
            let by_law = lambda * result_of("mm1_wait", &[lambda, mu]);
            assert!(near(result_of("mm1_queue", &[lambda, mu]), by_law), "{load}");
        }
    }

    #[test]
    fn shares_stay_shares_and_more_servers_are_no_worse() {
        for offered in [0.0, 1e-9, 0.5, 30.0, 9000.0] {
            let (mut lost_before, mut waits_before) = (1.0, 1.0);
            for servers in [1.0, 2.0, 5.0, 31.0, 100.0, 9001.0, 10_000.0, 1e7] {
                let lost = result_of("erlang_b", &[offered, 1.0, servers]);
                assert!((0.0..=lost_before).contains(&lost), "{offered}, {servers}: {lost}");
                lost_before = lost;
                let waits = result_of("erlang_c", &[offered, 1.0, servers]);
                if offered < servers {
                    assert!((lost..=waits_before).contains(&waits), "{offered}, {servers}: {waits}");
                    waits_before = waits;
                    let level = result_of("service_level", &[offered, 1.0, servers, 0.0]);
                    assert!((level - (1.0 - waits)).abs() < 1e-15, "{offered}, {servers}: {level}");
                } else {
                    assert!(waits.is_nan(), "{offered}, {servers}: {waits}");
                }
            }
        }
    }

    #[test]
    fn ten_million_servers_take_no_time() {
        // Below a tenth of a second even unoptimised; the plain recursion would take ten million steps each.
        for load in [0.1, 0.9, 0.988_1, 0.999, 0.999_9, 1.0, 1.1] {
            let found = result_of("erlang_b", &[load * 1e7, 1.0, 1e7]);
            assert!((0.0..=0.1).contains(&found), "{load}: {found}");
        }
        // With a load equal to its servers B tends to sqrt(2 / (pi c)).
        let full = result_of("erlang_b", &[1e7, 1.0, 1e7]);
        assert!(near_within(full, (2.0 / (std::f64::consts::PI * 1e7)).sqrt(), 1e-3), "{full}");
    }

    #[test]
    fn what_has_no_result_says_why() {
        for (name, numbers, sentence) in [
            (
                "erlang_c",
                vec![1050.0, 0.01, 10.0],
                "the queue grows without end: the load is 105 % of what the servers can do",
            ),
            (
                "mm1_wait",
                vec![1000.0, 1000.0],
                "the queue grows without end: the load is 100 % of what the server can do",
            ),
            (
                "mmc_response",
                vec![0.1 + 0.2, 0.1, 3.0],
                "the queue grows without end: the load is 100 % of what the servers can do",
            ),
            ("occupancy", vec![1.0, 1.0, 0.0], "the servers must be a whole number, 1 or more"),
            ("erlang_b", vec![1.0, 1.0, 2.5], "the servers must be a whole number, 1 or more"),
            ("erlang_b", vec![1.0, 1.0, 2e7], "there are at most 10 million servers"),
            ("mm1_queue", vec![1.0, 0.0], "the rate of one server, `mu`, must be above 0"),
            ("service_level", vec![1.0, 1.0, 2.0, -1.0], "the target must not be below 0"),
        ] {
            assert!(result_of(name, &numbers).is_nan(), "{name}");
            assert_eq!(why_no_result(name, &numbers).as_deref(), Some(sentence));
        }
    }
}
