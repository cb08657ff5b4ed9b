//! How text for people looks: its styles and the width it has; knows no layout.

use anstyle::{AnsiColor, Style};

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
pub(super) const VALUE: Style = AnsiColor::Cyan.on_default().bold();
pub(super) const HOLDS: Style = AnsiColor::Green.on_default();
/// What is wrong.
pub const FAILS: Style = AnsiColor::Red.on_default().bold();
/// What is probably not what was meant.
pub(super) const WARNS: Style = AnsiColor::Yellow.on_default().bold();
pub(crate) const PLAIN: Style = Style::new();
