//! Says what is wrong with a line that the grammar refuses, and what to type instead; knows the usual slips.

use super::parser::Failure;
use super::scanner::LogicalLine;
use crate::diagnostic::{Diagnostic, Id, nearest};
use crate::source::{Source, Span};

const STATEMENT_WORDS: [&str; 15] = [
    "check", "title", "calendar", "bytes", "strict", "unit", "record", "component", "workload", "path", "case", "fn",
    "import", "carries", "within",
];
const MAGNITUDES: [&str; 4] = ["thousand", "million", "billion", "trillion"];
const OPERATOR_OR_END: &str = "an operator or the end of the line";

/// The diagnostic for a line at which the parser stopped.
pub(super) fn describe(source: &Source, text: &str, line: &LogicalLine, failure: &Failure, in_block: bool) -> Diagnostic {
    let at = line.start + failure.at;
    let code = &text[line.start..line.end];
    let (before, rest) = code.split_at(failure.at);
    let found = first_token(rest);
    let span = Span::new(source.id, at, at + found.len());
    // Where the line just ends, the mark goes to its last character.
    let span = if found.is_empty() { Span::new(source.id, line.end.saturating_sub(1).max(line.start), line.end) } else { span };

    if let Some(diagnostic) = slip(source, line, before, rest, found, span) {
        return diagnostic;
    }
    if in_block && failure.expected.contains(&OPERATOR_OR_END) && !found.is_empty() && before.contains('=') {
        return Diagnostic::new(Id::UnexpectedText, span, format!("`{found}` is left over in this field"))
            .help("fields are separated by `,` or a new line");
    }
    if failure.expected.contains(&OPERATOR_OR_END)
        && found.starts_with(|first: char| first.is_alphanumeric() || matches!(first, '_' | '(' | '$' | '.' | '"'))
    {
        return two_in_a_row(span, before, found);
    }
    let mut expected = failure.expected.clone();
    if expected.len() > 4 {
        expected.truncate(4);
    }
    let expected = match expected.as_slice() {
        [] => "a statement".to_owned(),
        [only] => (*only).to_owned(),
        [init @ .., last] => format!("{} or {last}", init.join(", ")),
    };
    let message = if found.is_empty() {
        format!("the line ends where {expected} is due")
    } else {
        format!("`{found}` stands where {expected} is due")
    };
    let mut diagnostic = Diagnostic::new(Id::UnexpectedText, span, message).label(format!("expected {expected}"));
    if before.matches('(').count() > before.matches(')').count() && found.is_empty() {
        diagnostic = diagnostic.help("close the bracket with `)`");
    } else if found.is_empty() && before.trim_end().ends_with(|last: char| "+-*/^|~<>=,".contains(last)) {
        diagnostic = diagnostic.help("write a value behind the operator");
    } else if before.trim().is_empty()
        && let Some(word) = nearest(found, STATEMENT_WORDS)
    {
        diagnostic = diagnostic.help(format!("did you mean `{word}`?"));
    }
    diagnostic
}

/// The slips that deserve words of their own.
fn slip(
    source: &Source,
    line: &LogicalLine,
    before: &str,
    rest: &str,
    found: &str,
    span: Span,
) -> Option<Diagnostic> {
    let trimmed = before.trim_end();
    let last_word = last_token(trimmed);
    let error = |id, span, message: String, help: String| Some(Diagnostic::new(id, span, message).help(help));
    // `007`: the grammar stops at the first zero, or behind it.
    let number_start = rest.starts_with('0') && rest[1..].starts_with(|digit: char| digit.is_ascii_digit());
    if number_start || (last_word == "0" && found.starts_with(|digit: char| digit.is_ascii_digit())) {
        return error(Id::BadNumber, span, "a number does not start with 0".into(), "drop the leading zeros".into());
    }
    if found == ","
        && last_word.chars().all(|digit| digit.is_ascii_digit())
        && rest[1..].chars().take_while(char::is_ascii_digit).count() == 3
    {
        let thousands = &rest[1..4];
        return error(
            Id::BadNumber,
            span,
            "a comma does not separate thousands".into(),
            format!("write `{last_word}_{thousands}` or `{last_word}{thousands}`"),
        );
    }
    if last_word == "-" && found.starts_with('>') {
        return error(Id::UnexpectedText, span, "`- >` is not an operator".into(), "write `->` without a blank".into());
    }
    if found == "." && last_word.ends_with(|digit: char| digit.is_ascii_digit()) {
        return error(Id::BadNumber, span, "a digit is due behind the point".into(), format!("write `{last_word}` or `{last_word}.0`"));
    }
    if found == "{" || (before.trim().is_empty() && found == "}") {
        return error(
            Id::UnexpectedText,
            span,
            format!("`{found}` has no block here"),
            "a block starts with `record name {`, the bracket on the same line".into(),
        );
    }
    if let Some(block) = ["record", "component", "workload", "case"].iter().find(|word| {
        code_starts_with(trimmed, word) && found.is_empty() && trimmed.split_ascii_whitespace().count() == 2
    }) {
        return error(
            Id::UnexpectedText,
            Span::new(source.id, line.start, line.end),
            format!("a {block} needs its `{{` on this line"),
            format!("write `{} {{`", trimmed.trim()),
        );
    }
    let starts_word = found.starts_with(|first: char| first.is_alphabetic() || first == '_');
    let percent = trimmed.ends_with('%') || (last_word.ends_with('x') && last_word.starts_with(|c: char| c.is_ascii_digit()));
    let ratio = trimmed.rsplit_once(':').is_some_and(|(head, tail)| {
        head.ends_with(|digit: char| digit.is_ascii_digit()) && tail.parse::<f64>().is_ok()
    });
    if starts_word && (percent || ratio) {
        let share = share_text(trimmed);
        let help = if share.ends_with('%') {
            format!("write `{share} of {found}`")
        } else {
            format!("write `{share} * {found}`")
        };
        return error(Id::NotAPureNumber, span, format!("`{share}` is a ratio and counts no {found}"), help);
    }
    if percent && found == "%" {
        return error(Id::UnexpectedText, span, "`%` stands twice".into(), "write it once".into());
    }
    if starts_word && last_word.ends_with('B') && last_word.len() > 1 {
        let number = &last_word[..last_word.len() - 1];
        if number.starts_with(|digit: char| digit.is_ascii_digit()) {
            return error(
                Id::AmbiguousSuffix,
                span,
                format!("`B` is byte, so `{found}` is left over"),
                format!("for billions write `{number}bn {found}`"),
            );
        }
    }
    let conversion = [" in ", " to ", " as "].iter().filter_map(|word| before.rfind(word).map(|at| (at, word.trim()))).max();
    if let Some((_, word)) = conversion
        && found.starts_with(['+', '-', '*', '/', '|', '^'])
        && !before.trim_start().starts_with("check ")
    {
        return error(
            Id::UnexpectedText,
            span,
            format!("`{word}` binds loosest, so `{found}` cannot follow it"),
            format!("bracket it: `(… {word} …) {found} …`"),
        );
    }
    if let Some((_, word)) = conversion
        && word != "as"
        && found.starts_with(|digit: char| digit.is_ascii_digit())
    {
        return error(
            Id::UnexpectedText,
            span,
            format!("`{word}` takes a unit, not a number"),
            "to divide by it, write ` / `".into(),
        );
    }
    if before.trim_start().starts_with("check ") || before.trim() == "check" {
        if found.is_empty() && !before.contains(['~', '<', '>', '=']) {
            return error(
                Id::UnexpectedText,
                span,
                "a check compares two values".into(),
                format!("write `{} ~ …`, `< …` or `= …` behind it", before.trim()),
            );
        }
        if found.starts_with(['~', '<', '>', '=']) {
            return error(
                Id::UnexpectedText,
                span,
                "a check holds one comparison".into(),
                "write two checks: `check a < b` and `check b < c`".into(),
            );
        }
    }
    if found == "=" && starts_like_name_with_dash(trimmed.trim_start()) {
        return error(
            Id::UnexpectedText,
            span,
            "`-` is minus, so this is no name".into(),
            format!("write `{} = …`", trimmed.trim().replace('-', "_")),
        );
    }
    if found == "=" && RESERVED.contains(&last_word) || (before.trim().is_empty() && RESERVED.contains(&found)) {
        let word = if found == "=" { last_word } else { found };
        return error(
            Id::UnexpectedText,
            span,
            format!("`{word}` is an operator and cannot be a name"),
            format!("write `{word}_value` or a fuller word"),
        );
    }
    None
}

const RESERVED: [&str; 7] = ["in", "to", "as", "of", "over", "per", "within"];

fn code_starts_with(text: &str, word: &str) -> bool {
    text.trim_start().strip_prefix(word).is_some_and(|rest| rest.starts_with(' '))
}

/// `20%`, `3x`, `7:2` at the end of a text.
fn share_text(text: &str) -> &str {
    let start = text
        .rfind(|letter: char| !(letter.is_ascii_digit() || matches!(letter, '.' | '%' | 'x' | ':' | '_')))
        .map_or(0, |at| at + text[at..].chars().next().map_or(1, char::len_utf8));
    &text[start..]
}

fn starts_like_name_with_dash(text: &str) -> bool {
    text.contains('-')
        && text.starts_with(|first: char| first.is_alphabetic())
        && text.chars().all(|letter| letter.is_alphanumeric() || matches!(letter, '-' | '_'))
}

/// `10 milion users`, `2 (a + b)`, `16 GB RAM`.
fn two_in_a_row(span: Span, before: &str, found: &str) -> Diagnostic {
    let last = last_token(before.trim_end());
    let word = last.trim_start_matches(|letter: char| letter.is_ascii_digit() || matches!(letter, '.' | '_'));
    let diagnostic =
        Diagnostic::new(Id::MissingOperator, span, format!("`{found}` is left over: no operator stands before it"));
    if let Some(magnitude) = MAGNITUDES.iter().find(|magnitude| word == format!("{magnitude}s")) {
        return diagnostic.help(format!("write `{magnitude} {found}`, without the plural s"));
    }
    if word.len() > 3
        && !MAGNITUDES.contains(&word)
        && let Some(magnitude) = nearest(word, MAGNITUDES)
    {
        return diagnostic.help(format!("did you mean `{magnitude} {found}`?"));
    }
    if found == "(" {
        return diagnostic.help("to multiply, write `*` before the bracket".to_owned());
    }
    if found.starts_with('"') {
        return diagnostic.help("a text in quotes stands only behind `title`, `import` and `case`".to_owned());
    }
    let previous = before.trim_end();
    let number_before = previous.rsplit(|letter: char| letter.is_whitespace()).nth(1).unwrap_or("");
    if !number_before.is_empty() && number_before.ends_with(|digit: char| digit.is_ascii_digit()) && !word.is_empty() {
        return diagnostic
            .help(format!("to multiply, write `*` between them; or is it `{word} per {found}`: `{word}/{found}`?"));
    }
    diagnostic.help("to multiply, write `*` between them".to_owned())
}

/// The first token of a text, for a message: a word with its digits, or one sign.
fn first_token(text: &str) -> &str {
    let text_start = text.trim_start();
    if text_start.len() != text.len() && text_start.is_empty() {
        return "";
    }
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
