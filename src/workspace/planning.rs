//! The one place where sheets become a plan with its numbers: a variant of a whole scenario, or a session's lines one
//! after another; knows no files and no edits.

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use super::{Gathered, Outcome};
use crate::diagnostic::{self, Diagnostic};
use crate::estimate::Estimate;
use crate::estimate::warnings::warnings;
use crate::plan::{Mark, Plan, Planner, Variant};
use crate::syntax::sheet::Sheet;
use crate::units::calendar::Calendar;
use crate::units::{Base, Dimension};

/// A variant of some sheets, planned and estimated, with what is wrong with it.
pub(super) fn figures(sheets: &[Arc<Sheet>], variant: &Variant) -> (Plan, Estimate, Vec<Diagnostic>) {
    let (plan, mut diagnostics) = Planner::plan(sheets, variant);
    let mut estimate = Estimate::default();
    diagnostics.extend(estimate.extend(&plan));
    (plan, estimate, diagnostics)
}

/// A variant of some sheets, planned alone.
pub(super) fn plan(sheets: &[Arc<Sheet>], variant: &Variant) -> Plan {
    Planner::plan(sheets, variant).0
}

impl Gathered {
    /// Plans and estimates one variant of what was gathered, with what its numbers warn of.
    pub(super) fn outcome(&self, variant: Variant, case: Option<String>) -> Outcome {
        let mut outcome = self.planned(&variant, case);
        outcome.diagnostics.extend(warnings(&outcome.plan, &outcome.estimate));
        diagnostic::sort(&mut outcome.diagnostics);
        (outcome.other_calendars, outcome.other_bytes) =
            other_conventions(&self.sheets, &variant, &outcome.plan, &outcome.estimate);
        outcome
    }

    /// Plans one variant of what was gathered, and estimates what holds whatever is given from outside.
    pub(super) fn planned(&self, variant: &Variant, case: Option<String>) -> Outcome {
        let mut diagnostics = self.diagnostics.clone();
        let (plan, estimate, more) = figures(&self.sheets, variant);
        diagnostics.extend(more);
        diagnostic::sort(&mut diagnostics);
        // A line that is computed in the base and in the case goes wrong in both the same way.
        diagnostics.dedup();
        let (sources, sheets) = (self.sources.clone(), self.sheets.clone());
        Outcome {
            sources,
            sheets,
            case,
            plan,
            estimate,
            diagnostics,
            other_calendars: HashMap::new(),
            other_bytes: HashSet::new(),
        }
    }
}

/// The calendars under which a check that fails would hold, and whether it would with the other meaning of KB.
fn other_conventions(
    sheets: &[Arc<Sheet>],
    variant: &Variant,
    plan: &Plan,
    estimate: &Estimate,
) -> (HashMap<usize, Vec<String>>, HashSet<usize>) {
    let failing: Vec<usize> = plan
        .checks
        .iter()
        .enumerate()
        .filter(|(_, check)| estimate.verdict(check).is_some_and(|verdict| !verdict.ok))
        .map(|(place, _)| place)
        .collect();
    let mut others: HashMap<usize, Vec<String>> = HashMap::new();
    if failing.is_empty() {
        return (others, HashSet::new());
    }
    let holding = |variant: &Variant, among: &[usize]| -> Vec<usize> {
        let (other, numbers, _) = figures(sheets, variant);
        let holds = |place: &usize| {
            other.checks.get(*place).and_then(|check| numbers.verdict(check)).is_some_and(|it| it.ok)
        };
        among.iter().copied().filter(holds).collect()
    };
    let bytes = Variant { binary_bytes: Some(!plan.units.binary_bytes), ..variant.clone() };
    let other_bytes = holding(&bytes, &failing).into_iter().collect();
    // Of a duration no calendar is the cause: what a day comes to in seconds is not what was meant to be asked.
    let time = Dimension::of(Base::TIME, 1);
    let is_duration =
        |place: &usize| plan.checks.get(*place).is_some_and(|check| check.left.value.dimension == time);
    let failing: Vec<usize> = failing.into_iter().filter(|place| !is_duration(place)).collect();
    let mut calendars: Vec<Calendar> =
        Calendar::NAMES.iter().filter_map(|name| Calendar::named(name)).collect();
    calendars.extend([Calendar::days(30, 365), Calendar::days(30, 360)]);
    for calendar in calendars.into_iter().filter(|other| *other != plan.units.calendar) {
        let name = calendar.name.clone();
        for place in holding(&Variant { calendar: Some(calendar), ..variant.clone() }, &failing) {
            others.entry(place).or_default().push(name.clone());
        }
    }
    (others, other_bytes)
}

/// The lines of a session so far, planned and estimated; a line is added and kept, or rolled back.
#[derive(Default)]
pub(super) struct Lines {
    planner: Planner,
    estimate: Estimate,
    /// Set from outside to stop what is under way.
    stop: Arc<AtomicBool>,
}

impl Lines {
    /// None yet; `stop` ends what is under way whenever it is set.
    pub(super) fn stopped_by(stop: &Arc<AtomicBool>) -> Self {
        let mut planner = Planner::default();
        planner.stop_at(Arc::clone(stop));
        Self { planner, estimate: Estimate::default(), stop: Arc::clone(stop) }
    }

    pub(super) fn plan(&self) -> &Plan {
        self.planner.so_far()
    }

    pub(super) fn estimate(&self) -> &Estimate {
        &self.estimate
    }

    pub(super) fn into_parts(self) -> (Plan, Estimate) {
        (self.planner.into_plan(), self.estimate)
    }

    /// Whether a name is bound; a function's with `()` behind it.
    pub(super) fn binds(&self, name: &str) -> bool {
        self.planner.binds(name)
    }

    /// Where they end now: what [`Self::roll_back`] returns to.
    pub(super) fn mark(&self) -> Mark {
        self.planner.mark()
    }

    /// Adds statements behind all others; answers what is wrong.
    pub(super) fn add(&mut self, sheet: &Arc<Sheet>, statements: Range<usize>) -> Vec<Diagnostic> {
        let mut diagnostics = self.planner.extend(sheet, statements);
        diagnostics.extend(self.estimated());
        diagnostics
    }

    /// Adds statements that stand in any order, with what they import; answers what is wrong.
    pub(super) fn add_all(
        &mut self,
        statements: &[(Arc<Sheet>, usize)],
        imported: &[Arc<Sheet>],
    ) -> Vec<Diagnostic> {
        let mut diagnostics = self.planner.extend_all(statements, imported);
        diagnostics.extend(self.estimated());
        diagnostics
    }

    fn estimated(&mut self) -> Vec<Diagnostic> {
        self.estimate.extend_until(self.planner.so_far(), &self.stop).0
    }

    /// Forgets all that came after a mark.
    pub(super) fn roll_back(&mut self, mark: &Mark) {
        self.planner.roll_back(mark);
        self.estimate.truncate(self.planner.so_far().operations.len());
    }

    /// Forgets the rows that came after a mark, but not the nouns and names.
    pub(super) fn forget_rows(&mut self, mark: &Mark) {
        self.planner.roll_back_rows(mark);
        self.estimate.truncate(self.planner.so_far().operations.len());
    }
}
