//! What is installed beside the program: completions for shells and manual pages, made of the command line's declaration.

use std::io;

use clap_complete::Shell;

use super::arguments::{Arguments, CompletionsArguments, ManArguments};
use super::streams::{Status, Streams};
use crate::diagnostic::nearest;

/// `napkin completions SHELL`
pub(super) fn completions(arguments: &CompletionsArguments, streams: &mut Streams) -> io::Result<Status> {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut Arguments::declared(), "napkin", &mut script);
    let declared = String::from_utf8_lossy(&script);
    streams.print(&match arguments.shell {
        Shell::Bash => format!("{declared}{}", include_str!("shells/words.bash")),
        Shell::Zsh => with_words(&declared),
        Shell::Fish => format!("{declared}{}", include_str!("shells/words.fish")),
        _ => declared.into_owned(),
    })?;
    Ok(Status::Well)
}

/// The script for zsh, whose own function asks napkin first; what is declared keeps another name.
fn with_words(declared: &str) -> String {
    let functions = declared.split("\nif [ \"$funcstack[1]\"").next().unwrap_or(declared);
    let renamed = functions.replacen("\n_napkin() {", "\n_napkin_declared() {", 1);
    format!("{renamed}{}", include_str!("shells/words.zsh"))
}

/// `napkin man [COMMAND]`
pub(super) fn page(arguments: &ManArguments, streams: &mut Streams) -> io::Result<Status> {
    let mut whole = Arguments::declared();
    let command = match &arguments.command {
        None => whole,
        Some(name) => match whole.find_subcommand_mut(name) {
            Some(command) => std::mem::take(command),
            None => {
                let near = nearest(name, whole.get_subcommands().map(clap::Command::get_name));
                let help =
                    near.map(|near| format!("; did you mean `napkin man {near}`?")).unwrap_or_default();
                streams.tell(&format!("error: `{name}` is no command of napkin{help}"))?;
                return Ok(Status::InputWrong);
            }
        },
    };
    let title = command.get_bin_name().unwrap_or("napkin").replace(' ', "-").to_uppercase();
    let mut page = Vec::new();
    clap_mangen::Man::new(command)
        .title(title)
        .source(concat!("napkin ", env!("CARGO_PKG_VERSION")))
        .manual("napkin manual")
        .render(&mut page)?;
    streams.print(&String::from_utf8_lossy(&page))?;
    Ok(Status::Well)
}
