//! Types one expression and turns it into operations: resolves words, checks dimensions, folds unit factors.
//!
//! Nodes come operands first, so an expression is one pass over them with no recursion; only a call of a file's
//! own function types another expression.

use std::sync::Arc;

use super::planner::Planner;
use super::ranges::End;
use crate::diagnostic::{Diagnostic, Fix, Id};
use crate::source::Span;
use crate::syntax::sheet::{Expression, ExpressionKind, Literal, NodeId, Operator, Sheet};
pub(super) use crate::types::Typed;
use crate::types::blocks::chain::{Chain, StageText};
use crate::types::blocks::joining::Joint;
pub(super) use crate::types::blocks::leftmost;
use crate::types::{Kind, ValueId, ValueKind};
use crate::units::{Base, Dimension, Shown, Units};

/// Where a literal stands without the words that only qualify or explain it.
fn without_aside(literal: &Literal, span: Span) -> Span {
    let aside = literal.aside.as_deref();
    let end = aside.and_then(|aside| aside.qualifiers.or(aside.remark)).map_or(span.end, |words| words.start);
    Span { end, ..span }
}

/// What a node comes to.
#[derive(Debug, Clone)]
pub(super) enum Lowered {
    Value(Typed),
    /// A record's bare name: the definition's place.
    Record(usize),
    /// A component, a path or a chain of them.
    Chain(Box<Chain>),
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
    /// Where the whole expression stands.
    pub(super) whole: Span,
    /// Whether it is a path's chain, in which a bare figure is a stage.
    pub(super) in_path: bool,
    /// Which end of a range it is to come to; none where a range has no meaning.
    pub(super) end: Option<End>,
    /// Where the ranges are that were met.
    pub(super) ranges: Vec<Span>,
    /// Where the amounts stand that count nothing, of which a total may be taken.
    pub(super) sizes: Vec<Span>,
    /// The nouns that are no part of a total here: typed with an amount, or asked for.
    pub(super) kept: Vec<Base>,
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
            whole: Span::default(),
            in_path: false,
            end: None,
            ranges: Vec::new(),
            sizes: Vec::new(),
            kept: Vec::new(),
        }
    }

    #[cold]
    #[inline(never)]
    pub(super) fn error(&mut self, id: Id, span: Span, message: impl Into<String>, help: impl Into<String>) {
        self.planner.report(Diagnostic::new(id, span, message).help(help));
    }

    /// The same, with what a machine could change.
    #[cold]
    #[inline(never)]
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

    pub(super) fn push(&mut self, kind: ValueKind, span: Span) -> ValueId {
        self.planner.value(kind, span)
    }

    /// Types an expression; nothing where it has an error, which is reported then.
    pub(super) fn expression(&mut self, expression: Expression) -> Option<Lowered> {
        let sheet = Arc::clone(&self.sheet);
        self.first = expression.first.0 as usize;
        self.whole = expression.span;
        self.lowered = Vec::with_capacity(expression.root.0 as usize + 1 - self.first);
        for place in expression.nodes() {
            let node = &sheet.nodes[place];
            let lowered = self.node(NodeId(place as u32), &node.kind, node.span, expression);
            if let Some(Lowered::Value(typed)) = &lowered {
                match &node.kind {
                    ExpressionKind::Literal(literal) => {
                        self.note_size(typed, without_aside(literal, node.span));
                        self.keep_nouns(&typed.dimension);
                    }
                    ExpressionKind::Reference | ExpressionKind::Call { .. } => {
                        self.note_size(typed, node.span)
                    }
                    _ => {}
                }
            }
            self.lowered.push(lowered);
        }
        self.lowered.pop().flatten()
    }

    pub(super) fn is_chain(&self, id: NodeId) -> bool {
        matches!(self.lowered.get(id.0 as usize - self.first), Some(Some(Lowered::Chain(_))))
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
            Lowered::Chain(_) => {
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
            } if self.in_path || self.is_chain(*left) || self.is_chain(*right) => {
                return self.joined(*operator, *left, *right, span);
            }
            ExpressionKind::Needed { needed, members, member } if self.in_path || self.is_chain(*member) => {
                return self.needed_of_chain(*needed, *members, *member, span);
            }
            ExpressionKind::Choice { needed, members }
                if self.in_path || members.iter().any(|member| self.is_chain(*member)) =>
            {
                return self.choice_of_chains(*needed, members, span);
            }
            ExpressionKind::Binary { operator: Operator::Multiply, left, right, .. }
                if self.in_path
                    && (self.is_chain(*left) || self.is_chain(*right))
                    && self.is_multiple_of_component(*left, *right, span) =>
            {
                return None;
            }
            ExpressionKind::Binary { operator, left, right, .. } => {
                self.binary(*operator, *left, *right, span)
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

    /// What a node comes to as a part of a chain.
    pub(super) fn chain_of(&mut self, lowered: Lowered, span: Span) -> Option<Chain> {
        if let Lowered::Chain(chain) = lowered {
            return Some(*chain);
        }
        let typed = self.value(lowered, span)?;
        if !typed.dimension.is_pure() && self.is_count_of_component(span) {
            return None;
        }
        let text = self.text(span);
        self.planner.context().figure_stage(typed, text, span).ok()
    }

    fn stage_text(&self, span: Span) -> StageText {
        StageText::Written(Arc::clone(&self.sheet), span)
    }

    /// `a -> b` and `a | b` of which one is a component or a path.
    fn joined(&mut self, operator: Operator, left: NodeId, right: NodeId, span: Span) -> Option<Lowered> {
        let (left_span, right_span) = (self.span(left), self.span(right));
        let (left, right) = (self.take(left), self.take(right));
        let (left, right) = (left?, right?);
        let (left, right) = (self.chain_of(left, left_span), self.chain_of(right, right_span));
        let (left, right) = (left?, right?);
        let joint = if operator == Operator::Series { Joint::Series } else { Joint::Parallel };
        let text = self.stage_text(span);
        let chain = self.planner.context().join(joint, left, (right, right_span), text, span).ok()?;
        Some(Lowered::Chain(Box::new(chain)))
    }

    /// `2 of 3 app` of a component or a path.
    fn needed_of_chain(&mut self, needed: u64, members: u64, member: NodeId, span: Span) -> Option<Lowered> {
        let place = self.span(member);
        let lowered = self.take(member)?;
        let chain = self.chain_of(lowered, place)?;
        if !self.needed_fits(needed, members, span) {
            return None;
        }
        let text = self.stage_text(span);
        let chain = self.planner.context().needed(needed, members, chain, text, span);
        Some(Lowered::Chain(Box::new(chain)))
    }

    /// `2 of (a, b, c)` of which some are components or paths.
    fn choice_of_chains(&mut self, needed: u64, members: &[NodeId], span: Span) -> Option<Lowered> {
        let members: Vec<_> = members.iter().map(|member| (self.take(*member), self.span(*member))).collect();
        if !self.choice_fits(needed, members.len(), span) {
            return None;
        }
        let mut parts = Vec::with_capacity(members.len());
        for (lowered, place) in members {
            parts.push(self.chain_of(lowered?, place)?);
        }
        let text = self.stage_text(span);
        let chain = self.planner.context().choice(needed, &parts, text, span).ok()?;
        Some(Lowered::Chain(Box::new(chain)))
    }

    pub(super) fn number(shown: Shown, value: ValueId) -> Typed {
        Typed { dimension: Dimension::pure(), shown, kind: Kind::Plain, value }
    }
}
