//! What the line editor shows of a line that is being typed: its value as a hint, what it may become, its colours, and
//! whether it is finished; the only file of the session that knows rustyline's traits.

use std::borrow::Cow;
use std::cell::RefCell;
use std::ops::Range;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use anstyle::{AnsiColor, Style};
use rustyline::completion::{Completer, FilenameCompleter};
use rustyline::highlight::{CmdKind, Highlighter};
use rustyline::hint::{Hint, Hinter};
use rustyline::validate::{ValidationContext, ValidationResult, Validator};
use rustyline::{Cmd, ConditionalEventHandler, Context, Event, EventContext, Helper, RepeatCount};
use unicode_width::UnicodeWidthStr;

use super::command_list::{Command, meant};
use super::completion::{self, Completion};
use crate::diagnostic::Diagnostic;
use crate::ide::{self, Snapshot};
use crate::render::look::DIM;
use crate::report::answers;
use crate::syntax::colours::{Colour, coloured};
use crate::syntax::scan;
use crate::syntax::tokens::is_word;
use crate::workspace::Session;

/// What stands before every line.
pub(super) const PROMPT: &str = "> ";

// Each is readable on dark and on light: no yellow, no blue, no white.
const NUMBER: Style = AnsiColor::Magenta.on_default();
const UNIT: Style = AnsiColor::Green.on_default();
const KNOWN: Style = Style::new().bold();
const KEYWORD: Style = AnsiColor::Cyan.on_default();
const WRONG: Style = AnsiColor::Red.on_default().underline();

/// How many candidates are listed.
const MOST_LISTED: usize = 12;
/// Longer lines, which only pastes have, are not looked at letter by letter: that would take the square of their length.
const LONGEST_LOOKED_AT: usize = 2_000;
/// The shortest word that gets a completion without being asked for one.
const LEAST_FOR_GHOST: usize = 2;

/// A line, and each word that its last one may become, with its meaning.
type List = (String, Vec<(String, String)>);

/// Shows a sheet's line while it is typed.
pub(super) struct LineHelper {
    session: Rc<RefCell<Session>>,
    is_coloured: bool,
    /// Significant digits of values.
    pub(super) digits: usize,
    /// Whether Ctrl-C has dropped the line.
    dropped: Arc<AtomicBool>,
    /// What is wrong with the line that was looked at last: the line, and the place in it.
    wrong: RefCell<Option<(String, Range<usize>)>>,
    files: FilenameCompleter,
    /// What Tab found for a line.
    list: RefCell<Option<List>>,
    /// Whether nothing is shown: a question is being answered.
    is_silent: bool,
}

impl LineHelper {
    pub(super) fn new(session: Rc<RefCell<Session>>, is_coloured: bool, dropped: Arc<AtomicBool>) -> Self {
        Self {
            session,
            is_coloured,
            digits: crate::units::display::USUAL_DIGITS,
            dropped,
            wrong: RefCell::new(None),
            files: FilenameCompleter::new(),
            list: RefCell::new(None),
            is_silent: false,
        }
    }

    /// Shows nothing from now on, or shows again.
    pub(super) fn set_silent(&mut self, is_silent: bool) {
        self.is_silent = is_silent;
    }

    /// What is to be said of a line: its value, or in a few words what is wrong with it.
    fn look_at(&self, line: &str) -> Option<String> {
        if line.trim_start().starts_with(':') || line.trim().is_empty() || line.len() > LONGEST_LOOKED_AT {
            return None;
        }
        if let Some((command, argument)) = self.command_in(line) {
            // Behind its name stands what the argument may become.
            return argument.is_empty().then(|| format!(":{}, {}", command.name, command.about));
        }
        if self.may_become_a_name(line) {
            return None;
        }
        let mut session = self.session.borrow_mut();
        let digits = self.digits;
        let (shown, problem, first) = session.preview(line, |session, answer| {
            let values = answers::values(session, answer, digits);
            let checks = answers::checks(session, answer, digits);
            let verdict = checks
                .first()
                .map(|check| if check.ok { "ok".to_owned() } else { format!("FAIL: {}", check.left.text) });
            let value = values.into_iter().next_back().map(|row| {
                let rate = row.per_second.map_or_else(String::new, |rate| format!(" ({rate})"));
                format!("= {}{rate}", row.computed)
            });
            let error = answer.diagnostics.iter().find(|told| told.is_error()).cloned();
            (value.or(verdict), error, answer.diagnostics.first().cloned())
        })?;
        // What was typed just so is no news.
        let is_news = |shown: &String| {
            let typed = line.rsplit('=').next().unwrap_or(line);
            shown.strip_prefix("= ").is_none_or(|value| value != typed.trim())
        };
        drop(session);
        let Some(problem) = problem else {
            // What is probably not meant is said beside the value, news or not.
            return match first.filter(|told| self.looks_finished(line, told)) {
                Some(told) => {
                    let severity = told.id.severity().as_str();
                    Some(format!("{}  {severity}: {}", shown.unwrap_or_default(), told.message))
                }
                None => shown.filter(is_news),
            };
        };
        if !self.looks_finished(line, &problem) {
            return None;
        }
        // A place in the line, where the text that was looked at is the line itself.
        if let Some(span) = problem.span.filter(|span| span.range().end <= line.len()) {
            *self.wrong.borrow_mut() = Some((line.to_owned(), span.range()));
        }
        Some(problem.message)
    }

    /// The command that a line without a colon is.
    fn command_in<'l>(&self, line: &'l str) -> Option<(&'static Command, &'l str)> {
        meant(line, |word| Snapshot::from(&*self.session.borrow()).binds(word))
    }

    /// Whether a line is one word that the sheet does not know: whatever it means as it stands, a name may be meant.
    fn may_become_a_name(&self, line: &str) -> bool {
        let word = line.trim();
        word.chars().all(is_word)
            && word.starts_with(|first: char| first.is_alphabetic() || first == '_')
            && word != Session::LAST
            && !Snapshot::from(&*self.session.borrow()).binds(word)
    }

    /// Whether a line is wrong as it stands, and not only unfinished.
    fn looks_finished(&self, line: &str, problem: &Diagnostic) -> bool {
        if scan::ending(line).is_open {
            return false;
        }
        let touches_end = problem.span.is_none_or(|span| span.end as usize >= line.trim_end().len());
        let is_word_at_end =
            line.ends_with(|letter: char| letter.is_alphanumeric() || letter == '_' || letter == '.');
        if !touches_end || !is_word_at_end {
            // An operand may be still to come behind the last sign.
            return !line
                .trim_end()
                .ends_with(['+', '-', '*', '/', '^', '|', '=', '~', '<', '>', '.', ',', '(', '"', '$']);
        }
        // The last word may become another one.
        let completion = completion::complete((&*self.session.borrow()).into(), line, line.len());
        let word = &line[completion.start..];
        completion.candidates.is_empty()
            || completion.candidates.iter().any(|candidate| candidate.word == word)
    }

    /// The rest of the word that the one at the end of a line most likely is.
    fn ghost(&self, line: &str) -> Option<(String, String)> {
        let completion = completion::complete((&*self.session.borrow()).into(), line, line.len());
        let word = &line[completion.start..];
        if completion.is_file || word.len() < LEAST_FOR_GHOST || line.len() > LONGEST_LOOKED_AT {
            return None;
        }
        let best = completion.candidates.into_iter().next()?;
        let rest = best.word.strip_prefix(word).filter(|rest| !rest.is_empty())?;
        Some((rest.to_owned(), best.meaning))
    }

    fn paint(&self, style: Style, text: &str) -> String {
        if self.is_coloured { format!("{style}{text}{style:#}") } else { text.to_owned() }
    }
}

/// A hint behind the cursor: words to see, and what the right arrow inserts.
pub(super) struct LineHint {
    shown: String,
    inserted: Option<String>,
}

impl Hint for LineHint {
    fn display(&self) -> &str {
        &self.shown
    }

    fn completion(&self) -> Option<&str> {
        self.inserted.as_deref()
    }
}

impl Hinter for LineHelper {
    type Hint = LineHint;

    fn hint(&self, line: &str, position: usize, _: &Context<'_>) -> Option<LineHint> {
        *self.wrong.borrow_mut() = None;
        let list = self.list.borrow_mut().take().filter(|(of, _)| of == line);
        if let Some((_, rows)) = list.filter(|_| !self.dropped.load(Ordering::Relaxed)) {
            return Some(LineHint { shown: listed(&rows, window()), inserted: None });
        }
        if self.is_silent
            || self.dropped.load(Ordering::Relaxed)
            || position < line.len()
            || line.contains('\r')
        {
            return None;
        }
        let seen = self.look_at(line);
        let is_value = seen.as_ref().is_some_and(|_| self.wrong.borrow().is_none());
        // Without colours what is to come could not be told from what is typed.
        let ghost = if is_value || !self.is_coloured { None } else { self.ghost(line) };
        let (mut shown, inserted) = match (ghost, seen) {
            (Some((rest, meaning)), _) => (format!("{rest}  {meaning}"), Some(rest)),
            // Without colours it has to look like what is not typed: a comment.
            (None, Some(words)) => (format!("  {}{words}", if self.is_coloured { "" } else { "# " }), None),
            (None, None) if line.ends_with('\n') && scan::ending(line).is_in_bracket => {
                ("  (} or ) closes, Ctrl-C drops)".to_owned(), None)
            }
            (None, None) => (format!("  {}", ide::signature(line, line.len())?), None),
        };
        shown = shown.replace(|letter: char| letter.is_control(), " ");
        let room = room_behind(line, window().0);
        let cut = cut(&shown, room);
        let whole = inserted.as_ref().is_none_or(|rest| cut.starts_with(rest.as_str()));
        (!cut.trim().is_empty() && whole).then_some(LineHint { shown: cut, inserted })
    }
}

/// The columns and rows of the terminal.
fn window() -> (usize, usize) {
    terminal_size::terminal_size()
        .map_or((80, 24), |(width, height)| (usize::from(width.0), usize::from(height.0)))
}

/// How many columns are free behind a line, on the row on which it ends.
fn room_behind(line: &str, columns: usize) -> usize {
    let last = line.rsplit('\n').next().unwrap_or(line);
    let prompt = if line.contains('\n') { 0 } else { PROMPT.width() };
    let used = (prompt + last.width()) % columns.max(1);
    columns.saturating_sub(used + 1)
}

/// A text cut to some columns.
fn cut(text: &str, columns: usize) -> String {
    if text.width() <= columns {
        return text.to_owned();
    }
    let mut cut = String::new();
    for letter in text.chars() {
        cut.push(letter);
        if cut.width() + 1 > columns {
            cut.pop();
            break;
        }
    }
    if columns > 3 { cut + "…" } else { String::new() }
}

impl Highlighter for LineHelper {
    fn highlight<'l>(&self, line: &'l str, _: usize) -> Cow<'l, str> {
        if self.is_silent || !self.is_coloured || line.is_empty() || line.len() > LONGEST_LOOKED_AT {
            return line.into();
        }
        if line.starts_with(':') || self.command_in(line).is_some() {
            let end = line.len() - line.trim_start().len();
            let end = line[end..].find(' ').map_or(line.len(), |length| end + length);
            return (self.paint(KEYWORD, &line[..end]) + &line[end..]).into();
        }
        let wrong = self.wrong.borrow().as_ref().filter(|(of, _)| of == line).map(|(_, range)| range.clone());
        let session = self.session.borrow();
        let mut painted = String::new();
        let mut at = 0;
        for token in coloured(line) {
            painted.push_str(&line[at..token.range.start]);
            let text = &line[token.range.clone()];
            let style = match token.colour {
                _ if wrong
                    .as_ref()
                    .is_some_and(|wrong| wrong.start < token.range.end && token.range.start < wrong.end) =>
                {
                    WRONG
                }
                Colour::Number => NUMBER,
                Colour::Unit => UNIT,
                Colour::Name if session.plan().item(text).is_some() => KNOWN,
                Colour::Keyword | Colour::Function => KEYWORD,
                Colour::Operator | Colour::Punctuation | Colour::Name => Style::new(),
                Colour::Comment | Colour::Text => DIM,
            };
            painted.push_str(&self.paint(style, text));
            at = token.range.end;
        }
        painted.push_str(&line[at..]);
        painted.into()
    }

    fn highlight_hint<'h>(&self, hint: &'h str) -> Cow<'h, str> {
        self.paint(DIM, hint).into()
    }

    fn highlight_char(&self, _: &str, _: usize, _: CmdKind) -> bool {
        // A letter may change what the words before it are.
        self.is_coloured
    }
}

impl Completer for LineHelper {
    type Candidate = String;

    /// Answers with what all candidates start with; the candidates themselves come as a hint below the line, which is
    /// taken away with the next key.
    fn complete(
        &self,
        line: &str,
        position: usize,
        context: &Context<'_>,
    ) -> rustyline::Result<(usize, Vec<String>)> {
        let Completion { mut start, candidates, is_file } =
            completion::complete((&*self.session.borrow()).into(), line, position);
        let rows: Vec<(String, String)> = if is_file {
            let (place, pairs) = self.files.complete(line, position, context)?;
            start = place;
            pairs.into_iter().map(|pair| (pair.replacement, String::new())).collect()
        } else {
            candidates.into_iter().map(|candidate| (candidate.word, candidate.meaning)).collect()
        };
        let Some(shared) = shared_start(rows.iter().map(|(word, _)| word.as_str())) else {
            return Ok((start, Vec::new()));
        };
        if rows.len() > 1 {
            let after = format!("{}{shared}{}", &line[..start], &line[position..]);
            *self.list.borrow_mut() = Some((after, rows));
        }
        Ok((start, vec![shared]))
    }
}

/// What all words start with; nothing of no words.
fn shared_start<'w>(mut words: impl Iterator<Item = &'w str>) -> Option<String> {
    let mut shared = words.next()?.to_owned();
    for word in words {
        let length: usize = shared
            .chars()
            .zip(word.chars())
            .take_while(|(left, right)| left == right)
            .map(|(letter, _)| letter.len_utf8())
            .sum();
        shared.truncate(length);
    }
    Some(shared)
}

/// A list of words with their meanings, a row each, cut to the window.
fn listed(rows: &[(String, String)], (columns, height): (usize, usize)) -> String {
    let most = MOST_LISTED.min(height.saturating_sub(3)).max(1);
    let widest = rows.iter().take(most).map(|(word, _)| word.width()).max().unwrap_or(0);
    let mut list = String::new();
    for (word, meaning) in rows.iter().take(most) {
        let row = format!("  {word}{}  {meaning}", " ".repeat(widest - word.width()));
        list.push('\n');
        list.push_str(cut(&row, columns.saturating_sub(1)).trim_end());
    }
    if rows.len() > most {
        list.push_str(&format!("\n  … and {} more", rows.len() - most));
    }
    list
}

impl Validator for LineHelper {
    fn validate(&self, context: &mut ValidationContext<'_>) -> rustyline::Result<ValidationResult> {
        let input = context.input();
        Ok(if !self.dropped.load(Ordering::Relaxed) && goes_on(input) {
            ValidationResult::Incomplete
        } else {
            ValidationResult::Valid(None)
        })
    }
}

/// Whether an input is not finished. Behind an operator a blank line ends it, as the line may have been a slip; only its
/// end closes a bracket.
pub(super) fn goes_on(input: &str) -> bool {
    let ending = scan::ending(input);
    let is_ended = input.trim_end_matches([' ', '\t']).ends_with('\n');
    !input.trim_start().starts_with(':') && ending.is_open && (ending.is_in_bracket || !is_ended)
}

impl Helper for LineHelper {}

/// Ctrl-C: accepts the line, so that it is drawn once more without its hint, and says that it is dropped.
pub(super) struct DropLine(pub(super) Arc<AtomicBool>);

impl ConditionalEventHandler for DropLine {
    fn handle(&self, _: &Event, _: RepeatCount, _: bool, _: &EventContext<'_>) -> Option<Cmd> {
        self.0.store(true, Ordering::Relaxed);
        Some(Cmd::AcceptLine)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hints_keep_to_their_row() {
        assert_eq!(cut("= 12.7 GB/month", 40), "= 12.7 GB/month");
        assert_eq!(cut("= 12.7 GB/month", 8), "= 12.7 …");
        assert_eq!(cut("日本語日本語", 5).width(), 5);
        assert_eq!(cut("= 12", 2), "");
        assert_eq!(room_behind("users", 40), 32);
        assert_eq!(room_behind(&"x".repeat(38), 40), 39);
        assert_eq!(room_behind("record p {\n  a", 40), 36);
    }
}
