//! The integration tests: the corpus of sheets, the examples, the cases that the rulings name, properties, sweeps and
//! goals, hostile input, the house's rules.

#![allow(clippy::unwrap_used, clippy::panic)]

mod cases;
mod columns;
mod command_line;
mod documents;
mod examples;
mod fixes;
mod formats;
mod helps;
mod hostile;
mod house;
mod ide;
mod interviews;
mod layout;
mod lowering;
mod outcome;
mod output;
mod properties;
mod repl;
mod rulings;
mod schema;
mod scripts;
mod session;
mod sheets;
mod slips;
mod varied;
mod vocabulary;
