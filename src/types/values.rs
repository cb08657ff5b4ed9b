//! What is computed of what, operands first; knows neither slots nor on which side of 1 a number is held.

use crate::functions::FunctionId;
use crate::source::Span;

/// A value's place among [`Values`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ValueId(pub u32);

/// One value.
#[derive(Debug, Clone)]
pub struct Value {
    /// What is computed.
    pub kind: ValueKind,
    /// The text that asks for it, for errors of arithmetic.
    pub span: Span,
    /// Both sides, where it is a number of the text, with its sign, its complement and its bounds.
    literal: Option<(f64, f64)>,
}

/// Which of a pure number's two sides is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Side {
    /// The number itself.
    Value,
    /// What is missing of it to 1.
    Missing,
}

impl Side {
    /// The other one.
    #[must_use]
    pub fn other(self) -> Self {
        match self {
            Self::Value => Self::Missing,
            Self::Missing => Self::Value,
        }
    }
}

/// An argument of a function, with the side of it that the function takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Argument {
    /// The value.
    pub value: ValueId,
    /// The side that is taken.
    pub side: Side,
}

/// How often something fails, per time, from what its parts do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failures {
    /// Two parts that are both needed: either fails while the other is up.
    Series([(ValueId, ValueId); 2]),
    /// Two parts of which one is enough: one fails while the other is down.
    Parallel([(ValueId, ValueId); 2]),
    /// `needed` of `members` like parts must be up.
    NeededOf {
        /// How many must be up.
        needed: u64,
        /// Of how many.
        members: u64,
        /// How often one fails, and its availability.
        part: (ValueId, ValueId),
    },
    /// `needed` of unlike parts must be up.
    NeededOfUnlike {
        /// How many must be up.
        needed: u64,
        /// How often each fails.
        rates: Vec<ValueId>,
        /// The availability of each.
        availabilities: Vec<ValueId>,
    },
}

/// What a value is made of. All numbers are in base units: bits, seconds, units of a currency, things.
#[derive(Debug, Clone)]
pub enum ValueKind {
    /// A number of the text, and in decimal what is missing of it to 1.
    Number {
        /// It.
        value: f64,
        /// 1 less it; read for pure numbers only.
        missing: f64,
    },
    /// What is given from outside at each estimate: which of the plan's inputs.
    Given(u32),
    /// `a + b`
    Sum(ValueId, ValueId),
    /// `a - b`
    Difference {
        /// What is subtracted from.
        left: ValueId,
        /// What is subtracted.
        right: ValueId,
        /// Whether both are availabilities.
        of_availabilities: bool,
    },
    /// `a * b`
    Product {
        /// The one.
        left: ValueId,
        /// The other.
        right: ValueId,
        /// Whether both are pure numbers.
        is_pure: bool,
    },
    /// `a / b`
    Quotient(ValueId, ValueId),
    /// `a ^ b`
    Power {
        /// What is raised.
        base: ValueId,
        /// To what.
        exponent: ValueId,
        /// Whether the exponent is a whole number of the text, 1 or more, and the base a pure number.
        is_whole: bool,
    },
    /// `-a`
    Negative(ValueId),
    /// `1 - a`
    Complement(ValueId),
    /// The smallest of several.
    Smallest {
        /// Them.
        members: Vec<ValueId>,
        /// Whether they are availabilities.
        of_availabilities: bool,
    },
    /// The largest of several.
    Largest {
        /// Them.
        members: Vec<ValueId>,
        /// Whether they are availabilities.
        of_availabilities: bool,
    },
    /// The sum of several, from the first on.
    Total(Vec<ValueId>),
    /// The sum of the `count` smallest of several.
    TotalOfSmallest {
        /// How many.
        count: u64,
        /// Of which.
        members: Vec<ValueId>,
    },
    /// The availability of two parts that are both needed.
    Series(ValueId, ValueId),
    /// The availability of two parts of which one is enough.
    Parallel(ValueId, ValueId),
    /// The availability of as many like parts as a whole number says, all of which are needed.
    AllOf {
        /// The availability of one.
        part: ValueId,
        /// How many.
        members: ValueId,
    },
    /// The availability where `needed` of `members` like parts must be up.
    NeededOf {
        /// How many must be up.
        needed: u64,
        /// Of how many.
        members: u64,
        /// The availability of one.
        part: ValueId,
    },
    /// The availability where `needed` of unlike parts must be up.
    NeededOfUnlike {
        /// How many must be up.
        needed: u64,
        /// The availability of each.
        parts: Vec<ValueId>,
    },
    /// The availability of what is down for one part of each cycle: `MTBF / (MTBF + MTTR)`.
    Repaired {
        /// The mean time to repair.
        repair: ValueId,
        /// The mean time from one failure to the next.
        cycle: ValueId,
    },
    /// How often a chain fails.
    Failures(Failures),
    /// The same pure number, which must be an availability: 0 to 1.
    Share(ValueId),
    /// The same number, which must lie within bounds.
    Bounded {
        /// The number.
        value: ValueId,
        /// The least that it may be.
        least: f64,
        /// The most that it may be.
        most: f64,
    },
    /// One of two numbers: `zero` where `tested` is 0, else `other`.
    IfZero {
        /// What decides.
        tested: ValueId,
        /// Where it is 0.
        zero: ValueId,
        /// Where it is not.
        other: ValueId,
    },
    /// A function that ships.
    Call {
        /// It.
        function: FunctionId,
        /// Its arguments.
        arguments: Vec<Argument>,
        /// Which side of the result it computes.
        gives: Side,
    },
}

impl ValueKind {
    /// Calls `each` with every operand.
    pub fn operands(&self, mut each: impl FnMut(ValueId)) {
        match self {
            Self::Number { .. } | Self::Given(_) => {}
            Self::Sum(left, right)
            | Self::Difference { left, right, .. }
            | Self::Product { left, right, .. }
            | Self::Quotient(left, right)
            | Self::Power { base: left, exponent: right, .. }
            | Self::Series(left, right)
            | Self::Parallel(left, right)
            | Self::AllOf { part: left, members: right }
            | Self::Repaired { repair: left, cycle: right } => [*left, *right].into_iter().for_each(each),
            Self::Negative(value)
            | Self::Complement(value)
            | Self::Share(value)
            | Self::Bounded { value, .. }
            | Self::NeededOf { part: value, .. } => each(*value),
            Self::Smallest { members, .. }
            | Self::Largest { members, .. }
            | Self::Total(members)
            | Self::TotalOfSmallest { members, .. }
            | Self::NeededOfUnlike { parts: members, .. } => members.iter().copied().for_each(each),
            Self::IfZero { tested, zero, other } => [*tested, *zero, *other].into_iter().for_each(each),
            Self::Call { arguments, .. } => arguments.iter().for_each(|argument| each(argument.value)),
            Self::Failures(failures) => failures.operands(each),
        }
    }
}

impl Failures {
    fn operands(&self, mut each: impl FnMut(ValueId)) {
        match self {
            Self::Series(parts) | Self::Parallel(parts) => {
                parts.iter().flat_map(|(rate, part)| [*rate, *part]).for_each(each);
            }
            Self::NeededOf { part: (rate, part), .. } => {
                each(*rate);
                each(*part);
            }
            Self::NeededOfUnlike { rates, availabilities, .. } => {
                rates.iter().chain(availabilities).copied().for_each(each);
            }
        }
    }
}

/// All values of a scenario; the operands of each come before it.
#[derive(Debug, Clone, Default)]
pub struct Values {
    values: Vec<Value>,
}

impl Values {
    /// Adds a value.
    pub fn push(&mut self, kind: ValueKind, span: Span) -> ValueId {
        let id = ValueId(self.values.len() as u32);
        #[cfg(debug_assertions)]
        kind.operands(|operand| debug_assert!(operand < id, "an operand comes before what is made of it"));
        let literal = self.literal_of(&kind);
        self.values.push(Value { kind, span, literal });
        id
    }

    fn literal_of(&self, kind: &ValueKind) -> Option<(f64, f64)> {
        match kind {
            ValueKind::Number { value, missing } => Some((*value, *missing)),
            ValueKind::Negative(of) => self.literal(*of).map(|(value, _)| (-value, 1.0 + value)),
            ValueKind::Complement(of) => self.literal(*of).map(|(value, missing)| (missing, value)),
            ValueKind::Bounded { value, least, most } => {
                self.literal(*value).filter(|(value, _)| (*least..=*most).contains(value))
            }
            _ => None,
        }
    }

    /// The value and what is missing of it to 1, where it is a number of the text; what is missing is read of pure numbers
    /// only.
    pub fn literal(&self, id: ValueId) -> Option<(f64, f64)> {
        self.get(id).literal
    }

    /// Whether it is a figure of its own, from the text or from outside, not one that is computed.
    pub fn is_stated(&self, id: ValueId) -> bool {
        let mut id = id;
        loop {
            let value = self.get(id);
            if value.literal.is_some() {
                return true;
            }
            match value.kind {
                ValueKind::Given(_) => return true,
                ValueKind::Complement(of) | ValueKind::Bounded { value: of, .. } => id = of,
                _ => return false,
            }
        }
    }

    /// Says of all values from a place on that they stand elsewhere: the formulas of a workload have no text of their own.
    pub fn place_from(&mut self, first: usize, span: Span) {
        self.values[first..].iter_mut().for_each(|value| value.span = span);
    }

    /// Forgets all values from a place on.
    pub fn truncate(&mut self, len: usize) {
        self.values.truncate(len);
    }

    /// The value of a place.
    pub fn get(&self, id: ValueId) -> &Value {
        &self.values[id.0 as usize]
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.values.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// The number of the text that a value is, with its sign; none for what is computed or given from outside.
    pub fn number(&self, id: ValueId) -> Option<f64> {
        self.literal(id).map(|(value, _)| value)
    }
}
