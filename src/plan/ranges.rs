//! Types one end of a range at a time (rulings, B26): a bare low end takes the high end's unit, a magnitude it does not.

use std::sync::Arc;

use super::lower::{Lowering, Typed};
use super::planner::Planner;
use crate::diagnostic::{Diagnostic, Id};
use crate::source::Span;
use crate::syntax::sheet::{Expression, ExpressionKind, Literal, LiteralKind, NodeId, Sheet, UnitExpression};

/// An end of a range.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// What stands before the `..`.
    Low,
    /// What stands behind it.
    High,
}

impl Planner {
    /// What an expression with one range in it comes to at both ends of the range.
    pub(super) fn ends_of(
        &mut self,
        sheet: &Arc<Sheet>,
        expression: Expression,
        own: &[(String, Option<Typed>)],
    ) -> Option<(Typed, Typed)> {
        let (low, ranges) = self.end_of(sheet, expression, own, End::Low);
        let one = "write one range, as `1M..10M users`; an end that is computed stands in brackets";
        match ranges.as_slice() {
            [_] => {}
            [] => {
                low.as_ref()?;
                let message =
                    format!("`{}` is one value, and a range has two ends", sheet.text(expression.span));
                self.report(Diagnostic::new(Id::BadRange, expression.span, message).help(one));
                return None;
            }
            [first, second, ..] => {
                let message = "there is a second range in this one";
                self.report(
                    Diagnostic::new(Id::BadRange, *second, message).related(*first, "the first").help(one),
                );
                return None;
            }
        }
        let low = low?;
        let (high, _) = self.end_of(sheet, expression, own, End::High);
        Some((low, high?))
    }

    fn end_of(
        &mut self,
        sheet: &Arc<Sheet>,
        expression: Expression,
        own: &[(String, Option<Typed>)],
        end: End,
    ) -> (Option<Typed>, Vec<Span>) {
        let mut lowering = Lowering::new(self, Arc::clone(sheet), own, 0);
        lowering.end = Some(end);
        let lowered = lowering.expression(expression);
        let typed = lowered.and_then(|lowered| lowering.value(lowered, expression.span));
        (typed, lowering.ranges)
    }
}

impl Lowering<'_> {
    /// The end of `low..high` that is asked for.
    pub(super) fn end_of_range(
        &mut self,
        end: End,
        left: NodeId,
        right: NodeId,
        span: Span,
    ) -> Option<Typed> {
        self.ranges.push(span);
        let (low, high) = (self.take_settled(left), self.take_settled(right));
        let (low, mut high) = (low?, high?);
        let mut low = self.like_the_high_end(left, right).unwrap_or(Some(low))?;
        self.give_zeros_their_due(&mut [&mut low, &mut high], &[left, right]);
        if low.dimension != high.dimension {
            let (found, other) = (self.describe(&low.dimension), self.describe(&high.dimension));
            self.error(
                Id::BadRange,
                span,
                format!("this range goes from {found} to {other}"),
                "write both ends in one unit, as `1 GB..1 TB`; an end that is computed stands in brackets",
            );
            return None;
        }
        Some(if end == End::Low { low } else { high })
    }

    /// A bare low end with the unit, the `%`, the `x` or the tail of the high end; none where it has its own.
    fn like_the_high_end(&mut self, left: NodeId, right: NodeId) -> Option<Option<Typed>> {
        let (low, is_negative) = self.literal_of(left)?;
        let (high, _) = self.literal_of(right)?;
        let span = self.span(left);
        let mut like = low.clone();
        if low.kind == LiteralKind::Plain && low.units.factors.is_empty() {
            if low.magnitude.is_none() && high.magnitude.is_some() && low.number.value() != 0.0 {
                let (low, high) = (self.text(span), self.text(self.span(right)));
                let unit = if high.contains(' ') { "its unit" } else { "all its digits" };
                self.error(
                    Id::BadRange,
                    span,
                    format!("in `{low}..{high}` the magnitude is that of the high end alone"),
                    format!("write it at both ends, as `8M..12M`, or the low end with {unit}"),
                );
                return Some(None);
            }
            like.kind = high.kind;
            like.units = high.units.clone();
        } else if low.kind == high.kind && is_start_of(&self.sheet, &low.units, &high.units) {
            like.units = high.units.clone();
        } else {
            return None;
        }
        if matches!(high.kind, LiteralKind::Ratio(_) | LiteralKind::Nines) && low.kind != high.kind {
            return None;
        }
        let typed = self.literal(&like, span);
        Some(typed.map(|typed| if is_negative { self.negated(typed, span) } else { typed }))
    }

    /// The literal that a node is, and whether a sign stands before it.
    fn literal_of(&self, id: NodeId) -> Option<(Literal, bool)> {
        match &self.sheet.node(id).kind {
            ExpressionKind::Literal(literal) if literal.more.is_empty() => {
                Some((literal.as_ref().clone(), false))
            }
            ExpressionKind::Negative(inner) => match &self.sheet.node(*inner).kind {
                ExpressionKind::Literal(literal) => Some((literal.as_ref().clone(), true)),
                _ => None,
            },
            _ => None,
        }
    }
}

/// Whether one unit is where another starts: `$` of `$/month`, `%` of `%/year`.
fn is_start_of(sheet: &Sheet, short: &UnitExpression, long: &UnitExpression) -> bool {
    let word = |place: Option<Span>| place.map(|place| sheet.word(place).into_owned());
    short.factors.len() < long.factors.len()
        && short.factors.iter().zip(&long.factors).all(|(one, other)| {
            word(one.word) == word(other.word)
                && one.power == other.power
                && one.magnitude == other.magnitude
                && one.number == other.number
        })
}
