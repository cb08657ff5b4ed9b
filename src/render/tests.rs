//! Tests of reports and their JSON, tables and trees, on scenarios that are run whole.

use serde_json::Value;

use super::look::{FAILS, HOLDS, Look};
use super::{json, text};
use crate::report::explain::{self, Explanation};
use crate::report::paths::Fit;
use crate::report::{Report, Section, Wanted};
use crate::source::{Source, SourceId};
use crate::workspace::{NoFiles, Outcome, run, run_with_cases};

const SCENARIO: &str = r#"title "Shop"
record item { name = 100 bytes, price = 28 bytes }  # in the catalogue
users = 10 million users     # registered
slo = 99.9%
lb = 99.95% as availability
_hidden = users * 2
orders = users * 3 orders/user/year
rate = orders in /s
traffic = 100 Mbps * 2
growth = 1 TB/month * 2
stored = growth over 2 years
wait = 20 ms + 5 ms
chain = lb -> lb
bill = $5/month * 12           # of a dozen
share = users / (40 million users)
odd = 5 (GB*user) * 2
pair = size(item) * 2
again = share * share
check orders ~ 30 million orders/year
check wait < 20 ms           # it is not
check chain ~ 99.9%
check traffic = 0.2 Gbps
"#;

fn outcome(text: &str) -> Outcome {
    run(Source::new(SourceId(0), "shop.nap", text), &NoFiles, &[])
}

fn report(text: &str) -> Report {
    Report::new(&outcome(text), &Wanted::default())
}

#[test]
fn rows_are_in_the_section_of_their_dimension() {
    let report = report(SCENARIO);
    // Of `bill`, which is of a dozen and not of a year.
    let problems: Vec<&str> = report.problems.iter().map(|problem| problem.id).collect();
    assert_eq!(problems, ["number-for-a-time"]);
    let section = |name: &str| report.rows.iter().find(|row| row.name == name).map(|row| row.section);
    for (name, expected) in [
        ("item.name", Section::Assumptions),
        ("users", Section::Assumptions),
        ("slo", Section::Assumptions),
        ("lb", Section::Assumptions),
        ("orders", Section::Throughput),
        ("rate", Section::Throughput),
        ("size(item)", Section::Storage),
        ("stored", Section::Storage),
        ("chain", Section::Availability),
        ("share", Section::Ratios),
        ("odd", Section::Other),
        ("pair", Section::Storage),
    ] {
        assert_eq!(section(name), Some(expected), "{name}");
    }
    assert_eq!(section("_hidden"), None);
}

#[test]
fn derived_values_without_names_in_them_are_sorted_too() {
    let report = report(
        "x = 1\na = x * 100 Mbps\nb = x * 1 TB/month\nc = x * 20 ms\nd = x * $5/month\ne = x * 3 users\nf = x / 2 s",
    );
    let sections: Vec<_> = report.rows.iter().map(|row| (row.name.as_str(), row.section)).collect();
    assert_eq!(
        sections,
        [
            ("x", Section::Assumptions),
            ("a", Section::Bandwidth),
            ("b", Section::Storage),
            ("c", Section::Latency),
            ("d", Section::Cost),
            ("e", Section::Counts),
            ("f", Section::Throughput),
        ]
    );
}

#[test]
fn only_the_names_that_match_are_shown() {
    let wanted = Wanted {
        only: ["s*", "users"].iter().filter_map(|it| glob::Pattern::new(it).ok()).collect(),
        ..Wanted::default()
    };
    let report = Report::new(&outcome(SCENARIO), &wanted);
    let names: Vec<_> = report.rows.iter().map(|row| row.name.as_str()).collect();
    assert_eq!(names, ["size(item)", "users", "slo", "stored", "share"]);
    assert_eq!(report.checks.len(), 4);
}

#[test]
fn json_has_the_names_that_scripts_rely_on() {
    let text = json::reports(&[report(SCENARIO)]);
    let document: Value = serde_json::from_str(&text).unwrap_or_default();
    let keys =
        |value: &Value| value.as_object().map(|object| object.keys().cloned().collect::<Vec<_>>().join(" "));
    // serde_json sorts names when it reads them; their order in the text is looked at below.
    assert_eq!(keys(&document).as_deref(), Some("napkin reports"));
    let document = &document["reports"][0];
    assert_eq!(
        keys(document).as_deref(),
        Some("bytes calendar case checks diagnostics file results summary title")
    );
    let summary = &document["summary"];
    assert_eq!(keys(summary).as_deref(), Some("checks errors failing paths results unevaluated workloads"));
    assert_eq!(summary["failing"], serde_json::json!(["wait < 20 ms"]));
    assert_eq!(
        summary["results"],
        serde_json::json!(["rate", "traffic", "stored", "wait", "chain", "bill", "odd", "pair", "again"])
    );
    let result = |name: &str| {
        let results = document["results"].as_array().cloned().unwrap_or_default();
        results.into_iter().find(|result| result["name"] == name).unwrap_or_default()
    };
    let users = result("users");
    assert_eq!(users["display"], "10 million users");
    assert_eq!((users["value"].as_f64(), users["unit"].as_str()), (Some(1e7), Some("users")));
    assert_eq!((users["note"].as_str(), users["line"].as_u64()), (Some("registered"), Some(3)));
    let chain = result("chain");
    assert_eq!((chain["value"].as_f64(), chain["unit"].as_str()), (Some(0.99900025), Some("")));
    assert_eq!((result("slo")["value"].as_f64(), result("slo")["unit"].as_str()), (Some(99.9), Some("%")));
    assert_eq!(result("orders")["per_second"]["unit"], "orders/s");
    assert!((chain["availability"]["unavailability"].as_f64().unwrap_or(0.0) - 0.000_999_75).abs() < 1e-15);
    assert_eq!(result("share")["availability"], Value::Null);
    assert!(!text.contains("\"availability\": null"));
    let check = &document["checks"][1];
    assert_eq!((check["expr"].as_str(), check["ok"].as_bool()), (Some("wait < 20 ms"), Some(false)));
    assert_eq!((check["left"]["value"].as_f64(), check["left"]["unit"].as_str()), (Some(25.0), Some("ms")));
    assert_eq!(
        (check["right"]["display"].as_str(), check["comparison"].as_str()),
        (Some("20 ms"), Some("<"))
    );
    assert!((check["deviation"].as_f64().unwrap_or(0.0) - 0.25).abs() < 1e-12);
    let order = [
        "napkin", "reports", "file", "title", "calendar", "bytes", "case", "summary", "name", "section",
        "value", "unit",
    ];
    let places: Vec<_> = order.iter().map(|name| text.find(&format!("\"{name}\":"))).collect();
    assert!(places.is_sorted() && places.iter().all(Option::is_some), "{places:?}");
}

#[test]
fn json_of_a_file_with_errors_has_the_good_lines_and_the_places() {
    let report = report("é = 1 users\nb = nothing_of_the_kind\nc = 1 / (é - é)\n");
    let document: Value = serde_json::from_str(&json::reports(&[report.clone(), report])).unwrap_or_default();
    let document = &document["reports"][1];
    assert_eq!(document["results"].as_array().map(Vec::len), Some(1));
    let first = &document["diagnostics"][0];
    assert_eq!((first["id"].as_str(), first["severity"].as_str()), (Some("unknown-name"), Some("error")));
    assert_eq!(first["file"], "shop.nap");
    let place = ["line", "column", "end_line", "end_column"].map(|name| first[name].as_u64());
    assert_eq!(place, [Some(2), Some(5), Some(2), Some(24)]);
    assert_eq!(document["diagnostics"][1]["id"], "division-by-zero");
}

#[test]
fn a_failing_check_says_what_it_found_and_by_how_much() {
    let text = text::checks(&[report(SCENARIO)], None, Look::default());
    assert!(
        text.contains("line 20: left is 25 ms, less than 20 ms was stated: +25 % of the right side"),
        "{text}"
    );
    assert!(text.contains("-0.03 % (of what is missing)"), "{text}");
    assert!(text.ends_with("4 checks: 3 hold, 1 fails\n"), "{text}");
    assert!(text::checks(&[report("a = 1")], None, Look::default()).contains("no checks"));
}

#[test]
fn a_check_that_holds_under_another_calendar_says_so() {
    let text = text::checks(
        &[report("check 1 million users/day over 1 month = 30 million users\ncheck 30 days = 1 month")],
        None,
        Look::default(),
    );
    // Of a duration no calendar is the cause.
    assert_eq!(text.matches("holds under calendar primer, round, 30/365, 30/360\n").count(), 1, "{text}");
}

#[test]
fn a_report_is_one_table_with_aligned_columns() {
    let text = text::report(
        &[report("title \"T\"\na = 5 GB # big\nlonger = a * 2\ncheck a = 5 GB")],
        None,
        Look::default(),
    );
    let expected = "\
T
calendar civil (a year is 365.2425 days) · bytes decimal (1 KB = 1000 B)

Storage
  longer  10 GB  a * 2

Assumptions
  a       5 GB   # big

Checks
  ok  a = 5 GB  5 GB  0 %
  1 check: it holds
";
    assert_eq!(text, expected);
}

#[test]
fn colours_never_move_columns_and_narrow_terminals_wrap() {
    let report = [report(SCENARIO)];
    let plain = text::report(&report, None, Look::default());
    let coloured = text::report(&report, None, Look { is_coloured: true, width: None });
    assert!(coloured.contains('\u{1b}') && !plain.contains('\u{1b}') && !plain.contains('\u{1f}'));
    assert_eq!(anstream::adapter::strip_str(&coloured).to_string(), plain);
    for width in 1..200 {
        let narrow = text::report(&report, None, Look { is_coloured: false, width: Some(width) });
        assert!(narrow.contains("10 million users") || narrow.contains("10M users"), "{narrow}");
    }
    let narrow = text::checks(&report, None, Look { is_coloured: false, width: Some(110) });
    assert!(narrow.lines().all(|line| line.chars().count() <= 110), "{narrow}");
}

#[test]
fn a_long_expression_does_not_widen_the_table() {
    let report = [report(&format!("a = {}\nb = 2 # {}", "1 + ".repeat(500) + "1", "x".repeat(10_000)))];
    let text = text::report(&report, None, Look::default());
    assert!(text.lines().all(|line| line.chars().count() < 300), "{text}");
}

#[test]
fn only_a_verdict_is_painted_as_one() {
    let shown = text::report(
        &[report("ok = 5 GB\nFAIL = 3 # ok\ncheck ok < 6 GB\ncheck FAIL > 4")],
        None,
        Look { is_coloured: true, width: None },
    );
    let painted =
        |word: &str, style: anstyle::Style| shown.matches(&format!("{style}{word}{style:#}")).count();
    assert_eq!(painted("  ok", HOLDS) + painted("  FAIL", FAILS), 2, "{shown:?}");
    let marks = |style: anstyle::Style| shown.matches(&style.to_string()).count();
    assert_eq!(marks(HOLDS), 1, "{shown:?}");
    // The failing check's reason is painted as well.
    assert_eq!(marks(FAILS), 2, "{shown:?}");
}

fn tree(text: &str, name: &str) -> String {
    let outcome = outcome(text);
    match explain::find(&outcome.plan, name) {
        Ok(item) => Explanation::of(&outcome, item, 3)
            .map_or_else(String::new, |found| text::explanation::text(&found, Look::default())),
        Err(why) => why,
    }
}

#[test]
fn explain_unfolds_a_value_down_to_its_assumptions() {
    let text = "record doc { a = 1 KB, b = 24 bytes }\nw = 10 docs/s # writes\nr = 10:1 * w\ntotal = (r + w) * size(doc)";
    let expected = "\
total = 113 KB/s
│  = (r + w) * size(doc)
│  = (100 docs/s + 10 docs/s) * 1.02 KB/doc
├─ r = 100 docs/s
│  │  = 10:1 * w
│  │  = 10:1 * 10 docs/s
│  └─ w = 10 docs/s  # writes
├─ w = 10 docs/s  # writes
└─ size(doc) = 1.02 KB/doc
   │  = a + b
   │  = 1 KB + 24 bytes
   ├─ doc.a = 1 KB
   └─ doc.b = 24 bytes
";
    assert_eq!(tree(text, "total"), expected);
    assert_eq!(tree(text, "size( doc )"), tree(text, "doc"));
    assert_eq!(tree(text, "doc.a"), "doc.a = 1 KB\n");
    assert_eq!(tree(text, "totl"), "nothing is called `totl`; did you mean `total`?");
}

#[test]
fn a_name_met_again_is_not_unfolded_again() {
    let text = "a = 1 GB\nb = a * 2\nc = b + b * b / (1 GB)\nd = c + b";
    let shown = tree(text, "d");
    assert_eq!(shown.matches("= a * 2").count(), 1, "{shown}");
    assert!(shown.contains("b = 2 GB  … (above)"), "{shown}");
}

#[test]
fn chains_and_lattices_do_not_blow_up() {
    let chain: String = (1..3_000).map(|place| format!("x{place} = x{} + 1\n", place - 1)).collect();
    let shown = tree(&format!("x0 = 1\n{chain}"), "x2999");
    assert!(shown.lines().count() < 200 && shown.contains("(deeper: explain x"), "{shown}");
    let lattice: String =
        (1..30).map(|place| format!("y{place} = y{0} + y{0} * z{0}\nz{place} = y{0}\n", place - 1)).collect();
    let shown = tree(&format!("y0 = 1\nz0 = 1\n{lattice}"), "y29");
    assert!(shown.lines().count() < 500, "{shown}");
    let wide: String = (0..5_000).map(|place| format!("w{place} = {place}\n")).collect();
    let sums: String = (0..50)
        .map(|sum| {
            format!(
                "s{sum} = {}\n",
                (0..100).map(|at| format!("w{}", sum * 100 + at)).collect::<Vec<_>>().join(" + ")
            )
        })
        .collect();
    let all = (0..50).map(|sum| format!("s{sum}")).collect::<Vec<_>>().join(" + ");
    let shown = tree(&format!("{wide}{sums}all = {all}"), "all");
    assert!(shown.contains("too large to show all of it") && shown.lines().count() < 3_000);
}

#[test]
fn what_would_be_read_otherwise_is_bracketed() {
    let shown = tree("a = 5 GB\nb = -(3 GB)\nc = a^2 / a - b", "c");
    assert!(shown.contains("= (5 GB)^2 / 5 GB - (-3 GB)"), "{shown}");
}

const CHAIN: &str = r#"component lb  { availability = 99.99%, latency = 0.5 ms, capacity = 50k req/s }
component app { mtbf = 30 days, mttr = 10 min, latency = 20 ms, capacity = 800 req/s, cost = $150/month }
component db  { availability = 99.95%, latency = 5 ms, capacity = 20k req/s }
users = 10 million users
ask   = 1 req/user/day
path read = lb | lb -> 8 of 10 app -> db   # the way of a read
read carries users * ask
nines_of_read = nines(read.availability)
check users > 1 million users
case "launch" { users = 10 thousand users }
case "too much" { users = 1 billion users, check nines_of_read > 3, check users < 100 million users }
"#;

fn variants(text: &str) -> Vec<Report> {
    let source = Source::new(SourceId(0), "shop.nap", text);
    run_with_cases(source, &NoFiles, &[], None)
        .iter()
        .map(|outcome| Report::new(outcome, &Wanted::default()))
        .collect()
}

#[test]
fn the_stages_of_a_path_share_its_downtime() {
    let report = report(CHAIN);
    let [path] = report.paths.as_slice() else { unreachable!("{:?}", report.paths) };
    let sum: f64 = path.stages.iter().filter_map(|stage| stage.downtime_share).sum();
    assert!((sum - 1.0).abs() < 1e-12, "{sum}");
    assert_eq!(path.stages.len(), 3);
    assert_eq!(path.stage_name(path.weakest), Some("db"));
    assert_eq!(path.stage_name(path.bottleneck), Some("8 of 10 app"));
    assert_eq!(path.stage_name(path.surviving_bottleneck), Some("8 of 10 app"));
    assert_eq!(path.lacking, [("cost", vec!["lb".to_owned(), "db".to_owned()])]);
    assert_eq!((path.load.as_deref(), path.fit), (Some("116 req/s"), Fit::Fits));
    let part = |place: usize| path.stages[place].surviving.as_ref().map(|value| value.text.clone());
    assert_eq!((part(0).as_deref(), part(1).as_deref()), (Some("50 thousand req/s"), Some("6400 req/s")));
}

#[test]
fn what_is_not_known_of_a_stage_is_not_made_up() {
    let report = report(
        "component a { availability = 99%, latency = 1 ms }\ncomponent b { latency = 2 ms, capacity = 5 req/s }\npath p = a -> 3 ms -> b",
    );
    let path = &report.paths[0];
    assert!(path.stages.iter().all(|stage| stage.downtime_share.is_none()));
    assert_eq!((path.weakest, path.bottleneck), (None, Some(2)));
    let shown = text::report(&[report], None, Look::default());
    assert!(shown.contains("no availability: b has none") && shown.contains("a has no capacity"), "{shown}");
    assert!(!shown.contains("weakest") && !shown.contains("downtime"), "{shown}");
    // What is known is told with those it is without.
    assert!(shown.contains("bottleneck: b (5 req/s), without a"), "{shown}");
    assert!(
        shown.lines().any(|line| line.contains("total") && line.contains("5 req/s without a")),
        "{shown}"
    );
}

#[test]
fn the_table_shows_a_path_stage_by_stage() {
    let shown = text::report(&[report(CHAIN)], None, Look::default());
    let expected = "
Path read  # the way of a read
  stage        availability   downtime  latency  capacity            surviving          cost
  lb | lb      99.999999 %    < 0.1 %   500 us   100 thousand req/s  50 thousand req/s
  8 of 10 app  99.99999985 %  < 0.1 %   20 ms    8000 req/s          6400 req/s         $1500/month
  db           99.95 %        > 99.9 %  5 ms     20 thousand req/s   20 thousand req/s
  total        99.95 %        100 %     25.5 ms  8000 req/s          6400 req/s         $1500/month without lb and db
  availability: 99.95 % (3.3 nines, 4h 22min 59s/year)
  weakest link: db (> 99.9 % of the downtime)
  bottleneck: 8 of 10 app (8000 req/s, 6400 req/s with members down)
  carries 116 req/s, headroom 98.6 %
  lb and db have no cost

Assumptions
";
    assert!(shown.contains(expected), "{shown}");
    // The path's figures are no rows but those of the summary; where only they are asked for, they are.
    assert_eq!(
        (shown.matches("read.latency").count(), shown.matches("read.surviving").count()),
        (1, 0),
        "{shown}"
    );
    let wanted = Wanted { only: glob::Pattern::new("read.*").into_iter().collect(), ..Wanted::default() };
    let shown = text::report(&[Report::new(&outcome(CHAIN), &wanted)], None, Look::default());
    assert!(shown.contains("  read.latency ") && !shown.contains("Path read"), "{shown}");
}

#[test]
fn cases_are_columns() {
    let variants = variants(CHAIN);
    let shown = text::report(&variants, None, Look::default());
    let row = |name: &str| {
        let line = shown.lines().find(|line| line.trim_start().starts_with(name)).unwrap_or_default();
        line.split("  ").map(str::trim).filter(|cell| !cell.is_empty()).map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(row("Assumptions by case"), ["Assumptions by case", "base", "launch", "too much"]);
    assert_eq!(row("users"), ["users", "10 million users", "10 thousand users", "1 billion users"]);
    // What is the same in all of them is said once, a block in a line.
    let is_block = |line: &str| line.starts_with("  db ") && line.ends_with(" 99.95%, 5 ms, 20k req/s");
    assert!(shown.lines().any(is_block), "{shown}");
    assert_eq!(row("base "), ["base", "116 req/s", "98.6 %", "yes"]);
    assert_eq!(row("too much"), ["too much", "11.6 thousand req/s", "-44.7 %", "no"]);
    // What is required at top level is required of every case (rulings, F14).
    assert!(shown.contains("  case launch\n  FAIL  users > 1 million users"), "{shown}");
    assert!(shown.contains("  case too much\n  ok    users > 1 million users"), "{shown}");
    assert!(shown.ends_with("5 checks: 3 hold, 2 fail\n"), "{shown}");
    let checks = text::checks(&variants, None, Look::default());
    assert!(
        checks.contains("case too much") && checks.contains("FAIL  users < 100 million users"),
        "{checks}"
    );
}

#[test]
fn no_report_is_wider_than_a_usual_terminal() {
    let mut text = CHAIN.to_owned();
    for case in 0..9 {
        text.push_str(&format!("case \"{}\" {{ users = {case} million users }}\n", "x".repeat(3 * case + 1)));
    }
    for (variants, width) in
        [80, 100, 132].into_iter().flat_map(|width| [(variants(&text), width), (variants(CHAIN), width)])
    {
        let shown = text::report(&variants, None, Look { is_coloured: false, width: Some(width) });
        let widest = shown.lines().max_by_key(|line| line.chars().count()).unwrap_or_default();
        assert!(widest.chars().count() <= width, "{widest}");
        // Every column is in one piece or another.
        for report in &variants {
            assert!(shown.contains(report.case.as_deref().unwrap_or("base")), "{shown}");
        }
    }
}

#[test]
fn json_has_paths_only_where_there_are_some_and_a_document_a_case() {
    assert!(!json::reports(&[report(SCENARIO)]).contains("\"stages\""));
    let documents: Value = serde_json::from_str(&json::reports(&variants(CHAIN))).unwrap_or_default();
    let documents = &documents["reports"];
    let cases: Vec<_> =
        documents.as_array().into_iter().flatten().map(|document| document["case"].as_str()).collect();
    assert_eq!(cases, [None, Some("launch"), Some("too much")]);
    let path = &documents[0]["paths"][0];
    assert_eq!((path["name"].as_str(), path["weakest_link"].as_str()), (Some("read"), Some("db")));
    assert_eq!(path["bottleneck"], "8 of 10 app");
    let stage = &path["stages"][0];
    assert_eq!(stage["stage"], "lb | lb");
    assert!((stage["availability"]["unavailability"].as_f64().unwrap_or(0.0) - 1e-8).abs() < 1e-20);
    assert_eq!(stage["latency"]["display"], "500 us");
    assert_eq!(
        (stage["capacity"]["value"].as_f64(), stage["capacity"]["unit"].as_str()),
        (Some(1e5), Some("req/s"))
    );
    assert_eq!(stage["cost"], Value::Null);
    assert_eq!(path["headroom"]["unit"], "");
    // The figures of the path are results as well.
    let names: Vec<_> =
        documents[0]["results"].as_array().into_iter().flatten().map(|row| row["name"].as_str()).collect();
    assert!(names.contains(&Some("read.availability")), "{names:?}");
    assert_eq!(documents[2]["checks"].as_array().map(Vec::len), Some(3));
}

#[test]
fn explain_unfolds_a_path_into_its_stages() {
    let expected = "\
read.availability = 99.95 % (3.3 nines, 4h 22min 59s/year)
│  = lb | lb -> 8 of 10 app -> db
│  = 99.999999 % -> 99.99999985 % -> 99.95 %
├─ lb | lb = 99.999999 % (8 nines, 316 ms/year)
│  └─ lb.availability = 99.99%
├─ 8 of 10 app = 99.99999985 % (8.83 nines, 46.9 ms/year)
│  └─ app.availability = 99.977 % (3.64 nines, 2h 1min 43s/year)
│     │  = mtbf / (mtbf + mttr)
│     │  = 30 days / (30 days + 10 min)
│     ├─ app.mtbf = 30 days
│     └─ app.mttr = 10 min
└─ db.availability = 99.95%
";
    assert_eq!(tree(CHAIN, "read.availability"), expected);
    let shown = tree(CHAIN, "read.headroom");
    assert!(shown.contains("= 1 - 116 req/s / 8000 req/s"), "{shown}");
    assert!(shown.contains("= min(100 thousand req/s, 8000 req/s, 20 thousand req/s)"), "{shown}");
    assert!(tree(CHAIN, "read").contains("explain one of `read.availability`"));
    assert!(tree(CHAIN, "read.bottleneck").contains("there are `read.availability`"));
}

#[test]
fn explain_unfolds_a_workload_with_numbers() {
    let text = "workload links { users = 10 users, write_rate = 1 link/user/day, payload = 1 KB/link, retention = 3 years, growth_rate = 50%/year }";
    let shown = tree(text, "links.storage");
    assert!(shown.contains("over 1 year) * ((1 + 50%)^(3 years / 1 year) - 1) / 50%"), "{shown}");
    assert!(shown.contains("= 10 users * 1 link/user/day"), "{shown}");
}

#[test]
fn the_header_names_the_modules_that_are_used() {
    let shown = text::report(&[report("import latency\nseek = latency.hdd_seek * 2")], None, Look::default());
    assert!(shown.lines().any(|line| line.starts_with("uses latency: ") && line.contains("2012")), "{shown}");
}

#[test]
fn the_schema_in_docs_is_that_of_the_types() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/report.schema.json");
    let schema = json::schema::schema();
    if std::env::var_os("NAPKIN_BLESS").is_some_and(|value| value != "0") {
        assert!(std::fs::write(&path, &schema).is_ok());
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        committed == schema,
        "docs/report.schema.json is not what src/render/json makes; NAPKIN_BLESS=1 cargo test --lib schema rewrites it: \
         review what it changes, and raise VERSION where a reader could break"
    );
}

#[test]
fn a_rate_per_day_says_what_it_is_per_second() {
    let report = report(
        "clicks = 1 billion clicks/day\ndata = 100 GB/day * 1\nmonthly = 10 million posts/month * 1\nhourly = 36k req/hour\n\
         each = 5 posts/user/day\nfew = 3 deploys/week\nbill = $5/day\nfast = 20 req/s\ngrowth = 5%/month\nqueries = 5 QPS",
    );
    let beside = |name: &str| {
        let rate = report.row(name).and_then(|row| row.per_second.as_ref());
        rate.and_then(|rate| rate.beside.as_deref())
    };
    for (name, expected) in [
        ("clicks", Some("11.6k/s")),
        ("data", Some("1.16 MB/s")),
        ("monthly", Some("3.8/s")),
        ("hourly", Some("10/s")),
        // Nobody asks how many a user posts in a second, and three in a week are no load.
        ("each", None),
        ("few", None),
        ("bill", None),
        ("fast", None),
        ("growth", None),
        ("queries", None),
    ] {
        assert_eq!(beside(name), expected, "{name}");
    }
    let few = report.row("few").and_then(|row| row.per_second.as_ref());
    assert_eq!(few.map(|rate| rate.shown.unit.as_str()), Some("deploys/s"));
    let shown = text::report(&[report], None, Look::default());
    assert!(shown.contains("clicks   1 billion clicks/day (11.6k/s)"), "{shown}");
}

#[test]
fn a_summary_names_what_people_ask_for() {
    let summary = report(CHAIN).summary;
    let figures: Vec<&str> =
        summary.paths.iter().flat_map(|path| &path.figures).map(String::as_str).collect();
    assert_eq!(figures[..3], ["read.availability", "read.latency", "read.headroom"]);
    let text = "workload w { users = 10 users, write_rate = 1 post/user/day, payload = 1 KB, peak_factor = 2x, retention = 1 year }\n\
                half = w.storage / 2\nquarter = half / 2\nstated = 5 GB\n_private = stated * 2\ncheck half > 1 KB";
    let summary = report(text).summary;
    assert_eq!(summary.workloads.len(), 1);
    assert_eq!(summary.workloads[0].figures, ["w.peak_writes", "w.storage"]);
    // Used by nothing else, a check apart.
    assert_eq!(summary.results, ["quarter"]);
}

#[test]
fn a_short_report_has_no_summary_and_a_long_one_starts_with_the_checks_that_fail() {
    let short = text::report(&[report("a = 5 GB\nb = a * 2\ncheck b < 1 GB")], None, Look::default());
    assert!(!short.contains("Summary"), "{short}");
    assert!(text::summary(&[report("a = 5 GB\nb = a * 2")], Look::default()).contains("  b  10 GB"));
    let lines: String = (0..12).map(|place| format!("a{place} = 5 GB\n")).collect();
    let long = report(&format!("{lines}b = a0 + a1\ncheck b < 1 GB"));
    let shown = text::report(&[long], None, Look::default());
    let (verdict, sections) = shown.split_once("\nSummary\n").unwrap_or_default();
    assert!(verdict.ends_with("1 check: it fails\n  FAIL b < 1 GB: left is 10 GB, less than 1 GB was stated: 10x the right side\n"), "{verdict}");
    assert!(sections.starts_with("  b    10 GB\n"), "{sections}");
}

#[test]
fn a_check_quotes_what_was_typed_and_names_what_would_make_it_hold() {
    let check = |text: &str| report(text).checks.remove(0);
    let row = check("check 457.234 GB * 1 ~ 458.10 GB within 0.01%");
    assert_eq!((row.left.text.as_str(), row.right.text.as_str()), ("457.23 GB", "458.10 GB"));
    let row = check("check 3 GB * 500 ~ 1.6e12 bytes within 1%");
    assert_eq!((row.left.text.as_str(), row.right.text.as_str()), ("1.5 trillion B", "1.6e12 bytes"));
    assert_eq!(
        check("check 1000 KB * 1000 in bytes ~ 1_048_576_000 bytes within 3%").other_bytes,
        Some("binary")
    );
    assert_eq!(
        check("bytes binary\ncheck 1000 KB * 1000 in bytes ~ 1e9 bytes within 1%").other_bytes,
        Some("decimal")
    );
    // A cut rounding is neither.
    let cut = check("check 0.01% of 1 day ~ 8 s");
    assert!(!cut.ok && cut.other_calendars.is_empty() && cut.other_bytes.is_none(), "{cut:?}");
}

#[test]
fn money_has_its_cents_and_a_conversion_all_its_digits() {
    let report = report(
        "a = $1356.8 * 1\nb = $7710 * 1\nc = $0.1934 * 1\nd = $12345.67 * 1\ne = $0.5 * 1\n\
         f = 1 GiB in bytes\ng = 5 min in hours\nh = 2 * 1 GiB in bytes\ni = 1 TB in MB",
    );
    let display = |name: &str| report.row(name).map(|row| row.display.clone()).unwrap_or_default();
    let shown = ["a", "b", "c", "d", "e", "f", "g", "h", "i"].map(display);
    let expected = [
        "$1356.80",
        "$7710",
        "$0.193",
        "$12.3 thousand",
        "$0.50",
        "1_073_741_824 B",
        "0.0833 h",
        "2.15 billion B",
        "1 million MB",
    ];
    assert_eq!(shown, expected);
}
