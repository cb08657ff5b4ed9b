//! Hostile input to the program itself: each comes to a right result or a clear error with the right exit status,
//! soon, and never to a panic or a signal. `cargo test --release --test hostile -- --nocapture` prints the times.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::fmt::Write as _;
use std::io::{BufRead, BufReader, ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

/// When a process counts as hanging: far above the two seconds that a release build may take, as the tests run side
/// by side on whatever machine there is.
const PATIENCE: Duration = Duration::from_secs(40);
/// A million; a tenth of it in a debug build, which is ten times as slow. `.ci/run` runs both.
const MILLION: usize = if cfg!(debug_assertions) { 100_000 } else { 1_000_000 };
const MEGABYTE: usize = 1 << 20;

// ---- running the program ----

/// What a process came to.
struct Finished {
    status: ExitStatus,
    out: String,
    err: String,
}

impl Finished {
    #[track_caller]
    fn expect(self, status: i32, piece: &str) -> Self {
        let (out, err) = (start_of(&self.out), start_of(&self.err));
        assert_eq!(self.status.code(), Some(status), "{}\nstdout: {out}\nstderr: {err}", self.status);
        assert!(!self.err.contains("panicked"), "{err}");
        let is_there = self.out.contains(piece) || self.err.contains(piece);
        assert!(is_there, "`{piece}` is not in\nstdout: {out}\nstderr: {err}");
        self
    }
}

/// Enough of a text to see what it is.
fn start_of(text: &str) -> String {
    text.chars().take(600).collect()
}

fn napkin(arguments: &[&str], folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_napkin"));
    command.args(arguments).current_dir(folder).env("NO_COLOR", "1");
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// Runs the program in a folder.
fn run_in(folder: &Path, arguments: &[&str]) -> Finished {
    finish(napkin(arguments, folder).spawn().unwrap(), arguments)
}

/// Runs the program with something on its stdin; it may stop reading before the end.
fn pipe(arguments: &[&str], mut input: impl Read + Send + 'static) -> Finished {
    let mut child = napkin(arguments, Path::new(".")).stdin(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let writer = thread::spawn(move || match std::io::copy(&mut input, &mut stdin) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => panic!("{error}"),
        _ => {}
    });
    let finished = finish(child, arguments);
    writer.join().unwrap();
    finished
}

/// Waits for the end, and reads all that is printed meanwhile.
fn finish(mut child: Child, arguments: &[&str]) -> Finished {
    let out = reader(child.stdout.take());
    let err = reader(child.stderr.take());
    let status = wait(&mut child, arguments);
    Finished { status, out: out.join().unwrap(), err: err.join().unwrap() }
}

fn reader(stream: Option<impl Read + Send + 'static>) -> thread::JoinHandle<String> {
    thread::spawn(move || {
        let mut bytes = Vec::new();
        stream.map(|mut stream| stream.read_to_end(&mut bytes)).transpose().unwrap();
        String::from_utf8(bytes).unwrap()
    })
}

/// Waits for the end of a process and prints how long that took.
fn wait(child: &mut Child, arguments: &[&str]) -> ExitStatus {
    let start = Instant::now();
    loop {
        if let Some(status) = child.try_wait().unwrap() {
            let taken = start.elapsed().as_secs_f64();
            let test = thread::current().name().unwrap_or("").to_owned();
            println!("{taken:6.2} s  {test}: napkin {}", start_of(&arguments.join(" ")));
            return status;
        }
        if start.elapsed() > PATIENCE {
            child.kill().unwrap();
            child.wait().unwrap();
            panic!("napkin {} hangs", start_of(&arguments.join(" ")));
        }
        thread::sleep(Duration::from_millis(2));
    }
}

/// A folder that goes when it is dropped.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("napkin-hostile-{}-{number}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    /// A folder with one file.
    fn with(name: &str, bytes: impl AsRef<[u8]>) -> Self {
        let folder = Self::new();
        folder.write(name, bytes);
        folder
    }

    fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        std::fs::write(self.0.join(name), bytes).unwrap();
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // A folder that stays in the temporary folder does no harm.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// The documents of a JSON report; each has all of its parts.
#[track_caller]
fn documents(out: &str) -> Vec<Value> {
    let json: Value = serde_json::from_str(out).unwrap_or_else(|error| panic!("{error}: {}", start_of(out)));
    assert_eq!(json["napkin"], 2);
    let documents = json["reports"].as_array().expect("a document of reports").clone();
    for document in &documents {
        for part in ["results", "checks", "diagnostics"] {
            assert!(document[part].is_array(), "no {part}");
        }
        for diagnostic in document["diagnostics"].as_array().unwrap() {
            let place = |name: &str| diagnostic[name].as_u64().unwrap_or(0);
            let (start, end) = ((place("line"), place("column")), (place("end_line"), place("end_column")));
            assert!(start <= end, "ends before it starts: {diagnostic}");
        }
    }
    documents
}

/// The ids of a document's diagnostics.
fn ids(document: &Value) -> Vec<&str> {
    let diagnostics = document["diagnostics"].as_array().unwrap();
    diagnostics.iter().map(|diagnostic| diagnostic["id"].as_str().unwrap()).collect()
}

/// A file whose report has an error, as a table and as JSON, and as lines on stdin.
#[track_caller]
fn refused(text: impl AsRef<[u8]>, id: &str) {
    refused_as_file(text.as_ref(), id);
    pipe(&[], std::io::Cursor::new(text.as_ref().to_vec())).expect(2, id);
}

/// A file whose report has an error, as a table and as JSON.
#[track_caller]
fn refused_as_file(text: &[u8], id: &str) {
    let folder = Folder::with("bad.nap", text);
    run_in(&folder.0, &["bad.nap"]).expect(2, id);
    let json = run_in(&folder.0, &["report", "bad.nap", "--format", "json"]).expect(2, id);
    let documents = documents(&json.out);
    assert!(ids(&documents[0]).contains(&id), "{:?}", ids(&documents[0]));
}

/// A file whose report is fine, as a table and as JSON, and shows a piece.
#[track_caller]
fn fine(text: impl AsRef<[u8]>, piece: &str) -> Vec<Value> {
    let folder = Folder::with("good.nap", text);
    run_in(&folder.0, &["good.nap"]).expect(0, piece);
    let json = run_in(&folder.0, &["report", "good.nap", "--format", "json"]).expect(0, piece);
    documents(&json.out)
}

/// A line for each number below a count.
fn lines(count: usize, mut line: impl FnMut(usize) -> String) -> String {
    (0..count).fold(String::new(), |mut text, number| {
        let _ = writeln!(text, "{}", line(number));
        text
    })
}

// ---- long and deep ----

#[test]
fn open_brackets() {
    refused("(".repeat(100_000), "too-deep");
    run_in(Path::new("."), &["eval", &"(".repeat(100_000)]).expect(2, "too-deep");
}

#[test]
fn signs() {
    refused("-".repeat(100_000) + "1", "too-deep");
    run_in(Path::new("."), &["eval", &("-".repeat(100_000) + "1")]).expect(2, "too-deep");
}

#[test]
fn a_sum_of_a_million_terms() {
    refused(format!("a = 1{}\n", " + 1".repeat(1_000_000)), "too-long");
    refused_as_file(format!("a = 1\n{}", "+ 1\n".repeat(1_000_000)).as_bytes(), "too-long");
}

#[test]
fn a_sum_over_many_lines_of_a_pipe() {
    pipe(&[], std::io::Cursor::new(format!("a = 1\n{}", "+ 1\n".repeat(1_000_000)))).expect(2, "too-long");
}

#[test]
fn numbers_beyond_the_largest() {
    refused("10^10^10", "overflow");
    refused("1e400", "bad-number");
    refused("9".repeat(400), "bad-number");
    refused("a = 5 GB^99999999999999999999", "bad-exponent");
    run_in(Path::new("."), &["eval", "10^10^10"]).expect(2, "overflow");
    run_in(Path::new("."), &["eval", "1e400"]).expect(2, "bad-number");
}

#[test]
fn a_line_of_a_hundred_megabytes() {
    let bytes = 100 * MILLION as u64;
    let line = || std::io::repeat(b'1').take(bytes);
    let (words, id) =
        if MILLION == 1_000_000 { ("is too long", "unreadable-source") } else { ("too-long", "too-long") };
    pipe(&["-"], line()).expect(2, words);
    pipe(&[], line()).expect(2, "too-long");
    let folder = Folder::new();
    let mut file = std::fs::File::create(folder.0.join("long.nap")).unwrap();
    std::io::copy(&mut line(), &mut file).unwrap();
    run_in(&folder.0, &["long.nap"]).expect(2, words);
    run_in(&folder.0, &["check", "long.nap"]).expect(2, words);
    let json = run_in(&folder.0, &["report", "long.nap", "--format", "json"]).expect(2, id);
    assert_eq!(ids(&documents(&json.out)[0]), [id]);
}

#[test]
fn a_long_line_within_the_limit_of_a_file() {
    refused("1".repeat(8 * MEGABYTE), "too-long");
    fine(format!("a = 1 KB # {}\n", "x".repeat(8 * MEGABYTE)), "1 KB");
}

#[test]
fn names_of_a_megabyte() {
    let name = "a".repeat(1_000_000);
    fine(format!("{name} = 1 KB\n"), "1 KB");
    refused(format!("x = {name}\n"), "unknown-name");
    fine(format!("title \"{name}\"\nx = 1 KB\n"), "1 KB");
}

#[test]
fn a_unit_of_a_megabyte() {
    fine(format!("x = 5 {}\n", "a".repeat(MILLION)), "5 aaa");
}

#[test]
fn blocks_left_open_and_closed() {
    refused("record a {\n".repeat(20_000), "unclosed-block");
    refused("}\n".repeat(100_000), "unexpected-text");
}

// ---- bytes ----

#[test]
fn bytes_that_are_no_text() {
    refused(b"a = 1\n\xff\xfe\n", "unreadable-source");
    refused(b"\xff".repeat(100_000), "unreadable-source");
    refused("a = 1\0\n", "invalid-character");
    refused("\0".repeat(1_000_000), "invalid-character");
    refused("\u{1f600}".repeat(100_000), "unexpected-text");
}

#[test]
fn line_ends_and_marks() {
    for text in ["a = 1 KB\r\nb = a * 2\r\n", "\u{feff}a = 1 KB\nb = a * 2\n", "a = 1 KB\nb = a * 2"] {
        let documents = fine(text, "2 KB");
        assert!(ids(&documents[0]).is_empty());
        pipe(&[], text.as_bytes()).expect(0, "b = 2 KB\n");
        pipe(&["-"], text.as_bytes()).expect(0, "2 KB");
    }
    fine("", "");
    pipe(&[], "".as_bytes()).expect(0, "");
    fine("\n".repeat(1_000_000), "");
    fine(" ".repeat(1_000_000), "");
}

// ---- files ----

#[test]
fn imports_that_go_round() {
    let folder = Folder::with("self.nap", "import \"self.nap\"\na = 1 KB\n");
    folder.write("one.nap", "import \"two.nap\"\na = 1 KB\n");
    folder.write("two.nap", "import \"one.nap\"\nb = a\n");
    for file in ["self.nap", "one.nap"] {
        run_in(&folder.0, &[file]).expect(2, "import-cycle");
        let json = run_in(&folder.0, &["report", file, "--format", "json"]).expect(2, "import each other");
        let documents = documents(&json.out);
        assert_eq!(ids(&documents[0]), ["import-cycle"]);
        assert!(!documents[0]["results"].as_array().unwrap().is_empty(), "the good lines still count");
    }
}

#[test]
fn what_is_no_file() {
    let folder = Folder::with("import.nap", "import \".\"\nimport \"gone.nap\"\n");
    std::fs::create_dir(folder.0.join("folder.nap")).unwrap();
    for (file, words) in [
        ("folder.nap", "it is a directory"),
        ("gone.nap", "there is no such file"),
        ("import.nap/x.nap", "a part of its path is not a directory"),
    ] {
        for arguments in
            [&[file][..], &["check", file], &["explain", file, "a"], &["eval", "1", "--file", file]]
        {
            run_in(&folder.0, arguments).expect(2, words);
        }
        let json = run_in(&folder.0, &["report", file, "--format", "json"]).expect(2, words);
        assert_eq!(ids(&documents(&json.out)[0]), ["unreadable-source"]);
    }
    run_in(&folder.0, &["import.nap"]).expect(2, "it is a directory").expect(2, "there is no such file");
}

#[test]
fn a_bad_file_beside_good_ones() {
    let folder = Folder::with("good.nap", "a = 1 KB\n");
    folder.write("bad.nap", "b = 1 KB + 1 s\n");
    let files = ["report", "good.nap", "bad.nap", "gone.nap", "good.nap", "--format", "json"];
    let json = run_in(&folder.0, &files).expect(2, "unit-mismatch");
    let found = documents(&json.out);
    let ids: Vec<_> = found.iter().map(ids).collect();
    assert_eq!(ids, [vec![], vec!["unit-mismatch"], vec!["unreadable-source"], vec![]]);
}

// ---- where the results go ----

/// Runs the program, reads the first line of its results and closes the pipe.
fn first_line(arguments: &[&str], folder: &Path, input: impl Read + Send + 'static) -> String {
    let mut child = napkin(arguments, folder).stdin(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let mut input = input;
    let writer = thread::spawn(move || {
        // Whoever closes a pipe has read enough.
        let _ = std::io::copy(&mut input, &mut stdin);
    });
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let err = reader(child.stderr.take());
    let status = wait(&mut child, arguments);
    writer.join().unwrap();
    assert_eq!(err.join().unwrap(), "", "a closed pipe is not an error");
    assert_eq!(status.code(), Some(0), "{status}");
    line
}

#[test]
fn a_pipe_that_is_closed() {
    let endless = "1 KB * 3 + 7 B\n".repeat(200_000);
    assert_eq!(first_line(&[], Path::new("."), std::io::Cursor::new(endless)), "3.01 KB\n");
    let folder = Folder::with("long.nap", lines(20_000, |number| format!("a{number} = {number} KB")));
    assert!(first_line(&["long.nap"], &folder.0, std::io::empty()).contains("calendar"));
    assert!(!first_line(&["report", "long.nap", "--format", "json"], &folder.0, std::io::empty()).is_empty());
}

#[cfg(target_os = "linux")]
#[test]
fn a_disk_that_is_full() {
    let full = || std::fs::File::options().write(true).open("/dev/full").unwrap();
    for arguments in [&["eval", "1 KB"][..], &["report", "-", "--format", "json"], &["-"]] {
        let child = napkin(arguments, Path::new(".")).stdout(full()).spawn().unwrap();
        finish(child, arguments).expect(2, "cannot write the results");
    }
}

// ---- many ----

#[test]
fn twenty_thousand_unknown_names() {
    let text = lines(MILLION / 50, |number| format!("x{number} = missing{number} * 2"));
    refused_as_file(text.as_bytes(), "unknown-name");
    pipe(&[], std::io::Cursor::new(text)).expect(2, "unknown-name");
    refused(format!("a = 1{}\n", " + missing".repeat(4_000)), "unknown-name");
}

#[test]
fn a_million_bad_lines() {
    for (line, id) in [("3 GB + 5 s", "unit-mismatch"), (")", "unexpected-text"), ("x = y", "duplicate-name")]
    {
        refused_as_file(format!("{line}\n").repeat(MILLION).as_bytes(), id);
    }
    // Each line that comes through a pipe is answered with some hundred bytes; a tenth of them shows as much.
    for (line, id) in [("3 GB + 5 s", "unit-mismatch"), (")", "unexpected-text"), ("x = y", "unknown-name")] {
        pipe(&[], std::io::Cursor::new(format!("{line}\n").repeat(MILLION / 10))).expect(2, id);
    }
    // They go on with one another.
    refused_as_file("5 +\n".repeat(1_000_000).as_bytes(), "too-long");
    pipe(&[], std::io::Cursor::new("5 +\n".repeat(1_000_000))).expect(2, "too-long");
}

#[test]
fn a_million_good_lines() {
    let input = "1 KB * 3 + 7 B\n".repeat(MILLION);
    let finished = pipe(&[], std::io::Cursor::new(input)).expect(0, "3.01 KB\n");
    assert_eq!(finished.out.lines().filter(|line| *line == "3.01 KB").count(), MILLION);
}

#[test]
fn functions_that_expand() {
    let doubling = lines(60, |place| match place {
        0 => "fn f0(x) = x + 1".to_owned(),
        _ => format!("fn f{place}(x) = f{0}(f{0}(x))", place - 1),
    });
    refused(format!("{doubling}y = f59(1)\n"), "expansion-too-large");
    refused_as_file(
        (doubling + &lines(1_000, |number| format!("y{number} = f59({number})"))).as_bytes(),
        "expansion-too-large",
    );
    let deep = lines(1_000, |place| match place {
        0 => "fn f0(x) = x + 1".to_owned(),
        _ => format!("fn f{place}(x) = f{}(x)", place - 1),
    });
    refused(format!("{deep}y = f999(1)\n"), "expansion-too-large");
    refused("fn f(x) = f(x)\ny = f(1)\n", "cycle");
}

#[test]
fn a_chain_of_ten_thousand_names_in_reverse() {
    let text = lines(10_000, |place| match 9_999 - place {
        0 => "a0 = 1 KB".to_owned(),
        place => format!("a{place} = a{} + 1 KB", place - 1),
    });
    let documents = fine(&text, "a9999");
    let last = &documents[0]["results"].as_array().unwrap()[..];
    let last = last.iter().find(|result| result["name"] == "a9999").unwrap();
    assert_eq!(last["display"], "10 MB");
    let around = lines(10_000, |place| format!("a{place} = a{}", (place + 1) % 10_000));
    refused_as_file(around.as_bytes(), "cycle");
}

#[test]
fn a_record_of_many_fields() {
    let fields = lines(40_000, |number| format!("  f{number} = 1 B"));
    fine(format!("record r {{\n{fields}}}\ns = size(r)\n"), "40 KB");
    let fields = |count| (0..count).map(|number| format!("f{number} = 1 B, ")).collect::<String>();
    fine(format!("record r {{ {} }}\ns = size(r)\n", fields(40_000)), "40 KB");
    refused_as_file(format!("a = 1\nrecord r {{ {} }}\n", fields(100_000)).as_bytes(), "too-long");
}

#[test]
fn more_statements_than_a_file_may_have() {
    refused_as_file(lines(MILLION, |number| format!("a{number} = {number} KB")).as_bytes(), "too-long");
    refused_as_file("1 KB * 3 + 7 B\n".repeat(MILLION).as_bytes(), "too-long");
    // What comes before the limit counts.
    let folder = Folder::with("long.nap", lines(60_000, |number| format!("a{number} = {number} KB")));
    let found = run_in(&folder.0, &["report", "long.nap", "--format", "json"]).expect(2, "too-long");
    let documents = documents(&found.out);
    assert_eq!(documents[0]["results"].as_array().unwrap().len(), 50_000);
    assert_eq!(ids(&documents[0]), ["too-long"]);
}

#[test]
fn many_lines_that_bind_again() {
    let first = lines(1_000, |number| format!("n{number} = {number} KB"));
    let again = lines(1_000, |number| format!("n{number} = {} KB", number + 1));
    pipe(&[], std::io::Cursor::new(first + &again)).expect(0, "n999 = 1000 KB\n");
}

#[test]
fn a_change_among_many_lines() {
    // It plans all lines anew, each with a noun that others use: as soon as a file of those lines, or nearly.
    // The nouns are two edits from each other, so that none looks like a slip of another.
    let line = |number: usize| format!("a{number} = {} gizmo{1:05}{1:05}x\n", number + 1, number / 2);
    let text: String = (0..16_000).map(line).collect();
    let change = line(0).replace("= 1", "= 5");
    let start = Instant::now();
    pipe(&[], std::io::Cursor::new(text.clone() + &change)).expect(0, "a0 = 5 ");
    let as_session = start.elapsed();
    let start = Instant::now();
    fine(text, "a15999");
    let as_file = start.elapsed();
    assert!(as_session < as_file * 10 + Duration::from_secs(1), "{as_session:?}, as a file {as_file:?}");
}

#[test]
fn ten_thousand_checks() {
    let checks = |line: &str| format!("a = 1 month\n{}", format!("{line}\n").repeat(10_000));
    let folder = Folder::with("good.nap", checks("check a ~ 30.44 days"));
    folder.write("bad.nap", checks("check a ~ 30 days within 0.1%"));
    run_in(&folder.0, &["check", "good.nap"]).expect(0, "10000");
    run_in(&folder.0, &["good.nap"]).expect(0, "10000");
    run_in(&folder.0, &["check", "bad.nap"]).expect(1, "10000");
    let json = run_in(&folder.0, &["report", "bad.nap", "--format", "json"]).expect(1, "");
    assert_eq!(documents(&json.out)[0]["checks"].as_array().unwrap().len(), 10_000);
}

#[test]
fn many_nouns() {
    // Each is compared with those that look like it.
    let count = MILLION / 50;
    let text = lines(count, |number| format!("a{number} = {number} gizmo{number}x"));
    fine(text, &format!("a{}", count - 1));
}

#[test]
fn many_blocks() {
    let component = "availability = 99.9%, latency = 1 ms, capacity = 1k req/s";
    let text = lines(2_000, |number| format!("component c{number} {{ {component} }}"));
    let chain: Vec<String> = (0..2_000).map(|number| format!("c{number}")).collect();
    fine(format!("{text}path p = {}\n", chain.join(" -> ")), "p");
    let workload =
        "users = 1 million users, write_rate = 1 paste/user/month, payload = 1 KB, retention = 3 years";
    fine(lines(1_000, |number| format!("workload w{number} {{ {workload} }}")), "w999");
    fine(lines(2_000, |number| format!("case \"c{number}\" {{ a = {number} KB }}")) + "a = 1 KB\n", "a");
}

/// A component, a path of it, and paths that each follow from the one before.
fn paths(count: usize, stages: impl Fn(usize) -> String) -> String {
    let component =
        "component c { availability = 99.9%, latency = 1 ms, capacity = 1k req/s }\npath p0 = c\n";
    component.to_owned() + &lines(count, |number| format!("path p{} = {}", number + 1, stages(number)))
}

#[test]
fn paths_of_paths() {
    fine(paths(100, |number| format!("p{number} -> c")), "p100");
    fine(paths(8, |number| format!("p{number} -> p{number}")), "p8");
}

#[test]
fn many_paths_of_paths() {
    refused(paths(3_000, |number| format!("p{number} -> c")), "expansion-too-large");
    fine(paths(500, |number| format!("p{number} | c")), "p500");
    // Twice as many stages on every line: an error, soon and within 4 GB.
    let folder = Folder::with("doubling.nap", paths(60, |number| format!("p{number} -> p{number}")));
    let limited = ["-c", "ulimit -v 4000000; exec \"$0\" doubling.nap", env!("CARGO_BIN_EXE_napkin")];
    let mut command = Command::new("sh");
    command.args(limited).current_dir(&folder.0).stdin(Stdio::null());
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    finish(child, &["doubling.nap"]).expect(2, "expansion-too-large");
}

// ---- the slowest calls ----

#[test]
fn ten_thousand_of_the_slowest_calls() {
    // What is missing of so many is counted term by term from the middle, where they fall slowest.
    let text = lines(MILLION / 100, |number| match number % 5 {
        0 => format!("{} of 1000000 99%", 500_000 + number),
        1 => "500000 of 1000000 50%".to_owned(),
        2 => "quorum(299999, 1 million, 30%)".to_owned(),
        3 => format!("erlang_b({} req/s, 1 s, 10 million)", 9_990_000 + number),
        _ => format!("service_level({} req/s, 1 s, 10 million, 2 ms)", 9_881_000 + number),
    });
    fine(text, "50 %");
}

#[test]
fn many_paths_of_a_million_members() {
    let component = "component app { mtbf = 30 days, mttr = 10 min }\n";
    let path = |number| format!("path p{number} = {} of 1000000 app", 999_700 + number % 200);
    fine(component.to_owned() + &lines(1_000, path), "p999");
    // Not to be told from never failing, and no division by it.
    fine(
        component.to_owned() + &lines(100, |number| format!("path p{number} = 500000 of 1000000 app")),
        "p99",
    );
}

/// Components of which each fails a little more rarely than the one before, and what joins them.
fn unlike_components(count: usize, joint: &str) -> (String, String) {
    let components = lines(count, |n| format!("component c{n} {{ mtbf = {} days, mttr = 1 h }}", n + 30));
    let names: Vec<String> = (0..count).map(|number| format!("c{number}")).collect();
    (components, names.join(joint))
}

#[test]
fn many_unlike_members() {
    let (components, names) = unlike_components(1_000, ", ");
    fine(components + &lines(5, |number| format!("path p{number} = {} of ({names})", 490 + number)), "p4");
    let shares: Vec<String> =
        (0..1_000).map(|number| format!("9{}%", 5.0 + f64::from(number) / 1e3)).collect();
    let count = MILLION / 20_000;
    let text = lines(count, |number| format!("q{number} = {} of ({})", 490 + number, shares.join(", ")));
    fine(text, &format!("q{}", count - 1));
    refused(format!("q = 2 of ({}, 99%)\n", shares.join(", ")), "too-long");
}

#[test]
fn thousands_side_by_side_and_in_series() {
    for (count, joint) in [(4_000, " | "), (2_000, " -> ")] {
        let (components, chain) = unlike_components(count, joint);
        let latency = "component db { availability = 99%, latency = 1 ms }\n";
        let text = lines(2, |number| format!("path p{number} = db{joint}{chain}"));
        fine(latency.to_owned() + &components + &text, "p1");
    }
}

// ---- exit statuses ----

#[test]
fn exit_statuses() {
    let folder = Folder::with("good.nap", "a = 1 KB\ncheck a = 1000 B\n");
    folder.write("failing.nap", "a = 1 KB\ncheck a = 1001 B\n");
    folder.write("bad.nap", "a = 1 KB + 1 s\ncheck 1 = 2\n");
    for (file, status) in [("good.nap", 0), ("failing.nap", 1), ("bad.nap", 2)] {
        for arguments in
            [&[file][..], &["report", file], &["check", file], &["check", file, "--format", "json"]]
        {
            run_in(&folder.0, arguments).expect(status, "");
        }
        pipe(&[], std::fs::File::open(folder.0.join(file)).unwrap()).expect(status, "");
        pipe(&["-"], std::fs::File::open(folder.0.join(file)).unwrap()).expect(status, "");
    }
    // The worst of several counts.
    run_in(&folder.0, &["check", "good.nap", "failing.nap"]).expect(1, "");
    run_in(&folder.0, &["check", "bad.nap", "good.nap", "failing.nap"]).expect(2, "");
    for arguments in [
        &["--no-such-option"][..],
        &["report"],
        &["report", "good.nap", "--format", "no-such-format"],
        &["report", "good.nap", "--digits", "0"],
        &["report", "good.nap", "--digits", "99999999999999999999"],
        &["report", "good.nap", "--only", "["],
        &["report", "good.nap", "--set", "a"],
        &["report", "good.nap", "--set", "a=(((("],
        &["report", "good.nap", "--set", "b=1"],
        &["report", "good.nap", "--set", "a=5 s"],
        &["eval"],
        &["eval", ""],
        &["eval", "5 +"],
        &["eval", "\u{1b}[31m"],
        &["explain", "good.nap", "gone"],
    ] {
        let finished = run_in(&folder.0, arguments).expect(2, "");
        assert!(!finished.err.is_empty(), "{arguments:?} says nothing");
    }
    run_in(&folder.0, &["--help"]).expect(0, "napkin");
    run_in(&folder.0, &["--version"]).expect(0, "napkin");
}

#[test]
fn no_control_character_reaches_the_terminal() {
    let folder =
        Folder::with("escape.nap", "title \"\u{1b}[2J\"\na = \u{1b}]0;x\u{7}1\nb = 1 KB # \u{1b}[31m\n");
    for arguments in
        [&["escape.nap"][..], &["check", "escape.nap"], &["report", "escape.nap", "--format", "json"]]
    {
        let finished = run_in(&folder.0, arguments).expect(2, "invalid-character");
        assert!(!finished.out.contains(['\u{1b}', '\u{7}']), "{}", start_of(&finished.out));
        assert!(!finished.err.contains(['\u{1b}', '\u{7}']), "{}", start_of(&finished.err));
    }
}

#[test]
fn a_place_before_a_character_of_many_bytes() {
    // The fuzz target found a place that ended within the `·`.
    let folder = Folder::with("dot.nap", "c = 48%/yea\u{b7}");
    let json = run_in(&folder.0, &["report", "dot.nap", "--format", "json"]).expect(2, "unexpected-text");
    documents(&json.out);
}
