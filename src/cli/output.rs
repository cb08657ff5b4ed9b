//! Writes results to a file, whole or not at all; knows nothing of what is in them.

use std::fs::{Metadata, OpenOptions};
use std::io::{self, BufWriter, ErrorKind, Write};
use std::path::{Path, PathBuf};

/// Refuses to write over what was read.
///
/// # Errors
/// A sentence that says which scenario would be lost.
pub(super) fn refuse_inputs(output: &Path, inputs: &[PathBuf]) -> Result<(), String> {
    let Ok(real) = output.canonicalize() else { return Ok(()) };
    match inputs.iter().find(|input| input.canonicalize().is_ok_and(|input| input == real)) {
        Some(input) => {
            Err(format!("`{}` would be written over the scenario `{}`", output.display(), input.display()))
        }
        None => Ok(()),
    }
}

/// Writes a file: to a temporary one in the same folder first, which then takes its place.
///
/// # Errors
/// A sentence that says why it cannot be written; nothing is left behind then.
pub(super) fn write<T>(
    path: &Path,
    content: impl FnOnce(&mut dyn Write) -> io::Result<T>,
) -> Result<T, String> {
    replace(path, content).map_err(|error| {
        let why = match error.kind() {
            ErrorKind::NotFound => format!("there is no folder `{}`", folder_of(path).display()),
            ErrorKind::NotADirectory => "a part of its path is not a directory".to_owned(),
            ErrorKind::IsADirectory => "it is a directory".to_owned(),
            ErrorKind::PermissionDenied => "permission denied".to_owned(),
            ErrorKind::ReadOnlyFilesystem => "the file system is read-only".to_owned(),
            ErrorKind::StorageFull => "the disk is full".to_owned(),
            _ => error.to_string(),
        };
        format!("cannot write `{}`: {why}", path.display())
    })
}

fn replace<T>(path: &Path, content: impl FnOnce(&mut dyn Write) -> io::Result<T>) -> io::Result<T> {
    // Behind a link it is the file that is replaced, not the link.
    let real = path.canonicalize();
    let path = real.as_deref().unwrap_or(path);
    let before = path.metadata().ok();
    if before.as_ref().is_some_and(Metadata::is_dir) || path.file_name().is_none() {
        return Err(ErrorKind::IsADirectory.into());
    }
    if before.as_ref().is_some_and(|before| !before.is_file()) {
        // A device or a pipe is written to, never replaced.
        return written(OpenOptions::new().write(true).open(path)?, content);
    }
    if before.is_some() {
        // Whoever may not write the file may not replace it, whatever the folder allows.
        OpenOptions::new().append(true).open(path)?;
    }
    let mut temporary = builder().tempfile_in(folder_of(path))?;
    if let Some(before) = before {
        temporary.as_file().set_permissions(before.permissions())?;
    }
    let done = written(temporary.as_file_mut(), content)?;
    temporary.persist(path).map(|_| done).map_err(|failed| failed.error)
}

fn written<T>(file: impl Write, content: impl FnOnce(&mut dyn Write) -> io::Result<T>) -> io::Result<T> {
    let mut file = BufWriter::with_capacity(1 << 16, file);
    let done = content(&mut file)?;
    file.flush()?;
    Ok(done)
}

/// Temporary files that anyone may read whom the process's mask lets, like any new file.
fn builder() -> tempfile::Builder<'static, 'static> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".napkin-").suffix(".tmp");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(std::fs::Permissions::from_mode(0o666));
    }
    builder
}

/// The folder of a file; the current one where the path names none.
fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}
