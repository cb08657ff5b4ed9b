//! Takes lines, or fields of blocks, out of a session's sheet, unless others need them; types none in their place.

use super::live::{Entry, Session};
use crate::diagnostic::{Diagnostic, Id};
use crate::syntax::sheet::StatementKind;

impl Session {
    /// Takes a line out of the sheet: by the name that it binds, by what it says (`check a < b`, `case "x"`,
    /// `unit shard`, `calendar`, `read carries`), or a field out of its block (`pastes.replicas`).
    ///
    /// # Errors
    /// A diagnostic without a place: nothing is called so, or others use it; it says who.
    pub fn delete(&mut self, words: &str) -> Result<(), Diagnostic> {
        let words = words.trim();
        if let Some(entries) = self.without_field(words) {
            return self.delete_to(entries);
        }
        let at = self.places_of(words);
        if at.is_empty() {
            let names = self.keys.keys().filter(|key| !key.starts_with(' '));
            let near = crate::diagnostic::nearest(words, names.map(String::as_str));
            return Err(Diagnostic::without_place(Id::UnknownName, format!("no line is called `{words}`"))
                .help(near.map_or_else(
                    || "`:list` shows the lines of the sheet".to_owned(),
                    |near| format!("did you mean `{near}`?"),
                )));
        }
        if let Some(name) = self.entries[at[0]].bound_name() {
            let others = self.entries.iter().enumerate().filter(|(other, _)| !at.contains(other));
            let users: Vec<String> =
                others.filter(|(_, entry)| entry.uses(&name)).map(|(_, entry)| entry.title()).collect();
            if !users.is_empty() {
                let who = users.iter().map(|user| format!("`{user}`")).collect::<Vec<_>>().join(", ");
                return Err(Diagnostic::without_place(Id::UnknownName, format!("`{name}` is used by {who}"))
                    .help(format!("change those, or delete them first, as `:delete {}`", users[0])));
            }
        }
        let mut entries = self.entries.clone();
        at.iter().rev().for_each(|at| drop(entries.remove(*at)));
        self.delete_to(entries)
    }

    /// The entries that words mean, in order.
    fn places_of(&self, words: &str) -> Vec<usize> {
        let plain = words.replace('"', "");
        let keys = [words.to_owned(), format!("{words}()"), format!(" {plain}"), format!(" {words}")];
        let named = keys.iter().find_map(|key| self.keys.get(key));
        let case = self.keys.get(&format!(" case {plain}")).filter(|_| words.starts_with('"'));
        if let Some(at) = named.or(case) {
            return vec![*at];
        }
        let path = words.split_whitespace().next().unwrap_or_default().trim_end_matches(".load");
        let is_load = words.ends_with(".load") || words.split_whitespace().nth(1) == Some("carries");
        let text = words.split_whitespace().collect::<Vec<_>>().join(" ");
        let is_meant = |entry: &Entry| match entry.kind() {
            StatementKind::Carries(field) => is_load && entry.sheet.word(field.name) == path,
            _ => entry.sheet.text(entry.span()).split_whitespace().collect::<Vec<_>>().join(" ") == text,
        };
        let places = self.entries.iter().enumerate();
        places.filter(|(_, entry)| is_meant(entry)).map(|(at, _)| at).collect()
    }

    /// Puts fewer entries in the place of those that stand.
    fn delete_to(&mut self, entries: Vec<Entry>) -> Result<(), Diagnostic> {
        let Some(mut planned) = self.planned(&entries) else { return Ok(()) };
        if let Some(error) = planned.diagnostics.iter().find(|diagnostic| diagnostic.is_error()).cloned() {
            return Err(Diagnostic { span: None, related: Vec::new(), ..error });
        }
        planned.diagnostics.clear();
        self.remember();
        self.replace(entries, planned);
        self.new_warnings(Vec::new());
        Ok(())
    }
}
