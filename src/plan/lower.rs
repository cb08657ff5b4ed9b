//! Types one expression and turns it into operations: resolves words, checks dimensions, folds unit factors.
//!
//! Nodes come operands first, so an expression is one pass over them with no recursion; only a call of a file's
//! own function types another expression.

use std::sync::Arc;

use super::bundle::Bundle;
use super::functions::{self, Function, Variadic};
use super::planner::{Body, Planner};
use super::{OperationKind, Slot, nouns};
use crate::diagnostic::{Diagnostic, Id, nearest};
use crate::source::Span;
use crate::syntax::sheet::{
    Argument, Expression, ExpressionKind, Literal, LiteralKind, Magnitude, NodeId, Operator, Sheet, Target,
    UnitExpression,
};
use crate::units::decimal::Decimal;
use crate::units::signature::{Formula, Held};
use crate::units::{Base, Dimension, PureStyle, Shown, ShownUnit, UnitId, Units};

/// How deep functions of a file may call each other.
const DEEPEST_CALL: usize = 64;

/// Where a typed value's number is.
#[derive(Debug, Clone, Copy)]
pub(super) enum Operand {
    /// It is a number of the text: the value and, in decimal, 1 less it.
    Literal {
        /// The value in base units.
        value: f64,
        /// 1 less the value, for pure numbers.
        missing: f64,
    },
    /// In a slot.
    Value(Slot),
    /// A slot holds 1 less it.
    Missing(Slot),
}

/// A value with its type.
#[derive(Debug, Clone)]
pub(super) struct Typed {
    pub(super) dimension: Dimension,
    pub(super) shown: Shown,
    pub(super) is_availability: bool,
    pub(super) operand: Operand,
    /// `50%/year`: a percentage per time, as it was written.
    pub(super) is_growth: bool,
}

/// What a node comes to.
#[derive(Debug, Clone)]
pub(super) enum Lowered {
    Value(Typed),
    /// A record's bare name: the definition's place.
    Record(usize),
    /// A component, a path or a chain of them.
    Bundle(Box<Bundle>),
}

/// One expression on its way into the plan.
pub(super) struct Lowering<'p> {
    pub(super) planner: &'p mut Planner,
    pub(super) sheet: Arc<Sheet>,
    /// Parameters in scope; none where the argument has an error.
    parameters: &'p [(String, Option<Typed>)],
    depth: usize,
    /// The nodes of the expression, by their place less `first`.
    lowered: Vec<Option<Lowered>>,
    first: usize,
}

impl<'p> Lowering<'p> {
    pub(super) fn new(
        planner: &'p mut Planner,
        sheet: Arc<Sheet>,
        parameters: &'p [(String, Option<Typed>)],
        depth: usize,
    ) -> Self {
        Self { planner, sheet, parameters, depth, lowered: Vec::new(), first: 0 }
    }

    pub(super) fn error(&mut self, id: Id, span: Span, message: impl Into<String>, help: impl Into<String>) {
        self.planner.report(Diagnostic::new(id, span, message).help(help));
    }

    pub(super) fn units(&self) -> &Units {
        &self.planner.plan.units
    }

    pub(super) fn describe(&self, dimension: &Dimension) -> String {
        self.units().describe(dimension)
    }

    pub(super) fn push(&mut self, kind: OperationKind, span: Span) -> Operand {
        Operand::Value(self.planner.operation(kind, span))
    }

    /// Types an expression; nothing where it has an error, which is reported then.
    pub(super) fn expression(&mut self, expression: Expression) -> Option<Lowered> {
        let sheet = Arc::clone(&self.sheet);
        self.first = expression.first.0 as usize;
        self.lowered = Vec::with_capacity(expression.root.0 as usize + 1 - self.first);
        for place in expression.nodes() {
            let node = &sheet.nodes[place];
            let lowered = self.node(NodeId(place as u32), &node.kind, node.span, expression);
            self.lowered.push(lowered);
        }
        self.lowered.pop().flatten()
    }

    fn is_bundle(&self, id: NodeId) -> bool {
        matches!(self.lowered.get(id.0 as usize - self.first), Some(Some(Lowered::Bundle(_))))
    }

    fn take(&mut self, id: NodeId) -> Option<Lowered> {
        self.lowered.get_mut(id.0 as usize - self.first).and_then(Option::take)
    }

    /// The value of an operand; reports a bare record.
    pub(super) fn take_operand(&mut self, id: NodeId) -> Option<Typed> {
        let span = self.span(id);
        let lowered = self.take(id)?;
        self.value(lowered, span)
    }

    pub(super) fn value(&mut self, lowered: Lowered, span: Span) -> Option<Typed> {
        match lowered {
            Lowered::Value(typed) => Some(typed),
            Lowered::Record(place) => {
                let name = self.planner.definitions[place].name.clone();
                self.error(
                    Id::NotAValue,
                    span,
                    format!("`{name}` is a record, not a value"),
                    format!("its size is `size({name})`, its fields are `{name}.field`"),
                );
                None
            }
            Lowered::Bundle(_) => {
                let text = self.text(span);
                let single = text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
                let help = if single {
                    format!(
                        "say which figure: `{text}.availability`, `.latency`, `.capacity`, `.surviving`, `.load`, `.headroom`, `.cost`"
                    )
                } else {
                    format!(
                        "give the chain a name, `path name = {text}`, and say which figure: `name.availability`"
                    )
                };
                self.error(
                    Id::NotAValue,
                    span,
                    format!("`{text}` is a chain of components, not a value"),
                    help,
                );
                None
            }
        }
    }

    pub(super) fn span(&self, id: NodeId) -> Span {
        self.sheet.node(id).span
    }

    pub(super) fn text(&self, span: Span) -> String {
        if span.source == self.sheet.source.id { self.sheet.text(span) } else { String::new() }
    }

    fn node(&mut self, id: NodeId, kind: &ExpressionKind, span: Span, whole: Expression) -> Option<Lowered> {
        let typed = match kind {
            ExpressionKind::Literal(literal) => self.literal(literal, span),
            ExpressionKind::Reference => return self.reference(id, span, whole),
            ExpressionKind::Group(inner) => return self.take(*inner),
            ExpressionKind::Negative(value) => self.negative(*value, span),
            ExpressionKind::Binary {
                operator: operator @ (Operator::Series | Operator::Parallel),
                left,
                right,
                ..
            } if self.is_bundle(*left) || self.is_bundle(*right) => {
                let (left_span, right_span) = (self.span(*left), self.span(*right));
                let (left, right) = (self.take(*left), self.take(*right));
                let bundle = self.combine_bundles(*operator, left?, left_span, right?, right_span, span)?;
                return Some(Lowered::Bundle(Box::new(bundle)));
            }
            ExpressionKind::Needed { needed, members, member } if self.is_bundle(*member) => {
                let Lowered::Bundle(bundle) = self.take(*member)? else { return None };
                if !self.needed_fits(*needed, *members, span) {
                    return None;
                }
                return Some(Lowered::Bundle(Box::new(self.needed_bundle(*needed, *members, *bundle, span))));
            }
            ExpressionKind::Choice { needed, members }
                if members.iter().any(|member| self.is_bundle(*member)) =>
            {
                let parts = members.iter().map(|member| {
                    let place = self.span(*member);
                    self.take(*member).map(|lowered| (lowered, place))
                });
                let parts = parts.collect();
                if !self.needed_fits(*needed, members.len() as u64, span) {
                    return None;
                }
                return self
                    .choice_bundle(*needed, parts, span)
                    .map(|bundle| Lowered::Bundle(Box::new(bundle)));
            }
            ExpressionKind::Binary { operator, operator_span, left, right } => {
                self.binary(*operator, *operator_span, *left, *right, span)
            }
            ExpressionKind::Suffix { value, magnitude, units } => {
                self.suffix(*value, *magnitude, units, span)
            }
            ExpressionKind::Needed { needed, members, member } => {
                self.needed(*needed, *members, *member, span)
            }
            ExpressionKind::Choice { needed, members } => self.choice(*needed, members, span),
            ExpressionKind::Call { function, arguments } => self.call(*function, arguments, span),
            ExpressionKind::In { value, target } => self.convert(*value, target, span),
            ExpressionKind::As { value, below, unit } => self.count_as(*value, *below, *unit, span),
        };
        typed.map(Lowered::Value)
    }

    // ---- literals ------------------------------------------------------------------------------------------

    fn literal(&mut self, literal: &Literal, span: Span) -> Option<Typed> {
        if let Some(glued) = literal.glued {
            let word = self.sheet.word(glued).into_owned();
            let bound = self.parameters.iter().any(|(name, _)| *name == word)
                || self.planner.names.contains_key(&word);
            if bound {
                let number = self.text(Span { end: glued.start, ..span });
                self.error(
                    Id::SuffixIsNotAVariable,
                    span,
                    format!("`{word}` behind a number is no variable here"),
                    format!("to multiply by it, write `{number} * {word}`"),
                );
                return None;
            }
        }
        let mut decimal = literal.number;
        let mut binary = 1.0;
        if let Some(magnitude) = literal.magnitude {
            decimal = decimal.scaled(magnitude.ten);
            binary = magnitude.factor() / 10_f64.powi(magnitude.ten);
        }
        let mut style = PureStyle::Plain;
        let (mut value, mut missing);
        match literal.kind {
            LiteralKind::Plain => {
                (value, missing) = decimal_sides(decimal);
                if binary != 1.0 {
                    value *= binary;
                    missing = 1.0 - value;
                }
            }
            LiteralKind::Percent => {
                style = PureStyle::Percent;
                (value, missing) = decimal_sides(decimal.scaled(-2));
            }
            LiteralKind::Times => {
                style = PureStyle::Times;
                (value, missing) = decimal_sides(decimal);
            }
            LiteralKind::Ratio(below) => {
                if below.value() == 0.0 {
                    self.error(Id::DivisionByZero, span, "this ratio divides by zero", "its right side is 0");
                    return None;
                }
                value = decimal.value() / below.value();
                missing = (below.value() - decimal.value()) / below.value();
            }
            LiteralKind::Nines => {
                style = PureStyle::Percent;
                let nines = decimal.value();
                if !(0.0..=300.0).contains(&nines) {
                    self.error(Id::BadNumber, span, "nines count from 0 to 300", "99.9 % has 3 nines");
                    return None;
                }
                missing = if nines.fract() == 0.0 {
                    Decimal::power_of_ten(-(nines as i32)).value()
                } else {
                    10_f64.powf(-nines)
                };
                value = 1.0 - missing;
            }
        }
        if !value.is_finite() || (value == 0.0 && decimal.value() == 0.0 && !self.is_zero(span)) {
            self.error(
                Id::BadNumber,
                span,
                "this number is beyond what can be held (about 1e-308 to 1.8e308)",
                "write a smaller exponent",
            );
            return None;
        }
        let (factor, dimension, shown) = self.unit_expression(&literal.units, span)?;
        value *= factor;
        if !value.is_finite() {
            self.error(
                Id::BadNumber,
                span,
                "this number is beyond what can be held",
                "write a smaller number",
            );
            return None;
        }
        if !literal.more.is_empty() {
            value += self.duration(literal, span)?;
        }
        let is_growth = literal.kind == LiteralKind::Percent && dimension == Dimension::of(Base::TIME, -1);
        let mut shown = shown;
        let is_pure = dimension.is_pure() && shown.units.is_empty() && shown.pure == PureStyle::Plain;
        if is_pure || is_growth {
            shown.pure = style;
        }
        if dimension.is_pure() && !literal.units.factors.is_empty() {
            missing = 1.0 - value;
        }
        Some(Typed {
            dimension,
            shown,
            is_availability: false,
            operand: Operand::Literal { value, missing },
            is_growth,
        })
    }

    /// Whether a literal is written with zeros only, so that its value may be 0.
    fn is_zero(&self, span: Span) -> bool {
        let text = self.sheet.source.slice(span);
        let digits = text.split(['e', 'E']).next().unwrap_or("");
        !digits.bytes().any(|byte| (b'1'..=b'9').contains(&byte))
    }

    /// The further parts of `8h 45min 57s`, in seconds.
    fn duration(&mut self, literal: &Literal, span: Span) -> Option<f64> {
        let time = Dimension::of(Base::TIME, 1);
        let first = literal.units.factors.first().and_then(|factor| factor.word);
        let mut previous = first.and_then(|word| self.units().find(&self.sheet.word(word)));
        let mut sum = 0.0;
        let mut fine = previous.is_some_and(|unit| self.units().dimension(unit) == time);
        for (number, factor) in &literal.more {
            let unit = factor.word.and_then(|word| self.units().find(&self.sheet.word(word)));
            match (unit, previous) {
                (Some(unit), Some(before))
                    if self.units().dimension(unit) == time
                        && self.units().factor(unit) < self.units().factor(before) =>
                {
                    sum += number.value() * self.units().factor(unit);
                    previous = Some(unit);
                }
                _ => fine = false,
            }
        }
        if !fine {
            let reported =
                literal.more.iter().any(|(_, factor)| factor.word.is_some_and(|word| self.is_reported(word)));
            if !reported {
                self.error(
                    Id::MissingOperator,
                    span,
                    "several numbers with units are one value only as a duration, longest unit first",
                    "write `8h 45min 57s`, or an operator between the values",
                );
            }
            return None;
        }
        Some(sum)
    }

    fn is_reported(&self, word: Span) -> bool {
        self.planner.nouns.reported.contains_key(&*self.sheet.word(word))
    }

    /// The factor to base units, the dimension and the units to show, of units as written.
    fn unit_expression(&mut self, units: &UnitExpression, span: Span) -> Option<(f64, Dimension, Shown)> {
        if units.factors.is_empty() {
            return Some((1.0, Dimension::pure(), Shown::default()));
        }
        let (mut factor, mut dimension, mut shown) = (1.0, Dimension::pure(), Shown::default());
        for part in &units.factors {
            let mut scale =
                part.number.map_or(1.0, Decimal::value) * part.magnitude.map_or(1.0, Magnitude::factor);
            if scale == 0.0 {
                self.error(
                    Id::DivisionByZero,
                    part.word.unwrap_or(span),
                    "this divides by zero",
                    "the number behind `per` is 0",
                );
                return None;
            }
            if let Some(word) = part.word {
                let unit = self.find_unit(word)?;
                let units = self.units();
                let raised = dimension.times(&units.dimension(unit), part.power);
                scale = scale.powi(part.power.signum()) * units.factor(unit).powi(part.power);
                let style = pure_style(units, unit);
                let one = Shown::unit(unit, 1);
                let next = if units.is_pure(unit) {
                    Shown { pure: style, ..shown.clone() }
                } else if shown.units.is_empty() && part.power == 1 {
                    one
                } else {
                    let mut next = Shown::product(units, &shown, &one.to_power(units, part.power), 1);
                    // As written, on this side of the bar.
                    next.units.iter_mut().for_each(|entry| entry.own = true);
                    next
                };
                let Some(raised) = raised else {
                    self.error(
                        Id::BadExponent,
                        word,
                        "this power is too large",
                        "powers of units go up to 99",
                    );
                    return None;
                };
                self.warn_of_variable(word, unit, part.power);
                (dimension, shown) = (raised, next);
            } else {
                scale = 1.0 / scale;
            }
            factor *= scale;
        }
        Some((factor, dimension, shown))
    }

    /// A unit's word that is also a variable: `100 GB/shards` beside `shards = 8`.
    fn warn_of_variable(&mut self, word: Span, unit: UnitId, power: i32) {
        let name = self.sheet.word(word).into_owned();
        let Some(place) = self.planner.names.get(&name).copied() else { return };
        let is_pure =
            self.planner.definitions[place].result.as_ref().is_some_and(|typed| typed.dimension.is_pure());
        let counted = self.planner.nouns.counts(&self.units().singular(unit).to_lowercase());
        if !is_pure || (power < 0 && counted) || !self.units().is_countable(unit) {
            return;
        }
        let help = if power < 0 {
            format!("to divide by the variable, write ` / {name}` with blanks")
        } else {
            format!("to multiply by the variable, write `* {name}`")
        };
        self.error(
            Id::UnitNamedLikeVariable,
            word,
            format!("`{name}` is a unit here, not the variable"),
            help,
        );
    }

    fn find_unit(&mut self, word: Span) -> Option<UnitId> {
        let text = self.sheet.word(word).into_owned();
        if let Some(unit) = self.units().find(&text) {
            // A slip of another noun is reported once, and so is a unit whose definition has an error.
            let broken =
                self.planner.nouns.reported.contains_key(&text) || self.units().factor(unit).is_nan();
            return (!broken).then_some(unit);
        }
        if !self.planner.nouns.reported.contains_key(&text) {
            if let Some(help) = nouns::ambiguous_bytes(&text) {
                self.error(
                    Id::AmbiguousSuffix,
                    word,
                    format!("`{text}` could be bits or bytes, a factor of 8"),
                    help,
                );
                return None;
            }
            let near = nouns::near_unit(self.planner, &text).map(|near| format!("did you mean `{near}`?"));
            let bound = self.planner.names.contains_key(&text);
            let help = if bound {
                format!("`{text}` is a name; to divide by it write ` / {text}`")
            } else {
                format!("units are those that numbers count in; to declare one, write `unit {text}`")
            };
            self.planner.report(
                Diagnostic::new(Id::UnknownUnit, word, format!("there is no unit `{text}`"))
                    .help(help)
                    .maybe_help(near),
            );
        }
        None
    }

    // ---- words ---------------------------------------------------------------------------------------------

    fn reference(&mut self, id: NodeId, span: Span, whole: Expression) -> Option<Lowered> {
        let word = self.sheet.word(span).into_owned();
        let (root, field) = match word.split_once('.') {
            Some((root, field)) => (root, Some(field)),
            None => (word.as_str(), None),
        };
        if let Some((_, value)) = self.parameters.iter().find(|(name, _)| *name == word) {
            return value.clone().map(Lowered::Value);
        }
        if let Some((_, value)) = self.parameters.iter().find(|(name, _)| name == root) {
            if let Some(field) = field {
                self.error(
                    Id::UnknownField,
                    span,
                    format!("`{root}` is a parameter and has no field `{field}`"),
                    "write the parameter alone",
                );
                return None;
            }
            return value.clone().map(Lowered::Value);
        }
        if let Some(module) = &self.sheet.module
            && let Some(place) = self.planner.names.get(&format!("{module}.{word}")).copied()
        {
            return self.definition(place, None, span);
        }
        if let Some(place) = self.planner.names.get(&*word).copied() {
            return self.definition(place, None, span);
        }
        if let Some(place) = self.planner.names.get(root).copied() {
            return self.definition(place, field, span);
        }
        if let Some(field) = field.filter(|_| self.planner.modules.contains(root)) {
            let names =
                self.planner.names.keys().filter_map(|name| name.strip_prefix(root)?.strip_prefix('.'));
            let near = nearest(field, names).map(|near| format!("did you mean `{root}.{near}`?"));
            let message = format!("the module `{root}` has no `{field}`");
            self.planner.report(
                Diagnostic::new(Id::UnknownField, span, message)
                    .help("the reference lists what the module has")
                    .maybe_help(near),
            );
            return None;
        }
        if self.planner.broken.contains(root) {
            return None;
        }
        if field.is_some() {
            self.unknown_name(root, span);
            return None;
        }
        self.bare_unit(id, root, span, whole)
    }

    fn definition(&mut self, place: usize, field: Option<&str>, span: Span) -> Option<Lowered> {
        if self.planner.definitions[place].sheet.module.is_some() && self.sheet.module.is_none() {
            self.planner.used_figures.push(place);
        }
        let definition = &self.planner.definitions[place];
        match (&definition.body, field) {
            (Body::Binding(_) | Body::Load { .. } | Body::Headroom { .. }, None) => {
                definition.result.clone().map(Lowered::Value)
            }
            (Body::Component { bundle, .. } | Body::Path { bundle, .. }, None) => {
                bundle.clone().map(Lowered::Bundle)
            }
            (Body::Component { fields, bundle }, Some(field)) => {
                if let Some(found) = fields.iter().find(|other| other.name == field) {
                    return found.result.clone().map(Lowered::Value);
                }
                let (name, bundle) = (definition.name.clone(), bundle.clone());
                self.property(&name, bundle.as_deref(), field, span).map(Lowered::Value)
            }
            (Body::Path { bundle, .. }, Some(field)) => {
                let (name, bundle) = (definition.name.clone(), bundle.clone());
                self.property(&name, bundle.as_deref(), field, span).map(Lowered::Value)
            }
            (Body::Workload { fields, derived }, None) => {
                let known: Vec<_> = derived
                    .iter()
                    .take(3)
                    .map(|figure| format!("`{}.{}`", definition.name, figure.name))
                    .collect();
                let message = format!("`{}` is a workload, not a value", definition.name);
                let help = if known.is_empty() {
                    format!(
                        "say which figure: `{}.{}`",
                        definition.name,
                        fields.first().map_or("writes", |field| field.name.as_str())
                    )
                } else {
                    format!("say which figure: {}", known.join(", "))
                };
                self.error(Id::NotAValue, span, message, help);
                None
            }
            (Body::Workload { fields, derived }, Some(field)) => {
                if let Some(found) = fields.iter().find(|other| other.name == field) {
                    return found.result.clone().map(Lowered::Value);
                }
                if let Some(found) = derived.iter().find(|other| other.name == field) {
                    return Some(Lowered::Value(found.typed.clone()));
                }
                let (name, fields, derived) = (definition.name.clone(), fields.clone(), derived.clone());
                self.missing_figure(&name, field, &fields, &derived, span);
                None
            }
            (Body::Record { .. }, None) => Some(Lowered::Record(place)),
            (Body::Record { fields, .. }, Some(field)) => {
                if let Some(found) = fields.iter().find(|other| other.name == field) {
                    return found.result.clone().map(Lowered::Value);
                }
                let near = nearest(field, fields.iter().map(|field| field.name.as_str()));
                let names: Vec<_> = fields.iter().map(|field| format!("`{}`", field.name)).collect();
                let help = near.map_or_else(
                    || format!("it has {}", names.join(", ")),
                    |near| format!("did you mean `{near}`?"),
                );
                let message = format!("the record `{}` has no field `{field}`", definition.name);
                self.error(Id::UnknownField, span, message, help);
                None
            }
            (_, Some(field)) => {
                let message = format!("`{}` is a value and has no field `{field}`", definition.name);
                self.error(Id::UnknownField, span, message, "only blocks have fields");
                None
            }
            (Body::Function { .. }, None) => None,
        }
    }

    /// A figure of a component or a path.
    fn property(&mut self, name: &str, bundle: Option<&Bundle>, field: &str, span: Span) -> Option<Typed> {
        if super::bundle::PROPERTIES.contains(&field) {
            // Without a bundle the block has an error, which is reported there.
            return self.property_value(name, bundle?, field, span);
        }
        if matches!(field, "load" | "headroom") {
            self.error(
                Id::MissingInput,
                span,
                format!("nothing says what `{name}` carries, so it has no {field}"),
                format!("write `{name} carries 1000 req/s`"),
            );
            return None;
        }
        if matches!(field, "bottleneck" | "weakest") {
            self.error(
                Id::NotAValue,
                span,
                format!("the {field} of `{name}` is a stage's name, which the report shows"),
                "it is no value to compute with",
            );
            return None;
        }
        let near = nearest(field, super::bundle::PROPERTIES.into_iter().chain(["load", "headroom"]));
        let help = near.map_or_else(
            || "it has `availability`, `latency`, `capacity`, `surviving`, `cost`, `mtbf`, `load` and `headroom`".to_owned(),
            |near| format!("did you mean `{near}`?"),
        );
        self.error(Id::UnknownField, span, format!("`{name}` has no field `{field}`"), help);
        None
    }

    /// A workload's figure that is not there: unknown, or an input of it is missing.
    fn missing_figure(
        &mut self,
        name: &str,
        field: &str,
        fields: &[super::planner::RecordField],
        derived: &[super::workload::Derived],
        span: Span,
    ) {
        use super::workload::{INPUTS, derived_names};
        if INPUTS.contains(&field) {
            self.error(
                Id::MissingInput,
                span,
                format!("the workload `{name}` does not say its `{field}`"),
                format!("add `{field} = …` to it"),
            );
        } else if derived_names().any(|figure| figure == field) {
            let missing = Planner::missing_inputs(field, fields, derived);
            if missing.is_empty() {
                // An input of it has an error, which is reported there.
                return;
            }
            let words: Vec<_> = missing.iter().map(|input| format!("`{input}`")).collect();
            self.error(
                Id::MissingInput,
                span,
                format!("`{name}.{field}` needs {}, which the workload does not say", words.join(" and ")),
                format!("add `{} = …` to the workload `{name}`", missing[0]),
            );
        } else {
            let near = nearest(field, INPUTS.into_iter().chain(derived_names()));
            let help = near.map_or_else(
                || {
                    format!(
                        "it derives {}",
                        derived_names().map(|figure| format!("`{figure}`")).collect::<Vec<_>>().join(", ")
                    )
                },
                |near| format!("did you mean `{near}`?"),
            );
            self.error(Id::UnknownField, span, format!("the workload `{name}` has no `{field}`"), help);
        }
    }

    fn unknown_name(&mut self, word: &str, span: Span) {
        let parameters = self.parameters.iter().map(|(name, _)| name.as_str());
        let near = if self.planner.suggests() {
            nearest(word, parameters.chain(self.planner.names.keys().map(String::as_str)))
                .map(str::to_owned)
                .or_else(|| nouns::near_unit(self.planner, word))
        } else {
            None
        };
        let is_function = functions::find(word).is_some() || self.planner.functions.contains_key(word);
        let statement = match word {
            "check" => Some("check storage ~ 450 GB"),
            "title" => Some("title \"Pastebin\""),
            "calendar" => Some("calendar primer"),
            "unit" => Some("unit tweet"),
            "bytes" => Some("bytes binary"),
            "record" => Some("record paste { content = 1 KB }"),
            "import" => Some("import \"base.nap\""),
            "fn" => Some("fn double(x) = 2 * x"),
            _ => None,
        };
        let help = match near {
            _ if statement.is_some() => {
                format!("as a statement it is written `{}`", statement.unwrap_or_default())
            }
            Some(near) => format!("did you mean `{near}`?"),
            None if is_function => format!("`{word}` is a function: write `{word}(…)`"),
            None => format!(
                "bind it on a line of its own: `{word} = …`; to count in it, write a number before it"
            ),
        };
        self.error(Id::UnknownName, span, format!("`{word}` is neither a name nor a unit"), help);
    }

    /// A unit without a number stands for 1 of it.
    fn bare_unit(&mut self, id: NodeId, word: &str, span: Span, whole: Expression) -> Option<Lowered> {
        let Some(unit) = self.units().find(word) else {
            if !self.planner.nouns.reported.contains_key(word) {
                self.unknown_name(word, span);
            }
            return None;
        };
        if self.planner.nouns.reported.contains_key(word) {
            return None;
        }
        if self.units().is_countable(unit) {
            let twin = self
                .planner
                .names
                .keys()
                .find(|name| name.as_str() != word && self.units().find(name) == Some(unit));
            if let Some(twin) = twin.cloned() {
                self.error(
                    Id::NounForName,
                    span,
                    format!("`{word}` alone is 1 {word}, and `{twin}` is a name here"),
                    format!("did you mean `{twin}`? For a single one, write `1 {word}`"),
                );
                return None;
            }
        }
        let behind_bar = || {
            self.sheet.nodes[whole.nodes()].iter().any(|node| {
                matches!(&node.kind, ExpressionKind::Binary { operator: Operator::Divide | Operator::Per | Operator::Over, right, .. } if *right == id)
            })
        };
        if word.chars().count() == 1 && self.units().money_sign(unit).is_none() && !behind_bar() {
            self.error(
                Id::UnknownName,
                span,
                format!("`{word}` alone is not a value"),
                format!("for one {word}, write `1 {word}`"),
            );
            return None;
        }
        if self.units().is_pure(unit) {
            self.error(
                Id::UnknownName,
                span,
                format!("`{word}` alone is not a value"),
                format!("write a number before it: `5 {word}`"),
            );
            return None;
        }
        let dimension = self.units().dimension(unit);
        let value = self.units().factor(unit);
        let operand = Operand::Literal { value, missing: f64::NAN };
        Some(Lowered::Value(Typed {
            dimension,
            shown: Shown::unit(unit, 1),
            is_availability: false,
            operand,
            is_growth: false,
        }))
    }

    // ---- operands as slots ---------------------------------------------------------------------------------

    /// The slot of a value.
    pub(super) fn value_slot(&mut self, typed: &Typed, span: Span) -> Slot {
        match typed.operand {
            Operand::Literal { value, .. } => self.planner.operation(OperationKind::Constant(value), span),
            Operand::Value(slot) => slot,
            Operand::Missing(slot) => self.planner.operation(OperationKind::Complement(slot), span),
        }
    }

    /// The slot of what is missing to 1.
    pub(super) fn missing_slot(&mut self, typed: &Typed, span: Span) -> Slot {
        match typed.operand {
            Operand::Literal { missing, .. } => {
                self.planner.operation(OperationKind::Constant(missing), span)
            }
            Operand::Missing(slot) => slot,
            Operand::Value(slot) => self.planner.operation(OperationKind::Complement(slot), span),
        }
    }

    pub(super) fn number(shown: Shown, operand: Operand) -> Typed {
        Typed { dimension: Dimension::pure(), shown, is_availability: false, operand, is_growth: false }
    }

    // ---- operators -----------------------------------------------------------------------------------------

    fn negative(&mut self, value: NodeId, span: Span) -> Option<Typed> {
        let typed = self.take_operand(value)?;
        if typed.is_availability {
            self.availability_operation(span, "a sign before an availability means nothing");
            return None;
        }
        let operand = match typed.operand {
            Operand::Literal { value, .. } => Operand::Literal { value: -value, missing: 1.0 + value },
            _ => {
                let slot = self.value_slot(&typed, span);
                self.push(OperationKind::Negate(slot), span)
            }
        };
        Some(Typed { operand, shown: typed.shown.clone().released(), is_growth: false, ..typed })
    }

    fn binary(
        &mut self,
        operator: Operator,
        place: Span,
        left: NodeId,
        right: NodeId,
        span: Span,
    ) -> Option<Typed> {
        let (left_span, right_span) = (self.span(left), self.span(right));
        if operator == Operator::Divide {
            self.warn_of_spaced_unit(left, right);
            if self.is_fraction_of(right) {
                let (_, _) = (self.take(left), self.take(right));
                let text = self.text(span);
                self.error(
                    Id::BadShare,
                    span,
                    format!("`of` binds tighter than `/`, so `{text}` divides by a multiple"),
                    "write the share as a percentage, `25% of …`, or bracket it: `(1/4) of …`",
                );
                return None;
            }
        }
        if operator == Operator::Range {
            let (_, _) = (self.take(left), self.take(right));
            self.error(
                Id::NotEstimated,
                span,
                "a range is read, but this version does not estimate it",
                "write one value, and vary it with `--set`",
            );
            return None;
        }
        if operator == Operator::Of {
            return self.share(left, right, span);
        }
        let exponent_literal = (operator == Operator::Power).then(|| self.whole_exponent(right)).flatten();
        let (left_value, right_value) = (self.take_operand(left), self.take_operand(right));
        let (left, right) = (left_value?, right_value?);
        match operator {
            Operator::Add | Operator::Subtract => {
                self.sum(operator, left, left_span, right, right_span, span)
            }
            Operator::Multiply => self.product(&left, &right, 1, span),
            Operator::Divide | Operator::Per => {
                let _ = place;
                self.product(&left, &right, -1, span)
            }
            Operator::Over => self.over(&left, left_span, &right, right_span, span),
            Operator::Power => self.power(&left, left_span, &right, right_span, exponent_literal, span),
            Operator::Series | Operator::Parallel => {
                self.combine(operator, &left, left_span, &right, right_span, span)
            }
            Operator::Of | Operator::Range => None,
        }
    }

    /// Whether a node is `4 of x`, which behind a `/` was meant as a fraction of x.
    fn is_fraction_of(&self, id: NodeId) -> bool {
        let ExpressionKind::Binary { operator: Operator::Of, left, .. } = self.sheet.node(id).kind else {
            return false;
        };
        matches!(&self.sheet.node(left).kind, ExpressionKind::Literal(literal)
            if literal.kind == LiteralKind::Plain && literal.units.factors.is_empty())
    }

    /// `1 TB / 10 Gb / s` divides by the gigabits and then by a second (rulings, B8).
    fn warn_of_spaced_unit(&mut self, left: NodeId, right: NodeId) {
        let ExpressionKind::Binary { operator: Operator::Divide, right: divisor, .. } =
            self.sheet.node(left).kind
        else {
            return;
        };
        let ExpressionKind::Literal(literal) = &self.sheet.node(divisor).kind else { return };
        let Some(last) = literal.units.factors.last().and_then(|factor| factor.word) else { return };
        let span = self.span(right);
        let word = self.sheet.word(span).into_owned();
        let is_time = matches!(self.sheet.node(right).kind, ExpressionKind::Reference)
            && !self.planner.names.contains_key(&word)
            && self.units().find(&word).is_some_and(|unit| self.units().family(unit) == Some(Base::TIME));
        if is_time {
            let unit = self.sheet.word(last).into_owned();
            self.error(
                Id::SpacedUnit,
                span,
                format!("with blanks around it, `/ {word}` divides the whole result"),
                format!("if the rate is meant, write `{unit}/{word}` without blanks"),
            );
        }
    }

    pub(super) fn add_quantities(&mut self, left: Typed, right: Typed, span: Span) -> Typed {
        let (a, b) = (self.value_slot(&left, span), self.value_slot(&right, span));
        let operand = self.push(OperationKind::Add(a, b), span);
        let shown = leftmost(&left.shown, &right.shown);
        Typed { dimension: left.dimension, shown, is_availability: false, operand, is_growth: false }
    }

    fn sum(
        &mut self,
        operator: Operator,
        left: Typed,
        left_span: Span,
        right: Typed,
        right_span: Span,
        span: Span,
    ) -> Option<Typed> {
        if left.dimension != right.dimension {
            let verb = if operator == Operator::Add { "added" } else { "subtracted" };
            self.mismatch(verb, &left, left_span, &right, right_span, span);
            return None;
        }
        let subtracts = operator == Operator::Subtract;
        let is_one = matches!(left.operand, Operand::Literal { value: 1.0, .. }) && left.dimension.is_pure();
        if subtracts && is_one && !left.is_availability {
            // The complement only changes which side of 1 is held.
            let operand = match right.operand {
                Operand::Literal { value, missing } => Operand::Literal { value: missing, missing: value },
                Operand::Value(slot) => Operand::Missing(slot),
                Operand::Missing(slot) => Operand::Value(slot),
            };
            let shown = if right.shown.pure == PureStyle::Percent {
                right.shown.clone().released()
            } else {
                Shown::default()
            };
            return Some(Self::number(shown, operand));
        }
        if left.is_availability || right.is_availability {
            if subtracts && left.is_availability && right.is_availability {
                // (1 - u) - (1 - v) is v - u: nothing is lost.
                let (u, v) = (self.missing_slot(&left, left_span), self.missing_slot(&right, right_span));
                let operand = self.push(OperationKind::Subtract(v, u), span);
                return Some(Self::number(Shown::default(), operand));
            }
            if !(subtracts && left.is_availability) {
                let what = if subtracts {
                    "an availability is subtracted from 1 only"
                } else {
                    "availabilities do not add up"
                };
                self.availability_operation(span, what);
                return None;
            }
        }
        if left.dimension.is_pure() {
            self.warn_of_percent_sum(&left, left_span, &right, right_span, span);
        }
        let held_missing =
            matches!((left.operand, right.operand), (Operand::Missing(_), Operand::Missing(_)));
        let operand = if subtracts && held_missing {
            let (u, v) = (self.missing_slot(&left, left_span), self.missing_slot(&right, right_span));
            self.push(OperationKind::Subtract(v, u), span)
        } else {
            let (a, b) = (self.value_slot(&left, left_span), self.value_slot(&right, right_span));
            self.push(if subtracts { OperationKind::Subtract(a, b) } else { OperationKind::Add(a, b) }, span)
        };
        let shown = leftmost(&left.shown, &right.shown);
        Some(Typed { dimension: left.dimension, shown, is_availability: false, operand, is_growth: false })
    }

    /// `3x + 20%` is 3.2 (rulings, E3).
    fn warn_of_percent_sum(
        &mut self,
        left: &Typed,
        left_span: Span,
        right: &Typed,
        right_span: Span,
        span: Span,
    ) {
        let percent = |typed: &Typed| typed.shown.pure == PureStyle::Percent;
        let whole = |typed: &Typed| matches!(typed.operand, Operand::Literal { value, .. } if value.fract() == 0.0 && typed.shown.pure == PureStyle::Plain);
        let literal = |typed: &Typed| percent(typed) && matches!(typed.operand, Operand::Literal { .. });
        let (share, other) = if literal(right) && !percent(left) && !whole(left) {
            (right_span, left_span)
        } else if literal(left) && !percent(right) && !whole(right) {
            (left_span, right_span)
        } else {
            return;
        };
        let (share, other) = (self.text(share), self.text(other));
        self.error(
            Id::PercentSum,
            span,
            format!("`{share}` is added as a number: percentages of something are multiplied"),
            format!("for {share} of it more, write `{other} * (1 + {share})`"),
        );
    }

    /// A product, or with `power` -1 a quotient.
    pub(super) fn product(&mut self, left: &Typed, right: &Typed, power: i32, span: Span) -> Option<Typed> {
        let Some(dimension) = left.dimension.times(&right.dimension, power) else {
            self.error(
                Id::BadExponent,
                span,
                "the powers of the units become too large",
                "powers of units go up to 99",
            );
            return None;
        };
        let is_availability = left.is_availability && right.is_availability && power == 1;
        let held_missing = |typed: &Typed| matches!(typed.operand, Operand::Missing(_));
        let keeps_missing = power == 1
            && dimension.is_pure()
            && left.dimension.is_pure()
            && (is_availability
                || (held_missing(left)
                    && (held_missing(right) || matches!(right.operand, Operand::Literal { .. })))
                || (held_missing(right) && matches!(left.operand, Operand::Literal { .. })));
        if keeps_missing {
            let (u, v) = (self.missing_slot(left, span), self.missing_slot(right, span));
            let slot = self.planner.operation(OperationKind::Series(u, v), span);
            let typed = Self::number(Shown::default(), Operand::Missing(slot));
            return Some(Typed { is_availability, ..typed });
        }
        let (a, b) = (self.value_slot(left, span), self.value_slot(right, span));
        let operand = self
            .push(if power == 1 { OperationKind::Multiply(a, b) } else { OperationKind::Divide(a, b) }, span);
        let shown = Shown::product(self.units(), &left.shown, &right.shown, power);
        let shown = if dimension.is_pure() && shown.units.is_empty() { Shown::default() } else { shown };
        Some(Typed { dimension, shown, is_availability: false, operand, is_growth: false })
    }

    fn over(
        &mut self,
        left: &Typed,
        left_span: Span,
        right: &Typed,
        right_span: Span,
        span: Span,
    ) -> Option<Typed> {
        let time = Dimension::of(Base::TIME, 1);
        if left.is_availability {
            self.availability_operation(span, "an availability does not accumulate over time");
            return None;
        }
        if right.dimension != time {
            let found = self.describe(&right.dimension);
            let text = self.text(right_span);
            self.error(
                Id::NotARate,
                right_span,
                format!("`over` takes a time, and `{text}` is {found}"),
                "write a time, as `over 3 years`; to divide, write ` / `",
            );
            return None;
        }
        if left.dimension.power(Base::TIME) != -1 {
            let found = self.describe(&left.dimension);
            let text = self.text(left_span);
            let help = if left.dimension.power(Base::TIME) == 0 {
                format!(
                    "only a rate accumulates over time; to divide by the time, write `{text} / {}`",
                    self.text(right_span)
                )
            } else {
                "only a rate (something per time) accumulates over time".to_owned()
            };
            self.error(Id::NotARate, left_span, format!("`{text}` is {found}, not a rate"), help);
            return None;
        }
        if left.is_growth {
            let text = self.text(span);
            self.error(
                Id::CompoundGrowth,
                span,
                format!("`{text}` adds the growth up; it does not compound"),
                "to compound it, write a power: `(1 + 50%)^3`",
            );
        }
        let mut typed = self.product(left, right, 1, span)?;
        if left.is_growth {
            typed.shown.pure = PureStyle::Percent;
        }
        Some(typed)
    }

    /// `20% of users`
    fn share(&mut self, left: NodeId, right: NodeId, span: Span) -> Option<Typed> {
        let whole = |sheet: &Sheet, id: NodeId| {
            matches!(&sheet.node(id).kind, ExpressionKind::Literal(literal)
                if literal.kind == LiteralKind::Plain && literal.units.factors.is_empty() && literal.magnitude.is_none())
        };
        let counts = whole(&self.sheet, left) && whole(&self.sheet, right);
        let left_span = self.span(left);
        let bracket =
            whole(&self.sheet, left) && matches!(self.sheet.node(right).kind, ExpressionKind::Group(_));
        let (left, right) = (self.take_operand(left), self.take_operand(right));
        if bracket && right.as_ref().is_some_and(|right| right.dimension.is_pure()) {
            self.error(
                Id::BadShare,
                span,
                "`k of (…)` takes two members or more",
                "write `2 of (a, b, c)`, or `2 of 3 a` for like members",
            );
            return None;
        }
        if counts {
            let text = self.text(span);
            self.error(
                Id::BadShare,
                span,
                format!("`{text}` of what?"),
                format!("write what they are behind it: `{text} app`; for a share, write `20% of …`"),
            );
            return None;
        }
        let (left, right) = (left?, right?);
        if !left.dimension.is_pure() {
            let found = self.describe(&left.dimension);
            self.error(
                Id::BadShare,
                left_span,
                format!("`of` takes a share, and this is {found}"),
                "write a share, as `20% of users`; to multiply, write `*`",
            );
            return None;
        }
        self.product(&left, &right, 1, span)
    }

    /// The exponent, where it is a literal: what a quantity's power must be.
    fn whole_exponent(&self, exponent: NodeId) -> Option<f64> {
        let mut id = exponent;
        let mut sign = 1.0;
        loop {
            match &self.sheet.node(id).kind {
                ExpressionKind::Group(inner) => id = *inner,
                ExpressionKind::Negative(inner) => {
                    sign = -sign;
                    id = *inner;
                }
                ExpressionKind::Literal(literal)
                    if literal.units.factors.is_empty() && literal.kind == LiteralKind::Plain =>
                {
                    return Some(
                        sign * literal.number.value() * literal.magnitude.map_or(1.0, Magnitude::factor),
                    );
                }
                _ => return None,
            }
        }
    }

    fn power(
        &mut self,
        base: &Typed,
        base_span: Span,
        exponent: &Typed,
        exponent_span: Span,
        literal: Option<f64>,
        span: Span,
    ) -> Option<Typed> {
        if !exponent.dimension.is_pure() {
            let found = self.describe(&exponent.dimension);
            self.error(
                Id::BadExponent,
                exponent_span,
                format!("an exponent is a pure number, and this is {found}"),
                "divide it by its unit",
            );
            return None;
        }
        if !base.dimension.is_pure() {
            return self.quantity_power(base, base_span, literal, span);
        }
        let whole = literal.is_some_and(|exponent| exponent.fract() == 0.0 && exponent >= 1.0);
        if whole && (base.is_availability || matches!(base.operand, Operand::Missing(_))) {
            let (missing, members) =
                (self.missing_slot(base, base_span), self.value_slot(exponent, exponent_span));
            let slot = self.planner.operation(OperationKind::AllOf(missing, members), span);
            let typed = Self::number(Shown::default(), Operand::Missing(slot));
            return Some(Typed { is_availability: base.is_availability, ..typed });
        }
        let (a, b) = (self.value_slot(base, base_span), self.value_slot(exponent, exponent_span));
        let operand = self.push(OperationKind::Power(a, b), span);
        Some(Self::number(Shown::default(), operand))
    }

    /// A quantity to a whole power, or to 0.5 where all its powers are even (rulings, B13).
    fn quantity_power(
        &mut self,
        base: &Typed,
        base_span: Span,
        literal: Option<f64>,
        span: Span,
    ) -> Option<Typed> {
        let found = self.describe(&base.dimension);
        let raised = match literal {
            Some(0.5) => base
                .dimension
                .square_root()
                .map(|dimension| (dimension, base.shown.square_root(self.units()))),
            Some(whole)
                if whole.fract() == 0.0
                    && whole.abs() <= f64::from(crate::units::dimension::LARGEST_POWER) =>
            {
                let power = whole as i32;
                base.dimension
                    .to_power(power)
                    .map(|dimension| (dimension, base.shown.to_power(self.units(), power)))
            }
            _ => None,
        };
        let Some((dimension, shown)) = raised else {
            self.error(
                Id::BadExponent,
                span,
                format!("this raises {found} to a power that its unit cannot take"),
                "a quantity takes a whole number as exponent (up to 99), or 0.5 where all powers are even",
            );
            return None;
        };
        let exponent = self.planner.operation(OperationKind::Constant(literal.unwrap_or(1.0)), span);
        let slot = self.value_slot(base, base_span);
        let operand = self.push(OperationKind::Power(slot, exponent), span);
        Some(Typed { dimension, shown, is_availability: false, operand, is_growth: false })
    }

    fn suffix(
        &mut self,
        value: NodeId,
        magnitude: Option<Magnitude>,
        units: &UnitExpression,
        span: Span,
    ) -> Option<Typed> {
        let value_span = self.span(value);
        let typed = self.take_operand(value)?;
        if typed.is_availability {
            self.availability_operation(span, "an availability takes no unit");
            return None;
        }
        if !typed.dimension.is_pure() {
            let found = self.describe(&typed.dimension);
            let words = self.text(Span { start: value_span.end, ..span });
            self.error(
                Id::UnitOnQuantity,
                span,
                format!("this is {found} already, and a unit follows it"),
                format!("to show it in another unit, write `in {}`", words.trim()),
            );
            return None;
        }
        let (factor, dimension, shown) = self.unit_expression(units, span)?;
        let factor = factor * magnitude.map_or(1.0, Magnitude::factor);
        let slot = self.value_slot(&typed, value_span);
        let factor = self.planner.operation(OperationKind::Constant(factor), span);
        let operand = self.push(OperationKind::Multiply(slot, factor), span);
        Some(Typed { dimension, shown, is_availability: false, operand, is_growth: false })
    }

    // ---- conversions ---------------------------------------------------------------------------------------

    fn convert(&mut self, value: NodeId, target: &Target, span: Span) -> Option<Typed> {
        let value_span = self.span(value);
        let typed = self.take_operand(value)?;
        match target {
            Target::Percent | Target::Times => {
                if !typed.dimension.is_pure() {
                    let found = self.describe(&typed.dimension);
                    self.error(
                        Id::NotAPureNumber,
                        value_span,
                        format!("only a pure number is shown so, and this is {found}"),
                        "divide it by what it is a share of",
                    );
                    return None;
                }
                let pure =
                    if matches!(target, Target::Percent) { PureStyle::Percent } else { PureStyle::Times };
                Some(Typed { shown: Shown { fixed: true, ..Shown::pure(pure) }, is_growth: false, ..typed })
            }
            Target::Units { magnitude, units } => {
                self.convert_to_units(typed, value_span, *magnitude, units, span)
            }
        }
    }

    fn convert_to_units(
        &mut self,
        typed: Typed,
        value_span: Span,
        magnitude: Option<Magnitude>,
        units: &UnitExpression,
        span: Span,
    ) -> Option<Typed> {
        let magnitude = magnitude.map(|magnitude| magnitude.ten).filter(|ten| *ten > 0);
        if let [only] = units.factors.as_slice()
            && only.power == 1
            && let Some(word) = only.word
            && typed.dimension.is_pure()
        {
            let text = self.sheet.word(word).into_owned();
            if matches!(text.as_str(), "nines" | "nine") {
                let missing = self.missing_slot(&typed, value_span);
                let missing = self.planner.operation(OperationKind::Share(missing), value_span);
                return self.call_formula("nines", &[missing], span);
            }
            if let Some(unit) = self.units().find(&text).filter(|unit| self.units().is_pure(*unit)) {
                let pure = pure_style(self.units(), unit);
                return Some(Typed {
                    shown: Shown { fixed: true, ..Shown::pure(pure) },
                    is_growth: false,
                    ..typed
                });
            }
        }
        if units.factors.is_empty() {
            let shown = Shown { magnitude, fixed: true, ..typed.shown.clone() };
            return Some(Typed { shown, is_growth: false, ..typed });
        }
        let mut target = Shown { fixed: true, magnitude, ..Shown::default() };
        let mut dimension = Dimension::pure();
        for factor in &units.factors {
            let word = factor.word?;
            let text = self.sheet.word(word).into_owned();
            let storage = typed.dimension == Dimension::of(Base::INFORMATION, 1);
            if matches!(text.as_str(), "nines" | "nine") {
                let found = self.describe(&typed.dimension);
                self.error(
                    Id::UnitMismatch,
                    word,
                    format!("only an availability is shown in nines, and this is {found}"),
                    "write a share of the time before it",
                );
                return None;
            }
            if self.units().find(&text).is_none()
                && storage
                && nouns::near_unit(self.planner, &text).is_none()
            {
                let noun = self.planner.plan.units.add_countable(&text, None);
                let value = self.text(value_span);
                let help = self.count_from_storage(&value, noun);
                self.error(Id::UnknownUnit, word, format!("`{text}` is no unit of storage"), help);
                return None;
            }
            let unit = self.find_unit(word)?;
            let part = self.units().dimension(unit);
            dimension = dimension.times(&part, factor.power)?;
            target.units.push(ShownUnit { unit, power: factor.power, own: true });
        }
        let missing = dimension.powers().any(|(base, power)| typed.dimension.power(base) != power);
        if missing {
            let (found, asked) = (self.describe(&typed.dimension), self.describe(&dimension));
            let words = self.text(Span { start: value_span.end, ..span });
            let words = words.trim().trim_start_matches("in ").trim_start_matches("to ").trim().to_owned();
            let turned = dimension.powers().all(|(base, power)| typed.dimension.power(base) == -power);
            let help = if turned {
                format!("it stands below the bar: write `in /{words}`")
            } else {
                self.conversion_help(&typed.dimension, &dimension, value_span)
            };
            self.error(Id::UnitMismatch, span, format!("this is {found}, and `{words}` is {asked}"), help);
            return None;
        }
        self.warn_of_calendar(&typed, &target, span);
        let shown = typed.shown.converted(self.units(), &target);
        Some(Typed { shown, is_growth: false, ..typed })
    }

    /// Hours shown in days where a day has not 24 of them (rulings, E10).
    fn warn_of_calendar(&mut self, typed: &Typed, target: &Shown, span: Span) {
        if self.units().calendar.has_civil_day() || typed.dimension != Dimension::of(Base::TIME, 1) {
            return;
        }
        let (Some(from), Some(to)) = (typed.shown.units.first(), target.units.first()) else { return };
        // A month or a year in seconds is what such a calendar defines; hours and days are what it bends.
        let defined = |long: UnitId, short: UnitId| {
            matches!(self.units().singular(long), "month" | "year") && self.units().factor(short) <= 1.0
        };
        if defined(from.unit, to.unit) || defined(to.unit, from.unit) {
            return;
        }
        if self.units().is_calendar_unit(from.unit) != self.units().is_calendar_unit(to.unit) {
            let calendar = &self.units().calendar;
            let message = format!(
                "a day of the calendar {} has {} hours, not 24",
                calendar.name,
                crate::units::display::number_text(calendar.day / 3600.0, 3)
            );
            self.error(
                Id::CalendarMix,
                span,
                message,
                "for durations that cross days and hours, use `calendar civil`",
            );
        }
    }

    fn count_as(&mut self, value: NodeId, below: bool, word: Span, span: Span) -> Option<Typed> {
        let value_span = self.span(value);
        let typed = self.take_operand(value)?;
        let text = self.sheet.word(word).into_owned();
        if text == "availability" && !below {
            return self.availability_of(&typed, value_span, span);
        }
        let unit = self.find_unit(word)?;
        let Some(base) = self.units().family(unit).filter(|base| base.is_countable()) else {
            self.error(
                Id::UnitMismatch,
                word,
                format!("`as` changes what is counted, and `{text}` counts nothing"),
                format!("to show a value in another unit, write `in {text}`"),
            );
            return None;
        };
        let counted = typed.dimension.countable_part();
        let above = counted.powers().any(|(_, power)| power > 0);
        if !above && !counted.is_pure() && !below {
            let found = self.describe(&typed.dimension);
            self.error(
                Id::UnitMismatch,
                span,
                format!("this is {found}: what it counts stands below the bar"),
                format!("write `as /{text}` to rename that"),
            );
            return None;
        }
        if below && (above || counted.is_pure()) {
            let found = self.describe(&typed.dimension);
            self.error(
                Id::UnitMismatch,
                span,
                format!("this is {found}: nothing that it counts stands below the bar alone"),
                format!("write `as {text}`"),
            );
            return None;
        }
        let power = if below { -1 } else { 1 };
        let dimension = typed.dimension.times(&counted, -1)?.times(&Dimension::of(base, 1), power)?;
        let mut shown = Shown::product(self.units(), &typed.shown, &Shown::default(), 1);
        let is_countable =
            |entry: &ShownUnit| self.units().family(entry.unit).is_some_and(Base::is_countable);
        let expanded = Shown::product(self.units(), &Shown::unit(unit, power), &typed.shown, 1);
        let mut entries = expanded.units;
        entries.retain(|entry| !is_countable(entry));
        let entry = ShownUnit { unit, power, own: true };
        if below {
            entries.push(entry);
        } else {
            entries.insert(0, entry);
        }
        shown.units = entries;
        Some(Typed { dimension, shown, is_growth: false, ..typed })
    }

    // ---- calls ---------------------------------------------------------------------------------------------

    fn call(&mut self, function: Span, arguments: &[Argument], span: Span) -> Option<Typed> {
        let name = self.sheet.word(function).into_owned();
        if let Some(place) = self.planner.functions.get(&name).copied() {
            return self.call_own(place, arguments, span);
        }
        let Some(description) = functions::find(&name) else {
            for argument in arguments {
                self.take(argument.value);
            }
            if !self.planner.broken.contains(&name) {
                self.unknown_function(&name, function);
            }
            return None;
        };
        match description.function {
            Function::Size => self.size(arguments, span),
            Function::Variadic(variadic) => self.variadic(description.name, variadic, arguments, span),
            Function::SquareRoot => {
                let [argument] =
                    self.in_order(description.name, &["x"], &[None], arguments, span)?.try_into().ok()?;
                let typed = self.take_operand(argument?)?;
                if typed.dimension.is_pure() {
                    let slot = self.value_slot(&typed, span);
                    let operand = self.call_operation("sqrt", square_root, vec![slot], span);
                    return Some(Self::number(Shown::default(), operand));
                }
                self.quantity_power(&typed, span, Some(0.5), span)
            }
            Function::Stepped(formula) => self.stepped(formula, arguments, span),
            Function::Tiered => self.tiered(arguments, span),
            Function::Formula(formula) => self.formula(formula, description.noun, arguments, span),
        }
    }

    fn unknown_function(&mut self, name: &str, function: Span) {
        let shipped = functions::FUNCTIONS.iter().map(|function| function.name);
        let own: Vec<String> = self.planner.functions.keys().cloned().collect();
        let near = nearest(name, own.iter().map(String::as_str).chain(shipped))
            .map(|near| format!("did you mean `{near}`?"));
        let is_value =
            self.planner.names.contains_key(name) || self.parameters.iter().any(|(other, _)| other == name);
        let help = if is_value {
            format!("`{name}` is a value; to multiply, write `{name} * (…)`")
        } else {
            "to define one, write `fn name(x) = …`".to_owned()
        };
        // `maximum` for `max`: one is the start of the other.
        let longer = functions::FUNCTIONS.iter().map(|function| function.name).find(|shipped| {
            shipped.len() > 2 && (name.starts_with(shipped) || (name.len() > 2 && shipped.starts_with(name)))
        });
        let near =
            near.or_else(|| longer.map(|longer| format!("did you mean `{longer}`?"))).filter(|_| !is_value);
        self.planner.report(
            Diagnostic::new(Id::UnknownFunction, function, format!("there is no function `{name}`"))
                .help(help)
                .maybe_help(near),
        );
    }

    /// The arguments by parameter; reports what is missing, doubled or left over.
    fn in_order(
        &mut self,
        name: &str,
        parameters: &[&str],
        defaults: &[Option<f64>],
        arguments: &[Argument],
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
                Some(word) => {
                    named = true;
                    let word = self.sheet.word(word).into_owned();
                    let Some(target) = parameters.iter().position(|parameter| *parameter == word) else {
                        let near = nearest(&word, parameters.iter().copied())
                            .map(|near| format!("did you mean `{near}`?"));
                        self.planner.report(
                            wrong(place, format!("`{name}` has no parameter `{word}`")).maybe_help(near),
                        );
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
            values.iter().zip(defaults).position(|(value, default)| value.is_none() && default.is_none())
        {
            self.planner.report(wrong(span, format!("`{name}` needs its argument `{}`", parameters[place])));
            return None;
        }
        Some(values)
    }

    fn size(&mut self, arguments: &[Argument], span: Span) -> Option<Typed> {
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
            Lowered::Value(_) | Lowered::Bundle(_) => {
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

    fn variadic(
        &mut self,
        name: &'static str,
        variadic: Variadic,
        arguments: &[Argument],
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
                self.take_operand(argument.value).map(|typed| (typed, place))
            })
            .collect();
        let values: Option<Vec<(Typed, Span)>> = values.into_iter().collect();
        let values = values?;
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
        let any_availability = values.iter().any(|(typed, _)| typed.is_availability);
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
        if any_availability {
            let slots: Vec<Slot> =
                values.iter().map(|(typed, place)| self.missing_slot(typed, *place)).collect();
            // The larger availability has less missing.
            let smallest = variadic == Variadic::Maximum;
            let slot = self.fold_slots(&slots, span, |a, b| {
                if smallest { OperationKind::Minimum(a, b) } else { OperationKind::Maximum(a, b) }
            });
            return Some(Typed {
                is_availability: true,
                ..Self::number(shown.released(), Operand::Missing(slot))
            });
        }
        let slots: Vec<Slot> = values.iter().map(|(typed, place)| self.value_slot(typed, *place)).collect();
        let slot = self.fold_slots(&slots, span, |a, b| match variadic {
            Variadic::Minimum => OperationKind::Minimum(a, b),
            Variadic::Maximum => OperationKind::Maximum(a, b),
            Variadic::Sum | Variadic::Mean => OperationKind::Add(a, b),
        });
        let mut operand = Operand::Value(slot);
        if variadic == Variadic::Mean {
            let members = self.planner.operation(OperationKind::Constant(slots.len() as f64), span);
            operand = self.push(OperationKind::Divide(slot, members), span);
        }
        let dimension = first.dimension.clone();
        Some(Typed { dimension, shown: shown.released(), is_availability: false, operand, is_growth: false })
    }

    pub(super) fn fold_slots(
        &mut self,
        slots: &[Slot],
        span: Span,
        combine: impl Fn(Slot, Slot) -> OperationKind,
    ) -> Slot {
        let mut so_far = slots[0];
        for slot in &slots[1..] {
            so_far = self.planner.operation(combine(so_far, *slot), span);
        }
        so_far
    }

    /// `round ceil floor`
    fn stepped(&mut self, formula: &'static Formula, arguments: &[Argument], span: Span) -> Option<Typed> {
        let values = self.in_order(formula.name, &["x", "step"], &[None, Some(1.0)], arguments, span)?;
        let (value, step) = (values[0]?, values[1]);
        let value_span = self.span(value);
        let typed = self.take_operand(value)?;
        if typed.is_availability {
            self.availability_operation(span, "an availability is not rounded");
            return None;
        }
        let slot = self.value_slot(&typed, value_span);
        let step = match step {
            Some(step) => {
                let step_span = self.span(step);
                let step = self.take_operand(step)?;
                if step.dimension != typed.dimension {
                    self.mismatch("rounded", &typed, value_span, &step, step_span, span);
                    return None;
                }
                self.value_slot(&step, step_span)
            }
            None => {
                let counts = typed.dimension.single().is_some_and(Base::is_countable);
                if !typed.dimension.is_pure() && !counts {
                    let found = self.describe(&typed.dimension);
                    let unit = self.usual_unit(&typed.shown);
                    self.error(
                        Id::NotAPureNumber,
                        value_span,
                        format!("`{}` needs a step for {found}", formula.name),
                        format!(
                            "say to which multiple: `{}({}, 1 {unit})`",
                            formula.name,
                            self.text(value_span)
                        ),
                    );
                    return None;
                }
                // A count in a unit of its own (`unit dozen = 12 eggs`) is rounded in that unit.
                let factor = typed.shown.units.first().map_or(1.0, |entry| self.units().factor(entry.unit));
                self.planner.operation(
                    OperationKind::Constant(if typed.dimension.is_pure() { 1.0 } else { factor }),
                    span,
                )
            }
        };
        let operand = self.call_operation(formula.name, formula.call, vec![slot, step], span);
        let shown = if typed.dimension.is_pure() { Shown::default() } else { typed.shown.clone().released() };
        Some(Typed { shown, operand, is_growth: false, ..typed })
    }

    /// The unit of 1 of what is shown so: `user/s`.
    fn usual_unit(&self, shown: &Shown) -> String {
        let factor =
            shown.units.iter().map(|entry| self.units().factor(entry.unit).powi(entry.power)).product();
        let shown = Shown { fixed: true, ..shown.clone() };
        let text =
            crate::units::display::quantity(self.units(), factor, &Dimension::of(Base::TIME, 1), &shown, 3)
                .text;
        text.trim_start_matches("1 ").to_owned()
    }

    fn call_operation(
        &mut self,
        name: &'static str,
        function: fn(&[f64]) -> f64,
        arguments: Vec<Slot>,
        span: Span,
    ) -> Operand {
        self.push(OperationKind::Call { name, function, arguments }, span)
    }

    /// A call of a shipped formula of pure numbers, by slots.
    fn call_formula(&mut self, name: &str, arguments: &[Slot], span: Span) -> Option<Typed> {
        let Function::Formula(formula) = functions::find(name)?.function else { return None };
        let operand = self.call_operation(formula.name, formula.call, arguments.to_vec(), span);
        Some(Self::number(Shown::default(), operand))
    }

    /// A formula whose signature is read from its Rust types.
    fn formula(
        &mut self,
        formula: &'static Formula,
        noun: Option<&str>,
        arguments: &[Argument],
        span: Span,
    ) -> Option<Typed> {
        let names: Vec<&str> = formula.parameters.iter().map(|parameter| parameter.name).collect();
        let defaults: Vec<Option<f64>> =
            formula.parameters.iter().map(|parameter| parameter.default).collect();
        let values = self.in_order(formula.name, &names, &defaults, arguments, span)?;
        if formula.name == "servers" {
            self.warn_of_average(values[0]);
        }
        let mut typed: Vec<Option<(Typed, Span)>> = Vec::with_capacity(values.len());
        let mut fine = true;
        for value in &values {
            typed.push(value.and_then(|value| {
                let place = self.span(value);
                let operand = self.take_operand(value);
                fine &= operand.is_some();
                operand.map(|operand| (operand, place))
            }));
        }
        if !fine {
            return None;
        }
        let noun = noun.map(|noun| self.noun(noun));
        if formula.name == "cores"
            && let Some((cpu_time, _)) = typed.get_mut(1).and_then(Option::as_mut)
            && let Some(cores) = noun.filter(|cores| cpu_time.dimension.power(*cores) == 1)
        {
            // `20 core-ms/request` says what the result counts already.
            cpu_time.dimension = cpu_time.dimension.times(&Dimension::of(cores, 1), -1)?;
        }
        // What the signature leaves open is set by the arguments: the subject, the noun, the currency.
        let mut open = Open::default();
        for (parameter, value) in formula.parameters.iter().zip(&typed) {
            let Some((typed, place)) = value else { continue };
            if !open.accepts(&parameter.shape.exponents, &typed.dimension) {
                let expected = if parameter.shape.held == Held::Growth {
                    "a growth rate, as `50%/year`".to_owned()
                } else {
                    self.expected(&parameter.shape.exponents, &open)
                };
                let found = self.describe(&typed.dimension);
                let text = self.text(*place);
                let id = if expected == "a pure number" { Id::NotAPureNumber } else { Id::UnitMismatch };
                self.error(
                    id,
                    *place,
                    format!(
                        "`{}` of `{}` is {expected}, and `{text}` is {found}",
                        parameter.name, formula.name
                    ),
                    format!("it is called as `{}({})`", formula.name, names.join(", ")),
                );
                return None;
            }
        }
        let mut slots = Vec::with_capacity(typed.len());
        for (parameter, value) in formula.parameters.iter().zip(&typed) {
            slots.push(match value {
                Some((typed, place)) if parameter.shape.held == Held::Growth => {
                    self.continuous_growth(typed, *place, parameter.name)?
                }
                Some((typed, place)) if parameter.shape.held == Held::Missing => {
                    let missing = self.missing_slot(typed, *place);
                    self.planner.operation(OperationKind::Share(missing), *place)
                }
                Some((typed, place)) => self.value_slot(typed, *place),
                None => {
                    self.planner.operation(OperationKind::Constant(parameter.default.unwrap_or(0.0)), span)
                }
            });
        }
        if formula.name == "cores" || open.noun.is_none() {
            open.noun = noun.or(open.noun);
        }
        let dimension = open.result(&formula.result.exponents)?;
        let operand = self.call_operation(formula.name, formula.call, slots, span);
        let sources: Vec<&Shown> = typed.iter().flatten().map(|(typed, _)| &typed.shown).collect();
        let shown = self.shown_like(&dimension, &sources);
        let is_availability = formula.result.held == Held::Missing;
        let operand = match operand {
            Operand::Value(slot) if is_availability => Operand::Missing(slot),
            other => other,
        };
        Some(Typed { dimension, shown, is_availability, operand, is_growth: false })
    }

    /// The base of a noun that a function counts in.
    fn noun(&mut self, word: &str) -> Base {
        let units = &mut self.planner.plan.units;
        let unit = units.find(word).unwrap_or_else(|| units.add_countable(word, None));
        units.family(unit).unwrap_or(Base::countable(0))
    }

    /// `ln(1 + g) / T` of a growth rate `g` per period `T`, which is what formulas compute with.
    fn continuous_growth(&mut self, typed: &Typed, span: Span, parameter: &str) -> Option<Slot> {
        let period = typed.shown.units.first().map(|entry| self.units().factor(entry.unit));
        let (true, Some(period)) = (typed.is_growth, period) else {
            let text = self.text(span);
            self.error(
                Id::NotAPureNumber,
                span,
                format!("`{parameter}` is a growth rate, and `{text}` is none"),
                "write a percentage per time, as `50%/year`; it compounds once per that time",
            );
            return None;
        };
        if let Operand::Literal { value, .. } = typed.operand
            && value * period <= -1.0
        {
            self.error(
                Id::OutOfRange,
                span,
                "nothing is left after one period",
                "a rate of -100 % or less has no growth",
            );
            return None;
        }
        let value = self.value_slot(typed, span);
        let period = self.planner.operation(OperationKind::Constant(period), span);
        let call =
            OperationKind::Call { name: "growth", function: continuous, arguments: vec![value, period] };
        Some(self.planner.operation(call, span))
    }

    /// Machines are sized for the peak: warns of a load that is plainly an average.
    fn warn_of_average(&mut self, load: Option<NodeId>) {
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
            let peak = matches!(figure, "writes" | "reads" | "ingress" | "egress");
            let help = if peak {
                format!("size for the peak: `{root}.peak_{figure}`")
            } else {
                "multiply it by the peak factor".to_owned()
            };
            self.error(
                Id::SizedFromAverage,
                span,
                format!("`{word}` is an average, and machines are sized for the peak"),
                help,
            );
        }
    }

    /// `tiered(storage, 50 TB, $0.023/GB/month, 450 TB, $0.022/GB/month, $0.021/GB/month)`
    fn tiered(&mut self, arguments: &[Argument], span: Span) -> Option<Typed> {
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
            arguments.iter().map(|argument| self.take_operand(argument.value)).collect();
        let values: Option<Vec<Typed>> = values.into_iter().collect();
        let values = values?;
        let last = values.len() - 1;
        let mut fine = true;
        for (at, value) in values.iter().enumerate().skip(1) {
            // Sizes stand at odd places, prices at even ones and at the end.
            let model = if at % 2 == 1 && at != last { 0 } else { last };
            if value.dimension != values[model].dimension {
                self.mismatch("tiered", &values[model], places[model], value, places[at], span);
                fine = false;
            }
        }
        if !fine {
            return None;
        }
        let dimension = values[0].dimension.times(&values[last].dimension, 1)?;
        let shown = Shown::product(self.units(), &values[0].shown, &values[last].shown, 1);
        let slots = values.iter().zip(&places).map(|(value, place)| self.value_slot(value, *place)).collect();
        let operand = self.call_operation("tiered", functions::storage::tiered, slots, span);
        Some(Typed { dimension, shown, is_availability: false, operand, is_growth: false })
    }

    /// The units of a function's result: of each family the one that an argument shows, else the usual one.
    fn shown_like(&self, dimension: &Dimension, sources: &[&Shown]) -> Shown {
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

    fn expected(&self, exponents: &[i8; 5], open: &Open) -> String {
        match exponents {
            [0, 0, 0, 0, 0] => "a pure number".into(),
            [0, 0, 0, 0, 1] => {
                open.subject.as_ref().map_or_else(|| "a value".into(), |subject| self.describe(subject))
            }
            [information, time, money, counted, subject] => {
                let words = [
                    (subject, "something"),
                    (information, "storage"),
                    (time, "time"),
                    (money, "money"),
                    (counted, "a count"),
                ];
                let above: Vec<_> =
                    words.iter().filter(|(power, _)| **power > 0).map(|(_, word)| *word).collect();
                let below: Vec<_> =
                    words.iter().filter(|(power, _)| **power < 0).map(|(_, word)| *word).collect();
                let above = if above.is_empty() { "a number".to_owned() } else { above.join(" times ") };
                std::iter::once(above.as_str()).chain(below).collect::<Vec<_>>().join(" per ")
            }
        }
    }

    /// A function of the file: its body is typed anew for each call.
    fn call_own(&mut self, place: usize, arguments: &[Argument], span: Span) -> Option<Typed> {
        let definition = self.planner.definitions[place].clone();
        let Body::Function { parameters, body } = &definition.body else { return None };
        let names: Vec<String> =
            parameters.iter().map(|(name, _)| definition.sheet.word(*name).into_owned()).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let defaults: Vec<Option<f64>> = parameters.iter().map(|(_, default)| default.map(|_| 0.0)).collect();
        let values = self.in_order(&definition.name, &names, &defaults, arguments, span)?;
        let nodes = body.root.0 as usize - body.first.0 as usize + 1;
        let spent = self.planner.budget.checked_sub(nodes);
        let Some(left) = spent.filter(|_| self.depth < DEEPEST_CALL) else {
            if self.planner.budget > 0 {
                self.error(
                    Id::ExpansionTooLarge,
                    span,
                    "functions call each other too often or too deep here",
                    format!("calls nest {DEEPEST_CALL} deep at most; bind parts of the work to names"),
                );
            }
            self.planner.budget = 0;
            return None;
        };
        self.planner.budget = left;
        let mut scope: Vec<(String, Option<Typed>)> = Vec::with_capacity(names.len());
        for ((name, value), (_, default)) in names.iter().zip(values).zip(parameters) {
            let typed = match (value, default) {
                (Some(value), _) => self.take_operand(value),
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

/// What a formula's signature leaves open, as the arguments set it.
#[derive(Default)]
struct Open {
    subject: Option<Dimension>,
    /// What the rates of the call count: the same in all of them.
    rate_noun: Option<Base>,
    noun: Option<Base>,
    currency: Option<Base>,
}

impl Open {
    /// Whether a dimension fits the exponents of information, time, money, count and subject; learns from it.
    ///
    /// A count takes any noun, or none.
    fn accepts(&mut self, exponents: &[i8; 5], dimension: &Dimension) -> bool {
        let [information, time, money, counted, subject] = exponents.map(i32::from);
        if subject != 0 {
            let rest = Dimension::of(Base::INFORMATION, -information)
                .times(&Dimension::of(Base::TIME, -time), 1)
                .and_then(|rest| dimension.times(&rest, 1));
            let Some(mut found) = rest else { return false };
            if counted != 0 {
                // `each` in `load / each`: the noun below the bar that the load has not.
                let known = self.subject.clone().unwrap_or_default();
                let noun = found.times(&known, -subject).map(|rest| rest.countable_part());
                if let Some((base, power)) = noun.as_ref().and_then(|noun| noun.powers().next())
                    && power == counted
                {
                    self.noun = self.noun.or(Some(base));
                    found = match found.times(&Dimension::of(base, power), -1) {
                        Some(found) => found,
                        None => return false,
                    };
                }
            }
            if time != 0 && found.power(Base::TIME) != 0 {
                // What is lost in a time is no rate itself.
                return false;
            }
            return match &self.subject {
                Some(known) => known.to_power(subject).as_ref() == Some(&found),
                None => {
                    self.subject = Some(found);
                    true
                }
            };
        }
        if dimension.power(Base::INFORMATION) != information || dimension.power(Base::TIME) != time {
            return false;
        }
        let mut money_found = 0;
        let mut count_found = 0;
        for (base, power) in
            dimension.powers().filter(|(base, _)| *base != Base::INFORMATION && *base != Base::TIME)
        {
            let (slot, found) = if base.is_countable() {
                (&mut self.noun, &mut count_found)
            } else {
                (&mut self.currency, &mut money_found)
            };
            if *found != 0 || (!base.is_countable() && slot.is_some_and(|known| known != base)) {
                return false;
            }
            if base.is_countable() && time == -1 && counted == 1 {
                if self.rate_noun.is_some_and(|known| known != base) {
                    return false;
                }
                self.rate_noun = Some(base);
            }
            *found = power;
            slot.get_or_insert(base);
        }
        money_found == money && (count_found == counted || count_found == 0)
    }

    /// The dimension of a result.
    fn result(&self, exponents: &[i8; 5]) -> Option<Dimension> {
        let [information, time, money, counted, subject] = exponents.map(i32::from);
        let mut dimension =
            Dimension::of(Base::INFORMATION, information).times(&Dimension::of(Base::TIME, time), 1)?;
        if let Some(currency) = self.currency.filter(|_| money != 0) {
            dimension = dimension.times(&Dimension::of(currency, money), 1)?;
        }
        if let Some(noun) = self.noun.filter(|_| counted != 0) {
            dimension = dimension.times(&Dimension::of(noun, counted), 1)?;
        }
        match &self.subject {
            Some(known) if subject != 0 => dimension.times(known, subject),
            _ => Some(dimension),
        }
    }
}

/// `ln(1 + g T) / T` of a growth per time and its period.
fn continuous(arguments: &[f64]) -> f64 {
    (arguments[0] * arguments[1]).ln_1p() / arguments[1]
}

fn square_root(arguments: &[f64]) -> f64 {
    arguments[0].sqrt()
}

/// Both sides of a decimal number: it, and 1 less it.
fn decimal_sides(decimal: Decimal) -> (f64, f64) {
    let value = decimal.value();
    (value, decimal.complement().map_or(1.0 - value, Decimal::value))
}

/// The units of the leftmost operand that has some, for a sum.
pub(super) fn leftmost(left: &Shown, right: &Shown) -> Shown {
    let shown = if left.says_something() { left } else { right };
    shown.clone().released()
}

fn pure_style(units: &Units, unit: UnitId) -> PureStyle {
    match units.singular(unit) {
        "ppm" => PureStyle::PartsPerMillion,
        "percent" => PureStyle::Percent,
        _ => PureStyle::Times,
    }
}

fn count(number: usize, noun: &str) -> String {
    if number == 1 { format!("1 {noun}") } else { format!("{number} {noun}s") }
}
