//! Values put over names in layers, a case over the base or `--set` over a case: in each layer a name's own value is what
//! the layers below it give (rulings, F13); knows no dimensions.

use std::collections::HashMap;

use super::lower::Typed;
use super::order;
use super::planner::{Override, Planner};
use crate::diagnostic::Diagnostic;
use crate::syntax::sheet::{Expression, ExpressionKind, Sheet};

/// Values that are put over names at once, and what those names are below them.
#[derive(Debug, Clone, Default)]
pub(super) struct Layer {
    /// The values, each name once.
    pub(super) overrides: Vec<Override>,
    /// What each of the names is without this layer; none where that has an error.
    pub(super) below: HashMap<String, Typed>,
}

impl Layer {
    pub(super) fn of(overrides: Vec<Override>) -> Self {
        Self { overrides, below: HashMap::new() }
    }
}

impl Planner {
    /// The value that is put over a name, that of the topmost layer which has one, with the layer's place.
    pub(super) fn override_of(&self, name: &str) -> Option<(usize, &Override)> {
        let layers = self.layers[..self.layers_in_force].iter().enumerate().rev();
        layers
            .filter_map(|(place, layer)| {
                let mut overrides = layer.overrides.iter().rev();
                overrides.find(|set| set.name == name).map(|set| (place, set))
            })
            .next()
    }

    /// What is put over a name mentions the name: the value that it stands for there.
    pub(super) fn mentioned_below(&self, name: &str) -> Option<Typed> {
        let (layer, set) = self.override_of(name)?;
        let below = self.layers[layer].below.get(name)?;
        mentions(&set.sheet, set.expression, name).then(|| below.clone())
    }

    /// Types what the names of each layer are below it, and what the open names are below all of them: each layer's
    /// values are those of a whole scenario without what stands above. Answers what is wrong there.
    pub(super) fn type_below(&mut self, first: usize) -> Vec<Diagnostic> {
        if self.layers.is_empty() && self.open.is_empty() {
            return Vec::new();
        }
        // All is typed again with all layers, and counted then.
        let (open, budget, sink) =
            (std::mem::take(&mut self.open), self.budget, std::mem::take(&mut self.sink));
        let (used, taken_over) = (self.used_figures.len(), self.stages_taken_over);
        let untyped = self.definitions.clone();
        for layer in 0..=self.layers.len() {
            self.layers_in_force = layer;
            let names: Vec<(String, bool)> = match self.layers.get(layer) {
                Some(layer) => layer
                    .overrides
                    .iter()
                    .map(|set| (set.name.clone(), mentions(&set.sheet, set.expression, &set.name)))
                    .collect(),
                None => open.iter().map(|open| (open.name.clone(), true)).collect(),
            };
            let (used, unused): (Vec<_>, Vec<_>) = names.into_iter().partition(|(_, is_used)| *is_used);
            let mut below = self.below(first, used);
            // Of what nobody computes with only the dimension is asked, and what it would come to is no error.
            let (values, operations, lowered) =
                (self.values.len(), self.plan.operations.len(), self.lowered.mark());
            below.extend(self.below(first, unused));
            self.plan.operations.truncate(operations);
            self.lowered.roll_back(lowered);
            self.values.truncate(values);
            match self.layers.get_mut(layer) {
                Some(layer) => layer.below = below,
                None => self.below_open = below,
            }
        }
        self.layers_in_force = self.layers.len();
        (self.open, self.budget) = (open, budget);
        self.used_figures.truncate(used);
        self.stages_taken_over = taken_over;
        self.definitions = untyped;
        std::mem::replace(&mut self.sink, sink).into_diagnostics()
    }

    /// What some names are with the layers in force.
    fn below(&mut self, first: usize, names: Vec<(String, bool)>) -> HashMap<String, Typed> {
        let root = |name: &str| name.split('.').next().map(str::to_owned);
        let wanted = names.iter().filter_map(|(name, _)| {
            self.names.get(name).or_else(|| self.names.get(&root(name)?)).copied()?.checked_sub(first)
        });
        let wanted: Vec<usize> = wanted.collect();
        self.collected = Some(HashMap::new());
        self.type_in_order(first, &wanted);
        let mut collected = self.collected.take().unwrap_or_default();
        collected.retain(|name, _| names.iter().any(|(wanted, _)| wanted == name));
        collected
    }

    /// Types definitions, each after those it uses, and those that they use; reports cycles.
    pub(super) fn type_in_order(&mut self, first: usize, wanted: &[usize]) {
        let mut uses: Vec<Option<Vec<usize>>> = vec![None; self.definitions.len() - first];
        let mut open = wanted.to_vec();
        while let Some(place) = open.pop() {
            if uses[place].is_none() {
                let used = self.uses_of(first + place);
                // What was defined before is typed already, so only the new ones are put in order.
                let used: Vec<usize> = used.into_iter().filter_map(|used| used.checked_sub(first)).collect();
                open.extend(&used);
                uses[place] = Some(used);
            }
        }
        let uses: Vec<Vec<usize>> = uses.into_iter().map(Option::unwrap_or_default).collect();
        let order = order::sort(&uses, wanted.iter().copied());
        self.type_ordered(first, order);
    }
}

/// Whether an expression names something.
pub(super) fn mentions(sheet: &Sheet, expression: Expression, name: &str) -> bool {
    sheet.nodes[expression.nodes()]
        .iter()
        .any(|node| matches!(node.kind, ExpressionKind::Reference) && sheet.word(node.span) == name)
}
