//! Types how people write times: `per second` of what is per day, `/ 86400`, `30 days * 24 hours`, `12 hours/day over 30 days`
//! (rulings, PT4, PT5, PT6, PT10); knows no calendar but the file's.

use super::lower::{Lowering, Typed};
use crate::diagnostic::{Diagnostic, Fix, Id};
use crate::source::Span;
use crate::syntax::sheet::{
    Expression, ExpressionKind, Literal, LiteralKind, NodeId, Operator, Sheet, UnitExpression,
};
use crate::types::{Kind, ValueKind};
use crate::units::{Base, Dimension, Shown, ShownUnit, UnitId};

/// How many of a smaller unit people take to be in a larger one, whatever the calendar says.
const PER_UNIT: [(&str, &str, f64); 11] = [
    ("day", "h", 24.0),
    ("day", "min", 1_440.0),
    ("day", "s", 86_400.0),
    ("h", "min", 60.0),
    ("h", "s", 3_600.0),
    ("min", "s", 60.0),
    ("year", "month", 12.0),
    ("year", "week", 52.0),
    ("year", "day", 365.0),
    ("month", "day", 30.0),
    ("week", "day", 7.0),
];

/// Numbers that stand for a time beside a rate, and the unit of the rate that they are seen with; none for any.
const NUMBERS: [(f64, Option<&[&str]>); 9] = [
    (86_400.0, None),
    (3_600.0, None),
    (24.0, Some(&["day", "h"])),
    (30.0, Some(&["day"])),
    (31.0, Some(&["day"])),
    (365.0, Some(&["day"])),
    (60.0, Some(&["min", "h"])),
    (12.0, Some(&["month"])),
    (1_440.0, Some(&["day"])),
];

impl Lowering<'_> {
    /// `30 days * 24 hours * 3600 seconds`: a time times as many of a smaller unit as make one of it is the count in the
    /// smaller unit.
    pub(super) fn time_chain(
        &mut self,
        left: NodeId,
        right: NodeId,
        typed: &(Typed, Typed),
        span: Span,
    ) -> Option<Typed> {
        let time = Dimension::of(Base::TIME, 1);
        if typed.0.dimension != time || typed.1.dimension != time || !self.is_time_chain(left) {
            return None;
        }
        let literal = self.plain_literal(right)?;
        let number = literal.number.value() * literal.magnitude.map_or(1.0, |magnitude| magnitude.factor());
        let large = typed.0.shown.units.first()?.unit;
        let small = typed.1.shown.units.first()?.unit;
        let names = (self.units().singular(large), self.units().singular(small));
        let fits = PER_UNIT.iter().any(|(one, other, count)| (*one, *other) == names && *count == number);
        if !fits {
            return None;
        }
        let factor = number * self.units().factor(small) / self.units().factor(large);
        let factor = self.planner.number(factor, span);
        let value = ValueKind::Product { left: typed.0.value, right: factor, is_pure: false };
        let value = self.push(value, span);
        let (text, unit) = (self.text(span), self.units().plural(small).to_owned());
        // The whole chain is told once.
        self.planner.sink.take_back_note(|last| {
            last.id == Id::ReadAsTime
                && last.span.is_some_and(|told| told.start == span.start && told.end < span.end)
        });
        self.planner.report(Diagnostic::new(
            Id::ReadAsTime,
            span,
            format!("`{text}` is read as a time in {unit}"),
        ));
        let shown = Shown { fixed: true, ..Shown::unit(small, 1) };
        Some(Typed { dimension: time, shown, kind: Kind::Plain, value })
    }

    /// Whether a node is a literal time, or a product of such that was read as one.
    fn is_time_chain(&self, id: NodeId) -> bool {
        let mut at = id;
        loop {
            match &self.sheet.node(at).kind {
                ExpressionKind::Literal(literal) => {
                    return literal.more.is_empty() && self.time_of(at).is_some();
                }
                ExpressionKind::Binary { operator: Operator::Multiply, left, right, .. }
                    if self.time_of(*right).is_some() =>
                {
                    at = *left;
                }
                _ => return false,
            }
        }
    }

    /// The number and the unit of a literal time.
    fn time_of(&self, id: NodeId) -> Option<(f64, UnitId)> {
        let literal = self.plain_literal(id)?;
        let [only] = literal.units.factors.as_slice() else { return None };
        let unit = self.units().find(&self.sheet.word(only.word?))?;
        let is_time = only.power == 1 && self.units().family(unit) == Some(Base::TIME);
        let magnitude = literal.magnitude.map_or(1.0, |magnitude| magnitude.factor());
        is_time.then(|| (literal.number.value() * magnitude, unit))
    }

    /// `500 million * 5 years * 12 months`, `req/s * 60 s * 60 min`: how many of one unit of time make another, behind a
    /// number or a rate, where a time counts twice.
    pub(super) fn refuse_time_pair(&mut self, left: NodeId, right: NodeId, span: Span) -> bool {
        let ExpressionKind::Binary { operator: Operator::Multiply, left: first, right: middle, .. } =
            self.sheet.node(left).kind
        else {
            return false;
        };
        let Some((one, other)) = self.time_of(middle).zip(self.time_of(right)) else { return false };
        let is_pair = |large: (f64, UnitId), small: (f64, UnitId), counted: f64| {
            let names = (self.units().singular(large.1), self.units().singular(small.1));
            PER_UNIT.iter().any(|(one, other, count)| (*one, *other) == names && *count == counted)
        };
        if !is_pair(one, other, other.0) && !is_pair(other, one, one.0) {
            return false;
        }
        let base = self.text(self.span(first));
        let is_rate = self.planner.names.get(&base).is_some_and(|place| {
            let typed = self.planner.definitions[*place].result.as_ref();
            typed.is_some_and(|typed| typed.dimension.power(Base::TIME) == -1)
        });
        let whole = if self.units().factor(one.1) > self.units().factor(other.1) { middle } else { right };
        let help = if is_rate {
            format!("write it over the whole time, as `{base} over {}`", self.text(self.span(whole)))
        } else if base.contains(['*', '×']) || base.contains(" x ") || base.contains(" per ") {
            "write the rate over the whole time, as `writes over 10 years`".to_owned()
        } else if self.time_of(first).is_some() || self.sheet.text(self.span(first)).contains('/') {
            format!("write it over the whole time, as `{base} over 1 day`")
        } else {
            let (long, short) = if self.units().factor(one.1) > self.units().factor(other.1) {
                (middle, other.1)
            } else {
                (right, one.1)
            };
            let rate = format!("{base}/{}", self.units().singular(short));
            format!("write it over the whole time, as `{rate} over {}`", self.text(self.span(long)))
        };
        self.error(Id::UnitMismatch, span, "a time is multiplied by a time here", help);
        true
    }

    /// Whether a node is a number alone, or a name that is bound to one: `86400`, `day` beside `day = 86400`.
    fn is_bare_number(&self, id: NodeId) -> bool {
        self.literal_behind(id).is_some_and(|(_, literal, _)| {
            literal.kind == LiteralKind::Plain
                && literal.more.is_empty()
                && literal.units.factors.is_empty()
                && literal.magnitude.is_none()
        })
    }

    fn plain_literal(&self, id: NodeId) -> Option<&Literal> {
        let ExpressionKind::Literal(literal) = &self.sheet.node(id).kind else { return None };
        (literal.kind == LiteralKind::Plain && literal.more.is_empty()).then_some(literal)
    }

    /// The unit of time that a rate is shown per.
    fn shown_per(&self, typed: &Typed) -> Option<UnitId> {
        if typed.dimension.power(Base::TIME) != -1 {
            return None;
        }
        let expanded = Shown::product(self.units(), &typed.shown, &Shown::default(), -1);
        let per =
            |entry: &&ShownUnit| entry.power == -1 && self.units().family(entry.unit) == Some(Base::TIME);
        expanded.units.iter().find(per).map(|entry| entry.unit).or_else(|| {
            // `QPS` and `Mbps` have their second inside.
            let mut parts =
                typed.shown.units.iter().filter_map(|entry| self.units().parts(entry.unit)).flatten();
            parts
                .find(|(unit, power)| *power == -1 && self.units().family(*unit) == Some(Base::TIME))
                .map(|(unit, _)| unit)
        })
    }

    /// `trips per second` of what is per day already, and `50 TB/day / 86400 seconds`: the same rate in another unit.
    pub(super) fn rate_in_other_unit(
        &mut self,
        operator: Operator,
        left: NodeId,
        right: NodeId,
        typed: &(Typed, Typed),
    ) -> Option<Typed> {
        if typed.1.dimension != Dimension::of(Base::TIME, 1) {
            return None;
        }
        let per = self.shown_per(&typed.0)?;
        let (left_span, right_span) = (self.span(left), self.span(right));
        let is_named = |node: NodeId| {
            matches!(
                self.sheet.node(node).kind,
                ExpressionKind::Reference | ExpressionKind::Call { .. } | ExpressionKind::Group(_)
            )
        };
        let is_unit = matches!(self.sheet.node(right).kind, ExpressionKind::Reference)
            && !self.planner.names.contains_key(&*self.sheet.word(right_span));
        let is_said = operator == Operator::Per && is_unit && is_named(left);
        let is_as_long = operator == Operator::Divide
            && self.plain_literal(right).is_some()
            && self.literal_number(&typed.1) == Some(self.units().factor(per));
        if !is_said && !is_as_long {
            return None;
        }
        let unit = typed.1.shown.units.first()?.unit;
        let target = Shown {
            units: std::iter::once(ShownUnit { unit, power: -1, own: true }).collect(),
            // An amount of information keeps its prefix free: `4.93 EB/month`.
            fixed: is_said && typed.0.dimension.power(Base::INFORMATION) == 0,
            ..Shown::default()
        };
        let shown = typed.0.shown.converted(self.units(), &target);
        let (text, per, unit) = (
            self.text(left_span),
            self.units().singular(per).to_owned(),
            self.units().singular(unit).to_owned(),
        );
        let message = format!("`{text}` is per {per} already: this shows it per {unit}");
        self.planner.report(Diagnostic::new(Id::ReadAsTime, left_span.to(right_span), message));
        Some(Typed { shown, kind: typed.0.kind.without_period(), ..typed.0.clone() })
    }

    /// `writes / 86400` of what is per day: the number stands for a time.
    pub(super) fn warn_of_number_for_a_time(
        &mut self,
        operator: Operator,
        left: NodeId,
        right: NodeId,
        typed: &(Typed, Typed),
    ) {
        let sides = [(left, &typed.0, right, &typed.1), (right, &typed.1, left, &typed.0)];
        let count = if operator == Operator::Multiply { 2 } else { 1 };
        for (rate_node, rate, number_node, number) in sides.into_iter().take(count) {
            let is_bare = self.is_bare_number(number_node);
            if !is_bare || !number.dimension.is_pure() {
                continue;
            }
            let Some(value) = self.literal_number(number) else { continue };
            let Some(per) = self.shown_per(rate) else { continue };
            let name = self.units().singular(per).to_owned();
            let is_time = NUMBERS.iter().any(|(number, units)| {
                *number == value && units.is_none_or(|units| units.contains(&name.as_str()))
            });
            if !is_time {
                continue;
            }
            let (rate_span, span) = (self.span(rate_node), self.span(left).to(self.span(right)));
            let text = self.text(rate_span);
            let (target, words) = if operator == Operator::Multiply {
                let unit = match name.as_str() {
                    "h" if value == 24.0 => "1 day".to_owned(),
                    "min" => "1 h".to_owned(),
                    "s" if value == 86_400.0 => "1 day".to_owned(),
                    "s" => "1 h".to_owned(),
                    _ => format!("{} {}", self.text(self.span(number_node)), self.units().plural(per)),
                };
                (format!("{text} over {unit}"), format!("for the total, write `{text} over {unit}`"))
            } else {
                let unit = match (name.as_str(), value) {
                    ("day", 24.0) => "h",
                    ("h", 60.0) => "min",
                    ("month", 30.0 | 31.0) => "day",
                    _ => "s",
                };
                let shown = self.text_per(rate, unit);
                let shown = format!("{text} in {shown}");
                let help = format!("write `{shown}`");
                (shown, help)
            };
            let number = self.text(self.span(number_node));
            let message = format!("`{text}` is per {name} already, and `{number}` is no time");
            // In a longer expression what follows may be a number for a time too.
            let fix = (span == self.whole).then(|| Fix::write(span, target));
            let diagnostic = Diagnostic::new(Id::NumberForATime, span, message).help(words);
            self.planner.report(fix.into_iter().fold(diagnostic, Diagnostic::with_fix));
            return;
        }
    }

    /// The units of a rate with another time below the bar: `pastes/s`.
    fn text_per(&self, rate: &Typed, unit: &str) -> String {
        let unit = crate::units::Units::built_in(unit);
        let target = per(unit);
        let shown = rate.shown.converted(self.units(), &target);
        let text = crate::units::display::quantity(self.units(), 2.0, &rate.dimension, &shown, 3).unit;
        text.trim().to_owned()
    }

    /// `100 req/s per month`: the rate in another unit, or its growth? Both have another spelling.
    pub(super) fn refuse_per_time_twice(
        &mut self,
        literal: &Literal,
        dimension: &Dimension,
        span: Span,
    ) -> Option<()> {
        if dimension.power(Base::TIME) != -2 {
            return Some(());
        }
        let last = literal.units.factors.last().filter(|factor| factor.power == -1);
        let Some(last) = last.and_then(|factor| factor.word) else { return Some(()) };
        let before = self.sheet.text(Span { end: last.start, ..span });
        if !before.ends_with("per") && !before.ends_with("per ") {
            return Some(());
        }
        let rate = before.trim_end().trim_end_matches("per").trim_end().to_owned();
        let unit = self.text(last);
        let noun =
            literal.units.factors.first().filter(|factor| factor.power > 0).and_then(|factor| factor.word);
        let shown =
            noun.map_or_else(|| format!("/{unit}"), |noun| format!("{}/{unit}", self.sheet.word(noun)));
        let (same, growth) = (format!("{rate} in {shown}"), format!("{rate}/{unit}"));
        self.error_with_fixes(
            Id::UnitMismatch,
            span,
            "this is per time twice",
            format!("for the same rate per {unit}, write `{same}`; for its growth, `{growth}`"),
            [Fix::write(span, same), Fix::write(span, growth)],
        );
        None
    }

    /// Whether a node is a time per time, `12 hours/day`, by its literal or by the one that its name is bound to.
    pub(super) fn is_time_per_time(&self, id: NodeId) -> bool {
        self.literal_behind(id)
            .is_some_and(|(sheet, literal, _)| self.ratio_of_times(sheet, &literal.units).is_some())
    }

    /// `$16/hour * 24 hours/day` is shown per day, and `500M posts/day / 86_400 s/day` per second: what cancels is not what
    /// remains below the bar.
    pub(super) fn per_other_time(
        &self,
        operator: Operator,
        rate: &Typed,
        right: NodeId,
        product: Typed,
    ) -> Typed {
        let Some((above, below)) = self.time_per_time(right) else { return product };
        let (cancels, remains) = if operator == Operator::Multiply { (above, below) } else { (below, above) };
        let is_per_it =
            self.shown_per(rate).is_some_and(|per| self.units().factor(per) == self.units().factor(cancels));
        if !is_per_it || product.dimension.power(Base::TIME) != -1 {
            return product;
        }
        let target = per(remains);
        Typed { shown: product.shown.converted(self.units(), &target), ..product }
    }

    /// The two units of a literal time per time, `24 hours/day`, `10^5 s/day`.
    fn time_per_time(&self, id: NodeId) -> Option<(UnitId, UnitId)> {
        let units = match &self.sheet.node(id).kind {
            ExpressionKind::Literal(literal) => &literal.units,
            ExpressionKind::Suffix { units, .. } => units,
            _ => return None,
        };
        self.ratio_of_times(&self.sheet, units)
    }

    /// A unit of time over another.
    fn ratio_of_times(&self, sheet: &Sheet, units: &UnitExpression) -> Option<(UnitId, UnitId)> {
        let [above, below] = units.factors.as_slice() else { return None };
        let time = |word: Option<Span>| {
            let unit = self.units().find(&sheet.word(word?))?;
            (self.units().family(unit) == Some(Base::TIME)).then_some(unit)
        };
        let is_ratio = above.power == 1 && below.power == -1;
        is_ratio.then(|| time(above.word).zip(time(below.word))).flatten()
    }

    /// A time per time over a time: the whole time.
    pub(super) fn accumulated_time(&mut self, left: &Typed, right: &Typed, span: Span) -> Typed {
        let is_pure = false;
        let value = self.push(ValueKind::Product { left: left.value, right: right.value, is_pure }, span);
        let shown = Shown::unit(crate::units::Units::built_in("h"), 1);
        Typed { dimension: Dimension::of(Base::TIME, 1), shown, kind: Kind::Plain, value }
    }

    /// Refuses a time squared, or a rate per time squared, that came of literal times; a typed power is meant.
    pub(super) fn refuse_time_squared(&mut self, typed: &Typed, expression: Expression) -> bool {
        let power = typed.dimension.power(Base::TIME);
        if power.abs() < 2 {
            return false;
        }
        let sheet = std::sync::Arc::clone(&self.sheet);
        let nodes = || sheet.nodes[expression.nodes()].iter();
        let is_typed = nodes().any(|node| match &node.kind {
            ExpressionKind::Binary { operator: Operator::Power, .. } => true,
            ExpressionKind::In { .. } => true,
            ExpressionKind::Literal(literal) => {
                literal.units.factors.iter().any(|factor| factor.power.abs() > 1)
            }
            _ => false,
        });
        let times: Vec<Span> = nodes()
            .filter(|node| match &node.kind {
                ExpressionKind::Literal(literal) => match literal.units.factors.as_slice() {
                    [only] => {
                        only.power == 1 && only.word.is_some_and(|word| self.is_time_word(&sheet.word(word)))
                    }
                    _ => false,
                },
                ExpressionKind::Reference => {
                    let word = sheet.word(node.span);
                    !self.planner.names.contains_key(&*word) && self.is_time_word(&word)
                }
                _ => false,
            })
            .map(|node| node.span)
            .collect();
        // Two rates in one total: `10k QPS * 1 KB per day`.
        let is_amount = super::settling::has_amount(&typed.dimension);
        let is_computed = matches!(sheet.node(expression.root).kind, ExpressionKind::Binary { .. });
        if times.is_empty()
            && is_computed
            && !is_typed
            && power <= -2
            && is_amount
            && self.is_product_of_rates(expression)
        {
            let found = self.describe(&typed.dimension);
            let message = format!("this is {found}: a time counts twice");
            let help = "both factors are per time; a size or a price is that of one thing, as `1 KB/request`";
            self.error(Id::UnitMismatch, expression.span, message, help);
            return true;
        }
        let Some(first) = times.first().copied().filter(|_| !is_typed) else { return false };
        let last = times.last().copied().unwrap_or(first);
        let found = self.describe(&typed.dimension);
        let before = self.text(Span { end: first.start, ..expression.span });
        let before = before
            .trim()
            .trim_end_matches("per")
            .trim()
            .trim_end_matches(['*', '/', '(', ' '])
            .trim()
            .to_owned();
        let is_whole = before.matches('(').count() == before.matches(')').count() && !before.is_empty();
        let help = if !is_whole {
            "a rate is shown in another unit by `in`, and a total is a rate `over` a time".to_owned()
        } else if power > 0 {
            let rate = if before.is_empty() { "500 million".to_owned() } else { before };
            format!(
                "a time is multiplied once: write a rate over it, as `{rate}/month over 5 years`, or `… over 1 day`"
            )
        } else {
            let per = self.shown_time(typed);
            let rate = typed.dimension.times(&Dimension::of(Base::TIME, 1), -power - 1).unwrap_or_default();
            let shown = Shown::by_default(self.units(), &rate);
            let unit = crate::units::display::quantity(self.units(), 2.0, &rate, &shown, 3).unit;
            format!("it is per {per} already: for another unit of time, write `{before} in {}`", unit.trim())
        };
        self.error(Id::UnitMismatch, last, format!("this is {found}: a time counts twice"), help);
        true
    }

    /// Whether an expression is made of literals and names that are per time once each.
    fn is_product_of_rates(&self, expression: Expression) -> bool {
        let nodes = &self.sheet.nodes[expression.nodes()];
        nodes.iter().all(|node| match &node.kind {
            ExpressionKind::Reference => {
                let place = self.planner.names.get(&*self.sheet.word(node.span));
                let typed = place.and_then(|place| self.planner.definitions[*place].result.as_ref());
                typed.is_none_or(|typed| typed.dimension.power(Base::TIME) >= -1)
            }
            _ => true,
        })
    }

    fn is_time_word(&self, word: &str) -> bool {
        self.units().find(word).is_some_and(|unit| self.units().family(unit) == Some(Base::TIME))
    }

    fn shown_time(&self, typed: &Typed) -> String {
        let unit = typed.shown.units.iter().find(|entry| self.units().family(entry.unit) == Some(Base::TIME));
        unit.map_or_else(|| "s".to_owned(), |entry| self.units().singular(entry.unit).to_owned())
    }
}

/// What shows a rate per a unit of time.
fn per(unit: UnitId) -> Shown {
    Shown::unit(unit, -1)
}
