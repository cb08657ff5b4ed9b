//! What is told, written out: text, JSON, CSV, Markdown, HTML, charts, messages; runs and reads nothing.

mod assumptions;
pub mod beneath;
pub mod chart;
pub mod csv;
mod grid;
pub mod html;
pub mod json;
pub mod letters;
pub mod look;
pub mod markdown;
pub mod messages;
mod numbers;
mod page;
mod path_words;
mod summary;
#[cfg(test)]
mod tests;
pub mod text;
mod words;
pub mod wrap;
