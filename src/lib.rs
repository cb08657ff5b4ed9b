//! napkin, the calculator for capacity estimates, as a library.
//!
//! You write down what you assume (users, traffic, payload sizes, read/write ratios, how parts depend on each
//! other); napkin checks the units and tells the storage, bandwidth, throughput, latency, cost and nines that follow.
//!
//! ```
//! use napkin::Scenario;
//!
//! let scenario = Scenario::new("pastebin", "writes = 10 million pastes/month\nstorage = writes * 1.27 KB/paste over 3 years");
//! let report = scenario.report();
//! assert!(report.problems.is_empty() && report.failing() == 0);
//! assert_eq!(report.row("storage").map(|row| row.display.as_str()), Some("457 GB"));
//! ```
//!
//! [`Scenario`] takes a text and what is wanted of it, and gives a [`Report`]: rows with their values, checks with their
//! verdicts, and what is wrong. [`evaluate`] does one expression. The renderers in [`render`] make text of a report:
//!
//! ```
//! use napkin::Scenario;
//! use napkin::render::{json, look::Look, text};
//!
//! let report = Scenario::new("pastebin", "writes = 10 million pastes/month\ncheck writes < 5 pastes/s").report();
//! assert!(text::report(&[report.clone()], None, Look::default()).contains("1 check: it holds"));
//! assert!(json::reports(&[report]).starts_with("{\n  \"napkin\": 2,"));
//! ```
//!
//! Stage by stage, a program has the plan and its numbers in hand:
//!
//! ```
//! use napkin::workspace::{NoFiles, run};
//! use napkin::source::{Source, SourceId};
//! use napkin::units::display;
//!
//! let scenario = "writes = 10 million pastes/month\nstorage = writes * 1.27 KB/paste over 3 years";
//! let outcome = run(Source::new(SourceId(0), "pastebin", scenario), &NoFiles, &[]);
//! assert!(outcome.diagnostics.is_empty());
//! let storage = outcome.plan.item("storage").and_then(|item| item.value.as_ref()).expect("a good line has a value");
//! let number = outcome.estimate.number(storage.value);
//! let shown = display::quantity(&outcome.plan.units, number, &storage.dimension, &storage.shown, 3);
//! assert_eq!(shown.text, "457 GB");
//! ```
//!
//! The public face is [`Scenario`] with what it answers; the other modules are there for the command line, tests and
//! benches, and change without notice.
//!
//! The library touches neither terminal nor files: what a scenario imports comes from a [`Loader`]. Without
//! the default feature `cli` it is built without the command line and what only that needs:
//! `napkin = { version = "0.1", default-features = false }`.
//!
//! # Architecture
//!
//! Data flows one way, and each arrow is a pure function:
//!
//! ```text
//! Source -> syntax::Sheet -> types::Values -> plan::Plan -> estimate::Estimate -> report::Report -> render
//! ```
//!
//! | stage | takes | gives | where |
//! |---|---|---|---|
//! | scan | a text | logical lines, comments blanked, nesting counted | `syntax::scan` |
//! | cut | any text | words, numbers and signs without loss | [`syntax::tokens`] |
//! | parse | a logical line | statements and expressions with spans | `syntax` (grammar/napkin.pest) |
//! | lay out | a text that can be read | the same in its canonical layout | [`syntax::format`] |
//! | name | sheets | what every word means, with its place: definitions, fields, parameters, units | `names` |
//! | type | sheets | values: what is computed, of which dimension and kind | `plan` (expressions), `types` (values, blocks) |
//! | lower | values | operations on plain numbers; which side of 1 each is held on | `plan::lowering` |
//! | estimate | a plan | a number for each operation, in any number of lanes | [`estimate`] |
//! | answer | a session's line | values, verdicts, what changed | `report::answers` |
//! | report | an outcome | rows in sections, a summary, verdicts, paths, sweeps, solutions, explanations, as data | [`mod@report`] |
//! | ask | an analysis | hover, definition, references, rename, outline, values, tokens, fixes, completion | [`ide`] |
//! | render | a report | text, JSON, CSV, Markdown, HTML, messages, charts | one file or folder each in [`render`] |
//!
//! [`scenario`] is the short way through all of them, for programs that use the library. [`workspace`] ties the stages
//! together: a file with its imports, one expression, or a sheet that is edited line by line (`workspace::live`, with what
//! is typed in `typing` and what is saved in `saved`), which `cli::repl` puts on a terminal and `cli::lines` on a pipe. Sweeps and
//! goals run one plan over and over with other inputs ([`estimate::repeated`]).
//! [`units`] knows dimensions, units, calendars and how a quantity is written; it is filled from uom.
//!
//! # Invariants
//!
//! - A module uses only those before it: `source, diagnostic, units, syntax, names, functions, types, plan, estimate, workspace, report, render, ide, scenario, cli`.
//! - No name is resolved in a sheet, no unit is known there; no text is parsed after it.
//! - No dimension is checked after planning: a plan's operations are numbers in base units, operands first.
//! - Nothing is computed in planning: the number of a literal is folded, all else is an operation.
//! - A value is never lost silently: what has no number has a diagnostic, and what depends on it has neither.
//! - No expression is walked by recursion: nodes come operands first. Only calls of a file's own functions nest, 64
//!   deep at most.
//! - A plan may have open inputs, whose numbers are given at each estimate: a sweep plans once, and each of its rows
//!   is bit for bit what a run with `--set` comes to, however many lanes are computed at a time.
//! - An availability is held as what is missing to 1, from the literal to the report, so that 15 nines stay 15 nines.
//! - Doors: pest is known to `syntax::parser` alone, comfy-table, annotate-snippets, serde, csv and askama to one
//!   renderer each, clap, rustyline, files and stdout to `cli` alone. `tests/` checks both layers and doors.
//!
//! # Where things go
//!
//! A new unit is a row in `units::table`; a new function is a row beside its formula over uom types in `functions`, whose
//! signature the checker reads from its Rust types; a new kind of statement is a rule in the grammar, a variant of
//! `syntax::sheet::StatementKind` and a definition in `plan::definitions`; a new format is a file in `render`
//! (one with headings and tables takes them from `render::page`; HTML's words and styles are in templates/); a new
//! figure of a workload is a line of `plan::workload`, written in napkin itself.
//!
//! Inside `plan`: `conventions`, `declared_units` and `nouns` come before any expression; `definitions` collects names
//! and types them in the order of use; `lower` walks one expression, with `literals`, `references`, `operators`,
//! `conversions`, `calls`, `formulas` and `availability` beside it, and `readings`, `timing`, `shares`, `zeros` and `settling` for
//! what people write; `overrides`, `layers` and `inputs` put other values over names,
//! `ranges` types the ends of those that are swept; `rows`, `paths` and `checks` are what a report shows.
//! Comments that cite a ruling, as (rulings, B8), mean the row of that name in docs/rulings.md, which says why a doubtful
//! line is read as it is; docs/reference.md tells users what holds.

#[macro_use]
extern crate uom;

#[cfg(feature = "cli")]
#[doc(hidden)]
pub mod cli;
pub mod diagnostic;
#[doc(hidden)]
pub mod estimate;
#[doc(hidden)]
pub mod functions;
pub mod ide;
#[doc(hidden)]
pub mod names;
#[doc(hidden)]
pub mod plan;
pub mod render;
pub mod report;
pub mod scenario;
pub mod source;
#[doc(hidden)]
pub mod syntax;
#[doc(hidden)]
pub mod types;
#[doc(hidden)]
pub mod units;
#[doc(hidden)]
pub mod workspace;

/// Runs the Rust that the README shows.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

/// Runs the Rust that the reference shows.
#[cfg(doctest)]
#[doc = include_str!("../docs/reference.md")]
struct Reference;

pub use report::explain::Explanation;
pub use report::solution::Solved;
pub use report::sweep::Numbers;
pub use report::{Problem, Report, Row};
pub use scenario::{Columns, Rows, Scenario, Steps, evaluate};
pub use workspace::{Loader, NoFiles};
