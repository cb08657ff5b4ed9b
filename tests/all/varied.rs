//! Sweeps and goals: what their lines in sheets come to, and laws: a row is a single run with `--set`, however many
//! lanes there are, and a solved assumption that is put back meets its goal.

use std::process::Command;

use napkin::estimate::Estimate;
use napkin::plan::{ItemKind, PlannedValue};
use napkin::render::look::Look;
use napkin::render::{chart, csv, text};
use napkin::report::solution::Solved;
use napkin::report::sweep::{self as told, Curves};
use napkin::report::{FileReports, Report, Wanted};
use napkin::source::{Source, SourceId};
use napkin::units::PureStyle;
use napkin::workspace::solve::{Finding, Goal, Request as Asked, solve};
use napkin::workspace::sweep::{Gaps, Request, Sweep, sweep};
use napkin::workspace::{Loader, NoFiles, Outcome, run};
use proptest::prelude::*;

use crate::outcome::diagnostics;

/// Writes a sweep as CSV; answers what has no value in it.
fn write_csv(sweep: &Sweep, out: &mut Vec<u8>) -> Gaps {
    let columns = told::columns(sweep);
    csv::sweep::write_header(&columns, out).unwrap();
    let Ok(gaps) = told::each_piece::<std::convert::Infallible>(sweep, |piece| {
        csv::sweep::write_rows(&columns, piece, out);
        Ok(())
    });
    gaps
}

/// The rows of a line `load=1..2 req/s; x=3..4 --of web --steps 3 --log` as CSV, and what is wrong with it.
pub(crate) fn swept(source: Source, loader: &dyn Loader, set: &[(String, String)], line: &str) -> String {
    let mut request = Request { set: set.to_vec(), ..Request::default() };
    let (ranges, options) = line.split_once(" --").unwrap();
    for range in ranges.split("; ") {
        let (name, range) = range.split_once('=').unwrap();
        request.ranges.push((name.trim().to_owned(), range.trim().to_owned()));
    }
    for option in options.split(" --") {
        match option.split_once(' ') {
            Some(("of", outputs)) => request.outputs = outputs.split(", ").map(str::to_owned).collect(),
            Some(("steps", steps)) => request.steps = Some(steps.trim().parse().unwrap()),
            Some(("case", case)) => request.case = Some(case.to_owned()),
            _ => request.is_logarithmic = option.trim() == "log",
        }
    }
    let sweep = sweep(source, loader, &request);
    let mut text = Vec::new();
    let mut note = String::new();
    if sweep.is_ready() {
        let gaps = write_csv(&sweep, &mut text);
        note = text::sweep::unused(&told::unused(&sweep))
            + &text::sweep::gaps(&told::gap_notes(&sweep, &gaps), 3);
    }
    String::from_utf8(text).unwrap().replace("\r\n", "\n") + &note + &diagnostics(&sweep.outcome)
}

/// What a line `storage = 1 PB --for users` comes to, and what is wrong with it.
pub(crate) fn solved(source: Source, loader: &dyn Loader, set: &[(String, String)], line: &str) -> String {
    let (goal, assumption) = line.split_once(" --for ").unwrap();
    let (assumption, case) = match assumption.split_once(" --case ") {
        Some((assumption, case)) => (assumption, Some(case.to_owned())),
        None => (assumption, None),
    };
    let asked = Asked { goal: goal.to_owned(), assumption: assumption.to_owned(), set: set.to_vec(), case };
    let goal = solve(source, loader, &asked);
    let text = Solved::new(&goal, 3).map(|solved| text::solution::solution(&solved, Look::default()));
    text.unwrap_or_default() + &diagnostics(&goal.outcome)
}

fn source(text: &str) -> Source {
    Source::new(SourceId(0), "scenario.nap", text)
}

fn examples() -> Vec<(String, String)> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    let paths = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut found: Vec<_> = paths
        .filter(|path| path.extension().is_some_and(|extension| extension == "nap"))
        .map(|path| (path.display().to_string(), std::fs::read_to_string(path).unwrap()))
        .collect();
    found.sort();
    found
}

/// Both numbers of a value, bit for bit; what has no value is as good as anything else that has none.
fn bits(value: &PlannedValue, number: impl Fn(napkin::plan::Slot) -> f64) -> Vec<u64> {
    let slots = std::iter::once(value.value).chain(value.missing);
    slots.map(number).map(|number| if number.is_nan() { u64::MAX } else { number.to_bits() }).collect()
}

/// Every row of a sweep with the bits of its outputs, the values of its axes as texts before them.
fn rows(sweep: &Sweep, at_a_time: usize) -> Vec<(Vec<String>, Vec<Vec<u64>>)> {
    let mut found = Vec::new();
    let ran: Result<Gaps, ()> = sweep.run(at_a_time, |rows| {
        for lane in 0..rows.count {
            let texts =
                sweep.axes.iter().zip(rows.points).map(|(axis, points)| axis.text(points.at(lane))).collect();
            let outputs = sweep.outputs.iter();
            let number = |slot| rows.column(slot)[lane];
            found.push((texts, outputs.map(|output| bits(&output.value, number)).collect()));
        }
        Ok(())
    });
    ran.unwrap();
    found
}

/// Holds every row of a sweep against a run of its own; answers how many values were compared.
fn hold_against_runs(name: &str, text: &str, request: &Request) -> usize {
    let sweep = sweep(source(text), &NoFiles, request);
    assert!(sweep.is_ready(), "{name}: {request:?}\n{}", diagnostics(&sweep.outcome));
    let mut compared = 0;
    for (texts, outputs) in rows(&sweep, 5) {
        let set: Vec<(String, String)> = sweep
            .axes
            .iter()
            .zip(&texts)
            .map(|(axis, text)| (axis.name.clone(), format!("{text} {}", axis.scale.unit).replace(" /", "/")))
            .collect();
        let single: Outcome = run(source(text), &NoFiles, &set);
        for (output, found) in sweep.outputs.iter().zip(outputs) {
            let value = single.plan.item(&output.name).and_then(|item| item.value.as_ref());
            let value = value.unwrap_or_else(|| panic!("{name}: {set:?}: {}", diagnostics(&single)));
            let expected = bits(value, |slot| single.estimate.number(slot));
            assert_eq!(found[0], expected[0], "{name}: {} at {set:?}", output.name);
            compared += 1;
        }
    }
    compared
}

/// Ranges with more values than are computed at a time: each is what it is alone, whether one axis is swept or two.
#[test]
fn the_points_of_long_ranges_are_those_of_a_row_alone() {
    let text = "a = 3 GB\nb = 2\nc = a * b";
    for (ranges, is_logarithmic) in [
        (vec![("a", "1 GB..10 TB")], true),
        (vec![("a", "1 GB..10 TB")], false),
        (vec![("a", "1 MB..10 GB"), ("b", "1..7")], true),
        (vec![("a", "-1 GB..1 GB")], false),
    ] {
        let request = Request {
            ranges: ranges.iter().map(|(name, range)| ((*name).to_owned(), (*range).to_owned())).collect(),
            outputs: vec!["c".to_owned()],
            steps: Some(if ranges.len() == 1 { 3_000 } else { 50 }),
            is_logarithmic,
            ..Request::default()
        };
        let sweep = sweep(source(text), &NoFiles, &request);
        assert!(sweep.is_ready(), "{}", diagnostics(&sweep.outcome));
        assert!(rows(&sweep, 1) == rows(&sweep, 1_024), "{ranges:?}");
        let steps = |row: u64| sweep.steps(row).into_iter().zip(&sweep.axes);
        let alone =
            (0..sweep.rows()).map(|row| steps(row).map(|(step, axis)| axis.text(axis.point(step))).collect());
        let together = rows(&sweep, 777).into_iter().map(|(texts, _)| texts);
        assert!(together.eq(alone.collect::<Vec<Vec<String>>>()), "{ranges:?}");
    }
}

/// Assumptions of every example, from half of it to its double: each row is what a run with `--set` gives.
#[test]
fn a_row_is_a_run_of_its_own_bit_for_bit() {
    let mut compared = 0;
    for (name, text) in examples() {
        let outcome = run(source(&text), &NoFiles, &[]);
        let own = || outcome.plan.items.iter().filter(|item| item.is_own && item.value.is_some());
        let outputs: Vec<String> =
            own().filter(|item| item.kind != ItemKind::Expression).map(|item| item.name.clone()).collect();
        // A few of each: all of them hold, and take a minute.
        let assumptions = own().filter(|item| item.is_assumption).take(4);
        for item in assumptions {
            let value = item.value.as_ref().unwrap();
            let is_growth = value.shown.pure == PureStyle::Percent && !value.dimension.is_pure();
            // From 0 the ends cannot be told by multiples, and a growth rate has to be written as one.
            if is_growth || outcome.estimate.number(value.value) == 0.0 {
                continue;
            }
            let request = Request {
                ranges: vec![(item.name.clone(), format!("({0} * 0.51)..({0} * 1.9)", item.name))],
                outputs: outputs.clone(),
                steps: Some(3),
                ..Request::default()
            };
            compared += hold_against_runs(&name, &text, &request);
        }
    }
    assert!(compared > 1_000, "only {compared} values were compared");
}

#[test]
fn a_growth_rate_is_a_run_of_its_own_and_none_at_zero() {
    let text = "workload w { write_rate = 1000 writes/day, payload = 1 KB, retention = 3 years, growth_rate = 20%/year }\n\
                later = grow(100 users, w.growth_rate, 5 years)";
    let request = Request {
        ranges: vec![("w.growth_rate".to_owned(), "0..50%/year".to_owned())],
        outputs: vec!["w.storage".to_owned(), "later".to_owned()],
        steps: Some(6),
        ..Request::default()
    };
    let sweep = sweep(source(text), &NoFiles, &request);
    assert!(sweep.is_ready(), "{}", diagnostics(&sweep.outcome));
    for (place, (_, found)) in rows(&sweep, 4).into_iter().enumerate() {
        let set = [("w.growth_rate".to_owned(), format!("{}%/year", 10 * place))];
        let single = run(source(text), &NoFiles, &set);
        for (output, found) in sweep.outputs.iter().zip(found) {
            let value = single.plan.item(&output.name).and_then(|item| item.value.clone()).unwrap();
            assert_eq!(found[0], single.estimate.number(value.value).to_bits(), "{} at {set:?}", output.name);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_ranges_are_runs_of_their_own(
        low in 1_u32..1000,
        high in 1001_u32..1_000_000,
        nines in 1_u32..12,
        is_logarithmic in prop::bool::ANY,
        steps in 2_u64..9,
    ) {
        let text = "users = 3 million users\nslo = 99.9%\nrate = users * 2 posts/user/day\n\
                    component db { availability = slo, latency = 3 ms, capacity = 2k req/s }\n\
                    path site = db | db\nmachines = servers(rate in /s, 80 posts/s)\nleft = 1 - slo\n\
                    cost = machines * $30/server\nshare = rate / (1 billion posts/day)";
        let request = Request {
            ranges: vec![
                ("users".to_owned(), format!("{low}..{high}_000 users")),
                ("slo".to_owned(), format!("50%..{}%", 100.0 - 10_f64.powi(2 - nines as i32))),
            ],
            outputs: ["rate", "site.availability", "machines", "left", "cost", "share"].map(str::to_owned).to_vec(),
            steps: Some(steps),
            is_logarithmic,
            ..Request::default()
        };
        prop_assert!(hold_against_runs("random", text, &request) > 0);
    }

    #[test]
    fn rows_do_not_depend_on_how_many_are_computed_at_once(steps in 2_u64..40, is_logarithmic in prop::bool::ANY) {
        let text = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/checkout.nap")).unwrap();
        let request = Request {
            ranges: vec![
                ("orders.users".to_owned(), "1M..40M users".to_owned()),
                ("db.availability".to_owned(), "90%..99.9999%".to_owned()),
            ],
            outputs: ["checkout.availability", "checkout.headroom", "left", "per_1000"].map(str::to_owned).to_vec(),
            steps: Some(steps),
            is_logarithmic,
            ..Request::default()
        };
        let sweep = sweep(source(&text), &NoFiles, &request);
        prop_assert!(sweep.is_ready(), "{}", diagnostics(&sweep.outcome));
        let one = rows(&sweep, 1);
        prop_assert_eq!(one.len() as u64, steps * steps);
        prop_assert_eq!(&one, &rows(&sweep, 7));
        prop_assert_eq!(&one, &rows(&sweep, 128));
    }
}

/// A chain of names, each rising with the one before, from `x` to `y`.
fn rising() -> impl Strategy<Value = String> {
    let step = prop_oneof![
        (1_u32..1000).prop_map(|by| format!("{{}} * 0.{by:03}1")),
        (1_u32..1000).prop_map(|by| format!("{{}} + {by} GB")),
        (1_u32..9).prop_map(|by| format!("({{}} / (1 GB))^2 * {by} GB")),
        (1_u32..9).prop_map(|by| format!("sqrt({{}} / (1 GB)) * {by} GB")),
        (1_u32..9).prop_map(|by| format!("max({{}}, {by} KB)")),
        (1_u32..9).prop_map(|by| format!("grow({{}}, {by}%/month, 2 years)")),
        (1_u32..9).prop_map(|by| format!("(ln(1 + {{}} / (1 MB)) + {{}} / ({by} GB)) * 1 GB")),
    ];
    prop::collection::vec(step, 1..6).prop_map(|steps| {
        let mut text = "x = 5 GB\ny0 = x\n".to_owned();
        for (place, step) in steps.iter().enumerate() {
            text.push_str(&format!("y{} = {}\n", place + 1, step.replace("{}", &format!("y{place}"))));
        }
        text + &format!("y = y{}", steps.len())
    })
}

fn goal(text: &str, goal: &str) -> Goal {
    let asked = Asked { goal: goal.to_owned(), assumption: "x".to_owned(), ..Asked::default() };
    solve(source(text), &NoFiles, &asked)
}

/// Whether a goal holds where `x` is set.
fn holds(text: &str, goal: &str, x: &str) -> bool {
    let outcome = run(source(&format!("{text}\ncheck {goal}")), &NoFiles, &[("x".to_owned(), x.to_owned())]);
    assert!(!outcome.has_errors(), "{x}: {}", diagnostics(&outcome));
    outcome.estimate.verdict(&outcome.plan.checks[0]).is_some_and(|verdict| verdict.ok)
}

/// What `y` is where `x` is set, as a text that comes back to it.
fn reached(text: &str, x: &str) -> String {
    format!("{} b", number(text, x))
}

fn number(text: &str, x: &str) -> f64 {
    let outcome = run(source(text), &NoFiles, &[("x".to_owned(), x.to_owned())]);
    let value = outcome.plan.item("y").and_then(|item| item.value.clone()).unwrap();
    outcome.estimate.number(value.value)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_solved_assumption_put_back_meets_the_goal(text in rising(), power in -4_i32..6, digits in 1_u32..9999) {
        let target = reached(&text, &format!("{digits}e{power} MB"));
        let wanted = format!("y = {target}");
        let found = goal(&text, &wanted);
        prop_assert!(found.set.is_some(), "{}\n{}: {:?}", text, wanted, found.finding);
        let x = found.set.clone().unwrap();
        prop_assert!(holds(&text, &wanted, &x), "{} with x = {}: {}", text, x, wanted);
    }

    #[test]
    fn a_bound_is_the_last_value_that_meets_the_goal(text in rising(), power in -2_i32..6, digits in 1_u32..9999) {
        let target = reached(&text, &format!("{digits}e{power} MB"));
        for (relation, beyond) in [("<=", 1.001), (">=", 0.999)] {
            let wanted = format!("y {relation} {target}");
            let found = goal(&text, &wanted);
            let Some((place, _)) = found.nearest() else {
                panic!("{text}\n{wanted}: {:?}", found.finding);
            };
            let Finding::Solved(solutions) = &found.finding else { unreachable!() };
            let x = found.set.clone().unwrap();
            prop_assert!(holds(&text, &wanted, &x), "{} with x = {}: {}", text, x, wanted);
            let bound = if relation == "<=" { solutions[place].to } else { solutions[place].from };
            // Where a lower limit of the file holds, any value meets the goal; and a check allows a billionth.
            let past = format!("({x}) * {beyond}");
            let moved = number(&text, &past) / number(&text, &x) - 1.0;
            if bound.is_goal && moved.abs() > 1e-8 {
                prop_assert!(!holds(&text, &wanted, &past), "{} x = {}: {}", text, x, wanted);
            }
        }
    }
}

#[test]
fn nines_are_solved_to_the_last_digit() {
    for nines in 2..=15 {
        let wanted = format!("site = {nines} nines");
        let text = "x = 99%\nsite = x -> 99.99999999999999999%";
        let found = goal(text, &wanted);
        let (_, value) = found.nearest().unwrap();
        let missing = 10_f64.powi(-nines) - 1e-19;
        assert!((value.missing / missing - 1.0).abs() < 1e-12, "{wanted}: {:e}", value.missing);
        assert!(holds(text, &wanted, &found.set.clone().unwrap()), "{wanted}: {:?}", found.set);
    }
}

#[test]
fn an_estimate_without_inputs_has_no_number_for_them() {
    let request = Request {
        ranges: vec![("x".to_owned(), "1..2".to_owned())],
        outputs: vec!["y".to_owned(), "z".to_owned()],
        ..Request::default()
    };
    let sweep = sweep(source("x = 5\ny = 2 * x\nz = 7"), &NoFiles, &request);
    let mut estimate: Estimate = Estimate::default();
    assert!(estimate.extend(&sweep.outcome.plan).is_empty(), "what is not given is no error");
    assert!(estimate.number(sweep.outputs[0].value.value).is_nan());
    assert_eq!(estimate.number(sweep.outputs[1].value.value), 7.0);
}

/// What a shell prints to stdout and to stderr, and its exit status.
fn shell(script: &str) -> (String, String, i32) {
    let script = script.replace("napkin ", &format!("{} ", env!("CARGO_BIN_EXE_napkin")));
    let output =
        Command::new("sh").arg("-c").arg(script).current_dir(env!("CARGO_MANIFEST_DIR")).output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (text(&output.stdout), text(&output.stderr), output.status.code().unwrap_or(-1))
}

#[test]
fn a_picture_holds_no_text_that_is_not_escaped() {
    let request = Request {
        ranges: vec![("x".to_owned(), "1..20".to_owned()), ("z".to_owned(), "1..3".to_owned())],
        outputs: vec!["x * z".to_owned(), "1 / (x - 10)".to_owned()],
        ..Request::default()
    };
    let sweep = sweep(source("title \"a & b <c>\"\nx = 5\nz = 7"), &NoFiles, &request);
    let curves = Curves::of(&sweep, chart::curves::MOST_CURVES).unwrap();
    let (charts, left_out, gaps) = (chart::curves::charts(&curves), curves.left_out, curves.gaps);
    assert_eq!((charts.len(), charts[0].curves.len(), left_out, gaps.rows), (2, 3, 0, 3));
    let picture = chart::svg::picture(&charts, sweep.outcome.plan.title.as_deref());
    assert!(picture.contains("a &amp; b &lt;c&gt;") && !picture.contains("<c>"), "{picture}");
    // Three whole curves, and three that are broken where they divide by zero.
    assert_eq!(picture.matches("<polyline").count(), 3 + 2 * 3);
    assert_eq!(picture.matches("<g ").count(), picture.matches("</g>").count());
    let letters = chart::text::charts(&charts, left_out, Look { width: Some(60), ..Look::default() });
    assert!(letters.lines().all(|line| line.chars().count() <= 60), "{letters}");
    assert!(letters.contains("z = 3") && letters.contains("1 / (x - 10)"), "{letters}");
}

#[test]
fn a_row_is_written_as_a_report_of_its_values_writes_it() {
    let text = "a = 99.999%\ns = a | a | a\nload = 70 req/s\nx = 1\nr = 1/3 * x\nt = 0.1 * x + 0.2\nq = load * 3.3 KB/req";
    for (name, range, unit) in
        [("a", "99.99%..99.999%", "%"), ("load", "1..7 req/s", " req/s"), ("x", "0.1..0.7", "")]
    {
        let request = Request {
            ranges: vec![(name.to_owned(), range.to_owned())],
            outputs: ["s", "r", "t", "q in KB/s"].map(str::to_owned).to_vec(),
            steps: Some(5),
            is_logarithmic: true,
            ..Request::default()
        };
        let sweep = sweep(source(text), &NoFiles, &request);
        let mut written = Vec::new();
        write_csv(&sweep, &mut written);
        for row in String::from_utf8(written).unwrap().lines().skip(1) {
            let (set, values) = row.split_once(',').unwrap();
            let set = (name.to_owned(), format!("{set}{unit}"));
            let lines = format!("{text}\nw = q in KB/s");
            let outcome = run(source(&lines), &NoFiles, &[set]);
            let report = Report::new(&outcome, &Wanted::of_all(3));
            let single = csv::table(&[FileReports {
                file: String::new(),
                variants: vec![report],
                storage: Vec::new(),
            }]);
            for (output, value) in ["s", "r", "t", "w"].iter().zip(values.split(',')) {
                let line = single.lines().find(|line| line.split(',').nth(3) == Some(output)).unwrap();
                assert_eq!(line.split(',').nth(4), Some(value), "{name}: {row}: {output}");
            }
        }
    }
}

#[test]
fn exit_statuses_tell_what_came_of_it() {
    let pastebin = "examples/pastebin.nap";
    for (script, status) in [
        (format!("napkin solve {pastebin} 'storage = 1 PB' --for writes"), 0),
        (format!("napkin solve {pastebin} 'storage = -1 PB' --for writes"), 1),
        (format!("napkin solve {pastebin} 'storage = 1 PB' --for users"), 1),
        (format!("napkin solve {pastebin} 'storage = 1 PB' --for user"), 2),
        (format!("napkin solve {pastebin} 'storage' --for writes"), 2),
        (format!("napkin sweep {pastebin} 'writes=1M..2M pastes/month' --of storage"), 0),
        (format!("napkin sweep {pastebin} 'writes=1M..2M pastes' --of storage"), 2),
        (format!("napkin sweep {pastebin} 'writes=1M..2M pastes/month' --of storage --steps -3"), 2),
        (format!("napkin sweep {pastebin} 'writes=1M..2M pastes/month' --of storag"), 2),
        (
            format!("napkin sweep {pastebin} 'writes=1M..2M pastes/month' --of storage --format csv --chart"),
            2,
        ),
    ] {
        let (_, stderr, found) = shell(&script);
        assert_eq!(found, status, "{script}\n{stderr}");
    }
}

#[test]
fn rows_stream_and_a_closed_pipe_ends_them_quietly() {
    let (stdout, stderr, _) = shell(
        "napkin sweep examples/pastebin.nap 'writes=1M..1bn pastes/month' --steps 1000000000 --of storage --format csv | head -n 2",
    );
    assert_eq!(stdout, "writes (pastes/month),storage (TB)\r\n1000000,0.045756\r\n");
    assert_eq!(stderr, "");
}

#[test]
fn a_file_is_written_whole_or_not_at_all() {
    let folder = std::env::temp_dir().join(format!("napkin-sweeps-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let sweep =
        "napkin sweep examples/pastebin.nap 'writes=1M..1bn pastes/month' --steps 4 --log --of storage,keys";
    for ending in ["csv", "json", "svg", "txt"] {
        let file = folder.join(format!("out.{ending}"));
        let (stdout, stderr, status) = shell(&format!("{sweep} -o {}", file.display()));
        assert_eq!((stdout.as_str(), stderr.as_str(), status), ("", "", 0), "{ending}");
        let text = std::fs::read_to_string(&file).unwrap();
        let start = match ending {
            "csv" => "writes (pastes/month),storage (TB),keys\r\n",
            "json" => "{\"napkin\":2,\"sweep\":{",
            "svg" => "<svg xmlns=",
            _ => "Pastebin.com",
        };
        assert!(text.starts_with(start), "{ending}: {text}");
        // What is wrong leaves the file as it was.
        let (_, stderr, status) = shell(&format!("{sweep},nothing -o {}", file.display()));
        assert!(status == 2 && stderr.contains("unknown-name"), "{stderr}");
        assert_eq!(std::fs::read_to_string(&file).unwrap(), text);
    }
    assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 4, "nothing else is left behind");
    std::fs::remove_dir_all(&folder).unwrap();
}
