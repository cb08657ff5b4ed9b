//! Resolves every word of some sheets to what it means; knows the rules of scope and none of dimensions.

use std::sync::Arc;

use super::definitions::{Definition, DefinitionId, DefinitionKind, Names};
use crate::source::{SourceId, Span};
use crate::syntax::sheet::{
    Argument, BlockKind, Expression, ExpressionKind, Field, Sheet, Statement, StatementKind, Target as Shown,
    UnitExpression,
};
use crate::units::{UnitId, Units};

/// What a word means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Target {
    /// What a line defines: a binding, a block, a function of the file, a unit, a case.
    Definition(DefinitionId),
    /// A field that a block sets: its place among the block's fields.
    Field {
        /// The block.
        owner: DefinitionId,
        /// The place of the field.
        field: u32,
    },
    /// A figure that follows from a block: `pastes.storage`, `read.availability`.
    Figure {
        /// The block or path.
        owner: DefinitionId,
    },
    /// A parameter of a file's own function.
    Parameter {
        /// The function.
        function: DefinitionId,
        /// The place of the parameter.
        parameter: u32,
    },
    /// A function that ships.
    Shipped,
    /// The name of an argument of a function that ships.
    ShippedParameter,
    /// A unit or a noun, by itself or behind a number.
    Unit(UnitId),
    /// A module that ships, before the name of what it has.
    Module,
    /// Nothing that is known: an error tells of it.
    Unknown,
}

/// A word with what it means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Resolved {
    /// Where it stands.
    pub place: Span,
    /// What it means.
    pub target: Target,
    /// Whether it is the place where that is defined.
    pub is_definition: bool,
}

/// Every word of some sheets with what it means, in the order of the text, source by source.
///
/// The scope of a word is told by its place alone (reference, Names): right before `(` it is a function, behind a number
/// and in a conversion's target a unit, elsewhere a parameter, else a name, else a unit.
pub fn resolved(names: &Names, sheets: &[Arc<Sheet>], units: &Units) -> Vec<Resolved> {
    let mut words = Words { names, units, found: Vec::new() };
    for (id, definition) in names.definitions() {
        words.definition(id, definition);
    }
    for sheet in sheets {
        for statement in &sheet.statements {
            words.statement(sheet, statement);
        }
    }
    let mut found = words.found;
    found.sort_by_key(|word| (word.place, !word.is_definition));
    found.dedup_by_key(|word| word.place);
    found
}

struct Words<'n> {
    names: &'n Names,
    units: &'n Units,
    found: Vec<Resolved>,
}

impl Words<'_> {
    fn define(&mut self, place: Span, target: Target) {
        self.found.push(Resolved { place, target, is_definition: true });
    }

    fn add(&mut self, place: Span, target: Target) {
        self.found.push(Resolved { place, target, is_definition: false });
    }

    fn definition(&mut self, id: DefinitionId, definition: &Definition) {
        // What stands twice is an error; its uses are those of the first.
        self.define(definition.place, Target::Definition(id));
        if definition.kind != DefinitionKind::Case {
            for (field, place) in definition.fields.iter().enumerate() {
                self.define(place.place, Target::Field { owner: id, field: field as u32 });
            }
        }
        for (parameter, place) in definition.parameters.iter().enumerate() {
            self.define(place.place, Target::Parameter { function: id, parameter: parameter as u32 });
        }
    }

    fn statement(&mut self, sheet: &Sheet, statement: &Statement) {
        let mut function = None;
        match &statement.kind {
            StatementKind::Function { name, .. } => {
                let at = |(_, definition): &(DefinitionId, &Definition)| definition.place == *name;
                function = self.names.definitions().find(at).map(|(id, _)| id);
            }
            StatementKind::Carries(Field { name, .. }) => {
                let target = self.names.value(&sheet.word(*name)).map_or(Target::Unknown, Target::Definition);
                self.add(*name, target);
            }
            StatementKind::Block { kind: BlockKind::Case, fields, .. } => {
                fields.iter().for_each(|field| self.reference(sheet, field.name, None));
            }
            // Its fields are no names of anybody's.
            StatementKind::Block { kind: BlockKind::Calendar, .. } => return,
            StatementKind::ImportModule(name) => self.add(*name, Target::Module),
            StatementKind::UnitDeclaration(nouns) => {
                for plural in nouns.iter().filter_map(|(_, plural)| *plural) {
                    let target =
                        self.names.unit(&sheet.word(plural)).map_or(Target::Unknown, Target::Definition);
                    self.define(plural, target);
                }
            }
            _ => {}
        }
        let body = match &statement.kind {
            StatementKind::Function { body, .. } => Some(*body),
            _ => None,
        };
        // What a parameter is left out for sees no parameters (rulings, E17).
        statement.each_expression(|expression| {
            let scope = function.filter(|_| Some(expression) == body);
            self.expression(sheet, expression, scope);
        });
    }

    fn expression(&mut self, sheet: &Sheet, expression: Expression, function: Option<DefinitionId>) {
        for node in &sheet.nodes[expression.nodes()] {
            match &node.kind {
                ExpressionKind::Literal(literal) => {
                    self.literal_words(sheet, &literal.units, function);
                    let more = literal.more.iter().filter_map(|(_, factor)| factor.word);
                    more.for_each(|word| self.unit(sheet, word));
                }
                ExpressionKind::Suffix { units, .. } => self.unit_words(sheet, units),
                ExpressionKind::In { target: Shown::Units { units, .. }, .. } => {
                    self.unit_words(sheet, units)
                }
                ExpressionKind::As { unit, .. } => self.unit(sheet, *unit),
                ExpressionKind::Reference => self.reference(sheet, node.span, function),
                ExpressionKind::Call { function, arguments } => self.call(sheet, *function, arguments),
                _ => {}
            }
        }
    }

    /// The words of a literal's units; the last of `100 GB-used` may be a name.
    fn literal_words(&mut self, sheet: &Sheet, units: &UnitExpression, function: Option<DefinitionId>) {
        for (place, factor) in units.factors.iter().enumerate() {
            let Some(word) = factor.word else { continue };
            let is_joined = place > 0 && sheet.joint_before(word).is_some();
            let name = sheet.word(word);
            let is_name = is_joined
                && (self.names.value(&name).is_some()
                    || function.is_some_and(|function| self.parameter(function, &name).is_some()));
            if is_name {
                self.reference(sheet, word, function);
            } else {
                self.unit(sheet, word);
            }
        }
    }

    fn unit_words(&mut self, sheet: &Sheet, units: &UnitExpression) {
        units.factors.iter().filter_map(|factor| factor.word).for_each(|word| self.unit(sheet, word));
    }

    fn unit(&mut self, sheet: &Sheet, word: Span) {
        let text = sheet.word(word);
        let target = match (self.names.unit(&text), self.units.find(&text)) {
            (Some(declared), _) => Target::Definition(declared),
            (None, Some(unit)) => self.declared(unit).map_or(Target::Unit(unit), Target::Definition),
            (None, None) => Target::Unknown,
        };
        self.add(word, target);
    }

    /// The declaration of a noun, under whichever of its spellings.
    fn declared(&self, unit: UnitId) -> Option<DefinitionId> {
        let spellings = [self.units.singular(unit), self.units.plural(unit)];
        spellings.into_iter().find_map(|spelling| self.names.unit(spelling))
    }

    fn call(&mut self, sheet: &Sheet, function: Span, arguments: &[Argument]) {
        let own = self.names.function(&sheet.word(function));
        self.add(function, own.map_or(Target::Shipped, Target::Definition));
        for name in arguments.iter().filter_map(|argument| argument.name) {
            let target = match own {
                None => Target::ShippedParameter,
                Some(function) => self.parameter(function, &sheet.word(name)).unwrap_or(Target::Unknown),
            };
            self.add(name, target);
        }
    }

    fn parameter(&self, function: DefinitionId, name: &str) -> Option<Target> {
        let parameters = &self.names.definition(function).parameters;
        let parameter = parameters.iter().position(|parameter| parameter.name == name)? as u32;
        Some(Target::Parameter { function, parameter })
    }

    /// `users`, `paste.content`, `latency.hdd_seek`: the whole, or the word before the first dot and what is behind it.
    fn reference(&mut self, sheet: &Sheet, span: Span, function: Option<DefinitionId>) {
        let word = sheet.word(span).into_owned();
        let (root, behind) =
            word.split_once('.').map_or((word.as_str(), None), |(root, rest)| (root, Some(rest)));
        if let Some(target) = function.and_then(|function| self.parameter(function, root)) {
            self.add(Span { end: span.start + root.len() as u32, ..span }, target);
            return;
        }
        // Inside a module its own names come first.
        let sibling = sheet.module.as_ref().and_then(|module| self.names.value(&format!("{module}.{word}")));
        if let Some(whole) = sibling.or_else(|| self.names.value(&word)) {
            match behind {
                // The name of a module's figure stands behind its dot.
                Some(behind) => {
                    self.add(Span { end: span.end - behind.len() as u32 - 1, ..span }, Target::Module);
                    let place = Span { start: span.end - behind.len() as u32, ..span };
                    self.add(place, Target::Definition(whole));
                }
                None => self.add(span, Target::Definition(whole)),
            }
            return;
        }
        let Some(owner) = self.names.value(root) else {
            let unit = behind.is_none().then(|| self.units.find(&word)).flatten();
            match unit {
                Some(_) => self.unit(sheet, span),
                None => self.add(span, Target::Unknown),
            }
            return;
        };
        let Some(behind) = behind else { return };
        self.add(Span { end: span.start + root.len() as u32, ..span }, Target::Definition(owner));
        let definition = self.names.definition(owner);
        let field = definition.fields.iter().position(|field| field.name == behind);
        let target = match field {
            Some(field) => Target::Field { owner, field: field as u32 },
            None if definition.kind == DefinitionKind::Binding => Target::Unknown,
            None => Target::Figure { owner },
        };
        self.add(Span { start: span.end - behind.len() as u32, ..span }, target);
    }
}

/// The word at a byte of a source: the one that it lies in, or that ends there.
pub fn at(words: &[Resolved], source: SourceId, offset: u32) -> Option<Resolved> {
    let first = words.partition_point(|word| (word.place.source, word.place.start) <= (source, offset));
    let word = words[..first].last()?;
    (word.place.source == source && offset <= word.place.end).then_some(*word)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Source;
    use crate::syntax::parse;

    /// Each word of a text with what it means, in few words; definitions are marked by `=`.
    fn meanings(text: &str) -> Vec<String> {
        let (sheet, _) = parse(Arc::new(Source::new(SourceId(0), "a", text)));
        let sheets = [Arc::new(sheet)];
        let names = Names::of(&sheets);
        let name = |id: DefinitionId| names.definition(id).name.clone();
        let mut units = Units::default();
        for noun in ["user", "post", "request"] {
            if units.find(noun).is_none() {
                units.add_countable(noun, None);
            }
        }
        let words = resolved(&names, &sheets, &units);
        let said = words.iter().map(|word| {
            let target = match word.target {
                Target::Definition(id) => format!("{} {}", names.definition(id).kind.as_str(), name(id)),
                Target::Field { owner, field } => format!("field {field} of {}", name(owner)),
                Target::Figure { owner } => format!("figure of {}", name(owner)),
                Target::Parameter { function, parameter } => {
                    format!("parameter {parameter} of {}", name(function))
                }
                Target::Unit(_) => "unit".to_owned(),
                other => format!("{other:?}").to_lowercase(),
            };
            let mark = if word.is_definition { "=" } else { ":" };
            format!("{}{mark} {target}", sheets[0].source.slice(word.place))
        });
        said.collect()
    }

    #[test]
    fn a_parameter_is_not_the_name_it_hides() {
        assert_eq!(
            meanings("users = 5 users\nfn twice(users, by = users) = users * by\nx = twice(users, by = 3)"),
            [
                "users= value users",
                "users: unit",
                "twice= function twice",
                "users= parameter 0 of twice",
                "by= parameter 1 of twice",
                "users: value users",
                "users: parameter 0 of twice",
                "by: parameter 1 of twice",
                "x= value x",
                "twice: function twice",
                "users: value users",
                "by: parameter 1 of twice",
            ]
        );
    }

    #[test]
    fn blocks_have_fields_and_figures_and_cases_set_them() {
        assert_eq!(
            meanings(
                "workload w { users = 5 users }\nx = w.users + w.writes\npath p = w\np carries x\n\
                 case \"big\" { w.users = 2 * w.users, check x > 1 }"
            ),
            [
                "w= workload w",
                "users= field 0 of w",
                "users: unit",
                "x= value x",
                "w: workload w",
                "users: field 0 of w",
                "w: workload w",
                "writes: figure of w",
                "p= path p",
                "w: workload w",
                "p: path p",
                "x: value x",
                "big= case big",
                "w: workload w",
                "users: field 0 of w",
                "w: workload w",
                "users: field 0 of w",
                "x: value x",
            ]
        );
    }

    #[test]
    fn units_are_told_by_their_place() {
        assert_eq!(
            meanings(
                "unit shard = 500 GB\na = 3 shards/day in GB/s\nb = size(a) as requests\nc = a over day + nope"
            ),
            [
                "shard= unit shard",
                "GB: unit",
                "a= value a",
                "shards: unknown",
                "day: unit",
                "GB: unit",
                "s: unit",
                "b= value b",
                "size: shipped",
                "a: value a",
                "requests: unit",
                "c= value c",
                "a: value a",
                "day: unit",
                "nope: unknown",
            ]
        );
    }

    #[test]
    fn the_word_at_a_place_is_found_from_its_first_letter_to_its_end() {
        let (sheet, _) = parse(Arc::new(Source::new(SourceId(0), "a", "ab = 5\ncd = ab")));
        let sheets = [Arc::new(sheet)];
        let names = Names::of(&sheets);
        let words = resolved(&names, &sheets, &Units::default());
        let found = |offset| at(&words, SourceId(0), offset).map(|word| word.place.start);
        assert_eq!(
            [0, 1, 2, 3, 7, 12, 14].map(found),
            [Some(0), Some(0), Some(0), None, Some(7), Some(12), Some(12)]
        );
    }
}
