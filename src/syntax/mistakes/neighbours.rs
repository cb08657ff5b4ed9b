//! Two values with no operator between them: `10 milion users`, `2 (a + b)`, `16 GB RAM`.

use super::failure::Expected;
use super::phrases::without_words;
use super::stop::{Stop, last_value, share_or_number_at_end};
use crate::diagnostic::{Diagnostic, Fix, Id, nearest};
use crate::syntax::tokens::{TokenKind, is_word};
use crate::syntax::words::{self, MAGNITUDE_WORDS, TIMES_MARK};
use crate::units::{magnitudes, table};

const BEFORE_BRACKET: &str = "to multiply, write `*` before the bracket";
const BETWEEN: &str = "to multiply, write `*` between them";

/// What looks like units in a bracket: `2 (a + b)` fails at the `+`.
pub(super) fn before_bracket(stop: &Stop<'_>) -> Option<Diagnostic> {
    let place = stop.tokens_before.iter().rposition(|token| stop.text(token) == "(")?;
    let inner = &stop.tokens_before[place + 1..];
    let open = stop.tokens_before[place].range.start;
    let number = stop.before[..open].trim_end();
    if inner.iter().any(|token| stop.text(token) == ")") || stop.found.is_empty() || !ends_in_number(number) {
        return None;
    }
    let bracket = stop.at(open, open + 1);
    let diagnostic = Diagnostic::new(Id::MissingOperator, bracket, "no operator stands before this bracket");
    let gap = stop.at(number.len(), open);
    if stop.found == ")"
        && let [unit] = inner
        && matches!(unit.kind, TokenKind::Word | TokenKind::Number)
    {
        let unit = stop.text(unit);
        let counted = format!("write `{} {unit}`", last_value(number));
        let without = Fix::new(format!("for a unit, {counted}"))
            .replacing(stop.at(number.len(), open + 1), " ")
            .replacing(stop.at(stop.before.len(), stop.place() + 1), "");
        return Some(
            diagnostic.help(format!("for a unit, {counted}; {BEFORE_BRACKET}")).with_fix(without).fix(
                BEFORE_BRACKET,
                gap,
                " * ",
            ),
        );
    }
    Some(diagnostic.help(BEFORE_BRACKET).fix(BEFORE_BRACKET, gap, " * "))
}

pub(super) fn mistake(stop: &Stop<'_>) -> Option<Diagnostic> {
    let starts_value = match stop.found_kind? {
        TokenKind::Word | TokenKind::Number | TokenKind::Text => true,
        _ => matches!(stop.found, "(" | "$" | "."),
    };
    (starts_value && stop.expects(Expected::OperatorOrEnd)).then(|| two_in_a_row(stop))
}

/// The last word before the place, and the number before that.
struct Before<'t> {
    word: &'t str,
    number: &'t str,
    /// Where the number ends and the word starts.
    number_end: usize,
    word_start: usize,
}

fn two_in_a_row(stop: &Stop<'_>) -> Diagnostic {
    let found = stop.found;
    let last = stop.last();
    let word = last.trim_start_matches(|letter: char| letter.is_ascii_digit() || matches!(letter, '.' | '_'));
    let word_start = stop.before.len() - word.len();
    let head = stop.before[..word_start].trim_end();
    let before = Before { word, number: number_at_end(head), number_end: head.len(), word_start };
    let diagnostic = Diagnostic::new(
        Id::MissingOperator,
        stop.span,
        format!("`{found}` is left over: no operator stands before it"),
    );
    if let Some(fixed) = number_in_words(stop)
        .or_else(|| time_in_words(stop))
        .or_else(|| sentence(stop))
        .or_else(|| magnitude(stop, &before, &diagnostic))
    {
        return fixed;
    }
    if let Some(statement) = stop.word_before(0).filter(|word| *word == stop.before)
        && (words::is_statement(statement) || statement == "within")
    {
        return stop.error(
            Id::UnexpectedText,
            format!("`{found}` is not what follows `{statement}`"),
            format!("write it as in `{}`", words::example(statement)),
        );
    }
    if let Some(power) = power_at_end(stop.before).filter(|_| stop.found_word()) {
        let start = stop.before.len() - power.len();
        let unit = format!("for a unit, write `({power}) {found}`");
        let diagnostic = diagnostic.help(format!("{unit}; {BETWEEN}")).with_fix(
            Fix::new(unit)
                .replacing(stop.at(start, start), "(")
                .replacing(stop.at(stop.before.len(), stop.before.len()), ")"),
        );
        return stop.multiplied(diagnostic, BETWEEN);
    }
    if stop.found_kind == Some(TokenKind::Text) {
        return diagnostic.help("a text in quotes stands only behind `title`, `import` and `case`");
    }
    let Before { word, number, .. } = before;
    if !number.is_empty() && word == TIMES_MARK {
        let product = format!("to multiply, write `{number} * {found}`");
        let factor = stop.at(before.number_end, stop.place());
        return diagnostic.help(product.clone()).fix(product, factor, " * ");
    }
    if found == "within" {
        return stop.error(
            Id::UnexpectedText,
            "`within` stands only in a check",
            "write `check a ~ b within 5%`",
        );
    }
    if !number.is_empty()
        && word.starts_with(char::is_alphabetic)
        && stop.found_word()
        && !words::is_magnitude_word(word)
    {
        return two_words(stop, &before);
    }
    if let Some(named) = two_named(stop) {
        return named;
    }
    stop.multiplied(diagnostic.help(BETWEEN), BETWEEN)
}

/// `half a day`, `a month`
fn time_in_words(stop: &Stop<'_>) -> Option<Diagnostic> {
    let is_time = |word: &str| words::TIMES.contains(&word) && word.len() > 1;
    let article = |word: &str| matches!(word, "a" | "an" | "one");
    let (number, start, word, end) = if stop.last() == "half" && article(stop.found) {
        let behind = stop.behind();
        let word = behind.trim_start();
        let word = &word[..word.find(|letter| !is_word(letter)).unwrap_or(word.len())];
        let end = stop.code.len() - behind.trim_start().len() + word.len();
        ("0.5", stop.before.len() - "half".len(), word, end)
    } else if article(stop.last()) {
        ("1", stop.before.len() - stop.last().len(), stop.found, stop.place() + stop.found.len())
    } else {
        return None;
    };
    if !is_time(word) {
        return None;
    }
    let text = format!("{number} {word}");
    let help = format!("write `{text}`");
    let span = stop.at(start, end);
    let message = "a time is written with a number";
    Some(Diagnostic::new(Id::MissingOperator, span, message).help(help.clone()).fix(help, span, text))
}

/// `four nines`, `storage x3`: a number that is spelt out, or a factor without a blank.
fn number_in_words(stop: &Stop<'_>) -> Option<Diagnostic> {
    const NUMBERS: [&str; 10] =
        ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];
    let (found, last) = (stop.found, stop.last());
    if let Some(number) = NUMBERS.iter().position(|word| *word == last.to_lowercase()) {
        let counted = if found == "9s" { "nines" } else { found };
        let text = format!("{} {counted}", number + 1);
        let help = format!("write `{text}`");
        let span = stop.at(stop.before.len() - last.len(), stop.place() + found.len());
        let message = "a number is written in digits";
        return Some(
            Diagnostic::new(Id::MissingOperator, span, message).help(help.clone()).fix(help, span, text),
        );
    }
    let factor = found.strip_prefix(['x', 'X']).filter(|factor| !factor.is_empty())?;
    if !factor.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    let help = format!("to multiply, write `* {factor}`");
    let span = stop.at(stop.before.len(), stop.place() + found.len());
    let message = format!("`{found}` is no word of a formula");
    Some(Diagnostic::new(Id::MissingOperator, stop.span, message).help(help.clone()).fix(
        help,
        span,
        format!(" * {factor}"),
    ))
}

/// `1 ping every 4 seconds`, `20 servers at $0.50/hour`: a word of sentences, where an operator is due.
fn sentence(stop: &Stop<'_>) -> Option<Diagnostic> {
    let joining = |word: &str| words::JOINING.contains(&word);
    let word = [stop.found, stop.last()].into_iter().find(|word| joining(word))?;
    let behind = if word == stop.found { stop.behind() } else { stop.rest };
    let rest = behind.trim();
    let starts_number = rest.starts_with(|first: char| first.is_ascii_digit() || first == '$');
    let length = rest.find(|letter| !is_word(letter)).unwrap_or(rest.len());
    let is_time = words::TIMES.contains(&&rest[..length]);
    if matches!(word, "a" | "an" | "each" | "every") && is_time && word == stop.found {
        // `1M requests a day`
        let unit = &rest[..length];
        let help = format!("write `/{unit}`");
        let end = stop.code.len() - behind.trim_start().len() + length;
        let span = stop.at(stop.before.len(), end);
        let message = format!("`{word} {unit}` is written as a unit");
        let diagnostic = Diagnostic::new(Id::MissingOperator, stop.span, message).help(help.clone());
        return Some(diagnostic.fix(help, span, format!("/{unit}")));
    }
    let (help, operator) = match word {
        "every" if starts_number => (format!("write ` / {rest}` for every {rest}"), Some(" / ")),
        "at" if rest.starts_with('$') => (format!("write ` * {rest}`"), Some(" * ")),
        "at" if starts_number => {
            (format!("write ` * {rest}` for a price each, ` / {rest}` for a rate"), None)
        }
        "plus" => ("write `+`".to_owned(), Some(" + ")),
        "times" => ("write `*`".to_owned(), Some(" * ")),
        _ => (
            "a line is a formula: write an operator there, and put words in a comment behind `#`".to_owned(),
            None,
        ),
    };
    let message = format!("`{word}` is no operator, and no unit");
    let (start, end) = if word == stop.found {
        (stop.before.len(), stop.place() + word.len())
    } else {
        (stop.before.len() - word.len(), stop.place())
    };
    let diagnostic = Diagnostic::new(Id::MissingOperator, stop.span, message).help(help.clone());
    let span = stop.at(
        stop.code[..start].trim_end().len(),
        end + (stop.code[end..].len() - stop.code[end..].trim_start().len()),
    );
    Some(match operator {
        Some(operator) => diagnostic.fix(help, span, operator),
        None => diagnostic,
    })
}

/// `ledger storage per year`: two words that number nothing are one name.
fn two_named(stop: &Stop<'_>) -> Option<Diagnostic> {
    let (word, found) = (stop.last(), stop.found);
    let is_name = |word: &str| word.starts_with(|first: char| is_word(first) && !first.is_ascii_digit());
    let is_behind_number =
        !share_or_number_at_end(stop.before[..stop.before.len() - word.len()].trim_end()).is_empty();
    if !is_name(word) || !stop.found_word() || is_behind_number || words::is_reserved(word) {
        return None;
    }
    let joined = format!("{word}_{found}");
    let diagnostic = Diagnostic::new(
        Id::MissingOperator,
        stop.span,
        format!("`{found}` is left over: a name is one word, and no operator stands before it"),
    );
    let diagnostic = diagnostic.help(format!("for one name, write `{joined}`; {BETWEEN}")).fix(
        format!("write `{joined}`"),
        stop.gap(),
        "_",
    );
    Some(stop.multiplied(diagnostic, BETWEEN))
}

/// `100 checkout requests`, `16 GB RAM`: a noun is one word, and what explains it is a comment (rulings, PC1).
fn two_words(stop: &Stop<'_>, before: &Before<'_>) -> Diagnostic {
    let Before { word, number, .. } = *before;
    let found = stop.found;
    let is_unit = table::find(word).is_some();
    let diagnostic = Diagnostic::new(
        Id::MissingOperator,
        stop.span,
        format!("`{found}` is left over: a noun is one word, and no operator stands before it"),
    );
    let (line, extra) = without_words(stop.code, |word| table::find(word).is_some());
    let words = extra.join(", ");
    let line = format!("{line}  # {words}");
    // A sentence is no formula with words in it.
    let is_formula = !extra.iter().any(|word| words::JOINING.contains(&word.as_str()));
    let comment = (!stop.in_block && !extra.is_empty() && is_formula).then(|| {
        Fix::new(format!("put `{words}` in a comment")).replacing(stop.at(0, stop.code.len()), line.clone())
    });
    let joined = format!("{number} {word}_{found}");
    let mut help = Vec::new();
    if !is_unit {
        help.push(format!("write `{joined}`"));
    }
    if comment.is_some() {
        help.push(format!("put what explains it in a comment, `{line}`"));
    }
    help.push(BETWEEN.to_owned());
    let diagnostic = diagnostic.help(help.join("; "));
    let diagnostic =
        if is_unit { diagnostic } else { diagnostic.fix(format!("write `{joined}`"), stop.gap(), "_") };
    stop.multiplied(comment.into_iter().fold(diagnostic, Diagnostic::with_fix), BETWEEN)
}

/// `10 milion users`, `2 (a)`, `5m users`
fn magnitude(stop: &Stop<'_>, before: &Before<'_>, diagnostic: &Diagnostic) -> Option<Diagnostic> {
    let Before { word, number, number_end, word_start } = *before;
    let (found, diagnostic) = (stop.found, diagnostic.clone());
    let place = stop.at(word_start, stop.before.len());
    if word.len() > 3
        && !number.is_empty()
        && !words::is_magnitude_word(word)
        && let Some(near) = nearest(word, MAGNITUDE_WORDS.iter().map(|row| row.word))
    {
        let counted = format!("`{number} {near} {found}`");
        return Some(diagnostic.help(format!("did you mean {counted}?")).fix(
            format!("write {counted}"),
            place,
            near,
        ));
    }
    if found == "(" {
        return Some(stop.multiplied(diagnostic.help(BEFORE_BRACKET), BEFORE_BRACKET));
    }
    let ten = power_meant_by(word).filter(|_| !number.is_empty())?;
    let (letters, spelt) = magnitudes::letters_of(ten).zip(magnitudes::word_of(ten))?;
    let (short, long) = (format!("`{number}{letters} {found}`"), format!("`{number} {spelt} {found}`"));
    let place = stop.at(number_end, stop.before.len());
    Some(
        diagnostic
            .help(format!("`{word}` is no magnitude: write {short} or {long}"))
            .fix(format!("write {short}"), place, letters)
            .fix(format!("write {long}"), place, format!(" {spelt}")),
    )
}

/// The power of ten that people mean by a letter behind a number that is no magnitude.
fn power_meant_by(letter: &str) -> Option<i32> {
    match letter {
        "m" => Some(6),
        "b" | "G" | "g" => Some(9),
        _ => None,
    }
}

/// A number at the end of a text, maybe with its magnitude: `67K`, `5 million`, `20%`.
fn number_at_end(text: &str) -> &str {
    let plain = share_or_number_at_end(text);
    if !plain.is_empty() {
        return plain;
    }
    let word = &text[text.trim_end_matches(is_word).len()..];
    let letters = word.trim_start_matches(|digit: char| digit.is_ascii_digit() || digit == '_');
    if letters.is_empty() || words::magnitude(letters).is_none() {
        return "";
    }
    let head = text[..text.len() - letters.len()].trim_end();
    let number = share_or_number_at_end(head);
    if number.is_empty() { "" } else { &text[head.len() - number.len()..] }
}

/// `2^n` at the end of a text.
fn power_at_end(text: &str) -> Option<&str> {
    let exponent = last_value(text);
    let base = last_value(text.strip_suffix(exponent)?.strip_suffix('^')?);
    text.get(text.len() - exponent.len() - 1 - base.len()..)
}

/// Whether a text ends in a number, maybe with a magnitude: `2`, `1 million`.
fn ends_in_number(text: &str) -> bool {
    let word = &text[text.trim_end_matches(is_word).len()..];
    let letters = word.trim_start_matches(|digit: char| digit.is_ascii_digit() || digit == '_');
    let without = match words::is_magnitude_word(letters) {
        true => text[..text.len() - letters.len()].trim_end(),
        false => text,
    };
    !share_or_number_at_end(without).is_empty()
}
