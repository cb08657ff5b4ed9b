//! One plan with open inputs, run over columns of their values: given in a unit each, whole columns at once; no text of
//! results, no range and no grid.

use std::sync::Arc;

use super::sweep::slots;
use super::typed::show_as_typed;
use super::{Gathered, Loader, Outcome, true_case};
use crate::diagnostic::{Diagnostic, Id};
use crate::estimate::repeated::{Column, Repeated};
use crate::estimate::verdict;
use crate::plan::{Open, Plan, PlannedCheck, PlannedInput, PlannedValue, Slot, Variant};
use crate::source::{Source, SourceId, Span};
use crate::syntax::parse_expression;
use crate::syntax::sheet::{ExpressionKind, LiteralKind, Sheet};
use crate::units::decimal::Decimal;
use crate::units::display::Scale;

/// What to type for a unit.
const UNIT_HELP: &str =
    "a unit stands alone, as `users`, `KB`, `posts/day` or `%`; a pure number has none: \"\"";

/// What is asked for.
#[derive(Debug, Clone, Default)]
pub struct Request {
    /// The names that are given, each with the unit of its numbers: empty for a pure number.
    pub inputs: Vec<(String, String)>,
    /// What is wanted of each row: expressions in the scenario's scope.
    pub outputs: Vec<String>,
    /// Values put over other names (`--set`).
    pub set: Vec<(String, String)>,
    /// The case that is run; none for the base.
    pub case: Option<String>,
}

/// A name whose numbers are given.
#[derive(Debug, Clone)]
pub struct Input {
    /// The name.
    pub name: String,
    /// The unit of its numbers, as asked for.
    pub unit: String,
    reading: Reading,
    /// Its place among the inputs of the plan.
    place: usize,
}

/// How a number in the unit of an input is read: as the literal that would be written.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Reading {
    /// What 1 of the unit is in base units.
    factor: f64,
    /// Whether the number counts hundredths.
    is_percent: bool,
    /// Whether 1 less the number is reckoned in decimal, as of a literal without a unit.
    is_bare: bool,
    /// Whether 1 less the number means anything.
    is_pure: bool,
}

impl Reading {
    /// The value in base units, and 1 less it.
    fn sides(self, number: f64) -> (f64, f64) {
        if !number.is_finite() {
            return (f64::NAN, f64::NAN);
        }
        let decimal = Decimal::of(number);
        let decimal = if self.is_percent { decimal.scaled(-2) } else { decimal };
        let share = decimal.value();
        let value = share * self.factor;
        let missing = match (self.is_pure, self.is_bare) {
            (false, _) => f64::NAN,
            (true, true) => decimal.one_less(),
            (true, false) => 1.0 - value,
        };
        (value, missing)
    }
}

/// What is wanted of each row.
#[derive(Debug, Clone)]
pub struct Output {
    /// As asked for.
    pub name: String,
    /// Its value.
    pub value: PlannedValue,
    /// The unit of its numbers: the one that suits the scenario as it stands.
    pub scale: Scale,
}

/// A plan that is ready to be run.
#[derive(Debug)]
pub struct Columns {
    /// Every source that a span may point into, by its id.
    pub sources: Vec<Arc<Source>>,
    /// The names that are given, in the order in which they were asked for.
    pub inputs: Vec<Input>,
    /// What is wanted of each row.
    pub outputs: Vec<Output>,
    plan: Arc<Plan>,
    repeated: Repeated<Arc<Plan>>,
    wanted: Vec<Slot>,
}

/// The numbers of some rows, in base units.
#[derive(Debug)]
pub struct Numbers {
    /// How many rows there are.
    pub rows: usize,
    given: Vec<Vec<f64>>,
    wanted: Vec<Slot>,
    columns: Vec<Vec<f64>>,
}

impl Numbers {
    /// The numbers of a slot that an output or a check has, one a row; nothing of another slot.
    pub fn of_slot(&self, slot: Slot) -> &[f64] {
        let place = self.wanted.iter().position(|wanted| *wanted == slot);
        place.map_or(&[], |place| &self.columns[place])
    }
}

/// Plans a scenario for columns.
///
/// # Errors
/// The outcome with what is wrong, with the scenario or with what is asked of it.
pub fn columns(source: Source, loader: &dyn Loader, request: &Request) -> Result<Columns, Box<Outcome>> {
    let mut gathered = Gathered::default();
    gathered.add(source, loader, &mut Vec::new());
    let overrides = gathered.overrides(&request.set);
    let asked_units: Vec<AskedUnit> =
        request.inputs.iter().map(|(name, unit)| gathered.ask_unit(name, unit)).collect();
    let open = gathered.open_inputs(&request.inputs, &asked_units);
    let asked = asked_units.iter().filter(|unit| unit.is_read).count() + gathered.ask(&request.outputs);
    let case = gathered.case(request.case.as_deref());
    let variant =
        Variant { overrides, case, set_over_case: case.is_some(), asked, open, ..Variant::default() };
    let mut outcome = gathered.planned(&variant, true_case(request.case.as_ref()));
    let inputs = if outcome.has_errors() { Vec::new() } else { inputs(&mut outcome, request, &asked_units) };
    for ((_, typed), unit) in request.inputs.iter().zip(&asked_units) {
        show_as_typed(&mut outcome, unit.source, typed.trim(), unit.before);
    }
    if outcome.has_errors() {
        return Err(Box::new(outcome));
    }
    Ok(Columns::new(outcome, inputs, request.outputs.len()))
}

/// A unit that is read as what 1 of it is.
struct AskedUnit {
    source: SourceId,
    /// How many bytes stand before it that were not typed.
    before: usize,
    is_percent: bool,
    is_read: bool,
}

impl Gathered {
    /// Adds what 1 of a unit is to what is asked; reports what is no unit.
    fn ask_unit(&mut self, name: &str, unit: &str) -> AskedUnit {
        let (rest, is_percent) = match unit.trim().strip_prefix('%') {
            Some(rest) => (rest, true),
            None => (unit.trim(), false),
        };
        let one = if rest.is_empty() || rest.starts_with('/') { "1" } else { "1 " };
        let source = self.register(&format!("unit of {name}"), &format!("{one}{rest}"));
        let whole = Span::new(source.id, 0, source.text.len());
        let (sheet, _, mistakes) = parse_expression(Arc::clone(&source));
        let is_read = mistakes.is_empty() && is_unit(&sheet) && self.ask_expression(Arc::clone(&source));
        if !is_read {
            let message = format!("`{unit}` is no unit that the numbers of `{name}` can have");
            self.diagnostics.push(Diagnostic::new(Id::UnknownUnit, whole, message).help(UNIT_HELP));
        }
        AskedUnit { source: source.id, before: one.len() - usize::from(is_percent), is_percent, is_read }
    }

    /// The names that are left open; reports one that is named twice.
    fn open_inputs(&mut self, inputs: &[(String, String)], units: &[AskedUnit]) -> Vec<Open> {
        let mut open: Vec<Open> = Vec::new();
        for ((name, text), unit) in inputs.iter().zip(units) {
            let place = Span::new(unit.source, 0, text.len() + unit.before);
            if open.iter().any(|other| other.name == *name) {
                let message = format!("`{name}` is given twice");
                self.diagnostics
                    .push(Diagnostic::new(Id::UnknownOverride, place, message).help("give it one column"));
                continue;
            }
            open.push(Open { name: name.clone(), place, ends: None });
        }
        open
    }
}

/// Whether a sheet holds a unit behind a plain 1, and nothing else.
fn is_unit(sheet: &Sheet) -> bool {
    let [node] = sheet.nodes.as_slice() else { return false };
    let ExpressionKind::Literal(literal) = &node.kind else { return false };
    matches!(literal.kind, LiteralKind::Plain | LiteralKind::Times)
        && literal.magnitude.is_none()
        && literal.more.is_empty()
        && literal.number.value() == 1.0
}

/// The inputs of a plan; reports a unit that does not fit.
fn inputs(outcome: &mut Outcome, request: &Request, asked: &[AskedUnit]) -> Vec<Input> {
    let plan = &outcome.plan;
    let first = plan.items.len() - asked.len() - request.outputs.len();
    let (mut found, mut problems) = (Vec::new(), Vec::new());
    for (((name, unit), asked), item) in request.inputs.iter().zip(asked).zip(&plan.items[first..]) {
        let place = plan.inputs.iter().position(|input| input.name == *name);
        let (Some(place), Some(one)) = (place, &item.value) else { continue };
        let base = &plan.inputs[place].base;
        if base.dimension != one.dimension {
            problems.push(misfit(plan, &plan.inputs[place], one, item.span));
            continue;
        }
        let reading = Reading {
            factor: outcome.estimate.number(one.value),
            is_percent: asked.is_percent,
            is_bare: one.shown.units.is_empty(),
            is_pure: one.dimension.is_pure(),
        };
        found.push(Input { name: name.clone(), unit: unit.clone(), reading, place });
    }
    outcome.diagnostics.extend(problems);
    found
}

/// That a unit measures something else than the name it is given for.
fn misfit(plan: &Plan, input: &PlannedInput, one: &PlannedValue, place: Span) -> Diagnostic {
    let units = &plan.units;
    let (name, base) = (&input.name, &input.base);
    let (due, found) = (units.describe(&base.dimension), units.describe(&one.dimension));
    let written = Scale::as_written(units, &base.dimension, &base.shown).unit;
    let help = match written.as_str() {
        "" => "give its numbers without a unit: \"\"".to_owned(),
        unit => format!("give its numbers in its unit, `{unit}`, or in one of that kind"),
    };
    Diagnostic::new(Id::OverrideMismatch, place, format!("`{name}` is {due}, and its unit here is {found}"))
        .help(help)
}

impl Columns {
    fn new(outcome: Outcome, inputs: Vec<Input>, outputs: usize) -> Self {
        let Outcome { plan, sources, estimate, .. } = outcome;
        let plan = Arc::new(plan);
        let values: Vec<(String, PlannedValue)> = plan.items[plan.items.len() - outputs..]
            .iter()
            .filter_map(|item| Some((item.name.clone(), item.value.clone()?)))
            .collect();
        let of_outputs = values.iter().flat_map(|(_, value)| slots(value));
        let mut wanted: Vec<Slot> = of_outputs.chain(plan.checks.iter().flat_map(verdict::slots)).collect();
        wanted.sort_unstable_by_key(|slot| slot.0);
        wanted.dedup();
        let repeated = Repeated::new(Arc::clone(&plan), &wanted);
        let now: Vec<f64> = plan
            .inputs
            .iter()
            .flat_map(|input| {
                let value = estimate.number(input.base.value);
                [value, input.base.missing.map_or(1.0 - value, |slot| estimate.number(slot))]
            })
            .collect();
        let now = repeated.estimate(&now);
        let outputs = values.into_iter().map(|(name, value)| {
            let number = now.number(value.value);
            let number = if number.is_nan() { 0.0 } else { number };
            let scale = Scale::for_value(&plan.units, number, &value.dimension, &value.shown);
            Output { name, value, scale }
        });
        let outputs = outputs.collect();
        Self { sources, inputs, outputs, plan, repeated, wanted }
    }

    /// The scenario's checks, which are held against every row.
    pub fn checks(&self) -> &[PlannedCheck] {
        &self.plan.checks
    }

    /// Runs the plan over columns: one for each input, in its unit, a number each row. There are as many rows as the
    /// longest column has numbers; what is lacking in another counts as no number.
    pub fn numbers(&mut self, columns: &[&[f64]]) -> Numbers {
        let rows = columns.iter().map(|column| column.len()).max().unwrap_or(0);
        let mut given = vec![vec![f64::NAN; rows]; 2 * self.plan.inputs.len()];
        for (input, column) in self.inputs.iter().zip(columns) {
            let (of_value, of_missing) = PlannedInput::places(input.place);
            for (row, number) in column.iter().enumerate() {
                (given[of_value][row], given[of_missing][row]) = input.reading.sides(*number);
            }
        }
        let mut columns = vec![vec![f64::NAN; rows]; self.wanted.len()];
        let each: Vec<Column<'_>> = given.iter().map(|numbers| Column::Each(numbers)).collect();
        let mut results: Vec<&mut [f64]> = columns.iter_mut().map(Vec::as_mut_slice).collect();
        self.repeated.run(&each, &mut results);
        Numbers { rows, given, wanted: self.wanted.clone(), columns }
    }

    /// Why a slot has no number in a row.
    pub fn reason(&self, numbers: &Numbers, row: usize, slot: Slot) -> Diagnostic {
        let given: Vec<f64> = numbers.given.iter().map(|column| column[row]).collect();
        let needed = self.plan.needed_for(&[slot]);
        let lacking = self.inputs.iter().find(|input| {
            let planned = &self.plan.inputs[input.place];
            let is_needed = needed[planned.value.0 as usize] || needed[planned.missing.0 as usize];
            is_needed && given[PlannedInput::places(input.place).0].is_nan()
        });
        if let Some(Input { name, .. }) = lacking {
            let message = format!("the column of `{name}` has no number in row {}", row + 1);
            return Diagnostic::without_place(Id::BadNumber, message)
                .help("give each row a finite number for every input");
        }
        let problem = self.repeated.problem(&given, slot);
        problem.or_else(|| self.repeated.problems().first().cloned()).unwrap_or_else(|| {
            Diagnostic::without_place(Id::NoResult, format!("nothing has a result in row {}", row + 1))
                .help("give numbers nearer to those of the scenario")
        })
    }
}
