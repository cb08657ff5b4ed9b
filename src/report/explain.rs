//! How a value came about: its formula with the numbers put in, and the names it depends on; no layout.

use std::collections::HashSet;

use super::rows::{line_of, path_of};
use super::shown::{Availability, as_shown, availability_of, plainly, without};
use crate::diagnostic::nearest;
use crate::plan::{Item, ItemKind, Plan, PlannedPath, PlannedStage, PlannedValue, Reference};
use crate::units::Dimension;
use crate::units::display::Displayed;
use crate::workspace::Outcome;

/// How deep an explanation goes.
const DEEPEST: usize = 32;
/// How many names it holds.
const MOST_NAMES: usize = 2_000;
/// What `explain` is to explain: the place of a name's item in the plan.
///
/// # Errors
/// A sentence that says which name is near, where none is the one asked for.
pub fn find(plan: &Plan, name: &str) -> Result<usize, String> {
    use unicode_normalization::UnicodeNormalization;
    let asked: String = name.nfc().filter(|letter| !letter.is_whitespace()).collect();
    let place_of = |wanted: &str| {
        plan.items.iter().position(|item| item.kind != ItemKind::Expression && item.name == wanted)
    };
    if let Some(place) = place_of(&asked).or_else(|| place_of(&format!("size({asked})"))) {
        return Ok(place);
    }
    let names =
        || plan.items.iter().filter(|item| item.kind != ItemKind::Expression).map(|item| item.name.as_str());
    // A block's name alone, or with a figure that it does not have.
    let owner = asked.split('.').next().unwrap_or(&asked);
    let fields: Vec<&str> =
        names().filter_map(|other| other.strip_prefix(owner)?.strip_prefix('.')).collect();
    if asked == owner && !fields.is_empty() {
        return Err(format!("`{asked}` has several figures: explain one of {}", listed(owner, &fields)));
    }
    if let Some(near) = nearest(&asked, names()) {
        return Err(format!("nothing is called `{name}`; did you mean `{near}`?"));
    }
    let figures =
        if fields.is_empty() { String::new() } else { format!("; there are {}", listed(owner, &fields)) };
    Err(format!("nothing is called `{name}`{figures}"))
}

/// `read.availability`, `read.latency`, ...
fn listed(owner: &str, fields: &[&str]) -> String {
    fields.iter().map(|field| format!("`{owner}.{field}`")).collect::<Vec<_>>().join(", ")
}

/// How a value came about: it, its formula, and what that depends on.
#[derive(Debug, Clone, PartialEq)]
pub struct Explanation {
    /// Its name, or the text of a stage of a path.
    pub name: String,
    /// Its value; none where it has none.
    pub value: Option<Displayed>,
    /// For an availability, its nines and its downtime.
    pub availability: Option<Availability>,
    /// The expression that makes it; empty for a stage.
    pub expression: String,
    /// The same with each name's value in its place, where that says more.
    pub numbers: Option<String>,
    /// Whether it is a figure that is stated, and the expression says no more than the value.
    pub is_stated: bool,
    /// The comment behind it.
    pub note: Option<String>,
    /// The file that it stands in.
    pub file: String,
    /// Its line there, from 1.
    pub line: usize,
    /// What it depends on.
    pub children: Vec<Self>,
    /// Why not all that it depends on is here.
    pub left_out: Option<LeftOut>,
}

/// Why an explanation has not all that a value depends on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LeftOut {
    /// It is unfolded where it comes first.
    Above,
    /// It is too deep.
    Deeper,
    /// The whole is too large.
    TooLarge,
}

impl LeftOut {
    /// As JSON names it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Above => "above",
            Self::Deeper => "deeper",
            Self::TooLarge => "too-large",
        }
    }
}

impl Explanation {
    /// The formulas to be told: as written, and with the numbers put in; none where the value says it all, or where
    /// they stand elsewhere.
    pub fn formulas(&self) -> impl Iterator<Item = &str> {
        let is_elsewhere = matches!(self.left_out, Some(LeftOut::Above | LeftOut::Deeper));
        let expression = (!self.is_stated && !self.expression.is_empty()).then_some(&self.expression);
        let formulas = expression.into_iter().chain(&self.numbers);
        formulas.filter(move |_| !is_elsewhere).map(String::as_str)
    }

    /// The explanation of the item at a place of the plan.
    pub fn of(outcome: &Outcome, root: usize, digits: usize) -> Option<Self> {
        let mut explainer = Explainer { outcome, digits, left: MOST_NAMES, unfolded: HashSet::new() };
        explainer.unfold(Node::Item(root), 0)
    }
}

/// What a branch tells of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Node {
    /// An item of the plan, by its place.
    Item(usize),
    /// A stage of a path, by their places, and what of it is told.
    Stage(usize, usize, &'static str),
}

struct Explainer<'o> {
    outcome: &'o Outcome,
    digits: usize,
    /// How many names may still come.
    left: usize,
    /// The names whose dependencies are told already.
    unfolded: HashSet<Node>,
}

impl Explainer<'_> {
    /// Unfolds a node and what it depends on; it calls itself no deeper than the tree may be.
    fn unfold(&mut self, node: Node, depth: usize) -> Option<Explanation> {
        self.left = self.left.checked_sub(1)?;
        let mut explanation = self.title(node)?;
        self.expressions(node, &mut explanation);
        let children = self.children(node);
        if children.is_empty() {
            return Some(explanation);
        }
        if !self.unfolded.insert(node) {
            explanation.left_out = Some(LeftOut::Above);
            return Some(explanation);
        }
        if depth >= DEEPEST {
            self.unfolded.remove(&node);
            explanation.left_out = Some(LeftOut::Deeper);
            return Some(explanation);
        }
        for child in children {
            explanation.children.extend(self.unfold(child, depth + 1));
            if self.left == 0 {
                explanation.left_out = Some(LeftOut::TooLarge);
                break;
            }
        }
        Some(explanation)
    }

    /// A node's name, value, note and place.
    fn title(&self, node: Node) -> Option<Explanation> {
        let Outcome { plan, estimate, .. } = self.outcome;
        let (name, value, note, span) = match node {
            Node::Item(item) => {
                let item = plan.items.get(item)?;
                let without = Some(without(&item.lacking)).filter(|words| !words.is_empty());
                (&item.name, item.value.as_ref(), item.note.clone().or(without), item.span)
            }
            Node::Stage(path, stage, property) => {
                let path = plan.paths.get(path)?;
                let stage = path.stages.get(stage)?;
                (&stage.text, property_of(stage, property), None, path.span)
            }
        };
        let shown = value.and_then(|value| as_shown(&plan.units, estimate, value, self.digits));
        let source = self.outcome.sources.get(span.source.0 as usize);
        Some(Explanation {
            name: name.clone(),
            value: shown,
            availability: value.and_then(|value| availability_of(estimate, value)),
            expression: String::new(),
            numbers: None,
            is_stated: false,
            note,
            file: source.map_or_else(String::new, |source| source.name.clone()),
            line: line_of(self.outcome, span),
            children: Vec::new(),
            left_out: None,
        })
    }

    /// What a branch depends on, each once, without itself.
    fn children(&self, node: Node) -> Vec<Node> {
        let plan = &self.outcome.plan;
        let nodes: Vec<Node> = match node {
            Node::Item(place) => {
                let Some(item) = plan.items.get(place) else { return Vec::new() };
                match self.path_figure(item) {
                    Some((path, property)) => self.stage_nodes(path, property),
                    None => {
                        self.references(item).iter().map(|reference| Node::Item(reference.item)).collect()
                    }
                }
            }
            Node::Stage(path, stage, property) => {
                let stage = plan.paths.get(path).and_then(|path| path.stages.get(stage));
                stage.map_or_else(Vec::new, |stage| members(plan, stage, property))
            }
        };
        let mut seen = HashSet::new();
        nodes.into_iter().filter(|other| *other != node && seen.insert(*other)).collect()
    }

    /// The path and the property that an item is, where it follows from the path's stages.
    fn path_figure(&self, item: &Item) -> Option<(usize, &'static str)> {
        let plan = &self.outcome.plan;
        let path = path_of(plan, item)?;
        let place = plan.paths.iter().position(|other| other.name == path.name)?;
        let (_, property) = item.name.rsplit_once('.')?;
        let known = ["availability", "latency", "capacity", "surviving", "cost", "mtbf"];
        known.into_iter().find(|known| *known == property).map(|property| (place, property))
    }

    /// The stages of a path that have a property; a stage that is one figure is shown as that.
    fn stage_nodes(&self, path: usize, property: &'static str) -> Vec<Node> {
        let plan = &self.outcome.plan;
        let Some(planned) = plan.paths.get(path) else { return Vec::new() };
        let stages = planned.stages.iter().enumerate();
        stages
            .filter(|(_, stage)| property == "mtbf" || property_of(stage, property).is_some())
            .flat_map(|(place, stage)| {
                let members = members(plan, stage, property);
                let is_plain = match members.as_slice() {
                    [Node::Item(only)] => plan.items.get(*only).is_some_and(|item| {
                        let rest = item.name.strip_prefix(stage.text.as_str());
                        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
                    }),
                    _ => false,
                };
                if is_plain || property == "mtbf" {
                    members
                } else {
                    vec![Node::Stage(path, place, property)]
                }
            })
            .collect()
    }

    /// The names in an item's expression, with their places.
    fn references(&self, item: &Item) -> Vec<Reference> {
        let plan = &self.outcome.plan;
        if item.references.is_empty() && path_of(plan, item).is_some() {
            // `1 - read.load / read.capacity`: the words are names of items.
            return words(&item.expression)
                .filter_map(|(place, word)| {
                    let other = plan
                        .items
                        .iter()
                        .position(|other| other.name == word && other.kind != ItemKind::Expression)?;
                    Some(Reference { item: other, place: Some(place) })
                })
                .collect();
        }
        item.references.clone()
    }

    /// The expression, and the same with the numbers put in where that says more than the value does.
    fn expressions(&self, node: Node, explanation: &mut Explanation) {
        let Node::Item(item) = node else { return };
        let Some(item) = self.outcome.plan.items.get(item) else { return };
        explanation.expression.clone_from(&item.expression);
        let value = explanation.value.as_ref().map_or("", |value| value.text.as_str());
        let is_literal = item.value.as_ref().is_some_and(|value| value.as_typed.is_some());
        explanation.is_stated = is_literal || item.expression.is_empty() || item.expression == value;
        if explanation.is_stated {
            return;
        }
        let numbers = match self.path_figure(item) {
            Some((path, property)) => {
                self.outcome.plan.paths.get(path).and_then(|path| self.stages_with_numbers(path, property))
            }
            None => self.with_numbers(item),
        };
        explanation.numbers = numbers.filter(|numbers| *numbers != item.expression && *numbers != value);
        // A line that is only an expression has it for its name.
        explanation.is_stated = item.kind == ItemKind::Expression;
    }

    /// What the stages of a path come to, as their figures are put together: `0.5 ms + 20 ms + 5 ms`.
    fn stages_with_numbers(&self, path: &PlannedPath, property: &str) -> Option<String> {
        let Outcome { plan, estimate, .. } = self.outcome;
        let values = path.stages.iter().filter_map(|stage| property_of(stage, property));
        let texts: Option<Vec<String>> = values
            .map(|value| plainly(&plan.units, estimate, value, self.digits).map(|displayed| displayed.text))
            .collect();
        let texts = texts.filter(|texts| texts.len() > 1)?;
        Some(match property {
            "availability" => texts.join(" -> "),
            "capacity" | "surviving" => format!("min({})", texts.join(", ")),
            _ => texts.join(" + "),
        })
    }

    /// The expression with each name's value in its place; none where a place or a value is not known.
    fn with_numbers(&self, item: &Item) -> Option<String> {
        let Outcome { plan, estimate, .. } = self.outcome;
        // What stands for each place, and whether it is a pure number.
        let mut figures: Vec<(std::ops::Range<usize>, String, Dimension)> = Vec::new();
        for reference in &self.references(item) {
            let Some(place) = reference.place.clone() else { continue };
            let referenced = plan.items.get(reference.item)?;
            let place = written(item, referenced, place);
            let below = item.below.as_ref().filter(|_| std::ptr::eq(item, referenced));
            let value = below.or(referenced.value.as_ref())?;
            let number = match &value.as_typed {
                Some(typed) => typed.clone(),
                None => plainly(&plan.units, estimate, value, self.digits)?.text,
            };
            figures.push((place, number, value.dimension.clone()));
        }
        let implied =
            item.implied.iter().map(|(place, text)| (place.clone(), text.clone(), Dimension::pure()));
        figures.extend(implied);
        figures.sort_by_key(|(place, ..)| place.start);
        let (mut text, mut done) = (String::new(), 0);
        for (place, number, dimension) in figures {
            // Places that overlap or fall between letters would make nonsense.
            let before = item.expression.get(done..place.start)?;
            text.push_str(before);
            let neighbours = (
                before.trim_end().ends_with('^'),
                item.expression.get(place.end..)?.trim_start().starts_with('^'),
            );
            if needs_brackets(&number, &dimension, neighbours) {
                text.push_str(&format!("({number})"));
            } else {
                text.push_str(&number);
            }
            done = place.end;
        }
        text.push_str(item.expression.get(done..)?);
        Some(text)
    }
}

/// A property of a stage.
fn property_of<'s>(stage: &'s PlannedStage, property: &str) -> Option<&'s PlannedValue> {
    match property {
        "availability" => stage.availability.as_ref(),
        "latency" => stage.latency.as_ref(),
        "capacity" => stage.capacity.as_ref(),
        "surviving" => stage.surviving.as_ref(),
        "cost" => stage.cost.as_ref(),
        _ => None,
    }
}

/// The figures of a stage's members from which a property follows.
fn members(plan: &Plan, stage: &PlannedStage, property: &str) -> Vec<Node> {
    // What may stand for it where a member has no figure of that name.
    let sources: &[&[&str]] = match property {
        "availability" => &[&["availability"], &["mtbf", "mttr"]],
        "surviving" => &[&["surviving"], &["capacity"]],
        "mtbf" => &[&["mtbf", "mttr"], &["mtbf"]],
        "latency" => &[&["latency"]],
        "capacity" => &[&["capacity"]],
        _ => &[&["cost"]],
    };
    let place_of = |name: &str| {
        plan.items.iter().position(|item| item.kind != ItemKind::Expression && item.name == name)
    };
    let dimension = property_of(stage, property).map(|value| &value.dimension);
    let mut nodes = Vec::new();
    for (_, word) in words(&stage.text) {
        let own = place_of(word).filter(|place| {
            let item = plan.items.get(*place).and_then(|item| item.value.as_ref());
            item.map(|value| &value.dimension) == dimension
        });
        let of_member = || {
            sources.iter().find_map(|names| {
                names.iter().map(|name| place_of(&format!("{word}.{name}"))).collect::<Option<Vec<usize>>>()
            })
        };
        let found = own.map(|own| vec![own]).or_else(of_member).unwrap_or_default();
        nodes.extend(
            found.into_iter().map(Node::Item).filter(|node| !nodes.contains(node)).collect::<Vec<_>>(),
        );
    }
    nodes
}

/// The words of a text that may be names, dots and all, with their places.
fn words(text: &str) -> impl Iterator<Item = (std::ops::Range<usize>, &str)> {
    let is_word = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '.');
    text.split(move |letter: char| !is_word(letter)).filter(|word| !word.is_empty()).map(|word| {
        let at = word.as_ptr() as usize - text.as_ptr() as usize;
        (at..at + word.len(), word)
    })
}

/// Where a name stands in an expression: all of `size(paste)`, and no more than the name.
fn written(item: &Item, referenced: &Item, place: std::ops::Range<usize>) -> std::ops::Range<usize> {
    if referenced.kind == ItemKind::Size { whole_call(&item.expression, place) } else { place }
}

/// From the record's name in `size(paste)` to the whole call.
fn whole_call(expression: &str, place: std::ops::Range<usize>) -> std::ops::Range<usize> {
    let whole = || {
        let before =
            expression.get(..place.start)?.trim_end().strip_suffix('(')?.trim_end().strip_suffix("size")?;
        let after = expression.get(place.end..)?;
        let close = after.find(')').filter(|close| after[..*close].trim().is_empty())?;
        Some(before.len()..place.end + close + 1)
    };
    whole().unwrap_or(place.clone())
}

/// Whether a value in a name's place would be read as something else without brackets.
fn needs_brackets(number: &str, dimension: &Dimension, (is_exponent, is_base): (bool, bool)) -> bool {
    let is_plain = number.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    // `5 per user` is an operation, `-5` after an operator a riddle.
    number.starts_with('-')
        || number.contains(" per ")
        || ((is_base || is_exponent) && !is_plain)
        || (is_base && !dimension.is_pure())
}
