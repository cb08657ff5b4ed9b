//! napkin
#[macro_use]
extern crate uom;
pub mod diagnostic;
pub mod source;
pub mod units;
pub mod syntax;
pub mod plan;
pub mod estimate;
pub mod session;
pub mod report;
