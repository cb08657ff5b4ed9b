//! Scales of axes and their ticks, for every chart and whatever paints it; knows no letters and no pixels.

use crate::render::text::abbreviated;
use crate::units::decimal::Decimal;
use crate::units::display::number_text;

/// About how many ticks an axis has.
const TICKS: f64 = 5.0;

/// From where to where an axis goes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Spread {
    pub(super) low: f64,
    pub(super) high: f64,
    pub(super) is_logarithmic: bool,
}

impl Spread {
    /// Room for some values, from one tick to another.
    pub(super) fn of(values: impl Iterator<Item = f64>, is_logarithmic: bool) -> Self {
        let (low, high) = values
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(value), high.max(value)));
        if low > high {
            return Self { low: 0.0, high: 1.0, is_logarithmic: false };
        }
        if is_logarithmic && high > low {
            let down = Decimal::power_of_ten((libm::log10(low) + 1e-9).floor() as i32).value();
            let up = Decimal::power_of_ten((libm::log10(high) - 1e-9).ceil() as i32).value();
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

    pub(super) fn rising(self) -> Self {
        Self { low: self.low.min(self.high), high: self.low.max(self.high), ..self }
    }

    pub(super) fn share(&self, value: f64) -> f64 {
        let Self { low, high, is_logarithmic } = self.rising();
        let share = if is_logarithmic {
            libm::log(value / low) / libm::log(high / low)
        } else {
            (value - low) / (high - low)
        };
        share.clamp(0.0, 1.0)
    }

    /// The ticks of an axis whose places are numbers of nines.
    pub(super) fn nines(&self) -> Vec<(f64, String)> {
        let nines = (self.low - 1e-9).ceil() as i64..=(self.high + 1e-9).floor() as i64;
        nines
            .map(|nines| {
                let percent = Decimal::power_of_ten(-nines as i32).complement();
                let text = percent.map_or_else(String::new, |share| format!("{}%", share.scaled(2)));
                (self.share(nines as f64), text)
            })
            .collect()
    }

    pub(super) fn ticks(&self) -> Vec<(f64, String)> {
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
        let (first, last) = (libm::log10(self.low), libm::log10(self.high));
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
    let power = Decimal::power_of_ten(libm::log10(rough).floor() as i32).value();
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
        (libm::log10(number.abs()).floor() - libm::log10(step).floor()) as i64 + 1
    };
    let near = if step.is_nan() { number } else { (number / step).round() * step };
    abbreviated(&number_text(near, digits.clamp(2, 15) as usize))
}

/// The ticks of an axis that goes from 0 to an end above it: shares of its length, each with its number.
pub(super) fn ticks_from_zero(end: f64) -> Vec<(f64, String)> {
    let step = least_step(end);
    let count = (end / step * (1.0 + 1e-9)).floor().max(0.0) as usize;
    let number = |place: usize| step * place as f64;
    (0..=count).map(|place| (number(place) / end, number_text(number(place), 3))).collect()
}

/// A step of 1, 2 or 5 times a power of ten that divides an axis into a few pieces.
fn least_step(end: f64) -> f64 {
    let least = end / TICKS;
    let power = Decimal::power_of_ten(libm::log10(least).floor() as i32).value();
    let steps = [1.0, 2.0, 5.0, 10.0].map(|times| times * power);
    steps.into_iter().find(|step| *step >= least * (1.0 - 1e-9)).unwrap_or(10.0 * power)
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

    #[test]
    fn ticks_from_zero_reach_the_end() {
        let texts =
            |end: f64| ticks_from_zero(end).into_iter().map(|(_, text)| text).collect::<Vec<_>>().join(" ");
        assert_eq!(texts(3.0), "0 1 2 3");
        assert_eq!(texts(13.9), "0 5 10");
        assert_eq!(texts(457.0), "0 100 200 300 400");
        assert_eq!(texts(1.0), "0 0.2 0.4 0.6 0.8 1");
    }
}
