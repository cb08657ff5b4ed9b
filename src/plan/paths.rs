//! A path as the report shows it: its figures, its stages, and which member lacks which figure.

use std::sync::Arc;

use super::lower::Typed;
use super::planner::{Body, Planner};
use super::{ItemKind, PlannedPath, PlannedStage, Reference};
use crate::syntax::sheet::{Field, Sheet, Statement};
use crate::types::blocks::chain::{Stage, StageText};
use crate::types::blocks::figures::Figure;

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
        let Body::Path { chain: Some(chain), .. } = self.definitions[place].body.clone() else { return };
        if self.definitions[place].place != field.name {
            return;
        }
        let figures_of = &chain.figures;
        let mut figures: Vec<(&'static str, Option<Typed>)> = [
            ("availability", &figures_of.availability),
            ("latency", &figures_of.latency),
            ("capacity", &figures_of.capacity),
            ("surviving", &figures_of.surviving),
            ("cost", &figures_of.cost),
        ]
        .into_iter()
        .map(|(name, property)| (name, property.known().cloned()))
        .collect();
        if let (Figure::Known(available), Figure::Known(failures)) =
            (&figures_of.availability, &figures_of.failures)
        {
            let mtbf = self.context().mean_time_between_failures(available, failures, statement.span);
            figures.push(("mtbf", Some(mtbf)));
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
                item.lacking = match name {
                    "latency" => names_of(&figures_of.latency),
                    "capacity" | "surviving" | "headroom" => names_of(&figures_of.capacity),
                    "cost" => names_of(&figures_of.cost),
                    _ => Vec::new(),
                };
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
            ("availability", &figures_of.availability),
            ("latency", &figures_of.latency),
            ("capacity", &figures_of.capacity),
            ("cost", &figures_of.cost),
        ];
        let lacking = lacking
            .into_iter()
            .filter(|(_, property)| !property.lacking().is_empty())
            // What nobody has is not missed.
            .filter(|(_, property)| {
                property.known().is_some() || property.lacking().len() < chain.members.as_slice().len()
            })
            .map(|(name, property)| (name, names_of(property)))
            .collect();
        let stages = chain.stages.iter().map(|stage| self.planned_stage(stage)).collect();
        let whole = Stage { text: StageText::Word(word.clone()), figures: chain.figures.clone() };
        let whole = self.planned_stage(&whole);
        let load = load.map(|load| self.planned(load, None));
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

    pub(super) fn planned_stage(&mut self, stage: &Stage) -> PlannedStage {
        let figures = &stage.figures;
        let properties = [
            ("latency", &figures.latency),
            ("capacity", &figures.capacity),
            ("surviving", &figures.surviving),
            ("cost", &figures.cost),
        ];
        let partly = properties.into_iter().filter(|(_, figure)| matches!(figure, Figure::Partly(..)));
        let lacking = partly.map(|(name, figure)| (name, names_of(figure))).collect();
        let mut of = |property: &Figure| property.known().cloned().map(|typed| self.planned(typed, None));
        PlannedStage {
            text: stage.text.read(),
            availability: of(&figures.availability),
            latency: of(&figures.latency),
            capacity: of(&figures.capacity),
            surviving: of(&figures.surviving),
            cost: of(&figures.cost),
            lacking,
        }
    }
}

/// The members that have no figure.
fn names_of(figure: &Figure) -> Vec<String> {
    figure.lacking().iter().map(ToString::to_string).collect()
}
