//! What is said of the word under the cursor: its value, the expression that makes it, its note, what it means.

use crate::functions;
use crate::names::{DefinitionId, Target};
use crate::plan::{Item, block_fields};
use crate::render::text::lookup;
use crate::report::Row;
use crate::source::Span;
use crate::syntax::colours::{Colour, coloured};
use crate::syntax::words;
use crate::units::display::USUAL_DIGITS;
use crate::workspace::Analysis;

/// What is said of a word.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Hover {
    /// The word.
    pub place: Span,
    /// What it is called: `storage`, `pastes.users`, `servers(load, each)`.
    pub title: String,
    /// What it is: `value`, `record`, `unit`, `function`, `statement`.
    pub kind: &'static str,
    /// Its value as a report shows it; none for what has none.
    pub value: Option<String>,
    /// What the value measures: `storage`.
    pub dimension: Option<String>,
    /// The expression that makes it.
    pub expression: Option<String>,
    /// What it says: a comment behind the line, the meaning of a unit, the formula of a function with its source,
    /// what a statement is for.
    pub note: Option<String>,
}

/// What is said of the word at a byte; none where there is nothing to say.
pub fn hover(analysis: &Analysis, offset: u32) -> Option<Hover> {
    let Some(word) = analysis.word_at(offset) else { return of_statement(analysis, offset) };
    let text = analysis.source().slice(word.place);
    let said = |title: String, kind: &'static str| Hover {
        place: word.place,
        title,
        kind,
        value: None,
        dimension: None,
        expression: None,
        note: None,
    };
    match word.target {
        Target::Definition(id) => {
            let definition = analysis.names().definition(id);
            let mut hover = said(definition.name.clone(), definition.kind.as_str());
            hover.note =
                definition.note.and_then(|note| Some(analysis.source_of(note)?.slice(note).to_owned()));
            hover.expression = definition
                .value
                .and_then(|value| Some(analysis.source_of(value)?.slice(value).trim().to_owned()));
            let size = format!("size({})", definition.name);
            let item = analysis
                .outcome()
                .plan
                .item(&definition.name)
                .or_else(|| analysis.outcome().plan.item(&size));
            Some(valued(analysis, hover, item))
        }
        Target::Field { owner, field } => {
            let name = &analysis.names().definition(owner).fields[field as usize].name;
            Some(of_block(analysis, said(full_name(analysis, owner, name), "field"), name))
        }
        Target::Figure { owner } => {
            Some(of_block(analysis, said(full_name(analysis, owner, text), "figure"), text))
        }
        Target::Parameter { function, .. } => {
            let mut hover = said(text.to_owned(), "parameter");
            hover.note = Some(format!("a parameter of `{}`", analysis.names().definition(function).name));
            Some(hover)
        }
        Target::Shipped => {
            let function = functions::find(text)?.row();
            let mut hover = said(function.usage().into_owned(), "function");
            let (call, result) = function.example;
            hover.note = Some(format!("{}\nsource: {}\n{call} is {result}", function.doc, function.source));
            Some(hover)
        }
        Target::Unit(unit) => {
            let units = &analysis.outcome().plan.units;
            let mut hover = said(text.to_owned(), "unit");
            hover.note = lookup::meaning_of_unit(text).or_else(|| {
                Some(format!("counts {}", units.plural(unit))).filter(|_| units.is_countable(unit))
            });
            Some(hover)
        }
        Target::ShippedParameter | Target::Module | Target::Unknown => None,
    }
}

/// What a statement is for, told at the word that it starts with.
fn of_statement(analysis: &Analysis, offset: u32) -> Option<Hover> {
    let source = analysis.source();
    let pieces = coloured(&source.text);
    let piece = pieces
        .into_iter()
        .find(|piece| piece.colour == Colour::Keyword && piece.range.contains(&(offset as usize)))?;
    let row = words::statement(&source.text[piece.range.clone()])?;
    Some(Hover {
        place: Span::new(source.id, piece.range.start, piece.range.end),
        title: row.word.to_owned(),
        kind: "statement",
        value: None,
        dimension: None,
        expression: None,
        note: Some(format!("{}\nas in: {}", row.about, row.example)),
    })
}

fn full_name(analysis: &Analysis, owner: DefinitionId, field: &str) -> String {
    format!("{}.{field}", analysis.names().definition(owner).name)
}

/// A field or a figure of a block, with the value of its row and what such a field says.
fn of_block(analysis: &Analysis, hover: Hover, field: &str) -> Hover {
    let fields = block_fields::COMPONENT.iter().chain(&block_fields::WORKLOAD);
    let meaning =
        fields.into_iter().find(|(name, _)| *name == field).map(|(_, meaning)| (*meaning).to_owned());
    let item = analysis.outcome().plan.item(&hover.title);
    let hover = valued(analysis, hover, item);
    Hover { note: hover.note.clone().or(meaning), ..hover }
}

fn valued(analysis: &Analysis, hover: Hover, item: Option<&Item>) -> Hover {
    let Some(row) = item.and_then(|item| Row::of(analysis.outcome(), item, USUAL_DIGITS)) else {
        return hover;
    };
    Hover {
        value: Some(row.display),
        dimension: Some(row.dimension),
        expression: hover.expression.or(Some(row.expression).filter(|text| !text.is_empty())),
        note: hover.note.or(row.note),
        ..hover
    }
}
