//! Assumptions on a page: those that cases change, and the others with the fields of a block in one line; no markup.

use super::grid::{Cell, Grid, Kind, Shown, expression, name_text, shown_text, value_cells, variant_name};
use crate::report::variants::Line;
use crate::report::{Report, Section};

/// The longest line of fields, in characters.
const LONGEST_LINE: usize = 64;
/// What needs no name before its value, as its unit says it.
const TOLD_BY_UNIT: [&str; 4] = ["availability", "latency", "capacity", "cost"];

/// The tables of the assumptions among some lines; none where there are none.
pub(super) fn grids(variants: &[Report], lines: &[Line<'_>]) -> Vec<Grid> {
    let lines = || lines.iter().filter(|line| line.row.section == Section::Assumptions);
    let varied: Vec<&Line<'_>> = lines().filter(|line| line.is_varied()).collect();
    let same: Vec<&Line<'_>> = lines().filter(|line| !line.is_varied()).collect();
    [by_case(variants, &varied), in_blocks(&same)].into_iter().flatten().collect()
}

/// Those that cases change, a column for each case.
fn by_case(variants: &[Report], lines: &[&Line<'_>]) -> Option<Grid> {
    let columns = std::iter::once(("name".to_owned(), Kind::Name))
        .chain(variants.iter().map(|report| (variant_name(report), Kind::Value)))
        .chain([("note".to_owned(), Kind::Note)]);
    let mut grid = Grid::new("Assumptions by case", columns);
    for line in lines {
        let mut row = vec![Cell::Text(name_text(&line.row.name))];
        row.extend(value_cells(line, |row| Shown::row(row, true)));
        row.push(note(line));
        grid.rows.push(row);
    }
    (!grid.rows.is_empty()).then(|| grid.without_empty_columns())
}

/// Those that are the same in all cases.
fn in_blocks(lines: &[&Line<'_>]) -> Option<Grid> {
    let columns = [
        ("name", Kind::Name),
        ("value", Kind::Value),
        ("expression", Kind::Expression),
        ("note", Kind::Note),
    ];
    let mut grid =
        Grid::new(Section::Assumptions.as_str(), columns.map(|(title, kind)| (title.to_owned(), kind)));
    let mut rest = lines;
    while let Some(first) = rest.first() {
        let block = &rest[..block(rest).len().max(1)];
        rest = &rest[block.len()..];
        if let (Some(name), Some(fields)) = (block_of(first), in_one_line(block)) {
            let nothing = || Cell::Text(String::new());
            grid.rows.push(vec![
                Cell::Text(name_text(name)),
                Cell::Value(Shown::of(&fields)),
                nothing(),
                nothing(),
            ]);
            continue;
        }
        grid.rows.extend(block.iter().map(|line| {
            vec![
                Cell::Text(name_text(&line.row.name)),
                Cell::Value(Shown::row(line.row, false)),
                Cell::Code(expression(line.row)),
                note(line),
            ]
        }));
    }
    (!grid.rows.is_empty()).then(|| grid.without_empty_columns())
}

/// The lines at the start that belong to one block, as long as they say no more than their values.
fn block<'l, 'r>(lines: &'l [&'l Line<'r>]) -> &'l [&'l Line<'r>] {
    let first = lines.first().and_then(|line| block_of(line));
    let of_block = |line: &&&Line<'_>| {
        block_of(line).is_some()
            && block_of(line) == first
            && line.row.note.is_none()
            && expression(line.row).is_empty()
    };
    &lines[..lines.iter().take_while(of_block).count()]
}

/// The name of the block that a field is of.
fn block_of<'r>(line: &Line<'r>) -> Option<&'r str> {
    line.row.name.rsplit_once('.').map(|(block, _)| block)
}

/// `99.99%, 0.5 ms, 50k req/s`, `content 1 KB, metadata 271 bytes`; none where it is not several or too long.
fn in_one_line(lines: &[&Line<'_>]) -> Option<String> {
    if lines.len() < 2 {
        return None;
    }
    let field = |line: &&Line<'_>| {
        let (_, field) = line.row.name.rsplit_once('.').unwrap_or_default();
        let value = line.row.in_brief();
        if TOLD_BY_UNIT.contains(&field) { value.to_owned() } else { format!("{field} {value}") }
    };
    let fields: Vec<String> = lines.iter().map(field).collect();
    Some(fields.join(", ")).filter(|text| text.chars().count() <= LONGEST_LINE)
}

fn note(line: &Line<'_>) -> Cell {
    Cell::Text(shown_text(line.row.note.as_deref().unwrap_or_default()))
}
