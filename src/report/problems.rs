//! What is wrong, with its places in lines and columns; knows no text around them.

use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Edit, Fix, Severity};
use crate::source::{Position, Source};
use crate::workspace::Outcome;

/// A diagnostic with its place in lines and columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Its kind: `unit-mismatch`.
    pub id: &'static str,
    /// How much it weighs.
    pub severity: Severity,
    /// What is wrong.
    pub message: String,
    /// The file that it is about.
    pub file: Option<String>,
    /// Where it starts, and the first place behind it; none for what has no text.
    pub place: Option<(Position, Position)>,
    /// What to type instead.
    pub help: Option<String>,
    /// What a machine could change, the likeliest first.
    pub fixes: Vec<ProblemFix>,
}

/// A way to mend a problem.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProblemFix {
    /// What it does.
    pub words: String,
    /// What changes.
    pub edits: Vec<ProblemEdit>,
}

/// A change of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProblemEdit {
    /// The file that it changes.
    pub file: String,
    /// From where to where: the first place that is replaced, and the first behind it.
    pub place: (Position, Position),
    /// What stands there then.
    pub replacement: String,
}

impl Problem {
    /// All that is wrong with an outcome, in the order of the text.
    pub fn all(outcome: &Outcome) -> Vec<Self> {
        outcome.diagnostics.iter().map(|diagnostic| Self::of(&outcome.sources, diagnostic)).collect()
    }

    /// A diagnostic with its place among the sources of an outcome.
    pub fn of(sources: &[Arc<Source>], diagnostic: &Diagnostic) -> Self {
        // What has no place is about the scenario as a whole, the first source.
        let source = sources.get(diagnostic.span.map_or(0, |span| span.source.0 as usize));
        let place = diagnostic.span.zip(source);
        Self {
            id: diagnostic.id.as_str(),
            severity: diagnostic.id.severity(),
            message: diagnostic.message.clone(),
            file: source.map(|source| source.name.clone()),
            place: place.map(|(span, source)| (source.position(span.start), source.position(span.end))),
            help: diagnostic.advice(),
            fixes: diagnostic.fixes.iter().map(|fix| ProblemFix::of(sources, fix)).collect(),
        }
    }
}

impl ProblemFix {
    fn of(sources: &[Arc<Source>], fix: &Fix) -> Self {
        let edit = |edit: &Edit| {
            let source = sources.get(edit.span.source.0 as usize)?;
            Some(ProblemEdit {
                file: source.name.clone(),
                place: (source.position(edit.span.start), source.position(edit.span.end)),
                replacement: edit.replacement.clone(),
            })
        };
        Self { words: fix.words.clone(), edits: fix.edits.iter().filter_map(edit).collect() }
    }
}
