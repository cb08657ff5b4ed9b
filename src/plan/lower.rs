//! Types one expression and turns it into operations: resolves words, checks dimensions, folds unit factors.
//!
//! Nodes come operands first, so an expression is one pass over them with no recursion; only a call of a file's
//! own function types another expression.

use std::sync::Arc;

use super::bundle::Bundle;
use super::kind::Kind;
use super::planner::Planner;
use super::ranges::End;
use super::{OperationKind, Slot};
use crate::diagnostic::{Diagnostic, Fix, Id};
use crate::source::Span;
use crate::syntax::sheet::{Expression, ExpressionKind, NodeId, Operator, Sheet};
use crate::units::{Dimension, Shown, Units};

/// Where a typed value's number is.
#[derive(Debug, Clone, Copy)]
pub(super) enum Operand {
    /// It is a number of the text: the value and, in decimal, 1 less it.
    Literal {
        /// The value in base units.
        value: f64,
        /// 1 less the value, for pure numbers.
        missing: f64,
    },
    /// It is given from outside at each estimate, as a literal would be: the value and 1 less it.
    Given {
        /// The slot of the value in base units.
        value: Slot,
        /// The slot of 1 less the value.
        missing: Slot,
    },
    /// In a slot.
    Value(Slot),
    /// A slot holds 1 less it.
    Missing(Slot),
}

impl Operand {
    /// Whether it is a figure of its own, from the text or from outside, not one that is computed.
    pub(super) fn is_stated(self) -> bool {
        matches!(self, Self::Literal { .. } | Self::Given { .. })
    }
}

/// A value with its type.
#[derive(Debug, Clone)]
pub(super) struct Typed {
    pub(super) dimension: Dimension,
    pub(super) shown: Shown,
    /// What may be done with it beside what its dimension says.
    pub(super) kind: Kind,
    pub(super) operand: Operand,
}

/// What a node comes to.
#[derive(Debug, Clone)]
pub(super) enum Lowered {
    Value(Typed),
    /// A record's bare name: the definition's place.
    Record(usize),
    /// A component, a path or a chain of them.
    Bundle(Box<Bundle>),
}

/// One expression on its way into the plan.
pub(super) struct Lowering<'p> {
    pub(super) planner: &'p mut Planner,
    pub(super) sheet: Arc<Sheet>,
    /// Parameters in scope; none where the argument has an error.
    pub(super) parameters: &'p [(String, Option<Typed>)],
    pub(super) depth: usize,
    /// The nodes of the expression, by their place less `first`.
    pub(super) lowered: Vec<Option<Lowered>>,
    pub(super) first: usize,
    /// Whether it is a path's chain, in which a bare figure is a stage.
    pub(super) in_path: bool,
    /// Which end of a range it is to come to; none where a range has no meaning.
    pub(super) end: Option<End>,
    /// Where the ranges are that were met.
    pub(super) ranges: Vec<Span>,
}

impl<'p> Lowering<'p> {
    pub(super) fn new(
        planner: &'p mut Planner,
        sheet: Arc<Sheet>,
        parameters: &'p [(String, Option<Typed>)],
        depth: usize,
    ) -> Self {
        Self {
            planner,
            sheet,
            parameters,
            depth,
            lowered: Vec::new(),
            first: 0,
            in_path: false,
            end: None,
            ranges: Vec::new(),
        }
    }

    pub(super) fn error(&mut self, id: Id, span: Span, message: impl Into<String>, help: impl Into<String>) {
        self.planner.report(Diagnostic::new(id, span, message).help(help));
    }

    /// The same, with what a machine could change.
    pub(super) fn error_with_fixes(
        &mut self,
        id: Id,
        span: Span,
        message: impl Into<String>,
        help: impl Into<String>,
        fixes: impl IntoIterator<Item = Fix>,
    ) {
        let diagnostic = Diagnostic::new(id, span, message).help(help);
        self.planner.report(fixes.into_iter().fold(diagnostic, Diagnostic::with_fix));
    }

    pub(super) fn units(&self) -> &Units {
        &self.planner.plan.units
    }

    pub(super) fn describe(&self, dimension: &Dimension) -> String {
        self.units().describe(dimension)
    }

    pub(super) fn push(&mut self, kind: OperationKind, span: Span) -> Operand {
        Operand::Value(self.planner.operation(kind, span))
    }

    /// Types an expression; nothing where it has an error, which is reported then.
    pub(super) fn expression(&mut self, expression: Expression) -> Option<Lowered> {
        let sheet = Arc::clone(&self.sheet);
        self.first = expression.first.0 as usize;
        self.lowered = Vec::with_capacity(expression.root.0 as usize + 1 - self.first);
        for place in expression.nodes() {
            let node = &sheet.nodes[place];
            let lowered = self.node(NodeId(place as u32), &node.kind, node.span, expression);
            self.lowered.push(lowered);
        }
        self.lowered.pop().flatten()
    }

    pub(super) fn is_bundle(&self, id: NodeId) -> bool {
        matches!(self.lowered.get(id.0 as usize - self.first), Some(Some(Lowered::Bundle(_))))
    }

    pub(super) fn take(&mut self, id: NodeId) -> Option<Lowered> {
        self.lowered.get_mut(id.0 as usize - self.first).and_then(Option::take)
    }

    /// The value of an operand; reports a bare record.
    pub(super) fn take_operand(&mut self, id: NodeId) -> Option<Typed> {
        let span = self.span(id);
        let lowered = self.take(id)?;
        self.value(lowered, span)
    }

    pub(super) fn value(&mut self, lowered: Lowered, span: Span) -> Option<Typed> {
        match lowered {
            Lowered::Value(typed) => Some(typed),
            Lowered::Record(place) => {
                let name = self.planner.definitions[place].name.clone();
                self.error(
                    Id::NotAValue,
                    span,
                    format!("`{name}` is a record, not a value"),
                    format!("its size is `size({name})`, its fields are `{name}.field`"),
                );
                None
            }
            Lowered::Bundle(_) => {
                let text = self.text(span);
                let single = text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
                let help = if single {
                    format!(
                        "say which figure: `{text}.availability`, `.latency`, `.capacity`, `.surviving`, `.load`, `.headroom`, `.cost`"
                    )
                } else {
                    format!(
                        "give the chain a name, `path name = {text}`, and say which figure: `name.availability`"
                    )
                };
                self.error(
                    Id::NotAValue,
                    span,
                    format!("`{text}` is a chain of components, not a value"),
                    help,
                );
                None
            }
        }
    }

    pub(super) fn span(&self, id: NodeId) -> Span {
        self.sheet.node(id).span
    }

    pub(super) fn text(&self, span: Span) -> String {
        if span.source == self.sheet.source.id { self.sheet.text(span) } else { String::new() }
    }

    pub(super) fn node(
        &mut self,
        id: NodeId,
        kind: &ExpressionKind,
        span: Span,
        whole: Expression,
    ) -> Option<Lowered> {
        let typed = match kind {
            ExpressionKind::Literal(literal) => self.literal(literal, span),
            ExpressionKind::Reference => return self.reference(id, span, whole),
            ExpressionKind::Group(inner) => return self.take(*inner),
            ExpressionKind::Negative(value) => self.negative(*value, span),
            ExpressionKind::Binary {
                operator: operator @ (Operator::Series | Operator::Parallel),
                left,
                right,
                ..
            } if self.in_path || self.is_bundle(*left) || self.is_bundle(*right) => {
                let (left_span, right_span) = (self.span(*left), self.span(*right));
                let (left, right) = (self.take(*left), self.take(*right));
                let bundle = self.combine_bundles(*operator, left?, left_span, right?, right_span, span)?;
                return Some(Lowered::Bundle(Box::new(bundle)));
            }
            ExpressionKind::Needed { needed, members, member } if self.in_path || self.is_bundle(*member) => {
                let place = self.span(*member);
                let lowered = self.take(*member)?;
                let bundle = self.bundle_of(lowered, place)?;
                if !self.needed_fits(*needed, *members, span) {
                    return None;
                }
                return Some(Lowered::Bundle(Box::new(self.needed_bundle(*needed, *members, bundle, span))));
            }
            ExpressionKind::Choice { needed, members }
                if self.in_path || members.iter().any(|member| self.is_bundle(*member)) =>
            {
                let parts = members.iter().map(|member| {
                    let place = self.span(*member);
                    self.take(*member).map(|lowered| (lowered, place))
                });
                let parts = parts.collect();
                if !self.choice_fits(*needed, members.len(), span) {
                    return None;
                }
                return self
                    .choice_bundle(*needed, parts, span)
                    .map(|bundle| Lowered::Bundle(Box::new(bundle)));
            }
            ExpressionKind::Binary { operator, operator_span, left, right } => {
                self.binary(*operator, *operator_span, *left, *right, span)
            }
            ExpressionKind::Suffix { value, magnitude, units } => {
                self.suffix(*value, *magnitude, units, span)
            }
            ExpressionKind::Needed { needed, members, member } => {
                self.needed(*needed, *members, *member, span)
            }
            ExpressionKind::Choice { needed, members } => self.choice(*needed, members, span),
            ExpressionKind::Call { function, arguments } => self.call(*function, arguments, span),
            ExpressionKind::In { value, target } => self.convert(*value, target, span),
            ExpressionKind::As { value, below, unit } => self.count_as(*value, *below, *unit, span),
        };
        typed.map(Lowered::Value)
    }

    /// The dimension that came of powers of units; reports where one of them is too large.
    pub(super) fn within_powers(&mut self, dimension: Option<Dimension>, span: Span) -> Option<Dimension> {
        if dimension.is_none() {
            let help = "powers of units go up to 99";
            self.error(Id::BadExponent, span, "the powers of the units become too large", help);
        }
        dimension
    }

    /// The slot of a value.
    pub(super) fn value_slot(&mut self, typed: &Typed, span: Span) -> Slot {
        match typed.operand {
            Operand::Literal { value, .. } => self.planner.operation(OperationKind::Constant(value), span),
            Operand::Value(slot) | Operand::Given { value: slot, .. } => slot,
            Operand::Missing(slot) => self.planner.operation(OperationKind::Complement(slot), span),
        }
    }

    /// The slot of what is missing to 1.
    pub(super) fn missing_slot(&mut self, typed: &Typed, span: Span) -> Slot {
        match typed.operand {
            Operand::Literal { missing, .. } => {
                self.planner.operation(OperationKind::Constant(missing), span)
            }
            Operand::Missing(slot) | Operand::Given { missing: slot, .. } => slot,
            Operand::Value(slot) => self.planner.operation(OperationKind::Complement(slot), span),
        }
    }

    pub(super) fn number(shown: Shown, operand: Operand) -> Typed {
        Typed { dimension: Dimension::pure(), shown, kind: Kind::Plain, operand }
    }
}

/// The units of the leftmost operand that has some, for a sum.
pub(super) fn leftmost(left: &Shown, right: &Shown) -> Shown {
    let shown = if left.says_something() { left } else { right };
    shown.clone().released()
}
