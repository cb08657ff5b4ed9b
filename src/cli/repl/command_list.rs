//! What the commands of a session are called and what they are about, which line means one, and the forms that help
//! shows; runs none of them.

use crate::syntax::words;

/// What may stand behind a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Behind {
    Nothing,
    /// Words: names, topics, settings.
    Words,
    /// Words or the path of a file.
    File,
}

/// A command.
#[derive(Debug)]
pub(super) struct Command {
    /// Its name, without the colon.
    pub(super) name: &'static str,
    /// What may stand behind it, as help shows it.
    pub(super) argument: &'static str,
    pub(super) behind: Behind,
    /// What it does.
    pub(super) about: &'static str,
}

const fn command(name: &'static str, argument: &'static str, behind: Behind, about: &'static str) -> Command {
    Command { name, argument, behind, about }
}

/// All of them, in the order of the help.
pub(super) const COMMANDS: &[Command] = &[
    command("help", "[TOPIC]", Behind::Words, "this, or about a command, function, unit or block"),
    command("report", "[FORMAT] [FILE]", Behind::File, "the sheet as a report; markdown, json, csv or html"),
    command("summary", "", Behind::Nothing, "what the checks say, and the figures that people ask for"),
    command("explain", "NAME", Behind::Words, "how a value came about"),
    command("check", "", Behind::Nothing, "all checks of the sheet"),
    command("names", "", Behind::Nothing, "the names of the sheet with their values"),
    command("list", "", Behind::Nothing, "the lines of the sheet, as :save writes them"),
    command("units", "[WORD]", Behind::Words, "the units, or those that a word names"),
    command("functions", "[WORD]", Behind::Words, "the functions, or those that a word names"),
    command("set", "[WHAT VALUE]", Behind::Words, "digits 4, calendar primer, bytes binary"),
    command("load", "FILE", Behind::File, "take the lines of a scenario into the sheet"),
    command("save", "[FILE]", Behind::File, "write the sheet as a scenario (x.html: as a report)"),
    command("restore", "[N]", Behind::Words, "take back the sheet that was not saved last time"),
    command("delete", "NAME", Behind::Words, "take a name out of the sheet"),
    command("undo", "", Behind::Nothing, "take the last change back"),
    command("new", "", Behind::Nothing, "empty the sheet"),
    command("clear", "", Behind::Nothing, "clear the screen"),
    command("quit", "", Behind::Nothing, "leave (or Ctrl-D)"),
];

/// The command that a word names; `exit` leaves too.
pub(super) fn find(word: &str) -> Option<&'static Command> {
    let word = if word == "exit" { "quit" } else { word };
    COMMANDS.iter().find(|command| command.name == word)
}

/// The command that a line without a colon means, and what stands behind its name; none where the line can be one of the
/// language: its first word is bound, an operator follows, or a `=`.
pub(super) fn meant(line: &str, is_bound: impl FnOnce(&str) -> bool) -> Option<(&'static Command, &str)> {
    let line = line.trim();
    let (word, argument) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
    let command = find(word)?;
    let argument = argument.trim_start();
    let first = argument.split(char::is_whitespace).next().unwrap_or_default();
    let starts = |letter: char| match command.behind {
        Behind::Nothing => false,
        Behind::Words => letter.is_alphanumeric() || "_:\"".contains(letter),
        Behind::File => letter.is_alphanumeric() || "_\"./~".contains(letter),
    };
    let fits = argument.is_empty()
        || argument.starts_with(starts)
            && first != "/"
            && !argument.contains(['\n', '='])
            && (command.name == "help" || !words::is_reserved(first));
    (fits && !is_bound(word)).then_some((command, argument))
}

/// What a block, or another statement, looks like.
pub(super) const FORMS: [(&str, &str); 9] = [
    (
        "ans",
        "ans * 2\n\nThe last value: the name that was bound last, or the expression that was asked last.",
    ),
    (
        "record",
        "record paste {\n  content = 1 KB\n  link    = 7 bytes\n}\n\nsize(paste) is the sum, in bytes per paste.",
    ),
    (
        "path",
        "path read = lb | lb -> 8 of 10 app -> db\nread carries 3000 req/s\n\n-> is in series, | in parallel. It has availability, latency, capacity, surviving, cost, mtbf, load, headroom.",
    ),
    (
        "check",
        "check storage ~ 450 GB within 2%\n\n~ is near (5 % where nothing is said); < <= > >= and = too.",
    ),
    (
        "case",
        "case \"launch\" { users = 10 thousand users }\n\nA named variant; :report shows it beside the base.",
    ),
    ("fn", "fn double(x, factor = 2) = x * factor"),
    ("unit", "unit shard = 500 GB\nunit tweet, datum/data"),
    ("import", "import latency\nimport \"base.nap\""),
    ("bytes", "bytes binary\n\nA KB is then 1024 bytes."),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_needs_no_colon_where_the_line_is_nothing_else() {
        let meant =
            |line: &'static str| meant(line, |word| word == "names").map(|(found, rest)| (found.name, rest));
        assert_eq!(meant("explain storage"), Some(("explain", "storage")));
        assert_eq!(meant(" report html x.html "), Some(("report", "html x.html")));
        assert_eq!(meant("save ./x.nap"), Some(("save", "./x.nap")));
        assert_eq!(meant("exit"), Some(("quit", "")));
        assert_eq!(meant("check"), Some(("check", "")));
        for line in [
            "names",
            "check a < b",
            "list = 5 GB",
            "list * 2",
            "load balancers = 3",
            "report / 3",
            "units in GB",
            "units over 3 years",
            "undo x",
            "explain",
            "lists",
        ] {
            let is_command = meant(line).is_some();
            assert_eq!(is_command, line == "explain", "{line}");
        }
    }
}
