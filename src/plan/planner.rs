//! Takes statements into a plan: conventions, nouns, definitions in the order of use, then values and checks.

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::Arc;

use super::bundle::{Bundle, Properties, Property, Stage};
use super::lower::{Lowered, Lowering, Operand, Typed};
use super::nouns::{self, Nouns};
use super::workload::{self, Derived};
use super::{
    CheckSide, Item, ItemKind, Operation, OperationKind, Plan, PlannedCheck, PlannedPath, PlannedStage,
    PlannedValue, Reference, Slot, Tolerance, order,
};
use crate::diagnostic::{Diagnostic, Id, nearest};
use crate::source::Span;
use crate::syntax::sheet::{
    BlockKind, Check, Comparison, Expression, ExpressionKind, Field, LiteralKind, Sheet, Statement,
    StatementKind,
};
use crate::units::calendar::Calendar;
use crate::units::{Dimension, PureStyle, Shown, Units};

/// A value put over a name from outside: `--set users=5M`.
#[derive(Debug, Clone)]
pub struct Override {
    /// The name.
    pub name: String,
    /// Where the value stands.
    pub place: Span,
    /// The sheet that holds the value.
    pub sheet: Arc<Sheet>,
    /// The value.
    pub expression: Expression,
}

/// What a name stands for.
#[derive(Debug, Clone)]
pub(super) struct Definition {
    pub(super) name: String,
    pub(super) place: Span,
    pub(super) sheet: Arc<Sheet>,
    pub(super) body: Body,
    pub(super) result: Option<Typed>,
}

#[derive(Debug, Clone)]
pub(super) enum Body {
    Binding(Expression),
    Record {
        fields: Vec<RecordField>,
    },
    Function {
        parameters: Vec<(Span, Option<Expression>)>,
        body: Expression,
    },
    Component {
        fields: Vec<RecordField>,
        bundle: Option<Box<Bundle>>,
    },
    Path {
        value: Expression,
        bundle: Option<Box<Bundle>>,
    },
    /// What a path carries, under the name `path.load`; several statements add up.
    Load {
        parts: Vec<(Arc<Sheet>, Expression)>,
    },
    /// What a path's capacity leaves over its load, under the name `path.headroom`.
    Headroom {
        path: String,
    },
    Workload {
        fields: Vec<RecordField>,
        derived: Vec<Derived>,
    },
}

#[derive(Debug, Clone)]
pub(super) struct RecordField {
    pub(super) name: String,
    pub(super) field: Field,
    pub(super) result: Option<Typed>,
}

/// How far a planner had come: what [`Planner::roll_back`] returns to.
#[derive(Debug, Clone)]
pub struct Mark {
    /// How many items there were.
    pub items: usize,
    /// How many checks there were.
    pub checks: usize,
    operations: usize,
    definitions: usize,
    units: crate::units::registry::Mark,
    nouns: usize,
}

/// Which variant of a scenario is planned: the base where nothing is said.
#[derive(Debug, Clone, Default)]
pub struct Variant {
    /// Values put over names from outside.
    pub overrides: Vec<Override>,
    /// Replaces the file's own calendar.
    pub calendar: Option<Calendar>,
    /// The case whose values hold and whose checks are made: its place among the main sheet's statements.
    pub case: Option<usize>,
    /// Whether the last sheet is an expression that is asked in the scope of the others.
    pub asked: bool,
}

/// Takes statements into a plan, all at once for a file or one after another for a session.
#[derive(Debug, Clone, Default)]
pub struct Planner {
    pub(super) plan: Plan,
    pub(super) definitions: Vec<Definition>,
    pub(super) names: HashMap<String, usize>,
    pub(super) functions: HashMap<String, usize>,
    /// Names of lines that could not be read: using them is no second error.
    pub(super) broken: HashSet<String>,
    pub(super) nouns: Nouns,
    pub(super) declared: HashSet<String>,
    pub(super) strict: bool,
    /// The modules that are imported.
    pub(super) modules: HashSet<String>,
    /// The definitions of modules that a file's own lines use.
    pub(super) used_figures: Vec<usize>,
    overrides: Vec<Override>,
    case: Option<usize>,
    calendar: Option<Span>,
    bytes: Option<Span>,
    title: Option<Span>,
    forced_calendar: bool,
    /// Whether all parts are lines of one file, and none is imported.
    one_file: bool,
    /// The part that is no import though it is not the first.
    asked: Option<usize>,
    diagnostics: Vec<Diagnostic>,
    /// Where each named item stands in the plan.
    item_places: HashMap<String, usize>,
    /// Items whose expressions name definitions, until all items are there: each definition with its place in the text.
    unlinked: Vec<(usize, Vec<NamedPlace>)>,
    /// How many nodes functions may still expand to.
    pub(super) budget: usize,
}

/// How many errors are told of one scenario.
const MOST_ERRORS: usize = 1_000;
/// How many nodes the functions of one run may expand to.
const LARGEST_EXPANSION: usize = 1_000_000;

/// A definition that an expression names, and where in its text.
pub(super) type NamedPlace = (usize, Option<Range<usize>>);

/// A part of a sheet.
pub(super) type Part = (Arc<Sheet>, Range<usize>);

impl Planner {
    /// Plans a variant of a scenario: its own sheet first, then those it imports.
    pub fn plan(sheets: &[Arc<Sheet>], variant: &Variant) -> (Plan, Vec<Diagnostic>) {
        let mut planner =
            Self { overrides: variant.overrides.clone(), case: variant.case, ..Self::default() };
        if let (Some(case), Some(sheet)) = (variant.case, sheets.first()) {
            let more = case_overrides(sheet, case).into_iter();
            let more: Vec<Override> =
                more.filter(|set| planner.overrides.iter().all(|other| other.name != set.name)).collect();
            planner.overrides.extend(more);
        }
        if let Some(calendar) = variant.calendar.clone() {
            planner.plan.units = Units::new(calendar, false);
            planner.forced_calendar = true;
        }
        let parts: Vec<Part> =
            sheets.iter().map(|sheet| (Arc::clone(sheet), 0..sheet.statements.len())).collect();
        planner.asked = variant.asked.then(|| parts.len().saturating_sub(1));
        planner.take(&parts);
        (planner.plan, planner.diagnostics)
    }

    /// The plan so far.
    pub fn so_far(&self) -> &Plan {
        &self.plan
    }

    /// Whether a name is bound; a function's with `()` behind it.
    pub fn binds(&self, name: &str) -> bool {
        match name.strip_suffix("()") {
            Some(function) => self.functions.contains_key(function),
            None => self.names.contains_key(name),
        }
    }

    /// Adds statements of a sheet to a session; the caller rolls back where that gives an error.
    pub fn extend(&mut self, sheet: &Arc<Sheet>, statements: Range<usize>) -> Vec<Diagnostic> {
        self.take(&[(Arc::clone(sheet), statements)]);
        // A line that is typed again is wrong again.
        self.nouns.reported.clear();
        self.broken.clear();
        std::mem::take(&mut self.diagnostics)
    }

    /// Adds several statements at once, as the lines of one file: in any order.
    pub fn extend_all(&mut self, statements: &[(Arc<Sheet>, usize)]) -> Vec<Diagnostic> {
        let parts: Vec<Part> =
            statements.iter().map(|(sheet, place)| (Arc::clone(sheet), *place..place + 1)).collect();
        self.one_file = true;
        self.take(&parts);
        self.one_file = false;
        self.nouns.reported.clear();
        self.broken.clear();
        std::mem::take(&mut self.diagnostics)
    }

    /// Forgets the rows and operations that came after a mark, but not the nouns and names.
    pub fn roll_back_rows(&mut self, mark: &Mark) {
        self.plan.items.truncate(mark.items);
        self.plan.checks.truncate(mark.checks);
        self.plan.operations.truncate(mark.operations);
    }

    /// Where the planner is.
    pub fn mark(&self) -> Mark {
        Mark {
            items: self.plan.items.len(),
            checks: self.plan.checks.len(),
            operations: self.plan.operations.len(),
            definitions: self.definitions.len(),
            units: self.plan.units.mark(),
            nouns: self.nouns.mark(),
        }
    }

    /// Forgets all that came after a mark.
    pub fn roll_back(&mut self, mark: &Mark) {
        for item in self.plan.items.drain(mark.items..) {
            if item.kind != ItemKind::Expression {
                self.item_places.remove(&item.name);
            }
        }
        self.plan.checks.truncate(mark.checks);
        self.plan.operations.truncate(mark.operations);
        for definition in self.definitions.drain(mark.definitions..) {
            let names = if matches!(definition.body, Body::Function { .. }) {
                &mut self.functions
            } else {
                &mut self.names
            };
            names.remove(&definition.name);
        }
        self.plan.units.roll_back(&mark.units);
        self.nouns.roll_back(mark.nouns);
    }

    /// Whether near names are still looked for: a file with hundreds of errors has another problem.
    pub(super) fn suggests(&self) -> bool {
        self.diagnostics.len() < 200
    }

    pub(super) fn report(&mut self, diagnostic: Diagnostic) {
        if self.diagnostics.len() == MOST_ERRORS {
            let place = diagnostic.span.unwrap_or_default();
            let message = format!("more than {MOST_ERRORS} errors: the others are not listed");
            self.diagnostics
                .push(Diagnostic::new(Id::TooManyErrors, place, message).help("mend the first ones"));
        }
        if self.diagnostics.len() > MOST_ERRORS {
            return;
        }
        self.diagnostics.push(diagnostic);
    }

    pub(super) fn operation(&mut self, kind: OperationKind, span: Span) -> Slot {
        let slot = Slot(self.plan.operations.len() as u32);
        self.plan.operations.push(Operation { kind, span });
        slot
    }

    fn take(&mut self, parts: &[Part]) {
        self.budget = LARGEST_EXPANSION;
        for (sheet, _) in parts {
            let broken: Vec<String> =
                sheet.broken.iter().map(|span| sheet.word(*span).into_owned()).collect();
            self.broken.extend(broken);
        }
        self.conventions(parts);
        for (sheet, _) in parts {
            self.modules.extend(sheet.module.clone());
        }
        self.declarations(parts);
        self.nouns(parts);
        self.unit_definitions(parts);
        let before = self.definitions.len();
        self.definitions(parts);
        self.loads(parts);
        self.type_definitions(before);
        self.check_cases(parts);
        for (part, (sheet, statements)) in parts.iter().enumerate() {
            for statement in &sheet.statements[statements.clone()] {
                self.rows(sheet, statement, part == 0 || self.one_file || self.asked == Some(part));
            }
        }
        self.link_references();
        self.show_used_figures(parts);
    }

    // ---- conventions and declarations ----------------------------------------------------------------------

    fn conventions(&mut self, parts: &[Part]) {
        for (part, (sheet, statements)) in parts.iter().enumerate() {
            let own = part == 0 || self.one_file;
            for statement in &sheet.statements[statements.clone()] {
                match &statement.kind {
                    StatementKind::Title(text) if own => {
                        if self.title.is_some() {
                            self.twice("title", statement.span);
                        }
                        self.title = Some(statement.span);
                        self.plan.title = Some(sheet.word(*text).into_owned());
                    }
                    StatementKind::Strict if own => self.strict = true,
                    StatementKind::Calendar(name) => {
                        let text = sheet.word(*name).replace([' ', '\t'], "");
                        let days = text.split_once('/').and_then(|(month, year)| {
                            Some(Calendar::days(
                                month.parse().ok().filter(|it| *it > 0)?,
                                year.parse().ok().filter(|it| *it > 0)?,
                            ))
                        });
                        match days.or_else(|| Calendar::named(&text)) {
                            Some(calendar) => self.set_calendar(calendar, statement.span, own),
                            None => {
                                let near = nearest(&text, Calendar::NAMES);
                                let help = near.map_or_else(
                                    || "write `calendar civil`, `primer`, `round`, `30/365`, `30/360` or `calendar { day = 90_000 s }`".to_owned(),
                                    |near| format!("did you mean `calendar {near}`?"),
                                );
                                self.report(
                                    Diagnostic::new(
                                        Id::BadStatement,
                                        *name,
                                        format!("there is no calendar `{text}`"),
                                    )
                                    .help(help),
                                );
                            }
                        }
                    }
                    StatementKind::Block { kind: BlockKind::Calendar, fields, .. } => {
                        if let Some(calendar) = self.own_calendar(sheet, fields) {
                            self.set_calendar(calendar, statement.span, own);
                        }
                    }
                    StatementKind::Bytes(name) => {
                        let binary = match &*sheet.word(*name) {
                            "binary" => true,
                            "decimal" => false,
                            other => {
                                let message = format!("bytes are `binary` or `decimal`, not `{other}`");
                                self.report(
                                    Diagnostic::new(Id::BadStatement, *name, message)
                                        .help("write `bytes binary` for a KB of 1024 bytes"),
                                );
                                continue;
                            }
                        };
                        if own {
                            if self.bytes.is_some() {
                                self.twice("bytes", statement.span);
                            }
                            self.bytes = Some(statement.span);
                            self.plan.units.binary_bytes = binary;
                        } else if binary != self.plan.units.binary_bytes {
                            self.report(
                                Diagnostic::new(
                                    Id::ImportConvention,
                                    statement.span,
                                    "the imported file gives KB another meaning than the one that imports it",
                                )
                                .help("say the same in both, or write KiB where 1024 is meant"),
                            );
                        }
                    }
                    _ => {}
                }
            }
        }
    }

    fn twice(&mut self, what: &str, span: Span) {
        self.report(
            Diagnostic::new(Id::BadStatement, span, format!("`{what}` is said twice in this file"))
                .help("keep one of the two lines"),
        );
    }

    fn set_calendar(&mut self, calendar: Calendar, span: Span, own: bool) {
        if self.forced_calendar {
            return;
        }
        if own {
            if self.calendar.is_some() {
                self.twice("calendar", span);
            }
            self.calendar = Some(span);
            self.plan.units.calendar = calendar;
        } else if calendar != self.plan.units.calendar {
            let message = format!(
                "the imported file uses the calendar {}, the one that imports it {}",
                calendar.name, self.plan.units.calendar.name
            );
            self.report(
                Diagnostic::new(Id::ImportConvention, span, message).help("say the same calendar in both"),
            );
        }
    }

    /// `calendar { day = 90_000 s, month = 30 days }`: literals in shorter units.
    fn own_calendar(&mut self, sheet: &Sheet, fields: &[Field]) -> Option<Calendar> {
        let mut parts: HashMap<&str, (f64, String)> = HashMap::new();
        let mut fine = true;
        for field in fields {
            let name = sheet.word(field.name);
            let Some(part) = ["day", "month", "year"].into_iter().find(|part| *part == name) else {
                let near = nearest(&name, ["day", "month", "year"]);
                let help = near.map_or_else(
                    || "it has `day`, `month` and `year`".to_owned(),
                    |near| format!("did you mean `{near}`?"),
                );
                self.report(
                    Diagnostic::new(Id::UnknownField, field.name, format!("a calendar has no `{name}`"))
                        .help(help),
                );
                fine = false;
                continue;
            };
            let amount = match &sheet.node(field.value.root).kind {
                ExpressionKind::Literal(literal)
                    if literal.kind == LiteralKind::Plain
                        && literal.units.factors.len() == 1
                        && literal.more.is_empty() =>
                {
                    literal.units.factors[0].word.map(|word| {
                        let magnitude = literal.magnitude.map_or(1.0, |magnitude| magnitude.factor());
                        (literal.number.value() * magnitude, sheet.word(word).into_owned())
                    })
                }
                _ => None,
            };
            let positive = amount.filter(|(number, _)| *number > 0.0);
            match positive {
                Some(amount) if parts.insert(part, amount.clone()).is_none() => {}
                Some(_) => {
                    self.twice(part, field.name);
                    fine = false;
                }
                None => {
                    self.report(
                        Diagnostic::new(
                            Id::BadStatement,
                            field.value.span,
                            format!("a {part} is a number of shorter units of time"),
                        )
                        .help("write it as `day = 90_000 s`, `month = 30 days`, `year = 12 months`"),
                    );
                    fine = false;
                }
            }
        }
        if !fine {
            return None;
        }
        // Short units are fixed; a day, a month and a year are resolved in that order.
        let fixed = Units::default();
        let mut lengths: HashMap<&str, f64> = HashMap::new();
        for (place, part) in ["day", "month", "year"].into_iter().enumerate() {
            let Some((number, unit)) = parts.get(part) else { continue };
            let word = unit.strip_suffix('s').filter(|word| word.len() > 1).unwrap_or(unit);
            let shorter = ["day", "month"].iter().take(place).find(|shorter| **shorter == word);
            let length = match shorter {
                Some(shorter) => lengths.get(shorter).copied().or((*shorter == "day").then_some(86_400.0)),
                None => fixed
                    .find(unit)
                    .filter(|unit| fixed.dimension(*unit) == Dimension::of(crate::units::Base::TIME, 1))
                    .filter(|unit| !fixed.is_calendar_unit(*unit))
                    .map(|unit| fixed.factor(unit)),
            };
            match length {
                Some(length) => {
                    lengths.insert(part, number * length);
                }
                None => {
                    let place = fields
                        .iter()
                        .find(|field| sheet.word(field.name) == part)
                        .map_or_else(Span::default, |it| it.value.span);
                    self.report(
                        Diagnostic::new(
                            Id::BadStatement,
                            place,
                            format!("a {part} is a number of shorter units of time"),
                        )
                        .help("write it as `day = 90_000 s`, `month = 30 days`, `year = 12 months`"),
                    );
                    return None;
                }
            }
        }
        let of = |part: &str| lengths.get(part).copied();
        Some(Calendar::own(of("day"), of("month"), of("year")))
    }

    fn declarations(&mut self, parts: &[Part]) {
        for (sheet, statements) in parts {
            for statement in &sheet.statements[statements.clone()] {
                match &statement.kind {
                    StatementKind::UnitDeclaration(nouns) => {
                        for (singular, plural) in nouns {
                            let word = sheet.word(*singular).into_owned();
                            let plural = plural.map(|plural| sheet.word(plural).into_owned());
                            self.declare(&word, plural.as_deref(), *singular);
                        }
                    }
                    StatementKind::Block { kind: BlockKind::Record, name: Some(name), .. } => {
                        let word = sheet.word(*name).into_owned();
                        match self.plan.units.find(&word) {
                            Some(unit) if self.plan.units.is_countable(unit) => {}
                            Some(_) => {
                                self.report(
                                    Diagnostic::new(
                                        Id::DuplicateName,
                                        *name,
                                        format!("`{word}` is a unit and cannot be a record"),
                                    )
                                    .help("give the record another name: its size is in bytes per record"),
                                );
                                self.broken.insert(word);
                                continue;
                            }
                            None => {
                                self.plan.units.add_countable(&word, None);
                            }
                        }
                        self.declared.insert(word.to_lowercase());
                    }
                    _ => {}
                }
            }
        }
    }

    /// Words that behind a number mean something else already.
    fn is_no_unit_name(&mut self, word: &str, span: Span) -> bool {
        let taken = matches!(
            word,
            "x" | "k"
                | "K"
                | "M"
                | "T"
                | "bn"
                | "Ki"
                | "Mi"
                | "Gi"
                | "Ti"
                | "thousand"
                | "million"
                | "billion"
                | "trillion"
                | "nines"
                | "nine"
                | "availability"
        ) || word.starts_with('_');
        if taken {
            self.report(
                Diagnostic::new(
                    Id::BadStatement,
                    span,
                    format!("`{word}` behind a number has a meaning already"),
                )
                .help("choose another word for the unit"),
            );
        }
        taken
    }

    fn declare(&mut self, word: &str, plural: Option<&str>, span: Span) {
        if self.is_no_unit_name(word, span) {
            return;
        }
        if crate::units::table::find(word).is_some_and(|_| {
            self.plan.units.find(word).is_some_and(|unit| !self.plan.units.is_countable(unit))
        }) {
            self.report(
                Diagnostic::new(Id::DuplicateName, span, format!("`{word}` is a unit already"))
                    .help("built-in units cannot be declared again; choose another word"),
            );
            return;
        }
        if self.plan.units.find(word).is_none() {
            self.plan.units.add_countable(word, plural);
        }
        self.declared.insert(word.to_lowercase());
    }

    fn nouns(&mut self, parts: &[Part]) {
        // The names of new units are none of the nouns that lines use, in whichever file they stand.
        for (sheet, statements) in parts {
            for statement in &sheet.statements[statements.clone()] {
                if let StatementKind::UnitDefinition(field) = &statement.kind {
                    self.reserve_unit(sheet, field);
                }
            }
        }
        for (sheet, statements) in parts {
            let mut expressions = Vec::new();
            for statement in &sheet.statements[statements.clone()] {
                if !matches!(statement.kind, StatementKind::Block { kind: BlockKind::Calendar, .. }) {
                    statement.each_expression(|expression| expressions.push(expression));
                }
            }
            nouns::collect(self, sheet, &expressions);
        }
        let overrides = std::mem::take(&mut self.overrides);
        for set in &overrides {
            nouns::collect(self, &set.sheet, &[set.expression]);
        }
        self.overrides = overrides;
    }

    /// Takes the name of a defined unit before its value is known, so that it is not taken for a noun.
    fn reserve_unit(&mut self, sheet: &Sheet, field: &Field) {
        let word = sheet.word(field.name);
        if self.is_no_unit_name(&word, field.name) {
            return;
        }
        if self.plan.units.find(&word).is_none() {
            let parts = crate::units::registry::Parts::new();
            self.plan.units.add_defined(&word, f64::NAN, Dimension::pure(), parts);
        } else {
            self.report(
                Diagnostic::new(Id::DuplicateName, field.name, format!("`{word}` is a unit already"))
                    .help("a unit is defined once, and never one that is built in"),
            );
        }
    }

    /// `unit shard = 500 GB`: a number with units, which may be other defined units, in any order.
    fn unit_definitions(&mut self, parts: &[Part]) {
        let mut open: Vec<(Arc<Sheet>, Field)> = Vec::new();
        for (sheet, statements) in parts {
            for statement in &sheet.statements[statements.clone()] {
                if let StatementKind::UnitDefinition(field) = &statement.kind {
                    open.push((Arc::clone(sheet), field.clone()));
                }
            }
        }
        while !open.is_empty() {
            let before = open.len();
            open.retain(|(sheet, field)| !self.define_unit(sheet, field));
            if open.len() == before {
                for (sheet, field) in &open {
                    let word = sheet.word(field.name);
                    self.report(
                        Diagnostic::new(
                            Id::Cycle,
                            field.value.span,
                            format!("the unit `{word}` is defined by itself"),
                        )
                        .help("define it by units that are known"),
                    );
                }
                return;
            }
        }
    }

    /// Whether the definition is dealt with; not while it waits for another unit.
    fn define_unit(&mut self, sheet: &Arc<Sheet>, field: &Field) -> bool {
        let name = sheet.word(field.name).into_owned();
        let ExpressionKind::Literal(literal) = &sheet.node(field.value.root).kind else {
            self.report(
                Diagnostic::new(Id::NotAValue, field.value.span, "a unit is defined by a number with units")
                    .help("write it as `unit shard = 500 GB`"),
            );
            return true;
        };
        let undefined = |planner: &Self, word: Span| {
            let unit = planner.plan.units.find(&sheet.word(word));
            unit.is_some_and(|unit| planner.plan.units.factor(unit).is_nan())
        };
        if literal.units.factors.iter().filter_map(|factor| factor.word).any(|word| undefined(self, word)) {
            return false;
        }
        let mut lowering = Lowering::new(self, Arc::clone(sheet), &[], 0);
        if let Some(Lowered::Value(typed)) = lowering.expression(field.value) {
            let Operand::Literal { value, .. } = typed.operand else { return true };
            let parts = typed.shown.units.iter().map(|entry| (entry.unit, entry.power)).collect();
            self.plan.units.complete_defined(&name, value, typed.dimension, parts);
        }
        true
    }

    // ---- definitions ---------------------------------------------------------------------------------------

    fn definitions(&mut self, parts: &[Part]) {
        for (sheet, statements) in parts {
            for statement in &sheet.statements[statements.clone()] {
                let (name, body) = match &statement.kind {
                    StatementKind::Binding(field) => (field.name, Body::Binding(field.value)),
                    StatementKind::Block { kind: BlockKind::Record, name: Some(name), fields, .. } => {
                        if self.broken.contains(&*sheet.word(*name)) {
                            continue;
                        }
                        (*name, Body::Record { fields: self.record_fields(sheet, fields) })
                    }
                    StatementKind::Function { name, parameters, body } => {
                        (*name, Body::Function { parameters: parameters.clone(), body: *body })
                    }
                    StatementKind::Path(field) => {
                        (field.name, Body::Path { value: field.value, bundle: None })
                    }
                    StatementKind::Block { kind: BlockKind::Component, name: Some(name), fields, .. } => {
                        let fields = self.block_fields(sheet, "component", fields, &COMPONENT_FIELDS);
                        (*name, Body::Component { fields, bundle: None })
                    }
                    StatementKind::Block { kind: BlockKind::Workload, name: Some(name), fields, .. } => {
                        let fields = self.block_fields(sheet, "workload", fields, &workload::INPUTS);
                        (*name, Body::Workload { fields, derived: Vec::new() })
                    }
                    _ => continue,
                };
                self.define(sheet, name, body);
            }
        }
    }

    /// The fields of a block that has them; reports the others.
    fn block_fields(
        &mut self,
        sheet: &Sheet,
        what: &str,
        fields: &[Field],
        known: &[&str],
    ) -> Vec<RecordField> {
        let mut kept = self.record_fields(sheet, fields);
        kept.retain(|field| {
            if known.contains(&field.name.as_str()) {
                return true;
            }
            let derived = what == "workload" && workload::derived_names().any(|figure| figure == field.name);
            let help = match nearest(&field.name, known.iter().copied()) {
                _ if derived => "it is derived from the inputs, never given".to_owned(),
                Some(near) => format!("did you mean `{near}`?"),
                None => format!(
                    "it has {}",
                    known.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
                ),
            };
            self.report(
                Diagnostic::new(
                    Id::UnknownField,
                    field.field.name,
                    format!("a {what} has no field `{}`", field.name),
                )
                .help(help),
            );
            false
        });
        kept
    }

    /// What paths carry, under names of their own: `read.load`.
    fn loads(&mut self, parts: &[Part]) {
        for (sheet, statements) in parts {
            for statement in &sheet.statements[statements.clone()] {
                let StatementKind::Carries(field) = &statement.kind else { continue };
                let path = sheet.word(field.name).into_owned();
                let is_path = self
                    .names
                    .get(&path)
                    .is_some_and(|place| matches!(self.definitions[*place].body, Body::Path { .. }));
                if !is_path {
                    if !self.broken.contains(&path) {
                        let paths = self.definitions.iter().filter(|it| matches!(it.body, Body::Path { .. }));
                        let near = nearest(&path, paths.map(|it| it.name.as_str()))
                            .map(|near| format!("did you mean `{near}`?"));
                        self.report(
                            Diagnostic::new(
                                Id::UnknownName,
                                field.name,
                                format!("`{path}` is not a path, and only a path carries a load"),
                            )
                            .help(format!("define it: `path {path} = lb -> app`"))
                            .maybe_help(near),
                        );
                    }
                    continue;
                }
                let name = format!("{path}.load");
                if let Some(place) = self.names.get(&name).copied() {
                    if let Body::Load { parts } = &mut self.definitions[place].body {
                        parts.push((Arc::clone(sheet), field.value));
                    }
                    continue;
                }
                let body = Body::Load { parts: vec![(Arc::clone(sheet), field.value)] };
                let headroom = (format!("{path}.headroom"), Body::Headroom { path });
                for (name, body) in [(name, body), headroom] {
                    self.names.insert(name.clone(), self.definitions.len());
                    self.definitions.push(Definition {
                        name,
                        place: field.name,
                        sheet: Arc::clone(sheet),
                        body,
                        result: None,
                    });
                }
            }
        }
    }

    fn record_fields(&mut self, sheet: &Sheet, fields: &[Field]) -> Vec<RecordField> {
        let mut taken: HashMap<String, Span> = HashMap::new();
        let mut kept = Vec::new();
        for field in fields {
            let name = sheet.word(field.name).into_owned();
            if let Some(first) = taken.get(&name) {
                self.report(
                    Diagnostic::new(
                        Id::DuplicateName,
                        field.name,
                        format!("the field `{name}` stands twice"),
                    )
                    .related(*first, "first here")
                    .help("give one of them another name"),
                );
                continue;
            }
            taken.insert(name.clone(), field.name);
            kept.push(RecordField { name, field: field.clone(), result: None });
        }
        kept
    }

    fn define(&mut self, sheet: &Arc<Sheet>, place: Span, body: Body) {
        let mut name = sheet.word(place).into_owned();
        if let Some(module) = &sheet.module {
            name = format!("{module}.{name}");
        }
        let place_of_new = self.definitions.len();
        let names = if matches!(body, Body::Function { .. }) { &mut self.functions } else { &mut self.names };
        if let Some(first) = names.get(&name).copied() {
            let first = self.definitions[first].place;
            self.report(
                Diagnostic::new(Id::DuplicateName, place, format!("`{name}` is bound twice"))
                    .related(first, "first here")
                    .help("give one of them another name; a file binds each name once"),
            );
            return;
        }
        names.insert(name.clone(), place_of_new);
        self.definitions.push(Definition { name, place, sheet: Arc::clone(sheet), body, result: None });
    }

    fn type_definitions(&mut self, first: usize) {
        for set in self.overrides.clone() {
            self.can_be_set(&set.name, set.place);
        }
        // What was defined before is typed already, so only the new ones are put in order.
        let new = first..self.definitions.len();
        let uses: Vec<Vec<usize>> = new
            .clone()
            .map(|place| self.uses_of(place).into_iter().filter_map(|used| used.checked_sub(first)).collect())
            .collect();
        let order = order::sort(&uses, 0..uses.len());
        let mut circular: HashSet<usize> = HashSet::new();
        let cycles =
            order.cycles.iter().map(|cycle| cycle.iter().map(|place| place + first).collect::<Vec<_>>());
        for cycle in cycles {
            if cycle.iter().all(|place| circular.contains(place)) {
                continue;
            }
            circular.extend(&cycle);
            self.report_cycle(&cycle);
            // Calling a circular function is no second error.
            for place in &cycle {
                if matches!(self.definitions[*place].body, Body::Function { .. }) {
                    let name = self.definitions[*place].name.clone();
                    self.functions.remove(&name);
                    self.broken.insert(name);
                }
            }
        }
        for place in order.places.iter().map(|place| place + first) {
            if !circular.contains(&place) {
                self.type_definition(place);
            }
        }
    }

    fn report_cycle(&mut self, cycle: &[usize]) {
        // The path starts at the cycle's first line in the file.
        let start = (0..cycle.len()).min_by_key(|at| self.definitions[cycle[*at]].place).unwrap_or(0);
        let names: Vec<&str> = (0..=cycle.len())
            .map(|at| self.definitions[cycle[(start + at) % cycle.len()]].name.as_str())
            .collect();
        let definition = &self.definitions[cycle[start]];
        let message = if cycle.len() == 1 {
            format!("`{}` depends on itself", definition.name)
        } else {
            format!("these depend on each other: {}", names.join(" -> "))
        };
        let diagnostic = Diagnostic::new(Id::Cycle, definition.place, message)
            .help("give one of them a value that does not depend on the others");
        self.report(diagnostic);
    }

    /// The definitions that one uses, by name.
    fn uses_of(&self, place: usize) -> Vec<usize> {
        let definition = &self.definitions[place];
        let mut uses = Vec::new();
        let mut add = |sheet: &Sheet, expression: Expression, hidden: &[Span], own: Option<&str>| {
            for node in &sheet.nodes[expression.nodes()] {
                match &node.kind {
                    ExpressionKind::Reference => {
                        let word = sheet.word(node.span);
                        let root = word.split('.').next().unwrap_or(&word);
                        let is_hidden = hidden.iter().any(|parameter| sheet.word(*parameter) == root)
                            || own == Some(&word);
                        if !is_hidden && let Some(used) = self.place_of(sheet, &word) {
                            uses.push(used);
                        }
                    }
                    ExpressionKind::Call { function, .. } => {
                        if let Some(used) = self.functions.get(&*sheet.word(*function)) {
                            uses.push(*used);
                        }
                    }
                    _ => {}
                }
            }
        };
        match &definition.body {
            Body::Binding(value) => {
                add(&definition.sheet, *value, &[], None);
                if let Some(set) = self.overrides.iter().find(|set| set.name == definition.name) {
                    add(&set.sheet, set.expression, &[], Some(&definition.name));
                }
            }
            Body::Record { fields } | Body::Component { fields, .. } | Body::Workload { fields, .. } => {
                for field in fields {
                    add(&definition.sheet, field.field.value, &[], None);
                    let full = format!("{}.{}", definition.name, field.name);
                    if let Some(set) = self.overrides.iter().find(|set| set.name == full) {
                        add(&set.sheet, set.expression, &[], Some(&full));
                    }
                }
            }
            Body::Path { value, .. } => add(&definition.sheet, *value, &[], None),
            Body::Load { parts } => parts.iter().for_each(|(sheet, value)| add(sheet, *value, &[], None)),
            Body::Headroom { path } => {
                uses.extend(self.names.get(path));
                uses.extend(self.names.get(&format!("{path}.load")));
            }
            Body::Function { parameters, body } => {
                let names: Vec<Span> = parameters.iter().map(|(name, _)| *name).collect();
                add(&definition.sheet, *body, &names, None);
                for default in parameters.iter().filter_map(|(_, default)| *default) {
                    add(&definition.sheet, default, &[], None);
                }
            }
        }
        uses.sort_unstable();
        uses.dedup();
        uses
    }

    /// The definition that a word of a sheet names: as a whole (`read.load`), in its module, or by its root.
    fn place_of(&self, sheet: &Sheet, word: &str) -> Option<usize> {
        let sibling = sheet.module.as_ref().and_then(|module| self.names.get(&format!("{module}.{word}")));
        let root = word.split('.').next().unwrap_or(word);
        sibling.or_else(|| self.names.get(word)).or_else(|| self.names.get(root)).copied()
    }

    /// Whether a name, or a block's field, can be set from outside; reports where it cannot.
    fn can_be_set(&mut self, name: &str, place: Span) -> bool {
        let root = name.split('.').next().unwrap_or(name);
        let definition =
            self.names.get(name).or_else(|| self.names.get(root)).map(|place| &self.definitions[*place]);
        let (message, near) = match definition.map(|definition| (&definition.body, name.split_once('.'))) {
            Some((Body::Binding(_), _)) => return true,
            Some((
                Body::Record { fields } | Body::Component { fields, .. } | Body::Workload { fields, .. },
                Some((root, field)),
            )) => {
                if fields.iter().any(|other| other.name == field) {
                    return true;
                }
                let near = nearest(field, fields.iter().map(|other| other.name.as_str()));
                (
                    format!("`{root}` sets no field `{field}`, so it cannot be put over"),
                    near.map(|near| format!("{root}.{near}")),
                )
            }
            Some((Body::Record { .. } | Body::Component { .. } | Body::Workload { .. }, None)) => {
                (format!("`{name}` is a block: its fields can be set, as `{name}.field`"), None)
            }
            Some(_) => (format!("`{name}` is derived and cannot be set"), None),
            None if self.broken.contains(root) => return false,
            None => {
                let near = nearest(name, self.names.keys().map(String::as_str)).map(str::to_owned);
                (format!("no line binds `{name}`, so it cannot be set"), near)
            }
        };
        self.report(
            Diagnostic::new(Id::UnknownOverride, place, message)
                .help("bindings and the fields of blocks can be set, as `users` or `pastes.users`")
                .maybe_help(near.map(|near| format!("did you mean `{near}`?"))),
        );
        false
    }

    /// The values of every case, held against what they replace: told once, with the base.
    fn check_cases(&mut self, parts: &[Part]) {
        if self.case.is_some() || self.forced_calendar {
            return;
        }
        let Some((sheet, statements)) = parts.first() else { return };
        let mut names: HashMap<String, Span> = HashMap::new();
        for place in statements.clone() {
            let StatementKind::Block { kind: BlockKind::Case, name: Some(name), .. } =
                &sheet.statements[place].kind
            else {
                continue;
            };
            let word = sheet.word(*name).into_owned();
            if let Some(first) = names.insert(word.clone(), *name) {
                self.report(
                    Diagnostic::new(Id::DuplicateName, *name, format!("the case \"{word}\" stands twice"))
                        .related(first, "first here")
                        .help("give one of them another name"),
                );
            }
            let mut taken: HashMap<String, Span> = HashMap::new();
            for set in case_overrides(sheet, place) {
                if let Some(first) = taken.insert(set.name.clone(), set.place) {
                    self.report(
                        Diagnostic::new(
                            Id::DuplicateName,
                            set.place,
                            format!("this case sets `{}` twice", set.name),
                        )
                        .related(first, "first here")
                        .help("keep one of the two"),
                    );
                } else if self.can_be_set(&set.name, set.place) {
                    let (operations, base) = (self.plan.operations.len(), self.base_of(&set.name));
                    if base.is_some() {
                        self.overridden(&set.name, base, &set);
                    }
                    self.plan.operations.truncate(operations);
                }
            }
        }
    }

    /// The value of a binding or of a block's field.
    fn base_of(&self, name: &str) -> Option<Typed> {
        if let Some(place) = self.names.get(name) {
            return self.definitions[*place].result.clone();
        }
        let (root, field) = name.split_once('.')?;
        match &self.definitions[*self.names.get(root)?].body {
            Body::Record { fields } | Body::Component { fields, .. } | Body::Workload { fields, .. } => {
                fields.iter().find(|other| other.name == field)?.result.clone()
            }
            _ => None,
        }
    }

    /// A field's value, or what is put over it.
    fn field_value(&mut self, sheet: &Arc<Sheet>, owner: &str, field: &RecordField) -> Option<Typed> {
        let base = self.value_of(sheet, field.field.value, &[]);
        let full = format!("{owner}.{}", field.name);
        match self.overrides.iter().find(|set| set.name == full).cloned() {
            Some(set) => self.overridden(&full, base, &set),
            None => base,
        }
    }

    /// Moves diagnostics that point into one source to a place in another.
    pub(super) fn move_diagnostics(&mut self, source: crate::source::SourceId, place: Span) {
        for diagnostic in &mut self.diagnostics {
            if diagnostic.span.is_some_and(|span| span.source == source) {
                diagnostic.span = Some(place);
                diagnostic.related.clear();
            }
        }
    }

    fn type_definition(&mut self, place: usize) {
        let definition = self.definitions[place].clone();
        match definition.body {
            Body::Binding(value) => {
                let base = self.value_of(&definition.sheet, value, &[]);
                let set = self.overrides.iter().find(|set| set.name == definition.name).cloned();
                self.definitions[place].result = match (base, set) {
                    (base, None) => base,
                    (base, Some(set)) => self.overridden(&definition.name, base, &set),
                };
            }
            Body::Record { fields } => self.type_record(place, &definition.sheet, definition.place, fields),
            Body::Function { parameters, .. } => self.check_parameters(&definition.sheet, &parameters),
            Body::Component { fields, .. } => {
                self.type_component(place, &definition.sheet, &definition.name, fields)
            }
            Body::Path { value, .. } => {
                let mut lowering = Lowering::new(self, Arc::clone(&definition.sheet), &[], 0);
                let bundle = match lowering.expression(value) {
                    Some(Lowered::Bundle(bundle)) => Some(bundle),
                    Some(other) => {
                        let typed = lowering.value(other, value.span);
                        typed.and_then(|typed| lowering.bare_stage(typed, value.span)).map(Box::new)
                    }
                    None => None,
                };
                self.definitions[place].body = Body::Path { value, bundle };
            }
            Body::Load { parts } => self.definitions[place].result = self.load(&definition.name, &parts),
            Body::Headroom { path } => {
                self.definitions[place].result = self.headroom(&path, definition.place)
            }
            Body::Workload { mut fields, .. } => {
                for field in &mut fields {
                    field.result = self.field_value(&definition.sheet, &definition.name, field);
                }
                let derived = self.derive(&definition.name, definition.place, &fields);
                self.definitions[place].body = Body::Workload { fields, derived };
            }
        }
    }

    /// The sum of what a path carries.
    fn load(&mut self, name: &str, parts: &[(Arc<Sheet>, Expression)]) -> Option<Typed> {
        let path = name.trim_end_matches(".load");
        let bundle = self.names.get(path).and_then(|place| match &self.definitions[*place].body {
            Body::Path { bundle, .. } => bundle.clone(),
            _ => None,
        });
        let mut sum: Option<Typed> = None;
        for (sheet, value) in parts {
            let typed = self.value_of(sheet, *value, &[])?;
            let capacity = bundle.as_ref().and_then(|bundle| bundle.properties.capacity.known().cloned());
            if let Some(capacity) = capacity
                && capacity.dimension != typed.dimension
            {
                let (found, due) = (
                    self.plan.units.describe(&typed.dimension),
                    self.plan.units.describe(&capacity.dimension),
                );
                self.report(
                    Diagnostic::new(
                        Id::UnitMismatch,
                        value.span,
                        format!("`{path}` has a capacity in {due}, and this is {found}"),
                    )
                    .help(format!(
                        "say it in the capacity's terms, as `{} as requests`",
                        sheet.text(value.span)
                    )),
                );
                return None;
            }
            sum = Some(match sum {
                None => typed,
                Some(so_far) if so_far.dimension == typed.dimension => {
                    let mut lowering = Lowering::new(self, Arc::clone(sheet), &[], 0);
                    lowering.add_quantities(so_far, typed, value.span)
                }
                Some(so_far) => {
                    let mut lowering = Lowering::new(self, Arc::clone(sheet), &[], 0);
                    lowering.mismatch("added", &so_far, value.span, &typed, value.span, value.span);
                    return None;
                }
            });
        }
        sum
    }

    /// The share of its capacity that a path has left.
    fn headroom(&mut self, path: &str, place: Span) -> Option<Typed> {
        let load = self
            .names
            .get(&format!("{path}.load"))
            .and_then(|place| self.definitions[*place].result.clone())?;
        let Body::Path { bundle: Some(bundle), .. } = &self.definitions[*self.names.get(path)?].body else {
            return None;
        };
        let bundle = bundle.clone();
        let sheet = self.definitions[*self.names.get(path)?].sheet.clone();
        let mut lowering = Lowering::new(self, sheet, &[], 0);
        let Property::Known(capacity) = &bundle.properties.capacity else {
            lowering.report_lacking(path, "capacity", bundle.properties.capacity.lacking(), place);
            return None;
        };
        let used = lowering.product(&load, capacity, -1, place)?;
        let operand = match used.operand {
            Operand::Value(slot) => Operand::Missing(slot),
            other => other,
        };
        Some(Typed { operand, ..used })
    }

    fn type_component(&mut self, place: usize, sheet: &Arc<Sheet>, name: &str, mut fields: Vec<RecordField>) {
        for field in &mut fields {
            let span = field.field.value.span;
            let typed = self.field_value(sheet, name, field);
            field.result = typed.and_then(|typed| self.component_field(sheet, &field.name, typed, span));
        }
        let has = |name: &str| fields.iter().find(|field| field.name == name);
        let mut broken = fields.iter().any(|field| field.result.is_none());
        let (between, repair) = (has("mtbf"), has("mttr"));
        if let (Some(stated), Some(other)) = (has("availability"), between.or(repair)) {
            self.report(
                Diagnostic::new(
                    Id::ConflictingInputs,
                    other.field.name,
                    format!("`{name}` gives its availability twice: as a figure and by `{}`", other.name),
                )
                .related(stated.field.name, "first here")
                .help("keep the figure, or `mtbf` and `mttr`"),
            );
            broken = true;
        } else if let (Some(only), None) | (None, Some(only)) = (between, repair) {
            let other = if only.name == "mtbf" { "mttr" } else { "mtbf" };
            self.report(
                Diagnostic::new(
                    Id::MissingInput,
                    only.field.name,
                    format!("`{name}` has `{}` without `{other}`", only.name),
                )
                .help(format!("add `{other} = …`, or give `availability = 99.9%`")),
            );
            broken = true;
        }
        let field_span = between.map_or_else(Span::default, |field| field.field.value.span);
        let bundle = (!broken).then(|| {
            let lacking = || Property::Lacking(vec![name.to_owned()]);
            let known = |name: &str| {
                has(name).and_then(|field| field.result.clone()).map_or_else(lacking, Property::Known)
            };
            let (mut availability, mut failures) = (known("availability"), lacking());
            if let (Some(between), Some(repair)) = (
                between.and_then(|field| field.result.clone()),
                repair.and_then(|field| field.result.clone()),
            ) {
                let mut lowering = Lowering::new(self, Arc::clone(sheet), &[], 0);
                let (available, rate) = lowering.repaired(&between, &repair, field_span);
                (availability, failures) = (Property::Known(available), Property::Known(rate));
            }
            let (latency, capacity, cost) = (known("latency"), known("capacity"), known("cost"));
            let properties =
                Properties { availability, latency, surviving: capacity.clone(), capacity, cost, failures };
            Box::new(Bundle::component(name, properties))
        });
        self.definitions[place].body = Body::Component { fields, bundle };
    }

    /// A component's field of the right dimension; reports what is not.
    fn component_field(
        &mut self,
        sheet: &Arc<Sheet>,
        field: &str,
        typed: Typed,
        span: Span,
    ) -> Option<Typed> {
        use crate::units::Base;
        use crate::units::dimension::BaseKind;
        let time = Dimension::of(Base::TIME, 1);
        if field == "availability" {
            let mut lowering = Lowering::new(self, Arc::clone(sheet), &[], 0);
            return lowering
                .availability_of(&typed, span, span)
                .map(|available| Typed { shown: typed.shown, ..available });
        }
        let is_money = typed
            .dimension
            .powers()
            .any(|(base, power)| matches!(base.kind(), BaseKind::Currency(_)) && power == 1);
        let (fine, example) = match field {
            "capacity" => {
                (typed.dimension.power(Base::TIME) == -1 && !is_money, "a rate: `capacity = 800 req/s`")
            }
            "cost" => (is_money, "money, maybe per time: `cost = $150/month`"),
            "mtbf" => (typed.dimension == time, "a time: `mtbf = 30 days`"),
            "mttr" => (typed.dimension == time, "a time: `mttr = 10 min`"),
            _ => (typed.dimension == time, "a time: `latency = 5 ms`"),
        };
        if fine {
            return Some(self.bounded(typed, 0.0, f64::INFINITY, span));
        }
        let found = self.plan.units.describe(&typed.dimension);
        self.report(
            Diagnostic::new(Id::UnitMismatch, span, format!("`{field}` of a component is {found} here"))
                .help(format!("it is {example}")),
        );
        None
    }

    fn check_parameters(&mut self, sheet: &Sheet, parameters: &[(Span, Option<Expression>)]) {
        for (at, (name, _)) in parameters.iter().enumerate() {
            let word = sheet.word(*name);
            if let Some((first, _)) = parameters[..at].iter().find(|(other, _)| sheet.word(*other) == word) {
                self.report(
                    Diagnostic::new(Id::DuplicateName, *name, format!("the parameter `{word}` stands twice"))
                        .related(*first, "first here")
                        .help("give one of them another name"),
                );
            }
        }
    }

    /// A value put over a name: typed in the file's scope, where the name itself is its base value.
    fn overridden(&mut self, name: &str, base: Option<Typed>, set: &Override) -> Option<Typed> {
        let own = [(name.to_owned(), base.clone())];
        let value = self.value_of(&set.sheet, set.expression, &own)?;
        let base = base?;
        if value.dimension != base.dimension {
            let units = &self.plan.units;
            let message = format!(
                "`{name}` is {}, and this is {}",
                units.describe(&base.dimension),
                units.describe(&value.dimension)
            );
            let shown = self.unit_words(&base.shown);
            self.report(Diagnostic::new(Id::OverrideMismatch, set.expression.span, message).help(format!(
                "write the value in its unit{}",
                if shown.is_empty() { String::new() } else { format!(", `{shown}`") }
            )));
            return None;
        }
        Some(value)
    }

    fn unit_words(&self, shown: &Shown) -> String {
        crate::units::display::quantity(
            &self.plan.units,
            0.0,
            &Dimension::pure(),
            &Shown { fixed: true, ..shown.clone() },
            3,
        )
        .unit
    }

    fn type_record(&mut self, place: usize, sheet: &Arc<Sheet>, name: Span, mut fields: Vec<RecordField>) {
        let word = sheet.word(name).into_owned();
        let information = Dimension::of(crate::units::Base::INFORMATION, 1);
        let (mut sum, mut whole): (Option<Typed>, bool) = (None, true);
        for field in &mut fields {
            let span = field.field.value.span;
            let value = self.value_of(sheet, field.field.value, &[]);
            field.result = value.filter(|typed| {
                if typed.dimension == information {
                    return true;
                }
                let found = self.plan.units.describe(&typed.dimension);
                let counted = typed.dimension.countable_part();
                let help = if typed.dimension.power(crate::units::Base::INFORMATION) == 1
                    && !counted.is_pure()
                {
                    let below =
                        counted.powers().find(|(_, power)| *power < 0).or_else(|| counted.powers().next());
                    let noun = below.map(|(base, _)| self.plan.units.default_unit(base));
                    let noun = noun.map_or("record", |noun| self.plan.units.singular(noun)).to_owned();
                    let own = below.is_some_and(|(base, _)| {
                        self.plan.units.find(&word).and_then(|unit| self.plan.units.family(unit))
                            == Some(base)
                    });
                    match counted.powers().find(|(_, power)| *power > 0) {
                        None if own => format!("write it without `/{noun}`: `size({word})` adds that"),
                        None => format!("say how many: `1 {noun} * {}`", sheet.text(span)),
                        Some(_) => format!("the count is of another noun: write `1 {noun} * size(…)`"),
                    }
                } else {
                    "a field is plain information, as `255 bytes`".to_owned()
                };
                let message = format!("the field `{}` is {found}; a field is storage", field.name);
                self.report(Diagnostic::new(Id::RecordField, span, message).help(help));
                false
            });
            match &field.result {
                Some(typed) => {
                    sum = Some(match sum.take() {
                        None => typed.clone(),
                        Some(so_far) => {
                            let mut lowering = Lowering::new(self, Arc::clone(sheet), &[], 0);
                            lowering.add_quantities(so_far, typed.clone(), span)
                        }
                    });
                }
                None => whole = false,
            }
        }
        let unit = self.plan.units.find(&word);
        let size = sum.filter(|_| whole).and_then(|sum| {
            let unit = unit?;
            let dimension = sum.dimension.times(&self.plan.units.dimension(unit), -1)?;
            let shown = Shown::product(&self.plan.units, &sum.shown, &Shown::unit(unit, 1), -1);
            let shown = own_below(shown);
            Some(Typed { dimension, shown, ..sum })
        });
        if fields.is_empty() {
            self.report(
                Diagnostic::new(Id::RecordField, name, format!("the record `{word}` has no fields"))
                    .help("write its fields between the brackets: `content = 1 KB`"),
            );
        }
        self.definitions[place].result = size;
        self.definitions[place].body = Body::Record { fields };
    }

    pub(super) fn value_of(
        &mut self,
        sheet: &Arc<Sheet>,
        expression: Expression,
        own: &[(String, Option<Typed>)],
    ) -> Option<Typed> {
        let mut lowering = Lowering::new(self, Arc::clone(sheet), own, 0);
        let lowered = lowering.expression(expression)?;
        lowering.value(lowered, expression.span)
    }

    // ---- rows ----------------------------------------------------------------------------------------------

    fn rows(&mut self, sheet: &Arc<Sheet>, statement: &Statement, own: bool) {
        let note = statement.note.map(|note| sheet.word(note).into_owned());
        match &statement.kind {
            StatementKind::Binding(field) => {
                let mut name = sheet.word(field.name).into_owned();
                if let Some(module) = &sheet.module {
                    name = format!("{module}.{name}");
                }
                let Some(place) = self.names.get(&name).copied() else { return };
                if self.definitions[place].place != field.name {
                    return;
                }
                let typed = self.definitions[place].result.clone();
                let set = self.overrides.iter().find(|set| set.name == name).cloned();
                let (sheet, expression) =
                    set.map_or((Arc::clone(sheet), field.value), |set| (set.sheet, set.expression));
                self.item(
                    &sheet,
                    name,
                    ItemKind::Binding,
                    typed,
                    Some(expression),
                    note,
                    statement.span,
                    own,
                );
            }
            StatementKind::Block { kind: BlockKind::Record, name: Some(name), .. } => {
                let word = sheet.word(*name).into_owned();
                let Some(place) = self.names.get(&word).copied() else { return };
                if self.definitions[place].place != *name {
                    return;
                }
                let Body::Record { fields } = self.definitions[place].body.clone() else { return };
                let mut names = Vec::new();
                for field in fields {
                    let note = field.field.note.map(|note| sheet.word(note).into_owned());
                    names.push(field.name.clone());
                    let full = format!("{word}.{}", field.name);
                    let span = field.field.name.to(field.field.value.span);
                    self.item(
                        sheet,
                        full,
                        ItemKind::Field,
                        field.result,
                        Some(field.field.value),
                        note,
                        span,
                        own,
                    );
                }
                let typed = self.definitions[place].result.clone();
                self.item(
                    sheet,
                    format!("size({word})"),
                    ItemKind::Size,
                    typed,
                    None,
                    note,
                    statement.span,
                    own,
                );
                let (mut references, mut at) = (Vec::new(), 0);
                for field in &names {
                    if let Some(item) = self.item_places.get(&format!("{word}.{field}")) {
                        references.push(Reference { item: *item, place: Some(at..at + field.len()) });
                    }
                    at += field.len() + " + ".len();
                }
                if let Some(item) = self.plan.items.last_mut() {
                    item.expression = names.join(" + ");
                    item.is_assumption = false;
                    item.references = references;
                }
            }
            StatementKind::Block {
                kind: BlockKind::Component | BlockKind::Workload,
                name: Some(name),
                ..
            } => {
                self.block_rows(sheet, statement, *name, own);
            }
            StatementKind::Path(field) => self.path_rows(sheet, statement, field, note, own),
            StatementKind::Block { kind: BlockKind::Case, checks, .. } => {
                let active = self.case.is_some_and(|case| {
                    sheet.module.is_none()
                        && own
                        && sheet.statements.get(case).is_some_and(|it| it.span == statement.span)
                });
                if active {
                    for (check, span, note) in checks {
                        let note = note.map(|note| sheet.word(note).into_owned());
                        self.check(sheet, check, *span, note);
                    }
                }
            }
            StatementKind::Expression(expression) => {
                if !own {
                    return;
                }
                let name = sheet.text(expression.span);
                let typed = self.value_of(sheet, *expression, &[]);
                self.item(
                    sheet,
                    name,
                    ItemKind::Expression,
                    typed,
                    Some(*expression),
                    note,
                    statement.span,
                    own,
                );
            }
            StatementKind::Check(check) if own && self.case.is_none() => {
                self.check(sheet, check, statement.span, note)
            }
            _ => {}
        }
    }

    #[allow(clippy::too_many_arguments)]
    fn item(
        &mut self,
        sheet: &Arc<Sheet>,
        name: String,
        kind: ItemKind,
        typed: Option<Typed>,
        expression: Option<Expression>,
        note: Option<String>,
        span: Span,
        is_own: bool,
    ) {
        let as_typed = expression.filter(|_| kind != ItemKind::Expression).and_then(|expression| {
            let literal = matches!(sheet.node(expression.root).kind, ExpressionKind::Literal(_));
            literal.then(|| sheet.text(expression.span))
        });
        let is_assumption =
            kind != ItemKind::Expression && expression.is_some_and(|expression| is_stated(sheet, expression));
        let text = expression.map_or_else(String::new, |expression| sheet.text(expression.span));
        if let Some(expression) = expression {
            let words = self.words_of(sheet, expression, &text);
            if !words.is_empty() {
                self.unlinked.push((self.plan.items.len(), words));
            }
        }
        let value = typed.map(|typed| self.planned(typed, as_typed, span));
        if kind != ItemKind::Expression {
            self.item_places.entry(name.clone()).or_insert(self.plan.items.len());
        }
        let references = Vec::new();
        self.plan.items.push(Item {
            name,
            kind,
            value,
            expression: text,
            references,
            is_assumption,
            note,
            span,
            is_own,
        });
    }

    /// The definitions that an expression names, each with its place in the text.
    fn words_of(&self, sheet: &Sheet, expression: Expression, text: &str) -> Vec<NamedPlace> {
        let one_piece = sheet.source.slice(expression.span).trim() == text;
        let start = expression.span.start as usize;
        let mut found: Vec<NamedPlace> = Vec::new();
        for node in &sheet.nodes[expression.nodes()] {
            match &node.kind {
                ExpressionKind::Reference => {
                    if let Some(definition) = self.place_of(sheet, &sheet.word(node.span)) {
                        let at = one_piece
                            .then(|| node.span.start as usize - start..node.span.end as usize - start);
                        found.push((definition, at));
                    }
                }
                ExpressionKind::Call { function, .. } => {
                    // What a function's body uses, the caller depends on.
                    if let Some(function) = self.functions.get(&*sheet.word(*function)) {
                        found.extend(self.reached_by(*function).into_iter().map(|used| (used, None)));
                    }
                }
                _ => {}
            }
        }
        found.sort_by_key(|(_, at)| at.as_ref().map_or(usize::MAX, |at| at.start));
        found
    }

    /// The bindings and records that a function's body reaches, through other functions too.
    fn reached_by(&self, function: usize) -> Vec<usize> {
        let (mut open, mut seen, mut reached) = (vec![function], HashSet::new(), Vec::new());
        while let Some(place) = open.pop() {
            if !seen.insert(place) {
                continue;
            }
            for used in self.uses_of(place) {
                if matches!(self.definitions[used].body, Body::Function { .. }) {
                    open.push(used);
                } else if seen.insert(used) {
                    reached.push(used);
                }
            }
        }
        reached
    }

    /// Shows the figures of modules that are used, and names their modules.
    fn show_used_figures(&mut self, parts: &[Part]) {
        for place in std::mem::take(&mut self.used_figures) {
            let name = &self.definitions[place].name;
            if let Some(item) = self.item_places.get(name) {
                self.plan.items[*item].is_own = true;
            }
            let Some(module) = &self.definitions[place].sheet.module else { continue };
            if self.plan.modules.iter().any(|(other, _)| other == module) {
                continue;
            }
            let sheet =
                parts.iter().map(|(sheet, _)| sheet).find(|sheet| sheet.module.as_ref() == Some(module));
            let title = sheet.and_then(|sheet| {
                sheet.statements.iter().find_map(|statement| match statement.kind {
                    StatementKind::Title(text) => Some(sheet.word(text).into_owned()),
                    _ => None,
                })
            });
            self.plan.modules.push((module.clone(), title.unwrap_or_default()));
        }
    }

    /// Turns the definitions that expressions name into the items that they depend on, once all items are there.
    fn link_references(&mut self) {
        for (place, words) in std::mem::take(&mut self.unlinked) {
            let Some(text) = self.plan.items.get(place).map(|item| item.expression.clone()) else { continue };
            let references = words.into_iter().filter_map(|(definition, at)| {
                let definition = &self.definitions[definition];
                let written = at.clone().and_then(|at| text.get(at));
                let name = match (&definition.body, written) {
                    (Body::Binding(_), _) => definition.name.clone(),
                    (_, Some(word)) if word.contains('.') => word.to_owned(),
                    (Body::Record { .. }, _) => format!("size({})", definition.name),
                    (Body::Path { .. } | Body::Component { .. }, _) => {
                        format!("{}.availability", definition.name)
                    }
                    _ => definition.name.clone(),
                };
                let item = self.item_places.get(&name).copied()?;
                Some(Reference { item, place: at })
            });
            self.plan.items[place].references = references.collect();
        }
    }

    /// The rows of a component or a workload: its fields, then what follows from them.
    fn block_rows(&mut self, sheet: &Arc<Sheet>, statement: &Statement, name: Span, own: bool) {
        let word = sheet.word(name).into_owned();
        let Some(place) = self.names.get(&word).copied() else { return };
        if self.definitions[place].place != name {
            return;
        }
        let (fields, derived) = match self.definitions[place].body.clone() {
            Body::Component { fields, .. } => (fields, Vec::new()),
            Body::Workload { fields, derived } => (fields, derived),
            _ => return,
        };
        for field in fields {
            let note = field.field.note.map(|note| sheet.word(note).into_owned());
            let full = format!("{word}.{}", field.name);
            let span = field.field.name.to(field.field.value.span);
            let set = self.overrides.iter().find(|set| set.name == full).cloned();
            let (from, expression) =
                set.map_or((Arc::clone(sheet), field.field.value), |set| (set.sheet, set.expression));
            self.item(&from, full, ItemKind::Field, field.result, Some(expression), note, span, own);
        }
        for figure in derived {
            let full = format!("{word}.{}", figure.name);
            self.item(sheet, full, ItemKind::Derived, Some(figure.typed), None, None, statement.span, own);
            let references = workload::names_in(figure.formula);
            let references = references.into_iter().filter_map(|(at, input)| {
                let item = self.item_places.get(&format!("{word}.{input}")).copied()?;
                Some(Reference { item, place: Some(at) })
            });
            let references: Vec<Reference> = references.collect();
            if let Some(item) = self.plan.items.last_mut() {
                item.expression = workload::shown_formula(figure.formula);
                item.is_assumption = false;
                item.references = references;
            }
        }
    }

    /// The rows of a path, and the path itself, stage by stage.
    fn path_rows(
        &mut self,
        sheet: &Arc<Sheet>,
        statement: &Statement,
        field: &Field,
        note: Option<String>,
        own: bool,
    ) {
        let word = sheet.word(field.name).into_owned();
        let Some(place) = self.names.get(&word).copied() else { return };
        let Body::Path { bundle: Some(bundle), .. } = self.definitions[place].body.clone() else { return };
        if self.definitions[place].place != field.name {
            return;
        }
        let properties = &bundle.properties;
        let mut figures: Vec<(&'static str, Option<Typed>)> = [
            ("availability", &properties.availability),
            ("latency", &properties.latency),
            ("capacity", &properties.capacity),
            ("surviving", &properties.surviving),
            ("cost", &properties.cost),
        ]
        .into_iter()
        .map(|(name, property)| (name, property.known().cloned()))
        .collect();
        if let (Property::Known(available), Property::Known(failures)) =
            (&properties.availability, &properties.failures)
        {
            let mut lowering = Lowering::new(self, Arc::clone(sheet), &[], 0);
            figures.push(("mtbf", Some(lowering.mtbf_of(available, failures, statement.span))));
        }
        let load_place = self.names.get(&format!("{word}.load")).copied();
        let load = load_place.and_then(|place| self.definitions[place].result.clone());
        let load_span = load_place.and_then(|place| match &self.definitions[place].body {
            Body::Load { parts } => parts.first().map(|(_, value)| value.span),
            _ => None,
        });
        figures.push(("load", load.clone()));
        let headroom_place = self.names.get(&format!("{word}.headroom")).copied();
        figures.push(("headroom", headroom_place.and_then(|place| self.definitions[place].result.clone())));
        for (name, typed) in figures {
            let Some(typed) = typed else { continue };
            let full = format!("{word}.{name}");
            let expression = match name {
                "load" | "headroom" => None,
                _ => Some(field.value),
            };
            self.item(sheet, full, ItemKind::Derived, Some(typed), expression, None, statement.span, own);
            let text = match name {
                "load" => load_span.map_or_else(String::new, |span| sheet.text(span)),
                "headroom" => format!("1 - {word}.load / {word}.capacity"),
                _ => sheet.text(field.value.span),
            };
            if let Some(item) = self.plan.items.last_mut() {
                item.expression = text;
                item.is_assumption = false;
            }
        }
        let lacking = [
            ("availability", &properties.availability),
            ("latency", &properties.latency),
            ("capacity", &properties.capacity),
            ("cost", &properties.cost),
        ];
        let lacking = lacking
            .into_iter()
            .filter(|(_, property)| !property.lacking().is_empty())
            // What nobody has is not missed.
            .filter(|(_, property)| {
                property.lacking().iter().collect::<HashSet<_>>().len()
                    < bundle.members.iter().collect::<HashSet<_>>().len()
            })
            .map(|(name, property)| (name, property.lacking().to_vec()))
            .collect();
        let stages = bundle.stages.iter().map(|stage| self.planned_stage(stage, statement.span)).collect();
        let whole = Stage { text: word.clone(), properties: bundle.properties.clone() };
        let whole = self.planned_stage(&whole, statement.span);
        let load = load.map(|load| self.planned(load, None, statement.span));
        if own {
            self.plan.paths.push(PlannedPath {
                name: word,
                stages,
                whole,
                load,
                load_span,
                lacking,
                note,
                span: statement.span,
            });
        }
    }

    fn planned_stage(&mut self, stage: &Stage, span: Span) -> PlannedStage {
        let mut of =
            |property: &Property| property.known().cloned().map(|typed| self.planned(typed, None, span));
        PlannedStage {
            text: stage.text.clone(),
            availability: of(&stage.properties.availability),
            latency: of(&stage.properties.latency),
            capacity: of(&stage.properties.capacity),
            surviving: of(&stage.properties.surviving),
            cost: of(&stage.properties.cost),
        }
    }

    /// Where a value's numbers are, as rows and checks need them.
    fn planned(&mut self, typed: Typed, as_typed: Option<String>, span: Span) -> PlannedValue {
        let is_pure = typed.dimension.is_pure();
        let (value, missing) = match typed.operand {
            Operand::Literal { value, missing } => {
                let value_slot = self.operation(OperationKind::Constant(value), span);
                let missing = is_pure.then(|| self.operation(OperationKind::Constant(missing), span));
                (value_slot, missing)
            }
            Operand::Value(slot) => (slot, None),
            Operand::Missing(slot) => (self.operation(OperationKind::Complement(slot), span), Some(slot)),
        };
        let missing = match missing {
            None if typed.is_availability => Some(self.operation(OperationKind::Complement(value), span)),
            other => other,
        };
        PlannedValue {
            dimension: typed.dimension,
            shown: typed.shown,
            is_availability: typed.is_availability,
            value,
            missing,
            as_typed,
        }
    }

    fn check(&mut self, sheet: &Arc<Sheet>, check: &Check, span: Span, note: Option<String>) {
        let left = self.value_of(sheet, check.left, &[]);
        let right = self.value_of(sheet, check.right, &[]);
        let within = check.within.map(|within| (within.span, self.value_of(sheet, within, &[])));
        let (Some(left), Some(right)) = (left, right) else { return };
        let whole = check.left.span.to(check.right.span);
        if left.dimension != right.dimension {
            let mut lowering = Lowering::new(self, Arc::clone(sheet), &[], 0);
            lowering.mismatch("compared", &left, check.left.span, &right, check.right.span, whole);
            return;
        }
        let compares_missing = left.dimension.is_pure() && (left.is_availability || right.is_availability);
        let tolerance = match within {
            None => Tolerance::Usual,
            Some((_, None)) => return,
            Some((place, Some(typed))) => {
                let is_pure = typed.dimension.is_pure();
                if !is_pure && typed.dimension != left.dimension {
                    let message = format!(
                        "the tolerance is {}, the sides are {}",
                        self.plan.units.describe(&typed.dimension),
                        self.plan.units.describe(&left.dimension)
                    );
                    self.report(
                        Diagnostic::new(Id::UnitMismatch, place, message)
                            .help("write a percentage, or an amount in the unit of the right side"),
                    );
                    return;
                }
                let percent = typed.shown.pure == PureStyle::Percent;
                let planned = self.planned(typed, None, place);
                if is_pure && !percent && !left.dimension.is_pure() {
                    let found = self.plan.units.describe(&left.dimension);
                    self.report(
                        Diagnostic::new(
                            Id::UnitMismatch,
                            place,
                            format!("the tolerance has no unit, and the sides are {found}"),
                        )
                        .help("write a percentage, `within 5%`, or an amount with its unit"),
                    );
                    return;
                }
                // Between pure numbers a percentage is a share and a plain number an amount.
                if is_pure && percent {
                    Tolerance::Relative(planned.value)
                } else {
                    Tolerance::Absolute(planned.value)
                }
            }
        };
        let is_zero = matches!(right.operand, Operand::Literal { value: 0.0, .. }) && !compares_missing;
        if check.comparison == Comparison::Near && is_zero && !matches!(tolerance, Tolerance::Absolute(_)) {
            self.report(
                Diagnostic::new(
                    Id::BadStatement,
                    check.right.span,
                    "a share of 0 is 0, so nothing is near it",
                )
                .help("say by how much it may differ: `within 1 GB`"),
            );
            return;
        }
        if check.comparison == Comparison::Near && !compares_missing && left.dimension.is_pure() {
            let near_one = |typed: &Typed| matches!(typed.operand, Operand::Literal { value, .. } if (0.9..1.0).contains(&value));
            if near_one(&right) {
                let message =
                    "two ratios near 1 look alike as plain numbers: 99.93 % and 99.95 % differ by 0.02 %";
                self.report(Diagnostic::new(Id::CompareWhatIsMissing, check.right.span, message).help(
                    format!(
                        "to compare what is missing to 1, write `{} as availability`",
                        sheet.text(check.right.span)
                    ),
                ));
            }
        }
        let (left, right) = (
            self.side(left, compares_missing, check.left.span),
            self.side(right, compares_missing, check.right.span),
        );
        let text = sheet.text(whole.to(check.within.map_or(whole, |within| within.span)));
        self.plan.checks.push(PlannedCheck {
            expression: text,
            left,
            comparison: check.comparison,
            right,
            tolerance,
            compares_missing,
            note,
            span,
        });
    }

    fn side(&mut self, mut typed: Typed, compares_missing: bool, span: Span) -> CheckSide {
        if compares_missing && !typed.is_availability {
            typed.is_availability = true;
        }
        let mut value = self.planned(typed, None, span);
        if compares_missing {
            let missing = match value.missing {
                Some(missing) => missing,
                None => self.operation(OperationKind::Complement(value.value), span),
            };
            let missing = self.operation(OperationKind::Share(missing), span);
            value.missing = Some(missing);
            return CheckSide { value, compared: missing };
        }
        let compared = value.value;
        CheckSide { value, compared }
    }
}

/// Whether an expression is a figure that is stated, not computed: a literal, with its sign and conversions.
fn is_stated(sheet: &Sheet, expression: Expression) -> bool {
    let mut id = expression.root;
    loop {
        match &sheet.node(id).kind {
            ExpressionKind::Literal(_) => return true,
            ExpressionKind::Group(inner)
            | ExpressionKind::Negative(inner)
            | ExpressionKind::In { value: inner, .. }
            | ExpressionKind::As { value: inner, .. } => id = *inner,
            _ => return false,
        }
    }
}

/// The fields of a component.
const COMPONENT_FIELDS: [&str; 6] = ["availability", "mtbf", "mttr", "latency", "capacity", "cost"];

/// What a case puts over the base.
fn case_overrides(sheet: &Arc<Sheet>, case: usize) -> Vec<Override> {
    let Some(StatementKind::Block { kind: BlockKind::Case, fields, .. }) =
        sheet.statements.get(case).map(|it| &it.kind)
    else {
        return Vec::new();
    };
    let overrides = fields.iter().map(|field| Override {
        name: sheet.word(field.name).into_owned(),
        place: field.name,
        sheet: Arc::clone(sheet),
        expression: field.value,
    });
    overrides.collect()
}

/// The units below the bar of a record's size were written there: `KB/paste`.
fn own_below(mut shown: Shown) -> Shown {
    shown.units.iter_mut().for_each(|entry| entry.own = true);
    shown
}
