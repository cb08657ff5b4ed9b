//! A scenario and what is wanted of it, for programs that use napkin as a library; ties the stages, computes nothing.

use std::fmt;
use std::sync::Arc;

use crate::plan::ItemKind;
use crate::report::{Problem, Report, Row, Wanted};
use crate::source::{Source, SourceId};
use crate::units::display::MOST_DIGITS;
use crate::workspace::{Loader, NoFiles, Outcome, evaluate_with, run, run_with_cases};

/// A scenario's text, with the values put over its names and the files it may import.
///
/// ```
/// let scenario = napkin::Scenario::new("shop", "orders = 2 million orders/month\nstorage = orders * 4 KB/order over 5 years");
/// let report = scenario.clone().set("orders", "3 million orders/month").report();
/// assert_eq!(report.row("storage").map(|row| row.display.as_str()), Some("720 GB"));
/// assert_eq!(scenario.evaluate("storage / 2").map(|row| row.display), Ok("240 GB".to_owned()));
/// ```
#[derive(Clone)]
pub struct Scenario {
    name: String,
    text: String,
    set: Vec<(String, String)>,
    wanted: Wanted,
    loader: Arc<dyn Loader>,
}

impl Scenario {
    /// A scenario from its text; `name` is what diagnostics call it, a file's name as a rule.
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Self {
        let (set, wanted) = (Vec::new(), Wanted::default());
        Self { name: name.into(), text: text.into(), set, wanted, loader: Arc::new(NoFiles) }
    }

    /// The same with another value for a name, written as in a scenario: `set("users", "5 million users")`.
    ///
    /// What is wrong with it, an unknown name or other units, is a problem of the report.
    #[must_use]
    pub fn set(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.set.push((name.into(), value.into()));
        self
    }

    /// The same with results of 1 to 15 significant digits; 3 where nothing is said.
    #[must_use]
    pub fn digits(mut self, digits: usize) -> Self {
        self.wanted.digits = digits.clamp(1, MOST_DIGITS);
        self
    }

    /// The same, reading what it imports through a loader. Without one, only the modules that ship can be imported.
    #[must_use]
    pub fn files(mut self, loader: impl Loader + 'static) -> Self {
        self.loader = Arc::new(loader);
        self
    }

    /// The report: every named value, every check with its verdict, and what is wrong.
    pub fn report(&self) -> Report {
        Report::new(&self.outcome(), &self.wanted)
    }

    /// The report of the scenario as it stands, then one for each of its cases.
    pub fn reports(&self) -> Vec<Report> {
        let outcomes = run_with_cases(self.source(), &*self.loader, &self.set, None);
        outcomes.iter().map(|outcome| Report::new(outcome, &self.wanted)).collect()
    }

    /// The plan and its numbers, for whoever wants more than a report shows.
    pub fn outcome(&self) -> Outcome {
        run(self.source(), &*self.loader, &self.set)
    }

    /// One expression in the scope of the scenario's names.
    ///
    /// # Errors
    /// What is wrong with the scenario or with the expression.
    pub fn evaluate(&self, expression: &str) -> Result<Row, Vec<Problem>> {
        let outcome = evaluate_with(expression, Some(self.source()), &*self.loader, &self.set);
        row_of(&outcome, self.wanted.digits)
    }

    fn source(&self) -> Source {
        Source::new(SourceId(0), self.name.clone(), self.text.clone())
    }
}

/// One expression on its own.
///
/// # Errors
/// What is wrong with it, and what to write instead.
///
/// ```
/// assert_eq!(napkin::evaluate("3 TB / 1 Gbps").map(|row| row.display), Ok("6h 40min".to_owned()));
/// let problems = napkin::evaluate("3 TB + 1 Gbps").expect_err("storage and bandwidth do not add up");
/// assert_eq!(problems[0].id, "unit-mismatch");
/// ```
pub fn evaluate(expression: &str) -> Result<Row, Vec<Problem>> {
    row_of(&evaluate_with(expression, None, &NoFiles, &[]), Wanted::default().digits)
}

/// The row of the expression that was evaluated last.
fn row_of(outcome: &Outcome, digits: usize) -> Result<Row, Vec<Problem>> {
    // The last item is the expression's, unless the expression has none and it is the scenario's.
    let source = outcome.sources.last().map(|source| source.id);
    let item = outcome.plan.items.last();
    let item = item.filter(|item| item.kind == ItemKind::Expression && Some(item.span.source) == source);
    let row = item.and_then(|item| Row::of(outcome, item, digits));
    row.filter(|_| !outcome.has_errors()).ok_or_else(|| Problem::all(outcome))
}

impl fmt::Debug for Scenario {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Scenario")
            .field("name", &self.name)
            .field("set", &self.set)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHOP: &str = "orders = 2 million orders/month\nstorage = orders * 4 KB/order over 5 years\n\
                        check storage < 500 GB\ncase \"10x\" { orders = 10 * orders }";

    #[test]
    fn a_scenario_is_reported_with_its_cases() {
        let reports = Scenario::new("shop", SHOP).digits(4).reports();
        let shown: Vec<_> = reports.iter().map(|report| (report.case.as_deref(), report.failing())).collect();
        // A check outside a case holds for the base alone (rulings, F14).
        assert_eq!(shown, [(None, 0), (Some("10x"), 0)]);
        assert_eq!(reports[1].row("storage").map(|row| row.display.as_str()), Some("4.8 TB"));
    }

    #[test]
    fn what_is_set_holds_for_the_report_and_for_expressions() {
        let scenario = Scenario::new("shop", SHOP).set("orders", "4 million orders/month");
        assert_eq!(scenario.report().failing(), 1);
        assert_eq!(scenario.evaluate("storage").map(|row| row.display), Ok("960 GB".to_owned()));
        let problems = Scenario::new("shop", SHOP).set("ordres", "1").report().problems;
        assert_eq!(problems.iter().map(|problem| problem.id).collect::<Vec<_>>(), ["unknown-override"]);
    }

    #[test]
    fn what_is_wrong_is_told_with_what_to_write() {
        let problems = Scenario::new("shop", SHOP).evaluate("storage + orders").err().unwrap_or_default();
        assert_eq!(problems.len(), 1);
        assert_eq!(problems[0].file.as_deref(), Some("<expression>"));
        assert!(evaluate("").is_err() && evaluate("x = 1").is_err() && evaluate("1 +").is_err());
    }
}
