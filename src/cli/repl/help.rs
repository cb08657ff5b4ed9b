//! What the help of a session says, with examples of what its sheet has; the reference is told elsewhere.

use std::io;

use super::command_list::{COMMANDS, Command, FORMS};
use super::screen::Repl;
use crate::diagnostic::nearest;
use crate::functions::offered;
use crate::plan::{ItemKind, block_fields};
use crate::render::look::{DIM, HEADING, Look, PLAIN};
use crate::render::text::{lookup, reference};
use crate::render::wrap::write_wrapped;
use crate::report::displayed;
use crate::units::display::USUAL_DIGITS;
use crate::workspace::Session;

impl Repl<'_> {
    /// `:help [TOPIC]`
    pub(super) fn help(&mut self, topic: &str) -> io::Result<()> {
        let look = self.streams.look;
        let topic = topic.trim_start_matches(':').trim_end_matches("()");
        if topic.is_empty() {
            let named = Named::of(&self.session.borrow());
            let mut text = String::new();
            // Prose wraps, what can be typed does not.
            for line in named.introduction().lines() {
                if line.starts_with("  ") || line.is_empty() {
                    text.push_str(&format!("{line}\n"));
                } else {
                    write_wrapped(line, "", PLAIN, look, &mut text);
                }
            }
            let widest = COMMANDS.iter().map(|command| usage(command).len()).max().unwrap_or(0);
            let is_narrow = look.width.is_some_and(|columns| columns < 2 * widest);
            for command in COMMANDS {
                let usage = usage(command);
                let gap = " ".repeat(widest - usage.len());
                let (head, about) = (look.paint(HEADING, &usage), command.about);
                if is_narrow {
                    text.push_str(&format!("  {head}\n"));
                    write_wrapped(about, "    ", PLAIN, look, &mut text);
                } else {
                    text.push_str(&format!("  {head}{gap}  {about}\n"));
                }
            }
            let words = "Each works without its colon too, unless the sheet has a name like it.";
            write_wrapped(words, "", PLAIN, look, &mut text);
            return self.print(&text);
        }
        let named = Named::of(&self.session.borrow());
        let form = named.form(topic);
        if let Some(command) = COMMANDS.iter().find(|command| command.name == topic) {
            if let Some(form) = form {
                let text = laid_out(&form, look);
                self.print(&format!("{text}\n"))?;
            }
            let example = match (topic, &named.value) {
                ("explain" | "delete", Some(name)) => format!(", as `:{topic} {name}`"),
                _ => String::new(),
            };
            let usage = look.paint(HEADING, &usage(command));
            return self.print(&format!("{usage}: {}{example}\n", command.about));
        }
        let fields: Option<&[(&str, &str)]> = match topic {
            "component" => Some(&block_fields::COMPONENT),
            "workload" => Some(&block_fields::WORKLOAD),
            "calendar" => Some(&block_fields::CALENDAR),
            _ => None,
        };
        if let Some(fields) = fields {
            let mut text = look.paint(HEADING, &format!("{topic} NAME {{ field = value, ... }}\n"));
            for (name, meaning) in fields {
                text.push_str(&format!("  {name:<15}  {}\n", look.paint(DIM, meaning)));
            }
            return self.print(&text);
        }
        if let Some(form) = form {
            return self.print(&laid_out(&form, look));
        }
        if let Some(text) = lookup::function(topic, look) {
            return self.print(&text);
        }
        if lookup::meaning_of_unit(topic).is_some()
            && let Ok(text) = lookup::units(Some(topic), look)
        {
            return self.print(&text);
        }
        if let Ok(text) = reference::reference(Some(topic), look) {
            return self.print(&text);
        }
        let names = COMMANDS.iter().map(|command| command.name);
        let names = names.chain(offered().map(|function| function.name)).chain(FORMS.map(|(name, _)| name));
        let near = nearest(topic, names.chain(["component", "workload", "calendar"]));
        let help = near.map_or_else(
            || "try a command, a function, a unit or a block, as `:help workload`".to_owned(),
            |near| format!("did you mean `:help {near}`?"),
        );
        self.problem(&format!("there is no help on `{topic}`"), &help)
    }
}

/// A command with what stands behind it: `:explain NAME`.
fn usage(command: &Command) -> String {
    format!(":{} {}", command.name, command.argument).trim_end().to_owned()
}

/// A form: what can be typed as it is, what is said of it behind a blank line wrapped.
fn laid_out(form: &str, look: Look) -> String {
    let (typed, words) = form.split_once("\n\n").unwrap_or((form, ""));
    let mut text = format!("{typed}\n");
    if !words.is_empty() {
        text.push('\n');
        write_wrapped(words, "", PLAIN, look, &mut text);
    }
    text
}

/// What a sheet has, for examples.
#[derive(Debug, Default)]
pub(super) struct Named {
    /// The name of a value, a computed one where there is one.
    pub(super) value: Option<String>,
    /// A value that is stated: its name, and as it was typed.
    stated: Option<(String, String)>,
    /// A computed value: its name, and as it is shown.
    computed: Option<(String, String)>,
    /// A field of a block that is stated, in the same way.
    field: Option<(String, String)>,
    /// Some names, as `:explain` takes them.
    some: Vec<String>,
    components: Vec<String>,
}

/// How many names are told as examples.
const MOST_EXAMPLES: usize = 3;

impl Named {
    pub(super) fn of(session: &Session) -> Self {
        let (plan, estimate) = (session.plan(), session.estimate());
        let mut named = Self::default();
        let own = plan.items.iter().filter(|item| item.is_own && item.kind != ItemKind::Expression);
        for item in own {
            let Some(value) = &item.value else { continue };
            match (&value.as_typed, item.kind == ItemKind::Field) {
                (Some(typed), true) => drop(named.field.get_or_insert((item.name.clone(), typed.clone()))),
                (Some(typed), false) => drop(named.stated.get_or_insert((item.name.clone(), typed.clone()))),
                (None, false) if item.kind == ItemKind::Binding && named.computed.is_none() => {
                    let shown = displayed(&plan.units, estimate, value, USUAL_DIGITS);
                    named.computed = shown.map(|shown| (item.name.clone(), shown.text));
                }
                _ => {}
            }
            if named.some.len() < MOST_EXAMPLES {
                named.some.push(item.name.clone());
            }
        }
        let first = named.computed.as_ref().or(named.stated.as_ref());
        named.value = first.map(|(name, _)| name.clone()).or_else(|| named.some.first().cloned());
        let components = session.blocks().filter(|(_, kind)| *kind == "component");
        named.components = components.map(|(name, _)| name).take(MOST_EXAMPLES).collect();
        named
    }

    /// What to type instead of a name that there is not.
    pub(super) fn advice(&self) -> String {
        let some: Vec<String> = self.some.iter().map(|name| format!("`{name}`")).collect();
        match some.is_empty() {
            true => "the sheet has no names yet".to_owned(),
            false => format!(":names lists the names, as {}", some.join(", ")),
        }
    }

    fn introduction(&self) -> String {
        let asked = match &self.stated {
            None => "users = 10 million users\n  writes = users * 2 posts/user/day\n  writes in posts/s"
                .to_owned(),
            Some((stated, typed)) => {
                let more =
                    self.computed.as_ref().map_or_else(String::new, |(name, _)| format!("\n  {name} * 2"));
                format!("{stated} = {typed}{more}")
            }
        };
        let again = match (&self.field, &self.stated) {
            (Some((field, typed)), _) => format!(", a field alone too:\n  {field} = {typed}\n"),
            (None, Some(_)) => ".\n".to_owned(),
            (None, None) => ", a field alone too:\n  pastes.users = 5M users\n".to_owned(),
        };
        format!(
            "Type what you know, and ask:\n  {asked}\nA name that is typed again changes all that depends on it{again}\
             `ans` is the last value. Tab completes, the right arrow takes the grey text, Ctrl-C drops the line.\n\n"
        )
    }

    /// What a block, or another statement, looks like, of what the sheet has.
    fn form(&self, topic: &str) -> Option<String> {
        let form = FORMS.iter().find(|(name, _)| *name == topic).map(|(_, form)| *form)?;
        let (_, rest) = form.split_once('\n').unwrap_or((form, ""));
        let first = match topic {
            "check" => {
                self.computed.as_ref().map(|(name, shown)| format!("check {name} ~ {shown} within 2%"))
            }
            "case" => {
                self.stated.as_ref().map(|(name, typed)| format!("case \"launch\" {{ {name} = {typed} }}"))
            }
            "path" if !self.components.is_empty() => {
                Some(format!("path read = {}", self.components.join(" -> ")))
            }
            _ => None,
        };
        Some(first.map_or_else(|| form.to_owned(), |first| format!("{first}\n{rest}")))
    }
}
