//! A report as aligned text for people; knows columns, widths and styles, and nothing of how values came about.

use anstyle::{AnsiColor, Style};
use comfy_table::{ColumnConstraint, ContentArrangement, ContentLineStyle, Table, TableStyle};

use super::{CheckRow, Report, Row, Section, clean};
use crate::syntax::sheet::Comparison;
use crate::units::calendar::Calendar;
use crate::units::display::number_text;

/// How the text is to look.
#[derive(Debug, Clone, Copy, Default)]
pub struct Look {
    /// Whether it may hold the codes of colours.
    pub is_coloured: bool,
    /// The columns of the terminal; none where it is not one, and lines are as long as they are.
    pub width: Option<usize>,
}

impl Look {
    /// The text in a style.
    pub fn paint(self, style: Style, text: &str) -> String {
        if self.is_coloured && !text.is_empty() { format!("{style}{text}{style:#}") } else { text.to_owned() }
    }

    /// The mark before a check.
    pub fn mark(self, ok: bool) -> String {
        if ok { self.paint(HOLDS, "ok") } else { self.paint(FAILS, "FAIL") }
    }
}

/// A title, a section's name.
pub const HEADING: Style = Style::new().bold();
/// What is beside the point: notes, conventions.
pub const DIM: Style = Style::new().dimmed();
const VALUE: Style = AnsiColor::Cyan.on_default().bold();
const HOLDS: Style = AnsiColor::Green.on_default();
const FAILS: Style = AnsiColor::Red.on_default().bold();
const PLAIN: Style = Style::new();

/// The longest text in a cell. Without a limit one line of a megabyte would widen every other by as much.
const LONGEST_CELL: usize = 120;
/// What must be left for the columns that wrap; with less, wrapping makes a ladder of letters.
const LEAST_FOR_WRAPPING: usize = 30;
/// Stands between the columns while they are laid out. No cell holds it: control characters are replaced.
const SEPARATOR: char = '\u{1f}';
const INDENT: &str = "  ";

/// The whole report. `file` is said where there are several.
pub fn report(report: &Report, file: Option<&str>, look: Look) -> String {
    let mut text = header(report, file, look);
    let mut table = Layout::new(&[(PLAIN, false), (VALUE, false), (PLAIN, true), (DIM, true)]);
    for section in Section::ALL {
        let mut rows = report.rows.iter().filter(|row| row.section == section).peekable();
        if rows.peek().is_some() {
            table.heading(section.as_str());
            rows.for_each(|row| table.row(cells(row), Vec::new()));
        }
    }
    if report.rows.is_empty() && report.checks.is_empty() {
        text.push_str("\nno name has a value here\n");
    }
    table.write(look, &mut text);
    if !report.checks.is_empty() {
        text.push('\n');
        text.push_str(&look.paint(HEADING, "Checks"));
        text.push('\n');
        write_checks(report, look, &mut text);
    }
    text
}

/// The checks alone, with their summary. `file` is said where there are several.
pub fn checks(report: &Report, file: Option<&str>, look: Look) -> String {
    let mut text = String::new();
    if let Some(file) = file {
        text.push_str(&look.paint(HEADING, &clean(file)));
        text.push('\n');
    }
    write_checks(report, look, &mut text);
    text
}

fn cells(row: &Row) -> [String; 4] {
    // A literal is shown as typed, and a row without a name is named by its expression: once is enough.
    let is_said = row.expression == row.display || row.expression == row.name;
    let expression = if is_said { String::new() } else { shortened(&row.expression) };
    let note = row.note.as_deref().map_or_else(String::new, |note| format!("# {}", shortened(note)));
    [format!("{INDENT}{}", shortened(&row.name)), row.display.clone(), expression, note]
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
    text.push_str(&look.paint(DIM, &conventions(report)));
    text.push('\n');
    text
}

/// What a month is and what KB is: results depend on it, so every report says it.
fn conventions(report: &Report) -> String {
    let calendar = &report.calendar;
    let kilobyte = if report.binary_bytes { 1024 } else { 1000 };
    let words = calendar_words(calendar);
    format!("calendar {}{words} · bytes {} (1 KB = {kilobyte} B)", calendar.name, report.bytes())
}

fn calendar_words(calendar: &Calendar) -> String {
    let days = |seconds: f64| number_text(seconds / calendar.day, 7);
    let seconds = |seconds: f64| number_text(seconds, 7);
    if *calendar == Calendar::civil() {
        format!(" (a year is {} days)", days(calendar.year))
    } else if calendar.name.starts_with("own") {
        // Its name lists its parts.
        String::new()
    } else if calendar.has_civil_day() {
        format!(" (a month is {} days, a year {})", days(calendar.month), days(calendar.year))
    } else if (seconds(calendar.day)).contains('.') {
        format!(
            " (a month is {} s, a year {} months)",
            seconds(calendar.month),
            number_text(calendar.year / calendar.month, 4)
        )
    } else {
        format!(
            " (a day is {} s, a month {} days, a year {})",
            seconds(calendar.day),
            days(calendar.month),
            days(calendar.year)
        )
    }
}

fn write_checks(report: &Report, look: Look, text: &mut String) {
    if !report.checks.is_empty() {
        let mut table =
            Layout::new(&[(PLAIN, false), (PLAIN, true), (VALUE, false), (PLAIN, false), (DIM, true)]);
        for check in &report.checks {
            let note =
                check.note.as_deref().map_or_else(String::new, |note| format!("# {}", shortened(note)));
            let mark = if check.ok { "ok" } else { "FAIL" };
            let deviation = deviation(check).unwrap_or_default();
            let cells = [
                format!("{INDENT}{mark}"),
                shortened(&check.expression),
                check.left.clone(),
                deviation,
                note,
            ];
            table.row(cells, if check.ok { Vec::new() } else { failure(check) });
        }
        table.write(look, text);
    }
    text.push_str(INDENT);
    text.push_str(&summary(report));
    text.push('\n');
}

/// What is to be said of a check that fails, a line each.
fn failure(check: &CheckRow) -> Vec<String> {
    let mut lines = vec![format!("line {}: {}", check.line, both_sides(check))];
    if !check.other_calendars.is_empty() {
        lines.push(format!("holds under calendar {}", check.other_calendars.join(", ")));
    }
    lines
}

/// `left is 120x, 80x was stated: +50 % of the right side`
fn both_sides(check: &CheckRow) -> String {
    let CheckRow { left, right, .. } = check;
    let wanted = match check.comparison {
        Comparison::Near | Comparison::Equal => format!("{right} was stated"),
        Comparison::Less => format!("less than {right} was stated"),
        Comparison::LessOrEqual => format!("at most {right} was stated"),
        Comparison::Greater => format!("more than {right} was stated"),
        Comparison::GreaterOrEqual => format!("at least {right} was stated"),
    };
    let deviation = deviation(check).map_or_else(String::new, |deviation| {
        let of = if check.compares_missing { "" } else { " of the right side" };
        format!(": {deviation}{of}")
    });
    format!("left is {left}, {wanted}{deviation}")
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

/// The deviation in words: `-0.6 %`, `-28.6 % (of what is missing)`.
fn deviation(check: &CheckRow) -> Option<String> {
    let percent = check.deviation? * 100.0;
    let size = percent.abs();
    let sign = if percent < 0.0 { "-" } else { "+" };
    let number = if size < 1e-7 {
        "0".to_owned()
    } else if size < 0.1 {
        // One digit that counts: `+0.002`, not `+0.0`.
        format!("{sign}{size:.*}", (-size.log10()).ceil() as usize)
    } else if size < 1000.0 {
        format!("{sign}{}", format!("{size:.1}").trim_end_matches('0').trim_end_matches('.'))
    } else {
        format!("{sign}{}", number_text(size, 3))
    };
    let base = if check.compares_missing { " (of what is missing)" } else { "" };
    Some(format!("{number} %{base}"))
}

/// `5 checks: 4 hold, 1 fails`
pub fn summary(report: &Report) -> String {
    let (all, failing) = (report.checks.len(), report.failing());
    let verb =
        |count: usize, one: &str, many: &str| format!("{count} {}", if count == 1 { one } else { many });
    let mut text = match (all, failing) {
        (0, _) => "no checks".to_owned(),
        (1, 0) => "1 check: it holds".to_owned(),
        (1, _) => "1 check: it fails".to_owned(),
        (_, 0) => format!("{all} checks: all hold"),
        (_, failing) if failing == all => format!("{all} checks: all fail"),
        _ => format!(
            "{all} checks: {}, {}",
            verb(all - failing, "holds", "hold"),
            verb(failing, "fails", "fail")
        ),
    };
    // Lines with errors have no verdict: the others must not pass for the whole.
    if report.errors() > 0 {
        text.push_str(&format!(" · {}", verb(report.errors(), "error", "errors")));
    }
    text
}

/// A text that fits into a cell and cannot break its line.
fn shortened(text: &str) -> String {
    let cleaned = clean(text);
    match cleaned.char_indices().nth(LONGEST_CELL) {
        None => cleaned,
        Some(_) => cleaned.chars().take(LONGEST_CELL - 1).chain(['…']).collect(),
    }
}

/// Rows in columns, with lines above and below them that no column bounds.
struct Layout<'s> {
    /// Of each column: its style, and whether its texts may wrap.
    columns: &'s [(Style, bool)],
    table: Table,
    /// What stands around each row of the table.
    around: Vec<Around>,
    /// The heading of the next row.
    heading: Option<&'static str>,
}

/// The lines around a row.
struct Around {
    heading: Option<&'static str>,
    details: Vec<String>,
}

impl<'s> Layout<'s> {
    fn new(columns: &'s [(Style, bool)]) -> Self {
        let mut table = Table::new();
        table.load_style(TableStyle::new().content_lines(ContentLineStyle::none().junction(SEPARATOR)));
        Self { columns, table, around: Vec::new(), heading: None }
    }

    fn heading(&mut self, text: &'static str) {
        self.heading = Some(text);
    }

    /// Adds a row; its first cell must not be empty.
    fn row<const COLUMNS: usize>(&mut self, cells: [String; COLUMNS], details: Vec<String>) {
        self.table.add_row(cells);
        self.around.push(Around { heading: self.heading.take(), details });
    }

    fn write(mut self, look: Look, text: &mut String) {
        if self.table.is_empty() {
            return;
        }
        self.fit(look);
        let mut around = self.around.iter();
        let mut pending: &[String] = &[];
        for line in self.table.lines() {
            let cells: Vec<&str> = line.split(SEPARATOR).collect();
            // A first cell does not wrap: where it is filled, a row starts.
            if cells.first().is_some_and(|first| !first.trim().is_empty())
                && let Some(around) = around.next()
            {
                write_details(pending, look, text);
                pending = &around.details;
                if let Some(heading) = around.heading {
                    text.push('\n');
                    text.push_str(&look.paint(HEADING, heading));
                    text.push('\n');
                }
            }
            self.write_row(&cells, look, text);
            text.push('\n');
        }
        write_details(pending, look, text);
    }

    fn write_row(&self, cells: &[&str], look: Look, text: &mut String) {
        let mut blanks = 0;
        for (cell, (style, _)) in cells.iter().zip(self.columns) {
            let content = cell.trim_end();
            let style = match content.trim_start() {
                "ok" => &HOLDS,
                "FAIL" => &FAILS,
                _ => style,
            };
            if !content.is_empty() {
                text.extend(std::iter::repeat_n(' ', blanks));
                text.push_str(&look.paint(*style, content));
                blanks = 0;
            }
            blanks += cell[content.len()..].chars().count() + 1;
        }
    }

    /// Wraps the columns that may where the terminal is too narrow for all of them.
    fn fit(&mut self, look: Look) {
        for column in self.table.column_iter_mut() {
            column.set_padding((0, 1));
        }
        let widths = self.table.column_max_content_widths();
        let fixed = widths.iter().zip(self.columns).filter(|(_, (_, wraps))| !wraps);
        let fixed: usize = fixed.map(|(width, _)| usize::from(*width) + 2).sum();
        let Some(width) = look.width.filter(|width| *width >= fixed + LEAST_FOR_WRAPPING) else {
            self.table.set_content_arrangement(ContentArrangement::Disabled);
            return;
        };
        self.table.set_content_arrangement(ContentArrangement::Dynamic);
        self.table.set_width(u16::try_from(width).unwrap_or(u16::MAX));
        for (column, _) in self.table.column_iter_mut().zip(self.columns).filter(|(_, (_, wraps))| !wraps) {
            column.set_constraint(ColumnConstraint::ContentWidth);
        }
    }
}

fn write_details(lines: &[String], look: Look, text: &mut String) {
    for line in lines {
        text.push_str(&" ".repeat(8));
        text.push_str(&look.paint(FAILS, &clean(line)));
        text.push('\n');
    }
}
