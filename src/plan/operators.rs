//! Types operators other than `->`, `|` and `k of n`: sums, products, shares, powers, units behind brackets.

use super::lower::{Lowering, Typed, leftmost};
use crate::diagnostic::{Fix, Id};
use crate::source::Span;
use crate::syntax::sheet::{ExpressionKind, LiteralKind, Magnitude, NodeId, Operator, Sheet, UnitExpression};
use crate::types::{Kind, ValueKind};
use crate::units::{Base, Dimension, PureStyle, Shown};

impl Lowering<'_> {
    pub(super) fn negative(&mut self, value: NodeId, span: Span) -> Option<Typed> {
        let typed = self.take_operand(value)?;
        if typed.kind.is_availability() {
            self.availability_operation(span, "a sign before an availability means nothing");
            return None;
        }
        if self.literal_number(&typed).is_some() {
            return Some(self.negated(typed, span));
        }
        let value = self.push(ValueKind::Negative(typed.value), span);
        // `-5%/year` shrinks: a growth rate still.
        let kind =
            if self.planner.values.is_stated(typed.value) { typed.kind } else { typed.kind.without_period() };
        Some(Typed { value, shown: typed.shown.clone().released(), kind, ..typed })
    }

    /// The same literal with the other sign; any other value as it is.
    pub(super) fn negated(&mut self, typed: Typed, span: Span) -> Typed {
        let value = match self.literal_number(&typed) {
            Some(_) => self.push(ValueKind::Negative(typed.value), span),
            None => typed.value,
        };
        Typed { value, shown: typed.shown.clone().released(), ..typed }
    }

    pub(super) fn binary(
        &mut self,
        operator: Operator,
        left: NodeId,
        right: NodeId,
        span: Span,
    ) -> Option<Typed> {
        let (left_span, right_span) = (self.span(left), self.span(right));
        if operator == Operator::Divide {
            self.warn_of_spaced_unit(left, right);
            if self.is_fraction_of(right) {
                let (_, _) = (self.take(left), self.take(right));
                let text = self.text(span);
                let ExpressionKind::Binary { left: part, .. } = self.sheet.node(right).kind else {
                    return None;
                };
                let fix = Fix::new("bracket the share")
                    .replacing(left_span.before(), "(")
                    .replacing(self.span(part).behind(), ")");
                self.error_with_fixes(
                    Id::BadShare,
                    span,
                    format!("`of` binds tighter than `/`, so `{text}` divides by a multiple"),
                    "write the share as a percentage, `25% of …`, or bracket it: `(1/4) of …`",
                    [fix],
                );
                return None;
            }
        }
        if operator == Operator::Range {
            if let Some(end) = self.end {
                return self.end_of_range(end, left, right, span);
            }
            let (_, _) = (self.take(left), self.take(right));
            return self.not_estimated(span);
        }
        if operator == Operator::To {
            let (low, high) = (self.take_operand(left), self.take_operand(right));
            return low.zip(high).and_then(|_| self.not_estimated(span));
        }
        if operator == Operator::Hyphen {
            return self.hyphen(left, right, span);
        }
        if operator == Operator::Of {
            return self.share(left, right, span);
        }
        let exponent_literal = (operator == Operator::Power).then(|| self.whole_exponent(right)).flatten();
        let (left_value, right_value) = match operator {
            Operator::Multiply | Operator::Power => (self.take_operand(left), self.take_operand(right)),
            Operator::Divide | Operator::Per => (self.take_operand(left), self.take_divisor(right)),
            _ => (self.take_settled(left), self.take_settled(right)),
        };
        let (left_typed, right_typed) = (left_value?, right_value?);
        if matches!(operator, Operator::Multiply | Operator::Divide | Operator::Per) {
            let both = (left_typed, right_typed);
            let read = match operator {
                Operator::Multiply => self.time_chain(left, right, &both, span),
                _ => self.rate_in_other_unit(operator, left, right, &both),
            };
            if read.is_some() {
                return read;
            }
            if operator == Operator::Multiply && self.refuse_time_pair(left, right, span) {
                return None;
            }
            self.warn_of_number_for_a_time(operator, left, right, &both);
            if operator == Operator::Per {
                self.warn_of_name_below(right);
            }
            let power = if operator == Operator::Multiply { 1 } else { -1 };
            let product = self.product(&both.0, &both.1, power, span)?;
            let product = self.per_other_time(operator, &both.0, right, product);
            return Some(match operator {
                Operator::Multiply => self.per_other_time(operator, &both.1, left, product),
                _ => product,
            });
        }
        let nodes = (left, right);
        let (mut left, mut right) = (left_typed, right_typed);
        if matches!(operator, Operator::Add | Operator::Subtract) {
            self.give_zeros_their_due(&mut [&mut left, &mut right], &[nodes.0, nodes.1]);
        }
        match operator {
            Operator::Add | Operator::Subtract => {
                let is_share = right.kind == Kind::Share && self.is_typed_share(nodes.1);
                if self.is_sum_of_rates(nodes.1, &left, &right) {
                    self.refuse_sum_over(operator, nodes, span);
                    return None;
                }
                if is_share && !left.dimension.is_pure() && self.depth == 0 {
                    return self.share_of_sum(operator, nodes, left, &right, span);
                }
                if is_share && left.dimension.is_pure() {
                    return self.number_and_share(operator, nodes, left, right, span);
                }
                self.sum(operator, left, left_span, right, right_span, span)
            }
            Operator::Over
                if self.is_time_per_time(nodes.0) && right.dimension == Dimension::of(Base::TIME, 1) =>
            {
                Some(self.accumulated_time(&left, &right, span))
            }
            Operator::Over => self.over(&left, left_span, &right, right_span, span),
            Operator::Power => self.power(&left, &right, right_span, exponent_literal, span),
            Operator::Series | Operator::Parallel => {
                self.combine(operator, &left, left_span, &right, right_span, span)
            }
            Operator::Multiply
            | Operator::Divide
            | Operator::Per
            | Operator::Of
            | Operator::Range
            | Operator::To
            | Operator::Hyphen => None,
        }
    }

    /// Whether a node is `4 of x`, which behind a `/` was meant as a fraction of x.
    pub(super) fn is_fraction_of(&self, id: NodeId) -> bool {
        let ExpressionKind::Binary { operator: Operator::Of, left, .. } = self.sheet.node(id).kind else {
            return false;
        };
        matches!(&self.sheet.node(left).kind, ExpressionKind::Literal(literal)
            if literal.kind == LiteralKind::Plain && literal.units.factors.is_empty())
    }

    /// `1 TB / 10 Gb / s` divides by the gigabits and then by a second (rulings, B8).
    pub(super) fn warn_of_spaced_unit(&mut self, left: NodeId, right: NodeId) {
        let ExpressionKind::Binary { operator: Operator::Divide, right: divisor, .. } =
            self.sheet.node(left).kind
        else {
            return;
        };
        let ExpressionKind::Literal(literal) = &self.sheet.node(divisor).kind else { return };
        let Some(last) = literal.units.factors.last().and_then(|factor| factor.word) else { return };
        let span = self.span(right);
        let word = self.sheet.word(span).into_owned();
        let is_time = matches!(self.sheet.node(right).kind, ExpressionKind::Reference)
            && !self.planner.names.contains_key(&word)
            && self.units().find(&word).is_some_and(|unit| self.units().family(unit) == Some(Base::TIME));
        if is_time {
            let unit = self.sheet.word(last).into_owned();
            let fix = Fix::write(Span { start: last.start, ..span }, format!("{unit}/{word}"));
            self.error_with_fixes(
                Id::SpacedUnit,
                span,
                format!("with blanks around it, `/ {word}` divides the whole result"),
                format!("if the rate is meant, write `{unit}/{word}` without blanks"),
                [fix],
            );
        }
    }

    pub(super) fn add_quantities(&mut self, left: Typed, right: Typed, span: Span) -> Typed {
        let value = self.push(ValueKind::Sum(left.value, right.value), span);
        let shown = leftmost(&left.shown, &right.shown);
        Typed { dimension: left.dimension, shown, kind: Kind::Plain, value }
    }

    /// The number of the text that a value is.
    pub(super) fn literal_number(&self, typed: &Typed) -> Option<f64> {
        self.planner.values.number(typed.value)
    }

    pub(super) fn sum(
        &mut self,
        operator: Operator,
        left: Typed,
        left_span: Span,
        right: Typed,
        right_span: Span,
        span: Span,
    ) -> Option<Typed> {
        if left.dimension != right.dimension {
            let verb = if operator == Operator::Add { "added" } else { "subtracted" };
            self.mismatch(verb, &left, left_span, &right, right_span, span);
            return None;
        }
        let subtracts = operator == Operator::Subtract;
        let is_one = self.literal_number(&left) == Some(1.0) && left.dimension.is_pure();
        if subtracts && is_one && !left.kind.is_availability() {
            // The complement only changes which side of 1 is held.
            let value = self.push(ValueKind::Complement(right.value), span);
            let shown = if right.shown.pure == PureStyle::Percent {
                right.shown.clone().released()
            } else {
                Shown::default()
            };
            let kind = if right.kind == Kind::Share { Kind::Share } else { Kind::Plain };
            return Some(Typed { kind, ..Self::number(shown, value) });
        }
        if left.kind.is_availability() || right.kind.is_availability() {
            if subtracts && left.kind.is_availability() && right.kind.is_availability() {
                let (left, right) = (left.value, right.value);
                let value = self.push(ValueKind::Difference { left, right, of_availabilities: true }, span);
                return Some(Self::number(Shown::default(), value));
            }
            if !(subtracts && left.kind.is_availability()) {
                let what = if subtracts {
                    "an availability is subtracted from 1 only"
                } else {
                    "availabilities do not add up"
                };
                self.availability_operation(span, what);
                return None;
            }
        }
        let value = if subtracts {
            let (left, right) = (left.value, right.value);
            self.push(ValueKind::Difference { left, right, of_availabilities: false }, span)
        } else {
            self.push(ValueKind::Sum(left.value, right.value), span)
        };
        let shown = leftmost(&left.shown, &right.shown);
        let kind = left.kind.together(right.kind);
        Some(Typed { dimension: left.dimension, shown, kind, value })
    }

    /// Whether the right of a sum is over a time and the left is what would be over it too: `text + media over 10 years`.
    fn is_sum_of_rates(&self, right: NodeId, left: &Typed, typed: &Typed) -> bool {
        left.dimension != typed.dimension
            && left.dimension.times(&Dimension::of(Base::TIME, 1), 1).as_ref() == Some(&typed.dimension)
            && matches!(self.sheet.node(right).kind, ExpressionKind::Binary { operator: Operator::Over, .. })
    }

    fn refuse_sum_over(&mut self, operator: Operator, nodes: (NodeId, NodeId), span: Span) {
        let ExpressionKind::Binary { left, right, .. } = self.sheet.node(nodes.1).kind else { return };
        let (first, second, time) =
            (self.text(self.span(nodes.0)), self.text(self.span(left)), self.text(self.span(right)));
        let text = format!("({first} {} {second}) over {time}", operator.as_str());
        self.error_with_fixes(
            Id::UnitMismatch,
            span,
            format!("`over` binds tighter than `{}`, so only `{second}` is over {time}", operator.as_str()),
            format!("write `{text}`"),
            [Fix::write(span, text)],
        );
    }

    /// `3x + 20%` is 3.2 and `100 + 5%` is 100.05 (rulings, E3, PC13): as numbers, with a warning.
    fn number_and_share(
        &mut self,
        operator: Operator,
        nodes: (NodeId, NodeId),
        left: Typed,
        right: Typed,
        span: Span,
    ) -> Option<Typed> {
        let (left_span, right_span) = (self.span(nodes.0), self.span(nodes.1));
        let is_named =
            matches!(self.sheet.node(nodes.0).kind, ExpressionKind::Literal(_) | ExpressionKind::Reference);
        let number = self.literal_number(&left);
        let is_number = is_named && left.kind == Kind::Plain && number != Some(1.0);
        if is_number {
            let (share, other) = (self.text(right_span), self.text(left_span));
            let sign = operator.as_str();
            self.error_with_fixes(
                Id::PercentSum,
                span,
                format!("`{share}` is added as a number: percentages of something are multiplied"),
                format!("for {share} of it on top or off, write `{other} * (1 {sign} {share})`"),
                [Fix::write(span, format!("{other} * (1 {sign} {share})"))],
            );
        }
        let plain = left.shown.clone().released();
        let typed = self.sum(operator, left, left_span, right, right_span, span)?;
        Some(if is_number { Typed { shown: plain, kind: Kind::Plain, ..typed } } else { typed })
    }

    /// A product, or with `power` -1 a quotient.
    pub(super) fn product(&mut self, left: &Typed, right: &Typed, power: i32, span: Span) -> Option<Typed> {
        let dimension = self.within_powers(left.dimension.times(&right.dimension, power), span)?;
        let is_availability = left.kind.is_availability() && right.kind.is_availability() && power == 1;
        if is_availability {
            let value = self.push(ValueKind::Series(left.value, right.value), span);
            return Some(Self::availability(value, Shown::default()));
        }
        let is_pure = dimension.is_pure() && left.dimension.is_pure();
        let (a, b) = (left.value, right.value);
        let value = if power == 1 {
            self.push(ValueKind::Product { left: a, right: b, is_pure }, span)
        } else {
            self.push(ValueKind::Quotient(a, b), span)
        };
        let mut shown = Shown::product(self.units(), &left.shown, &right.shown, power);
        let is_amount = |dimension: &Dimension| dimension.power(Base::INFORMATION) == 1;
        if is_amount(&dimension)
            && dimension.power(Base::TIME) == 0
            && [left, right]
                .iter()
                .any(|side| is_amount(&side.dimension) && side.dimension.power(Base::TIME) == -1)
        {
            shown.in_bytes(self.units());
        }
        let kind = left.kind.times(right.kind, power != 1);
        let kind = if dimension.is_pure() { kind } else { Kind::Plain };
        let shown = if dimension.is_pure() && shown.units.is_empty() { Shown::default() } else { shown };
        Some(Typed { dimension, shown, kind, value })
    }

    pub(super) fn over(
        &mut self,
        left: &Typed,
        left_span: Span,
        right: &Typed,
        right_span: Span,
        span: Span,
    ) -> Option<Typed> {
        let time = Dimension::of(Base::TIME, 1);
        if left.kind.is_availability() {
            self.availability_operation(span, "an availability does not accumulate over time");
            return None;
        }
        if right.dimension != time {
            let found = self.describe(&right.dimension);
            let text = self.text(right_span);
            self.error(
                Id::NotARate,
                right_span,
                format!("`over` takes a time, and `{text}` is {found}"),
                "write a time, as `over 3 years`; to divide, write ` / `",
            );
            return None;
        }
        if left.dimension.power(Base::TIME) != -1 {
            let found = self.describe(&left.dimension);
            let text = self.text(left_span);
            let quotient = format!("{text} / {}", self.text(right_span));
            let (help, fix) = if left.dimension.power(Base::TIME) == 0 {
                let help =
                    format!("only a rate accumulates over time; to divide by the time, write `{quotient}`");
                (help, Some(Fix::write(left_span.to(right_span), quotient)))
            } else {
                ("only a rate (something per time) accumulates over time".to_owned(), None)
            };
            let message = format!("`{text}` is {found}, not a rate");
            self.error_with_fixes(Id::NotARate, left_span, message, help, fix);
            return None;
        }
        if left.kind.is_growth() {
            let text = self.text(span);
            self.error(
                Id::CompoundGrowth,
                span,
                format!("`{text}` adds the growth up; it does not compound"),
                "to compound it, write `grow(x, 50%/year, 3 years)`",
            );
        }
        let mut typed = self.product(left, right, 1, span)?;
        if left.kind.is_growth() {
            typed.shown.pure = PureStyle::Percent;
            typed.kind = Kind::Share;
        }
        Some(typed)
    }

    /// `20% of users`
    pub(super) fn share(&mut self, left: NodeId, right: NodeId, span: Span) -> Option<Typed> {
        let whole = |sheet: &Sheet, id: NodeId| {
            matches!(&sheet.node(id).kind, ExpressionKind::Literal(literal)
                if literal.kind == LiteralKind::Plain && literal.units.factors.is_empty() && literal.magnitude.is_none())
        };
        let counts = whole(&self.sheet, left) && whole(&self.sheet, right);
        let left_span = self.span(left);
        let bracket =
            whole(&self.sheet, left) && matches!(self.sheet.node(right).kind, ExpressionKind::Group(_));
        let (left, right) = (self.take_operand(left), self.take_operand(right));
        if bracket && right.as_ref().is_some_and(|right| right.dimension.is_pure()) {
            self.error(
                Id::BadShare,
                span,
                "`k of (…)` takes two members or more",
                "write `2 of (a, b, c)`, or `2 of 3 a` for like members",
            );
            return None;
        }
        if counts {
            let text = self.text(span);
            self.error(
                Id::BadShare,
                span,
                format!("`{text}` of what?"),
                format!("write what they are behind it: `{text} app`; for a share, write `20% of …`"),
            );
            return None;
        }
        let (left, right) = (left?, right?);
        if !left.dimension.is_pure() {
            let found = self.describe(&left.dimension);
            self.error(
                Id::BadShare,
                left_span,
                format!("`of` takes a share, and this is {found}"),
                "write a share, as `20% of users`; to multiply, write `*`",
            );
            return None;
        }
        self.product(&left, &right, 1, span)
    }

    /// The exponent, where it is a literal: what a quantity's power must be.
    pub(super) fn whole_exponent(&self, exponent: NodeId) -> Option<f64> {
        let mut id = exponent;
        let mut sign = 1.0;
        loop {
            match &self.sheet.node(id).kind {
                ExpressionKind::Group(inner) => id = *inner,
                ExpressionKind::Negative(inner) => {
                    sign = -sign;
                    id = *inner;
                }
                ExpressionKind::Literal(literal)
                    if literal.units.factors.is_empty() && literal.kind == LiteralKind::Plain =>
                {
                    return Some(
                        sign * literal.number.value() * literal.magnitude.map_or(1.0, Magnitude::factor),
                    );
                }
                _ => return None,
            }
        }
    }

    pub(super) fn power(
        &mut self,
        base: &Typed,
        exponent: &Typed,
        exponent_span: Span,
        literal: Option<f64>,
        span: Span,
    ) -> Option<Typed> {
        if !exponent.dimension.is_pure() {
            let found = self.describe(&exponent.dimension);
            self.error(
                Id::BadExponent,
                exponent_span,
                format!("an exponent is a pure number, and this is {found}"),
                "divide it by its unit",
            );
            return None;
        }
        if !base.dimension.is_pure() {
            return self.quantity_power(base, literal, span);
        }
        let whole = literal.is_some_and(|exponent| exponent.fract() == 0.0 && exponent >= 1.0);
        if whole && base.kind.is_availability() {
            let value = self.push(ValueKind::AllOf { part: base.value, members: exponent.value }, span);
            return Some(Self::availability(value, Shown::default()));
        }
        let power = ValueKind::Power { base: base.value, exponent: exponent.value, is_whole: whole };
        let value = self.push(power, span);
        Some(Self::number(Shown::default(), value))
    }

    /// A quantity to a whole power, or to 0.5 where all its powers are even (rulings, B13).
    pub(super) fn quantity_power(&mut self, base: &Typed, literal: Option<f64>, span: Span) -> Option<Typed> {
        let found = self.describe(&base.dimension);
        let raised = match literal {
            Some(0.5) => base
                .dimension
                .square_root()
                .map(|dimension| (dimension, base.shown.square_root(self.units()))),
            Some(whole)
                if whole.fract() == 0.0
                    && whole.abs() <= f64::from(crate::units::dimension::LARGEST_POWER) =>
            {
                let power = whole as i32;
                base.dimension
                    .to_power(power)
                    .map(|dimension| (dimension, base.shown.to_power(self.units(), power)))
            }
            _ => None,
        };
        let Some((dimension, shown)) = raised else {
            self.error(
                Id::BadExponent,
                span,
                format!("this raises {found} to a power that its unit cannot take"),
                "a quantity takes a whole number as exponent (up to 99), or 0.5 where all powers are even",
            );
            return None;
        };
        let exponent = self.planner.number(literal.unwrap_or(1.0), span);
        let value = self.push(ValueKind::Power { base: base.value, exponent, is_whole: false }, span);
        Some(Typed { dimension, shown, kind: Kind::Plain, value })
    }

    pub(super) fn suffix(
        &mut self,
        value: NodeId,
        magnitude: Option<Magnitude>,
        units: &UnitExpression,
        span: Span,
    ) -> Option<Typed> {
        let value_span = self.span(value);
        let typed = self.take_operand(value)?;
        if typed.kind.is_availability() {
            self.availability_operation(span, "an availability takes no unit");
            return None;
        }
        if !typed.dimension.is_pure() {
            let found = self.describe(&typed.dimension);
            let behind = Span { start: value_span.end, ..span };
            let words = self.text(behind);
            let target = format!("in {}", words.trim());
            self.error_with_fixes(
                Id::UnitOnQuantity,
                span,
                format!("this is {found} already, and a unit follows it"),
                format!("to show it in another unit, write `{target}`"),
                [Fix::new(format!("write `{target}`")).replacing(behind, format!(" {target}"))],
            );
            return None;
        }
        let (factor, dimension, shown) = self.unit_expression(units, span)?;
        let factor = factor * magnitude.map_or(1.0, Magnitude::factor);
        let right = self.planner.number(factor, span);
        let value = self.push(ValueKind::Product { left: typed.value, right, is_pure: false }, span);
        Some(Typed { dimension, shown, kind: Kind::Plain, value })
    }
}
