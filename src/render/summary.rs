//! What stands at the top of a report: the verdict, the checks that fail, the figures people ask for; no markup.

use super::grid::{Cell, Grid, Kind, Shown, name_text, shown_text, value_cells, variant_name};
use crate::report::paths::PathReport;
use crate::report::variants::{Line, all_lines};
use crate::report::{Report, Row, without};

/// A report with fewer rows than this is short enough to be read from top to bottom.
const SHORT: usize = 12;
/// How many figures are told.
const MOST_FIGURES: usize = 20;

/// The figures of a report that is longer than its summary by far: of a short one they would say everything twice.
pub(super) fn of_long_report(variants: &[Report]) -> Option<Grid> {
    let base = variants.first()?;
    (is_long(variants) && 2 * base.summary.names().count() <= base.rows.len())
        .then(|| figures(variants))
        .flatten()
}

/// Whether a report is so long that its verdict is not seen from its top.
pub(super) fn is_long(variants: &[Report]) -> bool {
    let checks: usize = variants.iter().map(|report| report.checks.len()).sum();
    variants.first().map_or(0, |base| base.rows.len()) + checks >= SHORT
}

/// The figures, however short the report is; none where there are none.
pub(super) fn figures(variants: &[Report]) -> Option<Grid> {
    let base = variants.first()?;
    let all = base.summary.names().count();
    let lines = all_lines(variants);
    let named = |name: &str| lines.iter().find(|line| line.row.name == name);
    let told: Vec<&Line<'_>> = base.summary.names().take(MOST_FIGURES).filter_map(named).collect();
    if told.is_empty() {
        return None;
    }
    let is_varied = told.iter().any(|line| line.is_varied());
    let shown = if is_varied { variants } else { &variants[..1] };
    let value = |report: &Report| if is_varied { variant_name(report) } else { "value".to_owned() };
    let columns = std::iter::once(("name".to_owned(), Kind::Name))
        .chain(shown.iter().map(|report| (value(report), Kind::Value)))
        .chain([("note".to_owned(), Kind::Note)]);
    let mut grid = Grid::new("Summary", columns);
    for line in &told {
        let mut row = vec![Cell::Text(name_text(&line.row.name))];
        row.extend(value_cells(line, with_nines).into_iter().take(shown.len()));
        row.push(Cell::Text(note(base, line)));
        grid.rows.push(row);
    }
    let more = all - told.len();
    if more > 0 {
        let mut row = vec![Cell::Text(format!("… and {more} more results"))];
        row.resize(grid.columns.len(), Cell::Text(String::new()));
        grid.rows.push(row);
    }
    Some(grid.without_empty_columns())
}

/// An availability with its nines, and without its downtime.
fn with_nines(row: &Row) -> Shown {
    match &row.parts {
        Some(parts) => Shown::of(&parts.with_nines()),
        None => Shown::row(row, true),
    }
}

/// What a figure rests on: of a path its weakest link or its bottleneck, else the comment behind it.
fn note(base: &Report, line: &Line<'_>) -> String {
    let path = line.row.name.rsplit_once('.').and_then(|(name, figure)| {
        let path = base.paths.iter().find(|path| path.name == name).filter(|path| path.stages.len() > 1)?;
        of_path(path, figure)
    });
    if let Some(words) = path {
        // What not all members have is told beside it.
        return if line.row.lacking.is_empty() {
            words
        } else {
            format!("{words}, {}", without(&line.row.lacking))
        };
    }
    shown_text(line.row.note.as_deref().unwrap_or_default())
}

fn of_path(path: &PathReport, figure: &str) -> Option<String> {
    match figure {
        "availability" => Some(format!("weakest link: {}", name_text(path.stage_name(path.weakest)?))),
        "headroom" | "capacity" => {
            Some(format!("bottleneck: {}", name_text(path.stage_name(path.bottleneck)?)))
        }
        _ => None,
    }
}
