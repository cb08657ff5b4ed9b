//! A sweep as a table for people: a row a point, each value in the unit that suits it; knows no terminal.

use super::displayed;
use super::table::{Column, DIM, HEADING, Layout, Look, Narrow, PLAIN, Remark, shortened};
use crate::plan::PlannedValue;
use crate::workspace::Outcome;
use crate::workspace::sweep::{Gaps, OutputGaps, Sweep};

/// How many rows a table may have.
pub const MOST_ROWS: u64 = 10_000;
/// Stands for a value that there is not.
const NO_VALUE: &str = "–";

/// The table, and what has no value in it. The rows must not be more than [`MOST_ROWS`].
pub fn table(sweep: &Sweep, digits: usize, look: Look) -> (String, Gaps) {
    let outcome = &sweep.outcome;
    let axes = sweep.axes.iter().map(|_| Column::new(PLAIN).pinned());
    let outputs = sweep.outputs.iter().map(|_| Column::values());
    let mut layout = Layout::new(axes.chain(outputs).collect(), Narrow::LeftOut);
    let names = super::sweep_csv::columns(sweep).map(|(name, _)| shortened(name)).collect();
    layout.titles(names, HEADING, false);
    let values: Vec<&PlannedValue> =
        sweep.values().chain(sweep.outputs.iter().map(|output| &output.value)).collect();
    let run = sweep.run::<1, std::convert::Infallible>(|rows| {
        let cells = values.iter().map(|value| {
            displayed(&outcome.plan.units, rows.repeated.estimate(), value, digits)
                .map_or_else(|| NO_VALUE.to_owned(), |displayed| displayed.text)
        });
        layout.row(cells.collect(), Remark::default(), Vec::new());
        Ok(())
    });
    let Ok(gaps) = run;
    let mut text = String::new();
    if let Some(title) = &outcome.plan.title {
        text.push_str(&look.paint(HEADING, &super::clean(title)));
        text.push('\n');
    }
    if let Some(case) = &outcome.case {
        text.push_str(&look.paint(DIM, &super::clean(&format!("case {case}"))));
        text.push('\n');
    }
    if !text.is_empty() {
        text.push('\n');
    }
    layout.write(look, &mut text);
    (text, gaps)
}

/// Sentences that tell of names on which nothing depends that is shown.
pub fn unused(sweep: &Sweep) -> String {
    let unused = sweep.axes.iter().filter(|axis| !axis.is_used && !sweep.outputs.is_empty());
    unused
        .map(|axis| super::clean(&format!("note: nothing that is shown depends on `{}`", axis.name)) + "\n")
        .collect()
}

/// Sentences that tell of rows in which an output has no value; none where there are none.
pub fn gaps(sweep: &Sweep, gaps: &Gaps, digits: usize) -> String {
    let outputs = sweep.outputs.iter().zip(&gaps.outputs);
    outputs.filter_map(|(output, gaps)| gap(sweep, &output.name, gaps, digits)).collect()
}

fn gap(sweep: &Sweep, output: &str, gaps: &OutputGaps, digits: usize) -> Option<String> {
    let (row, why) = gaps.first.as_ref()?;
    let steps = sweep.steps(*row);
    let at: Vec<String> = sweep
        .axes
        .iter()
        .zip(&steps)
        .map(|(axis, step)| {
            let number = super::display::number_text(axis.point(*step).number, digits.max(6));
            format!("{} = {number} {}", axis.name, axis.scale.unit).trim_end().to_owned()
        })
        .collect();
    let (rows, has) = if gaps.rows == 1 { ("row", "has") } else { ("rows", "have") };
    let mut text = format!("note: {} {rows} of {} {has} no value for `{output}`", gaps.rows, sweep.rows());
    text.push_str(&format!(", {} at {}", if gaps.rows == 1 { "that" } else { "the first" }, at.join(", ")));
    if let Some(why) = why {
        text.push_str(&format!(": {}{}", why.message, place(&sweep.outcome, why)));
    }
    Some(super::clean(&text) + "\n")
}

/// Where the text stands that a diagnostic is about.
fn place(outcome: &Outcome, diagnostic: &crate::diagnostic::Diagnostic) -> String {
    let Some(span) = diagnostic.span else { return String::new() };
    let Some(source) = outcome.sources.get(span.source.0 as usize) else { return String::new() };
    let start = source.position(span.start);
    format!(" ({}:{}:{})", source.name, start.line, start.column)
}
