//! What the commands of a session are called and what they are about, and the forms that help shows; runs none of them.

/// A command.
#[derive(Debug)]
pub(super) struct Command {
    /// Its name, without the colon.
    pub(super) name: &'static str,
    /// What may stand behind it.
    pub(super) argument: &'static str,
    /// What it does.
    pub(super) about: &'static str,
}

/// All of them, in the order of the help.
pub(super) const COMMANDS: &[Command] = &[
    Command { name: "help", argument: "[TOPIC]", about: "this, or about a command, function, unit or block" },
    Command { name: "report", argument: "", about: "the whole sheet as a report" },
    Command { name: "explain", argument: "NAME", about: "how a value came about" },
    Command { name: "check", argument: "", about: "all checks of the sheet" },
    Command { name: "names", argument: "", about: "the names of the sheet with their values" },
    Command { name: "list", argument: "", about: "the lines of the sheet, as :save writes them" },
    Command { name: "units", argument: "[WORD]", about: "the units, or those that a word names" },
    Command { name: "functions", argument: "[WORD]", about: "the functions, or those that a word names" },
    Command { name: "set", argument: "[WHAT VALUE]", about: "digits 4, calendar primer, bytes binary" },
    Command { name: "load", argument: "FILE", about: "take the lines of a scenario into the sheet" },
    Command { name: "save", argument: "FILE", about: "write the sheet as a scenario" },
    Command { name: "delete", argument: "NAME", about: "take a name out of the sheet" },
    Command { name: "undo", argument: "", about: "take the last change back" },
    Command { name: "clear", argument: "", about: "empty the sheet" },
    Command { name: "quit", argument: "", about: "leave (or Ctrl-D)" },
];

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
