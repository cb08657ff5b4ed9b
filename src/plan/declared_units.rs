//! The units and nouns that a file declares, before any expression is typed.

use std::sync::Arc;

use super::lower::{Lowered, Lowering};
use super::nouns;
use super::planner::{Part, Planner};
use crate::diagnostic::{Diagnostic, Id};
use crate::source::Span;
use crate::syntax::sheet::{BlockKind, ExpressionKind, Field, Sheet, StatementKind};
use crate::syntax::words;
use crate::units::Dimension;

impl Planner {
    pub(super) fn declarations(&mut self, parts: &[Part]) {
        for (sheet, statements) in parts {
            for statement in &sheet.statements[statements.clone()] {
                match &statement.kind {
                    StatementKind::UnitDeclaration(nouns) => {
                        for (singular, plural) in nouns {
                            let word = sheet.word(*singular).into_owned();
                            let plural = plural.map(|plural| sheet.word(plural).into_owned());
                            self.declare(&word, plural.as_deref(), *singular);
                        }
                    }
                    StatementKind::Block { kind: BlockKind::Record, name: Some(name), .. } => {
                        let word = sheet.word(*name).into_owned();
                        match self.plan.units.find(&word) {
                            Some(unit) if self.plan.units.is_countable(unit) => {}
                            Some(_) => {
                                self.report(
                                    Diagnostic::new(
                                        Id::DuplicateName,
                                        *name,
                                        format!("`{word}` is a unit and cannot be a record"),
                                    )
                                    .help("give the record another name: its size is in bytes per record"),
                                );
                                self.broken.insert(word);
                                continue;
                            }
                            None => {
                                self.plan.units.add_countable(&word, None);
                            }
                        }
                        self.declared.insert(word.to_lowercase());
                    }
                    _ => {}
                }
            }
        }
    }

    /// Words that behind a number mean something else already.
    pub(super) fn is_no_unit_name(&mut self, word: &str, span: Span) -> bool {
        let taken = words::is_no_unit(word)
            || words::NINES.contains(&word)
            || word == "availability"
            || word.starts_with('_');
        if taken {
            self.report(
                Diagnostic::new(
                    Id::BadStatement,
                    span,
                    format!("`{word}` behind a number has a meaning already"),
                )
                .help("choose another word for the unit"),
            );
        }
        taken
    }

    pub(super) fn declare(&mut self, word: &str, plural: Option<&str>, span: Span) {
        if self.is_no_unit_name(word, span) {
            return;
        }
        let yields = crate::units::table::YIELDING.contains(&word);
        if !yields
            && crate::units::table::find(word).is_some_and(|_| {
                self.plan.units.find(word).is_some_and(|unit| !self.plan.units.is_countable(unit))
            })
        {
            self.report(
                Diagnostic::new(Id::DuplicateName, span, format!("`{word}` is a unit already"))
                    .help("built-in units cannot be declared again; choose another word"),
            );
            return;
        }
        let known = self.plan.units.find(word).filter(|unit| !yields || self.plan.units.is_countable(*unit));
        let unit = known.unwrap_or_else(|| self.plan.units.add_countable(word, plural));
        // A plural declares its singular too: that is the word by which slips are looked up.
        self.declared.insert(self.plan.units.singular(unit).to_lowercase());
        self.declared.insert(word.to_lowercase());
    }

    pub(super) fn nouns(&mut self, parts: &[Part]) {
        // The names of new units are none of the nouns that lines use, in whichever file they stand.
        for (sheet, statements) in parts {
            for statement in &sheet.statements[statements.clone()] {
                if let StatementKind::UnitDefinition(field) = &statement.kind {
                    self.reserve_unit(sheet, field);
                }
            }
        }
        let of_parts = parts.iter().map(|(sheet, statements)| {
            let mut expressions = Vec::new();
            for statement in &sheet.statements[statements.clone()] {
                if !matches!(statement.kind, StatementKind::Block { kind: BlockKind::Calendar, .. }) {
                    statement.each_expression(|expression| expressions.push(expression));
                }
            }
            (&**sheet, expressions)
        });
        let layers = std::mem::take(&mut self.layers);
        let of_overrides =
            layers.iter().flat_map(|layer| &layer.overrides).map(|set| (&*set.sheet, vec![set.expression]));
        let texts: Vec<_> = of_parts.chain(of_overrides).collect();
        nouns::collect(self, &texts);
        self.layers = layers;
    }

    /// Takes the name of a defined unit before its value is known, so that it is not taken for a noun.
    pub(super) fn reserve_unit(&mut self, sheet: &Sheet, field: &Field) {
        let word = sheet.word(field.name);
        if self.is_no_unit_name(&word, field.name) {
            return;
        }
        if self.plan.units.find(&word).is_none() {
            let parts = crate::units::registry::Parts::new();
            self.plan.units.add_defined(&word, f64::NAN, Dimension::pure(), parts);
        } else {
            self.report(
                Diagnostic::new(Id::DuplicateName, field.name, format!("`{word}` is a unit already"))
                    .help("a unit is defined once, and never one that is built in"),
            );
        }
    }

    /// `unit shard = 500 GB`: a number with units, which may be other defined units, in any order.
    pub(super) fn unit_definitions(&mut self, parts: &[Part]) {
        let mut open: Vec<(Arc<Sheet>, Field)> = Vec::new();
        for (sheet, statements) in parts {
            for statement in &sheet.statements[statements.clone()] {
                if let StatementKind::UnitDefinition(field) = &statement.kind {
                    open.push((Arc::clone(sheet), field.clone()));
                }
            }
        }
        while !open.is_empty() {
            let before = open.len();
            open.retain(|(sheet, field)| !self.define_unit(sheet, field));
            if open.len() == before {
                for (sheet, field) in &open {
                    let word = sheet.word(field.name);
                    self.report(
                        Diagnostic::new(
                            Id::Cycle,
                            field.value.span,
                            format!("the unit `{word}` is defined by itself"),
                        )
                        .help("define it by units that are known"),
                    );
                }
                return;
            }
        }
    }

    /// Whether the definition is dealt with; not while it waits for another unit.
    pub(super) fn define_unit(&mut self, sheet: &Arc<Sheet>, field: &Field) -> bool {
        let name = sheet.word(field.name).into_owned();
        let ExpressionKind::Literal(literal) = &sheet.node(field.value.root).kind else {
            self.report(
                Diagnostic::new(Id::NotAValue, field.value.span, "a unit is defined by a number with units")
                    .help("write it as `unit shard = 500 GB`"),
            );
            return true;
        };
        let undefined = |planner: &Self, word: Span| {
            let unit = planner.plan.units.find(&sheet.word(word));
            unit.is_some_and(|unit| planner.plan.units.factor(unit).is_nan())
        };
        if literal.units.factors.iter().filter_map(|factor| factor.word).any(|word| undefined(self, word)) {
            return false;
        }
        let mut lowering = Lowering::new(self, Arc::clone(sheet), &[], 0);
        if let Some(Lowered::Value(typed)) = lowering.expression(field.value) {
            let Some(value) = self.values.number(typed.value) else { return true };
            let parts = typed.shown.units.iter().map(|entry| (entry.unit, entry.power)).collect();
            self.plan.units.complete_defined(&name, value, typed.dimension, parts);
        }
        true
    }
}
