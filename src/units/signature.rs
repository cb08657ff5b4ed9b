//! Knows how to read a formula's signature, the dimensions of its parameters and its result, from
//! its Rust types, and how to call it with plain numbers; does not know any formula.
//!
//! A formula is a plain function over the quantities of [`crate::units::system`], so the compiler checks
//! its dimensions:
//!
//! ```
//! use napkin::formula;
//! use napkin::units::signature::Formula;
//! use napkin::units::system::{Count, Throughput, Time};
//!
//! pub fn concurrency(rate: Throughput, latency: Time) -> Count {
//!     rate * latency
//! }
//!
//! static FORMULAS: &[Formula] = &[formula!(concurrency)];
//! assert_eq!(FORMULAS[0].result.exponents, [0, 0, 0, 1, 0]);
//! assert_eq!((FORMULAS[0].call)(&[200.0, 0.25]), 50.0);
//! ```
//!
//! The same with the wrong result does not compile:
//!
//! ```compile_fail,E0308
//! use napkin::formula;
//! use napkin::units::signature::Formula;
//! use napkin::units::system::{Information, Throughput, Time};
//!
//! pub fn concurrency(rate: Throughput, latency: Time) -> Information {
//!     rate * latency
//! }
//!
//! static FORMULAS: &[Formula] = &[formula!(concurrency)];
//! ```

use uom::typenum::Integer;

use crate::units::system::{Dimension, Frequency, Ratio, Value};

/// An availability, held as what is missing to 1, so that many nines stay exact.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Availability {
    /// The unavailability, 1 - a.
    pub missing: Ratio,
}

/// A growth rate, held as the continuous one: `p` per period `T` is `ln(1 + p) / T`, so that a formula
/// compounds once per `T` without knowing which period it was written with.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Growth {
    /// The continuous rate, per second.
    pub rate: Frequency,
}

/// What the number standing for an argument or a result means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Held {
    /// The value itself, in base units.
    Value,
    /// What an availability misses to 1.
    Missing,
    /// The continuous rate of a growth per period, per second.
    Growth,
}

/// The type of an argument or a result, as the type checker of the language sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shape {
    /// The exponents of information, time, money and count.
    pub exponents: [i8; 5],
    /// What the number means.
    pub held: Held,
}

/// A function over quantities: its signature and how to call it.
#[derive(Clone, Copy, Debug)]
pub struct Formula {
    /// The types of its parameters, in order.
    pub parameters: &'static [Shape],
    /// The type of its result.
    pub result: Shape,
    /// Calls it with one number for each parameter. With another count of numbers it panics.
    pub call: fn(&[f64]) -> f64,
}

/// A type a formula may take or give.
pub trait Formulaic {
    /// The type as the language sees it.
    const SHAPE: Shape;

    /// From the number that stands for it.
    fn from_base(number: f64) -> Self;

    /// The number that stands for it.
    fn into_base(self) -> f64;
}

impl<D: Dimension + ?Sized> Formulaic for Value<D> {
    const SHAPE: Shape = Shape {
        exponents: [D::Information::I8, D::Time::I8, D::Money::I8, D::Count::I8, D::Subject::I8],
        held: Held::Value,
    };

    fn from_base(number: f64) -> Self {
        Self { dimension: std::marker::PhantomData, units: std::marker::PhantomData, value: number }
    }

    fn into_base(self) -> f64 {
        self.value
    }
}

impl Formulaic for Availability {
    const SHAPE: Shape = Shape { held: Held::Missing, ..Ratio::SHAPE };

    fn from_base(number: f64) -> Self {
        Self { missing: Ratio::from(number) }
    }

    fn into_base(self) -> f64 {
        self.missing.value
    }
}

impl Formulaic for Growth {
    const SHAPE: Shape = Shape { held: Held::Growth, ..Frequency::SHAPE };

    fn from_base(number: f64) -> Self {
        Self { rate: Frequency::from_base(number) }
    }

    fn into_base(self) -> f64 {
        self.rate.value
    }
}

/// A function over `COUNT` formulaic types; `Arguments` is the tuple of their types and follows
/// from the function.
pub trait Signature<Arguments, const COUNT: usize> {
    /// The types of the parameters, in order.
    const PARAMETERS: [Shape; COUNT];

    /// The type of the result.
    const RESULT: Shape;

    /// Calls the function with the numbers that stand for its arguments.
    fn call(&self, numbers: [f64; COUNT]) -> f64;
}

/// Implements [`Signature`] for the functions of one count of parameters.
macro_rules! signature {
    ($count:literal: $($argument:ident $number:ident)*) => {
        impl<Function, Answer, $($argument),*> Signature<($($argument,)*), $count> for Function
        where
            Function: Fn($($argument),*) -> Answer,
            Answer: Formulaic,
            $($argument: Formulaic,)*
        {
            const PARAMETERS: [Shape; $count] = [$($argument::SHAPE),*];
            const RESULT: Shape = Answer::SHAPE;

            fn call(&self, [$($number),*]: [f64; $count]) -> f64 {
                self($($argument::from_base($number)),*).into_base()
            }
        }
    };
}

signature!(1: A a);
signature!(2: A a B b);
signature!(3: A a B b C c);
signature!(4: A a B b C c D d);
signature!(5: A a B b C c D d E e);

/// The types of the parameters of a function.
#[must_use]
pub const fn parameters<Function, Arguments, const COUNT: usize>(_: &Function) -> [Shape; COUNT]
where
    Function: Signature<Arguments, COUNT>,
{
    Function::PARAMETERS
}

/// The type of the result of a function.
#[must_use]
pub const fn result<Function, Arguments, const COUNT: usize>(_: &Function) -> Shape
where
    Function: Signature<Arguments, COUNT>,
{
    Function::RESULT
}

/// Calls a function with one number for each of its parameters.
///
/// # Panics
/// With another count of numbers.
pub fn call<Function, Arguments, const COUNT: usize>(function: &Function, numbers: &[f64]) -> f64
where
    Function: Signature<Arguments, COUNT>,
{
    let numbers = numbers.try_into().expect("a number for each parameter");
    function.call(numbers)
}

/// A function in scope with its signature: `formula!(transfer)`. It is a constant.
#[macro_export]
macro_rules! formula {
    ($function:ident) => {
        $crate::units::signature::Formula {
            parameters: const { &$crate::units::signature::parameters(&$function) },
            result: $crate::units::signature::result(&$function),
            call: |numbers| $crate::units::signature::call(&$function, numbers),
        }
    };
}
