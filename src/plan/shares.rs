//! Types shares of a sum: `10 TB + 20%` is 12 TB (rulings, PC13); knows no availability.

use super::lower::{Lowering, Typed};
use crate::diagnostic::{Diagnostic, Fix, Id};
use crate::source::Span;
use crate::syntax::sheet::{ExpressionKind, LiteralKind, NodeId, Operator};
use crate::types::{Kind, ValueKind};

impl Lowering<'_> {
    /// Whether a node is a percentage that was typed, or a name bound to one.
    pub(super) fn is_typed_share(&self, id: NodeId) -> bool {
        self.literal_behind(id).is_some_and(|(_, literal, _)| {
            literal.kind == LiteralKind::Percent && literal.units.factors.is_empty()
        })
    }

    /// `10 TB + 20%`, `200 GB - 10%`: the share is one of what stands to its left.
    pub(super) fn share_of_sum(
        &mut self,
        operator: Operator,
        nodes: (NodeId, NodeId),
        left: Typed,
        right: &Typed,
        span: Span,
    ) -> Option<Typed> {
        let (left_span, right_span) = (self.span(nodes.0), self.span(nodes.1));
        let (share, sum) = (self.text(right_span), self.text(left_span));
        if let Some(earlier) = self.share_before(nodes.0) {
            let sheet = std::sync::Arc::clone(&self.sheet);
            let base = sheet.text(Span { end: self.span(earlier.0).end, ..left_span });
            let first = sheet.text(self.span(earlier.1));
            let sign = operator.as_str();
            let both = format!("{base} * (1 {} {first} {sign} {share})", earlier.2.as_str());
            let each = format!("{base} * (1 {} {first}) * (1 {sign} {share})", earlier.2.as_str());
            self.error_with_fixes(
                Id::BadShare,
                right_span,
                format!("`{share}` could be of the first amount or of what it became"),
                format!("write `{both}` or `{each}`"),
                [Fix::write(span, both), Fix::write(span, each)],
            );
            return None;
        }
        let factor = if operator == Operator::Subtract {
            ValueKind::Complement(right.value)
        } else {
            ValueKind::Sum(self.planner.number(1.0, right_span), right.value)
        };
        let factor = self.push(factor, right_span);
        let value = self.push(ValueKind::Product { left: left.value, right: factor, is_pure: false }, span);
        self.planner.report(Diagnostic::new(
            Id::ShareOfSum,
            right_span,
            format!("`{share}` is taken of `{sum}`"),
        ));
        let shown = left.shown.clone().released();
        Some(Typed { dimension: left.dimension, shown, kind: Kind::Plain, value })
    }

    /// The share that was added earlier in a chain of sums: what it was added to, it, and how.
    fn share_before(&self, id: NodeId) -> Option<(NodeId, NodeId, Operator)> {
        let mut at = id;
        while let ExpressionKind::Binary { operator, left, right, .. } = &self.sheet.node(at).kind {
            if !matches!(operator, Operator::Add | Operator::Subtract) {
                return None;
            }
            if self.is_typed_share(*right) {
                return Some((*left, *right, *operator));
            }
            at = *left;
        }
        None
    }
}
