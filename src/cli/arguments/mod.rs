//! The command line as clap reads it: commands, options, and the words of their errors; it runs nothing.

mod mistakes;
mod options;

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{
    ArgMatches, Args, Command as ClapCommand, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum,
};

use mistakes::{misspelt_option, suggest, unknown_option};
pub(super) use options::{
    CheckArguments, CompletionsArguments, EvalArguments, ExplainArguments, ExplanationFormat, Format,
    FormatArguments, LookupArguments, ManArguments, ReferenceArguments, ReportArguments, ReportFormat,
    ReportOptions, ScenarioOptions, SchemaArguments, SolveArguments, SweepArguments, SweepFormat,
};

use crate::diagnostic::nearest;

/// The whole command line.
#[derive(Parser, Debug)]
#[command(
    name = "napkin",
    version,
    about = "The calculator for capacity estimates: unit-checked scenarios",
    override_usage = "napkin [OPTIONS] [FILE]...\n       napkin <COMMAND>",
    after_help = "`napkin FILE...` is `napkin report FILE...`. Without a file, a terminal gets a session that answers while\n\
                  you type, and lines from a pipe on stdin are answered one by one.\n\nExamples:\n  napkin examples/pastebin.nap\n  echo '3 TB / 1 Gbps' | napkin",
    subcommand_help_heading = "Commands"
)]
pub(super) struct Arguments {
    #[command(subcommand)]
    pub(super) command: Option<Command>,
    /// Scenarios to report on; `-` reads one from stdin
    #[arg(value_name = "FILE")]
    pub(super) files: Vec<PathBuf>,
    /// Open FILE as the sheet of a session; `:save` writes it
    #[arg(short, long)]
    pub(super) interactive: bool,
    #[command(flatten)]
    pub(super) options: ReportOptions,
    /// When to use colour
    // No default value: absent means auto, and nothing is parsed for it. What it says is read before clap runs.
    #[arg(long, global = true, value_enum, value_name = "WHEN")]
    color: Option<Color>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Color {
    Auto,
    Always,
    Never,
}

/// Declares the commands, two lines each: the enum, its clap declaration with two examples, and its reading. A derived
/// `Subcommand` would build every command's options at every start; here they are built for the one that is called.
macro_rules! commands {
    ($($variant:ident($arguments:ty) = $name:literal, $about:literal, [$first:literal, $second:literal];)*) => {
        /// What is to be done.
        #[derive(Debug)]
        pub(super) enum Command { $($variant($arguments)),* }

        impl Subcommand for Command {
            fn augment_subcommands(command: ClapCommand) -> ClapCommand {
                command$(.subcommand(
                    ClapCommand::new($name)
                        .about($about)
                        .defer(|command| {
                            <$arguments>::augment_args(command)
                                .about($about)
                                .after_help(concat!("Examples:\n  ", $first, "\n  ", $second))
                        }),
                ))*
            }

            fn augment_subcommands_for_update(command: ClapCommand) -> ClapCommand {
                Self::augment_subcommands(command)
            }

            fn has_subcommand(name: &str) -> bool {
                [$($name),*].contains(&name)
            }
        }

        impl FromArgMatches for Command {
            fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
                Self::from_arg_matches_mut(&mut matches.clone())
            }

            fn from_arg_matches_mut(matches: &mut ArgMatches) -> Result<Self, clap::Error> {
                let Some((name, mut inner)) = matches.remove_subcommand() else {
                    return Err(clap::Error::new(ErrorKind::MissingSubcommand));
                };
                match name.as_str() {
                    $($name => <$arguments>::from_arg_matches_mut(&mut inner).map(Self::$variant),)*
                    _ => Err(clap::Error::new(ErrorKind::InvalidSubcommand)),
                }
            }

            fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
                *self = Self::from_arg_matches(matches)?;
                Ok(())
            }
        }
    };
}

commands! {
    Report(ReportArguments) = "report", "Report on scenarios (the default)",
        ["napkin report examples/tour.nap --set 'pastes.users=11 million users'",
         "napkin report examples/aws.nap --case 'Users+++++' --only 'site.*' --format json"];
    Check(CheckArguments) = "check", "Run only the checks",
        ["napkin check examples/checkout.nap",
         "napkin check examples/mint.nap examples/twitter.nap --format json"];
    Eval(EvalArguments) = "eval", "Evaluate one expression",
        ["napkin eval '3 TB / 1 Gbps'",
         "napkin eval 'storage / 3 in GB' --file examples/pastebin.nap"];
    Explain(ExplainArguments) = "explain", "Show how a value came about",
        ["napkin explain examples/pastebin.nap storage",
         "napkin explain examples/checkout.nap checkout.availability"];
    Sweep(SweepArguments) = "sweep", "Vary assumptions step by step: a row for each value",
        ["napkin sweep examples/pastebin.nap 'writes=1M..1bn pastes/month' --steps 7 --log --of storage,keys",
         "napkin sweep examples/checkout.nap 'orders.users=1M..40M users' --of checkout.headroom --chart"];
    Solve(SolveArguments) = "solve", "Find the assumption that meets a goal",
        ["napkin solve examples/pastebin.nap 'storage = 1 PB' --for writes",
         "napkin solve examples/checkout.nap 'checkout.availability >= 99.999%' --for dns.availability"];
    Units(LookupArguments) = "units", "List the units, or those that a word names",
        ["napkin units KB",
         "napkin units week"];
    Functions(LookupArguments) = "functions", "List the functions, or those that a word names",
        ["napkin functions erlang",
         "napkin functions servers"];
    Reference(ReferenceArguments) = "reference", "Print the language reference, or what it says of a topic",
        ["napkin reference growth rates",
         "napkin reference unit-mismatch"];
    Schema(SchemaArguments) = "schema", "Print the schema of all that is printed as JSON",
        ["napkin schema > report.schema.json",
         "napkin schema | head"];
    Format(FormatArguments) = "fmt", "Rewrite scenarios in the canonical layout",
        ["napkin fmt examples/pastebin.nap",
         "napkin fmt --check examples/*.nap"];
    Completions(CompletionsArguments) = "completions", "Print the script that completes commands in a shell",
        ["napkin completions bash > napkin.bash",
         "napkin completions zsh > _napkin"];
    Man(ManArguments) = "man", "Print the manual page of napkin, or of a command",
        ["napkin man > napkin.1",
         "napkin man eval > napkin-eval.1"];
}

impl Arguments {
    /// Reads the command line.
    ///
    /// # Errors
    /// What clap has to say: an error, or the help or version that was asked for.
    pub(super) fn read(words: &[OsString]) -> Result<Self, clap::Error> {
        let mut command = Self::command();
        let result = command.try_get_matches_from_mut(words);
        let mut matches = match result {
            Ok(matches) => matches,
            Err(error) => return Err(Self::better(error, &command, words)),
        };
        let arguments =
            Self::from_arg_matches_mut(&mut matches).map_err(|error| error.format(&mut command))?;
        if arguments.interactive
            && (arguments.command.is_some() || arguments.options.any() || arguments.files.len() > 1)
        {
            return Err(command.error(
                ErrorKind::ArgumentConflict,
                "a session has one sheet: `napkin -i FILE`, without options",
            ));
        }
        if arguments.command.is_some() {
            // `napkin --format json eval 1`: the option belongs behind the command.
            if arguments.options.any() || !arguments.files.is_empty() {
                return Err(command.error(
                    ErrorKind::ArgumentConflict,
                    "options of a command go after it: `napkin report FILE --format json` (only --color may go before)",
                ));
            }
        } else if let Some(first) = arguments.files.first() {
            if let Some(error) = Self::misspelt_command(first, &command) {
                return Err(error);
            }
        } else if arguments.options.needs_file() {
            return Err(command.error(
                ErrorKind::MissingRequiredArgument,
                "a report needs a file: `napkin FILE...` (`-` is stdin)",
            ));
        }
        Ok(arguments)
    }

    /// The command line as it is declared, every command of it built.
    pub(super) fn declared() -> ClapCommand {
        let mut command = Self::command();
        command.build();
        command
    }

    /// `napkin chekc a.nap`: a first word that is no file, has no `.` or `/` in it, and is nearly a command.
    fn misspelt_command(first: &Path, command: &ClapCommand) -> Option<clap::Error> {
        let word = first.to_str()?;
        if word == "-" || word.contains(['.', '/', '\\']) || first.exists() {
            return None;
        }
        let found = nearest(word, command.get_subcommands().map(ClapCommand::get_name))?;
        let mut error = clap::Error::new(ErrorKind::InvalidSubcommand).with_cmd(command);
        error.insert(ContextKind::InvalidSubcommand, ContextValue::String(word.to_owned()));
        error.insert(ContextKind::SuggestedSubcommand, ContextValue::Strings(vec![found.to_owned()]));
        Some(error)
    }

    /// The same error, with advice that fits where clap's would mislead.
    fn better(mut error: clap::Error, command: &ClapCommand, words: &[OsString]) -> clap::Error {
        if error.kind() != ErrorKind::UnknownArgument {
            return error;
        }
        let invalid = match error.get(ContextKind::InvalidArg) {
            Some(ContextValue::String(word)) => word.clone(),
            _ => String::new(),
        };
        if first_word(words) != Some("eval") {
            // `napkin -2^2`: clap would advise `-- -2`, which is a file.
            if invalid
                .strip_prefix('-')
                .is_some_and(|rest| rest.starts_with(|letter: char| letter.is_ascii_digit() || letter == '('))
            {
                error.insert(ContextKind::TrailingArg, ContextValue::Bool(false));
                suggest(&mut error, "to evaluate an expression: napkin eval '-2^2'".to_owned());
            }
            return error;
        }
        let Some(eval) = command.find_subcommand("eval") else { return error };
        let known = |name: &str| eval.get_arguments().any(|argument| argument.get_long() == Some(name));
        // `eval --frmat json '1+1'`: `--frmat` was taken as EXPR, and clap complains of a later word.
        let culprit = words
            .iter()
            .skip(1)
            .take_while(|word| *word != "--")
            .filter_map(|word| word.to_str())
            .find(|word| misspelt_option(word).is_some_and(|name| !known(name)));
        if let Some(text) = culprit {
            return unknown_option(eval, text);
        }
        if !invalid.starts_with('-') {
            suggest(&mut error, "put the whole expression in quotes: napkin eval '1 KB + 7 B'".to_owned());
        }
        error
    }
}

/// The first word that is neither `--color` nor its value.
fn first_word(words: &[OsString]) -> Option<&str> {
    let mut words = words.iter().skip(1).filter_map(|word| word.to_str());
    loop {
        match words.next()? {
            "--color" => drop(words.next()),
            word if word.starts_with("--color=") => {}
            word => return Some(word),
        }
    }
}

/// Decides on colour once, before clap can fail, so that clap's own messages obey it as well; `auto` leaves
/// NO_COLOR, CLICOLOR, CLICOLOR_FORCE, TERM and the terminal to anstream.
pub(super) fn decide_colour(words: &[OsString]) {
    let mut choice = anstream::ColorChoice::Auto;
    let mut words = words.iter().skip(1).take_while(|word| *word != "--");
    while let Some(word) = words.next() {
        let value = match word.to_str() {
            Some("--color") => words.next().and_then(|value| value.to_str()),
            Some(text) => text.strip_prefix("--color="),
            None => None,
        };
        match value {
            Some("always") => choice = anstream::ColorChoice::Always,
            Some("never") => choice = anstream::ColorChoice::Never,
            _ => {}
        }
    }
    choice.write_global();
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use super::*;

    fn read(line: &str) -> Result<Arguments, String> {
        let words: Vec<OsString> =
            std::iter::once("napkin").chain(line.split(' ')).map(OsString::from).collect();
        Arguments::read(&words).map_err(|error| error.to_string())
    }

    fn error(line: &str) -> String {
        read(line).err().unwrap_or_default()
    }

    #[test]
    fn the_command_line_is_well_formed() {
        // Builds every command, so it reaches what is deferred.
        Arguments::command().debug_assert();
    }

    #[test]
    fn files_without_a_command_are_reported_on() {
        let arguments = read("a.nap - --set users=5M --only s* --digits 4").unwrap();
        assert_eq!(arguments.files.len(), 2);
        assert_eq!(arguments.options.scenario.set, [("users".to_owned(), "5M".to_owned())]);
        assert!(arguments.options.wanted().only[0].matches("storage"));
    }

    #[test]
    fn an_expression_may_begin_with_a_minus_and_options_may_follow_it() {
        for (line, expression) in
            [("eval -2^2", "-2^2"), ("eval --2 --format json", "--2"), ("eval -- -x", "-x")]
        {
            let command = read(line).unwrap().command;
            assert!(
                matches!(&command, Some(Command::Eval(eval)) if eval.expression == expression),
                "{command:?}"
            );
        }
    }

    #[test]
    fn a_case_and_a_word_to_look_up_are_read() {
        let arguments = read("a.nap --case 10x").unwrap();
        assert_eq!(arguments.options.scenario.case.as_deref(), Some("10x"));
        assert!(error("--case 10x").contains("needs a file"));
        for (line, expected) in [("functions erlang", Some("erlang")), ("functions", None)] {
            let command = read(line).unwrap().command;
            assert!(
                matches!(&command, Some(Command::Functions(look)) if look.word.as_deref() == expected),
                "{command:?}"
            );
        }
        assert!(matches!(read("units KB").unwrap().command, Some(Command::Units(_))));
    }

    fn sweep(line: &str) -> SweepArguments {
        match read(line).unwrap().command {
            Some(Command::Sweep(arguments)) => arguments,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn what_a_sweep_shows_is_a_list_whose_brackets_hold_together() {
        let arguments = sweep("sweep a.nap x=1..2 y=3..4 --of storage,max(a,b),1-c --of d --log --steps 5");
        assert_eq!(arguments.outputs(), ["storage", "max(a,b)", "1-c", "d"]);
        assert_eq!(arguments.ranges[1], ("y".to_owned(), "3..4".to_owned()));
        assert!(arguments.log && arguments.steps == Some(5));
        assert_eq!(sweep("sweep a.nap x=1..2 --of ,a,,b,").outputs(), ["a", "b"]);
    }

    #[test]
    fn the_ending_of_a_file_says_how_a_sweep_is_written() {
        let format = |options: &str| sweep(&format!("sweep a.nap x=1..2 --of y {options}")).format();
        for (options, expected) in [
            ("--steps 3", SweepFormat::Table),
            ("--format csv", SweepFormat::Csv),
            ("--chart", SweepFormat::Chart),
            ("-o a.svg", SweepFormat::Svg),
            ("-o a.svg --chart", SweepFormat::Svg),
            ("-o a.JSON", SweepFormat::Json),
            ("-o a.txt --chart", SweepFormat::Chart),
            ("-o a.txt --format csv", SweepFormat::Csv),
            ("-o - --format json", SweepFormat::Json),
            ("-o a.dat --format csv", SweepFormat::Csv),
        ] {
            assert_eq!(format(options), Ok(expected), "{options}");
        }
        for (options, words) in [
            ("-o a.png", ".csv, .json, .svg or .txt"),
            ("-o a.svg --format csv", "leave out --format"),
            ("--format csv --chart", "leave out one"),
            ("-o a.csv --chart", "leave out --chart"),
        ] {
            assert!(format(options).is_err_and(|why| why.contains(words)), "{options}");
        }
    }

    #[test]
    fn slips_are_named_with_what_was_meant() {
        assert!(error("eval --frmat json 1+1").contains("--format"), "{}", error("eval --frmat json 1+1"));
        assert!(error("chekc a.nap").contains("'check'"), "{}", error("chekc a.nap"));
        assert!(error("-2^2").contains("napkin eval '-2^2'"), "{}", error("-2^2"));
        assert!(error("eval 1 + 1").contains("in quotes"), "{}", error("eval 1 + 1"));
        assert!(error("a.nap --set users").contains("name=value"));
        assert!(error("a.nap --digits 16").contains("16"));
        assert!(error("a.nap --only [").contains("--only"));
        assert!(error("--format json").contains("needs a file"));
        assert!(error("--format json check a.nap").contains("go after it"));
    }
}
