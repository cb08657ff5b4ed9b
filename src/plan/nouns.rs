//! Which words in a unit's place are new countable nouns, and which are slips; runs before any expression is typed.

use rustc_hash::FxHashMap;

use super::planner::Planner;
use crate::diagnostic::{Diagnostic, Fix, Id, nearest, shared_start};
use crate::source::Span;
use crate::syntax::sheet::{Expression, ExpressionKind, Sheet, Statement, StatementKind, UnitExpression};
use crate::syntax::words;
use crate::units::table;

/// How many uses of nouns are searched for look-alikes in all texts that are planned at once, and among how many nouns.
const MOST_LOOK_ALIKES: usize = 2_000;
/// Longer words are no slips of any unit.
const LONGEST_SLIP: usize = 40;
const MAGNITUDES: [&str; 4] = ["thousand", "million", "billion", "trillion"];

/// What is known of the words in units' places.
#[derive(Debug, Clone, Default)]
pub(super) struct Nouns {
    /// How often each noun is used, by its singular as the registry has it.
    uses: FxHashMap<String, usize>,
    /// How often each noun counts something: stands above the bar.
    counted: FxHashMap<String, usize>,
    /// Words that have been reported; their uses are no further errors.
    pub(super) reported: FxHashMap<String, Span>,
    /// The singular of each use and whether it counts, in order, so that lines can be taken back.
    journal: Vec<(String, bool)>,
}

impl Nouns {
    /// How many uses there were.
    pub(super) fn mark(&self) -> usize {
        self.journal.len()
    }

    /// Forgets the uses after a mark.
    pub(super) fn roll_back(&mut self, mark: usize) {
        for (singular, counts) in self.journal.drain(mark..) {
            if let Some(uses) = self.uses.get_mut(&singular) {
                *uses -= 1;
            }
            if let Some(counted) = self.counted.get_mut(&singular).filter(|_| counts) {
                *counted -= 1;
            }
        }
    }

    /// Whether some line has it below the bar.
    pub(super) fn is_below(&self, singular: &str) -> bool {
        let uses = self.uses.get(singular).copied().unwrap_or(0);
        uses > self.counted.get(singular).copied().unwrap_or(0)
    }

    /// Whether some line counts in it.
    pub(super) fn counts(&self, singular: &str) -> bool {
        self.counted.get(singular).is_some_and(|uses| *uses > 0)
    }
}

/// One word in a unit's place.
struct Use {
    word: String,
    /// The number that stands before it, glued or not.
    number: String,
    span: Span,
    above: bool,
}

/// Takes the nouns of some texts' expressions as countables, one text after another, or says why not.
///
/// Each text is held against itself and those before it, as lines that come one by one are: a noun that was fine when
/// its line came is fine when all lines are planned anew.
pub(super) fn collect(planner: &mut Planner, texts: &[(&Sheet, Vec<Expression>)]) {
    let texts: Vec<Vec<Use>> =
        texts.iter().map(|(sheet, expressions)| uses(planner, sheet, expressions)).collect();
    // Every noun is held against every other: past some hundreds that costs more than it helps. Those of the lines
    // before count too, as a session's lines come one by one.
    let are_few = texts.iter().map(Vec::len).sum::<usize>() <= MOST_LOOK_ALIKES
        && planner.nouns.uses.len() <= MOST_LOOK_ALIKES;
    for uses in texts {
        for place in 0..uses.len() {
            take(planner, &uses, place);
        }
        if are_few {
            uses.iter().for_each(|at| look_alike(planner, at));
        }
    }
}

/// The words in units' places that may be nouns.
fn uses(planner: &Planner, sheet: &Sheet, expressions: &[Expression]) -> Vec<Use> {
    let mut uses = Vec::new();
    for expression in expressions {
        for node in &sheet.nodes[expression.nodes()] {
            match &node.kind {
                ExpressionKind::Literal(literal) => {
                    // The `m` of a duration has its own reading.
                    let is_minutes = |span: Span| !literal.more.is_empty() && sheet.source.slice(span) == "m";
                    let from = uses.len();
                    from_units(planner, sheet, &literal.units, &mut uses);
                    while uses.len() > from && uses.last().is_some_and(|found| is_minutes(found.span)) {
                        uses.pop();
                    }
                    for (_, factor) in
                        literal.more.iter().filter(|(_, factor)| !factor.word.is_some_and(is_minutes))
                    {
                        if let Some(span) = factor.word {
                            uses.push(found(sheet, span, true));
                        }
                    }
                }
                ExpressionKind::Suffix { units, .. } => from_units(planner, sheet, units, &mut uses),
                ExpressionKind::As { unit, below, .. } => {
                    let word = sheet.word(*unit);
                    if word != "availability" {
                        uses.push(found(sheet, *unit, !below));
                    }
                }
                _ => {}
            }
        }
    }
    uses
}

fn found(sheet: &Sheet, span: Span, above: bool) -> Use {
    let word = sheet.word(span).into_owned();
    let mut number = String::new();
    if word.starts_with('x') || !word.is_ascii() || word.bytes().any(|byte| byte.is_ascii_digit()) {
        // Only units run together with digits need it.
        let text = &sheet.source.text[..span.start as usize];
        let before = text.trim_end();
        let digits = before.bytes().rev().take_while(|byte| byte.is_ascii_digit() || *byte == b'.').count();
        before[before.len() - digits..].clone_into(&mut number);
        number.push_str(&text[before.len()..]);
    }
    Use { word, number, span, above }
}

fn from_units(planner: &Planner, sheet: &Sheet, units: &UnitExpression, uses: &mut Vec<Use>) {
    for factor in &units.factors {
        // Most words are units of the table, of which there is nothing to learn.
        if let Some(span) = factor.word.filter(|span| !planner.plan.units.is_measure(&sheet.word(*span))) {
            // The name of `100 GB-used` is no noun.
            if sheet.joint_before(span).is_some() && is_bound(planner, sheet, span) {
                continue;
            }
            uses.push(found(sheet, span, factor.power > 0));
        }
    }
}

fn is_bound(planner: &Planner, sheet: &Sheet, span: Span) -> bool {
    let word = sheet.word(span);
    let is_it = |statement: &Statement| match &statement.kind {
        StatementKind::Binding(field) => sheet.word(field.name) == word,
        StatementKind::Function { parameters, .. } => {
            statement.span.start <= span.start
                && span.end <= statement.span.end
                && parameters.iter().any(|(name, _)| sheet.word(*name) == word)
        }
        _ => false,
    };
    planner.names.contains_key(&*word) || sheet.statements.iter().any(is_it)
}

fn take(planner: &mut Planner, uses: &[Use], place: usize) {
    let Use { word, number, span, above } = &uses[place];
    let known = planner.plan.units.find(word);
    let unit = match known {
        Some(unit) if !planner.plan.units.is_countable(unit) => return,
        Some(unit) => {
            planner.plan.units.also_spelt(unit, word);
            unit
        }
        None => {
            if planner.nouns.reported.contains_key(word) {
                return;
            }
            let has_longer_spelling = || {
                uses.iter()
                    .any(|other| other.word.len() > word.len() && other.word.starts_with(word.as_str()))
            };
            // Told once, and mended wherever it stands.
            let places = || uses.iter().filter(|other| other.word == *word).map(|other| other.span).collect();
            if let Some(diagnostic) = refuse(planner, word, number, *span, places, has_longer_spelling) {
                planner.nouns.reported.insert(word.clone(), *span);
                planner.report(diagnostic);
                return;
            }
            planner.plan.units.add_countable(word, None)
        }
    };
    let singular = planner.plan.units.singular(unit).to_lowercase();
    *planner.nouns.uses.entry(singular.clone()).or_default() += 1;
    planner.nouns.journal.push((singular.clone(), *above));
    *planner.nouns.counted.entry(singular).or_default() += usize::from(*above);
}

/// Why a word is no new noun; nothing where it is one.
fn refuse(
    planner: &Planner,
    word: &str,
    number: &str,
    span: Span,
    places: impl Fn() -> Vec<Span>,
    has_longer_spelling: impl Fn() -> bool,
) -> Option<Diagnostic> {
    let error = |id, message: String, help: String, instead: &[&str]| {
        let diagnostic = Diagnostic::new(id, span, message).help(help);
        let places = places();
        let everywhere = |text: &&str| {
            let fix = Fix::new(format!("write `{text}`"));
            places.iter().fold(fix, |fix, place| fix.replacing(*place, *text))
        };
        Some(instead.iter().map(everywhere).fold(diagnostic, Diagnostic::with_fix))
    };
    if let Some(meant) = ambiguous_bytes(word) {
        let message = format!("`{word}` could be bits or bytes, a factor of 8");
        return error(
            Id::AmbiguousSuffix,
            message,
            bits_or_bytes(&meant),
            &meant.each_ref().map(String::as_str),
        );
    }
    if is_hexadecimal(word) {
        let message = format!("`{number}{word}` is hexadecimal, which numbers are not written in");
        let value = u64::from_str_radix(&word[1..], 16).ok().filter(|_| number == "0");
        let help = value.map_or("write it in decimal".to_owned(), |value| format!("write `{value}`"));
        return error(Id::BadNumber, message, help, &[]);
    }
    match word {
        "G" | "g" => {
            return error(
                Id::AmbiguousSuffix,
                format!("`{word}` alone is not a unit"),
                "write `bn` for a billion, `GB` for bytes or `Gbps` for a bit rate".into(),
                &["bn", "GB", "Gbps"],
            );
        }
        "m" => {
            return error(
                Id::AmbiguousSuffix,
                "`m` could be minutes, milliseconds, millions or months".into(),
                "write `min`, `ms`, `M` or `month`".into(),
                &["min", "ms", "M", "month"],
            );
        }
        _ => {}
    }
    if let Some(meant) = usual_slip(word) {
        return error(
            Id::UnknownUnit,
            format!("`{word}` is no unit"),
            format!("write `{meant}`; or declare it: `unit {word}`"),
            &[meant],
        );
    }
    if let Some((magnitude, rest)) = glued_magnitude(word) {
        let spaced = if magnitude == "B" { format!("bn {rest}") } else { format!("{magnitude} {rest}") };
        return error(
            Id::UnknownUnit,
            format!("`{word}` runs a magnitude and a noun together"),
            format!("write `{number}{spaced}`"),
            &[&spaced],
        );
    }
    if let Some(spaced) = parts_with_blanks(word) {
        let is_time = word.starts_with(['h', 'd', 'm', 's', 'w', 'y'])
            && !word.ends_with(|last: char| last.is_ascii_digit());
        let completed = spaced.ends_with("min") || spaced.ends_with('h');
        let instead: &[&str] = if is_time || completed { &[&spaced] } else { &[] };
        return error(
            Id::UnknownUnit,
            format!("`{word}` runs units and numbers together"),
            format!("write it with blanks: `{number}{spaced}`"),
            instead,
        );
    }
    if planner.strict {
        let message = format!("`{word}` is not declared, and this file is strict");
        let help = format!("write `unit {word}` on a line of its own");
        let told = Diagnostic::new(Id::UndeclaredNoun, span, message).help(help);
        return Some(told.with_fix(declaration(word, span)));
    }
    let is_noun = table::NOUNS
        .iter()
        .any(|(one, many)| word.eq_ignore_ascii_case(one) || word.eq_ignore_ascii_case(many));
    if is_noun {
        return None;
    }
    let letters = word.chars().count();
    let candidates =
        || table::all_spellings().filter(|word| !matches!(*word, "times" | "percent")).chain(MAGNITUDES);
    let slip = if letters > LONGEST_SLIP {
        None
    } else if letters <= 4 {
        candidates().find(|candidate| {
            candidate.len() > 1
                && (candidate.eq_ignore_ascii_case(word)
                    || word
                        .strip_suffix('s')
                        .is_some_and(|stem| stem.len() > 1 && stem.eq_ignore_ascii_case(candidate)))
        })
    } else {
        let allowed = if letters < 8 { 1 } else { 2 };
        let lower = word.to_lowercase();
        candidates()
            .filter(|candidate| candidate.chars().count().abs_diff(letters) <= allowed)
            .map(|candidate| (strsim::osa_distance(&lower, candidate), candidate))
            .filter(|(distance, candidate)| *distance <= allowed && candidate.len() > 3)
            .min_by_key(|(distance, candidate)| {
                (*distance, std::cmp::Reverse(shared_start(&lower, candidate)))
            })
            .map(|(_, candidate)| candidate)
    };
    if let Some(meant) = slip {
        let others: Vec<_> =
            candidates().filter(|other| *other != meant && other.eq_ignore_ascii_case(word)).collect();
        if word.ends_with("Bs") && word.len() == 3 {
            let bytes = &word[..2];
            return error(
                Id::UnknownUnit,
                format!("`{word}` is no unit"),
                format!("write `{bytes}`, or `{bytes}/s` for bytes per second"),
                &[bytes, &format!("{bytes}/s")],
            );
        }
        if word.ends_with("bs") && word.len() == 3 {
            let word = &word.replacen(['k', 'm', 'g', 't'], &word[..1].to_uppercase(), 1);
            let prefix = &word[..1];
            return error(
                Id::UnknownUnit,
                format!("`{word}` is no unit"),
                format!(
                    "write `{prefix}bps` for bits per second, `{prefix}B/s` for bytes per second, or `{prefix}b` for bits"
                ),
                &[&format!("{prefix}bps"), &format!("{prefix}B/s"), &format!("{prefix}b")],
            );
        }
        if !others.is_empty() {
            let meant: Vec<&str> = std::iter::once(meant).chain(others).collect();
            let names: Vec<_> = meant.iter().map(|name| format!("`{name}`")).collect();
            return error(
                Id::UnknownUnit,
                format!("`{word}` is no unit: case matters here"),
                format!("write {}", names.join(" or ")),
                &meant,
            );
        }
        let message = format!("`{word}` is no unit, and looks like a slip of `{meant}`");
        let help = format!("write `{meant}`, or declare the noun: `unit {word}`");
        let told = error(Id::UnknownUnit, message, help, &[meant]);
        return told.map(|told| told.with_fix(declaration(word, span)));
    }
    if letters < 3 && word.is_ascii() && !has_longer_spelling() {
        let help = format!("a noun of one or two letters is declared first: `unit {word}`");
        let told = error(Id::UnknownUnit, format!("`{word}` is no unit"), help, &[]);
        return told.map(|told| told.with_fix(declaration(word, span)));
    }
    None
}

/// What `kb`, `mb`, ... can mean: bytes and bits.
pub(super) fn ambiguous_bytes(word: &str) -> Option<[String; 2]> {
    matches!(word, "kb" | "mb" | "gb" | "tb" | "pb").then(|| {
        let large = word.to_uppercase();
        let bits = format!("{}b", &large[..1]);
        [large, bits]
    })
}

/// Says what to write for each of the two.
pub(super) fn bits_or_bytes([bytes, bits]: &[String; 2]) -> String {
    format!("write `{bytes}` for bytes or `{bits}` for bits")
}

/// The declaration of a noun, on a line of its own at the top of the text that uses it.
fn declaration(word: &str, span: Span) -> Fix {
    let top = Span::new(span.source, 0, 0);
    Fix::new(format!("declare it: `unit {word}`")).replacing(top, format!("unit {word}\n"))
}

/// Abbreviations that people write for a unit or a magnitude: what they mean.
fn usual_slip(word: &str) -> Option<&'static str> {
    Some(match word {
        "mth" | "mths" | "mon" => "month",
        "a" => "year",
        "S" => "s",
        "H" => "h",
        "sek" => "s",
        "gig" | "gigs" => "GB",
        "meg" | "megs" => "MB",
        "mm" => "million",
        "bil" | "Bn" | "BN" => "billion",
        _ => return None,
    })
}

/// `h30`, `KB5`, `xFF`: known units or magnitudes run together with digits, with blanks between the parts; none where a
/// part is no unit, as in `ipv4`, `gp3`, `s3`.
fn parts_with_blanks(word: &str) -> Option<String> {
    let mut parts: Vec<&str> = Vec::new();
    let mut rest = word;
    while let Some(first) = rest.chars().next() {
        let is_digit = |letter: char| letter.is_ascii_digit() || letter == '.';
        let end = rest.find(|letter| is_digit(letter) != is_digit(first)).unwrap_or(rest.len());
        let (part, behind) = rest.split_at(end);
        parts.push(part);
        rest = behind;
    }
    let is_number = |part: &str| part.starts_with(|digit: char| digit.is_ascii_digit());
    let words = || parts.iter().filter(|part| !is_number(part));
    let is_unit = |part: &&str| {
        let is_measure = table::find(part).is_some_and(|place| table::ROWS[place].meaning.is_measure());
        (is_measure && (part.len() > 1 || matches!(*part, "h" | "d" | "w" | "y")))
            || *part == "m"
            || is_magnitude(part)
    };
    let has_digits = parts.len() > 1 && !is_number(parts[0]);
    if !has_digits || !words().all(is_unit) {
        return None;
    }
    let mut spaced = String::new();
    for part in &parts {
        if !spaced.is_empty() && is_number(part) {
            spaced.push(' ');
        }
        spaced.push_str(if *part == "m" { "min" } else { part });
    }
    // The last part of a duration has the unit that follows the one before it.
    if is_number(parts[parts.len() - 1]) && matches!(parts[parts.len() - 2], "h" | "d") {
        spaced.push_str(if parts[parts.len() - 2] == "h" { "min" } else { "h" });
    }
    Some(spaced)
}

/// `万用户` of `500万用户`, `M司机`, `B参数`: a magnitude and a noun of another script behind it.
fn glued_magnitude(word: &str) -> Option<(&str, &str)> {
    let cut = word.char_indices().skip(1).find(|(at, letter)| {
        let head = &word[..*at];
        !letter.is_ascii() && (words::magnitude(head).is_some() || head == "B")
    })?;
    Some(word.split_at(cut.0))
}

fn is_magnitude(part: &str) -> bool {
    words::magnitude(part).is_some()
}

/// `xFF` of `0xFF`
fn is_hexadecimal(word: &str) -> bool {
    word.strip_prefix('x').is_some_and(|digits| {
        !digits.is_empty()
            && digits.bytes().all(|digit| digit.is_ascii_hexdigit())
            && digits.bytes().any(|digit| digit.is_ascii_digit() || digit.is_ascii_uppercase())
    })
}

/// A noun used once that is one edit from another of the file used twice or more: probably the same.
fn look_alike(planner: &mut Planner, at: &Use) {
    let Some(unit) = planner.plan.units.find(&at.word) else { return };
    if !planner.plan.units.is_countable(unit) {
        return;
    }
    let singular = planner.plan.units.singular(unit).to_lowercase();
    let once = planner.nouns.uses.get(&singular) == Some(&1);
    let known = |word: &str| table::NOUNS.iter().any(|(one, many)| word == *one || word == *many);
    if !once || singular.chars().count() < 5 || known(&singular) || planner.declared.contains(&singular) {
        return;
    }
    let often = planner
        .nouns
        .uses
        .iter()
        .filter(|(other, uses)| **uses >= 2 && **other != singular && other.len() >= 5);
    let meant = often
        .map(|(other, _)| other.as_str())
        .filter(|other| strsim::osa_distance(other, &singular) == 1)
        .min()
        .map(str::to_owned);
    if let Some(meant) = meant {
        planner.nouns.reported.insert(at.word.clone(), at.span);
        planner.report(
            Diagnostic::new(
                Id::UnknownUnit,
                at.span,
                format!("`{}` is used once, and `{meant}` elsewhere", at.word),
            )
            .help(format!("did you mean `{meant}`? If not, declare it: `unit {}`", at.word))
            .with_fix(Fix::write(at.span, meant))
            .with_fix(declaration(&at.word, at.span)),
        );
    }
}

/// The unit that a word in a target was meant for.
pub(super) fn near_unit(planner: &Planner, word: &str) -> Option<String> {
    let built_in: Vec<&str> = table::all_spellings().collect();
    nearest(word, built_in.into_iter().chain(planner.plan.units.own_spellings())).map(str::to_owned)
}
