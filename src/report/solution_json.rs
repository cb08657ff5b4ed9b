//! What a goal came to, as JSON: the names, their order and their meaning are a promise to scripts; knows nothing of text.

use serde::Serialize;

use super::json::{DiagnosticEntry, VERSION, ValueEntry, text};
use super::solution::{Solved, Try};

#[derive(Serialize)]
struct Document<'s> {
    napkin: u32,
    solve: SolveEntry<'s>,
    diagnostics: Vec<DiagnosticEntry<'s>>,
}

#[derive(Serialize)]
struct SolveEntry<'s> {
    title: Option<&'s str>,
    calendar: &'s str,
    bytes: &'s str,
    case: Option<&'s str>,
    goal: &'s str,
    #[serde(rename = "for")]
    assumption: &'s str,
    solved: bool,
    /// Why it is not, or why any value will do.
    reason: Option<&'static str>,
    now: TryEntry<'s>,
    solutions: Vec<RangeEntry<'s>>,
    nearest: Option<TryEntry<'s>>,
    set: Option<&'s str>,
    whole: Option<[TryEntry<'s>; 2]>,
    changes: Vec<ChangeEntry<'s>>,
    jumps: Vec<[TryEntry<'s>; 2]>,
    reached: Option<[Option<TryEntry<'s>>; 2]>,
    depends_on: Vec<&'s str>,
}

#[derive(Serialize)]
struct TryEntry<'s> {
    value: ValueEntry<'s>,
    result: Option<ValueEntry<'s>>,
    holds: bool,
}

#[derive(Serialize)]
struct RangeEntry<'s> {
    from: Option<ValueEntry<'s>>,
    to: Option<ValueEntry<'s>>,
}

#[derive(Serialize)]
struct ChangeEntry<'s> {
    name: &'s str,
    before: ValueEntry<'s>,
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

fn both(tries: &[Try; 2]) -> [TryEntry<'_>; 2] {
    let [first, second] = tries;
    [TryEntry::from(first), TryEntry::from(second)]
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
        solve: SolveEntry {
            title: report.title.as_deref(),
            calendar: &report.calendar.name,
            bytes: report.bytes(),
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
                .map(|jump| [TryEntry::from(&jump.before), TryEntry::from(&jump.behind)])
                .collect(),
            reached: solved
                .reached
                .as_ref()
                .map(|[least, most]| [least, most].map(|end| end.as_ref().map(TryEntry::from))),
            depends_on: solved
                .independent
                .iter()
                .flat_map(|(_, names)| names.iter().map(String::as_str))
                .collect(),
        },
        diagnostics: report.problems.iter().map(DiagnosticEntry::from).collect(),
    })
}
