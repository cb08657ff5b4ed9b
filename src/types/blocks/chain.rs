//! A chain of components and how `->`, `|` and `of` make one of others (rulings, F); knows no operator's figures.

use std::collections::HashSet;
use std::sync::Arc;

use super::figures::{Figure, Figures};
use super::joining::Joint;
use super::members::MemberNames;
use super::{Context, Typed};
use crate::diagnostic::{Diagnostic, Id, Reported};
use crate::source::Span;
use crate::syntax::sheet::Sheet;
use crate::units::dimension::BaseKind;
use crate::units::{Base, Dimension};

/// How many stages a path may have.
const MOST_STAGES: usize = 10_000;

/// One stage of a chain.
#[derive(Debug, Clone)]
pub struct Stage {
    /// As written: `8 of 10 app`.
    pub text: StageText,
    /// What it comes to.
    pub figures: Figures,
}

/// What a stage is called.
#[derive(Debug, Clone)]
pub enum StageText {
    /// By a word.
    Word(String),
    /// As written there, to be read at the end: each of thousands side by side is a stage until the next joins it.
    Written(Arc<Sheet>, Span),
}

impl StageText {
    /// The text; empty where the sheet has none of it.
    pub fn read(&self) -> String {
        match self {
            Self::Word(word) => word.clone(),
            Self::Written(sheet, span) if span.source == sheet.source.id => sheet.text(*span),
            Self::Written(..) => String::new(),
        }
    }
}

/// A component, a path, or what operators make of them.
#[derive(Debug, Clone)]
pub struct Chain {
    /// What it comes to.
    pub figures: Figures,
    /// The stages in series.
    pub stages: Vec<Stage>,
    /// The components in it.
    pub members: MemberNames,
    /// The component or path that it is, bare.
    pub bare: Option<String>,
    /// Whether it is a bare component, or bare ones side by side: naming one twice is plain redundancy.
    pub side_by_side: bool,
}

impl Chain {
    /// A component with its figures.
    pub fn component(name: &str, figures: Figures) -> Self {
        Self {
            stages: vec![Stage { text: StageText::Word(name.to_owned()), figures: figures.clone() }],
            figures,
            members: MemberNames::one(name),
            bare: Some(name.to_owned()),
            side_by_side: true,
        }
    }

    /// What is one stage of its own text.
    fn of_one_stage(text: StageText, figures: Figures, members: MemberNames, side_by_side: bool) -> Self {
        let stages = vec![Stage { text, figures: figures.clone() }];
        Self { figures, stages, members, bare: None, side_by_side }
    }

    /// Whether another is the same component or path, bare.
    fn is_same(&self, other: &Self) -> bool {
        self.bare.is_some() && self.bare == other.bare
    }
}

impl Context<'_> {
    /// A plain value in a chain: a stage with only that figure (rulings, F4).
    ///
    /// # Errors
    ///
    /// It is neither an availability, a latency, a capacity nor a cost.
    pub fn figure_stage(&mut self, typed: Typed, text: String, span: Span) -> Result<Chain, Reported> {
        let mut figures = Figures::transparent();
        let is_money = typed
            .dimension
            .powers()
            .any(|(base, power)| matches!(base.kind(), BaseKind::Currency(_)) && power > 0);
        if typed.dimension.is_pure() {
            figures.availability = Figure::Known(self.availability(typed, span, span)?);
            figures.failures = Figure::Lacking(MemberNames::one(&text));
        } else if typed.dimension == Dimension::of(Base::TIME, 1) {
            figures.latency = Figure::Known(typed);
        } else if is_money {
            figures.cost = Figure::Known(typed);
        } else if typed.dimension.power(Base::TIME) == -1 {
            figures.capacity = Figure::Known(typed.clone());
            figures.surviving = Figure::Known(typed);
        } else {
            let found = self.units.describe(&typed.dimension);
            return Err(self.error(
                Id::UnitMismatch,
                span,
                format!("a stage is an availability, a latency, a capacity or a cost, and this is {found}"),
                "write a component, or a figure as `2 ms` or `99.9%`",
            ));
        }
        Ok(Chain::of_one_stage(StageText::Word(text), figures, MemberNames::default(), false))
    }

    /// `a -> b` and `a | b` of chains; `text` is what the whole is called where it becomes one stage.
    ///
    /// # Errors
    ///
    /// Figures do not agree, or the path gets too long.
    pub fn join(
        &mut self,
        joint: Joint,
        left: Chain,
        (right, right_span): (Chain, Span),
        text: StageText,
        span: Span,
    ) -> Result<Chain, Reported> {
        let series = joint == Joint::Series;
        self.warn_of_twice(joint, &left, &right, right_span);
        if series && left.stages.len() + right.stages.len() > MOST_STAGES {
            return Err(self.error(
                Id::TooLong,
                span,
                format!("a path has at most {MOST_STAGES} stages"),
                "write `n of n x` for many in series",
            ));
        }
        let side_by_side = !series && left.side_by_side && right.side_by_side;
        let (mut stages, mut members) = (left.stages, left.members);
        if series {
            stages.extend(right.stages);
        } else {
            // Before the names that they share with the figures grow.
            stages.clear();
        }
        members.extend(right.members.as_slice());
        let figures = self.join_figures(joint, left.figures, right.figures, span)?;
        Ok(if series {
            Chain { figures, stages, members, side_by_side, bare: None }
        } else {
            Chain::of_one_stage(text, figures, members, side_by_side)
        })
    }

    fn warn_of_twice(&mut self, joint: Joint, left: &Chain, right: &Chain, right_span: Span) {
        let series = joint == Joint::Series;
        let is_redundancy = !series && (left.is_same(right) || (left.side_by_side && right.side_by_side));
        let twice = right.members.as_slice().iter().find(|member| left.members.contains(member));
        if let Some(member) = twice.filter(|_| !is_redundancy) {
            self.sink.warn(
                Diagnostic::new(Id::CountedTwice, right_span, format!("`{member}` stands in two places of this chain"))
                    .label("counted as another one, failing on its own")
                    .help("if it is one and the same, name it once; if they are several, say `2 of 2` or give each a name"),
            );
        }
    }

    /// `2 of 3 app` of a component or a path.
    pub fn needed(&mut self, needed: u64, members: u64, part: Chain, text: StageText, span: Span) -> Chain {
        let figures = self.needed_figures(needed, members, part.figures, span);
        Chain::of_one_stage(text, figures, part.members, false)
    }

    /// `2 of (a, b, c)` of which some are components or paths.
    ///
    /// # Errors
    ///
    /// Figures do not agree.
    pub fn choice(
        &mut self,
        needed: u64,
        parts: &[Chain],
        text: StageText,
        span: Span,
    ) -> Result<Chain, Reported> {
        let members = self.members_of_choice(parts, span);
        let figures: Vec<&Figures> = parts.iter().map(|part| &part.figures).collect();
        let figures = self.choice_figures(needed, &figures, span)?;
        Ok(Chain::of_one_stage(text, figures, members, false))
    }

    fn members_of_choice(&mut self, parts: &[Chain], span: Span) -> MemberNames {
        let mut names = MemberNames::default();
        let mut told = HashSet::new();
        for part in parts {
            for name in part.members.as_slice() {
                if names.contains(name) && !part.side_by_side && told.insert(name) {
                    self.sink.warn(
                        Diagnostic::new(
                            Id::CountedTwice,
                            span,
                            format!("`{name}` stands in two places of this chain"),
                        )
                        .help(
                            "if it is one and the same, name it once; if they are several, give each a name",
                        ),
                    );
                }
            }
            names.extend(part.members.as_slice());
        }
        names
    }
}
