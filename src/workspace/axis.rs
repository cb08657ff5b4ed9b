//! A name that is swept and the values that it takes, one or many at a time; knows no plan and no results.

use std::ops::Range;

use crate::plan::PlannedValue;
use crate::units::decimal::Decimal;
use crate::units::display::{MOST_DIGITS, Scale, in_digits};
use crate::units::rounding::all_in_digits;

/// Digits of a value between the ends where each is a multiple of the one before.
const DIGITS_BETWEEN: usize = 12;
/// How many powers are computed once where each value is a multiple of the one before.
const POWERS: u64 = 1_024;
/// Digits of what is missing to 1 between the ends of a range of availabilities.
const DIGITS_MISSING: usize = 6;

/// A name that is swept.
#[derive(Debug, Clone)]
pub struct Axis {
    /// The name.
    pub name: String,
    /// Its value, of which an estimate has the number at a point.
    pub value: PlannedValue,
    /// The unit in which its values are stepped.
    pub scale: Scale,
    /// The first value, in that unit.
    pub from: f64,
    /// The last value, in that unit.
    pub to: f64,
    /// How many there are.
    pub steps: u64,
    /// Whether each value is a multiple of the one before.
    pub is_logarithmic: bool,
    /// How many times the first value each is, where each is a multiple of the one before.
    pub(super) multiples: Option<Multiples>,
    /// What is missing to 1 at both ends, where that is stepped.
    pub(super) missing: Option<(f64, f64)>,
    /// Whether anything needs 1 less the value.
    pub(super) needs_missing: bool,
    /// Whether anything that is shown depends on it.
    pub is_used: bool,
}

/// The powers of what each value is multiplied with to come to the next.
#[derive(Debug, Clone)]
pub(super) struct Multiples {
    /// The logarithm of the last one.
    log: f64,
    /// How many steps lead to it.
    steps: f64,
    /// The first of them. The power of a later step is one of these times that of a whole number of [`POWERS`].
    within: Vec<f64>,
}

impl Multiples {
    pub(super) fn new(log: f64, steps: u64) -> Self {
        let mut multiples = Self { log, steps: (steps - 1) as f64, within: Vec::new() };
        multiples.within = (0..steps.min(POWERS)).map(|step| multiples.power(step)).collect();
        multiples
    }

    fn power(&self, step: u64) -> f64 {
        libm::exp(self.log * (step as f64 / self.steps))
    }

    /// A power, with others that it is multiplied with for a step and those behind it.
    fn around(&self, step: u64) -> (f64, &[f64]) {
        let within = step % POWERS;
        (self.power(step - within), &self.within[within as usize..])
    }
}

/// One value of a name that is swept.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// The number in the unit of the axis.
    pub number: f64,
    /// The value in base units.
    pub value: f64,
    /// 1 less the number; NaN where nothing needs it.
    pub missing: f64,
}

/// The values of an axis in some rows, a number each.
#[derive(Debug, Clone, Default)]
pub struct Points {
    pub(super) numbers: Vec<f64>,
    pub(super) values: Vec<f64>,
    pub(super) missing: Vec<f64>,
}

impl Points {
    /// The value in a row.
    pub fn at(&self, lane: usize) -> Point {
        Point { number: self.numbers[lane], value: self.values[lane], missing: self.missing[lane] }
    }

    /// The numbers in the unit of the axis.
    pub fn numbers(&self) -> &[f64] {
        &self.numbers
    }

    pub(super) fn push(&mut self, point: Point) {
        self.numbers.push(point.number);
        self.values.push(point.value);
        self.missing.push(point.missing);
    }

    pub(super) fn clear(&mut self) {
        self.numbers.clear();
        self.values.clear();
        self.missing.clear();
    }
}

impl Axis {
    /// Whether what is missing to 1 is stepped: the name is an availability.
    pub fn is_availability(&self) -> bool {
        self.missing.is_some()
    }

    /// The value at a step, from 0.
    pub fn point(&self, step: u64) -> Point {
        self.rounded(step, self.unrounded(step))
    }

    /// Adds the points of some steps.
    pub(super) fn points(&self, steps: Range<u64>, points: &mut Points) {
        // What is missing to 1 is reckoned in decimal, one by one.
        if self.missing.is_some() || self.needs_missing {
            steps.for_each(|step| points.push(self.point(step)));
            return;
        }
        let first = points.numbers.len();
        if let (Some(multiples), (from, _)) = (&self.multiples, self.ends()) {
            let mut step = steps.start;
            while step < steps.end {
                let (before, within) = multiples.around(step);
                let within = &within[..within.len().min((steps.end - step) as usize)];
                points.numbers.extend(within.iter().map(|within| from * (before * within)));
                step += within.len() as u64;
            }
        } else {
            points.numbers.extend(steps.clone().map(|step| self.unrounded(step)));
        }
        let numbers = &mut points.numbers[first..];
        all_in_digits(numbers, self.digits());
        for (step, end) in [(0, self.from), (self.steps - 1, self.to)] {
            if steps.contains(&step) {
                numbers[(step - steps.start) as usize] = end;
            }
        }
        points.values.extend(numbers.iter().map(|number| number * self.scale.factor));
        points.missing.resize(points.numbers.len(), f64::NAN);
    }

    /// Both ends of what is stepped.
    fn ends(&self) -> (f64, f64) {
        self.missing.unwrap_or((self.from, self.to))
    }

    /// Digits of a value between the ends.
    fn digits(&self) -> usize {
        if self.multiples.is_some() { DIGITS_BETWEEN } else { MOST_DIGITS }
    }

    /// What is stepped, with the digits that come of the arithmetic alone.
    fn unrounded(&self, step: u64) -> f64 {
        let (first, last) = self.ends();
        match &self.multiples {
            Some(multiples) => {
                let (before, within) = multiples.around(step);
                first * (before * within[0])
            }
            None => first + (last - first) * (step as f64 / (self.steps - 1) as f64),
        }
    }

    fn rounded(&self, step: u64, between: f64) -> Point {
        let between = in_digits(between, self.digits());
        if let Some((first, last)) = self.missing {
            let missing = match step {
                0 => first,
                step if step == self.steps - 1 => last,
                _ => in_digits(between, DIGITS_MISSING),
            };
            let value = Decimal::of(missing).one_less();
            return Point { number: value, value, missing };
        }
        let number = match step {
            0 => self.from,
            step if step == self.steps - 1 => self.to,
            _ => between,
        };
        let missing = if self.needs_missing { Decimal::of(number).one_less() } else { f64::NAN };
        Point { number, value: number * self.scale.factor, missing }
    }

    /// All digits of a point's number: what `--set` takes to come to the same.
    pub fn text(&self, point: Point) -> String {
        let decimal = if self.is_availability() { Decimal::of(point.missing).complement() } else { None };
        decimal.unwrap_or_else(|| Decimal::of(point.number)).to_string()
    }
}
