//! Where a word is defined, where else it stands, and the edits that give it another name; by what words mean, never
//! by how they are spelt.

use std::sync::Arc;

use crate::diagnostic::Fix;
use crate::names::{DefinitionKind, Resolved, Target};
use crate::source::{Source, SourceId, Span};
use crate::syntax::parse;
use crate::syntax::sheet::StatementKind;
use crate::workspace::Analysis;

/// Where the word at a byte is defined; none for what ships with napkin and for what is nowhere defined.
///
/// The place may lie in another source than the scenario's own: what it imports.
pub fn definition(analysis: &Analysis, offset: u32) -> Option<Span> {
    let word = analysis.word_at(offset)?;
    place_of(analysis, word.target)
}

/// Every place of what the word at a byte means, its definition too, in the order of the text, source by source. A unit
/// that no line declares has places all the same.
pub fn references(analysis: &Analysis, offset: u32) -> Vec<Span> {
    let Some(word) = analysis.word_at(offset).filter(|word| is_one_thing(word.target)) else {
        return Vec::new();
    };
    same(analysis, word.target).map(|other| other.place).collect()
}

/// The place of the word at a byte, if it can have another name: what the scenario's own lines define can.
pub fn can_rename(analysis: &Analysis, offset: u32) -> Option<Span> {
    let word = analysis.word_at(offset)?;
    let place = place_of(analysis, word.target)?;
    let is_own = place.source == analysis.source().id;
    let is_counted = match word.target {
        // A record is a noun too, and its plural is another spelling.
        Target::Definition(id) => {
            matches!(
                analysis.names().definition(id).kind,
                DefinitionKind::Record | DefinitionKind::Unit | DefinitionKind::Case
            )
        }
        Target::Figure { .. } => true,
        _ => false,
    };
    (is_own && !is_counted).then_some(word.place)
}

/// The edits that give the word at a byte another name, everywhere.
///
/// # Errors
/// A sentence that says why not: it cannot be renamed, the new name is no name, or it is taken.
pub fn rename(analysis: &Analysis, offset: u32, name: &str) -> Result<Fix, String> {
    let word = analysis.word_at(offset).filter(|_| can_rename(analysis, offset).is_some());
    let Some(word) = word else {
        return Err(
            "only what this scenario defines can have another name, and nouns are spelt in more than one way"
                .into(),
        );
    };
    if !is_name(name) {
        return Err(format!("`{name}` is no name: write letters, digits and `_`, as `peak_reads`"));
    }
    let names = analysis.names();
    let is_taken = match word.target {
        Target::Definition(id) if names.definition(id).kind == DefinitionKind::Function => {
            names.function(name).is_some()
        }
        Target::Definition(_) => names.value(name).is_some(),
        Target::Field { owner, .. } => names.definition(owner).fields.iter().any(|field| field.name == name),
        // A parameter that hides a name that its function uses would change what that means.
        Target::Parameter { function, .. } => {
            let function = names.definition(function);
            function.parameters.iter().any(|parameter| parameter.name == name) || names.value(name).is_some()
        }
        _ => false,
    };
    if is_taken {
        return Err(format!("`{name}` is another name here already"));
    }
    if matches!(word.target, Target::Field { owner, .. } if names.definition(owner).kind != DefinitionKind::Record)
    {
        return Err("the fields of a component or a workload are words of the language".into());
    }
    let fix = Fix::new(format!("call it `{name}`"));
    Ok(same(analysis, word.target).fold(fix, |fix, other| fix.replacing(other.place, name)))
}

fn same(analysis: &Analysis, target: Target) -> impl Iterator<Item = &Resolved> {
    analysis.words().iter().filter(move |word| word.target == target)
}

/// Whether all words with this meaning mean one and the same thing.
fn is_one_thing(target: Target) -> bool {
    !matches!(target, Target::Unknown | Target::Shipped | Target::ShippedParameter | Target::Module)
}

fn place_of(analysis: &Analysis, target: Target) -> Option<Span> {
    let names = analysis.names();
    match target {
        Target::Definition(id) | Target::Figure { owner: id } => Some(names.definition(id).place),
        Target::Field { owner, field } => Some(names.definition(owner).fields[field as usize].place),
        Target::Parameter { function, parameter } => {
            Some(names.definition(function).parameters[parameter as usize].place)
        }
        _ => None,
    }
}

/// Whether a line can bind a word: the grammar's to say.
fn is_name(word: &str) -> bool {
    let (sheet, diagnostics) = parse(Arc::new(Source::new(SourceId(0), "a name", format!("{word} = 1"))));
    let is_bound = |kind: &StatementKind| matches!(kind, StatementKind::Binding(field) if sheet.word(field.name) == word);
    diagnostics.is_empty() && sheet.statements.first().is_some_and(|statement| is_bound(&statement.kind))
}
