//! Everything as text for people: tables, trees, sentences; knows no terminal but its width.

pub mod explanation;
mod layout;
pub mod lookup;
mod path;
pub mod reference;
pub mod report;
pub mod solution;
pub mod sweep;

pub use report::{check_line, checks, report, summary};

pub(super) use layout::abbreviated;
