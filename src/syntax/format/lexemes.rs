//! Joins the tokens of a parsed text to what the layout moves as one, and says where a blank stands between two; knows
//! no line and no column.

use std::collections::HashMap;
use std::ops::Range;

use crate::syntax::scan::LogicalLine;
use crate::syntax::sheet::{ExpressionKind, Magnitude, Operator, Sheet, StatementKind};
use crate::syntax::tokens::tokens;
use crate::syntax::words;
use crate::units::magnitudes;

/// What a piece of code is to the blanks around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// A word, a text in quotes, a number that counts something.
    Word,
    /// A part of a literal or of the unit behind a bracket, the n-th of the text: its blanks mean something.
    Literal(usize),
    /// A part of the n-th conversion, `in GB/day`: its blanks mean nothing.
    Conversion(usize),
    /// An operator between two operands, and whether it was written tight.
    Operator { operator: Operator, is_tight: bool },
    /// A minus before an operand.
    Sign,
    /// `(`, and whether it stands behind the name of a function.
    Open { of_call: bool },
    /// `)`
    Close,
    /// `,` inside brackets or between the nouns of a declaration
    Comma,
    /// The dot of `paste.content`.
    Dot,
    /// `=`, or what a check compares by.
    Comparison,
    /// The `/` of `unit datum/data` and `calendar 30/365`.
    Slash,
}

/// A piece of code.
#[derive(Debug, Clone, Copy)]
pub(super) struct Lexeme {
    /// Its first byte.
    pub(super) start: usize,
    /// The first byte behind it.
    pub(super) end: usize,
    /// What it is.
    pub(super) role: Role,
    /// The place of its logical line among those of the scan.
    pub(super) line: usize,
}

impl Lexeme {
    fn piece<'t>(&self, text: &'t str) -> &'t str {
        &text[self.start..self.end]
    }

    /// As it is written: the scanner's mark for a middle dot is a `*`, and of several spellings the usual one.
    pub(super) fn written(&self, text: &str, spellings: &[(Range<usize>, &'static str)]) -> String {
        let piece = self.piece(text);
        if piece.starts_with('"') {
            piece.to_owned()
        } else {
            rewritten(text, self.start..self.end, spellings)
        }
    }
}

/// What is read in several spellings and written in one: where it stands, and how it is written.
pub(super) fn spellings(sheet: &Sheet) -> Vec<(Range<usize>, &'static str)> {
    let mut found = Vec::new();
    let source = &sheet.source;
    let mut magnitude = |magnitude: &Option<Magnitude>| {
        if let Some(Magnitude { span, .. }) = magnitude
            && let Some(usual) = magnitudes::usual(source.slice(*span))
        {
            found.push((span.range(), usual));
        }
    };
    let mut operators = Vec::new();
    for node in &sheet.nodes {
        match &node.kind {
            ExpressionKind::Literal(literal) => {
                magnitude(&literal.magnitude);
                literal.units.factors.iter().for_each(|factor| magnitude(&factor.magnitude));
            }
            ExpressionKind::Suffix { magnitude: own, units, .. } => {
                magnitude(own);
                units.factors.iter().for_each(|factor| magnitude(&factor.magnitude));
            }
            ExpressionKind::Binary { operator: Operator::Over, operator_span, .. }
                if source.slice(*operator_span) == words::FOR =>
            {
                operators.push((operator_span.range(), Operator::Over.as_str()));
            }
            _ => {}
        }
    }
    found.extend(operators);
    found.sort_by_key(|(range, _)| range.start);
    found
}

/// A stretch of scanned text as it is written: each spelling that is read in one way.
pub(super) fn rewritten(
    text: &str,
    within: Range<usize>,
    spellings: &[(Range<usize>, &'static str)],
) -> String {
    let first = spellings.partition_point(|(range, _)| range.start < within.start);
    let (mut written, mut at) = (String::new(), within.start);
    for (range, usual) in spellings[first..].iter().take_while(|(range, _)| range.end <= within.end) {
        written.push_str(&text[at..range.start]);
        // `10mil` is `10 million`.
        if usual.len() > 2
            && usual.is_ascii()
            && text[..range.start].ends_with(|digit: char| digit.is_ascii_digit())
        {
            written.push(' ');
        }
        written.push_str(usual);
        at = range.end;
    }
    written.push_str(&text[at..within.end]);
    written.replace('×', "*")
}

/// The lexemes of scanned lines. What a sign means is told by the sheet, for which they are parsed already.
pub(super) fn lexemes(sheet: &Sheet, text: &str, lines: &[LogicalLine]) -> Vec<Lexeme> {
    Joiner::new(sheet, text).lexemes(lines)
}

struct Joiner<'t> {
    text: &'t str,
    /// Literals and conversions, in the order of the text.
    zones: Vec<Zone>,
    operators: HashMap<usize, Operator>,
    /// Where the names of functions end, in the order of the text.
    functions: Vec<usize>,
}

struct Zone {
    start: usize,
    end: usize,
    is_conversion: bool,
}

impl<'t> Joiner<'t> {
    fn new(sheet: &Sheet, text: &'t str) -> Self {
        let (mut zones, mut operators, mut functions) = (Vec::new(), HashMap::new(), Vec::new());
        for node in &sheet.nodes {
            let end = node.span.end as usize;
            let behind = |value| sheet.node(value).span.end as usize;
            match &node.kind {
                ExpressionKind::Literal(_) => {
                    let start = node.span.start as usize;
                    // A raised digit holds the sign of the power too.
                    let sign =
                        text[start..end].bytes().take_while(|byte| matches!(byte, b'^' | b' ')).count();
                    zones.push(Zone { start: start + sign, end, is_conversion: false });
                }
                ExpressionKind::Suffix { value, .. } => {
                    zones.push(Zone { start: behind(*value), end, is_conversion: false });
                }
                ExpressionKind::In { value, .. } | ExpressionKind::As { value, .. } => {
                    zones.push(Zone { start: behind(*value), end, is_conversion: true });
                }
                ExpressionKind::Binary { operator, operator_span, .. } => {
                    operators.insert(operator_span.start as usize, *operator);
                }
                ExpressionKind::Call { function, .. } => functions.push(function.end as usize),
                _ => {}
            }
        }
        for statement in &sheet.statements {
            if let StatementKind::Function { name, .. } = &statement.kind {
                functions.push(name.end as usize);
            }
        }
        zones.sort_unstable_by_key(|zone| zone.start);
        functions.sort_unstable();
        Self { text, zones, operators, functions }
    }

    fn lexemes(&self, lines: &[LogicalLine]) -> Vec<Lexeme> {
        let mut lexemes: Vec<Lexeme> = Vec::with_capacity(self.text.len() / 4);
        let mut next_zone = 0;
        for (line, logical) in lines.iter().enumerate() {
            let mut start = logical.start;
            while start < logical.end {
                if self.text.as_bytes()[start].is_ascii_whitespace() {
                    start += 1;
                    continue;
                }
                while self.zones.get(next_zone).is_some_and(|zone| zone.end <= start) {
                    next_zone += 1;
                }
                let (end, role) = match self.zones.get(next_zone).filter(|zone| zone.start <= start) {
                    Some(zone) if zone.is_conversion => (self.piece(start), Role::Conversion(next_zone)),
                    Some(zone) => (self.until_blank(start, zone.end), Role::Literal(next_zone)),
                    None => {
                        // The x of `4x16` is a sign.
                        let is_each_of =
                            self.text[start..].starts_with('x') && self.operators.contains_key(&start);
                        let end = if is_each_of { start + 1 } else { self.piece(start) };
                        (end, self.role(start, end, lexemes.last()))
                    }
                };
                lexemes.push(Lexeme { start, end, role, line });
                start = end;
            }
        }
        lexemes
    }

    fn until_blank(&self, start: usize, end: usize) -> usize {
        let blank = self.text.as_bytes()[start..end].iter().position(u8::is_ascii_whitespace);
        blank.map_or(end, |length| start + length)
    }

    /// The end of the word, number, text or sign that starts here.
    fn piece(&self, start: usize) -> usize {
        let length = tokens(&self.text[start..]).next().map_or(1, |token| token.range.len());
        start + length
    }

    fn role(&self, start: usize, end: usize, before: Option<&Lexeme>) -> Role {
        if let Some(operator) = self.operators.get(&start) {
            let bytes = self.text.as_bytes();
            let is_blank = |byte: Option<&u8>| byte.is_none_or(u8::is_ascii_whitespace);
            let before = start.checked_sub(1).and_then(|before| bytes.get(before));
            // A power behind a word could be that of the unit (rulings, B12).
            let is_power = *operator == Operator::Power
                && !self.text[..start].trim_ascii_end().ends_with(|letter: char| letter.is_alphabetic());
            let is_tight = is_power || !is_blank(before) && !is_blank(bytes.get(end));
            return Role::Operator { operator: *operator, is_tight };
        }
        match &self.text[start..end] {
            "(" => {
                let of_call = before.is_some_and(|name| self.functions.binary_search(&name.end).is_ok());
                Role::Open { of_call }
            }
            ")" => Role::Close,
            "," => Role::Comma,
            "." => Role::Dot,
            "-" => Role::Sign,
            "/" => Role::Slash,
            "~" | "<" | "<=" | ">" | ">=" | "=" | "==" => Role::Comparison,
            _ => Role::Word,
        }
    }
}

/// Whether a blank stands between two lexemes that follow each other on a line.
pub(super) fn is_blank_between(text: &str, left: &Lexeme, right: &Lexeme) -> bool {
    use Role::{Close, Comma, Conversion, Dot, Literal, Open, Sign, Slash};
    match (left.role, right.role) {
        (Literal(one), Literal(other)) if one == other => left.end < right.start && left.piece(text) != "~",
        (Conversion(one), Conversion(other)) if one == other => {
            let (left, right) = (left.piece(text), right.piece(text));
            // `in %` and `as /requests`, but `GB/(user*day)`
            matches!(left, "in" | "to" | "as") || (is_word(left) || left == ")") && is_word(right)
        }
        (Open { .. } | Sign | Dot | Slash, _) | (_, Close | Comma | Dot | Slash | Open { of_call: true }) => {
            false
        }
        // `$5per million` divides; with a blank `per` goes on with the unit. `2of 3 app` is twice 3 apps.
        (Literal(_), Role::Operator { operator: Operator::Per | Operator::Of, .. })
            if !left.piece(text).ends_with('%') || right.piece(text) == "per" =>
        {
            left.end < right.start
        }
        (Role::Operator { operator, is_tight }, _) | (_, Role::Operator { operator, is_tight }) => {
            match operator {
                Operator::Range | Operator::Hyphen => false,
                // The x of `4x16 GB`, which with blanks would be a product like any other.
                Operator::Multiply if is_tight && is_each_of(text, left, right) => false,
                Operator::Divide | Operator::Power => !is_tight,
                _ => true,
            }
        }
        _ => true,
    }
}

fn is_each_of(text: &str, left: &Lexeme, right: &Lexeme) -> bool {
    let is_x = |side: &Lexeme| matches!(side.role, Role::Operator { .. }) && side.piece(text) == "x";
    is_x(left) || is_x(right)
}

fn is_word(piece: &str) -> bool {
    piece.starts_with(|letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '$' | '€' | '£'))
}
