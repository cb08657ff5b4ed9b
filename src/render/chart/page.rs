//! Charts as SVG, to stand in a page whose styles colour them; pure functions of what is to be drawn.

use std::fmt::Write;

use super::scale::ticks_from_zero;
use crate::render::letters::shortened_to;
use crate::report::StorageChart;

/// The width of a chart, in its own units, which are about pixels.
const WIDTH: f64 = 520.0;
/// The longest label, in characters.
const LONGEST_LABEL: usize = 44;
/// How far apart the texts at the ends of two lines are at least.
const LINE_HEIGHT: f64 = 17.0;

/// A bar.
pub(in crate::render) struct Bar {
    /// What it stands for.
    pub(in crate::render) label: String,
    /// Its figure, as shown.
    pub(in crate::render) figure: String,
    /// Its length as a share of the longest possible; none where there is no figure.
    pub(in crate::render) share: Option<f64>,
    /// Whether it stands out.
    pub(in crate::render) is_marked: bool,
    /// Whether its figure is below 0.
    pub(in crate::render) is_negative: bool,
}

/// Bars below each other, each under its label and its figure.
pub(in crate::render) fn bars(id: &str, title: &str, bars: &[Bar]) -> String {
    const ROW: f64 = 34.0;
    const WIDE: f64 = 360.0;
    let described: Vec<String> = bars.iter().map(|bar| format!("{}: {}", bar.label, bar.figure)).collect();
    let mut svg = start("bars", id, title, &described.join("; "), (WIDE, ROW * bars.len() as f64));
    for (place, bar) in bars.iter().enumerate() {
        let top = ROW * place as f64;
        text(&mut svg, "label", "start", (0.0, top + 13.0), &bar.label);
        text(&mut svg, "figure", "end", (WIDE, top + 13.0), &bar.figure);
        rectangle(&mut svg, "track", (0.0, top + 19.0), (WIDE, 7.0));
        let mut class = "bar".to_owned();
        class.push_str(if bar.is_marked { " marked" } else { "" });
        class.push_str(if bar.is_negative { " negative" } else { "" });
        if let Some(share) = bar.share.filter(|share| *share > 0.0) {
            // What is there is seen, however little it is.
            let width = (share.min(1.0) * WIDE).max(1.0);
            rectangle(&mut svg, &class, (0.0, top + 19.0), (width, 7.0));
        }
    }
    svg.push_str("</svg>");
    svg
}

/// Lines over time, each with its name and its last figure at its end.
pub(in crate::render) fn lines(id: &str, title: &str, chart: &StorageChart) -> String {
    const HEIGHT: f64 = 300.0;
    const LEFT: f64 = 52.0;
    const RIGHT: f64 = 160.0;
    const TOP: f64 = 28.0;
    const BOTTOM: f64 = 44.0;
    let (wide, high) = (WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM);
    let at = |time: f64, stored: f64| (LEFT + wide * time, TOP + high * (1.0 - stored));
    let name = |case: &Option<String>| case.clone().unwrap_or_else(|| "base".to_owned());
    let is_alone = chart.series.len() == 1;
    let described: Vec<String> = chart
        .series
        .iter()
        .map(|series| {
            let who = if is_alone { String::new() } else { format!("{}: ", name(&series.case)) };
            format!("{who}from 0 to {} after {}", series.end, series.retention)
        })
        .collect();
    let mut svg = start("lines", id, title, &described.join("; "), (WIDTH, HEIGHT));
    text(&mut svg, "axis", "end", (LEFT - 8.0, TOP - 12.0), &chart.storage.unit);
    for (share, number) in &ticks_from_zero(chart.storage.end) {
        let (left, y) = at(0.0, *share);
        line(&mut svg, "grid", (left, y), (left + wide, y));
        text(&mut svg, "axis", "end", (left - 8.0, y + 4.0), number);
    }
    for (share, number) in &ticks_from_zero(chart.time.end) {
        let (x, bottom) = at(*share, 0.0);
        line(&mut svg, "tick", (x, bottom), (x, bottom + 5.0));
        text(&mut svg, "axis", "middle", (x, bottom + 19.0), number);
    }
    text(&mut svg, "axis", "middle", (LEFT + wide / 2.0, HEIGHT - 6.0), &chart.time.unit);
    let mut taken: Vec<f64> = Vec::new();
    for (place, series) in chart.series.iter().enumerate() {
        let points: Vec<(f64, f64)> = series.points.iter().map(|(time, stored)| at(*time, *stored)).collect();
        let path: Vec<String> = points.iter().map(|(x, y)| format!("{x:.1},{y:.1}")).collect();
        if is_alone {
            let area = format!(
                "{} {:.1},{:.1} {LEFT:.1},{:.1}",
                path.join(" "),
                points.last().map_or(LEFT, |last| last.0),
                TOP + high,
                TOP + high
            );
            let _ = write!(svg, r#"<polygon class="area" points="{area}"/>"#);
        }
        let _ = write!(svg, r#"<polyline class="line series-{place}" points="{}"/>"#, path.join(" "));
        let Some((x, y)) = points.last().copied() else { continue };
        let _ = write!(svg, r#"<circle class="end series-{place}" cx="{x:.1}" cy="{y:.1}" r="3.5"/>"#);
        let beside = free(y, &mut taken, TOP, TOP + high);
        if x < LEFT + wide - 0.5 || (beside - y).abs() > 1.0 {
            // The text stands on the right, wherever the line ends.
            line(&mut svg, "leader", (x + 4.0, y), (LEFT + wide + 8.0, beside));
        }
        let words = if is_alone {
            series.end.clone()
        } else {
            format!("{}, {}", series.end, shortened_to(&name(&series.case), 14))
        };
        let class = format!("figure series-{place}");
        text(&mut svg, &class, "start", (LEFT + wide + 12.0, beside + 4.0), &words);
    }
    svg.push_str("</svg>");
    svg
}

/// A height near the wanted one at which no other text stands.
fn free(wanted: f64, taken: &mut Vec<f64>, top: f64, bottom: f64) -> f64 {
    let is_free = |at: f64| taken.iter().all(|other| (other - at).abs() >= LINE_HEIGHT - 0.5);
    let steps = (0..=2 * taken.len()).flat_map(|step| {
        let away = LINE_HEIGHT * step as f64;
        [wanted + away, wanted - away]
    });
    let inside = |at: &f64| (top - 1.0..=bottom + 1.0).contains(at);
    let found = steps.filter(inside).find(|at| is_free(*at)).unwrap_or(wanted);
    taken.push(found);
    found
}

/// The start of a picture, with the words that stand for it.
fn start(kind: &str, id: &str, title: &str, description: &str, (wide, high): (f64, f64)) -> String {
    let (title, description) = (escaped(title), escaped(description));
    format!(
        "<svg class=\"chart {kind}\" role=\"img\" aria-labelledby=\"{id}-title {id}-description\" viewBox=\"0 0 {wide} {high}\" \
         style=\"max-width: {wide}px\" xmlns=\"http://www.w3.org/2000/svg\"><title id=\"{id}-title\">{title}</title>\
         <desc id=\"{id}-description\">{description}</desc>"
    )
}

fn text(svg: &mut String, class: &str, anchor: &str, (x, y): (f64, f64), words: &str) {
    let shown = escaped(&shortened_to(words, LONGEST_LABEL));
    let _ =
        write!(svg, r#"<text class="{class}" text-anchor="{anchor}" x="{x:.1}" y="{y:.1}">{shown}</text>"#);
}

fn line(svg: &mut String, class: &str, (x1, y1): (f64, f64), (x2, y2): (f64, f64)) {
    let _ = write!(svg, r#"<line class="{class}" x1="{x1:.1}" y1="{y1:.1}" x2="{x2:.1}" y2="{y2:.1}"/>"#);
}

fn rectangle(svg: &mut String, class: &str, (x, y): (f64, f64), (wide, high): (f64, f64)) {
    let _ = write!(
        svg,
        r#"<rect class="{class}" x="{x:.1}" y="{y:.1}" width="{wide:.1}" height="{high:.1}" rx="2"/>"#
    );
}

/// A text that is a text in XML, whatever is in it.
pub(in crate::render) fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            letter if letter.is_control() => safe.push(' '),
            letter => safe.push(letter),
        }
    }
    safe
}
