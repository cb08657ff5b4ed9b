//! Reports as Markdown (GitHub's tables): what a code host shows; every text of a scenario is escaped.

use std::fmt::Write;

use super::grid::{Cell, Grid, Shown, shown_text};
use super::page::{Page, PathPage};
use crate::report::FileReports;
use crate::report::explain::{Explanation, LeftOut};

/// The reports of all scenarios, one below the other.
pub fn reports(scenarios: &[FileReports]) -> String {
    let pages: Vec<String> = scenarios.iter().map(|scenario| page(&Page::of(scenario))).collect();
    pages.join("\n")
}

fn page(page: &Page<'_>) -> String {
    let mut text = String::new();
    line(&mut text, &format!("# {}", escaped(&page.title)));
    let file = page.file.as_ref().map_or_else(String::new, |file| format!("{} · ", code(file, Place::Line)));
    line(&mut text, &format!("{file}{}", escaped(&page.conventions)));
    for module in &page.modules {
        line(&mut text, &format!("uses {}", escaped(module)));
    }
    if let Some(summary) = page.told_summary() {
        let words = escaped(&summary.words);
        line(&mut text, &if summary.is_well { words } else { format!("**{words}**") });
    }
    for failure in &page.failures {
        let case =
            failure.case.as_ref().map_or_else(String::new, |case| format!(" (case {})", escaped(case)));
        let lines: Vec<String> = failure.lines.iter().map(|line| escaped(line)).collect();
        let expression = code(&failure.expression, Place::Line);
        let _ = writeln!(text, "- {expression}{case}: {}", lines.join("; "));
    }
    if !page.failures.is_empty() {
        text.push('\n');
    }
    problems(page, &mut text);
    if page.is_empty() {
        line(&mut text, "No name has a value here.");
    }
    for section in page.figures.iter().chain(&page.sections) {
        line(&mut text, &format!("## {}", escaped(&section.title)));
        grid(section, &mut text);
    }
    for path in &page.paths {
        write_path(path, &mut text);
    }
    for section in &page.assumptions {
        line(&mut text, &format!("## {}", escaped(&section.title)));
        grid(section, &mut text);
    }
    if let Some(checks) = &page.checks {
        line(&mut text, "## Checks");
        grid(checks, &mut text);
    }
    if !page.notes.is_empty() {
        line(&mut text, "## How lines were read");
        for note in &page.notes {
            let place = if note.place.is_empty() {
                String::new()
            } else {
                format!("{}: ", code(&note.place, Place::Line))
            };
            let _ = writeln!(text, "- {place}{}", message(&note.message));
        }
    }
    text.truncate(text.trim_end().len());
    text.push('\n');
    text
}

/// An explanation as a nested list.
pub fn explanation(explanation: &Explanation) -> String {
    let mut text = String::new();
    list_item(explanation, 0, &mut text);
    text
}

fn list_item(explanation: &Explanation, depth: usize, text: &mut String) {
    let value = explanation
        .value
        .as_ref()
        .map_or_else(|| " has no value".to_owned(), |value| format!(" = {}", escaped(&value.text)));
    let indent = "  ".repeat(depth);
    let _ = write!(text, "{indent}- {}{value}", code(&shown_text(&explanation.name), Place::Line));
    for (place, formula) in explanation.formulas().enumerate() {
        let sign = if place == 0 { ":" } else { " =" };
        let _ = write!(text, "{sign} {}", code(&shown_text(formula), Place::Line));
    }
    if let Some(note) = &explanation.note {
        let _ = write!(text, " ({})", escaped(&shown_text(note)));
    }
    match explanation.left_out {
        Some(LeftOut::Above) => text.push_str(" … (above)"),
        Some(LeftOut::Deeper) => text.push_str(" … (deeper)"),
        Some(LeftOut::TooLarge) => text.push_str(" … (not all of it)"),
        None => {}
    }
    text.push('\n');
    for child in &explanation.children {
        list_item(child, depth + 1, text);
    }
}

/// A paragraph, and the blank line behind it.
fn line(text: &mut String, words: &str) {
    text.push_str(words);
    text.push_str("\n\n");
}

/// A sentence in which code stands between backticks, as code; one whose backticks do not pair is text.
fn message(words: &str) -> String {
    let parts: Vec<&str> = words.split('`').collect();
    if parts.len().is_multiple_of(2) {
        return escaped(words);
    }
    let part = |(place, part): (usize, &&str)| {
        if place % 2 == 1 { code(part, Place::Line) } else { escaped(part) }
    };
    parts.iter().enumerate().map(part).collect()
}

fn problems(page: &Page<'_>, text: &mut String) {
    if page.problems.is_empty() {
        return;
    }
    line(text, "## Problems");
    for problem in &page.problems {
        let place = if problem.place.is_empty() {
            String::new()
        } else {
            format!(" {}", code(&problem.place, Place::Line))
        };
        let help =
            problem.help.as_ref().map_or_else(String::new, |help| format!(" (help: {})", message(help)));
        let _ = writeln!(
            text,
            "- **{}** {}{place}: {}{help}",
            problem.severity,
            escaped(problem.id),
            message(&problem.message)
        );
    }
    if page.more_problems > 0 {
        let _ = writeln!(text, "- … and {} more", page.more_problems);
    }
    text.push('\n');
}

fn write_path(path: &PathPage<'_>, text: &mut String) {
    line(text, &format!("## Path {}", code(&path.name, Place::Line)));
    if !path.note.is_empty() {
        line(text, &escaped(&path.note));
    }
    grid(&path.stages, text);
    for (words, is_bad) in &path.lines {
        let words = escaped(words);
        let _ = writeln!(text, "- {}", if *is_bad { format!("**{words}**") } else { words });
    }
    if !path.lines.is_empty() {
        text.push('\n');
    }
    if let Some(cases) = &path.cases {
        grid(cases, text);
    }
}

fn grid(grid: &Grid, text: &mut String) {
    let mut row = |cells: Vec<String>| {
        let _ = writeln!(text, "| {} |", cells.join(" | "));
    };
    row(grid.columns.iter().map(|column| escaped(&column.title)).collect());
    row(grid.columns.iter().map(|column| if column.is_value() { "--:" } else { ":--" }.to_owned()).collect());
    let has_names = grid.columns.first().is_some_and(|column| column.title == "name");
    for cells in &grid.rows {
        row(cells
            .iter()
            .enumerate()
            .map(|(place, shown)| match shown {
                // In code a name needs no marks before its letters.
                Cell::Text(name) if place == 0 && has_names => code(name, Place::Cell),
                shown => cell(shown),
            })
            .collect());
    }
    text.push('\n');
}

fn cell(cell: &Cell) -> String {
    match cell {
        Cell::Text(text) | Cell::Value(Shown { text, aside: None, .. }) => escaped(text),
        Cell::Value(Shown { text, aside: Some(aside), .. }) => {
            format!("{} {}", escaped(text), escaped(aside))
        }
        Cell::Code(text) => code(text, Place::Cell),
        Cell::Strong(text) => format!("**{}**", escaped(text)),
        Cell::Verdict(true) => "ok".to_owned(),
        Cell::Verdict(false) => "**FAIL**".to_owned(),
    }
}

/// Where a piece of code stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// In a line of its own or within one.
    Line,
    /// In a cell of a table, where a `|` would end it.
    Cell,
}

/// A text that Markdown shows as it is, in a line and in a cell alike.
pub(super) fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    let mut letters = text.chars().peekable();
    // At its start a text may look like a list, a heading or a rule.
    let mut is_number = true;
    while let Some(letter) = letters.next() {
        let next_is_digit = letters.peek().is_some_and(char::is_ascii_digit);
        match letter {
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '&' => safe.push_str("&amp;"),
            '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '~' | '|' | '#' | '$' => {
                safe.push('\\');
                safe.push(letter);
            }
            // `https://` and `www.` would become links, whose marks are not undone.
            ':' if letters.peek() == Some(&'/') => safe.push_str("\\:"),
            '.' if safe.ends_with("www") || safe.ends_with("WWW") => safe.push_str("\\."),
            '+' | '-' | '=' if safe.trim_start().is_empty() && !next_is_digit => {
                safe.push('\\');
                safe.push(letter);
            }
            '.' | ')' if is_number && letters.peek().is_none_or(|next| *next == ' ') => {
                safe.push('\\');
                safe.push(letter);
            }
            _ => safe.push(letter),
        }
        is_number &= letter.is_ascii_digit() || letter == ' ';
    }
    safe
}

/// A piece of napkin as code, whatever is in it.
pub(super) fn code(text: &str, place: Place) -> String {
    if text.trim().is_empty() {
        return String::new();
    }
    // In a table a `\` before a `|` cannot be written in a code span.
    if place == Place::Cell && text.contains('\\') {
        return format!("<code>{}</code>", escaped(text));
    }
    let longest = text.split(|letter| letter != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let needs_room =
        text.starts_with('`') || text.ends_with('`') || (text.starts_with(' ') && text.ends_with(' '));
    let room = if needs_room { " " } else { "" };
    let text = if place == Place::Cell { text.replace('|', "\\|") } else { text.to_owned() };
    format!("{fence}{room}{text}{room}{fence}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_at_the_start_of_a_line_starts_no_block() {
        for (text, expected) in [
            ("1. one", "1\\. one"),
            ("23) two", "23\\) two"),
            ("- three", "\\- three"),
            ("+ four", "\\+ four"),
            ("=====", "\\====="),
            ("# five", "\\# five"),
            ("> six", "&gt; six"),
            ("-44.7 %", "-44.7 %"),
            ("99.9 %", "99.9 %"),
            ("$1150/month", "\\$1150/month"),
        ] {
            assert_eq!(escaped(text), expected);
        }
    }

    #[test]
    fn code_survives_bars_backticks_and_backslashes() {
        assert_eq!(code("a | b", Place::Cell), "`a \\| b`");
        assert_eq!(code("a | b", Place::Line), "`a | b`");
        assert_eq!(code("a`b", Place::Line), "``a`b``");
        assert_eq!(code("``", Place::Line), "``` `` ```");
        assert_eq!(code("\\| <", Place::Cell), "<code>\\\\\\| &lt;</code>");
        assert_eq!(code(" ", Place::Cell), "");
    }
}
