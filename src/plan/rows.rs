//! The rows of a report: each value with its text, its note and what it depends on.

use std::collections::HashSet;
use std::sync::Arc;

use super::lower::Lowering;
use super::lower::Typed;
use super::overrides::BASE_CASE;
use super::planner::{Body, NamedPlace, Part, Planner};
use super::workload;
use super::{Item, ItemKind, PlannedStorage, PlannedValue, Reference};
use crate::source::Span;
use crate::syntax::sheet::{BlockKind, Expression, ExpressionKind, Sheet, Statement, StatementKind};
use crate::types::Kind;

impl Planner {
    pub(super) fn rows(&mut self, sheet: &Arc<Sheet>, statement: &Statement, own: bool) {
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
                let set = self.override_of(&name).map(|(_, set)| set.clone());
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
                    let set = self.override_of(&full).map(|(_, set)| set.clone());
                    let (from, expression) =
                        set.map_or((Arc::clone(sheet), field.field.value), |set| (set.sheet, set.expression));
                    self.item(&from, full, ItemKind::Field, field.result, Some(expression), note, span, own);
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
            StatementKind::Block { kind: BlockKind::Case, name, checks, .. } => {
                let is_planned = match self.case {
                    Some(case) => sheet.statements.get(case).is_some_and(|it| it.span == statement.span),
                    None => name.is_some_and(|name| sheet.word(name) == BASE_CASE),
                };
                if is_planned && own && sheet.module.is_none() {
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
            // What is required is required of every case; a stated figure is the base's.
            StatementKind::Check(check)
                if own && (self.case.is_none() || check.comparison.is_requirement()) =>
            {
                self.check(sheet, check, statement.span, note)
            }
            _ => {}
        }
    }

    #[allow(clippy::too_many_arguments)]
    pub(super) fn item(
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
        let is_open = self.open_of(&name).is_some();
        let as_typed =
            expression.filter(|_| kind != ItemKind::Expression && !is_open).and_then(|expression| {
                let literal = matches!(sheet.node(expression.root).kind, ExpressionKind::Literal(_));
                literal.then(|| sheet.text(expression.span))
            });
        let is_exact = expression.is_some_and(|expression| is_stated(sheet, expression));
        let is_assumption = kind != ItemKind::Expression && is_exact;
        let text = expression.map_or_else(String::new, |expression| sheet.text(expression.span));
        if let Some(expression) = expression {
            let words = self.words_of(sheet, expression, &text);
            if !words.is_empty() {
                self.unlinked.push((self.plan.items.len(), words));
            }
        }
        let is_information =
            typed.as_ref().is_some_and(|typed| typed.dimension.power(crate::units::Base::INFORMATION) == 1);
        let computed = expression.filter(|expression| {
            let root = &sheet.node(expression.root).kind;
            is_information && is_own && !matches!(root, ExpressionKind::Literal(_))
        });
        let whole_bytes = computed.and_then(|expression| {
            let lowering = Lowering::new(self, Arc::clone(sheet), &[], 0);
            lowering.whole_bytes(expression).next()
        });
        let value = typed.map(|typed| self.planned(typed, as_typed));
        let is_put_over = matches!(kind, ItemKind::Binding | ItemKind::Field) && !is_open;
        let below = if is_put_over { self.mentioned_below(&name) } else { None };
        let below = below.map(|typed| self.planned(typed, None));
        if kind != ItemKind::Expression {
            self.item_places.entry(name.clone()).or_insert(self.plan.items.len());
        }
        let references = Vec::new();
        self.plan.items.push(Item {
            name,
            kind,
            value,
            expression: text,
            below,
            references,
            implied: Vec::new(),
            is_assumption,
            is_exact,
            note,
            lacking: Vec::new(),
            span,
            is_own,
            whole_bytes,
        });
    }

    /// The definitions that an expression names, each with its place in the text.
    pub(super) fn words_of(&self, sheet: &Sheet, expression: Expression, text: &str) -> Vec<NamedPlace> {
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
    pub(super) fn reached_by(&self, function: usize) -> Vec<usize> {
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
    pub(super) fn show_used_figures(&mut self, parts: &[Part]) {
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
    pub(super) fn link_references(&mut self) {
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
    pub(super) fn block_rows(&mut self, sheet: &Arc<Sheet>, statement: &Statement, name: Span, own: bool) {
        let word = sheet.word(name).into_owned();
        let Some(place) = self.names.get(&word).copied() else { return };
        if self.definitions[place].place != name {
            return;
        }
        let (fields, derived, chain) = match self.definitions[place].body.clone() {
            Body::Component { fields, chain } => (fields, Vec::new(), chain),
            Body::Workload { fields, derived } => (fields, derived, None),
            _ => return,
        };
        let given: HashSet<String> = fields.iter().map(|field| field.name.clone()).collect();
        let growth = fields
            .iter()
            .find(|field| field.name == "growth_rate")
            .and_then(|field| self.growth_words(field));
        for field in fields {
            let note = field.field.note.map(|note| sheet.word(note).into_owned());
            let full = format!("{word}.{}", field.name);
            let span = field.field.name.to(field.field.value.span);
            let set = self.override_of(&full).map(|(_, set)| set.clone());
            let (from, expression) =
                set.map_or((Arc::clone(sheet), field.field.value), |set| (set.sheet, set.expression));
            self.item(&from, full, ItemKind::Field, field.result, Some(expression), note, span, own);
        }
        if given.contains("mtbf")
            && let Some(available) = chain.and_then(|chain| chain.figures.availability.known().cloned())
        {
            let full = format!("{word}.availability");
            self.derived_row(
                sheet,
                &word,
                full,
                available,
                "mtbf / (mtbf + mttr)".into(),
                None,
                None,
                statement.span,
                own,
            );
        }
        for figure in derived {
            if figure.name == "replication_traffic" && !given.contains("replicas") {
                // One copy is replicated nowhere: a row of 0 says nothing.
                continue;
            }
            let full = format!("{word}.{}", figure.name);
            let formula = workload::shown_formula(figure.formula);
            let note = (figure.name == "records" && growth.is_some())
                .then(|| "at today's rate; `storage` grows with `growth_rate`".to_owned());
            let growth = growth.as_ref();
            if let Some(retention) = figure.retention.filter(|_| own) {
                let retention = self.planned(retention, None);
                let storage = self.planned(figure.typed.clone(), None);
                self.plan.kept.push(PlannedStorage { name: full.clone(), storage, retention });
            }
            self.derived_row(sheet, &word, full, figure.typed, formula, growth, note, statement.span, own);
        }
    }

    /// A figure that follows from a block's fields, with what its formula names.
    #[allow(clippy::too_many_arguments)]
    fn derived_row(
        &mut self,
        sheet: &Arc<Sheet>,
        owner: &str,
        full: String,
        typed: Typed,
        formula: String,
        growth: Option<&(String, String)>,
        note: Option<String>,
        span: Span,
        own: bool,
    ) {
        self.item(sheet, full, ItemKind::Derived, Some(typed), None, note, span, own);
        let (mut references, mut implied) = (Vec::new(), Vec::new());
        for (at, name) in workload::names_in(&formula) {
            if let Some(item) = self.item_places.get(&format!("{owner}.{name}")).copied() {
                references.push(Reference { item, place: Some(at) });
            } else if let Some(text) = workload::implied(name, growth) {
                implied.push((at, text.to_owned()));
            } else if name == "read_payload"
                && let Some(item) = self.item_places.get(&format!("{owner}.payload")).copied()
            {
                references.push(Reference { item, place: Some(at) });
            }
        }
        if let Some(item) = self.plan.items.last_mut() {
            item.expression = formula;
            item.is_assumption = false;
            item.references = references;
            item.implied = implied;
        }
    }

    /// A growth rate in words: what is added in a period, and the period.
    fn growth_words(&self, field: &super::planner::RecordField) -> Option<(String, String)> {
        let typed = field.result.as_ref()?;
        let Kind::Growth { period: unit } = typed.kind else { return None };
        let value = self.values.number(typed.value)?;
        let percent = crate::units::display::number_text(value * self.plan.units.factor(unit) * 100.0, 6);
        Some((format!("{percent}%"), format!("1 {}", self.plan.units.singular(unit))))
    }

    /// Where a value's numbers are, as rows and checks need them.
    pub(super) fn planned(&mut self, typed: Typed, as_typed: Option<String>) -> PlannedValue {
        let (is_pure, is_availability) = (typed.dimension.is_pure(), typed.kind.is_availability());
        let (values, operations) = (&self.values, &mut self.plan.operations);
        self.lowered.lower_all(values, operations);
        let (value, missing) = self.lowered.shown(values, typed.value, is_pure, is_availability, operations);
        PlannedValue {
            dimension: typed.dimension,
            shown: typed.shown,
            is_availability,
            value,
            missing,
            as_typed,
        }
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
