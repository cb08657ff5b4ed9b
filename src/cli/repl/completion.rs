//! What a word that is being typed may become, each with its value or meaning beside it; nothing is drawn here.

use crate::functions::offered;
use crate::plan::block_fields;
use crate::render::text::lookup::meaning_of_unit;
use crate::report::displayed;
use crate::syntax::colours::{Colour, coloured};
use crate::syntax::tokens::is_word;
use crate::syntax::words;
use crate::units::calendar::Calendar;
use crate::units::display::USUAL_DIGITS;
use crate::units::table::{self, NOUNS};
use crate::workspace::{Session, modules};

use super::command_list::COMMANDS;

/// A word that the one that is typed may become.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Candidate {
    /// The whole word.
    pub(super) word: String,
    /// Its value, or what it means.
    pub(super) meaning: String,
}

/// What may stand at a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Completion {
    /// Where the word starts.
    pub(super) start: usize,
    /// What it may become, the likeliest first.
    pub(super) candidates: Vec<Candidate>,
    /// Whether it is the path of a file, which is looked up elsewhere.
    pub(super) is_file: bool,
}

/// What the word that ends at a place may become; nothing where no word ends there.
pub(super) fn complete(session: &Session, text: &str, end: usize) -> Completion {
    let before = &text[..end];
    let line = before.rfind('\n').map_or(0, |at| at + 1);
    if before.starts_with(':') {
        return of_command(session, before);
    }
    let start = before
        .char_indices()
        .rev()
        .take_while(|(_, letter)| is_word(*letter) || *letter == '.')
        .last()
        .map_or(end, |(at, _)| at);
    let word = &before[start..];
    let none = Completion { start, candidates: Vec::new(), is_file: false };
    if word.starts_with(|first: char| first.is_ascii_digit() || first == '.') {
        return none;
    }
    let pieces = coloured(before);
    let in_text_or_note = pieces.last().is_some_and(|piece| {
        matches!(piece.colour, Colour::Comment | Colour::Text) && piece.range.end == end && start < end
    });
    if in_text_or_note {
        return none;
    }
    let kind =
        pieces.last().filter(|piece| piece.range.end == end && !word.is_empty()).map(|piece| piece.colour);
    let is_first = before[line..start].trim().is_empty();
    let mut found = Found { word, candidates: Vec::new() };
    match kind {
        Some(Colour::Unit) => found.units(session),
        _ if open_block(before).is_some() && at_field_name(&before[..start]) => {
            for (name, meaning) in open_block(before).unwrap_or_default() {
                found.take(name, || (*meaning).to_owned());
            }
        }
        _ if before[line..].starts_with("calendar ") => {
            Calendar::NAMES.iter().for_each(|name| found.take(name, || "a calendar".to_owned()));
        }
        _ if before[line..].starts_with("import ") => {
            modules::MODULES
                .iter()
                .for_each(|(name, _)| found.take(name, || "a module that ships".to_owned()));
        }
        _ => {
            found.names(session);
            if is_first {
                for row in words::STATEMENTS {
                    found.take(row.word, || row.about.to_owned());
                }
            }
            if session.names().any(|name| {
                before[line..].trim_start().strip_prefix(&name).is_some_and(|rest| rest.trim_start() == word)
            }) {
                found.take("carries", || "what the path carries".to_owned());
            }
            found.functions();
        }
    }
    Completion { start, candidates: found.candidates, is_file: false }
}

/// What a command that is being typed may become, or its argument.
fn of_command(session: &Session, before: &str) -> Completion {
    let Some((command, argument)) = before.split_once(' ') else {
        let candidates = COMMANDS
            .iter()
            .filter(|command| command.name.starts_with(&before[1..]))
            .map(|command| Candidate {
                word: format!(":{}", command.name),
                meaning: command.about.to_owned(),
            })
            .collect();
        return Completion { start: 0, candidates, is_file: false };
    };
    let start = before.len() - argument.trim_start().len();
    let mut found = Found { word: &before[start..], candidates: Vec::new() };
    let mut is_file = false;
    match command {
        ":load" | ":save" => is_file = true,
        ":explain" | ":delete" => found.names(session),
        ":units" => found.units(session),
        ":functions" => found.functions(),
        ":help" => {
            found.functions();
            for command in COMMANDS {
                found.take(command.name, || command.about.to_owned());
            }
            for row in words::STATEMENTS {
                found.take(row.word, || row.about.to_owned());
            }
        }
        ":set" => {
            if let Some(calendar) = argument.trim_start().strip_prefix("calendar ") {
                let start = before.len() - calendar.len();
                let mut found = Found { word: calendar, candidates: Vec::new() };
                Calendar::NAMES.iter().for_each(|name| found.take(name, || "a calendar".to_owned()));
                return Completion { start, candidates: found.candidates, is_file: false };
            }
            for (name, meaning) in [
                ("digits", "significant digits: :set digits 4"),
                ("calendar", "what a month is: :set calendar primer"),
                ("bytes", "what KB is: :set bytes binary"),
            ] {
                found.take(name, || meaning.to_owned());
            }
        }
        _ => {}
    }
    Completion { start, candidates: found.candidates, is_file }
}

/// Candidates as they are found, for a word.
struct Found<'w> {
    word: &'w str,
    candidates: Vec<Candidate>,
}

impl Found<'_> {
    fn take(&mut self, word: &str, meaning: impl FnOnce() -> String) {
        if word.starts_with(self.word) && !self.candidates.iter().any(|other| other.word == word) {
            self.candidates.push(Candidate { word: word.to_owned(), meaning: meaning() });
        }
    }

    /// The names of the sheet: fields and figures of a block only once its name is written.
    fn names(&mut self, session: &Session) {
        let (plan, estimate) = (session.plan(), session.estimate());
        let block = self.word.rsplit_once('.').map(|(block, _)| block);
        for item in &plan.items {
            if !item.name.starts_with(self.word)
                || item.name.rsplit_once('.').map(|(block, _)| block) != block
            {
                continue;
            }
            let value = item.value.as_ref().and_then(|value| {
                let displayed = displayed(&plan.units, estimate, value, USUAL_DIGITS)?;
                Some(value.as_typed.clone().unwrap_or(displayed.text))
            });
            if let Some(value) = value {
                self.take(&item.name, || value);
            }
        }
        if block.is_none() {
            for name in session.names().collect::<Vec<_>>() {
                let kind = session.kind_of(&name).unwrap_or_default();
                self.take(name.trim_end_matches(')'), || kind.to_owned());
            }
        }
    }

    fn functions(&mut self) {
        for function in offered() {
            self.take(&format!("{}(", function.name), || function.usage().into_owned());
        }
    }

    /// The sheet's own nouns first, then what the table has.
    fn units(&mut self, session: &Session) {
        let mut own: Vec<&str> = session.plan().units.own_spellings().collect();
        own.sort_unstable();
        for spelling in own {
            self.take(spelling, || "a unit of this sheet".to_owned());
        }
        for magnitude in words::MAGNITUDE_WORDS {
            self.take(magnitude.word, || "a magnitude".to_owned());
        }
        for spelling in table::all_spellings() {
            self.take(spelling, || meaning_of_unit(spelling).unwrap_or_default());
        }
        for (one, many) in NOUNS {
            self.take(many, || format!("{many}, counted"));
            self.take(one, || format!("a {one}"));
        }
    }
}

/// The fields that the block may have which a text leaves open.
fn open_block(text: &str) -> Option<&'static [(&'static str, &'static str)]> {
    let open = text.rfind('{').filter(|open| !text[*open..].contains('}'))?;
    let line = text[..open].rfind('\n').map_or(0, |at| at + 1);
    match text[line..open].split_whitespace().next()? {
        "component" => Some(&block_fields::COMPONENT),
        "workload" => Some(&block_fields::WORKLOAD),
        "calendar" => Some(&block_fields::CALENDAR),
        _ => None,
    }
}

/// Whether a field's name is due behind a text in a block.
fn at_field_name(text: &str) -> bool {
    matches!(text.trim_end_matches([' ', '\t']).chars().next_back(), Some('{' | ',' | '\n'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::NoFiles;

    fn session(text: &str) -> Session {
        let mut session = Session::edited(Box::new(NoFiles));
        session.enter("test", text, |_, answer| assert!(answer.diagnostics.is_empty(), "{answer:?}"));
        session
    }

    fn words(session: &Session, text: &str) -> Vec<String> {
        complete(session, text, text.len()).candidates.into_iter().map(|candidate| candidate.word).collect()
    }

    #[test]
    fn the_place_says_what_is_offered() {
        let session = session(
            "users = 10 million users\nwrites = users * 2 gizmos/user/day\n\
             workload w { write_rate = 5 gizmos/s, payload = 1 KB }\n\
             component lb { availability = 99.9% }\npath read = lb | lb",
        );
        assert_eq!(words(&session, "x = us"), ["users"]);
        assert_eq!(words(&session, "x = 5 giz"), ["gizmo", "gizmos"]);
        assert_eq!(words(&session, "x = 5 GiB/mont"), ["month", "months"]);
        assert!(words(&session, "x = w.").contains(&"w.ingress".to_owned()));
        assert!(words(&session, "x = erl").contains(&"erlang_b(".to_owned()));
        assert_eq!(words(&session, "wor"), ["workload"]);
        assert_eq!(words(&session, "component db { lat"), ["latency"]);
        assert_eq!(words(&session, "workload p {\n  users = 5 users\n  pay"), ["payload"]);
        assert_eq!(words(&session, "read car"), ["carries"]);
        assert!(words(&session, "x = 5 # us").is_empty());
        assert!(words(&session, "x = 12").is_empty());
        assert_eq!(words(&session, ":exp"), [":explain"]);
        assert_eq!(words(&session, ":explain wri"), ["writes"]);
        assert_eq!(words(&session, ":set calendar pri"), ["primer"]);
        assert!(complete(&session, ":load a", 7).is_file);
    }

    #[test]
    fn a_value_stands_beside_a_name() {
        let session = session("users = 10 million users\nwrites = users * 2 posts/user/day");
        let candidates = complete(&session, "wri", 3).candidates;
        assert_eq!(candidates[0].meaning, "20 million posts/day");
    }
}
