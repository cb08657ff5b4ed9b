//! Names and what they stand for: collected, put in the order of use, typed one after another.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::components::COMPONENT_FIELDS;
use super::lower::{Lowering, Typed};
use super::order::Order;
use super::planner::{Body, Definition, Part, Planner, RecordField};
use super::workload;
use crate::diagnostic::{Diagnostic, Fix, Id, nearest};
use crate::source::Span;
use crate::syntax::sheet::{BlockKind, Expression, ExpressionKind, Field, Sheet, StatementKind};
use crate::units::{Dimension, Shown};

impl Planner {
    pub(super) fn definitions(&mut self, parts: &[Part]) {
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
                        (field.name, Body::Path { value: field.value, chain: None })
                    }
                    StatementKind::Block { kind: BlockKind::Component, name: Some(name), fields, .. } => {
                        let fields = self.block_fields(sheet, "component", fields, &COMPONENT_FIELDS);
                        (*name, Body::Component { fields, chain: None })
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
    pub(super) fn block_fields(
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
            let near = nearest(&field.name, known.iter().copied());
            let fix = near.filter(|_| !derived).map(|near| Fix::write(field.field.name, near));
            let help = match near {
                _ if derived && matches!(field.name.as_str(), "writes" | "reads") => {
                    let rate = field.name.trim_end_matches('s');
                    format!("the input is `{rate}_rate`, or a ratio; `{}` is derived from it", field.name)
                }
                _ if derived && field.name == "cache" => {
                    "the input is `cache_share`, a share of a day's reads".to_owned()
                }
                _ if derived => "it is derived from the inputs, never given".to_owned(),
                Some(near) => format!("did you mean `{near}`?"),
                None => format!(
                    "it has {}",
                    known.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
                ),
            };
            let message = format!("a {what} has no field `{}`", field.name);
            let told = Diagnostic::new(Id::UnknownField, field.field.name, message).help(help);
            self.report(fix.into_iter().fold(told, Diagnostic::with_fix));
            false
        });
        kept
    }

    pub(super) fn record_fields(&mut self, sheet: &Sheet, fields: &[Field]) -> Vec<RecordField> {
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

    pub(super) fn define(&mut self, sheet: &Arc<Sheet>, place: Span, body: Body) {
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

    pub(super) fn type_definitions(&mut self, first: usize) {
        for set in self.layers.iter().flat_map(|layer| layer.overrides.clone()).collect::<Vec<_>>() {
            self.can_be_set(&set.name, set.place);
        }
        for open in self.open.clone() {
            self.can_be_set(&open.name, open.place);
        }
        let told_below = self.type_below(first);
        let all: Vec<usize> = (0..self.definitions.len() - first).collect();
        self.type_in_order(first, &all);
        // What is wrong with both is told once.
        for told in
            told_below.into_iter().filter(|told| !self.sink.diagnostics().contains(told)).collect::<Vec<_>>()
        {
            self.report(told);
        }
    }

    /// Types definitions in their order, those of cycles excepted, which are reported.
    pub(super) fn type_ordered(&mut self, first: usize, order: Order) {
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
            if !circular.contains(&place) && !self.is_stopped() {
                self.type_definition(place);
            }
        }
    }

    pub(super) fn report_cycle(&mut self, cycle: &[usize]) {
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
    pub(super) fn uses_of(&self, place: usize) -> Vec<usize> {
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
                    // `100 GB-used` may end in a name.
                    ExpressionKind::Literal(literal) => {
                        let joined = literal.units.factors.iter().skip(1).filter_map(|factor| factor.word);
                        for word in joined.filter(|word| sheet.joint_before(*word).is_some()) {
                            uses.extend(self.place_of(sheet, &sheet.word(word)));
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
                let (sheet, value, own) = self.put_over_or(&definition.name, &definition.sheet, *value);
                value.into_iter().for_each(|value| add(sheet, value, &[], own));
            }
            Body::Record { fields } | Body::Component { fields, .. } | Body::Workload { fields, .. } => {
                for field in fields {
                    let full = format!("{}.{}", definition.name, field.name);
                    let (sheet, value, own) = self.put_over_or(&full, &definition.sheet, field.field.value);
                    value.into_iter().for_each(|value| add(sheet, value, &[], own));
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
    pub(super) fn place_of(&self, sheet: &Sheet, word: &str) -> Option<usize> {
        let sibling = sheet.module.as_ref().and_then(|module| self.names.get(&format!("{module}.{word}")));
        let root = word.split('.').next().unwrap_or(word);
        sibling.or_else(|| self.names.get(word)).or_else(|| self.names.get(root)).copied()
    }

    pub(super) fn type_definition(&mut self, place: usize) {
        let definition = self.definitions[place].clone();
        match definition.body {
            Body::Binding(value) => {
                self.definitions[place].result =
                    self.value_in_force(&definition.name, &definition.sheet, value, None);
            }
            Body::Record { fields } => self.type_record(place, &definition.sheet, definition.place, fields),
            Body::Function { parameters, .. } => self.check_parameters(&definition.sheet, &parameters),
            Body::Component { fields, .. } => {
                self.type_component(place, &definition.sheet, &definition.name, fields)
            }
            Body::Path { value, .. } => {
                let mut lowering = Lowering::new(self, Arc::clone(&definition.sheet), &[], 0);
                lowering.in_path = true;
                let lowered = lowering.expression(value);
                let chain = lowered.and_then(|lowered| lowering.chain_of(lowered, value.span)).map(Arc::new);
                self.definitions[place].body = Body::Path { value, chain };
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

    pub(super) fn check_parameters(&mut self, sheet: &Sheet, parameters: &[(Span, Option<Expression>)]) {
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

    pub(super) fn type_record(
        &mut self,
        place: usize,
        sheet: &Arc<Sheet>,
        name: Span,
        mut fields: Vec<RecordField>,
    ) {
        let word = sheet.word(name).into_owned();
        let information = Dimension::of(crate::units::Base::INFORMATION, 1);
        let (mut sum, mut whole): (Option<Typed>, bool) = (None, true);
        for field in &mut fields {
            let span = field.field.value.span;
            let value = self.field_value(sheet, &word, field);
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
}

/// The units below the bar of a record's size were written there: `KB/paste`.
fn own_below(mut shown: Shown) -> Shown {
    shown.units.iter_mut().for_each(|entry| entry.own = true);
    shown
}
