//! Line charts of letters, for a terminal: readable without colour; knows no terminal and no values.

use anstyle::{AnsiColor, Style};

use super::curves::{Chart, Curve, MOST_CURVES};
use crate::render::letters::shortened_to;
use crate::render::look::{DIM, HEADING, Look};

/// How wide a chart is where nothing says it.
const USUAL_WIDTH: usize = 80;
/// Wider is not easier to read.
const MOST_WIDTH: usize = 110;
/// The least columns that curves are given.
const LEAST_WIDTH: usize = 20;
/// Rows of a chart that is alone.
const HEIGHT: usize = 16;
/// Rows of a chart among others.
const SMALL_HEIGHT: usize = 9;
/// The longest label of a curve, in characters.
const LONGEST_LABEL: usize = 28;
/// What tells curves apart besides their labels.
const STYLES: [Style; 6] = [
    AnsiColor::Cyan.on_default(),
    AnsiColor::Yellow.on_default(),
    AnsiColor::Magenta.on_default(),
    AnsiColor::Green.on_default(),
    AnsiColor::Blue.on_default(),
    AnsiColor::Red.on_default(),
];

/// A letter of a chart and the curve that it belongs to.
type Cell = Option<(char, usize)>;

/// The charts below each other, and how many curves are left out of each.
pub fn charts(charts: &[Chart], left_out: usize, look: Look) -> String {
    let height = if charts.len() == 1 { HEIGHT } else { SMALL_HEIGHT };
    let texts: Vec<String> = charts.iter().map(|chart| one(chart, height, look)).collect();
    let mut text = texts.join("\n");
    if left_out > 0 {
        text.push_str(&format!("{left_out} of {} curves are left out\n", left_out + MOST_CURVES));
    }
    text
}

fn one(chart: &Chart, height: usize, look: Look) -> String {
    let whole = look.width.unwrap_or(USUAL_WIDTH).min(MOST_WIDTH);
    let labels: Vec<String> =
        chart.curves.iter().map(|curve| shortened_to(&curve.label, LONGEST_LABEL)).collect();
    let beside = labels.iter().map(|label| label.chars().count()).max().unwrap_or(0);
    let before = chart.up.ticks.iter().map(|(_, text)| text.chars().count()).max().unwrap_or(0) + 1;
    // The axis takes a column, a label and the blank before it the others.
    let taken = before + 1 + if beside > 0 { beside + 2 } else { 0 };
    let width = whole.saturating_sub(taken).max(LEAST_WIDTH);
    let row_of = |share: f64| ((1.0 - share) * (height - 1) as f64).round() as usize;
    let mut cells: Vec<Vec<Cell>> = vec![vec![None; width]; height];
    let mut ends: Vec<(usize, usize)> = Vec::new();
    for (place, curve) in chart.curves.iter().enumerate() {
        let rows = rows(curve, width, height);
        draw(&rows, place, &mut cells);
        ends.extend(rows.iter().rev().flatten().next().map(|row| (*row, place)));
    }
    let names = places_of_labels(ends, height);
    let mut text = look.paint(HEADING, &chart.up.title) + "\n";
    for (row, line) in cells.iter().enumerate() {
        let tick =
            chart.up.ticks.iter().find(|(share, _)| row_of(*share) == row).map(|(_, text)| text.as_str());
        let axis = if tick.is_some() { '┤' } else { '│' };
        let number = tick.unwrap_or("");
        let mut written = look.paint(DIM, &format!("{number:>before$}{axis}", before = before - 1));
        let mut drawn = String::new();
        let mut blanks = 0;
        for cell in line {
            let Some((letter, curve)) = cell else {
                blanks += 1;
                continue;
            };
            drawn.extend(std::iter::repeat_n(' ', std::mem::take(&mut blanks)));
            drawn.push_str(&look.paint(STYLES[curve % STYLES.len()], &letter.to_string()));
        }
        if let Some(curve) = names[row].filter(|curve| !labels[*curve].is_empty()) {
            drawn.extend(std::iter::repeat_n(' ', blanks + 1));
            drawn.push_str(&look.paint(STYLES[curve % STYLES.len()], &labels[curve]));
        }
        written.push_str(&drawn);
        text.push_str(&written);
        text.push('\n');
    }
    across(chart, before, width, look, &mut text);
    text
}

/// The line below the curves: the axis, its ticks and its name.
fn across(chart: &Chart, before: usize, width: usize, look: Look, text: &mut String) {
    let column_of = |share: f64| (share * (width - 1) as f64).round() as usize;
    let mut line: Vec<char> = vec!['─'; width];
    let mut numbers: Vec<char> = vec![' '; before + width + 12];
    let mut free = 0;
    for (share, number) in &chart.across.ticks {
        let column = column_of(*share);
        line[column] = '┬';
        let length = number.chars().count();
        let start = (before + column).saturating_sub(length / 2);
        if start >= free && start + length <= numbers.len() {
            numbers.splice(start..start + length, number.chars());
            free = start + length + 2;
        }
    }
    let line: String = line.into_iter().collect();
    let numbers: String = numbers.into_iter().collect();
    let title = &chart.across.title;
    let start = before + width.saturating_sub(title.chars().count()) / 2;
    for line in
        [format!("{:>before$}{line}", '└'), numbers.trim_end().to_owned(), format!("{:start$}{title}", "")]
    {
        text.push_str(&look.paint(DIM, &line));
        text.push('\n');
    }
}

/// The row of a curve in each column; none where it is broken.
fn rows(curve: &Curve, width: usize, height: usize) -> Vec<Option<usize>> {
    let mut rows = vec![None; width];
    let row = |share: f64| ((1.0 - share) * (height - 1) as f64).round() as usize;
    let last = (width - 1) as f64;
    for pair in curve.points.windows(2) {
        let [Some((left, first)), Some((right, second))] = pair else { continue };
        let columns = (left * last).ceil() as usize..=(right * last).floor() as usize;
        for column in columns {
            let share = if right > left { (column as f64 / last - left) / (right - left) } else { 0.0 };
            rows[column.min(width - 1)] = Some(row(first + (second - first) * share.clamp(0.0, 1.0)));
        }
    }
    // A point between two gaps is seen too.
    for (left, first) in curve.points.iter().flatten() {
        rows[(left * last).round() as usize].get_or_insert(row(*first));
    }
    rows
}

fn draw(rows: &[Option<usize>], curve: usize, cells: &mut [Vec<Cell>]) {
    for column in 0..rows.len() {
        let Some(row) = rows[column] else { continue };
        let before = column.checked_sub(1).and_then(|before| rows[before]);
        let mut put = |row: usize, letter: char| cells[row][column] = Some((letter, curve));
        match before {
            Some(before) if before > row => {
                put(before, '╯');
                (row + 1..before).for_each(|between| put(between, '│'));
                put(row, '╭');
            }
            Some(before) if before < row => {
                put(before, '╮');
                (before + 1..row).for_each(|between| put(between, '│'));
                put(row, '╰');
            }
            _ => put(row, '─'),
        }
    }
}

/// Which label stands in which row: each near the end of its curve, none over another.
fn places_of_labels(mut ends: Vec<(usize, usize)>, height: usize) -> Vec<Option<usize>> {
    let mut places = vec![None; height];
    ends.sort_unstable();
    for (row, curve) in ends {
        let near =
            (0..height).filter(|place| places[*place].is_none()).min_by_key(|place| place.abs_diff(row));
        if let Some(near) = near {
            places[near] = Some(curve);
        }
    }
    places
}
