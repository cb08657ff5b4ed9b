//! Says where a parse stopped and what could have gone on there; knows what the grammar's rules are called, no slips.

use super::Rule;

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

/// What pest says of a line that does not fit.
pub(super) fn failure(error: &pest::error::Error<Rule>) -> Failure {
    let at = match error.location {
        pest::error::InputLocation::Pos(at) | pest::error::InputLocation::Span((at, _)) => at,
    };
    let mut expected = Vec::new();
    if let pest::error::ErrorVariant::ParsingError { positives, .. } = &error.variant {
        for rule in positives {
            if let Some(due) = due(*rule)
                && !expected.contains(&due)
            {
                expected.push(due);
            }
        }
    }
    Failure { at, expected }
}

/// What a rule is in messages; nothing for the inner ones.
fn due(rule: Rule) -> Option<Expected> {
    let due = match rule {
        Rule::infix
        | Rule::over_per
        | Rule::power
        | Rule::conversion
        | Rule::choice_of
        | Rule::before_of
        | Rule::EOI => Expected::OperatorOrEnd,
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
        | Rule::number => Expected::Value,
        Rule::close => Expected::Close,
        Rule::open => Expected::Open,
        Rule::comma => Expected::Comma,
        Rule::equals => Expected::Equals,
        Rule::comparison => Expected::Comparison,
        Rule::unit | Rule::target | Rule::unit_factor | Rule::group_unit => Expected::Unit,
        Rule::name | Rule::word | Rule::field_name | Rule::noun | Rule::parameter => Expected::Name,
        Rule::text | Rule::quote => Expected::Text,
        Rule::calendar_days => Expected::CalendarDays,
        _ => return None,
    };
    Some(due)
}
