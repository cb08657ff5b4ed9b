//! Names of members, each once, in the order of their first mention; knows nothing of what they name.

use std::collections::HashSet;
use std::sync::Arc;

/// Names, each once and in order. A copy costs nothing until one of the two grows; a chain of thousands keeps one
/// for each of its properties and each of its stages.
#[derive(Debug, Clone, Default)]
pub struct MemberNames(Arc<Names>);

#[derive(Debug, Clone, Default)]
struct Names {
    ordered: Vec<Arc<str>>,
    known: HashSet<Arc<str>>,
}

impl MemberNames {
    /// One name.
    pub fn one(name: &str) -> Self {
        let mut names = Self::default();
        names.extend(&[Arc::from(name)]);
        names
    }

    /// Whether this name is among them.
    pub fn contains(&self, name: &str) -> bool {
        self.0.known.contains(name)
    }

    /// The names in the order of their first mention.
    pub fn as_slice(&self) -> &[Arc<str>] {
        &self.0.ordered
    }

    /// Adds those that are not among them yet.
    pub fn extend(&mut self, more: &[Arc<str>]) {
        let names = Arc::make_mut(&mut self.0);
        for name in more {
            if names.known.insert(Arc::clone(name)) {
                names.ordered.push(Arc::clone(name));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_name_stands_once_and_a_copy_stays_as_it_is() {
        let mut names = MemberNames::one("db");
        let copy = names.clone();
        names.extend(&["lb".into(), "db".into(), "app".into(), "lb".into()]);
        let texts: Vec<&str> = names.as_slice().iter().map(AsRef::as_ref).collect();
        assert_eq!(texts, ["db", "lb", "app"]);
        assert!(names.contains("app") && !copy.contains("app") && copy.as_slice().len() == 1);
    }
}
