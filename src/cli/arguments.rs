//! The command line as clap reads it: commands, options, and the words of their errors; it runs nothing.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use clap::builder::{StringValueParser, TypedValueParser};
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{
    Arg, ArgMatches, Args, Command as ClapCommand, CommandFactory, FromArgMatches, Parser, Subcommand,
    ValueEnum,
};
use clap_complete::Shell;
use glob::Pattern;

use super::output;
use crate::diagnostic::nearest;
use crate::report::Wanted;
use crate::session::sweep::MOST_ROWS;
use crate::units::display::USUAL_DIGITS;

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

/// How results are printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    // No docs on these: clap would give each a line of its own in the help.
    #[default]
    Table,
    Json,
}

/// How a sweep is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum SweepFormat {
    // No docs on these: clap would give each a line of its own in the help.
    Table,
    Csv,
    Json,
    /// A chart of letters, by `--chart`.
    #[value(skip)]
    Chart,
    /// A picture, by the ending of its file.
    #[value(skip)]
    Svg,
}

/// How a report is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum ReportFormat {
    // No docs on these: clap would give each a line of its own in the help.
    #[default]
    Table,
    Json,
    Csv,
    Markdown,
    Html,
}

impl From<Format> for ReportFormat {
    fn from(format: Format) -> Self {
        match format {
            Format::Table => Self::Table,
            Format::Json => Self::Json,
        }
    }
}

impl ReportFormat {
    /// What the ending of a file's name says, where it says something.
    ///
    /// # Errors
    /// A sentence that names the endings, where it has another.
    fn by_ending(path: &Path) -> Result<Option<Self>, String> {
        let Some(ending) = path.extension() else { return Ok(None) };
        match ending.to_string_lossy().to_lowercase().as_str() {
            "txt" => Ok(Some(Self::Table)),
            "json" => Ok(Some(Self::Json)),
            "csv" => Ok(Some(Self::Csv)),
            "md" | "markdown" => Ok(Some(Self::Markdown)),
            "html" | "htm" => Ok(Some(Self::Html)),
            _ => Err(format!(
                "the ending of `{}` names no format: end it in .txt, .json, .csv, .md or .html, or add --format",
                path.display()
            )),
        }
    }
}

/// How an explanation is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum ExplanationFormat {
    // No docs on these: clap would give each a line of its own in the help.
    #[default]
    Tree,
    Json,
    Markdown,
}

/// What the commands that run a scenario have in common.
#[derive(Args, Debug)]
pub(super) struct ScenarioOptions {
    /// Use another value for a name, in this run (repeatable)
    #[arg(long, value_name = "NAME=VALUE", value_parser = name_and_value)]
    pub(super) set: Vec<(String, String)>,
    /// Only this case of the scenario
    #[arg(long, value_name = "NAME")]
    pub(super) case: Option<String>,
    /// Significant digits, 1 to 15 [default: 3]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(1..=15))]
    digits: Option<u8>,
}

impl ScenarioOptions {
    pub(super) fn digits(&self) -> usize {
        self.digits.map_or(USUAL_DIGITS, usize::from)
    }
}

#[derive(Args, Debug)]
pub(super) struct ReportOptions {
    /// How to write the report [default: what the ending of OUT says, else table]
    #[arg(long, value_enum)]
    format: Option<ReportFormat>,
    /// Write to this file (.txt .json .csv .md .html), whole or not at all; `-` is stdout
    #[arg(short, long, value_name = "OUT")]
    output: Option<PathBuf>,
    /// Only the names that match (repeatable)
    #[arg(long, value_name = "GLOB", value_parser = pattern)]
    only: Vec<Pattern>,
    #[command(flatten)]
    pub(super) scenario: ScenarioOptions,
}

impl ReportOptions {
    /// How the report is written.
    ///
    /// # Errors
    /// A sentence, where nothing says it.
    pub(super) fn format(&self) -> Result<ReportFormat, String> {
        match (self.format, self.output()) {
            (Some(format), _) => Ok(format),
            (None, Some(output)) => Ok(ReportFormat::by_ending(output)?.unwrap_or_default()),
            (None, None) => Ok(ReportFormat::default()),
        }
    }

    /// The file to write; none for stdout.
    pub(super) fn output(&self) -> Option<&Path> {
        self.output.as_deref().filter(|output| !output::is_stdout(output))
    }

    pub(super) fn wanted(&self) -> Wanted {
        Wanted { digits: self.scenario.digits(), only: self.only.clone() }
    }

    fn any(&self) -> bool {
        self.format.is_some()
            || self.output.is_some()
            || !self.only.is_empty()
            || !self.scenario.set.is_empty()
            || self.scenario.case.is_some()
            || self.scenario.digits.is_some()
    }
}

#[derive(Args, Debug)]
pub(super) struct ReportArguments {
    /// Scenarios; `-` reads one from stdin
    #[arg(value_name = "FILE", required = true)]
    pub(super) files: Vec<PathBuf>,
    #[command(flatten)]
    pub(super) options: ReportOptions,
}

#[derive(Args, Debug)]
pub(super) struct CheckArguments {
    /// Scenarios; `-` reads one from stdin
    #[arg(value_name = "FILE", required = true)]
    pub(super) files: Vec<PathBuf>,
    /// How to print the checks [default: table]
    #[arg(long, value_enum)]
    format: Option<Format>,
    #[command(flatten)]
    pub(super) scenario: ScenarioOptions,
}

impl CheckArguments {
    pub(super) fn format(&self) -> Format {
        self.format.unwrap_or_default()
    }
}

#[derive(Args, Debug)]
pub(super) struct EvalArguments {
    /// The expression, in quotes; it may begin with a minus
    #[arg(value_name = "EXPR", allow_hyphen_values = true, value_parser = ExpressionParser)]
    pub(super) expression: String,
    /// Take names from this scenario; `-` reads it from stdin
    #[arg(long, value_name = "FILE")]
    pub(super) file: Option<PathBuf>,
    /// How to print the result [default: table]
    #[arg(long, value_enum)]
    format: Option<Format>,
    /// Significant digits, 1 to 15 [default: 3]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(1..=15))]
    digits: Option<u8>,
}

impl EvalArguments {
    pub(super) fn format(&self) -> Format {
        self.format.unwrap_or_default()
    }

    pub(super) fn digits(&self) -> usize {
        self.digits.map_or(USUAL_DIGITS, usize::from)
    }
}

#[derive(Args, Debug)]
pub(super) struct ExplainArguments {
    /// A scenario; `-` reads it from stdin
    pub(super) file: PathBuf,
    /// The name to explain: `storage`, `paste.content`, `size(paste)`, `read.availability`
    pub(super) name: String,
    /// How to write it [default: tree]
    #[arg(long, value_enum)]
    format: Option<ExplanationFormat>,
    #[command(flatten)]
    pub(super) scenario: ScenarioOptions,
}

impl ExplainArguments {
    pub(super) fn format(&self) -> ExplanationFormat {
        self.format.unwrap_or_default()
    }
}

#[derive(Args, Debug)]
pub(super) struct LookupArguments {
    /// A name, a part of one, or a word of what it is about
    pub(super) word: Option<String>,
}

#[derive(Args, Debug)]
pub(super) struct SweepArguments {
    /// A scenario; `-` reads it from stdin
    pub(super) file: PathBuf,
    /// The names to vary, each with its range: `users=1M..10M users` (several make a grid)
    #[arg(value_name = "NAME=A..B", required = true, value_parser = name_and_range)]
    pub(super) ranges: Vec<(String, String)>,
    /// What to show at each step: names, figures, expressions, with commas between them
    #[arg(long, value_name = "NAME,...", required = true)]
    of: Vec<String>,
    /// How many values each name takes [default: every whole number where they are few, else 11]
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = whole_steps)]
    pub(super) steps: Option<u64>,
    /// Multiply step by step instead of adding
    #[arg(long)]
    pub(super) log: bool,
    /// How to write it [default: what the ending of OUT says, else table]
    #[arg(long, value_enum)]
    format: Option<SweepFormat>,
    /// Draw a chart of letters in the place of the table
    #[arg(long)]
    chart: bool,
    /// Write to this file (.csv .json .svg .txt), whole or not at all; `-` is stdout
    #[arg(short, long, value_name = "OUT")]
    output: Option<PathBuf>,
    #[command(flatten)]
    pub(super) scenario: ScenarioOptions,
}

impl SweepArguments {
    /// What is shown at each step, one expression each.
    pub(super) fn outputs(&self) -> Vec<String> {
        self.of.iter().flat_map(|list| outside_brackets(list)).collect()
    }

    /// The file to write; none for stdout.
    pub(super) fn output(&self) -> Option<&Path> {
        self.output.as_deref().filter(|output| !output::is_stdout(output))
    }

    /// How the sweep is written.
    ///
    /// # Errors
    /// A sentence, where nothing says it or two options contradict each other.
    pub(super) fn format(&self) -> Result<SweepFormat, String> {
        let by_ending = match self.output().map(Self::by_ending) {
            // Where the format is given, any ending will do.
            Some(Err(_)) if self.format.is_some() || self.chart => None,
            Some(by_ending) => by_ending?,
            None => None,
        };
        let shown = |output: &Path| output.display().to_string();
        let name = self.output().map(shown).unwrap_or_default();
        match (self.format, by_ending, self.chart) {
            (Some(SweepFormat::Table) | None, Some(SweepFormat::Svg), _) if self.format.is_none() => {
                Ok(SweepFormat::Svg)
            }
            (Some(_), Some(SweepFormat::Svg), _) => Err(format!(
                "`{name}` is a picture: leave out --format, or end the name in .csv, .json or .txt"
            )),
            (Some(SweepFormat::Csv | SweepFormat::Json), _, true) => {
                Err("--chart draws letters, and --format asks for data: leave out one of them".to_owned())
            }
            (None, Some(SweepFormat::Csv | SweepFormat::Json), true) => Err(format!(
                "--chart draws letters, and `{name}` holds data: end the name in .txt or .svg, or leave out --chart"
            )),
            (_, _, true) => Ok(SweepFormat::Chart),
            (Some(format), _, false) => Ok(format),
            (None, by_ending, false) => Ok(by_ending.unwrap_or(SweepFormat::Table)),
        }
    }

    fn by_ending(path: &Path) -> Result<Option<SweepFormat>, String> {
        let Some(ending) = path.extension() else { return Ok(None) };
        match ending.to_string_lossy().to_lowercase().as_str() {
            "txt" => Ok(Some(SweepFormat::Table)),
            "csv" => Ok(Some(SweepFormat::Csv)),
            "json" => Ok(Some(SweepFormat::Json)),
            "svg" => Ok(Some(SweepFormat::Svg)),
            _ => Err(format!(
                "the ending of `{}` names no format: end it in .csv, .json, .svg or .txt",
                path.display()
            )),
        }
    }
}

/// The parts of a list between its commas; those in brackets separate arguments.
fn outside_brackets(list: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut depth = 0_usize;
    for letter in list.chars() {
        match letter {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        match parts.last_mut() {
            Some(part) if letter != ',' || depth > 0 => part.push(letter),
            _ => parts.push(String::new()),
        }
    }
    let parts = parts.into_iter().map(|part| part.trim().to_owned());
    let filled: Vec<String> = parts.filter(|part| !part.is_empty()).collect();
    if filled.is_empty() { vec![list.trim().to_owned()] } else { filled }
}

#[derive(Args, Debug)]
pub(super) struct SolveArguments {
    /// A scenario; `-` reads it from stdin
    pub(super) file: PathBuf,
    /// What is to hold, in quotes: 'storage = 1 PB', 'site.availability >= 99.99%'
    pub(super) goal: String,
    /// The assumption to find: a name, or a block's field as `pastes.users`
    #[arg(long = "for", value_name = "NAME")]
    pub(super) assumption: String,
    /// How to print it [default: table]
    #[arg(long, value_enum)]
    format: Option<Format>,
    #[command(flatten)]
    pub(super) scenario: ScenarioOptions,
}

impl SolveArguments {
    pub(super) fn format(&self) -> Format {
        self.format.unwrap_or_default()
    }
}

fn whole_steps(text: &str) -> Result<u64, String> {
    let steps = text.parse().ok().filter(|steps| (2..=MOST_ROWS).contains(steps));
    steps.ok_or_else(|| format!("steps is a whole number, 2 to {MOST_ROWS}"))
}

fn name_and_range(text: &str) -> Result<(String, String), String> {
    name_and_value(text).map_err(|_| "write it as name=A..B, in quotes: 'users=1M..10M users'".to_owned())
}

#[derive(Args, Debug)]
pub(super) struct ReferenceArguments {
    /// A heading, the id of an error, a function, or a word
    pub(super) topic: Vec<String>,
}

#[derive(Args, Debug)]
pub(super) struct CompletionsArguments {
    /// Whose completions
    #[arg(value_enum)]
    pub(super) shell: Shell,
}

#[derive(Args, Debug)]
pub(super) struct ManArguments {
    /// A command; without one, the page of napkin as a whole
    pub(super) command: Option<String>,
}

#[derive(Args, Debug)]
pub(super) struct FormatArguments {
    /// Scenarios, rewritten in place; `-` reads one from stdin and prints it
    #[arg(value_name = "FILE", required = true)]
    pub(super) files: Vec<PathBuf>,
    /// Write nothing; say which files would change, with exit status 1
    #[arg(long)]
    pub(super) check: bool,
}

fn name_and_value(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.trim().is_empty() && !value.trim().is_empty() => {
            Ok((name.trim().to_owned(), value.trim().to_owned()))
        }
        _ => Err("write it as name=value".to_owned()),
    }
}

fn pattern(text: &str) -> Result<Pattern, String> {
    Pattern::new(text).map_err(|error| format!("{} at character {}", error.msg, error.pos + 1))
}

/// EXPR may begin with a minus, so clap gives it unknown options too: `--frmat` is an option misspelt, `--2` is not.
#[derive(Clone)]
struct ExpressionParser;

impl TypedValueParser for ExpressionParser {
    type Value = String;

    fn parse_ref(
        &self,
        command: &ClapCommand,
        argument: Option<&Arg>,
        value: &OsStr,
    ) -> Result<String, clap::Error> {
        let text = StringValueParser::new().parse_ref(command, argument, value)?;
        if misspelt_option(&text).is_some() { Err(unknown_option(command, &text)) } else { Ok(text) }
    }
}

/// The name in `--name` or `--name=value`, where that cannot be meant as arithmetic.
fn misspelt_option(text: &str) -> Option<&str> {
    let name = text.strip_prefix("--")?.split('=').next()?;
    (name.len() > 1 && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-')).then_some(name)
}

fn unknown_option(command: &ClapCommand, text: &str) -> clap::Error {
    let name = misspelt_option(text).unwrap_or(text);
    let mut error = clap::Error::new(ErrorKind::UnknownArgument).with_cmd(command);
    error.insert(ContextKind::InvalidArg, ContextValue::String(format!("--{name}")));
    match nearest(name, command.get_arguments().filter_map(Arg::get_long)) {
        Some(found) => error.insert(ContextKind::SuggestedArg, ContextValue::String(format!("--{found}"))),
        None => suggest(&mut error, format!("to negate twice, write '-(-{name})'")),
    };
    error
}

fn suggest(error: &mut clap::Error, words: String) -> Option<ContextValue> {
    error.insert(ContextKind::Suggested, ContextValue::StyledStrs(vec![words.into()]))
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
        } else if arguments.options.any() {
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
        assert_eq!(outside_brackets(" a , ,b,"), ["a", "b"]);
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
