//! The program as a shell sees it: files that it writes, streams, exit statuses, and the examples in its help.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

const PROGRAM: &str = env!("CARGO_BIN_EXE_napkin");

pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_path_buf()
}

/// A folder of its own for a test, gone when it ends.
pub(crate) struct Scratch(pub(crate) PathBuf);

impl Scratch {
    pub(crate) fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("napkin-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    pub(crate) fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.0.join(name);
        std::fs::write(&path, text).unwrap();
        path
    }

    pub(crate) fn read(&self, name: &str) -> String {
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
        // What the tests are run under says nothing about colour.
        .env_remove("CLICOLOR_FORCE")
        .env_remove("NO_COLOR")
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

// ---- the help ----------------------------------------------------------------------------------------------

/// The names of all commands, as the help lists them.
fn commands() -> Vec<String> {
    let (_, help, _) = napkin(&["--help"], "");
    let list = help.split("Commands:\n").nth(1).unwrap().split("\n\n").next().unwrap();
    let names = list.lines().map(|line| line.split_whitespace().next().unwrap().to_owned());
    names.filter(|name| name != "help").collect()
}

#[test]
fn the_loop_of_manual_pages_has_every_command() {
    let reference = std::fs::read_to_string(root().join("docs/reference.md")).unwrap();
    let line = reference.lines().find_map(|line| line.strip_prefix("for command in ")).unwrap();
    let mut told: Vec<&str> = line.trim_end_matches("; do").split(' ').collect();
    let mut commands = commands();
    told.sort_unstable();
    commands.sort_unstable();
    assert_eq!(told, commands);
}

/// The examples at the end of a help text.
fn examples(help: &str) -> Vec<String> {
    let list = help.split("Examples:\n").nth(1).unwrap_or_default();
    list.lines().filter_map(|line| line.strip_prefix("  ")).map(str::to_owned).collect()
}

/// The folder of the repository's scenarios, copied, since some commands write.
fn copy_of_scenarios(name: &str) -> Scratch {
    let scratch = Scratch::new(name);
    for folder in ["examples", "modules"] {
        std::fs::create_dir_all(scratch.0.join(folder)).unwrap();
        for entry in std::fs::read_dir(root().join(folder)).unwrap() {
            let path = entry.unwrap().path();
            if path.is_file() {
                std::fs::copy(&path, scratch.0.join(folder).join(path.file_name().unwrap())).unwrap();
            }
        }
    }
    scratch
}

/// A shell with the program on its PATH.
pub(crate) fn shell(folder: &Path, script: &str) -> (i32, String, String) {
    let own = Path::new(PROGRAM).parent().unwrap().to_path_buf();
    let path = std::env::var_os("PATH").unwrap_or_default();
    let path = std::env::join_paths(std::iter::once(own).chain(std::env::split_paths(&path))).unwrap();
    let output =
        Command::new("bash").args(["-c", script]).current_dir(folder).env("PATH", path).output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code().unwrap(), text(&output.stdout), text(&output.stderr))
}

#[test]
fn every_command_ends_its_help_in_two_examples_that_run() {
    let scratch = copy_of_scenarios("examples");
    let mut commands = commands();
    assert!(commands.len() >= 10, "{commands:?}");
    commands.push(String::new());
    for command in commands {
        let arguments: Vec<&str> = command.split_whitespace().chain(["--help"]).collect();
        let (status, help, _) = napkin(&arguments, "");
        let examples = examples(&help);
        assert_eq!((status, examples.len()), (0, 2), "napkin {command} --help\n{help}");
        for example in examples {
            assert!(example.contains(&format!("napkin {command}")) || command.is_empty(), "{example}");
            let (status, out, err) = shell(&scratch.0, &format!("set -o pipefail; {example}"));
            assert_eq!((status, err.as_str()), (0, ""), "{example}\n{out}");
            let is_quiet = command == "fmt" || example.contains(" > ");
            assert_eq!(out.is_empty(), is_quiet, "{example}\n{out}");
        }
    }
    assert!(scratch.read("napkin.bash").contains("complete -F"));
    assert!(scratch.read("napkin-eval.1").contains(".TH NAPKIN-EVAL 1"));
}

#[test]
fn completions_are_scripts_of_their_shells() {
    let scratch = Scratch::new("completions");
    for (shell_name, piece) in [
        ("bash", "complete -F _napkin"),
        ("zsh", "#compdef napkin"),
        ("fish", "complete -c napkin"),
        ("elvish", "edit:completion:arg-completer[napkin]"),
        ("powershell", "Register-ArgumentCompleter"),
    ] {
        let (status, script, err) = napkin(&["completions", shell_name], "");
        assert_eq!((status, err.as_str()), (0, ""));
        assert!(script.contains(piece) && script.contains("explain"), "{shell_name}: {script}");
        scratch.write(shell_name, &script);
    }
    assert_eq!(shell(&scratch.0, "bash -n bash"), (0, String::new(), String::new()));
    // It completes: the words after `napkin re`.
    let script =
        "source ./bash; COMP_WORDS=(napkin re); COMP_CWORD=1; _napkin napkin re napkin; echo ${COMPREPLY[@]}";
    assert_eq!(shell(&scratch.0, script).1.trim(), "report reference");
    for checked in ["zsh -n zsh", "fish --no-execute fish"] {
        let script =
            format!("command -v {} >/dev/null || exit 0; {checked}", checked.split(' ').next().unwrap());
        assert_eq!(shell(&scratch.0, &script).0, 0, "{checked}");
    }
    assert_eq!(napkin(&["completions", "tcsh"], "").0, 2);
}

/// What the scripts of shells ask the program for.
#[test]
fn names_cases_and_functions_are_completed() {
    let complete = |words: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_napkin"))
            .args(words)
            .env("NAPKIN_COMPLETE", "words")
            .current_dir(root())
            .output()
            .unwrap();
        assert!(output.status.success() && output.stderr.is_empty(), "{words:?}");
        String::from_utf8(output.stdout).unwrap().lines().map(str::to_owned).collect::<Vec<_>>()
    };
    let (tour, checkout) = ("examples/tour.nap", "examples/checkout.nap");
    for (words, expected) in [
        (&["explain", tour, "read.l"][..], &["read.latency", "read.load"][..]),
        (&["explain", "exam"], &["@files"]),
        (&["examples/t"], &["@files"]),
        (&["check", "--case", ""], &[]),
        (&["check", checkout, "--case", "b"], &["budget DNS"]),
        (&[tour, "--set", "pastes.re"], &["pastes.read_ratio=", "pastes.replicas=", "pastes.retention="]),
        (&["sweep", "examples/pastebin.nap", "wr"], &["writes="]),
        (&["sweep", "examples/pastebin.nap", "writes=1..2", "--of", "storage,ke"], &["storage,keys"]),
        (&["solve", tour, "--for", "pastes.u"], &["pastes.users"]),
        (&["eval", "erlang"], &["erlang_b(", "erlang_c("]),
        (&["functions", "erlang"], &["erlang_b", "erlang_c"]),
        (&["reference", "growth"], &["growth-rates"]),
        (&["man", "swe"], &["sweep"]),
        (&["explain", "gone.nap", "--format", "j"], &[]),
        (&["rep"], &[]),
        (&[], &[]),
    ] {
        assert_eq!(complete(words), expected, "{words:?}");
    }
    // In bash as a whole, with the program where the script looks for it.
    let scratch = Scratch::new("complete");
    let (_, script, _) = napkin(&["completions", "bash"], "");
    scratch.write("napkin.bash", &script);
    let asked = format!(
        "source ./napkin.bash; napkin() {{ (cd {root} && {program} \"$@\"); }}; \
         COMP_WORDS=(napkin {checkout} --case b); COMP_CWORD=3; _napkin_words napkin b --case; echo \"${{COMPREPLY[@]}}\"",
        root = root().display(),
        program = env!("CARGO_BIN_EXE_napkin"),
    );
    assert_eq!(shell(&scratch.0, &asked).1.trim(), "budget\\ DNS");
}

#[test]
fn manual_pages_are_rendered() {
    let scratch = Scratch::new("man");
    for command in commands().iter().map(String::as_str).chain([""]) {
        let arguments: Vec<&str> = ["man"].into_iter().chain(command.split_whitespace()).collect();
        let (status, page, err) = napkin(&arguments, "");
        assert_eq!((status, err.as_str()), (0, ""));
        assert!(page.contains(".TH NAPKIN") && page.contains("Examples:"), "{command}: {page}");
        scratch.write("napkin.1", &page);
        let script = "if command -v mandoc >/dev/null; then mandoc -T utf8 -W error napkin.1; \
                      elif command -v groff >/dev/null; then groff -man -T utf8 -ww napkin.1; \
                      else cat napkin.1; fi";
        let (status, out, err) = shell(&scratch.0, script);
        assert_eq!((status, err.as_str()), (0, ""), "{command}");
        assert!(out.contains("napkin eval") || command != "eval", "{out}");
    }
    let (status, _, err) = napkin(&["man", "evl"], "");
    assert_eq!(status, 2);
    assert!(err.contains("napkin man eval"), "{err}");
}

// ---- streams -----------------------------------------------------------------------------------------------

/// A run of each command that prints something, which reads this on stdin where it reads it.
const RUNS: [&[&str]; 20] = [
    &["-"],
    &["report", "-"],
    &["report", "-", "--format", "json"],
    &["check", "-"],
    &["check", "-", "--format", "json"],
    &["explain", "-", "storage"],
    &["eval", "storage / 2", "--file", "-"],
    &["sweep", "-", "growth=1..3 GB/day", "--of", "storage"],
    &["sweep", "-", "growth=1..3 GB/day", "--of", "storage", "--format", "csv"],
    &["sweep", "-", "growth=1..3 GB/day", "--of", "storage", "--chart"],
    &["solve", "-", "storage = 1 TB", "--for", "growth"],
    &["fmt", "-"],
    &["units"],
    &["functions"],
    &["reference"],
    &["reference", "lines"],
    &["completions", "bash"],
    &["man"],
    &["--help"],
    &[],
];
const SCENARIO: &str = "growth = 1 GB/day\nstorage = growth over 1 year\ncheck storage < 1 TB\n";

#[test]
fn a_dash_reads_stdin_wherever_a_file_is_due() {
    let from_stdin = RUNS.iter().filter(|run| run.contains(&"-"));
    for run in from_stdin {
        let (status, out, err) = napkin(run, SCENARIO);
        assert_eq!((status, err.as_str()), (0, ""), "{run:?}");
        assert!(out.contains("storage") || out == "183 GB\n", "{run:?}: {out}");
        let (status, _, err) = napkin(run, "storage = \n");
        assert!(status == 2 && err.contains("<stdin>") || run.contains(&"json"), "{run:?}: {status} {err}");
    }
    // Every command that names a FILE in its help has its run above.
    for command in commands() {
        let (_, help, _) = napkin(&[&command, "--help"], "");
        let takes_file = help.contains("<FILE>");
        let has_run = RUNS.iter().any(|run| run.first() == Some(&&*command) && run.contains(&"-"));
        assert_eq!(takes_file, has_run, "{command}");
    }
}

#[test]
fn a_closed_pipe_ends_quietly() {
    for run in RUNS {
        let mut child = Command::new(PROGRAM)
            .args(run)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // Nobody reads, before anything can have been written.
        drop(child.stdout.take());
        let _ = child.stdin.take().unwrap().write_all(SCENARIO.as_bytes());
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{run:?}");
        assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{run:?}");
    }
}

#[test]
fn what_goes_to_a_file_has_no_colour() {
    for run in RUNS {
        let (_, out, _) = napkin(run, SCENARIO);
        assert!(!out.contains('\u{1b}'), "{run:?}: {out}");
    }
    let (_, _, err) = napkin(&["eval", "1 GB + 1 s"], "");
    assert!(!err.contains('\u{1b}'), "{err}");
    for run in [&["--color", "always", "report", "-"][..], &["--color", "always", "reference", "lines"]] {
        assert!(napkin(run, SCENARIO).1.contains('\u{1b}'), "{run:?}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn help_that_cannot_be_written_is_an_error() {
    for arguments in ["--help", "-h", "--version", "sweep --help", "--color never --help"] {
        let (status, _, err) = shell(&root(), &format!("napkin {arguments} > /dev/full"));
        assert!(
            status == 2 && err.starts_with("error: cannot write the results: "),
            "{arguments}: {status} {err}"
        );
        // Whoever reads no further wants no more.
        let line = format!("( sleep 0.2; napkin {arguments}; echo $? >&2 ) | true");
        assert_eq!(shell(&root(), &line), (0, String::new(), "0\n".into()), "{arguments}");
        // The streams of errors are another matter.
        assert_eq!(shell(&root(), &format!("napkin {arguments} 2> /dev/full > /dev/null")).0, 0);
    }
    assert_eq!(shell(&root(), "napkin --nonsense > /dev/full 2> /dev/full").0, 2);
}

#[test]
fn an_option_that_is_wrong_for_one_of_several_scenarios_names_it() {
    let scratch = Scratch::new("of-several");
    scratch.write("a.nap", "users = 10 users\ncheck users > 1 user\ncase \"big\" { users = 20 users }\n");
    scratch.write("b.nap", "posts = 10 posts\n");
    for (option, message) in [
        ("--case=big", "no case is called `big` (scenario b.nap)"),
        ("--set=users=3 users", "no line binds `users`, so it cannot be set (scenario b.nap)"),
    ] {
        for command in ["report", "check"] {
            let (status, _, err) = napkin_in(&scratch.0, &[command, "a.nap", "b.nap", option], "");
            assert!(status == 2 && err.contains(message) && !err.contains("scenario a.nap"), "{err}");
            let json = napkin_in(&scratch.0, &[command, "a.nap", "b.nap", option, "--format", "json"], "").1;
            assert!(json.contains(message), "{json}");
            // Of one scenario there is no doubt.
            let (_, _, err) = napkin_in(&scratch.0, &[command, "b.nap", option], "");
            assert!(!err.contains("(scenario"), "{err}");
        }
    }
    let (_, _, err) = napkin_in(&scratch.0, &["a.nap", "gone.nap"], "");
    assert!(err.contains("gone.nap") && !err.contains("(scenario"), "{err}");
}

#[test]
fn a_check_without_a_verdict_is_never_well() {
    for check in ["check 1 GB < 1 s", "check 1 GB < nope", "check y > 1 GB", "check 1 / 0 < 1"] {
        let scenario = format!("y = tiered((1 b)^60, (1 b)^60)\n{check}\ncheck 1 GB < 2 GB\n");
        let (status, out, _) = napkin(&["check", "-"], &scenario);
        assert_eq!(status, 2, "{scenario}{out}");
        assert!(out.contains("1 check: it holds, 1 not evaluated"), "{scenario}{out}");
    }
}

#[test]
fn warnings_fail_a_check_where_they_are_denied() {
    let path = "component lb { availability = 99.9% }\ncomponent app { availability = 99.9%, cost = $5/month }\n\
                path read = lb -> app\ncheck read.cost < $9/month\n";
    for (scenario, denied) in [(path, 1), ("users = 5 users\ncheck users > 1 user\n", 0), ("users = \n", 2)] {
        for format in ["table", "json"] {
            let (status, _, _) = napkin(&["check", "-", "--format", format, "--deny", "warnings"], scenario);
            assert_eq!(status, denied, "{scenario}");
            let (status, out, err) = napkin(&["check", "-", "--format", format], scenario);
            assert_eq!(status, if denied == 1 { 0 } else { denied }, "{scenario}");
            assert_eq!((out + &err).contains("lacking-figure"), denied == 1, "{scenario}");
        }
    }
}

#[test]
fn no_check_at_all_is_never_well() {
    let scratch = Scratch::new("no-checks");
    scratch.write("a.nap", "users = 10 users\ncheck users = 10 users\ncase \"big\" { users = 20 users }\n");
    scratch.write("b.nap", "posts = 5 * 2 posts\n");
    scratch.write("c.nap", "import \"a.nap\"\nposts = 2 posts/user * users\n");
    let runs: [(&[&str], &str); 6] = [
        (&["b.nap"], "write what has to hold, as `check posts ~ 10 posts`"),
        (&["a.nap", "b.nap"], "nothing is checked here (scenario b.nap)"),
        // What is stated at top level is stated of the base.
        (&["a.nap", "--case", "big"], "nothing is checked of the case"),
        // Imported checks do nothing.
        (&["c.nap"], "`check posts ~ 20 posts`"),
        (&["-"], "nothing is checked here"),
        (&["b.nap", "--set", "posts=3 posts"], "`check posts ~ 3 posts`"),
    ];
    for (arguments, message) in runs {
        let check = [&["check"], arguments].concat();
        let (status, _, err) = napkin_in(&scratch.0, &check, "users = 5 users\n");
        assert!(status == 2 && err.contains(message), "{check:?}: {status} {err}");
        let (status, out, err) =
            napkin_in(&scratch.0, &[&check[..], &["--format", "json"]].concat(), "users = 5 users\n");
        assert!(status == 2 && err.is_empty() && out.contains("\"no-checks\""), "{check:?}: {out}{err}");
        // A report without checks is one all the same.
        let report = [&["report"], arguments].concat();
        assert_eq!(napkin_in(&scratch.0, &report, "users = 5 users\n").0, 0, "{report:?}");
    }
    assert_eq!(napkin_in(&scratch.0, &["check", "a.nap"], "").0, 0);
    assert_eq!(napkin_in(&scratch.0, &["check", "a.nap", "--case", "base"], "").0, 0);
    let (status, _, err) = napkin_in(&scratch.0, &["check", "b.nap", "--set", "post=3"], "");
    assert!(status == 2 && !err.contains("no-checks"), "{err}");
}

#[test]
fn an_expression_without_a_value_says_why() {
    let (status, out, messages) = napkin(&["eval", "tiered((1 b)^60, (1 b)^60)"], "");
    assert_eq!((status, out.as_str()), (2, ""));
    assert!(messages.contains("error[bad-exponent]: the powers of the units become too large"), "{messages}");
}

#[test]
fn a_refused_line_leaves_nothing_behind() {
    let warning = "unit-named-like-variable";
    let told = |lines: &str| napkin(&[], lines).2;
    assert!(told("shards = 8\ny = 100 GB/shards\n").contains(warning));
    assert!(told("shards = 8\nx = 5 shards + 1 GB\ny = 100 GB/shards\n").contains(warning));
}
