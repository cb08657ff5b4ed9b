//! Types calls: arguments by place and name, functions over any dimension, and the file's own functions.

use std::sync::Arc;

use super::lower::{Lowered, Lowering, Typed};
use super::planner::Body;
use crate::diagnostic::{Diagnostic, Fix, Id, nearest};
use crate::functions::{self, Body as FunctionBody, FunctionId, Row, Variadic};
use crate::source::Span;
use crate::syntax::sheet::{Argument as Written, NodeId};
use crate::types::{Argument, Kind, Side, ValueId, ValueKind};
use crate::units::{Base, Dimension, Shown};

impl Lowering<'_> {
    pub(super) fn call(&mut self, function: Span, arguments: &[Written], span: Span) -> Option<Typed> {
        let name = self.sheet.word(function).into_owned();
        if let Some(place) = self.planner.functions.get(&name).copied() {
            return self.call_own(place, arguments, span);
        }
        let Some(shipped) = functions::find(&name) else {
            for argument in arguments {
                self.take(argument.value);
            }
            if !self.planner.broken.contains(&name) {
                self.unknown_function(&name, function);
            }
            return None;
        };
        let row = shipped.row();
        match &row.body {
            FunctionBody::Size => self.size(arguments, span),
            FunctionBody::Variadic(variadic) => self.variadic(row.name, *variadic, arguments, span),
            FunctionBody::SquareRoot(_) => {
                let [argument] = self.arguments_of(row, arguments, span)?.try_into().ok()?;
                let typed = self.take_operand(argument?)?;
                if typed.dimension.is_pure() {
                    let value = self.call_value(shipped, vec![of_value(&typed)], span);
                    return Some(Self::number(Shown::default(), value));
                }
                self.quantity_power(&typed, Some(0.5), span)
            }
            FunctionBody::Stepped(_) => self.stepped(shipped, arguments, span),
            FunctionBody::Tiered(_) => self.tiered(shipped, arguments, span),
            FunctionBody::Formula(formula) => self.formula(shipped, formula, arguments, span),
            // `find` answers none of these.
            FunctionBody::Internal(_) => None,
        }
    }

    pub(super) fn unknown_function(&mut self, name: &str, function: Span) {
        if name == "log" {
            let message = "there is no function `log`: it could be any of three";
            let help = "write `ln(x)`, `log2(x)` or `log10(x)`";
            let fixes = ["ln", "log2", "log10"].map(|name| Fix::write(function, name));
            self.error_with_fixes(Id::UnknownFunction, function, message, help, fixes);
            return;
        }
        // What other calculators call it, and how it is written here.
        let here = match name {
            "pow" | "power" => Some(("a power is written `2^32`", None)),
            "trunc" | "int" => Some(("write `floor(x)`", Some("floor"))),
            "avg" | "average" => Some(("write `mean(a, b)`", Some("mean"))),
            "count" | "len" => Some(("a count is written as a number with its noun, `5 users`", None)),
            _ => None,
        };
        if let Some((help, instead)) = here {
            let fix = instead.map(|instead| Fix::write(function, instead));
            self.error_with_fixes(
                Id::UnknownFunction,
                function,
                format!("there is no function `{name}`"),
                help,
                fix,
            );
            return;
        }
        let shipped = functions::offered().map(|row| row.name);
        let own: Vec<String> = self.planner.functions.keys().cloned().collect();
        let near = nearest(name, own.iter().map(String::as_str).chain(shipped));
        let is_value =
            self.planner.names.contains_key(name) || self.parameters.iter().any(|(other, _)| other == name);
        let help = if is_value {
            format!("`{name}` is a value; to multiply, write `{name} * (…)`")
        } else {
            "to define one, write `fn name(x) = …`".to_owned()
        };
        // `maximum` for `max`: one is the start of the other.
        let longer = functions::offered().map(|row| row.name).find(|shipped| {
            shipped.len() > 2 && (name.starts_with(shipped) || (name.len() > 2 && shipped.starts_with(name)))
        });
        let near = near.or(longer).filter(|_| !is_value);
        let fix = match near {
            Some(near) => Some(Fix::write(function, near)),
            None => is_value.then(|| {
                Fix::new(format!("multiply by it: `{name} * (…)`")).replacing(function.behind(), " * ")
            }),
        };
        let told = Diagnostic::new(Id::UnknownFunction, function, format!("there is no function `{name}`"))
            .help(help)
            .maybe_help(near.map(|near| format!("did you mean `{near}`?")));
        self.planner.report(fix.into_iter().fold(told, Diagnostic::with_fix));
    }

    /// The arguments of a function that ships, by parameter.
    pub(super) fn arguments_of(
        &mut self,
        row: &Row,
        arguments: &[Written],
        span: Span,
    ) -> Option<Vec<Option<NodeId>>> {
        let names = row.names();
        let defaults: Vec<bool> =
            row.parameters.iter().map(|parameter| parameter.default.is_some()).collect();
        self.in_order(row.name, &names, &defaults, arguments, span)
    }

    /// The arguments by parameter, given the names of these and which have a default; reports what is missing, doubled
    /// or left over.
    pub(super) fn in_order(
        &mut self,
        name: &str,
        parameters: &[&str],
        defaults: &[bool],
        arguments: &[Written],
        span: Span,
    ) -> Option<Vec<Option<NodeId>>> {
        let mut values: Vec<Option<NodeId>> = vec![None; parameters.len()];
        let usage = format!("`{name}({})`", parameters.join(", "));
        let mut named = false;
        let wrong = |place: Span, message: String| {
            Diagnostic::new(Id::WrongArguments, place, message).help(format!("it is called as {usage}"))
        };
        for (at, argument) in arguments.iter().enumerate() {
            let place = self.span(argument.value);
            let target = match argument.name {
                None if named => {
                    self.planner.report(wrong(
                        place,
                        "an argument without a name stands behind one with a name".into(),
                    ));
                    return None;
                }
                None => at,
                Some(written) => {
                    named = true;
                    let word = self.sheet.word(written).into_owned();
                    let Some(target) = parameters.iter().position(|parameter| *parameter == word) else {
                        let near = nearest(&word, parameters.iter().copied());
                        let told = wrong(place, format!("`{name}` has no parameter `{word}`"))
                            .maybe_help(near.map(|near| format!("did you mean `{near}`?")));
                        let fix = near.map(|near| Fix::write(written, near));
                        self.planner.report(fix.into_iter().fold(told, Diagnostic::with_fix));
                        return None;
                    };
                    target
                }
            };
            match values.get_mut(target) {
                None => {
                    let message = format!(
                        "`{name}` takes {}, and this is one more",
                        count(parameters.len(), "argument")
                    );
                    self.planner.report(wrong(place, message));
                    return None;
                }
                Some(Some(_)) => {
                    self.planner.report(wrong(place, format!("`{}` is given twice", parameters[target])));
                    return None;
                }
                Some(value) => *value = Some(argument.value),
            }
        }
        if let Some(place) =
            values.iter().zip(defaults).position(|(value, has_default)| value.is_none() && !has_default)
        {
            self.planner.report(wrong(span, format!("`{name}` needs its argument `{}`", parameters[place])));
            return None;
        }
        Some(values)
    }

    pub(super) fn size(&mut self, arguments: &[Written], span: Span) -> Option<Typed> {
        let [argument] = arguments else {
            self.error(
                Id::WrongArguments,
                span,
                "`size` takes one record",
                "write `size(paste)` for `record paste { … }`",
            );
            return None;
        };
        let place = self.span(argument.value);
        match self.take(argument.value)? {
            Lowered::Record(place) => self.planner.definitions[place].result.clone(),
            Lowered::Value(_) | Lowered::Chain(_) => {
                let text = self.text(place);
                self.error(
                    Id::WrongArguments,
                    place,
                    format!("`size` takes a record's name, and `{text}` is a value"),
                    "declare it: `record name { field = 8 bytes }`",
                );
                None
            }
        }
    }

    pub(super) fn variadic(
        &mut self,
        name: &'static str,
        variadic: Variadic,
        arguments: &[Written],
        span: Span,
    ) -> Option<Typed> {
        if let Some(word) = arguments.iter().find_map(|argument| argument.name) {
            self.error(
                Id::WrongArguments,
                word,
                format!("`{name}` takes its values without names"),
                format!("write `{name}(a, b)`"),
            );
            return None;
        }
        let values: Vec<Option<(Typed, Span)>> = arguments
            .iter()
            .map(|argument| {
                let place = self.span(argument.value);
                self.take_settled(argument.value).map(|typed| (typed, place))
            })
            .collect();
        let values: Option<Vec<(Typed, Span)>> = values.into_iter().collect();
        let mut values = values?;
        let nodes: Vec<NodeId> = arguments.iter().map(|argument| argument.value).collect();
        let mut typed: Vec<&mut Typed> = values.iter_mut().map(|(typed, _)| typed).collect();
        self.give_zeros_their_due(&mut typed, &nodes);
        let Some(((first, first_span), rest)) = values.split_first() else {
            self.error(
                Id::WrongArguments,
                span,
                format!("`{name}` needs at least one value"),
                format!("write `{name}(a, b)`"),
            );
            return None;
        };
        let mut fine = true;
        for (typed, place) in rest {
            if typed.dimension != first.dimension {
                self.mismatch("put together", first, *first_span, typed, *place, *place);
                fine = false;
            }
        }
        if !fine {
            return None;
        }
        let any_availability = values.iter().any(|(typed, _)| typed.kind.is_availability());
        let ordering = matches!(variadic, Variadic::Minimum | Variadic::Maximum);
        if any_availability && !ordering {
            self.availability_operation(span, "availabilities are not summed");
            return None;
        }
        let shown = values
            .iter()
            .map(|(typed, _)| &typed.shown)
            .find(|shown| shown.says_something())
            .cloned()
            .unwrap_or_default();
        let members: Vec<ValueId> = values.iter().map(|(typed, _)| typed.value).collect();
        let (count, of_availabilities) = (members.len(), any_availability);
        let mut value = self.push(
            match variadic {
                Variadic::Minimum => ValueKind::Smallest { members, of_availabilities },
                Variadic::Maximum => ValueKind::Largest { members, of_availabilities },
                Variadic::Sum | Variadic::Mean => ValueKind::Total(members),
            },
            span,
        );
        if any_availability {
            return Some(Self::availability(value, shown.released()));
        }
        if variadic == Variadic::Mean {
            let members = self.planner.number(count as f64, span);
            value = self.push(ValueKind::Quotient(value, members), span);
        }
        let kinds = values.iter().map(|(typed, _)| typed.kind);
        let kind = kinds.reduce(Kind::together).unwrap_or(Kind::Plain);
        let dimension = first.dimension.clone();
        Some(Typed { dimension, shown: shown.released(), kind, value })
    }

    /// `round ceil floor`
    pub(super) fn stepped(
        &mut self,
        function: FunctionId,
        arguments: &[Written],
        span: Span,
    ) -> Option<Typed> {
        let row = function.row();
        let values = self.arguments_of(row, arguments, span)?;
        let (value, step) = (values[0]?, values[1]);
        let value_span = self.span(value);
        let typed = self.take_settled(value)?;
        if typed.kind.is_availability() {
            self.availability_operation(span, "an availability is not rounded");
            return None;
        }
        let step = match step {
            Some(step) => {
                let step_span = self.span(step);
                let step = self.take_settled(step)?;
                if step.dimension != typed.dimension {
                    self.mismatch("rounded", &typed, value_span, &step, step_span, span);
                    return None;
                }
                step.value
            }
            None => {
                let counts = typed.dimension.single().is_some_and(Base::is_countable);
                if !typed.dimension.is_pure() && !counts {
                    let found = self.describe(&typed.dimension);
                    let unit = self.usual_unit(&typed.shown);
                    let fix = Fix::new(format!("round to a multiple of 1 {unit}"))
                        .replacing(value_span.behind(), format!(", 1 {unit}"));
                    self.error_with_fixes(
                        Id::NotAPureNumber,
                        value_span,
                        format!("`{}` needs a step for {found}", row.name),
                        format!("say to which multiple: `{}({}, 1 {unit})`", row.name, self.text(value_span)),
                        [fix],
                    );
                    return None;
                }
                // A count in a unit of its own (`unit dozen = 12 eggs`) is rounded in that unit.
                let factor = typed.shown.units.first().map_or(1.0, |entry| self.units().factor(entry.unit));
                self.planner.number(if typed.dimension.is_pure() { 1.0 } else { factor }, span)
            }
        };
        let arguments = vec![of_value(&typed), Argument { value: step, side: Side::Value }];
        let value = self.call_value(function, arguments, span);
        let shown = if typed.dimension.is_pure() { Shown::default() } else { typed.shown.clone().released() };
        let kind = typed.kind.without_period();
        Some(Typed { shown, value, kind, ..typed })
    }

    /// The unit of 1 of what is shown so: `user/s`.
    pub(super) fn usual_unit(&self, shown: &Shown) -> String {
        let factor =
            shown.units.iter().map(|entry| self.units().factor(entry.unit).powi(entry.power)).product();
        let shown = Shown { fixed: true, ..shown.clone() };
        let text =
            crate::units::display::quantity(self.units(), factor, &Dimension::of(Base::TIME, 1), &shown, 3)
                .text;
        text.trim_start_matches("1 ").to_owned()
    }

    pub(super) fn call_value(
        &mut self,
        function: FunctionId,
        arguments: Vec<Argument>,
        span: Span,
    ) -> ValueId {
        self.push(ValueKind::Call { function, arguments, gives: Side::Value }, span)
    }

    /// The base of a noun that a function counts in.
    pub(super) fn noun(&mut self, word: &str) -> Base {
        let units = &mut self.planner.plan.units;
        let unit = units.find(word).unwrap_or_else(|| units.add_countable(word, None));
        units.family(unit).unwrap_or(Base::countable(0))
    }

    /// `ln(1 + g) / T` of a growth rate `g` per period `T`, which is what formulas compute with.
    pub(super) fn continuous_growth(
        &mut self,
        typed: &Typed,
        span: Span,
        parameter: &str,
    ) -> Option<ValueId> {
        let Kind::Growth { period } = typed.kind else {
            let text = self.text(span);
            self.error(
                Id::NotAPureNumber,
                span,
                format!("`{parameter}` is a growth rate, and `{text}` is none"),
                "write a percentage per time, as `50%/year`; it compounds once per that time",
            );
            return None;
        };
        let period = self.units().factor(period);
        if self.literal_number(typed).is_some_and(|value| value * period <= -1.0) {
            self.error(
                Id::OutOfRange,
                span,
                "nothing is left after one period",
                "a rate of -100 % or less has no growth",
            );
            return None;
        }
        let period = Argument { value: self.planner.number(period, span), side: Side::Value };
        Some(self.call_value(CONTINUOUS_GROWTH, vec![of_value(typed), period], span))
    }

    /// Machines are sized for the peak: warns of a load that is plainly an average.
    pub(super) fn warn_of_average(&mut self, load: Option<NodeId>) {
        let Some(load) = load else { return };
        let span = self.span(load);
        let word = self.sheet.word(span).into_owned();
        let Some((root, figure)) = word.split_once('.') else { return };
        let average =
            matches!(figure, "writes" | "reads" | "hit_reads" | "backend_reads" | "ingress" | "egress");
        let is_workload = self
            .planner
            .names
            .get(root)
            .is_some_and(|place| matches!(self.planner.definitions[*place].body, Body::Workload { .. }));
        if average && is_workload {
            let peak = figure != "hit_reads";
            let help = if peak {
                format!("size for the peak: `{root}.peak_{figure}`")
            } else {
                "multiply it by the peak factor".to_owned()
            };
            let message = format!("`{word}` is an average, and machines are sized for the peak");
            let fix = peak.then(|| Fix::write(span, format!("{root}.peak_{figure}")));
            self.error_with_fixes(Id::SizedFromAverage, span, message, help, fix);
        }
    }

    /// `tiered(storage, 50 TB, $0.023/GB/month, 450 TB, $0.022/GB/month, $0.021/GB/month)`
    pub(super) fn tiered(
        &mut self,
        function: FunctionId,
        arguments: &[Written],
        span: Span,
    ) -> Option<Typed> {
        let usage = "it is called as `tiered(x, size1, price1, size2, price2, ..., rest_price)`";
        if arguments.len() < 2
            || !arguments.len().is_multiple_of(2)
            || arguments.iter().any(|argument| argument.name.is_some())
        {
            self.error(
                Id::WrongArguments,
                span,
                "`tiered` takes an amount, sizes each with its price, and the price of the rest",
                usage,
            );
            return None;
        }
        let places: Vec<Span> = arguments.iter().map(|argument| self.span(argument.value)).collect();
        let values: Vec<Option<Typed>> =
            arguments.iter().map(|argument| self.take_settled(argument.value)).collect();
        let values: Option<Vec<Typed>> = values.into_iter().collect();
        let mut values = values?;
        let last = values.len() - 1;
        // Sizes stand with the amount at 0 and at odd places, prices at even ones and at the end.
        let is_size = |at: usize| at == 0 || (at % 2 == 1 && at != last);
        for of_sizes in [true, false] {
            let places = || (0..=last).filter(|at| is_size(*at) == of_sizes);
            let nodes: Vec<NodeId> = places().map(|at| arguments[at].value).collect();
            let typed = values.iter_mut().enumerate().filter(|(at, _)| is_size(*at) == of_sizes);
            let mut typed: Vec<&mut Typed> = typed.map(|(_, value)| value).collect();
            self.give_zeros_their_due(&mut typed, &nodes);
        }
        let mut fine = true;
        for (at, value) in values.iter().enumerate().skip(1) {
            let model = if is_size(at) { 0 } else { last };
            if value.dimension != values[model].dimension {
                self.mismatch("tiered", &values[model], places[model], value, places[at], span);
                fine = false;
            }
        }
        if !fine {
            return None;
        }
        let dimension = values[0].dimension.times(&values[last].dimension, 1);
        let dimension = self.within_powers(dimension, span)?;
        let shown = Shown::product(self.units(), &values[0].shown, &values[last].shown, 1);
        let arguments = values.iter().map(of_value).collect();
        let value = self.call_value(function, arguments, span);
        Some(Typed { dimension, shown, kind: Kind::Plain, value })
    }

    /// The units of a function's result: of each family the one that an argument shows, else the usual one.
    pub(super) fn shown_like(&self, dimension: &Dimension, sources: &[&Shown]) -> Shown {
        let mut shown = Shown::by_default(self.units(), dimension);
        let nothing = Shown::default();
        for entry in &mut shown.units {
            let family = self.units().family(entry.unit);
            let found = sources
                .iter()
                .flat_map(|source| Shown::product(self.units(), source, &nothing, 1).units)
                .find(|other| {
                    self.units().family(other.unit) == family && other.power.signum() == entry.power.signum()
                });
            if let Some(found) = found {
                entry.unit = found.unit;
            }
        }
        shown
    }

    /// A function of the file: its body is typed anew for each call.
    pub(super) fn call_own(&mut self, place: usize, arguments: &[Written], span: Span) -> Option<Typed> {
        let definition = self.planner.definitions[place].clone();
        let Body::Function { parameters, body } = &definition.body else { return None };
        let names: Vec<String> =
            parameters.iter().map(|(name, _)| definition.sheet.word(*name).into_owned()).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let defaults: Vec<bool> = parameters.iter().map(|(_, default)| default.is_some()).collect();
        let values = self.in_order(&definition.name, &names, &defaults, arguments, span)?;
        let nodes = body.root.0 as usize - body.first.0 as usize + 1;
        if self.depth >= DEEPEST_CALL {
            self.error(
                Id::ExpansionTooLarge,
                span,
                format!("calls of functions nest deeper than {DEEPEST_CALL} here"),
                "bind parts of the work to names",
            );
            return None;
        }
        let Some(left) = self.planner.budget.checked_sub(nodes) else {
            // Told once: every other call of this file would say the same.
            if !std::mem::replace(&mut self.planner.is_budget_told, true) {
                self.error(
                    Id::ExpansionTooLarge,
                    span,
                    "the functions of this file expand to more than 250,000 parts",
                    "functions that call each other twice double with each step; bind parts of the work to names",
                );
            }
            self.planner.budget = 0;
            return None;
        };
        self.planner.budget = left;
        let mut scope: Vec<(String, Option<Typed>)> = Vec::with_capacity(names.len());
        for ((name, value), (_, default)) in names.iter().zip(values).zip(parameters) {
            let typed = match (value, default) {
                (Some(value), _) => self.take_settled(value),
                (None, Some(default)) => {
                    let mut inner =
                        Lowering::new(self.planner, Arc::clone(&definition.sheet), &[], self.depth + 1);
                    inner.expression(*default).and_then(|lowered| inner.value(lowered, default.span))
                }
                (None, None) => None,
            };
            scope.push(((*name).to_owned(), typed));
        }
        if scope.iter().any(|(_, typed)| typed.is_none()) {
            return None;
        }
        let mut inner = Lowering::new(self.planner, Arc::clone(&definition.sheet), &scope, self.depth + 1);
        inner.expression(*body).and_then(|lowered| inner.value(lowered, body.span))
    }
}

/// A value as a function takes it.
fn of_value(typed: &Typed) -> Argument {
    Argument { value: typed.value, side: Side::Value }
}

/// What makes a growth per period a continuous one.
const CONTINUOUS_GROWTH: FunctionId = FunctionId::named("continuous_growth");

/// How deep functions of a file may call each other.
const DEEPEST_CALL: usize = 64;

pub(super) fn count(number: usize, noun: &str) -> String {
    if number == 1 { format!("1 {noun}") } else { format!("{number} {noun}s") }
}
