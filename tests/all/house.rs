//! The rules of the house: which module may use which, where each library's door is, and what every file opens with.

use std::path::{Path, PathBuf};

/// The modules, each of which uses only those before it.
const ORDER: [&str; 10] =
    ["source", "diagnostic", "units", "syntax", "plan", "estimate", "workspace", "report", "scenario", "cli"];

/// A library or a service of the system, and the files that may name it.
const DOORS: [(&str, &[&str]); 17] = [
    ("pest", &["syntax/parser.rs"]),
    ("pest_derive", &["syntax/parser.rs"]),
    ("comfy_table", &["report/table.rs"]),
    ("annotate_snippets", &["report/messages.rs"]),
    ("serde", &["report/json.rs", "report/csv.rs", "report/sweep_json.rs", "report/solution_json.rs"]),
    ("serde_json", &["report/json.rs", "report/csv.rs", "report/sweep_json.rs", "report/tests.rs"]),
    ("schemars", &["report/json.rs", "report/sweep_json.rs", "report/solution_json.rs"]),
    // The command line names our renderer of that name.
    ("csv", &["report/csv.rs", "report/sweep_csv.rs", "cli/run.rs"]),
    ("askama", &["report/html.rs"]),
    ("tempfile", &["cli/"]),
    ("rustix", &["cli/output.rs"]),
    ("clap", &["cli/", "main.rs"]),
    ("rustyline", &["cli/", "main.rs"]),
    ("std::fs", &["cli/", "main.rs", "report/tests.rs"]),
    ("stdout", &["cli/", "main.rs"]),
    ("println!", &["cli/", "main.rs"]),
    ("print!", &["cli/", "main.rs"]),
];

fn sources() -> Vec<(String, String)> {
    fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, found);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                found.push(path);
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    walk(&root, &mut found);
    found.sort();
    let name = |path: &Path| path.strip_prefix(&root).unwrap().to_string_lossy().replace('\\', "/");
    found.iter().map(|path| (name(path), std::fs::read_to_string(path).unwrap())).collect()
}

/// The module that a file belongs to: `units` for `units/table.rs` and for `units.rs`.
fn module(file: &str) -> &str {
    file.split('/').next().unwrap_or(file).trim_end_matches(".rs")
}

/// The code of a line, without its comment; a `//` inside a text cuts too much, which hides nothing here.
fn code(line: &str) -> &str {
    line.split("//").next().unwrap_or(line)
}

/// The first names behind each `crate::`, those in braces too.
fn used_modules(line: &str) -> Vec<String> {
    let mut used = Vec::new();
    for behind in code(line).split("crate::").skip(1) {
        let list = match behind.strip_prefix('{') {
            Some(group) => group.split('}').next().unwrap_or(group),
            None => behind.split([',', ';', ')', ' ']).next().unwrap_or(behind),
        };
        for path in list.split(',') {
            used.push(
                path.trim().chars().take_while(|letter| letter.is_alphanumeric() || *letter == '_').collect(),
            );
        }
    }
    used
}

/// Whether a word stands in a line by itself, not as a part of a longer one.
fn names(line: &str, word: &str) -> bool {
    let is_part = |letter: char| letter.is_alphanumeric() || letter == '_';
    code(line).match_indices(word).any(|(at, _)| {
        let line = code(line);
        let behind = &line[at + word.len()..];
        let is_path = behind.starts_with("::")
            || line.contains("use ")
            || word.contains(['!', ':'])
            || word == "stdout";
        !line[..at].ends_with(is_part) && !behind.starts_with(is_part) && is_path
    })
}

/// `file:line` of every line that breaks the order.
fn uses_of_later_modules(file: &str, text: &str) -> Vec<String> {
    let place = |name: &str| ORDER.iter().position(|module| *module == name);
    let Some(own) = place(module(file)) else { return Vec::new() };
    let lines = text.lines().enumerate();
    lines
        .filter(|(_, line)| used_modules(line).iter().any(|used| place(used).is_some_and(|used| used > own)))
        .map(|(number, line)| format!("{file}:{} {}", number + 1, line.trim()))
        .collect()
}

/// `file:line` of every line that names a library outside its door.
fn uses_past_the_door(file: &str, text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (word, doors) in DOORS {
        if doors.iter().any(|door| file == *door || (door.ends_with('/') && file.starts_with(door))) {
            continue;
        }
        for (number, line) in text.lines().enumerate().filter(|(_, line)| names(line, word)) {
            found.push(format!("{file}:{} {word}: {}", number + 1, line.trim()));
        }
    }
    found
}

#[test]
fn a_module_uses_only_those_before_it() {
    let broken: Vec<String> =
        sources().iter().flat_map(|(file, text)| uses_of_later_modules(file, text)).collect();
    assert!(broken.is_empty(), "the order is {}:\n{}", ORDER.join(", "), broken.join("\n"));
}

#[test]
fn libraries_and_files_stay_behind_their_doors() {
    let broken: Vec<String> =
        sources().iter().flat_map(|(file, text)| uses_past_the_door(file, text)).collect();
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn every_file_says_what_it_knows() {
    let silent: Vec<String> =
        sources().into_iter().filter(|(_, text)| !text.starts_with("//! ")).map(|(file, _)| file).collect();
    assert!(silent.is_empty(), "these do not open with `//!`: {}", silent.join(", "));
}

#[test]
fn every_module_is_in_the_order() {
    for (file, _) in sources() {
        let module = module(&file);
        assert!(
            matches!(module, "lib" | "main") || ORDER.contains(&module),
            "{file} is no module of the order"
        );
    }
}

#[test]
fn the_rules_see_what_breaks_them() {
    assert_eq!(uses_of_later_modules("units/table.rs", "use crate::plan::Plan;").len(), 1);
    assert_eq!(uses_of_later_modules("units/table.rs", "use crate::{source, workspace};").len(), 1);
    assert_eq!(uses_of_later_modules("plan/mod.rs", "use crate::units; // crate::report").len(), 0);
    assert_eq!(uses_past_the_door("plan/mod.rs", "let text = std::fs::read(path);").len(), 1);
    assert_eq!(uses_past_the_door("syntax/scanner.rs", "use pest::Parser;").len(), 1);
    assert_eq!(uses_past_the_door("syntax/parser.rs", "use pest::Parser;").len(), 0);
    assert_eq!(uses_past_the_door("units/mod.rs", "let pestle = 1; // pest::Parser").len(), 0);
    assert_eq!(uses_past_the_door("workspace/mod.rs", "println!(\"{x}\");").len(), 1);
}
