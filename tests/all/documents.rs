//! Runs what the README and the reference show: scenarios with their results, and commands with their output.
//!
//! A block ```` ```napkin ```` is a scenario. `#= result` at the end of a line is what that line shows (`ok` and
//! `FAIL` for a check), `#! id` a diagnostic that it gives; what is not announced must not come. A block
//! ```` ```console ```` holds commands after `$ ` and what they print to stdout and stderr, run in the repo.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use napkin::report::Row;
use napkin::units::display::USUAL_DIGITS;
use napkin::workspace::Outcome;

use crate::outcome::{displayed, run_text};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_path_buf()
}

/// The blocks of one kind in a document: the line on which each starts, and its lines.
fn blocks(document: &str, kind: &str) -> Vec<(usize, Vec<String>)> {
    let text = std::fs::read_to_string(root().join(document)).unwrap();
    let (mut blocks, mut open): (Vec<(usize, Vec<String>)>, Option<bool>) = (Vec::new(), None);
    for (number, line) in text.lines().enumerate() {
        match (&open, line.strip_prefix("```")) {
            (None, Some(found)) => {
                open = Some(found.trim() == kind);
                if open == Some(true) {
                    blocks.push((number + 2, Vec::new()));
                }
            }
            (Some(_), Some("")) => open = None,
            (Some(true), _) => blocks.last_mut().unwrap().1.push(line.to_owned()),
            _ => {}
        }
    }
    assert_eq!(open, None, "{document} leaves a block open");
    blocks
}

/// What the lines of a scenario show: line from, line to, text.
fn shown(outcome: &Outcome) -> Vec<(usize, usize, String)> {
    let place = |offset| outcome.sources[0].position(offset).line;
    let lines = |span: napkin::source::Span| (place(span.start), place(span.end));
    let mut shown = Vec::new();
    for item in outcome.plan.items.iter().filter(|item| item.span.source.0 == 0) {
        let Some(value) = &item.value else { continue };
        let (from, to) = lines(item.span);
        shown.push((from, to, displayed(outcome, value).text));
        // As a report shows it: a literal as it was typed, one that is only converted in full.
        shown.extend(Row::of(outcome, item, USUAL_DIGITS).map(|row| (from, to, row.display)));
    }
    for check in &outcome.plan.checks {
        let (from, to) = lines(check.span);
        let verdict =
            outcome.estimate.verdict(check).map_or("-", |verdict| if verdict.ok { "ok" } else { "FAIL" });
        shown.push((from, to, verdict.to_owned()));
    }
    shown
}

/// Runs the scenarios of a document, which must announce at least so many results.
fn run_scenarios(document: &str, least: usize) {
    let (mut ran, mut wrong) = (0, Vec::new());
    for (first, lines) in blocks(document, "napkin") {
        let outcome = run_text(&lines.join("\n"));
        let shown = shown(&outcome);
        let mut announced: BTreeSet<(usize, String)> = BTreeSet::new();
        let mut failing: BTreeSet<usize> = BTreeSet::new();
        for (number, line) in lines.iter().enumerate() {
            let at = number + 1;
            let said = line.split_once("#! ").map(|(_, ids)| ids);
            for id in said.unwrap_or("").split_whitespace() {
                announced.insert((at, id.to_owned()));
            }
            if let Some((_, result)) = line.split_once("#= ") {
                ran += 1;
                let result = result.split("#! ").next().unwrap().trim();
                let here: Vec<&str> = shown
                    .iter()
                    .filter(|(from, to, _)| (*from..=*to).contains(&at))
                    .map(|(_, _, text)| text.as_str())
                    .collect();
                if !here.contains(&result) {
                    wrong.push(format!("{document}:{}: {line}\n    shows {here:?}", first + number));
                }
                if result == "FAIL" {
                    failing.insert(at);
                }
            }
        }
        let found: BTreeSet<(usize, String)> = outcome
            .diagnostics
            .iter()
            .map(|diagnostic| {
                let line = diagnostic.span.map_or(0, |span| outcome.sources[0].position(span.start).line);
                (line, diagnostic.id.as_str().to_owned())
            })
            .collect();
        ran += announced.len();
        if found != announced {
            wrong.push(format!("{document}:{first}: found {found:?}\n    announced {announced:?}"));
        }
        for (from, _, text) in &shown {
            if text == "FAIL" && !failing.contains(from) {
                wrong.push(format!("{document}:{}: a check fails that is not said to", first + from - 1));
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {ran} expectations are wrong:\n{}", wrong.len(), wrong.join("\n"));
    assert!(ran >= least, "{document} shows only {ran} results");
}

#[test]
fn the_reference_shows_what_comes() {
    run_scenarios("docs/reference.md", 300);
}

#[test]
fn the_card_has_no_mistakes() {
    run_scenarios("docs/card.md", 0);
}

#[test]
fn the_readme_shows_what_comes() {
    run_scenarios("README.md", 0);
}

/// The commands of a console block with what each prints.
fn commands(lines: &[String]) -> Vec<(String, String)> {
    let mut commands: Vec<(String, String)> = Vec::new();
    for line in lines {
        match (line.strip_prefix("$ "), commands.last_mut()) {
            (Some(command), _) => commands.push((command.to_owned(), String::new())),
            (None, Some((_, output))) => {
                output.push_str(line.trim_end());
                output.push('\n');
            }
            (None, None) => panic!("a console block starts with `$ `: {line}"),
        }
    }
    commands
}

fn run_commands(document: &str) {
    let (mut ran, mut wrong) = (0, Vec::new());
    for (first, lines) in blocks(document, "console") {
        for (command, expected) in commands(&lines) {
            // A leading `napkin` is the program under test; the shell is there for pipes and redirections.
            let program = env!("CARGO_BIN_EXE_napkin");
            let script = match command.strip_prefix("napkin ") {
                Some(arguments) => format!("{program} {arguments}"),
                None => command.replace("| napkin", &format!("| {program}")),
            };
            let output = Command::new("sh")
                .arg("-c")
                .arg(format!("{{ {script}; }} 2>&1"))
                .current_dir(root())
                .output()
                .unwrap();
            let found = String::from_utf8_lossy(&output.stdout).replace(program, "napkin");
            let found: String = found.lines().map(|line| format!("{}\n", line.trim_end())).collect();
            ran += 1;
            if found.trim_end() != expected.trim_end() {
                wrong.push(format!(
                    "{document}:{first}: $ {command}\n--- shown\n{expected}--- comes\n{found}"
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(ran > 0, "{document} shows no command");
}

#[test]
fn the_readme_prints_what_comes() {
    run_commands("README.md");
}

#[test]
fn the_reference_prints_what_comes() {
    run_commands("docs/reference.md");
}

#[test]
fn every_diagnostic_function_and_unit_is_in_the_reference() {
    let reference = std::fs::read_to_string(root().join("docs/reference.md")).unwrap();
    let mut missing = Vec::new();
    for id in napkin::diagnostic::Id::ALL {
        if !reference.contains(&format!("`{}`", id.as_str())) {
            missing.push(format!("`{}`: a paragraph that opens with \"`{0}` — \"", id.as_str()));
        }
    }
    for function in napkin::functions::offered() {
        if !reference.contains(&format!("`{}(", function.name)) {
            missing.push(format!("`{}`: a row in the table of its subject", function.usage()));
        }
    }
    for row in napkin::units::table::ROWS {
        let is_there =
            row.symbols.iter().chain(row.words).any(|spelling| reference.contains(&format!("`{spelling}`")));
        if !is_there {
            missing.push(format!("the unit `{}`: one of its spellings, in a table of units", row.singular));
        }
    }
    assert!(missing.is_empty(), "docs/reference.md does not tell of\n  {}", missing.join("\n  "));
}

#[test]
fn every_function_shows_its_example() {
    let mut wrong = Vec::new();
    for function in napkin::functions::offered() {
        let (expression, expected) = function.example;
        let record = "record paste { content = 1 KB, shortlink = 7 bytes, expires = 4 bytes, created_at = 5 bytes, path = 255 bytes }";
        let outcome = run_text(&format!("{record}\n{expression}"));
        let item = outcome.plan.items.last().unwrap();
        let found = item.value.as_ref().map_or_else(String::new, |value| displayed(&outcome, value).text);
        if found != expected || outcome.has_errors() {
            wrong.push(format!("{expression}: {found}, not {expected}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The rulings that a text cites, as `B8`, `I 12` or `H`: what stands in `(rulings, …)`, each end of a stretch.
fn cited(text: &str) -> Vec<String> {
    let inside = text.split("(rulings, ").skip(1).filter_map(|behind| behind.split_once(')'));
    let parts = inside.flat_map(|(inside, _)| inside.split(" and ").flat_map(|part| part.split([',', '-'])));
    let mut letter = String::new();
    let full = parts.map(|part| part.trim().replace(' ', "")).map(|part| {
        if part.starts_with(|first: char| first.is_ascii_uppercase()) {
            letter = part[..1].to_owned();
            part
        } else {
            format!("{letter}{part}")
        }
    });
    full.filter(|name| name.chars().all(char::is_alphanumeric)).collect()
}

#[test]
fn every_ruling_that_is_cited_can_be_looked_up() {
    let rulings = std::fs::read_to_string(root().join("docs/rulings.md")).unwrap();
    let (mut names, mut section) = (BTreeSet::new(), String::new());
    for line in rulings.lines() {
        if let Some(title) = line.strip_prefix("## ") {
            title[..1].clone_into(&mut section);
            names.insert(section.clone());
        } else if let Some(row) = line.strip_prefix("| ") {
            names.insert(row.split(' ').next().unwrap().to_owned());
        } else if let Some((number, _)) = line.split_once(". ") {
            names.insert(format!("{section}{number}"));
        }
    }
    let mut missing = Vec::new();
    let mut open = vec![root().join("src"), root().join("tests"), root().join("grammar")];
    while let Some(path) = open.pop() {
        if path.is_dir() {
            open.extend(std::fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()));
        } else if path.extension().is_some_and(|ending| ending == "rs" || ending == "pest" || ending == "nap")
        {
            // Sheets of bytes that are no text cite nothing.
            let text = String::from_utf8_lossy(&std::fs::read(&path).unwrap()).into_owned();
            missing.extend(
                cited(&text)
                    .into_iter()
                    .filter(|name| !names.contains(name))
                    .map(|name| format!("{}: {name}", path.display())),
            );
        }
    }
    assert!(missing.is_empty(), "docs/rulings.md has no such row: {}", missing.join(", "));
    assert_eq!(
        cited("// (rulings, I 5-11), (rulings, D7 and D8), (rulings, H)"),
        ["I5", "I11", "D7", "D8", "H"]
    );
}
