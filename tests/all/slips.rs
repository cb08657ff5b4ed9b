//! Slips of units that people make: none may come out as a number that nobody is told of, whatever more is read.
//!
//! A slip is caught where the scenario has an error or a warning, or a check of it fails. What is meant, beside it, has
//! neither: so that nothing is caught by refusing everything.

use crate::outcome::{diagnostics, run_text};
use napkin::diagnostic::Severity;
use napkin::estimate::verdict::Verdict;

/// A slip, and what was meant.
const SLIPS: [(&str, &str, &str); 24] = [
    (
        "tweets called megabytes",
        "tweets = 500 million MB/day\ncheck tweets ~ 500 million tweets/day",
        "tweets = 500 million tweets/day\ncheck tweets ~ 500 million tweets/day",
    ),
    (
        "per minute called per second",
        "writes = 6000 writes/s\ncheck writes ~ 6000 writes/min",
        "writes = 6000 writes/min\ncheck writes ~ 100 writes/s",
    ),
    (
        "a rate divided by a time twice",
        "writes = 864 million writes/day\nx = writes / 1 day / 86400",
        "writes = 864 million writes/day\ncheck writes ~ 10k writes/s",
    ),
    (
        "a rate per day divided by the seconds of a day",
        "writes = 864 million writes/day\naverage = writes / 86400\ncheck average ~ 10k writes/s",
        "writes = 864 million writes/day\naverage = writes in writes/s\ncheck average ~ 10k writes/s",
    ),
    (
        "users per second called users",
        "x = 500 users/s\ncheck x ~ 500 users",
        "x = 500 users\ncheck x ~ 500 users",
    ),
    (
        "per user compared with a total",
        "storage = 450 GB/user\ncheck storage ~ 450 GB",
        "storage = 450 GB/user * 1 user\ncheck storage ~ 450 GB",
    ),
    (
        "GB/month compared with GB",
        "x = 12 GB/month\ncheck x ~ 12 GB",
        "x = 12 GB/month over 1 month\ncheck x ~ 12 GB",
    ),
    ("GB/month added to GB", "x = 3 GB + 5 GB/month", "x = 3 GB + (5 GB/month over 1 month)"),
    (
        "an inverted price",
        "servers = 10 servers\nbill = servers / ($100/month)",
        "servers = 10 servers\nbill = servers * $100/server/month",
    ),
    ("users and a bare number", "x = 10 users + 5", "x = 10 users + 5 users"),
    ("tweets added to searches", "x = 10 tweets/s + 5 searches/s", "x = 10 tweets/s + 5 tweets/s"),
    ("bits taken for bytes", "x = 100 MB/s\ncheck x ~ 100 Mbps", "x = 100 MB/s\ncheck x ~ 800 Mbps"),
    ("lower-case units", "x = 100 mb", "x = 100 Mb"),
    (
        "users times tweets per day",
        "x = 100M users * 5 tweets/day\ncheck x ~ 500M tweets/day",
        "x = 100M users * 5 tweets/user/day\ncheck x ~ 500M tweets/day",
    ),
    ("billions of bytes", "x = 1B * 1 KB", "x = 1bn * 1 KB"),
    ("a billion taken for a byte", "x = 10B / 86400", "x = 10bn / 86400"),
    ("a time times a time", "x = 100 req/s * 60 s * 60 min", "x = 100 req/s over 1 hour"),
    (
        "days of a month counted twice",
        "x = 5 GB/day * 30\ncheck x ~ 150 GB",
        "x = 5 GB/day over 30 days\ncheck x ~ 150 GB",
    ),
    (
        "a size of the wrong noun",
        "photos = 10M photos/day\nx = photos * 2 MB/video\ncheck x ~ 20 TB/day",
        "photos = 10M photos/day\nx = photos * 2 MB/photo\ncheck x ~ 20 TB/day",
    ),
    (
        "two nouns in one total",
        "x = 30 videos * 10 codecs * 5 GB",
        "x = 30 videos * 10 codecs/video * 5 GB/codec",
    ),
    ("a percentage of the wrong side", "x = 20% + 10 TB", "x = 10 TB + 20%"),
    ("two shares of one sum", "x = 10 TB + 20% + 10%", "x = 10 TB * (1 + 20%) * (1 + 10%)"),
    ("dollars and euros", "x = $5 + €3", "x = $5 + $3"),
    ("a latency compared with a rate", "x = 20 ms\ncheck x < 50 req/s", "x = 20 ms\ncheck x < 50 ms"),
];

/// What a scenario says that is no note: errors, warnings, checks that fail.
fn said(text: &str) -> Vec<String> {
    let outcome = run_text(text);
    let told = outcome.diagnostics.iter().filter(|found| found.id.severity() != Severity::Note);
    let failing = outcome.plan.checks.iter().filter(|check| {
        let verdict = Verdict::of(check, |slot| outcome.estimate.number(slot));
        verdict.is_none_or(|verdict| !verdict.ok)
    });
    told.map(|found| found.message.clone()).chain(failing.map(|check| check.expression.clone())).collect()
}

#[test]
fn no_slip_is_a_number_that_nobody_is_told_of() {
    for (slip, text, meant) in SLIPS {
        assert!(!said(text).is_empty(), "{slip}: nothing is said of\n{text}");
        assert!(said(meant).is_empty(), "{slip}: what is meant has\n{}", diagnostics(&run_text(meant)));
    }
}
