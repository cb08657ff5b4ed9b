//! Holds the examples to what they state: every check holds, but for the errata, where none does.

use std::path::Path;

use napkin::source::{Source, SourceId};
use napkin::workspace::run_with_cases;

use crate::outcome::{Folder, summary};

#[test]
fn every_example_holds_and_every_erratum_fails() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    let mut checked = 0;
    for entry in std::fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "nap") {
            continue;
        }
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let is_errata = name == "errata.nap";
        let source = Source::from_bytes(SourceId(0), name.as_str(), std::fs::read(&path).unwrap()).unwrap();
        let outcomes = run_with_cases(source, &Folder(folder.clone()), &[], None);
        let checks: usize = outcomes.iter().map(|outcome| outcome.plan.checks.len()).sum();
        assert!(checks > 0, "{name} checks nothing");
        checked += checks;
        for outcome in outcomes {
            let summary = summary(&outcome);
            assert!(outcome.diagnostics.is_empty(), "{name} has diagnostics:\n{summary}");
            for check in &outcome.plan.checks {
                let holds = outcome.estimate.verdict(check).is_some_and(|verdict| verdict.ok);
                assert_eq!(holds, !is_errata, "{name}: check {}\n{summary}", check.expression);
            }
        }
    }
    assert!(checked > 100, "only {checked} checks ran");
}
