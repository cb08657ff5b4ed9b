//! Makes conversions of the grammar's parts: `in GB/day`, `as requests`; knows no unit's meaning.

use super::grammar::{Part, Rule};
use super::reader::Reader;
use crate::source::Span;
use crate::syntax::sheet::{ExpressionKind, Magnitude, NodeId, Target, UnitExpression};
use crate::units::decimal::Decimal;

impl Reader {
    pub(super) fn conversion(&mut self, part: Part<'_>, value: NodeId, place: Span) -> NodeId {
        let span = self.node_span(value).to(place);
        let (mut below, mut unit, mut target) = (false, None, None);
        for part in part.into_inner() {
            match part.as_rule() {
                Rule::slash => below = true,
                Rule::unit => unit = Some(self.span(&part)),
                Rule::target => target = Some(self.target(part)),
                _ => {}
            }
        }
        match (target, unit) {
            (Some(target), _) => self.push(ExpressionKind::In { value, target }, span),
            (None, unit) => {
                self.push(ExpressionKind::As { value, below, unit: unit.unwrap_or_default() }, span)
            }
        }
    }

    pub(super) fn target(&mut self, part: Part<'_>) -> Target {
        let (mut magnitude, mut units) = (None, UnitExpression::default());
        // Brackets turn the sign of all within them; `sign` is the bar of each open one.
        let (mut signs, mut next) = (vec![1], 1);
        let mut counted = None;
        for part in part.into_inner() {
            match part.as_rule() {
                Rule::percent => return Target::Percent,
                Rule::times_mark => return Target::Times,
                Rule::magnitude => magnitude = Some(self.magnitude(&part)),
                Rule::slash | Rule::target_per => next = -1,
                Rule::times => next = 1,
                Rule::open => {
                    signs.push(signs.last().copied().unwrap_or(1) * next);
                    next = 1;
                }
                Rule::close => {
                    signs.pop();
                }
                Rule::target_number => counted = Some(self.counted_by(&part)),
                Rule::unit => {
                    let sign = signs.last().copied().unwrap_or(1) * next;
                    let (number, magnitude) =
                        counted.take().map_or((None, None), |(number, by)| (number, Some(by)));
                    self.unit(&part, sign, number, magnitude, &mut units);
                    next = 1;
                }
                _ => {}
            }
        }
        Target::Units { magnitude, units }
    }

    /// `1M` of `$/1M tokens`, `million` of `$/million requests`: the number and the magnitude that are counted by.
    fn counted_by(&self, part: &Part<'_>) -> (Option<Decimal>, Magnitude) {
        let text = part.as_str();
        let digits = text.trim_end_matches(|letter: char| letter != '.' && !letter.is_ascii_digit());
        let word = text[digits.len()..].trim_start();
        let whole = self.span(part);
        let start = whole.end - word.len() as u32;
        let number = (!digits.is_empty()).then(|| Decimal::parse(digits));
        (number, self.magnitude_of(word, Span { start, ..whole }))
    }
}
