//! Where the lines of earlier sessions are kept: a file of one's own, to which each line is appended as it is entered.

use std::fs::{self, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

use etcetera::BaseStrategy;
use rustyline::Editor;
use rustyline::error::ReadlineError;
use rustyline::history::FileHistory;

use super::editor::LineHelper;

/// Moves the history; empty, nothing of a session is kept.
const VARIABLE: &str = "NAPKIN_HISTORY";

/// The folder in which sessions keep what outlives them; none where the platform has no place for it.
pub(super) fn state_folder() -> Option<PathBuf> {
    let strategy = etcetera::choose_base_strategy().ok()?;
    Some(strategy.state_dir().unwrap_or_else(|| strategy.data_dir()).join("napkin"))
}

/// Whether nothing of a session is to be kept.
pub(super) fn is_off() -> bool {
    std::env::var_os(VARIABLE).is_some_and(|path| path.is_empty())
}

/// The place of the history.
pub(super) struct History {
    /// None where it is turned off, has no place, or could not be written.
    path: Option<PathBuf>,
}

impl History {
    /// The history's place as the environment and the platform say it.
    pub(super) fn open() -> Self {
        let path = match std::env::var_os(VARIABLE) {
            Some(path) if path.is_empty() => None,
            Some(path) => Some(PathBuf::from(path)),
            None => state_folder().map(|folder| folder.join("history")),
        };
        Self { path }
    }

    /// Reads the lines of earlier sessions; answers a warning where that cannot be done, and keeps no history then.
    pub(super) fn load(&mut self, editor: &mut Editor<LineHelper, FileHistory>) -> Option<String> {
        let path = self.path.clone()?;
        let loaded = make(&path).and_then(|()| editor.load_history(&path).map_err(readable));
        loaded.err().map(|error| self.give_up(&path, &error))
    }

    /// Adds a line, in the file at once; answers a warning where that cannot be done.
    pub(super) fn add(&mut self, editor: &mut Editor<LineHelper, FileHistory>, line: &str) -> Option<String> {
        // Only in memory, if it is turned off.
        let is_new = editor.add_history_entry(line).unwrap_or(false);
        let path = self.path.clone().filter(|_| is_new)?;
        let added = make(&path).and_then(|()| editor.append_history(&path).map_err(readable));
        added.err().map(|error| self.give_up(&path, &error))
    }

    fn give_up(&mut self, path: &Path, error: &io::Error) -> String {
        self.path = None;
        format!("the history is not kept: cannot write `{}`: {error}", path.display())
    }
}

/// Makes the file, which nobody else may read, and its folder.
fn make(path: &Path) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut options = OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(drop)
}

/// An error of the line editor as one of reading.
pub(super) fn readable(error: ReadlineError) -> io::Error {
    match error {
        ReadlineError::Io(error) => error,
        other => io::Error::other(other.to_string()),
    }
}
