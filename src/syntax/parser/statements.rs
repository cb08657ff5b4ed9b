//! Makes statements of the grammar's parts, and blocks of their lines; knows no expression from within.

use std::sync::Arc;

use super::grammar::{Part, Rule};
use super::reader::Reader;
use crate::diagnostic::{Diagnostic, Id};
use crate::source::Span;
use crate::syntax::scan::{LineKind, LogicalLine};
use crate::syntax::sheet::{BlockKind, Check, Comparison, Expression, Field, Statement, StatementKind};
use crate::syntax::tokens::{TokenKind, tokens};
use crate::syntax::words::{self, Behind};

/// A block whose `}` has not come yet.
pub(super) struct OpenBlock {
    /// None where the header could not be read.
    head: Option<(BlockKind, Option<Span>)>,
    start: usize,
    note: Option<Span>,
    fields: Vec<Field>,
    checks: Vec<(Check, Span, Option<Span>)>,
    damaged: bool,
}

impl Reader {
    /// Remembers what a line that cannot be read would have bound.
    fn remember_broken(&mut self, line: &LogicalLine) {
        let text = Arc::clone(&self.text);
        let code = &text[line.start..line.end];
        let mut tokens = tokens(code).filter(|token| token.kind != TokenKind::Blank);
        let Some(first) = tokens.next().filter(|token| token.kind == TokenKind::Word) else { return };
        let second = tokens.next();
        let names_next = words::statement(&code[first.range.clone()])
            .is_some_and(|row| matches!(row.behind, Behind::Name | Behind::NameAndBlock));
        let bound = match second {
            Some(sign) if sign.kind == TokenKind::Sign && code[sign.range.clone()].starts_with('=') => first,
            Some(name) if names_next && name.kind == TokenKind::Word => name,
            _ => return,
        };
        let (start, end) = (line.start + bound.range.start, line.start + bound.range.end);
        self.sheet.broken.push(Span::new(self.sheet.source.id, start, end));
    }

    pub(super) fn statement<'t>(&mut self, text: &'t str, line: &LogicalLine, part: Option<Part<'t>>) {
        if line.refused {
            self.remember_broken(line);
            return;
        }
        let Some(part) = part.or_else(|| self.part(text, Rule::line, line)) else {
            self.remember_broken(line);
            return;
        };
        let errors = self.diagnostics.len();
        let kind = self.statement_kind(part, line.note);
        if self.diagnostics.len() == errors {
            self.sheet.statements.push(Statement { kind, span: self.line_span(line), note: line.note });
        } else {
            self.remember_broken(line);
        }
    }

    pub(super) fn whole_expression(&mut self, line: &LogicalLine) -> Option<Expression> {
        if line.refused {
            return None;
        }
        let text = Arc::clone(&self.text);
        let part = self.part(&text, Rule::whole_expression, line)?;
        let errors = self.diagnostics.len();
        let expression = self.expression(part);
        (self.diagnostics.len() == errors).then_some(expression)
    }

    pub(super) fn header<'t>(
        &mut self,
        text: &'t str,
        line: &LogicalLine,
        part: Option<Part<'t>>,
    ) -> OpenBlock {
        let mut block = OpenBlock {
            head: None,
            start: line.start,
            note: line.note,
            fields: Vec::new(),
            checks: Vec::new(),
            damaged: line.refused,
        };
        if line.refused {
            return block;
        }
        let Some(part) = part.or_else(|| self.part(text, Rule::header, line)) else {
            self.remember_broken(line);
            block.damaged = true;
            return block;
        };
        let kind = match part.as_rule() {
            Rule::record_header => BlockKind::Record,
            Rule::component_header => BlockKind::Component,
            Rule::workload_header => BlockKind::Workload,
            Rule::case_header => BlockKind::Case,
            _ => BlockKind::Calendar,
        };
        let name = part.into_inner().next().map(|name| self.name_or_text(name));
        block.head = Some((kind, name));
        block
    }

    pub(super) fn block_field<'t>(
        &mut self,
        text: &'t str,
        line: &LogicalLine,
        part: Option<Part<'t>>,
        block: &mut OpenBlock,
    ) {
        if line.refused {
            block.damaged = true;
            return;
        }
        let errors = self.diagnostics.len();
        let Some(part) = part.or_else(|| self.part(text, Rule::block_field, line)) else {
            block.damaged = true;
            return;
        };
        match part.as_rule() {
            Rule::check => {
                let span = self.span(&part);
                let check = self.check(part);
                if block.head.is_some_and(|(kind, _)| kind != BlockKind::Case) {
                    self.diagnostics.push(
                        Diagnostic::new(Id::UnexpectedText, span, "only a case may hold checks")
                            .help("write the check on a line of its own, outside the block"),
                    );
                }
                block.checks.push((check, span, line.note));
            }
            _ => {
                let field = self.field(part, line.note);
                block.fields.push(field);
            }
        }
        block.damaged |= self.diagnostics.len() > errors;
    }

    pub(super) fn finish_block(&mut self, line: &LogicalLine, block: OpenBlock) {
        let span = Span::new(self.sheet.source.id, block.start, line.end.max(block.start));
        let note = block.note.or(line.note);
        let unclosed = line.refused;
        match block.head {
            Some((kind, name)) if !block.damaged && !unclosed => {
                let kind = StatementKind::Block { kind, name, fields: block.fields, checks: block.checks };
                self.sheet.statements.push(Statement { kind, span, note });
            }
            head => {
                if let Some((_, Some(name))) = head {
                    self.sheet.broken.push(name);
                }
                if unclosed {
                    // What follows an open block is taken for its fields; the names are no second error.
                    self.sheet.broken.extend(block.fields.iter().map(|field| field.name));
                }
            }
        }
    }

    pub(super) fn name_or_text(&self, part: Part<'_>) -> Span {
        match part.as_rule() {
            Rule::text => part.into_inner().nth(1).map_or_else(Span::default, |content| self.span(&content)),
            _ => self.span(&part),
        }
    }

    pub(super) fn statement_kind(&mut self, part: Part<'_>, note: Option<Span>) -> StatementKind {
        match part.as_rule() {
            Rule::binding => StatementKind::Binding(self.field(part, note)),
            Rule::expression => StatementKind::Expression(self.expression(part)),
            Rule::check => StatementKind::Check(self.check(part)),
            Rule::title => StatementKind::Title(self.only(part)),
            Rule::calendar => StatementKind::Calendar(self.only(part)),
            Rule::bytes => StatementKind::Bytes(self.only(part)),
            Rule::strict => StatementKind::Strict,
            Rule::unit_definition => StatementKind::UnitDefinition(self.named(part.into_inner(), note)),
            Rule::path => StatementKind::Path(self.named(part.into_inner(), note)),
            Rule::carries => StatementKind::Carries(self.named(part.into_inner(), note)),
            Rule::unit_declaration => StatementKind::UnitDeclaration(
                part.into_inner()
                    .filter(|part| part.as_rule() == Rule::noun)
                    .map(|noun| {
                        let mut words = noun.into_inner().filter(|part| part.as_rule() == Rule::word);
                        let singular = words.next().map_or_else(Span::default, |word| self.span(&word));
                        (singular, words.next().map(|word| self.span(&word)))
                    })
                    .collect(),
            ),
            Rule::function => self.function(part),
            _ => {
                let target = part.into_inner().next();
                let is_file = target.as_ref().is_some_and(|part| part.as_rule() == Rule::text);
                let span = target.map_or_else(Span::default, |part| self.name_or_text(part));
                if is_file { StatementKind::ImportFile(span) } else { StatementKind::ImportModule(span) }
            }
        }
    }

    pub(super) fn only(&self, part: Part<'_>) -> Span {
        part.into_inner().next().map_or_else(Span::default, |part| self.name_or_text(part))
    }

    /// `name = expression`
    pub(super) fn field(&mut self, part: Part<'_>, note: Option<Span>) -> Field {
        self.named(part.into_inner(), note)
    }

    pub(super) fn named<'t>(&mut self, parts: impl Iterator<Item = Part<'t>>, note: Option<Span>) -> Field {
        let mut parts = parts.filter(|part| part.as_rule() != Rule::equals);
        let name = parts.next().map_or_else(Span::default, |name| self.span(&name));
        let value =
            self.expression(parts.next().expect("the grammar puts an expression behind a field's name"));
        Field { name, value, note }
    }

    pub(super) fn check(&mut self, part: Part<'_>) -> Check {
        let (mut expressions, mut comparison) = (Vec::with_capacity(3), Comparison::Near);
        for part in part.into_inner() {
            match part.as_rule() {
                Rule::expression => expressions.push(self.expression(part)),
                Rule::comparison => {
                    comparison = match part.as_str() {
                        "~" => Comparison::Near,
                        "<" => Comparison::Less,
                        "<=" => Comparison::LessOrEqual,
                        ">" => Comparison::Greater,
                        ">=" => Comparison::GreaterOrEqual,
                        _ => Comparison::Equal,
                    }
                }
                _ => {}
            }
        }
        let within = expressions.get(2).copied();
        Check { left: expressions[0], comparison, right: expressions[1], within }
    }

    pub(super) fn function(&mut self, part: Part<'_>) -> StatementKind {
        let (mut name, mut parameters, mut body) = (Span::default(), Vec::new(), None);
        for part in part.into_inner() {
            match part.as_rule() {
                Rule::name => name = self.span(&part),
                Rule::parameter => {
                    let mut inner = part.into_inner();
                    let parameter = inner.next().map_or_else(Span::default, |name| self.span(&name));
                    let default = inner.find(|part| part.as_rule() == Rule::expression);
                    let default = default.map(|part| self.expression(part));
                    parameters.push((parameter, default));
                }
                Rule::expression => body = Some(self.expression(part)),
                _ => {}
            }
        }
        let body = body.expect("the grammar ends a function with an expression");
        StatementKind::Function { name, parameters, body }
    }

    /// Reads a line, which may have been parsed with others.
    pub(super) fn line<'t>(
        &mut self,
        text: &'t str,
        line: &LogicalLine,
        part: Option<Part<'t>>,
        block: &mut Option<OpenBlock>,
    ) {
        match line.kind {
            LineKind::Statement => self.statement(text, line, part),
            LineKind::Header => *block = Some(self.header(text, line, part)),
            LineKind::Field => {
                if let Some(block) = block {
                    self.block_field(text, line, part, block);
                }
            }
            LineKind::BlockEnd => {
                if let Some(block) = block.take() {
                    self.finish_block(line, block);
                }
            }
        }
    }
}
