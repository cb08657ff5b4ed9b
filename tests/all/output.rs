//! `-o OUT` and the formats at the command line: a whole file or none, and no report lost for another's failure.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const SCENARIO: &str =
    "title \"T\"\na = 5 GB\nb = a * 2\ncheck b = 10 GB\ncase \"c\" { a = 6 GB, check b = 12 GB }\n";

/// A folder that goes when it is dropped.
struct Place(tempfile::TempDir);

impl Place {
    fn new() -> Self {
        let place = Self(tempfile::tempdir().unwrap());
        place.write("a.nap", SCENARIO);
        place.write("bad.nap", "x = 3 GB + 3 s\ny = 2\n");
        place
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn write(&self, name: &str, text: &str) {
        std::fs::write(self.path(name), text).unwrap();
    }

    fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap()
    }

    /// The names in the folder, in order.
    fn names(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.0.path()).unwrap();
        let mut names: Vec<_> =
            entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    fn run(&self, line: &str) -> Output {
        let words = line.split(' ');
        Command::new(env!("CARGO_BIN_EXE_napkin")).args(words).current_dir(self.0.path()).output().unwrap()
    }

    #[track_caller]
    fn expect(&self, line: &str, status: i32, message: &str) -> String {
        let output = self.run(line);
        let (out, err) =
            (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
        assert_eq!(output.status.code(), Some(status), "{line}\n{out}{err}");
        assert!(err.contains(message) && (message.is_empty() == err.is_empty()), "{line}\n{err}");
        out
    }
}

#[test]
fn a_file_has_what_stdout_would_have_had() {
    let place = Place::new();
    for (format, ending) in
        [("table", "txt"), ("json", "json"), ("csv", "csv"), ("markdown", "md"), ("html", "html")]
    {
        let printed = place.expect(&format!("report a.nap --format {format}"), 0, "");
        assert!(!printed.is_empty());
        assert_eq!(place.expect(&format!("report a.nap -o out.{ending}"), 0, ""), "");
        assert_eq!(place.read(&format!("out.{ending}")), printed, "{format}");
        // Without `report` it is the same, and what is asked for stands over the ending.
        assert_eq!(place.expect(&format!("a.nap --output other.txt --format {format}"), 0, ""), "");
        assert_eq!(place.read("other.txt"), printed, "{format}");
        assert_eq!(place.expect(&format!("a.nap -o - --format {format}"), 0, ""), printed);
    }
    assert_eq!(place.expect("a.nap -o plain", 0, ""), "");
    assert_eq!(place.read("plain"), place.expect("a.nap", 0, ""));
}

#[test]
fn what_cannot_be_written_leaves_nothing_behind() {
    let place = Place::new();
    std::fs::create_dir(place.path("folder")).unwrap();
    let before = place.names();
    for (out, message) in [
        ("gone/out.md", "there is no folder `gone`"),
        ("folder", "it is a directory"),
        ("a.nap/out.md", "cannot write"),
        ("out.xyz", "names no format"),
        ("a.nap", "names no format"),
    ] {
        assert_eq!(place.expect(&format!("a.nap -o {out}"), 2, message), "");
        assert_eq!(place.names(), before);
    }
    for out in ["a.nap", "./a.nap", "folder/../a.nap"] {
        place.expect(&format!("bad.nap a.nap -o {out} --format table"), 2, "over the scenario `a.nap`");
        assert_eq!(place.read("a.nap"), SCENARIO);
    }
    assert_eq!(place.names(), before);
}

#[test]
fn a_report_is_not_written_over_what_a_scenario_imports() {
    let place = Place::new();
    place.write("lib.nap", "import \"deep.nap\"\nsize = 2 GB\n");
    place.write("deep.nap", "deep = 3 +\n");
    place.write("imp.nap", "import \"lib.nap\"\nimport latency\na = size * 2\n");
    let before = place.names();
    for name in ["lib.nap", "deep.nap"] {
        let text = place.read(name);
        let message = format!("error: `{name}` would be written over the scenario `{name}`");
        place.expect(&format!("report a.nap imp.nap -o {name} --format table"), 2, &message);
        assert_eq!(place.read(name), text);
        if name == "lib.nap" {
            place.expect(&format!("sweep imp.nap size=1..3 --of a -o {name} --format csv"), 2, &message);
            assert_eq!(place.read(name), text);
        }
    }
    assert_eq!(place.names(), before);
    place.expect("a.nap -o lib.nap --format table", 0, "");
}

#[test]
fn a_report_with_errors_is_a_report() {
    let place = Place::new();
    place.write("out.md", "old");
    place.expect("bad.nap gone.nap a.nap -o out.md", 2, "unit-mismatch");
    let text = place.read("out.md");
    assert!(
        text.contains("storage and time cannot be added") && text.contains("there is no such file"),
        "{text}"
    );
    assert!(text.contains("| `y` | 2 |") && text.contains("| `b` | 10 GB | 12 GB |"), "{text}");
    place.expect("bad.nap gone.nap a.nap -o out.csv", 2, "unit-mismatch");
    let files: Vec<String> = place
        .read("out.csv")
        .lines()
        .skip(1)
        .map(|line| line.split(',').next().unwrap().to_owned())
        .collect();
    assert_eq!(files, ["bad.nap", "a.nap", "a.nap", "a.nap", "a.nap"]);
    place.expect("bad.nap gone.nap a.nap -o out.html", 2, "unit-mismatch");
    assert_eq!(place.read("out.html").matches("<article").count(), 3);
    // JSON is for programs: it has the messages, and stderr has none.
    place.expect("bad.nap gone.nap a.nap -o out.json", 2, "");
}

#[test]
fn set_case_only_and_digits_work_in_each_format() {
    let place = Place::new();
    for format in ["table", "json", "csv", "markdown", "html"] {
        let line = format!("a.nap --format {format} --set a=1/3*GB --case c --only b --digits 7");
        let line = line.replace("1/3*GB", "1000000001B");
        let text = place.run(&line);
        let text = String::from_utf8(text.stdout).unwrap();
        assert!(
            text.contains("2 GB") || text.contains("2.000000 GB") || text.contains("2.000000002"),
            "{text}"
        );
        assert!(!text.contains("5 GB") && text.contains('c'), "{text}");
    }
    let text = place.expect("explain a.nap b --format markdown --digits 5 --set a=1.23456GB", 0, "");
    assert_eq!(text, "- `b` = 2.4691 GB: `a * 2` = `1.23456GB * 2`\n  - `a` = 1.23456GB\n");
}

#[cfg(unix)]
#[test]
fn permissions_links_and_devices_stay_what_they_are() {
    use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
    let place = Place::new();
    let mode = |path: &Path| path.metadata().unwrap().permissions().mode() & 0o777;
    place.write("like", "");
    place.expect("a.nap -o new.md", 0, "");
    assert_eq!(mode(&place.path("new.md")), mode(&place.path("like")));
    std::fs::set_permissions(place.path("new.md"), std::fs::Permissions::from_mode(0o640)).unwrap();
    let inode = place.path("new.md").metadata().unwrap().ino();
    symlink("new.md", place.path("link.md")).unwrap();
    place.expect("a.nap -o link.md --digits 4", 0, "");
    assert!(place.path("link.md").is_symlink());
    assert_eq!(mode(&place.path("new.md")), 0o640);
    assert_ne!(place.path("new.md").metadata().unwrap().ino(), inode, "a whole file took its place");
    place.expect("a.nap -o /dev/null --format csv", 0, "");
    assert!(!Path::new("/dev/null").metadata().unwrap().is_file());
    place.expect("a.nap -o /dev/full --format csv", 2, "the disk is full");
}

#[cfg(target_os = "linux")]
#[test]
fn a_stream_that_goes_to_a_file_is_written_on_by_any_name() {
    use crate::command_line::shell;
    let place = Place::new();
    let printed = place.expect("a.nap --format csv", 0, "");
    std::os::unix::fs::symlink("/dev/stdout", place.path("out.csv")).unwrap();
    for (out, to) in [
        ("/dev/stdout", ">>"),
        ("/dev/fd/1", ">>"),
        ("/proc/self/fd/1", ">>"),
        ("out.csv", ">>"),
        ("/dev/stderr", "2>>"),
        ("/dev/fd/3", "3>>"),
        ("/proc/$$/fd/3", "3>>"),
    ] {
        place.write("log", "precious\n");
        let line = format!("exec {to} log; napkin report a.nap --format csv -o {out}");
        assert_eq!(shell(&place.path("."), &line), (0, String::new(), String::new()), "{line}");
        assert_eq!(place.read("log"), format!("precious\n{printed}"), "{line}");
    }
    // In one shell what comes before and after stays in order, without an append as well.
    let line = "{ echo first; napkin a.nap -o /dev/stdout --format csv; echo last; } > log";
    assert_eq!(shell(&place.path("."), line).0, 0);
    assert_eq!(place.read("log"), format!("first\n{printed}last\n"));
    // A sweep does the same.
    let line =
        "{ echo first; napkin sweep a.nap a=1GB..2GB --steps 2 --of b --format csv -o /dev/stdout; } > log";
    assert_eq!(shell(&place.path("."), line).0, 0);
    assert!(place.read("log").starts_with("first\na"), "{}", place.read("log"));
    // A formatter that reads a stream does not add to the file behind it.
    place.write("layout.nap", "a=1\n");
    assert_eq!(shell(&place.path("."), "napkin fmt /dev/fd/3 3< layout.nap").0, 0);
    assert_eq!(place.read("layout.nap"), "a = 1\n");
}

#[cfg(target_os = "linux")]
#[test]
fn a_killed_run_leaves_nothing_behind() {
    let place = Place::new();
    place.write("out.csv", "old");
    let before = place.names();
    for signal in ["TERM", "KILL"] {
        let words = "sweep a.nap a=1GB..100GB --steps 100000000 --of b -o out.csv".split(' ');
        let mut run = Command::new(env!("CARGO_BIN_EXE_napkin"))
            .args(words)
            .current_dir(place.path("."))
            .spawn()
            .unwrap();
        // It is killed once it has something in the folder to write to.
        let folder = place.path(".").canonicalize().unwrap();
        let has_begun = || {
            let open = std::fs::read_dir(format!("/proc/{}/fd", run.id())).unwrap();
            let is_new =
                |path: &Path| path.starts_with(&folder) && !before.iter().any(|name| path.ends_with(name));
            open.flatten().any(|entry| entry.path().read_link().is_ok_and(|path| is_new(&path)))
        };
        let start = std::time::Instant::now();
        while !has_begun() {
            assert!(start.elapsed().as_secs() < 20, "it does not begin to write");
            std::thread::sleep(std::time::Duration::from_millis(10));
        }
        let line = format!("kill -s {signal} {}", run.id());
        assert_eq!(crate::command_line::shell(&folder, &line).0, 0);
        assert!(!run.wait().unwrap().success());
        assert_eq!(place.names(), before, "{signal}");
        assert_eq!(place.read("out.csv"), "old");
    }
}
