//! What a physical line starts with, told by its first tokens: a binding, a block, a comment; knows no line beside it.

use crate::syntax::tokens::{TokenKind, tokens};
use crate::syntax::words;

/// Where the comment of a physical line starts: at the first `#` outside quotes.
pub(in crate::syntax) fn comment_start(line: &str) -> Option<usize> {
    if !line.contains('#') {
        return None;
    }
    tokens(line).find(|token| token.kind == TokenKind::Comment).map(|token| token.range.start)
}

/// Whether a line is so plainly the start of a block that an open one must have been left open.
pub(super) fn starts_block(line: &str) -> bool {
    block_word(line) && line.contains('{') && !starts_binding(line)
}

/// Whether a line's first word starts a block.
pub(super) fn block_word(line: &str) -> bool {
    let mut tokens = tokens(line);
    let first = tokens.next();
    let is_alone = tokens.next().is_none_or(|behind| behind.kind == TokenKind::Blank);
    is_alone && first.is_some_and(|first| words::is_block(&line[first.range]))
}

/// Whether a line starts `name =` (and not `name ==`).
pub(super) fn starts_binding(line: &str) -> bool {
    let mut tokens = tokens(line).filter(|token| token.kind != TokenKind::Blank);
    tokens.next().is_some_and(|first| first.kind == TokenKind::Word)
        && tokens.next().is_some_and(|sign| &line[sign.range] == "=")
}
