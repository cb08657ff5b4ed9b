//! Charts: scales and axes, and what paints them.

pub mod curves;
pub(super) mod page;
mod scale;
pub mod svg;
pub mod text;
