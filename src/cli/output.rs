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

/// Whether a path means stdout: `-`, `/dev/stdout` and its like. Whatever file stdout goes to is written on, not replaced.
pub(super) fn is_stdout(path: &Path) -> bool {
    path == Path::new("-") || descriptor(path) == Some(Descriptor::Stdout)
}

/// Writes what `-o` asks for: a file as [`rewrite`] does; a descriptor that is already open is written on.
///
/// # Errors
/// A sentence that says why it cannot be written; no part of a file is left behind then.
pub(super) fn write<T>(
    path: &Path,
    content: impl FnOnce(&mut dyn Write) -> io::Result<T>,
) -> Result<T, String> {
    match descriptor(path) {
        None => replace(path, content),
        Some(Descriptor::Stdout) => written(io::stdout(), content),
        Some(Descriptor::Stderr) => written(io::stderr(), content),
        Some(Descriptor::Other) => {
            OpenOptions::new().append(true).open(path).and_then(|file| written(file, content))
        }
    }
    .map_err(|error| in_words(path, &error))
}

/// Writes a file: to a temporary one in the same folder first, which then takes its place.
///
/// # Errors
/// A sentence that says why it cannot be written; nothing is left behind then.
pub(super) fn rewrite<T>(
    path: &Path,
    content: impl FnOnce(&mut dyn Write) -> io::Result<T>,
) -> Result<T, String> {
    replace(path, content).map_err(|error| in_words(path, &error))
}

fn in_words(path: &Path, error: &io::Error) -> String {
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
}

/// What a process has open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Descriptor {
    Stdout,
    Stderr,
    /// Another one, or one of another process.
    Other,
}

/// The descriptor that a path names, as `/dev/stdout`, `/dev/fd/3` and `/proc/self/fd/1` do, through whatever links.
fn descriptor(path: &Path) -> Option<Descriptor> {
    let mut path = path.to_owned();
    // As many links as the system follows.
    for _ in 0..40 {
        let folder = folder_of(&path).canonicalize().ok()?;
        let is_own = folder == Path::new("/dev/fd")
            || Path::new("/proc/self").canonicalize().is_ok_and(|own| folder.starts_with(own));
        if folder.ends_with("fd") && (is_own || folder.starts_with("/proc")) {
            let number: u32 = path.file_name()?.to_str()?.parse().ok()?;
            return Some(match number {
                1 if is_own => Descriptor::Stdout,
                2 if is_own => Descriptor::Stderr,
                _ => Descriptor::Other,
            });
        }
        path = folder.join(std::fs::read_link(&path).ok()?);
    }
    None
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
    let permissions = before.map(|before| before.permissions());
    #[cfg(target_os = "linux")]
    if let Some(file) = nameless::create(folder_of(path)) {
        if let Some(permissions) = permissions {
            file.set_permissions(permissions)?;
        }
        let done = written(&file, content)?;
        let temporary = builder().make_in(folder_of(path), |name| nameless::name(&file, name))?;
        return temporary.persist(path).map(|_| done).map_err(|failed| failed.error);
    }
    let mut temporary = builder().tempfile_in(folder_of(path))?;
    if let Some(permissions) = permissions {
        temporary.as_file().set_permissions(permissions)?;
    }
    let done = written(temporary.as_file_mut(), content)?;
    temporary.persist(path).map(|_| done).map_err(|failed| failed.error)
}

/// Files that have no name until they are whole, so that nothing is left of a run that is killed.
#[cfg(target_os = "linux")]
mod nameless {
    use std::fs::File;
    use std::io;
    use std::os::fd::AsRawFd;
    use std::path::{Path, PathBuf};

    use rustix::fs::{AtFlags, CWD, Mode, OFlags, linkat, open};

    /// A new file in a folder; none where its file system has no such files, or `/proc` is not there to name it.
    pub(super) fn create(folder: &Path) -> Option<File> {
        let flags = OFlags::TMPFILE | OFlags::WRONLY | OFlags::CLOEXEC;
        let file = File::from(open(folder, flags, Mode::from_raw_mode(0o666)).ok()?);
        link_of(&file).exists().then_some(file)
    }

    /// Gives it a name that nothing has.
    pub(super) fn name(file: &File, name: &Path) -> io::Result<()> {
        Ok(linkat(CWD, link_of(file), CWD, name, AtFlags::SYMLINK_FOLLOW)?)
    }

    fn link_of(file: &File) -> PathBuf {
        PathBuf::from(format!("/proc/self/fd/{}", file.as_raw_fd()))
    }
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
