//! A report: what a scenario came to, as data; knows no format.

use super::paths::PathReport;
use super::problems::Problem;
use super::rows::{CheckRow, Row, is_private, line_of, path_of};
use super::storage::StorageChart;
use super::summary::Summary;
use super::wanted::Wanted;
use crate::diagnostic::Severity;
use crate::plan::PlannedPath;
use crate::units::calendar::Calendar;
use crate::workspace::Outcome;

/// A scenario's results.
#[derive(Debug, Clone)]
pub struct Report {
    /// The file that it is of; none where it has none.
    pub file: Option<String>,
    /// The scenario's title.
    pub title: Option<String>,
    /// The calendar in force.
    pub calendar: Calendar,
    /// Whether KB is 1024 bytes.
    pub binary_bytes: bool,
    /// The case that is reported; none for the base.
    pub case: Option<String>,
    /// The modules that are used, each with its title: source and year.
    pub modules: Vec<(String, String)>,
    /// What people ask for first.
    pub summary: Summary,
    /// Every value that is shown, in the order of the file.
    pub rows: Vec<Row>,
    /// Every path, stage by stage, in the order of the file.
    pub paths: Vec<PathReport>,
    /// Every check with a verdict, in the order of the file.
    pub checks: Vec<CheckRow>,
    /// How many checks have no verdict, as they, or what they depend on, have an error.
    pub unevaluated: usize,
    /// What is wrong, in the order of the file.
    pub problems: Vec<Problem>,
}

impl Report {
    /// The report of an outcome.
    pub fn new(outcome: &Outcome, wanted: &Wanted) -> Self {
        let plan = &outcome.plan;
        // To write them down is most of the work, and who asks for checks reads none of them.
        let (paths, items) =
            if wanted.values { (plan.paths.as_slice(), plan.items.as_slice()) } else { (&[][..], &[][..]) };
        let paths: Vec<&PlannedPath> =
            paths.iter().filter(|path| !is_private(&path.name) && wanted.takes(&path.name)).collect();
        let rows = items
            .iter()
            .filter(|item| item.is_own && !is_private(&item.name))
            .filter(|item| wanted.takes(&item.name))
            .filter_map(|item| {
                let is_of_path =
                    path_of(plan, item).is_some_and(|path| paths.iter().any(|other| other.name == path.name));
                Some(Row { is_of_path, ..Row::of(outcome, item, wanted.digits)? })
            });
        let rows: Vec<Row> = rows.collect();
        let checks = plan.checks.iter().enumerate().filter_map(|(place, check)| {
            let row = CheckRow::of(&plan.units, &outcome.estimate, check, wanted.digits)?;
            Some(CheckRow {
                other_calendars: outcome.other_calendars.get(&place).cloned().unwrap_or_default(),
                other_bytes: outcome.other_bytes.contains(&place).then_some(if plan.units.binary_bytes {
                    "decimal"
                } else {
                    "binary"
                }),
                line: line_of(outcome, check.span),
                ..row
            })
        });
        Self {
            file: outcome.sources.first().map(|source| source.name.clone()),
            title: plan.title.clone(),
            calendar: plan.units.calendar.clone(),
            binary_bytes: plan.units.binary_bytes,
            case: outcome.case.clone(),
            modules: plan.modules.clone(),
            summary: if rows.is_empty() { Summary::default() } else { Summary::of(plan, &rows, wanted) },
            rows,
            paths: paths.iter().map(|path| PathReport::of(outcome, path, wanted.digits)).collect(),
            unevaluated: outcome.unevaluated_checks(),
            checks: checks.collect(),
            problems: Problem::all(outcome),
        }
    }

    /// The row of a name: `storage`, `paste.content`, `read.availability`.
    pub fn row(&self, name: &str) -> Option<&Row> {
        self.rows.iter().find(|row| row.name == name)
    }

    /// What KB means, as JSON says it.
    pub fn bytes(&self) -> &'static str {
        if self.binary_bytes { "binary" } else { "decimal" }
    }

    /// How many checks do not hold.
    pub fn failing(&self) -> usize {
        self.checks.iter().filter(|check| !check.ok).count()
    }

    /// How many errors there are.
    pub fn errors(&self) -> usize {
        self.problems.iter().filter(|problem| problem.severity == Severity::Error).count()
    }
}

/// What one file came to, ready for a format that holds several files.
#[derive(Debug, Clone)]
pub struct FileReports {
    /// What the file is called.
    pub file: String,
    /// Its reports: the base with its cases, or one of them. There is at least one.
    pub variants: Vec<Report>,
    /// What its workloads have stored over time, where a format draws it.
    pub storage: Vec<StorageChart>,
}
