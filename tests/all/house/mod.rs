//! The rules of the house: which module may use which, where each library's door is, and what every file opens with.

mod code;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use code::House;

/// The modules, each of which uses only those before it.
const ORDER: [&str; 15] = [
    "source",
    "diagnostic",
    "units",
    "syntax",
    "names",
    "functions",
    "types",
    "plan",
    "estimate",
    "workspace",
    "report",
    "render",
    "ide",
    "scenario",
    "cli",
];

/// A library or a service of the system, and the files that may name it.
const DOORS: [(&str, &[&str]); 17] = [
    ("pest", &["syntax/parser/"]),
    ("pest_derive", &["syntax/parser/"]),
    ("comfy_table", &["render/text/layout.rs"]),
    ("annotate_snippets", &["render/messages.rs"]),
    ("serde", &["render/json/"]),
    ("serde_json", &["render/json/", "render/tests.rs"]),
    ("schemars", &["render/json/"]),
    // The command line names our renderer of that name.
    ("csv", &["render/csv/", "cli/run.rs", "cli/sweep.rs"]),
    ("askama", &["render/html.rs"]),
    ("tempfile", &["cli/"]),
    ("rustix", &["cli/output.rs"]),
    ("clap", &["cli/", "main.rs"]),
    ("rustyline", &["cli/", "main.rs"]),
    ("std::fs", &["cli/", "main.rs", "render/tests.rs"]),
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

/// The longest a file may be, and the most files over which the `impl` blocks of one type may lie.
const MOST_LINES: usize = 700;
const MOST_FILES_OF_A_TYPE: usize = 6;

/// Methods of std that files of ours define too: a call of one says nothing of where it leads.
const METHODS_OF_STD: &str = include_str!("methods_of_std.txt");

fn house(sources: &[(String, String)]) -> House {
    let known: BTreeSet<&str> = METHODS_OF_STD.split_whitespace().collect();
    House::new(sources, |method| known.contains(method))
}

/// `file:line` of everything that needs a module behind its own.
fn uses_of_later_modules(house: &House) -> Vec<String> {
    let place = |file: &str| ORDER.iter().position(|name| *name == module(file));
    let mut found = Vec::new();
    for (at, file) in house.files.iter().enumerate() {
        let Some(own) = place(&file.name) else { continue };
        for (to, (line, word)) in house.edges(at) {
            let used = &house.files[to].name;
            if place(used).is_some_and(|used| used > own) {
                found.push(format!("{}:{line} {word} is in {used}", file.name));
            }
        }
    }
    found
}

/// Every `impl` block outside the folder of its type, and every type that has them in too many files.
fn scattered_types(house: &House) -> Vec<String> {
    let folder = |file: &str| file.rsplit_once('/').map_or(String::new(), |(folder, _)| folder.to_owned());
    let mut found = Vec::new();
    let mut files_of: BTreeMap<(usize, String), BTreeSet<usize>> = BTreeMap::new();
    for (at, file) in house.files.iter().enumerate() {
        for (written, is_trait, line) in &file.implemented {
            let Some(definer) = house.definer(at, written) else { continue };
            let name = written.last().cloned().unwrap_or_default();
            if !house.files[definer].items.contains(&name) {
                continue;
            }
            let (home, here) = (folder(&house.files[definer].name), folder(&file.name));
            if here != home && !here.starts_with(&format!("{home}/")) {
                found.push(format!("{}:{line} implements {name}, which lives in {home}/", file.name));
            }
            if !is_trait {
                files_of.entry((definer, name)).or_default().insert(at);
            }
        }
    }
    for ((_, name), files) in files_of.into_iter().filter(|(_, files)| files.len() > MOST_FILES_OF_A_TYPE) {
        found.push(format!("{name} has `impl` blocks in {} files", files.len()));
    }
    found
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
    let broken = uses_of_later_modules(&house(&sources()));
    assert!(broken.is_empty(), "the order is {}:\n{}", ORDER.join(", "), broken.join("\n"));
}

/// The module that is being taken apart into stages: until it is, its files lean on each other.
const IN_REBUILDING: &str = "plan/";

#[test]
fn files_of_a_module_form_no_circle() {
    let circles = house(&sources()).circles();
    let circles: Vec<String> = circles
        .iter()
        .filter(|circle| !circle[0].starts_with(IN_REBUILDING))
        .map(|circle| circle.join("\n    "))
        .collect();
    assert!(circles.is_empty(), "{} circles:\n  {}", circles.len(), circles.join("\n  "));
}

#[test]
fn a_type_is_implemented_in_its_folder() {
    let mut scattered = scattered_types(&house(&sources()));
    scattered.retain(|told| !told.starts_with("Planner ") && !told.starts_with("Lowering "));
    assert!(scattered.is_empty(), "{}", scattered.join("\n"));
}

#[test]
fn no_file_is_too_long() {
    let house = house(&sources());
    let long = house.files.iter().filter(|file| file.lines > MOST_LINES);
    let long: Vec<String> = long.map(|file| format!("{}: {}", file.name, file.lines)).collect();
    assert!(long.is_empty(), "over {MOST_LINES} lines: {}", long.join(", "));
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
    assert_eq!(uses_past_the_door("plan/mod.rs", "let text = std::fs::read(path);").len(), 1);
    assert_eq!(uses_past_the_door("syntax/scan/mod.rs", "use pest::Parser;").len(), 1);
    assert_eq!(uses_past_the_door("syntax/parser/mod.rs", "use pest::Parser;").len(), 0);
    assert_eq!(uses_past_the_door("units/mod.rs", "let pestle = 1; // pest::Parser").len(), 0);
    assert_eq!(uses_past_the_door("workspace/mod.rs", "println!(\"{x}\");").len(), 1);
}

/// A house of two or three small files.
fn planted(files: &[(&str, &str)]) -> House {
    let files: Vec<(String, String)> =
        files.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
    house(&files)
}

#[test]
fn a_use_a_path_and_a_method_lead_to_a_later_module() {
    let plan = ("plan/mod.rs", "pub struct Plan; impl Plan { pub fn lowered_all(&self) {} }");
    for text in [
        "use crate::plan::Plan;",
        "use crate::{plan::Plan as Other, source};",
        "fn f() { let plan = crate::plan::Plan; }",
        "fn f() { assert!(matches!(x, crate::plan::Plan)); }",
        "fn f(plan: &impl Any) { plan.lowered_all(); }",
    ] {
        assert_eq!(uses_of_later_modules(&planted(&[plan, ("units/table.rs", text)])).len(), 1, "{text}");
    }
    for text in [
        "use crate::units::Units; // crate::plan::Plan",
        "fn f() { say(\"crate::plan::Plan\"); 'p'; }",
        "fn f<'plan>(x: &'plan str) { x.len(); }",
        "fn f() {}\n#[cfg(test)]\nmod tests {\n    use crate::plan::Plan;\n}",
    ] {
        assert_eq!(uses_of_later_modules(&planted(&[plan, ("units/table.rs", text)])), [""; 0], "{text}");
    }
}

#[test]
fn planted_circles_are_seen() {
    let by_use = planted(&[
        ("plan/a.rs", "use super::b::Two; pub struct One;"),
        ("plan/b.rs", "pub struct Two; fn f() -> super::a::One { g() }"),
    ]);
    assert_eq!(by_use.circles(), [["plan/a.rs:1 super::b::Two", "plan/b.rs:1 super::a::One"]]);
    let by_method = planted(&[
        (
            "plan/a.rs",
            "pub struct One; impl One { pub fn first_step(&self, two: &Two) { two.second_step(); } }",
        ),
        ("plan/b.rs", "trait Two { fn second_step(&self) { one.first_step(self); } }"),
    ]);
    assert_eq!(by_method.circles().len(), 1);
    // Through the module that they are in, and what it takes in from one of them.
    let by_module = planted(&[
        ("plan/mod.rs", "mod a; mod b; pub use a::One; fn f() { b::lowered(); }"),
        ("plan/a.rs", "pub struct One; fn f() { super::b::lowered(); }"),
        ("plan/b.rs", "use super::One; pub fn lowered() {}"),
    ]);
    assert_eq!(by_module.circles().len(), 1);
    let none = planted(&[
        ("plan/mod.rs", "mod a; mod b; pub use a::One; fn f() { b::lowered(); }"),
        ("plan/a.rs", "pub struct One; fn f(it: &str) { it.len(); }"),
        ("plan/b.rs", "use super::One; pub fn lowered() {}"),
    ]);
    assert_eq!(none.circles(), Vec::<Vec<String>>::new());
}

#[test]
fn scattered_types_are_seen() {
    let far = planted(&[
        ("plan/mod.rs", "pub mod a;"),
        ("plan/a.rs", "pub struct One;"),
        ("types/b.rs", "use crate::plan::a::One; impl<'a, T: Into<u8>> From<&'a T> for One {}"),
    ]);
    assert_eq!(scattered_types(&far).len(), 1);
    let near = planted(&[
        ("plan/mod.rs", "pub struct One; struct Own; impl Display for Own {}"),
        ("plan/deep/b.rs", "use crate::plan::One; impl One {} impl Into<One> for &str {}"),
    ]);
    assert_eq!(scattered_types(&near), [""; 0]);
    let name = |at: usize| format!("plan/f{at}.rs");
    let mut files: Vec<(String, String)> =
        (0..7).map(|at| (name(at), "use super::One; impl One { fn f(&self) {} }".to_owned())).collect();
    files.push(("plan/mod.rs".into(), "pub struct One;".into()));
    assert_eq!(scattered_types(&house(&files)), ["One has `impl` blocks in 7 files"]);
}
