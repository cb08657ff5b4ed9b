//! How a value came about, as a tree of the names it depends on; knows plans and numbers, and no other report.

use std::collections::HashSet;

use super::table::{DIM, HEADING, Look};
use super::{clean, displayed, plainly};
use crate::diagnostic::nearest;
use crate::plan::{Item, ItemKind, Plan};
use crate::session::Outcome;
use crate::units::Dimension;

/// How deep the tree goes; a line's branches take three columns a level.
const DEEPEST: usize = 32;
/// How many names it shows.
const MOST_NAMES: usize = 2_000;
/// The longest expression that is written out, in characters.
const LONGEST_EXPRESSION: usize = 300;

/// What `explain` is to explain: the place of a name's item in the plan.
///
/// # Errors
/// A sentence that says which name is near, where none is the one asked for.
pub fn find(plan: &Plan, name: &str) -> Result<usize, String> {
    use unicode_normalization::UnicodeNormalization;
    let asked: String = name.nfc().filter(|letter| !letter.is_whitespace()).collect();
    let place_of = |wanted: &str| {
        plan.items.iter().position(|item| item.kind != ItemKind::Expression && item.name == wanted)
    };
    if let Some(place) = place_of(&asked).or_else(|| place_of(&format!("size({asked})"))) {
        return Ok(place);
    }
    let names =
        plan.items.iter().filter(|item| item.kind != ItemKind::Expression).map(|item| item.name.as_str());
    Err(match nearest(&asked, names) {
        Some(near) => format!("nothing is called `{name}`; did you mean `{near}`?"),
        None => format!("nothing is called `{name}`"),
    })
}

/// The tree of the item at a place of the plan.
pub fn tree(outcome: &Outcome, root: usize, digits: usize, look: Look) -> String {
    let mut tree = Tree { outcome, digits, look, text: String::new(), unfolded: HashSet::new() };
    // Depth first without recursion: a chain of names may be as long as the file.
    let mut open = vec![Branch { item: root, depth: 0, is_last: true, prefix: String::new() }];
    let mut left = MOST_NAMES;
    while let Some(branch) = open.pop() {
        if left == 0 {
            tree.line(&branch.prefix, DIM, "… (the tree is too large to show all of it)");
            break;
        }
        left -= 1;
        tree.name(&branch, &mut open);
    }
    tree.text
}

/// A name still to be written.
struct Branch {
    item: usize,
    depth: usize,
    is_last: bool,
    /// What stands before its branch on its line.
    prefix: String,
}

struct Tree<'o> {
    outcome: &'o Outcome,
    digits: usize,
    look: Look,
    text: String,
    /// The names whose dependencies are shown above.
    unfolded: HashSet<usize>,
}

impl Tree<'_> {
    fn name(&mut self, branch: &Branch, open: &mut Vec<Branch>) {
        let Some(item) = self.outcome.plan.items.get(branch.item) else { return };
        let (elbow, below) = match (branch.depth, branch.is_last) {
            (0, _) => ("", ""),
            (_, true) => ("└─ ", "   "),
            (_, false) => ("├─ ", "│  "),
        };
        let children = children(item, branch.item);
        let is_again = !children.is_empty() && !self.unfolded.insert(branch.item);
        let is_too_deep = !children.is_empty() && !is_again && branch.depth >= DEEPEST;
        let mut title = format!("{}{elbow}{}", branch.prefix, self.look.paint(HEADING, &clean(&item.name)));
        if let Some(value) = self.value(item) {
            title.push_str(&format!(" = {value}"));
        } else {
            title.push_str(&self.look.paint(DIM, " has no value"));
        }
        if is_again {
            title.push_str(&self.look.paint(DIM, "  … (above)"));
        } else if is_too_deep {
            self.unfolded.remove(&branch.item);
            let more = format!("  … (deeper: explain {})", clean(&item.name));
            title.push_str(&self.look.paint(DIM, &more));
        } else if let Some(note) = &item.note {
            title.push_str(&self.look.paint(DIM, &format!("  # {}", clean(note))));
        }
        self.text.push_str(title.trim_end());
        self.text.push('\n');
        if is_again || is_too_deep {
            return;
        }
        let prefix = format!("{}{below}", branch.prefix);
        self.expressions(item, &format!("{prefix}{}  ", if children.is_empty() { " " } else { "│" }));
        let last = children.len().saturating_sub(1);
        open.extend(children.into_iter().enumerate().rev().map(|(place, item)| Branch {
            item,
            depth: branch.depth + 1,
            is_last: place == last,
            prefix: prefix.clone(),
        }));
    }

    /// The expression, and the same with the numbers put in, where they say more than the value does.
    fn expressions(&mut self, item: &Item, prefix: &str) {
        let value = self.value(item).unwrap_or_default();
        let is_literal = item.value.as_ref().is_some_and(|value| value.as_typed.is_some());
        if is_literal || item.expression.is_empty() || item.expression == value {
            return;
        }
        if item.kind != ItemKind::Expression {
            self.line(prefix, PLAIN, &format!("= {}", shortened(&item.expression)));
        }
        if let Some(numbers) =
            self.with_numbers(item).filter(|numbers| *numbers != item.expression && *numbers != value)
        {
            self.line(prefix, PLAIN, &format!("= {}", shortened(&numbers)));
        }
    }

    fn line(&mut self, prefix: &str, style: anstyle::Style, text: &str) {
        self.text.push_str(prefix);
        self.text.push_str(&self.look.paint(style, text));
        self.text.push('\n');
    }

    fn value(&self, item: &Item) -> Option<String> {
        let value = item.value.as_ref()?;
        let displayed = displayed(&self.outcome.plan.units, &self.outcome.estimate, value, self.digits)?;
        Some(value.as_typed.clone().unwrap_or(displayed.text))
    }

    /// The expression with each name's value in its place; none where a place or a value is not known.
    fn with_numbers(&self, item: &Item) -> Option<String> {
        let Outcome { plan, estimate, .. } = self.outcome;
        let mut text = String::new();
        let mut done = 0;
        for reference in &item.references {
            let Some(place) = reference.place.clone() else { continue };
            let referenced = plan.items.get(reference.item)?;
            let place =
                if referenced.kind == ItemKind::Size { whole_call(&item.expression, place) } else { place };
            // Places that overlap or fall between letters would make nonsense.
            let before = item.expression.get(done..place.start)?;
            let value = referenced.value.as_ref()?;
            let number = match &value.as_typed {
                Some(typed) => typed.clone(),
                None => plainly(&plan.units, estimate, value, self.digits)?.text,
            };
            text.push_str(before);
            let neighbours = (
                before.trim_end().ends_with('^'),
                item.expression.get(place.end..)?.trim_start().starts_with('^'),
            );
            if needs_brackets(&number, &value.dimension, neighbours) {
                text.push_str(&format!("({number})"));
            } else {
                text.push_str(&number);
            }
            done = place.end;
        }
        text.push_str(item.expression.get(done..)?);
        Some(text)
    }
}

const PLAIN: anstyle::Style = anstyle::Style::new();

/// The names that an item depends on, each once, without itself.
fn children(item: &Item, place: usize) -> Vec<usize> {
    let mut seen = HashSet::new();
    item.references
        .iter()
        .map(|reference| reference.item)
        .filter(|other| *other != place && seen.insert(*other))
        .collect()
}

/// From the record's name in `size(paste)` to the whole call.
fn whole_call(expression: &str, place: std::ops::Range<usize>) -> std::ops::Range<usize> {
    let whole = || {
        let before =
            expression.get(..place.start)?.trim_end().strip_suffix('(')?.trim_end().strip_suffix("size")?;
        let after = expression.get(place.end..)?;
        let close = after.find(')').filter(|close| after[..*close].trim().is_empty())?;
        Some(before.len()..place.end + close + 1)
    };
    whole().unwrap_or(place.clone())
}

/// Whether a value in a name's place would be read as something else without brackets.
fn needs_brackets(number: &str, dimension: &Dimension, (is_exponent, is_base): (bool, bool)) -> bool {
    let is_plain = number.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    // `5 per user` is an operation, `-5` after an operator a riddle.
    number.starts_with('-')
        || number.contains(" per ")
        || ((is_base || is_exponent) && !is_plain)
        || (is_base && !dimension.is_pure())
}

fn shortened(text: &str) -> String {
    let cleaned = clean(text);
    match cleaned.char_indices().nth(LONGEST_EXPRESSION) {
        None => cleaned,
        Some((end, _)) => format!("{}…", &cleaned[..end]),
    }
}
