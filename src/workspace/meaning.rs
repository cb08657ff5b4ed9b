//! What a line of an edited sheet does to the meaning of others without breaking them: a name that measures something else
//! from then on, and a word beside a field of its name. Warns, and changes nothing.

use super::live::{Answer, Entry, Session};
use crate::diagnostic::{Diagnostic, Id};
use crate::syntax::sheet::{BlockKind, ExpressionKind, Field, Operator, StatementKind};

impl Session {
    /// Adds to an answer what its line does to the meaning of others; `old` is the line whose place it takes.
    pub(super) fn tell_of_meaning(&self, entry: &Entry, old: Option<&Entry>, done: &mut Answer) {
        if done.is_taken
            && let StatementKind::Binding(field) = entry.kind()
        {
            let name = entry.sheet.word(field.name);
            let told = match old {
                Some(old) => self.another_dimension(entry, field, &name, old, done),
                None => self.beside_a_field(entry, field, &name),
            };
            // What follows from it comes behind it.
            done.diagnostics.splice(0..0, told);
        }
        for told in &mut done.diagnostics {
            let place = told.span.filter(|span| span.source == done.source.id);
            if let (Id::BareNoun | Id::UnknownName, Some(place)) = (told.id, place)
                && let Some(full) = self.figure_called(done.source.slice(place))
            {
                told.help = Some(format!("did you mean `{full}`?"));
                told.fixes.clear();
            }
        }
    }

    /// `online = 20%` where it was `20% of drivers`.
    fn another_dimension(
        &self,
        entry: &Entry,
        field: &Field,
        name: &str,
        old: &Entry,
        done: &Answer,
    ) -> Option<Diagnostic> {
        let before = &done.before.as_ref()?.plan;
        let had = before.item(name)?.value.as_ref()?;
        let measured = before.units.describe(&had.dimension);
        let value = self.plan().item(name)?.value.as_ref()?;
        let measures = self.plan().units.describe(&value.dimension);
        let has_lost_its_units = value.dimension.is_pure();
        let is_used = || {
            let others = self.entries.iter().filter(|other| other.bound_name().as_deref() != Some(name));
            others.into_iter().any(|other| other.uses(name))
        };
        if measured == measures || !has_lost_its_units && !is_used() {
            return None;
        }
        // What it was a share of may have been forgotten.
        let whole = match old.kind() {
            StatementKind::Binding(field) => match &old.sheet.node(field.value.root).kind {
                ExpressionKind::Binary { operator: Operator::Of, right, .. } => {
                    Some(old.sheet.text(old.sheet.node(*right).span))
                }
                _ => None,
            },
            _ => None,
        };
        let typed = entry.sheet.text(field.value.span);
        // A share of a noun would be one of nothing.
        let is_literal = value.as_typed.is_some() && had.as_typed.is_some() && !typed.ends_with('%');
        let noun = before.units.counted(&had.dimension).filter(|_| is_literal);
        let help = match (whole, noun) {
            (Some(whole), _) if value.dimension.is_pure() => {
                format!("did you mean `{name} = {typed} of {whole}`?")
            }
            (None, Some(noun)) if value.dimension.is_pure() => {
                format!("did you mean `{name} = {typed} {noun}`?")
            }
            _ => format!("lines with `{name}` mean something else now; `:undo` takes it back"),
        };
        let message = format!("`{name}` is {measures} now, and was {measured} before");
        Some(Diagnostic::new(Id::ChangedMeaning, field.name, message).help(help))
    }

    /// `users = 20M users` where a workload has its own.
    fn beside_a_field(&self, entry: &Entry, field: &Field, name: &str) -> Option<Diagnostic> {
        let owner = self.workload_with(name)?;
        let value = entry.sheet.text(field.value.span);
        Some(
            Diagnostic::new(
                Id::NameBesideField,
                field.name,
                format!("`{name}` is a name of its own, and `{owner}.{name}` stays as it is"),
            )
            .help(format!("did you mean `{owner}.{name} = {value}`?")),
        )
    }

    /// The field or figure of a block that is called so, if only one is: `chat.writes` of `writes`.
    fn figure_called(&self, word: &str) -> Option<&str> {
        let named = self.plan().items.iter().filter(|item| item.is_own).map(|item| item.name.as_str());
        let mut full = named.filter(|name| name.strip_suffix(word).is_some_and(|block| block.ends_with('.')));
        let first = full.next()?;
        full.next().is_none().then_some(first)
    }

    /// The workload that sets a field of this name by itself, if there is one.
    fn workload_with(&self, name: &str) -> Option<String> {
        let owner = self.entries.iter().find(|entry| match entry.kind() {
            StatementKind::Block { kind: BlockKind::Workload, fields, .. } => {
                fields.iter().any(|field| entry.sheet.word(field.name) == name)
                    && entry.references(|word| word == name).is_empty()
            }
            _ => false,
        })?;
        owner.bound_name()
    }
}
