//! Rows of code and comments, aligned with their neighbours and written out; knows widths, nothing of what they say.

use std::fmt::Write as _;

use unicode_width::UnicodeWidthStr;

/// How many columns are left to the code before the comments behind it.
pub(super) const COMMENT_COLUMN: usize = 40;
/// Code wider than this moves no other line's comment.
const WIDEST_BESIDE_COMMENTS: usize = 58;
/// What is wider than the narrowest of its neighbours by more than this is not aligned with them.
const MOST_PADDING: usize = 24;

/// What a row is aligned with: the rows of the same kind beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind {
    /// What stands alone.
    Single,
    /// The first row of a block.
    Opening,
    /// A further row of a statement.
    Further,
    /// A left and a right side: a binding, a check.
    Sides(&'static str),
    /// A block on one row: what stands before its name, and the names of its fields.
    Block(String, Vec<String>),
}

/// A row of the page.
#[derive(Debug)]
pub(super) enum Row {
    /// Nothing.
    Blank,
    /// A comment without code.
    Comment {
        /// How far it stands in.
        indent: usize,
        /// It, with its `#`.
        text: String,
    },
    /// A comment that goes on with the one behind the code above.
    MoreComment(String),
    /// Code, maybe with a comment behind it.
    Code(Code),
}

/// The code of a row.
#[derive(Debug)]
pub(super) struct Code {
    /// How far it stands in.
    pub(super) indent: usize,
    /// What it is aligned with.
    pub(super) kind: Kind,
    /// Its parts, of which each but the last may be padded.
    pub(super) cells: Vec<String>,
    /// The comment behind it, with its `#`.
    pub(super) comment: Option<String>,
}

impl Code {
    /// How wide it is without its comment.
    pub(super) fn width(&self) -> usize {
        self.indent + self.cells.iter().map(|cell| cell.width() + 1).sum::<usize>().saturating_sub(1)
    }
}

/// The text of rows, aligned.
pub(super) fn written(mut rows: Vec<Row>) -> String {
    for run in runs(&rows, |code, first| match (&code.kind, &first.kind) {
        (Kind::Sides(kind), Kind::Sides(other)) => kind == other && code.indent == first.indent,
        (Kind::Block(word, _), Kind::Block(other, _)) => word == other,
        _ => false,
    }) {
        align(&mut rows, &run, 0);
        align_fields(&mut rows, &run);
    }
    let mut text = String::new();
    let mut column = COMMENT_COLUMN;
    let mut above = column;
    for place in 0..rows.len() {
        if place == 0 || !has_code(&rows[place - 1]) {
            column = comment_column(&rows[place..]);
        }
        match &rows[place] {
            Row::Blank => {}
            Row::Comment { indent, text: comment } => {
                let _ = write!(text, "{:indent$}{comment}", "");
            }
            Row::MoreComment(comment) => {
                let _ = write!(text, "{:above$}{comment}", "");
            }
            Row::Code(code) => {
                let _ = write!(text, "{:indent$}{}", "", code.cells.join(" "), indent = code.indent);
                if let Some(comment) = &code.comment {
                    above = column.max(code.width() + 2);
                    let _ = write!(text, "{:gap$}{comment}", "", gap = above - code.width());
                }
            }
        }
        text.push('\n');
    }
    text
}

fn has_code(row: &Row) -> bool {
    matches!(row, Row::Code(_) | Row::MoreComment(_))
}

/// Where the comments stand behind the rows that follow each other from the first one on.
fn comment_column(rows: &[Row]) -> usize {
    let together = rows.iter().take_while(|row| has_code(row));
    let widths = together.filter_map(|row| match row {
        Row::Code(code) if code.comment.is_some() => Some(code.width()),
        _ => None,
    });
    let widest = widths.filter(|width| *width <= WIDEST_BESIDE_COMMENTS).max().unwrap_or(0);
    COMMENT_COLUMN.max(widest + 2)
}

/// The rows that stand together and are alike, as their places. Further rows of a statement lie between without harm.
fn runs(rows: &[Row], is_alike: impl Fn(&Code, &Code) -> bool) -> Vec<Vec<usize>> {
    let mut runs: Vec<Vec<usize>> = Vec::new();
    let mut first: Option<&Code> = None;
    for (place, row) in rows.iter().enumerate() {
        match row {
            Row::MoreComment(_) => {}
            Row::Code(code) if code.kind == Kind::Further => {}
            Row::Code(code) => match (first, runs.last_mut()) {
                (Some(first), Some(run)) if is_alike(code, first) => run.push(place),
                _ => {
                    first = Some(code);
                    runs.push(vec![place]);
                }
            },
            Row::Blank | Row::Comment { .. } => first = None,
        }
    }
    runs
}

/// Pads one cell of several rows to the same width, but for those that are much wider.
fn align(rows: &mut [Row], places: &[usize], cell: usize) {
    let width_of = |row: &Row| match row {
        Row::Code(code) if cell + 1 < code.cells.len() => Some(code.cells[cell].width()),
        _ => None,
    };
    let widths = || places.iter().filter_map(|place| width_of(&rows[*place]));
    let Some(narrowest) = widths().min() else { return };
    let most = narrowest + MOST_PADDING;
    let Some(widest) = widths().filter(|width| *width <= most).max() else { return };
    for place in places {
        if let Row::Code(code) = &mut rows[*place]
            && cell + 1 < code.cells.len()
        {
            let missing = widest.saturating_sub(code.cells[cell].width());
            code.cells[cell].extend(std::iter::repeat_n(' ', missing));
        }
    }
}

/// Aligns the fields of blocks that have the same ones, each on one row.
fn align_fields(rows: &mut [Row], run: &[usize]) {
    let fields_of = |row: &Row| match row {
        Row::Code(Code { kind: Kind::Block(_, fields), .. }) => Some(fields.clone()),
        _ => None,
    };
    let mut rest: Vec<usize> = run.to_vec();
    while let Some(fields) = rest.first().and_then(|first| fields_of(&rows[*first])) {
        let (alike, others): (Vec<usize>, Vec<usize>) =
            rest.iter().partition(|place| fields_of(&rows[**place]).as_ref() == Some(&fields));
        // The first cell is the block's head.
        (1..=fields.len()).for_each(|cell| align(rows, &alike, cell));
        rest = others;
    }
}
