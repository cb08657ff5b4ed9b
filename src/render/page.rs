//! What a page about a scenario holds: headings, tables of cells, lines; the same for text, Markdown and HTML, no markup.

use super::assumptions;
use super::grid::{Cell, Grid, Kind, Shown, expression, name_text, shown_text, value_cells, variant_name};
use super::letters::clean;
use super::path_words::{known_columns, lines as path_lines, varied_figures};
use super::summary as overview;
use super::words::{both_sides, conventions, deviation, failure, summary};
use crate::diagnostic::Severity;
use crate::report::paths::{PathReport, StageReport};
use crate::report::variants::{BASE, Line, lines};
use crate::report::{FileReports, Problem, Report, Section};

/// How many problems are written out. Whoever has more needs the first ones.
const MOST_PROBLEMS: usize = 1_000;

/// A page, or a part of one, about a scenario.
pub(super) struct Page<'r> {
    /// The scenario's title as written.
    pub(super) titled: Option<&'r str>,
    /// The case that is shown alone.
    pub(super) case: Option<&'r str>,
    /// How many variants it shows: the base and its cases, or one of them.
    pub(super) variants: usize,
    /// The scenario's title, else its file, with the case that is shown alone.
    pub(super) title: String,
    /// The file, where the title does not say it.
    pub(super) file: Option<String>,
    /// The conventions in force.
    pub(super) conventions: String,
    /// The modules that are used, each with its source.
    pub(super) modules: Vec<String>,
    /// The checks, and how many errors there are, in a sentence.
    pub(super) summary: Summary,
    /// What is wrong.
    pub(super) problems: Vec<Trouble>,
    /// How many more problems there are.
    pub(super) more_problems: usize,
    /// How lines were read where that may surprise.
    pub(super) notes: Vec<Trouble>,
    /// The figures people ask for first, where they are few among many.
    pub(super) figures: Option<Grid>,
    /// What is computed, a table a section.
    pub(super) sections: Vec<Grid>,
    /// What it rests on: by case, and the rest.
    pub(super) assumptions: Vec<Grid>,
    /// The paths.
    pub(super) paths: Vec<PathPage<'r>>,
    /// The checks.
    pub(super) checks: Option<Grid>,
    /// What there is to say of each check that fails.
    pub(super) failures: Vec<Failure>,
}

/// How the checks came out.
pub(super) struct Summary {
    /// In words: `5 checks: 4 hold, 1 fails`.
    pub(super) words: String,
    /// Whether all hold, none went without a verdict, and there is no error.
    pub(super) is_well: bool,
    /// Whether there are checks or errors to be told of.
    pub(super) has_something: bool,
    /// Whether the page is so long that this is said at its top in every format.
    pub(super) is_due: bool,
}

/// A diagnostic as a page shows it.
pub(super) struct Trouble {
    /// Whether it is an error.
    pub(super) is_error: bool,
    /// Whether it only says how a line was read.
    pub(super) is_note: bool,
    /// `error`, `warning` or `note`.
    pub(super) severity: &'static str,
    /// Its kind: `unit-mismatch`.
    pub(super) id: &'static str,
    /// `shop.nap:3:7`, or the file alone.
    pub(super) place: String,
    /// What is wrong.
    pub(super) message: String,
    /// What to type instead.
    pub(super) help: Option<String>,
}

/// A path on a page.
pub(super) struct PathPage<'r> {
    /// Its figures.
    pub(super) path: &'r PathReport,
    /// Its name.
    pub(super) name: String,
    /// The comment behind it.
    pub(super) note: String,
    /// Its stages.
    pub(super) stages: Grid,
    /// What follows from them, and whether that is bad.
    pub(super) lines: Vec<(String, bool)>,
    /// What it is in each case, where that differs.
    pub(super) cases: Option<Grid>,
}

/// A check that fails.
pub(super) struct Failure {
    /// The case that it belongs to.
    pub(super) case: Option<String>,
    /// What it asks.
    pub(super) expression: String,
    /// Both sides, and how far they are apart.
    pub(super) sides: String,
    /// What there is to say of it: the same with its place, and what it would hold under.
    pub(super) lines: Vec<String>,
}

impl<'r> Page<'r> {
    /// The page of a scenario.
    pub(super) fn of(scenario: &'r FileReports) -> Self {
        let (notes, problems): (Vec<Trouble>, Vec<Trouble>) =
            problems(&scenario.variants).into_iter().partition(|problem| problem.is_note);
        Self {
            notes: notes.into_iter().take(MOST_PROBLEMS).collect(),
            more_problems: problems.len().saturating_sub(MOST_PROBLEMS),
            problems: problems.into_iter().take(MOST_PROBLEMS).collect(),
            ..Self::without_problems(&scenario.variants, &scenario.file)
        }
    }

    /// The same, for a format that tells what is wrong elsewhere.
    pub(super) fn without_problems(variants: &'r [Report], file: &str) -> Self {
        let base = variants.first();
        let case = base.and_then(|report| report.case.as_deref());
        let titled = base.and_then(|report| report.title.as_deref());
        let title = format!(
            "{}{}",
            titled.unwrap_or(file),
            case.map_or_else(String::new, |case| format!(", case {case}"))
        );
        let of_names = lines(variants);
        let has_checks = variants.iter().any(|report| !report.checks.is_empty() || report.unevaluated > 0);
        let has_errors = variants.iter().any(|report| report.errors() > 0);
        let is_well =
            |report: &Report| report.failing() == 0 && report.unevaluated == 0 && report.errors() == 0;
        Self {
            titled,
            case,
            variants: variants.len(),
            title: name_text(&title),
            file: titled.map(|_| name_text(file)),
            conventions: base.map_or_else(String::new, |report| clean(&conventions(report))),
            modules: base.map_or_else(Vec::new, modules),
            summary: Summary {
                words: summary(variants),
                is_well: variants.iter().all(is_well),
                has_something: has_checks || has_errors,
                is_due: overview::is_long(variants),
            },
            problems: Vec::new(),
            more_problems: 0,
            notes: Vec::new(),
            figures: overview::of_long_report(variants),
            sections: sections(variants, &of_names),
            assumptions: assumptions::grids(variants, &of_names),
            paths: base.map_or_else(Vec::new, |base| {
                base.paths.iter().map(|path| PathPage::of(path, &variants[1..])).collect()
            }),
            checks: checks(variants),
            failures: failures(variants),
        }
    }

    /// The summary where it says something.
    pub(super) fn told_summary(&self) -> Option<&Summary> {
        Some(&self.summary).filter(|summary| summary.has_something)
    }

    /// Whether nothing came of the scenario.
    pub(super) fn is_empty(&self) -> bool {
        self.sections.is_empty()
            && self.assumptions.is_empty()
            && self.paths.is_empty()
            && self.checks.is_none()
    }
}

fn modules(report: &Report) -> Vec<String> {
    let words = |(name, title): &(String, String)| {
        if title.is_empty() { name.clone() } else { format!("{name}: {title}") }
    };
    report.modules.iter().map(|module| shown_text(&words(module))).collect()
}

/// What is wrong with the variants; what several cases have in common is said once.
fn problems(variants: &[Report]) -> Vec<Trouble> {
    let mut found: Vec<(&Problem, Vec<&str>)> = Vec::new();
    for (place, report) in variants.iter().enumerate() {
        // The first variant is the base, or the only one: its case is in the title.
        let case = report.case.as_deref().filter(|_| place > 0);
        for problem in &report.problems {
            match found.iter_mut().rev().take(MOST_PROBLEMS).find(|(other, _)| *other == problem) {
                Some((_, cases)) => cases.extend(case),
                None => found.push((problem, case.into_iter().collect())),
            }
        }
    }
    found.into_iter().map(|(problem, cases)| Trouble::of(problem, &cases)).collect()
}

impl Trouble {
    fn of(problem: &Problem, cases: &[&str]) -> Self {
        let file = problem.file.clone().unwrap_or_default();
        let place = match problem.place {
            Some((start, _)) => format!("{file}:{}:{}", start.line, start.column),
            None => file,
        };
        let cases = if cases.is_empty() { String::new() } else { format!(" (case {})", cases.join(", ")) };
        Self {
            is_error: problem.severity == Severity::Error,
            is_note: problem.severity == Severity::Note,
            severity: problem.severity.as_str(),
            id: problem.id,
            place: name_text(&place),
            message: shown_text(&format!("{}{cases}", problem.message)),
            help: problem.help.as_deref().map(shown_text),
        }
    }
}

fn sections(variants: &[Report], lines: &[Line<'_>]) -> Vec<Grid> {
    let mut grids = Vec::new();
    for section in Section::ALL.into_iter().filter(|section| *section != Section::Assumptions) {
        let lines: Vec<_> = lines.iter().filter(|line| line.row.section == section).collect();
        if lines.is_empty() {
            continue;
        }
        let is_varied = lines.iter().any(|line| line.is_varied());
        let mut columns = vec![("name".to_owned(), Kind::Name)];
        if is_varied {
            columns.extend(variants.iter().map(|report| (variant_name(report), Kind::Value)));
        } else {
            columns.push(("value".to_owned(), Kind::Value));
        }
        columns.extend([("expression".to_owned(), Kind::Expression), ("note".to_owned(), Kind::Note)]);
        let mut grid = Grid::new(section.as_str(), columns);
        for line in lines {
            let mut row = vec![Cell::Text(name_text(&line.row.name))];
            if is_varied {
                row.extend(value_cells(line, |row| Shown::row(row, true)));
            } else {
                row.push(Cell::Value(Shown::row(line.row, false)));
            }
            row.push(Cell::Code(expression(line.row)));
            row.push(Cell::Text(shown_text(line.row.note.as_deref().unwrap_or_default())));
            grid.rows.push(row);
        }
        grids.push(grid.without_empty_columns());
    }
    grids
}

impl<'r> PathPage<'r> {
    fn of(path: &'r PathReport, cases: &'r [Report]) -> Self {
        let of_cases: Vec<(&str, &PathReport)> = cases
            .iter()
            .filter_map(|report| {
                let other = report.paths.iter().find(|other| other.name == path.name)?;
                Some((report.case.as_deref().unwrap_or(BASE), other))
            })
            .collect();
        Self {
            path,
            name: name_text(&path.name),
            note: shown_text(path.note.as_deref().unwrap_or_default()),
            stages: stages(path),
            lines: path_lines(path),
            cases: path_cases(path, &of_cases),
        }
    }
}

fn stages(path: &PathReport) -> Grid {
    let known = known_columns(path);
    let mut columns = vec![("stage".to_owned(), Kind::Name)];
    columns.extend(known.iter().map(|(title, _)| ((*title).to_owned(), Kind::Value)));
    let mut grid = Grid::new("stages", columns);
    let figures =
        |stage: &StageReport| known.iter().map(|(_, cell)| cell(stage).unwrap_or_default()).collect();
    for stage in &path.stages {
        let figures: Vec<String> = figures(stage);
        let mut row = vec![Cell::Code(name_text(&stage.name))];
        row.extend(figures.into_iter().map(Cell::Text));
        grid.rows.push(row);
    }
    // A chain of one stage is that stage.
    if path.stages.len() > 1 {
        let figures: Vec<String> = figures(&path.whole);
        let mut row = vec![Cell::Strong("total".to_owned())];
        row.extend(
            figures
                .into_iter()
                .map(|figure| if figure.is_empty() { Cell::Text(figure) } else { Cell::Strong(figure) }),
        );
        grid.rows.push(row);
    }
    grid
}

fn path_cases(base: &PathReport, cases: &[(&str, &PathReport)]) -> Option<Grid> {
    let figures = varied_figures(base, cases);
    if figures.is_empty() {
        return None;
    }
    let mut columns = vec![("case".to_owned(), Kind::Name)];
    columns.extend(figures.iter().map(|(title, _)| ((*title).to_owned(), Kind::Value)));
    let mut grid = Grid::new("cases", columns);
    for (case, path) in [(BASE, base)].iter().chain(cases) {
        let mut row = vec![Cell::Text(name_text(case))];
        row.extend(figures.iter().map(|(_, figure)| Cell::Text(figure(path).unwrap_or_default())));
        grid.rows.push(row);
    }
    Some(grid)
}

fn checks(variants: &[Report]) -> Option<Grid> {
    let titles = [
        ("check", Kind::Expression),
        ("verdict", Kind::Verdict),
        ("left side", Kind::Value),
        ("deviation", Kind::Deviation),
        ("case", Kind::Case),
        ("note", Kind::Note),
    ];
    let mut grid = Grid::new("Checks", titles.map(|(title, kind)| (title.to_owned(), kind)));
    for (place, report) in variants.iter().enumerate() {
        let case = report.case.as_deref().filter(|_| place > 0).map_or_else(String::new, name_text);
        for check in &report.checks {
            grid.rows.push(vec![
                Cell::Code(shown_text(&check.expression)),
                Cell::Verdict(check.ok),
                Cell::Value(Shown::of(&check.left.text)),
                Cell::Text(deviation(check).unwrap_or_default()),
                Cell::Text(case.clone()),
                Cell::Text(shown_text(check.note.as_deref().unwrap_or_default())),
            ]);
        }
    }
    (!grid.rows.is_empty()).then(|| grid.without_empty_columns())
}

fn failures(variants: &[Report]) -> Vec<Failure> {
    let several = variants.len() > 1;
    let of = |report: &Report| {
        let case = report.case.as_deref().filter(|_| several).map(name_text);
        let failing = report.checks.iter().filter(|check| !check.ok);
        let failures = failing.map(|check| Failure {
            case: case.clone(),
            expression: shown_text(&check.expression),
            sides: shown_text(&both_sides(check)),
            lines: failure(check).iter().map(|line| shown_text(line)).collect(),
        });
        failures.collect::<Vec<_>>()
    };
    variants.iter().flat_map(of).collect()
}
