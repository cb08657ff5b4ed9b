//! What is wanted of a report; knows nothing of what it holds.

use glob::Pattern;

use crate::units::display;

/// What is wanted of a report.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// Significant digits.
    pub digits: usize,
    /// Only the names that one of these matches; all of them if there is none.
    pub only: Vec<Pattern>,
}

impl Default for Wanted {
    fn default() -> Self {
        Self { digits: display::USUAL_DIGITS, only: Vec::new() }
    }
}

impl Wanted {
    /// Whether a name is among those that are wanted.
    pub(super) fn takes(&self, name: &str) -> bool {
        self.only.is_empty() || self.only.iter().any(|only| only.matches(name))
    }
}
