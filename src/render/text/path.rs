//! The section of a path as text: a row for each stage and what follows from them; knows no other section.

use super::layout::{Column, Layout, Narrow, Remark, noted};
use crate::render::grid::{Cell, Grid};
use crate::render::letters::shortened_to;
use crate::render::look::{DIM, FAILS, HEADING, Look, PLAIN};
use crate::render::page::PathPage;
use crate::render::wrap::{INDENT, write_wrapped};

/// The longest text of a stage in its column: a longer one would leave no room for its figures.
const LONGEST_STAGE: usize = 40;

/// Writes the section of a path.
pub(super) fn write(path: &PathPage<'_>, look: Look, text: &mut String) {
    text.push('\n');
    text.push_str(&look.paint(HEADING, &format!("Path {}", path.name)));
    let note = noted(&path.note);
    let beside = format!("Path {}", path.name).chars().count() + 2 + note.chars().count();
    if !note.is_empty() && look.width.is_none_or(|width| beside <= width) {
        text.push_str(INDENT);
        text.push_str(&look.paint(DIM, &note));
        text.push('\n');
    } else {
        text.push('\n');
        write_wrapped(&note, INDENT, DIM, look, text);
    }
    if write_grid(&path.stages, false, look, text) {
        text.push('\n');
    }
    for (words, is_bad) in &path.lines {
        write_wrapped(words, INDENT, if *is_bad { FAILS } else { PLAIN }, look, text);
    }
    if let Some(cases) = &path.cases {
        write_grid(cases, true, look, text);
    }
}

/// Writes a table of figures; answers whether it was too wide for one piece.
fn write_grid(grid: &Grid, is_apart: bool, look: Look, text: &mut String) -> bool {
    let mut columns = vec![Column::new(PLAIN).pinned()];
    columns.resize(grid.columns.len(), Column::values());
    let mut table = Layout::new(columns, Narrow::Below);
    let mut titles: Vec<String> = grid.columns.iter().map(|column| column.title.clone()).collect();
    if let Some(first) = titles.first_mut() {
        first.insert_str(0, INDENT);
    }
    table.titles(titles, DIM, is_apart);
    for row in &grid.rows {
        let mut cells: Vec<String> = row.iter().map(|cell| cell.text().to_owned()).collect();
        if let Some(first) = cells.first_mut() {
            *first = format!("{INDENT}{}", shortened_to(first, LONGEST_STAGE));
        }
        if matches!(row.first(), Some(Cell::Strong(_))) {
            table.row_in(HEADING, cells);
        } else {
            table.row(cells, Remark::default(), Vec::new());
        }
    }
    table.write(look, text)
}
