//! What comes per day or per month, per second as well; knows no rows and no layout.

use crate::estimate::Estimate;
use crate::plan::PlannedValue;
use crate::units::dimension::BaseKind;
use crate::units::display::{self, Displayed, Scale};
use crate::units::{Base, Shown, Units};

/// Rates of fewer things in a second than this are not told beside the others: a few in a day are no load.
const LEAST_TOLD: f64 = 0.01;

/// A rate per second.
#[derive(Debug, Clone, PartialEq)]
pub struct PerSecond {
    /// It as a value of its own: `11.6 thousand clicks/s`.
    pub shown: Displayed,
    /// It beside the rate that it is, whose noun is not said again: `11.6k/s`, `1.16 MB/s`. None where it would say
    /// nothing: of rates per user, or of a few things in a day.
    pub beside: Option<String>,
}

impl PerSecond {
    /// The same per second; none of what is no rate of information or of things that are counted, and of what is
    /// shown per second, or per something shorter.
    pub fn of(units: &Units, estimate: &Estimate, value: &PlannedValue, digits: usize) -> Option<Self> {
        let dimension = &value.dimension;
        let is_money = |base: Base| matches!(base.kind(), BaseKind::Currency(_));
        let is_load = |base: Base| base == Base::INFORMATION || base.is_countable();
        if dimension.power(Base::TIME) != -1
            || dimension.powers().any(|(base, _)| is_money(base))
            || !dimension.powers().any(|(base, power)| power == 1 && is_load(base))
        {
            return None;
        }
        let number = estimate.number(value.value);
        if number.is_nan() {
            return None;
        }
        let second = Shown::unit(Units::built_in("s"), -1);
        let shown = Shown { fixed: false, magnitude: None, ..value.shown.converted(units, &second) };
        let (written, per_second) = (
            Scale::as_written(units, dimension, &value.shown).factor,
            Scale::as_written(units, dimension, &shown).factor,
        );
        // A part of a second is what is left of rounding.
        if written > per_second * 0.999 {
            return None;
        }
        let displayed = display::quantity(units, number, dimension, &shown, digits);
        let others = dimension.powers().filter(|(base, _)| *base != Base::TIME).count();
        let beside = match others {
            1 if dimension.power(Base::INFORMATION) == 1 => Some(displayed.text.clone()),
            1 if number.abs() >= LEAST_TOLD => Some(format!("{}/s", display::short_number(number, digits))),
            _ => None,
        };
        Some(Self { shown: displayed, beside })
    }
}
