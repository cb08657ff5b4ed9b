//! The scripts in `examples/scripts`, each doing its job with the program on its PATH.

use crate::command_line::{Scratch, root, shell};

/// Runs a script in a folder: its exit status, stdout and stderr. `before` sets what it finds in its environment.
fn script(scratch: &Scratch, before: &str, name: &str, arguments: &str) -> (i32, String, String) {
    let path = root().join("examples/scripts").join(name);
    shell(&scratch.0, &format!("{before} bash '{}' {arguments}", path.display()))
}

/// A repository whose branch changes one scenario, adds one and deletes one.
fn repository(name: &str) -> Scratch {
    let scratch = Scratch::new(name);
    scratch.write("kept.nap", "a = 1\ncheck a = 2\n");
    scratch.write("gone.nap", "a = 1\n");
    scratch.write("changed.nap", "users = 10 users\ncheck users < 20 users\n");
    let git = "git -c user.name=a -c user.email=a@example.org -c commit.gpgsign=false";
    let (status, _, err) = shell(
        &scratch.0,
        &format!("git init -q -b main && git add . && {git} commit -q -m base && git checkout -q -b topic"),
    );
    assert_eq!(status, 0, "{err}");
    std::fs::remove_file(scratch.0.join("gone.nap")).unwrap();
    scratch
        .write("changed.nap", "users = 30 users\ncheck users < 20 users  # the contract's\nx = 3 GB + 1 s\n");
    scratch.write("new, one.nap", "b=2\n");
    let (status, _, err) = shell(&scratch.0, &format!("git add -A && {git} commit -q -m topic"));
    assert_eq!(status, 0, "{err}");
    scratch
}

#[test]
fn the_gate_fails_what_a_branch_breaks_and_says_where() {
    let scratch = repository("gate");
    let (status, out, err) = script(&scratch, "", "ci_gate.sh", "");
    assert_eq!((status, err.as_str()), (1, ""), "{out}");
    assert!(out.contains("changed.nap:2: error: check: users < 20 users: left is 30 users"), "{out}");
    assert!(out.contains("changed.nap:3: error: unit-mismatch: storage and time"), "{out}");
    assert!(out.contains("new, one.nap:1: error: layout: not in the canonical layout"), "{out}");
    assert!(out.contains("2 of 2 scenarios do not pass.") && !out.contains("kept.nap"), "{out}");
    // From a folder below it is the same.
    std::fs::create_dir_all(scratch.0.join("deep/down")).unwrap();
    assert_eq!(script(&scratch, "cd deep/down;", "ci_gate.sh", ""), (1, out, String::new()));
}

#[test]
fn the_gate_annotates_in_github_actions() {
    let scratch = repository("gate-github");
    let before = "GITHUB_ACTIONS=true GITHUB_STEP_SUMMARY=summary.md";
    let (status, out, _) = script(&scratch, before, "ci_gate.sh", "");
    assert_eq!(status, 1);
    assert!(
        out.contains("::error file=changed.nap,line=2,title=check::users < 20 users: left is 30 users"),
        "{out}"
    );
    assert!(out.contains("%0Athe contract's"), "{out}");
    assert!(out.contains("::error file=new%2C one.nap,line=1,title=layout::"), "{out}");
    assert!(
        scratch.read("summary.md").contains("| changed.nap | 0 of 1 | 3 | 0 |"),
        "{}",
        scratch.read("summary.md")
    );
}

#[test]
fn the_gate_lets_good_scenarios_pass() {
    let scratch = Scratch::new("gate-good");
    scratch.write("a.nap", "users = 10 users\ncheck users < 20 users\n");
    let (status, out, err) = script(&scratch, "", "ci_gate.sh", "a.nap");
    assert_eq!((status, err.as_str()), (0, ""), "{out}");
    assert!(out.contains("| a.nap | 1 of 1 | 0 | 0 |") && out.contains("Every scenario passes."), "{out}");
    // Outside a repository there is no base to compare with.
    let (status, _, err) = script(&scratch, "GIT_CEILING_DIRECTORIES=/", "ci_gate.sh", "");
    assert!(status == 2 && err.contains("there is no main here"), "{status} {err}");
}

#[test]
fn the_nightly_report_has_every_scenario_whatever_is_wrong_with_one() {
    let scratch = Scratch::new("nightly");
    scratch.write("good.nap", "title \"Good\"\na = 1 GB\ncheck a < 2 GB\n");
    scratch.write("late.nap", "title \"Late\"\nwait = 3 s\ncheck wait < 2 s\n");
    let (status, out, err) = script(&scratch, "", "nightly_report.sh", ". report.md");
    assert_eq!((status, out.as_str(), err.as_str()), (1, "", ""));
    let page = scratch.read("report.md");
    assert!(page.starts_with("# Capacity report of 2"), "{page}");
    assert!(page.contains("| ./good.nap | all well | 1 check: it holds |"), "{page}");
    assert!(page.contains("| ./late.nap | **a check fails** | 1 check: it fails |"), "{page}");
    assert!(page.contains("\n## Good\n") && page.contains("\n## Late\n"), "{page}");
    scratch.write("bad.nap", "a = 1 GB\nb = a + 1 s\n");
    let (status, out, _) = script(&scratch, "", "nightly_report.sh", ".");
    assert_eq!(status, 2);
    assert!(out.contains("| ./bad.nap | **errors** |") && out.contains("\n## Good\n"), "{out}");
    assert_eq!(script(&scratch, "", "nightly_report.sh", "nowhere").0, 2);
}

#[cfg(target_os = "linux")]
#[test]
fn a_nightly_report_that_cannot_be_written_is_no_failed_check_and_leaves_nothing() {
    use std::os::unix::fs::{FileTypeExt as _, MetadataExt as _, symlink};
    let scratch = Scratch::new("nightly-full");
    scratch.write("late.nap", "title \"Late\"\nwait = 3 s\ncheck wait < 2 s\n");
    let names = || std::fs::read_dir(&scratch.0).unwrap().count();
    // By a name that may be lost.
    symlink("/dev/full", scratch.0.join("full.md")).unwrap();
    // A file size limit of nothing stands for a full disk; what is written on the way is in TMPDIR too.
    for (before, out) in [
        ("", "gone/report.md"),
        ("", "full.md"),
        ("", "."),
        ("trap '' XFSZ; ulimit -f 0;", "report.md"),
        ("TMPDIR=/gone", "report.md"),
    ] {
        let (status, _, err) = script(&scratch, before, "nightly_report.sh", &format!(". {out}"));
        assert!(status == 2 && !err.is_empty(), "{before} {out}: {status} {err}");
        assert_eq!(names(), 2, "{before} {out}");
    }
    assert!(scratch.0.join("full.md").is_symlink());
    // The disk may be full just where the report goes.
    symlink("/dev/full", scratch.0.join("report.md.part")).unwrap();
    assert_eq!(script(&scratch, "", "nightly_report.sh", ". report.md").0, 2);
    assert_eq!(names(), 2);
    // A pipe and a link stay what they are.
    symlink("real.md", scratch.0.join("link.md")).unwrap();
    let inode = scratch.write("real.md", "old").metadata().unwrap().ino();
    assert_eq!(script(&scratch, "", "nightly_report.sh", ". link.md").0, 1);
    assert!(scratch.0.join("link.md").is_symlink() && scratch.read("real.md").contains("## Late"));
    assert_eq!(scratch.0.join("real.md").metadata().unwrap().ino(), inode);
    let (_, out, _) = script(&scratch, "mkfifo pipe; cat pipe & ", "nightly_report.sh", ". pipe; wait");
    assert!(
        out.contains("## Late") && scratch.0.join("pipe").metadata().unwrap().file_type().is_fifo(),
        "{out}"
    );
}

#[test]
fn a_sweep_is_plotted() {
    let scratch = Scratch::new("plot");
    let pastebin = root().join("examples/pastebin.nap");
    let arguments = format!("'{}' 'writes=1M..1bn pastes/month' storage plot.svg", pastebin.display());
    let (status, out, err) = script(&scratch, "STEPS=7 PLOTTER=awk", "sweep_plot.sh", &arguments);
    assert_eq!((status, err.as_str()), (0, ""));
    let bars: Vec<usize> = out.lines().skip(1).map(|line| line.matches('#').count()).collect();
    assert!(bars.len() == 7 && bars[0] == 1 && bars[6] == 40 && bars.is_sorted(), "{out}");
    // A figure with a comma has quotes in the header, and the bars are those of numbers: 9 is less than 10.
    scratch.write("a.nap", "users = 1 users\nload = users * 1 req/user/s\n");
    let arguments_of_maximum = "a.nap 'users=1..100 users' 'max(load, 9 req/s)'";
    let (status, out, err) = script(&scratch, "STEPS=3 PLOTTER=awk", "sweep_plot.sh", arguments_of_maximum);
    assert_eq!((status, err.as_str()), (0, ""));
    assert!(out.starts_with("users  max(load, 9 req/s)\n"), "{out}");
    let bars: Vec<usize> = out.lines().skip(1).map(|line| line.matches('#').count()).collect();
    assert!(bars.len() == 3 && bars[0] == 1 && bars[2] == 40 && bars.is_sorted(), "{out}");
    if shell(&scratch.0, "command -v gnuplot").0 == 0 {
        let (status, out, err) =
            script(&scratch, "STEPS=3 PLOTTER=gnuplot", "sweep_plot.sh", arguments_of_maximum);
        assert_eq!((status, out.as_str(), err.as_str()), (0, "sweep.svg\n", ""));
        let svg = scratch.read("sweep.svg");
        assert!(svg.contains("max(load, 9 users * req/s)"), "{svg}");
    }
    let (status, out, err) = script(&scratch, "STEPS=7 PLOTTER=python3", "sweep_plot.sh", &arguments);
    assert_eq!((status, out.as_str(), err.as_str()), (0, "plot.svg\n", ""));
    let svg = scratch.read("plot.svg");
    let line = svg.split("points=\"").nth(1).unwrap().split('"').next().unwrap();
    assert_eq!(line.split(' ').count(), 7, "{svg}");
    assert_eq!(script(&scratch, "PLOTTER=crayon", "sweep_plot.sh", &arguments).0, 2);
    assert_eq!(script(&scratch, "", "sweep_plot.sh", "one").0, 2);
}

#[test]
fn the_scripts_stop_at_the_first_failure() {
    for entry in std::fs::read_dir(root().join("examples/scripts")).unwrap() {
        let path = entry.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(text.starts_with("#!/usr/bin/env bash\n"), "{}", path.display());
        assert!(text.contains("\nset -euo pipefail\n"), "{}", path.display());
    }
}
