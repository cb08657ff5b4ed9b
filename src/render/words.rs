//! What reports say in words, the same as text, as Markdown and as HTML; knows no layout and no markup.

use crate::report::{CheckRow, Report};
use crate::syntax::sheet::Comparison;
use crate::units::calendar::Calendar;
use crate::units::display::number_text;

/// What a month is and what KB is: results depend on it, so every report says it.
pub(super) fn conventions(report: &Report) -> String {
    let calendar = &report.calendar;
    let kilobyte = if report.binary_bytes { 1024 } else { 1000 };
    let words = calendar_words(calendar);
    format!("calendar {}{words} · bytes {} (1 KB = {kilobyte} B)", calendar.name, report.bytes())
}

fn calendar_words(calendar: &Calendar) -> String {
    let days = |seconds: f64| number_text(seconds / calendar.day, 7);
    let seconds = |seconds: f64| number_text(seconds, 7);
    if *calendar == Calendar::civil() {
        format!(" (a year is {} days)", days(calendar.year))
    } else if calendar.name.starts_with("own") {
        // Its name lists its parts.
        String::new()
    } else if calendar.has_civil_day() {
        format!(" (a month is {} days, a year {})", days(calendar.month), days(calendar.year))
    } else if (seconds(calendar.day)).contains('.') {
        format!(
            " (a month is {} s, a year {} months)",
            seconds(calendar.month),
            number_text(calendar.year / calendar.month, 4)
        )
    } else {
        format!(
            " (a day is {} s, a month {} days, a year {})",
            seconds(calendar.day),
            days(calendar.month),
            days(calendar.year)
        )
    }
}

/// What is to be said of a check that fails, a line each.
pub(super) fn failure(check: &CheckRow) -> Vec<String> {
    let mut lines = vec![format!("line {}: {}", check.line, both_sides(check))];
    if !check.other_calendars.is_empty() {
        lines.push(format!("holds under calendar {}", check.other_calendars.join(", ")));
    }
    lines.extend(check.other_bytes.map(|bytes| format!("holds with bytes {bytes}")));
    lines
}

/// Sides that are further apart are told as a factor.
const MOST_AS_PERCENT: f64 = 10.0;
/// Below this a percentage is all nines: `-99.9 %`.
const LEAST_AS_PERCENT: f64 = 0.001;

/// `left is 120x, 80x was stated: +50 % of the right side`
pub(super) fn both_sides(check: &CheckRow) -> String {
    let (left, right) = (&check.left.text, &check.right.text);
    let wanted = match check.comparison {
        Comparison::Near | Comparison::Equal => format!("{right} was stated"),
        Comparison::Less => format!("less than {right} was stated"),
        Comparison::LessOrEqual => format!("at most {right} was stated"),
        Comparison::Greater => format!("more than {right} was stated"),
        Comparison::GreaterOrEqual => format!("at least {right} was stated"),
    };
    let deviation = deviation(check).map_or_else(String::new, |deviation| {
        let of = match (check.compares_missing, factor(check)) {
            (true, _) => "",
            (false, Some(_)) => " the right side",
            (false, None) => " of the right side",
        };
        format!(": {deviation}{of}")
    });
    format!("left is {left}, {wanted}{deviation}")
}

/// The deviation in words: `-0.6 %`, `-28.6 % (of what is missing)`.
pub(super) fn deviation(check: &CheckRow) -> Option<String> {
    let base = if check.compares_missing { " (of what is missing)" } else { "" };
    if let Some(factor) = factor(check) {
        return Some(format!("{factor}{base}"));
    }
    let percent = check.deviation? * 100.0;
    let size = percent.abs();
    let sign = if percent < 0.0 { "-" } else { "+" };
    let number = if size < 1e-7 {
        "0".to_owned()
    } else if size < 0.1 {
        // One digit that counts: `+0.002`, not `+0.0`.
        format!("{sign}{size:.*}", (-libm::log10(size)).ceil() as usize)
    } else if size < 1000.0 {
        format!("{sign}{}", format!("{size:.1}").trim_end_matches('0').trim_end_matches('.'))
    } else {
        format!("{sign}{}", number_text(size, 3))
    };
    Some(format!("{number} %{base}"))
}

/// How many times the right side the left one is, where a percentage would not tell: `150x`, `0.002x`.
fn factor(check: &CheckRow) -> Option<String> {
    // The right side is above 0, or there would be no such number.
    let times = 1.0 + check.deviation.filter(|_| check.right.value > 0.0)?;
    let tells = times >= MOST_AS_PERCENT || (times > 0.0 && times <= LEAST_AS_PERCENT);
    tells.then(|| {
        let number = number_text(times, 3);
        if number.contains([' ', 'e']) { format!("{number} x") } else { format!("{number}x") }
    })
}

/// `5 checks: 4 hold, 1 fails`, of all variants together.
pub(super) fn summary(variants: &[Report]) -> String {
    let sum = |of: fn(&Report) -> usize| variants.iter().map(of).sum::<usize>();
    let (all, failing, errors) =
        (sum(|report| report.checks.len()), sum(Report::failing), sum(Report::errors));
    let verb =
        |count: usize, one: &str, many: &str| format!("{count} {}", if count == 1 { one } else { many });
    let mut text = match (all, failing) {
        (0, _) => "no checks".to_owned(),
        (1, 0) => "1 check: it holds".to_owned(),
        (1, _) => "1 check: it fails".to_owned(),
        (_, 0) => format!("{all} checks: all hold"),
        (_, failing) if failing == all => format!("{all} checks: all fail"),
        _ => format!(
            "{all} checks: {}, {}",
            verb(all - failing, "holds", "hold"),
            verb(failing, "fails", "fail")
        ),
    };
    // Lines with errors have no verdict: the others must not pass for the whole.
    let unevaluated = sum(|report| report.unevaluated);
    if unevaluated > 0 {
        text.push_str(&format!(", {unevaluated} not evaluated"));
    }
    if errors > 0 {
        text.push_str(&format!(" · {}", verb(errors, "error", "errors")));
    }
    text
}
