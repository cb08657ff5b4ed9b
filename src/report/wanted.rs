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
    /// Whether values are told, or checks and problems alone.
    pub values: bool,
}

impl Default for Wanted {
    fn default() -> Self {
        Self::of_all(display::USUAL_DIGITS)
    }
}

impl Wanted {
    /// All there is, to so many significant digits.
    pub fn of_all(digits: usize) -> Self {
        Self { digits, only: Vec::new(), values: true }
    }

    /// Whether a name is among those that are wanted.
    pub(super) fn takes(&self, name: &str) -> bool {
        self.only.is_empty() || self.only.iter().any(|only| only.matches(name))
    }
}
