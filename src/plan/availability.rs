//! Types `->`, `|` and `k of n`: availabilities, latencies, capacities (rulings, H); the arithmetic is elsewhere.

use super::kind::Kind;
use super::lower::{Lowering, Operand, Typed, leftmost};
use super::{OperationKind, Slot};
use crate::diagnostic::Id;
use crate::source::Span;
use crate::syntax::sheet::{NodeId, Operator};
use crate::units::{Base, Dimension, Shown};

/// The most members a `k of n` may have.
const MOST_MEMBERS: u64 = 1_000_000;

/// The most parts that `k of (a, b, c)` may name: its sum takes a step for each pair of them.
const MOST_NAMED: usize = 1_000;

/// What `->` and `|` put together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Property {
    Availability,
    Latency,
    Capacity,
}

impl Lowering<'_> {
    pub(super) fn availability_operation(&mut self, span: Span, message: &str) {
        self.error(
            Id::AvailabilityOperation,
            span,
            message,
            "write `a -> b` for parts in series, `a | b` for redundant ones, `1 - a` for the unavailability",
        );
    }

    fn availability(missing: Slot, shown: Shown) -> Typed {
        Typed { kind: Kind::Availability, ..Self::number(shown, Operand::Missing(missing)) }
    }

    /// What is missing to 1, which must be a share.
    fn share_missing(&mut self, typed: &Typed, span: Span) -> Slot {
        let missing = self.missing_slot(typed, span);
        if typed.kind.is_availability() {
            return missing;
        }
        self.planner.operation(OperationKind::Share(missing), span)
    }

    pub(super) fn availability_of(&mut self, typed: &Typed, value_span: Span, span: Span) -> Option<Typed> {
        if !typed.dimension.is_pure() {
            let found = self.describe(&typed.dimension);
            self.error(
                Id::NotAPureNumber,
                value_span,
                format!("an availability is a pure number, and this is {found}"),
                "divide the time up by the whole time",
            );
            return None;
        }
        let missing = self.share_missing(typed, span);
        Some(Self::availability(missing, Shown::default()))
    }

    fn kind_of(dimension: &Dimension) -> Option<Property> {
        if dimension.is_pure() {
            Some(Property::Availability)
        } else if *dimension == Dimension::of(Base::TIME, 1) {
            Some(Property::Latency)
        } else if dimension.power(Base::TIME) == -1 {
            Some(Property::Capacity)
        } else {
            None
        }
    }

    /// `a -> b` and `a | b`
    pub(super) fn combine(
        &mut self,
        operator: Operator,
        left: &Typed,
        left_span: Span,
        right: &Typed,
        right_span: Span,
        span: Span,
    ) -> Option<Typed> {
        let series = operator == Operator::Series;
        for (typed, place) in [(left, left_span), (right, right_span)] {
            if Self::kind_of(&typed.dimension).is_none() {
                let found = self.describe(&typed.dimension);
                self.error(
                    Id::UnitMismatch,
                    place,
                    format!(
                        "`{}` takes availabilities, latencies or capacities, and this is {found}",
                        operator.as_str()
                    ),
                    "for storage and costs, write `+` or `max(a, b)`",
                );
                return None;
            }
        }
        if left.dimension != right.dimension {
            self.mismatch("chained", left, left_span, right, right_span, span);
            return None;
        }
        match Self::kind_of(&left.dimension)? {
            Property::Availability => {
                let (u, v) = (self.share_missing(left, left_span), self.share_missing(right, right_span));
                let kind = if series { OperationKind::Series(u, v) } else { OperationKind::Multiply(u, v) };
                let missing = self.planner.operation(kind, span);
                Some(Self::availability(missing, leftmost(&left.shown, &right.shown)))
            }
            property => {
                let (a, b) = (self.value_slot(left, left_span), self.value_slot(right, right_span));
                let kind = match (property, series) {
                    (Property::Latency, true) | (Property::Capacity, false) => OperationKind::Add(a, b),
                    (Property::Latency, false) => OperationKind::Maximum(a, b),
                    _ => OperationKind::Minimum(a, b),
                };
                let operand = self.push(kind, span);
                let shown = leftmost(&left.shown, &right.shown);
                Some(Typed { dimension: left.dimension.clone(), shown, kind: Kind::Plain, operand })
            }
        }
    }

    pub(super) fn needed_fits(&mut self, needed: u64, members: u64, span: Span) -> bool {
        let problem = if needed == 0 {
            Some("0 needed is always up")
        } else if needed > members {
            Some("more are needed than there are")
        } else if members > MOST_MEMBERS {
            Some("there are at most a million members")
        } else {
            None
        };
        if let Some(problem) = problem {
            self.error(
                Id::BadShare,
                span,
                format!("`{needed} of {members}`: {problem}"),
                "write `k of n x` with k from 1 to n",
            );
        }
        problem.is_none()
    }

    /// Whether `2 of (a, b, c)` is within its limits.
    pub(super) fn choice_fits(&mut self, needed: u64, named: usize, span: Span) -> bool {
        if named > MOST_NAMED {
            self.error(
                Id::TooLong,
                span,
                format!("`k of (a, b, c)` names at most {MOST_NAMED} parts, and this has {named}"),
                "write `k of n x` for parts that are alike",
            );
            return false;
        }
        self.needed_fits(needed, named as u64, span)
    }

    /// `2 of 3 app`
    pub(super) fn needed(&mut self, needed: u64, members: u64, member: NodeId, span: Span) -> Option<Typed> {
        let member_span = self.span(member);
        let lowered = self.take_operand(member);
        if !self.needed_fits(needed, members, span) {
            return None;
        }
        let typed = lowered?;
        if !self.is_ratio(&typed, member_span) {
            return None;
        }
        let missing = self.share_missing(&typed, member_span);
        let missing = self.planner.operation(OperationKind::NeededOf { needed, members, missing }, span);
        Some(Self::availability(missing, typed.shown.clone().released()))
    }

    /// `2 of (a, b, c)`
    pub(super) fn choice(&mut self, needed: u64, members: &[NodeId], span: Span) -> Option<Typed> {
        let mut missing = Vec::with_capacity(members.len());
        let mut fine = self.choice_fits(needed, members.len(), span);
        for member in members {
            let place = self.span(*member);
            match self.take_operand(*member) {
                Some(typed) if self.is_ratio(&typed, place) => {
                    missing.push(self.share_missing(&typed, place))
                }
                _ => fine = false,
            }
        }
        if !fine {
            return None;
        }
        let missing = self.planner.operation(OperationKind::NeededOfUnlike { needed, missing }, span);
        Some(Self::availability(missing, Shown::default()))
    }

    fn is_ratio(&mut self, typed: &Typed, span: Span) -> bool {
        if typed.dimension.is_pure() {
            return true;
        }
        let found = self.describe(&typed.dimension);
        self.error(
            Id::NotAPureNumber,
            span,
            format!("`k of n` takes an availability, and this is {found}"),
            "write a share of the time, as `2 of 3 99.9%`; for a share of an amount, write `20% of …`",
        );
        false
    }
}
