//! Everything as JSON: the names, their order and their meaning are a promise to scripts.

pub mod report;
#[cfg(test)]
pub(super) mod schema;
pub mod solution;
pub mod sweep;

pub use report::{explanation, reports, result};
