//! The pieces of a text with what each is, for colours that tell a parameter from a name: the words by what they mean,
//! the rest by its place.

use crate::names::{DefinitionKind, Target, at};
use crate::source::Span;
use crate::syntax::colours::{Colour, coloured};
use crate::workspace::Analysis;

/// What a piece of a text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum SemanticKind {
    /// A number with its magnitude.
    Number,
    /// A unit or a noun.
    Unit,
    /// A binding.
    Value,
    /// A record, component, workload, path or case.
    Block,
    /// A field or a figure of a block.
    Field,
    /// A parameter, or the name of an argument.
    Parameter,
    /// A function.
    Function,
    /// A module that ships.
    Module,
    /// A word of the language.
    Keyword,
    /// A sign between operands.
    Operator,
    /// A quoted text.
    Text,
    /// A comment.
    Comment,
}

/// A piece of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct SemanticToken {
    /// Where it stands.
    pub place: Span,
    /// What it is.
    pub kind: SemanticKind,
    /// Whether it is the place where that is defined.
    pub is_definition: bool,
}

/// The pieces of the scenario's own text, in order; brackets and separators are left out, and so is what is nothing.
pub fn semantic_tokens(analysis: &Analysis) -> Vec<SemanticToken> {
    let source = analysis.source();
    let mut found: Vec<SemanticToken> = Vec::new();
    for token in coloured(&source.text) {
        let place = Span::new(source.id, token.range.start, token.range.end);
        let plain = match token.colour {
            Colour::Number => Some(SemanticKind::Number),
            Colour::Keyword => Some(SemanticKind::Keyword),
            Colour::Operator => Some(SemanticKind::Operator),
            Colour::Text => Some(SemanticKind::Text),
            Colour::Comment => Some(SemanticKind::Comment),
            Colour::Punctuation | Colour::Unit | Colour::Name | Colour::Function => None,
        };
        if let Some(kind) = plain {
            found.push(SemanticToken { place, kind, is_definition: false });
        } else if token.colour != Colour::Punctuation {
            words_of(analysis, place, token.colour, &mut found);
        }
    }
    found
}

/// The words of a token, which may be several with dots between them.
fn words_of(analysis: &Analysis, place: Span, by_place: Colour, found: &mut Vec<SemanticToken>) {
    let mut offset = place.start;
    let before = found.len();
    while offset < place.end {
        let Some(word) = at(analysis.words(), place.source, offset).filter(|word| word.place.start >= offset)
        else {
            break;
        };
        if let Some(kind) = kind_of(analysis, word.target) {
            found.push(SemanticToken { place: word.place, kind, is_definition: word.is_definition });
        }
        // Behind the dot.
        offset = word.place.end + 1;
    }
    if found.len() == before && by_place == Colour::Unit {
        found.push(SemanticToken { place, kind: SemanticKind::Unit, is_definition: false });
    }
}

fn kind_of(analysis: &Analysis, target: Target) -> Option<SemanticKind> {
    Some(match target {
        Target::Definition(id) => match analysis.names().definition(id).kind {
            DefinitionKind::Binding => SemanticKind::Value,
            DefinitionKind::Function => SemanticKind::Function,
            DefinitionKind::Unit => SemanticKind::Unit,
            _ => SemanticKind::Block,
        },
        Target::Field { .. } | Target::Figure { .. } => SemanticKind::Field,
        Target::Parameter { .. } | Target::ShippedParameter => SemanticKind::Parameter,
        Target::Shipped => SemanticKind::Function,
        Target::Unit(_) => SemanticKind::Unit,
        Target::Module => SemanticKind::Module,
        Target::Unknown => return None,
    })
}
