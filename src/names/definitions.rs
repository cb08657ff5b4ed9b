//! What the lines of some sheets define, with the places of each name, value, field and parameter; resolves no word.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::source::Span;
use crate::syntax::sheet::{BlockKind, Field, Sheet, Statement, StatementKind};

/// A definition's place among those of [`Names`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DefinitionId(pub u32);

/// What a line defines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DefinitionKind {
    /// `users = 10 million users`
    Binding,
    /// `record paste { content = 1 KB }`
    Record,
    /// `component lb { availability = 99.99% }`
    Component,
    /// `workload pastes { users = 10 million users }`
    Workload,
    /// `path read = lb -> app`
    Path,
    /// `fn double(x) = 2 * x`
    Function,
    /// `unit shard = 500 GB`, `unit tweet`
    Unit,
    /// `case "launch" { … }`
    Case,
}

impl DefinitionKind {
    /// As people call it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Binding => "value",
            Self::Record => "record",
            Self::Component => "component",
            Self::Workload => "workload",
            Self::Path => "path",
            Self::Function => "function",
            Self::Unit => "unit",
            Self::Case => "case",
        }
    }
}

/// A field of a block: its name and its value, each with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldPlace {
    /// The name, with the dots of what a case sets.
    pub name: String,
    /// Where the name stands.
    pub place: Span,
    /// Where the value stands.
    pub value: Span,
    /// Where the comment behind it stands.
    pub note: Option<Span>,
}

/// A parameter of a file's own function.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParameterPlace {
    /// Its name.
    pub name: String,
    /// Where it stands.
    pub place: Span,
}

/// What a line defines, with its places.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Definition {
    /// The name, with its module before it: `latency.hdd_seek`.
    pub name: String,
    /// What it is.
    pub kind: DefinitionKind,
    /// Where the name stands.
    pub place: Span,
    /// Where its value stands; none of a block and of a noun that is only declared.
    pub value: Option<Span>,
    /// The whole statement.
    pub whole: Span,
    /// Where the comment behind it stands.
    pub note: Option<Span>,
    /// The fields of a block, in order.
    pub fields: Vec<FieldPlace>,
    /// The parameters of a function, in order.
    pub parameters: Vec<ParameterPlace>,
    /// The module that it is a part of, if it ships with napkin.
    pub module: Option<String>,
}

/// Everything that some sheets define. Of two definitions with one name the first holds, as it does for a run.
#[derive(Debug, Clone, Default)]
pub struct Names {
    definitions: Vec<Definition>,
    values: FxHashMap<String, DefinitionId>,
    functions: FxHashMap<String, DefinitionId>,
    units: FxHashMap<String, DefinitionId>,
}

impl Names {
    /// Collects what sheets define: a scenario's own first, then those that it imports.
    pub fn of(sheets: &[Arc<Sheet>]) -> Self {
        let mut names = Self::default();
        for sheet in sheets {
            for statement in &sheet.statements {
                names.add(sheet, statement);
            }
        }
        names
    }

    /// A definition.
    pub fn definition(&self, id: DefinitionId) -> &Definition {
        &self.definitions[id.0 as usize]
    }

    /// All of them, in the order of the text.
    pub fn definitions(&self) -> impl Iterator<Item = (DefinitionId, &Definition)> {
        self.definitions.iter().enumerate().map(|(at, definition)| (DefinitionId(at as u32), definition))
    }

    /// What a name stands for where a value may stand: a binding or a block.
    pub fn value(&self, name: &str) -> Option<DefinitionId> {
        self.values.get(name).copied()
    }

    /// A file's own function.
    pub fn function(&self, name: &str) -> Option<DefinitionId> {
        self.functions.get(name).copied()
    }

    /// A unit or a noun that a file declares.
    pub fn unit(&self, name: &str) -> Option<DefinitionId> {
        self.units.get(name).copied()
    }

    fn add(&mut self, sheet: &Sheet, statement: &Statement) {
        let kind_of = |kind: BlockKind| match kind {
            BlockKind::Record => Some(DefinitionKind::Record),
            BlockKind::Component => Some(DefinitionKind::Component),
            BlockKind::Workload => Some(DefinitionKind::Workload),
            BlockKind::Case => Some(DefinitionKind::Case),
            BlockKind::Calendar => None,
        };
        match &statement.kind {
            StatementKind::Binding(field) => {
                self.define(sheet, statement, DefinitionKind::Binding, field.name, Some(field.value.span));
            }
            StatementKind::Path(field) => {
                self.define(sheet, statement, DefinitionKind::Path, field.name, Some(field.value.span));
            }
            StatementKind::UnitDefinition(field) => {
                self.define(sheet, statement, DefinitionKind::Unit, field.name, Some(field.value.span));
            }
            StatementKind::UnitDeclaration(nouns) => {
                for (singular, plural) in nouns {
                    let id = self.define(sheet, statement, DefinitionKind::Unit, *singular, None);
                    if let Some(plural) = plural {
                        self.units.entry(sheet.word(*plural).into_owned()).or_insert(id);
                    }
                }
            }
            StatementKind::Function { name, parameters, body } => {
                let id = self.define(sheet, statement, DefinitionKind::Function, *name, Some(body.span));
                self.definitions[id.0 as usize].parameters = parameters
                    .iter()
                    .map(|(place, _)| ParameterPlace { name: sheet.word(*place).into_owned(), place: *place })
                    .collect();
            }
            StatementKind::Block { kind, name: Some(name), fields, .. } => {
                let Some(kind) = kind_of(*kind) else { return };
                let id = self.define(sheet, statement, kind, *name, None);
                self.definitions[id.0 as usize].fields =
                    fields.iter().map(|field| field_place(sheet, field)).collect();
            }
            _ => {}
        }
    }

    fn define(
        &mut self,
        sheet: &Sheet,
        statement: &Statement,
        kind: DefinitionKind,
        place: Span,
        value: Option<Span>,
    ) -> DefinitionId {
        let id = DefinitionId(self.definitions.len() as u32);
        let mut name = sheet.word(place).into_owned();
        if let Some(module) = &sheet.module {
            name = format!("{module}.{name}");
        }
        let names = match kind {
            DefinitionKind::Function => Some(&mut self.functions),
            DefinitionKind::Unit => Some(&mut self.units),
            DefinitionKind::Case => None,
            _ => Some(&mut self.values),
        };
        if let Some(names) = names {
            names.entry(name.clone()).or_insert(id);
        }
        self.definitions.push(Definition {
            name,
            kind,
            place,
            value,
            whole: statement.span,
            note: statement.note,
            fields: Vec::new(),
            parameters: Vec::new(),
            module: sheet.module.clone(),
        });
        id
    }
}

fn field_place(sheet: &Sheet, field: &Field) -> FieldPlace {
    FieldPlace {
        name: sheet.word(field.name).into_owned(),
        place: field.name,
        value: field.value.span,
        note: field.note,
    }
}
