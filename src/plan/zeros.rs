//! A `0` that is written without a unit: nothing of anything is nothing, so it measures what is due in its place; knows no
//! other number.

use std::sync::Arc;

use super::lower::{Lowering, Typed};
use super::planner::{Body, Planner, RecordField};
use crate::syntax::sheet::{Expression, ExpressionKind, Literal, LiteralKind, NodeId, Sheet};
use crate::types::Kind;
use crate::units::dimension::BaseKind;
use crate::units::{Base, Dimension, PureStyle, Shown};

impl Lowering<'_> {
    /// Gives each written zero among some values what the first of the others measures.
    pub(super) fn give_zeros_their_due(&self, values: &mut [&mut Typed], nodes: &[NodeId]) {
        let is_zero = |node: &NodeId| is_zero(&self.sheet, *node);
        if !nodes.iter().any(is_zero) {
            return;
        }
        let Some(due) = nodes.iter().position(|node| !is_zero(node)) else { return };
        let due = values[due].clone();
        for (value, _) in values.iter_mut().zip(nodes).filter(|(_, node)| is_zero(node)) {
            **value = zero_of((**value).clone(), &due);
        }
    }
}

impl Planner {
    /// Gives two sides, of which one may be a written zero, one dimension.
    pub(super) fn sides_with_due_zeros(
        sheet: &Sheet,
        (left, left_place): (Typed, Expression),
        (right, right_place): (Typed, Expression),
    ) -> (Typed, Typed) {
        let takes_all = |place: Expression, side: &Typed, other: &Typed| {
            is_zero(sheet, place.root) || is_zero_but_for_time(sheet, place.root, side, other)
        };
        let zeros = (takes_all(left_place, &left, &right), takes_all(right_place, &right, &left));
        match zeros {
            (true, false) => (zero_of(left, &right), right),
            (false, true) => {
                let right = zero_of(right, &left);
                (left, right)
            }
            _ => (left, right),
        }
    }

    /// What a field of a block measures where it is a written zero; none where it is none, or nothing says it.
    pub(super) fn due_of_field(&self, sheet: &Arc<Sheet>, owner: &str, field: &RecordField) -> Option<Due> {
        if !is_zero(sheet, field.field.value.root) {
            return None;
        }
        let name = field.name.as_str();
        match &self.names.get(owner).map(|place| &self.definitions[*place].body)? {
            Body::Record { .. } => self.due_in(&[("byte", 1)]),
            Body::Component { .. } => match name {
                "latency" | "mtbf" | "mttr" => self.due_in(&[("s", 1)]),
                "cost" => self.due_as_of_others(name).or_else(|| self.due_in(&[("USD", 1), ("month", -1)])),
                "capacity" => {
                    self.due_as_of_others(name).or_else(|| self.due_in(&[("request", 1), ("s", -1)]))
                }
                _ => None,
            },
            Body::Workload { fields, .. } => match name {
                "payload" | "read_payload" => self.due_in(&[("byte", 1)]),
                "retention" => self.due_in(&[("year", 1)]),
                "users" => self.due_in(&[("user", 1)]),
                "growth_rate" => {
                    let due = self.due_in(&[("year", -1)])?;
                    let kind = Kind::Growth { period: self.plan.units.find("year")? };
                    Some(Due { kind, shown: Shown { pure: PureStyle::Percent, ..due.shown }, ..due })
                }
                "write_rate" | "read_rate" => {
                    let other = if name == "write_rate" { "read_rate" } else { "write_rate" };
                    let other = fields.iter().find(|field| field.name == other)?.field.value;
                    self.dues(sheet, other).find(|due| due.dimension.power(Base::TIME) == -1)
                }
                _ => None,
            },
            _ => None,
        }
    }

    /// As the first component has a field that gives it in a unit.
    fn due_as_of_others(&self, name: &str) -> Option<Due> {
        let is_measure = |due: &Due| {
            let mut powers = due.dimension.powers();
            let is_money =
                powers.any(|(base, power)| matches!(base.kind(), BaseKind::Currency(_)) && power == 1);
            if name == "cost" { is_money } else { !is_money && due.dimension.power(Base::TIME) == -1 }
        };
        self.definitions.iter().find_map(|definition| {
            let Body::Component { fields, .. } = &definition.body else { return None };
            let value = fields.iter().find(|field| field.name == name)?.field.value;
            self.dues(&definition.sheet, value).find(is_measure)
        })
    }

    /// What the literals in an expression measure.
    fn dues<'s>(&'s self, sheet: &'s Sheet, value: Expression) -> impl Iterator<Item = Due> + 's {
        sheet.nodes[value.nodes()].iter().filter_map(move |node| {
            let ExpressionKind::Literal(literal) = &node.kind else { return None };
            let factors = literal.units.factors.iter();
            let words: Option<Vec<_>> =
                factors.map(|factor| Some((sheet.word(factor.word?).into_owned(), factor.power))).collect();
            let words = words?;
            self.due_in(&words.iter().map(|(word, power)| (word.as_str(), *power)).collect::<Vec<_>>())
        })
    }

    /// Units, each with its power.
    fn due_in(&self, written: &[(&str, i32)]) -> Option<Due> {
        let units = &self.plan.units;
        let (mut dimension, mut shown) = (Dimension::pure(), Shown::default());
        for (word, power) in written {
            let unit = units.find(word)?;
            dimension = dimension.times(&units.dimension(unit), *power)?;
            shown = Shown::product(units, &shown, &Shown::unit(unit, 1), *power);
        }
        Some(Due { dimension, kind: Kind::Plain, shown })
    }
}

/// What a written zero measures.
#[derive(Debug, Clone)]
pub(super) struct Due {
    dimension: Dimension,
    kind: Kind,
    shown: Shown,
}

impl Due {
    /// The zero that measures it.
    pub(super) fn zero(self, zero: Typed) -> Typed {
        let Self { dimension, kind, shown } = self;
        Typed { dimension, kind, shown, ..zero }
    }
}

/// A zero, measured as another value is.
pub(super) fn zero_of(zero: Typed, other: &Typed) -> Typed {
    if zero.dimension == other.dimension {
        return zero;
    }
    let kind = if other.kind.is_growth() { other.kind } else { zero.kind };
    Typed { dimension: other.dimension.clone(), shown: other.shown.clone().released(), kind, ..zero }
}

/// `$0` beside `$/month`: nothing per any time is nothing.
fn is_zero_but_for_time(sheet: &Sheet, node: NodeId, side: &Typed, other: &Typed) -> bool {
    let ExpressionKind::Literal(literal) = &sheet.node(node).kind else { return false };
    let quotient = side.dimension.times(&other.dimension, -1);
    let is_time =
        |quotient: &Dimension| !quotient.is_pure() && quotient.powers().all(|(base, _)| base == Base::TIME);
    literal.number.value() == 0.0
        && literal.kind == LiteralKind::Plain
        && !side.dimension.is_pure()
        && quotient.as_ref().is_some_and(is_time)
}

/// Whether a node is a zero that is written, without a unit: `0`, `-0.0`, `(0)`. One that is computed is none.
pub(super) fn is_zero(sheet: &Sheet, mut node: NodeId) -> bool {
    loop {
        match &sheet.node(node).kind {
            ExpressionKind::Group(inner) | ExpressionKind::Negative(inner) => node = *inner,
            ExpressionKind::Literal(literal) => return is_bare_zero(literal),
            _ => return false,
        }
    }
}

fn is_bare_zero(literal: &Literal) -> bool {
    literal.kind == LiteralKind::Plain
        && literal.units.factors.is_empty()
        && literal.more.is_empty()
        && literal.magnitude.is_none()
        && literal.number.value() == 0.0
}
