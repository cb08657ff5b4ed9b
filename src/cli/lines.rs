//! Answers the lines of a pipe as they come, for a filter or a co-process; knows what a line is, not what it says.

use std::io::{self, ErrorKind, Read, Write};
use std::sync::Arc;

use super::files::{Files, STDIN};
use super::streams::{Status, Streams};
use crate::diagnostic::{Diagnostic, Id};
use crate::render::messages::{Texts, messages, one_line};
use crate::render::text;
use crate::report::answers;
use crate::source::{LONGEST_SOURCE, Source};
use crate::syntax::scan::ending;
use crate::workspace::{Answer, Session};

/// How much is read at once.
const CHUNK: usize = 1 << 16;
/// Beyond this an unfinished statement is looked at again only when it has doubled: looking at it once more for
/// every chunk would take the square of its length.
const LARGE: usize = 1 << 20;

/// Answers every statement that `input` holds, each as soon as it is complete, to so many digits.
pub(super) fn answer(mut input: impl Read, digits: usize, streams: &mut Streams) -> io::Result<Status> {
    let mut lines = Lines {
        session: Session::streaming(Box::new(Files::default())),
        held: Vec::new(),
        answers: Answers { lines_before: 0, status: Status::Well, complaints: 0, digits, streams },
    };
    let mut chunk = vec![0; CHUNK];
    let mut look_at = 0;
    loop {
        let count = match input.read(&mut chunk) {
            Ok(0) => break,
            Ok(count) => count,
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        lines.held.extend_from_slice(&chunk[..count]);
        if lines.held.len() >= look_at && chunk[..count].contains(&b'\n') || lines.held.len() > LONGEST_SOURCE
        {
            lines.take(false)?;
            lines.answers.streams.out.flush()?;
            look_at = if lines.held.len() > LARGE { 2 * lines.held.len() } else { 0 };
        }
    }
    lines.take(true)?;
    let status = lines.answers.status;
    // The process is about to end: to free a million rows one by one would only take time.
    std::mem::forget(lines.session);
    Ok(status)
}

struct Lines<'s> {
    session: Session,
    /// What has come and is not answered yet.
    held: Vec<u8>,
    answers: Answers<'s>,
}

impl Lines<'_> {
    /// Answers what is complete, or all there is when no more will come.
    fn take(&mut self, is_end: bool) -> io::Result<()> {
        let mut held = std::mem::take(&mut self.held);
        let is_end = is_end || held.len() > LONGEST_SOURCE;
        let end = if is_end {
            held.len()
        } else {
            held.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1)
        };
        let mut done = 0;
        while done < end {
            match std::str::from_utf8(&held[done..end]) {
                Ok(text) => {
                    let cut = if is_end { text.len() } else { complete(text, &held[end..]) };
                    self.feed(&text[..cut])?;
                    done += cut;
                    break;
                }
                Err(error) => {
                    let bad = done + error.valid_up_to();
                    let start = held[done..bad]
                        .iter()
                        .rposition(|byte| *byte == b'\n')
                        .map_or(done, |at| done + at + 1);
                    if let Ok(text) = std::str::from_utf8(&held[done..start]) {
                        self.feed(text)?;
                    }
                    self.refuse()?;
                    done =
                        held[bad..end].iter().position(|byte| *byte == b'\n').map_or(end, |at| bad + at + 1);
                    self.answers.lines_before += 1;
                }
            }
        }
        held.drain(..done);
        self.held = held;
        Ok(())
    }

    /// Says that the next line is not text.
    fn refuse(&mut self) -> io::Result<()> {
        let line = self.answers.lines_before + 1;
        let words = format!("line {line} of {STDIN} is not UTF-8 text");
        let text = messages(
            &[Diagnostic::without_place(Id::UnreadableSource, words)],
            Texts::new(&[]),
            self.answers.streams.message_look(),
        );
        self.answers.status = Status::InputWrong;
        self.answers.streams.complain(&text)
    }

    fn feed(&mut self, text: &str) -> io::Result<()> {
        if text.is_empty() {
            return Ok(());
        }
        let Self { session, answers, .. } = self;
        let mut result = Ok(());
        session.feed(STDIN, text, |session, answer| {
            if result.is_ok() {
                result = answers.print(session, &answer);
            }
        });
        answers.lines_before += text.bytes().filter(|byte| *byte == b'\n').count();
        result
    }
}

/// How many diagnostics are shown with the lines that they mark. Whoever has more needs the first ones, and drawing
/// the others would keep a stream of wrong lines waiting.
const MOST_DRAWN: usize = 1_000;

/// Where the answers go, and what they came to so far.
struct Answers<'s> {
    lines_before: usize,
    status: Status,
    /// How many diagnostics have been told.
    complaints: usize,
    /// Significant digits.
    digits: usize,
    streams: &'s mut Streams,
}

impl Answers<'_> {
    /// Prints what one statement came to.
    fn print(&mut self, session: &Session, answer: &Answer) -> io::Result<()> {
        for row in answers::values(session, answer, self.digits) {
            if let Some(name) = &row.name {
                self.streams.print(name)?;
                self.streams.print(" = ")?;
            }
            self.streams.print(&row.value)?;
            self.streams.print("\n")?;
        }
        for row in answers::checks(session, answer, self.digits) {
            if !row.ok {
                self.status = self.status.max(Status::CheckFailed);
            }
            let line = text::check_line(&row, self.streams.look);
            self.streams.print(&line)?;
        }
        self.complain(&answer.diagnostics, &answer.source)
    }

    fn complain(&mut self, diagnostics: &[Diagnostic], source: &Arc<Source>) -> io::Result<()> {
        if diagnostics.is_empty() {
            return Ok(());
        }
        if diagnostics.iter().any(Diagnostic::is_error) {
            self.status = Status::InputWrong;
        }
        let texts = Texts { sources: std::slice::from_ref(source), lines_before: self.lines_before };
        let drawn = diagnostics.len().min(MOST_DRAWN.saturating_sub(self.complaints));
        self.complaints += diagnostics.len();
        let mut text = messages(&diagnostics[..drawn], texts, self.streams.message_look());
        text.extend(diagnostics[drawn..].iter().map(|diagnostic| one_line(diagnostic, texts)));
        self.streams.complain(&text)
    }
}

/// How many bytes of whole lines can be answered now: not a statement that is still open, nor one that the next
/// line, of which a first piece may have come already, goes on with.
fn complete(text: &str, next: &[u8]) -> usize {
    let goes_on = next.iter().find(|byte| !byte.is_ascii_whitespace()).is_some_and(|byte| is_joining(*byte));
    let ending = ending(text);
    let waits = ending.is_open || goes_on;
    // Its whole line waits, with the blanks before it.
    ending
        .last
        .filter(|_| waits)
        .map_or(text.len(), |start| text[..start].rfind('\n').map_or(0, |line| line + 1))
}

/// Whether a line that starts so goes on with the one before (rulings, A2).
fn is_joining(byte: u8) -> bool {
    // A `-` may start an expression as well as `->`; waiting for the rest of the line is right for both.
    matches!(byte, b'-' | b'|' | b'*' | b'/' | b'+' | b'^' | b'~' | b'<' | b'>' | b'=' | b',' | b'.' | 0x80..)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_lines_are_answered_at_once() {
        assert_eq!(complete("a = 1\nb = 2\n", b""), 12);
        assert_eq!(complete("a = 1\nb = 2\n", b"c = "), 12);
    }

    #[test]
    fn a_line_waits_for_the_one_that_goes_on_with_it() {
        assert_eq!(complete("a = 1\nb = 2\n", b"  -"), 6);
        assert_eq!(complete("a = 1\nb = 2\n  + 3\n", b"+"), 6);
        assert_eq!(complete("  + 3\n", b"+"), 0);
    }
}
