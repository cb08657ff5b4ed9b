//! Texts broken into lines between words; knows widths and no terminal.

use anstyle::Style;

use super::look::Look;

/// The least that a text which wraps is given.
pub(super) const LEAST_FOR_WRAPPING: usize = 24;
/// How far what belongs to a line is moved in.
pub(crate) const INDENT: &str = "  ";

/// The lines of a text, broken between words; a word is broken only where it is longer than a line.
pub(crate) fn wrapped(text: &str, width: usize) -> Vec<String> {
    let width = width.max(1);
    let mut lines: Vec<String> = Vec::new();
    let mut length = 0;
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        let letters = word.chars().count();
        match lines.last_mut() {
            Some(line) if length + 1 + letters <= width => {
                line.push(' ');
                line.push_str(word);
                length += 1 + letters;
            }
            _ => {
                let mut rest: Vec<char> = word.chars().collect();
                while rest.len() > width {
                    // Behind a bracket or a dot, where there is one.
                    let joint =
                        rest[..width].iter().rposition(|letter| matches!(letter, '(' | '.' | ',' | '_'));
                    let tail = rest.split_off(joint.map_or(width, |joint| joint + 1));
                    lines.push(rest.into_iter().collect());
                    rest = tail;
                }
                length = rest.len();
                lines.push(rest.into_iter().collect());
            }
        }
    }
    lines
}

/// Writes a text of one or several lines, each moved in by `indent`, those after the first by two more.
pub fn write_wrapped(words: &str, indent: &str, style: Style, look: Look, text: &mut String) {
    let width =
        look.width.map_or(usize::MAX, |width| width.saturating_sub(indent.len() + 2).max(LEAST_FOR_WRAPPING));
    for (place, line) in wrapped(words, width).iter().enumerate() {
        text.push_str(indent);
        text.push_str(if place == 0 { "" } else { INDENT });
        text.push_str(&look.paint(style, line));
        text.push('\n');
    }
}
