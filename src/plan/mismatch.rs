//! What to say where two dimensions clash: both in the words of the field, and the factor that is missing.

use super::lower::{Lowering, Typed};
use super::planner::Body;
use crate::diagnostic::{Diagnostic, Fix, Id};
use crate::source::Span;
use crate::syntax::sheet::ExpressionKind;
use crate::units::dimension::BaseKind;
use crate::units::{Base, Dimension, PureStyle};

impl Lowering<'_> {
    /// Reports two sides that cannot be added, compared or otherwise put together.
    pub(super) fn mismatch(
        &mut self,
        verb: &str,
        left: &Typed,
        left_span: Span,
        right: &Typed,
        right_span: Span,
        span: Span,
    ) {
        let (left_words, right_words) = (self.describe(&left.dimension), self.describe(&right.dimension));
        let message = format!("{left_words} and {right_words} cannot be {verb}");
        let (help, fix) = if verb == "chained" {
            ("`->` and `|` take availabilities, or latencies, or capacities of one unit; in a `path` each stage has its own".to_owned(), None)
        } else {
            self.mismatch_help(left, left_span, right, right_span, span)
        };
        let mut diagnostic = Diagnostic::new(Id::UnitMismatch, right_span, message)
            .label(format!("this is {right_words}"))
            .help(help);
        if left_span.source == right_span.source {
            diagnostic = diagnostic.related(left_span, format!("this is {left_words}"));
        }
        for (span, words) in [(left_span, left_words), (right_span, right_words)] {
            if let Some((place, name)) = self.bound_earlier(span) {
                diagnostic = diagnostic.related(place, format!("`{name}` became {words} here"));
            }
        }
        self.planner.report(fix.into_iter().fold(diagnostic, Diagnostic::with_fix));
    }

    /// The figure of a side, in it or in what its name is bound to, that counts something else than a noun that is left
    /// over there, written per that noun: `5,000 writes/sec/node` of `3 nodes * 5,000 writes/sec`.
    fn figure_per(&self, span: Span, left_over: Base) -> Option<String> {
        let bound = self.planner.names.get(&self.text(span)).map(|place| &self.planner.definitions[*place]);
        let (sheet, nodes) = match bound.map(|definition| (&definition.sheet, &definition.body)) {
            Some((sheet, Body::Binding(value))) => (sheet, value.span),
            Some(_) => return None,
            None => (&self.sheet, span),
        };
        if nodes.source != sheet.source.id {
            return None;
        }
        let inside = |place: Span| nodes.start <= place.start && place.end <= nodes.end;
        let noun = self.units().singular(self.units().default_unit(left_over));
        sheet.nodes.iter().filter(|node| inside(node.span)).find_map(|node| {
            let ExpressionKind::Literal(literal) = &node.kind else { return None };
            let word = literal.units.factors.first().filter(|factor| factor.power > 0)?.word?;
            let counted = self.units().find(&sheet.word(word)).and_then(|unit| self.units().family(unit))?;
            let counts_it = literal.units.factors.iter().any(|factor| {
                let unit = factor.word.and_then(|word| self.units().find(&sheet.word(word)));
                unit.and_then(|unit| self.units().family(unit)) == Some(left_over)
            });
            let is_other = counted != Base::TIME && !counts_it;
            is_other.then(|| format!("{}/{noun}", sheet.text(node.span)))
        })
    }

    /// Where a side that is a name of the same text was bound, if it was computed there: that is where a noun came in.
    fn bound_earlier(&self, span: Span) -> Option<(Span, String)> {
        let name = self.text(span);
        let definition = &self.planner.definitions[*self.planner.names.get(&name)?];
        let Body::Binding(value) = &definition.body else { return None };
        let is_computed = !matches!(definition.sheet.node(value.root).kind, ExpressionKind::Literal(_));
        (is_computed && definition.place.source == span.source).then_some((definition.place, name))
    }

    fn mismatch_help(
        &self,
        left: &Typed,
        left_span: Span,
        right: &Typed,
        right_span: Span,
        span: Span,
    ) -> (String, Option<Fix>) {
        if let Some((help, fix)) = self.percent_help(left, left_span, right, right_span, span) {
            return (help, Some(fix));
        }
        let missing = |typed: &Typed, place: Span, unit: &str| {
            // A literal takes the unit; behind a name it would be another value side by side.
            let is_literal = self.literal_number(typed).is_some()
                && self.text(place).starts_with(|first: char| first.is_ascii_digit());
            is_literal.then(|| {
                let words = format!("write `{} {unit}`", self.text(place));
                Fix::new(words).replacing(place.behind(), format!(" {unit}"))
            })
        };
        let (Some(more), Some(less)) =
            (left.dimension.times(&right.dimension, -1), right.dimension.times(&left.dimension, -1))
        else {
            return ("give both sides the same unit".into(), None);
        };
        for (factor, place, other) in [(&more, right_span, left), (&less, left_span, right)] {
            // `place` lacks `factor` against the other side.
            let text = self.text(place);
            let shown = self.describe(&other.dimension);
            let here = if place == right_span { &right.dimension } else { &left.dimension };
            if *factor == Dimension::of(Base::TIME, 1) && here.power(Base::TIME) == -1 {
                let help = format!(
                    "`{text}` is {shown} per time; for {shown}, say over how long: `{text} over 3 years`"
                );
                return (help, None);
            }
        }
        if let Some(found) = self.two_counts(left, left_span, right, right_span, span) {
            return found;
        }
        if let Some(help) = self.two_nouns(&more) {
            return (help, None);
        }
        if let Some(help) = self.currencies(&more) {
            return (help, None);
        }
        for (factor, place, other) in [(&more, right_span, left), (&less, left_span, right)] {
            let text = self.text(place);
            let Some(base) = factor.single() else { continue };
            if base.is_countable() {
                let noun = self.units().plural(self.units().default_unit(base)).to_owned();
                let found = if place == right_span { &right.dimension } else { &left.dimension };
                let pure = if place == right_span { &right.shown } else { &left.shown }.pure;
                if found.is_pure() && (pure != PureStyle::Plain || text.contains(':')) {
                    let other = self.text(if place == right_span { left_span } else { right_span });
                    let whole = if text.ends_with('%') { "20% of" } else { "3x *" };
                    return (
                        format!(
                            "`{text}` is a ratio and counts nothing: is `{other} / …` meant, or `{whole} …`?"
                        ),
                        None,
                    );
                }
                if found.is_pure() {
                    let side = if place == right_span { right } else { left };
                    let fix = missing(side, place, &noun);
                    return (format!("`{text}` counts nothing: write `{text} {noun}`"), fix);
                }
                let one = self.units().singular(self.units().default_unit(base)).to_owned();
                let longer = if place == right_span { left_span } else { right_span };
                if other.dimension.power(base) > 0
                    && let Some(figure) = self.figure_per(longer, base)
                {
                    let longer = self.text(longer);
                    return (format!("`{longer}` counts {noun} too: is `{figure}` meant, per {one}?"), None);
                }
                let shown = self.describe(&other.dimension);
                let help =
                    format!("for {shown}, multiply `{text}` by a number of {noun}: `{text} * 10 {noun}`");
                return (help, None);
            }
            let _ = base;
            let unit =
                crate::units::display::quantity(self.units(), 2.0, &other.dimension, &other.shown, 3).unit;
            let is_pure =
                if place == right_span { right.dimension.is_pure() } else { left.dimension.is_pure() };
            if is_pure {
                let side = if place == right_span { right } else { left };
                let fix = missing(side, place, &unit);
                return (format!("`{text}` has no unit: write it with one, as `{text} {unit}`"), fix);
            }
        }
        for (factor, place) in [(&more, right_span), (&less, left_span)] {
            let noun = factor.countable_part().to_power(-1).and_then(|noun| noun.single());
            let size =
                factor.times(&factor.countable_part(), -1) == Some(Dimension::of(Base::INFORMATION, 1));
            if let Some(noun) = noun.filter(|_| size) {
                let text = self.text(place);
                let noun = self.units().singular(self.units().default_unit(noun));
                return (format!("multiply `{text}` by the size of one: `{text} * 1 KB/{noun}`"), None);
            }
        }
        // A number alone, where money or a rate of something is due.
        for (side, place, other) in [(right, right_span, left), (left, left_span, right)] {
            let is_number = side.dimension.is_pure() && side.shown.pure == PureStyle::Plain;
            let text = self.text(place);
            if is_number && self.literal_number(side).is_some() && !text.contains(':') {
                let unit =
                    crate::units::display::quantity(self.units(), 2.0, &other.dimension, &other.shown, 3)
                        .unit;
                return (
                    format!("`{text}` has no unit, and the other side is in {unit}: say in what it is"),
                    None,
                );
            }
        }
        ("they measure different things: is one of them a slip?".into(), None)
    }

    /// `x + 20%` was meant as `x * 120%`.
    fn percent_help(
        &self,
        left: &Typed,
        left_span: Span,
        right: &Typed,
        right_span: Span,
        span: Span,
    ) -> Option<(String, Fix)> {
        let share = |typed: &Typed| {
            let is_share = typed.shown.pure == PureStyle::Percent && typed.dimension.is_pure();
            self.literal_number(typed).filter(|_| is_share)
        };
        let (value, place, other) = match (share(left), share(right)) {
            (None, Some(value)) => (value, right_span, left_span),
            (Some(value), None) => (value, left_span, right_span),
            _ => return None,
        };
        let between = self.text(Span { start: left_span.end, end: right_span.start, ..span });
        if between.contains("->") {
            return None;
        }
        let factor = if between.contains('-') { 1.0 - value } else { 1.0 + value };
        let percent = crate::units::display::number_text(factor * 100.0, 6);
        let (share, other) = (self.text(place), self.text(other));
        if between.contains(['+', '-']) {
            let fix = Fix::write(span, format!("{other} * {percent}%"));
            return Some((format!("for {share} of it on top or off, write `{other} * {percent}%`"), fix));
        }
        None
    }

    /// `60 reads + 90 writes` of literals: their sum, with the nouns as a comment.
    fn two_counts(
        &self,
        left: &Typed,
        left_span: Span,
        right: &Typed,
        right_span: Span,
        span: Span,
    ) -> Option<(String, Option<Fix>)> {
        let count = |typed: &Typed, place: Span| {
            let noun = typed.dimension.single().filter(|base| base.is_countable())?;
            self.literal_number(typed)?;
            let text = self.text(place);
            let noun = self.units().plural(self.units().default_unit(noun)).to_owned();
            let number = text.trim_end_matches(|letter| {
                crate::syntax::tokens::is_word(letter) && !letter.is_ascii_digit()
            });
            let number = number.trim_end();
            number.ends_with(|digit: char| digit.is_ascii_digit()).then(|| (number.to_owned(), noun))
        };
        let ((first, one), (second, other)) = (count(left, left_span)?, count(right, right_span)?);
        let between = self.text(Span { start: left_span.end, end: right_span.start, ..span });
        if !matches!(between.trim(), "+" | "-") {
            return None;
        }
        let line = format!("{first} {} {second}  # {one}, {other}", between.trim());
        let help = format!(
            "{one} and {other} are counted apart; to count both together, write `{line}`, or rename one: `(… as {one})`"
        );
        let is_line_end = self.sheet.source.text[span.end as usize..].starts_with('\n')
            || self.sheet.source.text.len() == span.end as usize;
        Some((help, is_line_end.then(|| Fix::write(span, line))))
    }

    /// Two countables that clash: named apart, or the same thing under two names.
    fn two_nouns(&self, quotient: &Dimension) -> Option<String> {
        let powers: Vec<_> = quotient.powers().collect();
        let [(first, a), (second, b)] = powers.as_slice() else { return None };
        if !first.is_countable() || !second.is_countable() || a + b != 0 {
            return None;
        }
        let (left, right) = if *a > 0 { (*first, *second) } else { (*second, *first) };
        let name = |base: Base| self.units().plural(self.units().default_unit(base)).to_owned();
        let (left, right) = (name(left), name(right));
        let alike = strsim::osa_distance(&left, &right) <= 1;
        if alike {
            return Some(format!(
                "`{left}` and `{right}` look alike: are they the same? Then spell them alike"
            ));
        }
        Some(format!(
            "{left} and {right} are counted apart; if each of one is one of the other, write `… as {left}`"
        ))
    }

    fn currencies(&self, quotient: &Dimension) -> Option<String> {
        let powers: Vec<_> = quotient.powers().collect();
        let [(first, 1 | -1), (second, 1 | -1)] = powers.as_slice() else { return None };
        let (BaseKind::Currency(_), BaseKind::Currency(_)) = (first.kind(), second.kind()) else {
            return None;
        };
        let name = |base: Base| self.units().plural(self.units().default_unit(base)).to_owned();
        let (first, second) = (name(*first), name(*second));
        Some(format!(
            "there are no exchange rates: bind one, as `rate = 1.08 {first}/{second}`, and multiply by it"
        ))
    }

    /// How many there are in an amount of storage is a division by the size of one.
    pub(super) fn count_from_storage(&self, text: &str, noun: crate::units::UnitId) -> String {
        let (one, many) = (self.units().singular(noun), self.units().plural(noun));
        format!("`in` only changes the unit; for {many}, divide by the size of one: `{text} / (1 KB/{one})`")
    }

    /// What to do where a value cannot be shown in a unit.
    pub(super) fn conversion_help(&self, found: &Dimension, asked: &Dimension, value_span: Span) -> String {
        let text = self.text(value_span);
        let Some(quotient) = asked.times(found, -1) else { return "choose a unit of its dimension".into() };
        if quotient == Dimension::of(Base::TIME, 1) {
            return format!("for that, say over how long: `{text} over 3 years`");
        }
        if let Some(noun) = asked.single().filter(|base| base.is_countable())
            && *found == Dimension::of(Base::INFORMATION, 1)
        {
            return self.count_from_storage(&text, self.units().default_unit(noun));
        }
        let (counted, wanted) = (found.countable_part(), asked.countable_part());
        let same_rest = found.times(&counted, -1) == asked.times(&wanted, -1);
        if let (true, Some(noun)) = (same_rest, wanted.single())
            && counted.single().is_some()
        {
            let noun = self.units().plural(self.units().default_unit(noun));
            return format!("it counts other things; if each is one of these, write `{text} as {noun} in …`");
        }
        if quotient.single().is_some_and(Base::is_countable)
            || quotient.to_power(-1).and_then(|it| it.single()).is_some_and(Base::is_countable)
        {
            let part = self.describe(&quotient.countable_part());
            return format!("what differs is {part}: multiply or divide by it, or rename with `as`");
        }
        "`in` only changes the unit; choose one of the same dimension".into()
    }
}
