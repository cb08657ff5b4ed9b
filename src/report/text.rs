//! A report as text for people: header, sections, paths, checks, with a column for each case; knows no terminal, and
//! nothing of how values came about.

use std::collections::HashMap;

use super::path_text;
use super::table::{
    Column, DIM, HEADING, INDENT, Layout, Look, Narrow, PLAIN, Remark, note_text, shortened, shortened_to,
    write_wrapped,
};
use super::{CheckRow, Report, Row, Section, clean};
use crate::syntax::sheet::Comparison;
use crate::units::calendar::Calendar;
use crate::units::display::number_text;

/// What the column of the base is called.
const BASE: &str = "base";
/// The longest name of a case above its column.
const LONGEST_CASE: usize = 24;
/// Stands for a value that a variant does not have.
const NO_VALUE: &str = "–";

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
        path_text::write(path, &of_cases, look, &mut text);
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

/// A row of all variants.
struct Line<'r> {
    /// The row of the first variant that has it.
    row: &'r Row,
    /// The row of each variant.
    values: Vec<Option<&'r Row>>,
}

impl Line<'_> {
    fn is_varied(&self) -> bool {
        let first = self.values.first().copied().flatten();
        self.values.iter().any(|row| row.map(|row| &row.display) != first.map(|row| &row.display))
    }

    /// What it shows in each column.
    fn cells(&self) -> Vec<String> {
        if let [only] = self.values.as_slice() {
            return vec![only.map_or_else(String::new, |row| row.display.clone())];
        }
        // Side by side, nines and downtime would leave no room for the others.
        let value =
            |row: &Option<&Row>| row.map_or_else(|| NO_VALUE.to_owned(), |row| in_brief(row).to_owned());
        let values = self.values.iter().map(value);
        // What is the same in all of them is said once.
        values.take(if self.is_varied() { self.values.len() } else { 1 }).collect()
    }
}

/// An availability without its nines and its downtime; any other value as it is.
fn in_brief(row: &Row) -> &str {
    if row.availability.is_some() { without_brackets(&row.display) } else { &row.display }
}

/// `99.95 %` of `99.95 % (3.3 nines, 4h 22min 59s/year)`.
pub(super) fn without_brackets(display: &str) -> &str {
    display.split(" (").next().unwrap_or(display)
}

/// The rows of all variants, each once, in the order of the base.
fn lines(variants: &[Report]) -> Vec<Line<'_>> {
    let mut lines: Vec<Line<'_>> = Vec::new();
    // A name stands for one row; texts without a name may come several times.
    let mut places: HashMap<(&str, usize), usize> = HashMap::new();
    for (variant, report) in variants.iter().enumerate() {
        let mut seen: HashMap<&str, usize> = HashMap::new();
        for row in report.rows.iter().filter(|row| !row.is_of_path) {
            let count = seen.entry(&row.name).or_default();
            let place = *places.entry((&row.name, *count)).or_insert(lines.len());
            *count += 1;
            if place == lines.len() {
                lines.push(Line { row, values: vec![None; variants.len()] });
            }
            lines[place].values[variant] = Some(row);
        }
    }
    lines
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

/// `5 checks: 4 hold, 1 fails`, of all variants together.
pub fn summary(variants: &[Report]) -> String {
    let sum = |of: fn(&Report) -> usize| variants.iter().map(of).sum::<usize>();
    let (all, failing, errors) =
        (sum(|report| report.checks.len()), sum(Report::failing), sum(Report::errors));
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
    let unevaluated = sum(|report| report.unevaluated);
    if unevaluated > 0 {
        text.push_str(&format!(", {unevaluated} not evaluated"));
    }
    if errors > 0 {
        text.push_str(&format!(" · {}", verb(errors, "error", "errors")));
    }
    text
}
