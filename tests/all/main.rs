//! The integration tests: the corpus of sheets, the examples, the cases that the rulings name, properties, sweeps and
//! goals, hostile input, the house's rules.

#![allow(clippy::unwrap_used, clippy::panic)]

mod documents;
mod examples;
mod hostile;
mod house;
mod outcome;
mod properties;
mod rulings;
mod sheets;
mod varied;
mod vocabulary;
