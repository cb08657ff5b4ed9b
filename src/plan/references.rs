//! Types words: parameters, names, fields, figures of blocks, and units that stand alone.

use super::lower::{Lowered, Lowering, Typed};
use super::nouns;
use super::planner::{Body, MOST_STAGES_TAKEN_OVER, Planner};
use crate::diagnostic::{Diagnostic, Fix, Id, nearest};
use crate::functions;
use crate::source::Span;
use crate::syntax::sheet::{Expression, ExpressionKind, NodeId, Operator};
use crate::types::blocks::chain::Chain;
use crate::types::blocks::property::Property;
use crate::types::{Kind, ValueKind};
use crate::units::Shown;

impl Lowering<'_> {
    pub(super) fn reference(&mut self, id: NodeId, span: Span, whole: Expression) -> Option<Lowered> {
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
                self.error_with_fixes(
                    Id::UnknownField,
                    span,
                    format!("`{root}` is a parameter and has no field `{field}`"),
                    "write the parameter alone",
                    [Fix::write(span, root)],
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
            let near = nearest(field, names);
            let message = format!("the module `{root}` has no `{field}`");
            let diagnostic = Diagnostic::new(Id::UnknownField, span, message)
                .help("the reference lists what the module has")
                .maybe_help(near.map(|near| format!("did you mean `{root}.{near}`?")));
            let fix = near.map(|near| Fix::write(span, format!("{root}.{near}")));
            let diagnostic = fix.into_iter().fold(diagnostic, Diagnostic::with_fix);
            self.planner.report(diagnostic);
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

    pub(super) fn definition(&mut self, place: usize, field: Option<&str>, span: Span) -> Option<Lowered> {
        if self.planner.definitions[place].sheet.module.is_some() && self.sheet.module.is_none() {
            self.planner.used_figures.push(place);
        }
        let definition = &self.planner.definitions[place];
        match (&definition.body, field) {
            (Body::Headroom { path }, None) => {
                let (path, headroom) = (path.clone(), definition.result.clone());
                let chain = self.planner.names.get(&path).and_then(|place| {
                    match &self.planner.definitions[*place].body {
                        Body::Path { chain, .. } => chain.clone(),
                        _ => None,
                    }
                })?;
                let (capacity, mut context) = (&chain.figures.capacity, self.planner.context());
                if capacity.known().is_none() {
                    context.lacking(&path, Property::Capacity, capacity.lacking(), span);
                } else if headroom.is_some() {
                    let lacking = capacity.lacking();
                    context.warn_of_lacking(&path, "headroom", lacking, Property::Capacity, span);
                }
                headroom.map(Lowered::Value)
            }
            (Body::Binding(_) | Body::Load { .. }, None) => definition.result.clone().map(Lowered::Value),
            (Body::Component { chain, .. } | Body::Path { chain, .. }, None) => {
                let name = definition.name.clone();
                let chain = chain.clone()?;
                self.take_over(&chain, span)?;
                let chain = Chain { bare: Some(name), ..(*chain).clone() };
                Some(Lowered::Chain(Box::new(chain)))
            }
            (Body::Component { fields, chain }, Some(field)) => {
                if let Some(found) = fields.iter().find(|other| other.name == field) {
                    return found.result.clone().map(Lowered::Value);
                }
                let (name, chain) = (definition.name.clone(), chain.clone());
                self.property(&name, chain.as_deref(), field, span).map(Lowered::Value)
            }
            (Body::Path { chain, .. }, Some(field)) => {
                let (name, chain) = (definition.name.clone(), chain.clone());
                self.property(&name, chain.as_deref(), field, span).map(Lowered::Value)
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
                let fix = near.map(|near| Fix::write(last_of(span, field), near));
                self.error_with_fixes(Id::UnknownField, span, message, help, fix);
                None
            }
            (_, Some(field)) => {
                let message = format!("`{}` is a value and has no field `{field}`", definition.name);
                let fix = Fix::write(span, definition.name.clone());
                self.error_with_fixes(Id::UnknownField, span, message, "only blocks have fields", [fix]);
                None
            }
            (Body::Function { .. }, None) => None,
        }
    }

    /// Counts what a chain takes over from a component or a path; none where that is too much.
    fn take_over(&mut self, chain: &Chain, span: Span) -> Option<()> {
        let parts = chain.stages.len().max(chain.members.as_slice().len());
        // A component is one part, written down where it stands.
        if parts <= 1 {
            return Some(());
        }
        self.planner.stages_taken_over += parts;
        if self.planner.stages_taken_over <= MOST_STAGES_TAKEN_OVER {
            return Some(());
        }
        // Told once: every other path of this file would say the same.
        if !std::mem::replace(&mut self.planner.are_stages_told, true) {
            self.error(
                Id::ExpansionTooLarge,
                span,
                format!("the paths of this file take over more than {MOST_STAGES_TAKEN_OVER} stages of other paths"),
                "name fewer paths as stages of others; `n of n x` is many in series",
            );
        }
        None
    }

    /// A figure of a component or a path.
    pub(super) fn property(
        &mut self,
        name: &str,
        chain: Option<&Chain>,
        field: &str,
        span: Span,
    ) -> Option<Typed> {
        if let Some(property) = Property::of(field) {
            // Without a chain the block has an error, which is reported there.
            return self.planner.context().property(name, &chain?.figures, property, span).ok();
        }
        let is_path = self
            .planner
            .names
            .get(name)
            .is_some_and(|place| matches!(self.planner.definitions[*place].body, Body::Path { .. }));
        if matches!(field, "load" | "headroom") && !is_path {
            self.error(
                Id::UnknownField,
                span,
                format!("`{name}` is a component, and only a path carries a load"),
                format!("define `path p = {name}`, and say `p carries …`"),
            );
            return None;
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
        let near =
            nearest(field, Property::ALL.map(Property::as_str).into_iter().chain(["load", "headroom"]));
        let help = near.map_or_else(
            || "it has `availability`, `latency`, `capacity`, `surviving`, `cost`, `mtbf`, `load` and `headroom`".to_owned(),
            |near| format!("did you mean `{near}`?"),
        );
        let fix = near.map(|near| Fix::write(last_of(span, field), near));
        self.error_with_fixes(Id::UnknownField, span, format!("`{name}` has no field `{field}`"), help, fix);
        None
    }

    /// A workload's figure that is not there: unknown, or an input of it is missing.
    pub(super) fn missing_figure(
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
            // A figure whose inputs are missing would be the next error.
            let is_known = |near: &&str| {
                fields.iter().any(|field| field.name == *near) || derived.iter().any(|it| it.name == *near)
            };
            let fix = near.filter(is_known).map(|near| Fix::write(last_of(span, field), near));
            let message = format!("the workload `{name}` has no `{field}`");
            self.error_with_fixes(Id::UnknownField, span, message, help, fix);
        }
    }

    pub(super) fn unknown_name(&mut self, word: &str, span: Span) {
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
        let declared = word.strip_prefix("unit_").filter(|unit| {
            self.units()
                .find(unit)
                .is_some_and(|unit| self.units().parts(unit).is_some() && self.units().is_own(unit))
        });
        if let Some(unit) = declared {
            let message = format!("`unit {unit} = …` declares a unit `{unit}`, and binds no name `{word}`");
            let help = format!("a name of two words has a `_` where it is bound: `{word} = …`");
            self.error(Id::UnknownName, span, message, help);
            return;
        }
        let fix = near.clone().filter(|_| statement.is_none());
        let fix = fix.map(|near| Fix::write(Span { end: span.start + word.len() as u32, ..span }, near));
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
        let message = format!("`{word}` is neither a name nor a unit");
        self.error_with_fixes(Id::UnknownName, span, message, help, fix);
    }

    /// Constants that people expect, as numbers: `pi`.
    fn constant(word: &str) -> Option<&'static str> {
        match word {
            "pi" | "PI" | "π" => Some("3.14159265"),
            "e" => Some("2.71828183"),
            _ => None,
        }
    }

    /// A unit without a number stands for 1 of it.
    pub(super) fn bare_unit(
        &mut self,
        id: NodeId,
        word: &str,
        span: Span,
        whole: Expression,
    ) -> Option<Lowered> {
        let Some(unit) = self.units().find(word) else {
            if let Some(number) = Self::constant(word) {
                let message = format!("`{word}` is no name here");
                let help = format!("write `{number}`");
                self.error_with_fixes(Id::UnknownName, span, message, help, [Fix::write(span, number)]);
                return None;
            }
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
            let one = self.units().singular(unit).to_owned();
            if let Some(twin) = twin.cloned() {
                self.error_with_fixes(
                    Id::NounForName,
                    span,
                    format!("`{word}` alone is 1 {one}, and `{twin}` is a name here"),
                    format!("did you mean `{twin}`? For a single one, write `1 {one}`"),
                    [Fix::write(span, twin), Fix::write(span, format!("1 {one}"))],
                );
                return None;
            }
        }
        if self.units().is_countable(unit)
            && word == self.units().plural(unit)
            && word != self.units().singular(unit)
        {
            let one = self.units().singular(unit).to_owned();
            // The likeliest meaning is a name whose value counts the same.
            let dimension = self.units().dimension(unit);
            let mut names = self.planner.definitions.iter().filter(|definition| {
                definition.result.as_ref().is_some_and(|typed| typed.dimension == dimension)
            });
            let meant = names.next().map(|definition| definition.name.clone());
            let help = match &meant {
                Some(name) => format!("did you mean `{name}`? For a single one, write `1 {one}`"),
                None => {
                    format!("for a single one, write `1 {one}`; to count them, bind the name: `{word} = …`")
                }
            };
            let fixes = meant.into_iter().chain([format!("1 {one}")]).map(|text| Fix::write(span, text));
            let message = format!("no name `{word}` is bound, so this is 1 {one}");
            self.error_with_fixes(Id::BareNoun, span, message, help, fixes);
        }
        let behind_bar = || {
            self.sheet.nodes[whole.nodes()].iter().any(|node| {
                matches!(&node.kind, ExpressionKind::Binary { operator: Operator::Divide | Operator::Per | Operator::Over, right, .. } if *right == id)
            })
        };
        if word.chars().count() == 1 && self.units().money_sign(unit).is_none() && !behind_bar() {
            self.error_with_fixes(
                Id::UnknownName,
                span,
                format!("`{word}` alone is not a value"),
                format!("for one {word}, write `1 {word}`"),
                [Fix::write(span, format!("1 {word}"))],
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
        let value = self.push(ValueKind::Number { value, missing: f64::NAN }, span);
        Some(Lowered::Value(Typed { dimension, shown: Shown::unit(unit, 1), kind: Kind::Plain, value }))
    }
}

/// The place of a field's name, the end of the word that names it with its block.
fn last_of(span: Span, field: &str) -> Span {
    Span { start: span.end.saturating_sub(field.len() as u32), ..span }
}
