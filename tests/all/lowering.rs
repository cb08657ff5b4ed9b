//! Chains of values, lowered, come to the numbers of a run bit for bit: the value and what is missing of it to 1.

use napkin::diagnostic::Sink;
use napkin::estimate::Estimate;
use napkin::plan::Plan;
use napkin::plan::lowering::Lowering;
use napkin::source::{Source, SourceId, Span};
use napkin::types::blocks::Context;
use napkin::types::blocks::chain::{Chain, StageText};
use napkin::types::blocks::component::{ComponentField, SetField};
use napkin::types::blocks::joining::Joint;
use napkin::types::blocks::property::Property;
use napkin::types::{Kind, Typed, ValueKind, Values};
use napkin::units::{Base, Dimension, Shown, Units};
use napkin::workspace::{NoFiles, run};

/// A component's figures: availability with what is missing of it, or the times between failures and to repair.
enum Up {
    Stated(f64, f64),
    Repaired(f64, f64),
}

fn typed(context: &mut Context<'_>, dimension: Dimension, value: f64, missing: f64) -> Typed {
    let value = context.values.push(ValueKind::Number { value, missing }, Span::default());
    Typed { dimension, kind: Kind::Plain, shown: Shown::default(), value }
}

fn component(context: &mut Context<'_>, name: &str, up: &Up, latency: f64, capacity: f64) -> Chain {
    let time = Dimension::of(Base::TIME, 1);
    let rate = Dimension::of(Base::TIME, -1);
    let mut set = Vec::new();
    match *up {
        Up::Stated(value, missing) => {
            set.push((ComponentField::Availability, Dimension::pure(), value, missing));
        }
        Up::Repaired(between, repair) => {
            set.push((ComponentField::Mtbf, time.clone(), between, f64::NAN));
            set.push((ComponentField::Mttr, time.clone(), repair, f64::NAN));
        }
    }
    set.push((ComponentField::Latency, time, latency, f64::NAN));
    set.push((ComponentField::Capacity, rate, capacity, f64::NAN));
    let fields: Vec<SetField> = set
        .into_iter()
        .map(|(field, dimension, value, missing)| {
            let typed = typed(context, dimension, value, missing);
            let result = context.component_field(field, typed, Span::default());
            SetField { field, name: Span::default(), value: Span::default(), result: result.ok() }
        })
        .collect();
    context.component(name, &fields).unwrap()
}

fn text(word: &str) -> StageText {
    StageText::Word(word.to_owned())
}

/// The figures of `lb -> 2 of 3 app -> db | db -> 1 of (lb2, cache)`, by property: value and what is missing.
fn by_values() -> Vec<(Property, f64, f64)> {
    let (units, mut values, mut sink) = (Units::default(), Values::default(), Sink::default());
    let span = Span::default();
    let mut context = Context { units: &units, values: &mut values, sink: &mut sink };
    let it = &mut context;
    let repaired = Up::Repaired(30.0 * 86_400.0, 600.0);
    let lb = component(it, "lb", &repaired, 0.001, 9_000.0);
    let app = component(it, "app", &repaired, 0.02, 1_000.0);
    let db = component(it, "db", &repaired, 0.005, 4_000.0);
    let spare = component(it, "lb2", &repaired, 0.001, 700.0);
    let cache = component(it, "cache", &repaired, 0.002, 600.0);
    let app = it.needed(2, 3, app, text("2 of 3 app"), span);
    let db = it.join(Joint::Parallel, db.clone(), (db, span), text("db | db"), span).unwrap();
    let last = it.choice(1, &[spare, cache], text("1 of (lb2, cache)"), span).unwrap();
    let mut chain = lb;
    for next in [app, db, last] {
        chain = it.join(Joint::Series, chain, (next, span), text(""), span).unwrap();
    }
    assert_eq!(chain.stages.len(), 4);
    let properties =
        [Property::Availability, Property::Latency, Property::Capacity, Property::Surviving, Property::Mtbf];
    let found: Vec<Typed> =
        properties.iter().map(|it| context.property("read", &chain.figures, *it, span).unwrap()).collect();
    let (mut plan, mut lowering) = (Plan::default(), Lowering::default());
    let roots: Vec<_> = found.iter().map(|typed| typed.value).collect();
    lowering.lower(&values, &roots, &mut plan.operations);
    let slots: Vec<_> = found
        .iter()
        .map(|it| {
            lowering.shown(
                &values,
                it.value,
                it.dimension.is_pure(),
                it.kind.is_availability(),
                &mut plan.operations,
            )
        })
        .collect();
    assert!(sink.diagnostics().is_empty());
    let mut estimate = Estimate::default();
    assert!(estimate.extend(&plan).is_empty());
    let number = |slot| estimate.number(slot);
    properties
        .into_iter()
        .zip(slots)
        .map(|(property, (value, missing))| (property, number(value), missing.map_or(f64::NAN, number)))
        .collect()
}

#[test]
fn a_chain_of_values_comes_to_the_numbers_of_a_run() {
    let block = |name: &str, latency: &str, capacity: u32| {
        format!(
            "component {name} {{\n  mtbf = 30 days\n  mttr = 10 min\n  latency = {latency}\n  capacity = {capacity}/s\n}}\n"
        )
    };
    let mut sheet: String = [
        ("lb", "1 ms", 9_000),
        ("app", "20 ms", 1_000),
        ("db", "5 ms", 4_000),
        ("lb2", "1 ms", 700),
        ("cache", "2 ms", 600),
    ]
    .map(|(name, latency, capacity)| block(name, latency, capacity))
    .concat();
    sheet.push_str("path read = lb -> 2 of 3 app -> db | db -> 1 of (lb2, cache)\nmtbf = read.mtbf\n");
    let outcome = run(Source::new(SourceId(0), "sheet", sheet), &NoFiles, &[]);
    assert!(outcome.diagnostics.is_empty(), "{:?}", outcome.diagnostics);
    for (property, value, missing) in by_values() {
        let name = if property == Property::Mtbf {
            "mtbf".to_owned()
        } else {
            format!("read.{}", property.as_str())
        };
        let planned = outcome.plan.item(&name).and_then(|item| item.value.as_ref()).unwrap();
        assert_eq!(value.to_bits(), outcome.estimate.number(planned.value).to_bits(), "{name}");
        if property == Property::Availability {
            let known = outcome.estimate.number(planned.missing.unwrap());
            assert_eq!(missing.to_bits(), known.to_bits(), "what is missing of {name}");
        }
    }
}

#[test]
fn what_is_missing_of_many_nines_is_kept() {
    let (units, mut values, mut sink) = (Units::default(), Values::default(), Sink::default());
    let mut context = Context { units: &units, values: &mut values, sink: &mut sink };
    let part = component(&mut context, "db", &Up::Stated(1.0 - 1e-9, 1e-9), 0.0, 1.0);
    let span = Span::default();
    let pair = context.join(Joint::Parallel, part.clone(), (part, span), text("db | db"), span).unwrap();
    let available = context.property("pair", &pair.figures, Property::Availability, span).unwrap();
    let (mut plan, mut lowering) = (Plan::default(), Lowering::default());
    let (_, missing) = lowering.shown(&values, available.value, true, true, &mut plan.operations);
    let mut estimate = Estimate::default();
    assert!(estimate.extend(&plan).is_empty());
    assert_eq!(estimate.number(missing.unwrap()), 1e-9 * 1e-9);
}

#[test]
fn a_component_says_its_availability_once_and_whole() {
    let told = |fields: &[ComponentField]| {
        let (units, mut values, mut sink) = (Units::default(), Values::default(), Sink::default());
        let mut context = Context { units: &units, values: &mut values, sink: &mut sink };
        let fields: Vec<SetField> = fields
            .iter()
            .map(|field| {
                let dimension = match field {
                    ComponentField::Availability => Dimension::pure(),
                    _ => Dimension::of(Base::TIME, 1),
                };
                let result = Some(typed(&mut context, dimension, 0.5, 0.5));
                SetField { field: *field, name: Span::default(), value: Span::default(), result }
            })
            .collect();
        assert!(context.component("db", &fields).is_none());
        sink.diagnostics().iter().map(|it| it.message.clone()).collect::<Vec<_>>()
    };
    use ComponentField::{Availability, Capacity, Mtbf, Mttr};
    assert_eq!(told(&[Availability, Mttr]), ["`db` gives its availability twice: as a figure and by `mttr`"]);
    assert_eq!(told(&[Mtbf]), ["`db` has `mtbf` without `mttr`"]);
    assert_eq!(told(&[Mttr]), ["`db` has `mttr` without `mtbf`"]);
    let (units, mut values, mut sink) = (Units::default(), Values::default(), Sink::default());
    let mut context = Context { units: &units, values: &mut values, sink: &mut sink };
    let time = typed(&mut context, Dimension::of(Base::TIME, 1), 1.0, 0.0);
    assert!(context.component_field(Capacity, time, Span::default()).is_err());
    assert_eq!(sink.diagnostics()[0].message, "`capacity` of a component is time here");
}
