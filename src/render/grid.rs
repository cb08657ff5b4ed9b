//! Tables of cells, the same for text, Markdown and HTML; knows no page and no markup.

use super::letters::shortened_to;
use crate::report::variants::{BASE, Line, NO_VALUE};
use crate::report::{Report, Row};

/// The longest text in a cell, in characters: a line of a megabyte makes no page.
const LONGEST_TEXT: usize = 1_000;
/// The longest name in a cell.
const LONGEST_NAME: usize = 200;
/// A table.
pub(super) struct Grid {
    /// What it is about.
    pub(super) title: String,
    /// Its columns.
    pub(super) columns: Vec<GridColumn>,
    /// Its rows, each with a cell for each column; the first names the row.
    pub(super) rows: Vec<Vec<Cell>>,
}

/// A column of a table.
pub(super) struct GridColumn {
    /// Its title.
    pub(super) title: String,
    /// What its cells are.
    pub(super) kind: Kind,
}

/// What the cells of a column are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// What the row is about.
    Name,
    /// Values, which stand on the right.
    Value,
    /// Verdicts of checks.
    Verdict,
    /// How far a check is off, which stands on the right.
    Deviation,
    /// The case that a row belongs to.
    Case,
    /// Expressions.
    Expression,
    /// Comments.
    Note,
}

impl GridColumn {
    /// Whether it stands on the right.
    pub(super) fn is_value(&self) -> bool {
        matches!(self.kind, Kind::Value | Kind::Deviation)
    }
}

/// What stands in a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Cell {
    /// A text, maybe an empty one.
    Text(String),
    /// A piece of napkin.
    Code(String),
    /// A value.
    Value(Shown),
    /// What stands out: the figures of a whole path.
    Strong(String),
    /// Whether a check holds.
    Verdict(bool),
}

/// A value in a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Shown {
    /// As the grid's own page shows it: not endless.
    pub(super) text: String,
    /// All of it.
    pub(super) whole: String,
    /// Without an availability's nines and downtime.
    pub(super) brief: String,
    /// What stands behind it in grey: a rate per day, per second.
    pub(super) aside: Option<String>,
    /// Whether it is a case's, and as the base has it.
    pub(super) is_as_base: bool,
}

impl Shown {
    pub(super) fn of(text: &str) -> Self {
        Self {
            text: name_text(text),
            whole: text.to_owned(),
            brief: text.to_owned(),
            aside: None,
            is_as_base: false,
        }
    }

    pub(super) fn row(row: &Row, is_brief: bool) -> Self {
        let (whole, brief) = (row.display.clone(), row.in_brief().to_owned());
        let aside = row.per_second.as_ref().and_then(|rate| rate.beside.clone());
        Self {
            text: name_text(if is_brief { &brief } else { &whole }),
            whole,
            brief,
            aside: aside.map(|aside| format!("({aside})")),
            is_as_base: false,
        }
    }
}

impl Cell {
    /// Its text, as it stands on a page; none for a verdict.
    pub(super) fn text(&self) -> &str {
        match self {
            Self::Text(text) | Self::Code(text) | Self::Strong(text) => text,
            Self::Value(shown) => &shown.text,
            Self::Verdict(_) => "",
        }
    }

    /// Whether it is a case's, and as the base has it.
    pub(super) fn is_as_base(&self) -> bool {
        matches!(self, Self::Value(Shown { is_as_base: true, .. }))
    }

    /// Whether it says that a check holds or fails.
    pub(super) fn is_verdict(&self) -> bool {
        matches!(self, Self::Verdict(_))
    }

    fn is_empty(&self) -> bool {
        !self.is_verdict() && self.text().is_empty()
    }
}

impl Grid {
    pub(super) fn new(title: &str, columns: impl IntoIterator<Item = (String, Kind)>) -> Self {
        let columns = columns.into_iter().map(|(title, kind)| GridColumn { title, kind });
        Self { title: title.to_owned(), columns: columns.collect(), rows: Vec::new() }
    }

    /// What it is like, by which its columns get their widths: checks, one column of values with words behind it,
    /// several, or nothing but values.
    pub(super) fn shape(&self) -> &'static str {
        let values = self.columns.iter().filter(|column| column.is_value()).count();
        if self.rows.iter().flatten().any(Cell::is_verdict) {
            return "checks";
        }
        match (values, self.columns.len() - values) {
            (_, 1) => "values",
            (1, _) => "single",
            _ => "several",
        }
    }

    /// Whether it has a column for each variant.
    pub(super) fn has_cases(&self) -> bool {
        self.columns.iter().filter(|column| column.kind == Kind::Value).count() > 1
    }

    /// Whether a case has another value in a row than the base.
    pub(super) fn is_varied(&self, row: &[Cell]) -> bool {
        self.of_kind(row, Kind::Value).filter(|cell| !cell.is_as_base()).count() > 1
    }

    /// The cells of a row that are of a kind.
    pub(super) fn of_kind<'g>(&'g self, row: &'g [Cell], kind: Kind) -> impl Iterator<Item = &'g Cell> {
        self.cells(row).filter(move |(_, column, _)| column.kind == kind).map(|(_, _, cell)| cell)
    }

    /// The text of the cell of a kind; empty where the grid has none.
    pub(super) fn text_of<'g>(&'g self, row: &'g [Cell], kind: Kind) -> &'g str {
        self.of_kind(row, kind).next().map_or("", Cell::text)
    }

    /// The cells of a row, each with its place and its column.
    pub(super) fn cells<'g>(
        &'g self,
        row: &'g [Cell],
    ) -> impl Iterator<Item = (usize, &'g GridColumn, &'g Cell)> {
        self.columns.iter().zip(row).enumerate().map(|(place, (column, cell))| (place, column, cell))
    }

    /// The same without columns in which no row has anything.
    pub(super) fn without_empty_columns(mut self) -> Self {
        for place in (1..self.columns.len()).rev() {
            if self.rows.iter().all(|row| row.get(place).is_none_or(Cell::is_empty)) {
                self.columns.remove(place);
                self.rows.iter_mut().filter(|row| row.len() > place).for_each(|row| drop(row.remove(place)));
            }
        }
        self
    }
}

/// A text as it is shown: without control characters, and not endless.
pub(super) fn shown_text(text: &str) -> String {
    shortened_to(text, LONGEST_TEXT)
}

/// A name as it is shown.
pub(super) fn name_text(text: &str) -> String {
    shortened_to(text, LONGEST_NAME)
}

/// What the column of a variant is called.
pub(super) fn variant_name(report: &Report) -> String {
    name_text(report.case.as_deref().unwrap_or(BASE))
}

/// The values of all variants, side by side; those that are as the base's are marked.
pub(super) fn value_cells(line: &Line<'_>, as_shown: impl Fn(&Row) -> Shown) -> Vec<Cell> {
    let base = line.values.first().copied().flatten().map(|row| &row.display);
    let values = line.values.iter().enumerate().map(|(place, value)| {
        Cell::Value(match value {
            Some(row) => Shown { is_as_base: place > 0 && base == Some(&row.display), ..as_shown(row) },
            None => Shown::of(NO_VALUE),
        })
    });
    values.collect()
}

/// The expression of a row; none where the row says it already: a literal, a row without a name.
pub(super) fn expression(row: &Row) -> String {
    let is_said = row.expression == row.display || row.expression == row.name;
    if is_said { String::new() } else { shown_text(&row.expression) }
}
