//! Writes results to a file, whole or not at all; knows nothing of what is in them.

use std::fs::{File, Metadata, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::Path;

/// Writes a file: to a temporary one in the same folder first, which then takes its place.
///
/// # Errors
/// A sentence that says why it cannot be written; nothing is left behind then.
pub(super) fn write(path: &Path, text: &str) -> Result<(), String> {
    replace(path, text.as_bytes()).map_err(|error| {
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

fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    // Behind a link it is the file that is replaced, not the link.
    let real = path.canonicalize();
    let path = real.as_deref().unwrap_or(path);
    let before = path.metadata().ok();
    if before.as_ref().is_some_and(Metadata::is_dir) || path.file_name().is_none() {
        return Err(ErrorKind::IsADirectory.into());
    }
    if before.as_ref().is_some_and(|before| !before.is_file()) {
        // A device or a pipe is written to, never replaced.
        return OpenOptions::new().write(true).open(path)?.write_all(bytes);
    }
    if before.is_some() {
        // Whoever may not write the file may not replace it, whatever the folder allows.
        OpenOptions::new().append(true).open(path)?;
    }
    let mut temporary = builder().tempfile_in(folder_of(path))?;
    if let Some(before) = before {
        temporary.as_file().set_permissions(before.permissions())?;
    }
    temporary.write_all(bytes)?;
    temporary.persist(path).map(|file: File| drop(file)).map_err(|failed| failed.error)
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
