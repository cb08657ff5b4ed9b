//! One canonical layout of a text: blanks, line ends, columns. It moves no word, so it knows no unit and no plan.
//!
//! Line breaks inside a statement stay where they were written, since a comment ends its line. Blanks around a `/`
//! decide what it means (rulings, B2), so a tight one stays tight and a spaced one spaced.

mod columns;
mod lexemes;

use std::collections::HashMap;
use std::mem::discriminant;
use std::ops::Range;
use std::sync::Arc;

use unicode_width::UnicodeWidthStr;

use self::columns::{Code, Kind, Row, written};
use self::lexemes::{Lexeme, Role, is_blank_between, lexemes, rewritten, spellings};
use super::parse;
use super::scan::{LineKind, LogicalLine, comment_start, scan};
use super::sheet::{ExpressionKind, Sheet, Statement, StatementKind, UnitFactor};
use crate::diagnostic::Diagnostic;
use crate::source::{Source, Span};

/// How far a block's fields and a statement's further lines stand in.
const INDENT: usize = 2;
/// Brackets that nest deeper move their lines no further in.
const DEEPEST_INDENT: usize = 8;
/// A block that was written on one line stays there up to this width, without its comment.
const WIDEST_BLOCK: usize = 110;

/// The text of a source in its canonical layout; to lay that out again changes nothing.
///
/// Lines end in a line feed, whatever they ended in.
///
/// # Errors
/// What cannot be read in it: such a text has no layout.
pub fn format(source: &Arc<Source>) -> Result<String, Vec<Diagnostic>> {
    let (sheet, diagnostics) = parse(Arc::clone(source));
    if diagnostics.iter().any(Diagnostic::is_error) {
        return Err(diagnostics);
    }
    let text = lay_out(&sheet);
    // A layout never changes a meaning; one that would is not given out.
    Ok(if is_the_same(&sheet, &text) { text } else { source.text.clone() })
}

fn lay_out(sheet: &Sheet) -> String {
    let scan = scan(&sheet.source, usize::MAX);
    let lexemes = lexemes(sheet, &scan.text, &scan.lines);
    let kinds = kinds(sheet);
    let spellings = spellings(sheet);
    let mut page = Page {
        text: &scan.text,
        lines: &scan.lines,
        kinds,
        spellings: &spellings,
        rows: Vec::new(),
        in_block: false,
        open: None,
    };
    let (mut start, mut rest, mut column_above) = (0, lexemes.as_slice(), None);
    for line in sheet.source.text.split_inclusive('\n') {
        start += line.len();
        let (here, later) = rest.split_at(rest.iter().take_while(|lexeme| lexeme.start < start).count());
        let comment = comment_start(line);
        let column = comment.map(|at| line[..at].width());
        let comment = comment.map(|at| tidy(&line[at..]));
        rest = later;
        let is_more = column.is_some() && column == column_above;
        match comment {
            comment if !here.is_empty() => page.code(here, comment),
            Some(comment) => page.comment(comment, is_more, later.first()),
            None if line.trim().is_empty() => page.blank(),
            // A comma that the layout does without.
            None => {}
        }
        column_above = column.filter(|_| is_more || !here.is_empty());
    }
    page.finish()
}

/// A comment with a blank behind its `#`, where a word follows at once.
fn tidy(comment: &str) -> String {
    let comment = comment.trim_end();
    let words = comment.trim_start_matches('#');
    let (signs, _) = comment.split_at(comment.len() - words.len());
    let gap = if words.starts_with(char::is_alphanumeric) { " " } else { "" };
    format!("{signs}{gap}{words}")
}

/// The kinds of the lines that have two sides, by where they start.
fn kinds(sheet: &Sheet) -> HashMap<usize, &'static str> {
    let mut kinds = HashMap::new();
    for Statement { kind, span, .. } in &sheet.statements {
        let mut say = |span: &Span, kind| {
            kinds.insert(span.start as usize, kind);
        };
        match kind {
            StatementKind::Binding(_) => say(span, "binding"),
            StatementKind::Path(_) => say(span, "path"),
            StatementKind::UnitDefinition(_) => say(span, "unit"),
            StatementKind::Check(_) => say(span, "check"),
            StatementKind::Block { fields, checks, .. } => {
                fields.iter().for_each(|field| say(&field.name, "binding"));
                checks.iter().for_each(|(_, span, _)| say(span, "check"));
            }
            _ => {}
        }
    }
    kinds
}

/// The statement that may go on in the next line.
#[derive(Debug, Clone, Copy)]
struct OpenLine {
    /// Its place among the logical lines.
    line: usize,
    /// How many of its brackets are open.
    depth: usize,
}

/// The rows so far.
struct Page<'t> {
    text: &'t str,
    lines: &'t [LogicalLine],
    kinds: HashMap<usize, &'static str>,
    /// What is written otherwise than it was typed.
    spellings: &'t [(Range<usize>, &'static str)],
    rows: Vec<Row>,
    in_block: bool,
    open: Option<OpenLine>,
}

impl Page<'_> {
    /// A blank line: one is kept of several, none at the start of the text or of a block.
    fn blank(&mut self) {
        let is_idle = match self.rows.last() {
            None | Some(Row::Blank) => true,
            Some(Row::Code(code)) => code.kind == Kind::Opening,
            Some(_) => false,
        };
        if !is_idle {
            self.rows.push(Row::Blank);
        }
    }

    /// A line with a comment alone, which may go on with the one behind the code above.
    fn comment(&mut self, text: String, is_more: bool, next: Option<&Lexeme>) {
        let open = self.open.filter(|open| next.is_some_and(|next| next.line == open.line));
        let further = open.map_or(0, |open| INDENT * open.depth.clamp(1, DEEPEST_INDENT));
        self.rows.push(if is_more {
            Row::MoreComment(text)
        } else {
            Row::Comment { indent: self.indent() + further, text }
        });
    }

    /// A line with code: the rows of all that starts or goes on in it. Its comment stands behind the last of them.
    fn code(&mut self, lexemes: &[Lexeme], comment: Option<String>) {
        let mut parts: Vec<&[Lexeme]> = lexemes.chunk_by(|one, other| one.line == other.line).collect();
        let kind_of = |part: &[Lexeme]| self.lines[part[0].line].kind;
        let is_whole_block = parts.first().is_some_and(|part| kind_of(part) == LineKind::Header)
            && parts.last().is_some_and(|part| kind_of(part) == LineKind::BlockEnd);
        let place = self.rows.len();
        if is_whole_block && let Some(code) = self.block_in_a_row(&parts) {
            self.rows.push(Row::Code(code));
            self.open = None;
        } else {
            parts.drain(..).for_each(|part| self.part(part));
        }
        // The comment of a block that no longer fits into a row goes to its head, which says the same.
        let row = if is_whole_block { self.rows.get_mut(place) } else { self.rows.last_mut() };
        if let Some(Row::Code(code)) = row {
            code.comment = comment;
        }
    }

    /// A block that was written on one line, if it fits into one row.
    fn block_in_a_row(&self, parts: &[&[Lexeme]]) -> Option<Code> {
        let [head, fields @ .., _] = parts else { return None };
        let name = |field: &&[Lexeme]| {
            let words = field.iter().take_while(|lexeme| matches!(lexeme.role, Role::Word | Role::Dot));
            let is_check = self.kinds.get(&field[0].start) == Some(&"check");
            if is_check {
                "check".to_owned()
            } else {
                words.map(|word| word.written(self.text, self.spellings)).collect()
            }
        };
        let kind = Kind::Block(head[0].written(self.text, self.spellings), fields.iter().map(name).collect());
        let mut cells = vec![self.join(head)];
        cells.extend(fields.iter().map(|field| self.join(field) + ","));
        match cells.as_mut_slice() {
            [_, first, ..] => first.insert_str(0, "{ "),
            _ => cells.push("{".to_owned()),
        }
        if let Some(last) = cells.last_mut() {
            last.truncate(last.trim_end_matches(',').len());
            last.push_str(" }");
        }
        let code = Code { indent: 0, kind, cells, comment: None };
        (code.width() <= WIDEST_BLOCK).then_some(code)
    }

    /// What one logical line has in the line of the text that is being read.
    fn part(&mut self, part: &[Lexeme]) {
        let line = part[0].line;
        let before = self.open.filter(|open| open.line == line);
        let mut depth = before.map_or(0, |open| open.depth);
        let mut code = Code { indent: self.indent(), kind: Kind::Single, cells: Vec::new(), comment: None };
        match self.lines[line].kind {
            LineKind::Header => {
                self.in_block = true;
                code.kind = Kind::Opening;
                code.cells.push(self.join(part) + " {");
            }
            LineKind::BlockEnd => {
                self.in_block = false;
                code.indent = 0;
                code.cells.push("}".to_owned());
                if matches!(self.rows.last(), Some(Row::Blank)) {
                    self.rows.pop();
                }
            }
            _ if before.is_some() => {
                let closing = part.iter().take_while(|lexeme| lexeme.role == Role::Close).count();
                let depth = if closing > 0 { depth.saturating_sub(closing) } else { depth.max(1) };
                code.indent += INDENT * depth.min(DEEPEST_INDENT);
                code.kind = Kind::Further;
                code.cells.push(self.join(part));
            }
            _ => match self.kinds.get(&part[0].start).copied().zip(middle(part)) {
                Some((kind, middle)) => {
                    code.kind = Kind::Sides(kind);
                    code.cells.extend([self.join(&part[..middle]), self.join(&part[middle..])]);
                }
                None => code.cells.push(self.join(part)),
            },
        }
        for lexeme in part {
            match lexeme.role {
                Role::Open { .. } => depth += 1,
                Role::Close => depth = depth.saturating_sub(1),
                _ => {}
            }
        }
        self.open = Some(OpenLine { line, depth });
        self.rows.push(Row::Code(code));
    }

    fn indent(&self) -> usize {
        if self.in_block { INDENT } else { 0 }
    }

    fn join(&self, lexemes: &[Lexeme]) -> String {
        let mut text = String::new();
        for (place, lexeme) in lexemes.iter().enumerate() {
            if place > 0 && is_blank_between(self.text, &lexemes[place - 1], lexeme) {
                text.push(' ');
            }
            text.push_str(&lexeme.written(self.text, self.spellings));
        }
        text
    }

    fn finish(mut self) -> String {
        while matches!(self.rows.last(), Some(Row::Blank)) {
            self.rows.pop();
        }
        written(self.rows)
    }
}

/// Where the right side starts: at the first `=` or comparison that is in no bracket.
fn middle(part: &[Lexeme]) -> Option<usize> {
    let mut depth = 0_usize;
    let place = part.iter().position(|lexeme| {
        match lexeme.role {
            Role::Open { .. } => depth += 1,
            Role::Close => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 0 && lexeme.role == Role::Comparison
    });
    place.filter(|place| *place > 0)
}

// ---- the meaning -------------------------------------------------------------------------------------------

/// Whether a text says the same as a sheet, as far as it can be told without resolving names.
fn is_the_same(sheet: &Sheet, text: &str) -> bool {
    let source = Source::new(sheet.source.id, sheet.source.name.clone(), text);
    let (other, diagnostics) = parse(Arc::new(source));
    let (code, other_code) = (scan(&sheet.source, usize::MAX).text, scan(&other.source, usize::MAX).text);
    let statements = || sheet.statements.iter().zip(&other.statements);
    diagnostics.iter().all(|diagnostic| !diagnostic.is_error())
        && squeezed(&rewritten(&code, 0..code.len(), &spellings(sheet))) == squeezed(&other_code)
        && sheet.statements.len() == other.statements.len()
        && statements().all(|(one, another)| discriminant(&one.kind) == discriminant(&another.kind))
        && statements().all(|(one, another)| notes(sheet, one) == notes(&other, another))
        && sheet.nodes.len() == other.nodes.len()
        && (0..sheet.nodes.len()).all(|place| says(sheet, &code, place) == says(&other, &other_code, place))
}

/// Code without blanks, and without the commas that separate fields or arguments.
fn squeezed(code: &str) -> String {
    let letters = code.chars().filter(|letter| !letter.is_ascii_whitespace() && *letter != ',');
    letters.collect::<String>().replace('×', "*")
}

/// The notes of a statement and of its fields, with the names of the fields.
fn notes<'s>(sheet: &'s Sheet, statement: &Statement) -> Vec<Option<&'s str>> {
    let text = |span: &Option<Span>| span.map(|span| sheet.source.slice(span));
    let mut notes = vec![text(&statement.note)];
    if let StatementKind::Block { fields, checks, .. } = &statement.kind {
        for field in fields {
            notes.extend([Some(sheet.source.slice(field.name)), text(&field.note)]);
        }
        notes.extend(checks.iter().map(|(_, _, note)| text(note)));
    }
    notes
}

/// What a node is, and of which operands, which come before it.
fn says(sheet: &Sheet, code: &str, place: usize) -> String {
    let node = &sheet.nodes[place];
    match &node.kind {
        ExpressionKind::Literal(literal) => {
            let unit = |factor: &UnitFactor| {
                let word = factor.word.map(|word| sheet.word(word).into_owned());
                let magnitude = factor.magnitude.map(|magnitude| (magnitude.ten, magnitude.two));
                format!("{word:?} {} {:?} {magnitude:?}", factor.power, factor.number)
            };
            let units: Vec<String> = literal.units.factors.iter().map(unit).collect();
            let more: Vec<String> =
                literal.more.iter().map(|(number, factor)| format!("{number:?} {}", unit(factor))).collect();
            let magnitude = literal.magnitude.map(|magnitude| (magnitude.ten, magnitude.two));
            format!("{:?} {:?} {magnitude:?} {units:?} {more:?}", literal.number, literal.kind)
        }
        ExpressionKind::Reference => squeezed(&code[node.span.range()]),
        ExpressionKind::Binary { operator, left, right, .. } => {
            format!("{} {left:?} {right:?}", operator.as_str())
        }
        ExpressionKind::Call { arguments, .. } => {
            format!("{:?}", arguments.iter().map(|argument| argument.value).collect::<Vec<_>>())
        }
        kind => format!("{:?}", discriminant(kind)),
    }
}
