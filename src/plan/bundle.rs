//! What a chain of components is: availability, latency, capacity and cost at once, and how `->`, `|` and `of`
//! put them together (rulings, F); the report of a chain is made elsewhere.

use std::collections::HashSet;
use std::sync::Arc;

use super::OperationKind;
use super::functions::saddle_point::binomial_term;
use super::kind::Kind;
use super::lower::{Lowered, Lowering, Operand, Typed, leftmost};
use super::member_names::MemberNames;
use crate::diagnostic::{Diagnostic, Id};
use crate::source::Span;
use crate::syntax::sheet::{Operator, Sheet};
use crate::units::dimension::BaseKind;
use crate::units::{Base, Dimension, Shown};

/// The properties of a chain, in the order of reports.
pub(super) const PROPERTIES: [&str; 6] = ["availability", "latency", "capacity", "surviving", "cost", "mtbf"];

/// One property of a part of a chain.
#[derive(Debug, Clone)]
pub(super) enum Property {
    /// It is known.
    Known(Typed),
    /// The part has no say in it: a bare latency in a chain says nothing of capacity.
    Transparent,
    /// These members have no figure for it, so the chain has none.
    Lacking(MemberNames),
}

impl Property {
    pub(super) fn known(&self) -> Option<&Typed> {
        match self {
            Self::Known(typed) => Some(typed),
            _ => None,
        }
    }

    pub(super) fn lacking(&self) -> &[Arc<str>] {
        match self {
            Self::Lacking(names) => names.as_slice(),
            _ => &[],
        }
    }
}

/// The properties of a part of a chain.
#[derive(Debug, Clone)]
pub(super) struct Properties {
    pub(super) availability: Property,
    pub(super) latency: Property,
    /// With all members up.
    pub(super) capacity: Property,
    /// With as many members down as the availability tolerates.
    pub(super) surviving: Property,
    pub(super) cost: Property,
    /// How often it fails: per time.
    pub(super) failures: Property,
}

/// One stage of a chain.
#[derive(Debug, Clone)]
pub(super) struct Stage {
    /// As written: `8 of 10 app`.
    pub(super) text: StageText,
    pub(super) properties: Properties,
}

/// What a stage is called.
#[derive(Debug, Clone)]
pub(super) enum StageText {
    Word(String),
    /// As written there, to be read at the end: each of thousands side by side is a stage until the next joins it.
    Written(Arc<Sheet>, Span),
}

impl StageText {
    pub(super) fn read(&self) -> String {
        match self {
            Self::Word(word) => word.clone(),
            Self::Written(sheet, span) if span.source == sheet.source.id => sheet.text(*span),
            Self::Written(..) => String::new(),
        }
    }
}

/// A component, a path, or what operators make of them.
#[derive(Debug, Clone)]
pub(super) struct Bundle {
    pub(super) properties: Properties,
    /// The stages in series.
    pub(super) stages: Vec<Stage>,
    /// The components in it.
    pub(super) members: MemberNames,
    /// The component or path that it is, bare.
    pub(super) bare: Option<String>,
    /// Whether it is a bare component, or bare ones side by side: naming one twice is plain redundancy.
    pub(super) side_by_side: bool,
}

impl Bundle {
    /// A component with its figures.
    pub(super) fn component(name: &str, properties: Properties) -> Self {
        Self {
            stages: vec![Stage { text: StageText::Word(name.to_owned()), properties: properties.clone() }],
            properties,
            members: MemberNames::one(name),
            bare: Some(name.to_owned()),
            side_by_side: true,
        }
    }

    /// The same as one stage of its own text.
    fn staged(mut self, text: StageText) -> Self {
        self.stages = vec![Stage { text, properties: self.properties.clone() }];
        self
    }
}

/// How many stages a path may have.
const MOST_STAGES: usize = 10_000;

impl Lowering<'_> {
    /// The availability and the failures per time of what fails every `between` and is repaired in `repair`.
    ///
    /// `MTBF / (MTBF + MTTR)`, where MTBF is the mean time up between failures.
    pub(super) fn repaired(&mut self, between: &Typed, repair: &Typed, span: Span) -> (Typed, Typed) {
        let (up, down) = (self.value_slot(between, span), self.value_slot(repair, span));
        let cycle = self.planner.operation(OperationKind::Add(up, down), span);
        let missing = self.planner.operation(OperationKind::Divide(down, cycle), span);
        let one = self.planner.operation(OperationKind::Constant(1.0), span);
        let rate = self.planner.operation(OperationKind::Divide(one, cycle), span);
        let available =
            Typed { kind: Kind::Availability, ..Self::number(Shown::default(), Operand::Missing(missing)) };
        let dimension = Dimension::of(Base::TIME, -1);
        let shown = Shown::by_default(self.units(), &dimension);
        let rate = Typed { dimension, shown, kind: Kind::Plain, operand: Operand::Value(rate) };
        (available, rate)
    }

    fn stage_text(&self, span: Span) -> StageText {
        StageText::Written(Arc::clone(&self.sheet), span)
    }

    /// A plain value in a chain: a stage with only that property (rulings, F4).
    pub(super) fn bare_stage(&mut self, typed: Typed, span: Span) -> Option<Bundle> {
        let text = self.text(span);
        let none = || Property::Transparent;
        let mut properties = Properties {
            availability: none(),
            latency: none(),
            capacity: none(),
            surviving: none(),
            cost: none(),
            failures: none(),
        };
        let is_money = typed
            .dimension
            .powers()
            .any(|(base, power)| matches!(base.kind(), BaseKind::Currency(_)) && power > 0);
        if typed.dimension.is_pure() {
            properties.availability = Property::Known(self.availability_of(&typed, span, span)?);
            properties.failures = Property::Lacking(MemberNames::one(&text));
        } else if typed.dimension == Dimension::of(Base::TIME, 1) {
            properties.latency = Property::Known(typed);
        } else if is_money {
            properties.cost = Property::Known(typed);
        } else if typed.dimension.power(Base::TIME) == -1 {
            properties.capacity = Property::Known(typed.clone());
            properties.surviving = Property::Known(typed);
        } else {
            let found = self.describe(&typed.dimension);
            self.error(
                Id::UnitMismatch,
                span,
                format!("a stage is an availability, a latency, a capacity or a cost, and this is {found}"),
                "write a component, or a figure as `2 ms` or `99.9%`",
            );
            return None;
        }
        let stages = vec![Stage { text: StageText::Word(text), properties: properties.clone() }];
        Some(Bundle { properties, stages, members: MemberNames::default(), side_by_side: false, bare: None })
    }

    /// What a node comes to as a part of a chain.
    pub(super) fn bundle_of(&mut self, lowered: Lowered, span: Span) -> Option<Bundle> {
        match lowered {
            Lowered::Bundle(bundle) => Some(*bundle),
            other => {
                let typed = self.value(other, span)?;
                self.bare_stage(typed, span)
            }
        }
    }

    /// `a -> b` and `a | b` of which one is a component or a path.
    pub(super) fn combine_bundles(
        &mut self,
        operator: Operator,
        left: Lowered,
        left_span: Span,
        right: Lowered,
        right_span: Span,
        span: Span,
    ) -> Option<Bundle> {
        let left = self.bundle_of(left, left_span);
        let right = self.bundle_of(right, right_span);
        let (left, right) = (left?, right?);
        let series = operator == Operator::Series;
        let is_same = !series && left.bare.is_some() && left.bare == right.bare;
        let twice = right.members.as_slice().iter().find(|member| left.members.contains(member)).cloned();
        if let Some(member) =
            twice.filter(|_| !is_same && (series || !(left.side_by_side && right.side_by_side)))
        {
            self.planner.report(
                Diagnostic::new(Id::CountedTwice, right_span, format!("`{member}` stands in two places of this chain"))
                    .label("counted as another one, failing on its own")
                    .help("if it is one and the same, name it once; if they are several, say `2 of 2` or give each a name"),
            );
        }
        if series && left.stages.len() + right.stages.len() > MOST_STAGES {
            self.error(
                Id::TooLong,
                span,
                format!("a path has at most {MOST_STAGES} stages"),
                "write `n of n x` for many in series",
            );
            return None;
        }
        let side_by_side = !series && left.side_by_side && right.side_by_side;
        let (a, b, mut stages, mut members) = (left.properties, right.properties, left.stages, left.members);
        members.extend(right.members.as_slice());
        if series {
            stages.extend(right.stages);
        } else {
            // Before the names that they share with `a` and `b` grow.
            stages.clear();
        }
        let available = a.availability.known().cloned().zip(b.availability.known().cloned());
        let availability = self.merge(a.availability, b.availability, |it, a, b| {
            let (u, v) = (it.missing_slot(&a, span), it.missing_slot(&b, span));
            let kind = if series { OperationKind::Series(u, v) } else { OperationKind::Multiply(u, v) };
            let missing = it.planner.operation(kind, span);
            Some(Typed { operand: Operand::Missing(missing), ..a })
        })?;
        let failures = self.merge_failures(a.failures, b.failures, available, series, span)?;
        let latency = self.merge_quantity(a.latency, b.latency, "latencies", span, |x, y| {
            if series { OperationKind::Add(x, y) } else { OperationKind::Maximum(x, y) }
        })?;
        let capacity = self.merge_quantity(a.capacity, b.capacity, "capacities", span, |x, y| {
            if series { OperationKind::Minimum(x, y) } else { OperationKind::Add(x, y) }
        })?;
        let surviving =
            self.merge_quantity(a.surviving, b.surviving, "capacities", span, OperationKind::Minimum)?;
        let cost = self.merge_quantity(a.cost, b.cost, "costs", span, OperationKind::Add)?;
        let properties = Properties { availability, latency, capacity, surviving, cost, failures };
        let bundle = Bundle { properties, stages, members, side_by_side, bare: None };
        Some(if series { bundle } else { bundle.staged(self.stage_text(span)) })
    }

    fn merge(
        &mut self,
        left: Property,
        right: Property,
        both: impl FnOnce(&mut Self, Typed, Typed) -> Option<Typed>,
    ) -> Option<Property> {
        Some(match (left, right) {
            (Property::Known(left), Property::Known(right)) => Property::Known(both(self, left, right)?),
            (Property::Transparent, other) | (other, Property::Transparent) => other,
            (Property::Lacking(mut left), Property::Lacking(right)) => {
                left.extend(right.as_slice());
                Property::Lacking(left)
            }
            (Property::Lacking(names), Property::Known(_))
            | (Property::Known(_), Property::Lacking(names)) => Property::Lacking(names),
        })
    }

    fn merge_quantity(
        &mut self,
        left: Property,
        right: Property,
        what: &str,
        span: Span,
        kind: impl Fn(super::Slot, super::Slot) -> OperationKind,
    ) -> Option<Property> {
        self.merge(left, right, |it, a, b| {
            if a.dimension != b.dimension {
                let (left, right) = (it.describe(&a.dimension), it.describe(&b.dimension));
                it.error(
                    Id::UnitMismatch,
                    span,
                    format!("the {what} of this chain do not agree: {left} and {right}"),
                    "say one of them in terms of the other with `as`",
                );
                return None;
            }
            let (x, y) = (it.value_slot(&a, span), it.value_slot(&b, span));
            let operand = it.push(kind(x, y), span);
            let shown = leftmost(&a.shown, &b.shown);
            Some(Typed { dimension: a.dimension, shown, kind: Kind::Plain, operand })
        })
    }

    /// How often a pair fails: each part's failures while the other is up (series) or down (parallel).
    fn merge_failures(
        &mut self,
        left: Property,
        right: Property,
        available: Option<(Typed, Typed)>,
        series: bool,
        span: Span,
    ) -> Option<Property> {
        let Some((a, b)) = available else { return self.merge(left, right, |_, f, _| Some(f)) };
        self.merge(left, right, |it, f, g| {
            let (x, y) = (it.value_slot(&f, span), it.value_slot(&g, span));
            let (u, v) = (it.missing_slot(&a, span), it.missing_slot(&b, span));
            let function: fn(&[f64]) -> f64 = if series { failures_in_series } else { failures_in_parallel };
            let operand =
                it.push(OperationKind::Call { name: "mtbf", function, arguments: vec![x, y, u, v] }, span);
            Some(Typed { operand, ..f })
        })
    }

    /// `2 of 3 app` of a component or a path.
    pub(super) fn needed_bundle(&mut self, needed: u64, members: u64, bundle: Bundle, span: Span) -> Bundle {
        let properties = bundle.properties;
        let of = members as f64;
        let missing = properties.availability.known().map(|typed| self.missing_slot(typed, span));
        let failures = match (properties.failures, missing) {
            (Property::Known(typed), Some(missing)) => {
                let rate = self.value_slot(&typed, span);
                let needed = self.planner.operation(OperationKind::Constant(needed as f64), span);
                let count = self.planner.operation(OperationKind::Constant(of), span);
                let call = OperationKind::Call {
                    name: "mtbf",
                    function: failures_of_needed,
                    arguments: vec![rate, missing, needed, count],
                };
                let operand = self.push(call, span);
                Property::Known(Typed { operand, ..typed })
            }
            (other, _) => other,
        };
        let availability = match properties.availability {
            Property::Known(typed) => {
                let missing = self.missing_slot(&typed, span);
                let missing =
                    self.planner.operation(OperationKind::NeededOf { needed, members, missing }, span);
                Property::Known(Typed { operand: Operand::Missing(missing), ..typed })
            }
            other => other,
        };
        let mut times = |property: Property, factor: f64| match property {
            Property::Known(typed) => {
                let slot = self.value_slot(&typed, span);
                let factor = self.planner.operation(OperationKind::Constant(factor), span);
                let operand = self.push(OperationKind::Multiply(slot, factor), span);
                Property::Known(Typed { operand, shown: typed.shown.clone().released(), ..typed })
            }
            other => other,
        };
        let capacity = times(properties.capacity, of);
        let surviving = times(properties.surviving, needed as f64);
        let cost = times(properties.cost, of);
        let properties =
            Properties { availability, latency: properties.latency, capacity, surviving, cost, failures };
        let text = self.stage_text(span);
        let bundle = Bundle {
            properties,
            stages: Vec::new(),
            members: bundle.members,
            side_by_side: false,
            bare: None,
        };
        bundle.staged(text)
    }

    /// `2 of (a, b, c)` of which some are components or paths.
    pub(super) fn choice_bundle(
        &mut self,
        needed: u64,
        members: Vec<Option<(Lowered, Span)>>,
        span: Span,
    ) -> Option<Bundle> {
        let mut bundles = Vec::with_capacity(members.len());
        for member in members {
            let (lowered, place) = member?;
            bundles.push(self.bundle_of(lowered, place)?);
        }
        let mut names = MemberNames::default();
        let mut told = HashSet::new();
        for bundle in &bundles {
            for name in bundle.members.as_slice() {
                if names.contains(name) && !bundle.side_by_side && told.insert(name) {
                    self.error(
                        Id::CountedTwice,
                        span,
                        format!("`{name}` stands in two places of this chain"),
                        "if it is one and the same, name it once; if they are several, give each a name",
                    );
                }
            }
            names.extend(bundle.members.as_slice());
        }
        let mut pick = |of: fn(&Properties) -> &Property, missing: bool, what: &str| {
            self.together(&bundles, of, missing, what, span)
        };
        let missing = pick(|it| &it.availability, true, "availabilities")?;
        let failures = pick(|it| &it.failures, false, "failures")?;
        let latency = pick(|it| &it.latency, false, "latencies")?;
        let capacity = pick(|it| &it.capacity, false, "capacities")?;
        let surviving = pick(|it| &it.surviving, false, "capacities")?;
        let cost = pick(|it| &it.cost, false, "costs")?;
        let failures = match (failures, &missing) {
            (Together::Known(typed, rates), Together::Known(_, missing)) => {
                let mut arguments =
                    vec![self.planner.operation(OperationKind::Constant(needed as f64), span)];
                arguments.extend(rates);
                arguments.extend(missing);
                let call = OperationKind::Call { name: "mtbf", function: failures_of_unlike, arguments };
                Together::Known(Typed { operand: self.push(call, span), ..typed }, Vec::new()).property()
            }
            (other, _) => match other {
                Together::Known(typed, _) => Property::Known(typed),
                other => other.property(),
            },
        };
        let availability = match missing {
            Together::Known(typed, missing) => {
                let missing = self.planner.operation(OperationKind::NeededOfUnlike { needed, missing }, span);
                Property::Known(Typed { operand: Operand::Missing(missing), ..typed })
            }
            other => other.property(),
        };
        let mut fold =
            |together: Together, kind: fn(super::Slot, super::Slot) -> OperationKind| match together {
                Together::Known(typed, slots) => {
                    let slot = self.fold_slots(&slots, span, kind);
                    Property::Known(Typed { operand: Operand::Value(slot), ..typed })
                }
                other => other.property(),
            };
        let latency = fold(latency, OperationKind::Maximum);
        let capacity = fold(capacity, OperationKind::Add);
        let cost = fold(cost, OperationKind::Add);
        let surviving = match surviving {
            Together::Known(typed, slots) => {
                // With as many down as are tolerated, and those the largest.
                let mut arguments =
                    vec![self.planner.operation(OperationKind::Constant(needed as f64), span)];
                arguments.extend(slots);
                let call = OperationKind::Call { name: "surviving", function: sum_of_smallest, arguments };
                Property::Known(Typed { operand: self.push(call, span), ..typed })
            }
            other => other.property(),
        };
        let properties = Properties { availability, latency, capacity, surviving, cost, failures };
        let text = self.stage_text(span);
        Some(
            Bundle { properties, stages: Vec::new(), members: names, side_by_side: false, bare: None }
                .staged(text),
        )
    }

    /// One property of several parts: all known, or who lacks it.
    fn together(
        &mut self,
        bundles: &[Bundle],
        of: fn(&Properties) -> &Property,
        missing: bool,
        what: &str,
        span: Span,
    ) -> Option<Together> {
        let mut lacking = MemberNames::default();
        let mut known: Vec<Typed> = Vec::new();
        for bundle in bundles {
            match of(&bundle.properties) {
                Property::Known(typed) => known.push(typed.clone()),
                Property::Lacking(names) => lacking.extend(names.as_slice()),
                Property::Transparent => {}
            }
        }
        if !lacking.as_slice().is_empty() {
            return Some(Together::Lacking(lacking));
        }
        let Some(first) = known.first().cloned() else { return Some(Together::Transparent) };
        if let Some(other) = known.iter().find(|typed| typed.dimension != first.dimension) {
            let (left, right) = (self.describe(&first.dimension), self.describe(&other.dimension));
            self.error(
                Id::UnitMismatch,
                span,
                format!("the {what} of this chain do not agree: {left} and {right}"),
                "say one of them in terms of the other with `as`",
            );
            return None;
        }
        let slots = known
            .iter()
            .map(|typed| if missing { self.missing_slot(typed, span) } else { self.value_slot(typed, span) })
            .collect();
        let shown = first.shown.clone().released();
        Some(Together::Known(Typed { shown, ..first }, slots))
    }

    /// A property as a value: `read.availability`.
    pub(super) fn property_value(
        &mut self,
        owner: &str,
        bundle: &Bundle,
        field: &str,
        span: Span,
    ) -> Option<Typed> {
        let properties = &bundle.properties;
        let property = match field {
            "availability" => &properties.availability,
            "latency" => &properties.latency,
            "capacity" => &properties.capacity,
            "surviving" => &properties.surviving,
            "cost" => &properties.cost,
            "mtbf" => return self.mean_time_between_failures(owner, bundle, span),
            _ => return None,
        };
        if let Property::Known(typed) = property {
            return Some(typed.clone());
        }
        self.report_lacking(owner, field, property.lacking(), span);
        None
    }

    pub(super) fn report_lacking(&mut self, owner: &str, field: &str, lacking: &[Arc<str>], span: Span) {
        let message = format!("`{owner}` has no {field}");
        let needed = match field {
            "surviving" => "capacity",
            "mtbf" => "mtbf` and `mttr",
            other => other,
        };
        let help = match lacking {
            [] => format!("no stage of it says anything of {field}"),
            [only] => format!("`{only}` has none: give it `{needed} = …`"),
            several => format!("these have none: {}; give each `{needed} = …`", several.join(", ")),
        };
        self.error(Id::MissingInput, span, message, help);
    }

    /// The mean time to the next failure: availability over how often it fails.
    fn mean_time_between_failures(&mut self, owner: &str, bundle: &Bundle, span: Span) -> Option<Typed> {
        let (Property::Known(available), Property::Known(failures)) =
            (&bundle.properties.availability, &bundle.properties.failures)
        else {
            let lacking = bundle.properties.failures.lacking().to_vec();
            self.report_lacking(owner, "mtbf", &lacking, span);
            return None;
        };
        Some(self.mtbf_of(available, failures, span))
    }

    pub(super) fn mtbf_of(&mut self, available: &Typed, failures: &Typed, span: Span) -> Typed {
        let (a, f) = (self.value_slot(available, span), self.value_slot(failures, span));
        let operand = self.push(OperationKind::Divide(a, f), span);
        let dimension = Dimension::of(Base::TIME, 1);
        let shown = Shown::by_default(self.units(), &dimension);
        Typed { dimension, shown, kind: Kind::Plain, operand }
    }
}

/// One property of several parts.
enum Together {
    Known(Typed, Vec<super::Slot>),
    Transparent,
    Lacking(MemberNames),
}

impl Together {
    fn property(self) -> Property {
        match self {
            Self::Known(typed, _) => Property::Known(typed),
            Self::Transparent => Property::Transparent,
            Self::Lacking(names) => Property::Lacking(names),
        }
    }
}

/// Failures per time of two parts in series: either fails while the other is up.
///
/// Arguments: failures of each, then what is missing of each. Source: Barlow and Proschan (1965), system failure
/// frequency of independent repairable parts.
fn failures_in_series(numbers: &[f64]) -> f64 {
    let [first, second, u, v] = numbers else { return f64::NAN };
    first * (1.0 - v) + second * (1.0 - u)
}

/// Failures per time of two redundant parts: one fails while the other is down.
fn failures_in_parallel(numbers: &[f64]) -> f64 {
    let [first, second, u, v] = *numbers else { return f64::NAN };
    let can_fail = (first > 0.0 && v > 0.0) || (second > 0.0 && u > 0.0);
    never_nothing(first * v + second * u, can_fail)
}

/// Failures per time where `needed` of `count` like parts must be up: one of those up fails while just enough are.
///
/// Arguments: failures of one, what is missing of one, `needed` and `count`.
fn failures_of_needed(numbers: &[f64]) -> f64 {
    let [rate, missing, needed, count] = *numbers else { return f64::NAN };
    // Of the others exactly `needed - 1` are up.
    let just_enough = binomial_term(count as u64 - 1, (count - needed) as u64, missing);
    never_nothing(rate * count * just_enough, rate > 0.0 && missing > 0.0 && missing < 1.0)
}

/// The same for unlike parts: `needed`, then the failures of each, then what is missing of each.
fn failures_of_unlike(numbers: &[f64]) -> f64 {
    let members = (numbers.len() - 1) / 2;
    let tolerated = members - numbers[0] as usize;
    let (rates, missing) = numbers[1..].split_at(members);
    // For each number of parts down, part by part: how likely it is, and how often one of the parts fails while
    // so many of the others are down.
    let (mut likely, mut failing) = (vec![0.0; tolerated + 1], vec![0.0; tolerated + 1]);
    likely[0] = 1.0;
    for (rate, missing) in rates.iter().zip(missing) {
        for down in (0..=tolerated).rev() {
            let (likely_less, failing_less) =
                if down > 0 { (likely[down - 1], failing[down - 1]) } else { (0.0, 0.0) };
            failing[down] = failing[down] * (1.0 - missing) + failing_less * missing + rate * likely[down];
            likely[down] = likely[down] * (1.0 - missing) + likely_less * missing;
        }
    }
    let can_fail = numbers[1..].iter().all(|number| *number > 0.0) && missing.iter().all(|part| *part < 1.0);
    never_nothing(failing[tolerated], can_fail)
}

/// A rate of failures, the smallest number where they are only too rare for one: what can fail has a time between
/// failures.
fn never_nothing(rate: f64, can_fail: bool) -> f64 {
    if can_fail { rate.max(f64::MIN_POSITIVE) } else { rate }
}

/// The sum of the `numbers[0]` smallest of the others.
fn sum_of_smallest(numbers: &[f64]) -> f64 {
    let mut capacities = numbers[1..].to_vec();
    capacities.sort_by(f64::total_cmp);
    capacities.iter().take(numbers[0] as usize).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn failures_of_like_and_unlike_parts_agree() {
        let (rate, missing) = (0.5, 0.1);
        for needed in 1..=3_u64 {
            let like = failures_of_needed(&[rate, missing, needed as f64, 3.0]);
            let unlike = failures_of_unlike(&[needed as f64, rate, rate, rate, missing, missing, missing]);
            assert!((like - unlike).abs() < 1e-12, "{needed}: {like} {unlike}");
        }
        // 3 of 3 is a chain, and its mean time to failure is a third.
        let chain = failures_of_needed(&[rate, missing, 3.0, 3.0]);
        assert!((chain - 3.0 * rate * 0.9 * 0.9).abs() < 1e-12);
        assert_eq!(sum_of_smallest(&[2.0, 5.0, 1.0, 3.0]), 4.0);
    }

    #[test]
    fn failures_of_unlike_parts_are_those_of_every_state() {
        let rates = [0.5, 2.0, 1e-3, 7.0, 0.1];
        let missing = [0.1, 1e-9, 0.7, 0.02, 0.5];
        for needed in 1..=5 {
            // Each state of the parts, a bit for one that is up: where just enough are, any of them may fail.
            let by_states: f64 = (0_u32..32)
                .filter(|state| state.count_ones() == needed)
                .flat_map(|state| {
                    (0..5).filter(move |part| state >> part & 1 == 1).map(move |part| (state, part))
                })
                .map(|(state, failing)| {
                    let others = (0..5).filter(|part| *part != failing);
                    let chance = |part: usize| {
                        if state >> part & 1 == 1 { 1.0 - missing[part] } else { missing[part] }
                    };
                    rates[failing] * others.map(chance).product::<f64>()
                })
                .sum();
            let numbers = [&[f64::from(needed)][..], &rates, &missing].concat();
            let found = failures_of_unlike(&numbers);
            assert!((found - by_states).abs() <= 1e-13 * by_states, "{needed}: {found}, not {by_states}");
        }
    }

    // Values by Python's mpmath with 50 digits: `rate * n * binomial(n - 1, k - 1) * u**(n - k) * (1 - u)**(k - 1)`.
    #[test]
    fn failures_of_many_parts_are_exact() {
        for (needed, count, missing, expected) in [
            (2.0, 3.0, 1e-9, 1.199_999_998_8e-8),
            (1.0, 1.0, 0.3, 2.0),
            (8.0, 10.0, 0.01, 0.067_108_705_049_303_29),
            (40.0, 50.0, 0.01, 5.553_021_407_597_447_5e-9),
            (999.0, 1000.0, 1e-6, 1.996_006_989_681_064_4),
            (990_000.0, 1_000_000.0, 0.01, 8_018.974_726_365_841),
            (986_550.0, 1_000_000.0, 0.01, 1.684_607_823_877_805_4e-232),
            (999_990.0, 1_000_000.0, 1e-9, 5.505_652_376_060_676e-31),
        ] {
            let found = failures_of_needed(&[2.0, missing, needed, count]);
            assert!(
                (found - expected).abs() <= 1e-12 * expected,
                "{needed} of {count}: {found}, not {expected}"
            );
        }
    }

    #[test]
    fn what_can_fail_has_failures() {
        assert_eq!(failures_of_needed(&[1e-6, 1e-3, 500_000.0, 1e6]), f64::MIN_POSITIVE);
        assert_eq!(failures_of_unlike(&[&[1.0][..], &[1e-6; 40], &[1e-9; 40]].concat()), f64::MIN_POSITIVE);
        assert_eq!(failures_in_parallel(&[1e-200, 1e-200, 1e-200, 1e-200]), f64::MIN_POSITIVE);
        // Those that never are down let none of them be the last one up.
        assert_eq!(failures_of_needed(&[1e-6, 0.0, 2.0, 3.0]), 0.0);
        assert_eq!(failures_of_unlike(&[2.0, 1.0, 1.0, 1.0, 0.0, 0.0, 0.0]), 0.0);
    }
}
