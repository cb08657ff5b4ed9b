//! Which operations of a plan need which: what changes with an input, and what a result is made of; no numbers.

use super::{OperationKind, Plan, Slot};

impl OperationKind {
    /// Calls `each` with every operand.
    pub fn operands(&self, mut each: impl FnMut(Slot)) {
        match self {
            Self::Constant(_) | Self::Input(_) => {}
            Self::Add(left, right)
            | Self::Subtract(left, right)
            | Self::Multiply(left, right)
            | Self::Divide(left, right)
            | Self::Power(left, right)
            | Self::Minimum(left, right)
            | Self::Maximum(left, right)
            | Self::Series(left, right)
            | Self::AllOf(left, right) => {
                each(*left);
                each(*right);
            }
            Self::Negate(value)
            | Self::Complement(value)
            | Self::Share(value)
            | Self::NeededOf { missing: value, .. }
            | Self::Bounded { value, .. } => each(*value),
            Self::IfZero { tested, zero, other } => {
                [tested, zero, other].into_iter().for_each(|slot| each(*slot))
            }
            Self::NeededOfUnlike { missing: slots, .. } | Self::Call { arguments: slots, .. } => {
                slots.iter().for_each(|slot| each(*slot));
            }
        }
    }
}

impl Plan {
    /// For each operation, whether its result follows from one of these.
    pub fn following(&self, from: &[Slot]) -> Vec<bool> {
        let mut follows = vec![false; self.operations.len()];
        from.iter().for_each(|slot| follows[slot.0 as usize] = true);
        for (place, operation) in self.operations.iter().enumerate() {
            let mut found = follows[place];
            operation.kind.operands(|slot| found |= follows[slot.0 as usize]);
            follows[place] = found;
        }
        follows
    }

    /// For each operation, whether one of these needs it.
    pub fn needed_for(&self, results: &[Slot]) -> Vec<bool> {
        let mut needed = vec![false; self.operations.len()];
        results.iter().for_each(|slot| needed[slot.0 as usize] = true);
        for (place, operation) in self.operations.iter().enumerate().rev() {
            if needed[place] {
                operation.kind.operands(|slot| needed[slot.0 as usize] = true);
            }
        }
        needed
    }

    /// The slots of all that is given from outside.
    pub fn input_slots(&self) -> Vec<Slot> {
        self.inputs.iter().flat_map(|input| [input.value, input.missing]).collect()
    }
}
