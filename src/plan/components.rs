//! Components and what paths carry: fields checked, availability from repairs, load and headroom.

use std::sync::Arc;

use super::block_fields;
use super::lower::{Lowering, Typed};
use super::planner::{Body, Definition, Part, Planner, RecordField};
use super::zeros::{is_zero, zero_of};
use crate::diagnostic::{Diagnostic, Fix, Id, nearest};
use crate::source::Span;
use crate::syntax::sheet::{Expression, Sheet, StatementKind};
use crate::types::ValueKind;
use crate::types::blocks::component::{ComponentField, SetField};
use crate::units::{Base, PureStyle, Shown, ShownUnit};

impl Planner {
    /// What paths carry, under names of their own: `read.load`.
    pub(super) fn loads(&mut self, parts: &[Part]) {
        for (sheet, statements) in parts {
            for statement in &sheet.statements[statements.clone()] {
                let StatementKind::Carries(field) = &statement.kind else { continue };
                let path = sheet.word(field.name).into_owned();
                let is_path = self
                    .names
                    .get(&path)
                    .is_some_and(|place| matches!(self.definitions[*place].body, Body::Path { .. }));
                if !is_path {
                    if !self.broken.contains(&path) {
                        let paths = self.definitions.iter().filter(|it| matches!(it.body, Body::Path { .. }));
                        let near = nearest(&path, paths.map(|it| it.name.as_str())).map(str::to_owned);
                        let message = format!("`{path}` is not a path, and only a path carries a load");
                        let told = Diagnostic::new(Id::UnknownName, field.name, message)
                            .help(format!("define it: `path {path} = lb -> app`"))
                            .maybe_help(near.as_ref().map(|near| format!("did you mean `{near}`?")));
                        let fix = near.map(|near| Fix::write(field.name, near));
                        self.report(fix.into_iter().fold(told, Diagnostic::with_fix));
                    }
                    continue;
                }
                let name = format!("{path}.load");
                if let Some(place) = self.names.get(&name).copied() {
                    if let Body::Load { parts } = &mut self.definitions[place].body {
                        parts.push((Arc::clone(sheet), field.value));
                    }
                    continue;
                }
                let body = Body::Load { parts: vec![(Arc::clone(sheet), field.value)] };
                let headroom = (format!("{path}.headroom"), Body::Headroom { path });
                for (name, body) in [(name, body), headroom] {
                    self.names.insert(name.clone(), self.definitions.len());
                    self.definitions.push(Definition {
                        name,
                        place: field.name,
                        sheet: Arc::clone(sheet),
                        body,
                        result: None,
                    });
                }
            }
        }
    }

    /// The sum of what a path carries.
    pub(super) fn load(&mut self, name: &str, parts: &[(Arc<Sheet>, Expression)]) -> Option<Typed> {
        let path = name.trim_end_matches(".load");
        let chain = self.names.get(path).and_then(|place| match &self.definitions[*place].body {
            Body::Path { chain, .. } => chain.clone(),
            _ => None,
        });
        let mut sum: Option<Typed> = None;
        let capacity_shown =
            chain.as_ref().and_then(|chain| chain.figures.capacity.known()).map(|typed| typed.shown.clone());
        for (sheet, value) in parts {
            let typed = self.value_of(sheet, *value, &[])?;
            let capacity = chain.as_ref().and_then(|chain| chain.figures.capacity.known().cloned());
            let typed = match &capacity {
                Some(capacity) if is_zero(sheet, value.root) => zero_of(typed, capacity),
                _ => typed,
            };
            if let Some(capacity) = capacity
                && capacity.dimension != typed.dimension
            {
                let (found, due) = (
                    self.plan.units.describe(&typed.dimension),
                    self.plan.units.describe(&capacity.dimension),
                );
                self.report(
                    Diagnostic::new(
                        Id::UnitMismatch,
                        value.span,
                        format!("`{path}` has a capacity in {due}, and this is {found}"),
                    )
                    .help(format!(
                        "say it in the capacity's terms, as `{} as requests`",
                        sheet.text(value.span)
                    )),
                );
                return None;
            }
            sum = Some(match sum {
                None => typed,
                Some(so_far) if so_far.dimension == typed.dimension => {
                    let mut lowering = Lowering::new(self, Arc::clone(sheet), &[], 0);
                    lowering.add_quantities(so_far, typed, value.span)
                }
                Some(so_far) => {
                    let mut lowering = Lowering::new(self, Arc::clone(sheet), &[], 0);
                    lowering.mismatch("added", &so_far, value.span, &typed, value.span, value.span);
                    return None;
                }
            });
        }
        // A load stands beside the capacity: in the same unit of time.
        if let (Some(typed), Some(capacity)) =
            (sum.as_mut().filter(|typed| !typed.shown.fixed), capacity_shown)
        {
            let units = &self.plan.units;
            let per_time =
                |entry: &&ShownUnit| entry.power == -1 && units.family(entry.unit) == Some(Base::TIME);
            let time = capacity.units.iter().find(per_time).map(|entry| entry.unit);
            for entry in typed.shown.units.iter_mut() {
                if let Some(time) =
                    time.filter(|_| entry.power == -1 && units.family(entry.unit) == Some(Base::TIME))
                {
                    entry.unit = time;
                }
            }
        }
        sum
    }

    /// The share of its capacity that a path has left.
    pub(super) fn headroom(&mut self, path: &str, place: Span) -> Option<Typed> {
        let load = self
            .names
            .get(&format!("{path}.load"))
            .and_then(|place| self.definitions[*place].result.clone())?;
        let Body::Path { chain: Some(chain), .. } = &self.definitions[*self.names.get(path)?].body else {
            return None;
        };
        let chain = chain.clone();
        let sheet = self.definitions[*self.names.get(path)?].sheet.clone();
        let mut lowering = Lowering::new(self, sheet, &[], 0);
        // Without a capacity there is no headroom; asking for it is the error.
        let capacity = chain.figures.capacity.known()?;
        let used = lowering.product(&load, capacity, -1, place)?;
        let value = self.value(ValueKind::Complement(used.value), place);
        Some(Typed { value, shown: Shown::pure(PureStyle::Percent), ..used })
    }

    pub(super) fn type_component(
        &mut self,
        place: usize,
        sheet: &Arc<Sheet>,
        name: &str,
        mut fields: Vec<RecordField>,
    ) {
        for field in &mut fields {
            let span = field.field.value.span;
            let typed = self.field_value(sheet, name, field);
            let kind = ComponentField::of(&field.name);
            field.result = typed
                .zip(kind)
                .and_then(|(typed, kind)| self.context().component_field(kind, typed, span).ok());
        }
        let set: Vec<SetField> = fields
            .iter()
            .filter_map(|set| {
                Some(SetField {
                    field: ComponentField::of(&set.name)?,
                    name: set.field.name,
                    value: set.field.value.span,
                    result: set.result.clone(),
                })
            })
            .collect();
        let chain = self.context().component(name, &set).map(Arc::new);
        self.definitions[place].body = Body::Component { fields, chain };
    }
}

/// The fields of a component.
pub(super) const COMPONENT_FIELDS: [&str; 6] = block_fields::names(&block_fields::COMPONENT);
