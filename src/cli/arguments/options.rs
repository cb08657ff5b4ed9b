//! The options and arguments of each command, and how a word of theirs is read; declares no command.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use clap_complete::Shell;
use glob::Pattern;

use super::super::output;
use super::mistakes::ExpressionParser;
use crate::report::Wanted;
use crate::units::display::USUAL_DIGITS;
use crate::workspace::sweep::MOST_ROWS;

/// How results are printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum Format {
    // No docs on these: clap would give each a line of its own in the help.
    #[default]
    Table,
    Json,
}

/// How a sweep is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum SweepFormat {
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
pub(in crate::cli) enum ReportFormat {
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
    pub(in crate::cli) fn by_ending(path: &Path) -> Result<Option<Self>, String> {
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
pub(in crate::cli) enum ExplanationFormat {
    // No docs on these: clap would give each a line of its own in the help.
    #[default]
    Tree,
    Json,
    Markdown,
}

/// What the commands that run a scenario have in common.
#[derive(Args, Debug)]
pub(in crate::cli) struct ScenarioOptions {
    /// Use another value for a name, in this run (repeatable)
    #[arg(long, value_name = "NAME=VALUE", value_parser = name_and_value)]
    pub(in crate::cli) set: Vec<(String, String)>,
    /// Only this case of the scenario
    #[arg(long, value_name = "NAME")]
    pub(in crate::cli) case: Option<String>,
    /// Significant digits, 1 to 15 [default: 3]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(1..=15))]
    digits: Option<u8>,
}

impl ScenarioOptions {
    pub(in crate::cli) fn digits(&self) -> usize {
        self.digits.map_or(USUAL_DIGITS, usize::from)
    }
}

#[derive(Args, Debug)]
pub(in crate::cli) struct ReportOptions {
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
    pub(in crate::cli) scenario: ScenarioOptions,
}

impl ReportOptions {
    /// How the report is written.
    ///
    /// # Errors
    /// A sentence, where nothing says it.
    pub(in crate::cli) fn format(&self) -> Result<ReportFormat, String> {
        match (self.format, self.output()) {
            (Some(format), _) => Ok(format),
            (None, Some(output)) => Ok(ReportFormat::by_ending(output)?.unwrap_or_default()),
            (None, None) => Ok(ReportFormat::default()),
        }
    }

    /// The file to write; none for stdout.
    pub(in crate::cli) fn output(&self) -> Option<&Path> {
        self.output.as_deref().filter(|output| !output::is_stdout(output))
    }

    pub(in crate::cli) fn wanted(&self) -> Wanted {
        Wanted { only: self.only.clone(), ..Wanted::of_all(self.scenario.digits()) }
    }

    pub(super) fn any(&self) -> bool {
        self.needs_file() || self.scenario.digits.is_some()
    }

    /// Whether there is something that says nothing without a file; lines from a pipe have digits as well.
    pub(super) fn needs_file(&self) -> bool {
        self.format.is_some()
            || self.output.is_some()
            || !self.only.is_empty()
            || !self.scenario.set.is_empty()
            || self.scenario.case.is_some()
    }
}

#[derive(Args, Debug)]
pub(in crate::cli) struct ReportArguments {
    /// Scenarios; `-` reads one from stdin
    #[arg(value_name = "FILE", required = true)]
    pub(in crate::cli) files: Vec<PathBuf>,
    #[command(flatten)]
    pub(in crate::cli) options: ReportOptions,
}

#[derive(Args, Debug)]
pub(in crate::cli) struct CheckArguments {
    /// Scenarios; `-` reads one from stdin
    #[arg(value_name = "FILE", required = true)]
    pub(in crate::cli) files: Vec<PathBuf>,
    /// How to print the checks [default: table]
    #[arg(long, value_enum)]
    format: Option<Format>,
    /// What fails as well, with exit status 1
    #[arg(long, value_enum, value_name = "WHAT")]
    deny: Option<Denied>,
    #[command(flatten)]
    pub(in crate::cli) scenario: ScenarioOptions,
}

/// What is let pass where nothing else is said.
#[derive(ValueEnum, Debug, Clone, Copy)]
enum Denied {
    /// Warnings
    Warnings,
}

impl CheckArguments {
    pub(in crate::cli) fn denies_warnings(&self) -> bool {
        matches!(self.deny, Some(Denied::Warnings))
    }

    pub(in crate::cli) fn format(&self) -> Format {
        self.format.unwrap_or_default()
    }
}

#[derive(Args, Debug)]
pub(in crate::cli) struct EvalArguments {
    /// The expression, in quotes; it may begin with a minus
    #[arg(value_name = "EXPR", allow_hyphen_values = true, value_parser = ExpressionParser)]
    pub(in crate::cli) expression: String,
    /// Take names from this scenario; `-` reads it from stdin
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) file: Option<PathBuf>,
    /// How to print the result [default: table]
    #[arg(long, value_enum)]
    format: Option<Format>,
    /// Significant digits, 1 to 15 [default: 3]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(1..=15))]
    digits: Option<u8>,
}

impl EvalArguments {
    pub(in crate::cli) fn format(&self) -> Format {
        self.format.unwrap_or_default()
    }

    pub(in crate::cli) fn digits(&self) -> usize {
        self.digits.map_or(USUAL_DIGITS, usize::from)
    }
}

#[derive(Args, Debug)]
pub(in crate::cli) struct ExplainArguments {
    /// A scenario; `-` reads it from stdin
    pub(in crate::cli) file: PathBuf,
    /// The name to explain: `storage`, `paste.content`, `size(paste)`, `read.availability`
    pub(in crate::cli) name: String,
    /// How to write it [default: tree]
    #[arg(long, value_enum)]
    format: Option<ExplanationFormat>,
    #[command(flatten)]
    pub(in crate::cli) scenario: ScenarioOptions,
}

impl ExplainArguments {
    pub(in crate::cli) fn format(&self) -> ExplanationFormat {
        self.format.unwrap_or_default()
    }
}

#[derive(Args, Debug)]
pub(in crate::cli) struct LookupArguments {
    /// A name, a part of one, or a word of what it is about
    pub(in crate::cli) word: Option<String>,
}

#[derive(Args, Debug)]
pub(in crate::cli) struct SweepArguments {
    /// A scenario; `-` reads it from stdin
    pub(in crate::cli) file: PathBuf,
    /// The names to vary, each with its range: `users=1M..10M users` (several make a grid)
    #[arg(value_name = "NAME=A..B", required = true, value_parser = name_and_range)]
    pub(in crate::cli) ranges: Vec<(String, String)>,
    /// What to show at each step: names, figures, expressions, with commas between them [default: what depends on NAME]
    #[arg(long, value_name = "NAME,...")]
    of: Vec<String>,
    /// How many values each name takes [default: every whole number where they are few, else 11]
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = whole_steps)]
    pub(in crate::cli) steps: Option<u64>,
    /// Multiply step by step instead of adding
    #[arg(long)]
    pub(in crate::cli) log: bool,
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
    pub(in crate::cli) scenario: ScenarioOptions,
}

impl SweepArguments {
    /// What is shown at each step, one expression each; none where that is not said.
    pub(in crate::cli) fn outputs(&self) -> Vec<String> {
        self.of.iter().flat_map(|list| outside_brackets(list)).collect()
    }

    /// The file to write; none for stdout.
    pub(in crate::cli) fn output(&self) -> Option<&Path> {
        self.output.as_deref().filter(|output| !output::is_stdout(output))
    }

    /// How the sweep is written.
    ///
    /// # Errors
    /// A sentence, where nothing says it or two options contradict each other.
    pub(in crate::cli) fn format(&self) -> Result<SweepFormat, String> {
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

    pub(in crate::cli) fn by_ending(path: &Path) -> Result<Option<SweepFormat>, String> {
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
pub(in crate::cli) struct SolveArguments {
    /// A scenario; `-` reads it from stdin
    pub(in crate::cli) file: PathBuf,
    /// What is to hold, in quotes: 'storage = 1 PB', 'site.availability >= 99.99%'
    pub(in crate::cli) goal: String,
    /// The assumption to find: a name, or a block's field as `pastes.users`
    #[arg(long = "for", value_name = "NAME")]
    pub(in crate::cli) assumption: String,
    /// How to print it [default: table]
    #[arg(long, value_enum)]
    format: Option<Format>,
    #[command(flatten)]
    pub(in crate::cli) scenario: ScenarioOptions,
}

impl SolveArguments {
    pub(in crate::cli) fn format(&self) -> Format {
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
pub(in crate::cli) struct ReferenceArguments {
    /// A heading, the id of an error, a function, or a word; without one, the language on a page
    pub(in crate::cli) topic: Vec<String>,
    /// All of it
    #[arg(long, conflicts_with = "topic")]
    pub(in crate::cli) all: bool,
}

#[derive(Args, Debug)]
pub(in crate::cli) struct SchemaArguments {}

#[derive(Args, Debug)]
pub(in crate::cli) struct CompletionsArguments {
    /// Whose completions
    #[arg(value_enum)]
    pub(in crate::cli) shell: Shell,
}

#[derive(Args, Debug)]
pub(in crate::cli) struct ManArguments {
    /// A command; without one, the page of napkin as a whole
    pub(in crate::cli) command: Option<String>,
}

#[derive(Args, Debug)]
pub(in crate::cli) struct FormatArguments {
    /// Scenarios, rewritten in place; `-` reads one from stdin and prints it
    #[arg(value_name = "FILE", required = true)]
    pub(in crate::cli) files: Vec<PathBuf>,
    /// Write nothing; say which files would change, with exit status 1
    #[arg(long)]
    pub(in crate::cli) check: bool,
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
