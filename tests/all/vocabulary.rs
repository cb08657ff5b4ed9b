//! Laws of the capacity vocabulary: workloads scale with their users, and the unit of an input changes nothing.

use napkin::workspace::Outcome;
use proptest::prelude::*;

use crate::outcome::run_text;

const FIGURES: [&str; 14] = [
    "writes",
    "reads",
    "peak_writes",
    "peak_reads",
    "ingress",
    "egress",
    "peak_ingress",
    "peak_egress",
    "replication_traffic",
    "storage_growth",
    "storage",
    "records",
    "cache",
    "backend_reads",
];

fn workload(users: &str, payload: &str, retention: &str, growth: &str) -> Outcome {
    run_text(&format!(
        "workload w {{ users = {users}, write_rate = 2 posts/user/day, read_ratio = 10:1, payload = {payload}, \
         peak_factor = 3x, retention = {retention}, replicas = 3, index_overhead = 20%, fill_target = 80%, \
         cache_share = 20%, cache_hit_ratio = 90%{growth} }}"
    ))
}

fn figure(outcome: &Outcome, name: &str) -> f64 {
    assert!(outcome.diagnostics.is_empty(), "{:?}", outcome.diagnostics);
    let item = outcome.plan.item(&format!("w.{name}")).unwrap_or_else(|| panic!("no {name}"));
    outcome.estimate.number(item.value.as_ref().unwrap().value)
}

fn near(left: f64, right: f64) -> bool {
    (left - right).abs() <= 1e-9 * right.abs()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn doubling_users_doubles_every_figure(users in 1_u32..1_000_000, grows in any::<bool>()) {
        let growth = if grows { ", growth_rate = 50%/year" } else { "" };
        let one = workload(&format!("{users} users"), "1 KB", "3 years", growth);
        let two = workload(&format!("{} users", 2 * u64::from(users)), "1 KB", "3 years", growth);
        for name in FIGURES {
            let (one, two) = (figure(&one, name), figure(&two, name));
            prop_assert!(one > 0.0 && near(two, 2.0 * one), "{name}: {one} {two}");
        }
    }

    #[test]
    fn the_units_of_inputs_change_no_figure(kilobytes in 1_u32..10_000, years in 1_u32..20) {
        let written = workload("1_000 users", &format!("{kilobytes} KB"), &format!("{years} years"), "");
        let other = workload("1k users", &format!("{} bits", u64::from(kilobytes) * 8_000), &format!("{} months", years * 12), "");
        for name in FIGURES {
            let (written, other) = (figure(&written, name), figure(&other, name));
            prop_assert!(near(written, other), "{name}: {written} {other}");
        }
    }
}

#[test]
fn storage_under_growth_is_the_sum_of_its_periods() {
    let outcome = workload("1_000 users", "1 KB", "3 years", ", growth_rate = 50%/year");
    let year = figure(&outcome, "storage_growth") * outcome.plan.units.calendar.year;
    assert!(near(figure(&outcome, "storage"), year * (1.0 + 1.5 + 2.25)));
}

#[test]
fn a_paths_figures_follow_from_its_members() {
    let outcome = run_text(
        "component a { availability = 99%, latency = 2 ms, capacity = 10 req/s, cost = $5/month }\n\
         component b { availability = 98%, latency = 3 ms, capacity = 4 req/s, cost = $7/month }\n\
         path p = a | a -> 2 of 3 b",
    );
    let figure = |name: &str| {
        let item = outcome.plan.item(&format!("p.{name}")).unwrap();
        let value = item.value.as_ref().unwrap();
        (outcome.estimate.number(value.value), value.missing.map(|slot| outcome.estimate.number(slot)))
    };
    let redundant = 0.01 * 0.01;
    let two_of_three = 3.0 * 0.02 * 0.02 * 0.98 + 0.02_f64.powi(3);
    let missing = redundant + two_of_three - redundant * two_of_three;
    assert!(near(figure("availability").1.unwrap(), missing));
    assert!(near(figure("latency").0, 5e-3));
    assert!(near(figure("capacity").0, 12.0));
    assert!(near(figure("surviving").0, 8.0));
    assert!(near(figure("cost").0 * outcome.plan.units.calendar.month, 31.0));
}
