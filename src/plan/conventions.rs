//! What a file says of itself: title, calendar, bytes; knows no values.

use std::collections::HashMap;

use super::planner::{Part, Planner};
use crate::diagnostic::{Diagnostic, Fix, Id, nearest};
use crate::source::Span;
use crate::syntax::sheet::{BlockKind, ExpressionKind, Field, LiteralKind, Sheet, StatementKind};
use crate::units::calendar::Calendar;
use crate::units::{Dimension, Units};

impl Planner {
    pub(super) fn conventions(&mut self, parts: &[Part]) {
        for (part, (sheet, statements)) in parts.iter().enumerate() {
            let own = part < self.own_parts;
            for statement in &sheet.statements[statements.clone()] {
                match &statement.kind {
                    StatementKind::Title(text) if own => {
                        if self.title.is_some() {
                            self.twice("title", statement.span);
                        }
                        self.title = Some(statement.span);
                        self.plan.title = Some(sheet.word(*text).into_owned());
                    }
                    StatementKind::Strict if own => self.strict = true,
                    StatementKind::Calendar(name) => {
                        let text = sheet.word(*name).replace([' ', '\t'], "");
                        let days = text.split_once('/').and_then(|(month, year)| {
                            Some(Calendar::days(
                                month.parse().ok().filter(|it| *it > 0)?,
                                year.parse().ok().filter(|it| *it > 0)?,
                            ))
                        });
                        match days.or_else(|| Calendar::named(&text)) {
                            Some(calendar) => self.set_calendar(calendar, statement.span, own),
                            None => {
                                let near = nearest(&text, Calendar::NAMES);
                                let help = near.map_or_else(
                                    || "write `calendar civil`, `primer`, `round`, `30/365`, `30/360` or `calendar { day = 90_000 s }`".to_owned(),
                                    |near| format!("did you mean `calendar {near}`?"),
                                );
                                let message = format!("there is no calendar `{text}`");
                                let told = Diagnostic::new(Id::BadStatement, *name, message).help(help);
                                let fix = near.map(|near| Fix::write(*name, near));
                                self.report(fix.into_iter().fold(told, Diagnostic::with_fix));
                            }
                        }
                    }
                    StatementKind::Block { kind: BlockKind::Calendar, fields, .. } => {
                        if let Some(calendar) = self.own_calendar(sheet, fields) {
                            self.set_calendar(calendar, statement.span, own);
                        }
                    }
                    StatementKind::Bytes(_) if self.forced_bytes => {}
                    StatementKind::Bytes(name) => {
                        let binary = match &*sheet.word(*name) {
                            "binary" => true,
                            "decimal" => false,
                            other => {
                                let message = format!("bytes are `binary` or `decimal`, not `{other}`");
                                self.report(
                                    Diagnostic::new(Id::BadStatement, *name, message)
                                        .help("write `bytes binary` for a KB of 1024 bytes"),
                                );
                                continue;
                            }
                        };
                        if own {
                            if self.bytes.is_some() {
                                self.twice("bytes", statement.span);
                            }
                            self.bytes = Some(statement.span);
                            self.plan.units.binary_bytes = binary;
                        } else if binary != self.plan.units.binary_bytes {
                            self.report(
                                Diagnostic::new(
                                    Id::ImportConvention,
                                    statement.span,
                                    "the imported file gives KB another meaning than the one that imports it",
                                )
                                .help("say the same in both, or write KiB where 1024 is meant"),
                            );
                        }
                    }
                    _ => {}
                }
            }
        }
    }

    pub(super) fn twice(&mut self, what: &str, span: Span) {
        self.report(
            Diagnostic::new(Id::BadStatement, span, format!("`{what}` is said twice in this file"))
                .help("keep one of the two lines"),
        );
    }

    pub(super) fn set_calendar(&mut self, calendar: Calendar, span: Span, own: bool) {
        if self.forced_calendar {
            return;
        }
        if own {
            if self.calendar.is_some() {
                self.twice("calendar", span);
            }
            self.calendar = Some(span);
            self.plan.units.calendar = calendar;
        } else if calendar != self.plan.units.calendar {
            let message = format!(
                "the imported file uses the calendar {}, the one that imports it {}",
                calendar.name, self.plan.units.calendar.name
            );
            self.report(
                Diagnostic::new(Id::ImportConvention, span, message).help("say the same calendar in both"),
            );
        }
    }

    /// `calendar { day = 90_000 s, month = 30 days }`: literals in shorter units.
    pub(super) fn own_calendar(&mut self, sheet: &Sheet, fields: &[Field]) -> Option<Calendar> {
        let mut parts: HashMap<&str, (f64, String)> = HashMap::new();
        let mut fine = true;
        for field in fields {
            let name = sheet.word(field.name);
            let Some(part) = ["day", "month", "year"].into_iter().find(|part| *part == name) else {
                let near = nearest(&name, ["day", "month", "year"]);
                let help = near.map_or_else(
                    || "it has `day`, `month` and `year`".to_owned(),
                    |near| format!("did you mean `{near}`?"),
                );
                let message = format!("a calendar has no `{name}`");
                let told = Diagnostic::new(Id::UnknownField, field.name, message).help(help);
                let fix = near.map(|near| Fix::write(field.name, near));
                self.report(fix.into_iter().fold(told, Diagnostic::with_fix));
                fine = false;
                continue;
            };
            let amount = match &sheet.node(field.value.root).kind {
                ExpressionKind::Literal(literal)
                    if literal.kind == LiteralKind::Plain
                        && literal.units.factors.len() == 1
                        && literal.more.is_empty() =>
                {
                    literal.units.factors[0].word.map(|word| {
                        let magnitude = literal.magnitude.map_or(1.0, |magnitude| magnitude.factor());
                        (literal.number.value() * magnitude, sheet.word(word).into_owned())
                    })
                }
                _ => None,
            };
            let positive = amount.filter(|(number, _)| *number > 0.0);
            match positive {
                Some(amount) if parts.insert(part, amount.clone()).is_none() => {}
                Some(_) => {
                    self.twice(part, field.name);
                    fine = false;
                }
                None => {
                    self.report(
                        Diagnostic::new(
                            Id::BadStatement,
                            field.value.span,
                            format!("a {part} is a number of shorter units of time"),
                        )
                        .help("write it as `day = 90_000 s`, `month = 30 days`, `year = 12 months`"),
                    );
                    fine = false;
                }
            }
        }
        if !fine {
            return None;
        }
        // Short units are fixed; a day, a month and a year are resolved in that order.
        let fixed = Units::default();
        let mut lengths: HashMap<&str, f64> = HashMap::new();
        for (place, part) in ["day", "month", "year"].into_iter().enumerate() {
            let Some((number, unit)) = parts.get(part) else { continue };
            let word = unit.strip_suffix('s').filter(|word| word.len() > 1).unwrap_or(unit);
            let shorter = ["day", "month"].iter().take(place).find(|shorter| **shorter == word);
            let length = match shorter {
                Some(shorter) => lengths.get(shorter).copied().or((*shorter == "day").then_some(86_400.0)),
                None => fixed
                    .find(unit)
                    .filter(|unit| fixed.dimension(*unit) == Dimension::of(crate::units::Base::TIME, 1))
                    .filter(|unit| !fixed.is_calendar_unit(*unit))
                    .map(|unit| fixed.factor(unit)),
            };
            match length {
                Some(length) => {
                    lengths.insert(part, number * length);
                }
                None => {
                    let place = fields
                        .iter()
                        .find(|field| sheet.word(field.name) == part)
                        .map_or_else(Span::default, |it| it.value.span);
                    self.report(
                        Diagnostic::new(
                            Id::BadStatement,
                            place,
                            format!("a {part} is a number of shorter units of time"),
                        )
                        .help("write it as `day = 90_000 s`, `month = 30 days`, `year = 12 months`"),
                    );
                    return None;
                }
            }
        }
        let of = |part: &str| lengths.get(part).copied();
        Some(Calendar::own(of("day"), of("month"), of("year")))
    }
}
