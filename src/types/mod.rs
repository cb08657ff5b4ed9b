//! What values are: kinds, and what is computed of what; knows no slots and no numbers but those of the text.

pub mod blocks;
pub mod kind;
pub mod values;

pub use kind::Kind;
pub use values::{Argument, Failures, Side, Value, ValueId, ValueKind, Values};

use crate::units::{Dimension, Shown};

/// A value with its type and its looks.
#[derive(Debug, Clone)]
pub struct Typed {
    /// Its dimension.
    pub dimension: Dimension,
    /// What may be done with it beside what its dimension says.
    pub kind: Kind,
    /// In which units it is shown; never read to decide what it means.
    pub shown: Shown,
    /// What is computed.
    pub value: ValueId,
}
