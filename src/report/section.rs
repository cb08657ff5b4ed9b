//! What a row is about, by what it measures; knows no numbers.

use crate::plan::{Item, ItemKind, PlannedValue};
use crate::units::dimension::BaseKind;
use crate::units::{Base, Dimension, Units};

/// What a row is about; the order is that of a report: results before what they rest on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Section {
    /// Numbers of things.
    Counts,
    /// Things in a time.
    Throughput,
    /// Information in a second, or in another time that is not a calendar's.
    Bandwidth,
    /// Information, and what of it comes in a day, a week, a month, a year.
    Storage,
    /// Times.
    Latency,
    /// Shares of the time.
    Availability,
    /// Money.
    Cost,
    /// Pure numbers.
    Ratios,
    /// What no other section is for.
    Other,
    /// Figures that are stated, not computed.
    Assumptions,
}

impl Section {
    /// All of them, in the order of a report.
    pub const ALL: [Self; 10] = [
        Self::Counts,
        Self::Throughput,
        Self::Bandwidth,
        Self::Storage,
        Self::Latency,
        Self::Availability,
        Self::Cost,
        Self::Ratios,
        Self::Other,
        Self::Assumptions,
    ];

    /// As reports and JSON name it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Assumptions => "Assumptions",
            Self::Counts => "Counts",
            Self::Throughput => "Throughput",
            Self::Bandwidth => "Bandwidth",
            Self::Storage => "Storage",
            Self::Latency => "Latency",
            Self::Availability => "Availability",
            Self::Cost => "Cost",
            Self::Ratios => "Ratios",
            Self::Other => "Other",
        }
    }

    /// The section of an item with a value.
    pub(super) fn of(units: &Units, item: &Item, value: &PlannedValue) -> Self {
        if item.is_assumption {
            Self::Assumptions
        } else if value.is_availability {
            Self::Availability
        } else if item.kind == ItemKind::Derived
            && ["ingress", "egress", "replication_traffic"].iter().any(|traffic| item.name.ends_with(traffic))
        {
            // What passes through is no storage, whatever time it is written in.
            Self::Bandwidth
        } else {
            Self::by_dimension(&value.dimension, value.shown.per_calendar_unit(units))
        }
    }

    /// The section of a derived value that is no availability.
    fn by_dimension(dimension: &Dimension, is_per_calendar_unit: bool) -> Self {
        if dimension.is_pure() {
            return Self::Ratios;
        }
        if dimension.powers().any(|(base, power)| matches!(base.kind(), BaseKind::Currency(_)) && power > 0) {
            return Self::Cost;
        }
        if dimension.powers().any(|(base, _)| matches!(base.kind(), BaseKind::Currency(_))) {
            return Self::Other;
        }
        let counts_above = dimension.powers().any(|(base, power)| base.is_countable() && power > 0);
        match (dimension.power(Base::INFORMATION), dimension.power(Base::TIME)) {
            (0, 0) => Self::Counts,
            (0, -1) => Self::Throughput,
            (0, 1) if !counts_above => Self::Latency,
            (1, 0) if !counts_above => Self::Storage,
            (1, -1) if !counts_above && is_per_calendar_unit => Self::Storage,
            (1, -1) if !counts_above => Self::Bandwidth,
            _ => Self::Other,
        }
    }
}
