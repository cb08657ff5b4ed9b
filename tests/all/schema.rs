//! Holds all that is printed as JSON against docs/report.schema.json: sheets, examples, errors, results, explanations.

use std::path::{Path, PathBuf};
use std::process::Command;

use napkin::render::json;
use napkin::report::explain::Explanation;
use napkin::report::{Report, Row, Wanted};
use napkin::source::{Source, SourceId};
use napkin::workspace::run_with_cases;
use serde_json::Value;

use crate::outcome::{Folder, evaluate_text};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_path_buf()
}

/// A JSON schema (draft 2020-12), as far as ours goes: a keyword that is not known here is an error, never skipped.
struct Schema(Value);

impl Schema {
    fn ours() -> Self {
        let text = std::fs::read_to_string(root().join("docs/report.schema.json")).unwrap();
        Self(serde_json::from_str(&text).unwrap())
    }

    /// What is wrong with a text, each with its place.
    fn errors(&self, text: &str) -> Vec<String> {
        let mut errors = Vec::new();
        match serde_json::from_str(text) {
            Ok(value) => self.check(&self.0, &value, "", &mut errors),
            Err(error) => errors.push(format!("no JSON: {error}")),
        }
        errors
    }

    fn check(&self, schema: &Value, value: &Value, place: &str, errors: &mut Vec<String>) {
        for (keyword, wanted) in schema.as_object().unwrap() {
            let mut fails = |words: String| errors.push(format!("{place}: {words}: {value}"));
            match keyword.as_str() {
                "$schema" | "$defs" | "title" | "description" | "format" => {}
                "$ref" => {
                    let pointer = wanted.as_str().unwrap().strip_prefix('#').unwrap();
                    self.check(self.0.pointer(pointer).unwrap(), value, place, errors);
                }
                "type" => {
                    let names = wanted.as_array().cloned().unwrap_or_else(|| vec![wanted.clone()]);
                    if !names.iter().any(|name| is_of_type(value, name.as_str().unwrap())) {
                        fails(format!("is no {wanted}"));
                    }
                }
                "const" if value != wanted => fails(format!("is not {wanted}")),
                "enum" if !wanted.as_array().unwrap().contains(value) => {
                    fails(format!("is none of {wanted}"))
                }
                "const" | "enum" => {}
                "minimum" => {
                    if value.as_f64().is_some_and(|number| number < wanted.as_f64().unwrap()) {
                        fails(format!("is below {wanted}"));
                    }
                }
                "required" => {
                    let Some(object) = value.as_object() else { continue };
                    for name in wanted.as_array().unwrap() {
                        if !object.contains_key(name.as_str().unwrap()) {
                            fails(format!("has no {name}"));
                        }
                    }
                }
                "properties" => {
                    let Some(object) = value.as_object() else { continue };
                    for (name, inner) in object {
                        match wanted.get(name) {
                            Some(schema) => self.check(schema, inner, &format!("{place}/{name}"), errors),
                            // Readers may allow more; we print no key that the schema does not tell of.
                            None => errors.push(format!("{place}/{name}: is not in the schema")),
                        }
                    }
                }
                "items" => {
                    for (at, inner) in value.as_array().into_iter().flatten().enumerate() {
                        self.check(wanted, inner, &format!("{place}/{at}"), errors);
                    }
                }
                "anyOf" => {
                    let kinds = wanted.as_array().unwrap().iter().map(|schema| {
                        let mut errors = Vec::new();
                        self.check(schema, value, place, &mut errors);
                        errors
                    });
                    // Of those that do not fit, the one that nearly does says most.
                    errors.extend(kinds.min_by_key(Vec::len).unwrap());
                }
                other => panic!("the schema uses `{other}`, which this test does not know"),
            }
        }
    }
}

fn is_of_type(value: &Value, name: &str) -> bool {
    match name {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "string" => value.is_string(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        "number" => value.is_number(),
        "integer" => value.is_i64() || value.is_u64(),
        other => panic!("no type is called {other}"),
    }
}

fn naps(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            naps(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "nap") {
            found.push(path);
        }
    }
}

#[test]
fn every_report_and_explanation_fits_the_schema() {
    let schema = Schema::ours();
    let mut paths = Vec::new();
    naps(&root().join("tests"), &mut paths);
    naps(&root().join("examples"), &mut paths);
    let (mut documents, mut explanations) = (0, 0);
    for path in paths {
        // What is no text is said by the command line, below.
        let Ok(source) = Source::from_bytes(SourceId(0), "a.nap", std::fs::read(&path).unwrap()) else {
            continue;
        };
        let folder = Folder(path.parent().unwrap().to_owned());
        let outcomes = run_with_cases(source, &folder, &[], None);
        let reports: Vec<Report> =
            outcomes.iter().map(|outcome| Report::new(outcome, &Wanted::default())).collect();
        let errors = schema.errors(&json::reports(&reports));
        assert!(errors.is_empty(), "{}: {errors:#?}", path.display());
        documents += reports.len();
        for place in 0..outcomes[0].plan.items.len().min(40) {
            let Some(explanation) = Explanation::of(&outcomes[0], place, 3) else { continue };
            let errors = schema.errors(&json::explanation::document(Some(&explanation), &[]));
            assert!(errors.is_empty(), "{}, item {place}: {errors:#?}", path.display());
            explanations += 1;
        }
    }
    assert!(
        documents > 150 && explanations > 1_000,
        "only {documents} documents, {explanations} explanations"
    );
}

#[test]
fn every_result_fits_the_schema() {
    let schema = Schema::ours();
    for expression in
        ["1 + 1", "99.9% | 99%", "5 GB/month over 1 year", "-2^2", "1e-30", "1 GB / 3", "0 GB", "100% | 50%"]
    {
        let outcome = evaluate_text(expression);
        let row = Row::of(&outcome, outcome.plan.items.last().unwrap(), 3).unwrap();
        let errors = schema.errors(&json::result::document(expression, Some(&row), &[]));
        assert!(errors.is_empty(), "{expression}: {errors:#?}");
    }
}

#[test]
fn what_the_program_prints_fits_the_schema() {
    let schema = Schema::ours();
    for line in [
        "report examples/tour.nap --format json",
        "report examples/tour.nap examples/checkout.nap gone.nap examples --format json",
        "report examples/checkout.nap --case slow\u{a0}repair --format json --digits 9 --only checkout*",
        "report examples/checkout.nap --case gone --format json",
        "report tests/sheets/errors/unit-mismatch.nap --format json --set gone=5",
        "check examples/tour.nap --format json",
        "eval 3\u{a0}GB\u{a0}+\u{a0}5\u{a0}GB --format json",
        "eval 3\u{a0}GB\u{a0}+\u{a0}5\u{a0}s --format json",
        "eval users --format json --file gone.nap",
        "explain examples/tour.nap read.headroom --format json",
        "explain examples/tour.nap read.gone --format json",
        "explain gone.nap read --format json",
        "sweep examples/checkout.nap orders.users=1M..40M\u{a0}users db.availability=99%..99.9% --of checkout.headroom,left --steps 3 --format json",
        "sweep examples/pastebin.nap writes=0..4\u{a0}pastes/s --of 1/writes --format json",
        "sweep examples/pastebin.nap writes=1..4\u{a0}GB --of storage --format json",
        "sweep gone.nap writes=1..4 --of storage --format json",
        "solve examples/pastebin.nap storage\u{a0}=\u{a0}1\u{a0}PB --for writes --format json",
        "solve examples/pastebin.nap storage\u{a0}=\u{a0}1\u{a0}PB --for users --format json",
        "solve examples/pastebin.nap storage\u{a0}=\u{a0}1\u{a0}PB --for user --format json",
        "solve examples/checkout.nap checkout.availability\u{a0}>=\u{a0}99.9999% --for app.mttr --format json",
        "solve examples/queue_sizing.nap wait\u{a0}=\u{a0}10\u{a0}ms --for just_over --format json",
        "solve tests/sheets/goals/several.nap parabola\u{a0}>=\u{a0}0 --for x --format json",
        "solve tests/sheets/goals/steps.nap stored\u{a0}<=\u{a0}20\u{a0}TB --for replicas --format json",
        "solve gone.nap a=b --for c --format json",
    ] {
        let arguments = line.split(' ').map(|word| word.replace('\u{a0}', " "));
        let output =
            Command::new(env!("CARGO_BIN_EXE_napkin")).args(arguments).current_dir(root()).output().unwrap();
        let errors = schema.errors(&String::from_utf8(output.stdout).unwrap());
        assert!(errors.is_empty(), "{line}: {errors:#?}");
    }
}

#[test]
fn what_does_not_fit_is_found() {
    let schema = Schema::ours();
    let document = r#"{"napkin": 2, "reports": [{"file": null, "title": null, "calendar": "civil", "bytes": "decimal",
        "case": null, "summary": {"checks": 1, "failing": [], "unevaluated": 0, "errors": 0, "workloads": [], "paths": [],
        "results": []}, "results": [], "checks": [{"expr": "a < b", "ok": true, "comparison": "<", "deviation": -0.5,
        "left": {"value": 1, "unit": "", "display": "1"}, "right": {"value": 2, "unit": "", "display": "2"},
        "note": null, "line": 1}], "diagnostics": []}]}"#;
    assert_eq!(schema.errors(document), [""; 0]);
    for (piece, other) in [
        ("\"napkin\": 2", "\"napkin\": 1"),
        ("\"title\": null, ", ""),
        ("\"case\": null", "\"case\": 5"),
        ("\"decimal\"", "\"octal\""),
        ("\"ok\": true", "\"ok\": 1"),
        ("\"line\": 1", "\"line\": 0"),
        ("\"line\": 1", "\"line\": 1.5"),
        ("\"note\": null", "\"note\": null, \"more\": null"),
        ("\"diagnostics\": []", "\"diagnostics\": [{}]"),
    ] {
        let broken = document.replace(piece, other);
        assert!(broken != document && !schema.errors(&broken).is_empty(), "{broken}");
    }
}
