//! What a machine can mend at a place: the fixes of the diagnostics there.

use std::ops::Range;

use crate::diagnostic::{Diagnostic, Fix};
use crate::workspace::Analysis;

/// A fix with what it mends.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct OfferedFix {
    /// What it mends.
    pub diagnostic: Diagnostic,
    /// What changes.
    pub fix: Fix,
}

/// Every fix of the diagnostics that touch a range of bytes of the scenario's own text, the likeliest of each first.
pub fn fixes(analysis: &Analysis, range: Range<u32>) -> Vec<OfferedFix> {
    let own = analysis.source().id;
    let touching = analysis.outcome().diagnostics.iter().filter(|diagnostic| {
        diagnostic
            .span
            .is_some_and(|span| span.source == own && span.start <= range.end && range.start <= span.end)
    });
    let fixes = touching.flat_map(|diagnostic| {
        let offered = move |fix: &Fix| OfferedFix { diagnostic: diagnostic.clone(), fix: fix.clone() };
        diagnostic.fixes.iter().map(offered)
    });
    fixes.collect()
}
