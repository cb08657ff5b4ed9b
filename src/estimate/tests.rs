//! Random plans over random lanes: each lane is bit for bit what a plan with its numbers written down comes to, with
//! the processor's own instructions and without.

use proptest::prelude::*;

use super::Estimate;
use super::lanes::BLOCK;
use super::repeated::{Column, Repeated};
use crate::functions::FunctionId;
use crate::plan::{Operation, OperationKind, Plan, Slot};
use crate::source::Span;

/// How many slots of a plan are given.
const GIVEN: usize = 3;
/// Numbers at which something is different.
const SPECIAL: [f64; 16] = [
    0.0,
    -0.0,
    1.0,
    -1.0,
    0.5,
    2.0,
    -3.0,
    f64::NAN,
    f64::INFINITY,
    f64::NEG_INFINITY,
    f64::MAX,
    f64::MIN_POSITIVE,
    5e-324,
    1e-200,
    -1e200,
    1e155,
];

fn number() -> impl Strategy<Value = f64> {
    prop_oneof![
        2 => prop::sample::select(SPECIAL.to_vec()),
        2 => 0.0..1.0_f64,
        2 => -20.0..20.0_f64,
        1 => (-1e3..1e3_f64, -250_i32..250).prop_map(|(digits, power)| digits * 10_f64.powi(power)),
    ]
}

/// What is drawn for one operation: which, of what, and a number.
type Drawn = (u8, [u32; 3], f64);

fn operation((which, operands, number): Drawn, before: usize) -> OperationKind {
    let [a, b, c] = operands.map(|operand| Slot(operand % before as u32));
    match which {
        0..=3 => OperationKind::Multiply(a, b),
        4..=6 => OperationKind::Add(a, b),
        7..=8 => OperationKind::Subtract(a, b),
        9..=10 => OperationKind::Divide(a, b),
        11 => OperationKind::Power(a, b),
        12 => OperationKind::Negate(a),
        13 => OperationKind::Complement(a),
        14 => OperationKind::Minimum(a, b),
        15 => OperationKind::Maximum(a, b),
        16 => OperationKind::Series(a, b),
        17 => OperationKind::AllOf(a, b),
        18 => OperationKind::NeededOf { needed: 2, members: 3, missing: a },
        19 => OperationKind::IfZero { tested: a, zero: b, other: c },
        20 => OperationKind::Share(a),
        21 => OperationKind::Bounded { value: a, least: 0.0, most: 10.0 },
        22 => OperationKind::Call { function: FunctionId::named("hit_latency"), arguments: vec![a, b, c] },
        _ => OperationKind::Constant(number),
    }
}

fn plan(drawn: &[Drawn]) -> Plan {
    let mut plan = Plan::default();
    let given = (0..GIVEN).map(|place| OperationKind::Input(place as u32));
    let drawn = drawn.iter().enumerate().map(|(place, drawn)| operation(*drawn, GIVEN + place));
    plan.operations = given.chain(drawn).map(|kind| Operation { kind, span: Span::default() }).collect();
    plan
}

/// The bits of a number; all that have no value are alike.
fn bits(number: f64) -> u64 {
    if number.is_nan() { u64::MAX } else { number.to_bits() }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_lane_is_what_it_is_alone(
        drawn in prop::collection::vec((0..25_u8, any::<[u32; 3]>(), number()), 1..40),
        numbers in prop::collection::vec([number(), number(), number()], 1..40),
        wanted in prop::collection::vec(any::<u32>(), 1..5),
        is_long in prop::bool::weighted(0.1),
        every in any::<bool>(),
    ) {
        let mut plan = plan(&drawn);
        let lanes = if is_long { BLOCK + numbers.len() } else { numbers.len() };
        let number = |place: usize, lane: usize| {
            numbers[if every && place == 1 { 0 } else { lane % numbers.len() }][place]
        };
        let columns: Vec<Vec<f64>> =
            (0..GIVEN).map(|place| (0..lanes).map(|lane| number(place, lane)).collect()).collect();
        let mut given: Vec<Column<'_>> = columns.iter().map(|column| Column::Each(column)).collect();
        if every {
            given[1] = Column::Every(columns[1][0]);
        }
        let wanted: Vec<Slot> =
            wanted.into_iter().map(|slot| Slot(slot % plan.operations.len() as u32)).collect();
        let slots: Vec<Slot> = (0..GIVEN as u32).map(Slot).collect();
        let mut base = Estimate::default();
        base.extend(&plan);
        let run = |mut repeated: Repeated<&Plan>| {
            let mut results = vec![vec![0.0; lanes]; wanted.len()];
            let mut slices: Vec<&mut [f64]> = results.iter_mut().map(Vec::as_mut_slice).collect();
            repeated.run(&given, &mut slices);
            results
        };
        let with = run(Repeated::varying(&plan, base.clone(), &slots, &wanted));
        let without = run(Repeated::varying(&plan, base, &slots, &wanted).without_simd());
        for lane in 0..numbers.len() {
            for place in 0..GIVEN {
                plan.operations[place].kind = OperationKind::Constant(number(place, lane));
            }
            let mut alone = Estimate::default();
            alone.extend(&plan);
            for (place, slot) in wanted.iter().enumerate() {
                let expected = bits(alone.number(*slot));
                // The block behind the first repeats the same numbers.
                for lane in (lane..lanes).step_by(numbers.len()) {
                    prop_assert_eq!(bits(with[place][lane]), expected, "{:?} in lane {}", slot, lane);
                    prop_assert_eq!(bits(without[place][lane]), expected, "{:?} in lane {}", slot, lane);
                }
            }
        }
    }
}
