//! A sheet that is edited line by line: what a line changes, what it leaves, what is taken back; no terminal.

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::comments;
use super::operand::{as_operand, replaced_in};
use super::planning::Lines;
use super::{Gathered, Loader, NoFiles};
use crate::diagnostic::{Diagnostic, Id};
use crate::estimate::Estimate;
use crate::estimate::warnings::{of_items, warnings};
use crate::plan::Plan;
use crate::source::{Source, SourceId, Span};
use crate::syntax::parse_piece;
use crate::syntax::sheet::{BlockKind, ExpressionKind, Sheet, StatementKind};

/// How many steps can be taken back.
const MOST_STEPS: usize = 1_000;
/// How many entries the steps hold together: a step of a large sheet is large.
const MOST_ENTRIES_HELD: usize = 1_000_000;

/// What one statement of a session came to.
#[derive(Debug)]
pub struct Answer {
    /// Its items, in the session's plan.
    pub items: Range<usize>,
    /// Its checks, in the session's plan.
    pub checks: Range<usize>,
    /// What is wrong with it, or with other lines if it held.
    pub diagnostics: Vec<Diagnostic>,
    /// The text that it stands in.
    pub source: Arc<Source>,
    /// What stood before it, where other lines may have changed with it.
    pub before: Option<Box<Before>>,
    /// Whether it holds from now on, or was answered: neither where it has an error.
    pub is_taken: bool,
    /// Whether its evaluation was stopped from outside.
    pub is_stopped: bool,
    /// The one field of a block that was changed, with its block: `pastes.users`.
    pub field: Option<String>,
    /// Lines of a paste that are left out, as they depend on lines that have an error.
    pub left_out: Vec<String>,
}

/// A plan and its numbers, as they were.
#[derive(Debug)]
pub struct Before {
    /// The plan.
    pub plan: Plan,
    /// Its numbers.
    pub estimate: Estimate,
}

/// A statement that stands in the sheet.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub(super) sheet: Arc<Sheet>,
    /// Its place among the sheet's statements.
    pub(super) place: usize,
    /// The comments above and below it, where they are not those of its own text.
    around: Option<Arc<(String, String)>>,
}

impl Entry {
    pub(super) fn new(sheet: Arc<Sheet>, place: usize) -> Self {
        Self { sheet, place, around: None }
    }

    /// The same in the place of another, of which the comments stay where it has none.
    fn in_place_of(self, old: &Self) -> Self {
        let own = self.comments_above();
        let above = if own.contains('#') { own } else { old.comments_above() }.to_owned();
        let own = self.comments_below();
        let below = if own.is_empty() { old.comments_below() } else { own }.to_owned();
        Self { around: Some(Arc::new((above, below))), ..self }
    }

    /// The same below comments that were typed before it.
    pub(super) fn noted(self, comments: &str) -> Self {
        let around = (format!("{comments}{}", self.comments_above()), self.comments_below().to_owned());
        Self { around: Some(Arc::new(around)), ..self }
    }

    /// The lines above it that hold nothing but comments and blanks, each with its line end.
    pub(super) fn comments_above(&self) -> &str {
        match &self.around {
            Some(around) => &around.0,
            None => comments::above(&self.sheet.source.text, self.span().start as usize),
        }
    }

    /// The comments below the last statement of a text, without a line end behind the last.
    pub(super) fn comments_below(&self) -> &str {
        match &self.around {
            Some(around) => &around.1,
            None if self.place + 1 < self.sheet.statements.len() => "",
            None => comments::below(&self.sheet.source.text, self.span().end as usize),
        }
    }

    pub(super) fn kind(&self) -> &StatementKind {
        &self.sheet.statements[self.place].kind
    }

    pub(super) fn span(&self) -> Span {
        self.sheet.statements[self.place].span
    }

    /// What makes two statements the same line of a sheet, of which the later one holds: the name that they bind, or
    /// what they say of the whole sheet, or the same check. None for loads of a path, which add up.
    pub(super) fn key(&self) -> Option<String> {
        let sheet = &self.sheet;
        Some(match self.kind() {
            StatementKind::Title(_) => " title".to_owned(),
            StatementKind::Calendar(_) | StatementKind::Block { kind: BlockKind::Calendar, .. } => {
                " calendar".to_owned()
            }
            StatementKind::Bytes(_) => " bytes".to_owned(),
            StatementKind::Strict => " strict".to_owned(),
            StatementKind::ImportFile(path) | StatementKind::ImportModule(path) => {
                format!(" import {}", sheet.word(*path))
            }
            StatementKind::UnitDefinition(field) => format!(" unit {}", sheet.word(field.name)),
            StatementKind::Block { kind: BlockKind::Case, name: Some(name), .. } => {
                format!(" case {}", sheet.word(*name))
            }
            StatementKind::Check(_) => format!(" {}", sheet.text(self.span())),
            _ => return self.bound_name(),
        })
    }

    /// The name that it binds, if it binds one; functions have names of their own, with `()` behind.
    pub(super) fn bound_name(&self) -> Option<String> {
        let word = |span: Span| self.sheet.word(span).into_owned();
        match self.kind() {
            StatementKind::Binding(field) | StatementKind::Path(field) => Some(word(field.name)),
            StatementKind::Block {
                kind: BlockKind::Record | BlockKind::Component | BlockKind::Workload,
                name: Some(name),
                ..
            } => Some(word(*name)),
            StatementKind::Function { name, .. } => Some(format!("{}()", word(*name))),
            _ => None,
        }
    }

    /// Whether it can only be planned together with all the others, as lines before it may read otherwise with it.
    fn concerns_all(&self) -> bool {
        matches!(
            self.kind(),
            StatementKind::Carries(_)
                | StatementKind::Calendar(_)
                | StatementKind::Bytes(_)
                | StatementKind::Strict
                | StatementKind::UnitDefinition(_)
                | StatementKind::UnitDeclaration(_)
                | StatementKind::ImportFile(_)
                | StatementKind::ImportModule(_)
                | StatementKind::Block { kind: BlockKind::Calendar, .. }
        )
    }
}

/// Puts an entry in the place of another, of which the comments stay.
pub(super) fn put(entries: &mut [Entry], at: usize, entry: Entry) {
    entries[at] = entry.in_place_of(&entries[at]);
}

/// All entries of a sheet, planned.
#[derive(Default)]
pub(super) struct Planned {
    lines: Lines,
    pub(super) diagnostics: Vec<Diagnostic>,
    /// What the entries import.
    imported: Vec<Arc<Source>>,
}

/// A sheet that grows line by line: a line is committed whole or not at all.
///
/// A name that is bound again gets its new value, and all that depends on it follows. Expressions are answered and
/// forgotten. A session of lines that stream by forgets checks too, so that a million lines need no more memory than
/// the names they bind; one that is edited keeps them, and can take its steps back.
pub struct Session {
    pub(super) lines: Lines,
    next_source: u32,
    /// The statements that stand, in the order of the sheet.
    pub(super) entries: Vec<Entry>,
    /// Where each key stands among the entries.
    pub(super) keys: HashMap<String, usize>,
    /// Every word that an entry uses as a name, bound or not, and every function that one calls, with `()` behind.
    mentions: HashSet<String>,
    /// What the entries import.
    imported: Vec<Arc<Source>>,
    /// The warnings in force, each told already.
    warned: Vec<Diagnostic>,
    loader: Box<dyn Loader>,
    /// Whether it is edited: keeps its checks and can take steps back.
    pub(super) is_edited: bool,
    /// What stood before each of the last steps.
    steps: Vec<Vec<Entry>>,
    /// The text of what was answered last.
    pub(super) last: Option<String>,
    /// The comments that were typed since the last line, a line each.
    pub(super) noted: String,
    /// Set from outside to stop an evaluation.
    stop: Arc<AtomicBool>,
}

impl Default for Session {
    fn default() -> Self {
        Self::new()
    }
}

impl std::fmt::Debug for Session {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Session").field("entries", &self.entries.len()).finish_non_exhaustive()
    }
}

impl Session {
    /// An empty one for lines that stream by.
    pub fn new() -> Self {
        Self::with(Box::new(NoFiles), false)
    }

    /// An empty one for lines that stream by; it imports by the loader.
    pub fn streaming(loader: Box<dyn Loader>) -> Self {
        Self::with(loader, false)
    }

    /// An empty one that is edited; it imports by the loader.
    pub fn edited(loader: Box<dyn Loader>) -> Self {
        Self::with(loader, true)
    }

    fn with(loader: Box<dyn Loader>, is_edited: bool) -> Self {
        let stop = Arc::default();
        Self {
            lines: Lines::stopped_by(&stop),
            next_source: 0,
            entries: Vec::new(),
            keys: HashMap::new(),
            mentions: HashSet::new(),
            imported: Vec::new(),
            warned: Vec::new(),
            loader,
            is_edited,
            steps: Vec::new(),
            last: None,
            noted: String::new(),
            stop,
        }
    }

    /// The plan so far.
    pub fn plan(&self) -> &Plan {
        self.lines.plan()
    }

    /// Its numbers.
    pub fn estimate(&self) -> &Estimate {
        self.lines.estimate()
    }

    pub(super) fn is_stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    /// What stops an evaluation that is under way when it is set; whoever sets it takes it back.
    pub fn stop(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.stop)
    }

    pub(super) fn source(&mut self, name: &str, text: &str) -> Arc<Source> {
        let source = Arc::new(Source::new(SourceId(self.next_source), name, text));
        self.next_source += 1;
        source
    }

    /// Takes whole lines and answers statement by statement, each through `answer` as soon as it is done.
    pub fn feed(&mut self, name: &str, text: &str, mut answer: impl FnMut(&Self, Answer)) {
        let source = self.source(name, text);
        let (sheet, mut diagnostics) = parse_piece(Arc::clone(&source));
        diagnostics.reverse();
        let sheet = Arc::new(sheet);
        for place in 0..sheet.statements.len() {
            let start = sheet.statements[place].span.start;
            while diagnostics.last().is_some_and(|next| next.span.is_none_or(|span| span.start < start)) {
                diagnostics
                    .pop()
                    .into_iter()
                    .for_each(|diagnostic| answer(self, self.refusal(vec![diagnostic], &source)));
            }
            self.answer(&Entry::new(Arc::clone(&sheet), place), &source, &mut answer);
        }
        while let Some(diagnostic) = diagnostics.pop() {
            answer(self, self.refusal(vec![diagnostic], &source));
        }
    }

    /// Answers one statement, and forgets the rows of what is only asked.
    pub(super) fn answer(&mut self, entry: &Entry, source: &Arc<Source>, answer: impl FnOnce(&Self, Answer)) {
        let before = self.lines.mark();
        let done = self.statement(entry, source);
        answer(self, done);
        if !self.keeps(entry.kind()) {
            self.lines.forget_rows(&before);
        }
    }

    /// Whether a statement stands in the sheet from then on, and is not only answered.
    pub(super) fn keeps(&self, kind: &StatementKind) -> bool {
        match kind {
            StatementKind::Expression(_) => false,
            StatementKind::Check(_) => self.is_edited,
            _ => true,
        }
    }

    /// The answer to what cannot be taken.
    pub(super) fn refusal(&self, diagnostics: Vec<Diagnostic>, source: &Arc<Source>) -> Answer {
        let (items, checks) = (self.plan().items.len(), self.plan().checks.len());
        Answer {
            items: items..items,
            checks: checks..checks,
            diagnostics,
            source: Arc::clone(source),
            before: None,
            is_taken: false,
            is_stopped: false,
            field: None,
            left_out: Vec::new(),
        }
    }

    fn statement(&mut self, entry: &Entry, source: &Arc<Source>) -> Answer {
        if let StatementKind::Block { kind: BlockKind::Case, .. } = entry.kind()
            && !self.is_edited
        {
            let message = "cases are reported side by side, which lines that come one by one are not";
            let diagnostic = Diagnostic::new(Id::BadStatement, entry.span(), message)
                .help("write the scenario in a file and run `napkin FILE`, or `napkin -` for one on stdin");
            return self.refusal(vec![diagnostic], source);
        }
        let replaced = entry.key().and_then(|key| self.keys.get(&key)).copied();
        if let Some(at) = replaced
            && let Some(diagnostic) = self.depends_on_itself(entry, at)
        {
            return self.refusal(vec![diagnostic], source);
        }
        if replaced.is_some() || entry.concerns_all() || self.is_mentioned(entry) {
            return self.again(entry, source, replaced);
        }
        let before = self.lines.mark();
        let items = self.plan().items.len();
        let mut diagnostics = self.lines.add(&entry.sheet, entry.place..entry.place + 1);
        let is_stopped = self.is_stopped();
        let is_taken = !is_stopped && !diagnostics.iter().any(Diagnostic::is_error);
        if is_taken {
            diagnostics.extend(of_items(self.plan(), self.estimate(), items));
        }
        if !is_taken {
            self.lines.roll_back(&before);
        } else if self.keeps(entry.kind()) {
            self.remember();
            if let Some(key) = entry.key() {
                self.keys.insert(key, self.entries.len());
            }
            self.mentions.extend(entry.mentions());
            self.entries.push(entry.clone());
            self.warned.extend(diagnostics.iter().cloned());
            if matches!(entry.kind(), StatementKind::Path(_)) {
                let told = self.warned.clone();
                diagnostics.extend(self.new_warnings(told));
            }
        }
        let plan = self.lines.plan();
        Answer {
            items: before.items.min(plan.items.len())..plan.items.len(),
            checks: before.checks.min(plan.checks.len())..plan.checks.len(),
            diagnostics,
            is_taken,
            is_stopped,
            ..self.refusal(Vec::new(), source)
        }
    }

    /// Whether a line binds a name that stands in other lines already: as a noun of which there is 1, as a shipped
    /// function. They follow it from then on, as the lines of a file do in any order.
    fn is_mentioned(&self, entry: &Entry) -> bool {
        let Some(name) = entry.bound_name() else { return false };
        let singular = ["s", "es"].into_iter().filter_map(|end| name.strip_suffix(end).map(str::to_owned));
        let singular = singular.chain(name.strip_suffix("ies").map(|stem| format!("{stem}y")));
        let plural = [format!("{name}s"), format!("{name}es")].into_iter();
        let plural = plural.chain(name.strip_suffix('y').map(|stem| format!("{stem}ies")));
        let mut twins = singular.chain(plural);
        self.mentions.contains(&name) || twins.any(|twin| self.mentions.contains(&twin))
    }

    /// Plans all entries anew with one of them replaced or added; keeps the old ones on an error.
    fn again(&mut self, entry: &Entry, source: &Arc<Source>, replaced: Option<usize>) -> Answer {
        let mut entries = self.entries.clone();
        match replaced {
            Some(at) => put(&mut entries, at, entry.clone()),
            None => entries.push(entry.clone()),
        }
        self.change(entries, source, entry.span())
    }

    /// Puts other entries in the place of those that stand, if they have no error; answers with the rows of the
    /// statements within a span.
    pub(super) fn change(&mut self, entries: Vec<Entry>, source: &Arc<Source>, span: Span) -> Answer {
        let Some(mut planned) = self.planned(&entries) else {
            return Answer { is_stopped: true, ..self.refusal(Vec::new(), source) };
        };
        let diagnostics = std::mem::take(&mut planned.diagnostics);
        if diagnostics.iter().any(Diagnostic::is_error) {
            let errors = diagnostics.into_iter().filter(Diagnostic::is_error);
            let errors = errors.map(|diagnostic| self.told_here(diagnostic, source, span)).collect();
            return self.refusal(errors, source);
        }
        self.remember();
        let before = self.replace(entries, planned);
        let diagnostics = self.new_warnings(diagnostics);
        let diagnostics =
            diagnostics.into_iter().map(|diagnostic| self.told_here(diagnostic, source, span)).collect();
        let plan = self.lines.plan();
        let rows = |spans: Vec<Span>| {
            let is_inside = |other: &Span| {
                other.source == span.source && span.start <= other.start && other.end <= span.end
            };
            let first = spans.iter().position(is_inside).unwrap_or(spans.len());
            first..first + spans[first..].iter().take_while(|other| is_inside(other)).count()
        };
        Answer {
            items: rows(plan.items.iter().map(|item| item.span).collect()),
            checks: rows(plan.checks.iter().map(|check| check.span).collect()),
            diagnostics,
            before: Some(Box::new(before)),
            is_taken: true,
            ..self.refusal(Vec::new(), source)
        }
    }

    /// All entries planned from nothing; none where it was stopped.
    pub(super) fn planned(&self, entries: &[Entry]) -> Option<Planned> {
        let mut gathered = Gathered { first: self.next_source + (1 << 24), ..Gathered::default() };
        for entry in entries {
            let source = &entry.sheet.source;
            gathered.follow(source, entry.kind(), self.loader.as_ref(), &mut Vec::new());
        }
        let mut planned = Planned { diagnostics: gathered.diagnostics, ..Planned::default() };
        planned.lines = Lines::stopped_by(&self.stop);
        let own: Vec<(Arc<Sheet>, usize)> =
            entries.iter().map(|entry| (Arc::clone(&entry.sheet), entry.place)).collect();
        planned.diagnostics.extend(planned.lines.add_all(&own, &gathered.sheets));
        planned.imported = gathered.sources;
        (!self.is_stopped()).then_some(planned)
    }

    /// Puts entries with their plan in the place of those that stand.
    pub(super) fn replace(&mut self, entries: Vec<Entry>, planned: Planned) -> Before {
        self.keys = entries.iter().enumerate().filter_map(|(at, entry)| Some((entry.key()?, at))).collect();
        self.mentions = entries.iter().flat_map(Entry::mentions).collect();
        self.entries = entries;
        self.imported = planned.imported;
        let (plan, estimate) = std::mem::replace(&mut self.lines, planned.lines).into_parts();
        Before { plan, estimate }
    }

    /// Remembers what stands, so that a step can be taken back.
    pub(super) fn remember(&mut self) {
        if !self.is_edited {
            return;
        }
        self.steps.push(self.entries.clone());
        let mut held: usize = self.steps.iter().map(Vec::len).sum();
        while self.steps.len() > 1 && (held > MOST_ENTRIES_HELD || self.steps.len() > MOST_STEPS) {
            held -= self.steps.remove(0).len();
        }
    }

    /// Those of all warnings in force that were not in force before.
    pub(super) fn new_warnings(&mut self, mut found: Vec<Diagnostic>) -> Vec<Diagnostic> {
        found.extend(warnings(self.plan(), self.estimate()));
        let mut seen = HashSet::new();
        found.retain(|warning| seen.insert(warning.clone()));
        let warned: HashSet<&Diagnostic> = self.warned.iter().collect();
        let new = found.iter().filter(|warning| !warned.contains(warning)).cloned().collect();
        self.warned = found;
        new
    }

    /// A diagnostic of another line than the one that was typed: its text is shown where it is kept, and is long gone
    /// from a stream.
    fn told_here(&self, mut diagnostic: Diagnostic, source: &Arc<Source>, span: Span) -> Diagnostic {
        if !self.is_edited && diagnostic.span.is_some_and(|other| other.source != source.id) {
            diagnostic.span = Some(span);
            diagnostic.related.clear();
        }
        diagnostic
    }

    /// Every text that the diagnostics of an answer may point into.
    pub fn texts(&self, answer: &Answer) -> Vec<Arc<Source>> {
        let mut texts = vec![Arc::clone(&answer.source)];
        let spans = answer.diagnostics.iter().flat_map(|diagnostic| {
            diagnostic.span.into_iter().chain(diagnostic.related.iter().map(|(span, _)| *span))
        });
        for span in spans {
            if texts.iter().any(|text| text.id == span.source) {
                continue;
            }
            let of_entries = self.entries.iter().map(|entry| &entry.sheet.source);
            let found = of_entries.chain(&self.imported).find(|text| text.id == span.source);
            texts.extend(found.map(Arc::clone));
        }
        texts
    }

    /// A name that is given a value by its own: what to write instead, with the value in its place.
    fn depends_on_itself(&self, entry: &Entry, replaced: usize) -> Option<Diagnostic> {
        let (StatementKind::Binding(new), StatementKind::Binding(_)) =
            (entry.kind(), self.entries[replaced].kind())
        else {
            return None;
        };
        let name = entry.sheet.word(new.name);
        let places = entry.references(|word| word == name);
        if places.is_empty() {
            return None;
        }
        let item = self.plan().item(&name)?;
        let value = as_operand(self.plan(), self.estimate(), item.value.as_ref()?)?;
        let right = new.value.span;
        let written = replaced_in(&entry.sheet.source.text, right, &places, &value);
        Some(
            Diagnostic::new(Id::Cycle, new.name, format!("`{name}` depends on itself"))
                .help(format!("it is {value} now; for a value from that, write `{name} = {written}`")),
        )
    }

    /// Takes the last step back; none where there is no step.
    pub fn undo(&mut self) -> Option<Before> {
        let entries = self.steps.pop()?;
        // What stood before had no error; only what it imports may have one now, and is then left out.
        let Some(planned) = self.planned(&entries) else {
            self.steps.push(entries);
            return None;
        };
        let before = self.replace(entries, planned);
        self.new_warnings(Vec::new());
        Some(before)
    }

    /// Empties the sheet.
    pub fn clear(&mut self) -> Before {
        self.remember();
        self.last = None;
        self.noted.clear();
        self.warned.clear();
        let planned = Planned { lines: Lines::stopped_by(&self.stop), ..Planned::default() };
        self.replace(Vec::new(), planned)
    }
}

impl Entry {
    /// The places of the references whose first word fits.
    pub(super) fn references(&self, fits: impl Fn(&str) -> bool) -> Vec<Span> {
        let mut places = Vec::new();
        self.sheet.statements[self.place].each_expression(|expression| {
            for node in &self.sheet.nodes[expression.nodes()] {
                if let ExpressionKind::Reference = node.kind
                    && fits(self.sheet.word(node.span).split('.').next().unwrap_or_default())
                {
                    places.push(node.span);
                }
            }
        });
        places.sort_unstable();
        places
    }

    /// The words that it uses as names, and the functions that it calls, with `()` behind.
    fn mentions(&self) -> Vec<String> {
        let mut words = Vec::new();
        self.sheet.statements[self.place].each_expression(|expression| {
            for node in &self.sheet.nodes[expression.nodes()] {
                match &node.kind {
                    ExpressionKind::Reference => {
                        let word = self.sheet.word(node.span);
                        words.push(word.split('.').next().unwrap_or_default().to_owned());
                    }
                    ExpressionKind::Call { function, .. } => {
                        words.push(format!("{}()", self.sheet.word(*function)));
                    }
                    _ => {}
                }
            }
        });
        words
    }

    /// Whether it needs a name (a function's with or without `()`) to stand.
    pub(super) fn uses(&self, name: &str) -> bool {
        let plain = name.trim_end_matches("()");
        let mut calls = false;
        self.sheet.statements[self.place].each_expression(|expression| {
            calls |= self.sheet.nodes[expression.nodes()].iter().any(|node| match &node.kind {
                ExpressionKind::Call { function, arguments } => {
                    let is_size_of = self.sheet.word(*function) == "size"
                        && arguments
                            .iter()
                            .any(|argument| self.sheet.word(self.sheet.node(argument.value).span) == plain);
                    self.sheet.word(*function) == plain || is_size_of
                }
                _ => false,
            });
        });
        let root = |span: Span| self.sheet.word(span).split('.').next() == Some(plain);
        let names_it = match self.kind() {
            StatementKind::Carries(field) => root(field.name),
            StatementKind::Block { kind: BlockKind::Case, fields, .. } => {
                fields.iter().any(|field| root(field.name))
            }
            _ => false,
        };
        calls || names_it || !self.references(|word| word == plain).is_empty()
    }

    /// What it is called: its name, or its text.
    pub(super) fn title(&self) -> String {
        self.bound_name().unwrap_or_else(|| self.sheet.text(self.span()))
    }
}
