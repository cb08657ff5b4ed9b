//! The modules that ship, written in napkin: each a named set of figures with source and year; knows no files.

/// Name and text of every module that ships.
pub const MODULES: [(&str, &str); 2] = [
    ("latency", include_str!("../../modules/latency.nap")),
    ("rates_2026", include_str!("../../modules/rates_2026.nap")),
];

/// The text of a module.
pub fn text(name: &str) -> Option<&'static str> {
    MODULES.iter().find(|(other, _)| *other == name).map(|(_, text)| *text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{Source, SourceId};
    use crate::workspace::{NoFiles, run};

    #[test]
    fn every_figure_has_source_and_year() {
        for (name, text) in MODULES {
            let outcome = run(Source::new(SourceId(0), name, text), &NoFiles, &[]);
            assert!(outcome.diagnostics.is_empty(), "{name}: {:?}", outcome.diagnostics);
            assert!(outcome.plan.title.is_some_and(|title| title.contains("20")), "{name} says its year");
            for item in &outcome.plan.items {
                let note = item.note.as_deref().unwrap_or("");
                assert!(note.contains("2012") || note.contains("2026"), "{name}.{}", item.name);
                assert!(item.value.is_some(), "{name}.{}", item.name);
            }
        }
    }
}
