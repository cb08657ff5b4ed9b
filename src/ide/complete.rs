//! What a word that is being typed may become, each with its value or meaning; told by the text before it and by what is
//! known of the scenario, which may be a moment older than the text. Draws nothing, and knows no command of a session.

use std::collections::HashSet;

use crate::estimate::Estimate;
use crate::functions::{self, Row, offered};
use crate::names::DefinitionKind;
use crate::plan::{Plan, block_fields};
use crate::render::text::lookup::meaning_of_unit;
use crate::report::displayed;
use crate::syntax::colours::{Colour, Coloured, coloured};
use crate::syntax::tokens::is_word;
use crate::syntax::{scan, words};
use crate::units::calendar::Calendar;
use crate::units::display::USUAL_DIGITS;
use crate::units::table::{self, NOUNS};
use crate::workspace::{Analysis, Session, modules};

/// A word that the one that is typed may become.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Candidate {
    /// What stands in the place of the word then: `users`, `servers(`, `peak_trips`.
    pub word: String,
    /// Its value, or what it means.
    pub meaning: String,
}

impl Candidate {
    /// A word with what it means.
    pub fn new(word: impl Into<String>, meaning: impl Into<String>) -> Self {
        Self { word: word.into(), meaning: meaning.into() }
    }
}

/// What may stand at a place.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Completion {
    /// The byte at which the word starts.
    pub start: usize,
    /// What it may become, the likeliest first. Where two words are to be one (`peak trips`), the candidate does not
    /// start with what is typed.
    pub candidates: Vec<Candidate>,
}

/// What is known of a scenario at a moment: an analysis, or a sheet that is edited line by line.
#[derive(Debug, Clone, Copy)]
pub struct Snapshot<'s> {
    of: Of<'s>,
}

#[derive(Debug, Clone, Copy)]
enum Of<'s> {
    Analysis(&'s Analysis),
    Session(&'s Session),
}

impl<'s> From<&'s Analysis> for Snapshot<'s> {
    fn from(analysis: &'s Analysis) -> Self {
        Self { of: Of::Analysis(analysis) }
    }
}

impl<'s> From<&'s Session> for Snapshot<'s> {
    fn from(session: &'s Session) -> Self {
        Self { of: Of::Session(session) }
    }
}

impl<'s> Snapshot<'s> {
    fn plan(self) -> &'s Plan {
        match self.of {
            Of::Analysis(analysis) => &analysis.outcome().plan,
            Of::Session(session) => session.plan(),
        }
    }

    fn estimate(self) -> &'s Estimate {
        match self.of {
            Of::Analysis(analysis) => &analysis.outcome().estimate,
            Of::Session(session) => session.estimate(),
        }
    }

    /// The names that start with a word, with what each is; plain values may be left out, which the plan has. A
    /// function's has `()` behind it.
    fn blocks(self, start: &str) -> Vec<(String, &'static str)> {
        match self.of {
            Of::Session(session) => session.blocks().filter(|(name, _)| name.starts_with(start)).collect(),
            Of::Analysis(analysis) => {
                let definitions = analysis.names().definitions().map(|(_, definition)| definition);
                let of_names = definitions.filter(|definition| {
                    definition.name.starts_with(start)
                        && !matches!(definition.kind, DefinitionKind::Unit | DefinitionKind::Case)
                });
                let named = of_names.map(|definition| {
                    let call = if definition.kind == DefinitionKind::Function { "()" } else { "" };
                    (format!("{}{call}", definition.name), definition.kind.as_str())
                });
                named.collect()
            }
        }
    }

    fn has_path(self, name: &str) -> bool {
        self.blocks(name).iter().any(|(other, kind)| other == name && *kind == "path")
    }

    /// Whether a name is bound: a value, a block, a path, a function of the scenario.
    pub fn binds(self, name: &str) -> bool {
        let is_name = |bound: &str| bound.trim_end_matches("()") == name;
        self.plan().item(name).is_some() || self.blocks(name).iter().any(|(other, _)| is_name(other))
    }
}

/// What is looked for where a place takes one kind of word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// The names of the scenario.
    Names,
    /// Units and nouns.
    Units,
    /// Functions that ship.
    Functions,
}

/// How the function is called whose call a text leaves open, where its next argument is due:
/// `servers(load, each, utilisation = 100%, margin = 0%, spare = 0)`.
pub fn signature(text: &str, end: usize) -> Option<String> {
    let before = &text[..end];
    let function = call_around(before).filter(|_| is_argument(before))?;
    Some(function.usage().into_owned())
}

/// What a word may become where only one kind of word can stand, the likeliest first.
pub fn candidates(snapshot: Snapshot<'_>, word: &str, wanted: Wanted) -> Vec<Candidate> {
    let mut found = Found::of(word);
    match wanted {
        Wanted::Names => found.names(snapshot),
        Wanted::Units => found.units(snapshot),
        Wanted::Functions => found.functions(),
    }
    found.candidates
}

/// What the word that ends at a byte of a text may become; no candidates where no word ends there.
pub fn complete(snapshot: Snapshot<'_>, text: &str, end: usize) -> Completion {
    let before = &text[..end];
    let line = before.rfind('\n').map_or(0, |at| at + 1);
    let start = before
        .char_indices()
        .rev()
        .take_while(|(_, letter)| is_word(*letter) || *letter == '.')
        .last()
        .map_or(end, |(at, _)| at);
    let word = &before[start..];
    let none = Completion { start, candidates: Vec::new() };
    let pieces = coloured(before);
    let last = pieces.last().filter(|piece| piece.range.end == end && start < end);
    if last.is_some_and(|piece| matches!(piece.colour, Colour::Comment | Colour::Text)) {
        return none;
    }
    if let Some(one_word) = as_one_word(snapshot, before, line) {
        return one_word;
    }
    if word.starts_with(|first: char| first.is_ascii_digit() || first == '.') {
        return none;
    }
    let mut found = Found::of(word);
    let fields = open_block(before).filter(|_| at_field_name(&before[..start]));
    match (last.map(|piece| piece.colour), fields) {
        (Some(Colour::Unit), _) => found.units(snapshot),
        (_, Some(fields)) => fields.iter().for_each(|(name, meaning)| found.take(name, || (*meaning).into())),
        _ if before[line..].starts_with("calendar ") => {
            Calendar::NAMES.iter().for_each(|name| found.take(name, || "a calendar".into()));
        }
        _ if before[line..].starts_with("import ") => {
            modules::MODULES.iter().for_each(|(name, _)| found.take(name, || "a module that ships".into()));
        }
        _ => {
            parameters(before, &pieces).iter().for_each(|name| found.take(name, || "a parameter".into()));
            let arguments = call_around(&before[..start]).filter(|_| is_argument(&before[..start]));
            for parameter in arguments.iter().flat_map(|function| function.parameters) {
                found.named_argument(parameter.name);
            }
            found.names(snapshot);
            let ahead = before[line..start].trim();
            if ahead.is_empty() {
                words::STATEMENTS.iter().for_each(|row| found.take(row.word, || row.about.into()));
            } else if snapshot.has_path(ahead) {
                found.take("carries", || "what the path carries".into());
            }
            found.functions();
        }
    }
    Completion { start, candidates: found.candidates }
}

/// Words before a `=`, or at the end of a text, that are one name once they are joined: `peak trips = ` is
/// `peak_trips = `. None where they can be anything else.
fn as_one_word(snapshot: Snapshot<'_>, before: &str, line: usize) -> Option<Completion> {
    if scan::ending(&before[..line]).is_open {
        return None;
    }
    let text = &before[line..];
    let (name, rest) = text.find('=').map_or((text, ""), |at| text.split_at(at));
    let words: Vec<&str> = name.split_whitespace().collect();
    let is_name = |word: &&str| {
        word.starts_with(|first: char| first.is_alphabetic())
            && word.chars().all(is_word)
            && !words::is_reserved(word)
    };
    let (first, last) = (words.first()?, words.last()?);
    let is_joined = words.len() > 1
        && words.iter().all(is_name)
        && words::statement(first).is_none()
        && !rest.starts_with("==")
        // What may still become a line of another kind is left alone: `read carries`, a name with a noun behind it.
        && (!rest.is_empty() || !snapshot.binds(first) && !"carries".starts_with(last));
    let start = line + text.len() - text.trim_start().len();
    let space = &name[name.trim_end().len()..];
    is_joined.then(|| Completion {
        start,
        candidates: vec![Candidate::new(format!("{}{space}{rest}", words.join("_")), "a name is one word")],
    })
}

/// Candidates as they are found, for a word.
struct Found<'w> {
    word: &'w str,
    candidates: Vec<Candidate>,
    seen: HashSet<String>,
}

impl<'w> Found<'w> {
    fn of(word: &'w str) -> Self {
        Self { word, candidates: Vec::new(), seen: HashSet::new() }
    }

    fn take(&mut self, word: &str, meaning: impl FnOnce() -> String) {
        if word.starts_with(self.word) && self.seen.insert(word.to_owned()) {
            self.candidates.push(Candidate::new(word, meaning()));
        }
    }

    /// A parameter of the function that is called, only once its word is started: most arguments are values.
    fn named_argument(&mut self, name: &str) {
        if !self.word.is_empty() && name.starts_with(self.word) {
            self.take(&format!("{name} = "), || "an argument by its name".to_owned());
        }
    }

    /// The names of the scenario: fields and figures of a block only once its name is written.
    fn names(&mut self, snapshot: Snapshot<'_>) {
        let (plan, estimate) = (snapshot.plan(), snapshot.estimate());
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
            for (name, kind) in snapshot.blocks(self.word) {
                self.take(name.trim_end_matches(')'), || kind.to_owned());
            }
        }
    }

    fn functions(&mut self) {
        let word = self.word;
        for function in offered().filter(|function| function.name.starts_with(word)) {
            self.take(&format!("{}(", function.name), || function.usage().into_owned());
        }
    }

    /// The scenario's own nouns first, then what the table has.
    fn units(&mut self, snapshot: Snapshot<'_>) {
        let mut own: Vec<&str> = snapshot.plan().units.own_spellings().collect();
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

/// The parameters of the function whose body a text leaves off in: of `fn double(x, factor = 2) = x * fa` they are
/// `x` and `factor`.
fn parameters<'t>(before: &'t str, pieces: &[Coloured]) -> Vec<&'t str> {
    let text = |piece: &Coloured| &before[piece.range.clone()];
    let is_start = |piece: &Coloured| piece.colour == Colour::Keyword && text(piece) == "fn";
    let Some(start) = pieces.iter().rposition(is_start) else { return Vec::new() };
    let place = pieces[start].range.start;
    let ended = before[place..].rfind('\n').map_or("", |end| &before[place..place + end]);
    if !ended.is_empty() && !scan::ending(ended).is_open {
        return Vec::new();
    }
    let (mut depth, mut names, mut is_due) = (0_usize, Vec::new(), false);
    for piece in &pieces[start..] {
        match (piece.colour, text(piece)) {
            (Colour::Punctuation, "(" | "[" | "{") => {
                depth += 1;
                is_due = depth == 1;
            }
            (Colour::Punctuation, ")" | "]" | "}") if depth == 1 => return names,
            (Colour::Punctuation, ")" | "]" | "}") => depth = depth.saturating_sub(1),
            (Colour::Punctuation, ",") => is_due = depth == 1,
            (Colour::Comment, _) => {}
            (_, word) if is_due => {
                names.push(word);
                is_due = false;
            }
            _ => {}
        }
    }
    // Its brackets are still open: what stands in them are no uses yet.
    Vec::new()
}

/// The function that ships whose call a text leaves open.
fn call_around(before: &str) -> Option<&'static Row> {
    let mut depth = 0;
    let open = before.char_indices().rev().find(|(_, letter)| {
        depth += match letter {
            ')' => 1,
            '(' => -1,
            _ => 0,
        };
        depth < 0
    });
    let name = before[..open?.0].rsplit(|letter: char| !is_word(letter)).next()?;
    functions::find(name).map(functions::FunctionId::row)
}

/// Whether an argument starts behind a text.
fn is_argument(before: &str) -> bool {
    before.trim_end().ends_with(['(', ','])
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

    const SHEET: &str = "users = 10 million users\nwrites = users * 2 gizmos/user/day\n\
        workload w { write_rate = 5 gizmos/s, payload = 1 KB }\n\
        component lb { availability = 99.9% }\npath read = lb | lb\nfn double(value) = 2 * value\n";

    fn session(text: &str) -> Session {
        let mut session = Session::edited(Box::new(NoFiles));
        session.enter("test", text, |_, answer| assert!(answer.diagnostics.is_empty(), "{answer:?}"));
        session
    }

    fn words(snapshot: Snapshot<'_>, text: &str) -> Vec<String> {
        let found = complete(snapshot, text, text.len()).candidates;
        found.into_iter().map(|candidate| candidate.word).collect()
    }

    #[test]
    fn the_place_says_what_is_offered_of_a_sheet_and_of_a_file() {
        let session = session(SHEET);
        let analysis = Analysis::of("plan.nap", SHEET, &NoFiles);
        for snapshot in [Snapshot::from(&session), Snapshot::from(&analysis)] {
            let words = |text: &str| words(snapshot, text);
            assert_eq!(words("x = us"), ["users"]);
            assert_eq!(words("x = 5 giz"), ["gizmo", "gizmos"]);
            assert_eq!(words("x = 5 GiB/mont"), ["month", "months"]);
            assert!(words("x = w.").contains(&"w.ingress".to_owned()));
            assert!(words("x = erl").contains(&"erlang_b(".to_owned()));
            assert_eq!(words("x = dou"), ["double("]);
            assert_eq!(words("wor"), ["workload"]);
            assert_eq!(words("component db { lat"), ["latency"]);
            assert_eq!(words("workload p {\n  users = 5 users\n  pay"), ["payload"]);
            assert_eq!(words("read car"), ["carries"]);
            assert!(words("x = 5 # us").is_empty());
            assert!(words("x = 12").is_empty());
        }
    }

    #[test]
    fn a_value_stands_beside_a_name() {
        let session = session(SHEET);
        let candidates = complete((&session).into(), "wri", 3).candidates;
        assert_eq!(candidates[0].meaning, "20 million gizmos/day");
    }

    #[test]
    fn the_body_of_a_function_has_its_parameters() {
        let session = session(SHEET);
        let words = |text: &str| words((&session).into(), text);
        assert_eq!(words("fn scaled(user_count, factor = max(1, 2)) = us"), ["user_count", "users"]);
        assert_eq!(words("fn scaled(value, factor = 2) = (value\n  * fac"), ["factor", "factorial("][..1]);
        assert_eq!(words("fn scaled(value, us"), ["users"]);
        assert_eq!(words("fn scaled(factor) = factor\nx = us"), ["users"]);
        assert!(!words("fn scaled(zebra) = zebra\nx = ze").contains(&"zebra".to_owned()));
    }

    #[test]
    fn an_open_call_has_its_arguments_by_name() {
        let session = session(SHEET);
        let words = |text: &str| words((&session).into(), text);
        assert_eq!(words("servers(writes, 5 gizmos/s, uti"), ["utilisation = "]);
        assert!(words("servers(max(writes, 5 gizmos/s), spa").contains(&"spare = ".to_owned()));
        assert!(!words("servers(max(spa").contains(&"spare = ".to_owned()));
        assert_eq!(signature("erlang_b(", 9).as_deref(), Some("erlang_b(rate, service_time, servers)"));
        assert_eq!(signature("erlang_b(writes", 15), None);
    }

    #[test]
    fn two_words_before_an_equals_sign_are_one() {
        let session = session(SHEET);
        let one = |text: &str| words((&session).into(), text);
        assert_eq!(one("peak trips = 3 trips/s"), ["peak_trips = 3 trips/s"]);
        assert_eq!(one("  latency budget ="), ["latency_budget ="]);
        assert_eq!(one("peak trips"), ["peak_trips"]);
        assert_eq!(complete((&session).into(), "  peak trips", 12).start, 2);
        assert!(!one("users per d").contains(&"users_per_d".to_owned()));
        assert!(!one("check writes = us").contains(&"check_writes = us".to_owned()));
        assert_eq!(one("x = peak us"), ["users"]);
    }
}
