//! A scenario being run: files with their imports, or lines as they come; no terminal, and files only by a loader.

pub mod analysis;
mod axis;
pub mod columns;
mod comments;
mod deleting;
pub mod live;
mod meaning;
pub mod modules;
mod operand;
mod planning;
mod rounded;
mod saved;
pub mod solve;
pub mod sweep;
mod typed;
mod typing;

pub use analysis::Analysis;
pub use live::{Answer, Before, Session};

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Fix, Id, nearest};
use crate::estimate::Estimate;
use crate::plan::{BASE_CASE, Override, Plan, Variant};
use crate::source::{Source, SourceId, Span};
use crate::syntax::sheet::{BlockKind, Sheet, Statement, StatementKind};
use crate::syntax::{parse, parse_expression};

/// How deep imports may nest.
pub const DEEPEST_IMPORT: usize = 32;
/// How many files one run may import.
pub const MOST_IMPORTS: usize = 1_000;

/// Reads the files that a scenario imports.
pub trait Loader {
    /// The text of `path`, as written in the file called `importer`, and the name it is known by from then on
    /// (two imports of one file must get one name).
    ///
    /// # Errors
    /// A sentence that says why it cannot be read.
    fn load(&self, importer: &str, path: &str) -> Result<(String, Vec<u8>), String>;
}

/// A loader for where there are no files.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoFiles;

impl Loader for NoFiles {
    fn load(&self, _importer: &str, _path: &str) -> Result<(String, Vec<u8>), String> {
        Err("there are no files here".into())
    }
}

/// What one run of a scenario came to.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// Every source that a span may point into, by its id.
    pub sources: Vec<Arc<Source>>,
    /// What was written, parsed: the scenario's own sheet first, then those that it imports and what is asked of it.
    pub sheets: Vec<Arc<Sheet>>,
    /// The case that it is; none for the base.
    pub case: Option<String>,
    /// The plan; lines with errors have no value in it.
    pub plan: Plan,
    /// Its numbers.
    pub estimate: Estimate,
    /// What is wrong, in the order of the text.
    pub diagnostics: Vec<Diagnostic>,
    /// For each failing check, the calendars under which it would hold.
    pub other_calendars: HashMap<usize, Vec<String>>,
    /// The failing checks that would hold with the other meaning of KB.
    pub other_bytes: HashSet<usize>,
}

impl Outcome {
    /// How many checks have no verdict: a side has an error, or no number.
    pub fn unevaluated_checks(&self) -> usize {
        let checks = self.plan.checks.iter();
        self.plan.unplanned_checks + checks.filter(|check| self.estimate.verdict(check).is_none()).count()
    }

    /// Whether any line has an error.
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(Diagnostic::is_error)
    }
}

/// Runs a scenario: its imports, the values put over its names (`--set`), plan and estimate.
///
/// `set` holds names with the text of their values, as written.
pub fn run(source: Source, loader: &dyn Loader, set: &[(String, String)]) -> Outcome {
    run_case(source, loader, set, None)
}

/// The same for one of its cases; none for the base. What is set stands over the case's values (rulings, F15).
///
/// Where no case has the name, the outcome is the base's, and says so.
pub fn run_case(
    source: Source,
    loader: &dyn Loader,
    set: &[(String, String)],
    case: Option<&str>,
) -> Outcome {
    let mut gathered = Gathered::default();
    gathered.add(source, loader, &mut Vec::new());
    let overrides = gathered.overrides(set);
    let place = gathered.case(case);
    let variant = Variant { overrides, case: place, set_over_case: place.is_some(), ..Variant::default() };
    gathered.outcome(variant, place.and(case).map(str::to_owned))
}

/// Runs a scenario and each of its cases: the base first, then the cases in the order of the file.
///
/// A case builds on what is set; only over the values of the `chosen` case does it stand (rulings, F15).
pub fn run_with_cases(
    source: Source,
    loader: &dyn Loader,
    set: &[(String, String)],
    chosen: Option<&str>,
) -> Vec<Outcome> {
    let mut gathered = Gathered::default();
    gathered.add(source, loader, &mut Vec::new());
    let overrides = gathered.overrides(set);
    let cases = gathered.cases();
    let base = gathered.outcome(Variant { overrides: overrides.clone(), ..Variant::default() }, None);
    let mut outcomes = vec![base];
    for (place, name) in cases {
        let set_over_case = chosen == Some(name.as_str());
        let variant =
            Variant { overrides: overrides.clone(), case: Some(place), set_over_case, ..Variant::default() };
        let mut outcome = gathered.outcome(variant, Some(name));
        // What is wrong with the base is said once, with the base.
        outcome.diagnostics.retain(|diagnostic| !outcomes[0].diagnostics.contains(diagnostic));
        outcomes.push(outcome);
    }
    outcomes
}

/// Evaluates one expression in the scope of a scenario (an empty one will do); its item is the plan's last.
pub fn evaluate(expression: &str, scenario: Option<Source>, loader: &dyn Loader) -> Outcome {
    evaluate_with(expression, scenario, loader, &[])
}

/// The same with values put over the scenario's names, as [`run`] takes them.
pub fn evaluate_with(
    expression: &str,
    scenario: Option<Source>,
    loader: &dyn Loader,
    set: &[(String, String)],
) -> Outcome {
    evaluate_case(expression, scenario, loader, set, None)
}

/// The same in the scope of one of the scenario's cases, as [`run_case`] takes it.
pub fn evaluate_case(
    expression: &str,
    scenario: Option<Source>,
    loader: &dyn Loader,
    set: &[(String, String)],
    case: Option<&str>,
) -> Outcome {
    let mut gathered = Gathered::default();
    if let Some(source) = scenario {
        gathered.add(source, loader, &mut Vec::new());
    }
    let overrides = gathered.overrides(set);
    let place = gathered.case(case);
    let source = gathered.register("<expression>", expression);
    let asked = usize::from(gathered.ask_expression(source));
    let variant =
        Variant { overrides, case: place, set_over_case: place.is_some(), asked, ..Variant::default() };
    gathered.outcome(variant, place.and(case).map(str::to_owned))
}

/// The case that is asked for; none for the base, by whatever name.
fn true_case(asked: Option<&String>) -> Option<String> {
    asked.filter(|name| *name != BASE_CASE).cloned()
}

/// That no case has a name; `names` are those that there are.
pub fn unknown_case<'c>(case: &str, names: impl Iterator<Item = &'c str> + Clone) -> Diagnostic {
    let help = match nearest(case, names.clone().chain([BASE_CASE])) {
        Some(near) => format!("did you mean `{near}`?"),
        None => match names.map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ") {
            names if names.is_empty() => "this scenario has no cases".to_owned(),
            names => format!("there are {names}"),
        },
    };
    Diagnostic::without_place(Id::UnknownName, format!("no case is called `{case}`")).help(help)
}

/// The sheets of a run.
#[derive(Default)]
struct Gathered {
    /// The id of its first source.
    first: u32,
    sources: Vec<Arc<Source>>,
    sheets: Vec<Arc<Sheet>>,
    diagnostics: Vec<Diagnostic>,
    /// By name, for those that are read already.
    read: Vec<String>,
}

impl Gathered {
    fn next_id(&self) -> SourceId {
        SourceId(self.first + self.sources.len() as u32)
    }

    /// The cases of the scenario, each with its place among the statements.
    fn cases(&self) -> Vec<(usize, String)> {
        let Some(sheet) = self.sheets.first() else { return Vec::new() };
        let cases =
            sheet.statements.iter().enumerate().filter_map(|(place, statement)| match &statement.kind {
                StatementKind::Block { kind: BlockKind::Case, name: Some(name), .. } => {
                    Some((place, sheet.source.slice(*name).to_owned()))
                }
                _ => None,
            });
        // What stands in `case "base"` is the base's.
        cases.filter(|(_, name)| name != BASE_CASE).collect()
    }

    /// The place of a case; none for the base, by whatever name. Reports one that there is not.
    fn case(&mut self, wanted: Option<&str>) -> Option<usize> {
        let wanted = wanted.filter(|wanted| *wanted != BASE_CASE)?;
        let cases = self.cases();
        let found = cases.iter().find(|(_, name)| name == wanted).map(|(place, _)| *place);
        if found.is_none() {
            let names = cases.iter().map(|(_, name)| name.as_str());
            self.diagnostics.push(unknown_case(wanted, names));
        }
        found
    }

    /// Adds an expression that is asked in the scope of the others; answers whether it could be read.
    fn ask_expression(&mut self, source: Arc<Source>) -> bool {
        let (mut sheet, parsed, diagnostics) = parse_expression(source);
        self.diagnostics.extend(diagnostics);
        let Some(expression) = parsed else { return false };
        let kind = StatementKind::Expression(expression);
        sheet.statements.push(Statement { kind, span: expression.span, note: None });
        self.sheets.push(Arc::new(sheet));
        true
    }

    fn register(&mut self, name: &str, text: &str) -> Arc<Source> {
        let source = Arc::new(Source::new(self.next_id(), name, text));
        self.sources.push(Arc::clone(&source));
        source
    }

    /// Adds a source and all that it imports; `open` is the chain of importers.
    fn add(&mut self, source: Source, loader: &dyn Loader, open: &mut Vec<String>) {
        let source = Arc::new(source.with_id(self.next_id()));
        self.sources.push(Arc::clone(&source));
        self.read.push(source.name.clone());
        let (sheet, diagnostics) = parse(Arc::clone(&source));
        self.diagnostics.extend(diagnostics);
        let sheet = Arc::new(sheet);
        self.sheets.push(Arc::clone(&sheet));
        open.push(source.name.clone());
        for statement in &sheet.statements {
            self.follow(&source, &statement.kind, loader, open);
        }
        open.pop();
    }

    /// Adds what a statement imports, if it imports something.
    fn follow(&mut self, source: &Source, kind: &StatementKind, loader: &dyn Loader, open: &mut Vec<String>) {
        match kind {
            StatementKind::ImportFile(path) => self.import(source, *path, loader, open),
            StatementKind::ImportModule(name) => self.module(source, *name),
            _ => {}
        }
    }

    /// Adds a module that ships; its names stand behind its own.
    fn module(&mut self, importer: &Source, name: Span) {
        let word = importer.slice(name);
        let Some(text) = modules::text(word) else {
            let near = nearest(word, modules::MODULES.iter().map(|(name, _)| *name));
            let names: Vec<_> = modules::MODULES.iter().map(|(name, _)| format!("`{name}`")).collect();
            let told =
                Diagnostic::new(Id::ImportFailed, name, format!("no module `{word}` ships with napkin"))
                    .help(format!(
                        "there are {}; to import a file, write `import \"{word}.nap\"`",
                        names.join(" and ")
                    ))
                    .maybe_help(near.map(|near| format!("did you mean `import {near}`?")));
            let fix = near.map(|near| Fix::write(name, near));
            self.diagnostics.push(fix.into_iter().fold(told, Diagnostic::with_fix));
            return;
        };
        let shipped = format!("<{word}>");
        if self.read.contains(&shipped) {
            return;
        }
        let source = self.register(&shipped, text);
        self.read.push(shipped);
        let (sheet, _) = parse(source);
        self.sheets.push(Arc::new(Sheet { module: Some(word.to_owned()), ..sheet }));
    }

    fn import(&mut self, importer: &Source, path: Span, loader: &dyn Loader, open: &mut Vec<String>) {
        let written = importer.slice(path);
        let failed = |words: String| {
            Diagnostic::new(Id::ImportFailed, path, format!("cannot import `{written}`: {words}"))
                .help("the path is relative to the file that imports it")
        };
        let (name, bytes) = match loader.load(&importer.name, written) {
            Ok(loaded) => loaded,
            Err(words) => {
                self.diagnostics.push(failed(words));
                return;
            }
        };
        if let Some(place) = open.iter().position(|file| *file == name) {
            let mut chain: Vec<_> = open[place..].to_vec();
            chain.push(name);
            self.diagnostics.push(
                Diagnostic::new(
                    Id::ImportCycle,
                    path,
                    format!("these files import each other: {}", chain.join(" -> ")),
                )
                .help("move what they share to a file of its own"),
            );
            return;
        }
        if self.read.contains(&name) {
            return;
        }
        if open.len() >= DEEPEST_IMPORT || self.sources.len() > MOST_IMPORTS {
            self.diagnostics.push(failed(format!(
                "imports nest deeper than {DEEPEST_IMPORT}, or are more than {MOST_IMPORTS}"
            )));
            return;
        }
        match Source::from_bytes(SourceId::default(), name, bytes) {
            Ok(source) => self.add(source, loader, open),
            Err(error) => self.diagnostics.push(failed(error.to_string())),
        }
    }

    /// The values that are put over the file's names.
    fn overrides(&mut self, set: &[(String, String)]) -> Vec<Override> {
        let mut overrides: Vec<Override> = Vec::new();
        for (name, value) in set {
            let source = self.register(&format!("--set {name}"), value);
            let place = Span::new(source.id, 0, source.text.len());
            if overrides.iter().any(|other| other.name == *name) {
                self.diagnostics.push(
                    Diagnostic::new(Id::UnknownOverride, place, format!("`{name}` is set twice"))
                        .help("set it once"),
                );
                continue;
            }
            let (sheet, expression, diagnostics) = parse_expression(source);
            self.diagnostics.extend(diagnostics);
            if let Some(expression) = expression {
                overrides.push(Override { name: name.clone(), place, sheet: Arc::new(sheet), expression });
            }
        }
        overrides
    }
}
