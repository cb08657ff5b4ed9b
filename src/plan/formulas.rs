//! Types calls of formulas whose signatures are read from Rust types; knows no formula.

use super::OperationKind;
use super::kind::Kind;
use super::lower::{Lowering, Operand, Typed};
use crate::diagnostic::Id;
use crate::source::Span;
use crate::syntax::sheet::Argument;
use crate::units::signature::{Formula, Held};
use crate::units::{Base, Dimension, Shown};

impl Lowering<'_> {
    /// A formula whose signature is read from its Rust types.
    pub(super) fn formula(
        &mut self,
        formula: &'static Formula,
        noun: Option<&str>,
        arguments: &[Argument],
        span: Span,
    ) -> Option<Typed> {
        let names: Vec<&str> = formula.parameters.iter().map(|parameter| parameter.name).collect();
        let defaults: Vec<Option<f64>> =
            formula.parameters.iter().map(|parameter| parameter.default).collect();
        let values = self.in_order(formula.name, &names, &defaults, arguments, span)?;
        if formula.name == "servers" {
            self.warn_of_average(values[0]);
        }
        let mut typed: Vec<Option<(Typed, Span)>> = Vec::with_capacity(values.len());
        let mut fine = true;
        for value in &values {
            typed.push(value.and_then(|value| {
                let place = self.span(value);
                let operand = self.take_operand(value);
                fine &= operand.is_some();
                operand.map(|operand| (operand, place))
            }));
        }
        if !fine {
            return None;
        }
        let noun = noun.map(|noun| self.noun(noun));
        if formula.name == "cores"
            && let Some((cpu_time, _)) = typed.get_mut(1).and_then(Option::as_mut)
            && let Some(cores) = noun.filter(|cores| cpu_time.dimension.power(*cores) == 1)
        {
            // `20 core-ms/request` says what the result counts already.
            let rest = cpu_time.dimension.times(&Dimension::of(cores, 1), -1);
            cpu_time.dimension = self.within_powers(rest, span)?;
        }
        // What the signature leaves open is set by the arguments: the subject, the noun, the currency.
        let mut open = Open::default();
        for (parameter, value) in formula.parameters.iter().zip(&typed) {
            let Some((typed, place)) = value else { continue };
            if !open.accepts(&parameter.shape.exponents, &typed.dimension) {
                let expected = if parameter.shape.held == Held::Growth {
                    "a growth rate, as `50%/year`".to_owned()
                } else {
                    self.expected(&parameter.shape.exponents, &open)
                };
                let found = self.describe(&typed.dimension);
                let text = self.text(*place);
                let id = if expected == "a pure number" { Id::NotAPureNumber } else { Id::UnitMismatch };
                self.error(
                    id,
                    *place,
                    format!(
                        "`{}` of `{}` is {expected}, and `{text}` is {found}",
                        parameter.name, formula.name
                    ),
                    format!("it is called as `{}({})`", formula.name, names.join(", ")),
                );
                return None;
            }
        }
        let mut slots = Vec::with_capacity(typed.len());
        for (parameter, value) in formula.parameters.iter().zip(&typed) {
            slots.push(match value {
                Some((typed, place)) if parameter.shape.held == Held::Growth => {
                    self.continuous_growth(typed, *place, parameter.name)?
                }
                Some((typed, place)) if parameter.shape.held == Held::Missing => {
                    let missing = self.missing_slot(typed, *place);
                    self.planner.operation(OperationKind::Share(missing), *place)
                }
                Some((typed, place)) => self.value_slot(typed, *place),
                None => {
                    self.planner.operation(OperationKind::Constant(parameter.default.unwrap_or(0.0)), span)
                }
            });
        }
        if formula.name == "cores" || open.noun.is_none() {
            open.noun = noun.or(open.noun);
        }
        let dimension = self.within_powers(open.result(&formula.result.exponents), span)?;
        let operand = self.call_operation(formula.name, formula.call, slots, span);
        let sources: Vec<&Shown> = typed.iter().flatten().map(|(typed, _)| &typed.shown).collect();
        let shown = self.shown_like(&dimension, &sources);
        let is_availability = formula.result.held == Held::Missing;
        let operand = match operand {
            Operand::Value(slot) if is_availability => Operand::Missing(slot),
            other => other,
        };
        let kind = if is_availability { Kind::Availability } else { Kind::Plain };
        Some(Typed { dimension, shown, kind, operand })
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
