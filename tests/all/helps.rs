//! That help is a line that works: what it says to write can be read, and where it is a whole expression, it has a value.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use napkin::diagnostic::Diagnostic;
use napkin::source::{Source, SourceId};
use napkin::syntax::parse;

use crate::fixes::{problems, sheets};

/// What a help says to write, without those that only show a form: with an ellipsis, or a word of another line.
fn lines_of(diagnostic: &Diagnostic) -> Vec<String> {
    let help = diagnostic.advice().unwrap_or_default();
    let mut found = Vec::new();
    for part in help.split("write `").skip(1) {
        if let Some((line, _)) = part.split_once('`') {
            found.push(line.to_owned());
        }
    }
    found.retain(|line| !line.contains('…') && !line.contains("..."));
    found
}

/// Whether a text can be read as a line, as a field, or as what goes on behind a value.
fn can_be_read(line: &str) -> bool {
    let reads = |text: &str| {
        let source = Source::new(SourceId(0), "help", text);
        parse(Arc::new(source)).1.iter().all(|diagnostic| !diagnostic.is_error())
    };
    let forms = [
        line.to_owned(),
        format!("x {line}"),
        format!("x{line}"),
        format!("x {line} y"),
        format!("check x {line}"),
        format!("check {line}"),
        format!("5 {line}"),
        format!("5{line}"),
        format!("record a {{ {line} }}"),
        format!("{line} {{ a = 1 }}"),
        format!("{line}\n}}"),
        format!("record a {{ b = 1 B\n{line}"),
        format!("{line} 5"),
        format!("{line} = 5"),
        format!("x = {line}"),
        format!("path p = {line}"),
        format!("x carries {line}"),
        format!("f({line})"),
        format!("x in {line}"),
        format!("(1 {line} 1)"),
    ];
    forms.iter().any(|form| reads(form))
}

#[test]
fn what_help_says_to_write_can_be_read() {
    let mut paths = Vec::new();
    sheets(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sheets"), &mut paths);
    let (mut tried, mut wrong) = (0, BTreeSet::new());
    for path in paths {
        let Ok(text) = std::fs::read_to_string(&path) else { continue };
        for diagnostic in problems(&path, text.trim_start_matches('\u{feff}')) {
            for line in lines_of(&diagnostic) {
                tried += 1;
                if !can_be_read(&line) {
                    let name = path.file_name().unwrap().display();
                    wrong.insert(format!(
                        "{name}: {}: {}: `{line}`",
                        diagnostic.id.as_str(),
                        diagnostic.message
                    ));
                }
            }
        }
    }
    assert!(tried > 200, "{tried} helps were read");
    assert!(
        wrong.is_empty(),
        "{} of {tried} cannot be read:\n{}",
        wrong.len(),
        wrong.into_iter().collect::<Vec<_>>().join("\n")
    );
}
