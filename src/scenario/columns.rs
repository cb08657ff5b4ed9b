//! A scenario run over columns of numbers: opened by name and unit, with results and verdicts for every row; computes
//! nothing.

use crate::estimate::verdict::{self, Verdict};
use crate::report::{Problem, in_unit, unit_of};
use crate::workspace::columns as planned;

/// A scenario whose inputs are given as columns of numbers, again and again: [`Scenario::columns`] opens it.
///
/// [`Scenario::columns`]: super::Scenario::columns
#[derive(Debug)]
pub struct Columns {
    planned: planned::Columns,
    inputs: Vec<ColumnUnit>,
    outputs: Vec<ColumnUnit>,
    checks: Vec<String>,
}

/// What a column holds.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ColumnUnit {
    /// The name, or the expression, as asked for.
    pub name: String,
    /// The unit of its numbers; empty for a pure number.
    pub unit: String,
}

impl Columns {
    pub(super) fn new(planned: planned::Columns) -> Self {
        let inputs = planned
            .inputs
            .iter()
            .map(|input| ColumnUnit { name: input.name.clone(), unit: input.unit.clone() })
            .collect();
        let outputs = planned
            .outputs
            .iter()
            .map(|output| ColumnUnit {
                name: output.name.clone(),
                unit: unit_of(&output.value, &output.scale),
            })
            .collect();
        let checks = planned.checks().iter().map(|check| check.expression.clone()).collect();
        Self { planned, inputs, outputs, checks }
    }

    /// What is given to [`Self::run`], in its order.
    pub fn inputs(&self) -> &[ColumnUnit] {
        &self.inputs
    }

    /// What each row comes to. An output's unit is the one that suits the scenario as it stands; another is asked for
    /// as in `storage in GB`.
    pub fn outputs(&self) -> &[ColumnUnit] {
        &self.outputs
    }

    /// The scenario's checks as written, each of which is held against every row.
    pub fn checks(&self) -> &[String] {
        &self.checks
    }

    /// Computes all rows at once. `columns` has one column for each input, in its unit.
    ///
    /// There are as many rows as the longest column has numbers. Where another has none, and where a number is not
    /// finite, what depends on it is a gap.
    pub fn run(&mut self, columns: &[&[f64]]) -> Rows<'_> {
        let numbers = self.planned.numbers(columns);
        let outputs = self
            .planned
            .outputs
            .iter()
            .map(|output| in_unit(&output.value, &output.scale, |slot| numbers.of_slot(slot)))
            .collect();
        let verdict = |row: usize, check: &crate::plan::PlannedCheck| {
            Verdict::of(check, |slot| numbers.of_slot(slot)[row]).map(|verdict| verdict.ok)
        };
        let checks = self
            .planned
            .checks()
            .iter()
            .map(|check| (0..numbers.rows).map(|row| verdict(row, check)).collect())
            .collect();
        Rows { planned: &self.planned, numbers, outputs, checks }
    }
}

/// What some rows came to.
#[derive(Debug)]
pub struct Rows<'c> {
    planned: &'c planned::Columns,
    numbers: planned::Numbers,
    outputs: Vec<Vec<f64>>,
    checks: Vec<Vec<Option<bool>>>,
}

impl Rows<'_> {
    /// How many rows there are.
    pub fn count(&self) -> usize {
        self.numbers.rows
    }

    /// The numbers of an output in its unit, one a row; NaN for a gap. Outputs count from 0; there is nothing beyond
    /// the last.
    pub fn output(&self, place: usize) -> &[f64] {
        self.outputs.get(place).map_or(&[], Vec::as_slice)
    }

    /// Whether a check holds, for each row; none where a side has no number. Checks count from 0, in the order of the
    /// scenario; there is nothing beyond the last.
    pub fn check(&self, place: usize) -> &[Option<bool>] {
        self.checks.get(place).map_or(&[], Vec::as_slice)
    }

    /// Why an output has no number in a row; none where it has one.
    pub fn gap(&self, output: usize, row: usize) -> Option<Problem> {
        self.output(output).get(row).filter(|number| number.is_nan())?;
        self.reason(row, self.planned.outputs.get(output)?.value.value)
    }

    /// Why a check has no verdict in a row; none where it has one.
    pub fn check_gap(&self, check: usize, row: usize) -> Option<Problem> {
        self.check(check).get(row).filter(|verdict| verdict.is_none())?;
        let mut slots = verdict::slots(self.planned.checks().get(check)?);
        let lacking = slots.find(|slot| self.numbers.of_slot(*slot)[row].is_nan())?;
        self.reason(row, lacking)
    }

    fn reason(&self, row: usize, slot: crate::plan::Slot) -> Option<Problem> {
        let told = self.planned.reason(&self.numbers, row, slot);
        Some(Problem::of(&self.planned.sources, &told))
    }
}
