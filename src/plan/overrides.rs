//! Values put over names from outside, by `--set` or by a case: what may be set, and with what.

use std::collections::HashMap;
use std::sync::Arc;

use super::lower::Typed;
use super::planner::{Body, Override, Part, Planner, RecordField};
use super::zeros::{Due, is_zero, zero_of};
use crate::diagnostic::{Diagnostic, Id, nearest};
use crate::source::Span;
use crate::syntax::sheet::{BlockKind, Expression, Sheet, StatementKind};
use crate::units::{Dimension, Shown};

/// The case that is no case: its checks are the base's alone.
pub const BASE_CASE: &str = "base";

impl Planner {
    /// Whether a name, or a block's field, can be set from outside; reports where it cannot.
    pub(super) fn can_be_set(&mut self, name: &str, place: Span) -> bool {
        let root = name.split('.').next().unwrap_or(name);
        let definition =
            self.names.get(name).or_else(|| self.names.get(root)).map(|place| &self.definitions[*place]);
        let mut help =
            "bindings and the fields of blocks can be set, as `users` or `pastes.users`".to_owned();
        let (message, near) = match definition.map(|definition| (&definition.body, name.split_once('.'))) {
            Some((Body::Binding(_), _)) if self.names.contains_key(name) => return true,
            Some((Body::Binding(_), _)) => {
                (format!("`{root}` is a value and has no fields"), Some(root.to_owned()))
            }
            Some((
                Body::Record { fields } | Body::Component { fields, .. } | Body::Workload { fields, .. },
                Some((root, field)),
            )) => {
                if fields.iter().any(|other| other.name == field) {
                    return true;
                }
                let names = || fields.iter().map(|other| other.name.as_str());
                let near = nearest(field, names()).map(|near| format!("{root}.{near}"));
                if near.is_none() && !fields.is_empty() {
                    let set: Vec<String> = names().map(|name| format!("`{root}.{name}`")).collect();
                    help = format!("it sets {}", set.join(", "));
                }
                (format!("`{root}` sets no field `{field}`, so it cannot be put over"), near)
            }
            Some((Body::Record { .. } | Body::Component { .. } | Body::Workload { .. }, None)) => {
                (format!("`{name}` is a block: its fields can be set, as `{name}.field`"), None)
            }
            Some(_) => (format!("`{name}` is derived and cannot be set"), None),
            None if self.broken.contains(root) => return false,
            None => {
                let names = || self.names.keys().map(String::as_str);
                let near_block = || {
                    let (block, field) = name.split_once('.')?;
                    nearest(block, names()).map(|near| format!("{near}.{field}"))
                };
                let near = nearest(name, names()).map(str::to_owned).or_else(near_block);
                (format!("no line binds `{name}`, so it cannot be set"), near)
            }
        };
        self.report(
            Diagnostic::new(Id::UnknownOverride, place, message)
                .help(help)
                .maybe_help(near.map(|near| format!("did you mean `{near}`?"))),
        );
        false
    }

    /// The values of every case, held against what they replace: told once, with the base.
    pub(super) fn check_cases(&mut self, parts: &[Part]) {
        if self.case.is_some() || self.forced_calendar {
            return;
        }
        let mut names: HashMap<String, Span> = HashMap::new();
        let own: Vec<(&Arc<Sheet>, usize)> = parts
            .iter()
            .take(self.own_parts)
            .flat_map(|(sheet, statements)| statements.clone().map(move |place| (sheet, place)))
            .collect();
        for (sheet, place) in own {
            let StatementKind::Block { kind: BlockKind::Case, name: Some(name), .. } =
                &sheet.statements[place].kind
            else {
                continue;
            };
            let word = sheet.word(*name).into_owned();
            if let Some(first) = names.insert(word.clone(), *name) {
                self.report(
                    Diagnostic::new(Id::DuplicateName, *name, format!("the case \"{word}\" stands twice"))
                        .related(first, "first here")
                        .help("give one of them another name"),
                );
            }
            let mut taken: HashMap<String, Span> = HashMap::new();
            for set in case_overrides(sheet, place) {
                if word == BASE_CASE {
                    let message = format!("the base has its `{}` from the file's own lines", set.name);
                    self.report(Diagnostic::new(Id::UnknownOverride, set.place, message).help(
                        "change that line, or give the case another name; the block `case \"base\"` holds checks only",
                    ));
                    continue;
                }
                if let Some(first) = taken.insert(set.name.clone(), set.place) {
                    self.report(
                        Diagnostic::new(
                            Id::DuplicateName,
                            set.place,
                            format!("this case sets `{}` twice", set.name),
                        )
                        .related(first, "first here")
                        .help("keep one of the two"),
                    );
                } else if self.can_be_set(&set.name, set.place) {
                    let (values, base) = (self.values.len(), self.base_of(&set.name));
                    if base.is_some() {
                        self.overridden(&set.name, base, &set);
                    }
                    self.values.truncate(values);
                }
            }
        }
    }

    /// The value of a binding or of a block's field.
    pub(super) fn base_of(&self, name: &str) -> Option<Typed> {
        if let Some(place) = self.names.get(name) {
            return self.definitions[*place].result.clone();
        }
        let (root, field) = name.split_once('.')?;
        match &self.definitions[*self.names.get(root)?].body {
            Body::Record { fields } | Body::Component { fields, .. } | Body::Workload { fields, .. } => {
                fields.iter().find(|other| other.name == field)?.result.clone()
            }
            _ => None,
        }
    }

    /// A field's value, or what is put over it.
    pub(super) fn field_value(
        &mut self,
        sheet: &Arc<Sheet>,
        owner: &str,
        field: &RecordField,
    ) -> Option<Typed> {
        let full = format!("{owner}.{}", field.name);
        let due = self.due_of_field(sheet, owner, field);
        self.value_in_force(&full, sheet, field.field.value, due)
    }

    /// The value of a name: what is given from outside, or put over it, or else its own; `due` is what its own measures
    /// where that is a written zero.
    pub(super) fn value_in_force(
        &mut self,
        name: &str,
        sheet: &Arc<Sheet>,
        own: Expression,
        due: Option<Due>,
    ) -> Option<Typed> {
        if let Some(open) = self.open_of(name).cloned() {
            let below = self.below_open.get(name).cloned();
            return self.opened(&open, below);
        }
        let value = match self.override_of(name).map(|(layer, set)| (layer, set.clone())) {
            Some((layer, set)) => {
                let below = self.layers[layer].below.get(name).cloned();
                self.overridden(name, below, &set)
            }
            None => {
                let typed = self.value_of(sheet, own, &[]);
                typed.map(|typed| due.map_or(typed.clone(), |due| due.zero(typed)))
            }
        };
        if let (Some(collected), Some(value)) = (&mut self.collected, &value) {
            collected.insert(name.to_owned(), value.clone());
        }
        value
    }

    /// Which expression gives the value of a name: the range that it is swept over (none where only its numbers are
    /// given), or what is put over it, or else its own; with the name that stands in it for the value below.
    pub(super) fn put_over_or<'p>(
        &'p self,
        name: &'p str,
        sheet: &'p Arc<Sheet>,
        own: Expression,
    ) -> (&'p Arc<Sheet>, Option<Expression>, Option<&'p str>) {
        if let Some(open) = self.open_of(name) {
            return match &open.ends {
                Some(ends) => (&ends.sheet, Some(ends.expression), Some(name)),
                None => (sheet, None, None),
            };
        }
        match self.override_of(name) {
            Some((_, set)) => (&set.sheet, Some(set.expression), Some(name)),
            None => (sheet, Some(own), None),
        }
    }

    /// A value put over a name: typed in the file's scope, where the name itself is its base value.
    pub(super) fn overridden(&mut self, name: &str, base: Option<Typed>, set: &Override) -> Option<Typed> {
        let own = [(name.to_owned(), base.clone())];
        let value = self.value_of(&set.sheet, set.expression, &own)?;
        let base = base?;
        let value = if is_zero(&set.sheet, set.expression.root) { zero_of(value, &base) } else { value };
        if value.dimension != base.dimension {
            let units = &self.plan.units;
            let message = format!(
                "`{name}` is {}, and this is {}",
                units.describe(&base.dimension),
                units.describe(&value.dimension)
            );
            let shown = self.unit_words(&base.shown);
            self.report(Diagnostic::new(Id::OverrideMismatch, set.expression.span, message).help(format!(
                "write the value in its unit{}",
                if shown.is_empty() { String::new() } else { format!(", `{shown}`") }
            )));
            return None;
        }
        Some(value)
    }

    pub(super) fn unit_words(&self, shown: &Shown) -> String {
        crate::units::display::quantity(
            &self.plan.units,
            0.0,
            &Dimension::pure(),
            &Shown { fixed: true, ..shown.clone() },
            3,
        )
        .unit
    }
}

/// What a case puts over the base.
pub(super) fn case_overrides(sheet: &Arc<Sheet>, case: usize) -> Vec<Override> {
    let Some(StatementKind::Block { kind: BlockKind::Case, fields, .. }) =
        sheet.statements.get(case).map(|it| &it.kind)
    else {
        return Vec::new();
    };
    let overrides = fields.iter().map(|field| Override {
        name: sheet.word(field.name).into_owned(),
        place: field.name,
        sheet: Arc::clone(sheet),
        expression: field.value,
    });
    overrides.collect()
}
