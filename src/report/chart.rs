//! What a line chart shows: axes with their ticks, curves as shares of the axes; knows no letters and no pixels.

use super::sweep_csv::titled;
use super::table::{abbreviated, shortened_to};
use crate::units::display::number_text;
use crate::workspace::sweep::{Axis, Gaps, Sweep};

/// How many points are charted.
pub const MOST_ROWS: u64 = 100_000;
/// How many curves one chart has room for; of more, some are drawn.
pub const MOST_CURVES: usize = 6;
/// How many rows are computed at a time.
const LANES: usize = 128;
/// About how many ticks an axis has.
const TICKS: f64 = 5.0;
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

/// The charts of a sweep, one for each output, whether some curves were left out, and what has no value. The rows
/// must not be more than [`MOST_ROWS`].
pub fn charts(sweep: &Sweep) -> (Vec<Chart>, usize, Gaps) {
    let Some((across, others)) = sweep.axes.split_first() else {
        return (Vec::new(), 0, Gaps::default());
    };
    let curves = others.iter().map(|axis| axis.steps).product::<u64>() as usize;
    let drawn: Vec<usize> = if curves <= MOST_CURVES {
        (0..curves).collect()
    } else {
        (0..MOST_CURVES).map(|place| place * (curves - 1) / (MOST_CURVES - 1)).collect()
    };
    // For each output and each curve, its points.
    let mut found: Vec<Vec<Vec<(f64, f64)>>> = vec![vec![Vec::new(); drawn.len()]; sweep.outputs.len()];
    let run = sweep.run::<LANES, std::convert::Infallible>(|rows| {
        for (output, found) in sweep.outputs.iter().zip(&mut found) {
            let numbers = rows.repeated.estimate().lanes(output.value.value);
            let lanes = numbers.into_iter().zip(rows.points[0]).take(rows.count);
            for (row, (number, point)) in (rows.first as usize..).zip(lanes) {
                if let Ok(place) = drawn.binary_search(&(row % curves)) {
                    let position = position(across, point.number, point.missing);
                    found[place].push((position, output.scale.number(number)));
                }
            }
        }
        Ok(())
    });
    let Ok(gaps) = run;
    let labels: Vec<String> = drawn.iter().map(|curve| label(others, *curve as u64)).collect();
    let charts = sweep.outputs.iter().zip(found).map(|(output, found)| {
        let values = || found.iter().flatten().map(|(_, value)| *value).filter(|value| value.is_finite());
        let is_positive = values().all(|value| value > 0.0);
        let spread =
            Spread::of(values(), across.is_logarithmic && is_positive && !output.value.is_availability);
        let right =
            Spread { is_logarithmic: across.is_logarithmic && !across.is_availability(), ..ends(across) };
        let to_share = |(x, y): (f64, f64)| y.is_finite().then(|| (right.share(x), spread.share(y)));
        let curves = found.iter().zip(&labels).map(|(points, label)| {
            let mut points: Vec<(f64, f64)> = points.clone();
            if right.low > right.high {
                points.reverse();
            }
            Curve { label: label.clone(), points: points.into_iter().map(to_share).collect() }
        });
        let curves = curves.collect();
        let across = ChartAxis {
            title: title(&across.name, &across.scale.unit),
            ticks: right.rising().ticks_of(across),
        };
        Chart {
            across,
            up: ChartAxis { title: title(&output.name, &output.scale.unit), ticks: spread.ticks() },
            curves,
        }
    });
    (charts.collect(), curves - drawn.len(), gaps)
}

fn title(name: &str, unit: &str) -> String {
    shortened_to(&titled(name, unit), LONGEST_TITLE)
}

/// What sets a curve apart: the values of the axes but the first.
fn label(others: &[Axis], curve: u64) -> String {
    let mut rest = curve;
    let mut parts: Vec<String> = others
        .iter()
        .rev()
        .map(|axis| {
            let step = rest % axis.steps;
            rest /= axis.steps;
            let point = axis.point(step);
            let number = if axis.is_availability() {
                axis.text(point)
            } else {
                abbreviated(&number_text(point.number, 3))
            };
            format!("{} = {number} {}", axis.name, axis.scale.unit).trim_end().to_owned()
        })
        .collect();
    parts.reverse();
    super::clean(&parts.join(", "))
}

/// Where a value stands on an axis, before it is a share: an availability stepped by what is missing, by its nines.
fn position(axis: &Axis, number: f64, missing: f64) -> f64 {
    if axis.is_availability() && axis.is_logarithmic { -missing.log10() } else { number }
}

fn ends(axis: &Axis) -> Spread {
    let (first, last) = (axis.point(0), axis.point(axis.steps - 1));
    let place = |point: crate::workspace::sweep::Point| position(axis, point.number, point.missing);
    Spread { low: place(first), high: place(last), is_logarithmic: false }
}

/// From where to where an axis goes.
#[derive(Debug, Clone, Copy)]
struct Spread {
    low: f64,
    high: f64,
    is_logarithmic: bool,
}

impl Spread {
    /// Room for some values, from one tick to another.
    fn of(values: impl Iterator<Item = f64>, is_logarithmic: bool) -> Self {
        let (low, high) = values
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(value), high.max(value)));
        if low > high {
            return Self { low: 0.0, high: 1.0, is_logarithmic: false };
        }
        if is_logarithmic && high > low {
            let down = 10_f64.powf((low.log10() + 1e-9).floor());
            let up = 10_f64.powf((high.log10() - 1e-9).ceil());
            return Self { low: down, high: up, is_logarithmic };
        }
        // What is a part of the whole is shown from 0 on.
        let low = if low > 0.0 && low < 0.6 * high { 0.0 } else { low };
        let high = if high < 0.0 && high > 0.6 * low { 0.0 } else { high };
        let (low, high) = if low == high {
            let room = if low == 0.0 { 1.0 } else { low.abs() * 0.5 };
            (low - room, high + room)
        } else {
            (low, high)
        };
        let step = step(high - low);
        let low = (low / step + 1e-9).floor() * step;
        let high = (high / step - 1e-9).ceil() * step;
        Self { low, high, is_logarithmic: false }
    }

    fn rising(self) -> Self {
        Self { low: self.low.min(self.high), high: self.low.max(self.high), ..self }
    }

    fn share(&self, value: f64) -> f64 {
        let Self { low, high, is_logarithmic } = self.rising();
        let share = if is_logarithmic {
            (value / low).ln() / (high / low).ln()
        } else {
            (value - low) / (high - low)
        };
        share.clamp(0.0, 1.0)
    }

    /// The ticks of an axis that is swept.
    fn ticks_of(&self, axis: &Axis) -> Vec<(f64, String)> {
        if !(axis.is_availability() && axis.is_logarithmic) {
            return self.ticks();
        }
        let nines = (self.low - 1e-9).ceil() as i64..=(self.high + 1e-9).floor() as i64;
        nines
            .map(|nines| {
                let percent = crate::units::decimal::Decimal::power_of_ten(-nines as i32).complement();
                let text = percent.map_or_else(String::new, |share| format!("{}%", share.scaled(2)));
                (self.share(nines as f64), text)
            })
            .collect()
    }

    fn ticks(&self) -> Vec<(f64, String)> {
        let numbers: Vec<f64> = if self.is_logarithmic {
            self.powers()
        } else {
            let step = step(self.high - self.low);
            let first = (self.low / step - 1e-6).ceil() as i64;
            let last = (self.high / step + 1e-6).floor() as i64;
            (first..=last).map(|place| place as f64 * step).collect()
        };
        let step = match numbers.as_slice() {
            [first, second, ..] if !self.is_logarithmic => second - first,
            _ => f64::NAN,
        };
        numbers.into_iter().map(|number| (self.share(number), tick_text(number, step))).collect()
    }

    /// Powers of ten, or where they are few, 1, 2 and 5 times them.
    fn powers(&self) -> Vec<f64> {
        let (first, last) = (self.low.log10(), self.high.log10());
        let decades = last - first;
        let factors: &[f64] = if decades < 1.5 { &[1.0, 2.0, 5.0] } else { &[1.0] };
        let each = (decades / (TICKS + 1.0)).ceil().max(1.0) as i32;
        let mut numbers = Vec::new();
        let start = (first - 1e-9).floor() as i32;
        for power in (start..=(last + 1e-9).floor() as i32).filter(|power| power.rem_euclid(each) == 0) {
            let numbers_here = factors.iter().map(|factor| factor * 10_f64.powi(power));
            numbers.extend(
                numbers_here.filter(|number| (self.low * 0.999..=self.high * 1.001).contains(number)),
            );
        }
        numbers
    }
}

/// The distance of ticks: 1, 2 or 5 times a power of ten.
fn step(span: f64) -> f64 {
    let rough = span / TICKS;
    let power = 10_f64.powf(rough.log10().floor());
    let factor = match rough / power {
        size if size < 1.5 => 1.0,
        size if size < 3.5 => 2.0,
        size if size < 7.5 => 5.0,
        _ => 10.0,
    };
    factor * power
}

/// A number at a tick, with as many digits as tell it from its neighbours.
fn tick_text(number: f64, step: f64) -> String {
    let digits = if step.is_nan() || number == 0.0 {
        3
    } else {
        (number.abs().log10().floor() - step.log10().floor()) as i64 + 1
    };
    let near = if step.is_nan() { number } else { (number / step).round() * step };
    abbreviated(&number_text(near, digits.clamp(2, 15) as usize))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(spread: Spread) -> Vec<String> {
        spread.ticks().into_iter().map(|(_, text)| text).collect()
    }

    #[test]
    fn ticks_are_round_and_tell_apart() {
        let linear = |values: [f64; 2]| texts(Spread::of(values.into_iter(), false));
        assert_eq!(linear([0.0, 45.756]), ["0", "10", "20", "30", "40", "50"]);
        assert_eq!(linear([0.9990, 0.9999]), ["0.999", "0.9992", "0.9994", "0.9996", "0.9998", "1"]);
        assert_eq!(linear([2e6, 9e6]), ["0", "2M", "4M", "6M", "8M", "10M"]);
        assert_eq!(linear([7.0, 7.0]), ["4", "6", "8", "10"]);
        assert_eq!(texts(Spread::of([0.045, 45.0].into_iter(), true)), ["0.01", "0.1", "1", "10", "100"]);
        let few = Spread { low: 20.0, high: 100.0, is_logarithmic: true };
        assert_eq!(texts(few), ["20", "50", "100"]);
    }
}
