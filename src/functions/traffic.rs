//! Formulas of traffic and what serves it: peaks, concurrency, machines, cores, tails and caches; knows
//! nothing of how requests queue.

use super::availability::all_of;
use super::row::{Body, CountsIn, Parameter, Row, parameter};
use crate::formula;
use crate::units::display::snapped;
use crate::units::system::{Count, Per, Ratio, Subject, Throughput, Time, TimePerCount, count};

const RATE: Parameter = parameter("rate").at_least(0.0, "the rate must not be below 0");
const HIT_RATIO: Parameter = parameter("ratio").share("the hit ratio lies between 0 % and 100 %");
const HIT: Parameter = parameter("hit").at_least(0.0, "the time of a hit must not be below 0");
const MISS: Parameter = parameter("miss").at_least(0.0, "the time of a miss must not be below 0");

/// The functions of traffic.
pub(super) const ROWS: &[Row] = &[
    Row {
        name: "peak",
        parameters: &[
            parameter("rate"),
            parameter("factor").at_least(1.0, "a peak is not below its average: the factor is 1x or more"),
        ],
        body: Body::Formula(formula!(peak)),
        doc: "the peak of a rate: rate * factor; the factor is 1x or more",
        source: "Gunther, Guerrilla Capacity Planning (Springer, 2007)",
        example: ("peak(100 requests/s, 3x)", "300 requests/s"),
        ..Row::SILENT
    },
    Row {
        name: "concurrency",
        parameters: &[RATE, parameter("latency").at_least(0.0, "the latency must not be below 0")],
        body: Body::Formula(formula!(concurrency)),
        doc: "how many are under way at once, Little's law: rate * latency",
        source: "Little, A Proof for the Queuing Formula L = lambda W (Operations Research 9, 1961)",
        example: ("concurrency(1000 requests/s, 50 ms)", "50 requests"),
        ..Row::SILENT
    },
    Row {
        name: "servers",
        parameters: &[
            parameter("load").at_least(0.0, "the load must not be below 0"),
            parameter("each").above(0.0, "one server must carry more than 0"),
            parameter("utilisation")
                .or(1.0, "100%")
                .share_above_0("the utilisation aimed at lies above 0 % and up to 100 %"),
            parameter("margin").or(0.0, "0%").at_least(0.0, "the margin must not be below 0 %"),
            parameter("spare").or(0.0, "0").whole(0.0, "the spare servers must be a whole number"),
        ],
        body: Body::Formula(formula!(servers)),
        counts_in: CountsIn::ArgumentsOr("server"),
        sized_by: Some("load"),
        doc: "the machines that carry a load: ceil(load * (1 + margin) / (each * utilisation)) + spare",
        source: "Gunther, Guerrilla Capacity Planning (Springer, 2007)",
        example: ("servers(10k req/s, 800 req/s, utilisation = 70%, spare = 1)", "19 servers"),
        ..Row::SILENT
    },
    Row {
        name: "cores",
        parameters: &[RATE, parameter("cpu_time").at_least(0.0, "the CPU time must not be below 0")],
        body: Body::Formula(formula!(cores)),
        counts_in: CountsIn::Always { noun: "core", said_by: "cpu_time" },
        doc: "the cores that a load keeps busy: rate * cpu_time",
        source: "the utilisation law: Denning and Buzen, The Operational Analysis of Queueing Network Models (ACM Computing Surveys 10, 1978)",
        example: ("cores(1000 requests/s, 20 ms)", "20 cores"),
        ..Row::SILENT
    },
    Row {
        name: "tail",
        parameters: &[
            parameter("p").share("the share of slow parts lies between 0 % and 100 %"),
            parameter("fanout").at_least(0.0, "the fan-out must not be below 0"),
        ],
        body: Body::Formula(formula!(tail)),
        doc: "the share of requests that meet a slow part when each fans out to many: 1 - (1 - p)^fanout",
        source: "Dean and Barroso, The Tail at Scale (Communications of the ACM 56, 2013)",
        example: ("tail(1%, 100)", "63.4 %"),
        ..Row::SILENT
    },
    Row {
        name: "hit_latency",
        parameters: &[HIT_RATIO, HIT, MISS],
        body: Body::Formula(formula!(hit_latency)),
        doc: "the average access time through a cache, with the time of a miss in total: ratio * hit + (1 - ratio) * miss",
        source: "Silberschatz, Galvin and Gagne, Operating System Concepts (2018), effective access time",
        example: ("hit_latency(90%, 1 ms, 100 ms)", "10.9 ms"),
        ..Row::SILENT
    },
    Row {
        name: "hit_latency_added",
        parameters: &[HIT_RATIO, HIT, MISS],
        body: Body::Formula(formula!(hit_latency_added)),
        doc: "the average access time through a cache, with what a miss adds on top: hit + (1 - ratio) * miss",
        source: "Hennessy and Patterson, Computer Architecture (2017), average memory access time",
        example: ("hit_latency_added(90%, 1 ms, 100 ms)", "11 ms"),
        ..Row::SILENT
    },
];

/// The peak of a rate: `rate * factor`, in the rate's own unit.
///
/// Source: the peak-to-average ratio of capacity planning, as in Gunther, Guerrilla Capacity Planning
/// (Springer, 2007). A factor under 1x is an error: a peak is not below its average.
fn peak(rate: Subject, factor: Ratio) -> Subject {
    rate * factor
}

/// How many requests are under way at once, Little's law: `rate * latency`, counted as the rate counts.
///
/// Source: Little, A Proof for the Queuing Formula L = lambda W (Operations Research 9, 1961). A rate or a
/// latency below 0 is an error.
fn concurrency(rate: Throughput, latency: Time) -> Count {
    rate * latency
}

/// How many machines carry a load: `ceil(load * (1 + margin) / (each * utilisation)) + spare`, a count. The
/// load may be anything, over the same per machine; a quotient within 1e-9 of a whole number counts as whole.
///
/// Source: the sizing rule of Gunther, Guerrilla Capacity Planning (Springer, 2007); utilisation, margin and
/// spare machines are the three ways in use to leave headroom. Errors: a load or a margin below 0, a machine
/// that carries nothing, a utilisation outside 0 to 100 % (or 0), a spare that is not a whole number.
fn servers(
    load: Subject,
    each: Per<Subject, Count>,
    utilisation: Ratio,
    margin: Ratio,
    spare: Count,
) -> Count {
    let needed: Count = load / each * (Ratio::from(1.0) + margin) / utilisation;
    Count::new::<count::one>(snapped(needed.value).ceil()) + spare
}

/// How many cores a load keeps busy, the utilisation law: `rate * cpu_time`, in cores. A core is what gives a
/// second of processor time in a second.
///
/// Source: Denning and Buzen, The Operational Analysis of Queueing Network Models (ACM Computing Surveys 10,
/// 1978). A rate or a processor time below 0 is an error.
fn cores(rate: Throughput, cpu_time: TimePerCount) -> Count {
    rate * cpu_time * Count::new::<count::one>(1.0)
}

/// The share of requests that meet at least one slow part when each fans out to many: `1 - (1 - p)^fanout`, a
/// pure number, computed without cancellation.
///
/// Source: Dean and Barroso, The Tail at Scale (Communications of the ACM 56, 2013). A share outside 0 to 1
/// and a fan-out below 0 are errors.
fn tail(p: Ratio, fanout: Count) -> Ratio {
    let (share, members) = (f64::from(p), fanout.value);
    // Of no parts none is slow, even where each one would be.
    Ratio::from(if members == 0.0 { 0.0 } else { all_of(share, members) })
}

/// The average access time through a cache where `miss` is the time of a miss in total:
/// `ratio * hit + (1 - ratio) * miss`, a time.
///
/// Source: Silberschatz, Galvin and Gagne, Operating System Concepts (10th edition, 2018), effective access
/// time. A hit ratio outside 0 to 1 and a time below 0 are errors.
fn hit_latency(ratio: Ratio, hit: Time, miss: Time) -> Time {
    hit * ratio + miss * (Ratio::from(1.0) - ratio)
}

/// The average access time through a cache where `miss` is what a miss adds to the look-up:
/// `hit + (1 - ratio) * miss`, a time.
///
/// Source: Hennessy and Patterson, Computer Architecture (6th edition, 2017), average memory access time. A
/// hit ratio outside 0 to 1 and a time below 0 are errors.
fn hit_latency_added(ratio: Ratio, hit: Time, miss: Time) -> Time {
    hit + miss * (Ratio::from(1.0) - ratio)
}

#[cfg(test)]
mod tests {
    use crate::functions::testing::{near, result_of, why_no_result};

    // Values by hand, the tails by Python's mpmath with 60 digits.
    #[test]
    fn formulas_give_what_was_computed_elsewhere() {
        for (name, numbers, expected) in [
            ("peak", vec![100.0, 3.0], 300.0),
            ("concurrency", vec![1000.0, 0.05], 50.0),
            ("servers", vec![10_000.0, 1000.0, 1.0, 0.0, 0.0], 10.0),
            ("servers", vec![10_000.0, 1000.0, 0.7, 0.0, 2.0], 17.0),
            ("servers", vec![10_000.0, 1000.0, 0.7, 0.2, 0.0], 18.0),
            ("servers", vec![0.0, 1000.0, 1.0, 0.0, 1.0], 1.0),
            ("cores", vec![1000.0, 0.02], 20.0),
            ("tail", vec![0.01, 100.0], 0.633_967_658_726_770_5),
            ("tail", vec![1e-18, 1000.0], 1e-15),
            ("tail", vec![1.0, 0.0], 0.0),
            ("tail", vec![1.0, 2.0], 1.0),
            ("hit_latency", vec![0.9, 0.001, 0.1], 0.0109),
            ("hit_latency_added", vec![0.9, 0.001, 0.1], 0.011),
        ] {
            let found = result_of(name, &numbers);
            assert!(near(found, expected), "{name}: {found}, not {expected}");
        }
    }

    #[test]
    fn rounding_asks_for_no_extra_server() {
        // 4.2 / 0.6 is 7.000000000000001 and 50 * 1.1 is 55.00000000000001.
        assert_eq!(result_of("servers", &[4.2, 0.6, 1.0, 0.0, 0.0]), 7.0);
        assert_eq!(result_of("servers", &[50.0, 1.0, 1.0, 0.1, 0.0]), 55.0);
        assert_eq!(result_of("servers", &[7.001, 1.0, 1.0, 0.0, 0.0]), 8.0);
    }

    #[test]
    fn the_two_hit_latencies_differ_by_the_look_up_of_misses() {
        for ratio in [0.0, 0.3, 1.0] {
            let total = result_of("hit_latency", &[ratio, 2.0, 10.0 + 2.0]);
            assert!(near(total, result_of("hit_latency_added", &[ratio, 2.0, 10.0])), "{ratio}");
        }
    }

    #[test]
    fn what_has_no_result_says_why() {
        for (name, numbers, sentence) in [
            ("peak", vec![100.0, 0.5], "a peak is not below its average: the factor is 1x or more"),
            ("servers", vec![1.0, 0.0, 1.0, 0.0, 0.0], "one server must carry more than 0"),
            (
                "servers",
                vec![1.0, 1.0, 1.2, 0.0, 0.0],
                "the utilisation aimed at lies above 0 % and up to 100 %",
            ),
            ("servers", vec![1.0, 1.0, 1.0, 0.0, 0.1], "the spare servers must be a whole number"),
            ("tail", vec![1.5, 10.0], "the share of slow parts lies between 0 % and 100 %"),
        ] {
            assert!(result_of(name, &numbers).is_nan(), "{name}");
            assert_eq!(why_no_result(name, &numbers).as_deref(), Some(sentence));
        }
    }
}
