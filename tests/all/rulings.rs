//! The cases that the rulings name, one assertion each: precedence, exactness, and errors whose help can be acted on.

use crate::outcome::{diagnostics, evaluate_text, missing, number, run_text, shows};

/// What an expression is shown as.
fn check_displays(table: &[(&str, &str)]) {
    for (expression, display) in table {
        assert_eq!(shows(expression), *display, "{expression}");
    }
}

/// The id and the help of the only diagnostic of a sheet.
fn only_problem(text: &str) -> (&'static str, String) {
    let outcome = run_text(text);
    let [diagnostic] = outcome.diagnostics.as_slice() else {
        panic!("{text}: one diagnostic is due, not these:\n{}", diagnostics(&outcome));
    };
    (diagnostic.id.as_str(), diagnostic.help.clone().unwrap_or_default())
}

/// Sheets with one mistake each: the id, and what the help must say to type.
fn check_problems(table: &[(&str, &str, &str)]) {
    for (text, id, help) in table {
        let found = only_problem(text);
        assert_eq!(found.0, *id, "{text}");
        assert!(found.1.contains(help), "{text}: the help says {:?}, not {help:?}", found.1);
    }
}

#[test]
fn a_number_and_its_unit_bind_tighter_than_any_operator() {
    check_displays(&[
        ("1 MB / 250 us", "4 GB/s"),
        ("1 TB / 10 Gbps", "13min 20s"),
        ("10 million / 2.5 million s", "4/s"),
        ("200 GB / 40 MB/s", "1h 23min 20s"),
        ("100 million * 10:1", "1 billion"),
        ("$0.20 per 1M requests * 5 billion requests/month", "$1000/month"),
        ("10 req/s * 5 KB/req", "50 KB/s"),
    ]);
}

#[test]
fn a_product_keeps_the_units_that_are_left() {
    assert_eq!(shows("10 KB/tweet * 500 million tweets/day * 30 days"), "150 TB");
    assert_eq!(number("10 KB/tweet * 500 million tweets/day * 30 days"), 150e12 * 8.0);
}

#[test]
fn whole_powers_are_exact() {
    assert_eq!(number("62^7"), 3_521_614_606_208.0);
    assert_eq!(number("2^53"), 9_007_199_254_740_992.0);
    assert_eq!(number("10^22"), 1e22);
    assert_eq!(number("2^-3"), 0.125);
    assert_eq!(number("-2^2"), -4.0);
}

#[test]
fn complements_are_exact_in_decimal() {
    assert_eq!(number("1 - 99.99%"), 0.0001);
    assert_eq!(number("1 - 99.9%"), 0.001);
    assert_eq!(number("100% - 99.95%"), 0.0005);
    assert_eq!(number("1 - 0.9999"), 0.0001);
    assert_eq!(number("1 - 100.01%"), -0.0001);
    assert_eq!(number("1 - 110%"), -0.1);
    assert_eq!(number("1 - 6 nines"), 1e-6);
    assert_eq!(number("1 - 99.9999999999999999999%"), 1e-21);
    assert_eq!(number("1 - (1 - 99.99%)"), 0.9999);
    assert_eq!(missing("1 - (1 - 99.99%)"), 0.0001);
    // What is left of 1 in binary, 1 - 0.999 = 0.0010000000000000009, is another number.
    assert_ne!(1.0 - 0.999, 0.001);
}

#[test]
fn a_power_of_a_complement_keeps_its_nines() {
    let left = missing("1 - (1 - 99.9%)^5");
    assert!((left - 1e-15).abs() <= 1e-29, "{left:e}");
    assert_eq!(shows("1 - (1 - 99.9%)^5"), "99.9999999999999 %");
}

#[test]
fn redundancy_never_shows_as_a_hundred_percent() {
    check_displays(&[
        ("99.99% | 99.99%", "99.999999 % (8 nines, 316 ms/year)"),
        ("99.999% | 99.999% | 99.999%", "99.9999999999999 % (15 nines, 31.6 ns/year)"),
        ("nines(99.99% | 99.99%)", "8"),
        ("nines(99.999% | 99.999% | 99.999%)", "15"),
    ]);
    let many = (1..20).map(|_| "99.99999%").collect::<Vec<_>>().join(" | ");
    let shown = shows(&many);
    assert!(shown.starts_with("99.99999"), "{shown}");
    assert!(shown.contains("(133 nines"), "{shown}");
}

#[test]
fn downtime_of_three_nines() {
    check_displays(&[
        ("downtime(99.9%, year)", "8h 45min 57s"),
        ("downtime(99.9%, month)", "43min 50s"),
        ("downtime(99.9%, week)", "10min 5s"),
        ("downtime(99.9%, day)", "1min 26s"),
        ("downtime(99.99%, year)", "52min 36s"),
    ]);
}

#[test]
fn blanks_around_a_slash_decide() {
    let outcome = run_text("users = 10 users\na = $50k/month / users\nb = 1 * $50k/month/user\n");
    let value =
        |name: &str| outcome.estimate.number(outcome.plan.item(name).unwrap().value.as_ref().unwrap().value);
    assert_eq!(value("b") / value("a"), 10.0);
    assert_eq!(shows("1 KB / byte / day"), "1000/day");
}

#[test]
fn errors_say_what_to_type() {
    check_problems(&[
        ("rate = 32B hash", "ambiguous-suffix", "`32bn hashes`"),
        ("x = 3 GB + 5 GB/month", "unit-mismatch", "`5 GB/month over 3 years`"),
        ("users = 10 users\nx = users + 5", "unit-mismatch", "`5 users`"),
        ("users = 10 users\nx = 20% + users", "unit-mismatch", "`users * 120%`"),
        ("users = 10 milion users", "missing-operator", "`10 million users`"),
        ("x = y\ny = x", "cycle", "does not depend on the others"),
        ("x = 10G", "ambiguous-suffix", "`bn`"),
        ("x = 5 kb", "ambiguous-suffix", "`KB` for bytes"),
        ("x = 20% users", "not-a-pure-number", "`20% of users`"),
        ("x = max(1,000)", "bad-number", "`1000`"),
        ("x = 3 req/s in day", "unit-mismatch", "`in /day`"),
        ("peak-reads = 5", "unexpected-text", "`peak_reads"),
        ("x = 5 GB ^ 2", "unexpected-text", "`(5 GB)^2`"),
    ]);
}

#[test]
fn a_clash_names_both_dimensions() {
    for (expression, words) in [
        ("3 GB + 5 GB/month", ["storage", "bandwidth"]),
        ("5 tweets/s + 5 GB/s", ["throughput of tweets", "bandwidth"]),
        ("5 tweets + 3 searches", ["a count of tweets", "a count of searches"]),
        ("$5 + 3 s", ["cost in USD", "time"]),
        ("5 users + 5", ["a count of users", "a pure number"]),
        ("5 GB in requests", ["storage", "a count of requests"]),
    ] {
        let outcome = evaluate_text(expression);
        let [diagnostic] = outcome.diagnostics.as_slice() else { panic!("{}", diagnostics(&outcome)) };
        for word in words {
            assert!(diagnostic.message.contains(word), "{expression}: {}", diagnostic.message);
        }
    }
}

#[test]
fn a_mistake_is_reported_once_and_only_there() {
    let outcome = run_text("users = 10 milion users\na = users * 2\nb = a + 3 GB\nc = 2 * 3\n");
    assert_eq!(outcome.diagnostics.len(), 1, "{}", diagnostics(&outcome));
    assert!(outcome.plan.item("c").is_some_and(|item| item.value.is_some()));
}

#[test]
fn a_failed_number_leaves_no_result_behind_it() {
    for expression in
        ["2 of 3 120%", "150% | 99%", "-5% -> 99%", "1 / (1 - 1) * 5", "sqrt(-1) + 1", "min(ln(0), 1)"]
    {
        let outcome = evaluate_text(expression);
        assert!(outcome.has_errors(), "{expression}");
        let value = outcome.plan.items.last().and_then(|item| item.value.as_ref());
        let number = value.map_or(f64::NAN, |value| outcome.estimate.number(value.value));
        assert!(number.is_nan(), "{expression} is {number} beside its error");
    }
}
