//! Names whose values are given from outside at each estimate, so that one plan serves many values; no numbers here.

use std::sync::Arc;

use super::lower::{Operand, Typed};
use super::planner::{Body, Planner};
use super::{OperationKind, PlannedValue, Slot};
use crate::diagnostic::{Diagnostic, Id};
use crate::source::Span;
use crate::syntax::sheet::{Expression, Sheet};

/// A name whose value is left open: it is given at each estimate.
#[derive(Debug, Clone)]
pub struct Open {
    /// The name.
    pub name: String,
    /// Where it is asked for.
    pub place: Span,
    /// From where to where it goes; none where only the name is known.
    pub ends: Option<Ends>,
}

/// A range as it is written: `1M..1bn pastes/month`.
#[derive(Debug, Clone)]
pub struct Ends {
    /// The sheet that holds it.
    pub sheet: Arc<Sheet>,
    /// It.
    pub expression: Expression,
}

/// A name whose value is given at each estimate, planned.
#[derive(Debug, Clone)]
pub struct PlannedInput {
    /// The name.
    pub name: String,
    /// Where it is asked for.
    pub place: Span,
    /// The value that it has without being given another.
    pub base: PlannedValue,
    /// Both ends of its range, of one dimension and shown in one unit.
    pub ends: Option<(PlannedValue, PlannedValue)>,
    /// Where the value goes that is given.
    pub value: Slot,
    /// Where 1 less the value goes that is given.
    pub missing: Slot,
    /// Whether it is an availability, of which what is missing to 1 matters.
    pub is_availability: bool,
    /// Whether it is a percentage per time.
    pub is_growth: bool,
}

impl PlannedInput {
    /// The places of its numbers among those that an estimate is given: the value's and that of 1 less it.
    pub fn places(place: usize) -> (usize, usize) {
        (2 * place, 2 * place + 1)
    }
}

impl Planner {
    /// What is left open under a name.
    pub(super) fn open_of(&self, name: &str) -> Option<&Open> {
        self.open.iter().find(|open| open.name == name)
    }

    /// A value that is given from outside in the place of a name's own.
    pub(super) fn opened(&mut self, open: &Open, base: Option<Typed>) -> Option<Typed> {
        let mut like = base.clone()?;
        let ends = match &open.ends {
            None => None,
            Some(ends) => {
                let (low, high) = self.ends(&open.name, base.clone(), ends)?;
                like = low.clone();
                Some((low, high))
            }
        };
        let is_availability = like.kind.is_availability() || self.is_availability_field(&open.name);
        let place = self.plan.inputs.len();
        let (of_value, of_missing) = PlannedInput::places(place);
        let value = self.operation(OperationKind::Input(of_value as u32), open.place);
        let missing = self.operation(OperationKind::Input(of_missing as u32), open.place);
        let base = self.planned(base?, None, open.place);
        let ends = ends
            .map(|(low, high)| (self.planned(low, None, open.place), self.planned(high, None, open.place)));
        self.plan.inputs.push(PlannedInput {
            name: open.name.clone(),
            place: open.place,
            base,
            ends,
            value,
            missing,
            is_availability,
            is_growth: like.kind.is_growth(),
        });
        Some(Typed { operand: Operand::Given { value, missing }, ..like })
    }

    /// Both ends of a range, typed in the file's scope, where the name itself is the value that it has.
    fn ends(&mut self, name: &str, base: Option<Typed>, ends: &Ends) -> Option<(Typed, Typed)> {
        let own = [(name.to_owned(), base.clone())];
        let (low, high) = self.ends_of(&ends.sheet, ends.expression, &own)?;
        let base = base?;
        let span = ends.expression.span;
        for end in [&low, &high] {
            if end.dimension != base.dimension {
                let units = &self.plan.units;
                let (asked, found) = (units.describe(&base.dimension), units.describe(&end.dimension));
                let words = self.unit_words(&base.shown);
                let unit = if words.is_empty() { String::new() } else { format!(", `{words}`") };
                self.report(
                    Diagnostic::new(
                        Id::OverrideMismatch,
                        span,
                        format!("`{name}` is {asked}, and this is {found}"),
                    )
                    .help(format!("write the range in its unit{unit}")),
                );
                return None;
            }
        }
        let is_growth = [&base, &low, &high].iter().any(|typed| typed.kind.is_growth());
        if is_growth && low.kind != high.kind {
            let message = "the ends are no growth rates of one period, and between them there is none";
            self.report(
                Diagnostic::new(Id::BadRange, span, message)
                    .help("write both as percentages of one time: `10%..50%/year`"),
            );
            return None;
        }
        let shown = low.shown.clone();
        Some((low, Typed { shown, ..high }))
    }

    /// Whether a name is the field `availability` of a component.
    fn is_availability_field(&self, name: &str) -> bool {
        let component = name.strip_suffix(".availability").and_then(|component| self.names.get(component));
        component.is_some_and(|place| matches!(self.definitions[*place].body, Body::Component { .. }))
    }
}
