//! Cuts a text into logical lines, each to be parsed alone; knows blanks, comments, brackets and joins, no grammar.
//!
//! Comments and joined newlines are overwritten with blanks of the same byte length, so that a place in the
//! scanned text is the same place in the source. What would overflow a parser's stack is counted here and refused.

mod lines;
mod scanner;
#[cfg(test)]
mod tests;

pub(super) use self::lines::comment_start;
use self::scanner::{Piece, Scanner};
use crate::diagnostic::Diagnostic;
use crate::source::{Source, SourceId, Span};

/// How deep brackets may nest.
pub const DEEPEST_NESTING: usize = 128;
/// How many operators one logical line may have.
pub const MOST_OPERATORS: usize = 4_096;
/// How many bytes one logical line may have (1 MiB).
pub const LONGEST_LINE: usize = 1 << 20;

/// How many logical lines one source may have.
pub const MOST_LINES: usize = 50_000;
/// How many errors a source may have before the rest of it is left unread.
pub const MOST_ERRORS: usize = 1_000;

/// What a logical line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineKind {
    /// A statement of its own.
    Statement,
    /// What stands before a block's `{`.
    Header,
    /// One field inside a block.
    Field,
    /// The end of a block.
    BlockEnd,
}

/// A stretch of the scanned text that is parsed alone.
#[derive(Debug, Clone, Copy)]
pub struct LogicalLine {
    /// What it is.
    pub kind: LineKind,
    /// Its first byte.
    pub start: usize,
    /// The first byte after it.
    pub end: usize,
    /// The comment that ends the line on which it stands, without `#` and blanks.
    pub note: Option<Span>,
    /// Whether the scanner has refused it already: its names are known, its value is not.
    pub refused: bool,
}

/// A text cut into logical lines.
#[derive(Debug)]
pub struct Scan {
    /// The text with comments and joined newlines blanked and typographic signs replaced by ASCII ones.
    pub text: String,
    /// The lines in order.
    pub lines: Vec<LogicalLine>,
    /// What was wrong.
    pub diagnostics: Vec<Diagnostic>,
}

/// How the text of whole lines ends: what is still to come may belong to its last statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ending {
    /// Where the last statement starts that a further line could go on with.
    pub last: Option<usize>,
    /// Whether that statement is open: in a bracket, in a block or behind an operator.
    pub is_open: bool,
    /// Whether it is open in a bracket or a block, which only their end closes.
    pub is_in_bracket: bool,
}

/// How a text ends.
///
/// For input that comes bit by bit: what is before an open statement can be answered.
pub fn ending(text: &str) -> Ending {
    let source = Source::new(SourceId(0), "", text);
    let dropped = text.len() - source.text.len();
    let mut scanner = Scanner::new(&source);
    scanner.physical_lines();
    let (last, is_in_bracket) = if scanner.block.is_some() {
        let header = scanner.lines.iter().rev().find(|line| line.kind == LineKind::Header);
        (header.map(|line| line.start), true)
    } else {
        // Of what is refused the brackets are not counted to their end.
        let open = |piece: Piece| piece.depth > 0 && !piece.refused;
        (scanner.piece.map(|piece| piece.start), scanner.piece.is_some_and(open))
    };
    let goes_on = scanner.piece.is_some_and(|piece| piece.last.goes_on());
    Ending { last: last.map(|place| place + dropped), is_open: is_in_bracket || goes_on, is_in_bracket }
}

/// Cuts a source into logical lines, `most` of them at the most.
pub fn scan(source: &Source, most: usize) -> Scan {
    let mut scanner = Scanner::new(source);
    scanner.most = most;
    scanner.physical_lines();
    scanner.finish_piece();
    if let Some(block) = scanner.block.take() {
        scanner.unclosed(block, scanner.bytes.len());
    }
    let text = String::from_utf8(scanner.bytes)
        .expect("blanks and ASCII signs overwrite whole characters, so the text stays UTF-8");
    Scan { text, lines: scanner.lines, diagnostics: scanner.diagnostics }
}
