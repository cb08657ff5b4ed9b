//! Where stages put what they find wrong, and the proof that an error was told; knows no stage.

use super::{Diagnostic, Id, Severity};

/// How many diagnostics are told of one scenario.
const MOST_TOLD: usize = 1_000;
/// From how many on a file has another problem than a slip, so that near names are no longer looked for.
const MOST_SUGGESTED: usize = 200;

/// Proof that an error was told. Only a [`Sink`] makes one, so a stage that answers `Err(Reported)` cannot have kept
/// silent, and `?` is always right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reported(());

/// What the stages found wrong, in the order in which they found it.
#[derive(Debug, Clone, Default)]
pub struct Sink {
    diagnostics: Vec<Diagnostic>,
}

impl Sink {
    /// Tells an error.
    pub fn error(&mut self, diagnostic: Diagnostic) -> Reported {
        debug_assert!(diagnostic.is_error(), "`{}` is a warning", diagnostic.id.as_str());
        self.tell(diagnostic);
        Reported(())
    }

    /// Tells a warning.
    pub fn warn(&mut self, diagnostic: Diagnostic) {
        debug_assert!(!diagnostic.is_error(), "`{}` is an error", diagnostic.id.as_str());
        self.tell(diagnostic);
    }

    /// Takes back what was told last, if it is a note that what comes next says of more.
    pub fn take_back_note(&mut self, is_it: impl Fn(&Diagnostic) -> bool) {
        let is_note = |last: &Diagnostic| last.id.severity() == Severity::Note;
        if self.diagnostics.last().is_some_and(|last| is_note(last) && is_it(last)) {
            self.diagnostics.pop();
        }
    }

    /// Whether near names are still worth a search: a file with hundreds of errors has another problem.
    pub fn suggests(&self) -> bool {
        self.diagnostics.len() < MOST_SUGGESTED
    }

    /// What was told so far.
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.diagnostics
    }

    /// What was told so far, to be moved: the formulas of a workload have no text of their own.
    pub fn diagnostics_mut(&mut self) -> &mut [Diagnostic] {
        &mut self.diagnostics
    }

    /// All that was told.
    pub fn into_diagnostics(self) -> Vec<Diagnostic> {
        self.diagnostics
    }

    fn tell(&mut self, diagnostic: Diagnostic) {
        if self.diagnostics.len() > MOST_TOLD || self.diagnostics.last() == Some(&diagnostic) {
            return;
        }
        if self.diagnostics.len() == MOST_TOLD {
            let message = format!("more than {MOST_TOLD} errors: the others are not listed");
            let place = diagnostic.span.unwrap_or_default();
            self.diagnostics
                .push(Diagnostic::new(Id::TooManyErrors, place, message).help("mend the first ones"));
            return;
        }
        self.diagnostics.push(diagnostic);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{SourceId, Span};

    #[test]
    fn one_thing_is_told_once_and_a_flood_is_cut() {
        let mut sink = Sink::default();
        let error = |at: usize| Diagnostic::new(Id::UnknownName, Span::new(SourceId(0), at, at + 1), "no");
        sink.error(error(0));
        sink.error(error(0));
        assert_eq!(sink.diagnostics().len(), 1);
        for at in 1..5_000 {
            sink.error(error(at));
        }
        assert_eq!(sink.diagnostics().len(), MOST_TOLD + 1);
        assert_eq!(sink.diagnostics().last().map(|last| last.id), Some(Id::TooManyErrors));
        assert!(!sink.suggests());
    }
}
