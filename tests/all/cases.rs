//! What holds of every scenario with cases, held against a reckoning of its own: what each asks, and what its names are.

use napkin::source::{Source, SourceId};
use napkin::workspace::{NoFiles, Outcome, run_case, run_with_cases};
use napkin::{Report, Scenario};
use proptest::prelude::*;

/// How many names a scenario has.
const NAMES: usize = 5;

/// What a name is made of; names count from 0, and each uses only those before it.
#[derive(Debug, Clone)]
enum Value {
    Literal(i64),
    /// Another name, times a number.
    Multiple(usize, i64),
    /// Two other names.
    Sum(usize, usize),
    /// Of what is put over: its own value below, and another name.
    Own(usize, i64),
}

#[derive(Debug, Clone)]
struct Check {
    left: usize,
    sign: &'static str,
    right: i64,
}

#[derive(Debug, Clone)]
struct Sheet {
    base: Vec<Value>,
    checks: Vec<Check>,
    of_base: Vec<Check>,
    /// What each case puts over names, and its checks.
    cases: Vec<(Vec<Option<Value>>, Vec<Check>)>,
}

impl Value {
    fn text(&self, own: usize) -> String {
        match self {
            Self::Literal(number) => format!("{number} users"),
            Self::Multiple(name, factor) => format!("x{name} * {factor}"),
            Self::Sum(one, other) => format!("x{one} + x{other}"),
            Self::Own(name, factor) => format!("x{own} * {factor} + x{name}"),
        }
    }

    fn number(&self, known: &[f64], below: f64) -> f64 {
        match self {
            Self::Literal(number) => *number as f64,
            Self::Multiple(name, factor) => known[*name] * *factor as f64,
            Self::Sum(one, other) => known[*one] + known[*other],
            Self::Own(name, factor) => below * *factor as f64 + known[*name],
        }
    }
}

impl Check {
    fn text(&self) -> String {
        format!("x{} {} {} users", self.left, self.sign, self.right)
    }

    fn is_requirement(&self) -> bool {
        !matches!(self.sign, "~" | "=")
    }

    fn holds(&self, numbers: &[f64]) -> bool {
        let (left, right) = (numbers[self.left], self.right as f64);
        match self.sign {
            "<" => left < right,
            "<=" => left <= right,
            ">" => left > right,
            ">=" => left >= right,
            "=" => left == right,
            _ => (left - right).abs() <= 0.05 * right.abs() * (1.0 + 1e-9),
        }
    }
}

impl Sheet {
    fn text(&self) -> String {
        let check = |check: &Check| format!("check {}\n", check.text());
        let mut text: String = self
            .base
            .iter()
            .enumerate()
            .map(|(own, value)| format!("x{own} = {}\n", value.text(own)))
            .collect();
        text.extend(self.checks.iter().map(check));
        text.push_str(&format!(
            "case \"base\" {{\n{}}}\n",
            self.of_base.iter().map(check).collect::<String>()
        ));
        for (place, (values, checks)) in self.cases.iter().enumerate() {
            let set =
                set(values).iter().map(|(name, value)| format!("{name} = {value}\n")).collect::<String>();
            let checks = checks.iter().map(check).collect::<String>();
            text.push_str(&format!("case \"c{place}\" {{\n{set}{checks}}}\n"));
        }
        text
    }

    fn base(&self) -> Vec<f64> {
        let mut known = Vec::new();
        for value in &self.base {
            known.push(value.number(&known, f64::NAN));
        }
        known
    }

    fn numbers(&self, case: usize) -> Vec<f64> {
        let (base, mut known) = (self.base(), Vec::new());
        for (own, value) in self.base.iter().enumerate() {
            known.push(self.cases[case].0[own].as_ref().unwrap_or(value).number(&known, base[own]));
        }
        known
    }

    /// What is asked of a variant, with whether it holds.
    fn asked(&self, case: Option<usize>) -> Vec<(String, bool)> {
        let (numbers, own) = match case {
            Some(case) => (self.numbers(case), &self.cases[case].1),
            None => (self.base(), &self.of_base),
        };
        let at_top = self.checks.iter().filter(|check| case.is_none() || check.is_requirement());
        at_top.chain(own).map(|check| (check.text(), check.holds(&numbers))).collect()
    }
}

/// What is put over names, as text.
fn set(values: &[Option<Value>]) -> Vec<(String, String)> {
    let set = values.iter().enumerate().filter_map(|(own, value)| Some((own, value.as_ref()?)));
    set.map(|(own, value)| (format!("x{own}"), value.text(own))).collect()
}

fn value(own: usize, is_over: bool) -> BoxedStrategy<Value> {
    let literal = (1_i64..20).prop_map(Value::Literal);
    let Some(last) = own.checked_sub(1) else {
        return literal.boxed();
    };
    let multiple = (0..=last, 1_i64..5).prop_map(|(name, factor)| Value::Multiple(name, factor));
    let sum = (0..=last, 0..=last).prop_map(|(one, other)| Value::Sum(one, other));
    let of_own = (0..=last, 1_i64..5).prop_map(|(name, factor)| Value::Own(name, factor));
    if is_over {
        prop_oneof![1 => literal, 1 => multiple, 1 => sum, 3 => of_own].boxed()
    } else {
        prop_oneof![1 => literal, 2 => multiple, 2 => sum].boxed()
    }
}

fn checks(most: usize) -> impl Strategy<Value = Vec<Check>> {
    let signs = prop::sample::select(&["<", "<=", ">", ">=", "~", "="][..]);
    let check = (0..NAMES, signs, 1_i64..60).prop_map(|(left, sign, right)| Check { left, sign, right });
    prop::collection::vec(check, 0..=most)
}

fn sheet() -> impl Strategy<Value = Sheet> {
    let base: Vec<_> = (0..NAMES).map(|own| value(own, false)).collect();
    let over: Vec<_> = (0..NAMES).map(|own| prop::option::of(value(own, true))).collect();
    let cases = prop::collection::vec((over, checks(2)), 1..4);
    (base, checks(4), checks(2), cases).prop_map(|(base, checks, of_base, cases)| Sheet {
        base,
        checks,
        of_base,
        cases,
    })
}

fn verdicts(outcome: &Outcome) -> Vec<(String, bool)> {
    let checks = outcome.plan.checks.iter();
    checks
        .map(|check| {
            (check.expression.clone(), outcome.estimate.verdict(check).is_some_and(|verdict| verdict.ok))
        })
        .collect()
}

fn told(report: &Report) -> Vec<(String, bool)> {
    report.checks.iter().map(|check| (check.expression.clone(), check.ok)).collect()
}

fn numbers(outcome: &Outcome) -> Vec<f64> {
    (0..NAMES)
        .map(|name| {
            let item = outcome.plan.item(&format!("x{name}")).unwrap();
            outcome.estimate.number(item.value.as_ref().unwrap().value)
        })
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_required_of_all_is_asked_of_each_case_as_of_it_alone(sheet in sheet()) {
        let text = sheet.text();
        let source = || Source::new(SourceId(0), "cases.nap", text.clone());
        let outcomes = run_with_cases(source(), &NoFiles, &[], None);
        prop_assert_eq!(outcomes.len(), 1 + sheet.cases.len(), "`base` is no case: {}", &text);
        let scenario = Scenario::new("cases.nap", text.clone());
        let reports = scenario.reports();
        for (place, outcome) in outcomes.iter().enumerate() {
            let case = place.checked_sub(1);
            let name = case.map_or_else(|| "base".to_owned(), |case| format!("c{case}"));
            prop_assert!(!outcome.has_errors(), "{}{:?}", text, outcome.diagnostics);
            let expected = sheet.asked(case);
            // Side by side, alone, and by the library: the same is asked and comes to the same.
            prop_assert_eq!(&verdicts(outcome), &expected, "{} of\n{}", &name, &text);
            let alone = run_case(source(), &NoFiles, &[], Some(&name));
            prop_assert_eq!(&verdicts(&alone), &expected, "{} alone of\n{}", &name, &text);
            prop_assert_eq!(told(&reports[place]), expected.clone());
            prop_assert_eq!(told(&scenario.clone().case(name.clone()).report()), expected);
            let due = case.map_or_else(|| sheet.base(), |case| sheet.numbers(case));
            prop_assert_eq!(numbers(outcome), due.clone(), "{} of\n{}", &name, &text);
            prop_assert_eq!(numbers(&alone), due);
        }
    }

    #[test]
    fn what_is_set_comes_to_what_a_case_of_it_does(sheet in sheet()) {
        let text = sheet.text();
        for (case, (values, _)) in sheet.cases.iter().enumerate() {
            let source = Source::new(SourceId(0), "cases.nap", text.clone());
            let outcome = run_case(source, &NoFiles, &set(values), None);
            prop_assert!(!outcome.has_errors(), "{}{:?}", text, outcome.diagnostics);
            prop_assert_eq!(numbers(&outcome), sheet.numbers(case), "c{} of\n{}", case, &text);
        }
    }

    #[test]
    fn a_row_of_a_column_is_what_is_set_over_the_case(sheet in sheet(), name in 0..NAMES, given in 1_i64..50) {
        let text = sheet.text();
        let (name, outputs) = (format!("x{name}"), ["x0", "x1", "x2", "x3", "x4"]);
        for case in ["base", "c0"] {
            let scenario = Scenario::new("cases.nap", text.clone()).case(case);
            let mut columns = scenario.columns(&[(&name, "users")], &outputs).unwrap();
            let rows = columns.run(&[&[given as f64]]);
            let set = scenario.set(name.clone(), format!("{given} users"));
            let report = set.report();
            for (place, output) in outputs.iter().enumerate() {
                let row = report.row(output).unwrap();
                prop_assert_eq!(rows.output(place), &[row.number][..], "{} of {} of\n{}", output, case, &text);
            }
            let held: Vec<_> = report.checks.iter().map(|check| Some(check.ok)).collect();
            let swept: Vec<_> = (0..held.len()).map(|check| rows.check(check)[0]).collect();
            prop_assert_eq!(swept, held, "{} of\n{}", case, &text);
        }
    }
}
