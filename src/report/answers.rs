//! What a line of a session came to, as rows: its values, its checks, and what changed with it; no terminal.

use std::collections::{HashMap, HashSet};

use super::rates::PerSecond;
use super::rows::{CheckRow, is_private};
use super::shown::{displayed, of_item};
use crate::estimate::Estimate;
use crate::plan::{Item, ItemKind, Plan, PlannedValue};
use crate::units::display::MOST_DIGITS;
use crate::workspace::{Answer, Before, Outcome, Session};

/// A value that a line gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ValueRow {
    /// Its name; none for an expression that was asked.
    pub name: Option<String>,
    /// The value as it was typed, or as a person would write it.
    pub value: String,
    /// The value as a person would write it, whatever was typed: `1min 40s` for `100M us`.
    pub computed: String,
    /// For a rate that is shown per day or per month, the same per second, short: `11.6k/s`.
    pub per_second: Option<String>,
}

/// A value that is another one than before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangeRow {
    /// Its name, or `check` with what is checked.
    pub name: String,
    /// Whether it is the verdict of a check.
    pub is_check: bool,
    /// The value before.
    pub before: String,
    /// The value now.
    pub now: String,
}

/// How many changed values are told: the others changed for the same reason.
const MOST_CHANGES: usize = 30;

/// What is another value than it was.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Changes {
    /// The names that have a value now and had none, with it; of those that the answer tells itself, none.
    pub new: Vec<(String, String)>,
    /// The names that had a value and have none.
    pub gone: Vec<String>,
    /// The first of them, in the order of the sheet.
    pub rows: Vec<ChangeRow>,
    /// How many more there are.
    pub more: usize,
}

/// The values of an answer; the fields of a block are told by what is derived from them.
pub fn values(session: &Session, answer: &Answer, digits: usize) -> Vec<ValueRow> {
    let (plan, estimate) = (session.plan(), session.estimate());
    let items = plan.items[answer.items.clone()].iter();
    let is_told = |item: &&Item| match &answer.field {
        Some(field) => item.name == *field,
        None => item.kind != ItemKind::Field,
    };
    let row = |item: &Item| {
        let value = item.value.as_ref()?;
        let computed = match value.as_typed {
            Some(_) => displayed(&plan.units, estimate, value, digits)?.text,
            None => of_item(&plan.units, estimate, item, digits)?.text,
        };
        let per_second = PerSecond::of(&plan.units, estimate, value, digits).and_then(|rate| rate.beside);
        let value = value.as_typed.clone();
        let name = (item.kind != ItemKind::Expression).then(|| item.name.clone());
        Some(ValueRow { name, value: value.unwrap_or_else(|| computed.clone()), computed, per_second })
    };
    items.filter(is_told).filter_map(row).collect()
}

/// The verdicts of an answer's checks.
pub fn checks(session: &Session, answer: &Answer, digits: usize) -> Vec<CheckRow> {
    let (plan, estimate) = (session.plan(), session.estimate());
    let checks = plan.checks[answer.checks.clone()].iter();
    checks.filter_map(|check| CheckRow::of(&plan.units, estimate, check, digits)).collect()
}

/// What is another value than before, or another verdict; the values that the answer tells itself are not among them.
pub fn changes(session: &Session, answer: &Answer, digits: usize) -> Changes {
    let Some(before) = &answer.before else { return Changes::default() };
    let told = |item: &Item| match &answer.field {
        Some(field) => item.name == *field,
        None => item.span.source == answer.source.id,
    };
    between((&before.plan, &before.estimate), (session.plan(), session.estimate()), digits, told)
}

/// What is another value than it was, or another verdict.
pub fn changes_since(session: &Session, before: &Before, digits: usize) -> Changes {
    between((&before.plan, &before.estimate), (session.plan(), session.estimate()), digits, |_| false)
}

/// What is another value in one outcome than in another: in a case than in the base.
pub fn differences(base: &Outcome, other: &Outcome, digits: usize) -> Changes {
    between((&base.plan, &base.estimate), (&other.plan, &other.estimate), digits, |_| false)
}

fn between(
    before: (&Plan, &Estimate),
    now: (&Plan, &Estimate),
    digits: usize,
    told: impl Fn(&Item) -> bool,
) -> Changes {
    let has_value = |item: &&Item| {
        item.kind != ItemKind::Expression && item.is_own && item.value.is_some() && !is_private(&item.name)
    };
    let old: HashMap<&str, &Item> =
        before.0.items.iter().filter(has_value).map(|item| (item.name.as_str(), item)).collect();
    let mut changes = Changes::default();
    let mut kept: HashSet<&str> = HashSet::new();
    for item in now.0.items.iter().filter(has_value) {
        let Some(value) = &item.value else { continue };
        let Some(old) = old.get(item.name.as_str()).and_then(|old| old.value.as_ref()) else {
            if !told(item) {
                changes.new.extend(Some(item.name.clone()).zip(shown(now, value, digits)));
            }
            continue;
        };
        kept.insert(&item.name);
        let is_other = old.dimension != value.dimension || is_other(before.1, old, now.1, value);
        if !is_other || told(item) {
            continue;
        }
        if changes.rows.len() == MOST_CHANGES {
            changes.more += 1;
            continue;
        }
        let texts = |digits| Some((shown(before, old, digits)?, shown(now, value, digits)?));
        let Some(mut pair) = texts(digits) else { continue };
        // Two values that look alike are told with the digits that tell them apart.
        for more in digits + 1..=MOST_DIGITS {
            if pair.0 != pair.1 {
                break;
            }
            pair = texts(more).unwrap_or(pair);
        }
        // `20 KB` under another meaning of KB: what is typed stays.
        if pair.0 != pair.1 {
            let name = item.name.clone();
            changes.rows.push(ChangeRow { name, is_check: false, before: pair.0, now: pair.1 });
        }
    }
    let in_order = before.0.items.iter().filter(has_value).map(|item| item.name.as_str());
    changes.gone = in_order.filter(|name| !kept.contains(name)).map(str::to_owned).collect();
    let verdicts = |(plan, estimate): (&Plan, &Estimate)| -> HashMap<String, bool> {
        let verdict =
            |check: &crate::plan::PlannedCheck| Some((check.expression.clone(), estimate.verdict(check)?.ok));
        plan.checks.iter().filter_map(verdict).collect()
    };
    let old = verdicts(before);
    for check in &now.0.checks {
        let Some(ok) = now.1.verdict(check).map(|verdict| verdict.ok) else { continue };
        if let Some(before) = old.get(&check.expression).filter(|before| **before != ok) {
            let word = |ok: bool| if ok { "ok" } else { "FAIL" }.to_owned();
            let name = format!("check {}", check.expression);
            changes.rows.push(ChangeRow { name, is_check: true, before: word(*before), now: word(ok) });
        }
    }
    changes
}

/// Whether two values are not the same number, but for rounding.
fn is_other(old: &Estimate, before: &PlannedValue, new: &Estimate, now: &PlannedValue) -> bool {
    let number = |estimate: &Estimate, value: &PlannedValue| {
        let slot = if value.is_availability { value.missing.unwrap_or(value.value) } else { value.value };
        estimate.number(slot)
    };
    let (before, now) = (number(old, before), number(new, now));
    (before - now).abs() > 1e-12 * before.abs().max(now.abs())
}

/// A value as it was typed, or as a report shows it.
fn shown((plan, estimate): (&Plan, &Estimate), value: &PlannedValue, digits: usize) -> Option<String> {
    let displayed = displayed(&plan.units, estimate, value, digits)?;
    Some(value.as_typed.clone().unwrap_or(displayed.text))
}
