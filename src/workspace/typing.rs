//! What is typed into an edited sheet: `ans`, a field of a block by itself, pastes of many lines, and the value of a
//! line that is not finished; no terminal.

use std::borrow::Cow;
use std::sync::Arc;

use super::live::{Answer, Entry, Session, put};
use super::operand::{as_operand, replaced_in};
use crate::diagnostic::{self, Diagnostic};
use crate::source::{Source, Span};
use crate::syntax::sheet::{BlockKind, Field, Sheet, StatementKind};
use crate::syntax::{parse_expression, parse_piece, scan};

/// How long the text of the last value may become before its number stands for it: each `ans * 2` puts brackets
/// around the one before.
const LONGEST_LAST: usize = 200;

impl Session {
    /// The name of the last value.
    pub const LAST: &str = "ans";

    /// Takes what was typed or pasted into an edited sheet: one statement, or many that may stand in any order.
    ///
    /// `ans` is the last value: a name that was bound, or the expression that was asked, put in its place. A field of a
    /// block by itself, `pastes.users = 5M users`, changes that field. Each statement is answered through `answer`.
    pub fn enter(&mut self, name: &str, text: &str, mut answer: impl FnMut(&Self, Answer)) {
        if let Some(change) = self.field_change(text) {
            let done = self.change_field(name, text, &change);
            answer(self, done);
            return;
        }
        let text = self.with_last(text);
        let source = self.source(name, &text);
        let (sheet, diagnostics) = parse_piece(Arc::clone(&source));
        if sheet.statements.len() > 1 || !sheet.statements.is_empty() && !diagnostics.is_empty() {
            self.paste(&Arc::new(sheet), diagnostics, &source, &mut answer);
            return;
        }
        if !diagnostics.is_empty() {
            let refused = self.refusal(diagnostics, &source);
            answer(self, refused);
            return;
        }
        if !sheet.statements.is_empty() {
            let entry = Entry::new(Arc::new(sheet), 0);
            self.asked(&entry, &source, &mut answer);
        } else if text.contains('#') {
            // Comments stand above the line that comes next.
            self.noted.push_str(text.trim_end());
            self.noted.push('\n');
        }
    }

    /// Answers one statement and remembers what `ans` is from then on.
    fn asked(&mut self, entry: &Entry, source: &Arc<Source>, answer: &mut impl FnMut(&Self, Answer)) {
        let mut last = None;
        let is_noted = !self.noted.is_empty() && self.keeps(entry.kind());
        let noted = is_noted.then(|| entry.clone().noted(&self.noted));
        let entry = noted.as_ref().unwrap_or(entry);
        let mut is_taken = false;
        let old = entry.key().and_then(|key| self.entries.get(*self.keys.get(&key)?)).cloned();
        self.answer(entry, source, |session, mut done| {
            session.tell_of_meaning(entry, old.as_ref(), &mut done);
            if done.is_taken {
                is_taken = true;
                last = session.last_of(entry, &done);
            }
            answer(session, done);
        });
        if is_taken && is_noted {
            self.noted.clear();
        }
        self.last = last.or_else(|| self.last.take());
    }

    /// The text that stands for the value of a statement.
    fn last_of(&self, entry: &Entry, done: &Answer) -> Option<String> {
        match entry.kind() {
            StatementKind::Binding(_) => entry.bound_name(),
            StatementKind::Block { kind: BlockKind::Record, .. } => {
                entry.bound_name().map(|name| format!("size({name})"))
            }
            StatementKind::Expression(expression) => {
                let text = entry.sheet.text(expression.span);
                if text.len() <= LONGEST_LAST {
                    return Some(format!("({text})"));
                }
                let value = self.plan().items.get(done.items.start)?.value.as_ref()?;
                as_operand(self.plan(), self.estimate(), value)
            }
            _ => None,
        }
    }

    /// A text with the last value in the place of `ans`.
    fn with_last<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let Some(last) =
            self.last.as_ref().filter(|_| text.contains(Self::LAST) && !self.lines.binds(Self::LAST))
        else {
            return text.into();
        };
        let source = Arc::new(Source::new(Default::default(), "", text));
        let whole = Span::new(source.id, 0, source.text.len());
        let (sheet, _) = parse_piece(Arc::clone(&source));
        let sheet = Arc::new(sheet);
        let places: Vec<Span> = (0..sheet.statements.len())
            .flat_map(|place| Entry::new(Arc::clone(&sheet), place).references(|word| word == Self::LAST))
            .collect();
        replaced_in(&source.text, whole, &places, last).into()
    }

    // ---- a field of a block by itself ----

    /// The change of a block's field that a text asks for.
    fn field_change(&self, text: &str) -> Option<FieldChange> {
        let (left, right) = text.split_once('=').filter(|(_, right)| !right.starts_with('='))?;
        let name = left.trim();
        let (block, field) = name.split_once('.')?;
        let is_word = |word: &str| {
            word.chars().all(|letter| letter.is_alphanumeric() || letter == '_') && !word.is_empty()
        };
        let at =
            self.entries.iter().position(|entry| entry.bound_name().is_some_and(|bound| bound == block))?;
        let is_block = matches!(self.entries[at].kind(), StatementKind::Block { .. });
        (is_block && is_word(block) && field.split('.').all(is_word)).then(|| FieldChange {
            name: name.to_owned(),
            field: field.to_owned(),
            value: self.with_last(right).into_owned(),
            at,
        })
    }

    fn change_field(&mut self, name: &str, text: &str, change: &FieldChange) -> Answer {
        // What is wrong with the value alone is shown in the line that was typed.
        let padding = text.len() - text.split_once('=').map_or(0, |(_, right)| right.len());
        let source = self.source(name, &format!("{}{}", " ".repeat(padding), change.value));
        let (_, parsed, diagnostics) = parse_expression(Arc::clone(&source));
        let Some(value) = parsed.filter(|_| diagnostics.is_empty()) else {
            return self.refusal(diagnostics, &source);
        };
        let value = source.slice(value.span).to_owned();
        let note = change.value.find('#').map(|at| change.value[at..].trim_end());
        let entry = &self.entries[change.at];
        let StatementKind::Block { fields, .. } = entry.kind() else {
            return self.refusal(Vec::new(), &source);
        };
        let old = fields.iter().find(|field| entry.sheet.word(field.name) == change.field);
        let block = match old {
            Some(old) => with_value(entry, old, &value, note),
            None => with_field(entry, &change.field, &value),
        };
        let source = self.source(name, &block);
        let (sheet, diagnostics) = parse_piece(Arc::clone(&source));
        if sheet.statements.len() != 1 || !diagnostics.is_empty() {
            return self.refusal(diagnostics, &source);
        }
        let mut entries = self.entries.clone();
        put(&mut entries, change.at, Entry::new(Arc::new(sheet), 0));
        let span = entries[change.at].span();
        let done = self.change(entries, &source, span);
        if done.is_taken {
            self.last = Some(change.name.clone());
        }
        Answer { field: Some(change.name.clone()), ..done }
    }

    /// The entries with a field taken out of its block; none where the words mean no field.
    pub(super) fn without_field(&mut self, words: &str) -> Option<Vec<Entry>> {
        let (block, name) = words.split_once('.')?;
        let at =
            self.entries.iter().position(|entry| entry.bound_name().is_some_and(|bound| bound == block))?;
        let entry = &self.entries[at];
        let StatementKind::Block { fields, .. } = entry.kind() else { return None };
        let field = fields.iter().find(|field| entry.sheet.word(field.name) == name)?;
        let block = without(entry, field);
        let source = self.source("the sheet", &block);
        let (sheet, diagnostics) = parse_piece(source);
        let mut entries = self.entries.clone();
        put(&mut entries, at, Entry::new(Arc::new(sheet), 0));
        (entries[at].sheet.statements.len() == 1 && diagnostics.is_empty()).then_some(entries)
    }

    // ---- many lines at once ----

    /// Takes many statements, in any order; those with an error, and those that depend on them, are left out.
    fn paste(
        &mut self,
        sheet: &Arc<Sheet>,
        mut diagnostics: Vec<Diagnostic>,
        source: &Arc<Source>,
        answer: &mut impl FnMut(&Self, Answer),
    ) {
        let all = (0..sheet.statements.len()).map(|place| Entry::new(Arc::clone(sheet), place));
        let (mut kept, asked): (Vec<Entry>, Vec<Entry>) = all.partition(|entry| self.keeps(entry.kind()));
        let mut left_out: Vec<String> = Vec::new();
        let mut told = 0;
        let done = loop {
            let done = self.change(self.with_entries(&kept), source, Span::new(source.id, 0, 0));
            if done.is_taken || done.is_stopped {
                break done;
            }
            let is_wrong = |entry: &Entry| {
                let span = entry.span();
                done.diagnostics.iter().filter(|diagnostic| diagnostic.is_error()).any(|diagnostic| {
                    diagnostic.span.is_some_and(|place| {
                        place.source == span.source
                            && span.start <= place.start
                            && place.start < span.end.max(span.start + 1)
                    })
                })
            };
            let (wrong, fine): (Vec<Entry>, Vec<Entry>) = kept.into_iter().partition(is_wrong);
            // The first round's errors say what is wrong; later ones only that something was left out.
            if told == 0 {
                diagnostics.extend(done.diagnostics.iter().cloned());
                told = wrong.len();
            } else {
                left_out.extend(wrong.iter().map(Entry::title));
            }
            if wrong.is_empty() {
                // It breaks a line that stands: nothing of it is taken.
                left_out.extend(fine.iter().map(Entry::title));
                kept = fine;
                break done;
            }
            kept = fine;
        };
        diagnostics.extend(done.diagnostics.iter().filter(|diagnostic| !diagnostic.is_error()).cloned());
        diagnostic::sort(&mut diagnostics);
        let is_taken = done.is_taken;
        let first = Answer { diagnostics, left_out, ..done };
        answer(self, first);
        if !is_taken {
            return;
        }
        self.answer_rows(&kept, source, answer);
        for entry in asked {
            self.asked(&entry, source, answer);
        }
    }

    /// The entries that stand, with new ones in the place of those they supersede, or behind them.
    fn with_entries(&self, new: &[Entry]) -> Vec<Entry> {
        let mut entries = self.entries.clone();
        let mut places: std::collections::HashMap<String, usize> =
            entries.iter().enumerate().filter_map(|(at, entry)| Some((entry.key()?, at))).collect();
        for entry in new {
            let key = entry.key();
            match key.as_ref().and_then(|key| places.get(key)) {
                Some(at) => put(&mut entries, *at, entry.clone()),
                None => {
                    places.extend(key.map(|key| (key, entries.len())));
                    entries.push(entry.clone());
                }
            }
        }
        entries
    }

    /// Answers each of the entries of a source that stand by now.
    fn answer_rows(&self, entries: &[Entry], source: &Arc<Source>, answer: &mut impl FnMut(&Self, Answer)) {
        let plan = self.plan();
        let starts = |spans: Vec<Span>| {
            let of_source = spans.into_iter().enumerate().filter(|(_, span)| span.source == source.id);
            let mut starts: Vec<(u32, usize)> = of_source.map(|(at, span)| (span.start, at)).collect();
            starts.sort_unstable();
            starts
        };
        let items = starts(plan.items.iter().map(|item| item.span).collect());
        let checks = starts(plan.checks.iter().map(|check| check.span).collect());
        for entry in entries {
            let span = entry.span();
            let within = |starts: &[(u32, usize)]| {
                let first = starts.partition_point(|(start, _)| *start < span.start);
                let behind = starts.partition_point(|(start, _)| *start < span.end);
                // A record's size starts where the record does, and stands behind its fields.
                let place = starts[first..behind].iter().map(|(_, at)| *at).min();
                place.map_or(0..0, |place| place..place + (behind - first))
            };
            let done = Answer {
                items: within(&items),
                checks: within(&checks),
                is_taken: true,
                ..self.refusal(Vec::new(), source)
            };
            answer(self, done);
        }
    }

    // ---- a line that is not finished ----

    /// What a line would come to if it were entered now; nothing of it stays. None for what has no value to show.
    ///
    /// Of a name that is bound already only the new value is computed, not what would follow from it; of an open block
    /// the field that is being written.
    pub fn preview<R>(&mut self, text: &str, look: impl FnOnce(&Self, &Answer) -> R) -> Option<R> {
        if let Some(change) = self.field_change(text) {
            return self.preview(&change.value, look);
        }
        let text = self.with_last(text);
        let text = match open_field(&text) {
            Some(value) => value,
            None => &text,
        };
        let source = self.source("", text);
        let (mut sheet, diagnostics) = parse_piece(Arc::clone(&source));
        if sheet.statements.len() <= 1 && !diagnostics.is_empty() {
            let refused = self.refusal(diagnostics, &source);
            return Some(look(self, &refused));
        }
        // Of a paste each line is answered when it is entered, in whatever order they stand.
        let mut last = sheet.statements.pop().filter(|_| sheet.statements.is_empty())?;
        if let StatementKind::Binding(field) = &last.kind
            && self.lines.binds(&sheet.word(field.name))
        {
            last.kind = StatementKind::Expression(field.value);
        }
        let has_value = matches!(
            last.kind,
            StatementKind::Binding(_)
                | StatementKind::Expression(_)
                | StatementKind::Check(_)
                | StatementKind::Path(_)
                | StatementKind::Block {
                    kind: BlockKind::Record | BlockKind::Component | BlockKind::Workload,
                    ..
                }
        );
        sheet.statements.push(last);
        let entry = Entry::new(Arc::new(sheet), 0);
        if !has_value || entry.bound_name().is_some_and(|name| self.lines.binds(&name)) {
            return None;
        }
        let before = self.lines.mark();
        let diagnostics = self.lines.add(&entry.sheet, 0..1);
        // What was stopped on the way has no numbers to show.
        if self.is_stopped() {
            self.lines.roll_back(&before);
            return None;
        }
        let plan = self.lines.plan();
        let answer = Answer {
            items: before.items.min(plan.items.len())..plan.items.len(),
            checks: before.checks.min(plan.checks.len())..plan.checks.len(),
            is_taken: !diagnostics.iter().any(Diagnostic::is_error),
            diagnostics,
            ..self.refusal(Vec::new(), &source)
        };
        let seen = look(self, &answer);
        self.lines.roll_back(&before);
        Some(seen)
    }
}

/// A block's field that is to have another value.
struct FieldChange {
    /// With its block: `pastes.users`.
    name: String,
    field: String,
    /// What was typed behind the `=`.
    value: String,
    /// Where the block stands among the entries.
    at: usize,
}

/// The text of a block with another value for a field, and another note where one is given and the line has room.
fn with_value(entry: &Entry, field: &Field, value: &str, note: Option<&str>) -> String {
    let text = entry.text();
    let offset = entry.span().start as usize;
    let place = field.value.span.range();
    let (before, after) = (&text[..place.start - offset], &text[place.end - offset..]);
    let line = &after[..after.find('\n').unwrap_or(0)];
    let is_last_of_line = line.trim_start().is_empty() || line.trim_start().starts_with('#');
    match note.filter(|_| after.contains('\n') && is_last_of_line) {
        Some(note) => format!("{before}{value}  {note}{}", &after[line.len()..]),
        None => format!("{before}{value}{after}"),
    }
}

/// The text of a block without a field; a line that holds nothing else goes with it.
fn without(entry: &Entry, field: &Field) -> String {
    let text = entry.text();
    let offset = entry.span().start as usize;
    let (mut start, mut end) = (field.name.range().start - offset, field.value.span.range().end - offset);
    let comma = text[end..].len() - text[end..].trim_start_matches([' ', '\t']).trim_start_matches(',').len();
    end += if text[end..].trim_start_matches([' ', '\t']).starts_with(',') { comma } else { 0 };
    let line_start = text[..start].rfind('\n').map_or(0, |at| at + 1);
    let line_end = text[end..].find('\n').map(|at| end + at + 1);
    if let Some(line_end) = line_end
        && text[line_start..start].trim().is_empty()
        && (text[end..line_end].trim().is_empty() || text[end..line_end].trim_start().starts_with('#'))
    {
        (start, end) = (line_start, line_end);
    }
    format!("{}{}", &text[..start], &text[end..])
}

/// The text of a block with one field more.
fn with_field(entry: &Entry, field: &str, value: &str) -> String {
    let text = entry.text();
    let end = entry.span().range().len() - 1;
    let (before, after) = (text[..end].trim_end(), &text[end..]);
    if text[..end].contains('\n') {
        format!("{before}\n  {field} = {value}\n{after}")
    } else {
        let comma = if before.ends_with(['{', ',']) { "" } else { "," };
        format!("{before}{comma} {field} = {value} {after}")
    }
}

/// What stands behind the `=` of the last line of a text that leaves a block open.
fn open_field(text: &str) -> Option<&str> {
    if !text.contains('{') || !scan::ending(text).is_open {
        return None;
    }
    let last = text[text.rfind(['\n', '{'])? + 1..].rsplit(',').next()?;
    Some(last.split_once('=').map_or(last, |(_, value)| value))
}
