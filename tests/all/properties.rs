//! What holds for any input: units form a group, what is shown parses back, the unit written changes no result.

use napkin::units::{Base, Dimension};
use napkin::workspace::Session;
use proptest::prelude::*;

use crate::outcome::{diagnostics, displayed, evaluate_text, missing, number, run_text, shows};

/// What fails is put into the corpus by hand, so no file of failures is kept.
fn cases(count: u32) -> ProptestConfig {
    ProptestConfig { cases: count, failure_persistence: None, ..ProptestConfig::default() }
}

/// A dimension over a few bases with small powers.
fn dimension() -> impl Strategy<Value = Dimension> {
    let bases = [
        Base::INFORMATION,
        Base::TIME,
        Base::currency(0),
        Base::currency(1),
        Base::countable(0),
        Base::countable(7),
    ];
    prop::collection::vec(-3_i32..=3, bases.len()).prop_map(move |powers| {
        bases.into_iter().zip(powers).fold(Dimension::pure(), |so_far, (base, power)| {
            so_far.times(&Dimension::of(base, power), 1).unwrap()
        })
    })
}

/// A number as it is written, positive, of three to six digits and any usual size.
fn positive() -> impl Strategy<Value = String> {
    (1_u32..1_000_000, -12_i32..12).prop_map(|(digits, exponent)| format!("{digits}e{exponent}"))
}

/// The same, of sizes for which a duration in years or a price in bytes stays a number people write.
fn usual() -> impl Strategy<Value = String> {
    (1_u32..10_000, -3_i32..6).prop_map(|(digits, exponent)| format!("{digits}e{exponent}"))
}

const SIMPLE: [&str; 44] = [
    "B", "KB", "MB", "GB", "TB", "PB", "KiB", "MiB", "GiB", "b", "Kb", "Mb", "Gb", "Mib", "bps", "Kbps",
    "Mbps", "Gbps", "MBps", "QPS", "RPS", "TPS", "IOPS", "ns", "us", "ms", "s", "min", "h", "day", "week",
    "month", "year", "USD", "EUR", "JPY", "users", "requests", "queries", "tweets", "cores", "gizmos",
    "people", "data",
];

/// Units that stand below a bar.
const BELOW: [&str; 18] = [
    "s", "ms", "min", "h", "day", "month", "year", "user", "request", "GB", "KB", "KiB", "$", "EUR", "core",
    "gizmo", "query", "Mb",
];

/// A unit as it may follow a number: simple, a rate, a price, a product, or nothing but a divisor.
fn unit() -> impl Strategy<Value = String> {
    let simple = prop::sample::select(&SIMPLE[..]);
    let below = prop::sample::select(&BELOW[..]);
    let family = |unit: &str| match unit {
        "QPS" | "RPS" | "TPS" | "IOPS" | "bps" | "Kbps" | "Mbps" | "Gbps" | "MBps" => "rate".to_owned(),
        unit => unit.to_owned(),
    };
    prop_oneof![
        4 => simple.clone().prop_map(|unit| format!(" {unit}")),
        4 => (simple.clone(), below.clone()).prop_map(|(above, below)| format!(" {above}/{below}")),
        3 => (simple.clone(), below.clone(), below.clone()).prop_map(|(above, one, two)| format!(" {above}/{one}/{two}")),
        2 => (simple.clone(), simple.clone()).prop_filter_map("a product of two units", move |(one, two)| {
            (family(one) != family(two)).then(|| format!(" ({one}*{two})"))
        }),
        2 => (simple.clone(), simple, below.clone()).prop_map(|(one, two, below)| format!(" ({one}*{two})/{below}")),
        1 => prop::sample::select(&["s", "ms", "min", "h", "day", "year"][..]).prop_map(|below| format!("/{below}")),
        1 => below.clone().prop_map(|below| format!(" per {below}")),
        1 => (below.clone(), below).prop_map(|(one, two)| format!(" per {one} per {two}")),
    ]
}

/// A display without what stands in brackets behind an availability.
fn without_note(text: &str) -> &str {
    if text.contains('%') { text.split(" (").next().unwrap_or(text) } else { text }
}

/// How far a display with three digits may be from its value.
fn agrees(value: f64, shown: f64, text: &str) -> bool {
    // `8h 45min 57s` is rounded to whole seconds, everything else to three digits.
    let is_duration =
        ["min", "h", "s"].iter().any(|unit| text.split(' ').any(|part| is_number_with(part, unit)));
    let tolerance = if is_duration { 0.5 } else { 0.0 };
    (value - shown).abs() <= tolerance + 0.00501 * value.abs()
}

fn is_number_with(part: &str, unit: &str) -> bool {
    part.strip_suffix(unit)
        .is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Shows an expression, reads what was shown, and shows that.
fn parses_back(expression: &str) -> Result<(), TestCaseError> {
    let outcome = evaluate_text(expression);
    // What people never mean is refused: times that count twice, bytes times bytes.
    let refused = ["a time counts twice", "this is per time twice", "for billions write"];
    prop_assume!(!refused.iter().any(|words| diagnostics(&outcome).contains(words)));
    prop_assert!(!outcome.has_errors(), "{}: {}", expression, diagnostics(&outcome));
    let value = outcome.plan.items.last().unwrap().value.clone().unwrap();
    let text = displayed(&outcome, &value).text;
    let text = without_note(&text);
    let again = evaluate_text(text);
    prop_assert!(again.diagnostics.is_empty(), "{expression} shows {text}: {}", diagnostics(&again));
    let second = again.plan.items.last().unwrap().value.clone().unwrap();
    let shown = displayed(&again, &second).text;
    // `1020 B` of binary prefixes reads as decimal ones again: the same value under another prefix.
    let is_below_kibi = text.trim_start_matches('-').starts_with("10")
        && text[..4.min(text.len())].bytes().all(|byte| byte != b' ' && byte != b'.');
    prop_assert!(
        is_below_kibi || without_note(&shown) == text,
        "{} shows {}, and that {}",
        expression,
        text,
        shown
    );
    let (first, number) = (outcome.estimate.number(value.value), again.estimate.number(second.value));
    prop_assert!(agrees(first, number, text), "{} is {:e}, and {} is {:e}", expression, first, text, number);
    Ok(())
}

proptest! {
    #![proptest_config(cases(512))]

    /// What a product comes to does not hang on the order or the brackets of its factors, whatever is settled in the end
    /// (rulings, PC3): a total drops the things that it is the total of once the whole product is known.
    #[test]
    fn a_settled_product_has_its_factors_in_any_order(
        factors in prop::sample::subsequence(
            &["3 nodes", "140 bytes", "5 tweets/user", "2 users", "4 disks", "$7/GB", "6 GB/node", "10", "20%", "2 days", "3/s"],
            2..6,
        ).prop_shuffle(),
        cut in 1_usize..5,
    ) {
        let cut = cut.min(factors.len() - 1);
        let in_order = |factors: &[&str]| factors.join(" * ");
        let mut sorted = factors.clone();
        sorted.sort_unstable();
        let bracketed = format!("({}) * ({})", in_order(&factors[..cut]), in_order(&factors[cut..]));
        let value = |text: &str| {
            let outcome = evaluate_text(text);
            let units = &outcome.plan.units;
            let value = outcome.plan.items.last().and_then(|item| item.value.clone())?;
            // Nouns are numbered as they are met.
            let powers = value.dimension.powers();
            let mut powers: Vec<(String, i32)> =
                powers.map(|(base, power)| (units.singular(units.default_unit(base)).to_owned(), power)).collect();
            powers.sort_unstable();
            Some((powers, outcome.estimate.number(value.value)))
        };
        type Found = Option<(Vec<(String, i32)>, f64)>;
        let (one, other, third) = (value(&in_order(&factors)), value(&in_order(&sorted)), value(&bracketed));
        let agree = |left: &Found, right: &Found| match (left, right) {
            (Some((one, a)), Some((other, b))) => one == other && (a - b).abs() <= 1e-9 * a.abs(),
            (None, None) => true,
            _ => false,
        };
        prop_assert!(agree(&one, &other), "{} is {one:?}, and {} is {other:?}", in_order(&factors), in_order(&sorted));
        prop_assert!(agree(&one, &third), "{} is {one:?}, and {bracketed} is {third:?}", in_order(&factors));
    }

    #[test]
    fn dimensions_form_a_group(a in dimension(), b in dimension(), c in dimension()) {
        let times = |left: &Dimension, right: &Dimension| left.times(right, 1).unwrap();
        prop_assert_eq!(times(&times(&a, &b), &c), times(&a, &times(&b, &c)));
        prop_assert_eq!(times(&a, &b), times(&b, &a));
        prop_assert_eq!(times(&a, &Dimension::pure()), a.clone());
        prop_assert!(a.times(&a, -1).unwrap().is_pure());
        prop_assert_eq!(a.times(&b, -1).unwrap(), times(&a, &b.to_power(-1).unwrap()));
        prop_assert_eq!(times(&a, &a), a.to_power(2).unwrap());
        prop_assert_eq!(a.to_power(2).unwrap().square_root(), Some(a));
    }

    #[test]
    fn what_is_shown_parses_back(number in positive(), unit in unit(), sign in prop::bool::ANY) {
        let sign = if sign { "" } else { "-" };
        parses_back(&format!("{sign}{number}{unit}"))?;
    }

    #[test]
    fn what_comes_out_of_a_product_parses_back(
        a in usual(), b in usual(), c in usual(), left in unit(), right in unit(), below in unit(),
    ) {
        parses_back(&format!("({a}{left}) * ({b}{right})"))?;
        parses_back(&format!("({a}{left}) / ({b}{right})"))?;
        parses_back(&format!("({a}{left}) * ({b}{right}) / ({c}{below})"))?;
    }

    #[test]
    fn pure_numbers_parse_back(number in positive(), form in prop::sample::select(&["", "%", " times", " ppm"][..])) {
        parses_back(&format!("{number}{form}"))?;
        parses_back(&format!("{number}{form} * 3"))?;
    }

    #[test]
    fn nines_parse_back(nines in 1_u32..9, digits in 0_u32..100, members in 1_u32..4) {
        let availability = format!("{}.{}{digits:02}%", "99", "9".repeat(nines as usize));
        let redundant = vec![availability.as_str(); members as usize].join(" | ");
        let shown = shows(&redundant);
        let text = without_note(&shown);
        prop_assert_eq!(shows(text), text, "{}", redundant);
        prop_assert!(!text.starts_with("100 "), "{} shows {}", redundant, shown);
        let (first, second) = (missing(&redundant), missing(text));
        prop_assert!((first - second).abs() <= 0.0501 * first, "{} leaves {:e}, {} leaves {:e}", redundant, first, text, second);
    }

    #[test]
    fn durations_parse_back(hours in 0_u32..24, minutes in 0_u32..60, seconds in 1_u32..60) {
        let text = format!("{}{}{seconds}s",
            if hours > 0 { format!("{hours}h ") } else { String::new() },
            if minutes > 0 { format!("{minutes}min ") } else { String::new() });
        let total = f64::from(hours * 3600 + minutes * 60 + seconds);
        prop_assert_eq!(number(&text), total);
        if total >= 60.0 {
            prop_assert_eq!(shows(&format!("{total} s")), text);
        }
    }

    #[test]
    fn the_unit_written_changes_no_result(size in usual(), count in usual(), span in usual()) {
        let sizes = |form: usize| [
            format!("{size} KB/tweet"),
            format!("({size} * 1000) bytes/tweet"),
            format!("{size} * 8 Kb/tweet"),
            format!("({size} KB/tweet in GiB/tweet)"),
        ][form].clone();
        let rates = |form: usize| [
            format!("{count} tweets/day"),
            format!("{count} * 7 tweets/week"),
            format!("{count} tweets per day"),
            format!("({count} tweets/day in tweets/s)"),
        ][form].clone();
        let times = |form: usize| [
            format!("{span} h"),
            format!("{span} * 60 min"),
            format!("{span} * 3.6e6 ms"),
            format!("({span} h in days)"),
        ][form].clone();
        let whole = |form: usize| format!("({}) * ({}) over ({})", sizes(form), rates(form), times(form));
        let expected = number(&whole(0));
        for form in 1..4 {
            let found = number(&whole(form));
            prop_assert!((found - expected).abs() <= 1e-12 * expected, "{} is {found:e}, {} is {expected:e}", whole(form), whole(0));
        }
    }

    #[test]
    fn conversions_keep_the_value(value in positive(), from in prop::sample::select(&["KB", "MiB", "Gb", "B"][..]), to in prop::sample::select(&["TB", "KiB", "b", "bytes"][..])) {
        let plain = number(&format!("{value} {from}"));
        let converted = format!("{value} {from} in {to}");
        prop_assert_eq!(number(&converted), plain);
        let shown = shows(&converted);
        prop_assert!(agrees(plain, number(&shown), &shown), "{} shows {}", converted, shown);
    }

    #[test]
    fn a_sum_lies_where_its_parts_do(a in usual(), b in usual(), c in usual(), one in prop::sample::select(&["KB", "MiB", "Gb"][..]), two in prop::sample::select(&["TB", "KiB", "b"][..])) {
        let parts = [format!("{a} {one}"), format!("{b} {two}"), format!("{c} {one}")];
        let numbers: Vec<f64> = parts.iter().map(|part| number(part)).collect();
        let list = parts.join(", ");
        let sum = number(&format!("sum({list})"));
        prop_assert!((sum - numbers.iter().sum::<f64>()).abs() <= 1e-12 * sum);
        prop_assert!((number(&parts.join(" + ")) - sum).abs() <= 1e-12 * sum);
        let (smallest, largest) = (number(&format!("min({list})")), number(&format!("max({list})")));
        let mean = number(&format!("mean({list})"));
        prop_assert!(smallest <= mean * (1.0 + 1e-12) && mean <= largest * (1.0 + 1e-12) && largest <= sum && sum <= 3.0 * largest);
        let back = number(&format!("({}) - ({}) + ({})", parts[0], parts[1], parts[1]));
        prop_assert!((back - numbers[0]).abs() <= 1e-9 * sum);
    }

    #[test]
    fn rounding_lands_on_a_step(value in usual(), step in 1_u32..1000) {
        let (up, down) = (number(&format!("ceil({value} req/s, {step} req/s)")), number(&format!("floor({value} req/s, {step} req/s)")));
        let value = number(&format!("{value} req/s"));
        let step = f64::from(step);
        prop_assert!(down <= value * (1.0 + 1e-9) && value <= up * (1.0 + 1e-9), "{down} {value} {up}");
        prop_assert!(up - down <= step * (1.0 + 1e-9));
        prop_assert_eq!((up / step).round() * step, up);
    }
}

/// An availability as a literal of one to nine nines with two more digits.
fn availability() -> impl Strategy<Value = String> {
    (0_usize..9, 0_u32..100)
        .prop_map(|(nines, digits)| format!("9{}.{}{digits:02}%", (nines + 1) % 10, "9".repeat(nines)))
}

fn near(left: f64, right: f64) -> bool {
    (left - right).abs() <= 1e-12 * right.abs()
}

proptest! {
    #![proptest_config(cases(256))]

    #[test]
    fn series_and_parallel_are_associative_and_commutative(a in availability(), b in availability(), c in availability()) {
        for operator in ["->", "|"] {
            let one = missing(&format!("({a} {operator} {b}) {operator} {c}"));
            let other = missing(&format!("{a} {operator} ({b} {operator} {c})"));
            prop_assert!(near(one, other), "{operator}: {one:e} {other:e}");
            let turned = missing(&format!("{c} {operator} {b} {operator} {a}"));
            prop_assert!(near(one, turned), "{operator}: {one:e} {turned:e}");
        }
        let (series, parallel) = (missing(&format!("{a} -> {b}")), missing(&format!("{a} | {b}")));
        prop_assert!(series >= missing(&a).max(missing(&b)));
        prop_assert!(parallel <= missing(&a).min(missing(&b)));
    }

    #[test]
    fn one_of_n_is_parallel_and_n_of_n_is_series(a in availability(), members in 2_usize..7) {
        let joined = |operator: &str| vec![a.as_str(); members].join(operator);
        let one = missing(&format!("1 of {members} {a}"));
        prop_assert!(near(one, missing(&joined(" | "))));
        let all = missing(&format!("{members} of {members} {a}"));
        prop_assert!(near(all, missing(&joined(" -> "))));
        let power = missing(&format!("({a} as availability)^{members}"));
        prop_assert!(near(all, power));
        let mut before = 0.0;
        for needed in 1..=members {
            let alike = missing(&format!("{needed} of {members} {a}"));
            let unlike = missing(&format!("{needed} of ({})", joined(", ")));
            prop_assert!((alike - unlike).abs() <= 1e-10 * alike, "{needed} of {members} {a}: {alike:e} {unlike:e}");
            prop_assert!(alike > before, "needing more is never safer");
            before = alike;
        }
    }

    #[test]
    fn a_complement_of_a_complement_is_the_value(a in availability()) {
        prop_assert_eq!(missing(&format!("1 - (1 - {a})")), missing(&a));
        prop_assert_eq!(number(&format!("1 - {a}")), missing(&a));
        prop_assert_eq!(number(&format!("100% - ({a} as availability)")), missing(&a));
    }
}

/// The language's own words and signs, so that many of the texts get far.
const WORDS: [&str; 88] = [
    "a",
    "b",
    "users",
    "paste",
    "x",
    "k",
    "M",
    "million",
    "bn",
    "1",
    "2",
    "10",
    "0",
    "007",
    "1,000",
    ".5",
    "5.",
    "1e400",
    "1e-7",
    "1_000",
    "99.9%",
    "3x",
    "10:1",
    "4 nines",
    "8h 45min",
    "GB",
    "KB/user",
    "tweets/day",
    "req/s",
    "$",
    "€",
    "$5",
    "GB-month",
    "(GB*month)",
    "/s",
    "/",
    " / ",
    "*",
    "+",
    "-",
    "->",
    "|",
    "^",
    "^2",
    "..",
    "~",
    "<",
    "<=",
    "=",
    "==",
    "(",
    ")",
    "{",
    "}",
    ",",
    ".",
    ":",
    "%",
    "#",
    "\"",
    "\n",
    "\r\n",
    " ",
    "in",
    "to",
    "as",
    "of",
    "over",
    "per",
    "within",
    "check ",
    "title ",
    "calendar ",
    "primer",
    "unit ",
    "record ",
    "component ",
    "path ",
    "carries",
    "case ",
    "fn ",
    "import ",
    "strict",
    "bytes binary",
    "size(",
    "max(",
    "·",
    "\u{a0}",
];

/// Runs a text as a file and line by line; whatever it holds, both come to an end with sound places.
fn survives(text: &str) -> Result<(), TestCaseError> {
    let outcome = run_text(text);
    for diagnostic in &outcome.diagnostics {
        let span = diagnostic.span;
        prop_assert!(span.is_some(), "no place: {}", diagnostic.message);
        let span = span.unwrap();
        let source = &outcome.sources[span.source.0 as usize];
        prop_assert!(source.text.get(span.range()).is_some(), "{:?} of {:?}", span, text);
        prop_assert!(!diagnostic.message.is_empty());
        prop_assert!(
            diagnostic.help.as_ref().is_some_and(|help| !help.is_empty()),
            "no help: {}",
            diagnostic.message
        );
    }
    let places: Vec<_> =
        outcome.diagnostics.iter().filter_map(|diagnostic| diagnostic.span).map(|span| span.start).collect();
    prop_assert!(places.is_sorted(), "out of order in {:?}", text);
    for value in outcome.plan.items.iter().filter_map(|item| item.value.as_ref()) {
        if outcome.estimate.number(value.value).is_finite() {
            let shown = displayed(&outcome, value).text;
            // A noun may hold the letters.
            let number = shown.split(' ').next().unwrap_or_default();
            prop_assert!(!number.contains("inf") && !number.contains("NaN"), "{}", shown);
        }
    }
    Session::new().feed("session", text, |_, _| {});
    evaluate_text(text);
    Ok(())
}

proptest! {
    #![proptest_config(cases(600))]

    #[test]
    fn any_text_is_survived(text in any::<String>()) {
        survives(&text)?;
    }

    #[test]
    fn any_text_of_the_languages_signs_is_survived(text in "[a-c0-9 .,:%$+*/^|<>=~(){}#\"\n-]{0,60}") {
        survives(&text)?;
    }

    #[test]
    fn any_text_of_the_languages_words_is_survived(
        words in prop::collection::vec((prop::sample::select(&WORDS[..]), prop::bool::ANY), 0..40),
    ) {
        let text: String = words.iter().flat_map(|(word, blank)| [*word, if *blank { " " } else { "" }]).collect();
        survives(&text)?;
    }
}

/// What the properties found, so that each run meets it.
#[test]
fn what_once_broke_a_text_is_survived() {
    for text in ["÷{", "a·{", "a\na·", "a = 5 ·", "≤", "a ≤", "\u{a0}{", "−", "a = 1 −"] {
        survives(text).unwrap_or_else(|error| panic!("{text:?}: {error}"));
    }
}

/// What the properties found, so that each run meets it.
#[test]
fn what_once_was_not_read_back_parses_back() {
    for expression in [
        "1e4%",
        "1e9%",
        "1 * 1e4%",
        "(1e-4 in x)",
        "1 B/$/$",
        "5 USD^2",
        "(1 EUR) * (1 EUR/s)",
        "1000 KiB",
        "59.99 s",
    ] {
        parses_back(expression).unwrap_or_else(|error| panic!("{expression}: {error}"));
    }
}
