//! What a path and its stages are, in words and in columns, the same as text, as Markdown and as HTML; no layout.

use super::letters::shortened;
use crate::report::paths::{Fit, PathReport, StageReport};
use crate::report::without;
use crate::units::display::{Displayed, number_text};

/// What a column shows of a stage.
pub(super) type Cell = fn(&StageReport) -> Option<String>;

/// The columns behind the stage's name.
const COLUMNS: [(&str, Cell); 6] = [
    ("availability", |stage| stage.availability.as_ref().map(|(shown, _)| shown.brief().to_owned())),
    ("downtime", |stage| stage.downtime_share.map(share)),
    ("latency", |stage| partly(&stage.latency, stage.without("latency"))),
    ("capacity", |stage| partly(&stage.capacity, stage.without("capacity"))),
    ("surviving", |stage| partly(&stage.surviving, stage.without("surviving"))),
    ("cost", |stage| partly(&stage.cost, stage.without("cost"))),
];

/// What a column shows of a path in a case.
pub(super) type Figure = fn(&PathReport) -> Option<String>;

/// The columns of a path in the scenario's cases.
const FIGURES: [(&str, Figure); 4] = [
    ("availability", |path| path.whole.availability.as_ref().map(|(shown, _)| shown.with_nines())),
    ("carries", |path| path.load.clone()),
    ("headroom", headroom),
    ("fits", |path| path.load.as_ref().map(|_| fits(path).to_owned())),
];

/// The columns in which a case differs from the base.
pub(super) fn varied_figures(
    base: &PathReport,
    cases: &[(&str, &PathReport)],
) -> Vec<&'static (&'static str, Figure)> {
    let differs = |figure: &Figure| cases.iter().any(|(_, path)| figure(path) != figure(base));
    FIGURES.iter().filter(|(_, figure)| differs(figure)).collect()
}

/// The columns of which any stage has something: what no stage has is not missed.
pub(super) fn known_columns(path: &PathReport) -> Vec<&'static (&'static str, Cell)> {
    COLUMNS.iter().filter(|(_, cell)| path.stages.iter().any(|stage| cell(stage).is_some())).collect()
}

/// What there is to say below the stages, a line each, and whether it is bad.
pub(super) fn lines(path: &PathReport) -> Vec<(String, bool)> {
    let mut lines = Vec::new();
    if let Some((shown, _)) = &path.whole.availability {
        let between =
            path.mtbf.as_ref().map_or_else(String::new, |mtbf| format!(", {mtbf} between failures"));
        lines.push((format!("availability: {}{between}", shown.whole()), false));
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
        let has_none = if path.whole.without(property).is_empty() {
            format!("no {property}: {} {verb} none", listed(members))
        } else {
            format!("{} {verb} no {property}", listed(members))
        };
        (has_none, false)
    }));
    lines
}

/// A figure, and which members it is without: `8000 req/s without lb`.
fn partly(value: &Option<Displayed>, lacking: &[String]) -> Option<String> {
    let text = text(value)?;
    Some(if lacking.is_empty() { text } else { format!("{text} {}", shortened(&without(lacking))) })
}

/// `bottleneck: 8 of 10 app (8000 req/s, 6400 req/s with members down), without lb`
fn bottleneck(path: &PathReport) -> Option<String> {
    let stage = path.stages.get(path.bottleneck?)?;
    let capacity = text(&stage.capacity)?;
    let name = shortened(&stage.name);
    let surviving = path.surviving_bottleneck.and_then(|place| path.stages.get(place));
    let words = match surviving.and_then(|other| Some((other, text(&other.surviving)?))) {
        Some((other, left)) if path.surviving_bottleneck != path.bottleneck => {
            format!("bottleneck: {name} ({capacity}); with members down {} ({left})", shortened(&other.name))
        }
        Some((_, left)) if left != capacity => {
            format!("bottleneck: {name} ({capacity}, {left} with members down)")
        }
        _ => format!("bottleneck: {name} ({capacity})"),
    };
    let lacking = path.whole.without("capacity");
    Some(if lacking.is_empty() { words } else { format!("{words}, {}", shortened(&without(lacking))) })
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

/// A percentage, also where a plain number would be shown as such: seven times too much leaves -600 %.
fn headroom(path: &PathReport) -> Option<String> {
    let headroom = path.headroom.as_ref()?;
    let is_percentage = headroom.text.ends_with('%');
    let percentage = if is_percentage {
        headroom.text.clone()
    } else {
        format!("{} %", number_text(headroom.value * 100.0, 3))
    };
    // It is what the capacity leaves that is known.
    let lacking = path.whole.without("capacity");
    Some(if lacking.is_empty() {
        percentage
    } else {
        format!("{percentage} {}", shortened(&without(lacking)))
    })
}

fn text(value: &Option<Displayed>) -> Option<String> {
    value.as_ref().map(|displayed| displayed.text.clone())
}

/// A share of the downtime: no part of it is all of it, and none that there is is nothing.
pub(super) fn share(share: f64) -> String {
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
