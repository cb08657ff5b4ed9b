//! `napkin fmt`: reads scenarios and writes them back in the canonical layout, or says which are not in it.

use std::io;
use std::path::Path;
use std::sync::Arc;

use super::arguments::FormatArguments;
use super::files::Files;
use super::output;
use super::streams::{Status, Streams};
use crate::diagnostic::{Diagnostic, Id};
use crate::render::letters::clean;
use crate::render::messages::{Texts, messages};
use crate::source::Source;
use crate::syntax::format::format;

/// `napkin fmt FILE... [--check]`
pub(super) fn run(arguments: &FormatArguments, streams: &mut Streams) -> io::Result<Status> {
    let mut status = Status::Well;
    let mut changed = 0;
    for path in &arguments.files {
        let source = match Files::default().open(path) {
            Ok(source) => Arc::new(source),
            Err(why) => {
                status = status.max(refuse(
                    &[Diagnostic::without_place(Id::UnreadableSource, why)],
                    &[],
                    streams,
                )?);
                continue;
            }
        };
        let formatted = match format(&source) {
            Ok(formatted) => formatted,
            Err(diagnostics) => {
                status = status.max(refuse(&diagnostics, &[source], streams)?);
                continue;
            }
        };
        let is_changed = formatted != source.text;
        if arguments.check && is_changed {
            changed += 1;
            streams.complain(&difference(&source.name, &source.text, &formatted))?;
        } else if !arguments.check && path == Path::new("-") {
            streams.print(&formatted)?;
        } else if !arguments.check
            && is_changed
            && let Err(why) = output::rewrite(path, |out| out.write_all(formatted.as_bytes()))
        {
            streams.tell(&format!("error: {why}"))?;
            status = Status::InputWrong;
        }
    }
    if changed > 0 {
        let (files, them) =
            if changed == 1 { ("1 file", "it") } else { (&*format!("{changed} files"), "them") };
        streams.tell(&format!("{files} would change; without --check, `napkin fmt` rewrites {them}"))?;
        status = status.max(Status::CheckFailed);
    }
    Ok(status)
}

/// Says what cannot be read. Such a file is left as it is.
fn refuse(diagnostics: &[Diagnostic], sources: &[Arc<Source>], streams: &mut Streams) -> io::Result<Status> {
    let text = messages(diagnostics, Texts::new(sources), streams.message_look());
    streams.complain(&text)?;
    Ok(Status::InputWrong)
}

/// Where a text first differs from its canonical layout.
fn difference(name: &str, text: &str, formatted: &str) -> String {
    let mut lines = (1_usize.., text.split_inclusive('\n'), formatted.split_inclusive('\n'));
    loop {
        let (Some(number), old, new) = (lines.0.next(), lines.1.next(), lines.2.next()) else {
            return String::new();
        };
        if old == new && old.is_some() {
            continue;
        }
        let what = match (old, new) {
            (Some(old), Some(new)) if old.trim_end() == new.trim_end() => match old.strip_suffix('\n') {
                None => "there is no line feed at the end".to_owned(),
                Some(old) if old.ends_with('\r') => "the line ends in a carriage return".to_owned(),
                Some(_) => "there are blanks at the end of the line".to_owned(),
            },
            _ => {
                let line = |sign, line: Option<&str>| {
                    line.map(|line| format!("\n{sign} {}", clean(line.trim_end()))).unwrap_or_default()
                };
                format!("not in the canonical layout{}{}", line('-', old), line('+', new))
            }
        };
        return format!("{name}:{number}: {what}\n");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_difference_is_told() {
        for (text, formatted, told) in [
            ("a = 1\nb=2\n", "a = 1\nb = 2\n", "a.nap:2: not in the canonical layout\n- b=2\n+ b = 2\n"),
            ("a = 1\n\n", "a = 1\n", "a.nap:2: not in the canonical layout\n- \n"),
            ("a = 1", "a = 1\n", "a.nap:1: there is no line feed at the end\n"),
            ("a = 1  \n", "a = 1\n", "a.nap:1: there are blanks at the end of the line\n"),
            ("a = 1\r\n", "a = 1\n", "a.nap:1: the line ends in a carriage return\n"),
        ] {
            assert_eq!(difference("a.nap", text, formatted), told);
        }
    }
}
