//! Components and what paths carry: fields checked, availability from repairs, load and headroom.

use std::sync::Arc;

use super::block_fields;
use super::bundle::{Bundle, Properties, Property};
use super::lower::{Lowering, Operand, Typed};
use super::member_names::MemberNames;
use super::planner::{Body, Definition, Part, Planner, RecordField};
use crate::diagnostic::{Diagnostic, Fix, Id, nearest};
use crate::source::Span;
use crate::syntax::sheet::{Expression, Sheet, StatementKind};
use crate::units::{Base, Dimension, PureStyle, Shown, ShownUnit};

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
        let bundle = self.names.get(path).and_then(|place| match &self.definitions[*place].body {
            Body::Path { bundle, .. } => bundle.clone(),
            _ => None,
        });
        let mut sum: Option<Typed> = None;
        let capacity_shown = bundle
            .as_ref()
            .and_then(|bundle| bundle.properties.capacity.known())
            .map(|typed| typed.shown.clone());
        for (sheet, value) in parts {
            let typed = self.value_of(sheet, *value, &[])?;
            let capacity = bundle.as_ref().and_then(|bundle| bundle.properties.capacity.known().cloned());
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
        let Body::Path { bundle: Some(bundle), .. } = &self.definitions[*self.names.get(path)?].body else {
            return None;
        };
        let bundle = bundle.clone();
        let sheet = self.definitions[*self.names.get(path)?].sheet.clone();
        let mut lowering = Lowering::new(self, sheet, &[], 0);
        // Without a capacity there is no headroom; asking for it is the error.
        let Property::Known(capacity) = &bundle.properties.capacity else { return None };
        let used = lowering.product(&load, capacity, -1, place)?;
        let operand = match used.operand {
            Operand::Value(slot) => Operand::Missing(slot),
            other => other,
        };
        Some(Typed { operand, shown: Shown::pure(PureStyle::Percent), ..used })
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
            field.result = typed.and_then(|typed| self.component_field(sheet, &field.name, typed, span));
        }
        let has = |name: &str| fields.iter().find(|field| field.name == name);
        let mut broken = fields.iter().any(|field| field.result.is_none());
        let (between, repair) = (has("mtbf"), has("mttr"));
        if let (Some(stated), Some(other)) = (has("availability"), between.or(repair)) {
            self.report(
                Diagnostic::new(
                    Id::ConflictingInputs,
                    other.field.name,
                    format!("`{name}` gives its availability twice: as a figure and by `{}`", other.name),
                )
                .related(stated.field.name, "first here")
                .help("keep the figure, or `mtbf` and `mttr`"),
            );
            broken = true;
        } else if let (Some(only), None) | (None, Some(only)) = (between, repair) {
            let other = if only.name == "mtbf" { "mttr" } else { "mtbf" };
            self.report(
                Diagnostic::new(
                    Id::MissingInput,
                    only.field.name,
                    format!("`{name}` has `{}` without `{other}`", only.name),
                )
                .help(format!("add `{other} = …`, or give `availability = 99.9%`")),
            );
            broken = true;
        }
        let field_span = between.map_or_else(Span::default, |field| field.field.value.span);
        let bundle = (!broken).then(|| {
            let lacking = || Property::Lacking(MemberNames::one(name));
            let known = |name: &str| {
                has(name).and_then(|field| field.result.clone()).map_or_else(lacking, Property::Known)
            };
            let (mut availability, mut failures) = (known("availability"), lacking());
            if let (Some(between), Some(repair)) = (
                between.and_then(|field| field.result.clone()),
                repair.and_then(|field| field.result.clone()),
            ) {
                let mut lowering = Lowering::new(self, Arc::clone(sheet), &[], 0);
                let (available, rate) = lowering.repaired(&between, &repair, field_span);
                (availability, failures) = (Property::Known(available), Property::Known(rate));
            }
            let (latency, capacity, cost) = (known("latency"), known("capacity"), known("cost"));
            let properties =
                Properties { availability, latency, surviving: capacity.clone(), capacity, cost, failures };
            Arc::new(Bundle::component(name, properties))
        });
        self.definitions[place].body = Body::Component { fields, bundle };
    }

    /// A component's field of the right dimension; reports what is not.
    pub(super) fn component_field(
        &mut self,
        sheet: &Arc<Sheet>,
        field: &str,
        typed: Typed,
        span: Span,
    ) -> Option<Typed> {
        use crate::units::Base;
        use crate::units::dimension::BaseKind;
        let time = Dimension::of(Base::TIME, 1);
        if field == "availability" {
            let mut lowering = Lowering::new(self, Arc::clone(sheet), &[], 0);
            return lowering
                .availability_of(&typed, span, span)
                .map(|available| Typed { shown: typed.shown, ..available });
        }
        let is_money = typed
            .dimension
            .powers()
            .any(|(base, power)| matches!(base.kind(), BaseKind::Currency(_)) && power == 1);
        let (fine, example) = match field {
            "capacity" => {
                (typed.dimension.power(Base::TIME) == -1 && !is_money, "a rate: `capacity = 800 req/s`")
            }
            "cost" => (is_money, "money, maybe per time: `cost = $150/month`"),
            "mtbf" => (typed.dimension == time, "a time: `mtbf = 30 days`"),
            "mttr" => (typed.dimension == time, "a time: `mttr = 10 min`"),
            _ => (typed.dimension == time, "a time: `latency = 5 ms`"),
        };
        if fine {
            return Some(self.bounded(typed, 0.0, f64::INFINITY, span));
        }
        let found = self.plan.units.describe(&typed.dimension);
        self.report(
            Diagnostic::new(Id::UnitMismatch, span, format!("`{field}` of a component is {found} here"))
                .help(format!("it is {example}")),
        );
        None
    }
}

/// The fields of a component.
pub(super) const COMPONENT_FIELDS: [&str; 6] = block_fields::names(&block_fields::COMPONENT);
