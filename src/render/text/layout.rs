//! Aligned columns of text for people to read; knows no report and nothing of how values came
//! about.

use anstyle::Style;
use comfy_table::{ContentArrangement, ContentLineStyle, Table, TableStyle};

use crate::render::letters::{clean, shortened};
use crate::render::look::{DIM, FAILS, HEADING, HOLDS, Look, PLAIN, VALUE};
use crate::render::wrap::{INDENT, LEAST_FOR_WRAPPING, wrapped, write_wrapped};

/// What must be left for remarks beside a row; with less, wrapping makes a ladder of words.
const LEAST_FOR_REMARKS: usize = 24;
/// Notes behind expressions stand in a column of their own where the expressions are no longer than this.
const LONGEST_BEFORE_NOTE: usize = 40;
/// Stands between the columns while they are laid out. No cell holds it: control characters are replaced.
const SEPARATOR: char = '\u{1f}';
/// Stands before a note while the columns are laid out.
const NOTE: char = '\u{1e}';
/// Stands between a value and what is said beside it while the columns are laid out; becomes a blank.
const ASIDE: char = '\u{1d}';
/// What stands between two columns.
const GAP: usize = 2;
/// How far the lines that belong to a row are moved in.
const DETAIL_INDENT: &str = "        ";

/// A column.
#[derive(Debug, Clone, Copy)]
pub(super) struct Column {
    style: Style,
    is_value: bool,
    is_pinned: bool,
    wraps: bool,
}

impl Column {
    pub(super) fn new(style: Style) -> Self {
        Self { style, is_value: false, is_pinned: false, wraps: false }
    }

    /// A column of values.
    pub(super) fn values() -> Self {
        Self { is_value: true, ..Self::new(VALUE) }
    }

    /// The same, repeated in every piece where a table is too wide for one.
    pub(super) fn pinned(self) -> Self {
        Self { is_pinned: true, ..self }
    }

    /// The same, which may take several lines where the terminal is narrow; not for the first column.
    pub(super) fn wrapping(self) -> Self {
        Self { wraps: true, ..self }
    }
}

/// What stands behind a row: an expression, a note, or both.
#[derive(Debug, Clone, Default)]
pub(super) struct Remark {
    pub(super) expression: String,
    pub(super) note: String,
}

impl Remark {
    fn is_empty(&self) -> bool {
        self.expression.is_empty() && self.note.is_empty()
    }

    /// Its lines, no longer than `width`; the note stands at `offset` where there is room for it.
    fn lines(&self, width: usize, offset: usize) -> Vec<String> {
        let mut lines = wrapped(&self.expression, width);
        if self.note.is_empty() {
            return lines;
        }
        if let Some(last) = lines.last_mut() {
            let length = last.chars().count();
            let blanks = (offset.max(length) - length) + GAP;
            let room = width.saturating_sub(length);
            let needed = self.note.chars().count();
            let blanks = if needed + blanks <= room { blanks } else { GAP };
            if needed + blanks <= room {
                last.push_str(&" ".repeat(blanks));
                last.push(NOTE);
                last.push_str(&self.note);
                return lines;
            }
        }
        let note = wrapped(&self.note, width.saturating_sub(2));
        // The lines after the first stand under its first word.
        lines.extend(
            note.into_iter()
                .enumerate()
                .map(|(place, line)| format!("{NOTE}{}{line}", if place == 0 { "" } else { "  " })),
        );
        lines
    }
}

/// A note as it is shown; nothing where there is none.
pub(super) fn noted(note: &str) -> String {
    if note.is_empty() { String::new() } else { format!("# {}", shortened(note)) }
}

/// A value with what is said beside it, which is dim: `1 billion clicks/day (11.6k/s)`.
pub(super) fn with_aside(value: &str, aside: Option<&str>) -> String {
    aside.map_or_else(|| value.to_owned(), |aside| format!("{value}{ASIDE}{aside}"))
}

/// What to do with remarks for which the terminal is too narrow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Narrow {
    /// They stand below their rows.
    Below,
    /// They are left out.
    LeftOut,
}

/// Rows in columns, with lines above and below them that no column bounds.
pub(super) struct Layout {
    columns: Vec<Column>,
    narrow: Narrow,
    lines: Vec<Line>,
    above: Option<String>,
}

/// A row and what belongs to it.
#[derive(Debug, Default)]
struct Line {
    /// The line before it.
    above: Option<String>,
    cells: Vec<String>,
    /// The style of the row, where it is not that of the columns.
    style: Option<Style>,
    /// The verdict that its first cell says.
    verdict: Option<bool>,
    /// Whether it names the columns of the rows that follow, and whether a blank line stands before it.
    titles: Option<bool>,
    remark: Remark,
    details: Vec<String>,
}

impl Layout {
    pub(super) fn new(columns: Vec<Column>, narrow: Narrow) -> Self {
        Self { columns, narrow, lines: Vec::new(), above: None }
    }

    /// Puts a heading above the next row.
    pub(super) fn heading(&mut self, text: &str) {
        self.above = Some(text.to_owned());
    }

    /// Adds a row that names the columns of those that follow; its first cell must not be empty.
    pub(super) fn titles(&mut self, cells: Vec<String>, style: Style, is_apart: bool) {
        let above = self.above.take();
        self.lines.push(Line { above, cells, style: Some(style), titles: Some(is_apart), ..Line::default() });
    }

    /// Adds a row; its first cell must not be empty.
    pub(super) fn row(&mut self, cells: Vec<String>, remark: Remark, details: Vec<String>) {
        self.lines.push(Line { above: self.above.take(), cells, remark, details, ..Line::default() });
    }

    /// Adds the row of a check: its verdict goes before the cells.
    pub(super) fn verdict(&mut self, holds: bool, cells: Vec<String>, remark: Remark, details: Vec<String>) {
        let mark = format!("{INDENT}{}", if holds { "ok" } else { "FAIL" });
        let cells = std::iter::once(mark).chain(cells).collect();
        let (above, verdict) = (self.above.take(), Some(holds));
        self.lines.push(Line { above, cells, verdict, remark, details, ..Line::default() });
    }

    /// Adds a row in a style of its own; its first cell must not be empty.
    pub(super) fn row_in(&mut self, style: Style, cells: Vec<String>) {
        self.lines.push(Line { above: self.above.take(), cells, style: Some(style), ..Line::default() });
    }

    /// Writes the rows; answers whether they were too wide for one piece.
    pub(super) fn write(mut self, look: Look, text: &mut String) -> bool {
        if self.lines.is_empty() {
            return false;
        }
        let mut widths = self.widths();
        if let Some(width) = look.width {
            if widths.iter().map(|width| width + GAP).sum::<usize>() > width + GAP {
                self.leave_asides_out();
                widths = self.widths();
            }
            if widths.iter().map(|width| width + GAP).sum::<usize>() > width + GAP {
                self.abbreviate();
                widths = self.widths();
            }
            self.wrap(width, &mut widths);
        }
        let blocks = self.blocks(look.width, &widths);
        let only_block = blocks.len() == 1;
        let remarks = self.remarks(look.width, &widths, only_block);
        for (place, block) in blocks.iter().enumerate() {
            let kept = self.kept(block, place == 0);
            if place > 0 && kept.first().is_some_and(|line| self.lines[*line].titles != Some(true)) {
                text.push('\n');
            }
            self.write_block(block, &kept, place == 0, &remarks, look, text);
        }
        !only_block
    }

    /// Leaves out what only stands beside values.
    fn leave_asides_out(&mut self) {
        for cell in self.lines.iter_mut().flat_map(|line| &mut line.cells) {
            if let Some(end) = cell.find(ASIDE) {
                cell.truncate(end);
            }
        }
    }

    /// Writes magnitudes as letters, which napkin reads as well: `100k req/s`.
    fn abbreviate(&mut self) {
        for line in self.lines.iter_mut().filter(|line| line.titles.is_none()) {
            let values = line.cells.iter_mut().zip(&self.columns).filter(|(_, column)| column.is_value);
            values.for_each(|(cell, _)| *cell = abbreviated(cell));
        }
    }

    /// The width of each column.
    fn widths(&self) -> Vec<usize> {
        let mut widths = vec![0; self.columns.len()];
        for line in &self.lines {
            for (width, cell) in widths.iter_mut().zip(&line.cells) {
                *width = (*width).max(cell.chars().count());
            }
        }
        widths
    }

    /// Wraps the columns that may where all of them are wider than the terminal.
    fn wrap(&mut self, terminal: usize, widths: &mut [usize]) {
        for (place, column) in self.columns.iter().enumerate().filter(|(_, column)| column.wraps) {
            let _ = column;
            let total: usize = widths.iter().map(|width| width + GAP).sum();
            let Some(over) = total.checked_sub(terminal + GAP).filter(|over| *over > 0) else { return };
            let width = widths[place].saturating_sub(over).max(LEAST_FOR_WRAPPING);
            if width >= widths[place] {
                continue;
            }
            widths[place] = width;
            for line in self.lines.iter_mut().filter(|line| line.titles.is_none()) {
                if let Some(cell) = line.cells.get_mut(place) {
                    *cell = wrapped(cell, width).join("\n");
                }
            }
        }
    }

    /// The columns of each piece that fits into the terminal.
    fn blocks(&self, terminal: Option<usize>, widths: &[usize]) -> Vec<Vec<usize>> {
        let all: Vec<usize> = (0..self.columns.len()).collect();
        let Some(terminal) = terminal else { return vec![all] };
        let is_pinned = |place: &usize| self.columns[*place].is_pinned;
        let pinned: Vec<usize> = all.iter().copied().filter(is_pinned).collect();
        let pinned_width: usize = pinned.iter().map(|place| widths[*place] + GAP).sum();
        let mut blocks: Vec<Vec<usize>> = Vec::new();
        let mut width = usize::MAX;
        for place in all.into_iter().filter(|place| !is_pinned(place)) {
            let own = widths[place] + GAP;
            match blocks.last_mut() {
                Some(block) if width.saturating_add(own) <= terminal + GAP => {
                    block.push(place);
                    width += own;
                }
                _ => {
                    let mut block = pinned.clone();
                    block.push(place);
                    blocks.push(block);
                    width = pinned_width + own;
                }
            }
        }
        if blocks.is_empty() { vec![pinned] } else { blocks }
    }

    /// The lines of each row's remark, and whether they stand beside their rows.
    fn remarks(&self, terminal: Option<usize>, widths: &[usize], only_block: bool) -> Option<Remarks> {
        if self.lines.iter().all(|line| line.remark.is_empty()) {
            return None;
        }
        let fixed: usize = widths.iter().map(|width| width + GAP).sum();
        let left = terminal.map_or(usize::MAX, |terminal| terminal.saturating_sub(fixed));
        let offsets = self.note_offsets();
        let lines = |width: usize| {
            let lines = self.lines.iter().zip(&offsets);
            lines.map(|(line, offset)| line.remark.lines(width, *offset)).collect::<Vec<_>>()
        };
        // A short remark needs no room for wrapping.
        let fits = || lines(usize::MAX).iter().flatten().all(|line| line.chars().count() <= left);
        if only_block && (left >= LEAST_FOR_REMARKS || fits()) {
            return Some(Remarks { lines: lines(left), is_beside: true });
        }
        if self.narrow == Narrow::LeftOut {
            return None;
        }
        let width = terminal.unwrap_or(usize::MAX).saturating_sub(DETAIL_INDENT.len()).max(LEAST_FOR_REMARKS);
        Some(Remarks { lines: lines(width), is_beside: false })
    }

    /// Where notes behind expressions start: in one column under each heading.
    fn note_offsets(&self) -> Vec<usize> {
        let mut offsets: Vec<usize> = Vec::with_capacity(self.lines.len());
        let mut start = 0;
        for (place, line) in self.lines.iter().enumerate() {
            if line.above.is_some() || line.titles.is_some() {
                start = place;
            }
            let is_both = !line.remark.expression.is_empty() && !line.remark.note.is_empty();
            let own = if is_both { line.remark.expression.chars().count() } else { 0 };
            let own = if own > LONGEST_BEFORE_NOTE { 0 } else { own };
            let so_far = offsets[start.min(offsets.len())..].first().copied().unwrap_or(0);
            offsets.push(own.max(so_far));
            if own > so_far {
                offsets[start..].iter_mut().for_each(|offset| *offset = own);
            }
        }
        offsets
    }

    /// The rows that say something in a piece: all of them in the first.
    fn kept(&self, block: &[usize], is_first: bool) -> Vec<usize> {
        let says = |line: &Line| {
            block.iter().any(|place| {
                !self.columns[*place].is_pinned && line.cells.get(*place).is_some_and(|cell| !cell.is_empty())
            })
        };
        let mut kept: Vec<usize> = Vec::new();
        for (place, line) in self.lines.iter().enumerate() {
            if is_first || says(line) {
                // Titles without rows name nothing.
                if line.titles.is_some()
                    && kept.last().is_some_and(|last| self.lines[*last].titles.is_some())
                    && !is_first
                {
                    kept.pop();
                }
                kept.push(place);
            }
        }
        if !is_first && kept.last().is_some_and(|last| self.lines[*last].titles.is_some()) {
            kept.pop();
        }
        kept
    }

    fn write_block(
        &self,
        block: &[usize],
        kept: &[usize],
        is_first: bool,
        remarks: &Option<Remarks>,
        look: Look,
        text: &mut String,
    ) {
        let beside = remarks.as_ref().filter(|remarks| remarks.is_beside);
        let below = remarks.as_ref().filter(|remarks| !remarks.is_beside && is_first);
        let mut table = Table::new();
        table.load_style(TableStyle::new().content_lines(ContentLineStyle::none().junction(SEPARATOR)));
        table.set_content_arrangement(ContentArrangement::Disabled);
        for line in kept {
            let line_cells = &self.lines[*line].cells;
            let mut cells: Vec<&str> =
                block.iter().map(|place| line_cells.get(*place).map_or("", String::as_str)).collect();
            let remark = beside.map(|remarks| remarks.lines[*line].join("\n"));
            cells.extend(remark.as_deref());
            table.add_row(cells);
        }
        for column in table.column_iter_mut() {
            column.set_padding((0, 1));
        }
        let mut styles: Vec<Style> = block.iter().map(|place| self.columns[*place].style).collect();
        styles.push(PLAIN);
        let mut lines = kept.iter();
        let mut current: Option<usize> = None;
        let finish = |line: Option<usize>, text: &mut String| {
            let Some(line) = line else { return };
            for remark in below.iter().flat_map(|remarks| &remarks.lines[line]) {
                text.push_str(DETAIL_INDENT);
                paint_remark(PLAIN, remark, look, text);
                text.push('\n');
            }
            if is_first {
                write_details(&self.lines[line].details, look, text);
            }
        };
        for row in table.lines() {
            let cells: Vec<&str> = row.split(SEPARATOR).collect();
            // A first cell does not wrap: where it is filled, a row starts.
            if cells.first().is_some_and(|first| !first.trim().is_empty())
                && let Some(line) = lines.next()
            {
                finish(current, text);
                current = Some(*line);
                self.before(*line, look, text);
            }
            let line = current.map(|line| &self.lines[line]);
            let row_style = line.and_then(|line| line.style);
            let verdict = line.and_then(|line| line.verdict).map(|holds| if holds { HOLDS } else { FAILS });
            let of_cells = styles.iter().enumerate().map(|(place, style)| match verdict {
                Some(verdict) if place == 0 => verdict,
                _ => row_style.unwrap_or(*style),
            });
            write_row(&cells, of_cells, look, text);
            text.push('\n');
        }
        finish(current, text);
    }

    /// What stands before a row.
    fn before(&self, line: usize, look: Look, text: &mut String) {
        let line = &self.lines[line];
        if let Some(above) = &line.above {
            // A heading that is moved in belongs to what stands before it.
            if !above.starts_with(' ') {
                text.push('\n');
            }
            text.push_str(&look.paint(HEADING, above));
            text.push('\n');
        } else if line.titles == Some(true) {
            text.push('\n');
        }
    }
}

/// The remarks of a layout's rows.
struct Remarks {
    lines: Vec<Vec<String>>,
    is_beside: bool,
}

fn write_row(cells: &[&str], styles: impl Iterator<Item = Style>, look: Look, text: &mut String) {
    let mut blanks = 0;
    for (cell, style) in cells.iter().zip(styles) {
        let content = cell.trim_end();
        if !content.is_empty() {
            text.extend(std::iter::repeat_n(' ', blanks));
            paint_remark(style, content, look, text);
            blanks = 0;
        }
        blanks += cell[content.len()..].chars().count() + 1;
    }
}

/// A cell, whose note or aside, if it has one, is dim.
fn paint_remark(style: Style, content: &str, look: Look, text: &mut String) {
    if let Some((before, aside)) = content.split_once(ASIDE) {
        text.push_str(&look.paint(style, before));
        text.push(' ');
        text.push_str(&look.paint(DIM, aside));
        return;
    }
    match content.split_once(NOTE) {
        None => text.push_str(&look.paint(style, content)),
        Some((before, note)) => {
            text.push_str(&look.paint(style, before));
            text.push_str(&look.paint(DIM, note));
        }
    }
}

fn write_details(lines: &[String], look: Look, text: &mut String) {
    for line in lines {
        write_wrapped(&clean(line), DETAIL_INDENT, FAILS, look, text);
    }
}

/// The same value with letters for magnitudes: `100k req/s` for `100 thousand req/s`.
pub(crate) fn abbreviated(value: &str) -> String {
    let mut short = value.to_owned();
    for (word, letter) in [(" thousand", "k"), (" million", "M"), (" billion", "bn"), (" trillion", "T")] {
        let Some((before, after)) = short.split_once(word) else { continue };
        let is_magnitude = before.ends_with(|letter: char| letter.is_ascii_digit());
        if is_magnitude && (after.is_empty() || after.starts_with([' ', '/'])) {
            short = format!("{before}{letter}{after}");
        }
    }
    short
}
