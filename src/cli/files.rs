//! Reads scenarios from files and from stdin, and the files that they import; knows nothing of what is in them.

use std::cell::RefCell;
use std::collections::HashMap;
use std::fs::File;
use std::io::{self, ErrorKind, Read};
use std::path::{Path, PathBuf};

use crate::source::{LONGEST_SOURCE, Source, SourceId};
use crate::workspace::Loader;

/// What messages call a scenario from stdin.
pub(super) const STDIN: &str = "<stdin>";

/// The files of one run. Each is known by the path by which it was first named, however it is named later.
#[derive(Debug, Default)]
pub(super) struct Files {
    /// From where a file really is to what it is called.
    names: RefCell<HashMap<PathBuf, String>>,
    /// From what it is called to the path as given, which may not be UTF-8.
    paths: RefCell<HashMap<String, PathBuf>>,
}

impl Files {
    /// Reads a scenario; `-` is stdin.
    ///
    /// # Errors
    /// A sentence that says why it cannot be read.
    pub(super) fn open(&self, path: &Path) -> Result<Source, String> {
        let (name, bytes) = if path == Path::new("-") {
            (STDIN.to_owned(), read(io::stdin().lock()))
        } else {
            (self.name_of(path), read_file(path))
        };
        let cannot = |why: String| format!("cannot read `{name}`: {why}");
        let bytes = bytes.map_err(|error| cannot(words_for(&error)))?;
        Source::from_bytes(SourceId::default(), name.clone(), bytes)
            .map_err(|error| cannot(error.to_string()))
    }

    fn name_of(&self, path: &Path) -> String {
        let given = || path.display().to_string();
        // What cannot be found has no other name.
        let Ok(real) = path.canonicalize() else { return given() };
        let name = self.names.borrow_mut().entry(real).or_insert_with(given).clone();
        self.paths.borrow_mut().entry(name.clone()).or_insert_with(|| path.to_owned());
        name
    }
}

impl Loader for Files {
    fn load(&self, importer: &str, path: &str) -> Result<(String, Vec<u8>), String> {
        let importer = self.paths.borrow().get(importer).cloned();
        // What comes from stdin imports from the current folder.
        let folder = importer.as_deref().and_then(Path::parent).unwrap_or(Path::new("")).to_owned();
        let path = folder.join(path);
        let bytes = read_file(&path).map_err(|error| words_for(&error))?;
        Ok((self.name_of(&path), bytes))
    }
}

fn read_file(path: &Path) -> io::Result<Vec<u8>> {
    let file = File::open(path)?;
    if file.metadata()?.is_dir() {
        return Err(ErrorKind::IsADirectory.into());
    }
    read(file)
}

/// At most one byte more than a scenario may have: enough to know that it is too long.
fn read(from: impl Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    from.take(LONGEST_SOURCE as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Why a file cannot be read, without the numbers of the operating system.
fn words_for(error: &io::Error) -> String {
    match error.kind() {
        ErrorKind::NotFound => "there is no such file".to_owned(),
        ErrorKind::IsADirectory => "it is a directory".to_owned(),
        ErrorKind::PermissionDenied => "permission denied".to_owned(),
        ErrorKind::NotADirectory => "a part of its path is not a directory".to_owned(),
        _ => error.to_string(),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_file_has_one_name_however_it_is_imported() {
        let folder = std::env::temp_dir().join(format!("napkin-files-{}", std::process::id()));
        std::fs::create_dir_all(folder.join("inner")).unwrap();
        std::fs::write(folder.join("a.nap"), "x = 1").unwrap();
        std::fs::write(folder.join("inner/b.nap"), "y = 1").unwrap();
        let files = Files::default();
        let root = files.open(&folder.join("a.nap")).unwrap();
        let (inner, _) = files.load(&root.name, "inner/b.nap").unwrap();
        assert_eq!(inner, folder.join("inner/b.nap").display().to_string());
        assert_eq!(files.load(&inner, "../a.nap").unwrap(), (root.name.clone(), b"x = 1".to_vec()));
        assert_eq!(files.load(&inner, "b.nap").unwrap().0, inner);
        assert_eq!(files.load(&root.name, "gone.nap"), Err("there is no such file".to_owned()));
        assert_eq!(files.load(&root.name, "inner"), Err("it is a directory".to_owned()));
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
