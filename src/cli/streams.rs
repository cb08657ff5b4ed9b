//! Where results and messages of the command line go, and how a run ends; what is written is worked out elsewhere.

use std::io::{self, BufWriter, IsTerminal, StdoutLock, Write};

use unicode_width::UnicodeWidthStr;

use crate::render::look::Look;
use crate::render::wrap::hanging;

/// What a run came to, as its exit status says it; the worst of several counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Status {
    Well = 0,
    CheckFailed = 1,
    InputWrong = 2,
}

/// Where results and messages go.
pub(super) struct Streams {
    pub(super) out: BufWriter<anstream::AutoStream<StdoutLock<'static>>>,
    /// How results look.
    pub(super) look: Look,
    /// Results that go to a file, while they are gathered.
    pub(super) gathered: Option<String>,
}

impl Streams {
    pub(super) fn open() -> Self {
        let out = anstream::stdout().lock();
        let is_terminal = out.is_terminal();
        let look = Look { is_coloured: is_coloured(out.current_choice()), width: width(is_terminal) };
        Self { out: BufWriter::with_capacity(1 << 16, out), look, gathered: None }
    }

    /// Measures the terminal again, whose window may have been resized.
    pub(super) fn measure(&mut self) {
        self.look.width = width(io::stdout().is_terminal());
    }

    /// Writes out what is still held.
    pub(super) fn out_flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }

    /// Writes results.
    pub(super) fn print(&mut self, text: &str) -> io::Result<()> {
        match &mut self.gathered {
            Some(gathered) => {
                gathered.push_str(text);
                Ok(())
            }
            None => self.out.write_all(text.as_bytes()),
        }
    }

    /// Gathers the results that follow, for a file: no colour, no width.
    pub(super) fn gather(&mut self) {
        self.gathered = Some(String::new());
        self.look = Look::default();
    }

    /// Where data goes, behind the results that came before: it has no colours to take away.
    pub(super) fn data(&mut self) -> io::Result<BufWriter<StdoutLock<'static>>> {
        self.out.flush()?;
        Ok(BufWriter::with_capacity(1 << 16, io::stdout().lock()))
    }

    /// How messages look.
    pub(super) fn message_look(&self) -> Look {
        let stderr = io::stderr();
        let width = width(stderr.is_terminal());
        Look { is_coloured: is_coloured(anstream::AutoStream::choice(&stderr)), width }
    }

    /// Writes a sentence that says what is wrong, `error: …`, behind the results that came before it; wrapped at words.
    pub(super) fn tell(&mut self, sentence: &str) -> io::Result<()> {
        let lines = match self.message_look().width {
            Some(width) if sentence.width() > width => hanging(sentence, width).join("\n"),
            _ => sentence.to_owned(),
        };
        self.complain(&format!("{lines}\n"))
    }

    /// Writes messages, behind the results that came before them.
    pub(super) fn complain(&mut self, text: &str) -> io::Result<()> {
        if text.is_empty() {
            return Ok(());
        }
        self.out.flush()?;
        // Nobody is left to be told of a closed stderr.
        let _ = anstream::stderr().lock().write_all(text.as_bytes());
        Ok(())
    }
}

fn is_coloured(choice: anstream::ColorChoice) -> bool {
    choice != anstream::ColorChoice::Never
}

fn width(is_terminal: bool) -> Option<usize> {
    let (width, _) = terminal_size::terminal_size().filter(|_| is_terminal)?;
    Some(usize::from(width.0))
}
