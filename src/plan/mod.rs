//! From sheets to a [`Plan`]: names and units resolved, every dimension known, a flat list of operations on
//! numbers in base units; nothing is computed here, and no dimension work is left for later.

mod availability;
pub mod block_fields;
mod calls;
mod checks;
mod components;
mod conventions;
mod conversions;
mod copies;
mod declared_units;
mod definitions;
pub mod dependencies;
mod formulas;
mod inputs;
mod layers;
mod literals;
mod lower;
pub mod lowering;
mod mismatch;
mod nouns;
mod operators;
mod order;
mod overrides;
mod paths;
mod planner;
mod ranges;
mod readings;
mod references;
mod rows;
mod settling;
mod shares;
mod timing;
mod workload;
mod zeros;

pub use inputs::{Ends, Open, PlannedInput};
pub use overrides::BASE_CASE;
pub use planner::{Mark, Override, Planner, Variant};

use std::sync::Arc;

use crate::functions::FunctionId;
use crate::source::Span;
use crate::syntax::sheet::{Comparison, Sheet};
use crate::units::{Dimension, Shown, Units};

/// Where an operation's result stands: its place in [`Plan::operations`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Slot(pub u32);

/// One step of a plan; its operands come before it.
#[derive(Debug, Clone)]
pub struct Operation {
    /// What is computed.
    pub kind: OperationKind,
    /// The text that asks for it, for errors of arithmetic.
    pub span: Span,
}

/// What a step computes. All numbers are in base units: bits, seconds, units of a currency, things.
#[derive(Debug, Clone)]
pub enum OperationKind {
    /// A number of the text.
    Constant(f64),
    /// A number that is given from outside at each estimate: its place among those.
    Input(u32),
    /// `a + b`
    Add(Slot, Slot),
    /// `a - b`
    Subtract(Slot, Slot),
    /// `a * b`
    Multiply(Slot, Slot),
    /// `a / b`
    Divide(Slot, Slot),
    /// `a ^ b`; exact for whole exponents while the result is
    Power(Slot, Slot),
    /// `-a`
    Negate(Slot),
    /// `1 - a`: between a value and what is missing to 1
    Complement(Slot),
    /// The smaller.
    Minimum(Slot, Slot),
    /// The larger.
    Maximum(Slot, Slot),
    /// What is missing of two parts that are both needed.
    Series(Slot, Slot),
    /// What is missing of `b` equal parts that are all needed, each missing `a`.
    AllOf(Slot, Slot),
    /// What is missing where `needed` of `members` equal parts must be up.
    NeededOf {
        /// How many must be up.
        needed: u64,
        /// Of how many.
        members: u64,
        /// What is missing of each.
        missing: Slot,
    },
    /// What is missing where `needed` of unlike parts must be up.
    NeededOfUnlike {
        /// How many must be up.
        needed: u64,
        /// What is missing of each.
        missing: Vec<Slot>,
    },
    /// One of two numbers: `zero` where `tested` is 0, else `other`.
    IfZero {
        /// What decides.
        tested: Slot,
        /// Where it is 0.
        zero: Slot,
        /// Where it is not.
        other: Slot,
    },
    /// The same number, which must be an availability's share: 0 to 1.
    Share(Slot),
    /// The same number, which must lie within bounds.
    Bounded {
        /// The number.
        value: Slot,
        /// The least that it may be.
        least: f64,
        /// The most that it may be.
        most: f64,
    },
    /// A function that ships.
    Call {
        /// Which.
        function: FunctionId,
        /// Its arguments.
        arguments: Vec<Slot>,
    },
}

/// The value of something that is shown: where its number is and how it is written.
#[derive(Debug, Clone)]
pub struct PlannedValue {
    /// Its dimension.
    pub dimension: Dimension,
    /// In which units it is shown.
    pub shown: Shown,
    /// Whether it is an availability: shown with nines and downtime.
    pub is_availability: bool,
    /// Where its number is.
    pub value: Slot,
    /// For a pure number of which it is known more exactly: where 1 less it is.
    pub missing: Option<Slot>,
    /// The literal that it is, as typed.
    pub as_typed: Option<String>,
}

/// What a row of the report is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ItemKind {
    /// `users = 10 million users`
    Binding,
    /// A field of a record: `paste.content`.
    Field,
    /// The size of a record: `size(paste)`.
    Size,
    /// A figure that a workload or a path derives: `pastes.storage`, `read.availability`.
    Derived,
    /// An expression without a name.
    Expression,
}

/// Something with a value: a row of the report.
#[derive(Debug, Clone)]
pub struct Item {
    /// Its name, or the text of an expression without one.
    pub name: String,
    /// What it is.
    pub kind: ItemKind,
    /// The value; none where the line has an error.
    pub value: Option<PlannedValue>,
    /// The expression that makes it.
    pub expression: String,
    /// Where that expression is put over the name and mentions it: the value that the name stands for there.
    pub below: Option<PlannedValue>,
    /// The names in that expression, with their places in it (in bytes of `expression`), in order.
    pub references: Vec<Reference>,
    /// What stands for words of the expression that are no items: a default, a part of a growth rate.
    pub implied: Vec<(std::ops::Range<usize>, String)>,
    /// Whether it is a figure that is stated, not computed: a literal.
    pub is_assumption: bool,
    /// Whether its expression is a literal with conversions alone: it has all its digits.
    pub is_exact: bool,
    /// The comment behind it.
    pub note: Option<String>,
    /// For a figure of a path, the members that it is without, as they have none.
    pub lacking: Vec<String>,
    /// Where it stands.
    pub span: Span,
    /// Whether it is the file's own: not imported.
    pub is_own: bool,
    /// The whole number written with a `B` that an amount of information rests on, and where: it may have meant a billion.
    pub whole_bytes: Option<(Span, String)>,
}

/// A name inside an expression.
#[derive(Debug, Clone)]
pub struct Reference {
    /// The item's place in [`Plan::items`].
    pub item: usize,
    /// Where it stands in the item's expression, in bytes; none where the expression is not one piece of text.
    pub place: Option<std::ops::Range<usize>>,
}

/// A side of a check.
#[derive(Debug, Clone)]
pub struct CheckSide {
    /// Its value.
    pub value: PlannedValue,
    /// What is compared: the value, or what is missing to 1.
    pub compared: Slot,
}

/// How far a check's sides may be apart.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Tolerance {
    /// A share of the right side.
    Relative(Slot),
    /// An amount.
    Absolute(Slot),
    /// What is said where nothing is: 5 % for `~`, 1e-9 otherwise.
    Usual,
}

/// A figure that a check is held against.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stated {
    /// As it was typed: `457.20 GB`.
    pub text: String,
    /// Its significant digits, zeros behind a point among them: 5.
    pub digits: usize,
    /// Whether it has several parts: `1min 5s`.
    pub has_parts: bool,
}

/// A check, planned.
#[derive(Debug, Clone)]
pub struct PlannedCheck {
    /// What it asks, as written.
    pub expression: String,
    /// The side that is computed.
    pub left: CheckSide,
    /// How it is compared.
    pub comparison: Comparison,
    /// The side it is held against.
    pub right: CheckSide,
    /// The right side where it is a literal: as it was typed, and to how many digits.
    pub stated: Option<Stated>,
    /// How far they may be apart.
    pub tolerance: Tolerance,
    /// Whether what is missing to 1 is compared.
    pub compares_missing: bool,
    /// The comment behind it.
    pub note: Option<String>,
    /// Where it stands.
    pub span: Span,
}

/// One stage of a path, with what is known of it.
#[derive(Debug, Clone)]
pub struct PlannedStage {
    /// As written: `8 of 10 app`.
    pub text: String,
    /// Its availability.
    pub availability: Option<PlannedValue>,
    /// Its latency.
    pub latency: Option<PlannedValue>,
    /// Its capacity with all members up.
    pub capacity: Option<PlannedValue>,
    /// Its capacity with as many members down as its availability tolerates.
    pub surviving: Option<PlannedValue>,
    /// Its cost.
    pub cost: Option<PlannedValue>,
    /// The properties that only some of its members have, each with those that have none: the figure is without them.
    pub lacking: Vec<(&'static str, Vec<String>)>,
}

/// A path, stage by stage.
#[derive(Debug, Clone)]
pub struct PlannedPath {
    /// Its name.
    pub name: String,
    /// Its stages in series.
    pub stages: Vec<PlannedStage>,
    /// The whole chain.
    pub whole: PlannedStage,
    /// What it carries.
    pub load: Option<PlannedValue>,
    /// Where the load is said.
    pub load_span: Option<Span>,
    /// The properties that not all of its members have, each with those that have no figure for it.
    pub lacking: Vec<(&'static str, Vec<String>)>,
    /// The comment behind it.
    pub note: Option<String>,
    /// Where it stands.
    pub span: Span,
}

/// What a workload has stored at the end of its retention.
#[derive(Debug, Clone)]
pub struct PlannedStorage {
    /// Its name: `pastes.storage`.
    pub name: String,
    /// It.
    pub storage: PlannedValue,
    /// How long records are kept. No other value has this one's slot: with a shorter time in it, `storage` is what is
    /// stored by then.
    pub retention: PlannedValue,
}

/// A scenario, ready to be estimated any number of times.
#[derive(Debug, Clone, Default)]
pub struct Plan {
    /// The units and the conventions in force.
    pub units: Units,
    /// The title, if there is one.
    pub title: Option<String>,
    /// Every step, operands first.
    pub operations: Vec<Operation>,
    /// What is shown, in the order of the text.
    pub items: Vec<Item>,
    /// The checks in the order of the text.
    pub checks: Vec<PlannedCheck>,
    /// How many checks have an error, and so no verdict.
    pub unplanned_checks: usize,
    /// The paths in the order of the text.
    pub paths: Vec<PlannedPath>,
    /// What the file's own workloads have stored, in the order of the text.
    pub kept: Vec<PlannedStorage>,
    /// The modules that are used, each with its title: source and year.
    pub modules: Vec<(String, String)>,
    /// The names whose values are given from outside at each estimate.
    pub inputs: Vec<PlannedInput>,
}

impl Plan {
    /// The item of a name.
    pub fn item(&self, name: &str) -> Option<&Item> {
        self.items.iter().find(|item| item.name == name && item.kind != ItemKind::Expression)
    }
}

/// A scenario's sheets: first its own, then those it imports.
pub type Sheets = [Arc<Sheet>];
