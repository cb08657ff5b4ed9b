//! All that is known of a scenario at one moment, and does not change: what was written, what its words mean, what it
//! comes to, what is wrong. Editors and pages ask it; knows none of their questions.

use std::sync::Arc;

use super::{Loader, Outcome, run_with_cases};
use crate::names::{Names, Resolved, at, resolved};
use crate::source::{Source, SourceId, Span};

/// A scenario, analysed as a whole. It is cheap to share: cloning it copies nothing of it.
#[derive(Debug, Clone)]
pub struct Analysis {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    outcome: Outcome,
    cases: Vec<Outcome>,
    names: Names,
    words: Vec<Resolved>,
}

impl Analysis {
    /// Analyses a text under a name; what it imports comes through the loader.
    pub fn of(name: &str, text: &str, loader: &dyn Loader) -> Self {
        let mut outcomes = run_with_cases(Source::new(SourceId(0), name, text), loader, &[], None);
        let cases = outcomes.split_off(1);
        Self::with(outcomes.swap_remove(0), cases)
    }

    fn with(outcome: Outcome, cases: Vec<Outcome>) -> Self {
        let names = Names::of(&outcome.sheets);
        let words = resolved(&names, &outcome.sheets, &outcome.plan.units);
        Self { inner: Arc::new(Inner { outcome, cases, names, words }) }
    }

    /// What it came to: plan, numbers, diagnostics. It is the base's; of its cases only what is checked is told.
    pub fn outcome(&self) -> &Outcome {
        &self.inner.outcome
    }

    /// What each of its cases came to, in the order of the text; nothing where only the base was run.
    pub fn cases(&self) -> &[Outcome] {
        &self.inner.cases
    }

    /// What its lines define.
    pub fn names(&self) -> &Names {
        &self.inner.names
    }

    /// Every word with what it means, in the order of the text, source by source.
    pub fn words(&self) -> &[Resolved] {
        &self.inner.words
    }

    /// The word at a byte of the scenario's own text.
    pub fn word_at(&self, offset: u32) -> Option<Resolved> {
        at(&self.inner.words, self.source().id, offset)
    }

    /// The scenario's own text.
    pub fn source(&self) -> &Source {
        &self.inner.outcome.sources[0]
    }

    /// The source that a place lies in.
    pub fn source_of(&self, place: Span) -> Option<&Source> {
        let sources = &self.inner.outcome.sources;
        sources.iter().find(|source| source.id == place.source).map(Arc::as_ref)
    }
}

impl From<Outcome> for Analysis {
    fn from(outcome: Outcome) -> Self {
        Self::with(outcome, Vec::new())
    }
}
