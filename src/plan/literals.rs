//! Types literals: numbers with all that is written on them, and the units in a tail.

use super::lower::{Lowering, Typed};
use super::nouns;
use crate::diagnostic::{Diagnostic, Fix, Id};
use crate::source::Span;
use crate::syntax::sheet::{ExpressionKind, Literal, LiteralKind, Magnitude, NodeId, UnitExpression};
use crate::types::{Kind, ValueKind};
use crate::units::decimal::Decimal;
use crate::units::dimension::BaseKind;
use crate::units::{Base, Dimension, PureStyle, Shown, UnitId, Units};

impl Lowering<'_> {
    pub(super) fn literal(&mut self, literal: &Literal, span: Span) -> Option<Typed> {
        if let Some(glued) = literal.glued {
            let word = self.sheet.word(glued).into_owned();
            let bound = self.parameters.iter().any(|(name, _)| *name == word)
                || self.planner.names.contains_key(&word);
            if bound {
                let number = self.text(Span { end: glued.start, ..span });
                self.error_with_fixes(
                    Id::SuffixIsNotAVariable,
                    span,
                    format!("`{word}` behind a number is no variable here"),
                    format!("to multiply by it, write `{number} * {word}`"),
                    [Fix::write(Span { end: glued.end, ..span }, format!("{} * {word}", number.trim_end()))],
                );
                return None;
            }
        }
        if let Some(typed) = self.joined_name(literal, span) {
            return typed;
        }
        if let Some(aside) = &literal.aside {
            self.aside(literal, aside, span)?;
        }
        if !literal.more.is_empty() {
            return self.duration(literal, span);
        }
        self.warn_of_point(literal);
        let mut decimal = literal.number;
        let mut binary = 1.0;
        if let Some(magnitude) = literal.magnitude {
            let word = self.sheet.source.slice(magnitude.span);
            if word.eq_ignore_ascii_case("mil") {
                let message = format!("`{word}` is a million: for a thousand, write `k`");
                self.planner.report(Diagnostic::new(Id::ReadAsMillion, magnitude.span, message));
            }
            decimal = decimal.scaled(magnitude.ten);
            binary = magnitude.factor() / 10_f64.powi(magnitude.ten);
        }
        let mut style = PureStyle::Plain;
        let (mut value, mut missing);
        match literal.kind {
            LiteralKind::Plain => {
                (value, missing) = decimal_sides(decimal);
                if binary != 1.0 {
                    value *= binary;
                    missing = 1.0 - value;
                }
            }
            LiteralKind::Percent => {
                style = PureStyle::Percent;
                (value, missing) = decimal_sides(decimal.scaled(-2));
            }
            LiteralKind::Times => {
                style = PureStyle::Times;
                (value, missing) = decimal_sides(decimal);
            }
            LiteralKind::Ratio(below) => {
                if below.value() == 0.0 {
                    self.error(Id::DivisionByZero, span, "this ratio divides by zero", "its right side is 0");
                    return None;
                }
                value = decimal.value() / below.value();
                missing = (below.value() - decimal.value()) / below.value();
            }
            LiteralKind::Nines => {
                style = PureStyle::Percent;
                let nines = decimal.value();
                if !(0.0..=300.0).contains(&nines) {
                    self.error(Id::BadNumber, span, "nines count from 0 to 300", "99.9 % has 3 nines");
                    return None;
                }
                missing = if nines.fract() == 0.0 {
                    Decimal::power_of_ten(-(nines as i32)).value()
                } else {
                    libm::pow(10.0, -nines)
                };
                value = 1.0 - missing;
            }
        }
        if !value.is_finite()
            || (value == 0.0 && decimal.value() == 0.0 && !self.is_zero(literal.number_span))
        {
            self.error(
                Id::BadNumber,
                span,
                "this number is beyond what can be held (about 1e-308 to 1.8e308)",
                "write a smaller exponent",
            );
            return None;
        }
        let (factor, dimension, shown) = self.unit_expression(&literal.units, span)?;
        self.refuse_per_time_twice(literal, &dimension, span)?;
        value *= factor;
        if !value.is_finite() {
            self.error(
                Id::BadNumber,
                span,
                "this number is beyond what can be held",
                "write a smaller number",
            );
            return None;
        }
        let is_growth = literal.kind == LiteralKind::Percent && dimension == Dimension::of(Base::TIME, -1);
        let mut shown = shown;
        let is_pure = dimension.is_pure() && shown.units.is_empty() && shown.pure == PureStyle::Plain;
        if is_pure || is_growth {
            shown.pure = style;
        }
        if dimension.is_pure() && !literal.units.factors.is_empty() {
            missing = 1.0 - value;
        }
        let period = shown.units.first().map(|entry| entry.unit);
        let kind = match (is_growth, period) {
            (true, Some(period)) => Kind::Growth { period },
            _ if is_pure && style == PureStyle::Percent => Kind::Share,
            _ => Kind::Plain,
        };
        let value = self.push(ValueKind::Number { value, missing }, span);
        Some(Typed { dimension, shown, kind, value })
    }

    /// `20.000 users` is 20 users, where a German or a Spaniard means twenty thousand.
    fn warn_of_point(&mut self, literal: &Literal) {
        let text = self.sheet.source.slice(literal.number_span);
        let Some(whole) = text.strip_suffix(".000").filter(|whole| whole.len() < 4 && *whole != "0") else {
            return;
        };
        let (thousands, plain) = (format!("{whole}_000"), whole.to_owned());
        let message = format!("`{text}` is {whole}: a point does not set thousands apart");
        let help = format!("for thousands write `{thousands}`, else `{plain}`");
        let place = literal.number_span;
        self.error_with_fixes(
            Id::PointForThousands,
            place,
            message,
            help,
            [Fix::write(place, thousands), Fix::write(place, plain)],
        );
    }

    /// Whether a literal is written with zeros only, so that its value may be 0.
    pub(super) fn is_zero(&self, span: Span) -> bool {
        let text = self.sheet.source.slice(span);
        let digits = text.split(['e', 'E']).next().unwrap_or("");
        !digits.bytes().any(|byte| (b'1'..=b'9').contains(&byte))
    }

    /// `8h 45min 57s`, `1h30m`: the parts of a duration from long to short, with what may stand below a bar.
    fn duration(&mut self, literal: &Literal, span: Span) -> Option<Typed> {
        let first = literal.units.factors.first().map(|factor| (literal.number, *factor));
        let parts: Vec<_> = first.into_iter().chain(literal.more.iter().copied()).collect();
        let words: Vec<Option<String>> = parts
            .iter()
            .map(|(_, factor)| factor.word.map(|word| self.sheet.word(word).into_owned()))
            .collect();
        let (mut seconds, mut shown, mut shortest) = (0.0, None, f64::INFINITY);
        for (at, (number, _)) in parts.iter().enumerate() {
            let before = at.checked_sub(1).and_then(|before| words[before].as_deref());
            let behind = words.get(at + 1).and_then(|word| word.as_deref());
            let unit = words[at].as_deref().and_then(|word| self.time_unit(word, before, behind));
            let time = Dimension::of(Base::TIME, 1);
            let unit = unit.filter(|unit| self.units().dimension(*unit) == time);
            let Some(unit) = unit.filter(|unit| self.units().factor(*unit) < shortest) else {
                return self.no_duration(&words, at, span);
            };
            shortest = self.units().factor(unit);
            seconds += number.value() * shortest;
            shown.get_or_insert(unit);
        }
        if literal.magnitude.is_some() || literal.units.factors.is_empty() {
            return self.no_duration(&words, 0, span);
        }
        let mut below = literal.units.clone();
        below.factors.remove(0);
        let (factor, dimension, rest) = self.unit_expression(&below, span)?;
        let dimension = self.within_powers(dimension.times(&Dimension::of(Base::TIME, 1), 1), span)?;
        let shown = shown.map_or_else(Shown::default, |unit| Shown::unit(unit, 1));
        let shown =
            if rest.units.is_empty() { shown } else { Shown::product(self.units(), &shown, &rest, 1) };
        let value = seconds * factor;
        let value = self.push(ValueKind::Number { value, missing: 1.0 - value }, span);
        Some(Typed { dimension, shown, kind: Kind::Plain, value })
    }

    /// Says why numbers with units side by side are no duration.
    fn no_duration(&mut self, words: &[Option<String>], at: usize, span: Span) -> Option<Typed> {
        let is_told = words.iter().flatten().any(|word| self.planner.nouns.reported.contains_key(word));
        if is_told {
            return None;
        }
        if words[at].as_deref() == Some("m") {
            let text = self.text(span);
            let cut = text.trim_end_matches('m').to_owned();
            let (months, minutes) = (format!("{cut}mo"), format!("{cut}min"));
            let message = "`m` could be months or minutes here";
            let help = format!("write `{months}` or `{minutes}`");
            let fixes = [Fix::write(span, months), Fix::write(span, minutes)];
            let fixes = fixes.into_iter().filter(|_| text.ends_with('m'));
            self.error_with_fixes(Id::AmbiguousSuffix, span, message, help, fixes);
            return None;
        }
        self.error(
            Id::MissingOperator,
            span,
            "several numbers with units are one value only as a duration, longest unit first",
            "write `8h 45min 57s`, or an operator between the values",
        );
        None
    }

    /// The factor to base units, the dimension and the units to show, of units as written.
    pub(super) fn unit_expression(
        &mut self,
        units: &UnitExpression,
        span: Span,
    ) -> Option<(f64, Dimension, Shown)> {
        if units.factors.is_empty() {
            return Some((1.0, Dimension::pure(), Shown::default()));
        }
        let (mut factor, mut dimension, mut shown) = (1.0, Dimension::pure(), Shown::default());
        for part in &units.factors {
            let mut scale =
                part.number.map_or(1.0, Decimal::value) * part.magnitude.map_or(1.0, Magnitude::factor);
            if scale == 0.0 {
                self.error(
                    Id::DivisionByZero,
                    part.word.unwrap_or(span),
                    "this divides by zero",
                    "the number behind `per` is 0",
                );
                return None;
            }
            if let Some(word) = part.word {
                let unit = self.find_unit(word)?;
                let units = self.units();
                let raised = dimension.times(&units.dimension(unit), part.power);
                scale = scale.powi(part.power.signum()) * units.factor(unit).powi(part.power);
                let style = pure_style(units, unit);
                // Cents are read, and money is shown in its currency.
                let base = units.family(unit).filter(|base| matches!(base.kind(), BaseKind::Currency(_)));
                let one = Shown::unit(base.map_or(unit, |base| units.default_unit(base)), 1);
                let next = if units.is_pure(unit) {
                    Shown { pure: style, ..shown.clone() }
                } else if shown.units.is_empty() && part.power == 1 {
                    one
                } else {
                    let mut next = Shown::product(units, &shown, &one.to_power(units, part.power), 1);
                    // As written, on this side of the bar.
                    next.units.iter_mut().for_each(|entry| entry.own = true);
                    next
                };
                let Some(raised) = raised else {
                    self.error(
                        Id::BadExponent,
                        word,
                        "this power is too large",
                        "powers of units go up to 99",
                    );
                    return None;
                };
                self.warn_of_variable(word, unit, part.power);
                (dimension, shown) = (raised, next);
            } else {
                scale = 1.0 / scale;
            }
            factor *= scale;
        }
        Some((factor, dimension, shown))
    }

    /// A unit's word that is also a variable: `100 GB/shards` beside `shards = 8`.
    pub(super) fn warn_of_variable(&mut self, word: Span, unit: UnitId, power: i32) {
        let name = self.sheet.word(word).into_owned();
        let Some(place) = self.planner.names.get(&name).copied() else { return };
        let is_pure =
            self.planner.definitions[place].result.as_ref().is_some_and(|typed| typed.dimension.is_pure());
        let counted = self.planner.nouns.counts(&self.units().singular(unit).to_lowercase());
        if !is_pure || (power < 0 && counted) || !self.units().is_countable(unit) {
            return;
        }
        let is_tight = self.sheet.source.text[..word.start as usize].ends_with('/');
        let (help, fix) = if power < 0 {
            let bar = Span { start: word.start.saturating_sub(1), end: word.start, ..word };
            let words = format!("divide by the variable: ` / {name}`");
            let fix = is_tight.then(|| Fix::new(words).replacing(bar, " / "));
            (format!("to divide by the variable, write ` / {name}` with blanks"), fix)
        } else {
            let fix =
                Fix::new(format!("multiply by the variable: `* {name}`")).replacing(word.before(), "* ");
            // Where it stands below the bar elsewhere, that would want a change too.
            let is_below = self.planner.nouns.is_below(&self.units().singular(unit).to_lowercase());
            (format!("to multiply by the variable, write `* {name}`"), (!is_below).then_some(fix))
        };
        let message = format!("`{name}` is a unit here, not the variable");
        self.error_with_fixes(Id::UnitNamedLikeVariable, word, message, help, fix);
    }

    /// `x per event` beside `event = 76 bytes`: the name divides, where the unit may be meant (rulings, PC11).
    pub(super) fn warn_of_name_below(&mut self, id: NodeId) {
        let span = self.span(id);
        let name = self.sheet.word(span).into_owned();
        // A variable that counts nothing else is what `per shards` divides by.
        let own = self.units().find(&name).map(|unit| self.units().dimension(unit)).unwrap_or_default();
        let is_quantity = |place: &usize| {
            let typed = self.planner.definitions[*place].result.as_ref();
            typed.is_some_and(|typed| !typed.dimension.is_pure() && typed.dimension != own)
        };
        let is_name = matches!(self.sheet.node(id).kind, ExpressionKind::Reference)
            && self.planner.names.get(&name).is_some_and(is_quantity);
        let is_noun = self.units().find(&name).is_some_and(|unit| self.units().is_countable(unit));
        if !is_name || !is_noun {
            return;
        }
        let message = format!("`{name}` is the variable here, not the unit");
        let help =
            format!("to divide by the variable, write ` / {name}`; the unit stands in a literal, `1/{name}`");
        let fix = Fix::new(format!("divide by the variable: ` / {name}`"))
            .replacing(Span { start: span.start.saturating_sub(4), end: span.start, ..span }, "/ ");
        self.error_with_fixes(Id::UnitNamedLikeVariable, span, message, help, [fix]);
    }

    pub(super) fn find_unit(&mut self, word: Span) -> Option<UnitId> {
        let text = self.sheet.word(word).into_owned();
        if let Some(unit) = self.units().find(&text) {
            // A slip of another noun is reported once, and so is a unit whose definition has an error.
            let broken =
                self.planner.nouns.reported.contains_key(&text) || self.units().factor(unit).is_nan();
            return (!broken).then_some(unit);
        }
        if !self.planner.nouns.reported.contains_key(&text) {
            if let Some(meant) = nouns::ambiguous_bytes(&text) {
                self.error_with_fixes(
                    Id::AmbiguousSuffix,
                    word,
                    format!("`{text}` could be bits or bytes, a factor of 8"),
                    nouns::bits_or_bytes(&meant),
                    meant.map(|meant| Fix::write(word, meant)),
                );
                return None;
            }
            let near = nouns::near_unit(self.planner, &text);
            let bound = self.planner.names.contains_key(&text);
            let help = if bound {
                format!("`{text}` is a name; to divide by it write ` / {text}`")
            } else {
                format!("units are those that numbers count in; to declare one, write `unit {text}`")
            };
            let told = Diagnostic::new(Id::UnknownUnit, word, format!("there is no unit `{text}`"))
                .help(help)
                .maybe_help(near.as_ref().map(|near| format!("did you mean `{near}`?")));
            let fix = near.map(|near| Fix::write(word, near));
            let told = fix.into_iter().fold(told, Diagnostic::with_fix);
            self.planner.report(told);
        }
        None
    }
}

/// Both sides of a decimal number: it, and 1 less it.
pub(super) fn decimal_sides(decimal: Decimal) -> (f64, f64) {
    let value = decimal.value();
    (value, decimal.one_less())
}

pub(super) fn pure_style(units: &Units, unit: UnitId) -> PureStyle {
    match units.singular(unit) {
        "ppm" | "ppb" => PureStyle::PartsPerMillion,
        "percent" => PureStyle::Percent,
        "erlang" | "CCS" => PureStyle::Plain,
        _ => PureStyle::Times,
    }
}
