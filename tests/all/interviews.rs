//! What candidates typed in mock interviews who had not seen the code, line by line, and what came: `NAPKIN_BLESS=1 cargo test
//! --test all interviews` rewrites it.
//!
//! The lines are as they were typed, refused ones too, followed by what was typed instead. A line of the session's commands
//! is no line of the language, and comes to what such a line comes to on a pipe. Each has its value, its verdict, or the
//! first thing that is wrong with it with its help; a `~` starts what is only said of it.

use std::fmt::Write as _;
use std::path::Path;

use napkin::diagnostic::Severity;
use napkin::report::answers;
use napkin::workspace::Session;

fn transcript(text: &str) -> String {
    let mut session = Session::new();
    let mut written = String::new();
    for line in text.lines() {
        let _ = writeln!(written, "> {line}");
        session.enter("interview", line, |session, answer| {
            for row in answers::values(session, &answer, 3) {
                let name = row.name.map_or_else(String::new, |name| format!("{name} "));
                let _ = writeln!(written, "  {name}= {}", row.computed);
            }
            for check in answers::checks(session, &answer, 3) {
                let verdict = if check.ok { "ok" } else { "FAIL" };
                let _ = writeln!(written, "  {verdict}: {} is {}", check.expression, check.left.text);
            }
            let told =
                |is_error: bool| answer.diagnostics.iter().find(move |found| found.is_error() == is_error);
            if let Some(error) = told(true) {
                let help = error.advice().unwrap_or_default();
                let _ = writeln!(written, "  {}: {} | {help}", error.id.as_str(), error.message);
            } else {
                for found in answer.diagnostics.iter().filter(|found| !found.is_error()) {
                    let mark = if found.id.severity() == Severity::Warning { '!' } else { '~' };
                    let _ = writeln!(written, "  {mark} {}", found.message);
                }
            }
        });
    }
    written
}

#[test]
fn interviews_come_to_what_stands_beside_them() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/interviews");
    let mut differ = Vec::new();
    let mut read = 0;
    let mut names: Vec<_> = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    names.sort();
    for path in names.iter().filter(|path| path.extension().is_some_and(|extension| extension == "txt")) {
        let found = transcript(&std::fs::read_to_string(path).unwrap());
        let beside = path.with_extension("out");
        if std::env::var_os("NAPKIN_BLESS").is_some() {
            std::fs::write(&beside, &found).unwrap();
        }
        let expected = std::fs::read_to_string(&beside).unwrap_or_default();
        read += found.lines().filter(|line| line.starts_with("> ")).count();
        for (found, expected) in found.lines().zip(expected.lines()).filter(|(one, other)| one != other) {
            differ.push(format!("{}:\n- {expected}\n+ {found}", path.display()));
        }
        if found.lines().count() != expected.lines().count() {
            differ.push(format!("{}: another number of lines", path.display()));
        }
    }
    assert!(read > 1_000, "{read} lines were typed");
    assert!(differ.is_empty(), "{} lines differ:\n{}", differ.len(), differ.join("\n"));
}
