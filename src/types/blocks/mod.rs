//! What blocks and paths come to: figures of components, chains of them, what is put over names; knows no slots.

pub mod chain;
pub mod component;
pub mod figures;
pub mod joining;
pub mod members;
pub mod property;

use crate::diagnostic::{Diagnostic, Id, Reported, Sink};
use crate::source::Span;
use crate::types::{Kind, Typed, ValueId, ValueKind, Values};
use crate::units::{Dimension, Shown, Units};

/// What the functions of this folder work with.
#[derive(Debug)]
pub struct Context<'a> {
    /// The units in force.
    pub units: &'a Units,
    /// The values so far.
    pub values: &'a mut Values,
    /// Where errors are told.
    pub sink: &'a mut Sink,
}

impl Context<'_> {
    fn error(&mut self, id: Id, span: Span, message: impl Into<String>, help: impl Into<String>) -> Reported {
        self.sink.error(Diagnostic::new(id, span, message).help(help))
    }

    fn value(&mut self, kind: ValueKind, span: Span) -> ValueId {
        self.values.push(kind, span)
    }

    /// A whole number of things, exactly.
    fn number(&mut self, value: f64, span: Span) -> ValueId {
        self.value(ValueKind::Number { value, missing: 1.0 - value }, span)
    }

    /// The same value, which must lie within bounds.
    pub fn bounded(&mut self, typed: Typed, least: f64, most: f64, span: Span) -> Typed {
        let value = self.value(ValueKind::Bounded { value: typed.value, least, most }, span);
        Typed { value, ..typed }
    }

    /// A pure number as an availability: one already, or a number that must be a share.
    ///
    /// # Errors
    ///
    /// What has a unit is none.
    pub fn availability(&mut self, typed: Typed, value_span: Span, span: Span) -> Result<Typed, Reported> {
        if !typed.dimension.is_pure() {
            let found = self.units.describe(&typed.dimension);
            return Err(self.error(
                Id::NotAPureNumber,
                value_span,
                format!("an availability is a pure number, and this is {found}"),
                "divide the time up by the whole time",
            ));
        }
        let value = if typed.kind.is_availability() {
            typed.value
        } else {
            self.value(ValueKind::Share(typed.value), span)
        };
        let dimension = Dimension::pure();
        Ok(Typed { dimension, kind: Kind::Availability, shown: Shown::default(), value })
    }
}

/// The units of the leftmost of two that has some.
pub fn leftmost(left: &Shown, right: &Shown) -> Shown {
    let shown = if left.says_something() { left } else { right };
    shown.clone().released()
}
