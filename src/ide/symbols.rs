//! The outline of a scenario: what its lines define, with the fields of blocks below them.

use crate::names::DefinitionKind;
use crate::report::Row;
use crate::source::Span;
use crate::units::display::USUAL_DIGITS;
use crate::workspace::Analysis;

/// A line of the outline.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Symbol {
    /// The name.
    pub name: String,
    /// What it is; a field is what its block is.
    pub kind: DefinitionKind,
    /// Its value, where it has one.
    pub value: Option<String>,
    /// Where the name stands.
    pub place: Span,
    /// The whole of it.
    pub whole: Span,
    /// The fields of a block.
    pub children: Vec<Self>,
}

/// What the scenario's own text defines, in its order.
pub fn symbols(analysis: &Analysis) -> Vec<Symbol> {
    let outcome = analysis.outcome();
    let own = analysis.source().id;
    let value = |name: &str| {
        let item = outcome.plan.item(name).or_else(|| outcome.plan.item(&format!("size({name})")))?;
        Row::of(outcome, item, USUAL_DIGITS).map(|row| row.display)
    };
    let definitions = analysis.names().definitions().map(|(_, definition)| definition);
    let own = definitions.filter(|definition| definition.place.source == own);
    let symbols = own.map(|definition| Symbol {
        name: definition.name.clone(),
        kind: definition.kind,
        value: value(&definition.name),
        place: definition.place,
        whole: definition.whole,
        children: definition
            .fields
            .iter()
            .map(|field| Symbol {
                name: field.name.clone(),
                kind: definition.kind,
                value: value(&format!("{}.{}", definition.name, field.name)),
                place: field.place,
                whole: field.place.to(field.value),
                children: Vec::new(),
            })
            .collect(),
    });
    symbols.collect()
}
