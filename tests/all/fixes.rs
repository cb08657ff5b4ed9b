//! Every fix of every diagnostic of the sheets does what it says: what it mends is gone, and nothing new is wrong.
//!
//! One thing may come to light: what a line says is judged only once the line can be read. So a fix of a line that could
//! not be read makes no other unreadable, and what is found wrong then lies in that line, or in one that depends on the
//! name that it binds, and is no matter of reading.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use napkin::diagnostic::{Diagnostic, Fix, Id, applied};
use napkin::source::{Source, SourceId};
use napkin::syntax::parse;
use napkin::workspace::run;

use crate::outcome::Folder;

const MAIN: SourceId = SourceId(0);

pub(crate) fn sheets(folder: &Path, found: &mut Vec<PathBuf>) {
    let entries = std::fs::read_dir(folder).unwrap();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            sheets(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "nap") {
            found.push(path);
        }
    }
}

/// What is wrong with a text in the place of a sheet, which may put values over names by `# set:`.
pub(crate) fn problems(path: &Path, text: &str) -> Vec<Diagnostic> {
    let set: Vec<(String, String)> = text
        .lines()
        .filter_map(|line| line.strip_prefix("# set: ")?.split_once(" = "))
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    let source = Source::new(MAIN, path.file_name().unwrap().to_string_lossy(), text);
    run(source, &Folder(path.parent().unwrap().to_owned()), &set).diagnostics
}

/// What cannot be read in a text.
fn unreadable(text: &str) -> Vec<Diagnostic> {
    parse(Arc::new(Source::new(MAIN, "", text))).1
}

/// The lines of a changed text that a fix has changed.
fn lines_of(fix: &Fix, changed: &str) -> std::ops::RangeInclusive<usize> {
    let source = Source::new(MAIN, "", changed);
    let first = fix.edits.iter().map(|edit| source.line(edit.span.start)).min().unwrap_or(0);
    let breaks: usize = fix.edits.iter().map(|edit| edit.replacement.matches('\n').count()).sum();
    first..=first + breaks
}

/// The lines of a text that are among some, or use a name that one of them binds, directly or through others.
fn dependents(text: &str, lines: std::ops::RangeInclusive<usize>) -> BTreeSet<usize> {
    let mut found: BTreeSet<usize> = lines.collect();
    let mut names: Vec<&str> = Vec::new();
    loop {
        let before = found.len();
        for (at, line) in text.lines().enumerate() {
            let mut words = line.split(|letter: char| !(letter.is_alphanumeric() || letter == '_'));
            if found.contains(&(at + 1)) || words.any(|word| names.contains(&word)) {
                found.insert(at + 1);
                names.extend(line.split_once('=').map(|(name, _)| name.trim()));
            }
        }
        if found.len() == before {
            return found;
        }
    }
}

type Counts<'d> = BTreeMap<(&'static str, &'d str), usize>;

/// How often each thing is said; a place is none of it, as a fix moves what comes behind it.
fn counted(diagnostics: &[Diagnostic]) -> Counts<'_> {
    let mut counts = BTreeMap::new();
    for diagnostic in diagnostics {
        *counts.entry((diagnostic.id.as_str(), diagnostic.message.as_str())).or_default() += 1;
    }
    counts
}

/// Why a fix is none.
fn fault(path: &Path, text: &str, before: &[Diagnostic], mended: &Diagnostic, fix: &Fix) -> Option<String> {
    let Some(changed) = applied(fix, MAIN, text) else {
        return Some(format!("its edits overlap or lie outside the text: {:?}", fix.edits));
    };
    let mut after = problems(path, &changed);
    // A range is what is meant there, and none is estimated yet.
    if fix.edits.iter().any(|edit| edit.replacement.contains("..")) {
        after.retain(|diagnostic| diagnostic.id != Id::NotEstimated);
    }
    let (counts, left) = (counted(before), counted(&after));
    let key = (mended.id.as_str(), mended.message.as_str());
    if left.get(&key).copied().unwrap_or(0) >= counts[&key] {
        return Some(format!("`{}` is still there", mended.message));
    }
    let unread = unreadable(text);
    if unread.contains(mended) {
        let unread_after = unreadable(&changed);
        let judged_now = dependents(&changed, lines_of(fix, &changed));
        let source = Source::new(MAIN, "", changed.as_str());
        let came_to_light = |diagnostic: &&Diagnostic| {
            let line = diagnostic.span.map(|span| source.line(span.start));
            !unread_after.contains(diagnostic) && line.is_some_and(|line| judged_now.contains(&line))
        };
        let told: Vec<Diagnostic> = after.iter().filter(|it| !came_to_light(it)).cloned().collect();
        return new_one(&counts, &counted(&told));
    }
    new_one(&counts, &left)
}

/// What is said more often than before.
fn new_one(counts: &Counts<'_>, left: &Counts<'_>) -> Option<String> {
    let new = left.iter().find(|(key, count)| **count > counts.get(*key).copied().unwrap_or(0));
    new.map(|((id, message), _)| format!("{id} is new: {message}"))
}

#[test]
fn every_fix_mends_what_it_stands_beside() {
    let mut paths = Vec::new();
    sheets(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sheets"), &mut paths);
    let (mut tried, mut faults) = (0, Vec::new());
    for path in paths {
        // What is no text has no place for a fix.
        let Ok(text) = std::fs::read_to_string(&path) else { continue };
        // A byte order mark is none of a source's text.
        let text = text.trim_start_matches('\u{feff}').to_owned();
        let before = problems(&path, &text);
        for diagnostic in &before {
            let here = |fix: &&Fix| fix.edits.iter().all(|edit| edit.span.source == MAIN);
            for fix in diagnostic.fixes.iter().filter(here) {
                tried += 1;
                if let Some(fault) = fault(&path, &text, &before, diagnostic, fix) {
                    let place = diagnostic.span.map_or("", |span| text.get(span.range()).unwrap_or(""));
                    faults.push(format!(
                        "{}: at `{place}`, {}: {fault}\n  {:?}",
                        path.file_name().unwrap().display(),
                        fix.words,
                        fix.edits
                    ));
                }
            }
        }
    }
    assert!(faults.is_empty(), "{} of {tried} fixes:\n{}", faults.len(), faults.join("\n"));
    assert!(tried > 150, "only {tried} fixes were tried");
}
