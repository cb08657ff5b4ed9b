//! Types `in`, `to` and `as`: another unit of one dimension, or another thing that is counted.

use super::literals::pure_style;
use super::lower::{Lowering, Typed};
use super::nouns;
use crate::diagnostic::{Fix, Id};
use crate::functions::FunctionId;
use crate::source::Span;
use crate::syntax::sheet::{Magnitude, NodeId, Target, UnitExpression, UnitFactor};
use crate::types::{Argument, Side, ValueKind};
use crate::units::decimal::Decimal;
use crate::units::{Base, Dimension, PureStyle, Shown, ShownUnit, UnitId};

/// The number of nines of an availability.
const NINES: FunctionId = FunctionId::named("nines");

impl Lowering<'_> {
    pub(super) fn convert(&mut self, value: NodeId, target: &Target, span: Span) -> Option<Typed> {
        let value_span = self.span(value);
        let typed = self.take_operand(value)?;
        match target {
            Target::Percent | Target::Times => {
                if !typed.dimension.is_pure() {
                    let found = self.describe(&typed.dimension);
                    self.error(
                        Id::NotAPureNumber,
                        value_span,
                        format!("only a pure number is shown so, and this is {found}"),
                        "divide it by what it is a share of",
                    );
                    return None;
                }
                let pure =
                    if matches!(target, Target::Percent) { PureStyle::Percent } else { PureStyle::Times };
                Some(Typed {
                    shown: Shown { fixed: true, ..Shown::pure(pure) },
                    kind: typed.kind.shown_as(pure == PureStyle::Percent),
                    ..typed
                })
            }
            Target::Units { magnitude, units } => {
                self.convert_to_units(typed, value_span, *magnitude, units, span)
            }
        }
    }

    pub(super) fn convert_to_units(
        &mut self,
        typed: Typed,
        value_span: Span,
        magnitude: Option<Magnitude>,
        units: &UnitExpression,
        span: Span,
    ) -> Option<Typed> {
        let magnitude = magnitude.map(|magnitude| magnitude.ten).filter(|ten| *ten > 0);
        if let [only] = units.factors.as_slice()
            && only.power == 1
            && let Some(word) = only.word
            && typed.dimension.is_pure()
        {
            let text = self.sheet.word(word).into_owned();
            if matches!(text.as_str(), "nines" | "nine") {
                let value = self.push(ValueKind::Share(typed.value), value_span);
                let value = self.call_value(NINES, vec![Argument { value, side: Side::Missing }], span);
                return Some(Self::number(Shown::default(), value));
            }
            if let Some(unit) = self.units().find(&text).filter(|unit| self.units().is_pure(*unit)) {
                let pure = pure_style(self.units(), unit);
                return Some(Typed {
                    shown: Shown { fixed: true, ..Shown::pure(pure) },
                    kind: typed.kind.shown_as(pure == PureStyle::Percent),
                    ..typed
                });
            }
        }
        if units.factors.is_empty() {
            let shown = Shown { magnitude, fixed: true, ..typed.shown.clone() };
            return Some(Typed { shown, kind: typed.kind.without_period(), ..typed });
        }
        let mut target = Shown { fixed: true, magnitude, ..Shown::default() };
        let mut dimension = Dimension::pure();
        for factor in &units.factors {
            let word = factor.word?;
            let text = self.sheet.word(word).into_owned();
            let storage = typed.dimension == Dimension::of(Base::INFORMATION, 1);
            if matches!(text.as_str(), "nines" | "nine") {
                let found = self.describe(&typed.dimension);
                self.error(
                    Id::UnitMismatch,
                    word,
                    format!("only an availability is shown in nines, and this is {found}"),
                    "write a share of the time before it",
                );
                return None;
            }
            if self.units().find(&text).is_none()
                && storage
                && nouns::near_unit(self.planner, &text).is_none()
            {
                let noun = self.planner.plan.units.add_countable(&text, None);
                let value = self.text(value_span);
                let help = self.count_from_storage(&value, noun);
                self.error(Id::UnknownUnit, word, format!("`{text}` is no unit of storage"), help);
                return None;
            }
            let unit = self.find_unit(word)?;
            let unit = self.counted_by(unit, factor, word)?;
            let part = self.units().dimension(unit);
            dimension = self.within_powers(dimension.times(&part, factor.power), word)?;
            target.units.push(ShownUnit { unit, power: factor.power, own: true });
        }
        self.keep_nouns(&dimension);
        let typed = if self.depth == 0 { self.settled(typed, value_span) } else { typed };
        let typed = self.relabelled(typed, &target, &dimension);
        let missing = dimension.powers().any(|(base, power)| typed.dimension.power(base) != power);
        if missing {
            let (found, asked) = (self.describe(&typed.dimension), self.describe(&dimension));
            let words = self.text(Span { start: value_span.end, ..span });
            let words = words.trim().trim_start_matches("in ").trim_start_matches("to ").trim().to_owned();
            let turned = dimension.powers().all(|(base, power)| typed.dimension.power(base) == -power);
            let help = if turned {
                format!("it stands below the bar: write `in /{words}`")
            } else {
                self.conversion_help(&typed.dimension, &dimension, value_span)
            };
            let target = Span { start: value_span.end, ..span };
            let fix = Fix::new(format!("write `in /{words}`")).replacing(target, format!(" in /{words}"));
            let message = format!("this is {found}, and `{words}` is {asked}");
            self.error_with_fixes(Id::UnitMismatch, span, message, help, turned.then_some(fix));
            return None;
        }
        self.warn_of_calendar(&typed, &target, span);
        let shown = typed.shown.converted(self.units(), &target);
        Some(Typed { shown, kind: typed.kind.without_period(), ..typed })
    }

    /// `writes in QPS`: a named rate takes what is counted per time for its own noun (rulings, PC6).
    fn relabelled(&self, typed: Typed, target: &Shown, asked: &Dimension) -> Typed {
        let [only] = target.units.as_slice() else { return typed };
        let counted = typed.dimension.countable_part();
        let is_rate = asked.power(Base::TIME) == -1 && asked.countable_part().single().is_some();
        let counts_one = counted.powers().count() == 1 && counted.single().is_some();
        let is_of_nouns = typed.dimension.times(&counted, -1) == Some(Dimension::of(Base::TIME, -1));
        if self.units().parts(only.unit).is_none() || !is_rate || !counts_one || !is_of_nouns {
            return typed;
        }
        Typed { dimension: asked.clone(), shown: target.clone(), ..typed }
    }

    /// `1M tokens` of `in $/1M tokens`: the unit of so many, as it was typed.
    fn counted_by(&mut self, unit: UnitId, factor: &UnitFactor, word: Span) -> Option<UnitId> {
        let Some(magnitude) = factor.magnitude else { return Some(unit) };
        let count = magnitude.factor() * factor.number.map_or(1.0, Decimal::value);
        let text = self.text(Span { start: magnitude.span.start, ..word });
        let text = match factor.number {
            Some(number) => format!("{}{text}", crate::units::display::number_text(number.value(), 15)),
            None => text,
        };
        if let Some(known) = self.units().find(&text) {
            return Some(known);
        }
        let (factor, dimension) = (count * self.units().factor(unit), self.units().dimension(unit));
        let parts = std::iter::once((unit, 1)).collect();
        Some(self.planner.plan.units.add_multiple(&text, factor, dimension, parts))
    }

    /// Hours shown in days where a day has not 24 of them (rulings, E10).
    pub(super) fn warn_of_calendar(&mut self, typed: &Typed, target: &Shown, span: Span) {
        if self.units().calendar.has_civil_day() || typed.dimension != Dimension::of(Base::TIME, 1) {
            return;
        }
        let (Some(from), Some(to)) = (typed.shown.units.first(), target.units.first()) else { return };
        // A month or a year in seconds is what such a calendar defines; hours and days are what it bends.
        let defined = |long: UnitId, short: UnitId| {
            matches!(self.units().singular(long), "month" | "year") && self.units().factor(short) <= 1.0
        };
        if defined(from.unit, to.unit) || defined(to.unit, from.unit) {
            return;
        }
        if self.units().is_calendar_unit(from.unit) != self.units().is_calendar_unit(to.unit) {
            let calendar = &self.units().calendar;
            let message = format!(
                "a day of the calendar {} has {} hours, not 24",
                calendar.name,
                crate::units::display::number_text(calendar.day / 3600.0, 3)
            );
            self.error(
                Id::CalendarMix,
                span,
                message,
                "for durations that cross days and hours, use `calendar civil`",
            );
        }
    }

    pub(super) fn count_as(&mut self, value: NodeId, below: bool, word: Span, span: Span) -> Option<Typed> {
        let value_span = self.span(value);
        let typed = self.take_operand(value)?;
        let text = self.sheet.word(word).into_owned();
        if text == "availability" && !below {
            return self.availability_of(&typed, value_span, span);
        }
        let unit = self.find_unit(word)?;
        let Some(base) = self.units().family(unit).filter(|base| base.is_countable()) else {
            let fix = Fix::new(format!("write `in {text}`"))
                .replacing(Span { start: value_span.end, ..span }, format!(" in {text}"));
            self.error_with_fixes(
                Id::UnitMismatch,
                word,
                format!("`as` changes what is counted, and `{text}` counts nothing"),
                format!("to show a value in another unit, write `in {text}`"),
                [fix],
            );
            return None;
        };
        let counted = typed.dimension.countable_part();
        let above = counted.powers().any(|(_, power)| power > 0);
        if !above && !counted.is_pure() && !below {
            let found = self.describe(&typed.dimension);
            self.error_with_fixes(
                Id::UnitMismatch,
                span,
                format!("this is {found}: what it counts stands below the bar"),
                format!("write `as /{text}` to rename that"),
                [Fix::new(format!("write `as /{text}`")).replacing(word.before(), "/")],
            );
            return None;
        }
        if below && (above || counted.is_pure()) {
            let found = self.describe(&typed.dimension);
            let target = Span { start: value_span.end, ..span };
            self.error_with_fixes(
                Id::UnitMismatch,
                span,
                format!("this is {found}: nothing that it counts stands below the bar alone"),
                format!("write `as {text}`"),
                [Fix::new(format!("write `as {text}`")).replacing(target, format!(" as {text}"))],
            );
            return None;
        }
        let power = if below { -1 } else { 1 };
        let rest = typed.dimension.times(&counted, -1);
        let dimension = rest.and_then(|rest| rest.times(&Dimension::of(base, 1), power));
        let dimension = self.within_powers(dimension, span)?;
        let mut shown = Shown::product(self.units(), &typed.shown, &Shown::default(), 1);
        let is_countable =
            |entry: &ShownUnit| self.units().family(entry.unit).is_some_and(Base::is_countable);
        let expanded = Shown::product(self.units(), &Shown::unit(unit, power), &typed.shown, 1);
        let mut entries = expanded.units;
        entries.retain(|entry| !is_countable(entry));
        let entry = ShownUnit { unit, power, own: true };
        if below {
            entries.push(entry);
        } else {
            entries.insert(0, entry);
        }
        shown.units = entries;
        Some(Typed { dimension, shown, kind: typed.kind.without_period(), ..typed })
    }
}
