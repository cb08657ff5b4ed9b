//! Runs a program's steps over lanes, block by block in columns that stay in the processor's cache, with the
//! instructions that it has; what each operation makes of its numbers it has from `arithmetic`.

use pulp::{Arch, Simd, WithSimd};
use smallvec::SmallVec;

use super::arithmetic::{self, Numbers, bounded, finite, maximum, minimum, power, product};
use super::program::{Place, Program, Step, Work};
use crate::functions::availability;
use crate::plan::{OperationKind, Plan};

/// How many lanes are computed at a time: a few columns of them lie in the first cache.
pub(super) const BLOCK: usize = 1_024;

/// Numbers that a plan is given, or operands of a step.
#[derive(Debug, Clone, Copy)]
pub enum Column<'c> {
    /// One a lane.
    Each(&'c [f64]),
    /// The same in every lane.
    Every(f64),
}

impl Column<'_> {
    /// The number of a lane.
    #[inline(always)]
    pub fn at(&self, lane: usize) -> f64 {
        match self {
            Self::Each(numbers) => numbers[lane],
            Self::Every(number) => *number,
        }
    }
}

/// A run over all lanes.
pub(super) struct Run<'r, 'c> {
    pub(super) plan: &'r Plan,
    pub(super) program: &'r Program,
    /// Columns of [`BLOCK`] numbers.
    pub(super) registers: &'r mut [Vec<f64>],
    pub(super) given: &'r [Column<'c>],
    /// All of one length.
    pub(super) results: &'r mut [&'c mut [f64]],
}

/// Runs it with the instructions of a processor.
pub(super) fn run(arch: Arch, run: Run<'_, '_>) {
    arch.dispatch(run);
}

impl WithSimd for Run<'_, '_> {
    type Output = ();

    // All that it calls is part of it: loops over slices, which are compiled anew for each kind of processor.
    #[inline(always)]
    fn with_simd<S: Simd>(mut self, _: S) {
        let lanes = self.results.first().map_or(0, |result| result.len());
        let mut first = 0;
        while first < lanes {
            let count = (lanes - first).min(BLOCK);
            for step in &self.program.steps {
                self.step(step, first, count);
            }
            first += count;
        }
    }
}

impl Run<'_, '_> {
    /// One step over the lanes from `first` on.
    #[inline(always)]
    fn step(&mut self, step: &Step, first: usize, count: usize) {
        let lanes = first..first + count;
        match step.target {
            Place::Register(place) => {
                let mut column = std::mem::take(&mut self.registers[place]);
                self.compute(step, first, &mut column[..count]);
                self.registers[place] = column;
            }
            Place::Result(place) => {
                let column = std::mem::take(&mut self.results[place]);
                self.compute(step, first, &mut column[lanes]);
                self.results[place] = column;
            }
            Place::Every(_) | Place::Given(_) => {}
        }
    }

    #[inline(always)]
    fn compute(&self, step: &Step, first: usize, target: &mut [f64]) {
        let count = target.len();
        let operand = |place: usize| match step.operands[place] {
            Place::Every(number) => Column::Every(number),
            Place::Given(given) => match self.given[given] {
                Column::Each(numbers) => Column::Each(&numbers[first..first + count]),
                every => every,
            },
            Place::Register(register) => Column::Each(&self.registers[register][..count]),
            Place::Result(result) => Column::Each(&self.results[result][first..first + count]),
        };
        let Work::Operation(place) = step.work else {
            one(target, operand(0), |number| number);
            return;
        };
        match &self.plan.operations[place].kind {
            // Neither follows from anything.
            OperationKind::Constant(_) | OperationKind::Input(_) => {}
            OperationKind::Add(..) => two(target, operand(0), operand(1), |a, b| a + b),
            OperationKind::Subtract(..) => two(target, operand(0), operand(1), |a, b| a - b),
            OperationKind::Multiply(..) => products(target, operand(0), operand(1)),
            OperationKind::Divide(..) => two(target, operand(0), operand(1), |a, b| a / b),
            OperationKind::Power(..) => two(target, operand(0), operand(1), power),
            OperationKind::Negate(_) => one(target, operand(0), |a| -a),
            OperationKind::Complement(_) => one(target, operand(0), |a| 1.0 - a),
            OperationKind::Minimum(..) => two(target, operand(0), operand(1), minimum),
            OperationKind::Maximum(..) => two(target, operand(0), operand(1), maximum),
            OperationKind::Series(..) => two(target, operand(0), operand(1), availability::series),
            OperationKind::AllOf(..) => two(target, operand(0), operand(1), availability::all_of),
            OperationKind::NeededOf { needed, members, .. } => {
                one(target, operand(0), |missing| availability::needed_of(*needed, *members, missing));
            }
            OperationKind::Share(_) => one(target, operand(0), |a| bounded(a, 0.0, 1.0)),
            OperationKind::Bounded { least, most, .. } => {
                one(target, operand(0), |a| bounded(a, *least, *most));
            }
            OperationKind::IfZero { .. } => {
                let (tested, zero, other) = (operand(0), operand(1), operand(2));
                for (lane, target) in target.iter_mut().enumerate() {
                    *target = if tested.at(lane) == 0.0 { zero.at(lane) } else { other.at(lane) };
                }
            }
            OperationKind::NeededOfUnlike { needed, missing } => {
                let columns = (0..missing.len()).map(operand).collect();
                many(target, columns, |numbers| availability::needed_of_unlike(*needed, numbers));
            }
            OperationKind::Call { function, arguments } => {
                let row = function.row();
                many(target, (0..arguments.len()).map(operand).collect(), |numbers| row.call(numbers));
            }
        }
    }
}

/// What comes of one number in each lane.
#[inline(always)]
fn one(target: &mut [f64], value: Column<'_>, compute: impl Fn(f64) -> f64) {
    match value {
        Column::Each(values) => {
            for (target, value) in target.iter_mut().zip(values) {
                *target = finite(compute(*value));
            }
        }
        Column::Every(value) => target.fill(finite(compute(value))),
    }
}

/// What comes of two numbers in each lane.
#[inline(always)]
fn two(target: &mut [f64], left: Column<'_>, right: Column<'_>, compute: impl Fn(f64, f64) -> f64) {
    match (left, right) {
        (Column::Each(left), Column::Each(right)) => {
            for ((target, left), right) in target.iter_mut().zip(left).zip(right) {
                *target = finite(compute(*left, *right));
            }
        }
        (Column::Each(left), Column::Every(right)) => {
            one(target, Column::Each(left), |left| compute(left, right))
        }
        (Column::Every(left), right) => one(target, right, |right| compute(left, right)),
    }
}

/// The product in each lane: at first as most are, and once more where one of them may have been lost.
#[inline(always)]
fn products(target: &mut [f64], left: Column<'_>, right: Column<'_>) {
    let mut zeros = 0;
    // What it is multiplied with decides nothing of the order: products commute to the last bit.
    match (left, right) {
        (Column::Each(left), Column::Each(right)) => {
            for ((target, left), right) in target.iter_mut().zip(left).zip(right) {
                let product = left * right;
                zeros |= u64::from(product == 0.0);
                *target = finite(product);
            }
        }
        (Column::Each(values), Column::Every(factor)) | (Column::Every(factor), Column::Each(values)) => {
            for (target, value) in target.iter_mut().zip(values) {
                let product = value * factor;
                zeros |= u64::from(product == 0.0);
                *target = finite(product);
            }
        }
        (Column::Every(left), Column::Every(right)) => target.fill(finite(product(left, right))),
    }
    if zeros != 0 {
        two(target, left, right, product);
    }
}

/// What a function answers in each lane. It is called lane by lane, so nothing is gained from a part of the loop.
fn many(target: &mut [f64], columns: SmallVec<[Column<'_>; 4]>, function: impl Fn(&[f64]) -> f64) {
    let mut numbers: Numbers = columns.iter().map(|_| 0.0).collect();
    for (lane, target) in target.iter_mut().enumerate() {
        for (number, column) in numbers.iter_mut().zip(&columns) {
            *number = column.at(lane);
        }
        *target = finite(arithmetic::call(&function, &numbers));
    }
}
