//! In which units a value is to be shown, as it follows from the operations (rulings, I 1-4); no numbers here.

use smallvec::SmallVec;

use super::dimension::{Base, Dimension};
use super::registry::{UnitId, Units};
use super::table::Ladder;

/// One unit of those in which a value is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ShownUnit {
    /// The unit.
    pub unit: UnitId,
    /// Its power.
    pub power: i32,
    /// Whether it was written on this side of the bar; a division turns it.
    pub own: bool,
}

/// How a pure number is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum PureStyle {
    /// As its size asks.
    #[default]
    Plain,
    /// `120 %`
    Percent,
    /// `3x`
    Times,
    /// `20 ppm`
    PartsPerMillion,
}

impl PureStyle {
    /// The sign that data formats give as the unit, and what 1 of it is; none and 1 for a plain number.
    pub fn unit(self) -> (&'static str, f64) {
        match self {
            Self::Plain => ("", 1.0),
            Self::Percent => ("%", 1e-2),
            Self::Times => ("x", 1.0),
            Self::PartsPerMillion => ("ppm", 1e-6),
        }
    }
}

/// The units in which a value is shown.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Shown {
    /// In order; together they have the value's dimension.
    pub units: SmallVec<[ShownUnit; 4]>,
    /// Which of the leading units were asked for by `in`: their prefixes stay.
    pub fixed: bool,
    /// For pure numbers.
    pub pure: PureStyle,
    /// `in million users`: the power of ten that numbers are shown in.
    pub magnitude: Option<i32>,
}

impl Shown {
    /// The units of a dimension where nothing says otherwise: byte, second, the noun as first written.
    pub fn by_default(units: &Units, dimension: &Dimension) -> Self {
        let entries = dimension.powers().map(|(base, power)| ShownUnit {
            unit: units.default_unit(base),
            power,
            own: false,
        });
        Self { units: entries.collect(), ..Self::default() }
    }

    /// One unit.
    pub fn unit(unit: UnitId, power: i32) -> Self {
        Self { units: SmallVec::from_slice(&[ShownUnit { unit, power, own: true }]), ..Self::default() }
    }

    /// A pure number in a style.
    pub fn pure(style: PureStyle) -> Self {
        Self { pure: style, ..Self::default() }
    }

    /// Whether it says anything about the unit.
    pub fn says_something(&self) -> bool {
        !self.units.is_empty() || self.pure != PureStyle::Plain
    }

    /// The same units, no longer asked for: what any operation leaves.
    #[must_use]
    pub fn released(mut self) -> Self {
        self.fixed = false;
        self.magnitude = None;
        self
    }

    /// Of a product: the units of both, each family once (rulings, I 3). `right_power` is -1 for a division.
    #[must_use]
    pub fn product(units: &Units, left: &Self, right: &Self, right_power: i32) -> Self {
        if right.units.is_empty() {
            return Self { units: left.units.clone(), ..Self::default() };
        }
        if left.units.is_empty() && right_power == 1 {
            return Self { units: right.units.clone(), ..Self::default() };
        }
        let mut entries: SmallVec<[ShownUnit; 8]> = SmallVec::new();
        for entry in &left.units {
            expand(units, *entry, &mut entries);
        }
        for entry in &right.units {
            let own = if right_power < 0 { !entry.own } else { entry.own };
            expand(units, ShownUnit { power: entry.power * right_power, own, ..*entry }, &mut entries);
        }
        Self { units: merge(units, &entries), ..Self::default() }
    }

    /// Of a power.
    #[must_use]
    pub fn to_power(&self, units: &Units, power: i32) -> Self {
        if power == 1 {
            return self.clone().released();
        }
        let mut entries: SmallVec<[ShownUnit; 8]> = SmallVec::new();
        for entry in &self.units {
            let own = entry.own == (power > 0);
            expand(units, ShownUnit { power: entry.power * power, own, ..*entry }, &mut entries);
        }
        Self { units: merge(units, &entries), ..Self::default() }
    }

    /// Of a square root: every power is even.
    #[must_use]
    pub fn square_root(&self, units: &Units) -> Self {
        let mut entries: SmallVec<[ShownUnit; 8]> = SmallVec::new();
        for entry in &self.units {
            expand(units, *entry, &mut entries);
        }
        let mut merged = merge(units, &entries);
        merged.iter_mut().for_each(|entry| entry.power /= 2);
        Self { units: merged, ..Self::default() }
    }

    /// Replaces the units of those families that a target names, and no others; the order of the value stays.
    #[must_use]
    pub fn converted(&self, units: &Units, target: &Self) -> Self {
        let mut named: SmallVec<[Base; 4]> = SmallVec::new();
        for entry in &target.units {
            named.extend(units.dimension(entry.unit).powers().map(|(base, _)| base));
        }
        let mut entries: SmallVec<[ShownUnit; 8]> = SmallVec::new();
        for entry in &self.units {
            expand(units, *entry, &mut entries);
        }
        let is_named =
            |entry: &ShownUnit| units.family(entry.unit).is_some_and(|family| named.contains(&family));
        let rest: SmallVec<[ShownUnit; 4]> =
            merge(units, &entries).into_iter().filter(|entry| !is_named(entry)).collect();
        // What is above the bar first, in the order of the target, then what the target leaves.
        let mut all: SmallVec<[ShownUnit; 4]> = target.units.clone();
        let above = rest.iter().filter(|entry| entry.power > 0).copied();
        let place = all.iter().position(|entry| entry.power < 0).unwrap_or(all.len());
        for (offset, entry) in above.enumerate() {
            all.insert(place + offset, entry);
        }
        all.extend(rest.iter().filter(|entry| entry.power < 0).copied());
        Self { units: all, ..target.clone() }
    }

    /// Shows information that was in bits in bytes: bits are for rates and for what is typed in them (rulings, PC14).
    pub fn in_bytes(&mut self, units: &Units) {
        for entry in &mut self.units {
            if matches!(units.ladder(entry.unit), Ladder::Bit | Ladder::BitBinary) {
                entry.unit = units.default_unit(Base::INFORMATION);
            }
        }
    }

    /// Whether the value is shown in `day week month year` to the power -1, written so.
    pub fn per_calendar_unit(&self, units: &Units) -> bool {
        self.units.iter().any(|entry| entry.power < 0 && units.is_calendar_unit(entry.unit))
    }
}

/// Takes a compound apart; a simple unit stays.
fn expand(units: &Units, entry: ShownUnit, into: &mut SmallVec<[ShownUnit; 8]>) {
    match units.parts(entry.unit) {
        Some(parts) => {
            for (unit, power) in parts {
                expand(units, ShownUnit { unit, power: power * entry.power, own: entry.own }, into);
            }
        }
        None => into.push(entry),
    }
}

/// Each family once, with the sum of its powers, in the first unit whose sign is the sum's.
fn merge(units: &Units, entries: &[ShownUnit]) -> SmallVec<[ShownUnit; 4]> {
    let mut merged: SmallVec<[ShownUnit; 4]> = SmallVec::new();
    for (place, entry) in entries.iter().enumerate() {
        let Some(family) = units.family(entry.unit) else { continue };
        let same = |other: &&ShownUnit| units.family(other.unit) == Some(family);
        if entries[..place].iter().any(|other| same(&other)) {
            continue;
        }
        let sum: i32 = entries[place..].iter().filter(same).map(|other| other.power).sum();
        if sum == 0 {
            continue;
        }
        let kept = entries[place..].iter().filter(same).find(|other| other.power.signum() == sum.signum());
        if let Some(kept) = kept {
            merged.push(ShownUnit { power: sum, ..*kept });
        }
    }
    merged
}
