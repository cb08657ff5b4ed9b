//! The section of a path: a row for each stage and what follows from them; knows no other section.

use super::paths::{Fit, PathReport, StageReport};
use super::table::{
    Column, DIM, FAILS, HEADING, INDENT, Layout, Look, Narrow, PLAIN, Remark, note_text, shortened,
    shortened_to, write_wrapped,
};
use super::text::without_brackets;
use crate::units::display::{Displayed, number_text};

/// The longest text of a stage in its column: a longer one would leave no room for its figures.
const LONGEST_STAGE: usize = 40;

/// What a column shows of a stage.
type Cell = fn(&StageReport) -> Option<String>;

/// The columns behind the stage's name.
const COLUMNS: [(&str, Cell); 6] = [
    ("availability", |stage| {
        stage.availability.as_ref().map(|(shown, _)| without_brackets(&shown.text).to_owned())
    }),
    ("downtime", |stage| stage.downtime_share.map(share)),
    ("latency", |stage| text(&stage.latency)),
    ("capacity", |stage| text(&stage.capacity)),
    ("surviving", |stage| text(&stage.surviving)),
    ("cost", |stage| text(&stage.cost)),
];

/// Writes the section of a path; `cases` are what it is in the scenario's cases, each with its name.
pub(super) fn write(path: &PathReport, cases: &[(&str, &PathReport)], look: Look, text: &mut String) {
    text.push('\n');
    text.push_str(&look.paint(HEADING, &format!("Path {}", path.name)));
    let note = note_text(path.note.as_deref());
    let beside = format!("Path {}", path.name).chars().count() + 2 + note.chars().count();
    if !note.is_empty() && look.width.is_none_or(|width| beside <= width) {
        text.push_str(INDENT);
        text.push_str(&look.paint(DIM, &note));
        text.push('\n');
    } else {
        text.push('\n');
        write_wrapped(&note, INDENT, DIM, look, text);
    }
    write_stages(path, look, text);
    for (words, is_bad) in lines(path) {
        write_wrapped(&words, INDENT, if is_bad { FAILS } else { PLAIN }, look, text);
    }
    write_cases(path, cases, look, text);
}

/// What a column shows of a path in a case.
type Figure = fn(&PathReport) -> Option<String>;

/// What a path is in each case, where that differs from what it is in the base.
fn write_cases(base: &PathReport, cases: &[(&str, &PathReport)], look: Look, text: &mut String) {
    let figures: [(&str, Figure); 4] = [
        ("availability", |path| path.whole.availability.as_ref().map(|(shown, _)| with_nines(&shown.text))),
        ("carries", |path| path.load.clone()),
        ("headroom", headroom),
        ("fits", |path| path.load.as_ref().map(|_| fits(path).to_owned())),
    ];
    let differs = |figure: &Figure| cases.iter().any(|(_, path)| figure(path) != figure(base));
    let figures: Vec<&(&str, Figure)> = figures.iter().filter(|(_, figure)| differs(figure)).collect();
    if figures.is_empty() {
        return;
    }
    let mut columns = vec![Column::new(PLAIN).pinned()];
    columns.extend(figures.iter().map(|_| Column::values()));
    let mut table = Layout::new(columns, Narrow::Below);
    let mut titles = vec![format!("{INDENT}case")];
    titles.extend(figures.iter().map(|(title, _)| (*title).to_owned()));
    table.titles(titles, DIM, true);
    for (case, path) in [("base", base)].iter().chain(cases) {
        let mut cells = vec![format!("{INDENT}{}", shortened_to(case, LONGEST_STAGE))];
        cells.extend(figures.iter().map(|(_, figure)| figure(path).unwrap_or_default()));
        table.row(cells, Remark::default(), Vec::new());
    }
    table.write(look, text);
}

fn write_stages(path: &PathReport, look: Look, text: &mut String) {
    // What no stage has is not missed in a column.
    let columns: Vec<&(&str, Cell)> =
        COLUMNS.iter().filter(|(_, cell)| path.stages.iter().any(|stage| cell(stage).is_some())).collect();
    let mut styles = vec![Column::new(PLAIN).pinned()];
    styles.extend(columns.iter().map(|_| Column::values()));
    let mut table = Layout::new(styles, Narrow::Below);
    let mut titles = vec![format!("{INDENT}stage")];
    titles.extend(columns.iter().map(|(title, _)| (*title).to_owned()));
    table.titles(titles, DIM, false);
    let cells = |stage: &StageReport| {
        let mut cells = vec![format!("{INDENT}{}", shortened_to(&stage.name, LONGEST_STAGE))];
        cells.extend(columns.iter().map(|(_, cell)| cell(stage).unwrap_or_default()));
        cells
    };
    for stage in &path.stages {
        table.row(cells(stage), Remark::default(), Vec::new());
    }
    // A chain of one stage is that stage.
    if path.stages.len() > 1 {
        let mut total = cells(&path.whole);
        total[0] = format!("{INDENT}total");
        table.row_in(HEADING, total);
    }
    if table.write(look, text) {
        text.push('\n');
    }
}

/// What there is to say below the stages, a line each, and whether it is bad.
fn lines(path: &PathReport) -> Vec<(String, bool)> {
    let mut lines = Vec::new();
    if let Some((shown, _)) = &path.whole.availability {
        let between =
            path.mtbf.as_ref().map_or_else(String::new, |mtbf| format!(", {mtbf} between failures"));
        lines.push((format!("availability: {}{between}", shown.text), false));
    }
    let several = path.stages.len() > 1;
    if let Some(stage) = path.weakest.and_then(|place| path.stages.get(place)).filter(|_| several) {
        let share = stage
            .downtime_share
            .map_or_else(String::new, |part| format!(" ({} of the downtime)", share(part)));
        lines.push((format!("weakest link: {}{share}", shortened(&stage.name)), false));
    }
    lines.extend(bottleneck(path).filter(|_| several).map(|words| (words, false)));
    lines.extend(carries(path));
    lines.extend(path.lacking.iter().map(|(property, members)| {
        let verb = if members.len() == 1 { "has" } else { "have" };
        (format!("no {property}: {} {verb} none", listed(members)), false)
    }));
    lines
}

/// `bottleneck: 8 of 10 app (8000 req/s, 6400 req/s with members down)`
fn bottleneck(path: &PathReport) -> Option<String> {
    let stage = path.stages.get(path.bottleneck?)?;
    let capacity = text(&stage.capacity)?;
    let name = shortened(&stage.name);
    let surviving = path.surviving_bottleneck.and_then(|place| path.stages.get(place));
    let Some((other, left)) = surviving.and_then(|other| Some((other, text(&other.surviving)?))) else {
        return Some(format!("bottleneck: {name} ({capacity})"));
    };
    Some(if path.surviving_bottleneck != path.bottleneck {
        format!("bottleneck: {name} ({capacity}); with members down {} ({left})", shortened(&other.name))
    } else if left == capacity {
        format!("bottleneck: {name} ({capacity})")
    } else {
        format!("bottleneck: {name} ({capacity}, {left} with members down)")
    })
}

/// `carries 11.4 req/s, headroom 99.9 %`, and whether that is too much.
fn carries(path: &PathReport) -> Option<(String, bool)> {
    let load = path.load.as_ref()?;
    let headroom = headroom(path).map_or_else(String::new, |headroom| format!(", headroom {headroom}"));
    let fit = fit(path);
    let comma = if fit.is_empty() { "" } else { ", " };
    Some((format!("carries {load}{headroom}{comma}{fit}"), path.fit != Fit::Fits))
}

/// What there is to say where the load does not fit with ease.
fn fit(path: &PathReport) -> &'static str {
    match path.fit {
        Fit::Fits => "",
        Fit::OnlyWithAllUp => "only while all members are up",
        Fit::Over => "more than it can",
    }
}

/// Whether the load fits, in a column.
fn fits(path: &PathReport) -> &'static str {
    match path.fit {
        Fit::Fits => "yes",
        Fit::OnlyWithAllUp => "only with all up",
        Fit::Over => "no",
    }
}

/// `99.95 % (3.3 nines)` of `99.95 % (3.3 nines, 4h 22min 59s/year)`.
fn with_nines(display: &str) -> String {
    display.split_once(", ").map_or_else(|| display.to_owned(), |(nines, _)| format!("{nines})"))
}

/// A percentage, also where a plain number would be shown as such: seven times too much leaves -600 %.
fn headroom(path: &PathReport) -> Option<String> {
    let headroom = path.headroom.as_ref()?;
    let is_percentage = headroom.text.ends_with('%');
    Some(if is_percentage {
        headroom.text.clone()
    } else {
        format!("{} %", number_text(headroom.value * 100.0, 3))
    })
}

fn text(value: &Option<Displayed>) -> Option<String> {
    value.as_ref().map(|displayed| displayed.text.clone())
}

/// A share of the downtime: no part of it is all of it, and none that there is is nothing.
fn share(share: f64) -> String {
    match share {
        share if share > 0.0 && share < 0.000_5 => "< 0.1 %".to_owned(),
        share if (0.999_5..1.0).contains(&share) => "> 99.9 %".to_owned(),
        share => {
            let percent = format!("{:.1}", share * 100.0);
            format!("{} %", percent.trim_end_matches('0').trim_end_matches('.'))
        }
    }
}

/// `a, b and c`
fn listed(names: &[String]) -> String {
    let names: Vec<String> = names.iter().map(|name| shortened(name)).collect();
    match names.split_last() {
        None => String::new(),
        Some((last, [])) => last.clone(),
        Some((last, others)) => format!("{} and {last}", others.join(", ")),
    }
}
