//! Takes statements into a plan: conventions, nouns, definitions in the order of use, then values and checks.

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use rustc_hash::FxHashMap;

use super::inputs::Open;
use super::layers::Layer;
use super::lower::{Lowering, Typed};
use super::lowering;
use super::nouns::Nouns;
use super::overrides::case_overrides;
use super::workload::Derived;
use super::{ItemKind, Plan, Slot};
use crate::diagnostic::{Diagnostic, Sink};
use crate::source::Span;
use crate::syntax::sheet::{Expression, Field, Sheet, StatementKind};
use crate::types::blocks::Context;
use crate::types::blocks::chain::Chain;
use crate::types::{Side, ValueId, ValueKind, Values};
use crate::units::Units;
use crate::units::calendar::Calendar;

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
        chain: Option<Arc<Chain>>,
    },
    Path {
        value: Expression,
        chain: Option<Arc<Chain>>,
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
    values: usize,
    lowered: lowering::Mark,
    definitions: usize,
    paths: usize,
    unplanned_checks: usize,
    stages_taken_over: usize,
    units: crate::units::registry::Mark,
    nouns: usize,
    kept: usize,
    used_figures: usize,
    modules: usize,
    calendar: Option<Span>,
    bytes: Option<Span>,
    title: Option<Span>,
    said: Conventions,
}

/// What a scenario says of itself.
#[derive(Debug, Clone)]
struct Conventions {
    title: Option<String>,
    calendar: Calendar,
    binary_bytes: bool,
    strict: bool,
}

/// Which variant of a scenario is planned: the base where nothing is said.
#[derive(Debug, Clone, Default)]
pub struct Variant {
    /// Values put over names from outside.
    pub overrides: Vec<Override>,
    /// Replaces the file's own calendar.
    pub calendar: Option<Calendar>,
    /// Replaces what the file says of a KB: whether it is 1024 bytes.
    pub binary_bytes: Option<bool>,
    /// The case whose values hold and whose checks are made: its place among the main sheet's statements.
    pub case: Option<usize>,
    /// Whether the overrides stand over the case's values, not under them.
    pub set_over_case: bool,
    /// How many of the last sheets are asked in the scope of the others: an expression or a check each.
    pub asked: usize,
    /// Names whose values are given from outside at each estimate.
    pub open: Vec<Open>,
}

/// Takes statements into a plan, all at once for a file or one after another for a session.
#[derive(Debug, Clone, Default)]
pub struct Planner {
    pub(super) plan: Plan,
    pub(super) definitions: Vec<Definition>,
    pub(super) names: FxHashMap<String, usize>,
    pub(super) functions: FxHashMap<String, usize>,
    /// Names of lines that could not be read: using them is no second error.
    pub(super) broken: HashSet<String>,
    pub(super) nouns: Nouns,
    pub(super) declared: HashSet<String>,
    pub(super) strict: bool,
    /// The modules that are imported.
    pub(super) modules: HashSet<String>,
    /// The definitions of modules that a file's own lines use.
    pub(super) used_figures: Vec<usize>,
    /// Values put over names from outside, from the lowest layer to the topmost.
    pub(super) layers: Vec<Layer>,
    /// How many of the layers hold.
    pub(super) layers_in_force: usize,
    /// The values of names as they were written, before a block makes its figures of them; none where nobody asks.
    pub(super) collected: Option<HashMap<String, Typed>>,
    /// What the open names are below all layers.
    pub(super) below_open: HashMap<String, Typed>,
    pub(super) case: Option<usize>,
    pub(super) calendar: Option<Span>,
    pub(super) bytes: Option<Span>,
    pub(super) title: Option<Span>,
    pub(super) forced_calendar: bool,
    pub(super) forced_bytes: bool,
    /// How many of the first parts are lines of the one scenario; those behind them are imported.
    pub(super) own_parts: usize,
    /// From which part on they are no imports though they are not the first.
    pub(super) asked: Option<usize>,
    /// Names whose values are given from outside at each estimate.
    pub(super) open: Vec<Open>,
    pub(super) sink: Sink,
    /// What is computed of what.
    pub(super) values: Values,
    /// Which operations the values have become.
    pub(super) lowered: lowering::Lowering,
    /// Where each named item stands in the plan.
    pub(super) item_places: FxHashMap<String, usize>,
    /// Items whose expressions name definitions, until all items are there: each definition with its place in the text.
    pub(super) unlinked: Vec<(usize, Vec<NamedPlace>)>,
    /// How many nodes functions may still expand to.
    pub(super) budget: usize,
    /// Whether it has been told that they expand to too many.
    pub(super) is_budget_told: bool,
    /// How many stages and members paths have taken over from other paths.
    pub(super) stages_taken_over: usize,
    /// Whether it has been told that they take over too many.
    pub(super) are_stages_told: bool,
    /// Set from outside to stop the planning: what is left has no value then.
    pub(super) stop: Arc<AtomicBool>,
}

/// How many nodes the functions of one run may expand to.
const LARGEST_EXPANSION: usize = 250_000;
/// How many stages and members the paths of one run may take over from other paths: a chain of a thousand paths, each
/// a stage of the next, would have half a million stages to show.
pub(super) const MOST_STAGES_TAKEN_OVER: usize = 20_000;

/// A definition that an expression names, and where in its text.
pub(super) type NamedPlace = (usize, Option<Range<usize>>);

/// A part of a sheet.
pub(super) type Part = (Arc<Sheet>, Range<usize>);

impl Planner {
    /// Plans a variant of a scenario: its own sheet first, then those it imports.
    pub fn plan(sheets: &[Arc<Sheet>], variant: &Variant) -> (Plan, Vec<Diagnostic>) {
        let mut planner = Self { case: variant.case, ..Self::default() };
        let set = Some(variant.overrides.clone());
        let of_case = variant.case.zip(sheets.first()).map(|(case, sheet)| case_overrides(sheet, case));
        let layers = if variant.set_over_case { [of_case, set] } else { [set, of_case] };
        let layers = layers.into_iter().flatten().filter(|overrides| !overrides.is_empty());
        planner.layers = layers.map(Layer::of).collect();
        planner.layers_in_force = planner.layers.len();
        if let Some(calendar) = variant.calendar.clone() {
            planner.plan.units = Units::new(calendar, false);
            planner.forced_calendar = true;
        }
        if let Some(is_binary) = variant.binary_bytes {
            planner.plan.units.binary_bytes = is_binary;
            planner.forced_bytes = true;
        }
        let parts: Vec<Part> =
            sheets.iter().map(|sheet| (Arc::clone(sheet), 0..sheet.statements.len())).collect();
        planner.asked = parts.len().checked_sub(variant.asked).filter(|_| variant.asked > 0);
        planner.open.clone_from(&variant.open);
        planner.take(&parts, 1);
        (planner.plan, planner.sink.into_diagnostics())
    }

    /// Stops whenever `stop` is set from another thread: the lines that are left have no value then.
    pub fn stop_at(&mut self, stop: Arc<AtomicBool>) {
        self.stop = stop;
    }

    pub(super) fn is_stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    /// The plan so far.
    pub fn so_far(&self) -> &Plan {
        &self.plan
    }

    /// The plan, with no more lines to come.
    pub fn into_plan(self) -> Plan {
        self.plan
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
        self.take(&[(Arc::clone(sheet), statements)], 1);
        // A line that is typed again is wrong again.
        self.nouns.reported.clear();
        self.broken.clear();
        std::mem::take(&mut self.sink).into_diagnostics()
    }

    /// Adds several statements at once, as the lines of one file: in any order, with what they import.
    pub fn extend_all(
        &mut self,
        statements: &[(Arc<Sheet>, usize)],
        imported: &[Arc<Sheet>],
    ) -> Vec<Diagnostic> {
        let own = statements.iter().map(|(sheet, place)| (Arc::clone(sheet), *place..place + 1));
        let imports = imported.iter().map(|sheet| (Arc::clone(sheet), 0..sheet.statements.len()));
        let parts: Vec<Part> = own.chain(imports).collect();
        self.take(&parts, statements.len());
        self.nouns.reported.clear();
        self.broken.clear();
        std::mem::take(&mut self.sink).into_diagnostics()
    }

    /// Forgets the rows and operations that came after a mark, but not the nouns and names.
    pub fn roll_back_rows(&mut self, mark: &Mark) {
        self.plan.items.truncate(mark.items);
        self.plan.checks.truncate(mark.checks);
        self.plan.operations.truncate(mark.operations);
        self.lowered.roll_back(mark.lowered);
        self.values.truncate(mark.values);
    }

    /// Where the planner is.
    pub fn mark(&self) -> Mark {
        Mark {
            items: self.plan.items.len(),
            checks: self.plan.checks.len(),
            operations: self.plan.operations.len(),
            values: self.values.len(),
            lowered: self.lowered.mark(),
            definitions: self.definitions.len(),
            paths: self.plan.paths.len(),
            unplanned_checks: self.plan.unplanned_checks,
            stages_taken_over: self.stages_taken_over,
            units: self.plan.units.mark(),
            nouns: self.nouns.mark(),
            kept: self.plan.kept.len(),
            used_figures: self.used_figures.len(),
            modules: self.plan.modules.len(),
            calendar: self.calendar,
            bytes: self.bytes,
            title: self.title,
            said: Conventions {
                title: self.plan.title.clone(),
                calendar: self.plan.units.calendar.clone(),
                binary_bytes: self.plan.units.binary_bytes,
                strict: self.strict,
            },
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
        self.plan.paths.truncate(mark.paths);
        self.plan.unplanned_checks = mark.unplanned_checks;
        self.plan.operations.truncate(mark.operations);
        self.lowered.roll_back(mark.lowered);
        self.values.truncate(mark.values);
        for definition in self.definitions.drain(mark.definitions..) {
            let names = if matches!(definition.body, Body::Function { .. }) {
                &mut self.functions
            } else {
                &mut self.names
            };
            names.remove(&definition.name);
        }
        self.stages_taken_over = mark.stages_taken_over;
        self.plan.units.roll_back(&mark.units);
        self.nouns.roll_back(mark.nouns);
        self.plan.kept.truncate(mark.kept);
        self.used_figures.truncate(mark.used_figures);
        self.plan.modules.truncate(mark.modules);
        (self.calendar, self.bytes, self.title) = (mark.calendar, mark.bytes, mark.title);
        self.plan.title.clone_from(&mark.said.title);
        self.plan.units.calendar = mark.said.calendar.clone();
        self.plan.units.binary_bytes = mark.said.binary_bytes;
        self.strict = mark.said.strict;
    }

    /// Whether near names are still looked for: a file with hundreds of errors has another problem.
    pub(super) fn suggests(&self) -> bool {
        self.sink.suggests()
    }

    #[cold]
    #[inline(never)]
    pub(super) fn report(&mut self, diagnostic: Diagnostic) {
        if diagnostic.is_error() {
            self.sink.error(diagnostic);
        } else {
            self.sink.warn(diagnostic);
        }
    }

    /// A value, computed or stated.
    pub(super) fn value(&mut self, kind: ValueKind, span: Span) -> ValueId {
        self.values.push(kind, span)
    }

    /// A number of napkin's own.
    pub(super) fn number(&mut self, value: f64, span: Span) -> ValueId {
        self.value(ValueKind::Number { value, missing: 1.0 - value }, span)
    }

    /// The slot of a value's side.
    pub(super) fn slot(&mut self, id: ValueId, side: Side) -> Slot {
        self.lowered.slot(&self.values, id, side, &mut self.plan.operations)
    }

    /// What functions over values work with.
    pub(super) fn context(&mut self) -> Context<'_> {
        Context { units: &self.plan.units, values: &mut self.values, sink: &mut self.sink }
    }

    pub(super) fn take(&mut self, parts: &[Part], own_parts: usize) {
        self.own_parts = own_parts;
        self.budget = LARGEST_EXPANSION;
        self.is_budget_told = false;
        self.are_stages_told = false;
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
                if self.is_stopped() {
                    return;
                }
                let is_asked = self.asked.is_some_and(|first| part >= first);
                match &statement.kind {
                    // A case has checks of its own; what is asked is asked of it.
                    StatementKind::Check(check) if is_asked => self.check(sheet, check, statement.span, None),
                    _ => self.rows(sheet, statement, part < own_parts || is_asked),
                }
            }
        }
        self.link_references();
        self.show_used_figures(parts);
    }

    /// Moves diagnostics that point into one source to a place in another.
    pub(super) fn move_diagnostics(&mut self, source: crate::source::SourceId, place: Span) {
        for diagnostic in self.sink.diagnostics_mut() {
            if diagnostic.span.is_some_and(|span| span.source == source) {
                diagnostic.span = Some(place);
                diagnostic.related.clear();
            }
        }
    }

    pub(super) fn value_of(
        &mut self,
        sheet: &Arc<Sheet>,
        expression: Expression,
        own: &[(String, Option<Typed>)],
    ) -> Option<Typed> {
        let mut lowering = Lowering::new(self, Arc::clone(sheet), own, 0);
        let lowered = lowering.expression(expression)?;
        let typed = lowering.value(lowered, expression.span)?;
        if lowering.refuse_time_squared(&typed, expression)
            || lowering.refuse_bytes_squared(&typed, expression)
        {
            return None;
        }
        let typed = lowering.settled(typed, expression.span);
        lowering.warn_of_counts_together(&typed, expression);
        Some(typed)
    }
}
