//! Settles totals: a size or a price times a number of things is the total, so the things are dropped (rulings, PC3).
//!
//! It belongs to dimensions: what is settled is settled for all who use it. Never inside a product, so that factors come in
//! any order, nor inside the body of a function.

use super::lower::{Lowering, Typed};
use crate::diagnostic::{Diagnostic, Id};
use crate::source::Span;
use crate::syntax::sheet::{ExpressionKind, NodeId};
use crate::units::dimension::BaseKind;
use crate::units::{Base, Dimension, Shown};

/// Nouns of which a total is so usually taken that others may be dropped beside them.
const USUAL: [&str; 5] = ["replica", "copy", "node", "server", "disk"];

impl Lowering<'_> {
    /// The value of an operand where a total is due: of a sum, a call, a bracket that divides.
    pub(super) fn take_settled(&mut self, id: NodeId) -> Option<Typed> {
        let typed = self.take_operand(id)?;
        // The body of a function is typed anew for each call, and what it gives is settled by who calls.
        if self.depth > 0 {
            return Some(typed);
        }
        let span = self.span(id);
        Some(self.settled(typed, span))
    }

    /// The value of a divisor: a bracket is a total of its own.
    pub(super) fn take_divisor(&mut self, id: NodeId) -> Option<Typed> {
        match self.sheet.node(id).kind {
            ExpressionKind::Group(_) => self.take_settled(id),
            _ => self.take_operand(id),
        }
    }

    /// Remembers what a total may be taken of: an amount of information or money that counts nothing.
    pub(super) fn note_size(&mut self, typed: &Typed, span: Span) {
        if !typed.dimension.is_pure()
            && has_amount(&typed.dimension)
            && !typed.dimension.powers().any(|(base, _)| base.is_countable())
        {
            self.sizes.push(span);
        }
    }

    /// Keeps the nouns of a unit that was typed with an amount, `(GB*photo)`, or asked for by `in`.
    pub(super) fn keep_nouns(&mut self, dimension: &Dimension) {
        if has_amount(dimension) {
            self.kept.extend(dropped(dimension));
        }
    }

    /// A total without the things that it is the total of.
    pub(super) fn settled(&mut self, typed: Typed, span: Span) -> Typed {
        if !has_amount(&typed.dimension) {
            return typed;
        }
        let counted = || typed.dimension.powers().filter(|(base, _)| base.is_countable());
        if counted().next().is_none() || counted().any(|(_, power)| power < 0) {
            return typed;
        }
        let nouns: Vec<Base> = dropped(&typed.dimension).filter(|base| !self.kept.contains(base)).collect();
        if nouns.is_empty() {
            return typed;
        }
        let dimension = nouns.iter().try_fold(typed.dimension.clone(), |dimension, noun| {
            dimension.times(&Dimension::of(*noun, dimension.power(*noun)), -1)
        });
        let Some(dimension) = dimension else { return typed };
        let units = self.units();
        let counts = |unit| units.dimension(unit).powers().any(|(base, _)| nouns.contains(&base));
        let mut shown = typed.shown.clone();
        if shown.units.iter().any(|entry| units.parts(entry.unit).is_some() && counts(entry.unit)) {
            // A quotient takes compounds apart, as `rpm` into requests and minutes.
            shown = Shown::product(units, &Shown::default(), &shown, -1).to_power(units, -1);
        }
        let is_dropped = |unit| units.family(unit).is_some_and(|base| nouns.contains(&base));
        shown.units.retain(|entry| !is_dropped(entry.unit));
        let names: Vec<String> =
            nouns.iter().map(|noun| units.singular(units.default_unit(*noun)).to_owned()).collect();
        self.tell_settled(&names, span);
        Typed { dimension, shown, ..typed }
    }

    /// Says of what the total was taken.
    fn tell_settled(&mut self, nouns: &[String], span: Span) {
        let size =
            self.sizes.iter().rev().find(|size| span.start <= size.start && size.end <= span.end).copied();
        let unusual: Vec<&String> = nouns.iter().filter(|noun| !USUAL.contains(&noun.as_str())).collect();
        if let [first, others @ ..] = unusual.as_slice()
            && !others.is_empty()
        {
            let all: Vec<String> = unusual.iter().map(|noun| format!("`{noun}`")).collect();
            let message =
                format!("{} are left over beside the total: is one of them a slip?", all.join(" and "));
            let amount = size.map_or_else(|| "5 KB".to_owned(), |size| self.text(size));
            self.planner.report(
                Diagnostic::new(Id::LeftOverNoun, span, message)
                    .help(format!("say what the amount is of, as `{amount}/{first}`")),
            );
            return;
        }
        let noun = nouns.join(" and ");
        let (message, place) = match size {
            Some(size) => (format!("`{}` is taken per {noun}", self.text(size)), size),
            None => (format!("this is taken as the total of its {noun} count"), span),
        };
        self.planner.report(Diagnostic::new(Id::TakenPer, place, message));
    }
}

/// Whether a dimension is one amount of information or of money, over any time.
pub(super) fn has_amount(dimension: &Dimension) -> bool {
    let (mut amounts, mut others) = (0, 0);
    for (base, power) in dimension.powers() {
        match base.kind() {
            BaseKind::Information | BaseKind::Currency(_) if power == 1 => amounts += 1,
            BaseKind::Information | BaseKind::Currency(_) => others += 1,
            BaseKind::Time | BaseKind::Countable(_) => {}
        }
    }
    amounts == 1 && others == 0
}

/// What a dimension counts above the bar.
fn dropped(dimension: &Dimension) -> impl Iterator<Item = Base> + '_ {
    dimension.powers().filter(|(base, power)| base.is_countable() && *power > 0).map(|(base, _)| base)
}
