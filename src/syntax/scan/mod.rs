//! Cuts a text into logical lines, each to be parsed alone; knows blanks, comments, brackets and joins, no grammar.
//!
//! Comments and joined newlines are overwritten with blanks of the same byte length, so that a place in the
//! scanned text is the same place in the source. What would overflow a parser's stack is counted here and refused.

mod lines;
mod logical;
mod scanner;
mod spellings;
#[cfg(test)]
mod tests;

pub(super) use self::lines::comment_start;
pub use self::logical::{
    DEEPEST_NESTING, Ending, LONGEST_LINE, LineKind, LogicalLine, MOST_ERRORS, MOST_LINES, MOST_OPERATORS,
    Scan,
};
use self::scanner::{Piece, Scanner};
use crate::source::{Source, SourceId};

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
