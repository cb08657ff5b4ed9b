//! Line charts as one SVG picture that needs nothing else: light or dark as its reader has it; knows no files.

use std::fmt::Write;

use super::curves::{Chart, Curve};
use super::page::escaped;
use crate::render::letters::shortened_to;

const WIDTH: f64 = 720.0;
const HEIGHT: f64 = 320.0;
const LEFT: f64 = 76.0;
const TOP: f64 = 44.0;
const BOTTOM: f64 = 52.0;
/// Right of the curves, where they have names.
const FOR_NAMES: f64 = 190.0;
const RIGHT: f64 = 28.0;
/// How far apart two names are at least.
const LINE_HEIGHT: f64 = 16.0;
/// The longest name of a curve, in characters.
const LONGEST_NAME: usize = 26;

const STYLE: &str = "\
svg { background: #ffffff; font: 12px system-ui, sans-serif; }
text { fill: #444444; }
.title { fill: #111111; font-size: 14px; font-weight: 600; }
.grid { stroke: #e3e3e3; }
.axis { stroke: #888888; }
.curve { fill: none; stroke-width: 2; stroke-linejoin: round; }
.dot { stroke: none; }
.c0 { stroke: #1668b8; fill: #1668b8; } .c1 { stroke: #c2570c; fill: #c2570c; } .c2 { stroke: #0f7f5c; fill: #0f7f5c; }
.c3 { stroke: #9b3fa8; fill: #9b3fa8; } .c4 { stroke: #8a6d00; fill: #8a6d00; } .c5 { stroke: #c0303c; fill: #c0303c; }
.curve { fill: none; } text.name { stroke: none; }
@media (prefers-color-scheme: dark) {
  svg { background: #16181c; }
  text { fill: #b8bcc4; }
  .title { fill: #f0f2f5; }
  .grid { stroke: #2c3038; }
  .axis { stroke: #6c727d; }
  .c0 { stroke: #64aef5; fill: #64aef5; } .c1 { stroke: #f59a56; fill: #f59a56; } .c2 { stroke: #4fc99e; fill: #4fc99e; }
  .c3 { stroke: #d68be0; fill: #d68be0; } .c4 { stroke: #d9b93b; fill: #d9b93b; } .c5 { stroke: #f37a83; fill: #f37a83; }
  .curve { fill: none; }
}";

/// The charts below each other, under a title.
pub fn picture(charts: &[Chart], title: Option<&str>) -> String {
    let head = if title.is_some() { 34.0 } else { 0.0 };
    let height = head + HEIGHT * charts.len() as f64;
    let names: Vec<&str> = charts.iter().map(|chart| chart.up.title.as_str()).collect();
    let whole = escaped(title.unwrap_or("A sweep"));
    let described = escaped(&names.join(", "));
    let across = escaped(charts.first().map_or("", |chart| chart.across.title.as_str()));
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" width=\"{WIDTH}\" height=\"{height}\" \
         role=\"img\" aria-labelledby=\"title description\">\n<title id=\"title\">{whole}</title>\n\
         <desc id=\"description\">{described} over {across}</desc>\n<style>\n{STYLE}\n</style>\n"
    );
    if let Some(title) = title {
        text(&mut svg, "title", "start", (16.0, 24.0), title);
    }
    for (place, chart) in charts.iter().enumerate() {
        let _ = writeln!(svg, "<g transform=\"translate(0 {})\">", head + HEIGHT * place as f64);
        one(&mut svg, chart);
        svg.push_str("</g>\n");
    }
    svg.push_str("</svg>\n");
    svg
}

fn one(svg: &mut String, chart: &Chart) {
    let is_named = chart.curves.iter().any(|curve| !curve.label.is_empty());
    let right = WIDTH - if is_named { FOR_NAMES } else { RIGHT };
    let bottom = HEIGHT - BOTTOM;
    let at = |(x, y): (f64, f64)| (LEFT + (right - LEFT) * x, bottom - (bottom - TOP) * y);
    text(svg, "title", "start", (16.0, TOP - 18.0), &chart.up.title);
    for (share, number) in &chart.up.ticks {
        let (left, y) = at((0.0, *share));
        line(svg, "grid", (left, y), (right, y));
        text(svg, "tick", "end", (left - 8.0, y + 4.0), number);
    }
    let mut free = f64::NEG_INFINITY;
    for (share, number) in &chart.across.ticks {
        let (x, y) = at((*share, 0.0));
        line(svg, "axis", (x, y), (x, y + 5.0));
        let half = number.chars().count() as f64 * 3.5;
        if x - half > free {
            text(svg, "tick", "middle", (x, y + 19.0), number);
            free = x + half + 6.0;
        }
    }
    line(svg, "axis", at((0.0, 0.0)), at((1.0, 0.0)));
    text(svg, "tick", "middle", (f64::midpoint(LEFT, right), bottom + 39.0), &chart.across.title);
    let mut taken: Vec<f64> = Vec::new();
    for (place, curve) in chart.curves.iter().enumerate() {
        for piece in pieces(curve) {
            if let [only] = piece.as_slice() {
                let (x, y) = at(*only);
                let _ = writeln!(svg, r#"<circle class="dot c{place}" cx="{x:.1}" cy="{y:.1}" r="3"/>"#);
                continue;
            }
            let points: Vec<String> =
                piece.into_iter().map(at).map(|(x, y)| format!("{x:.1},{y:.1}")).collect();
            let _ = writeln!(svg, r#"<polyline class="curve c{place}" points="{}"/>"#, points.join(" "));
        }
        let Some(last) = curve.points.iter().rev().flatten().next().filter(|_| is_named) else { continue };
        let (x, y) = at(*last);
        let beside = free_height(y, &mut taken, TOP, bottom);
        line(svg, &format!("axis c{place}"), (x + 2.0, y), (right + 10.0, beside));
        text(svg, "name", "start", (right + 14.0, beside + 4.0), &shortened_to(&curve.label, LONGEST_NAME));
    }
}

/// A curve in pieces without gaps.
fn pieces(curve: &Curve) -> Vec<Vec<(f64, f64)>> {
    let pieces = curve.points.split(Option::is_none);
    pieces
        .map(|piece| piece.iter().flatten().copied().collect::<Vec<_>>())
        .filter(|piece| !piece.is_empty())
        .collect()
}

/// A height near the wanted one where no other name stands.
fn free_height(wanted: f64, taken: &mut Vec<f64>, top: f64, bottom: f64) -> f64 {
    let tries =
        (0..=40).flat_map(|step| [1.0, -1.0].map(|sign| wanted + sign * 0.5 * LINE_HEIGHT * f64::from(step)));
    let is_free = |at: f64| taken.iter().all(|other| (other - at).abs() >= LINE_HEIGHT - 0.1);
    let found = tries.into_iter().find(|at| (top..=bottom).contains(at) && is_free(*at)).unwrap_or(wanted);
    taken.push(found);
    found
}

fn text(svg: &mut String, class: &str, anchor: &str, (x, y): (f64, f64), words: &str) {
    let words = escaped(words);
    let _ =
        writeln!(svg, r#"<text class="{class}" text-anchor="{anchor}" x="{x:.1}" y="{y:.1}">{words}</text>"#);
}

fn line(svg: &mut String, class: &str, (x1, y1): (f64, f64), (x2, y2): (f64, f64)) {
    let _ = writeln!(svg, r#"<line class="{class}" x1="{x1:.1}" y1="{y1:.1}" x2="{x2:.1}" y2="{y2:.1}"/>"#);
}
