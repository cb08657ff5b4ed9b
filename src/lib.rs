//! napkin
#[macro_use]
extern crate uom;
pub mod diagnostic;
pub mod source;
pub mod syntax;
pub mod units;
