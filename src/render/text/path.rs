//! The section of a path: a row for each stage and what follows from them; knows no other section.

use super::layout::{Column, Layout, Narrow, Remark, note_text};
use crate::render::letters::shortened_to;
use crate::render::look::{DIM, FAILS, HEADING, Look, PLAIN};
use crate::render::path_words::{known_columns, lines, varied_figures};
use crate::render::wrap::{INDENT, write_wrapped};
use crate::report::paths::{PathReport, StageReport};

/// The longest text of a stage in its column: a longer one would leave no room for its figures.
const LONGEST_STAGE: usize = 40;

/// Writes the section of a path; `cases` are what it is in the scenario's cases, each with its name.
pub(super) fn write(path: &PathReport, cases: &[(&str, &PathReport)], look: Look, text: &mut String) {
    text.push('\n');
    text.push_str(&look.paint(HEADING, &format!("Path {}", path.name)));
    let note = note_text(path.note.as_deref());
    let beside = format!("Path {}", path.name).chars().count() + 2 + note.chars().count();
    if !note.is_empty() && look.width.is_none_or(|width| beside <= width) {
        text.push_str(INDENT);
        text.push_str(&look.paint(DIM, &note));
        text.push('\n');
    } else {
        text.push('\n');
        write_wrapped(&note, INDENT, DIM, look, text);
    }
    write_stages(path, look, text);
    for (words, is_bad) in lines(path) {
        write_wrapped(&words, INDENT, if is_bad { FAILS } else { PLAIN }, look, text);
    }
    write_cases(path, cases, look, text);
}

/// What a path is in each case, where that differs from what it is in the base.
fn write_cases(base: &PathReport, cases: &[(&str, &PathReport)], look: Look, text: &mut String) {
    let figures = varied_figures(base, cases);
    if figures.is_empty() {
        return;
    }
    let mut columns = vec![Column::new(PLAIN).pinned()];
    columns.extend(figures.iter().map(|_| Column::values()));
    let mut table = Layout::new(columns, Narrow::Below);
    let mut titles = vec![format!("{INDENT}case")];
    titles.extend(figures.iter().map(|(title, _)| (*title).to_owned()));
    table.titles(titles, DIM, true);
    for (case, path) in [("base", base)].iter().chain(cases) {
        let mut cells = vec![format!("{INDENT}{}", shortened_to(case, LONGEST_STAGE))];
        cells.extend(figures.iter().map(|(_, figure)| figure(path).unwrap_or_default()));
        table.row(cells, Remark::default(), Vec::new());
    }
    table.write(look, text);
}

fn write_stages(path: &PathReport, look: Look, text: &mut String) {
    let columns = known_columns(path);
    let mut styles = vec![Column::new(PLAIN).pinned()];
    styles.extend(columns.iter().map(|_| Column::values()));
    let mut table = Layout::new(styles, Narrow::Below);
    let mut titles = vec![format!("{INDENT}stage")];
    titles.extend(columns.iter().map(|(title, _)| (*title).to_owned()));
    table.titles(titles, DIM, false);
    let cells = |stage: &StageReport| {
        let mut cells = vec![format!("{INDENT}{}", shortened_to(&stage.name, LONGEST_STAGE))];
        cells.extend(columns.iter().map(|(_, cell)| cell(stage).unwrap_or_default()));
        cells
    };
    for stage in &path.stages {
        table.row(cells(stage), Remark::default(), Vec::new());
    }
    // A chain of one stage is that stage.
    if path.stages.len() > 1 {
        let mut total = cells(&path.whole);
        total[0] = format!("{INDENT}total");
        table.row_in(HEADING, total);
    }
    if table.write(look, text) {
        text.push('\n');
    }
}
