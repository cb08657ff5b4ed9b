//! Texts made fit to be shown: no letter that steers a terminal, no more of them than there is room for.

/// The longest text in a cell. Without a limit one line of a megabyte would widen every other by as much.
const LONGEST_CELL: usize = 120;

/// A text without control characters: a scenario must not steer the terminal.
pub fn clean(text: &str) -> String {
    text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect()
}

/// A text that fits into a cell and cannot break its line.
pub(crate) fn shortened(text: &str) -> String {
    shortened_to(text, LONGEST_CELL)
}

/// The first `longest` letters of a text, without any that could break its line.
pub(crate) fn shortened_to(text: &str, longest: usize) -> String {
    let cleaned = clean(text);
    match cleaned.char_indices().nth(longest) {
        None => cleaned,
        Some(_) => cleaned.chars().take(longest - 1).chain(['…']).collect(),
    }
}

/// A column's name with its unit: `storage (TB)`.
pub(crate) fn titled(name: &str, unit: &str) -> String {
    let name = clean(name);
    if unit.is_empty() { name } else { format!("{name} ({unit})") }
}

/// A number with its unit: `5 GB`, `3x`.
pub(crate) fn with_unit(number: &str, unit: &str) -> String {
    let blank = if unit.is_empty() || unit == "x" { "" } else { " " };
    format!("{number}{blank}{unit}")
}
