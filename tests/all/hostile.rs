//! Input that is meant to break things: each comes to a result or an error with a place, soon, on a small stack.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use napkin::diagnostic::Id;
use napkin::source::{Source, SourceId, Unreadable};
use napkin::workspace::{Loader, Outcome, run};

use crate::outcome::{diagnostics, run_text};

/// Far above what any of them takes in a debug build; a quadratic loop takes minutes.
const PATIENCE: Duration = Duration::from_secs(8);

/// Runs a text in time.
fn in_time(text: &str) -> Outcome {
    let start = Instant::now();
    let outcome = run_text(text);
    let taken = start.elapsed();
    assert!(
        taken < PATIENCE,
        "{} bytes took {taken:?}: {}…",
        text.len(),
        text.chars().take(40).collect::<String>()
    );
    for diagnostic in &outcome.diagnostics {
        let span = diagnostic.span.unwrap_or_else(|| panic!("no place: {}", diagnostic.message));
        let text = &outcome.sources[span.source.0 as usize].text;
        assert!(text.get(span.range()).is_some(), "no piece of the text: {span:?} {}", diagnostic.message);
    }
    outcome
}

fn ids(outcome: &Outcome) -> Vec<Id> {
    outcome.diagnostics.iter().map(|diagnostic| diagnostic.id).collect()
}

#[test]
fn what_nests_too_deep_is_one_error() {
    let deep = 100_000;
    for text in ["(".repeat(deep), "-".repeat(deep), format!("{}1{}", "(".repeat(deep), ")".repeat(deep))] {
        assert_eq!(ids(&in_time(&format!("{text}\nb = 1\n"))), [Id::TooDeep]);
    }
    assert_eq!(ids(&in_time(&format!("a = {}1", "sqrt(".repeat(deep)))), [Id::TooDeep]);
    assert_eq!(ids(&in_time(&format!("a = 2{}", "^2".repeat(deep)))), [Id::TooDeep]);
}

#[test]
fn what_is_too_long_is_one_error() {
    let too_long = |operator: &str, times: usize| {
        let text = format!("a = max(1{})\nb = 1\n", operator.repeat(times));
        assert_eq!(ids(&in_time(&text)), [Id::TooLong], "{operator}");
    };
    too_long("+1", 1_000_000);
    for operator in ["*1", "/1", " - 1", " -> 1", " | 1", ", 1"] {
        too_long(operator, 100_000);
    }
}

#[test]
fn long_chains_below_the_limit_are_fine() {
    for (operator, times, result) in [
        ("+1", 4_000, 4_001.0),
        ("*1", 4_000, 1.0),
        (" - 1", 4_000, -3_999.0),
        (" | 50%", 4_000, 1.0),
        // Each `->` counts as two operators.
        (" -> 100%", 2_000, 1.0),
    ] {
        let text = format!("a = 1{}\n", operator.repeat(times));
        let outcome = in_time(&text);
        assert!(outcome.diagnostics.is_empty(), "{operator}: {}", diagnostics(&outcome));
        let value = outcome.plan.item("a").unwrap().value.as_ref().unwrap();
        assert_eq!(outcome.estimate.number(value.value), result, "{operator}");
    }
    // Words are no operators to the scanner, and a line of them is a chain all the same.
    for operator in [" per 1", " of 1", " 1 GB", "..1", " over 1 s", " in GB", " as users"] {
        in_time(&format!("a = 1{}\n", operator.repeat(20_000)));
    }
}

#[test]
fn a_hundred_megabytes_are_refused() {
    let bytes = vec![b'1'; 100 << 20];
    assert!(matches!(Source::from_bytes(SourceId(0), "long", bytes), Err(Unreadable::TooLong(_))));
}

#[test]
fn a_long_line_is_refused() {
    assert_eq!(ids(&in_time(&format!("a = {}", "1".repeat(2 << 20)))), [Id::TooLong]);
    assert_eq!(ids(&in_time(&format!("{} = 1", "a".repeat(2 << 20)))), [Id::TooLong]);
    in_time(&format!("a = 1 # {}", "x".repeat(2 << 20)));
    in_time(&"\n".repeat(1 << 20));
    in_time(&" ".repeat(2 << 20));
}

#[test]
fn numbers_too_large_are_errors() {
    for (text, id) in [
        ("10^10^10", Id::Overflow),
        ("1e400", Id::BadNumber),
        ("1e-400", Id::BadNumber),
        ("1e99999999999999999999", Id::BadNumber),
        ("1e308 GB", Id::BadNumber),
        ("1e308 * 10", Id::Overflow),
        ("2^99999999999", Id::Overflow),
        ("5 GB^999999999999", Id::BadExponent),
        ("(5 GB)^1e300", Id::BadExponent),
        ("1 / 0", Id::DivisionByZero),
        ("1 / (1 - 1)", Id::DivisionByZero),
    ] {
        assert_eq!(ids(&in_time(text)), [id], "{text}");
    }
    assert_eq!(ids(&in_time(&"9".repeat(400))), [Id::BadNumber]);
    assert!(in_time(&format!("0.{}1", "0".repeat(200))).diagnostics.is_empty());
}

#[test]
fn shares_of_many_members_are_quick() {
    in_time("500_000 of 1_000_000 99%");
    assert_eq!(ids(&in_time("1 of 99999999999 99%")), [Id::BadShare]);
    assert_eq!(ids(&in_time("1 of 99999999999999999999999999 99%")), [Id::BadShare]);
}

#[test]
fn bytes_that_are_no_text() {
    assert!(matches!(
        Source::from_bytes(SourceId(0), "bytes", b"a = 1\n\xff\xfe".to_vec()),
        Err(Unreadable::NotUtf8 { line: 2, .. })
    ));
    assert!(ids(&in_time("a = 1\0\n")).contains(&Id::InvalidCharacter));
    assert!(in_time("\u{feff}a = 1\r\nb = a * 2\r\n").diagnostics.is_empty());
    assert!(in_time("a = 1").diagnostics.is_empty());
    assert!(in_time("").diagnostics.is_empty());
    in_time("a = 1\u{202e}2");
    in_time("\u{1f600} = 5");
}

#[test]
fn many_names_grow_linearly() {
    let mut chain = String::from("a0 = 1\n");
    for place in 1..5_000 {
        let _ = writeln!(chain, "a{place} = a{} + 1", place - 1);
    }
    let outcome = in_time(&chain);
    assert!(outcome.diagnostics.is_empty());
    let last = outcome.plan.item("a4999").unwrap().value.as_ref().unwrap();
    assert_eq!(outcome.estimate.number(last.value), 5_000.0);
    // The other way round every name is used before it is bound.
    let backwards: String = chain.lines().rev().map(|line| format!("{line}\n")).collect();
    assert!(in_time(&backwards).diagnostics.is_empty());
    let cycle = format!("{chain}a5000 = a5001\na5001 = a5000\n");
    assert_eq!(ids(&in_time(&cycle)), [Id::Cycle]);
    let around = chain.replace("a0 = 1\n", "a0 = a4999\n");
    assert_eq!(ids(&in_time(&around)), [Id::Cycle]);
}

#[test]
fn functions_expand_within_limits() {
    let mut doubling = String::from("fn f0(x) = x + 1\n");
    for place in 1..60 {
        let _ = writeln!(doubling, "fn f{place}(x) = f{0}(f{0}(x))", place - 1);
    }
    assert_eq!(ids(&in_time(&format!("{doubling}y = f59(1)\n"))), [Id::ExpansionTooLarge]);
    let mut deep = String::from("fn f0(x) = x + 1\n");
    for place in 1..1_000 {
        let _ = writeln!(deep, "fn f{place}(x) = f{}(x)", place - 1);
    }
    assert_eq!(ids(&in_time(&format!("{deep}y = f999(1)\n"))), [Id::ExpansionTooLarge]);
}

#[test]
fn many_errors_come_all_at_once() {
    let text: String = (0..400).map(|line| format!("a{line} = 5 +\nb{line} = 3 GB + 5 s\n")).collect();
    assert_eq!(in_time(&text).diagnostics.len(), 800);
    let text: String = (0..900).map(|line| format!("same = {line}\n")).collect();
    assert_eq!(in_time(&text).diagnostics.len(), 899);
    let text: String = (0..900).map(|line| format!("x{line} = undefined{line}\n")).collect();
    assert_eq!(in_time(&text).diagnostics.len(), 900);
}

#[test]
fn too_many_errors_are_cut_short() {
    for line in ["5 )\n", "3 GB + 5 s\n", "undefined * 2\n", "= 5\n", "5 \"\n", "\u{1}\n"] {
        let found = ids(&in_time(&line.repeat(20_000)));
        assert!(found.contains(&Id::TooManyErrors), "{line:?} is not cut short");
        assert!(found.len() < 5_000, "{line:?}: {} errors", found.len());
    }
}

#[test]
fn many_nouns_and_units() {
    let text: String = (0..1_500).map(|noun| format!("a{noun} = {noun} gizmo{noun}x * 2\n")).collect();
    in_time(&text);
    let text: String = (1..1_000).map(|unit| format!("unit widget{unit} = 2 widget{}\n", unit - 1)).collect();
    in_time(&format!("{text}a = 1 widget999\n"));
}

#[test]
fn blocks_left_open() {
    in_time(&"record a {\n".repeat(5_000));
    in_time(&"}\n".repeat(5_000));
    in_time(&"{".repeat(5_000));
    in_time(&format!("record a {{ {} }}", "b = 1 KB, ".repeat(5_000)));
    in_time(&"\"".repeat(5_001));
}

/// A chain of files, each of which imports the next one.
struct Chain(usize);

impl Loader for Chain {
    fn load(&self, _importer: &str, path: &str) -> Result<(String, Vec<u8>), String> {
        let place: usize = path.parse().map_err(|_| "no such file".to_owned())?;
        let next = if place < self.0 { format!("import \"{}\"\n", place + 1) } else { String::new() };
        Ok((path.to_owned(), format!("{next}a{place} = {place}\n").into_bytes()))
    }
}

#[test]
fn imports_nest_within_limits() {
    let source = |text: &str| Source::new(SourceId(0), "first", text);
    let outcome = run(source("import \"1\"\nb = a20 + 1"), &Chain(20), &[]);
    assert!(outcome.diagnostics.is_empty(), "{}", diagnostics(&outcome));
    let outcome = run(source("import \"1\""), &Chain(100_000), &[]);
    assert_eq!(ids(&outcome), [Id::ImportFailed]);
    let many: String = (0..1_200).map(|place| format!("import \"{place}\"\n")).collect();
    let outcome = run(source(&many), &Chain(0), &[]);
    assert!(outcome.has_errors());
}

/// A loader of bytes that are no text.
struct Broken;

impl Loader for Broken {
    fn load(&self, _importer: &str, path: &str) -> Result<(String, Vec<u8>), String> {
        Ok((path.to_owned(), vec![0xff, 0xfe]))
    }
}

#[test]
fn an_import_that_is_no_text_is_an_error_at_the_import() {
    let outcome = run(Source::new(SourceId(0), "first", "import \"x\"\na = 1"), &Broken, &[]);
    assert_eq!(ids(&outcome), [Id::ImportFailed]);
    assert!(outcome.plan.item("a").is_some());
}
