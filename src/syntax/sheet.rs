//! What was written: statements and expressions with their places; no name is resolved, no unit known.

use std::sync::Arc;

use crate::source::{Source, Span};
use crate::units::decimal::Decimal;

/// One source, parsed. Lines that could not be read are missing from it; what they would have bound is in
/// [`Sheet::broken`].
#[derive(Debug, Clone)]
pub struct Sheet {
    /// The text that all spans point into.
    pub source: Arc<Source>,
    /// The statements in the order of the file.
    pub statements: Vec<Statement>,
    /// Every expression's nodes, operands before their operators.
    pub nodes: Vec<ExpressionNode>,
    /// Names on the left of lines that could not be read; using one is no second error.
    pub broken: Vec<Span>,
    /// The module that it is, if it ships with napkin: its names stand behind this one.
    pub module: Option<String>,
}

impl Sheet {
    /// The text of a span, in normal form C (rulings, C11).
    pub fn word(&self, span: Span) -> std::borrow::Cow<'_, str> {
        let text = self.source.slice(span);
        if text.is_ascii() {
            return text.into();
        }
        use unicode_normalization::UnicodeNormalization;
        text.nfc().collect::<String>().into()
    }

    /// The sign that joins a unit's word to the one before it: `-` or `*`, of `core-ms` and `GB*month`.
    pub fn joint_before(&self, word: Span) -> Option<char> {
        match self.source.text[..word.start as usize].chars().next_back() {
            Some('-') => Some('-'),
            Some('*' | '·' | '\u{387}') => Some('*'),
            _ => None,
        }
    }

    /// A node.
    pub fn node(&self, id: NodeId) -> &ExpressionNode {
        &self.nodes[id.0 as usize]
    }

    /// What an expression says, in one line.
    pub fn text(&self, span: Span) -> String {
        let source = self.source.slice(span);
        if !source.contains(['\n', '#']) {
            return source.trim().to_owned();
        }
        let lines = source.lines().map(|line| line.split('#').next().unwrap_or("").trim());
        lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join(" ")
    }
}

/// Where a node stands in [`Sheet::nodes`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NodeId(pub u32);

/// An expression: its nodes are `first..=root`, each operand before its operator, so that it can be walked
/// without recursion.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Expression {
    /// Its first node.
    pub first: NodeId,
    /// Its last, the whole.
    pub root: NodeId,
    /// Where it stands.
    pub span: Span,
}

/// One statement.
#[derive(Debug, Clone)]
pub struct Statement {
    /// What it says.
    pub kind: StatementKind,
    /// Where it stands.
    pub span: Span,
    /// The comment behind it.
    pub note: Option<Span>,
}

/// A name or a text with a value behind it: a field, a parameter.
#[derive(Debug, Clone)]
pub struct Field {
    /// The name, with its dots.
    pub name: Span,
    /// The value.
    pub value: Expression,
    /// The comment behind it.
    pub note: Option<Span>,
}

/// Which block it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BlockKind {
    /// `record paste { content = 1 KB }`
    Record,
    /// `component lb { availability = 99.99% }`
    Component,
    /// `workload pastes { users = 10 million users }`
    Workload,
    /// `case "launch" { users = 10 users }`
    Case,
    /// `calendar { day = 90_000 s }`
    Calendar,
}

/// How the two sides of a check are held against each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    /// `a ~ b`
    Near,
    /// `a < b`
    Less,
    /// `a <= b`
    LessOrEqual,
    /// `a > b`
    Greater,
    /// `a >= b`
    GreaterOrEqual,
    /// `a = b` or `a == b`
    Equal,
}

impl Comparison {
    /// Whether it requires something, of every case as of the base; else it states what a figure was said to be.
    pub fn is_requirement(self) -> bool {
        !matches!(self, Self::Near | Self::Equal)
    }
}

/// What a check asks.
#[derive(Debug, Clone)]
pub struct Check {
    /// The side that is computed.
    pub left: Expression,
    /// How it is compared.
    pub comparison: Comparison,
    /// The side it is held against.
    pub right: Expression,
    /// The tolerance after `within`.
    pub within: Option<Expression>,
}

/// What a statement says.
#[derive(Debug, Clone)]
pub enum StatementKind {
    /// `users = 10 million users`
    Binding(Field),
    /// `check storage ~ 450 GB`
    Check(Check),
    /// `storage / 3`, a row named by its text.
    Expression(Expression),
    /// `title "Pastebin"`
    Title(Span),
    /// `calendar primer`, `calendar 30/365`
    Calendar(Span),
    /// `bytes binary`
    Bytes(Span),
    /// `strict`
    Strict,
    /// `unit shard = 500 GB`
    UnitDefinition(Field),
    /// `unit tweet, datum/data`: singular and plural.
    UnitDeclaration(Vec<(Span, Option<Span>)>),
    /// `fn double(rate, factor = 2) = rate * factor`
    Function {
        /// Its name.
        name: Span,
        /// Its parameters with their defaults.
        parameters: Vec<(Span, Option<Expression>)>,
        /// What it gives.
        body: Expression,
    },
    /// `import "base.nap"`, the text between the quotes.
    ImportFile(Span),
    /// `import latency`
    ImportModule(Span),
    /// `path read = lb -> app`
    Path(Field),
    /// `read carries writes as requests`
    Carries(Field),
    /// A block with fields.
    Block {
        /// Which.
        kind: BlockKind,
        /// Its name, or the text between a case's quotes; none for a calendar.
        name: Option<Span>,
        /// Its fields in order.
        fields: Vec<Field>,
        /// A case's checks.
        checks: Vec<(Check, Span, Option<Span>)>,
    },
}

/// A node of an expression.
#[derive(Debug, Clone)]
pub struct ExpressionNode {
    /// What it is.
    pub kind: ExpressionKind,
    /// Where it stands.
    pub span: Span,
}

/// What stands between two operands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operator {
    /// `a + b`
    Add,
    /// `a - b`
    Subtract,
    /// `a * b`
    Multiply,
    /// `a / b`
    Divide,
    /// `a per b`
    Per,
    /// `a over b`
    Over,
    /// `20% of b`
    Of,
    /// `a ^ b`
    Power,
    /// `a -> b`
    Series,
    /// `a | b`
    Parallel,
    /// `a..b`
    Range,
    /// `5 to 10 million`
    To,
    /// `10-20 GB`, a tight `-` between two literals: a range or a difference.
    Hyphen,
}

impl Operator {
    /// As it is written.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Add => "+",
            Self::Subtract => "-",
            Self::Multiply => "*",
            Self::Divide => "/",
            Self::Per => "per",
            Self::Over => "over",
            Self::Of => "of",
            Self::Power => "^",
            Self::Series => "->",
            Self::Parallel => "|",
            Self::Range => "..",
            Self::To => "to",
            Self::Hyphen => "-",
        }
    }
}

/// What a node of an expression is.
#[derive(Debug, Clone)]
pub enum ExpressionKind {
    /// `12.7 GB/month`
    Literal(Box<Literal>),
    /// `users`, `paste.content`
    Reference,
    /// `(a)`: kept, for what may stand behind a bracket.
    Group(NodeId),
    /// `-a`
    Negative(NodeId),
    /// `a + b`
    Binary {
        /// Which.
        operator: Operator,
        /// Where the operator stands.
        operator_span: Span,
        /// The operand before it.
        left: NodeId,
        /// The operand behind it.
        right: NodeId,
    },
    /// `(a + b) million users`
    Suffix {
        /// What stands before.
        value: NodeId,
        /// Powers of ten or two.
        magnitude: Option<Magnitude>,
        /// The units, maybe none.
        units: UnitExpression,
    },
    /// `2 of 3 app`
    Needed {
        /// How many are needed.
        needed: u64,
        /// Of how many.
        members: u64,
        /// Each of them.
        member: NodeId,
    },
    /// `2 of (a, b, c)`
    Choice {
        /// How many are needed.
        needed: u64,
        /// All of them.
        members: Vec<NodeId>,
    },
    /// `max(a, b)`
    Call {
        /// The function's name.
        function: Span,
        /// What it is called with.
        arguments: Vec<Argument>,
    },
    /// `a in GB/day`
    In {
        /// What is shown.
        value: NodeId,
        /// In which units.
        target: Target,
    },
    /// `a as requests`, `a as /requests`
    As {
        /// What is changed.
        value: NodeId,
        /// Whether the countable stands below the bar.
        below: bool,
        /// What it counts then.
        unit: Span,
    },
}

/// One argument of a call.
#[derive(Debug, Clone)]
pub struct Argument {
    /// Its name, if it is given by name.
    pub name: Option<Span>,
    /// Its value.
    pub value: NodeId,
}

/// What a value is converted to.
#[derive(Debug, Clone)]
pub enum Target {
    /// `in %`
    Percent,
    /// `in x`
    Times,
    /// `in million users/day`
    Units {
        /// The magnitude in which numbers are shown.
        magnitude: Option<Magnitude>,
        /// The units, maybe none.
        units: UnitExpression,
    },
}

/// `k`, `million`, `Ki`
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Magnitude {
    /// The power of ten; 0 for a binary one.
    pub ten: i32,
    /// The power of two; 0 for a decimal one.
    pub two: i32,
    /// Where it stands.
    pub span: Span,
}

impl Magnitude {
    /// What it stands for.
    pub fn factor(self) -> f64 {
        10_f64.powi(self.ten) * 2_f64.powi(self.two)
    }
}

/// What kind of number a literal is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LiteralKind {
    /// `12.7`, maybe with units.
    Plain,
    /// `20%`
    Percent,
    /// `3x`
    Times,
    /// `10:1`
    Ratio(Decimal),
    /// `6 nines`
    Nines,
}

/// A number with all that is written on it.
#[derive(Debug, Clone)]
pub struct Literal {
    /// The number.
    pub number: Decimal,
    /// Where the number stands; an empty place before a magnitude that stands alone, `per million writes`.
    pub number_span: Span,
    /// What kind of number.
    pub kind: LiteralKind,
    /// `million`
    pub magnitude: Option<Magnitude>,
    /// The letter of a suffix that a variable could be meant by, `2x`: where it stands.
    pub glued: Option<Span>,
    /// The units.
    pub units: UnitExpression,
    /// The further parts of `8h 45min 57s`: number, unit, place.
    pub more: Vec<(Decimal, UnitFactor)>,
    /// What else stands at it, which most literals have nothing of.
    pub aside: Option<Box<Aside>>,
}

/// What people write at a number besides its units.
#[derive(Debug, Clone, Default)]
pub struct Aside {
    /// The `B` of `1B clicks`, a billion before a plural.
    pub billions: Option<Span>,
    /// The `daily` of `10M daily users` where nothing that follows makes it an adjective of people.
    pub cadence: Option<Span>,
    /// Where the words behind the units start: `each`, `avg`.
    pub qualifiers: Option<Span>,
    /// The bracket of words that explain the number: `20 (growth)`.
    pub remark: Option<Span>,
}

/// Units as written: `GB/user/day`, `core-ms/request`, `per 5 tweets`.
#[derive(Debug, Clone, Default)]
pub struct UnitExpression {
    /// The factors in order.
    pub factors: Vec<UnitFactor>,
}

/// One unit of several.
#[derive(Debug, Clone, Copy)]
pub struct UnitFactor {
    /// The word or sign; none for a bare number below the bar (`per 5`).
    pub word: Option<Span>,
    /// Its power; negative below the bar.
    pub power: i32,
    /// The number before it, `per 5 tweets`.
    pub number: Option<Decimal>,
    /// The magnitude before it, `per million writes`.
    pub magnitude: Option<Magnitude>,
}

impl Statement {
    /// Calls back with every expression in it.
    pub fn each_expression(&self, mut call: impl FnMut(Expression)) {
        let mut check = |check: &Check| {
            call(check.left);
            call(check.right);
            if let Some(within) = check.within {
                call(within);
            }
        };
        match &self.kind {
            StatementKind::Check(it) => check(it),
            StatementKind::Block { fields, checks, .. } => {
                checks.iter().for_each(|(it, _, _)| check(it));
                fields.iter().for_each(|field| call(field.value));
            }
            StatementKind::Binding(field)
            | StatementKind::UnitDefinition(field)
            | StatementKind::Path(field)
            | StatementKind::Carries(field) => call(field.value),
            StatementKind::Expression(expression) => call(*expression),
            StatementKind::Function { parameters, body, .. } => {
                parameters.iter().filter_map(|(_, default)| *default).for_each(&mut call);
                call(*body);
            }
            _ => {}
        }
    }
}

impl Expression {
    /// The places of its nodes.
    pub fn nodes(self) -> std::ops::RangeInclusive<usize> {
        self.first.0 as usize..=self.root.0 as usize
    }
}
