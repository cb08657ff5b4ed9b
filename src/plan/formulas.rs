//! Types calls of formulas whose signatures are read from Rust types; knows no formula.

use super::lower::{Lowering, Typed};
use crate::diagnostic::{Diagnostic, Id};
use crate::functions::{CountsIn, FunctionId};
use crate::source::Span;
use crate::syntax::sheet::Argument as Written;
use crate::types::{Argument, Kind, Side, ValueKind};
use crate::units::signature::{Formula, Held};
use crate::units::{Base, Dimension, Shown, Units};

impl Lowering<'_> {
    /// A formula whose signature is read from its Rust types.
    pub(super) fn formula(
        &mut self,
        function: FunctionId,
        formula: &Formula,
        arguments: &[Written],
        span: Span,
    ) -> Option<Typed> {
        let row = function.row();
        let values = self.arguments_of(row, arguments, span)?;
        if let Some(place) = row.sized_by.and_then(|parameter| row.place_of(parameter)) {
            self.warn_of_average(values[place]);
        }
        let mut typed: Vec<Option<(Typed, Span)>> = Vec::with_capacity(values.len());
        let mut fine = true;
        for value in &values {
            typed.push(value.and_then(|value| {
                let place = self.span(value);
                let operand = self.take_settled(value);
                fine &= operand.is_some();
                operand.map(|operand| (operand, place))
            }));
        }
        if !fine {
            return None;
        }
        let noun = row.counts_in.noun().map(|noun| self.noun(noun));
        if let CountsIn::Always { said_by, .. } = row.counts_in
            && let Some((saying, _)) = row.place_of(said_by).and_then(|place| typed[place].as_mut())
            && let Some(noun) = noun.filter(|noun| saying.dimension.power(*noun) == 1)
        {
            // `20 core-ms/request` says what the result counts already.
            let rest = saying.dimension.times(&Dimension::of(noun, 1), -1);
            saying.dimension = self.within_powers(rest, span)?;
        }
        // What the signature leaves open is set by the arguments: the subject, the noun, the currency.
        let mut open = Open::default();
        let shaped = || row.parameters.iter().zip(formula.parameters);
        for ((parameter, shape), value) in shaped().zip(&typed) {
            let Some((typed, place)) = value else { continue };
            if !open.accepts(&shape.exponents, &typed.dimension) {
                let expected = if shape.held == Held::Growth {
                    "a growth rate, as `50%/year`".to_owned()
                } else {
                    self.expected(&shape.exponents, &open)
                };
                let found = self.describe(&typed.dimension);
                let text = self.text(*place);
                let id = if expected == "a pure number" { Id::NotAPureNumber } else { Id::UnitMismatch };
                self.error(
                    id,
                    *place,
                    format!("`{}` of `{}` is {expected}, and `{text}` is {found}", parameter.name, row.name),
                    format!("it is called as `{}({})`", row.name, row.names().join(", ")),
                );
                return None;
            }
        }
        let mut taken = Vec::with_capacity(typed.len());
        for ((parameter, shape), value) in shaped().zip(&typed) {
            taken.push(match value {
                Some((typed, place)) if shape.held == Held::Growth => {
                    (self.continuous_growth(typed, *place, parameter.name)?, Side::Value)
                }
                Some((typed, place)) if shape.held == Held::Missing => {
                    (self.push(ValueKind::Share(typed.value), *place), Side::Missing)
                }
                Some((typed, _)) => (typed.value, Side::Value),
                None => {
                    let default = parameter.default;
                    let unit = default.and_then(|default| default.unit);
                    let factor = unit.map_or(1.0, |unit| self.units().factor(Units::built_in(unit)));
                    if let Some(default) = default.filter(|_| unit.is_some()) {
                        let message = format!("the {} left out is {}", parameter.name, default.text);
                        self.planner.report(Diagnostic::new(Id::LeftOut, span, message));
                    }
                    let number = default.map_or(0.0, |default| default.number) * factor;
                    (self.planner.number(number, span), Side::Value)
                }
            });
        }
        if matches!(row.counts_in, CountsIn::Always { .. }) || open.noun.is_none() {
            open.noun = noun.or(open.noun);
        }
        let dimension = self.within_powers(open.result(&formula.result.exponents), span)?;
        let is_availability = formula.result.held == Held::Missing;
        let arguments = taken.into_iter().map(|(value, side)| Argument { value, side }).collect();
        let gives = if is_availability { Side::Missing } else { Side::Value };
        let value = self.push(ValueKind::Call { function, arguments, gives }, span);
        let sources: Vec<&Shown> = typed.iter().flatten().map(|(typed, _)| &typed.shown).collect();
        let shown = self.shown_like(&dimension, &sources);
        let kind = if is_availability { Kind::Availability } else { Kind::Plain };
        Some(Typed { dimension, shown, kind, value })
    }

    pub(super) fn expected(&self, exponents: &[i8; 5], open: &Open) -> String {
        match exponents {
            [0, 0, 0, 0, 0] => "a pure number".into(),
            [0, 0, 0, 0, 1] => {
                open.subject.as_ref().map_or_else(|| "a value".into(), |subject| self.describe(subject))
            }
            [information, time, money, counted, subject] => {
                let words = [
                    (subject, "something"),
                    (information, "storage"),
                    (time, "time"),
                    (money, "money"),
                    (counted, "a count"),
                ];
                let above: Vec<_> =
                    words.iter().filter(|(power, _)| **power > 0).map(|(_, word)| *word).collect();
                let below: Vec<_> =
                    words.iter().filter(|(power, _)| **power < 0).map(|(_, word)| *word).collect();
                let above = if above.is_empty() { "a number".to_owned() } else { above.join(" times ") };
                std::iter::once(above.as_str()).chain(below).collect::<Vec<_>>().join(" per ")
            }
        }
    }
}

/// What a formula's signature leaves open, as the arguments set it.
#[derive(Default)]
pub(super) struct Open {
    subject: Option<Dimension>,
    /// What the rates of the call count: the same in all of them.
    rate_noun: Option<Base>,
    noun: Option<Base>,
    currency: Option<Base>,
}

impl Open {
    /// Whether a dimension fits the exponents of information, time, money, count and subject; learns from it.
    ///
    /// A count takes any noun, or none.
    fn accepts(&mut self, exponents: &[i8; 5], dimension: &Dimension) -> bool {
        let [information, time, money, counted, subject] = exponents.map(i32::from);
        if subject != 0 {
            let rest = Dimension::of(Base::INFORMATION, -information)
                .times(&Dimension::of(Base::TIME, -time), 1)
                .and_then(|rest| dimension.times(&rest, 1));
            let Some(mut found) = rest else { return false };
            if counted != 0 {
                // `each` in `load / each`: the noun below the bar that the load has not.
                let known = self.subject.clone().unwrap_or_default();
                let noun = found.times(&known, -subject).map(|rest| rest.countable_part());
                if let Some((base, power)) = noun.as_ref().and_then(|noun| noun.powers().next())
                    && power == counted
                {
                    self.noun = self.noun.or(Some(base));
                    found = match found.times(&Dimension::of(base, power), -1) {
                        Some(found) => found,
                        None => return false,
                    };
                }
            }
            if time != 0 && found.power(Base::TIME) != 0 {
                // What is lost in a time is no rate itself.
                return false;
            }
            return match &self.subject {
                Some(known) => known.to_power(subject).as_ref() == Some(&found),
                None => {
                    self.subject = Some(found);
                    true
                }
            };
        }
        if dimension.power(Base::INFORMATION) != information || dimension.power(Base::TIME) != time {
            return false;
        }
        let mut money_found = 0;
        let mut count_found = 0;
        for (base, power) in
            dimension.powers().filter(|(base, _)| *base != Base::INFORMATION && *base != Base::TIME)
        {
            let (slot, found) = if base.is_countable() {
                (&mut self.noun, &mut count_found)
            } else {
                (&mut self.currency, &mut money_found)
            };
            if *found != 0 || (!base.is_countable() && slot.is_some_and(|known| known != base)) {
                return false;
            }
            if base.is_countable() && time == -1 && counted == 1 {
                if self.rate_noun.is_some_and(|known| known != base) {
                    return false;
                }
                self.rate_noun = Some(base);
            }
            *found = power;
            slot.get_or_insert(base);
        }
        money_found == money && (count_found == counted || count_found == 0)
    }

    /// The dimension of a result.
    fn result(&self, exponents: &[i8; 5]) -> Option<Dimension> {
        let [information, time, money, counted, subject] = exponents.map(i32::from);
        let mut dimension =
            Dimension::of(Base::INFORMATION, information).times(&Dimension::of(Base::TIME, time), 1)?;
        if let Some(currency) = self.currency.filter(|_| money != 0) {
            dimension = dimension.times(&Dimension::of(currency, money), 1)?;
        }
        if let Some(noun) = self.noun.filter(|_| counted != 0) {
            dimension = dimension.times(&Dimension::of(noun, counted), 1)?;
        }
        match &self.subject {
            Some(known) if subject != 0 => dimension.times(known, subject),
            _ => Some(dimension),
        }
    }
}
