//! Takes statements into a plan: conventions, nouns, definitions in the order of use, then values and checks.

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::Arc;

use super::lower::{Lowered, Lowering, Operand, Typed};
use super::nouns::{self, Nouns};
use super::{CheckSide, Item, ItemKind, Operation, OperationKind, Plan, PlannedCheck, PlannedValue, Reference, Slot, Tolerance, order};
use crate::diagnostic::{Diagnostic, Id, nearest};
use crate::source::Span;
use crate::syntax::sheet::{
    BlockKind, Check, Comparison, Expression, ExpressionKind, Field, LiteralKind, Sheet, Statement, StatementKind,
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
    Record { fields: Vec<RecordField> },
    Function { parameters: Vec<(Span, Option<Expression>)>, body: Expression },
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
    overrides: Vec<Override>,
    calendar: Option<Span>,
    bytes: Option<Span>,
    title: Option<Span>,
    forced_calendar: bool,
    /// Whether all parts are lines of one file, and none is imported.
    one_file: bool,
    diagnostics: Vec<Diagnostic>,
    /// Where each named item stands in the plan.
    item_places: HashMap<String, usize>,
    /// How many items have their references linked.
    linked: usize,
    /// How many nodes functions may still expand to.
    pub(super) budget: usize,
}

/// How many nodes the functions of one run may expand to.
const LARGEST_EXPANSION: usize = 1_000_000;

/// A part of a sheet.
type Part = (Arc<Sheet>, Range<usize>);

impl Planner {
    /// Plans a scenario: its own sheet first, then those it imports. `calendar` replaces the file's own.
    pub fn plan(sheets: &[Arc<Sheet>], overrides: &[Override], calendar: Option<Calendar>) -> (Plan, Vec<Diagnostic>) {
        let mut planner = Self { overrides: overrides.to_vec(), ..Self::default() };
        if let Some(calendar) = calendar {
            planner.plan.units = Units::new(calendar, false);
            planner.forced_calendar = true;
        }
        let parts: Vec<Part> = sheets.iter().map(|sheet| (Arc::clone(sheet), 0..sheet.statements.len())).collect();
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
        let parts: Vec<Part> = statements.iter().map(|(sheet, place)| (Arc::clone(sheet), *place..place + 1)).collect();
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
        self.linked = self.linked.min(mark.items);
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
        self.linked = self.linked.min(mark.items);
        self.plan.checks.truncate(mark.checks);
        self.plan.operations.truncate(mark.operations);
        for definition in self.definitions.drain(mark.definitions..) {
            let names = if matches!(definition.body, Body::Function { .. }) { &mut self.functions } else { &mut self.names };
            names.remove(&definition.name);
        }
        self.plan.units.roll_back(&mark.units);
        self.nouns.roll_back(mark.nouns);
    }

    pub(super) fn report(&mut self, diagnostic: Diagnostic) {
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
            let broken: Vec<String> = sheet.broken.iter().map(|span| sheet.word(*span).into_owned()).collect();
            self.broken.extend(broken);
        }
        self.conventions(parts);
        self.declarations(parts);
        self.nouns(parts);
        self.unit_definitions(parts);
        let before = self.definitions.len();
        self.definitions(parts);
        self.type_definitions(before);
        for (part, (sheet, statements)) in parts.iter().enumerate() {
            for statement in &sheet.statements[statements.clone()] {
                self.rows(sheet, statement, part == 0 || self.one_file);
            }
        }
        self.link_references();
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
                            Some(Calendar::days(month.parse().ok().filter(|it| *it > 0)?, year.parse().ok().filter(|it| *it > 0)?))
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
                                    Diagnostic::new(Id::BadStatement, *name, format!("there is no calendar `{text}`")).help(help),
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
                let help = near.map_or_else(|| "it has `day`, `month` and `year`".to_owned(), |near| format!("did you mean `{near}`?"));
                self.report(Diagnostic::new(Id::UnknownField, field.name, format!("a calendar has no `{name}`")).help(help));
                fine = false;
                continue;
            };
            let amount = match &sheet.node(field.value.root).kind {
                ExpressionKind::Literal(literal)
                    if literal.kind == LiteralKind::Plain && literal.units.factors.len() == 1 && literal.more.is_empty() =>
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
                        Diagnostic::new(Id::BadStatement, field.value.span, format!("a {part} is a number of shorter units of time"))
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
                    let place = fields.iter().find(|field| sheet.word(field.name) == part).map_or_else(Span::default, |it| it.value.span);
                    self.report(
                        Diagnostic::new(Id::BadStatement, place, format!("a {part} is a number of shorter units of time"))
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
                                    Diagnostic::new(Id::DuplicateName, *name, format!("`{word}` is a unit and cannot be a record"))
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
            "x" | "k" | "K" | "M" | "T" | "bn" | "Ki" | "Mi" | "Gi" | "Ti" | "thousand" | "million" | "billion" | "trillion"
                | "nines" | "nine" | "availability"
        ) || word.starts_with('_');
        if taken {
            self.report(
                Diagnostic::new(Id::BadStatement, span, format!("`{word}` behind a number has a meaning already"))
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
        for (sheet, statements) in parts {
            let mut expressions = Vec::new();
            for statement in &sheet.statements[statements.clone()] {
                if let StatementKind::UnitDefinition(field) = &statement.kind {
                    // The new unit's name is none of the nouns that lines use.
                    self.reserve_unit(sheet, field);
                }
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
                        Diagnostic::new(Id::Cycle, field.value.span, format!("the unit `{word}` is defined by itself"))
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
                        self.not_estimated(field.name, "path");
                        self.broken.insert(sheet.word(field.name).into_owned());
                        continue;
                    }
                    StatementKind::Carries(field) => {
                        self.not_estimated(field.name, "carries");
                        continue;
                    }
                    StatementKind::Block { kind, name, .. } if *kind != BlockKind::Calendar => {
                        let (word, named) = match kind {
                            BlockKind::Component => ("component", true),
                            BlockKind::Workload => ("workload", true),
                            _ => ("case", false),
                        };
                        self.not_estimated(statement.span, word);
                        if let (true, Some(name)) = (named, name) {
                            self.broken.insert(sheet.word(*name).into_owned());
                        }
                        continue;
                    }
                    _ => continue,
                };
                self.define(sheet, name, body);
            }
        }
    }

    fn not_estimated(&mut self, span: Span, what: &str) {
        self.report(
            Diagnostic::new(Id::NotEstimated, span, format!("`{what}` is read, but this version does not estimate it"))
                .help("write its figures as names and expressions for now"),
        );
    }

    fn record_fields(&mut self, sheet: &Sheet, fields: &[Field]) -> Vec<RecordField> {
        let mut taken: HashMap<String, Span> = HashMap::new();
        let mut kept = Vec::new();
        for field in fields {
            let name = sheet.word(field.name).into_owned();
            if let Some(first) = taken.get(&name) {
                self.report(
                    Diagnostic::new(Id::DuplicateName, field.name, format!("the field `{name}` stands twice"))
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
        let name = sheet.word(place).into_owned();
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
            if !self.names.contains_key(&set.name) {
                let near = nearest(&set.name, self.names.keys().map(String::as_str)).map(|near| format!("did you mean `{near}`?"));
                self.report(
                    Diagnostic::new(Id::UnknownOverride, set.place, format!("no line binds `{}`, so it cannot be set", set.name))
                        .help("names that the file binds can be set")
                        .maybe_help(near),
                );
            }
        }
        // What was defined before is typed already, so only the new ones are put in order.
        let new = first..self.definitions.len();
        let uses: Vec<Vec<usize>> = new
            .clone()
            .map(|place| self.uses_of(place).into_iter().filter_map(|used| used.checked_sub(first)).collect())
            .collect();
        let order = order::sort(&uses, 0..uses.len());
        let mut circular: HashSet<usize> = HashSet::new();
        let cycles = order.cycles.iter().map(|cycle| cycle.iter().map(|place| place + first).collect::<Vec<_>>());
        for cycle in cycles {
            if cycle.iter().all(|place| circular.contains(place)) {
                continue;
            }
            circular.extend(&cycle);
            self.report_cycle(&cycle);
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
        let names: Vec<&str> =
            (0..=cycle.len()).map(|at| self.definitions[cycle[(start + at) % cycle.len()]].name.as_str()).collect();
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
                        let is_hidden = hidden.iter().any(|parameter| sheet.word(*parameter) == root) || own == Some(root);
                        if !is_hidden && let Some(used) = self.names.get(root) {
                            uses.push(*used);
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
            Body::Record { fields, .. } => {
                fields.iter().for_each(|field| add(&definition.sheet, field.field.value, &[], None));
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
        }
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
            self.report(
                Diagnostic::new(Id::OverrideMismatch, set.expression.span, message)
                    .help(format!("write the value in its unit{}", if shown.is_empty() { String::new() } else { format!(", `{shown}`") })),
            );
            return None;
        }
        Some(value)
    }

    fn unit_words(&self, shown: &Shown) -> String {
        crate::units::display::quantity(&self.plan.units, 0.0, &Dimension::pure(), &Shown { fixed: true, ..shown.clone() }, 3).unit
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
                let help = if typed.dimension.power(crate::units::Base::INFORMATION) == 1 && !counted.is_pure() {
                    let below = counted.powers().find(|(_, power)| *power < 0).or_else(|| counted.powers().next());
                    let noun = below.map(|(base, _)| self.plan.units.default_unit(base));
                    let noun = noun.map_or("record", |noun| self.plan.units.singular(noun)).to_owned();
                    match counted.powers().find(|(_, power)| *power > 0) {
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

    pub(super) fn value_of(&mut self, sheet: &Arc<Sheet>, expression: Expression, own: &[(String, Option<Typed>)]) -> Option<Typed> {
        let mut lowering = Lowering::new(self, Arc::clone(sheet), own, 0);
        let lowered = lowering.expression(expression)?;
        lowering.value(lowered, expression.span)
    }

    // ---- rows ----------------------------------------------------------------------------------------------

    fn rows(&mut self, sheet: &Arc<Sheet>, statement: &Statement, own: bool) {
        let note = statement.note.map(|note| sheet.word(note).into_owned());
        match &statement.kind {
            StatementKind::Binding(field) => {
                let name = sheet.word(field.name).into_owned();
                let Some(place) = self.names.get(&name).copied() else { return };
                if self.definitions[place].place != field.name {
                    return;
                }
                let typed = self.definitions[place].result.clone();
                let set = self.overrides.iter().find(|set| set.name == name).cloned();
                let (sheet, expression) = set.map_or((Arc::clone(sheet), field.value), |set| (set.sheet, set.expression));
                self.item(&sheet, name, ItemKind::Binding, typed, Some(expression), note, statement.span, own);
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
                    self.item(sheet, full, ItemKind::Field, field.result, Some(field.field.value), note, span, own);
                }
                let typed = self.definitions[place].result.clone();
                self.item(sheet, format!("size({word})"), ItemKind::Size, typed, None, note, statement.span, own);
                if let Some(item) = self.plan.items.last_mut() {
                    item.expression = names.join(" + ");
                    item.is_assumption = false;
                }
            }
            StatementKind::Expression(expression) => {
                if !own {
                    return;
                }
                let name = sheet.text(expression.span);
                let typed = self.value_of(sheet, *expression, &[]);
                self.item(sheet, name, ItemKind::Expression, typed, Some(*expression), note, statement.span, own);
            }
            StatementKind::Check(check) if own => self.check(sheet, check, statement.span, note),
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
        let is_assumption = expression.is_some_and(|expression| {
            sheet.nodes[expression.nodes()].iter().all(|node| match &node.kind {
                ExpressionKind::Reference => {
                    let word = sheet.word(node.span);
                    !self.names.contains_key(word.split('.').next().unwrap_or(&word))
                }
                ExpressionKind::Call { function, .. } => !self.functions.contains_key(&*sheet.word(*function)),
                _ => true,
            })
        }) && kind != ItemKind::Expression;
        let text = expression.map_or_else(String::new, |expression| sheet.text(expression.span));
        let references = expression.map_or_else(Vec::new, |expression| self.references(sheet, expression, &text));
        let value = typed.map(|typed| self.planned(typed, as_typed, span));
        if kind != ItemKind::Expression {
            self.item_places.entry(name.clone()).or_insert(self.plan.items.len());
        }
        self.plan.items.push(Item { name, kind, value, expression: text, references, is_assumption, note, span, is_own });
    }

    /// The names in an expression with their places in its text; item places are filled in by `link_references`.
    fn references(&self, sheet: &Sheet, expression: Expression, text: &str) -> Vec<Reference> {
        let one_piece = sheet.source.slice(expression.span).trim() == text;
        let mut found: Vec<(Span, usize)> = Vec::new();
        for node in &sheet.nodes[expression.nodes()] {
            match &node.kind {
                ExpressionKind::Reference => {
                    let word = sheet.word(node.span);
                    let root = word.split('.').next().unwrap_or(&word);
                    if let Some(place) = self.names.get(root) {
                        found.push((node.span, *place));
                    }
                }
                ExpressionKind::Call { function, .. } => {
                    // What a function's body uses, the caller depends on.
                    if let Some(function) = self.functions.get(&*sheet.word(*function)) {
                        for used in self.reached_by(*function) {
                            found.push((Span { start: u32::MAX, end: u32::MAX, ..expression.span }, used));
                        }
                    }
                }
                _ => {}
            }
        }
        found.sort_by_key(|(span, _)| span.start);
        let start = expression.span.start;
        let references = found.into_iter().map(|(span, definition)| {
            let inside = one_piece && span.start != u32::MAX;
            let place = inside.then(|| (span.start - start) as usize..(span.end - start) as usize);
            // Until they are linked, references hold the definition's place and the field's name is looked up then.
            Reference { item: definition, place }
        });
        references.collect()
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

    /// Turns the definitions that references name into items.
    fn link_references(&mut self) {
        let first = self.linked;
        for place in first..self.plan.items.len() {
            let mut references = std::mem::take(&mut self.plan.items[place].references);
            let text = self.plan.items[place].expression.clone();
            references.retain_mut(|reference| {
                let definition = &self.definitions[reference.item];
                let written = reference.place.as_ref().and_then(|place| text.get(place.clone()));
                let name = match (&definition.body, written) {
                    (Body::Record { .. }, Some(word)) if word.contains('.') => word.to_owned(),
                    (Body::Record { .. }, _) => format!("size({})", definition.name),
                    _ => definition.name.clone(),
                };
                self.item_places.get(&name).map(|item| reference.item = *item).is_some()
            });
            // The size of a record comes from its fields.
            if self.plan.items[place].kind == ItemKind::Size {
                let record = self.plan.items[place].name.trim_start_matches("size(").trim_end_matches(')').to_owned();
                let mut at = 0;
                for field in self.plan.items[place].expression.split(" + ") {
                    if let Some(item) = self.item_places.get(&format!("{record}.{field}")) {
                        references.push(Reference { item: *item, place: Some(at..at + field.len()) });
                    }
                    at += field.len() + 3;
                }
            }
            self.plan.items[place].references = references;
        }
        self.linked = self.plan.items.len();
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
                // Between pure numbers a percentage is a share and a plain number an amount.
                if is_pure && (percent || !left.dimension.is_pure()) { Tolerance::Relative(planned.value) } else { Tolerance::Absolute(planned.value) }
            }
        };
        let is_zero = matches!(right.operand, Operand::Literal { value: 0.0, .. }) && !compares_missing;
        if check.comparison == Comparison::Near && is_zero && !matches!(tolerance, Tolerance::Absolute(_)) {
            self.report(
                Diagnostic::new(Id::BadStatement, check.right.span, "a share of 0 is 0, so nothing is near it")
                    .help("say by how much it may differ: `within 1 GB`"),
            );
            return;
        }
        if check.comparison == Comparison::Near && !compares_missing && left.dimension.is_pure() {
            let near_one = |typed: &Typed| matches!(typed.operand, Operand::Literal { value, .. } if (0.9..1.0).contains(&value));
            if near_one(&right) {
                let message = "two ratios near 1 look alike as plain numbers: 99.93 % and 99.95 % differ by 0.02 %";
                self.report(
                    Diagnostic::new(Id::CompareWhatIsMissing, check.right.span, message)
                        .help(format!("to compare what is missing to 1, write `{} as availability`", sheet.text(check.right.span))),
                );
            }
        }
        let (left, right) = (self.side(left, compares_missing, check.left.span), self.side(right, compares_missing, check.right.span));
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

/// The units below the bar of a record's size were written there: `KB/paste`.
fn own_below(mut shown: Shown) -> Shown {
    shown.units.iter_mut().for_each(|entry| entry.own = true);
    shown
}
