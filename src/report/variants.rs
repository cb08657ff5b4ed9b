//! The rows of a scenario's variants, the base and its cases, side by side; knows no layout.

use std::collections::HashMap;

use super::rows::Row;
use super::scenario::Report;

/// What the column of the base is called.
pub(crate) const BASE: &str = "base";
/// Stands for a value that a variant does not have.
pub(crate) const NO_VALUE: &str = "–";

/// A row of all variants.
pub(crate) struct Line<'r> {
    /// The row of the first variant that has it.
    pub(crate) row: &'r Row,
    /// The row of each variant.
    pub(crate) values: Vec<Option<&'r Row>>,
}

impl Line<'_> {
    pub(crate) fn is_varied(&self) -> bool {
        let first = self.values.first().copied().flatten();
        self.values.iter().any(|row| row.map(|row| &row.display) != first.map(|row| &row.display))
    }
}

/// The rows of all variants, each once, in the order of the base; without the figures of paths that stand in a table
/// of their own.
pub(crate) fn lines(variants: &[Report]) -> Vec<Line<'_>> {
    lines_of(variants, |row| !row.is_of_path)
}

/// The same with the figures of paths.
pub(crate) fn all_lines(variants: &[Report]) -> Vec<Line<'_>> {
    lines_of(variants, |_| true)
}

fn lines_of(variants: &[Report], is_wanted: fn(&Row) -> bool) -> Vec<Line<'_>> {
    let mut lines: Vec<Line<'_>> = Vec::new();
    // A name stands for one row; texts without a name may come several times.
    let mut places: HashMap<(&str, usize), usize> = HashMap::new();
    for (variant, report) in variants.iter().enumerate() {
        let mut seen: HashMap<&str, usize> = HashMap::new();
        for row in report.rows.iter().filter(|row| is_wanted(row)) {
            let count = seen.entry(&row.name).or_default();
            let place = *places.entry((&row.name, *count)).or_insert(lines.len());
            *count += 1;
            if place == lines.len() {
                lines.push(Line { row, values: vec![None; variants.len()] });
            }
            lines[place].values[variant] = Some(row);
        }
    }
    lines
}
