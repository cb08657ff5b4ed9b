//! Reads logical lines with the pest grammar; this folder alone knows pest. It resolves no name and knows no unit.

mod conversions;
mod expressions;
mod failures;
mod literals;
mod statements;

use std::sync::Arc;

use pest::Parser;
use pest::iterators::{Pair, Pairs};
use pest_derive::Parser;

use crate::diagnostic::{Diagnostic, Id};
use crate::source::{Source, Span};
use crate::syntax::mistakes;
use crate::syntax::scan::{LineKind, LogicalLine, MOST_ERRORS, MOST_LINES, scan};
use crate::syntax::sheet::{Expression, NodeId, Sheet};

use self::expressions::Waiting;
use self::failures::failure;
pub(super) use self::failures::{Expected, Failure};
use self::statements::OpenBlock;

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
/// The parts of a pair.
type Parts<'t> = Pairs<'t, Rule>;

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
        for diagnostic in &mut self.diagnostics {
            let edits = diagnostic.fixes.iter_mut().flat_map(|fix| &mut fix.edits);
            diagnostic.span.iter_mut().chain(edits.map(|edit| &mut edit.span)).for_each(widen);
        }
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
                let diagnostic = mistakes::describe(&self.sheet.source, text, line, &failure, in_block);
                self.diagnostics.push(diagnostic);
                None
            }
        }
    }
}
