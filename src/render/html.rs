//! Reports as one HTML page that needs no script and nothing from elsewhere; the words are in templates/, which escape
//! every text.

use askama::Template;

use super::chart::page::{self as svg, Bar};
use super::grid::{Cell, Grid, name_text};
use super::page::{Page, PathPage};
use super::path_words::share;
use crate::report::variants::{BASE, Line, NO_VALUE, all_lines};
use crate::report::{FileReports, Report, Row, Section};

/// How many figures are drawn side by side.
const MOST_FIGURES: usize = 12;
/// How many bars a chart has.
const MOST_BARS: usize = 40;

/// The page.
#[derive(Template)]
#[template(path = "page.html")]
struct Document<'r> {
    title: String,
    articles: Vec<Article<'r>>,
}

/// A scenario.
#[derive(Template)]
#[template(path = "article.html")]
struct Article<'r> {
    id: String,
    page: Page<'r>,
    storage: Vec<Figure>,
    paths: Vec<(PathPage<'r>, Option<Figure>)>,
    cases: Vec<Figure>,
    /// How many figures differ and are not drawn.
    more_cases: usize,
}

/// A table.
#[derive(Template)]
#[template(path = "grid.html")]
struct Table<'g> {
    grid: &'g Grid,
    label: &'g str,
}

/// Figures as cards.
#[derive(Template)]
#[template(path = "cards.html")]
struct Cards<'g> {
    grid: &'g Grid,
}

/// A name in pieces behind which it may be broken, `pastes.`, `peak_`, `writes`; a number in one.
fn pieces(name: &str) -> Vec<&str> {
    let letters = name.char_indices().zip(name.chars().skip(1));
    let ends = letters.filter(|((_, letter), next)| matches!(letter, '.' | '_') && next.is_alphabetic());
    let mut pieces = Vec::new();
    let mut start = 0;
    for ((at, _), _) in ends {
        pieces.push(&name[start..=at]);
        start = at + 1;
    }
    pieces.push(&name[start..]);
    pieces
}

/// A picture with its caption.
struct Figure {
    caption: String,
    remark: String,
    svg: String,
}

/// The reports of all scenarios on one page.
pub fn page(scenarios: &[FileReports]) -> String {
    let articles: Vec<Article<'_>> =
        scenarios.iter().enumerate().map(|(place, scenario)| Article::of(scenario, place + 1)).collect();
    let title = match articles.as_slice() {
        [only] => only.page.title.clone(),
        several => format!("{} scenarios", several.len()),
    };
    // A template fails only where what it shows does, and texts and numbers do not.
    let mut text = Document { title, articles }.render().unwrap_or_default();
    text.push('\n');
    text
}

impl<'r> Article<'r> {
    fn of(scenario: &'r FileReports, number: usize) -> Self {
        let id = format!("report-{number}");
        let mut page = Page::of(scenario);
        let storage = scenario.storage.iter().enumerate().map(|(place, chart)| {
            let caption = format!("{} over the retention", name_text(&chart.name));
            let of_cases = match (scenario.variants.len(), chart.series.len(), chart.is_partial) {
                (.., true) => "Only the first lines are drawn.",
                (variants, series, _) if variants > series => {
                    "A case without a line of its own keeps what the base keeps."
                }
                _ => "",
            };
            let svg = svg::lines(&format!("{id}-storage-{place}"), &caption, chart);
            Figure { caption, remark: of_cases.to_owned(), svg }
        });
        let storage = storage.collect();
        let paths = std::mem::take(&mut page.paths).into_iter().enumerate().map(|(place, path)| {
            let figure = downtime(&path, &format!("{id}-path-{place}"));
            (path, figure)
        });
        let paths = paths.collect();
        let (cases, more_cases) = cases(&scenario.variants, &id);
        Self { id, page, storage, paths, cases, more_cases }
    }

    fn cards(&self, grid: &Grid) -> String {
        Cards { grid }.render().unwrap_or_default()
    }

    fn table(&self, grid: &Grid, label: &str) -> String {
        Table { grid, label }.render().unwrap_or_default()
    }
}

/// Each stage's share of a path's downtime; none where that is not known or says nothing.
fn downtime(path: &PathPage<'_>, id: &str) -> Option<Figure> {
    let stages = &path.path.stages;
    if stages.len() < 2 || stages.iter().any(|stage| stage.downtime_share.is_none()) {
        return None;
    }
    let bars = stages.iter().take(MOST_BARS).enumerate().map(|(place, stage)| Bar {
        label: stage.name.clone(),
        figure: stage.downtime_share.map_or_else(String::new, share),
        share: stage.downtime_share,
        is_marked: path.path.weakest == Some(place),
        is_negative: false,
    });
    let caption = format!("Share of the downtime of {} by stage", path.name);
    let svg = svg::bars(id, &caption, &bars.collect::<Vec<_>>());
    Some(Figure { caption, remark: String::new(), svg })
}

/// The computed figures in which cases differ, side by side, and how many more there are.
fn cases(variants: &[Report], id: &str) -> (Vec<Figure>, usize) {
    if variants.len() < 2 {
        return (Vec::new(), 0);
    }
    let lines = all_lines(variants);
    let varied: Vec<&Line<'_>> =
        lines.iter().filter(|line| line.is_varied() && line.row.section != Section::Assumptions).collect();
    let figures = varied.iter().take(MOST_FIGURES).enumerate();
    let figures = figures.map(|(place, line)| case_bars(line, variants, &format!("{id}-case-{place}")));
    (figures.collect(), varied.len().saturating_sub(MOST_FIGURES))
}

fn case_bars(line: &Line<'_>, variants: &[Report], id: &str) -> Figure {
    let is_availability = line.row.availability.is_some();
    // Of availabilities the downtime compares: side by side, 99.9 % and 99.99 % are the same length.
    let length = |row: &Row| match &row.availability {
        Some(availability) => availability.unavailability,
        None => row.number.abs(),
    };
    let longest = line.values.iter().flatten().map(|row| length(row)).fold(0.0, f64::max);
    let bars = variants.iter().zip(&line.values).take(MOST_BARS).map(|(report, row)| Bar {
        label: report.case.as_deref().unwrap_or(BASE).to_owned(),
        figure: row.map_or_else(|| NO_VALUE.to_owned(), Row::with_downtime),
        share: row.map(length).filter(|_| longest > 0.0).map(|length| length / longest),
        is_marked: false,
        is_negative: row.is_some_and(|row| row.number < 0.0),
    });
    let name = name_text(&line.row.name);
    let caption = if is_availability { format!("{name}: downtime") } else { name };
    let svg = svg::bars(id, &format!("{caption}, by case"), &bars.collect::<Vec<_>>());
    Figure { caption, remark: String::new(), svg }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_broken_between_words_and_a_number_nowhere() {
        assert_eq!(pieces("pastes.peak_writes"), ["pastes.", "peak_", "writes"]);
        assert_eq!(pieces("99.9% | _x"), ["99.9% | _", "x"]);
        assert_eq!(pieces("é._ü."), ["é._", "ü."]);
        assert_eq!(pieces(""), [""]);
    }
}
