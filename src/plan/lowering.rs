//! From values to operations: the one place that decides on which side of 1 a number is held, so that an availability
//! stays exact; knows no words and no dimensions.
//!
//! A number near 1 loses its last nines where it is held as itself. Each value therefore has a side that is computed
//! (`Held`); the other side is 1 less that, and is made only where something asks for it. Numbers of the text and
//! those from outside have both sides exactly.

use super::{Operation, OperationKind, PlannedInput, Slot};
use crate::functions::FunctionId;
use crate::types::{Argument, Failures, Side, ValueId, ValueKind, Values};

/// What is known of a value exactly.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Held {
    /// Both sides: a figure of its own, from the text or from outside, or one that is such a figure bounded.
    Both,
    /// One side, which is computed; the other is 1 less it.
    One(Side),
}

/// A value's slots, as far as they were asked for.
#[derive(Debug, Clone, Copy)]
struct Place {
    /// Both sides, where it is a number of the text.
    literal: Option<(f64, f64)>,
    held: Held,
    value: Option<Slot>,
    missing: Option<Slot>,
}

impl Place {
    fn slot(&mut self, side: Side) -> &mut Option<Slot> {
        match side {
            Side::Value => &mut self.value,
            Side::Missing => &mut self.missing,
        }
    }
}

/// What a side of a value comes to.
enum Step {
    /// What another one has come to.
    Same(Slot),
    /// An operation of its own.
    New(OperationKind),
}

/// Turns values into operations; more values may follow those that were there.
#[derive(Debug, Clone, Default)]
pub struct Lowering {
    places: Vec<Place>,
    /// The sides that have slots, in the order in which they got them.
    made: Vec<(ValueId, Side)>,
    /// How many of the first values have the side that is computed.
    computed: usize,
}

/// How far a lowering had come.
#[derive(Debug, Clone, Copy)]
pub struct Mark {
    places: usize,
    made: usize,
    computed: usize,
}

impl Lowering {
    /// Lowers all values that were not there before, in their order.
    pub fn lower_all(&mut self, values: &Values, operations: &mut Vec<Operation>) {
        let first = std::mem::replace(&mut self.computed, values.len());
        let mut pass = Pass::over(self, values, operations);
        for place in first..values.len() {
            if let Held::One(side) = pass.lowering.places[place].held {
                pass.slot(ValueId(place as u32), side);
            }
        }
    }

    /// How far it has come.
    pub fn mark(&self) -> Mark {
        Mark { places: self.places.len(), made: self.made.len(), computed: self.computed }
    }

    /// Forgets the slots that were made after a mark, as the values and operations behind it are forgotten.
    pub fn roll_back(&mut self, mark: Mark) {
        for (id, side) in self.made.drain(mark.made..) {
            *self.places[id.0 as usize].slot(side) = None;
        }
        self.places.truncate(mark.places);
        self.computed = mark.computed;
    }

    /// Lowers what these values need, in the order of the values: errors of arithmetic stand in the order of the text.
    pub fn lower(&mut self, values: &Values, roots: &[ValueId], operations: &mut Vec<Operation>) {
        let mut pass = Pass::over(self, values, operations);
        let mut needed = vec![false; values.len()];
        let mut open = roots.to_vec();
        while let Some(id) = open.pop() {
            if !std::mem::replace(&mut needed[id.0 as usize], true) {
                values.get(id).kind.operands(|operand| open.push(operand));
            }
        }
        for (place, _) in needed.iter().enumerate().filter(|(_, needed)| **needed) {
            let id = ValueId(place as u32);
            if let Held::One(side) = pass.lowering.places[place].held {
                pass.slot(id, side);
            }
        }
    }

    /// The slot of a value's side.
    pub fn slot(
        &mut self,
        values: &Values,
        id: ValueId,
        side: Side,
        operations: &mut Vec<Operation>,
    ) -> Slot {
        Pass::over(self, values, operations).slot(id, side)
    }

    /// The slots that a row shows: the value, and for a pure number of which 1 less it is known exactly, that. An
    /// availability always has both.
    pub fn shown(
        &mut self,
        values: &Values,
        id: ValueId,
        is_pure: bool,
        is_availability: bool,
        operations: &mut Vec<Operation>,
    ) -> (Slot, Option<Slot>) {
        let mut pass = Pass::over(self, values, operations);
        let value = pass.slot(id, Side::Value);
        let is_exact = match pass.lowering.places[id.0 as usize].held {
            Held::Both => is_pure,
            Held::One(side) => side == Side::Missing,
        };
        let missing = (is_exact || is_availability).then(|| pass.slot(id, Side::Missing));
        (value, missing)
    }
}

/// One pass over values that do not change meanwhile.
struct Pass<'a> {
    lowering: &'a mut Lowering,
    values: &'a Values,
    operations: &'a mut Vec<Operation>,
    /// The sides that are being lowered, each above what asks for it. No recursion: chains may be of any length.
    open: Vec<(ValueId, Side)>,
}

impl<'a> Pass<'a> {
    fn over(lowering: &'a mut Lowering, values: &'a Values, operations: &'a mut Vec<Operation>) -> Self {
        let known = lowering.places.len();
        let pass = Self { lowering, values, operations, open: Vec::new() };
        for place in known..values.len() {
            let id = ValueId(place as u32);
            let literal = values.literal(id);
            let held = if literal.is_some() { Held::Both } else { pass.held(&values.get(id).kind) };
            pass.lowering.places.push(Place { literal, held, value: None, missing: None });
        }
        pass
    }

    fn place(&self, id: ValueId) -> Place {
        self.lowering.places[id.0 as usize]
    }

    /// Which side of a value is computed that is no number of the text; its operands are known.
    fn held(&self, kind: &ValueKind) -> Held {
        let missing = Held::One(Side::Missing);
        let holds_missing = |id: &ValueId| self.place(*id).held == missing;
        let is_stated = |id: &ValueId| self.place(*id).held == Held::Both;
        match kind {
            ValueKind::Given(_) => Held::Both,
            ValueKind::Bounded { value, .. } if is_stated(value) && self.place(*value).literal.is_none() => {
                Held::Both
            }
            ValueKind::Complement(of) => match self.place(*of).held {
                Held::Both => Held::Both,
                Held::One(side) => Held::One(side.other()),
            },
            ValueKind::Product { left, right, is_pure: true }
                if (holds_missing(left) && (holds_missing(right) || is_stated(right)))
                    || (holds_missing(right) && is_stated(left)) =>
            {
                missing
            }
            ValueKind::Power { base, is_whole: true, .. } if holds_missing(base) => missing,
            ValueKind::Series(..)
            | ValueKind::Parallel(..)
            | ValueKind::AllOf { .. }
            | ValueKind::NeededOf { .. }
            | ValueKind::NeededOfUnlike { .. }
            | ValueKind::Repaired { .. }
            | ValueKind::Share(_)
            | ValueKind::Smallest { of_availabilities: true, .. }
            | ValueKind::Largest { of_availabilities: true, .. } => missing,
            ValueKind::Call { gives, .. } => Held::One(*gives),
            ValueKind::Number { .. }
            | ValueKind::Sum(..)
            | ValueKind::Difference { .. }
            | ValueKind::Product { .. }
            | ValueKind::Quotient(..)
            | ValueKind::Power { .. }
            | ValueKind::Negative(_)
            | ValueKind::Smallest { .. }
            | ValueKind::Largest { .. }
            | ValueKind::Total(_)
            | ValueKind::TotalOfSmallest { .. }
            | ValueKind::Failures(_)
            | ValueKind::Bounded { .. }
            | ValueKind::IfZero { .. } => Held::One(Side::Value),
        }
    }

    /// The slot of a value's side, with all that it needs.
    fn slot(&mut self, id: ValueId, side: Side) -> Slot {
        self.open.push((id, side));
        let mut last = Slot(0);
        while let Some((id, side)) = self.open.last().copied() {
            let depth = self.open.len();
            let done = match *self.lowering.places[id.0 as usize].slot(side) {
                Some(slot) => Some(slot),
                None => self.step(id, side).map(|step| match step {
                    Step::Same(slot) => slot,
                    Step::New(kind) => self.operation(kind, id),
                }),
            };
            if let Some(slot) = done {
                debug_assert_eq!(depth, self.open.len(), "what is done asks for nothing");
                let made = self.lowering.places[id.0 as usize].slot(side).replace(slot);
                if made.is_none() {
                    self.lowering.made.push((id, side));
                }
                self.open.pop();
                last = slot;
            }
        }
        last
    }

    fn operation(&mut self, kind: OperationKind, of: ValueId) -> Slot {
        let slot = Slot(self.operations.len() as u32);
        self.operations.push(Operation { kind, span: self.values.get(of).span });
        slot
    }

    /// The slot of an operand's side; asks for it where there is none yet.
    fn ask(&mut self, id: ValueId, side: Side) -> Option<Slot> {
        let slot = *self.lowering.places[id.0 as usize].slot(side);
        if slot.is_none() {
            self.open.push((id, side));
        }
        slot
    }

    fn both(&mut self, left: ValueId, right: ValueId, side: Side) -> Option<(Slot, Slot)> {
        // Asked for from the last on, so that the first is lowered first.
        let right = self.ask(right, side);
        self.ask(left, side).zip(right)
    }

    fn all(&mut self, members: impl DoubleEndedIterator<Item = (ValueId, Side)>) -> Option<Vec<Slot>> {
        let mut slots: Vec<Option<Slot>> = members.rev().map(|(id, side)| self.ask(id, side)).collect();
        slots.reverse();
        slots.into_iter().collect()
    }

    /// What a side comes to; none where operands have first to be lowered, which were asked for.
    fn step(&mut self, id: ValueId, side: Side) -> Option<Step> {
        let place = self.place(id);
        if let Some((value, missing)) = place.literal {
            let number = if side == Side::Value { value } else { missing };
            return Some(Step::New(OperationKind::Constant(number)));
        }
        let values = self.values;
        let kind = &values.get(id).kind;
        match place.held {
            Held::Both => self.stated(kind, side),
            Held::One(_) if matches!(kind, ValueKind::Complement(_)) => self.stated(kind, side),
            Held::One(held) if held != side => {
                self.ask(id, held).map(|slot| Step::New(OperationKind::Complement(slot)))
            }
            Held::One(_) => match folded(kind) {
                Some((members, combine)) => self.fold(members, side, combine, id).map(Step::Same),
                None if side == Side::Missing => self.missing(kind).map(Step::New),
                None => self.value(kind, id).map(Step::New),
            },
        }
    }

    /// Several numbers put together from the first on.
    fn fold(&mut self, members: &[ValueId], side: Side, combine: Combine, of: ValueId) -> Option<Slot> {
        let slots = self.all(members.iter().map(|member| (*member, side)))?;
        let (first, others) = slots.split_first()?;
        Some(others.iter().fold(*first, |so_far, slot| self.operation(combine(so_far, *slot), of)))
    }

    /// A side of what has both, or whose sides are those of another value.
    fn stated(&mut self, kind: &ValueKind, side: Side) -> Option<Step> {
        match kind {
            ValueKind::Given(input) => {
                let (value, missing) = PlannedInput::places(*input as usize);
                let place = if side == Side::Value { value } else { missing };
                Some(Step::New(OperationKind::Input(place as u32)))
            }
            ValueKind::Bounded { value, least, most } => {
                let (least, most) =
                    if side == Side::Value { (*least, *most) } else { (1.0 - most, 1.0 - least) };
                let value = self.ask(*value, side)?;
                Some(Step::New(OperationKind::Bounded { value, least, most }))
            }
            ValueKind::Complement(of) => self.ask(*of, side.other()).map(Step::Same),
            // `held` gives no other kind both sides.
            _ => Some(Step::New(OperationKind::Constant(f64::NAN))),
        }
    }

    /// What is missing to 1, of the kinds that hold it.
    fn missing(&mut self, kind: &ValueKind) -> Option<OperationKind> {
        let of = Side::Missing;
        Some(match kind {
            ValueKind::Series(left, right) | ValueKind::Product { left, right, .. } => {
                self.both(*left, *right, of).map(|(u, v)| OperationKind::Series(u, v))?
            }
            ValueKind::Parallel(left, right) => {
                self.both(*left, *right, of).map(|(u, v)| OperationKind::Multiply(u, v))?
            }
            ValueKind::AllOf { part, members } | ValueKind::Power { base: part, exponent: members, .. } => {
                let slots = self.all([(*part, of), (*members, Side::Value)].into_iter())?;
                OperationKind::AllOf(slots[0], slots[1])
            }
            ValueKind::NeededOf { needed, members, part } => {
                let missing = self.ask(*part, of)?;
                OperationKind::NeededOf { needed: *needed, members: *members, missing }
            }
            ValueKind::NeededOfUnlike { needed, parts } => {
                let missing = self.all(parts.iter().map(|part| (*part, of)))?;
                OperationKind::NeededOfUnlike { needed: *needed, missing }
            }
            ValueKind::Repaired { repair, cycle } => {
                self.both(*repair, *cycle, Side::Value).map(|(down, all)| OperationKind::Divide(down, all))?
            }
            ValueKind::Share(value) => OperationKind::Share(self.ask(*value, of)?),
            ValueKind::Call { function, arguments, .. } => self.call(*function, arguments)?,
            // `held` says of none of these that it holds what is missing.
            ValueKind::Number { .. }
            | ValueKind::Given(_)
            | ValueKind::Sum(..)
            | ValueKind::Difference { .. }
            | ValueKind::Quotient(..)
            | ValueKind::Negative(_)
            | ValueKind::Complement(_)
            | ValueKind::Smallest { .. }
            | ValueKind::Largest { .. }
            | ValueKind::Total(_)
            | ValueKind::TotalOfSmallest { .. }
            | ValueKind::Failures(_)
            | ValueKind::Bounded { .. }
            | ValueKind::IfZero { .. } => OperationKind::Constant(f64::NAN),
        })
    }

    /// The value, of the kinds that hold it.
    fn value(&mut self, kind: &ValueKind, id: ValueId) -> Option<OperationKind> {
        let of = Side::Value;
        if let Some((left, right, combine)) = binary(kind) {
            return self.both(left, right, of).map(|(a, b)| combine(a, b));
        }
        Some(match kind {
            ValueKind::Difference { left, right, of_availabilities } => {
                let holds_missing = |id: &ValueId| self.place(*id).held == Held::One(Side::Missing);
                if *of_availabilities || (holds_missing(left) && holds_missing(right)) {
                    // (1 - u) - (1 - v) is v - u: nothing is lost.
                    let (u, v) = self.both(*left, *right, Side::Missing)?;
                    OperationKind::Subtract(v, u)
                } else {
                    self.both(*left, *right, of).map(|(a, b)| OperationKind::Subtract(a, b))?
                }
            }
            ValueKind::Negative(value) => OperationKind::Negate(self.ask(*value, of)?),
            ValueKind::Bounded { value, least, most } => {
                OperationKind::Bounded { value: self.ask(*value, of)?, least: *least, most: *most }
            }
            ValueKind::IfZero { tested, zero, other } => {
                let slots = self.all([*tested, *zero, *other].into_iter().map(|value| (value, of)))?;
                OperationKind::IfZero { tested: slots[0], zero: slots[1], other: slots[2] }
            }
            ValueKind::Call { function, arguments, .. } => self.call(*function, arguments)?,
            ValueKind::TotalOfSmallest { count, members } => {
                let slots = self.all(members.iter().map(|member| (*member, of)))?;
                let mut arguments = vec![self.constant(*count, id)];
                arguments.extend(slots);
                OperationKind::Call { function: SUM_OF_SMALLEST, arguments }
            }
            ValueKind::Failures(failures) => self.failures(failures, id)?,
            // `held` says of none of these that it holds its value, or it was dealt with before.
            ValueKind::Number { .. }
            | ValueKind::Given(_)
            | ValueKind::Sum(..)
            | ValueKind::Product { .. }
            | ValueKind::Quotient(..)
            | ValueKind::Power { .. }
            | ValueKind::Complement(_)
            | ValueKind::Smallest { .. }
            | ValueKind::Largest { .. }
            | ValueKind::Total(_)
            | ValueKind::Series(..)
            | ValueKind::Parallel(..)
            | ValueKind::AllOf { .. }
            | ValueKind::NeededOf { .. }
            | ValueKind::NeededOfUnlike { .. }
            | ValueKind::Repaired { .. }
            | ValueKind::Share(_) => OperationKind::Constant(f64::NAN),
        })
    }

    fn call(&mut self, function: FunctionId, arguments: &[Argument]) -> Option<OperationKind> {
        let arguments = self.all(arguments.iter().map(|argument| (argument.value, argument.side)))?;
        Some(OperationKind::Call { function, arguments })
    }

    fn constant(&mut self, count: u64, of: ValueId) -> Slot {
        self.operation(OperationKind::Constant(count as f64), of)
    }

    /// How often a chain fails: rates as they are, availabilities by what is missing of them.
    fn failures(&mut self, failures: &Failures, id: ValueId) -> Option<OperationKind> {
        let (rate, missing) = (Side::Value, Side::Missing);
        let (function, arguments): (FunctionId, Vec<Slot>) = match failures {
            Failures::Series(parts) | Failures::Parallel(parts) => {
                let [(f, a), (g, b)] = *parts;
                let arguments = self.all([(f, rate), (g, rate), (a, missing), (b, missing)].into_iter())?;
                let is_series = matches!(failures, Failures::Series(_));
                (if is_series { FAILURES_IN_SERIES } else { FAILURES_IN_PARALLEL }, arguments)
            }
            Failures::NeededOf { needed, members, part: (failures, part) } => {
                let mut arguments = self.all([(*failures, rate), (*part, missing)].into_iter())?;
                arguments.extend([self.constant(*needed, id), self.constant(*members, id)]);
                (FAILURES_OF_NEEDED, arguments)
            }
            Failures::NeededOfUnlike { needed, rates, availabilities } => {
                let rates = rates.iter().map(|it| (*it, rate));
                let sides = rates.chain(availabilities.iter().map(|it| (*it, missing)));
                let slots = self.all(sides)?;
                let mut arguments = vec![self.constant(*needed, id)];
                arguments.extend(slots);
                (FAILURES_OF_UNLIKE, arguments)
            }
        };
        Some(OperationKind::Call { function, arguments })
    }
}

/// Failures per time of two parts that are both needed.
const FAILURES_IN_SERIES: FunctionId = FunctionId::named("failures_in_series");
/// Failures per time of two redundant parts.
const FAILURES_IN_PARALLEL: FunctionId = FunctionId::named("failures_in_parallel");
/// Failures per time of like parts of which some must be up.
const FAILURES_OF_NEEDED: FunctionId = FunctionId::named("failures_of_needed");
/// The same of unlike parts.
const FAILURES_OF_UNLIKE: FunctionId = FunctionId::named("failures_of_unlike");
/// What the smallest of several parts have together.
const SUM_OF_SMALLEST: FunctionId = FunctionId::named("sum_of_smallest");

type Combine = fn(Slot, Slot) -> OperationKind;

/// What is computed of two values as they are.
fn binary(kind: &ValueKind) -> Option<(ValueId, ValueId, Combine)> {
    Some(match kind {
        ValueKind::Sum(left, right) => (*left, *right, OperationKind::Add),
        ValueKind::Product { left, right, .. } => (*left, *right, OperationKind::Multiply),
        ValueKind::Quotient(left, right) => (*left, *right, OperationKind::Divide),
        ValueKind::Power { base, exponent, .. } => (*base, *exponent, OperationKind::Power),
        _ => return None,
    })
}

/// What is put together of several, on the side that is held.
fn folded(kind: &ValueKind) -> Option<(&[ValueId], Combine)> {
    Some(match kind {
        ValueKind::Total(members) => (members, OperationKind::Add),
        // The smallest availability is the one of which most is missing.
        ValueKind::Smallest { members, of_availabilities: true }
        | ValueKind::Largest { members, of_availabilities: false } => (members, OperationKind::Maximum),
        ValueKind::Smallest { members, of_availabilities: false }
        | ValueKind::Largest { members, of_availabilities: true } => (members, OperationKind::Minimum),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Span;

    #[derive(Default)]
    struct Sheet {
        values: Values,
        lowering: Lowering,
        operations: Vec<Operation>,
    }

    impl Sheet {
        fn value(&mut self, kind: ValueKind) -> ValueId {
            self.values.push(kind, Span::default())
        }

        fn number(&mut self, value: f64, missing: f64) -> ValueId {
            self.value(ValueKind::Number { value, missing })
        }

        fn share(&mut self, value: f64, missing: f64) -> ValueId {
            let number = self.number(value, missing);
            self.value(ValueKind::Share(number))
        }

        fn shown(&mut self, id: ValueId) -> (Slot, Option<Slot>) {
            self.lowering.lower(&self.values, &[id], &mut self.operations);
            self.lowering.shown(&self.values, id, true, false, &mut self.operations)
        }

        fn text(&self, slot: Slot) -> String {
            match &self.operations[slot.0 as usize].kind {
                OperationKind::Constant(number) => number.to_string(),
                OperationKind::Input(place) => format!("#{place}"),
                OperationKind::Complement(of) => format!("(1 - {})", self.text(*of)),
                OperationKind::Share(of) => format!("share {}", self.text(*of)),
                OperationKind::Bounded { value, least, most } => {
                    format!("[{} in {least}..{most}]", self.text(*value))
                }
                OperationKind::Series(a, b) => format!("({} -> {})", self.text(*a), self.text(*b)),
                OperationKind::Add(a, b) => format!("({} + {})", self.text(*a), self.text(*b)),
                OperationKind::Subtract(a, b) => format!("({} - {})", self.text(*a), self.text(*b)),
                OperationKind::Multiply(a, b) => format!("({} * {})", self.text(*a), self.text(*b)),
                OperationKind::Maximum(a, b) => format!("max({}, {})", self.text(*a), self.text(*b)),
                OperationKind::AllOf(a, b) => format!("all({}, {})", self.text(*a), self.text(*b)),
                other => format!("{other:?}"),
            }
        }

        /// The value and what is missing of it, as a row shows them.
        fn texts(&mut self, id: ValueId) -> (String, Option<String>) {
            let (value, missing) = self.shown(id);
            (self.text(value), missing.map(|slot| self.text(slot)))
        }
    }

    #[test]
    fn a_number_of_the_text_has_both_sides_and_its_complement_swaps_them() {
        let mut sheet = Sheet::default();
        let number = sheet.number(0.999, 0.001);
        let complement = sheet.value(ValueKind::Complement(number));
        let negative = sheet.value(ValueKind::Negative(number));
        assert_eq!(sheet.texts(number), ("0.999".into(), Some("0.001".into())));
        assert_eq!(sheet.texts(complement), ("0.001".into(), Some("0.999".into())));
        assert_eq!(sheet.texts(negative), ("-0.999".into(), Some("1.999".into())));
    }

    #[test]
    fn what_is_given_has_both_sides_within_bounds_too() {
        let mut sheet = Sheet::default();
        let given = sheet.value(ValueKind::Given(1));
        let bounded = sheet.value(ValueKind::Bounded { value: given, least: 0.0, most: 0.75 });
        let complement = sheet.value(ValueKind::Complement(bounded));
        let (value, missing) = sheet.texts(bounded);
        assert_eq!((value.as_str(), missing.as_deref()), ("[#2 in 0..0.75]", Some("[#3 in 0.25..1]")));
        assert_eq!(sheet.texts(complement).0, "[#3 in 0.25..1]");
    }

    #[test]
    fn a_number_within_bounds_is_itself_and_one_outside_is_looked_at() {
        let mut sheet = Sheet::default();
        let number = sheet.number(0.5, 0.5);
        let within = sheet.value(ValueKind::Bounded { value: number, least: 0.0, most: 1.0 });
        let outside = sheet.value(ValueKind::Bounded { value: number, least: 0.75, most: 1.0 });
        assert_eq!(sheet.texts(within), ("0.5".into(), Some("0.5".into())));
        assert_eq!(sheet.texts(outside), ("[0.5 in 0.75..1]".into(), None));
    }

    #[test]
    fn a_chain_is_held_by_what_is_missing() {
        let mut sheet = Sheet::default();
        let (a, b) = (sheet.share(0.999, 0.001), sheet.share(0.99, 0.01));
        let series = sheet.value(ValueKind::Series(a, b));
        let parallel = sheet.value(ValueKind::Parallel(a, b));
        let smallest = sheet.value(ValueKind::Smallest { members: vec![a, b], of_availabilities: true });
        let missing = "(share 0.001 -> share 0.01)";
        assert_eq!(sheet.texts(series), (format!("(1 - {missing})"), Some(missing.into())));
        assert_eq!(sheet.texts(parallel).1.as_deref(), Some("(share 0.001 * share 0.01)"));
        assert_eq!(sheet.texts(smallest).1.as_deref(), Some("max(share 0.001, share 0.01)"));
    }

    #[test]
    fn products_powers_and_differences_keep_what_is_missing() {
        let mut sheet = Sheet::default();
        let (a, b) = (sheet.share(0.999, 0.001), sheet.share(0.99, 0.01));
        let plain = sheet.number(0.5, 0.5);
        let two = sheet.number(2.0, -1.0);
        let product = sheet.value(ValueKind::Product { left: a, right: plain, is_pure: true });
        let scaled = sheet.value(ValueKind::Product { left: a, right: plain, is_pure: false });
        let power = sheet.value(ValueKind::Power { base: a, exponent: two, is_whole: true });
        let difference = ValueKind::Difference { left: a, right: b, of_availabilities: false };
        let difference = sheet.value(difference);
        let mixed = ValueKind::Difference { left: a, right: plain, of_availabilities: false };
        let mixed = sheet.value(mixed);
        assert_eq!(sheet.texts(product).1.as_deref(), Some("(share 0.001 -> 0.5)"));
        assert_eq!(sheet.texts(scaled), ("((1 - share 0.001) * 0.5)".into(), None));
        assert_eq!(sheet.texts(power).1.as_deref(), Some("all(share 0.001, 2)"));
        assert_eq!(sheet.texts(difference), ("(share 0.01 - share 0.001)".into(), None));
        assert_eq!(sheet.texts(mixed), ("((1 - share 0.001) - 0.5)".into(), None));
    }

    #[test]
    fn each_side_is_made_once_and_only_where_it_is_asked_for() {
        let mut sheet = Sheet::default();
        let number = sheet.number(3.0, -2.0);
        let sum = sheet.value(ValueKind::Sum(number, number));
        sheet.value(ValueKind::Sum(sum, sum));
        sheet.shown(sum);
        sheet.shown(sum);
        assert_eq!(sheet.operations.len(), 2, "{:?}", sheet.operations);
        // A later line goes on where that one stopped.
        let next = sheet.value(ValueKind::Sum(sum, number));
        assert_eq!(sheet.texts(next).0, "((3 + 3) + 3)");
        assert_eq!(sheet.operations.len(), 3);
    }

    #[test]
    fn chains_of_any_length_need_no_stack() {
        let mut sheet = Sheet::default();
        let mut last = sheet.value(ValueKind::Given(0));
        for _ in 0..100_000 {
            let bounded = sheet.value(ValueKind::Bounded { value: last, least: 0.0, most: 1.0 });
            let complement = sheet.value(ValueKind::Complement(bounded));
            last = sheet.value(ValueKind::Product { left: complement, right: bounded, is_pure: true });
        }
        sheet.shown(last);
        assert!(sheet.operations.len() > 100_000);
    }
}
