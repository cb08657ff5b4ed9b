//! Checks, planned: both sides, the tolerance, and whether what is missing to 1 is compared.

use std::sync::Arc;

use super::lower::{Lowering, Typed};
use super::planner::{Body, Planner};
use super::{CheckSide, PlannedCheck, Stated, Tolerance};
use crate::diagnostic::{Diagnostic, Id};
use crate::source::Span;
use crate::syntax::sheet::{Check, Comparison, Expression, ExpressionKind, LiteralKind, Sheet};
use crate::types::{Kind, Side, ValueKind};
use crate::units::{Base, Dimension, PureStyle, Shown};

impl Planner {
    /// Takes a check into the plan; one that has an error has no verdict, and is counted.
    pub(super) fn check(&mut self, sheet: &Arc<Sheet>, check: &Check, span: Span, note: Option<String>) {
        match self.planned_check(sheet, check, span, note) {
            Some(planned) => self.plan.checks.push(planned),
            None => self.plan.unplanned_checks += 1,
        }
    }

    fn planned_check(
        &mut self,
        sheet: &Arc<Sheet>,
        check: &Check,
        span: Span,
        note: Option<String>,
    ) -> Option<PlannedCheck> {
        let left = self.value_of(sheet, check.left, &[]);
        let right = self.value_of(sheet, check.right, &[]);
        let within = check.within.map(|within| (within.span, self.value_of(sheet, within, &[])));
        let (left, right) = Self::sides_with_due_zeros(sheet, (left?, check.left), (right?, check.right));
        let whole = check.left.span.to(check.right.span);
        let sides = [check.left, check.right].map(|side| is_ratio(sheet, side));
        let right = if sides[1] { right } else { self.named_as(right, &left) };
        let left = if sides[0] { left } else { self.named_as(left, &right) };
        if left.dimension != right.dimension {
            let mut lowering = Lowering::new(self, Arc::clone(sheet), &[], 0);
            lowering.mismatch("compared", &left, check.left.span, &right, check.right.span, whole);
            return None;
        }
        let compares_missing =
            left.dimension.is_pure() && (left.kind.is_availability() || right.kind.is_availability());
        let tolerance = match within {
            None => Tolerance::Usual,
            Some((_, None)) => return None,
            Some((place, Some(typed))) => {
                let is_pure = typed.dimension.is_pure();
                if !is_pure && typed.dimension != left.dimension {
                    let message = format!(
                        "the tolerance is {}, the sides are {}",
                        self.plan.units.describe(&typed.dimension),
                        self.plan.units.describe(&left.dimension)
                    );
                    self.report(
                        Diagnostic::new(Id::UnitMismatch, place, message)
                            .help("write a percentage, or an amount in the unit of the right side"),
                    );
                    return None;
                }
                let percent = typed.kind == Kind::Share;
                let typed = self.bounded(typed, 0.0, f64::INFINITY, place);
                let planned = self.planned(typed, None);
                if is_pure && !percent && !left.dimension.is_pure() {
                    let found = self.plan.units.describe(&left.dimension);
                    self.report(
                        Diagnostic::new(
                            Id::UnitMismatch,
                            place,
                            format!("the tolerance has no unit, and the sides are {found}"),
                        )
                        .help("write a percentage, `within 5%`, or an amount with its unit"),
                    );
                    return None;
                }
                // Between pure numbers a percentage is a share and a plain number an amount.
                if is_pure && percent {
                    Tolerance::Relative(planned.value)
                } else {
                    Tolerance::Absolute(planned.value)
                }
            }
        };
        let is_zero = self.values.number(right.value) == Some(0.0) && !compares_missing;
        if check.comparison == Comparison::Near && is_zero && !matches!(tolerance, Tolerance::Absolute(_)) {
            self.report(
                Diagnostic::new(
                    Id::BadStatement,
                    check.right.span,
                    "a share of 0 is 0, so nothing is near it",
                )
                .help("say by how much it may differ: `within 1 GB`"),
            );
            return None;
        }
        if check.comparison == Comparison::Near
            && !compares_missing
            && left.dimension.is_pure()
            && self.values.number(right.value).is_some_and(|value| (0.9..1.0).contains(&value))
        {
            let message =
                "two ratios near 1 look alike as plain numbers: 99.93 % and 99.95 % differ by 0.02 %";
            let target = format!("{} as availability", sheet.text(check.right.span));
            self.report(
                Diagnostic::new(Id::CompareWhatIsMissing, check.right.span, message)
                    .help(format!("to compare what is missing to 1, write `{target}`"))
                    .fix(format!("write `{target}`"), check.right.span.behind(), " as availability"),
            );
        }
        let (left, right) = (
            self.side(left, compares_missing, check.left.span),
            self.side(right, compares_missing, check.right.span),
        );
        let text = sheet.text(whole.to(check.within.map_or(whole, |within| within.span)));
        Some(PlannedCheck {
            expression: text,
            left,
            comparison: check.comparison,
            right,
            stated: stated(sheet, check.right),
            tolerance,
            compares_missing,
            note,
            span,
        })
    }

    /// A side that says no noun, compared as if it named the one that the other side counts: `writes ~ 3500/s`,
    /// `size(note) ~ 450 bytes` (rulings, PC5). Never a percentage, a factor or an availability.
    fn named_as(&self, side: Typed, other: &Typed) -> Typed {
        let units = &self.plan.units;
        let Some(missing) = other.dimension.times(&side.dimension, -1) else { return side };
        let Some(noun) = missing.countable_part().powers().next().map(|(base, _)| base) else { return side };
        let is_number = side.dimension.is_pure() || side.dimension == Dimension::of(Base::TIME, -1);
        let is_plain = side.kind == Kind::Plain && side.shown.pure == PureStyle::Plain;
        let power = if is_number && is_plain && missing == Dimension::of(noun, 1) {
            1
        } else if side.dimension == Dimension::of(Base::INFORMATION, 1)
            && missing == Dimension::of(noun, -1)
            && self.is_record(noun)
        {
            -1
        } else {
            return side;
        };
        let unit = Shown::unit(units.default_unit(noun), 1);
        let shown = if power == 1 {
            Shown::product(units, &unit, &side.shown, 1)
        } else {
            Shown::product(units, &side.shown, &unit, -1)
        };
        Typed { dimension: other.dimension.clone(), shown, ..side }
    }

    fn is_record(&self, noun: Base) -> bool {
        self.definitions.iter().any(|definition| {
            matches!(definition.body, Body::Record { .. })
                && self.plan.units.find(&definition.name).and_then(|unit| self.plan.units.family(unit))
                    == Some(noun)
        })
    }

    pub(super) fn side(&mut self, mut typed: Typed, compares_missing: bool, span: Span) -> CheckSide {
        if compares_missing {
            typed.kind = Kind::Availability;
        }
        let id = typed.value;
        let mut value = self.planned(typed, None);
        if compares_missing {
            let share = self.value(ValueKind::Share(id), span);
            let missing = self.slot(share, Side::Missing);
            value.missing = Some(missing);
            return CheckSide { value, compared: missing };
        }
        let compared = value.value;
        CheckSide { value, compared }
    }
}

/// A side that is a literal, as it was typed.
fn stated(sheet: &Sheet, side: Expression) -> Option<Stated> {
    let ExpressionKind::Literal(literal) = &sheet.node(side.root).kind else { return None };
    let number = sheet.word(literal.number_span);
    let digits = number.split(['e', 'E']).next().unwrap_or_default();
    let counted = digits.trim_start_matches(['0', '.', '_']);
    let counted = if digits.contains('.') { counted } else { counted.trim_end_matches(['0', '_']) };
    let digits = counted.chars().filter(char::is_ascii_digit).count();
    Some(Stated { text: sheet.text(side.span), digits, has_parts: !literal.more.is_empty() })
}

/// Whether a side is typed as a ratio, `10:1`, which counts nothing.
fn is_ratio(sheet: &Sheet, side: Expression) -> bool {
    matches!(&sheet.node(side.root).kind, ExpressionKind::Literal(literal)
        if matches!(literal.kind, LiteralKind::Ratio(_)))
}
