//! Where a parse stopped and what could have gone on there, as people are told; knows no parser.

/// Where a parse stopped, and what could have gone on there.
pub(in crate::syntax) struct Failure {
    /// Bytes from the start of the line.
    pub(in crate::syntax) at: usize,
    /// What would have fitted, each once.
    pub(in crate::syntax) expected: Vec<Expected>,
}

/// What may go on at a place, as people are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::syntax) enum Expected {
    OperatorOrEnd,
    Value,
    Close,
    Open,
    Comma,
    Equals,
    Comparison,
    Unit,
    Name,
    Text,
    CalendarDays,
}

impl Expected {
    /// In words, for a sentence.
    pub(in crate::syntax) fn words(self) -> &'static str {
        match self {
            Self::OperatorOrEnd => "an operator or the end of the line",
            Self::Value => "a value",
            Self::Close => "`)`",
            Self::Open => "`(`",
            Self::Comma => "`,`",
            Self::Equals => "`=`",
            Self::Comparison => "`~`, `<`, `<=`, `>`, `>=` or `=`",
            Self::Unit => "a unit",
            Self::Name => "a name",
            Self::Text => "a text in quotes",
            Self::CalendarDays => "`30/365`",
        }
    }
}
