//! What kind of number a value is beside its dimension, which decides what may be done with it; knows no units' looks.

use crate::units::UnitId;

/// The kinds of values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A number like any other.
    Plain,
    /// A percentage, and what is left one: `20%`, `20% / 2`. As a tolerance it is relative.
    Share,
    /// An availability, which is shown with nines and downtime (rulings, H).
    Availability,
    /// `50%/year`: a percentage per time, which compounds once in each period.
    Growth {
        /// The period: the unit of time that it was written with.
        period: UnitId,
    },
}

impl Kind {
    pub(super) fn is_availability(self) -> bool {
        self == Self::Availability
    }

    pub(super) fn is_growth(self) -> bool {
        matches!(self, Self::Growth { .. })
    }

    /// The same without a period: what is shown in other units compounds no more.
    #[must_use]
    pub(super) fn without_period(self) -> Self {
        if self.is_growth() { Self::Plain } else { self }
    }

    /// The same shown as a percentage, or with `percent` false as another pure number; an availability stays one.
    #[must_use]
    pub(super) fn shown_as(self, percent: bool) -> Self {
        match self {
            Self::Availability => self,
            _ if percent => Self::Share,
            _ => Self::Plain,
        }
    }

    /// Of a product of two pure numbers, or with `divides` of a quotient: part of a share is a share, and how many times
    /// one share is in another is none.
    #[must_use]
    pub(super) fn times(self, other: Self, divides: bool) -> Self {
        match (self, other) {
            (Self::Share, Self::Share) if divides => Self::Plain,
            (Self::Share, Self::Share | Self::Plain) => Self::Share,
            (Self::Plain, Self::Share) if !divides => Self::Share,
            _ => Self::Plain,
        }
    }

    /// Of a sum, or of one that is chosen of several.
    #[must_use]
    pub(super) fn together(self, other: Self) -> Self {
        if self == Self::Share && matches!(other, Self::Share | Self::Plain) {
            Self::Share
        } else {
            Self::Plain
        }
    }
}
