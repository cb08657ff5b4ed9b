//! The figures of a part of a chain: which are known, and who lacks one; knows no operator.

use std::sync::Arc;

use super::members::MemberNames;
use super::property::Property;
use super::{Context, Typed};
use crate::diagnostic::{Diagnostic, Id, Reported};
use crate::source::Span;
use crate::types::{Kind, ValueKind};
use crate::units::{Base, Dimension, Shown};

/// How many members without a figure are named where the figure is asked for.
const MOST_LACKING_NAMED: usize = 8;

/// One figure of a part of a chain.
#[derive(Debug, Clone)]
pub enum Figure {
    /// It is known.
    Known(Typed),
    /// It is what the others come to: these members have no figure for it.
    Partly(Typed, MemberNames),
    /// The part has no say in it: a bare latency in a chain says nothing of capacity.
    Transparent,
    /// These members have no figure for it, and so the chain has none.
    Lacking(MemberNames),
}

impl Figure {
    /// The figure, as far as it is known.
    pub fn known(&self) -> Option<&Typed> {
        match self {
            Self::Known(typed) | Self::Partly(typed, _) => Some(typed),
            Self::Transparent | Self::Lacking(_) => None,
        }
    }

    /// The figure as far as it is known, and who lacks it.
    pub(super) fn parts(self) -> (Option<Typed>, Option<MemberNames>) {
        match self {
            Self::Known(typed) => (Some(typed), None),
            Self::Partly(typed, names) => (Some(typed), Some(names)),
            Self::Transparent => (None, None),
            Self::Lacking(names) => (None, Some(names)),
        }
    }

    /// The figure of its parts.
    pub(super) fn of_parts(known: Option<Typed>, lacking: Option<MemberNames>) -> Self {
        match (known, lacking) {
            (Some(typed), None) => Self::Known(typed),
            (Some(typed), Some(names)) => Self::Partly(typed, names),
            (None, None) => Self::Transparent,
            (None, Some(names)) => Self::Lacking(names),
        }
    }

    /// Who lacks it.
    pub fn lacking(&self) -> &[Arc<str>] {
        match self {
            Self::Lacking(names) | Self::Partly(_, names) => names.as_slice(),
            Self::Known(_) | Self::Transparent => &[],
        }
    }

    /// The same with another value, where it is known.
    #[must_use]
    pub fn map(self, change: impl FnOnce(Typed) -> Typed) -> Self {
        let (known, lacking) = self.parts();
        Self::of_parts(known.map(change), lacking)
    }
}

/// The figures of a part of a chain.
#[derive(Debug, Clone)]
pub struct Figures {
    /// The share of the time that it is up.
    pub availability: Figure,
    /// The time that it adds.
    pub latency: Figure,
    /// The most that it can carry with all members up.
    pub capacity: Figure,
    /// The most that it can carry with as many members down as its availability tolerates.
    pub surviving: Figure,
    /// What it costs.
    pub cost: Figure,
    /// How often it fails: per time.
    pub failures: Figure,
}

impl Figures {
    /// Those of a part that has no say in anything.
    pub fn transparent() -> Self {
        let none = || Figure::Transparent;
        Self {
            availability: none(),
            latency: none(),
            capacity: none(),
            surviving: none(),
            cost: none(),
            failures: none(),
        }
    }

    /// The figure from which a property is made: of the mean time between failures how often it fails.
    pub fn of(&self, property: Property) -> &Figure {
        match property {
            Property::Availability => &self.availability,
            Property::Latency => &self.latency,
            Property::Capacity => &self.capacity,
            Property::Surviving => &self.surviving,
            Property::Cost => &self.cost,
            Property::Mtbf => &self.failures,
        }
    }
}

impl Context<'_> {
    /// A property as a value: `read.availability`.
    ///
    /// # Errors
    ///
    /// Members lack it.
    pub fn property(
        &mut self,
        owner: &str,
        figures: &Figures,
        property: Property,
        span: Span,
    ) -> Result<Typed, Reported> {
        match (property, figures.of(property).known(), figures.availability.known()) {
            (Property::Mtbf, Some(failures), Some(available)) => {
                Ok(self.mean_time_between_failures(available, failures, span))
            }
            (Property::Mtbf, ..) | (_, None, _) => {
                Err(self.lacking(owner, property, figures.of(property).lacking(), span))
            }
            (_, Some(typed), _) => {
                self.warn_of_lacking(
                    owner,
                    property.as_str(),
                    figures.of(property).lacking(),
                    property,
                    span,
                );
                Ok(typed.clone())
            }
        }
    }

    /// Warns that a figure which is asked for, as `owner.asked`, is what the members come to that have the property.
    pub fn warn_of_lacking(
        &mut self,
        owner: &str,
        asked: impl std::fmt::Display,
        lacking: &[Arc<str>],
        property: Property,
        span: Span,
    ) {
        if lacking.is_empty() {
            return;
        }
        let fields = property.fields();
        let (each, verb) = if lacking.len() == 1 { ("it", "has") } else { ("each", "have") };
        let names: Vec<String> =
            lacking.iter().take(MOST_LACKING_NAMED).map(|name| format!("`{name}`")).collect();
        let more = match lacking.len() - names.len() {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        let names = names.join(", ");
        let told = format!("`{owner}.{asked}` is without {names}{more}, which {verb} no {fields}");
        self.sink
            .warn(Diagnostic::new(Id::LackingFigure, span, told).help(format!("give {each} `{fields} = …`")));
    }

    /// Tells that a path or component has no figure of a property, and who lacks it.
    pub fn lacking(&mut self, owner: &str, property: Property, lacking: &[Arc<str>], span: Span) -> Reported {
        let (word, fields) = (property.as_str(), property.fields());
        let help = match lacking {
            [] => format!("no stage of it says anything of {word}"),
            [only] => format!("`{only}` has none: give it `{fields} = …`"),
            several => format!("these have none: {}; give each `{fields} = …`", several.join(", ")),
        };
        self.error(Id::MissingInput, span, format!("`{owner}` has no {word}"), help)
    }

    /// The mean time to the next failure: availability over how often it fails.
    pub fn mean_time_between_failures(&mut self, available: &Typed, failures: &Typed, span: Span) -> Typed {
        let value = self.value(ValueKind::Quotient(available.value, failures.value), span);
        let dimension = Dimension::of(Base::TIME, 1);
        let shown = Shown::by_default(self.units, &dimension);
        Typed { dimension, shown, kind: Kind::Plain, value }
    }
}
