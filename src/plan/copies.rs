//! Several of a component, counted as nothing else is in a path: `3 api`, `3 * api`; says how they are written.

use super::lower::Lowering;
use super::planner::Body;
use crate::diagnostic::{Fix, Id};
use crate::source::Span;
use crate::syntax::sheet::NodeId;
use crate::syntax::words::Copies;

impl Lowering<'_> {
    /// Tells that a count of a component, as in `lb -> 3 api`, is none of its stages; answers whether it is one.
    pub(super) fn is_count_of_component(&mut self, span: Span) -> bool {
        let text = self.text(span);
        let Some((count, noun)) = text.split_once(' ') else { return false };
        // `3 apis` are three of `api` too.
        let names = [noun, noun.strip_suffix('s').unwrap_or(noun), noun.strip_suffix("es").unwrap_or(noun)];
        let name = names.into_iter().find(|name| self.is_component(name));
        name.and_then(|name| Copies::of(count, name)).is_some_and(|copies| self.tell_copies(&copies, span))
    }

    /// The same of a product, as in `3 * api`.
    pub(super) fn is_multiple_of_component(&mut self, left: NodeId, right: NodeId, span: Span) -> bool {
        let (left, right) = (self.text(self.span(left)), self.text(self.span(right)));
        let copies = Copies::of(&left, &right).or_else(|| Copies::of(&right, &left));
        copies.is_some_and(|copies| self.tell_copies(&copies, span))
    }

    fn is_component(&self, name: &str) -> bool {
        let place = self.planner.names.get(name);
        place.is_some_and(|place| {
            matches!(self.planner.definitions[*place].body, Body::Component { .. } | Body::Path { .. })
        })
    }

    fn tell_copies(&mut self, copies: &Copies, span: Span) -> bool {
        let fixes = copies.ways().map(|(words, text)| Fix::new(words).replacing(span, text));
        self.error_with_fixes(Id::NotAValue, span, copies.message(), copies.help(), fixes);
        true
    }
}
