//! A page as text for people: header, sections, paths, checks, with a column for each case; knows no terminal, and
//! nothing of how values came about.

use super::layout::{Column, Layout, Narrow, Remark, noted, with_aside};
use super::path;
use crate::render::grid::{Cell, Grid, Kind};
use crate::render::letters::{clean, shortened, shortened_to};
use crate::render::look::{DIM, FAILS, HEADING, HOLDS, Look, PLAIN};
use crate::render::page::Page;
use crate::render::summary;
use crate::render::words::both_sides;
use crate::render::wrap::{INDENT, LEAST_FOR_WRAPPING, wrapped, write_wrapped};
use crate::report::{CheckRow, Report};

/// The longest name of a case above its column.
const LONGEST_CASE: usize = 24;

/// Assumptions with longer values have a table of their own.
const WIDEST_SHARED: usize = 40;

/// The whole report: the variants of one scenario, the base (or the only one) first. `file` is said where there are
/// several.
pub fn report(variants: &[Report], file: Option<&str>, look: Look) -> String {
    if variants.is_empty() {
        return String::new();
    }
    let page = Page::without_problems(variants, file.unwrap_or_default());
    let mut text = header(&page, file, look);
    if page.summary.is_due {
        write_verdict(&page, look, &mut text);
    }
    if page.is_empty() {
        text.push_str("\nno name has a value here\n");
    }
    let results = page.figures.iter().chain(&page.sections);
    if page.paths.is_empty() && page.variants == 1 && page.assumptions.iter().all(is_narrow) {
        sections(results.chain(&page.assumptions), 1, look, &mut text);
    } else {
        sections(results, page.variants, look, &mut text);
        for path in &page.paths {
            path::write(path, look, &mut text);
        }
        // Each by itself: a line of fields would move the columns of the others.
        for grid in &page.assumptions {
            sections([grid], if grid.has_cases() { page.variants } else { 1 }, look, &mut text);
        }
    }
    if page.checks.is_some() {
        text.push('\n');
        text.push_str(&look.paint(HEADING, "Checks"));
        text.push('\n');
        write_checks(&page, look, &mut text);
    }
    text
}

/// The checks alone, with their summary. `file` is said where there are several.
pub fn checks(variants: &[Report], file: Option<&str>, look: Look) -> String {
    let mut text = String::new();
    if let Some(file) = file {
        text.push_str(&look.paint(HEADING, &clean(file)));
        text.push('\n');
    }
    write_checks(&Page::without_problems(variants, file.unwrap_or_default()), look, &mut text);
    text
}

fn header(page: &Page<'_>, file: Option<&str>, look: Look) -> String {
    let mut text = String::new();
    let title = match (page.titled, file) {
        (Some(title), Some(file)) => format!("{title} ({file})"),
        (Some(only), None) | (None, Some(only)) => only.to_owned(),
        (None, None) => String::new(),
    };
    if !title.is_empty() {
        text.push_str(&look.paint(HEADING, &clean(&title)));
        text.push('\n');
    }
    if let Some(case) = page.case {
        write_wrapped(&clean(&format!("case {case}")), "", HEADING, look, &mut text);
    }
    write_wrapped(&page.conventions, "", DIM, look, &mut text);
    for module in &page.modules {
        write_wrapped(&format!("uses {module}"), "", DIM, look, &mut text);
    }
    text
}

/// What people ask for first: the verdict with the checks that fail, and the figures, however few rows there are.
pub fn summary(variants: &[Report], look: Look) -> String {
    let mut text = String::new();
    let page = Page::without_problems(variants, "");
    write_verdict(&page, look, &mut text);
    sections(&summary::figures(variants), variants.len(), look, &mut text);
    text
}

/// How the checks came out, and those that fail, where there are checks or errors.
fn write_verdict(page: &Page<'_>, look: Look, text: &mut String) {
    let Some(summary) = page.told_summary() else { return };
    let style = if summary.is_well { HOLDS } else { FAILS };
    write_wrapped(&clean(&summary.words), "", style, look, text);
    for failure in &page.failures {
        let case = failure.case.as_ref().map_or_else(String::new, |case| format!(" (case {case})"));
        let words = format!("FAIL  {}{case}: {}", failure.expression, failure.sides);
        write_wrapped(&clean(&words), INDENT, FAILS, look, text);
    }
}

/// Whether a table's values leave room for others in their column.
fn is_narrow(grid: &Grid) -> bool {
    let values = grid.rows.iter().flat_map(|row| grid.of_kind(row, Kind::Value));
    values.map(|cell| cell.text().chars().count()).all(|length| length <= WIDEST_SHARED)
}

/// Tables of values, a column for each variant.
fn sections<'g>(grids: impl IntoIterator<Item = &'g Grid>, variants: usize, look: Look, text: &mut String) {
    let has_cases = variants > 1;
    let mut columns = vec![Column::new(PLAIN).pinned(), Column::values()];
    if has_cases {
        columns[1] = columns[1].pinned();
        columns.extend(vec![Column::values(); variants - 1]);
    }
    let mut table = Layout::new(columns, if has_cases { Narrow::LeftOut } else { Narrow::Below });
    for grid in grids {
        if has_cases {
            let mut titles = vec![grid.title.clone()];
            let values = grid.columns.iter().filter(|column| column.kind == Kind::Value);
            let names: Vec<String> = values.map(|column| shortened_to(&column.title, LONGEST_CASE)).collect();
            titles.extend(names.into_iter().filter(|_| grid.has_cases()));
            table.titles(titles, HEADING, true);
        } else {
            table.heading(&grid.title);
        }
        for row in &grid.rows {
            let mut cells = vec![format!("{INDENT}{}", shortened(grid.text_of(row, Kind::Name)))];
            // Side by side, nines and downtime would leave no room for the others.
            cells.extend(grid.of_kind(row, Kind::Value).map(|cell| match cell {
                // What a case leaves as it is says nothing; what it does not have is told.
                Cell::Value(value) if value.is_as_base => String::new(),
                Cell::Value(value) if has_cases => with_aside(&value.brief, value.aside.as_deref()),
                Cell::Value(value) => with_aside(&value.whole, value.aside.as_deref()),
                other => other.text().to_owned(),
            }));
            table.row(cells, remark(grid, row), Vec::new());
        }
    }
    table.write(look, text);
}

/// The expression and the note of a row.
fn remark(grid: &Grid, row: &[Cell]) -> Remark {
    Remark {
        expression: shortened(grid.text_of(row, Kind::Expression)),
        note: noted(grid.text_of(row, Kind::Note)),
    }
}

fn write_checks(page: &Page<'_>, look: Look, text: &mut String) {
    let columns = vec![
        Column::new(PLAIN).pinned(),
        Column::new(PLAIN).pinned().wrapping(),
        Column::values(),
        Column::new(PLAIN),
    ];
    let mut table = Layout::new(columns, Narrow::Below);
    let mut failures = page.failures.iter();
    let mut last_case = "";
    for (grid, row) in page.checks.iter().flat_map(|grid| grid.rows.iter().map(move |row| (grid, row))) {
        let case = grid.text_of(row, Kind::Case);
        if case != last_case {
            table.heading(&format!("{INDENT}case {}", shortened(case)));
            last_case = case;
        }
        let holds = grid.of_kind(row, Kind::Verdict).all(|cell| *cell == Cell::Verdict(true));
        let left = grid.of_kind(row, Kind::Value).next().map_or("", |cell| match cell {
            Cell::Value(value) => &value.whole,
            other => other.text(),
        });
        let cells = vec![
            shortened(grid.text_of(row, Kind::Expression)),
            left.to_owned(),
            grid.text_of(row, Kind::Deviation).to_owned(),
        ];
        let remark = Remark { note: noted(grid.text_of(row, Kind::Note)), ..Remark::default() };
        let failure = if holds { None } else { failures.next() };
        let details = failure.map_or_else(Vec::new, |failure| failure.lines.clone());
        table.verdict(holds, cells, remark, details);
    }
    table.write(look, text);
    text.push_str(INDENT);
    text.push_str(&page.summary.words);
    text.push('\n');
}

/// A check by itself, on a line: `ok    a ~ b`, `FAIL  a ~ b: left is 120x, 80x was stated: +50 % of the right side`.
pub fn check_line(check: &CheckRow, look: Look) -> String {
    let mark = look.mark(check.ok);
    let expression = clean(&check.expression);
    let words = if check.ok { expression } else { format!("{expression}: {}", both_sides(check)) };
    // Both marks are as wide, with the blanks behind them.
    let before = "FAIL  ";
    let width =
        look.width.map_or(usize::MAX, |width| width.saturating_sub(before.len()).max(LEAST_FOR_WRAPPING));
    let lines = wrapped(&words, width).join(&format!("\n{}", " ".repeat(before.len())));
    format!("{mark}{}{lines}\n", if check.ok { "    " } else { "  " })
}
