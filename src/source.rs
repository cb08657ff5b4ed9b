//! A scenario's text and the places in it; knows lines and columns, nothing of the language.

use std::fmt;

/// The longest text that is read as one scenario, in bytes (64 MiB).
pub const LONGEST_SOURCE: usize = 64 << 20;

/// Which of the sources of a run a place lies in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct SourceId(pub u32);

/// A stretch of a source, in bytes from its start; `end` is the first byte after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Span {
    /// The source that it lies in.
    pub source: SourceId,
    /// Its first byte.
    pub start: u32,
    /// The first byte after it.
    pub end: u32,
}

impl Span {
    /// The span of bytes `start..end` of a source.
    ///
    /// Sources are at most [`LONGEST_SOURCE`] long, so every offset fits.
    pub fn new(source: SourceId, start: usize, end: usize) -> Self {
        Self { source, start: start as u32, end: end as u32 }
    }

    /// The smallest span that holds both; of two in different sources, the first.
    #[must_use]
    pub fn to(self, other: Self) -> Self {
        if self.source != other.source {
            return self;
        }
        Self { source: self.source, start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// Where it starts, as a place to put something in.
    #[must_use]
    pub fn before(self) -> Self {
        Self { end: self.start, ..self }
    }

    /// Where it ends, as a place to put something in.
    #[must_use]
    pub fn behind(self) -> Self {
        Self { start: self.end, ..self }
    }

    /// Its bytes, for slicing the source's text.
    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// A place as people count it: lines and columns from 1, columns in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position {
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1, in characters.
    pub column: usize,
}

/// The text of one scenario, with a name for messages.
#[derive(Debug, Clone)]
pub struct Source {
    /// Which of a run's sources this is.
    pub id: SourceId,
    /// What messages call it: a path, `<stdin>`, `<eval>`.
    pub name: String,
    /// The text, without a byte order mark.
    pub text: String,
    line_starts: Vec<u32>,
    /// Whether each byte is a character: then a column needs no count, however long the line is.
    is_ascii: bool,
}

/// Why bytes are no scenario text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unreadable {
    /// More than [`LONGEST_SOURCE`] bytes.
    TooLong(usize),
    /// Not UTF-8: the line, from 1, of the first byte that is not.
    NotUtf8 {
        /// The line of that byte, from 1.
        line: usize,
        /// How many bytes come before it.
        offset: usize,
    },
}

impl fmt::Display for Unreadable {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLong(bytes) => write!(
                out,
                "{} MB is too long: a scenario has at most {} MiB",
                bytes / 1_000_000,
                LONGEST_SOURCE >> 20
            ),
            Self::NotUtf8 { line, offset } => {
                write!(out, "line {line} is not UTF-8 text (byte {offset} of the file)")
            }
        }
    }
}

impl std::error::Error for Unreadable {}

impl Source {
    /// Takes the text as it is, less a byte order mark.
    pub fn new(id: SourceId, name: impl Into<String>, text: impl Into<String>) -> Self {
        let mut text: String = text.into();
        if text.starts_with('\u{feff}') {
            text.drain(..'\u{feff}'.len_utf8());
        }
        let line_starts = std::iter::once(0)
            .chain(text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at as u32 + 1))
            .collect();
        let is_ascii = text.is_ascii();
        Self { id, name: name.into(), text, line_starts, is_ascii }
    }

    /// Takes the bytes of a file.
    ///
    /// # Errors
    /// [`Unreadable`] where they are too many or not UTF-8.
    pub fn from_bytes(id: SourceId, name: impl Into<String>, bytes: Vec<u8>) -> Result<Self, Unreadable> {
        if bytes.len() > LONGEST_SOURCE {
            return Err(Unreadable::TooLong(bytes.len()));
        }
        match String::from_utf8(bytes) {
            Ok(text) => Ok(Self::new(id, name, text)),
            Err(error) => {
                let offset = error.utf8_error().valid_up_to();
                let line = 1 + error.as_bytes()[..offset].iter().filter(|byte| **byte == b'\n').count();
                Err(Unreadable::NotUtf8 { line, offset })
            }
        }
    }

    /// The same text as another of a run's sources.
    #[must_use]
    pub fn with_id(self, id: SourceId) -> Self {
        Self { id, ..self }
    }

    /// The text of a span of this source.
    pub fn slice(&self, span: Span) -> &str {
        self.text.get(span.range()).unwrap_or("")
    }

    /// The line of a byte, from 1; the last one for a byte past the end of the text.
    pub fn line(&self, offset: u32) -> usize {
        self.line_starts.partition_point(|start| *start <= offset)
    }

    /// Line and column of a byte; the end of the text for one past it.
    pub fn position(&self, offset: u32) -> Position {
        let offset = (offset as usize).min(self.text.len());
        let line = self.line(offset as u32);
        let before = self.line_starts[line - 1] as usize..offset;
        let column = if self.is_ascii {
            before.len()
        } else {
            self.text.get(before).map_or(0, |before| before.chars().count())
        };
        Position { line, column: 1 + column }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters_and_a_mark_is_dropped() {
        let source = Source::new(SourceId(0), "a", "\u{feff}é = 1\nx = 2");
        assert_eq!(source.position(3), Position { line: 1, column: 3 });
        assert_eq!(source.position(7), Position { line: 2, column: 1 });
        assert_eq!(source.position(99), Position { line: 2, column: 6 });
    }

    #[test]
    fn bytes_that_are_no_text_are_named_by_line() {
        let error = Source::from_bytes(SourceId(0), "a", b"a\nb\xff".to_vec());
        assert!(matches!(error, Err(Unreadable::NotUtf8 { line: 2, offset: 3 })), "{error:?}");
    }
}
