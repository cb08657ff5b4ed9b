//! From text to [`sheet::Sheet`]: what was written, with spans; no name is resolved here and no unit is known.

pub mod colours;
pub mod format;
mod mistakes;
mod parser;
pub mod scan;
pub mod sheet;
#[cfg(test)]
mod tests;
pub mod tokens;
pub mod words;

pub use parser::{parse, parse_expression, parse_piece};
