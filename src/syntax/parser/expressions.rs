//! Folds the flat chains of the grammar by precedence (rulings, D2), without recursion; knows no literal from within.

use super::grammar::{Part, Rule};
use super::reader::{Reader, Waiting, WaitingKind};
use crate::diagnostic::{Diagnostic, Id};
use crate::source::Span;
use crate::syntax::sheet::{Argument, Expression, ExpressionKind, NodeId, Operator};
use crate::units::decimal::Decimal;

impl Reader {
    /// Folds a flat chain by precedence (rulings, D2), without recursion: operands go to one stack, operators to
    /// another until a looser one comes.
    pub(super) fn expression(&mut self, part: Part<'_>) -> Expression {
        let span = self.span(&part);
        let first = NodeId(self.sheet.nodes.len() as u32);
        // Below are the chains that this one stands in.
        let below = self.waiting.len();
        let mut parts = part.into_inner().peekable();
        while let Some(part) = parts.next() {
            let place = self.span(&part);
            match part.as_rule() {
                Rule::literal | Rule::simple => {
                    let node = self.literal(part, place);
                    self.values.push(node);
                }
                Rule::reference => {
                    let node = self.push(ExpressionKind::Reference, place);
                    self.values.push(node);
                }
                Rule::infix | Rule::over_per | Rule::power | Rule::hyphen => {
                    let mut place = place;
                    // A sign like `→` is shorter in the scanned text than in the source.
                    while !self.sheet.source.text.is_char_boundary(place.end as usize) {
                        place.end += 1;
                    }
                    let operator = if part.as_rule() == Rule::hyphen {
                        let right = parts.peek().map_or(0, |right| right.as_span().end());
                        self.hyphen(right)
                    } else {
                        operator(part.as_str())
                    };
                    self.operator(operator, place, below);
                }
                Rule::arguments => self.call(part, place),
                Rule::group => {
                    if let Some(inner) = part.into_inner().next() {
                        let inner = self.expression(inner);
                        let node = self.push(ExpressionKind::Group(inner.root), place);
                        self.values.push(node);
                    }
                }
                Rule::exponent | Rule::share => {
                    let text = part.as_str();
                    let (mut text, mut place) = (text, place);
                    // `2^-1^2` groups from the right: its minus waits for the power behind it.
                    if let Some(number) = text.strip_prefix('-')
                        && parts.peek().is_some_and(|next| next.as_rule() == Rule::power)
                    {
                        let sign = Span { end: place.start + 1, ..place };
                        self.waiting.push(Waiting { kind: WaitingKind::Negative, place: sign });
                        (text, place.start) = (number, sign.end);
                    }
                    let node = self.plain_literal(Decimal::parse(text), place);
                    self.values.push(node);
                }
                Rule::negative => self.waiting.push(Waiting { kind: WaitingKind::Negative, place }),
                Rule::needed => {
                    let mut numbers =
                        part.into_inner().map(|whole| whole.as_str().parse().unwrap_or(u64::MAX));
                    let (needed, members) = (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0));
                    self.waiting.push(Waiting { kind: WaitingKind::Needed { needed, members }, place });
                }
                Rule::choice => self.choice(part, place, below),
                Rule::suffix => {
                    self.fold(below, SUFFIX, false);
                    let (magnitude, units) = self.units(part.into_inner());
                    if let Some(value) = self.values.pop() {
                        let span = self.node_span(value).to(place);
                        let node = self.push(ExpressionKind::Suffix { value, magnitude, units }, span);
                        self.values.push(node);
                    }
                }
                Rule::conversion => {
                    self.fold(below, 0, false);
                    if let Some(value) = self.values.pop() {
                        let node = self.conversion(part, value, place);
                        self.values.push(node);
                    }
                }
                _ => {}
            }
        }
        self.fold(below, 0, false);
        let root = self.values.pop().expect("a chain has at least one operand");
        Expression { first, root, span }
    }

    /// What the tight `-` behind the last literal is: in a tight chain, `5*3-7` or `1-5/7`, a minus like any other.
    fn hyphen(&self, right: usize) -> Operator {
        let left = self.values.last().map_or(0, |left| self.node_span(*left).start as usize);
        let is_operator = |letter: char| matches!(letter, '+' | '-' | '*' | '/' | '^');
        let behind = &self.text[self.offset + right..];
        if self.text[..left].ends_with(is_operator) || behind.starts_with(is_operator) {
            Operator::Subtract
        } else {
            Operator::Hyphen
        }
    }

    /// Takes an operator between two operands; it waits for its right one.
    pub(super) fn operator(&mut self, operator: Operator, place: Span, below: usize) {
        let (precedence, right_to_left) = precedence(operator);
        self.fold(below, precedence, right_to_left);
        self.waiting.push(Waiting { kind: WaitingKind::Binary(operator), place });
    }

    /// Applies the waiting operators of a chain that bind at least as tightly as `precedence`.
    pub(super) fn fold(&mut self, below: usize, precedence: u8, right_to_left: bool) {
        while self.waiting.len() > below
            && let Some(top) = self.waiting.last().copied()
        {
            let tighter = top.precedence();
            if tighter < precedence || (tighter == precedence && right_to_left) {
                return;
            }
            self.waiting.pop();
            let Some(right) = self.values.pop() else { return };
            let node = match top.kind {
                WaitingKind::Negative => {
                    let span = top.place.to(self.node_span(right));
                    self.push(ExpressionKind::Negative(right), span)
                }
                WaitingKind::Needed { needed, members } => {
                    let span = top.place.to(self.node_span(right));
                    self.push(ExpressionKind::Needed { needed, members, member: right }, span)
                }
                WaitingKind::Binary(operator) => {
                    let Some(left) = self.values.pop() else { return };
                    let span = self.node_span(left).to(self.node_span(right));
                    if operator == Operator::Power {
                        self.refuse_power_of_a_unit(left, span);
                    }
                    self.push(
                        ExpressionKind::Binary { operator, operator_span: top.place, left, right },
                        span,
                    )
                }
            };
            self.values.push(node);
        }
    }

    /// `5 GB ^ 2`: the power of the unit or of the value (rulings, B12)?
    pub(super) fn refuse_power_of_a_unit(&mut self, base: NodeId, place: Span) {
        let base = self.sheet.node(base);
        if let ExpressionKind::Literal(literal) = &base.kind
            && !literal.units.factors.is_empty()
        {
            let (start, end) = (base.span.end as usize, place.end as usize);
            let value = &self.text[base.span.range()];
            let exponent = self.text[start..end].trim_start_matches([' ', '^']);
            let bracketed = format!("({value})^{exponent}");
            let help = format!("write `{bracketed}`, or `^` tight behind the unit with a whole number");
            self.diagnostics.push(
                Diagnostic::new(
                    Id::UnexpectedText,
                    place,
                    "`^` behind a unit could mean the unit or the whole value",
                )
                .help(help)
                .fix(format!("write `{bracketed}`"), place, bracketed),
            );
        }
    }

    /// A call: its function's name is the reference that was read last.
    pub(super) fn call(&mut self, part: Part<'_>, place: Span) {
        let Some(function) = self.values.pop().and_then(|_| self.sheet.nodes.pop()).map(|name| name.span)
        else {
            return;
        };
        if self.text[function.range()].contains('.') {
            let blanks = self.text[place.range()].find('(').unwrap_or(0);
            let gap = Span { end: place.start + blanks as u32, ..place };
            self.diagnostics.push(
                Diagnostic::new(Id::MissingOperator, place, "a field is no function")
                    .label("a bracket behind a field")
                    .help("to multiply, write `*` before the bracket")
                    .fix("to multiply, write `*` before the bracket", gap, " * "),
            );
        }
        let mut arguments = Vec::new();
        let mut previous_end = None;
        for part in part.into_inner().filter(|part| part.as_rule() == Rule::argument) {
            let span = self.span(&part);
            self.refuse_thousands_comma(previous_end, span, part.as_str());
            previous_end = Some(span.end);
            let mut name = None;
            for part in part.into_inner() {
                match part.as_rule() {
                    Rule::name => name = Some(self.span(&part)),
                    Rule::expression => {
                        let value = self.expression(part).root;
                        arguments.push(Argument { name, value });
                    }
                    _ => {}
                }
            }
        }
        let node = self.push(ExpressionKind::Call { function, arguments }, function.to(place));
        self.values.push(node);
    }

    /// `max(1,500, 2)` was meant as 1500 (rulings, B24).
    pub(super) fn refuse_thousands_comma(&mut self, previous_end: Option<u32>, span: Span, text: &str) {
        let digits = text.bytes().take_while(u8::is_ascii_digit).count();
        let Some(end) = previous_end else { return };
        let before = &self.text[..end as usize];
        let leading = before.bytes().rev().take_while(u8::is_ascii_digit).count();
        if span.start == end + 1 && digits == 3 && (1..=3).contains(&leading) {
            let number = &before[before.len() - leading..];
            let place = Span { start: end - leading as u32, end: span.start + 3, ..span };
            let comma = Span { start: end, end: span.start, ..span };
            self.diagnostics.push(
                Diagnostic::new(Id::BadNumber, place, "a comma separates arguments, not thousands")
                    .help(format!("write `{number}_{}`, or a blank behind the comma", &text[..3]))
                    .fix(format!("write `{number}_{}`", &text[..3]), comma, "_")
                    .fix("write a blank behind the comma", comma, ", "),
            );
        }
    }

    /// `2 of (a, b, c)`, or `2 of (a)`: a number, `of` and a bracket.
    pub(super) fn choice(&mut self, part: Part<'_>, place: Span, below: usize) {
        let (mut whole, mut of, mut bracket) = (Span::default(), Span::default(), place);
        let mut members = Vec::new();
        for part in part.into_inner() {
            match part.as_rule() {
                Rule::whole => whole = self.span(&part),
                Rule::choice_of => of = self.span(&part),
                Rule::open => bracket.start = self.span(&part).start,
                Rule::expression => members.push(self.expression(part).root),
                _ => {}
            }
        }
        let node = if let [only] = members[..] {
            let number = Decimal::parse(&self.text[whole.range()]);
            let needed = self.plain_literal(number, whole);
            self.values.push(needed);
            self.operator(Operator::Of, of, below);
            self.push(ExpressionKind::Group(only), bracket)
        } else {
            let needed = self.text[whole.range()].parse().unwrap_or(u64::MAX);
            self.push(ExpressionKind::Choice { needed, members }, place)
        };
        self.values.push(node);
    }
}

const NEGATIVE: u8 = 8;
/// A unit behind a bracket binds looser than `^` and tighter than a sign.
const SUFFIX: u8 = 9;
const NEEDED: u8 = 11;

impl Waiting {
    fn precedence(self) -> u8 {
        match self.kind {
            WaitingKind::Negative => NEGATIVE,
            WaitingKind::Needed { .. } => NEEDED,
            WaitingKind::Binary(operator) => precedence(operator).0,
        }
    }
}

/// How tightly an operator binds, and whether it groups from the right.
fn precedence(operator: Operator) -> (u8, bool) {
    match operator {
        Operator::Series => (1, false),
        Operator::Parallel => (2, false),
        Operator::Add | Operator::Subtract => (3, false),
        Operator::Multiply | Operator::Divide | Operator::Per | Operator::Over => (4, false),
        Operator::Of => (5, false),
        Operator::Range | Operator::To => (6, false),
        Operator::Hyphen => (12, false),
        Operator::Power => (10, true),
    }
}

fn operator(text: &str) -> Operator {
    match text {
        "+" => Operator::Add,
        "-" => Operator::Subtract,
        "*" | "×" => Operator::Multiply,
        "/" => Operator::Divide,
        "per" => Operator::Per,
        "over" | "for" => Operator::Over,
        "to" => Operator::To,
        "of" => Operator::Of,
        "^" => Operator::Power,
        "->" => Operator::Series,
        "|" => Operator::Parallel,
        _ => Operator::Range,
    }
}
