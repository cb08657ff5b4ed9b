//! A path as the report shows it: its figures, its stages, and which member lacks which figure.

use std::sync::Arc;

use super::bundle::{Property, Stage, StageText};
use super::lower::{Lowering, Typed};
use super::planner::{Body, Planner};
use super::{ItemKind, PlannedPath, PlannedStage, Reference};
use crate::source::Span;
use crate::syntax::sheet::{Field, Sheet, Statement};

impl Planner {
    /// The rows of a path, and the path itself, stage by stage.
    pub(super) fn path_rows(
        &mut self,
        sheet: &Arc<Sheet>,
        statement: &Statement,
        field: &Field,
        note: Option<String>,
        own: bool,
    ) {
        let word = sheet.word(field.name).into_owned();
        let Some(place) = self.names.get(&word).copied() else { return };
        let Body::Path { bundle: Some(bundle), .. } = self.definitions[place].body.clone() else { return };
        if self.definitions[place].place != field.name {
            return;
        }
        let properties = &bundle.properties;
        let mut figures: Vec<(&'static str, Option<Typed>)> = [
            ("availability", &properties.availability),
            ("latency", &properties.latency),
            ("capacity", &properties.capacity),
            ("surviving", &properties.surviving),
            ("cost", &properties.cost),
        ]
        .into_iter()
        .map(|(name, property)| (name, property.known().cloned()))
        .collect();
        if let (Property::Known(available), Property::Known(failures)) =
            (&properties.availability, &properties.failures)
        {
            let mut lowering = Lowering::new(self, Arc::clone(sheet), &[], 0);
            figures.push(("mtbf", Some(lowering.mtbf_of(available, failures, statement.span))));
        }
        let load_place = self.names.get(&format!("{word}.load")).copied();
        let load = load_place.and_then(|place| self.definitions[place].result.clone());
        let load_span = load_place.and_then(|place| match &self.definitions[place].body {
            Body::Load { parts } => parts.first().map(|(_, value)| value.span),
            _ => None,
        });
        let carried = load_place.and_then(|place| match &self.definitions[place].body {
            Body::Load { parts } => parts.first().cloned(),
            _ => None,
        });
        let more = load_place.map_or_else(String::new, |place| match &self.definitions[place].body {
            Body::Load { parts } => {
                parts[1..].iter().map(|(sheet, value)| sheet.text(value.span)).collect::<Vec<_>>().join(" + ")
            }
            _ => String::new(),
        });
        figures.push(("load", load.clone()));
        let headroom_place = self.names.get(&format!("{word}.headroom")).copied();
        figures.push(("headroom", headroom_place.and_then(|place| self.definitions[place].result.clone())));
        for (name, typed) in figures {
            let Some(typed) = typed else { continue };
            let full = format!("{word}.{name}");
            let (from, expression) = match (name, &carried) {
                ("headroom", _) => (Arc::clone(sheet), None),
                ("load", Some((from, value))) => (Arc::clone(from), Some(*value)),
                _ => (Arc::clone(sheet), Some(field.value)),
            };
            self.item(&from, full, ItemKind::Derived, Some(typed), expression, None, statement.span, own);
            let formula = format!("1 - {word}.load / {word}.capacity");
            let mut references = Vec::new();
            if name == "headroom" {
                for figure in ["load", "capacity"] {
                    let full = format!("{word}.{figure}");
                    let place = formula.find(&full).map(|at| at..at + full.len());
                    references
                        .extend(self.item_places.get(&full).map(|item| Reference { item: *item, place }));
                }
            }
            if let Some(item) = self.plan.items.last_mut() {
                item.is_assumption = false;
                if name == "load" && !more.is_empty() {
                    // Several loads add up; only the first has its names linked.
                    item.expression = format!("{} + {more}", item.expression);
                }
                if name == "headroom" {
                    item.expression = formula;
                    item.references = references;
                }
            }
        }
        let lacking = [
            ("availability", &properties.availability),
            ("latency", &properties.latency),
            ("capacity", &properties.capacity),
            ("cost", &properties.cost),
        ];
        let lacking = lacking
            .into_iter()
            .filter(|(_, property)| !property.lacking().is_empty())
            // What nobody has is not missed.
            .filter(|(_, property)| property.lacking().len() < bundle.members.as_slice().len())
            .map(|(name, property)| (name, property.lacking().iter().map(ToString::to_string).collect()))
            .collect();
        let stages = bundle.stages.iter().map(|stage| self.planned_stage(stage, statement.span)).collect();
        let whole = Stage { text: StageText::Word(word.clone()), properties: bundle.properties.clone() };
        let whole = self.planned_stage(&whole, statement.span);
        let load = load.map(|load| self.planned(load, None, statement.span));
        if own {
            self.plan.paths.push(PlannedPath {
                name: word,
                stages,
                whole,
                load,
                load_span,
                lacking,
                note,
                span: statement.span,
            });
        }
    }

    pub(super) fn planned_stage(&mut self, stage: &Stage, span: Span) -> PlannedStage {
        let mut of =
            |property: &Property| property.known().cloned().map(|typed| self.planned(typed, None, span));
        PlannedStage {
            text: stage.text.read(),
            availability: of(&stage.properties.availability),
            latency: of(&stage.properties.latency),
            capacity: of(&stage.properties.capacity),
            surviving: of(&stage.properties.surviving),
            cost: of(&stage.properties.cost),
        }
    }
}
