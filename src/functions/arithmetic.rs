//! Formulas of arithmetic that any scenario needs; those that take any dimension are typed over `Subject`.

use super::row::{Body, Parameter, Row, Variadic, parameter};
use crate::formula;
use crate::units::display::snapped;
use crate::units::system::{Ratio, Subject};

const STEP: Parameter = parameter("step").or(1.0, "1").not_zero("the step must not be 0");
const LOGARITHM_OF: Parameter = parameter("x").above(0.0, "only a number above 0 has a logarithm");

/// The functions of arithmetic.
pub(super) const ROWS: &[Row] = &[
    Row {
        name: "min",
        called: Some("min(a, b, ...)"),
        body: Body::Variadic(Variadic::Minimum),
        doc: "the smallest of values of one dimension",
        source: "definition",
        example: ("min(2 s, 900 ms)", "900 ms"),
        ..Row::SILENT
    },
    Row {
        name: "max",
        called: Some("max(a, b, ...)"),
        body: Body::Variadic(Variadic::Maximum),
        doc: "the largest of values of one dimension",
        source: "definition",
        example: ("max(2 s, 900 ms)", "2 s"),
        ..Row::SILENT
    },
    Row {
        name: "sum",
        called: Some("sum(a, b, ...)"),
        body: Body::Variadic(Variadic::Sum),
        doc: "the sum of values of one dimension",
        source: "definition",
        example: ("sum(1 GB, 500 MB)", "1.5 GB"),
        ..Row::SILENT
    },
    Row {
        name: "mean",
        called: Some("mean(a, b, ...)"),
        body: Body::Variadic(Variadic::Mean),
        doc: "the arithmetic mean of values of one dimension",
        source: "definition",
        example: ("mean(10 ms, 20 ms, 60 ms)", "30 ms"),
        ..Row::SILENT
    },
    Row {
        name: "round",
        parameters: &[parameter("x"), STEP],
        body: Body::Stepped(formula!(round)),
        doc: "the nearest whole count, or the nearest multiple of a step",
        source: "definition; within 1e-9 of a step counts as on it",
        example: ("round(1234 req/s, 100 req/s)", "1200 req/s"),
        ..Row::SILENT
    },
    Row {
        name: "ceil",
        parameters: &[parameter("x"), STEP],
        body: Body::Stepped(formula!(ceil)),
        doc: "the next whole count up, or the next multiple of a step",
        source: "definition; within 1e-9 of a step counts as on it",
        example: ("ceil(42.9 nodes)", "43 nodes"),
        ..Row::SILENT
    },
    Row {
        name: "floor",
        parameters: &[parameter("x"), STEP],
        body: Body::Stepped(formula!(floor)),
        doc: "the next whole count down, or the next multiple of a step",
        source: "definition; within 1e-9 of a step counts as on it",
        example: ("floor(42.9 nodes)", "42 nodes"),
        ..Row::SILENT
    },
    Row {
        name: "sqrt",
        parameters: &[parameter("x").at_least(0.0, "a number below 0 has no square root")],
        body: Body::SquareRoot(formula!(sqrt)),
        doc: "the square root of a pure number, or of a quantity whose powers are even",
        source: "definition",
        example: ("sqrt(2)", "1.41"),
        ..Row::SILENT
    },
    Row {
        name: "ln",
        parameters: &[LOGARITHM_OF],
        body: Body::Formula(formula!(ln)),
        doc: "the natural logarithm of a pure number",
        source: "definition",
        example: ("ln(1000)", "6.91"),
        ..Row::SILENT
    },
    Row {
        name: "log2",
        parameters: &[LOGARITHM_OF],
        body: Body::Formula(formula!(log2)),
        doc: "the logarithm to base 2 of a pure number",
        source: "definition",
        example: ("log2(1024)", "10"),
        ..Row::SILENT
    },
    Row {
        name: "log10",
        parameters: &[LOGARITHM_OF],
        body: Body::Formula(formula!(log10)),
        doc: "the logarithm to base 10 of a pure number",
        source: "definition",
        example: ("log10(1000)", "3"),
        ..Row::SILENT
    },
    Row {
        name: "exp",
        parameters: &[parameter("x")],
        body: Body::Formula(formula!(exp)),
        doc: "e to the power of a pure number",
        source: "definition",
        example: ("exp(1)", "2.72"),
        ..Row::SILENT
    },
    Row {
        name: "abs",
        parameters: &[parameter("x")],
        body: Body::Formula(formula!(abs)),
        doc: "the value without its sign",
        source: "definition",
        example: ("abs(-3 s)", "3 s"),
        ..Row::SILENT
    },
    Row {
        name: "size",
        parameters: &[parameter("record")],
        body: Body::Size,
        doc: "the sum of a record's fields, in bytes per record",
        source: "definition",
        example: ("size(paste)", "1.27 KB/paste"),
        ..Row::SILENT
    },
];

/// The square root of a pure number.
fn sqrt(x: Ratio) -> Ratio {
    Ratio::from(f64::from(x).sqrt())
}

/// The natural logarithm of a pure number above 0.
fn ln(x: Ratio) -> Ratio {
    Ratio::from(libm::log(f64::from(x)))
}

/// The logarithm to base 2 of a pure number above 0.
fn log2(x: Ratio) -> Ratio {
    Ratio::from(libm::log2(f64::from(x)))
}

/// The logarithm to base 10 of a pure number above 0.
fn log10(x: Ratio) -> Ratio {
    Ratio::from(libm::log10(f64::from(x)))
}

/// e to the power of a pure number.
fn exp(x: Ratio) -> Ratio {
    Ratio::from(libm::exp(f64::from(x)))
}

/// A value without its sign, in its own unit.
fn abs(x: Subject) -> Subject {
    x.abs()
}

/// The nearest multiple of a step, in the value's own unit; ties away from 0.
fn round(x: Subject, step: Subject) -> Subject {
    step * Ratio::from(snapped(f64::from(x / step)).round())
}

/// The smallest multiple of a step that is not below the value. A quotient within 1e-9 of a whole number counts
/// as whole, so that `ceil(4.2 TB / 0.6 TB)` is 7.
fn ceil(x: Subject, step: Subject) -> Subject {
    step * Ratio::from(snapped(f64::from(x / step)).ceil())
}

/// The largest multiple of a step that is not above the value.
fn floor(x: Subject, step: Subject) -> Subject {
    step * Ratio::from(snapped(f64::from(x / step)).floor())
}
