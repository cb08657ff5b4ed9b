//! The program as a shell sees it: files that it writes, streams, exit statuses, and the examples in its help.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

const PROGRAM: &str = env!("CARGO_BIN_EXE_napkin");

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_path_buf()
}

/// A folder of its own for a test, gone when it ends.
struct Scratch(PathBuf);

impl Scratch {
    fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("napkin-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.0.join(name);
        std::fs::write(&path, text).unwrap();
        path
    }

    fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.0.join(name)).unwrap()
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Exit status, stdout and stderr of a run in a folder, with a text on stdin.
fn napkin_in(folder: &Path, arguments: &[&str], stdin: &str) -> (i32, String, String) {
    let mut child = Command::new(PROGRAM)
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // Who does not read stdin closes it, which is no failure of the test.
    let _ = child.stdin.take().unwrap().write_all(stdin.as_bytes());
    let output = child.wait_with_output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code().unwrap(), text(&output.stdout), text(&output.stderr))
}

fn napkin(arguments: &[&str], stdin: &str) -> (i32, String, String) {
    napkin_in(&root(), arguments, stdin)
}

// ---- fmt ---------------------------------------------------------------------------------------------------

#[test]
fn fmt_rewrites_a_file_in_place_and_prints_nothing() {
    let scratch = Scratch::new("fmt");
    scratch.write("a.nap", "users=10 million users # all\r\n");
    scratch.write("good.nap", "a = 1\n");
    assert_eq!(napkin_in(&scratch.0, &["fmt", "a.nap", "good.nap"], ""), (0, String::new(), String::new()));
    assert_eq!(scratch.read("a.nap"), "users = 10 million users                # all\n");
    assert_eq!(scratch.read("good.nap"), "a = 1\n");
    let names: Vec<_> = std::fs::read_dir(&scratch.0).unwrap().collect();
    assert_eq!(names.len(), 2, "a temporary file is left: {names:?}");
}

#[test]
fn fmt_check_names_what_would_change_and_writes_nothing() {
    let scratch = Scratch::new("fmt-check");
    scratch.write("a.nap", "a = 1\nb=2\n");
    scratch.write("good.nap", "a = 1\n");
    let (status, out, err) = napkin_in(&scratch.0, &["fmt", "--check", "a.nap", "good.nap"], "");
    assert_eq!((status, out.as_str()), (1, ""));
    assert_eq!(
        err,
        "a.nap:2: not in the canonical layout\n- b=2\n+ b = 2\n\
         1 file would change; without --check, `napkin fmt` rewrites it\n"
    );
    assert_eq!(scratch.read("a.nap"), "a = 1\nb=2\n");
    assert_eq!(napkin_in(&scratch.0, &["fmt", "--check", "good.nap"], ""), (0, String::new(), String::new()));
    assert_eq!(napkin(&["fmt", "--check", "-"], "b=2").0, 1);
}

#[test]
fn fmt_leaves_what_it_cannot_read_and_does_the_others() {
    let scratch = Scratch::new("fmt-errors");
    scratch.write("bad.nap", "a  =  1 +\n");
    scratch.write("other.nap", "a=1\n");
    for extra in [None, Some("--check")] {
        let mut arguments = vec!["fmt", "bad.nap", "gone.nap", "other.nap"];
        arguments.extend(extra);
        let (status, out, err) = napkin_in(&scratch.0, &arguments, "");
        assert_eq!((status, out.as_str()), (2, ""));
        assert!(err.contains("unexpected-text") && err.contains("unreadable-source"), "{err}");
        assert_eq!(scratch.read("bad.nap"), "a  =  1 +\n");
    }
    assert_eq!(scratch.read("other.nap"), "a = 1\n");
    // What reads well and means nothing has a layout all the same.
    assert_eq!(napkin(&["fmt", "-"], "a=3 GB+5 users"), (0, "a = 3 GB + 5 users\n".into(), String::new()));
    let (status, out, _) = napkin(&["fmt", "-"], "a = ");
    assert_eq!((status, out.as_str()), (2, ""));
}

#[cfg(unix)]
#[test]
fn fmt_keeps_permissions_and_follows_links() {
    use std::os::unix::fs::PermissionsExt as _;
    let scratch = Scratch::new("fmt-link");
    let file = scratch.write("real.nap", "a=1\n");
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o640)).unwrap();
    std::os::unix::fs::symlink("real.nap", scratch.0.join("link.nap")).unwrap();
    assert_eq!(napkin_in(&scratch.0, &["fmt", "link.nap"], "").0, 0);
    assert_eq!(scratch.read("real.nap"), "a = 1\n");
    assert!(scratch.0.join("link.nap").symlink_metadata().unwrap().is_symlink());
    assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o640);
}
