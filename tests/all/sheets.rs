//! Holds every `tests/sheets/<stage>/*.nap` against the `.out` beside it; knows where they lie and how to rewrite them.
//!
//! `NAPKIN_BLESS=1 cargo test` writes the outcomes instead of comparing them; review what it changes. A comment
//! line `# set: name = value` puts a value over a name, as `--set` does; lines `# sweep: name=1..2; other=3..4 --of x`
//! and `# solve: goal --for name` do what those commands do, in the place of a run, and lines `# case: name` run a case
//! each (`base` is the base), of which lines `# check: name` tell whether it has no checks. A file that starts with `_` is
//! there to be imported and has no outcome of its own.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use napkin::diagnostic::{Id, Severity};
use napkin::plan::{Item, ItemKind};
use napkin::report::unchecked;
use napkin::source::{Source, SourceId};
use napkin::workspace::{Session, run, run_case};

use crate::outcome::{Folder, displayed_in, one_diagnostic, run_text, summary};
use crate::varied::{solved, swept};

const STAGES: [&str; 18] = [
    "blocks",
    "lines",
    "numbers",
    "names",
    "conversions",
    "values",
    "availability",
    "display",
    "units",
    "records",
    "functions",
    "imports",
    "checks",
    "errors",
    "limits",
    "sweeps",
    "goals",
    "people",
];

/// What takes a thousand lines to make has its test beside the hostile input.
const MADE_BY_LONG_INPUT: [Id; 1] = [Id::TooManyErrors];

/// What only a sheet that is edited can do has its test beside the session's.
const MADE_BY_A_SESSION: [Id; 2] = [Id::ChangedMeaning, Id::NameBesideField];

/// Stands for the outcome of a sheet that has none.
const PANIC: &str = "this sheet panics\n";

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sheets")
}

/// Every sheet of a stage, in the order of their names.
fn sheets(stage: &str) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = std::fs::read_dir(folder().join(stage))
        .unwrap_or_else(|error| panic!("tests/sheets/{stage}: {error}"))
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "nap"))
        .filter(|path| !path.file_name().unwrap().to_string_lossy().starts_with('_'))
        .collect();
    found.sort();
    found
}

/// Every sheet with what it comes to, computed once for all tests.
static OUTCOMES: LazyLock<Vec<(PathBuf, String)>> = LazyLock::new(|| {
    let paths = STAGES.iter().flat_map(|stage| sheets(stage));
    paths.map(|path| (path.clone(), outcome_of(&path))).collect()
});

fn outcome_of(path: &Path) -> String {
    let name = path.file_name().unwrap().to_string_lossy().into_owned();
    let source = match Source::from_bytes(SourceId(0), name, std::fs::read(path).unwrap()) {
        Ok(source) => source,
        // The command line says it in these words.
        Err(error) => return format!("{}: {error}\n", Id::UnreadableSource.as_str()),
    };
    let set: Vec<(String, String)> = source
        .text
        .lines()
        .filter_map(|line| line.strip_prefix("# set: ")?.split_once(" = "))
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    let folder = Folder(path.parent().unwrap().to_owned());
    // A sheet that panics is one that differs; the others are still held against theirs.
    let ran = std::panic::catch_unwind(|| {
        let varied: String = source
            .text
            .lines()
            .filter_map(|line| {
                let found = if let Some(sweep) = line.strip_prefix("# sweep: ") {
                    swept(source.clone(), &folder, &set, sweep)
                } else if let Some(case) = line.strip_prefix("# case: ") {
                    summary(&run_case(source.clone(), &folder, &set, Some(case)))
                } else if let Some(case) = line.strip_prefix("# check: ") {
                    let outcome = run_case(source.clone(), &folder, &set, Some(case));
                    let nothing = unchecked(std::slice::from_ref(&outcome));
                    nothing.map_or_else(String::new, |nothing| one_diagnostic(&outcome, &nothing) + "\n")
                } else {
                    solved(source.clone(), &folder, &set, line.strip_prefix("# solve: ")?)
                };
                Some(format!("{line}\n{found}"))
            })
            .collect();
        if varied.is_empty() { summary(&run(source, &folder, &set)) } else { varied }
    });
    ran.unwrap_or_else(|_| PANIC.to_owned())
}

/// The lines of both, those that differ marked.
pub(crate) fn difference(expected: &str, found: &str) -> String {
    let (expected, found): (Vec<_>, Vec<_>) = (expected.lines().collect(), found.lines().collect());
    // The longest common run of lines, by the usual table.
    let mut common = vec![vec![0_usize; found.len() + 1]; expected.len() + 1];
    for left in (0..expected.len()).rev() {
        for right in (0..found.len()).rev() {
            common[left][right] = if expected[left] == found[right] {
                common[left + 1][right + 1] + 1
            } else {
                common[left + 1][right].max(common[left][right + 1])
            };
        }
    }
    let (mut left, mut right, mut text) = (0, 0, String::new());
    while left < expected.len() || right < found.len() {
        if left < expected.len() && right < found.len() && expected[left] == found[right] {
            let _ = writeln!(text, "    {}", expected[left]);
            (left, right) = (left + 1, right + 1);
        } else if right == found.len()
            || (left < expected.len() && common[left + 1][right] >= common[left][right + 1])
        {
            let _ = writeln!(text, "  - {}", expected[left]);
            left += 1;
        } else {
            let _ = writeln!(text, "  + {}", found[right]);
            right += 1;
        }
    }
    text
}

#[test]
fn every_sheet_comes_to_what_stands_beside_it() {
    let bless = std::env::var_os("NAPKIN_BLESS").is_some_and(|value| value != "0");
    let mut report = String::new();
    let mut failing = Vec::new();
    for (path, found) in OUTCOMES.iter() {
        let beside = path.with_extension("out");
        if bless && *found != PANIC {
            std::fs::write(&beside, found).unwrap();
            continue;
        }
        let expected = std::fs::read_to_string(&beside).unwrap_or_default();
        if expected != *found {
            let name = path.strip_prefix(folder()).unwrap().display().to_string();
            let _ = writeln!(report, "{name}\n{}", difference(&expected, found));
            failing.push(name);
        }
    }
    assert!(
        failing.is_empty(),
        "{} sheets differ (- expected, + found):\n\n{report}{}\n\nNAPKIN_BLESS=1 cargo test rewrites them",
        failing.len(),
        failing.join("\n")
    );
}

#[test]
fn every_outcome_has_a_sheet() {
    for stage in STAGES {
        for entry in std::fs::read_dir(folder().join(stage)).unwrap() {
            let path = entry.unwrap().path();
            let is_outcome = path.extension().is_some_and(|extension| extension == "out");
            assert!(!is_outcome || path.with_extension("nap").exists(), "{} has no sheet", path.display());
        }
        assert!(!sheets(stage).is_empty(), "{stage} has no sheet");
    }
}

#[test]
fn every_diagnostic_has_a_sheet_that_makes_it() {
    let missing: Vec<&str> = Id::ALL
        .iter()
        .filter(|id| !MADE_BY_LONG_INPUT.contains(id) && !MADE_BY_A_SESSION.contains(id))
        .map(|id| id.as_str())
        .filter(|id| {
            let outcome =
                std::fs::read_to_string(folder().join(format!("errors/{id}.out"))).unwrap_or_default();
            !outcome.lines().any(|line| line.split([' ', ':']).any(|word| word == *id))
        })
        .collect();
    assert!(
        missing.is_empty(),
        "tests/sheets/errors needs a sheet `<id>.nap` that makes each of these, and what it comes to in `<id>.out`: {}",
        missing.join(", ")
    );
}

/// Line and column of a diagnostic's line; none for a value, a check, or an imported file's.
fn place(line: &str) -> Option<(usize, usize)> {
    let (place, rest) = line.split_once(' ')?;
    let id = rest.split_once(": ")?.0;
    Id::ALL.iter().find(|known| known.as_str() == id)?;
    let (line, column) = place.split_once(':')?;
    Some((line.parse().ok()?, column.parse().ok()?))
}

#[test]
fn diagnostics_come_in_the_order_of_the_text() {
    for (path, outcome) in OUTCOMES.iter() {
        let places: Vec<(usize, usize)> = outcome.lines().filter_map(place).collect();
        assert!(places.is_sorted(), "{}: {places:?}", path.display());
    }
}

#[test]
fn every_diagnostic_says_what_to_type() {
    for (path, outcome) in OUTCOMES.iter() {
        for line in outcome.lines().filter(|line| place(line).is_some()) {
            // A note says how a line was read, and nothing wants mending.
            let is_note = Id::ALL
                .iter()
                .any(|id| id.severity() == Severity::Note && line.contains(&format!(" {}: ", id.as_str())));
            assert!(is_note || line.contains(" | "), "{}: no help: {line}", path.display());
        }
    }
}

/// Batch is one session fed a file: where every name is bound before its use, line by line comes to the same.
#[test]
fn a_session_comes_to_the_same() {
    let mut compared = 0;
    for (path, _) in OUTCOMES.iter() {
        let Ok(text) = std::fs::read_to_string(path) else { continue };
        let outcome = run_text(&text);
        if outcome.has_errors() {
            continue;
        }
        let (mut session, mut fine, mut found) = (Session::new(), true, HashMap::new());
        session.feed("session", &text, |session, answer| {
            fine &= answer.diagnostics.iter().all(|diagnostic| !diagnostic.is_error());
            for item in &session.plan().items[answer.items] {
                let Some(value) = &item.value else { continue };
                let shown = displayed_in(session.plan(), session.estimate(), value);
                found.insert(item.name.clone(), (session.estimate().number(value.value), shown));
            }
        });
        // What a block derives is answered with the block, before a later line adds to it.
        let whole = |item: &&Item| matches!(item.kind, ItemKind::Binding | ItemKind::Expression);
        for item in outcome.plan.items.iter().filter(|_| fine).filter(whole) {
            let Some(value) = &item.value else { continue };
            let expected =
                (outcome.estimate.number(value.value), displayed_in(&outcome.plan, &outcome.estimate, value));
            assert_eq!(found.get(&item.name), Some(&expected), "{}: {}", path.display(), item.name);
            compared += 1;
        }
    }
    assert!(compared > 200, "only {compared} values were compared");
}

#[test]
fn a_difference_marks_the_lines_that_differ() {
    assert_eq!(difference("a\nb\nc\n", "a\nx\nc\n"), "    a\n  - b\n  + x\n    c\n");
    assert_eq!(difference("", "a\n"), "  + a\n");
}
