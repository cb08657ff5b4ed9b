//! Applies every fix of every sheet: what it mends is gone then, and nothing else is wrong that was not before.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use napkin::diagnostic::applied;
use napkin::source::{Source, SourceId};
use napkin::workspace::{Outcome, run};

use crate::outcome::Folder;

/// Every sheet that is run as a scenario and only its text matters.
fn sheets() -> Vec<PathBuf> {
    let mut open = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sheets")];
    let mut found = Vec::new();
    while let Some(path) = open.pop() {
        if path.is_dir() {
            open.extend(std::fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()));
        } else if path.extension().is_some_and(|ending| ending == "nap") {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn run_in(folder: &Folder, text: &str) -> Outcome {
    run(Source::new(SourceId(0), "sheet.nap", text), folder, &[])
}

/// What is wrong, without the places, which a fix moves: how often each is told.
fn told(outcome: &Outcome) -> BTreeMap<(&'static str, String), usize> {
    let mut counts = BTreeMap::new();
    for diagnostic in &outcome.diagnostics {
        *counts.entry((diagnostic.id.as_str(), diagnostic.message.clone())).or_default() += 1;
    }
    counts
}

#[test]
fn every_fix_mends_what_it_is_for_and_breaks_nothing() {
    let (mut tried, mut wrong) = (0, Vec::new());
    for path in sheets() {
        let Ok(text) = std::fs::read_to_string(&path) else { continue };
        // Long input is there for its length.
        if text.len() > 20_000 {
            continue;
        }
        let folder = Folder(path.parent().unwrap().to_owned());
        let before = run_in(&folder, &text);
        let counts = told(&before);
        let name = path.strip_prefix(env!("CARGO_MANIFEST_DIR")).unwrap().display().to_string();
        for diagnostic in &before.diagnostics {
            for fix in &diagnostic.fixes {
                if !fix.edits.iter().all(|edit| edit.span.source == SourceId(0)) {
                    continue;
                }
                tried += 1;
                // The source's own text: a byte order mark is none of it.
                let Some(mended) = applied(fix, SourceId(0), &before.sources[0].text) else {
                    wrong.push(format!("{name}: `{}` cannot be applied", fix.words));
                    continue;
                };
                let after = told(&run_in(&folder, &mended));
                let key = (diagnostic.id.as_str(), diagnostic.message.clone());
                if after.get(&key).copied().unwrap_or(0) >= counts[&key] {
                    wrong.push(format!("{name}: `{}` leaves {}: {}", fix.words, key.0, key.1));
                }
                for (added, count) in &after {
                    if *count > counts.get(added).copied().unwrap_or(0) {
                        wrong.push(format!(
                            "{name}: `{}` ({}) adds {}: {}",
                            fix.words, key.1, added.0, added.1
                        ));
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "of {tried} fixes:\n{}", wrong.join("\n"));
    assert!(tried > 100, "only {tried} fixes");
}
