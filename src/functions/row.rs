//! Knows what there is to say of a function, in one row: its parameters with their bounds, its body, its words; does
//! not know which functions there are.

use std::borrow::Cow;

use super::bounds::{Bound, LARGEST_WHOLE, Limit, Rule};
use crate::units::signature::Formula;

/// How many rules one parameter may have.
const MOST_RULES: usize = 2;

/// How a function is computed and typed.
#[derive(Debug, Clone, Copy)]
pub enum Body {
    /// A formula with a fixed signature.
    Formula(Formula),
    /// `round ceil floor`: a step of the same dimension may follow; without one, pure numbers and counts
    /// only.
    Stepped(Formula),
    /// `sqrt`, of a pure number by this formula, or of a quantity whose powers are even.
    SquareRoot(Formula),
    /// Over any number of values of one dimension.
    Variadic(Variadic),
    /// `size`, of a record's name: it is read off the record, never called.
    Size,
    /// `tiered`, of an amount, any number of sizes each with its price, and the price of the rest.
    Tiered(fn(&[f64]) -> f64),
    /// What a plan calls by itself, of numbers in base units; nobody can write it.
    Internal(fn(&[f64]) -> f64),
}

/// A function over any number of values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Variadic {
    /// The smallest.
    Minimum,
    /// The largest.
    Maximum,
    /// The sum.
    Sum,
    /// The arithmetic mean.
    Mean,
}

/// What the count counts that a function gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CountsIn {
    /// What its arguments count.
    Arguments,
    /// What its arguments count, or this noun where none of them counts anything.
    ArgumentsOr(&'static str),
    /// Always this noun, which one parameter may have in its unit already: `20 core-ms/request`.
    Always {
        /// The noun.
        noun: &'static str,
        /// The parameter.
        said_by: &'static str,
    },
}

impl CountsIn {
    /// The noun of its own.
    pub fn noun(self) -> Option<&'static str> {
        match self {
            Self::Arguments => None,
            Self::ArgumentsOr(noun) | Self::Always { noun, .. } => Some(noun),
        }
    }
}

/// What a parameter is where it is left out.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Default {
    /// The number, in base units or in those of `unit`.
    pub number: f64,
    /// The unit of the number where a calendar says how long it is: `year`. A call that leaves it out says so.
    pub unit: Option<&'static str>,
    /// As it is written.
    pub text: &'static str,
}

/// One parameter of a function.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Parameter {
    /// Its name, for named arguments.
    pub name: &'static str,
    /// What it is where it is left out; without one it is required.
    pub default: Option<Default>,
    rules: [Option<Rule>; MOST_RULES],
}

/// A parameter that is required and may be any number.
pub(super) const fn parameter(name: &'static str) -> Parameter {
    Parameter { name, default: None, rules: [None; MOST_RULES] }
}

impl Parameter {
    /// What its number must keep to, in the order in which it is told.
    pub fn rules(&self) -> impl Iterator<Item = &Rule> {
        self.rules.iter().flatten()
    }

    /// The sentence of the first rule that a number breaks.
    fn broken_by(&self, number: f64) -> Option<&'static str> {
        self.rules().find(|rule| !rule.bound.holds(number)).map(|rule| rule.otherwise)
    }

    /// With a number for where it is left out.
    pub(super) const fn or(mut self, number: f64, text: &'static str) -> Self {
        self.default = Some(Default { number, unit: None, text });
        self
    }

    /// With a number of a unit for where it is left out.
    pub(super) const fn or_in(mut self, number: f64, unit: &'static str, text: &'static str) -> Self {
        self.default = Some(Default { number, unit: Some(unit), text });
        self
    }

    /// With one more rule.
    const fn ruled(mut self, bound: Bound, otherwise: &'static str) -> Self {
        let place = if self.rules[0].is_none() { 0 } else { 1 };
        assert!(self.rules[place].is_none(), "a parameter has two rules at most");
        self.rules[place] = Some(Rule { bound, otherwise });
        self
    }

    const fn limited(self, least: Limit, most: Limit, otherwise: &'static str) -> Self {
        self.ruled(Bound::Within { least, most }, otherwise)
    }

    /// It must be this or more.
    pub(super) const fn at_least(self, least: f64, otherwise: &'static str) -> Self {
        self.limited(Limit::Including(least), Limit::Including(f64::INFINITY), otherwise)
    }

    /// It must be more than this.
    pub(super) const fn above(self, least: f64, otherwise: &'static str) -> Self {
        self.limited(Limit::Excluding(least), Limit::Including(f64::INFINITY), otherwise)
    }

    /// It must be this or less.
    pub(super) const fn at_most(self, most: f64, otherwise: &'static str) -> Self {
        self.limited(Limit::Including(f64::NEG_INFINITY), Limit::Including(most), otherwise)
    }

    /// It must be a share: 0 to 1.
    pub(super) const fn share(self, otherwise: &'static str) -> Self {
        self.limited(Limit::Including(0.0), Limit::Including(1.0), otherwise)
    }

    /// It must be a share that is not nothing: above 0, up to 1.
    pub(super) const fn share_above_0(self, otherwise: &'static str) -> Self {
        self.limited(Limit::Excluding(0.0), Limit::Including(1.0), otherwise)
    }

    /// It must be a share that is not all: 0 to below 1.
    pub(super) const fn share_below_1(self, otherwise: &'static str) -> Self {
        self.limited(Limit::Including(0.0), Limit::Excluding(1.0), otherwise)
    }

    /// It must be a share that is neither nothing nor all.
    pub(super) const fn share_inside(self, otherwise: &'static str) -> Self {
        self.limited(Limit::Excluding(0.0), Limit::Excluding(1.0), otherwise)
    }

    /// It must not be without end.
    pub(super) const fn finite(self, otherwise: &'static str) -> Self {
        self.limited(Limit::Excluding(f64::NEG_INFINITY), Limit::Excluding(f64::INFINITY), otherwise)
    }

    /// It must be a whole number, this or more.
    pub(super) const fn whole(self, least: f64, otherwise: &'static str) -> Self {
        self.whole_to(least, LARGEST_WHOLE, otherwise)
    }

    /// It must be a whole number between these, both included.
    pub(super) const fn whole_to(self, least: f64, most: f64, otherwise: &'static str) -> Self {
        self.ruled(Bound::Whole { least, most }, otherwise)
    }

    /// It must not be 0.
    pub(super) const fn not_zero(self, otherwise: &'static str) -> Self {
        self.ruled(Bound::NotZero, otherwise)
    }
}

/// A function.
#[derive(Debug, Clone, Copy)]
pub struct Row {
    /// Its name, which no other row has.
    pub name: &'static str,
    /// Its parameters, in order.
    pub parameters: &'static [Parameter],
    /// How it is computed.
    pub body: Body,
    /// What it gives, with its formula and unit.
    pub doc: &'static str,
    /// Where the formula is from: a paper, a book, a standard.
    pub source: &'static str,
    /// A call and what it shows, to three digits.
    pub example: (&'static str, &'static str),
    /// What its result counts.
    pub counts_in: CountsIn,
    /// The parameter for which machines are sized, so that an average is warned of.
    pub sized_by: Option<&'static str>,
    /// The parameter whose rules are told before those of the others.
    pub told_first: Option<&'static str>,
    /// Why there is no result for numbers that keep to all rules: what holds between two of them.
    pub reason: fn(&[f64]) -> Option<String>,
    /// What it is called with, where its parameters repeat.
    pub called: Option<&'static str>,
    /// What messages call it, where that is not its name.
    pub known_as: Option<&'static str>,
}

impl Row {
    /// What a row says where it says nothing.
    pub(super) const SILENT: Self = Self {
        name: "",
        parameters: &[],
        body: Body::Size,
        doc: "",
        source: "",
        example: ("", ""),
        counts_in: CountsIn::Arguments,
        sized_by: None,
        told_first: None,
        reason: |_| None,
        called: None,
        known_as: None,
    };

    /// Whether it can be written in a scenario.
    pub fn is_offered(&self) -> bool {
        !matches!(self.body, Body::Internal(_))
    }

    /// What messages call it.
    pub fn title(&self) -> &'static str {
        self.known_as.unwrap_or(self.name)
    }

    /// Its formula, where it has one.
    pub const fn formula(&self) -> Option<&Formula> {
        match &self.body {
            Body::Formula(formula) | Body::Stepped(formula) | Body::SquareRoot(formula) => Some(formula),
            _ => None,
        }
    }

    /// How it is called, with what may be left out: `transfer(size, bandwidth, overhead = 0%)`.
    pub fn usage(&self) -> Cow<'static, str> {
        if let Some(called) = self.called {
            return called.into();
        }
        let parameters: Vec<Cow<'static, str>> = self
            .parameters
            .iter()
            .map(|parameter| match parameter.default {
                Some(default) => format!("{} = {}", parameter.name, default.text).into(),
                None => parameter.name.into(),
            })
            .collect();
        format!("{}({})", self.name, parameters.join(", ")).into()
    }

    /// The names of its parameters, in order.
    pub fn names(&self) -> Vec<&'static str> {
        self.parameters.iter().map(|parameter| parameter.name).collect()
    }

    /// The place of a parameter.
    pub fn place_of(&self, parameter: &str) -> Option<usize> {
        self.parameters.iter().position(|other| other.name == parameter)
    }

    /// Its number for these, one for each parameter and in base units; NaN where [`Row::why_not`] has a reason.
    ///
    /// `size` has none, and with another count of numbers than it takes a formula panics.
    pub fn call(&self, numbers: &[f64]) -> f64 {
        if self.broken_rule(numbers).is_some() || (self.reason)(numbers).is_some() {
            return f64::NAN;
        }
        match self.body {
            Body::Formula(formula) | Body::Stepped(formula) | Body::SquareRoot(formula) => {
                (formula.call)(numbers)
            }
            Body::Tiered(function) | Body::Internal(function) => function(numbers),
            Body::Variadic(variadic) => variadic.of(numbers),
            Body::Size => f64::NAN,
        }
    }

    /// Why it has no result for these numbers, as a sentence that says what to change; an availability is told as what
    /// is missing to 1. None where it has one, or where the result is only too large.
    pub fn why_not(&self, numbers: &[f64]) -> Option<String> {
        self.broken_rule(numbers).map(str::to_owned).or_else(|| (self.reason)(numbers))
    }

    fn broken_rule(&self, numbers: &[f64]) -> Option<&'static str> {
        let first = self.told_first.and_then(|name| self.place_of(name));
        let broken = |place: usize| self.parameters[place].broken_by(*numbers.get(place)?);
        first.and_then(broken).or_else(|| (0..self.parameters.len()).find_map(broken))
    }
}

impl Variadic {
    /// Its number; NaN of none.
    fn of(self, numbers: &[f64]) -> f64 {
        let folded = numbers.iter().copied().reduce(match self {
            Self::Minimum => f64::min,
            Self::Maximum => f64::max,
            Self::Sum | Self::Mean => |sum, more| sum + more,
        });
        let count = if self == Self::Mean { numbers.len() as f64 } else { 1.0 };
        folded.map_or(f64::NAN, |number| number / count)
    }
}
