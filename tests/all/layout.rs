//! The canonical layout: sheets with their layout beside them, and what holds of any text that can be read.

use std::cell::Cell;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};

use napkin::diagnostic::Severity;
use napkin::plan::{ItemKind, PlannedValue};
use napkin::source::{Source, SourceId};
use napkin::syntax::format::format;
use napkin::workspace::{Outcome, run_with_cases};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;

use crate::outcome::Folder;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_path_buf()
}

fn source(text: &str) -> Arc<Source> {
    Arc::new(Source::new(SourceId(0), "sheet.nap", text))
}

/// Every scenario in a folder and the folders in it.
fn scenarios(folder: &Path, found: &mut Vec<(PathBuf, String)>) {
    let mut entries: Vec<PathBuf> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            scenarios(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "nap")
            && let Ok(text) = std::fs::read_to_string(&path)
        {
            found.push((path, text));
        }
    }
}

/// The sheets, the examples, the modules and the scenarios of the reference that can be read.
static CORPUS: LazyLock<Vec<(PathBuf, String)>> = LazyLock::new(|| {
    let mut found = Vec::new();
    for folder in ["tests/sheets", "tests/layouts", "examples", "modules"] {
        scenarios(&root().join(folder), &mut found);
    }
    let reference = root().join("docs/reference.md");
    let text = std::fs::read_to_string(&reference).unwrap();
    let blocks = text.split("```napkin\n").skip(1).map(|rest| rest.split("```").next().unwrap());
    found.extend(blocks.map(|block| (reference.clone(), block.to_owned())));
    found.retain(|(_, text)| format(&source(text)).is_ok());
    found
});

/// A text without blanks, signs as they are typed.
fn squeezed(text: &str) -> String {
    let signs =
        [("×", "*"), ("·", "*"), ("÷", "/"), ("−", "-"), ("→", "->"), ("≤", "<="), ("≥", ">="), ("≈", "~")];
    let text: String =
        text.chars().filter(|letter| !letter.is_whitespace() && *letter != '\u{feff}').collect();
    signs.iter().fold(text, |text, (sign, typed)| text.replace(sign, typed)).replace("**", "*")
}

fn value(value: Option<&PlannedValue>) -> String {
    // How a literal is spelt is what a layout changes.
    let value = value.cloned().map(|value| PlannedValue { as_typed: None, ..value });
    format!("{value:?}")
}

/// All that a scenario comes to, but for places and blanks.
fn meaning(outcome: &Outcome) -> String {
    let plan = &outcome.plan;
    let mut text = format!("{:?} {} {:?}\n", plan.title, plan.units.calendar.name, plan.units.binary_bytes);
    for operation in &plan.operations {
        let _ = writeln!(text, "{:?}", operation.kind);
    }
    for item in &plan.items {
        let _ = writeln!(
            text,
            "{} {:?} {} {:?} {:?}",
            if item.kind == ItemKind::Expression { String::new() } else { squeezed(&item.name) },
            item.kind,
            value(item.value.as_ref()),
            item.is_assumption,
            item.note
        );
    }
    for check in &plan.checks {
        let _ = writeln!(
            text,
            "{} {:?} {} {:?} {:?}",
            value(Some(&check.left.value)),
            check.comparison,
            value(Some(&check.right.value)),
            check.tolerance,
            check.note
        );
    }
    for path in &plan.paths {
        let stages: Vec<String> = path.stages.iter().map(|stage| squeezed(&stage.text)).collect();
        let _ = writeln!(text, "{} {stages:?} {} {:?}", path.name, value(path.load.as_ref()), path.note);
    }
    // A note says how something was spelt, which a layout mends.
    for diagnostic in outcome.diagnostics.iter().filter(|found| found.id.severity() != Severity::Note) {
        let _ = writeln!(text, "{}", diagnostic.id.as_str());
    }
    text
}

fn meanings(path: &Path, text: &str) -> Vec<String> {
    let source = Source::new(SourceId(0), path.file_name().unwrap().to_string_lossy(), text);
    let folder = Folder(path.parent().unwrap().to_owned());
    run_with_cases(source, &folder, &[], None).iter().map(meaning).collect()
}

/// Why the layout of a text is wrong; none where it cannot be read or is right.
fn fault(path: &Path, text: &str) -> Option<String> {
    let formatted = format(&source(text)).ok()?;
    // Where a layout would change the meaning, the text stays as it is, and so would this line.
    let marked = format(&source(&format!("{text}\nmark=1\n"))).unwrap_or_default();
    if marked.contains("mark=1") {
        return Some("no layout says the same".to_owned());
    }
    let again = format(&source(&formatted)).ok();
    if again.as_deref() != Some(&*formatted) {
        return Some(format!("it is not the same the second time:\n{formatted}--- again\n{again:?}"));
    }
    if formatted != text && meanings(path, text) != meanings(path, &formatted) {
        let (before, after) = (meanings(path, text).join("--\n"), meanings(path, &formatted).join("--\n"));
        let lines = before.lines().zip(after.lines()).find(|(before, after)| before != after);
        return Some(format!("it means something else: {lines:?}\n{formatted}"));
    }
    // What stands in a comment or between quotes is its writer's.
    let is_tidy =
        |line: &str| line == line.trim_end() && !line.contains(['\t', '\r']) || line.contains(['#', '"']);
    if !formatted.lines().all(is_tidy) || formatted.contains("\n\n\n") || formatted.starts_with('\n') {
        return Some(format!("it is not tidy:\n{formatted}"));
    }
    let comments = |text: &str| text.lines().filter(|line| line.contains('#')).count();
    (comments(text) != comments(&formatted)).then(|| format!("a comment is lost:\n{formatted}"))
}

#[test]
fn every_layout_is_the_one_beside_it() {
    let bless = std::env::var_os("NAPKIN_BLESS").is_some_and(|value| value != "0");
    let mut found = Vec::new();
    scenarios(&root().join("tests/layouts"), &mut found);
    assert!(found.len() >= 8);
    let mut wrong = Vec::new();
    for (path, text) in found {
        let formatted =
            format(&source(&text)).unwrap_or_else(|errors| panic!("{}: {errors:?}", path.display()));
        let beside = path.with_extension("out");
        if bless {
            std::fs::write(&beside, &formatted).unwrap();
        } else if std::fs::read_to_string(&beside).unwrap_or_default() != formatted {
            wrong.push(format!("{}:\n{formatted}", path.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_layout_changes_no_meaning_and_is_the_same_the_second_time() {
    let faults: Vec<String> = CORPUS
        .iter()
        .filter_map(|(path, text)| Some(format!("{}: {}", path.display(), fault(path, text)?)))
        .collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(CORPUS.len() > 200, "only {} texts were laid out", CORPUS.len());
}

#[test]
fn examples_and_modules_are_in_the_canonical_layout() {
    let shipped =
        |path: &Path| path.starts_with(root().join("examples")) || path.starts_with(root().join("modules"));
    for (path, text) in CORPUS.iter().filter(|(path, _)| shipped(path)) {
        assert!(format(&source(text)).as_deref() == Ok(text), "napkin fmt {}", path.display());
    }
}

/// One change to a text that may leave it readable.
#[derive(Debug, Clone)]
enum Change {
    Insert(&'static str),
    Delete,
    Replace(&'static str),
}

fn change() -> impl Strategy<Value = Change> {
    let inserted = [
        " ", "  ", "\t", "\n", "\r", "\u{a0}", "\n\n\n", " # x\n", "\n# y\n", "#z\n", ",", "(", ")", "-",
        " / ", "/", " * ", "·", " -> ", "+ ", ".", "..", "{", "}\n", " in ", " per ", " of ", "\"", "1", "x",
        "k ", "=",
    ];
    let replaced = ["×", "÷", "−", "→", "≤", "≥", "≈", "\u{3000}", "\n", " "];
    prop_oneof![
        6 => prop::sample::select(inserted.to_vec()).prop_map(Change::Insert),
        3 => Just(Change::Delete),
        2 => prop::sample::select(replaced.to_vec()).prop_map(Change::Replace),
    ]
}

/// A text that is written in a way in which nobody writes, and perhaps says something else.
fn changed(text: &str, changes: &[(prop::sample::Index, Change)]) -> String {
    let mut letters: Vec<char> = text.chars().collect();
    for (place, change) in changes {
        if letters.is_empty() {
            break;
        }
        let at = place.index(letters.len());
        let at = match change {
            // Blanks go where signs and blanks are: inside a word they only make another word.
            Change::Insert(_) => (at..letters.len()).find(|at| !letters[*at].is_alphanumeric()).unwrap_or(at),
            Change::Delete => (at..letters.len()).find(|at| letters[*at].is_whitespace()).unwrap_or(at),
            Change::Replace(_) => {
                (at..letters.len()).find(|at| "*/-><~ \n".contains(letters[*at])).unwrap_or(at)
            }
        };
        match change {
            Change::Insert(piece) => drop(letters.splice(at..at, piece.chars())),
            Change::Delete => drop(letters.remove(at)),
            Change::Replace(piece) => drop(letters.splice(at..=at, piece.chars())),
        }
    }
    letters.into_iter().collect()
}

/// Whatever a text has come to: if it can be read, its layout says the same and is the same the second time.
#[test]
fn changed_texts_keep_their_meaning() {
    let mut runner =
        TestRunner::new(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(500) });
    let strategy = (
        any::<prop::sample::Index>(),
        any::<prop::sample::Index>(),
        prop::collection::vec((any::<prop::sample::Index>(), change()), 1..6),
    );
    let readable = Cell::new(0);
    let result = runner.run(&strategy, |(text, start, changes)| {
        let (path, text) = &CORPUS[text.index(CORPUS.len())];
        // A few lines of it, so that the changes meet.
        let lines: Vec<&str> = text.lines().collect();
        let start = start.index(lines.len().max(1));
        let text = lines.iter().skip(start).take(12).map(|line| format!("{line}\n")).collect::<String>();
        let text = changed(&text, &changes);
        readable.set(readable.get() + usize::from(format(&source(&text)).is_ok()));
        match fault(path, &text) {
            Some(fault) => Err(TestCaseError::fail(format!("{text:?}\n{fault}"))),
            None => Ok(()),
        }
    });
    result.unwrap_or_else(|failure| panic!("{failure}"));
    assert!(readable.get() > 60, "only {} of the texts could be read", readable.get());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever the bytes: a layout or errors, soon.
    #[test]
    fn any_text_is_laid_out_or_refused(text in "([a-c1 =({})#\\n\"/,*.→·\u{feff}-]|\\PC|\\r\\n|check |case ){0,60}") {
        prop_assert!(fault(Path::new("a.nap"), &text).is_none());
    }
}

#[test]
fn blanks_of_any_number_come_to_the_same_layout() {
    let written = "load=peak(a*2+b,3x)-c  in   req / s # note\ncheck load<=5 req/s within 5%";
    let expected = "load = peak(a * 2 + b, 3x) - c in req/s  # note\ncheck load <= 5 req/s within 5%\n";
    assert_eq!(format(&source(written)).as_deref(), Ok(expected));
}
