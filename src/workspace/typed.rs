//! Text that is read with words before it, shown without them; knows neither goals nor units.

use std::sync::Arc;

use super::Outcome;
use crate::source::{Source, SourceId, Span};

/// Puts what was typed in the place of a source that was read with `before` more bytes in front of it, and moves all
/// places in it.
pub(super) fn show_as_typed(outcome: &mut Outcome, asked_in: SourceId, typed: &str, before: usize) {
    if let Some(source) = outcome.sources.get_mut(asked_in.0 as usize) {
        *source = Arc::new(Source::new(asked_in, source.name.as_str(), typed));
    }
    let own = |span: &&mut Span| span.source == asked_in;
    for diagnostic in &mut outcome.diagnostics {
        let places = diagnostic.span.iter_mut().chain(diagnostic.related.iter_mut().map(|(span, _)| span));
        for span in places.filter(own) {
            let moved = |offset: u32| offset.saturating_sub(before as u32).min(typed.len() as u32);
            (span.start, span.end) = (moved(span.start), moved(span.end));
        }
    }
}
