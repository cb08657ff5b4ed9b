//! A sweep as a table for people: a row a point, each value in the unit that suits it; knows no terminal.

use super::layout::{Column, Layout, Narrow, Remark};
use crate::render::letters::{clean, shortened, with_unit};
use crate::render::look::{DIM, HEADING, Look, PLAIN};
use crate::report::sweep::{GapNote, Table};
use crate::report::variants::NO_VALUE;
use crate::units::display::number_text;

/// How many rows a table may have.
pub const MOST_ROWS: u64 = 10_000;

/// The table. Its rows must not be more than [`MOST_ROWS`].
pub fn table(table: &Table, look: Look) -> String {
    let columns = table.columns.iter().map(|column| match column.swept {
        Some(_) => Column::new(PLAIN).pinned(),
        None => Column::values(),
    });
    let mut layout = Layout::new(columns.collect(), Narrow::LeftOut);
    layout.titles(table.columns.iter().map(|column| shortened(&column.name)).collect(), HEADING, false);
    for row in &table.rows {
        let cells = row
            .iter()
            .map(|value| value.as_ref().map_or_else(|| NO_VALUE.to_owned(), |value| value.text.clone()));
        layout.row(cells.collect(), Remark::default(), Vec::new());
    }
    let mut text = String::new();
    if let Some(title) = &table.title {
        text.push_str(&look.paint(HEADING, &clean(title)));
        text.push('\n');
    }
    if let Some(case) = &table.case {
        text.push_str(&look.paint(DIM, &clean(&format!("case {case}"))));
        text.push('\n');
    }
    if !text.is_empty() {
        text.push('\n');
    }
    layout.write(look, &mut text);
    text
}

/// Sentences that tell of names on which nothing depends that is shown.
pub fn unused(names: &[&str]) -> String {
    let note = |name: &&str| clean(&format!("note: nothing that is shown depends on `{name}`")) + "\n";
    names.iter().map(note).collect()
}

/// Sentences that tell of rows in which an output has no value; none where there are none.
pub fn gaps(notes: &[GapNote], digits: usize) -> String {
    notes.iter().map(|note| gap(note, digits)).collect()
}

fn gap(note: &GapNote, digits: usize) -> String {
    let at = note.first.iter().map(|setting| {
        let number = number_text(setting.number, digits.max(6));
        format!("{} = {}", setting.name, with_unit(&number, &setting.unit))
    });
    let at: Vec<String> = at.collect();
    let GapNote { output, rows: count, of, .. } = note;
    let (rows, has) = if *count == 1 { ("row", "has") } else { ("rows", "have") };
    let mut text = format!("note: {count} {rows} of {of} {has} no value for `{output}`");
    text.push_str(&format!(", {} at {}", if *count == 1 { "that" } else { "the first" }, at.join(", ")));
    if let Some(why) = &note.why {
        let place = why
            .place
            .as_ref()
            .map_or_else(String::new, |(file, start)| format!(" ({file}:{}:{})", start.line, start.column));
        text.push_str(&format!(": {}{place}", why.message));
    }
    clean(&text) + "\n"
}
