//! Texts broken into lines between words; knows widths and no terminal.

use anstyle::Style;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::look::Look;

/// The least that a text which wraps is given.
pub(crate) const LEAST_FOR_WRAPPING: usize = 24;
/// How far what belongs to a line is moved in.
pub(crate) const INDENT: &str = "  ";

/// The lines of a text, broken between words; a word is broken only where it is longer than a line.
pub(crate) fn wrapped(text: &str, width: usize) -> Vec<String> {
    let width = width.max(1);
    let mut lines: Vec<String> = Vec::new();
    let mut used = 0;
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        let columns = word.width();
        match lines.last_mut() {
            Some(line) if used + 1 + columns <= width => {
                line.push(' ');
                line.push_str(word);
                used += 1 + columns;
            }
            _ => {
                let mut rest = word;
                while rest.width() > width {
                    let (start, tail) = rest.split_at(joint(rest, width));
                    lines.push(start.to_owned());
                    rest = tail;
                }
                used = rest.width();
                lines.push(rest.to_owned());
            }
        }
    }
    lines
}

/// The byte at which a word that is longer than a line is broken: behind a bracket or a dot, where there is one.
fn joint(word: &str, width: usize) -> usize {
    let (mut end, mut columns, mut joint) = (0, 0, None);
    for (at, letter) in word.char_indices() {
        columns += letter.width().unwrap_or(0);
        if columns > width && end > 0 {
            break;
        }
        end = at + letter.len_utf8();
        if matches!(letter, '(' | '.' | ',' | '_') {
            joint = Some(end);
        }
    }
    joint.unwrap_or(end)
}

/// The same, with the lines after the first moved in, so that it can be seen what belongs together.
pub(crate) fn hanging(text: &str, width: usize) -> Vec<String> {
    let mut lines = wrapped(text, width);
    if lines.len() > 1 && width > 2 * INDENT.len() {
        lines = wrapped(text, width - INDENT.len());
        lines.iter_mut().skip(1).for_each(|line| line.insert_str(0, INDENT));
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
