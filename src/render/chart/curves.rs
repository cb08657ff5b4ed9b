//! What a line chart shows: axes with their ticks, curves as shares of the axes; knows no letters and no pixels.

use super::scale::Spread;
use crate::render::letters::{clean, shortened_to, titled, with_unit};
use crate::render::text::abbreviated;
use crate::report::sweep::{Curves, OutputCurves, Setting};
use crate::units::display::number_text;

/// How many points are charted.
pub const MOST_ROWS: u64 = 100_000;
/// How many curves one chart has room for; of more, some are drawn.
pub const MOST_CURVES: usize = 6;
/// The longest title of a chart or an axis, in characters.
const LONGEST_TITLE: usize = 60;

/// A line chart of one figure.
#[derive(Debug, Clone, PartialEq)]
pub struct Chart {
    /// What goes to the right.
    pub across: ChartAxis,
    /// What goes up.
    pub up: ChartAxis,
    /// The curves, in the order of their last values in the file.
    pub curves: Vec<Curve>,
}

/// One axis.
#[derive(Debug, Clone, PartialEq)]
pub struct ChartAxis {
    /// Its name with its unit.
    pub title: String,
    /// Where its ticks are, as shares of it, with their texts.
    pub ticks: Vec<(f64, String)>,
}

/// One curve.
#[derive(Debug, Clone, PartialEq)]
pub struct Curve {
    /// What sets it apart from the others; empty where it is alone.
    pub label: String,
    /// Its points as shares of both axes, from left to right; not those without a value, where it is broken.
    pub points: Vec<Option<(f64, f64)>>,
}

/// The charts of a sweep, one for each output.
pub fn charts(curves: &Curves) -> Vec<Chart> {
    let across = &curves.across;
    let labels: Vec<String> = curves.settings.iter().map(|settings| label(settings)).collect();
    let right = Spread {
        low: across.ends.0,
        high: across.ends.1,
        is_logarithmic: across.is_logarithmic && !across.is_availability,
    };
    let chart = |output: &OutputCurves| {
        let values =
            || output.curves.iter().flatten().map(|(_, value)| *value).filter(|value| value.is_finite());
        let is_positive = values().all(|value| value > 0.0);
        let spread = Spread::of(values(), across.is_logarithmic && is_positive && !output.is_availability);
        let to_share = |(x, y): (f64, f64)| y.is_finite().then(|| (right.share(x), spread.share(y)));
        let drawn = output.curves.iter().zip(&labels).map(|(points, label)| {
            let mut points: Vec<(f64, f64)> = points.clone();
            if right.low > right.high {
                points.reverse();
            }
            Curve { label: label.clone(), points: points.into_iter().map(to_share).collect() }
        });
        let ticks = if across.is_in_nines { right.rising().nines() } else { right.rising().ticks() };
        Chart {
            across: ChartAxis { title: title(&across.name, &across.unit), ticks },
            up: ChartAxis { title: title(&output.name, &output.unit), ticks: spread.ticks() },
            curves: drawn.collect(),
        }
    };
    curves.outputs.iter().map(chart).collect()
}

fn title(name: &str, unit: &str) -> String {
    shortened_to(&titled(name, unit), LONGEST_TITLE)
}

/// What sets a curve apart: the values of the names but the first.
fn label(settings: &[Setting]) -> String {
    let parts = settings.iter().map(|setting| {
        let number = setting.exact.clone().unwrap_or_else(|| abbreviated(&number_text(setting.number, 3)));
        format!("{} = {}", setting.name, with_unit(&number, &setting.unit))
    });
    clean(&parts.collect::<Vec<_>>().join(", "))
}
