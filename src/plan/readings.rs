//! Types what people write at a literal and between two of them: `B` for a billion, `daily`, remarks in brackets, `10-20 GB`;
//! knows no statement.

use super::lower::{Lowering, Typed};
use super::planner::Body;
use crate::diagnostic::{Diagnostic, Fix, Id};
use crate::source::Span;
use crate::syntax::sheet::{
    Aside, Expression, ExpressionKind, Literal, LiteralKind, NodeId, Operator, Sheet,
};
use crate::syntax::words;
use crate::units::dimension::BaseKind;
use crate::units::{Base, UnitId};

/// From which percentage on `1-p%` is what is missing to 1, and no range.
const LEAST_COMPLEMENT: f64 = 50.0;

impl Lowering<'_> {
    /// `100 GB-used` and `5 GB*copies` where the last word is a name: a difference and a product (rulings, PN8).
    pub(super) fn joined_name(&mut self, literal: &Literal, span: Span) -> Option<Option<Typed>> {
        let [.., last] = literal.units.factors.as_slice() else { return None };
        let word = last.word.filter(|_| literal.units.factors.len() > 1 && last.power == 1)?;
        let sign = self.sheet.joint_before(word)?;
        let name = self.sheet.word(word).into_owned();
        let parameter =
            self.parameters.iter().find(|(other, _)| *other == name).map(|(_, typed)| typed.clone());
        let place = self.planner.names.get(&name).copied();
        if (parameter.is_none() && place.is_none()) || self.units().is_measure(&name) {
            return None;
        }
        let mut without = literal.clone();
        without.units.factors.pop();
        let left_span = Span { end: word.start - 1, ..span };
        let left = self.literal(&without, left_span);
        let right = match (parameter, place) {
            (Some(typed), _) => typed,
            (None, Some(place)) => {
                let lowered = self.definition(place, None, word);
                lowered.and_then(|lowered| self.value(lowered, word))
            }
            (None, None) => None,
        };
        let Some((left, right)) = left.zip(right) else { return Some(None) };
        Some(if sign == '-' {
            self.sum(Operator::Subtract, left, left_span, right, word, span)
        } else {
            self.product(&left, &right, 1, span)
        })
    }

    /// What stands at a literal besides its units; none where that is wrong, which is told.
    pub(super) fn aside(&mut self, literal: &Literal, aside: &Aside, span: Span) -> Option<()> {
        if let Some(remark) = aside.remark {
            self.remark(remark, span)?;
        }
        let first = literal.units.factors.first().and_then(|factor| factor.word);
        let is_pure = first.is_some_and(|word| {
            self.units().find(&self.sheet.word(word)).is_some_and(|unit| self.units().is_pure(unit))
        });
        if let Some(qualifier) = aside.qualifiers.filter(|_| is_pure) {
            let (number, word) = (self.text(Span { end: qualifier.start, ..span }), self.text(qualifier));
            let number = number.trim();
            let text = format!("{number} * {word}");
            self.error_with_fixes(
                Id::NotAPureNumber,
                qualifier,
                format!("`{number}` is a ratio and cannot count {word}"),
                format!("write `{text}`"),
                [Fix::write(span, text)],
            );
            return None;
        }
        if let Some(place) = aside.billions {
            self.billions(literal, place, span)?;
        }
        if let Some(cadence) = aside.cadence {
            self.cadence(literal, cadence, span)?;
        }
        Some(())
    }

    /// `1B clicks`: before a plural a billion, before a singular nothing says which.
    fn billions(&mut self, literal: &Literal, place: Span, span: Span) -> Option<()> {
        let word = literal.units.factors.first().and_then(|factor| factor.word)?;
        let unit = self.find_unit(word)?;
        let text = self.sheet.word(word).into_owned();
        let is_plural = self.units().is_countable(unit)
            && (!text.eq_ignore_ascii_case(self.units().singular(unit)) || self.units().plural(unit) == text);
        if is_plural {
            return Some(());
        }
        let number = self.text(literal.number_span);
        let bytes = self.units().is_countable(unit).then(|| format!("{number} bytes/{text}"));
        let many = if self.units().is_countable(unit) { self.units().plural(unit).to_owned() } else { text };
        let billions = format!("{number}bn {many}");
        let choices = bytes.iter().chain([&billions]).map(|words| format!("`{words}`")).collect::<Vec<_>>();
        let whole = literal.number_span.to(word);
        let diagnostic = Diagnostic::new(Id::AmbiguousSuffix, place, "`B` could be bytes or a billion here")
            .help(format!("write {}", choices.join(" or ")));
        let fixes = bytes.into_iter().chain([billions]).map(|words| Fix::write(whole, words));
        let _ = span;
        self.planner.report(fixes.fold(diagnostic, Diagnostic::with_fix));
        None
    }

    /// The literal that a node is, or that its name is bound to, with the sheet and the place where it stands.
    pub(super) fn literal_behind(&self, id: NodeId) -> Option<(&Sheet, &Literal, Span)> {
        let node = self.sheet.node(id);
        match &node.kind {
            ExpressionKind::Literal(literal) => Some((&self.sheet, literal, node.span)),
            ExpressionKind::Reference => self.literal_bound_to(node.span),
            _ => None,
        }
    }

    /// The literal that a name is bound to.
    fn literal_bound_to(&self, name: Span) -> Option<(&Sheet, &Literal, Span)> {
        let place = self.planner.names.get(&*self.sheet.word(name))?;
        let definition = &self.planner.definitions[*place];
        let Body::Binding(value) = &definition.body else { return None };
        let root = definition.sheet.node(value.root);
        let ExpressionKind::Literal(literal) = &root.kind else { return None };
        Some((&definition.sheet, literal, root.span))
    }

    /// The `B` literals of whole numbers that an expression rests on: its own, and those that its names are bound to.
    pub(super) fn whole_bytes(&self, expression: Expression) -> impl Iterator<Item = (Span, String)> {
        self.bytes_typed(expression, true)
    }

    /// The same, or with `are_whole` false those with a fraction too.
    fn bytes_typed(&self, expression: Expression, are_whole: bool) -> impl Iterator<Item = (Span, String)> {
        let fits = move |literal: &Literal| !are_whole || literal.number.value().fract() == 0.0;
        let in_bytes = move |place: usize| {
            let (sheet, literal, span) = self.literal_behind(NodeId(place as u32))?;
            (is_in_bytes(sheet, literal) && fits(literal)).then(|| (span, sheet.text(literal.number_span)))
        };
        expression.nodes().filter_map(in_bytes)
    }

    /// `1B * 1 KB`: information to a power over 1, or times money, where a `B` meant a billion (rulings, PN3).
    pub(super) fn refuse_bytes_squared(&mut self, typed: &Typed, expression: Expression) -> bool {
        let information = typed.dimension.power(Base::INFORMATION);
        let is_money = || {
            typed
                .dimension
                .powers()
                .any(|(base, power)| power > 0 && matches!(base.kind(), BaseKind::Currency(_)))
        };
        if information < 1 || (information == 1 && !is_money()) {
            return false;
        }
        let found: Vec<_> = self.bytes_typed(expression, information == 1).collect();
        let Some((place, number)) = found.first().cloned() else { return false };
        let words = |(_, number): &(Span, String)| {
            format!("`{number}B` is {number} {}", if number == "1" { "byte" } else { "bytes" })
        };
        let all: Vec<String> = found.iter().map(words).collect();
        let what = self.describe(&typed.dimension);
        let help = format!("for billions write `{number}bn`");
        let message = format!("{}, and this is {what}", all.join(", "));
        let own = found.iter().filter(|(place, _)| place.source == self.sheet.source.id);
        let fixes = own.map(|(place, number)| Fix::write(*place, format!("{number}bn"))).collect::<Vec<_>>();
        let diagnostic = Diagnostic::new(Id::AmbiguousSuffix, place, message).help(help);
        self.planner.report(fixes.into_iter().fold(diagnostic, Diagnostic::with_fix));
        true
    }

    /// `100M users * 5 tweets/day`: two things are counted at once, where one was meant per the other (rulings, PC4).
    pub(super) fn warn_of_counts_together(&mut self, typed: &Typed, expression: Expression) {
        if self.warn_of_price_without_per(typed, expression) {
            return;
        }
        let mut above = typed.dimension.powers().filter(|(base, power)| base.is_countable() && *power > 0);
        let Some((first, power)) = above.next() else { return };
        let second = above.next().map(|(base, _)| base);
        let is_inverted_price = typed
            .dimension
            .powers()
            .any(|(base, power)| power < 0 && matches!(base.kind(), BaseKind::Currency(_)));
        let has_amount = typed.dimension.power(Base::INFORMATION) > 0;
        if (second.is_none() && power < 2 && !is_inverted_price) || has_amount {
            return;
        }
        let sheet = std::sync::Arc::clone(&self.sheet);
        let mut root = &sheet.node(expression.root).kind;
        while let ExpressionKind::Negative(inner) | ExpressionKind::Group(inner) = root {
            root = &sheet.node(*inner).kind;
        }
        let is_asked_for = matches!(
            root,
            ExpressionKind::In { .. } | ExpressionKind::Literal(_) | ExpressionKind::Reference
        );
        if is_asked_for {
            return;
        }
        let noun = |base: Base| self.units().singular(self.units().default_unit(base)).to_owned();
        let found = self.describe(&typed.dimension);
        // The figure that is likelier one per thing is the later one that counts another noun.
        let figure = sheet.nodes[expression.nodes()].iter().rev().find_map(|node| {
            let ExpressionKind::Literal(literal) = &node.kind else { return None };
            let word = literal.units.factors.first().filter(|factor| factor.power > 0)?.word?;
            let counted = self.units().find(&sheet.word(word)).and_then(|unit| self.units().family(unit))?;
            let other = if Some(counted) == second { first } else { second.unwrap_or(first) };
            let is_bound = second.is_some() && (counted == first || Some(counted) == second);
            is_bound.then(|| {
                let behind = sheet.text(Span { start: word.end, ..node.span });
                let gap = if behind.is_empty() || behind.starts_with('/') { "" } else { " " };
                let before = sheet.text(Span { end: word.end, ..node.span });
                (node.span, format!("{before}/{}{gap}{behind}", noun(other)))
            })
        });
        let message = format!("this is {found}: two things are counted at once");
        let diagnostic = Diagnostic::new(Id::CountsTogether, expression.span, message);
        let diagnostic = match figure {
            Some((place, text)) if !is_inverted_price => {
                diagnostic.help(format!("`{text}`?")).with_fix(Fix::write(place, text))
            }
            _ => diagnostic
                .help("divide by one of them, or write the figure per thing, as `5 tweets/user/day`"),
        };
        self.planner.report(diagnostic);
    }

    /// `54 TB * $0.02`: money times information, where a price per amount was meant.
    fn warn_of_price_without_per(&mut self, typed: &Typed, expression: Expression) -> bool {
        let is_money = |(base, power): (Base, i32)| power > 0 && matches!(base.kind(), BaseKind::Currency(_));
        let has_both = typed.dimension.power(Base::INFORMATION) > 0 && typed.dimension.powers().any(is_money);
        let sheet = std::sync::Arc::clone(&self.sheet);
        let is_computed = matches!(sheet.node(expression.root).kind, ExpressionKind::Binary { .. });
        if !has_both || !is_computed {
            return false;
        }
        let price = sheet.nodes[expression.nodes()].iter().find_map(|node| {
            let ExpressionKind::Literal(literal) = &node.kind else { return None };
            let unit = self.units().find(&sheet.word(literal.units.factors.first()?.word?))?;
            let base = self.units().family(unit)?;
            matches!(base.kind(), BaseKind::Currency(_)).then_some(node.span)
        });
        let found = self.describe(&typed.dimension);
        let message = format!("this is {found}: a price is per something");
        let diagnostic = Diagnostic::new(Id::CountsTogether, price.unwrap_or(expression.span), message);
        let text = price.map_or_else(|| "$0.02".to_owned(), |price| self.text(price));
        self.planner.report(diagnostic.help(format!("say of what the price is, as `{text}/GB`")));
        true
    }

    /// `10M daily users` are users; `10M daily writes` is a rate, which is written as one.
    fn cadence(&mut self, literal: &Literal, cadence: Span, span: Span) -> Option<()> {
        let word = self.sheet.word(cadence).into_owned();
        let noun = literal.units.factors.first().and_then(|factor| factor.word);
        let is_before = noun.is_some_and(|noun| cadence.end <= noun.start);
        if is_before && let Some(unit) = noun.and_then(|noun| self.find_unit(noun)) {
            let singular = self.units().singular(unit).to_lowercase();
            if words::PEOPLE.contains(&singular.as_str()) {
                return Some(());
            }
        }
        let period = words::CADENCES.iter().find(|(cadence, _)| *cadence == word).map_or("day", |row| row.1);
        let text = |span: Span| self.sheet.text(span);
        let head = text(Span { end: cadence.start, ..span });
        let tail = text(Span { start: cadence.end, ..span });
        let rate = format!("{} {}", head.trim(), tail.trim());
        let rate = format!("{}/{period}", rate.trim());
        self.error_with_fixes(
            Id::UnexpectedText,
            cadence,
            format!("`{word}` is said of people; here it makes a rate"),
            format!("write `{rate}`"),
            [Fix::write(span, rate)],
        );
        None
    }

    /// `20 x 2 (growth)`: words behind a number explain it, unless one of them means something.
    fn remark(&mut self, remark: Span, span: Span) -> Option<()> {
        let text = self.text(remark);
        let inner = text.trim_start_matches('(').trim_end_matches(')').trim();
        let words: Vec<&str> = inner.split([' ', '-']).filter(|word| !word.is_empty()).collect();
        let means_something = |word: &&str| {
            self.planner.names.contains_key(*word)
                || self.parameters.iter().any(|(name, _)| name == word)
                || (words.len() == 1 && self.units().is_measure(word))
                || words::is_reserved(word)
                || words::magnitude(word).is_some()
        };
        let Some(word) = words.iter().find(|word| means_something(word)).map(|word| (*word).to_owned())
        else {
            return Some(());
        };
        let number = self.text(Span { end: remark.start, ..span });
        let number = number.trim();
        let mut fixes = Vec::new();
        let mut help = String::new();
        if words.len() == 1 && self.units().is_measure(&word) {
            help = format!("for a unit, write `{number} {word}`; ");
            fixes.push(Fix::write(span, format!("{number} {word}")));
        }
        help.push_str("to multiply, write `*` before the bracket");
        fixes.push(Fix::new("to multiply, write `*` before the bracket").replacing(remark.before(), "* "));
        self.error_with_fixes(
            Id::MissingOperator,
            remark,
            format!("no operator stands before this bracket, and `{word}` in it means something"),
            help,
            fixes,
        );
        None
    }

    /// The unit of a part of a duration: `m` is minutes behind hours or days, and before seconds.
    pub(super) fn time_unit(&self, word: &str, before: Option<&str>, behind: Option<&str>) -> Option<UnitId> {
        let is_minutes = word == "m"
            && (before.is_some_and(|before| self.is_one_of(before, &["hour", "h", "day"]))
                || behind.is_some_and(|behind| self.is_one_of(behind, &["s", "second", "ms"])));
        self.units().find(if is_minutes { "min" } else { word })
    }

    fn is_one_of(&self, word: &str, units: &[&str]) -> bool {
        self.units().find(word).is_some_and(|unit| units.contains(&self.units().singular(unit)))
    }

    /// `10-20 GB`: a range where it rises, a difference where it falls and both ends have a unit (rulings, PN8).
    pub(super) fn hyphen(&mut self, left: NodeId, right: NodeId, span: Span) -> Option<Typed> {
        let (left_span, right_span) = (self.span(left), self.span(right));
        let ends = self.bare_literal(left).zip(self.bare_literal(right));
        let (low, high) = (self.take_operand(left), self.take_operand(right));
        let (low, high) = (low?, high?);
        let Some(((low_literal, low_is_bare), (high_literal, high_is_bare))) = ends else {
            return self.sum(Operator::Subtract, low, left_span, high, right_span, span);
        };
        let (low_number, high_number) = (low_literal.number.value(), high_literal.number.value());
        let (low_text, high_text) = (self.text(left_span), self.text(right_span));
        if low_is_bare && !high_is_bare {
            let is_complement = low_number == 1.0 && high_literal.kind == LiteralKind::Percent;
            if is_complement && high_number >= LEAST_COMPLEMENT {
                return self.sum(Operator::Subtract, low, left_span, high, right_span, span);
            }
            let unit = self.text(Span { start: high_literal.number_span.end, ..right_span });
            let range = format!("{low_text}{unit}..{high_text}");
            let difference = format!("{low_text}{unit} - {high_text}");
            if low_number >= high_number || is_complement {
                let rising = format!("{high_text}..{low_text}{unit}");
                let range = if is_complement { range } else { rising };
                self.error_with_fixes(
                    Id::BadRange,
                    span,
                    format!("`{}` could be a range or a difference", self.text(span)),
                    format!("for a range write `{range}`, for a difference `{difference}`"),
                    [Fix::write(span, range), Fix::write(span, difference)],
                );
                return None;
            }
            return self.not_estimated(span);
        }
        let rises = low.dimension == high.dimension
            && self
                .literal_number(&low)
                .zip(self.literal_number(&high))
                .is_some_and(|(low, high)| low < high);
        if rises {
            return self.not_estimated(span);
        }
        self.sum(Operator::Subtract, low, left_span, high, right_span, span)
    }

    /// A range where no range can be computed with.
    pub(super) fn not_estimated(&mut self, span: Span) -> Option<Typed> {
        self.error(
            Id::NotEstimated,
            span,
            "a range is read, but this version does not estimate it",
            "write one value, and vary it: bind the name again, or use `--set` or a sweep",
        );
        None
    }

    /// The literal that a node is, and whether it is a number alone.
    fn bare_literal(&self, id: NodeId) -> Option<(Literal, bool)> {
        let ExpressionKind::Literal(literal) = &self.sheet.node(id).kind else { return None };
        let is_bare = literal.kind == LiteralKind::Plain
            && literal.units.factors.is_empty()
            && literal.magnitude.is_none()
            && literal.more.is_empty();
        Some((literal.as_ref().clone(), is_bare))
    }
}

/// Whether a literal is a number of bytes written `B`, maybe per time, which may have meant a billion.
fn is_in_bytes(sheet: &Sheet, literal: &Literal) -> bool {
    let [first, rest @ ..] = literal.units.factors.as_slice() else { return false };
    first.word.is_some_and(|word| first.power == 1 && sheet.source.slice(word) == "B")
        && rest.iter().all(|factor| factor.power < 0)
        && literal.kind == LiteralKind::Plain
        && literal.magnitude.is_none()
}
