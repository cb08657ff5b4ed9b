//! What every word of some sheets means: definitions, parameters, functions, units, fields, figures; resolved once and
//! kept. No dimension and no number is known here.

mod definitions;
mod resolution;

pub use definitions::{Definition, DefinitionId, DefinitionKind, FieldPlace, Names, ParameterPlace};
pub use resolution::{Resolved, Target, at, resolved};
