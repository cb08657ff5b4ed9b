//! An explanation as a tree for people to read; knows nothing of plans.

use crate::render::letters::{clean, shortened_to};
use crate::render::look::{DIM, HEADING, Look, PLAIN};
use crate::report::explain::{Explanation, LeftOut};

/// The longest expression that is written out, in characters.
const LONGEST_EXPRESSION: usize = 300;

/// The tree of an explanation; a level takes three columns.
pub fn text(explanation: &Explanation, look: Look) -> String {
    let mut tree = Tree { look, text: String::new(), is_cut: false };
    tree.branch(explanation, "", "", "");
    tree.text
}

struct Tree {
    look: Look,
    text: String,
    /// Whether it was said that the tree is too large.
    is_cut: bool,
}

impl Tree {
    /// A branch: `before` stands before its name, `below` before the lines that belong to it.
    fn branch(&mut self, explanation: &Explanation, before: &str, elbow: &str, below: &str) {
        let name = clean(&explanation.name);
        let mut title = format!("{before}{elbow}{}", self.look.paint(HEADING, &name));
        match &explanation.value {
            Some(value) => title.push_str(&format!(" = {}", value.text)),
            None => title.push_str(&self.look.paint(DIM, " has no value")),
        }
        let remark = match (explanation.left_out, &explanation.note) {
            (Some(LeftOut::Above), _) => "  … (above)".to_owned(),
            (Some(LeftOut::Deeper), _) => format!("  … (deeper: explain {name})"),
            (_, Some(note)) => format!("  # {}", clean(note)),
            (_, None) => String::new(),
        };
        title.push_str(&self.look.paint(DIM, &remark));
        self.text.push_str(title.trim_end());
        self.text.push('\n');
        let prefix = format!("{before}{below}");
        let bar = if explanation.children.is_empty() { " " } else { "│" };
        for formula in explanation.formulas() {
            let formula = format!("= {}", shortened_to(formula, LONGEST_EXPRESSION));
            self.line(&format!("{prefix}{bar}  "), PLAIN, &formula);
        }
        let last = explanation.children.len().saturating_sub(1);
        for (place, child) in explanation.children.iter().enumerate() {
            let (elbow, below) = if place == last { ("└─ ", "   ") } else { ("├─ ", "│  ") };
            self.branch(child, &prefix, elbow, below);
        }
        if explanation.left_out == Some(LeftOut::TooLarge) && !self.is_cut {
            self.is_cut = true;
            self.line(&prefix, DIM, "… (the tree is too large to show all of it)");
        }
    }

    fn line(&mut self, prefix: &str, style: anstyle::Style, text: &str) {
        self.text.push_str(prefix);
        self.text.push_str(&self.look.paint(style, text));
        self.text.push('\n');
    }
}
