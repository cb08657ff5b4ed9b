//! What a goal came to, as JSON: the names, their order and their meaning are a promise to scripts; knows nothing of text.

use serde::Serialize;

use super::report::{DiagnosticEntry, Head, VERSION, ValueEntry, text};
use crate::report::Problem;
use crate::report::solution::{Solved, Try};

/// What `napkin solve` found.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "Solution"))]
pub(super) struct Document<'s> {
    /// The version of this form.
    #[cfg_attr(test, schemars(extend("const" = VERSION)))]
    napkin: u32,
    /// What was asked, and what came of it; null where it could not be asked.
    solve: Option<SolveEntry<'s>>,
    /// What is wrong, in the order of the file.
    diagnostics: Vec<DiagnosticEntry<'s>>,
}

/// A goal with what came of it.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "Goal"))]
struct SolveEntry<'s> {
    #[serde(flatten)]
    head: Head<'s>,
    /// The case that was solved in; null for the base.
    case: Option<&'s str>,
    /// The goal, as written.
    goal: &'s str,
    /// The assumption.
    #[serde(rename = "for")]
    assumption: &'s str,
    /// Whether the goal can be met.
    solved: bool,
    /// Why it cannot, or why any value will do; null where it can.
    #[cfg_attr(test, schemars(extend("enum" = [null, "no-solution", "jump", "independent"])))]
    reason: Option<&'static str>,
    /// The assumption as it is.
    now: TryEntry<'s>,
    /// All values that meet the goal, in rising order.
    solutions: Vec<RangeEntry<'s>>,
    /// The one of them that is nearest to now.
    nearest: Option<TryEntry<'s>>,
    /// The value to give `--set`, to the last digit.
    set: Option<&'s str>,
    /// The whole numbers below and above a count that is not whole.
    whole: Option<Vec<TryEntry<'s>>>,
    /// What else changes, with `set`.
    changes: Vec<ChangeEntry<'s>>,
    /// Where the result jumps over the goal: the last value before and the first behind.
    jumps: Vec<Vec<TryEntry<'s>>>,
    /// Where no value meets the goal, the least and the most that was reached; null where there was no limit.
    reached: Option<Vec<Option<TryEntry<'s>>>>,
    /// Where the goal does not depend on the assumption, some assumptions on which it does.
    depends_on: Vec<&'s str>,
}

/// A value of the assumption that was tried.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "Try"))]
struct TryEntry<'s> {
    /// The assumption.
    value: ValueEntry<'s>,
    /// The side of the goal that depends on the assumption, the left one where both do; null where it has no result.
    result: Option<ValueEntry<'s>>,
    /// Whether the goal holds.
    holds: bool,
}

/// Values that meet the goal, all from one to the other; null where the goal sets no end.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "SolutionRange"))]
struct RangeEntry<'s> {
    /// The lowest.
    from: Option<ValueEntry<'s>>,
    /// The highest.
    to: Option<ValueEntry<'s>>,
}

/// A name whose value changes with the assumption.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "Change"))]
struct ChangeEntry<'s> {
    /// The name.
    name: &'s str,
    /// What it is now.
    before: ValueEntry<'s>,
    /// What it becomes.
    after: ValueEntry<'s>,
}

impl<'s> From<&'s Try> for TryEntry<'s> {
    fn from(tried: &'s Try) -> Self {
        Self {
            value: ValueEntry::from(&tried.assumption),
            result: tried.result.as_ref().map(ValueEntry::from),
            holds: tried.holds,
        }
    }
}

fn both(tries: &[Try; 2]) -> Vec<TryEntry<'_>> {
    tries.iter().map(TryEntry::from).collect()
}

/// The document.
pub fn document(solved: &Solved) -> String {
    let report = &solved.report;
    let reason = match &solved.independent {
        Some(_) => Some("independent"),
        None if !solved.answers.is_empty() => None,
        None if !solved.jumps.is_empty() => Some("jump"),
        None => Some("no-solution"),
    };
    let answers = solved.answers.iter().map(|answer| RangeEntry {
        from: answer.from.as_ref().map(ValueEntry::from),
        to: answer.to.as_ref().map(ValueEntry::from),
    });
    let changes = solved.changes.iter().map(|change| ChangeEntry {
        name: &change.name,
        before: ValueEntry::from(&change.before),
        after: ValueEntry::from(&change.after),
    });
    text(&Document {
        napkin: VERSION,
        solve: Some(SolveEntry {
            head: Head::from(report),
            case: report.case.as_deref(),
            goal: &solved.goal,
            assumption: &solved.name,
            solved: solved.is_solved(),
            reason,
            now: TryEntry::from(&solved.now),
            solutions: answers.collect(),
            nearest: solved.nearest.as_ref().map(|(_, tried)| TryEntry::from(tried)),
            set: solved.set.as_deref(),
            whole: solved.whole.as_ref().map(both),
            changes: changes.collect(),
            jumps: solved
                .jumps
                .iter()
                .map(|jump| vec![TryEntry::from(&jump.before), TryEntry::from(&jump.behind)])
                .collect(),
            reached: solved
                .reached
                .as_ref()
                .map(|ends| ends.iter().map(|end| end.as_ref().map(TryEntry::from)).collect()),
            depends_on: solved
                .independent
                .iter()
                .flat_map(|(_, names)| names.iter().map(String::as_str))
                .collect(),
        }),
        diagnostics: report.problems.iter().map(DiagnosticEntry::from).collect(),
    })
}

/// The document of a goal that could not be asked for.
pub fn nothing(problems: &[Problem]) -> String {
    let diagnostics = problems.iter().map(DiagnosticEntry::from).collect();
    text(&Document { napkin: VERSION, solve: None, diagnostics })
}
