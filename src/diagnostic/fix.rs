//! Changes of a text that mend what a diagnostic tells of; knows places and texts, not why they help.

use crate::source::{SourceId, Span};

/// One way to mend what a diagnostic tells of.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Fix {
    /// What it does, to people: "write `10 million`".
    pub words: String,
    /// What changes, in any order; no two overlap.
    pub edits: Vec<Edit>,
}

/// One change of a text.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Edit {
    /// What is replaced; empty where something is put in.
    pub span: Span,
    /// What stands there then.
    pub replacement: String,
}

impl Fix {
    /// A fix without edits yet.
    #[cold]
    #[inline(never)]
    pub fn new(words: impl Into<String>) -> Self {
        Self { words: words.into(), edits: Vec::new() }
    }

    /// A fix that writes something in the place of something else, and says just that.
    #[cold]
    #[inline(never)]
    pub fn write(span: Span, replacement: impl Into<String>) -> Self {
        let replacement = replacement.into();
        Self::new(format!("write `{}`", replacement.trim())).replacing(span, replacement)
    }

    /// The same, with one more edit.
    #[cold]
    #[inline(never)]
    #[must_use]
    pub fn replacing(mut self, span: Span, replacement: impl Into<String>) -> Self {
        self.edits.push(Edit { span, replacement: replacement.into() });
        self
    }
}

/// The text of a source after those edits of a fix that lie in it; none where two of them overlap or one lies outside
/// the text.
pub fn applied(fix: &Fix, source: SourceId, text: &str) -> Option<String> {
    let mut edits: Vec<&Edit> = fix.edits.iter().filter(|edit| edit.span.source == source).collect();
    edits.sort_by_key(|edit| (edit.span.start, edit.span.end));
    let (mut result, mut at) = (String::with_capacity(text.len()), 0);
    for edit in edits {
        let range = edit.span.range();
        if range.start < at {
            return None;
        }
        result.push_str(text.get(at..range.start)?);
        text.get(range.clone())?;
        result.push_str(&edit.replacement);
        at = range.end;
    }
    result.push_str(text.get(at..)?);
    Some(result)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(start: usize, end: usize) -> Span {
        Span::new(SourceId(0), start, end)
    }

    #[test]
    fn edits_are_made_in_the_order_of_the_text() {
        let fix = Fix::new("write `2 * x`").replacing(at(5, 6), "y").replacing(at(0, 1), "2 * ");
        assert_eq!(applied(&fix, SourceId(0), "2x = z"), Some("2 * x = y".to_owned()));
        assert_eq!(applied(&fix, SourceId(1), "other"), Some("other".to_owned()));
    }

    #[test]
    fn what_overlaps_or_lies_outside_changes_nothing() {
        let overlapping = Fix::new("").replacing(at(0, 3), "a").replacing(at(2, 4), "b");
        assert_eq!(applied(&overlapping, SourceId(0), "1234"), None);
        assert_eq!(applied(&Fix::new("").replacing(at(3, 9), "a"), SourceId(0), "1234"), None);
        assert_eq!(applied(&Fix::new("").replacing(at(1, 2), "a"), SourceId(0), "é"), None);
    }
}
