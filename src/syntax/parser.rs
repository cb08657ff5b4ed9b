//! Reads logical lines with the pest grammar and folds flat chains by precedence; the only file that knows pest.

use std::sync::Arc;

use pest::Parser;
use pest::iterators::{Pair, Pairs};
use pest_derive::Parser;

use super::scanner::{LineKind, LogicalLine, MOST_ERRORS, MOST_LINES, scan};
use super::sheet::{
    Argument, BlockKind, Check, Comparison, Expression, ExpressionKind, ExpressionNode, Field, Literal,
    LiteralKind, Magnitude, NodeId, Operator, Sheet, Statement, StatementKind, Target, UnitExpression,
    UnitFactor,
};
use super::syntax_errors;
use crate::diagnostic::{Diagnostic, Id};
use crate::source::{Source, Span};
use crate::units::decimal::Decimal;

#[derive(Parser)]
#[grammar = "../grammar/napkin.pest"]
struct Grammar;

/// How many lines are parsed at once, as long as they have no mistakes: pest's set-up costs as much as a short line.
const LINES_AT_ONCE: usize = 32;
/// A block of more lines than this is parsed line by line.
const LONGEST_BLOCK_AT_ONCE: usize = 512;

/// Reads a source: every line that can be read, and what is wrong with the others.
pub fn parse(source: Arc<Source>) -> (Sheet, Vec<Diagnostic>) {
    parse_at_most(source, MOST_LINES)
}

/// Reads a piece of a stream, however many lines have come at once.
pub fn parse_piece(source: Arc<Source>) -> (Sheet, Vec<Diagnostic>) {
    parse_at_most(source, usize::MAX)
}

fn parse_at_most(source: Arc<Source>, most: usize) -> (Sheet, Vec<Diagnostic>) {
    let scan = scan(&source, most);
    let mut reader = Reader::new(source, scan.text, scan.diagnostics);
    reader.sheet.statements.reserve(scan.lines.len());
    let text = Arc::clone(&reader.text);
    let mut block: Option<OpenBlock> = None;
    let mut lines = scan.lines.as_slice();
    while let Some(next) = lines.first() {
        if reader.diagnostics.len() >= MOST_ERRORS {
            let place = Span::new(reader.sheet.source.id, next.start, next.end);
            let message = format!("more than {MOST_ERRORS} errors: the lines from here on are not read");
            reader
                .diagnostics
                .push(Diagnostic::new(Id::TooManyErrors, place, message).help("is this a scenario?"));
            break;
        }
        let count = if block.is_some() { 0 } else { readable_at_once(lines) };
        let (now, later) = lines.split_at(count.max(1));
        match reader.many(&text, &lines[..count]) {
            Some(parts) => {
                for (line, part) in now.iter().zip(parts) {
                    reader.line(&text, line, Some(part), &mut block);
                }
            }
            None => now.iter().for_each(|line| reader.line(&text, line, None, &mut block)),
        }
        lines = later;
    }
    reader.diagnostics.sort_by_key(|diagnostic| diagnostic.span);
    reader.finish();
    (reader.sheet, reader.diagnostics)
}

/// How many lines from the first on can be parsed together: whole blocks and statements, none refused.
fn readable_at_once(lines: &[LogicalLine]) -> usize {
    let mut whole = 0;
    for (at, line) in lines.iter().enumerate().take(LONGEST_BLOCK_AT_ONCE) {
        if line.refused {
            break;
        }
        if matches!(line.kind, LineKind::Statement | LineKind::BlockEnd) {
            whole = at + 1;
            if whole >= LINES_AT_ONCE {
                break;
            }
        }
    }
    whole
}

/// Reads a single expression, as the command line takes one.
pub fn parse_expression(source: Arc<Source>) -> (Sheet, Option<Expression>, Vec<Diagnostic>) {
    let scan = scan(&source, MOST_LINES);
    let mut reader = Reader::new(source, scan.text, scan.diagnostics);
    let expression = match scan.lines.as_slice() {
        [line] if line.kind == LineKind::Statement => reader.whole_expression(line),
        [] => {
            reader.error_at(0, 0, Id::UnexpectedText, "an expression is due here", "write `1 MB / 250 us`");
            None
        }
        [_, second, ..] => {
            reader.error_at(
                second.start,
                second.end,
                Id::UnexpectedText,
                "one expression is due, and this is a second line",
                "write a scenario file for several lines",
            );
            None
        }
        [line] => {
            reader.error_at(
                line.start,
                line.end,
                Id::UnexpectedText,
                "an expression is due here",
                "write it without `{`",
            );
            None
        }
    };
    reader.finish();
    (reader.sheet, expression, reader.diagnostics)
}

/// A block whose `}` has not come yet.
struct OpenBlock {
    /// None where the header could not be read.
    head: Option<(BlockKind, Option<Span>)>,
    start: usize,
    note: Option<Span>,
    fields: Vec<Field>,
    checks: Vec<(Check, Span, Option<Span>)>,
    damaged: bool,
}

struct Reader {
    sheet: Sheet,
    text: Arc<str>,
    /// Where the line that is being read starts.
    offset: usize,
    diagnostics: Vec<Diagnostic>,
    /// The operands and operators of the chains that are being folded, the inner ones on top.
    values: Vec<NodeId>,
    waiting: Vec<Waiting>,
}

/// A pair of the grammar.
type Part<'t> = Pair<'t, Rule>;

impl Reader {
    fn new(source: Arc<Source>, text: String, diagnostics: Vec<Diagnostic>) -> Self {
        // A guess: people write a node every dozen letters.
        let nodes = Vec::with_capacity(text.len() / 12);
        let sheet = Sheet { source, statements: Vec::new(), nodes, broken: Vec::new(), module: None };
        let (values, waiting) = (Vec::new(), Vec::new());
        Self { sheet, text: text.into(), offset: 0, diagnostics, values, waiting }
    }

    fn error_at(&mut self, start: usize, end: usize, id: Id, message: &str, help: &str) {
        let span = Span::new(self.sheet.source.id, start, end);
        self.diagnostics.push(Diagnostic::new(id, span, message).help(help));
    }

    fn span(&self, part: &Part<'_>) -> Span {
        let span = part.as_span();
        Span::new(self.sheet.source.id, self.offset + span.start(), self.offset + span.end())
    }

    /// Widens spans to whole characters: a sign is shorter in the scanned text than in the source.
    fn finish(&mut self) {
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
        self.diagnostics.iter_mut().filter_map(|diagnostic| diagnostic.span.as_mut()).for_each(widen);
        self.sheet.statements.iter_mut().for_each(|statement| widen(&mut statement.span));
        self.sheet.nodes.iter_mut().for_each(|node| widen(&mut node.span));
    }

    fn line_span(&self, line: &LogicalLine) -> Span {
        Span::new(self.sheet.source.id, line.start, line.end)
    }

    /// Parses several lines at once, a pair each; nothing where they do not all fit.
    fn many<'t>(&mut self, text: &'t str, lines: &[LogicalLine]) -> Option<Vec<Part<'t>>> {
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

    /// Reads a line, which may have been parsed with others.
    fn line<'t>(
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

    /// Parses one logical line by a rule; says what is wrong where it does not fit.
    fn part<'t>(&mut self, text: &'t str, rule: Rule, line: &LogicalLine) -> Option<Part<'t>> {
        self.offset = line.start;
        match Grammar::parse(rule, &text[line.start..line.end]) {
            Ok(mut pairs) => pairs.next(),
            Err(error) => {
                let failure = failure(&error);
                let in_block = rule == Rule::block_field;
                let diagnostic = syntax_errors::describe(&self.sheet.source, text, line, &failure, in_block);
                self.diagnostics.push(diagnostic);
                None
            }
        }
    }

    /// Remembers what a line that cannot be read would have bound.
    fn remember_broken(&mut self, line: &LogicalLine) {
        let text = &self.text[line.start..line.end];
        let words = text.strip_prefix("fn ").map_or(text, str::trim_start);
        let length =
            words.find(|letter: char| !(letter.is_alphanumeric() || letter == '_')).unwrap_or(words.len());
        let rest = words[length..].trim_start();
        let start = line.start + (text.len() - words.len());
        let first = &words[..length];
        if rest.starts_with('=') || text.len() != words.len() {
            self.sheet.broken.push(Span::new(self.sheet.source.id, start, start + length));
        } else if matches!(first, "record" | "component" | "workload" | "path" | "unit") {
            let second_start = start + (words.len() - rest.len());
            let second =
                rest.find(|letter: char| !(letter.is_alphanumeric() || letter == '_')).unwrap_or(rest.len());
            self.sheet.broken.push(Span::new(self.sheet.source.id, second_start, second_start + second));
        }
    }

    fn statement<'t>(&mut self, text: &'t str, line: &LogicalLine, part: Option<Part<'t>>) {
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

    fn whole_expression(&mut self, line: &LogicalLine) -> Option<Expression> {
        if line.refused {
            return None;
        }
        let text = Arc::clone(&self.text);
        let part = self.part(&text, Rule::whole_expression, line)?;
        let errors = self.diagnostics.len();
        let expression = self.expression(part);
        (self.diagnostics.len() == errors).then_some(expression)
    }

    fn header<'t>(&mut self, text: &'t str, line: &LogicalLine, part: Option<Part<'t>>) -> OpenBlock {
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

    fn block_field<'t>(
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

    fn finish_block(&mut self, line: &LogicalLine, block: OpenBlock) {
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

    fn name_or_text(&self, part: Part<'_>) -> Span {
        match part.as_rule() {
            Rule::text => part.into_inner().nth(1).map_or_else(Span::default, |content| self.span(&content)),
            _ => self.span(&part),
        }
    }

    fn statement_kind(&mut self, part: Part<'_>, note: Option<Span>) -> StatementKind {
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

    fn only(&self, part: Part<'_>) -> Span {
        part.into_inner().next().map_or_else(Span::default, |part| self.name_or_text(part))
    }

    /// `name = expression`
    fn field(&mut self, part: Part<'_>, note: Option<Span>) -> Field {
        self.named(part.into_inner(), note)
    }

    fn named<'t>(&mut self, parts: impl Iterator<Item = Part<'t>>, note: Option<Span>) -> Field {
        let mut parts = parts.filter(|part| part.as_rule() != Rule::equals);
        let name = parts.next().map_or_else(Span::default, |name| self.span(&name));
        let value =
            self.expression(parts.next().expect("the grammar puts an expression behind a field's name"));
        Field { name, value, note }
    }

    fn check(&mut self, part: Part<'_>) -> Check {
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

    fn function(&mut self, part: Part<'_>) -> StatementKind {
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

    fn push(&mut self, kind: ExpressionKind, span: Span) -> NodeId {
        let id = NodeId(self.sheet.nodes.len() as u32);
        self.sheet.nodes.push(ExpressionNode { kind, span });
        id
    }

    fn node_span(&self, id: NodeId) -> Span {
        self.sheet.node(id).span
    }

    /// Folds a flat chain by precedence (rulings, D2), without recursion: operands go to one stack, operators to
    /// another until a looser one comes.
    fn expression(&mut self, part: Part<'_>) -> Expression {
        let span = self.span(&part);
        let first = NodeId(self.sheet.nodes.len() as u32);
        // Below are the chains that this one stands in.
        let below = self.waiting.len();
        for part in part.into_inner() {
            let place = self.span(&part);
            match part.as_rule() {
                Rule::literal | Rule::simple => {
                    let node = self.literal(part, place);
                    self.values.push(node);
                }
                Rule::reference => {
                    let node = self.push(ExpressionKind::Reference, place);
                    self.values.push(node);
                }
                Rule::infix | Rule::over_per | Rule::power => {
                    let mut place = place;
                    // A sign like `→` is shorter in the scanned text than in the source.
                    while !self.sheet.source.text.is_char_boundary(place.end as usize) {
                        place.end += 1;
                    }
                    if part.as_str() == "**" && self.sheet.source.slice(place) == "**" {
                        self.diagnostics.push(
                            Diagnostic::new(Id::UnexpectedText, place, "`**` is not an operator")
                                .help("a power is written `^`, as `2^10`"),
                        );
                    }
                    self.operator(operator(part.as_str()), place, below);
                }
                Rule::arguments => self.call(part, place),
                Rule::group => {
                    if let Some(inner) = part.into_inner().next() {
                        let inner = self.expression(inner);
                        let node = self.push(ExpressionKind::Group(inner.root), place);
                        self.values.push(node);
                    }
                }
                Rule::exponent | Rule::share => {
                    let number = Decimal::parse(part.as_str());
                    let node = self.plain_literal(number, place);
                    self.values.push(node);
                }
                Rule::negative => self.waiting.push(Waiting { kind: WaitingKind::Negative, place }),
                Rule::needed => {
                    let mut numbers =
                        part.into_inner().map(|whole| whole.as_str().parse().unwrap_or(u64::MAX));
                    let (needed, members) = (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0));
                    self.waiting.push(Waiting { kind: WaitingKind::Needed { needed, members }, place });
                }
                Rule::choice => self.choice(part, place, below),
                Rule::suffix => {
                    self.fold(below, SUFFIX, false);
                    let (magnitude, units) = self.units(part.into_inner());
                    if let Some(value) = self.values.pop() {
                        let span = self.node_span(value).to(place);
                        let node = self.push(ExpressionKind::Suffix { value, magnitude, units }, span);
                        self.values.push(node);
                    }
                }
                Rule::conversion => {
                    self.fold(below, 0, false);
                    if let Some(value) = self.values.pop() {
                        let node = self.conversion(part, value, place);
                        self.values.push(node);
                    }
                }
                _ => {}
            }
        }
        self.fold(below, 0, false);
        let root = self.values.pop().expect("a chain has at least one operand");
        Expression { first, root, span }
    }

    /// Takes an operator between two operands; it waits for its right one.
    fn operator(&mut self, operator: Operator, place: Span, below: usize) {
        let (precedence, right_to_left) = precedence(operator);
        self.fold(below, precedence, right_to_left);
        self.waiting.push(Waiting { kind: WaitingKind::Binary(operator), place });
    }

    /// Applies the waiting operators of a chain that bind at least as tightly as `precedence`.
    fn fold(&mut self, below: usize, precedence: u8, right_to_left: bool) {
        while self.waiting.len() > below
            && let Some(top) = self.waiting.last().copied()
        {
            let tighter = top.precedence();
            if tighter < precedence || (tighter == precedence && right_to_left) {
                return;
            }
            self.waiting.pop();
            let Some(right) = self.values.pop() else { return };
            let node = match top.kind {
                WaitingKind::Negative => {
                    let span = top.place.to(self.node_span(right));
                    self.push(ExpressionKind::Negative(right), span)
                }
                WaitingKind::Needed { needed, members } => {
                    let span = top.place.to(self.node_span(right));
                    self.push(ExpressionKind::Needed { needed, members, member: right }, span)
                }
                WaitingKind::Binary(operator) => {
                    let Some(left) = self.values.pop() else { return };
                    let span = self.node_span(left).to(self.node_span(right));
                    if operator == Operator::Power {
                        self.refuse_power_of_a_unit(left, span);
                    }
                    self.push(
                        ExpressionKind::Binary { operator, operator_span: top.place, left, right },
                        span,
                    )
                }
            };
            self.values.push(node);
        }
    }

    /// `5 GB ^ 2`: the power of the unit or of the value (rulings, B12)?
    fn refuse_power_of_a_unit(&mut self, base: NodeId, place: Span) {
        let base = self.sheet.node(base);
        if let ExpressionKind::Literal(literal) = &base.kind
            && !literal.units.factors.is_empty()
        {
            let (start, end) = (base.span.end as usize, place.end as usize);
            let value = &self.text[base.span.range()];
            let exponent = self.text[start..end].trim_start_matches([' ', '^']);
            let help =
                format!("write `({value})^{exponent}`, or `^` tight behind the unit with a whole number");
            self.diagnostics.push(
                Diagnostic::new(
                    Id::UnexpectedText,
                    place,
                    "`^` behind a unit could mean the unit or the whole value",
                )
                .help(help),
            );
        }
    }

    fn plain_literal(&mut self, number: Decimal, span: Span) -> NodeId {
        let literal = Literal {
            number,
            kind: LiteralKind::Plain,
            magnitude: None,
            glued: None,
            units: UnitExpression::default(),
            more: Vec::new(),
        };
        self.push(ExpressionKind::Literal(Box::new(literal)), span)
    }

    /// A call: its function's name is the reference that was read last.
    fn call(&mut self, part: Part<'_>, place: Span) {
        let Some(function) = self.values.pop().and_then(|_| self.sheet.nodes.pop()).map(|name| name.span)
        else {
            return;
        };
        if self.text[function.range()].contains('.') {
            self.diagnostics.push(
                Diagnostic::new(Id::MissingOperator, place, "a field is no function")
                    .label("a bracket behind a field")
                    .help("to multiply, write `*` before the bracket"),
            );
        }
        let mut arguments = Vec::new();
        let mut previous_end = None;
        for part in part.into_inner().filter(|part| part.as_rule() == Rule::argument) {
            let span = self.span(&part);
            self.refuse_thousands_comma(previous_end, span, part.as_str());
            previous_end = Some(span.end);
            let mut name = None;
            for part in part.into_inner() {
                match part.as_rule() {
                    Rule::name => name = Some(self.span(&part)),
                    Rule::expression => {
                        let value = self.expression(part).root;
                        arguments.push(Argument { name, value });
                    }
                    _ => {}
                }
            }
        }
        let node = self.push(ExpressionKind::Call { function, arguments }, function.to(place));
        self.values.push(node);
    }

    /// `max(1,500, 2)` was meant as 1500 (rulings, B24).
    fn refuse_thousands_comma(&mut self, previous_end: Option<u32>, span: Span, text: &str) {
        let digits = text.bytes().take_while(u8::is_ascii_digit).count();
        let Some(end) = previous_end else { return };
        let before = &self.text[..end as usize];
        let leading = before.bytes().rev().take_while(u8::is_ascii_digit).count();
        if span.start == end + 1 && digits == 3 && (1..=3).contains(&leading) {
            let number = &before[before.len() - leading..];
            let place = Span { start: end - leading as u32, end: span.start + 3, ..span };
            self.diagnostics.push(
                Diagnostic::new(Id::BadNumber, place, "a comma separates arguments, not thousands")
                    .help(format!("write `{number}_{}`, or a blank behind the comma", &text[..3])),
            );
        }
    }

    /// `2 of (a, b, c)`, or `2 of (a)`: a number, `of` and a bracket.
    fn choice(&mut self, part: Part<'_>, place: Span, below: usize) {
        let (mut whole, mut of, mut bracket) = (Span::default(), Span::default(), place);
        let mut members = Vec::new();
        for part in part.into_inner() {
            match part.as_rule() {
                Rule::whole => whole = self.span(&part),
                Rule::choice_of => of = self.span(&part),
                Rule::open => bracket.start = self.span(&part).start,
                Rule::expression => members.push(self.expression(part).root),
                _ => {}
            }
        }
        let node = if let [only] = members[..] {
            let number = Decimal::parse(&self.text[whole.range()]);
            let needed = self.plain_literal(number, whole);
            self.values.push(needed);
            self.operator(Operator::Of, of, below);
            self.push(ExpressionKind::Group(only), bracket)
        } else {
            let needed = self.text[whole.range()].parse().unwrap_or(u64::MAX);
            self.push(ExpressionKind::Choice { needed, members }, place)
        };
        self.values.push(node);
    }

    fn conversion(&mut self, part: Part<'_>, value: NodeId, place: Span) -> NodeId {
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

    fn target(&mut self, part: Part<'_>) -> Target {
        let (mut magnitude, mut units) = (None, UnitExpression::default());
        // Brackets turn the sign of all within them; `sign` is the bar of each open one.
        let (mut signs, mut next) = (vec![1], 1);
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
                Rule::unit => {
                    let sign = signs.last().copied().unwrap_or(1) * next;
                    self.unit(&part, sign, None, None, &mut units);
                    next = 1;
                }
                _ => {}
            }
        }
        Target::Units { magnitude, units }
    }

    fn magnitude(&self, part: &Part<'_>) -> Magnitude {
        let (ten, two) = match part.as_str() {
            "k" | "K" => (3, 0),
            "M" => (6, 0),
            "bn" => (9, 0),
            "T" => (12, 0),
            "Ki" => (0, 10),
            "Mi" => (0, 20),
            "Gi" => (0, 30),
            "Ti" => (0, 40),
            word => match word.as_bytes()[0].to_ascii_lowercase() {
                b'm' => (6, 0),
                b'b' => (9, 0),
                _ if word.len() == 8 && word.as_bytes()[1].eq_ignore_ascii_case(&b'h') => (3, 0),
                _ => (12, 0),
            },
        };
        Magnitude { ten, two, span: self.span(part) }
    }

    /// A literal's parts, or those of the number behind `over`.
    fn literal(&mut self, part: Part<'_>, place: Span) -> NodeId {
        let mut literal = Literal {
            number: Decimal::ONE,
            kind: LiteralKind::Plain,
            magnitude: None,
            glued: None,
            units: UnitExpression::default(),
            more: Vec::new(),
        };
        let (mut numbers, mut units, mut pending) = (0, 0, None);
        let mut last_end = 0;
        for part in part.into_inner() {
            let span = part.as_span();
            let glued = span.start() == last_end;
            last_end = span.end();
            match part.as_rule() {
                Rule::number => {
                    let number = Decimal::parse(part.as_str());
                    numbers += 1;
                    if numbers == 1 {
                        literal.number = number;
                    } else if units > 0 {
                        pending = Some(number);
                    } else {
                        literal.kind = LiteralKind::Ratio(number);
                    }
                }
                Rule::percent => literal.kind = LiteralKind::Percent,
                Rule::times_mark => {
                    literal.kind = LiteralKind::Times;
                    literal.glued = glued.then(|| self.span(&part));
                }
                Rule::magnitude => {
                    literal.magnitude = Some(self.magnitude(&part));
                    literal.glued = (glued && part.as_str().len() == 1).then(|| self.span(&part));
                }
                Rule::currency => {
                    let word = Some(self.span(&part));
                    push_factor(
                        &mut literal.units,
                        UnitFactor { word, power: 1, number: None, magnitude: None },
                    );
                }
                Rule::unit => {
                    units += 1;
                    if let Some(number) = pending.take() {
                        let word = Some(self.span(&part));
                        literal
                            .more
                            .push((number, UnitFactor { word, power: 1, number: None, magnitude: None }));
                    } else if matches!(part.as_str(), "nines" | "nine") {
                        literal.kind = LiteralKind::Nines;
                    } else {
                        self.unit(&part, 1, None, None, &mut literal.units);
                    }
                }
                Rule::slash_tail | Rule::per_tail | Rule::time_tail => self.tail(part, &mut literal.units),
                Rule::unit_group => self.unit_group(part, &mut literal.units),
                _ => {}
            }
        }
        if literal.kind == LiteralKind::Nines && !literal.units.factors.is_empty() {
            self.diagnostics.push(
                Diagnostic::new(Id::UnexpectedText, place, "`nines` is a ratio and takes no unit")
                    .help("write `4 nines` alone"),
            );
        }
        self.push(ExpressionKind::Literal(Box::new(literal)), place)
    }

    fn units(&mut self, parts: Pairs<'_, Rule>) -> (Option<Magnitude>, UnitExpression) {
        let (mut magnitude, mut units) = (None, UnitExpression::default());
        for part in parts {
            match part.as_rule() {
                Rule::magnitude => magnitude = Some(self.magnitude(&part)),
                Rule::unit => self.unit(&part, 1, None, None, &mut units),
                _ => self.tail(part, &mut units),
            }
        }
        (magnitude, units)
    }

    fn tail(&mut self, part: Part<'_>, units: &mut UnitExpression) {
        let (mut number, mut magnitude, mut has_unit) = (None, None, false);
        for part in part.into_inner() {
            match part.as_rule() {
                Rule::number => number = Some(Decimal::parse(part.as_str())),
                Rule::magnitude => magnitude = Some(self.magnitude(&part)),
                Rule::unit => {
                    has_unit = true;
                    self.unit(&part, -1, number, magnitude, units);
                }
                _ => {}
            }
        }
        if !has_unit {
            push_factor(units, UnitFactor { word: None, power: -1, number, magnitude });
        }
    }

    fn unit_group(&mut self, part: Part<'_>, units: &mut UnitExpression) {
        let mut sign = 1;
        for part in part.into_inner() {
            match part.as_rule() {
                Rule::slash => sign = -1,
                Rule::times => sign = 1,
                _ => self.unit(&part, sign, None, None, units),
            }
        }
    }

    /// `GB`, `m^2`, `core-ms`: the words of a unit, each with its power.
    fn unit(
        &self,
        part: &Part<'_>,
        sign: i32,
        number: Option<Decimal>,
        magnitude: Option<Magnitude>,
        units: &mut UnitExpression,
    ) {
        let whole = self.span(part);
        let text = part.as_str();
        if !text.bytes().any(|byte| matches!(byte, b'-' | b'*' | b'^')) {
            push_factor(units, UnitFactor { word: Some(whole), power: sign, number, magnitude });
            return;
        }
        let mut start = whole.start;
        let (mut number, mut magnitude) = (number, magnitude);
        let mut rest = text;
        while !rest.is_empty() {
            let length = rest.find(['-', '*', '^']).unwrap_or(rest.len());
            let word = Span { start, end: start + length as u32, ..whole };
            rest = &rest[length..];
            start += length as u32;
            let mut power = 1;
            if let Some(exponent) = rest.strip_prefix('^') {
                let digits = exponent.bytes().skip(1).take_while(u8::is_ascii_digit).count() + 1;
                power = exponent[..digits].parse().unwrap_or(i32::MAX);
                rest = &exponent[digits..];
                start += 1 + digits as u32;
            }
            push_factor(
                units,
                UnitFactor {
                    word: Some(word),
                    power: power.saturating_mul(sign),
                    number: number.take(),
                    magnitude: magnitude.take(),
                },
            );
            let joint = if rest.starts_with("**") { 2 } else { rest.len().min(1) };
            rest = &rest[joint..];
            start += joint as u32;
        }
    }
}

/// Adds a factor; most units have one, and room for four is half a kilobyte.
fn push_factor(units: &mut UnitExpression, factor: UnitFactor) {
    if units.factors.is_empty() {
        units.factors.reserve_exact(1);
    }
    units.factors.push(factor);
}

/// An operator that waits for its right operand.
#[derive(Debug, Clone, Copy)]
struct Waiting {
    kind: WaitingKind,
    place: Span,
}

#[derive(Debug, Clone, Copy)]
enum WaitingKind {
    Negative,
    Needed { needed: u64, members: u64 },
    Binary(Operator),
}

const NEGATIVE: u8 = 8;
/// A unit behind a bracket binds looser than `^` and tighter than a sign.
const SUFFIX: u8 = 9;
const NEEDED: u8 = 11;

impl Waiting {
    fn precedence(self) -> u8 {
        match self.kind {
            WaitingKind::Negative => NEGATIVE,
            WaitingKind::Needed { .. } => NEEDED,
            WaitingKind::Binary(operator) => precedence(operator).0,
        }
    }
}

/// How tightly an operator binds, and whether it groups from the right.
fn precedence(operator: Operator) -> (u8, bool) {
    match operator {
        Operator::Series => (1, false),
        Operator::Parallel => (2, false),
        Operator::Add | Operator::Subtract => (3, false),
        Operator::Multiply | Operator::Divide | Operator::Per | Operator::Over => (4, false),
        Operator::Of => (5, false),
        Operator::Range => (6, false),
        Operator::Power => (10, true),
    }
}

fn operator(text: &str) -> Operator {
    match text {
        "+" => Operator::Add,
        "-" => Operator::Subtract,
        "*" | "**" => Operator::Multiply,
        "/" => Operator::Divide,
        "per" => Operator::Per,
        "over" => Operator::Over,
        "of" => Operator::Of,
        "^" => Operator::Power,
        "->" => Operator::Series,
        "|" => Operator::Parallel,
        _ => Operator::Range,
    }
}

/// Where a parse stopped, and what could have gone on there, in words.
pub(super) struct Failure {
    /// Bytes from the start of the line.
    pub(super) at: usize,
    /// What would have fitted, in words, each once.
    pub(super) expected: Vec<&'static str>,
}

fn failure(error: &pest::error::Error<Rule>) -> Failure {
    let at = match error.location {
        pest::error::InputLocation::Pos(at) | pest::error::InputLocation::Span((at, _)) => at,
    };
    let mut expected = Vec::new();
    if let pest::error::ErrorVariant::ParsingError { positives, .. } = &error.variant {
        for rule in positives {
            let words = in_words(*rule);
            if !words.is_empty() && !expected.contains(&words) {
                expected.push(words);
            }
        }
    }
    Failure { at, expected }
}

/// What a rule is called in messages; nothing for the inner ones.
fn in_words(rule: Rule) -> &'static str {
    match rule {
        Rule::infix
        | Rule::over_per
        | Rule::power
        | Rule::conversion
        | Rule::choice_of
        | Rule::before_of
        | Rule::EOI => "an operator or the end of the line",
        Rule::literal
        | Rule::expression
        | Rule::reference
        | Rule::group
        | Rule::needed
        | Rule::choice
        | Rule::share
        | Rule::negative
        | Rule::simple
        | Rule::exponent
        | Rule::number => "a value",
        Rule::close => "`)`",
        Rule::open => "`(`",
        Rule::comma => "`,`",
        Rule::equals => "`=`",
        Rule::comparison => "`~`, `<`, `<=`, `>`, `>=` or `=`",
        Rule::unit | Rule::target | Rule::unit_factor | Rule::group_unit => "a unit",
        Rule::name | Rule::word | Rule::field_name | Rule::noun | Rule::parameter => "a name",
        Rule::text | Rule::quote => "a text in quotes",
        Rule::calendar_days => "`30/365`",
        _ => "",
    }
}
