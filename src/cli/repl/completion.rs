//! What a command that is being typed may become, and its argument; what the language may have at a place is told by `ide`.

use super::command_list::{COMMANDS, meant};
use crate::ide::{self, Candidate, Snapshot, Wanted};
use crate::syntax::words;
use crate::units::calendar::Calendar;

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
pub(super) fn complete(snapshot: Snapshot<'_>, text: &str, end: usize) -> Completion {
    if text.starts_with(':') {
        return of_command(snapshot, &text[..end]);
    }
    let before = &text[..end];
    if let Some((_, argument)) = meant(before, |word| snapshot.binds(word))
        && (!argument.is_empty() || before.ends_with(' '))
    {
        let found = of_command(snapshot, &format!(":{}", before.trim_start()));
        let indent = before.len() - before.trim_start().len();
        // Without the colon, with the blanks.
        return Completion { start: found.start + indent - ":".len(), ..found };
    }
    let ide::Completion { start, mut candidates, .. } = ide::complete(snapshot, text, end);
    let word = &before[start..];
    if !word.is_empty() && before[..start].trim().is_empty() && !snapshot.binds(word) {
        let fitting = COMMANDS.iter().filter(|command| command.name.starts_with(word));
        for command in fitting.filter(|command| !snapshot.binds(command.name)) {
            if !candidates.iter().any(|other| other.word == command.name) {
                candidates
                    .push(Candidate::new(command.name, format!("{} (:{})", command.about, command.name)));
            }
        }
    }
    Completion { start, candidates, is_file: false }
}

/// What a command that is being typed may become, or its argument.
fn of_command(snapshot: Snapshot<'_>, before: &str) -> Completion {
    let Some((command, argument)) = before.split_once(' ') else {
        let fitting =
            COMMANDS.iter().filter(|command| command.name.starts_with(before.trim_start_matches(':')));
        let candidates = fitting.map(|command| Candidate::new(format!(":{}", command.name), command.about));
        return Completion { start: 0, candidates: candidates.collect(), is_file: false };
    };
    let argument = argument.trim_start();
    let of = |argument: &str, candidates: Vec<Candidate>| Completion {
        start: before.len() - argument.len(),
        candidates,
        is_file: false,
    };
    let fitting = |words: &mut dyn Iterator<Item = (&str, &str)>, argument: &str| -> Vec<Candidate> {
        let fitting = words.filter(|(word, _)| word.starts_with(argument));
        fitting.map(|(word, meaning)| Candidate::new(word, meaning)).collect()
    };
    match command {
        ":report" if !fitting(&mut FORMATS.into_iter(), argument).is_empty() => {
            of(argument, fitting(&mut FORMATS.into_iter(), argument))
        }
        ":load" | ":save" | ":report" => Completion { is_file: true, ..of(argument, Vec::new()) },
        ":explain" | ":delete" => of(argument, ide::candidates(snapshot, argument, Wanted::Names)),
        ":units" => of(argument, ide::candidates(snapshot, argument, Wanted::Units)),
        ":functions" => of(argument, ide::candidates(snapshot, argument, Wanted::Functions)),
        ":help" => {
            let commands = COMMANDS.iter().map(|command| (command.name, command.about));
            let statements = words::STATEMENTS.iter().map(|row| (row.word, row.about));
            let mut found = ide::candidates(snapshot, argument, Wanted::Functions);
            let new: Vec<Candidate> = fitting(&mut commands.chain(statements), argument);
            for candidate in new {
                if !found.iter().any(|other| other.word == candidate.word) {
                    found.push(candidate);
                }
            }
            of(argument, found)
        }
        ":set" => match argument.strip_prefix("calendar ") {
            Some(name) => {
                of(name, fitting(&mut Calendar::NAMES.iter().map(|name| (*name, "a calendar")), name))
            }
            None => of(argument, fitting(&mut SETTINGS.into_iter(), argument)),
        },
        _ => of(argument, Vec::new()),
    }
}

/// How a report can be written.
const FORMATS: [(&str, &str); 5] = [
    ("text", "for a terminal"),
    ("markdown", "for code hosts and wikis"),
    ("json", "for programs"),
    ("csv", "for spreadsheets"),
    ("html", "a page with charts"),
];

/// What can be set, each with an example.
const SETTINGS: [(&str, &str); 3] = [
    ("digits", "significant digits: :set digits 4"),
    ("calendar", "what a month is: :set calendar primer"),
    ("bytes", "what KB is: :set bytes binary"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::{NoFiles, Session};

    #[test]
    fn a_command_and_its_argument_are_completed() {
        let mut session = Session::edited(Box::new(NoFiles));
        session.enter("test", "writes = 5 posts/s", |_, _| {});
        let found = |text: &str| complete((&session).into(), text, text.len());
        let words = |text: &str| -> Vec<String> {
            found(text).candidates.into_iter().map(|candidate| candidate.word).collect()
        };
        assert_eq!(words(":exp"), [":explain"]);
        assert_eq!(words(":explain wri"), ["writes"]);
        assert_eq!(words(":set calendar pri"), ["primer"]);
        assert_eq!(words(":help che"), ["check"]);
        assert_eq!(found(":set calendar pri").start, 14);
        assert!(found(":load a").is_file);
        assert_eq!(words("x = wri"), ["writes"]);
        assert_eq!(words("expla"), ["explain"]);
        assert_eq!(words("  explain wri"), ["writes"]);
        assert_eq!(found("  explain wri").start, 10);
        assert!(found("save a").is_file);
    }
}
