//! A component's fields, each of the right dimension, and what they say together; knows no chains.

use super::chain::Chain;
use super::figures::{Figure, Figures};
use super::members::MemberNames;
use super::{Context, Typed};
use crate::diagnostic::{Diagnostic, Id, Reported};
use crate::source::Span;
use crate::types::{Kind, ValueKind};
use crate::units::dimension::BaseKind;
use crate::units::{Base, Dimension, Shown};

/// What a component may say of itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ComponentField {
    /// The share of the time that it is up.
    Availability,
    /// The mean time up between failures.
    Mtbf,
    /// The mean time to repair.
    Mttr,
    /// The time that it adds.
    Latency,
    /// The most that it can carry.
    Capacity,
    /// What it costs.
    Cost,
}

impl ComponentField {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Availability, Self::Mtbf, Self::Mttr, Self::Latency, Self::Capacity, Self::Cost];

    /// As it is written.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Availability => "availability",
            Self::Mtbf => "mtbf",
            Self::Mttr => "mttr",
            Self::Latency => "latency",
            Self::Capacity => "capacity",
            Self::Cost => "cost",
        }
    }

    /// The field that is written so.
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.as_str() == word)
    }

    /// What it is, with an example, for messages.
    fn example(self) -> &'static str {
        match self {
            Self::Availability => "a share of the time: `availability = 99.9%`",
            Self::Mtbf => "a time: `mtbf = 30 days`",
            Self::Mttr => "a time: `mttr = 10 min`",
            Self::Latency => "a time: `latency = 5 ms`",
            Self::Capacity => "a rate: `capacity = 800 req/s`",
            Self::Cost => "money, maybe per time: `cost = $150/month`",
        }
    }

    /// Whether a figure of this dimension can be it.
    fn takes(self, dimension: &Dimension) -> bool {
        let is_money = || {
            dimension.powers().any(|(base, power)| matches!(base.kind(), BaseKind::Currency(_)) && power == 1)
        };
        match self {
            Self::Availability => dimension.is_pure(),
            Self::Capacity => dimension.power(Base::TIME) == -1 && !is_money(),
            Self::Cost => is_money(),
            Self::Mtbf | Self::Mttr | Self::Latency => *dimension == Dimension::of(Base::TIME, 1),
        }
    }
}

/// A field as it is set: each field at most once.
#[derive(Debug, Clone)]
pub struct SetField {
    /// Which.
    pub field: ComponentField,
    /// Where its name stands.
    pub name: Span,
    /// Where its value stands.
    pub value: Span,
    /// What it comes to; none where it has an error, which was told.
    pub result: Option<Typed>,
}

impl Context<'_> {
    /// A component's field of the right dimension.
    ///
    /// # Errors
    ///
    /// It is of another dimension.
    pub fn component_field(
        &mut self,
        field: ComponentField,
        typed: Typed,
        span: Span,
    ) -> Result<Typed, Reported> {
        if field == ComponentField::Availability {
            let shown = typed.shown.clone();
            return Ok(Typed { shown, ..self.availability(typed, span, span)? });
        }
        if field.takes(&typed.dimension) {
            return Ok(self.bounded(typed, 0.0, f64::INFINITY, span));
        }
        let (word, found) = (field.as_str(), self.units.describe(&typed.dimension));
        let help = format!("it is {}", field.example());
        Err(self.error(Id::UnitMismatch, span, format!("`{word}` of a component is {found} here"), help))
    }

    /// What a component comes to as a part of a chain; none where a field has an error, the availability is said twice, or
    /// only one of `mtbf` and `mttr` is there, which is told.
    pub fn component(&mut self, name: &str, fields: &[SetField]) -> Option<Chain> {
        let has = |field: ComponentField| fields.iter().find(|set| set.field == field);
        let (between, repair) = (has(ComponentField::Mtbf), has(ComponentField::Mttr));
        self.is_said_once(name, has(ComponentField::Availability), between, repair).ok()?;
        if fields.iter().any(|set| set.result.is_none()) {
            return None;
        }
        let lacking = || Figure::Lacking(MemberNames::one(name));
        let typed = |set: Option<&SetField>| set.and_then(|set| set.result.clone());
        let known = |field| typed(has(field)).map_or_else(lacking, Figure::Known);
        let (mut availability, mut failures) = (known(ComponentField::Availability), lacking());
        if let (Some(up), Some(down), Some(between)) = (typed(between), typed(repair), between) {
            let (available, rate) = self.repaired(&up, &down, between.value);
            (availability, failures) = (Figure::Known(available), Figure::Known(rate));
        }
        let capacity = known(ComponentField::Capacity);
        let figures = Figures {
            availability,
            latency: known(ComponentField::Latency),
            surviving: capacity.clone(),
            capacity,
            cost: known(ComponentField::Cost),
            failures,
        };
        Some(Chain::component(name, figures))
    }

    fn is_said_once(
        &mut self,
        name: &str,
        stated: Option<&SetField>,
        between: Option<&SetField>,
        repair: Option<&SetField>,
    ) -> Result<(), Reported> {
        if let (Some(stated), Some(other)) = (stated, between.or(repair)) {
            let word = other.field.as_str();
            let told = Diagnostic::new(
                Id::ConflictingInputs,
                other.name,
                format!("`{name}` gives its availability twice: as a figure and by `{word}`"),
            );
            let told = told.related(stated.name, "first here").help("keep the figure, or `mtbf` and `mttr`");
            return Err(self.sink.error(told));
        }
        let (only, other) = match (between, repair) {
            (Some(only), None) => (only, ComponentField::Mttr),
            (None, Some(only)) => (only, ComponentField::Mtbf),
            _ => return Ok(()),
        };
        let other = other.as_str();
        Err(self.error(
            Id::MissingInput,
            only.name,
            format!("`{name}` has `{}` without `{other}`", only.field.as_str()),
            format!("add `{other} = …`, or give `availability = 99.9%`"),
        ))
    }

    /// The availability and the failures per time of what fails every `between` and is repaired in `repair`:
    /// `MTBF / (MTBF + MTTR)` and `1 / (MTBF + MTTR)`, where MTBF is the mean time up between failures.
    fn repaired(&mut self, between: &Typed, repair: &Typed, span: Span) -> (Typed, Typed) {
        let cycle = self.value(ValueKind::Sum(between.value, repair.value), span);
        let value = self.value(ValueKind::Repaired { repair: repair.value, cycle }, span);
        let (pure, plain) = (Dimension::pure(), Shown::default());
        let available = Typed { dimension: pure, shown: plain, kind: Kind::Availability, value };
        let one = self.number(1.0, span);
        let value = self.value(ValueKind::Quotient(one, cycle), span);
        let dimension = Dimension::of(Base::TIME, -1);
        let shown = Shown::by_default(self.units, &dimension);
        (available, Typed { dimension, shown, kind: Kind::Plain, value })
    }
}
