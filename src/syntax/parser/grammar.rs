//! The parser that pest makes of grammar/napkin.pest; knows no sheet.

use pest::iterators::{Pair, Pairs};
use pest_derive::Parser;

/// Parses by any rule of the grammar.
#[derive(Parser)]
#[grammar = "../grammar/napkin.pest"]
pub(super) struct Grammar;

/// A pair of the grammar.
pub(super) type Part<'t> = Pair<'t, Rule>;
/// The parts of a pair.
pub(super) type Parts<'t> = Pairs<'t, Rule>;
