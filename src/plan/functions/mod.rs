//! The functions that ship: their signatures, read from Rust types, and what they are for; calls are typed elsewhere.

pub mod arithmetic;
pub mod availability;

use crate::formula;
use crate::units::signature::Formula;

/// A function that ships.
#[derive(Debug, Clone, Copy)]
pub enum Function {
    /// Over any number of values of one dimension.
    Variadic(Variadic),
    /// `round ceil floor`: a step of the same dimension may follow; without one, pure numbers and counts only.
    Stepped(&'static Formula),
    /// A formula with a fixed signature.
    Formula(&'static Formula),
    /// `sqrt`, of a pure number or of a quantity whose powers are even.
    SquareRoot,
    /// `size`, of a record's name.
    Size,
}

/// A function over any number of values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Variadic {
    /// The smallest.
    Minimum,
    /// The largest.
    Maximum,
    /// The sum.
    Sum,
    /// The arithmetic mean.
    Mean,
}

/// What `napkin` says about a function.
#[derive(Debug, Clone, Copy)]
pub struct Description {
    /// Its name.
    pub name: &'static str,
    /// What it is called with.
    pub usage: &'static str,
    /// What it gives, with its formula and unit.
    pub gives: &'static str,
    /// How it is computed.
    pub function: Function,
}

use arithmetic::{abs, ceil, exp, floor, ln, log2, log10, round};
use availability::{downtime, nines};

static ABS: Formula = formula!(abs(x));
static ROUND: Formula = formula!(round(x, step));
static CEIL: Formula = formula!(ceil(x, step));
static FLOOR: Formula = formula!(floor(x, step));
static LN: Formula = formula!(ln(x));
static LOG2: Formula = formula!(log2(x));
static LOG10: Formula = formula!(log10(x));
static EXP: Formula = formula!(exp(x));
static NINES: Formula = formula!(nines(a));
static DOWNTIME: Formula = formula!(downtime(a, period));

/// Every function that ships.
pub static FUNCTIONS: &[Description] = &[
    Description {
        name: "min",
        usage: "min(a, b, ...)",
        gives: "the smallest of values of one dimension",
        function: Function::Variadic(Variadic::Minimum),
    },
    Description {
        name: "max",
        usage: "max(a, b, ...)",
        gives: "the largest of values of one dimension",
        function: Function::Variadic(Variadic::Maximum),
    },
    Description {
        name: "sum",
        usage: "sum(a, b, ...)",
        gives: "the sum of values of one dimension",
        function: Function::Variadic(Variadic::Sum),
    },
    Description {
        name: "mean",
        usage: "mean(a, b, ...)",
        gives: "the arithmetic mean of values of one dimension",
        function: Function::Variadic(Variadic::Mean),
    },
    Description {
        name: "round",
        usage: "round(x, step = 1)",
        gives: "the nearest whole count, or the nearest multiple of a step",
        function: Function::Stepped(&ROUND),
    },
    Description {
        name: "ceil",
        usage: "ceil(x, step = 1)",
        gives: "the next whole count up, or the next multiple of a step",
        function: Function::Stepped(&CEIL),
    },
    Description {
        name: "floor",
        usage: "floor(x, step = 1)",
        gives: "the next whole count down, or the next multiple of a step",
        function: Function::Stepped(&FLOOR),
    },
    Description {
        name: "sqrt",
        usage: "sqrt(x)",
        gives: "the square root of a pure number, or of a quantity whose powers are even",
        function: Function::SquareRoot,
    },
    Description {
        name: "ln",
        usage: "ln(x)",
        gives: "the natural logarithm of a pure number",
        function: Function::Formula(&LN),
    },
    Description {
        name: "log2",
        usage: "log2(x)",
        gives: "the logarithm to base 2 of a pure number",
        function: Function::Formula(&LOG2),
    },
    Description {
        name: "log10",
        usage: "log10(x)",
        gives: "the logarithm to base 10 of a pure number",
        function: Function::Formula(&LOG10),
    },
    Description {
        name: "exp",
        usage: "exp(x)",
        gives: "e to the power of a pure number",
        function: Function::Formula(&EXP),
    },
    Description {
        name: "abs",
        usage: "abs(x)",
        gives: "the value without its sign",
        function: Function::Formula(&ABS),
    },
    Description {
        name: "size",
        usage: "size(record)",
        gives: "the sum of a record's fields, in bytes per record",
        function: Function::Size,
    },
    Description {
        name: "nines",
        usage: "nines(a)",
        gives: "the nines of an availability: -log10(1 - a)",
        function: Function::Formula(&NINES),
    },
    Description {
        name: "downtime",
        usage: "downtime(a, period)",
        gives: "the time that an availability leaves out of a period: (1 - a) * period",
        function: Function::Formula(&DOWNTIME),
    },
];

/// The function of a name.
pub fn find(name: &str) -> Option<&'static Description> {
    FUNCTIONS.iter().find(|function| function.name == name)
}
