//! What people ask a scenario for first, by the names of its rows; knows no values and no layout.

use std::collections::HashSet;

use super::rows::{Row, is_private, path_of};
use super::wanted::Wanted;
use crate::plan::{Item, ItemKind, Plan};

/// Of a workload: each figure, or the one that stands for it where it is not known.
const OF_WORKLOAD: [&[&str]; 5] = [
    &["peak_writes", "writes"],
    &["peak_reads", "reads"],
    &["storage"],
    &["peak_egress", "egress"],
    &["cache"],
];
/// Of a path.
const OF_PATH: [&[&str]; 4] = [&["availability"], &["latency"], &["headroom", "capacity"], &["cost"]];

/// The names of the rows that stand at the top of a report.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Summary {
    /// Of each workload the peak rates, what is stored at the end, the peak egress, the cache.
    pub workloads: Vec<Subject>,
    /// Of each path the availability, the latency, the headroom (the capacity where no load is known), the cost.
    pub paths: Vec<Subject>,
    /// The results that nothing else in the scenario uses.
    pub results: Vec<String>,
}

/// A workload or a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    /// Its name.
    pub name: String,
    /// The names of its rows: `pastes.storage`.
    pub figures: Vec<String>,
}

impl Summary {
    /// The summary of a plan; `rows` are those of its report.
    pub(super) fn of(plan: &Plan, rows: &[Row], wanted: &Wanted) -> Self {
        let known: HashSet<&str> = rows.iter().map(|row| row.name.as_str()).collect();
        let (mut subjects, mut seen): (Vec<(&str, bool)>, HashSet<&str>) = (Vec::new(), HashSet::new());
        for item in plan.items.iter().filter(|item| item.kind == ItemKind::Derived && item.is_own) {
            let Some((name, _)) = item.name.rsplit_once('.') else { continue };
            if seen.insert(name) {
                subjects.push((name, path_of(plan, item).is_some()));
            }
        }
        let of = |are_paths: bool, figures: &[&[&str]]| {
            let subjects = subjects.iter().filter(|(_, is_path)| *is_path == are_paths);
            let subjects = subjects.map(|(name, _)| {
                let first = |names: &&[&str]| {
                    let mut names = names.iter().map(|figure| format!("{name}.{figure}"));
                    names.find(|figure| known.contains(figure.as_str()))
                };
                Subject { name: (*name).to_owned(), figures: figures.iter().filter_map(first).collect() }
            });
            subjects.filter(|subject| !subject.figures.is_empty()).collect()
        };
        let used: HashSet<usize> =
            plan.items.iter().flat_map(|item| &item.references).map(|reference| reference.item).collect();
        let is_result = |item: &Item| {
            matches!(item.kind, ItemKind::Binding | ItemKind::Expression)
                && item.is_own
                && !item.is_assumption
                && !is_private(&item.name)
                && wanted.takes(&item.name)
        };
        let results = plan.items.iter().enumerate().filter(|(place, item)| {
            is_result(item) && !used.contains(place) && known.contains(item.name.as_str())
        });
        Self {
            workloads: of(false, &OF_WORKLOAD),
            paths: of(true, &OF_PATH),
            results: results.map(|(_, item)| item.name.clone()).collect(),
        }
    }

    /// All names, in the order in which they are told.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let subjects = self.workloads.iter().chain(&self.paths).flat_map(|subject| &subject.figures);
        subjects.chain(&self.results).map(String::as_str)
    }
}
