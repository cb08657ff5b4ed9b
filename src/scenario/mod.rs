//! A scenario and what is wanted of it, for programs that use napkin as a library; ties the stages, computes nothing.

mod columns;

pub use columns::{ColumnUnit, Columns, Rows};

use std::fmt;
use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Id};
use crate::plan::ItemKind;
use crate::report::explain::{self, Explanation};
use crate::report::solution::Solved;
use crate::report::sweep::Numbers;
use crate::report::{Problem, Report, Row, Wanted};
use crate::source::{Source, SourceId};
use crate::units::display::MOST_DIGITS;
use crate::workspace::{
    Loader, NoFiles, Outcome, columns as planned, evaluate_case, evaluate_with, run_case, run_with_cases,
    solve, sweep,
};

/// How many rows a sweep that is held in memory may have.
const MOST_SWEPT: u64 = 1_000_000;

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
    case: Option<String>,
    wanted: Wanted,
    loader: Arc<dyn Loader>,
}

impl Scenario {
    /// A scenario from its text; `name` is what diagnostics call it, a file's name as a rule.
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Self {
        let (set, wanted) = (Vec::new(), Wanted::default());
        Self { name: name.into(), text: text.into(), set, case: None, wanted, loader: Arc::new(NoFiles) }
    }

    /// The same with another value for a name, written as in a scenario: `set("users", "5 million users")`.
    ///
    /// What is wrong with it, an unknown name or other units, is a problem of the report.
    #[must_use]
    pub fn set(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.set.push((name.into(), value.into()));
        self
    }

    /// The same as one of its cases: for its report, and for all else that is asked of it. What is set stands over the
    /// case's values.
    ///
    /// `base` is the scenario without a case. That no case has the name is a problem of the report.
    ///
    /// ```
    /// let text = "users = 1 million users\nstorage = users * 2 MB/user\ncase \"10x\" { users = 10 * users }";
    /// let scenario = napkin::Scenario::new("shop", text).case("10x");
    /// assert_eq!(scenario.report().row("storage").map(|row| row.display.as_str()), Some("20 TB"));
    /// assert_eq!(scenario.evaluate("users / 4").map(|row| row.display), Ok("2.5 million users".to_owned()));
    /// ```
    #[must_use]
    pub fn case(mut self, name: impl Into<String>) -> Self {
        self.case = Some(name.into());
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

    /// The report of the scenario without a case, then one for each of its cases.
    pub fn reports(&self) -> Vec<Report> {
        let outcomes = run_with_cases(self.source(), &*self.loader, &self.set, self.case.as_deref());
        outcomes.iter().map(|outcome| Report::new(outcome, &self.wanted)).collect()
    }

    /// The plan and its numbers, for whoever wants more than a report shows.
    pub fn outcome(&self) -> Outcome {
        run_case(self.source(), &*self.loader, &self.set, self.case.as_deref())
    }

    /// One expression in the scope of the scenario's names.
    ///
    /// # Errors
    /// What is wrong with the scenario or with the expression.
    pub fn evaluate(&self, expression: &str) -> Result<Row, Vec<Problem>> {
        let case = self.case.as_deref();
        let outcome = evaluate_case(expression, Some(self.source()), &*self.loader, &self.set, case);
        row_of(&outcome, self.wanted.digits)
    }

    /// How the value of a name came about: its formula with the numbers put in, and the names it depends on.
    ///
    /// # Errors
    /// What is wrong with the scenario, or that nothing has the name.
    ///
    /// ```
    /// let shop = napkin::Scenario::new("shop", "users = 1 million users\nstorage = users * 2 MB/user");
    /// let storage = shop.explain("storage").expect("the scenario has no mistake");
    /// assert_eq!(storage.numbers.as_deref(), Some("1 million users * 2 MB/user"));
    /// assert_eq!(storage.children[0].name, "users");
    /// ```
    pub fn explain(&self, name: &str) -> Result<Explanation, Vec<Problem>> {
        let mut outcome = self.outcome();
        if outcome.has_errors() {
            return Err(Problem::all(&outcome));
        }
        let found = explain::find(&outcome.plan, name);
        let explained = found.map(|item| Explanation::of(&outcome, item, self.wanted.digits));
        match explained {
            Ok(Some(explanation)) => return Ok(explanation),
            Ok(None) => {}
            Err(why) => outcome.diagnostics.push(
                Diagnostic::without_place(Id::UnknownName, why)
                    .help("a bound name, a field or a figure of a path can be explained"),
            ),
        }
        Err(Problem::all(&outcome))
    }

    /// The values of `outputs`, which are expressions, over a grid of others: `ranges` holds names with the range of
    /// each, as in `("users", "1M..10M users")`. The last name changes fastest.
    ///
    /// # Errors
    /// What is wrong with the scenario, with a range or with an output, and a grid of more than a million points.
    ///
    /// ```
    /// use napkin::{Scenario, Steps};
    ///
    /// let shop = Scenario::new("shop", "users = 1 million users\nstorage = users * 2 MB/user");
    /// let swept = shop.sweep(&[("users", "1M..3M users")], Steps::Even(3), &["storage in TB"]);
    /// let rows = swept.expect("the range fits").rows;
    /// assert_eq!(rows[1], [Some(2e6), Some(4.0)]);
    /// ```
    pub fn sweep(
        &self,
        ranges: &[(&str, &str)],
        steps: Steps,
        outputs: &[&str],
    ) -> Result<Numbers, Vec<Problem>> {
        let (steps, is_logarithmic) = match steps {
            Steps::Usual => (None, false),
            Steps::Even(steps) => (Some(steps), false),
            Steps::Multiples(steps) => (Some(steps), true),
        };
        let request = sweep::Request {
            ranges: owned(ranges),
            outputs: texts(outputs),
            steps,
            is_logarithmic,
            set: self.set.clone(),
            case: self.case.clone(),
        };
        let mut sweep = sweep::sweep(self.source(), &*self.loader, &request);
        if sweep.is_ready() && sweep.rows() > MOST_SWEPT {
            let message = format!("this sweep has {} rows, and at most {MOST_SWEPT} are kept", sweep.rows());
            let told = Diagnostic::without_place(Id::BadRange, message).help("ask for fewer steps");
            sweep.outcome.diagnostics.push(told);
        }
        if !sweep.is_ready() || sweep.outcome.has_errors() {
            return Err(Problem::all(&sweep.outcome));
        }
        Ok(Numbers::of(&sweep))
    }

    /// The value of one assumption, `for_name`, that meets a goal such as `storage = 1 PB` or `cost <= 2000 USD/month`.
    ///
    /// # Errors
    /// What is wrong with the scenario, with the goal or with the name. A goal that no value meets is none: the answer
    /// says so.
    ///
    /// ```
    /// let shop = napkin::Scenario::new("shop", "users = 1 million users\nstorage = users * 2 MB/user");
    /// let solved = shop.solve("storage = 1 PB", "users").expect("the goal can be read");
    /// assert_eq!(solved.set.as_deref(), Some("500000000 users"));
    /// ```
    pub fn solve(&self, goal: &str, for_name: &str) -> Result<Solved, Vec<Problem>> {
        let request = solve::Request {
            goal: goal.to_owned(),
            assumption: for_name.trim().to_owned(),
            set: self.set.clone(),
            case: self.case.clone(),
        };
        let goal = solve::solve(self.source(), &*self.loader, &request);
        let solved = Solved::new(&goal, self.wanted.digits).filter(|_| !goal.outcome.has_errors());
        solved.ok_or_else(|| Problem::all(&goal.outcome))
    }

    /// Opens the scenario for whole columns of numbers: `inputs` are names, each with the unit of its numbers (`"%"`
    /// for percentages, `""` for pure numbers), and `outputs` are expressions. The scenario's checks are held against
    /// every row as well.
    ///
    /// A row is to the last bit what a report comes to whose scenario has the row's values [set](Self::set).
    ///
    /// # Errors
    /// What is wrong with the scenario, a name that cannot be set or is there twice, a unit that does not fit, an output
    /// that cannot be read.
    ///
    /// ```
    /// use napkin::Scenario;
    ///
    /// let text = "users = 1 million users\nphoto = 2 MB/user\nstorage = users * photo\ncheck storage < 5 TB";
    /// let shop = Scenario::new("shop", text);
    /// let mut columns = shop.columns(&[("users", "users"), ("photo", "KB/user")], &["storage in TB"])?;
    /// let rows = columns.run(&[&[1e6, 2e6, f64::NAN], &[2000.0, 3000.0, 100.0]]);
    /// assert_eq!(rows.output(0)[..2], [2.0, 6.0]);
    /// assert_eq!(rows.check(0), [Some(true), Some(false), None]);
    /// assert!(rows.gap(0, 2).is_some_and(|problem| problem.message.contains("`users`")));
    /// # Ok::<(), Vec<napkin::Problem>>(())
    /// ```
    pub fn columns(&self, inputs: &[(&str, &str)], outputs: &[&str]) -> Result<Columns, Vec<Problem>> {
        let request = planned::Request {
            inputs: owned(inputs),
            outputs: texts(outputs),
            set: self.set.clone(),
            case: self.case.clone(),
        };
        let opened = planned::columns(self.source(), &*self.loader, &request);
        opened.map(Columns::new).map_err(|outcome| Problem::all(&outcome))
    }

    fn source(&self) -> Source {
        Source::new(SourceId(0), self.name.clone(), self.text.clone())
    }
}

/// How many values a range takes, and how they are apart.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Steps {
    /// As many as suit the range: each whole number of a short one, else 11.
    #[default]
    Usual,
    /// So many, each as far from the one before.
    Even(u64),
    /// So many, each the same multiple of the one before.
    Multiples(u64),
}

fn owned(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect()
}

fn texts(expressions: &[&str]) -> Vec<String> {
    expressions.iter().map(|text| (*text).to_owned()).collect()
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
            .field("case", &self.case)
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
        // A requirement outside a case is asked of every case (rulings, F14).
        assert_eq!(shown, [(None, 0), (Some("10x"), 1)]);
        assert_eq!(Scenario::new("shop", SHOP).case("10x").report().failing(), 1);
        assert_eq!(Scenario::new("shop", SHOP).case("base").report().failing(), 0);
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
