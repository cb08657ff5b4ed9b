//! Reads logical lines with the pest grammar; this folder alone knows pest. It resolves no name and knows no unit.

mod conversions;
mod expressions;
mod failures;
mod grammar;
mod literals;
mod reader;
mod statements;

use std::sync::Arc;

use self::reader::Reader;
use self::statements::OpenBlock;
use crate::diagnostic::{Diagnostic, Id};
use crate::source::{Source, Span};
use crate::syntax::scan::{LineKind, LogicalLine, MOST_ERRORS, MOST_LINES, scan};
use crate::syntax::sheet::{Expression, Sheet};

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
