//! Makes literals of the grammar's parts: a number with its magnitude and units; knows no unit's meaning.

use super::grammar::{Part, Parts, Rule};
use super::reader::Reader;
use crate::diagnostic::{Diagnostic, Id};
use crate::source::Span;
use crate::syntax::sheet::{
    Aside, ExpressionKind, Literal, LiteralKind, Magnitude, NodeId, Operator, UnitExpression, UnitFactor,
};
use crate::syntax::words;
use crate::units::decimal::Decimal;

impl Reader {
    pub(super) fn plain_literal(&mut self, number: Decimal, span: Span) -> NodeId {
        let literal = Literal {
            number,
            number_span: span,
            kind: LiteralKind::Plain,
            magnitude: None,
            glued: None,
            aside: None,
            units: UnitExpression::default(),
            more: Vec::new(),
        };
        self.push(ExpressionKind::Literal(Box::new(literal)), span)
    }

    pub(super) fn magnitude(&self, part: &Part<'_>) -> Magnitude {
        self.magnitude_of(part.as_str(), self.span(part))
    }

    pub(super) fn magnitude_of(&self, word: &str, span: Span) -> Magnitude {
        let words::MagnitudeWord { ten, two, .. } =
            words::magnitude(word).expect("the grammar's magnitudes are those of the list");
        Magnitude { ten, two, span }
    }

    /// A literal's parts, or those of the number behind `over`.
    pub(super) fn literal(&mut self, part: Part<'_>, place: Span) -> NodeId {
        let mut literal = Literal {
            number: Decimal::ONE,
            // `per million writes` has no number of its own.
            number_span: Span { end: place.start, ..place },
            kind: LiteralKind::Plain,
            magnitude: None,
            glued: None,
            aside: None,
            units: UnitExpression::default(),
            more: Vec::new(),
        };
        let (mut numbers, mut units, mut pending) = (0, 0, None);
        // The numbers of `4x16 GB` before the last, and where each x stands.
        let mut factors: Vec<(NodeId, Span)> = Vec::new();
        for part in part.into_inner() {
            match part.as_rule() {
                Rule::number => {
                    let number = Decimal::parse(part.as_str());
                    numbers += 1;
                    if numbers == 1 || numbers == factors.len() + 1 {
                        literal.number = number;
                        literal.number_span = self.span(&part);
                    } else if units > 0 {
                        pending = Some(number);
                    } else {
                        literal.kind = LiteralKind::Ratio(number);
                    }
                }
                Rule::percent => literal.kind = LiteralKind::Percent,
                Rule::times_mark => {
                    literal.kind = LiteralKind::Times;
                    literal.glued = Some(self.span(&part));
                }
                Rule::magnitude => {
                    literal.magnitude = Some(self.magnitude(&part));
                    literal.glued = (part.as_str().len() == 1).then(|| self.span(&part));
                }
                Rule::each_of => {
                    let node = self.plain_literal(literal.number, literal.number_span);
                    factors.push((node, self.span(&part)));
                }
                Rule::billions => {
                    let span = self.span(&part);
                    literal.magnitude = Some(Magnitude { ten: 9, two: 0, span });
                    aside(&mut literal).billions = Some(span);
                }
                Rule::qualifier => self.qualifier(&part, units > 0, &mut literal),
                Rule::remark => aside(&mut literal).remark = Some(self.span(&part)),
                Rule::currency => {
                    let word = Some(self.span(&part));
                    push_factor(
                        &mut literal.units,
                        UnitFactor { word, power: 1, number: None, magnitude: None },
                    );
                }
                Rule::unit | Rule::glued => {
                    units += 1;
                    if let Some(number) = pending.take() {
                        let word = Some(self.span(&part));
                        literal
                            .more
                            .push((number, UnitFactor { word, power: 1, number: None, magnitude: None }));
                    } else if words::NINES.contains(&part.as_str()) {
                        literal.kind = LiteralKind::Nines;
                    } else {
                        self.unit(&part, 1, None, None, &mut literal.units);
                    }
                }
                Rule::slash_tail | Rule::per_tail | Rule::time_tail => self.tail(part, &mut literal.units),
                Rule::unit_group => self.unit_group(part, &mut literal.units),
                _ => {}
            }
        }
        if literal.kind == LiteralKind::Nines && !literal.units.factors.is_empty() {
            let nines = format!("{} nines", &self.text[literal.number_span.range()]);
            self.diagnostics.push(
                Diagnostic::new(Id::UnexpectedText, place, "`nines` is a ratio and takes no unit")
                    .help("write `4 nines` alone")
                    .fix(format!("write `{nines}` alone"), place, nines),
            );
        }
        if factors.is_empty() {
            return self.push(ExpressionKind::Literal(Box::new(literal)), place);
        }
        let last = Span { start: literal.number_span.start, ..place };
        let mut node = self.push(ExpressionKind::Literal(Box::new(literal)), last);
        for (left, operator_span) in factors.into_iter().rev() {
            let span = self.node_span(left).to(place);
            let operator = Operator::Multiply;
            node = self.push(ExpressionKind::Binary { operator, operator_span, left, right: node }, span);
        }
        self.push(ExpressionKind::Group(node), place)
    }

    /// Takes down a word that qualifies a literal, before or behind its units.
    fn qualifier(&self, part: &Part<'_>, is_behind: bool, literal: &mut Literal) {
        let (word, span) = (part.as_str(), self.span(part));
        let aside = aside(literal);
        if words::CADENCES.iter().any(|(cadence, _)| *cadence == word) {
            aside.cadence = Some(span);
        } else if words::CADENCE_TAKERS.contains(&word) && !is_behind {
            aside.cadence = None;
        }
        if is_behind && aside.qualifiers.is_none() {
            aside.qualifiers = Some(span);
        }
    }

    pub(super) fn units(&mut self, parts: Parts<'_>) -> (Option<Magnitude>, UnitExpression) {
        let (mut magnitude, mut units) = (None, UnitExpression::default());
        for part in parts {
            match part.as_rule() {
                Rule::magnitude => magnitude = Some(self.magnitude(&part)),
                Rule::unit => self.unit(&part, 1, None, None, &mut units),
                _ => self.tail(part, &mut units),
            }
        }
        (magnitude, units)
    }

    pub(super) fn tail(&mut self, part: Part<'_>, units: &mut UnitExpression) {
        let (mut number, mut magnitude, mut has_unit) = (None, None, false);
        for part in part.into_inner() {
            match part.as_rule() {
                Rule::number => number = Some(Decimal::parse(part.as_str())),
                Rule::magnitude => magnitude = Some(self.magnitude(&part)),
                Rule::unit => {
                    has_unit = true;
                    self.unit(&part, -1, number, magnitude, units);
                }
                _ => {}
            }
        }
        if !has_unit {
            push_factor(units, UnitFactor { word: None, power: -1, number, magnitude });
        }
    }

    pub(super) fn unit_group(&mut self, part: Part<'_>, units: &mut UnitExpression) {
        let mut sign = 1;
        for part in part.into_inner() {
            match part.as_rule() {
                Rule::slash => sign = -1,
                Rule::times => sign = 1,
                _ => self.unit(&part, sign, None, None, units),
            }
        }
    }

    /// `GB`, `m^2`, `core-ms`: the words of a unit, each with its power.
    pub(super) fn unit(
        &self,
        part: &Part<'_>,
        sign: i32,
        number: Option<Decimal>,
        magnitude: Option<Magnitude>,
        units: &mut UnitExpression,
    ) {
        let whole = self.span(part);
        let text = part.as_str();
        if !text.contains(['-', '*', '×', '^']) {
            push_factor(units, UnitFactor { word: Some(whole), power: sign, number, magnitude });
            return;
        }
        let mut start = whole.start;
        let (mut number, mut magnitude) = (number, magnitude);
        let mut rest = text;
        while !rest.is_empty() {
            let length = rest.find(['-', '*', '×', '^']).unwrap_or(rest.len());
            let word = Span { start, end: start + length as u32, ..whole };
            rest = &rest[length..];
            start += length as u32;
            let mut power = 1;
            if let Some(exponent) = rest.strip_prefix('^') {
                let digits = exponent.bytes().skip(1).take_while(u8::is_ascii_digit).count() + 1;
                power = exponent[..digits].parse().unwrap_or(i32::MAX);
                rest = &exponent[digits..];
                start += 1 + digits as u32;
            }
            push_factor(
                units,
                UnitFactor {
                    word: Some(word),
                    power: power.saturating_mul(sign),
                    number: number.take(),
                    magnitude: magnitude.take(),
                },
            );
            let joint = rest.chars().next().map_or(0, char::len_utf8);
            rest = &rest[joint..];
            start += joint as u32;
        }
    }
}

/// What else stands at a literal, from now on.
fn aside(literal: &mut Literal) -> &mut Aside {
    literal.aside.get_or_insert_default()
}

/// Adds a factor; most units have one, and room for four is half a kilobyte.
fn push_factor(units: &mut UnitExpression, factor: UnitFactor) {
    if units.factors.is_empty() {
        units.factors.reserve_exact(1);
    }
    units.factors.push(factor);
}
