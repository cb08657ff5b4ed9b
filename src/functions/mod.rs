//! The functions that ship, one row each in the file of its subject: what they are called with, what each number may
//! be, how they are computed and what they are for; how calls are typed is told elsewhere.

mod arithmetic;
pub mod availability;
mod bounds;
mod failures;
mod growth;
mod hashing;
mod keys;
mod numeric;
mod queues;
mod recovery;
mod row;
mod storage;
mod table;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
mod traffic;

pub use bounds::{Bound, Limit, Rule};
pub use row::{Body, CountsIn, Default, Parameter, Row, Variadic};
pub use table::{FunctionId, all, find, offered};
