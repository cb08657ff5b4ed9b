//! Results and sweeps as CSV (RFC 4180).

mod results;
pub mod sweep;

pub use results::table;
