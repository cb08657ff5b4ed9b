//! Everything as JSON: the names, their order and their meaning are a promise to scripts.

pub mod explanation;
pub mod report;
pub mod result;
#[cfg(test)]
pub(super) mod schema;
pub mod solution;
pub mod sweep;

pub use report::reports;
