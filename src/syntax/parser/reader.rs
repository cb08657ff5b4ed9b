//! What is read of a source so far, and how one line is parsed by one rule; makes no statement and no expression.

use std::sync::Arc;

use pest::Parser;

use super::failures::failure;
use super::grammar::{Grammar, Part, Rule};
use crate::diagnostic::{Diagnostic, Id};
use crate::source::{Source, Span};
use crate::syntax::mistakes;
use crate::syntax::scan::LogicalLine;
use crate::syntax::sheet::{ExpressionKind, ExpressionNode, NodeId, Operator, Sheet};

/// What is read so far.
pub(super) struct Reader {
    pub(super) sheet: Sheet,
    pub(super) text: Arc<str>,
    /// Where the line that is being read starts.
    pub(super) offset: usize,
    pub(super) diagnostics: Vec<Diagnostic>,
    /// The operands and operators of the chains that are being folded, the inner ones on top.
    pub(super) values: Vec<NodeId>,
    pub(super) waiting: Vec<Waiting>,
}

impl Reader {
    pub(super) fn new(source: Arc<Source>, text: String, diagnostics: Vec<Diagnostic>) -> Self {
        // A guess: people write a node every dozen letters.
        let nodes = Vec::with_capacity(text.len() / 12);
        let sheet = Sheet { source, statements: Vec::new(), nodes, broken: Vec::new(), module: None };
        let (values, waiting) = (Vec::new(), Vec::new());
        Self { sheet, text: text.into(), offset: 0, diagnostics, values, waiting }
    }

    pub(super) fn error_at(&mut self, start: usize, end: usize, id: Id, message: &str, help: &str) {
        let span = Span::new(self.sheet.source.id, start, end);
        self.diagnostics.push(Diagnostic::new(id, span, message).help(help));
    }

    pub(super) fn span(&self, part: &Part<'_>) -> Span {
        let span = part.as_span();
        Span::new(self.sheet.source.id, self.offset + span.start(), self.offset + span.end())
    }

    /// Widens spans to whole characters: a sign is shorter in the scanned text than in the source.
    pub(super) fn finish(&mut self) {
        let source = Arc::clone(&self.sheet.source);
        if source.text.is_ascii() {
            return;
        }
        let widen = |span: &mut Span| {
            while !source.text.is_char_boundary(span.start as usize) {
                span.start -= 1;
            }
            while !source.text.is_char_boundary(span.end as usize) {
                span.end += 1;
            }
        };
        for diagnostic in &mut self.diagnostics {
            let edits = diagnostic.fixes.iter_mut().flat_map(|fix| &mut fix.edits);
            diagnostic.span.iter_mut().chain(edits.map(|edit| &mut edit.span)).for_each(widen);
        }
        self.sheet.statements.iter_mut().for_each(|statement| widen(&mut statement.span));
        self.sheet.nodes.iter_mut().for_each(|node| widen(&mut node.span));
    }

    pub(super) fn line_span(&self, line: &LogicalLine) -> Span {
        Span::new(self.sheet.source.id, line.start, line.end)
    }

    /// Parses several lines at once, a pair each; nothing where they do not all fit.
    pub(super) fn many<'t>(&mut self, text: &'t str, lines: &[LogicalLine]) -> Option<Vec<Part<'t>>> {
        let (first, last) = (lines.first()?, lines.last()?);
        let chunk = Grammar::parse(Rule::lines, &text[first.start..last.end]).ok()?.next()?;
        self.offset = first.start;
        let mut parts = Vec::with_capacity(lines.len() + 1);
        for part in chunk.into_inner() {
            match part.as_rule() {
                Rule::block => parts.extend(part.into_inner()),
                Rule::EOI => {}
                _ => parts.push(part),
            }
        }
        let starts = parts.iter().map(|part| part.as_span().start() + self.offset);
        lines.iter().map(|line| line.start).eq(starts).then_some(parts)
    }

    /// Parses one logical line by a rule; says what is wrong where it does not fit.
    pub(super) fn part<'t>(&mut self, text: &'t str, rule: Rule, line: &LogicalLine) -> Option<Part<'t>> {
        self.offset = line.start;
        match Grammar::parse(rule, &text[line.start..line.end]) {
            Ok(mut pairs) => pairs.next(),
            Err(error) => {
                let failure = failure(&error);
                let in_block = rule == Rule::block_field;
                let diagnostic = mistakes::describe(&self.sheet.source, text, line, &failure, in_block);
                self.diagnostics.push(diagnostic);
                None
            }
        }
    }

    pub(super) fn push(&mut self, kind: ExpressionKind, span: Span) -> NodeId {
        let id = NodeId(self.sheet.nodes.len() as u32);
        self.sheet.nodes.push(ExpressionNode { kind, span });
        id
    }

    pub(super) fn node_span(&self, id: NodeId) -> Span {
        self.sheet.node(id).span
    }
}

/// An operator that waits for its right operand.
#[derive(Debug, Clone, Copy)]
pub(super) struct Waiting {
    pub(super) kind: WaitingKind,
    pub(super) place: Span,
}

#[derive(Debug, Clone, Copy)]
/// What waits.
pub(super) enum WaitingKind {
    Negative,
    Needed { needed: u64, members: u64 },
    Binary(Operator),
}
