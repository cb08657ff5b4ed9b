//! In which order a plan's operations are run over lanes, and where each finds and leaves its numbers; computes
//! nothing.

use smallvec::SmallVec;

use super::Estimate;
use crate::plan::{OperationKind, Plan, Slot};

/// Where the numbers of an operand or a result stand.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Place {
    /// The same in every lane.
    Every(f64),
    /// Among what is given, a number a lane.
    Given(usize),
    /// In a column of the engine's own, which is used again once nothing needs its numbers.
    Register(usize),
    /// In the caller's column of a result.
    Result(usize),
}

/// What a step does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Work {
    /// The plan's operation of this place.
    Operation(usize),
    /// Takes over numbers of which those beyond the finite ones count as none.
    Take,
}

/// One step over a block of lanes. Its target is never one of its operands.
#[derive(Debug, Clone)]
pub(super) struct Step {
    pub(super) work: Work,
    /// In the order of [`OperationKind::operands`].
    pub(super) operands: SmallVec<[Place; 3]>,
    pub(super) target: Place,
}

/// The steps from what is given to what is wanted.
#[derive(Debug, Clone, Default)]
pub(super) struct Program {
    pub(super) steps: Vec<Step>,
    /// How many columns of its own it needs.
    pub(super) registers: usize,
}

/// The registers while steps are laid out.
#[derive(Default)]
struct Registers {
    free: Vec<usize>,
    count: usize,
}

impl Registers {
    /// The one that was used last, which is nearest to the processor.
    fn take(&mut self) -> usize {
        self.free.pop().unwrap_or_else(|| {
            self.count += 1;
            self.count - 1
        })
    }
}

impl Program {
    /// The steps that lead from the numbers of some slots to those of others, where all else stays as in `base`.
    pub(super) fn new(plan: &Plan, base: &Estimate, given: &[Slot], wanted: &[Slot]) -> Self {
        let (follows, needed) = (plan.following(given), plan.needed_for(wanted));
        let is_run = |place: usize| follows[place] && needed[place];
        // The last step that reads a slot; those that are given are read by operations alone here.
        let mut last_use = vec![0; plan.operations.len()];
        // What is given and not finite counts as none; sums and products come to that by themselves.
        let mut is_taken = vec![false; plan.operations.len()];
        for (place, operation) in plan.operations.iter().enumerate().filter(|(place, _)| is_run(*place)) {
            operation.kind.operands(|slot| {
                last_use[slot.0 as usize] = place;
                is_taken[slot.0 as usize] |= !carries_infinity(&operation.kind);
            });
        }
        let mut places: Vec<Place> = base.numbers.iter().map(|number| Place::Every(*number)).collect();
        places.resize(plan.operations.len(), Place::Every(f64::NAN));
        let mut program = Self::default();
        let mut registers = Registers::default();
        let result_of = |slot: usize| wanted.iter().position(|wanted| wanted.0 as usize == slot);
        for place in (0..plan.operations.len()).filter(|place| is_run(*place)) {
            let source = given.iter().position(|given| given.0 as usize == place);
            let result = result_of(place);
            if let Some(source) = source.filter(|_| result.is_none() && !is_taken[place]) {
                places[place] = Place::Given(source);
                continue;
            }
            let target = result.map_or_else(|| Place::Register(registers.take()), Place::Result);
            let mut operands = SmallVec::new();
            let work = match source {
                Some(source) => {
                    operands.push(Place::Given(source));
                    Work::Take
                }
                None => {
                    let kind = &plan.operations[place].kind;
                    kind.operands(|slot| operands.push(places[slot.0 as usize]));
                    kind.operands(|slot| {
                        if let Place::Register(register) = places[slot.0 as usize]
                            && last_use[slot.0 as usize] == place
                            && !registers.free.contains(&register)
                        {
                            registers.free.push(register);
                        }
                    });
                    Work::Operation(place)
                }
            };
            places[place] = target;
            program.steps.push(Step { work, operands, target });
        }
        for (place, slot) in wanted.iter().enumerate() {
            let found = places[slot.0 as usize];
            if found != Place::Result(place) {
                let operands = SmallVec::from_slice(&[found]);
                program.steps.push(Step { work: Work::Take, operands, target: Place::Result(place) });
            }
        }
        program.registers = registers.count;
        program
    }
}

/// Whether a result is not finite wherever an operand is not.
fn carries_infinity(kind: &OperationKind) -> bool {
    matches!(
        kind,
        OperationKind::Add(..)
            | OperationKind::Subtract(..)
            | OperationKind::Multiply(..)
            | OperationKind::Negate(_)
            | OperationKind::Complement(_)
    )
}
