//! Where the sheet of a session lives: the file that it belongs to, and the one in the state folder that keeps it as it
//! grows until it is saved, so that no accident loses it; knows no line of the language and no terminal.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::history;

/// How the name of a kept sheet starts and ends, and how it starts once it was offered.
const START: &str = "sheet-";
const OFFERED: &str = "offered-sheet-";
const END: &str = ".nap";
/// How many sheets of sessions that are over are kept; older ones go.
const MOST_LEFT: usize = 20;

/// The scenario file that a sheet belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SheetFile {
    pub(super) path: PathBuf,
    /// What it held when it was read or written last; none where it is new.
    pub(super) held: Option<String>,
    /// Whether all its lines stand in the sheet.
    pub(super) is_whole: bool,
}

/// Where the sheet of this session is kept.
pub(super) struct Kept {
    /// None where nothing of a session is to be kept, or nothing could be written.
    folder: Option<PathBuf>,
    /// The file of this session; its lock says that the session goes on, whatever ends it.
    own: Option<(PathBuf, File)>,
    /// What it holds.
    text: String,
}

/// A sheet that a session which is over has not saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Left {
    pub(super) path: PathBuf,
    pub(super) age: Duration,
    /// How many lines it has, blank ones apart.
    pub(super) lines: usize,
    /// Whether a session has offered it already.
    pub(super) is_offered: bool,
}

impl Kept {
    /// The place as the environment and the platform say it.
    pub(super) fn open() -> Self {
        let folder = if history::is_off() { None } else { history::state_folder() };
        Self { folder, own: None, text: String::new() }
    }

    /// The sheets that sessions have left which are over, the newest first.
    pub(super) fn left(&self) -> Vec<Left> {
        let Some(files) = self.folder.as_ref().and_then(|folder| fs::read_dir(folder).ok()) else {
            return Vec::new();
        };
        let mut left: Vec<Left> = files.flatten().filter_map(|file| over(&file.path())).collect();
        left.sort_by_key(|left| left.age);
        for old in left.drain(MOST_LEFT.min(left.len())..) {
            // One that cannot be removed is no worse than one that is there.
            let _ = fs::remove_file(old.path);
        }
        left
    }

    /// Remembers that sheets were offered, which no other session needs to do.
    pub(super) fn offered(&self, left: &[Left]) {
        for left in left.iter().filter(|left| !left.is_offered) {
            if let Some(name) = left.path.file_name().and_then(|name| name.to_str()) {
                let name = name.replacen(START, OFFERED, 1);
                // One that keeps its name is offered again.
                let _ = fs::rename(&left.path, left.path.with_file_name(name));
            }
        }
    }

    /// Keeps a text in the place of what was kept; nothing where it is empty.
    ///
    /// # Errors
    /// A sentence, once: nothing is kept from then on.
    pub(super) fn keep(&mut self, text: &str) -> Result<(), String> {
        let Some(folder) = self.folder.clone().filter(|_| self.text != text) else { return Ok(()) };
        self.text = text.to_owned();
        if text.is_empty() {
            self.forget();
            return Ok(());
        }
        self.write(&folder, text).map_err(|error| {
            self.folder = None;
            format!("the sheet is not kept: cannot write to `{}`: {error}", folder.display())
        })
    }

    /// Where the sheet is kept.
    pub(super) fn path(&self) -> Option<&Path> {
        self.own.as_ref().map(|(path, _)| path.as_path())
    }

    fn forget(&mut self) {
        if let Some((path, file)) = self.own.take() {
            drop(file);
            let _ = fs::remove_file(path);
        }
    }

    /// Writes a new file, which nobody else may read, in the place of the old one: a kill in between loses neither.
    fn write(&mut self, folder: &Path, text: &str) -> io::Result<()> {
        fs::create_dir_all(folder)?;
        let mut file = tempfile::Builder::new().prefix(START).suffix(END).tempfile_in(folder)?;
        // Where files cannot be locked, the sheet is offered while this session goes on: no harm is done.
        let _ = file.as_file().try_lock();
        file.write_all(text.as_bytes())?;
        let (file, path) = file.keep().map_err(|failed| failed.error)?;
        self.forget();
        self.own = Some((path, file));
        Ok(())
    }
}

/// What a file of the folder is, if it is the sheet of a session that is over.
fn over(path: &Path) -> Option<Left> {
    let name = path.file_name()?.to_str()?;
    let is_offered = name.starts_with(OFFERED);
    if !is_offered && !name.starts_with(START) || !name.ends_with(END) {
        return None;
    }
    let file = File::open(path).ok()?;
    file.try_lock().ok()?;
    let age = file.metadata().ok()?.modified().ok()?.elapsed().unwrap_or_default();
    let text = fs::read_to_string(path).ok()?;
    let lines = text.lines().filter(|line| !line.trim().is_empty()).count();
    Some(Left { path: path.to_owned(), age, lines, is_offered })
}

/// How long ago something was, as people say it.
pub(super) fn ago(age: Duration) -> String {
    let seconds = age.as_secs();
    let (count, unit) = match seconds {
        0..60 => return "a moment ago".to_owned(),
        60..3_600 => (seconds / 60, "minute"),
        3_600..86_400 => (seconds / 3_600, "hour"),
        _ => (seconds / 86_400, "day"),
    };
    format!("{count} {unit}{} ago", if count == 1 { "" } else { "s" })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_sheet_is_kept_until_it_is_saved_and_offered_when_its_session_is_over() {
        let folder = tempfile::tempdir().unwrap();
        let open = || Kept { folder: Some(folder.path().to_owned()), own: None, text: String::new() };
        let mut first = open();
        first.keep("a = 1 GB\n").unwrap();
        first.keep("a = 1 GB\n\nb = 2 GB\n").unwrap();
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        let path = first.path().unwrap().to_owned();
        assert_eq!(fs::read_to_string(&path).unwrap(), "a = 1 GB\n\nb = 2 GB\n");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        }
        // The session goes on: nobody is offered its sheet.
        assert_eq!(open().left(), []);
        drop(first);
        let left = open().left();
        assert_eq!((left.len(), left[0].lines, &left[0].path), (1, 2, &path));
        assert!(!left[0].is_offered);
        open().offered(&left);
        assert!(open().left()[0].is_offered);
        let mut second = open();
        second.keep("c = 3 GB\n").unwrap();
        second.keep("").unwrap();
        assert_eq!((second.path(), open().left().len()), (None, 1));
    }

    #[test]
    fn of_many_the_newest_are_kept() {
        let folder = tempfile::tempdir().unwrap();
        for number in 0..MOST_LEFT + 5 {
            fs::write(folder.path().join(format!("sheet-{number}-1.nap")), "a = 1 GB\n").unwrap();
        }
        let kept = Kept { folder: Some(folder.path().to_owned()), own: None, text: String::new() };
        assert_eq!(kept.left().len(), MOST_LEFT);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), MOST_LEFT);
        assert_eq!(ago(Duration::from_secs(7_300)), "2 hours ago");
    }
}
