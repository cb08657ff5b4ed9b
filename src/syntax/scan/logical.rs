//! What a text is cut into: logical lines, what was wrong with them, and how many there may be; cuts nothing.

use crate::diagnostic::Diagnostic;
use crate::source::Span;

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
