//! Says what is wrong with a line that the grammar refuses, and what to type instead; knows the usual slips.

use super::parser::Failure;
use super::scanner::{LineKind, LogicalLine};
use crate::diagnostic::{Diagnostic, Id, nearest};
use crate::source::{Source, SourceId, Span};

const STATEMENT_WORDS: [&str; 15] = [
    "check",
    "title",
    "calendar",
    "bytes",
    "strict",
    "unit",
    "record",
    "component",
    "workload",
    "path",
    "case",
    "fn",
    "import",
    "carries",
    "within",
];
const MAGNITUDES: [&str; 4] = ["thousand", "million", "billion", "trillion"];
const OPERATOR_OR_END: &str = "an operator or the end of the line";

/// Words that start a block.
const BLOCK_WORDS: [&str; 5] = ["record", "component", "workload", "case", "calendar"];

/// A line at the place where the parser stopped.
struct Stop<'t> {
    source: SourceId,
    line: &'t LogicalLine,
    in_block: bool,
    /// The line up to the place, without the blanks at its end.
    before: &'t str,
    /// The line from the place on.
    rest: &'t str,
    /// The token that stands there; empty at the end of the line.
    found: &'t str,
    /// Where it stands; the line's last character at its end.
    span: Span,
    expected: &'t [&'static str],
}

/// The diagnostic for a line at which the parser stopped.
pub(super) fn describe(
    source: &Source,
    text: &str,
    line: &LogicalLine,
    failure: &Failure,
    in_block: bool,
) -> Diagnostic {
    let code = &text[line.start..line.end];
    let rest = code[failure.at..].trim_start();
    let at = code.len() - rest.len();
    let before = code[..at].trim_end();
    let found = first_token(rest);
    let span = if found.is_empty() {
        let last = code.chars().next_back().map_or(0, char::len_utf8);
        Span::new(source.id, line.end - last, line.end)
    } else {
        // A sign like `≤` is shorter in the scanned text than in the source.
        let end = line.start + at + found.len();
        let end = (end..=source.text.len()).find(|end| source.text.is_char_boundary(*end)).unwrap_or(end);
        Span::new(source.id, line.start + at, end)
    };
    let stop =
        Stop { source: source.id, line, in_block, before, rest, found, span, expected: &failure.expected };
    stop.bad_number()
        .or_else(|| stop.bad_text())
        .or_else(|| stop.bad_block())
        .or_else(|| stop.field_separator())
        .or_else(|| stop.bad_ratio())
        .or_else(|| stop.bad_conversion())
        .or_else(|| stop.bad_check())
        .or_else(|| stop.bad_name())
        .or_else(|| stop.values_side_by_side())
        .unwrap_or_else(|| stop.anything_else())
}

impl Stop<'_> {
    fn error(&self, id: Id, message: impl Into<String>, help: impl Into<String>) -> Option<Diagnostic> {
        Some(Diagnostic::new(id, self.span, message).help(help))
    }

    /// The part of the line from a byte on, up to the place.
    fn span_before(&self, start: usize) -> Span {
        Span::new(self.source, self.line.start + start, self.line.start + self.before.len())
    }

    fn found_word(&self) -> bool {
        self.found.starts_with(|first: char| first.is_alphabetic() || first == '_')
    }

    fn found_digit(&self) -> bool {
        self.found.starts_with(|first: char| first.is_ascii_digit())
    }

    fn in_check(&self) -> bool {
        starts_with_word(self.before, "check")
    }

    /// `1,000`, `007`, `5.`, `10 : 1`
    fn bad_number(&self) -> Option<Diagnostic> {
        let digits = digits_at_end(self.before);
        let head = &self.before[..self.before.len() - digits.len()];
        if digits.len() > 1 && digits.starts_with('0') && !self.found_digit() && is_number_start(head) {
            let thousands = head.strip_suffix(',').map(digits_at_end).filter(|_| digits.len() == 3);
            if let Some(leading) = thousands.filter(|leading| !leading.is_empty()) {
                let span = self.span_before(head.len() - 1 - leading.len());
                return Some(
                    Diagnostic::new(Id::BadNumber, span, "a comma does not separate thousands")
                        .help(format!("write `{leading}_{digits}` or `{leading}{digits}`")),
                );
            }
            let number = digits.trim_start_matches('0');
            let number = if number.is_empty() { "0" } else { number };
            return Some(
                Diagnostic::new(
                    Id::BadNumber,
                    self.span_before(head.len()),
                    "a number does not start with 0",
                )
                .help(format!("write `{number}`")),
            );
        }
        if self.found_digit()
            && self.found.starts_with('0')
            && self.found.len() > 1
            && !self.found.contains(char::is_alphabetic)
            || self.found_digit()
                && digits == "0"
                && self.rest.len() < self.line.end - self.line.start
                && self.before.ends_with('0')
                && !self.expected.contains(&OPERATOR_OR_END)
        {
            return self.error(
                Id::BadNumber,
                "a number does not start with 0",
                "drop the zeros at its start",
            );
        }
        let behind = &self.rest[self.found.len()..];
        if self.found == "," && !digits.is_empty() && digits_at_start(behind).len() == 3 {
            let thousands = digits_at_start(behind);
            return self.error(
                Id::BadNumber,
                "a comma does not separate thousands",
                format!("write `{digits}_{thousands}` or `{digits}{thousands}`"),
            );
        }
        if self.found == "," && !digits.is_empty() && !digits_at_start(behind).is_empty() {
            let decimals = digits_at_start(behind);
            return self.error(
                Id::BadNumber,
                "a comma is no decimal point",
                format!("write `{}.{decimals}`", last_token(self.before)),
            );
        }
        if self.found == "." && !digits.is_empty() && last_token(self.before).contains('.') {
            let whole = format!("{}_{}", last_token(self.before).replace('.', "_"), digits_at_start(behind));
            return self.error(
                Id::BadNumber,
                "a number has one point, which does not separate thousands",
                format!("write `{}`", whole.trim_end_matches('_')),
            );
        }
        if self.found == "." && !digits.is_empty() {
            let number = last_token(self.before);
            return self.error(
                Id::BadNumber,
                "a digit must follow the point",
                format!("write `{number}` or `{number}.0`"),
            );
        }
        if self.found == ":" && !digits.is_empty() {
            return self.error(
                Id::UnexpectedText,
                "a ratio has no blanks around its `:`",
                "write it as in `10:1`",
            );
        }
        None
    }

    /// `title "Paste`
    fn bad_text(&self) -> Option<Diagnostic> {
        let start = self.before.rfind('"').filter(|_| self.before.matches('"').count() % 2 == 1)?;
        Some(
            Diagnostic::new(Id::UnexpectedText, self.span_before(start), "this text is not closed")
                .help("write `\"` at its end, on the same line"),
        )
    }

    /// `component q` without `{`, `{` and `}` where no block is, a head that is none.
    fn bad_block(&self) -> Option<Diagnostic> {
        let mut words = self.before.split_ascii_whitespace().chain(self.rest.split_ascii_whitespace());
        let (first, second, third) = (words.next().unwrap_or(""), words.next(), words.next());
        if self.line.kind == LineKind::Header {
            if !BLOCK_WORDS.contains(&first) {
                let span = Span::new(self.source, self.line.start, self.line.end);
                let help = match nearest(first, BLOCK_WORDS) {
                    Some(word) => format!("did you mean `{word}`?"),
                    None => "a block starts with `record name {`, `component name {`, `workload name {`, \
                             `case \"name\" {` or `calendar {`"
                        .to_owned(),
                };
                return Some(
                    Diagnostic::new(Id::UnexpectedText, span, "no block starts like this").help(help),
                );
            }
            if self.found.is_empty() {
                let name = if first == "case" { "\"name\"" } else { "name" };
                return self.error(
                    Id::UnexpectedText,
                    format!("this {first} has no name"),
                    format!("write `{first} {name} {{`"),
                );
            }
            let help = if first == "case" {
                "write its name in quotes, as in `case \"launch\" {`".to_owned()
            } else {
                format!("a {first} has one plain name, as in `{first} paste {{`")
            };
            return self.error(
                Id::UnexpectedText,
                format!("`{}` does not belong before the `{{`", self.found),
                help,
            );
        }
        if self.found == "{" || self.found == "}" {
            return self.error(
                Id::UnexpectedText,
                format!("`{}` belongs to no block", self.found),
                "a block starts with a line like `record paste {`",
            );
        }
        let needs_brace = matches!(first, "record" | "component" | "workload") && third.is_none();
        let second = second.filter(|_| needs_brace || (first == "case" && self.rest.starts_with('"')))?;
        if !second.starts_with(|first: char| first.is_alphabetic() || matches!(first, '_' | '"'))
            || self.in_block
        {
            return None;
        }
        let head = if third.is_none() { format!("{first} {second}") } else { format!("{first} \"name\"") };
        Some(
            Diagnostic::new(
                Id::UnexpectedText,
                Span::new(self.source, self.line.start, self.line.end),
                format!("a {first} needs its `{{` on this line"),
            )
            .help(format!("write `{head} {{`")),
        )
    }

    /// `{ a = 99% latency = 5 ms }`, `a = 5 b = 6`
    fn field_separator(&self) -> Option<Diagnostic> {
        if self.in_check() || !self.before.contains('=') {
            return None;
        }
        let behind = self.rest[self.found.len()..].trim_start();
        let next = if self.found == "=" {
            last_token(self.before)
        } else if self.found_word() && behind.starts_with('=') && !behind.starts_with("==") {
            self.found
        } else {
            return None;
        };
        if !next.starts_with(|first: char| first.is_alphabetic() || first == '_') || RESERVED.contains(&next)
        {
            return None;
        }
        let message =
            format!("`{next} =` starts another {}", if self.in_block { "field" } else { "statement" });
        let help = if self.in_block {
            format!("fields are separated by `,` or a new line: write `, {next} = …`")
        } else {
            format!("start a new line before `{next}`")
        };
        self.error(Id::UnexpectedText, message, help)
    }

    /// `20% users`, `3x users`, `7:2 users`, `50%%`, `1B users`
    fn bad_ratio(&self) -> Option<Diagnostic> {
        let share = share_at_end(self.before);
        if share.ends_with('%') && self.found == "%" {
            return self.error(Id::UnexpectedText, "`%` stands twice", format!("write `{share}`"));
        }
        if share.ends_with('%') && self.found_digit() {
            return self.error(
                Id::MissingOperator,
                "`%` is percent, not the remainder of a division",
                format!("to multiply, write `{share} * {}`", self.found),
            );
        }
        if self.found_word() && !share.is_empty() {
            let operator = if share.ends_with('%') { "of" } else { "*" };
            return self.error(
                Id::NotAPureNumber,
                format!("`{share}` is a ratio and cannot count {}", self.found),
                format!("write `{share} {operator} {}`", self.found),
            );
        }
        let last = last_token(self.before);
        let number = last
            .strip_suffix('B')
            .filter(|number| number.starts_with(|first: char| first.is_ascii_digit()))?;
        if !self.found_word() {
            return None;
        }
        self.error(
            Id::AmbiguousSuffix,
            format!("`B` means bytes, so `{}` is left over", self.found),
            format!("for billions, write `{number}bn {}`", self.found),
        )
    }

    /// `x in GB / 2`, `x in 8 GB`
    fn bad_conversion(&self) -> Option<Diagnostic> {
        let padded = format!("{} ", self.before);
        let (at, word) = [" in ", " to ", " as "]
            .iter()
            .filter_map(|word| padded.rfind(word).map(|at| (at, word.trim())))
            .max()?;
        let behind = self.before.get(at + word.len() + 1..).unwrap_or("").trim();
        if behind.contains([',', '~', '<', '>', '='])
            || behind.matches(')').count() > behind.matches('(').count()
        {
            return None;
        }
        let value = &self.before[..at];
        let value = &value[value.rfind(['=', '(', ',', '~', '<', '>']).map_or(0, |at| at + 1)..];
        let value = value.trim().trim_start_matches("check ");
        let (target, operator) = match behind.trim_end_matches(['/', '*']).trim_end() {
            // The `/` was taken for one between units.
            target
                if target.len() < behind.len()
                    && (self.found_digit() || self.found == "(")
                    && !target.is_empty() =>
            {
                (target, &behind[behind.len() - 1..])
            }
            target => (target, self.found),
        };
        if !target.is_empty()
            && ["+", "-", "*", "/", "|", "^", "->", "..", "of", "per", "over"].contains(&operator)
        {
            return self.error(
                Id::UnexpectedText,
                format!("`{word}` binds loosest, so `{operator}` cannot follow it"),
                format!("bracket it: `({value} {word} {target}) {operator} …`"),
            );
        }
        if behind.is_empty() && self.found_digit() {
            let unit = self.rest[self.found.len()..].trim_start();
            let unit = first_token(unit);
            let help = if unit.starts_with(char::is_alphabetic) {
                format!("write `{value} {word} {unit}`")
            } else {
                format!("write a unit, as in `{}`", example(word))
            };
            return self.error(Id::UnexpectedText, format!("`{word}` takes a unit, not a number"), help);
        }
        None
    }

    /// `check x`, `check a < b < c`, `100 ms < p99`, `99% - > 99%`
    fn bad_check(&self) -> Option<Diagnostic> {
        if self.before.ends_with('-') && self.found.starts_with('>') {
            return self.error(Id::UnexpectedText, "`- >` is no operator", "write `->` without a blank");
        }
        let comparison = ["~", "<", "<=", ">", ">=", "=="].contains(&self.found);
        if self.in_check() {
            if self.before == "check" {
                return self.error(
                    Id::UnexpectedText,
                    "a check compares two values",
                    "write it as in `check storage < 1 TB`",
                );
            }
            if self.found.is_empty()
                && !self.before.contains(['~', '<', '='])
                && !self.before.replace("->", "").contains('>')
            {
                let help = format!("write `{} ~ …`, or `<`, `<=`, `>`, `>=`, `=`", self.before);
                return self.error(Id::UnexpectedText, "a check compares two values, and this is one", help);
            }
            if (comparison || self.found == "=") && self.expected.contains(&OPERATOR_OR_END) {
                return self.error(
                    Id::UnexpectedText,
                    "a check holds one comparison",
                    "write two checks: `check a < b` and `check b < c`",
                );
            }
            return None;
        }
        if !comparison || !self.expected.contains(&OPERATOR_OR_END) {
            return None;
        }
        if self.before.contains('=') || self.in_block {
            return self.error(
                Id::UnexpectedText,
                "a value cannot be a comparison",
                "comparisons stand in checks, as in `check a < b`",
            );
        }
        self.error(
            Id::UnexpectedText,
            "a comparison stands only in a check",
            format!("write `check {} {} …`", self.before, self.found),
        )
    }

    /// `peak-reads = 5`, `in = 5`, `paste.size = 5`, `x = of 5`
    fn bad_name(&self) -> Option<Diagnostic> {
        if self.found == "=" && starts_like_name_with_dash(self.before) {
            return self.error(
                Id::UnexpectedText,
                "`-` is minus, so this is no name",
                format!("write `{} = …`", self.before.replace(" - ", "_").replace('-', "_")),
            );
        }
        if self.found == "=" && self.before.contains('.') && !self.before.contains([' ', '=', '(']) {
            return self.error(
                Id::UnexpectedText,
                format!("`{}` is a field and cannot be bound here", self.before),
                "write the field in its block, or in a case",
            );
        }
        let word = if self.found == "=" { last_token(self.before) } else { self.found };
        if RESERVED.contains(&word)
            && (self.found == "=" || self.expected.contains(&"a value") || self.before.is_empty())
        {
            let behind = self.rest[self.found.len()..].trim_start();
            let is_bound = self.found == "=" || behind.starts_with('=');
            let (message, help) = if is_bound || self.expected.contains(&"a name") {
                (
                    format!("`{word}` is an operator and cannot be a name"),
                    format!("write `{word}_value` or a fuller word"),
                )
            } else {
                (
                    format!("`{word}` is an operator and needs a value before it"),
                    format!("write it as in `{}`", example(word)),
                )
            };
            return self.error(Id::UnexpectedText, message, help);
        }
        None
    }

    /// `10 milion users`, `2 (a + b)`, `16 GB RAM`
    fn values_side_by_side(&self) -> Option<Diagnostic> {
        // What looks like units in a bracket: `2 (a + b)` fails at the `+`.
        if let Some(open) = self.before.rfind('(')
            && !self.before[open..].contains(')')
            && !self.found.is_empty()
            && ends_in_number(self.before[..open].trim_end())
        {
            let inner = self.before[open + 1..].trim();
            let is_word =
                !inner.is_empty() && inner.chars().all(|letter| letter.is_alphanumeric() || letter == '_');
            let span = Span::new(self.source, self.line.start + open, self.line.start + open + 1);
            let help = if self.found == ")" && is_word {
                let number = self.before[..open].trim_end();
                format!(
                    "for a unit, write `{} {inner}`; to multiply, write `*` before the bracket",
                    last_token(number)
                )
            } else {
                "to multiply, write `*` before the bracket".to_owned()
            };
            return Some(
                Diagnostic::new(Id::MissingOperator, span, "no operator stands before this bracket")
                    .help(help),
            );
        }
        let starts_value = self.found.starts_with(|first: char| {
            first.is_alphanumeric() || matches!(first, '_' | '(' | '$' | '.' | '"')
        });
        (starts_value && self.expected.contains(&OPERATOR_OR_END)).then(|| self.two_in_a_row())
    }

    fn two_in_a_row(&self) -> Diagnostic {
        let found = self.found;
        let last = last_token(self.before);
        let word =
            last.trim_start_matches(|letter: char| letter.is_ascii_digit() || matches!(letter, '.' | '_'));
        let number = self.before[..self.before.len() - word.len()].trim_end();
        let number = share_or_number_at_end(number);
        let diagnostic = Diagnostic::new(
            Id::MissingOperator,
            self.span,
            format!("`{found}` is left over: no operator stands before it"),
        );
        if let Some(magnitude) = MAGNITUDES.iter().find(|magnitude| word == format!("{magnitude}s")) {
            return diagnostic
                .help(format!("write `{magnitude}` without the plural s: `{number} {magnitude} {found}`"));
        }
        if word.len() > 3
            && !number.is_empty()
            && !MAGNITUDES.contains(&word)
            && let Some(magnitude) = nearest(word, MAGNITUDES)
        {
            return diagnostic.help(format!("did you mean `{number} {magnitude} {found}`?"));
        }
        if found == "(" {
            return diagnostic.help("to multiply, write `*` before the bracket");
        }
        if let Some(magnitude) = letter_for_magnitude(word).filter(|_| !number.is_empty()) {
            return diagnostic.help(format!(
                "`{word}` is no magnitude: write `{number}{magnitude} {found}` or `{number} {} {found}`",
                if magnitude == "M" { "million" } else { "billion" }
            ));
        }
        if let Some(statement) = STATEMENT_WORDS.into_iter().find(|word| *word == self.before) {
            return Diagnostic::new(
                Id::UnexpectedText,
                self.span,
                format!("`{found}` is not what follows `{statement}`"),
            )
            .help(format!("write it as in `{}`", example(statement)));
        }
        if let Some(power) = power_at_end(self.before).filter(|_| self.found_word()) {
            return diagnostic
                .help(format!("for a unit, write `({power}) {found}`; to multiply, write `*` between them"));
        }
        if found.starts_with('"') {
            return diagnostic.help("a text in quotes stands only behind `title`, `import` and `case`");
        }
        if !number.is_empty() && word == "x" {
            return diagnostic.help(format!("to multiply, write `{number} * {found}`"));
        }
        if found == "within" {
            return Diagnostic::new(Id::UnexpectedText, self.span, "`within` stands only in a check")
                .help("write `check a ~ b within 5%`");
        }
        if !number.is_empty()
            && word.starts_with(char::is_alphabetic)
            && self.found_word()
            && !MAGNITUDES.contains(&word)
        {
            return diagnostic.help(format!(
                "to multiply, write `*` between them; for a rate, write `{number} {word}/{found}`; \
                 a name of two words takes `_`, and a unit is one word"
            ));
        }
        diagnostic.help("to multiply, write `*` between them")
    }

    fn anything_else(&self) -> Diagnostic {
        let found = self.found;
        if found == ":" && self.before.trim().is_empty() {
            return Diagnostic::new(
                Id::UnexpectedText,
                self.span,
                "a command of the session stands in a scenario",
            )
            .help("type it in the session, which `napkin` opens on a terminal");
        }
        let expected = match &self.expected[..self.expected.len().min(4)] {
            [] => "something else".to_owned(),
            [only] => (*only).to_owned(),
            [init @ .., last] => format!("{} or {last}", init.join(", ")),
        };
        let open = self.before.matches('(').count() > self.before.matches(')').count();
        let message = if found.is_empty() && open && !self.expected.contains(&"a value") {
            "a `(` of this line is never closed".to_owned()
        } else if found.is_empty() {
            format!("the line ends where {expected} is due")
        } else {
            format!("`{found}` stands where {expected} is due")
        };
        let diagnostic =
            Diagnostic::new(Id::UnexpectedText, self.span, message).label(format!("expected {expected}"));
        let last = last_token(self.before);
        if found.is_empty() && RESERVED.contains(&last) {
            return diagnostic.help(format!("write it as in `{}`", example(last)));
        }
        if found.is_empty() && self.before.ends_with(|last: char| "+-*/^|~<>=,.".contains(last)) {
            return diagnostic.help("write a value behind the operator, or delete the operator");
        }
        if found.is_empty() && self.before.matches('(').count() > self.before.matches(')').count() {
            return diagnostic.help("close the bracket with `)`");
        }
        if found == ")" && self.before.matches('(').count() <= self.before.matches(')').count() {
            return diagnostic.help("delete it, or open the bracket with `(` before");
        }
        if let Some(word) = nearest(found, STATEMENT_WORDS).filter(|_| self.before.is_empty()) {
            return diagnostic.help(format!("did you mean `{word}`?"));
        }
        if let Some(word) = STATEMENT_WORDS.into_iter().find(|word| starts_with_word(self.before, word)) {
            return diagnostic.help(format!("write it as in `{}`", example(word)));
        }
        if self.expected.contains(&"a value") {
            return diagnostic
                .help("write a value here: a number with its unit, a name, a call or a bracket");
        }
        diagnostic.help("delete it, or write an operator before it")
    }
}

/// How a word of the language is used.
fn example(word: &str) -> &'static str {
    match word {
        "in" | "to" => "growth in GB/day",
        "as" => "reads as requests",
        "of" => "20% of users",
        "over" => "growth over 3 years",
        "per" => "storage per user",
        "within" => "check storage ~ 450 GB within 2%",
        "check" => "check storage < 1 TB",
        "title" => "title \"Pastebin\"",
        "calendar" => "calendar primer",
        "bytes" => "bytes binary",
        "strict" => "strict",
        "unit" => "unit tweet, datum/data",
        "record" => "record paste { content = 1 KB }",
        "component" => "component db { availability = 99.9% }",
        "workload" => "workload pastes { users = 10 million users }",
        "path" => "path read = lb -> app",
        "case" => "case \"launch\" { users = 10 users }",
        "fn" => "fn peak(rate, factor = 2) = rate * factor",
        "carries" => "read carries reads as requests",
        _ => "import \"base.nap\"",
    }
}

const RESERVED: [&str; 7] = ["in", "to", "as", "of", "over", "per", "within"];

fn starts_with_word(text: &str, word: &str) -> bool {
    text.strip_prefix(word).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
}

fn digits_at_end(text: &str) -> &str {
    &text[text.trim_end_matches(|digit: char| digit.is_ascii_digit()).len()..]
}

fn digits_at_start(text: &str) -> &str {
    &text[..text.len() - text.trim_start_matches(|digit: char| digit.is_ascii_digit()).len()]
}

/// Whether a number starts behind a text, not a fraction or a word's end.
fn is_number_start(text: &str) -> bool {
    !text.ends_with(|last: char| last.is_alphanumeric() || matches!(last, '_' | '.'))
}

/// `20%`, `3x`, `7:2` at the end of a text; empty where there is none.
fn share_at_end(text: &str) -> &str {
    let share = share_or_number_at_end(text);
    let is_share = share.ends_with(['%', 'x']) || share.contains(':');
    if is_share && share.starts_with(|first: char| first.is_ascii_digit() || first == '.') {
        share
    } else {
        ""
    }
}

/// A number at the end of a text, with its `%`, `x` or `:`.
fn share_or_number_at_end(text: &str) -> &str {
    let (number, mark) = match text.strip_suffix('%') {
        Some(number) => (number.trim_end(), text.len()),
        None => (text.strip_suffix('x').unwrap_or(text), text.len()),
    };
    let start = number
        .trim_end_matches(|letter: char| letter.is_ascii_digit() || matches!(letter, '.' | ':' | '_'))
        .len();
    let is_word = number[..start].ends_with(|last: char| last.is_alphanumeric());
    if is_word || start == number.len() { "" } else { &text[start..mark] }
}

/// `2^n` at the end of a text.
fn power_at_end(text: &str) -> Option<&str> {
    let exponent = last_token(text);
    let base = last_token(text.strip_suffix(exponent)?.strip_suffix('^')?);
    text.get(text.len() - exponent.len() - 1 - base.len()..)
}

/// Whether a text ends in a number, maybe with a magnitude: `2`, `1 million`.
fn ends_in_number(text: &str) -> bool {
    let without = MAGNITUDES.iter().find_map(|word| text.strip_suffix(word)).unwrap_or(text).trim_end();
    !share_or_number_at_end(without).is_empty()
}

/// `peak-reads`, `peak - reads`
fn starts_like_name_with_dash(text: &str) -> bool {
    text.contains('-')
        && text.starts_with(|first: char| first.is_alphabetic())
        && text.chars().all(|letter| letter.is_alphanumeric() || matches!(letter, '-' | '_' | ' '))
}

/// The first token of a text, for a message: a word with its digits, or one sign.
fn first_token(text: &str) -> &str {
    let word = text.find(|letter: char| !(letter.is_alphanumeric() || letter == '_')).unwrap_or(text.len());
    if word > 0 {
        return &text[..word];
    }
    ["->", "..", "<=", ">=", "=="]
        .into_iter()
        .find(|sign| text.starts_with(sign))
        .or_else(|| text.chars().next().map(|first| &text[..first.len_utf8()]))
        .map_or("", |sign| &text[..sign.len()])
}

/// The magnitude that people mean by a letter behind a number that is none.
fn letter_for_magnitude(letter: &str) -> Option<&'static str> {
    match letter {
        "m" => Some("M"),
        "b" => Some("bn"),
        _ => None,
    }
}

/// The last token of a text.
fn last_token(text: &str) -> &str {
    let start = text
        .rfind(|letter: char| !(letter.is_alphanumeric() || matches!(letter, '_' | '.')))
        .map_or(0, |at| at + text[at..].chars().next().map_or(1, char::len_utf8));
    if start == text.len() {
        return text.char_indices().next_back().map_or("", |(at, _)| &text[at..]);
    }
    &text[start..]
}
