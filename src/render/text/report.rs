//! A report as text for people: header, sections, paths, checks, with a column for each case; knows no terminal, and
//! nothing of how values came about.

use super::layout::{Column, Layout, Narrow, Remark, note_text};
use super::path;
use crate::render::letters::{clean, shortened, shortened_to};
use crate::render::look::{DIM, HEADING, Look, PLAIN};
use crate::render::words::{both_sides, conventions, deviation, failure, summary};
use crate::render::wrap::{INDENT, write_wrapped};
use crate::report::variants::{BASE, lines};
use crate::report::{CheckRow, Report, Row, Section};

/// The longest name of a case above its column.
const LONGEST_CASE: usize = 24;

/// The whole report: the variants of one scenario, the base (or the only one) first. `file` is said where there are
/// several.
pub fn report(variants: &[Report], file: Option<&str>, look: Look) -> String {
    let Some((base, cases)) = variants.split_first() else { return String::new() };
    let mut text = header(base, file, look);
    if variants
        .iter()
        .all(|report| report.rows.is_empty() && report.checks.is_empty() && report.paths.is_empty())
    {
        text.push_str("\nno name has a value here\n");
    }
    sections(variants, look, &mut text);
    for path in &base.paths {
        let of_cases: Vec<_> = cases
            .iter()
            .filter_map(|report| {
                let path = report.paths.iter().find(|other| other.name == path.name)?;
                Some((report.case.as_deref().unwrap_or(BASE), path))
            })
            .collect();
        path::write(path, &of_cases, look, &mut text);
    }
    if variants.iter().any(|report| !report.checks.is_empty()) {
        text.push('\n');
        text.push_str(&look.paint(HEADING, "Checks"));
        text.push('\n');
        write_checks(variants, look, &mut text);
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
    write_checks(variants, look, &mut text);
    text
}

fn header(report: &Report, file: Option<&str>, look: Look) -> String {
    let mut text = String::new();
    let title = match (report.title.as_deref(), file) {
        (Some(title), Some(file)) => format!("{title} ({file})"),
        (Some(only), None) | (None, Some(only)) => only.to_owned(),
        (None, None) => String::new(),
    };
    if !title.is_empty() {
        text.push_str(&look.paint(HEADING, &clean(&title)));
        text.push('\n');
    }
    if let Some(case) = &report.case {
        write_wrapped(&clean(&format!("case {case}")), "", HEADING, look, &mut text);
    }
    write_wrapped(&conventions(report), "", DIM, look, &mut text);
    for (name, title) in &report.modules {
        let title = if title.is_empty() { String::new() } else { format!(": {title}") };
        write_wrapped(&clean(&format!("uses {name}{title}")), "", DIM, look, &mut text);
    }
    text
}

fn sections(variants: &[Report], look: Look, text: &mut String) {
    let lines = lines(variants);
    let mut columns = vec![Column::new(PLAIN).pinned(), Column::values()];
    let has_cases = variants.len() > 1;
    if has_cases {
        columns[1] = columns[1].pinned();
        columns.extend(vec![Column::values(); variants.len() - 1]);
    }
    let mut table = Layout::new(columns, if has_cases { Narrow::LeftOut } else { Narrow::Below });
    for section in Section::ALL {
        let lines: Vec<_> = lines.iter().filter(|line| line.row.section == section).collect();
        if lines.is_empty() {
            continue;
        }
        if has_cases {
            let mut titles = vec![section.as_str().to_owned()];
            if lines.iter().any(|line| line.is_varied()) {
                let name =
                    |report: &Report| shortened_to(report.case.as_deref().unwrap_or(BASE), LONGEST_CASE);
                titles.extend(variants.iter().map(name));
            }
            table.titles(titles, HEADING, true);
        } else {
            table.heading(section.as_str());
        }
        for line in lines {
            let mut cells = vec![format!("{INDENT}{}", shortened(&line.row.name))];
            cells.extend(line.cells());
            table.row(cells, remark(line.row), Vec::new());
        }
    }
    table.write(look, text);
}

/// The expression and the note of a row.
fn remark(row: &Row) -> Remark {
    // A literal is shown as typed, and a row without a name is named by its expression: once is enough.
    let is_said = row.expression == row.display || row.expression == row.name;
    let expression = if is_said { String::new() } else { shortened(&row.expression) };
    Remark { expression, note: note_text(row.note.as_deref()) }
}

fn write_checks(variants: &[Report], look: Look, text: &mut String) {
    let columns = vec![
        Column::new(PLAIN).pinned(),
        Column::new(PLAIN).pinned().wrapping(),
        Column::values(),
        Column::new(PLAIN),
    ];
    let mut table = Layout::new(columns, Narrow::Below);
    for report in variants {
        if let Some(case) = report.case.as_deref().filter(|_| variants.len() > 1) {
            table.heading(&format!("{INDENT}case {}", shortened(case)));
        }
        for check in &report.checks {
            let mark = if check.ok { "ok" } else { "FAIL" };
            let cells = vec![
                format!("{INDENT}{mark}"),
                shortened(&check.expression),
                check.left.clone(),
                deviation(check).unwrap_or_default(),
            ];
            table.row(
                cells,
                Remark::note(check.note.as_deref()),
                if check.ok { Vec::new() } else { failure(check) },
            );
        }
    }
    table.write(look, text);
    text.push_str(INDENT);
    text.push_str(&summary(variants));
    text.push('\n');
}

/// A check by itself, on a line: `ok    a ~ b`, `FAIL  a ~ b: left is 120x, 80x was stated: +50 % of the right side`.
pub fn check_line(check: &CheckRow, look: Look) -> String {
    let mark = look.mark(check.ok);
    let expression = clean(&check.expression);
    if check.ok {
        format!("{mark}    {expression}\n")
    } else {
        format!("{mark}  {expression}: {}\n", both_sides(check))
    }
}
