//! How fast napkin is, beside `fend`, GNU `units` and NumPy where they are installed; prints what it measures and asserts
//! nothing about time. Run it with `cargo bench`, or a part of it with `cargo bench -- lanes sweeps`: the parts are
//! start, pipe, sheets, estimates, chains, sweeps, lanes and edited.
//!
//! Programs that are compared run in turns, so that a busy moment touches both; every figure is the median of its
//! runs. `$FEND`, `$UNITS` and `$PYTHON` say where the others are, else they are looked up on the `PATH`.

use std::fs::File;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use napkin::estimate::Estimate;
use napkin::estimate::repeated::{Column, Repeated};
use napkin::plan::{Planner, Variant};
use napkin::report::{answers, displayed};
use napkin::source::{Source, SourceId};
use napkin::syntax::parse;
use napkin::workspace::sweep::{Request, sweep};
use napkin::workspace::{NoFiles, Session, run};

const NAPKIN: &str = env!("CARGO_BIN_EXE_napkin");
/// The line that is repeated.
const LINE: &str = "1 KB * 3 + 7 B";
/// The expression of a single start.
const EXPRESSION: &str = "1 KB + 7 B";
/// Where tools may lie that are not on the `PATH`.
const TOOLS: &str = "/tmp/tools/bin";

fn main() {
    // `cargo test --all-targets` runs this without `--bench`: then it is enough that it compiles.
    if !std::env::args().any(|argument| argument == "--bench") {
        println!("benches run with `cargo bench`");
        return;
    }
    let folder = std::env::temp_dir().join(format!("napkin-bench-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a temporary folder");
    heading();
    let parts: [(&str, &dyn Fn()); 8] = [
        ("start", &start),
        ("pipe", &|| lines_of_a_pipe(&folder)),
        ("sheets", &sheets),
        ("estimates", &estimates),
        ("chains", &chains),
        ("sweeps", &|| sweeps(&folder)),
        ("lanes", &lanes),
        ("edited", &edited_sheets),
    ];
    let asked: Vec<String> = std::env::args().skip(1).filter(|argument| !argument.starts_with('-')).collect();
    for (name, part) in parts {
        if asked.is_empty() || asked.iter().any(|asked| asked == name) {
            part();
        }
    }
    // What is left behind in a temporary folder does no harm.
    let _ = std::fs::remove_dir_all(&folder);
}

// ---- a start ----

/// One expression by a process of its own.
fn start() {
    let fend = tool("FEND", "fend");
    let mut napkin_runs = Vec::new();
    let mut fend_runs = Vec::new();
    for turn in 0..220 {
        let napkin_run = process(Command::new(NAPKIN).args(["eval", EXPRESSION]));
        let fend_run = fend.as_ref().map(|fend| process(Command::new(fend).arg(EXPRESSION)));
        // The first turns only warm the caches.
        if turn >= 20 {
            napkin_runs.push(napkin_run.taken);
            fend_runs.extend(fend_run.map(|run| run.taken));
        }
    }
    let napkin_run = median(napkin_runs);
    row(
        &format!("start and eval '{EXPRESSION}'"),
        &shown(napkin_run),
        &beside("fend", napkin_run, fend_runs),
    );
    if fend.is_none() {
        println!("  not compared: install fend with `cargo install fend`, or set FEND");
    }
}

// ---- lines on stdin ----

/// Lines on stdin, each answered.
fn lines_of_a_pipe(folder: &Path) {
    let units = tool("UNITS", "units");
    let kilobyte = folder.join("kb.units");
    std::fs::write(&kilobyte, "KB\t1000 bytes\n").expect("a unit file");
    let (few, many, most) = (10_000, 100_000, 1_000_000);

    let input = folder.join("lines.txt");
    let input_of_units = folder.join("units.txt");
    std::fs::write(&input, format!("{LINE}\n").repeat(few)).expect("an input");
    // It asks "You have:" and "You want:" in turns; an empty answer to the second takes the first as it is.
    std::fs::write(&input_of_units, format!("{LINE}\n\n").repeat(few)).expect("an input");
    let mut napkin_runs = Vec::new();
    let mut units_runs = Vec::new();
    for _ in 0..11 {
        let run = process(Command::new(NAPKIN).stdin(File::open(&input).expect("the input")));
        assert_eq!(run.lines, few, "napkin answers every line");
        napkin_runs.push(run.taken);
        if let Some(units) = &units {
            let mut command = Command::new(units);
            command
                .args(["-t", "-f", "", "-f"])
                .arg(&kilobyte)
                .stdin(File::open(&input_of_units).expect("the input"));
            let run = process(&mut command);
            assert_eq!(run.lines, few, "units answers every line");
            units_runs.push(run.taken);
        }
    }
    let base = median(napkin_runs);
    row(&format!("{few} lines on stdin"), &shown(base), &beside("units", base, units_runs));
    if units.is_none() {
        println!("  not compared: install GNU units with `apt-get install units`, or set UNITS");
    }
    where_the_time_goes(few);

    let per_line = base.as_secs_f64() / few as f64;
    for (count, times) in [(many, 5), (most, 3)] {
        std::fs::write(&input, format!("{LINE}\n").repeat(count)).expect("an input");
        let runs = (0..times).map(|_| {
            let run = process(Command::new(NAPKIN).stdin(File::open(&input).expect("the input")));
            assert_eq!(run.lines, count, "napkin answers every line");
            run.taken
        });
        let taken = median(runs.collect());
        let growth = taken.as_secs_f64() / count as f64 / per_line;
        row(
            &format!("{count} lines on stdin"),
            &shown(taken),
            &format!("{growth:.2} x the time a line of {few}"),
        );
    }
}

/// The stages behind the lines on stdin, each with those before it.
fn where_the_time_goes(count: usize) {
    let text = format!("{LINE}\n").repeat(count);
    let parsed = timed(11, || black_box(parse(source(&text))));
    let fed = timed(11, || Session::new().feed("stdin", &text, |_, answer| drop(black_box(answer))));
    let answered = timed(11, || {
        Session::new().feed("stdin", &text, |session, answer| {
            let plan = session.plan();
            for item in &plan.items[answer.items] {
                let value = item.value.as_ref();
                let shown = value.and_then(|value| displayed(&plan.units, session.estimate(), value, 3));
                black_box(shown);
            }
        });
    });
    let shares = [
        ("text to Sheet", parsed),
        ("plan and estimate", fed.saturating_sub(parsed)),
        ("display", answered.saturating_sub(fed)),
    ];
    for (stage, taken) in shares {
        let share = 100.0 * taken.as_secs_f64() / answered.as_secs_f64();
        row(&format!("  of that {stage}"), &shown(taken), &format!("{share:.0} % of what the library does"));
    }
}

// ---- the library ----

/// Text to Sheet.
fn sheets() {
    let count = 10_000;
    let text = format!("{LINE}\n").repeat(count);
    let taken = timed(11, || black_box(parse(source(&text))));
    row("text to Sheet, that line", &rate(count, taken), "");

    let examples = examples();
    let count = examples.iter().map(|text| text.lines().filter(|line| is_statement(line)).count()).sum();
    let taken = timed(51, || {
        for text in &examples {
            black_box(parse(source(text)));
        }
    });
    row(
        &format!("text to Sheet, {} examples", examples.len()),
        &rate(count, taken),
        "lines with more than a comment",
    );
}

/// Whether a line holds more than blanks and a comment.
fn is_statement(line: &str) -> bool {
    let line = line.trim();
    !line.is_empty() && !line.starts_with('#')
}

/// Plan and estimate of an example, and all of it.
fn estimates() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/pastebin.nap");
    let text = std::fs::read_to_string(path).expect("the example");
    let sheets = [Arc::new(parse(source(&text)).0)];
    let times = 200;
    let plan_and_estimate = || {
        let (plan, _) = Planner::plan(&sheets, &Variant::default());
        let mut estimate: Estimate = Estimate::default();
        let diagnostics = estimate.extend(&plan);
        black_box((plan, estimate, diagnostics));
    };
    let taken = timed(15, || (0..times).for_each(|_| plan_and_estimate())) / times;
    row("plan and estimate of pastebin.nap", &shown(taken), "");
    let (plan, _) = Planner::plan(&sheets, &Variant::default());
    let estimate = || {
        let mut estimate: Estimate = Estimate::default();
        black_box(estimate.extend(&plan));
        black_box(estimate);
    };
    let taken = timed(15, || (0..times).for_each(|_| estimate())) / times;
    row("  of that estimate", &shown(taken), &format!("{} operations", plan.operations.len()));
}

/// Bindings that each use the one before or behind it.
fn chains() {
    let count = 10_000;
    let line = |place: usize| match place {
        0 => "a0 = 1 KB\n".to_owned(),
        _ => format!("a{place} = a{} + 1 KB\n", place - 1),
    };
    let forwards: String = (0..count).map(line).collect();
    let backwards: String = (0..count).rev().map(line).collect();
    for (words, text) in [("in order", &forwards), ("in reverse", &backwards)] {
        let taken = timed(7, || {
            let outcome = run(Source::new(SourceId(0), "chain", text.as_str()), &NoFiles, &[]);
            assert!(outcome.diagnostics.is_empty(), "a chain is fine");
            black_box(outcome);
        });
        row(&format!("{count} bindings, a chain {words}"), &shown(taken), "");
    }
}

// ---- sweeps ----

/// The figures of a sweep that are computed and written.
const SWEPT: &str = "storage,reads,keys";

/// A million points of an example: computed, and written as CSV, beside the same model in NumPy.
fn sweeps(folder: &Path) {
    let points: u64 = 1_000_000;
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/pastebin.nap");
    let range = "1M..1bn pastes/month";
    let request = Request {
        ranges: vec![("writes".to_owned(), range.to_owned())],
        outputs: SWEPT.split(',').map(str::to_owned).collect(),
        steps: Some(points),
        is_logarithmic: true,
        ..Request::default()
    };
    let text = std::fs::read_to_string(&path).expect("the example");
    let sweep = sweep(Source::new(SourceId(0), "pastebin.nap", text.as_str()), &NoFiles, &request);
    assert!(sweep.is_ready(), "the example can be swept");
    let computed = timed(11, || sweep.run(1_024, |rows| black_box((rows, Ok::<(), ()>(()))).1));
    // What follows from the points alone, without the points: as many rows at a time as a sweep takes.
    let plan = &sweep.outcome.plan;
    let wanted: Vec<_> = sweep.outputs.iter().map(|output| output.value.value).collect();
    let mut repeated = Repeated::new(plan, &wanted);
    let values: Vec<f64> =
        (0..points).map(|point| 1e6 * 1e3_f64.powf(point as f64 / points as f64)).collect();
    let mut columns = vec![vec![0.0; 1_024]; wanted.len()];
    let evaluated = timed(11, || {
        for values in values.chunks(1_024) {
            let mut results: Vec<&mut [f64]> =
                columns.iter_mut().map(|column| &mut column[..values.len()]).collect();
            repeated.run(&[Column::Each(black_box(values)), Column::Every(f64::NAN)], &mut results);
            black_box(&results);
        }
    });
    let (ours, theirs) = (folder.join("napkin.csv"), folder.join("numpy.csv"));
    let mut written = Vec::new();
    let mut numpy: Vec<[Duration; 3]> = Vec::new();
    for _ in 0..3 {
        let mut command = Command::new(NAPKIN);
        command
            .arg("sweep")
            .arg(&path)
            .arg(format!("writes={range}"))
            .args(["--log", "--of", SWEPT, "--steps"]);
        written.push(process(command.arg(points.to_string()).arg("-o").arg(&ours)).taken);
        numpy.extend(numpy_sweep(points, &theirs));
    }
    let of_numpy = |place: usize| numpy.iter().map(|times| times[place]).collect::<Vec<_>>();
    let base = median(written);
    row("sweep of a million points to CSV", &shown(base), &beside("NumPy savetxt", base, of_numpy(2)));
    row("  of that computed, with the points", &shown(computed), &beside("NumPy", computed, of_numpy(0)));
    row("  of that evaluated over lanes", &shown(evaluated), &beside("NumPy", evaluated, of_numpy(1)));
    if numpy.is_empty() {
        println!("  not compared: install NumPy for `python3`, or set PYTHON to one that has it");
    } else {
        assert_eq!(lines_of(&ours), lines_of(&theirs), "both write every point");
    }
}

/// What the same model takes in NumPy: with the points, without them, and to write them; none where there is no NumPy.
fn numpy_sweep(points: u64, file: &Path) -> Option<[Duration; 3]> {
    let file = file.to_str().expect("a temporary folder with a plain name");
    python("sweep.py", &[&points.to_string(), file]).try_into().ok()
}

fn lines_of(file: &Path) -> usize {
    std::fs::read(file).expect("what was written").iter().filter(|byte| **byte == b'\n').count()
}

// ---- lanes ----

/// How many rows a column has.
const ROWS: usize = 16 * 1024;
/// How often they are computed for one time.
const TIMES: u32 = 50;

/// Columns of 16 Ki rows on one thread, beside NumPy and numba: time a row, and time an operation and row.
fn lanes() {
    let ns = |taken: Duration, of: usize| taken.as_secs_f64() * 1e9 / of as f64;
    let product = "users = 10 million users\nactions = 4 posts/user/day\npayload = 1 KB/post\ndays = 365 days\n\
        storage = users * actions * payload * days";
    let (taken, _) = columns(product, &["users", "actions", "payload", "days"], "storage");
    let others = python("lanes.py", &[&ROWS.to_string()]);
    let words: Vec<String> = ["NumPy", "numba"]
        .iter()
        .zip(&others)
        .map(|(name, other)| {
            format!(
                "{name} {:.3} ns, ratio {:.2}",
                ns(*other, ROWS),
                taken.as_secs_f64() / other.as_secs_f64()
            )
        })
        .collect();
    row("users*actions*payload*days, a row", &format!("{:.3} ns", ns(taken, ROWS)), &words.join("; "));
    if others.is_empty() {
        println!("  not compared: install NumPy for `python3`, or set PYTHON to one that has it");
    }
    let chain = |start: &str, step: &dyn Fn(usize) -> String| {
        let steps = (1..=64).map(|place| format!("x{place} = {}\n", step(place)));
        format!("{start}x0 = a * b\n{}", steps.collect::<String>())
    };
    let sums = chain("a = 3 KB\nb = 0.75\n", &|place| match place % 3 {
        0 => format!("x{} + a", place - 1),
        1 => format!("x{} - a", place - 1),
        _ => format!("x{} * b", place - 1),
    });
    let quotients = chain("a = 3 KB\nb = 0.75\n", &|place| format!("x{} / b", place - 1));
    let logarithms = chain("a = 3\nb = 0.75\n", &|place| format!("ln(x{} + 3)", place - 1));
    for (what, text) in [("+ - *", sums), ("/", quotients), ("ln, and +", logarithms)] {
        let (taken, operations) = columns(&text, &["a", "b"], "x64");
        row(
            &format!("{operations} steps of {what}, each a row"),
            &format!("{:.3} ns", ns(taken, ROWS * operations)),
            "",
        );
    }
}

/// How long a result takes over columns of some of its names, and how many operations lead to it.
fn columns(text: &str, names: &[&str], result: &str) -> (Duration, usize) {
    let request = Request {
        ranges: names.iter().map(|name| ((*name).to_owned(), format!("{name}..(2 * {name})"))).collect(),
        outputs: vec![result.to_owned()],
        steps: Some(2),
        ..Request::default()
    };
    let sweep = sweep(Source::new(SourceId(0), "lanes.nap", text), &NoFiles, &request);
    assert!(sweep.is_ready(), "{:?}", sweep.outcome.diagnostics);
    let (plan, wanted) = (&sweep.outcome.plan, [sweep.outputs[0].value.value]);
    let (follows, needed) = (plan.following(&plan.input_slots()), plan.needed_for(&wanted));
    let operations = (0..plan.operations.len()).filter(|place| follows[*place] && needed[*place]).count();
    let used = plan.input_slots().iter().filter(|slot| needed[slot.0 as usize]).count();
    let values: Vec<Vec<f64>> = plan
        .inputs
        .iter()
        .map(|input| {
            let base = sweep.outcome.estimate.number(input.base.value);
            (0..ROWS).map(|row| base * (1.0 + row as f64 / ROWS as f64)).collect()
        })
        .collect();
    let given: Vec<Column<'_>> =
        values.iter().flat_map(|values| [Column::Each(values), Column::Every(f64::NAN)]).collect();
    let mut results = vec![0.0; ROWS];
    let mut repeated = Repeated::new(plan, &wanted);
    let taken = timed(31, || {
        for _ in 0..TIMES {
            repeated.run(black_box(&given), &mut [black_box(&mut results[..])]);
        }
    });
    (taken / TIMES, operations - used)
}

/// The seconds that a script beside this file prints; none where it cannot be run.
fn python(script: &str, arguments: &[&str]) -> Vec<Duration> {
    let Some(python) = tool("PYTHON", "python3") else { return Vec::new() };
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches").join(script);
    let Ok(output) = Command::new(python).arg(script).args(arguments).output() else { return Vec::new() };
    let text = String::from_utf8_lossy(&output.stdout);
    text.split_whitespace().filter_map(|word| word.parse().ok().map(Duration::from_secs_f64)).collect()
}

/// A sheet of a thousand bindings that is edited: a look at a line while it is typed, and a changed assumption.
fn edited_sheets() {
    let count = 1_000;
    let line = |place: usize| match place {
        0 => "users = 10 million users\n".to_owned(),
        _ if place.is_multiple_of(10) => {
            format!("storage{place} = rate{} * 1 KB/post over 3 years\n", place - 1)
        }
        _ if place % 10 == 1 => format!("rate{place} = users * {place} posts/user/day\n"),
        _ => format!("rate{place} = rate{} + 5 posts/day\n", place - 1),
    };
    let text: String = (0..count).map(line).collect();
    let mut session = Session::edited(Box::new(NoFiles));
    session.enter("bench", &text, |_, answer| assert!(answer.diagnostics.is_empty(), "the sheet is fine"));
    let whole = timed(21, || black_box(run(Source::new(SourceId(0), "sheet", text.as_str()), &NoFiles, &[])));
    let beside = |taken: Duration| {
        format!(
            "{:.3} of running the sheet as a file ({})",
            taken.as_secs_f64() / whole.as_secs_f64(),
            shown(whole)
        )
    };
    let typed = "total = rate999 * 2 + users * 3 posts/user/day over 5 years";
    let keys = typed.len() as u32;
    let looks = timed(51, || {
        for end in 1..=typed.len() {
            session.preview(&typed[..end], |_, answer| black_box(answer.is_taken));
        }
    });
    row(&format!("a keystroke, {count} bindings"), &shown(looks / keys), &beside(looks / keys));
    let mut users = 10;
    let changed = timed(51, || {
        users += 1;
        session.enter("bench", &format!("users = {users} million users"), |session, answer| {
            assert!(answer.is_taken, "the change is fine");
            black_box(answers::changes(session, &answer, 3));
        });
    });
    row(&format!("a changed assumption, {count} bindings"), &shown(changed), &beside(changed));
}

/// The texts of all examples.
fn examples() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    let mut paths: Vec<PathBuf> =
        std::fs::read_dir(folder).expect("the examples").flatten().map(|entry| entry.path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "nap"));
    paths.sort();
    paths.iter().map(|path| std::fs::read_to_string(path).expect("an example")).collect()
}

fn source(text: &str) -> Arc<Source> {
    Arc::new(Source::new(SourceId(0), "bench", text))
}

// ---- measuring ----

/// A process that has ended.
struct Run {
    taken: Duration,
    /// How many lines it printed.
    lines: usize,
}

/// Runs a process to its end, reading what it prints.
fn process(command: &mut Command) -> Run {
    let start = Instant::now();
    let output = command.stderr(Stdio::null()).output().expect("a program that starts");
    let taken = start.elapsed();
    assert!(output.status.success(), "{command:?} ends well");
    Run { taken, lines: output.stdout.iter().filter(|byte| **byte == b'\n').count() }
}

/// The median time of some calls, after one that warms the caches.
fn timed<T>(times: usize, mut work: impl FnMut() -> T) -> Duration {
    work();
    let runs = (0..times).map(|_| {
        let start = Instant::now();
        let result = work();
        let taken = start.elapsed();
        drop(result);
        taken
    });
    median(runs.collect())
}

fn median(mut runs: Vec<Duration>) -> Duration {
    runs.sort();
    runs[runs.len() / 2]
}

/// A program by its variable, on the `PATH`, or where tools lie.
fn tool(variable: &str, name: &str) -> Option<PathBuf> {
    let given = std::env::var_os(variable).map(PathBuf::from);
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::env::split_paths(&path).chain([PathBuf::from(TOOLS)]);
    given.or_else(|| folders.map(|folder| folder.join(name)).find(|file| file.is_file()))
}

// ---- the table ----

fn heading() {
    row("what", "napkin", "beside it");
    println!("{}", "-".repeat(86));
}

fn row(what: &str, napkin: &str, beside: &str) {
    println!("{}", format!("{what:<38} {napkin:>16}  {beside}").trim_end());
}

/// What another program took, and napkin's part of it; nothing where it did not run.
fn beside(name: &str, napkin: Duration, runs: Vec<Duration>) -> String {
    if runs.is_empty() {
        return String::new();
    }
    let other = median(runs);
    let ratio = napkin.as_secs_f64() / other.as_secs_f64();
    format!("{name} {}, ratio {ratio:.2}", shown(other))
}

fn rate(lines: usize, taken: Duration) -> String {
    format!("{:.0} k lines/s", lines as f64 / taken.as_secs_f64() / 1e3)
}

fn shown(taken: Duration) -> String {
    let seconds = taken.as_secs_f64();
    match seconds {
        0.0..1e-3 => format!("{:.1} us", seconds * 1e6),
        1e-3..0.1 => format!("{:.2} ms", seconds * 1e3),
        0.1..1.0 => format!("{:.0} ms", seconds * 1e3),
        _ => format!("{seconds:.2} s"),
    }
}
