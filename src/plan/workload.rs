//! What follows from a workload's inputs: rates, traffic, storage, cache; each a formula written in napkin itself.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

use super::block_fields;
use super::kind::Kind;
use super::lower::{Lowering, Operand, Typed};
use super::planner::{Planner, RecordField};
use super::{OperationKind, Slot};
use crate::diagnostic::{Diagnostic, Id};
use crate::source::{Source, SourceId, Span};
use crate::syntax::parse_expression;
use crate::syntax::sheet::{Expression, Sheet};
use crate::units::{Base, Dimension, Shown};

/// The inputs of a workload, in the order in which people give them.
pub(super) const INPUTS: [&str; 16] = block_fields::names(&block_fields::WORKLOAD);

/// The derived figures, each with its formulas: the first whose names are all known holds.
///
/// Source: the formulas of back-of-the-envelope estimation as the System Design Primer uses them; growth compounds
/// once per period, `w s ((1 + g)^n - 1) / g`.
const FORMULAS: [(&str, &[&str]); 17] = [
    ("writes", &["users * write_rate_each", "write_rate", "reads * write_ratio"]),
    ("reads", &["users * read_rate_each", "read_rate", "read_ratio * writes"]),
    ("writes", &["users * write_rate_each", "write_rate", "reads * write_ratio"]),
    ("peak_writes", &["writes * peak_factor"]),
    ("peak_reads", &["reads * peak_factor"]),
    ("ingress", &["writes * payload"]),
    ("egress", &["reads * read_payload"]),
    ("peak_ingress", &["ingress * peak_factor"]),
    ("peak_egress", &["egress * peak_factor"]),
    ("replication_traffic", &["ingress * (replicas - 1)"]),
    ("storage_growth", &["ingress * replicas * (1 + index_overhead) / compression / fill_target"]),
    ("records", &["writes over retention"]),
    (
        "storage",
        &[
            "(storage_growth over growth_period) * ((1 + growth)^(retention / growth_period) - 1) / growth",
            "storage_growth over retention",
        ],
    ),
    ("cache", &["cache_share * egress over 1 day"]),
    ("hit_reads", &["reads * cache_hit_ratio"]),
    ("backend_reads", &["reads * (1 - cache_hit_ratio)"]),
    ("peak_backend_reads", &["backend_reads * peak_factor"]),
];

/// The names of the derived figures.
pub(super) fn derived_names() -> impl Iterator<Item = &'static str> {
    let mut seen = Vec::new();
    FORMULAS.iter().map(|(name, _)| *name).filter(move |name| {
        let new = !seen.contains(name);
        seen.push(*name);
        new
    })
}

/// The source of the formulas is none of a run's.
const FORMULA_SOURCE: SourceId = SourceId(u32::MAX);

static PARSED: LazyLock<HashMap<&'static str, (Arc<Sheet>, Expression)>> = LazyLock::new(|| {
    let texts = FORMULAS.iter().flat_map(|(_, texts)| texts.iter());
    texts
        .map(|text| {
            let (sheet, expression, _) =
                parse_expression(Arc::new(Source::new(FORMULA_SOURCE, "workload", *text)));
            (*text, (Arc::new(sheet), expression.expect("the formulas of a workload are well-formed")))
        })
        .collect()
});

/// A derived figure.
#[derive(Debug, Clone)]
pub(super) struct Derived {
    pub(super) name: &'static str,
    pub(super) typed: Typed,
    /// Its formula, in the workload's own names.
    pub(super) formula: &'static str,
    /// For what is kept: how long, in an operation of its own.
    pub(super) retention: Option<Typed>,
}

/// The growth in a period where it is given from outside; no formula names it.
const OPEN_GROWTH: &str = "open growth";

/// What an input must be.
enum Expected {
    Count,
    Rate,
    Ratio { least: f64, most: f64 },
    Payload,
    Time,
    Replicas,
    Growth,
}

fn expected(input: &str) -> Expected {
    match input {
        "users" => Expected::Count,
        "write_rate" | "read_rate" => Expected::Rate,
        "payload" | "read_payload" => Expected::Payload,
        "retention" => Expected::Time,
        "replicas" => Expected::Replicas,
        "growth_rate" => Expected::Growth,
        "peak_factor" => Expected::Ratio { least: 1.0, most: f64::INFINITY },
        // How many times smaller: 50 % would double the storage.
        "compression" => Expected::Ratio { least: 1.0, most: f64::INFINITY },
        "fill_target" => Expected::Ratio { least: f64::MIN_POSITIVE, most: 1.0 },
        "cache_share" | "cache_hit_ratio" => Expected::Ratio { least: 0.0, most: 1.0 },
        _ => Expected::Ratio { least: 0.0, most: f64::INFINITY },
    }
}

/// The names that stand in a formula.
fn words(formula: &str) -> impl Iterator<Item = (usize, &str)> {
    let is_word = |letter: char| letter.is_ascii_lowercase() || letter == '_';
    formula.split(move |letter: char| !is_word(letter)).filter_map(move |word| {
        let skip = word.is_empty() || matches!(word, "over" | "day");
        (!skip).then(|| (word.as_ptr() as usize - formula.as_ptr() as usize, word))
    })
}

/// The names in a formula as it is shown, each with its place.
pub(super) fn names_in(formula: &str) -> Vec<(std::ops::Range<usize>, &str)> {
    words(formula).map(|(at, word)| (at..at + word.len(), word)).collect()
}

/// What a name in a formula stands for where it is no input of the workload: a default, or a part of the growth rate.
pub(super) fn implied<'d>(name: &str, growth: Option<&'d (String, String)>) -> Option<&'d str> {
    match (name, growth) {
        ("growth", Some((growth, _))) => Some(growth),
        ("growth_period", Some((_, period))) => Some(period),
        ("replicas", _) => Some("1"),
        ("index_overhead", _) => Some("0%"),
        ("compression", _) => Some("1x"),
        ("fill_target", _) => Some("100%"),
        _ => None,
    }
}

/// What a formula says to people: inner names in the words of the inputs.
pub(super) fn shown_formula(formula: &str) -> String {
    formula.replace("_rate_each", "_rate")
}

impl Planner {
    /// Derives what follows from a workload's fields.
    pub(super) fn derive(&mut self, workload: &str, place: Span, fields: &[RecordField]) -> Vec<Derived> {
        self.refuse_conflicts(workload, place, fields);
        let mut known: Vec<(String, Option<Typed>)> = Vec::new();
        for field in fields {
            let typed = field.result.clone().and_then(|typed| self.input(workload, field, typed));
            let typed = typed.map(|typed| match field.name.as_str() {
                "retention" => self.varying(typed, field.field.value.span),
                _ => typed,
            });
            if let Some(typed) = typed {
                self.add_input(field, typed, &mut known);
            } else {
                // What depends on it has no value, and no second error.
                let names: &[&str] = match field.name.as_str() {
                    "growth_rate" => &["growth_rate", "growth", "growth_period"],
                    "write_rate" => &["write_rate_each", "users"],
                    "read_rate" => &["read_rate_each", "users"],
                    other => &[other],
                };
                known.extend(names.iter().map(|name| ((*name).to_owned(), None)));
            }
        }
        self.add_defaults(&mut known);
        let mut derived: Vec<Derived> = Vec::new();
        for (name, formulas) in FORMULAS {
            if derived.iter().any(|other| other.name == name) {
                continue;
            }
            let holds = |formula: &&&str| {
                words(formula).all(|(_, word)| known.iter().any(|(other, _)| other == word))
            };
            let Some(formula) = formulas.iter().find(holds) else { continue };
            let mut typed = self.formula(formula, &known, place);
            if name == "storage" {
                typed = self.with_open_growth(typed, formulas, &known, place);
            }
            if let Some(typed) = typed.as_mut().filter(|_| name.starts_with("peak_")) {
                self.show_per_second(&mut typed.shown);
            }
            if let (Some(typed), "writes" | "reads") = (&typed, name) {
                let payload = if name == "writes" { "payload" } else { "read_payload" };
                self.fit_payload(payload, typed, &mut known, fields);
            }
            known.push((name.to_owned(), typed.clone()));
            if let Some(typed) = typed {
                let retention = known.iter().find(|(other, _)| name == "storage" && other == "retention");
                let retention = retention.and_then(|(_, retention)| retention.clone());
                derived.push(Derived { name, typed, formula, retention });
            }
        }
        derived
    }

    fn refuse_conflicts(&mut self, workload: &str, place: Span, fields: &[RecordField]) {
        let has = |name: &str| fields.iter().find(|field| field.name == name);
        let pairs = [
            ("read_rate", "read_ratio", "reads"),
            ("write_rate", "write_ratio", "writes"),
            ("read_ratio", "write_ratio", "the ratio"),
        ];
        for (first, second, what) in pairs {
            if let (Some(one), Some(other)) = (has(first), has(second)) {
                self.report(
                    Diagnostic::new(
                        Id::ConflictingInputs,
                        other.field.name,
                        format!("`{workload}` gives {what} twice: by `{first}` and by `{second}`"),
                    )
                    .related(one.field.name, "first here")
                    .help("keep one of them"),
                );
            }
        }
        let user =
            has("users").and_then(|field| field.result.as_ref()).and_then(|typed| typed.dimension.single());
        for field in fields.iter().filter(|field| field.name == "write_rate" || field.name == "read_rate") {
            let each = field.result.as_ref().and_then(|typed| {
                typed.dimension.countable_part().powers().find(|(_, power)| *power < 0).map(|(base, _)| base)
            });
            if let (Some(each), Some(user)) = (each, user)
                && each != user
            {
                let name = |base| self.plan.units.singular(self.plan.units.default_unit(base)).to_owned();
                let (each, user) = (name(each), name(user));
                let message = format!("`{}` is per {each}, and `users` counts {user}", field.name);
                self.report(
                    Diagnostic::new(Id::UnitMismatch, field.field.value.span, message)
                        .help(format!("say it per {user}, or as a rate of its own")),
                );
            }
        }
        let needs_users = |field: &&RecordField| {
            (field.name == "write_rate" || field.name == "read_rate") && has("users").is_none()
        };
        if let Some(field) = fields.iter().find(needs_users)
            && let Some(typed) = &field.result
        {
            let per_user = typed.dimension.countable_part().powers().any(|(_, power)| power < 0);
            if per_user {
                self.report(
                    Diagnostic::new(
                        Id::MissingInput,
                        field.field.name,
                        format!("`{}` is per user, and `{workload}` has no `users`", field.name),
                    )
                    .related(place, "in this workload")
                    .help("add `users = 10 million users`"),
                );
            }
        }
    }

    /// An input of the right dimension and within its bounds; reports what is not.
    fn input(&mut self, workload: &str, field: &RecordField, typed: Typed) -> Option<Typed> {
        let span = field.field.value.span;
        let time = Dimension::of(Base::TIME, 1);
        let fine = match expected(&field.name) {
            Expected::Count => typed.dimension.single().is_some_and(Base::is_countable),
            Expected::Rate => {
                let counted = typed.dimension.countable_part();
                let rest = typed.dimension.times(&counted, -1);
                rest == time.to_power(-1) && counted.powers().filter(|(_, power)| *power == 1).count() <= 1
            }
            Expected::Payload => {
                let counted = typed.dimension.countable_part();
                let rest = typed.dimension.times(&counted, -1);
                let below = counted.powers().all(|(_, power)| power == -1) && counted.powers().count() <= 1;
                rest == Some(Dimension::of(Base::INFORMATION, 1)) && below
            }
            Expected::Time => typed.dimension == time,
            Expected::Replicas => {
                typed.dimension.is_pure() || typed.dimension.single().is_some_and(Base::is_countable)
            }
            Expected::Growth => typed.kind.is_growth(),
            Expected::Ratio { .. } => typed.dimension.is_pure(),
        };
        if !fine {
            let found = self.plan.units.describe(&typed.dimension);
            let example = match field.name.as_str() {
                "users" => "a count: `users = 10 million users`",
                "write_rate" => "a rate, per user or of its own: `write_rate = 1 paste/user/month`",
                "read_rate" => "a rate, per user or of its own: `read_rate = 100 reads/s`",
                "payload" | "read_payload" => "storage, maybe per record: `payload = 1 KB/paste`",
                "retention" => "a time: `retention = 3 years`",
                "replicas" => "a number: `replicas = 3`",
                "growth_rate" => "a percentage per time, as written: `growth_rate = 50%/year`",
                "peak_factor" => "a factor: `peak_factor = 3x`",
                _ => "a pure number: `20%`, `10:1`",
            };
            let message = format!("`{}` of `{workload}` is {found}", field.name);
            self.report(Diagnostic::new(Id::UnitMismatch, span, message).help(format!("it is {example}")));
            return None;
        }
        let (least, most) = match expected(&field.name) {
            Expected::Ratio { least, most } => (least, most),
            Expected::Growth => return Some(typed),
            Expected::Replicas => (1.0, f64::INFINITY),
            _ => (0.0, f64::INFINITY),
        };
        Some(self.bounded(typed, least, most, span))
    }

    /// The same value, which must lie within bounds.
    pub(super) fn bounded(&mut self, typed: Typed, least: f64, most: f64, span: Span) -> Typed {
        let value = match typed.operand {
            Operand::Literal { value, .. } if (least..=most).contains(&value) => return typed,
            Operand::Literal { value, .. } => self.operation(OperationKind::Constant(value), span),
            Operand::Given { value, missing } => {
                let value = self.operation(OperationKind::Bounded { value, least, most }, span);
                let (least, most) = (1.0 - most, 1.0 - least);
                let missing = self.operation(OperationKind::Bounded { value: missing, least, most }, span);
                return Typed { operand: Operand::Given { value, missing }, ..typed };
            }
            Operand::Value(slot) => slot,
            Operand::Missing(slot) => self.operation(OperationKind::Complement(slot), span),
        };
        let slot = self.operation(OperationKind::Bounded { value, least, most }, span);
        Typed { operand: Operand::Value(slot), ..typed }
    }

    /// The same value in an operation of its own, which may get other numbers.
    fn varying(&mut self, typed: Typed, span: Span) -> Typed {
        let Operand::Literal { value, .. } = typed.operand else { return typed };
        Typed { operand: Operand::Value(self.operation(OperationKind::Constant(value), span)), ..typed }
    }

    fn add_input(&mut self, field: &RecordField, typed: Typed, known: &mut Vec<(String, Option<Typed>)>) {
        let name = field.name.as_str();
        match name {
            "write_rate" | "read_rate" => {
                // Per user where it counts something below the bar.
                let each = typed.dimension.countable_part().powers().any(|(_, power)| power < 0);
                let name = if each { format!("{name}_each") } else { name.to_owned() };
                known.push((name, Some(typed)));
            }
            "growth_rate" => {
                let Kind::Growth { period: unit } = typed.kind else { return };
                let period = self.plan.units.factor(unit);
                let literal = |value: f64| Operand::Literal { value, missing: 1.0 - value };
                let growth = match typed.operand {
                    Operand::Literal { value, .. } => {
                        (value * period != 0.0).then(|| literal(value * period))
                    }
                    Operand::Given { value: rate, .. } | Operand::Value(rate) => {
                        Some(self.open_growth(rate, period, field.field.value.span, known))
                    }
                    Operand::Missing(_) => return,
                };
                if let Some(growth) = growth {
                    let number = Lowering::number(Shown::default(), growth);
                    let dimension = Dimension::of(Base::TIME, 1);
                    let shown = Shown::unit(unit, 1);
                    let time = Typed { dimension, shown, kind: Kind::Plain, operand: literal(period) };
                    known.push(("growth".into(), Some(number)));
                    known.push(("growth_period".into(), Some(time)));
                }
                known.push((name.to_owned(), Some(typed)));
            }
            "replicas" => {
                let typed = Typed { dimension: Dimension::pure(), shown: Shown::default(), ..typed };
                known.push((name.to_owned(), Some(typed)));
            }
            _ => known.push((name.to_owned(), Some(typed))),
        }
    }

    /// What is added in a period at a growth rate that is given from outside. Where it comes to 0 it is 1 in the
    /// formulas, none of which then holds: see [`Self::with_open_growth`].
    fn open_growth(
        &mut self,
        rate: Slot,
        period: f64,
        span: Span,
        known: &mut Vec<(String, Option<Typed>)>,
    ) -> Operand {
        let period = self.operation(OperationKind::Constant(period), span);
        let growth = self.operation(OperationKind::Multiply(rate, period), span);
        let one = self.operation(OperationKind::Constant(1.0), span);
        let tested = Lowering::number(Shown::default(), Operand::Value(growth));
        known.push((OPEN_GROWTH.to_owned(), Some(tested)));
        Operand::Value(
            self.operation(OperationKind::IfZero { tested: growth, zero: one, other: growth }, span),
        )
    }

    /// The storage under a growth that is given from outside: what adds up without growth, where there is none.
    fn with_open_growth(
        &mut self,
        compound: Option<Typed>,
        formulas: &[&str],
        known: &[(String, Option<Typed>)],
        place: Span,
    ) -> Option<Typed> {
        let open = known.iter().find(|(name, _)| name == OPEN_GROWTH);
        let Some((_, Some(Typed { operand: Operand::Value(tested), .. }))) = open else { return compound };
        let (compound, plain) = (compound?, self.formula(formulas.last()?, known, place)?);
        let mut lowering = Lowering::new(self, Arc::clone(&PARSED.get(formulas.last()?)?.0), &[], 0);
        let (zero, other) = (lowering.value_slot(&plain, place), lowering.value_slot(&compound, place));
        let slot = self.operation(OperationKind::IfZero { tested: *tested, zero, other }, place);
        Some(Typed { operand: Operand::Value(slot), ..compound })
    }

    fn add_defaults(&mut self, known: &mut Vec<(String, Option<Typed>)>) {
        for (name, value) in
            [("replicas", 1.0), ("index_overhead", 0.0), ("compression", 1.0), ("fill_target", 1.0)]
        {
            if !known.iter().any(|(other, _)| other == name) {
                let operand = Operand::Literal { value, missing: 1.0 - value };
                known.push((name.to_owned(), Some(Lowering::number(Shown::default(), operand))));
            }
        }
        if !known.iter().any(|(name, _)| name == "read_payload")
            && let Some((_, payload)) = known.iter().find(|(name, _)| name == "payload").cloned()
        {
            known.push(("read_payload".into(), payload));
        }
    }

    /// A payload per record of what is written or read: plain storage counts for one of them.
    fn fit_payload(
        &mut self,
        name: &str,
        rate: &Typed,
        known: &mut [(String, Option<Typed>)],
        fields: &[RecordField],
    ) {
        let Some((_, Some(payload))) = known.iter_mut().find(|(other, _)| other == name) else { return };
        let noun = rate.dimension.countable_part();
        let per = payload.dimension.countable_part();
        let same = noun.times(&per, 1).is_some_and(|both| both.is_pure());
        if same {
            return;
        }
        let given = fields.iter().find(|field| field.name == name);
        if !per.is_pure() && given.is_some() {
            let field = given.map_or_else(Span::default, |field| field.field.value.span);
            let (left, right) =
                (self.plan.units.describe(&rate.dimension), self.plan.units.describe(&payload.dimension));
            self.report(
                Diagnostic::new(
                    Id::UnitMismatch,
                    field,
                    format!("`{name}` is {right}, and the rate is {left}"),
                )
                .help("count the same thing in both, or write the payload without `per`"),
            );
            if let Some((_, payload)) = known.iter_mut().find(|(other, _)| other == name) {
                *payload = None;
            }
            return;
        }
        let storage = Dimension::of(Base::INFORMATION, 1);
        let Some(dimension) = storage.times(&noun, -1) else { return };
        let noun_shown = Shown::by_default(&self.plan.units, &noun);
        let plain = Shown {
            units: payload.shown.units.iter().copied().filter(|entry| entry.power > 0).collect(),
            ..Shown::default()
        };
        payload.shown = Shown::product(&self.plan.units, &plain, &noun_shown, -1);
        payload.dimension = dimension;
    }

    /// A peak lasts seconds, not months: whatever the average is written in, it is shown per second.
    fn show_per_second(&self, shown: &mut Shown) {
        for entry in shown.units.iter_mut().filter(|entry| entry.power == -1) {
            if self.plan.units.family(entry.unit) == Some(Base::TIME) {
                entry.unit = crate::units::Units::built_in("s");
            }
        }
    }

    /// A formula's value; its operations and errors stand at the workload's name.
    fn formula(&mut self, formula: &str, known: &[(String, Option<Typed>)], place: Span) -> Option<Typed> {
        let (sheet, expression) = PARSED.get(formula)?;
        let first = self.plan.operations.len();
        let typed = self.value_of(sheet, *expression, known);
        for operation in &mut self.plan.operations[first..] {
            operation.span = place;
        }
        self.move_diagnostics(FORMULA_SOURCE, place);
        typed
    }

    /// Why a derived figure is not there: the inputs of its shortest formula that are not.
    pub(super) fn missing_inputs(figure: &str, fields: &[RecordField], derived: &[Derived]) -> Vec<String> {
        let mut missing: Vec<String> = Vec::new();
        let mut open = vec![figure];
        let mut seen: Vec<&str> = Vec::new();
        while let Some(name) = open.pop() {
            if seen.contains(&name) || derived.iter().any(|other| other.name == name) {
                continue;
            }
            seen.push(name);
            match name {
                "writes" | "reads" if fields.iter().any(|field| field.result.is_none()) => return Vec::new(),
                "writes" => missing.push("write_rate".into()),
                "reads" => missing.push(
                    if fields.iter().any(|field| field.name == "read_rate") {
                        "read_rate"
                    } else {
                        "read_ratio"
                    }
                    .into(),
                ),
                _ => {
                    let Some((_, formulas)) = FORMULAS.iter().find(|(other, _)| *other == name) else {
                        let optional = matches!(
                            name,
                            "replicas" | "index_overhead" | "compression" | "fill_target" | "growth_rate"
                        );
                        let name = if name == "read_payload" { "payload" } else { name };
                        if !optional
                            && !fields.iter().any(|field| field.name == name)
                            && !missing.iter().any(|other| other == name)
                        {
                            missing.push(name.to_owned());
                        }
                        continue;
                    };
                    if let Some(formula) = formulas.last() {
                        open.extend(words(formula).map(|(_, word)| word));
                    }
                }
            }
        }
        missing
    }
}
