//! Charts: scales and axes, and what paints them.

pub mod curves;
pub(super) mod page;
pub mod svg;
pub mod text;
