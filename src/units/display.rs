//! How a value is written (rulings, I 5-11): what a person would write, and it parses back; no terminal, no tables.

use smallvec::SmallVec;

use super::dimension::{Base, BaseKind, Dimension};
pub use super::numerals::{MOST_DIGITS, Pure, USUAL_DIGITS, number_text, short_number, snapped};
use super::numerals::{money_text, percent, plain_text, rounded, scientific, with_magnitude};
use super::registry::{UnitId, Units};
use super::shown::{PureStyle, Shown, ShownUnit};
use super::table::Ladder;

/// A value ready to be shown.
#[derive(Debug, Clone, PartialEq)]
pub struct Displayed {
    /// As a person would write it: `12.7 GB/month`.
    pub text: String,
    /// The number in `unit`, in full precision.
    pub value: f64,
    /// The unit of `value`: `GB/month`, `%` where a share was typed or asked for as one; empty for a plain number.
    pub unit: String,
}

/// Writes a quantity in base units.
pub fn quantity(units: &Units, value: f64, dimension: &Dimension, shown: &Shown, digits: usize) -> Displayed {
    if dimension.is_pure() && shown.units.is_empty() {
        return pure(Pure::of(value), shown, digits);
    }
    let mut entries = all_entries(units, dimension, shown);
    if let Some(only) = lone_time(units, &entries).filter(|_| !shown.fixed) {
        return time(units, value, only, digits);
    }
    if !shown.fixed {
        choose_units(units, value, &mut entries, digits);
    }
    let factor = factor_of(units, &entries);
    let number = scaled(value, factor);
    let number_shown = match shown.magnitude {
        Some(power) => with_magnitude(number, power, digits),
        // A growth rate stays a percentage: `50 %/year`.
        None if shown.pure == PureStyle::Percent => format!("{} %", plain_text(number * 100.0, digits)),
        None if is_money(units, &entries) => money_text(number, digits),
        None => number_text(number, digits),
    };
    let text = assemble(units, &number_shown, &entries);
    let mut unit = unit_text(units, &entries);
    unit.insert_str(0, shown.pure.unit().0);
    Displayed { text, value: in_style(value, factor, shown.pure), unit }
}

/// Writes all digits of a quantity in the units that were asked for, where they are 15 at most and the usual ones
/// lose some: `1_073_741_824 B`.
pub fn in_full(
    units: &Units,
    value: f64,
    dimension: &Dimension,
    shown: &Shown,
    digits: usize,
) -> Option<Displayed> {
    if !shown.fixed || shown.units.is_empty() || shown.magnitude.is_some() || shown.pure != PureStyle::Plain {
        return None;
    }
    let usual = quantity(units, value, dimension, shown, digits);
    let number = usual.value;
    let counted =
        number.to_string().trim_start_matches(['-', '0', '.']).bytes().filter(u8::is_ascii_digit).count();
    // A fraction of so many digits is one that does not end.
    let most = if number.fract() == 0.0 { MOST_DIGITS } else { MOST_DIGITS - 1 };
    if counted > most || !(1e-3..1e15).contains(&number.abs()) || in_digits(number, digits) == number {
        return None;
    }
    let written = if number.fract() == 0.0 { plain_text(number, MOST_DIGITS) } else { number.to_string() };
    Some(Displayed { text: assemble(units, &written, &all_entries(units, dimension, shown)), ..usual })
}

/// Every unit that a value is shown in.
fn all_entries(units: &Units, dimension: &Dimension, shown: &Shown) -> SmallVec<[ShownUnit; 4]> {
    if shown.units.is_empty() { Shown::by_default(units, dimension).units } else { shown.units.clone() }
}

/// The unit, where it is one of time alone.
fn lone_time(units: &Units, entries: &[ShownUnit]) -> Option<ShownUnit> {
    match entries {
        [only] if only.power == 1 && is_time(units, *only) => Some(*only),
        _ => None,
    }
}

fn is_time(units: &Units, entry: ShownUnit) -> bool {
    units.family(entry.unit) == Some(Base::TIME) && units.parts(entry.unit).is_none()
}

/// Seconds in the place of smaller units below the bar, and the prefix that fits the value.
fn choose_units(units: &Units, value: f64, entries: &mut [ShownUnit], digits: usize) {
    for entry in entries.iter_mut() {
        if entry.power == -1 && !entry.own && is_time(units, *entry) && is_below_minute(units, entry.unit) {
            entry.unit = Units::built_in("s");
        }
    }
    choose_prefix(units, value, entries, digits);
}

/// One unit for many values: that of a column or of an axis.
#[derive(Debug, Clone, PartialEq)]
pub struct Scale {
    /// As JSON names it: `GB/month`; empty for a pure number.
    pub unit: String,
    /// What 1 of it is in base units.
    pub factor: f64,
}

impl Scale {
    /// The unit in which a value is written, for it and others of its kind.
    pub fn for_value(units: &Units, value: f64, dimension: &Dimension, shown: &Shown) -> Self {
        if dimension.is_pure() && shown.units.is_empty() {
            return Self { unit: String::new(), factor: 1.0 };
        }
        let mut entries = all_entries(units, dimension, shown);
        if let Some(only) = lone_time(units, &entries).filter(|_| !shown.fixed) {
            entries[0].unit = time_unit(units, value, only, USUAL_DIGITS);
        } else if !shown.fixed {
            choose_units(units, value, &mut entries, USUAL_DIGITS);
        }
        // In the order in which the text is read.
        let (above, below): (Vec<ShownUnit>, Vec<ShownUnit>) =
            entries.iter().partition(|entry| entry.power > 0);
        let factors = above.iter().chain(&below).map(|entry| units.factor(entry.unit).powi(entry.power));
        Self { unit: unit_text(units, &entries), factor: factors.fold(1.0, |so_far, factor| so_far * factor) }
    }

    /// The unit as it is written: the one that was asked for, whatever the values.
    pub fn as_written(units: &Units, dimension: &Dimension, shown: &Shown) -> Self {
        Self::for_value(units, 0.0, dimension, &Shown { fixed: true, ..shown.clone() })
    }

    /// A value in base units as a number of it, as reports give it.
    pub fn number(&self, value: f64) -> f64 {
        scaled(value, self.factor)
    }

    /// The unit of what [`Self::styled`] gives, as a report names it: `%`, `%/year`, `GB/month`.
    pub fn styled_unit(&self, style: PureStyle) -> String {
        format!("{}{}", style.unit().0, self.unit)
    }

    /// The same as [`Self::number`] of a value that is shown in a style: 12.5 for 12.5 %.
    pub fn styled(&self, value: f64, style: PureStyle) -> f64 {
        in_style(value, self.factor, style)
    }
}

/// Writes a pure number.
pub fn pure(number: Pure, shown: &Shown, digits: usize) -> Displayed {
    let text = match (shown.pure, shown.magnitude) {
        (PureStyle::Times, _) => {
            let text = plain_text(number.value, digits);
            // Behind an exponent the `x` would be taken for a part of it.
            let blank = if text.contains('e') { " " } else { "" };
            format!("{text}{blank}x")
        }
        (PureStyle::PartsPerMillion, _) => format!("{} ppm", number_text(number.value * 1e6, digits)),
        (PureStyle::Percent, _) => percent(number, digits),
        (PureStyle::Plain, Some(power)) => with_magnitude(number.value, power, digits),
        (PureStyle::Plain, None) => {
            let size = rounded(number.value.abs(), digits);
            if size == 0.0 || (size >= 1.0 && number.missing <= 0.0) || number.value <= -1.0 {
                number_text(number.value, digits)
            } else if size < 1e-5 {
                scientific(number.value, digits)
            } else {
                percent(number, digits)
            }
        }
    };
    let (unit, factor) = asked_for(shown.pure, shown).unit();
    Displayed { text, value: scaled(number.value, factor), unit: unit.to_owned() }
}

/// With less missing, the digits of a share are no longer counted: 9 nines.
const LEAST_COUNTED: f64 = 1e-9;

/// An availability in the parts of which its text is made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AvailabilityParts {
    /// `99.9999 %`
    pub share: String,
    /// `6 nines`; none where nothing is missing.
    pub nines: Option<String>,
    /// `31.6 s/year`; none where nothing is missing.
    pub downtime: Option<String>,
    /// Whether so little is missing that the share is a row of nines that nobody counts.
    pub is_long: bool,
}

impl AvailabilityParts {
    /// The parts of an availability, by what is missing to 1.
    pub fn of(missing: f64, shown: &Shown, digits: usize) -> Self {
        let number = Pure { value: 1.0 - missing, missing };
        let share = pure(number, &Shown::pure(availability_style(shown)), digits).text;
        let Some(nines) = nines(missing) else {
            return Self { share, nines: None, downtime: None, is_long: false };
        };
        let word = if nines == 1.0 { "nine" } else { "nines" };
        let downtime = duration(&super::calendar::Calendar::civil(), downtime_per_year(missing), digits);
        Self {
            share,
            nines: Some(format!("{} {word}", number_text(nines, digits))),
            downtime: Some(format!("{downtime}/year")),
            is_long: missing < LEAST_COUNTED,
        }
    }

    /// All of it: `99.9999 % (6 nines, 31.6 s/year)`.
    pub fn whole(&self) -> String {
        match (&self.nines, &self.downtime) {
            (Some(nines), Some(downtime)) => format!("{} ({nines}, {downtime})", self.share),
            _ => format!("{} (no downtime)", self.share),
        }
    }

    /// Without the downtime: `99.9999 % (6 nines)`, `11.7 nines`.
    pub fn with_nines(&self) -> String {
        match &self.nines {
            Some(nines) if self.is_long => nines.clone(),
            Some(nines) => format!("{} ({nines})", self.share),
            None => self.whole(),
        }
    }

    /// The share, or the nines where they are too many to be counted: `99.9999 %`, `11.7 nines`.
    pub fn brief(&self) -> &str {
        self.nines.as_ref().filter(|_| self.is_long).unwrap_or(&self.share)
    }
}

/// How a value that was typed is shown: an availability is a percentage, whatever it came from.
pub fn style_of(is_availability: bool, shown: &Shown) -> PureStyle {
    if is_availability { availability_style(shown) } else { shown.pure }
}

/// In which style the number of a computed value goes out: in that of a target that was asked for, else plainly.
pub fn style_out(is_availability: bool, shown: &Shown) -> PureStyle {
    asked_for(style_of(is_availability, shown), shown)
}

fn asked_for(style: PureStyle, shown: &Shown) -> PureStyle {
    if shown.fixed { style } else { PureStyle::Plain }
}

fn availability_style(shown: &Shown) -> PureStyle {
    if shown.pure == PureStyle::PartsPerMillion { shown.pure } else { PureStyle::Percent }
}

/// Writes an availability with its nines and its downtime in a civil year: `99.9999 % (6 nines, 31.6 s/year)`.
pub fn availability(missing: f64, shown: &Shown, digits: usize) -> Displayed {
    let text = AvailabilityParts::of(missing, shown, digits).whole();
    let (unit, factor) = asked_for(availability_style(shown), shown).unit();
    Displayed { text, value: scaled(1.0 - missing, factor), unit: unit.to_owned() }
}

/// The nines of an availability, `-log10` of what is missing; whole within 1e-9. None where nothing is missing.
pub fn nines(missing: f64) -> Option<f64> {
    (missing > 0.0).then(|| snapped(-libm::log10(missing)) + 0.0)
}

/// Seconds of downtime in a civil year.
pub fn downtime_per_year(missing: f64) -> f64 {
    missing * super::calendar::Calendar::civil().year
}

/// The value as a number of the given units, shortest among its nearest neighbours: 12.7, not 12.700000000000001.
fn in_units(units: &Units, value: f64, entries: &[ShownUnit]) -> f64 {
    scaled(value, factor_of(units, entries))
}

/// What 1 of the units together is in base units.
fn factor_of(units: &Units, entries: &[ShownUnit]) -> f64 {
    entries.iter().map(|entry| units.factor(entry.unit).powi(entry.power)).product()
}

/// A value as a number of a unit and in a style: 12.5 for 12.5 %. It is rounded once, at the end.
pub fn in_style(value: f64, factor: f64, style: PureStyle) -> f64 {
    match style.unit().1 {
        1.0 => scaled(value, factor),
        part => scaled(value / factor, part),
    }
}

/// The number with the fewest digits among its nearest neighbours: 4, not 4.000000000000002.
pub fn shortest(number: f64) -> f64 {
    scaled(number, 1.0)
}

fn scaled(value: f64, factor: f64) -> f64 {
    let number = value / factor;
    if (number * 1e3).fract() == 0.0 && number.abs() < 1e12 {
        return number;
    }
    let shorter = in_fifteen_digits(number);
    if (shorter - number).abs() <= 4.0 * f64::EPSILON * number.abs() { shorter } else { number }
}

/// The number rounded to fifteen significant digits, which come back as they are written.
pub fn in_fifteen_digits(number: f64) -> f64 {
    in_digits(number, 15)
}

/// The number rounded to so many significant digits, 15 at most.
pub fn in_digits(number: f64, digits: usize) -> f64 {
    match super::decimal::some_digits(number, digits as i32) {
        Some(decimal) => decimal.value(),
        None => rounded(number, digits),
    }
}

/// The prefix with which the number is at least 1 and below 1000 after rounding (1024 for binary ones).
fn choose_prefix(units: &Units, value: f64, entries: &mut [ShownUnit], digits: usize) {
    let alone = entries.len() == 1;
    let Some(place) = entries.iter().position(|entry| {
        let ladder = units.ladder(entry.unit);
        entry.power == 1 && ladder != Ladder::None && (alone || units.parts(entry.unit).is_none())
    }) else {
        return;
    };
    if !value.is_finite() || value == 0.0 {
        return;
    }
    let ladder = units.ladder(entries[place].unit);
    let binary = match ladder {
        Ladder::BitBinary | Ladder::ByteBinary => true,
        Ladder::Byte => units.binary_bytes,
        _ => false,
    };
    // Rounding to the digits shown lifts what is at least this to the limit, or to 1.
    let half_a_digit = 0.5 * 10_f64.powi(-(digits.clamp(1, MOST_DIGITS) as i32));
    let limit = if binary { 1024.0 } else { 1000.0 * (1.0 - half_a_digit) };
    let least = 1.0 - half_a_digit;
    let rest: f64 = entries
        .iter()
        .enumerate()
        .filter(|(other, _)| *other != place)
        .map(|(_, entry)| units.factor(entry.unit).powi(entry.power))
        .product();
    let value = (value / rest).abs();
    let mut chosen = None;
    for step in units.steps(ladder) {
        let number = value / units.factor(step);
        if chosen.is_none() || number >= least {
            chosen = Some(step);
        }
        if number < limit {
            break;
        }
    }
    if let Some(step) = chosen {
        entries[place].unit = step;
    }
}

fn is_below_minute(units: &Units, unit: UnitId) -> bool {
    units.factor(unit) <= 1.0
}

/// Whether it is an amount of money, per whatever.
fn is_money(units: &Units, entries: &[ShownUnit]) -> bool {
    let mut above = entries.iter().filter(|entry| entry.power > 0);
    let is_currency = |entry: &ShownUnit| {
        let family = units.family(entry.unit);
        entry.power == 1 && family.is_some_and(|base| matches!(base.kind(), BaseKind::Currency(_)))
    };
    above.next().is_some_and(is_currency) && above.next().is_none()
}

/// A time: in its own unit from days up where it was written so; else ns to s below a minute,
/// `8h 45min 57s` below a day, days below a year, years.
fn time(units: &Units, value: f64, entry: ShownUnit, digits: usize) -> Displayed {
    let unit = time_unit(units, value, entry, digits);
    let entries = [ShownUnit { unit, power: 1, own: true }];
    let number = in_units(units, value, &entries);
    let text = if is_own_calendar_unit(units, entry) {
        assemble(units, &number_text(number, digits), &entries)
    } else {
        duration(&units.calendar, value, digits)
    };
    Displayed { text, value: number, unit: unit_text(units, &entries) }
}

fn is_own_calendar_unit(units: &Units, entry: ShownUnit) -> bool {
    entry.own && units.is_calendar_unit(entry.unit)
}

/// The unit in which data formats give a time.
fn time_unit(units: &Units, value: f64, entry: ShownUnit, digits: usize) -> UnitId {
    if is_own_calendar_unit(units, entry) {
        return entry.unit;
    }
    let size = rounded(value.abs(), digits);
    Units::built_in(if size >= units.calendar.year {
        "year"
    } else if size >= units.calendar.day {
        "day"
    } else if size >= 1.0 || size == 0.0 {
        "s"
    } else {
        small_time(size).0
    })
}

fn small_time(size: f64) -> (&'static str, f64) {
    match size {
        size if size >= 1.0 => ("s", 1.0),
        size if size >= 1e-3 => ("ms", 1e3),
        size if size >= 1e-6 => ("us", 1e6),
        _ => ("ns", 1e9),
    }
}

/// A duration in seconds, without regard to what it was written in.
pub fn duration(calendar: &super::calendar::Calendar, value: f64, digits: usize) -> String {
    let sign = if value < 0.0 { "-" } else { "" };
    let size = value.abs();
    let short = rounded(size, digits);
    if short < 60.0 {
        if size == 0.0 {
            return "0 s".into();
        }
        let (unit, factor) = small_time(short);
        return format!("{sign}{} {unit}", number_text(size * factor, digits));
    }
    let whole = size.round();
    if whole < calendar.day.round() {
        let seconds = whole as u64;
        let parts = [(seconds / 3600, "h"), (seconds / 60 % 60, "min"), (seconds % 60, "s")];
        let shown: Vec<_> = parts
            .iter()
            .filter(|(number, _)| *number > 0)
            .map(|(number, unit)| format!("{number}{unit}"))
            .collect();
        return format!("{sign}{}", shown.join(" "));
    }
    let (number, one, many) = if short < calendar.year {
        (size / calendar.day, "day", "days")
    } else {
        (size / calendar.year, "year", "years")
    };
    let text = number_text(number, digits);
    let unit = if text == "1" { one } else { many };
    format!("{sign}{text} {unit}")
}

/// Puts a number and its units together so that it parses back (rulings, I 11).
fn assemble(units: &Units, number: &str, entries: &[ShownUnit]) -> String {
    let above: Vec<&ShownUnit> = entries.iter().filter(|entry| entry.power > 0).collect();
    let mut below: Vec<&ShownUnit> = entries.iter().filter(|entry| entry.power < 0).collect();
    let word = |entry: &ShownUnit, one: bool| unit_word(units, entry, one);
    let mut text = match above.as_slice() {
        [] => {
            // A bare number takes a tight `/` only before a unit of time; anything else needs the word.
            below.sort_by_key(|entry| units.family(entry.unit) != Some(Base::TIME));
            match below.first() {
                Some(first) if units.family(first.unit) == Some(Base::TIME) && first.power == -1 => {
                    number.to_owned()
                }
                Some(first) => {
                    let first = word(first, true);
                    below.remove(0);
                    format!("{number} per {first}")
                }
                None => number.to_owned(),
            }
        }
        [money] if money.power == 1 && units.money_sign(money.unit).is_some() => {
            let sign = units.money_sign(money.unit).unwrap_or("");
            match number.strip_prefix('-') {
                Some(positive) => format!("-{sign}{positive}"),
                None => format!("{sign}{number}"),
            }
        }
        [only] => format!("{number} {}", word(only, number == "1")),
        several => {
            let words: Vec<_> = several.iter().map(|entry| word(entry, true)).collect();
            format!("{number} ({})", words.join("*"))
        }
    };
    for entry in below {
        text.push('/');
        text.push_str(&word(entry, true));
    }
    text
}

/// A unit with its power, in singular or plural.
fn unit_word(units: &Units, entry: &ShownUnit, one: bool) -> String {
    match entry.power.abs() {
        1 if one => units.singular(entry.unit).to_owned(),
        1 => units.plural(entry.unit).to_owned(),
        power => format!("{}^{power}", units.code(entry.unit)),
    }
}

/// The unit alone, for data formats: `GB/month`, `/s`.
fn unit_text(units: &Units, entries: &[ShownUnit]) -> String {
    let above: Vec<&ShownUnit> = entries.iter().filter(|entry| entry.power > 0).collect();
    let word = |entry: &ShownUnit, one: bool| unit_word(units, entry, one);
    let mut text = match above.as_slice() {
        [only] => word(only, false),
        several => several.iter().map(|entry| word(entry, true)).collect::<Vec<_>>().join("*"),
    };
    if above.len() > 1 {
        text = format!("({text})");
    } else if above.is_empty() {
        text = String::new();
    }
    for entry in entries.iter().filter(|entry| entry.power < 0) {
        text.push('/');
        text.push_str(&word(entry, true));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_below_one_is_a_hundred_percent() {
        for (missing, text) in [
            (0.1999e-2, "99.8 %"),
            (1e-6, "99.9999 %"),
            (1e-8, "99.999999 %"),
            (1e-15, "99.9999999999999 %"),
            (0.000_433, "99.957 %"),
            (0.0005, "99.95 %"),
            (0.009_96, "99 %"),
            (1e-20, "99.999999999999999999 %"),
        ] {
            assert_eq!(pure(Pure { value: 1.0 - missing, missing }, &Shown::default(), 3).text, text);
        }
        assert_eq!(pure(Pure { value: 1.0, missing: 0.0 }, &Shown::default(), 3).text, "1");
        assert_eq!(
            pure(Pure { value: 0.000_102, missing: 0.999_898 }, &Shown::default(), 3).text,
            "0.0102 %"
        );
    }

    #[test]
    fn availabilities_show_nines_and_downtime() {
        assert_eq!(availability(1e-6, &Shown::default(), 3).text, "99.9999 % (6 nines, 31.6 s/year)");
        assert_eq!(availability(0.001, &Shown::default(), 3).text, "99.9 % (3 nines, 8h 45min 57s/year)");
        assert_eq!(availability(0.0, &Shown::default(), 3).text, "100 % (no downtime)");
        let brief = |missing: f64| AvailabilityParts::of(missing, &Shown::default(), 3).brief().to_owned();
        assert_eq!(
            [0.0, 1e-6, 1e-9, 1.9e-12].map(brief),
            ["100 %", "99.9999 %", "99.9999999 %", "11.7 nines"]
        );
    }

    #[test]
    fn durations_fall_apart_into_units() {
        let civil = super::super::calendar::Calendar::civil();
        for (seconds, text) in [
            (800.0, "13min 20s"),
            (31_556.952, "8h 45min 57s"),
            (0.5e-9, "0.5 ns"),
            (59.999, "1min"),
            (86_400.0, "1 day"),
            (86_399.7, "1 day"),
            (-90.0, "-1min 30s"),
            (3600.0, "1h"),
            (40e6, "1.27 years"),
        ] {
            assert_eq!(duration(&civil, seconds, 3), text);
        }
    }
}
