//! The integration tests: the corpus of sheets, the examples, the cases that the rulings name, properties, hostile
//! input, the house's rules.

#![allow(clippy::unwrap_used, clippy::panic)]

mod documents;
mod examples;
mod formats;
mod hostile;
mod house;
mod outcome;
mod output;
mod properties;
mod repl;
mod rulings;
mod schema;
mod sheets;
mod vocabulary;
