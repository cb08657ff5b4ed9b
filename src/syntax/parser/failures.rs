//! Puts where pest stopped, and the rules that would have fitted there, into what people are told; knows no slips.

use super::grammar::Rule;
use crate::syntax::mistakes::{Expected, Failure};

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
