//! What the figures of parts come to where they are joined, property by property; knows no stages and no names of them.

use super::figures::{Figure, Figures};
use super::members::MemberNames;
use super::property::Property;
use super::{Context, Typed, leftmost};
use crate::diagnostic::{Id, Reported};
use crate::source::Span;
use crate::types::{Failures, Kind, ValueId, ValueKind};
use crate::units::Dimension;

/// How two chains are put together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Joint {
    /// `a -> b`: both are needed.
    Series,
    /// `a | b`: one is enough.
    Parallel,
}

/// One figure of several parts.
struct Together {
    /// How the whole is shown, and the parts that are known.
    known: Option<(Typed, Vec<ValueId>)>,
    /// Who lacks it.
    lacking: Option<MemberNames>,
}

impl Together {
    /// What is made of the parts that are known.
    fn made(self, make: impl FnOnce(Vec<ValueId>) -> ValueId) -> Figure {
        let known = self.known.map(|(typed, parts)| Typed { value: make(parts), ..typed });
        Figure::of_parts(known, self.lacking)
    }

    /// The same where every member must have it.
    fn whole(mut self) -> Self {
        self.known = self.known.filter(|_| self.lacking.is_none());
        self
    }
}

impl Context<'_> {
    /// The figures of `a -> b` or `a | b`.
    pub(super) fn join_figures(
        &mut self,
        joint: Joint,
        a: Figures,
        b: Figures,
        span: Span,
    ) -> Result<Figures, Reported> {
        let series = joint == Joint::Series;
        let available = a.availability.known().zip(b.availability.known());
        let available = available.map(|(a, b)| (a.value, b.value));
        let availability = self.merge(a.availability, b.availability, |it, a, b| {
            let kind = if series {
                ValueKind::Series(a.value, b.value)
            } else {
                ValueKind::Parallel(a.value, b.value)
            };
            Ok(Typed { value: it.value(kind, span), ..a })
        })?;
        let failures = self.join_failures(joint, a.failures, b.failures, available, span)?;
        let sum = ValueKind::Sum;
        let latency = self.merge_quantity(Property::Latency, a.latency, b.latency, span, |x, y| {
            if series { sum(x, y) } else { larger(x, y) }
        })?;
        let capacity = self.merge_quantity(Property::Capacity, a.capacity, b.capacity, span, |x, y| {
            if series { smaller(x, y) } else { sum(x, y) }
        })?;
        let surviving = self.merge_quantity(Property::Surviving, a.surviving, b.surviving, span, smaller)?;
        let cost = self.merge_quantity(Property::Cost, a.cost, b.cost, span, sum)?;
        Ok(Figures { availability, latency, capacity, surviving, cost, failures })
    }

    /// The figure of two parts, where every member must have it.
    fn merge(
        &mut self,
        left: Figure,
        right: Figure,
        both: impl FnOnce(&mut Self, Typed, Typed) -> Result<Typed, Reported>,
    ) -> Result<Figure, Reported> {
        let whole = self.merge_known(left, right, both)?;
        Ok(match whole {
            Figure::Partly(_, names) => Figure::Lacking(names),
            other => other,
        })
    }

    /// The figure of two parts as far as it is known: of those members that have it.
    fn merge_known(
        &mut self,
        left: Figure,
        right: Figure,
        both: impl FnOnce(&mut Self, Typed, Typed) -> Result<Typed, Reported>,
    ) -> Result<Figure, Reported> {
        let ((left, left_lacking), (right, right_lacking)) = (left.parts(), right.parts());
        let known = match (left, right) {
            (Some(left), Some(right)) => Some(both(self, left, right)?),
            (left, right) => left.or(right),
        };
        let lacking = match (left_lacking, right_lacking) {
            (Some(mut left), Some(right)) => {
                left.extend(right.as_slice());
                Some(left)
            }
            (left, right) => left.or(right),
        };
        Ok(Figure::of_parts(known, lacking))
    }

    fn merge_quantity(
        &mut self,
        property: Property,
        left: Figure,
        right: Figure,
        span: Span,
        kind: impl Fn(ValueId, ValueId) -> ValueKind,
    ) -> Result<Figure, Reported> {
        self.merge_known(left, right, |it, a, b| {
            if a.dimension != b.dimension {
                return Err(it.disagree(property, &a.dimension, &b.dimension, span));
            }
            let value = it.value(kind(a.value, b.value), span);
            let shown = leftmost(&a.shown, &b.shown);
            Ok(Typed { dimension: a.dimension, shown, kind: Kind::Plain, value })
        })
    }

    fn disagree(&mut self, property: Property, left: &Dimension, right: &Dimension, span: Span) -> Reported {
        let (left, right) = (self.units.describe(left), self.units.describe(right));
        self.error(
            Id::UnitMismatch,
            span,
            format!("the {} of this chain do not agree: {left} and {right}", property.plural()),
            "say one of them in terms of the other with `as`",
        )
    }

    /// How often a pair fails: each part's failures while the other is up (series) or down (parallel).
    fn join_failures(
        &mut self,
        joint: Joint,
        left: Figure,
        right: Figure,
        available: Option<(ValueId, ValueId)>,
        span: Span,
    ) -> Result<Figure, Reported> {
        self.merge(left, right, |it, f, g| {
            // Without availabilities neither is ever down.
            let Some((a, b)) = available else { return Ok(f) };
            let parts = [(f.value, a), (g.value, b)];
            let failures = match joint {
                Joint::Series => Failures::Series(parts),
                Joint::Parallel => Failures::Parallel(parts),
            };
            Ok(Typed { value: it.value(ValueKind::Failures(failures), span), ..f })
        })
    }

    /// The figures of `2 of 3 app`.
    pub(super) fn needed_figures(&mut self, needed: u64, members: u64, part: Figures, span: Span) -> Figures {
        let available = part.availability.known().map(|typed| typed.value);
        let failures = match available {
            Some(available) => part.failures.map(|typed| {
                let part = (typed.value, available);
                let failures = ValueKind::Failures(Failures::NeededOf { needed, members, part });
                Typed { value: self.value(failures, span), ..typed }
            }),
            None => part.failures,
        };
        let availability = part.availability.map(|typed| {
            let kind = ValueKind::NeededOf { needed, members, part: typed.value };
            Typed { value: self.value(kind, span), ..typed }
        });
        let mut times = |figure: Figure, factor: u64| {
            figure.map(|typed| {
                let right = self.number(factor as f64, span);
                let product = ValueKind::Product { left: typed.value, right, is_pure: false };
                Typed { value: self.value(product, span), shown: typed.shown.clone().released(), ..typed }
            })
        };
        let capacity = times(part.capacity, members);
        let surviving = times(part.surviving, needed);
        let cost = times(part.cost, members);
        Figures { availability, latency: part.latency, capacity, surviving, cost, failures }
    }

    /// The figures of `2 of (a, b, c)`.
    pub(super) fn choice_figures(
        &mut self,
        needed: u64,
        parts: &[&Figures],
        span: Span,
    ) -> Result<Figures, Reported> {
        // All are looked at before anything is made of them: errors come first, in the order of reports.
        let availability = self.together(parts, Property::Availability, span)?.whole();
        let failures = self.together(parts, Property::Mtbf, span)?.whole();
        let latency = self.together(parts, Property::Latency, span)?;
        let capacity = self.together(parts, Property::Capacity, span)?;
        let surviving = self.together(parts, Property::Surviving, span)?;
        let cost = self.together(parts, Property::Cost, span)?;
        let availabilities = availability.known.as_ref().map(|(_, availabilities)| availabilities.clone());
        let mut make = |together: Together, kind: fn(u64, Vec<ValueId>) -> ValueKind| {
            together.made(|members| self.values.push(kind(needed, members), span))
        };
        let availability = make(availability, |needed, parts| ValueKind::NeededOfUnlike { needed, parts });
        let latency = make(latency, |_, members| ValueKind::Largest { members, of_availabilities: false });
        let capacity = make(capacity, |_, members| ValueKind::Total(members));
        // With as many down as are tolerated, and those the largest.
        let surviving = make(surviving, |count, members| {
            let count = count.min(members.len() as u64);
            ValueKind::TotalOfSmallest { count, members }
        });
        let cost = make(cost, |_, members| ValueKind::Total(members));
        let failures = failures.made(|rates| match availabilities {
            Some(availabilities) => {
                let failures = Failures::NeededOfUnlike { needed, rates, availabilities };
                self.values.push(ValueKind::Failures(failures), span)
            }
            // Without availabilities none is ever down.
            None => rates[0],
        });
        Ok(Figures { availability, latency, capacity, surviving, cost, failures })
    }

    /// One figure of several parts: of those that have it, and who lacks it.
    fn together(&mut self, parts: &[&Figures], property: Property, span: Span) -> Result<Together, Reported> {
        let mut lacking: Option<MemberNames> = None;
        let mut known: Vec<&Typed> = Vec::new();
        for part in parts {
            let figure = part.of(property);
            known.extend(figure.known());
            if !figure.lacking().is_empty() {
                lacking.get_or_insert_default().extend(figure.lacking());
            }
        }
        let Some(first) = known.first().copied() else { return Ok(Together { known: None, lacking }) };
        if let Some(other) = known.iter().find(|typed| typed.dimension != first.dimension) {
            return Err(self.disagree(property, &first.dimension, &other.dimension, span));
        }
        let shown = first.shown.clone().released();
        let values = known.iter().map(|typed| typed.value).collect();
        Ok(Together { known: Some((Typed { shown, ..first.clone() }, values)), lacking })
    }
}

fn smaller(a: ValueId, b: ValueId) -> ValueKind {
    ValueKind::Smallest { members: vec![a, b], of_availabilities: false }
}

fn larger(a: ValueId, b: ValueId) -> ValueKind {
    ValueKind::Largest { members: vec![a, b], of_availabilities: false }
}
