//! What a goal came to, as text for people: the assumption, what it reaches, what else changes; knows no terminal.

use super::layout::{Column, Layout, Narrow, Remark};
use crate::estimate::goal::Relation;
use crate::render::letters::{clean, shortened};
use crate::render::look::{DIM, FAILS, HEADING, Look, PLAIN};
use crate::render::wrap::{INDENT, write_wrapped};
use crate::report::solution::{Answer, Solved, Try};

/// How many solutions and jumps are listed.
const MOST_LISTED: usize = 20;

/// The whole answer.
pub fn solution(solved: &Solved, look: Look) -> String {
    let mut text = String::new();
    if let Some(case) = &solved.report.case {
        write_wrapped(&clean(&format!("case {case}")), "", DIM, look, &mut text);
    }
    if let Some((holds, depends_on)) = &solved.independent {
        independent(solved, *holds, depends_on, look, &mut text);
    } else if solved.answers.is_empty() {
        unsolved(solved, look, &mut text);
    } else {
        answers(solved, look, &mut text);
        changes(solved, look, &mut text);
    }
    text
}

fn answers(solved: &Solved, look: Look, text: &mut String) {
    let Some((place, nearest)) = &solved.nearest else { return };
    let line = |answer: &Answer| clean(&words(&solved.name, answer));
    match solved.answers.as_slice() {
        [only] => {
            text.push_str(&look.paint(HEADING, &line(only)));
            text.push('\n');
        }
        several => {
            let what = if several.iter().all(|answer| answer.is_one) { "solutions" } else { "ranges" };
            let heading = format!("{} has {} {what} for {}", solved.goal, several.len(), solved.name);
            write_wrapped(&clean(&heading), "", HEADING, look, text);
            for (other, answer) in several.iter().enumerate().take(MOST_LISTED) {
                let mark = if other == *place { "   <- the nearest to now" } else { "" };
                text.push_str(&format!("{INDENT}{}{mark}\n", line(answer)));
            }
            if several.len() > MOST_LISTED {
                text.push_str(&format!("{INDENT}… and {} more\n", several.len() - MOST_LISTED));
            }
        }
    }
    let mut say = |words: String| write_wrapped(&clean(&words), INDENT, PLAIN, look, text);
    let answer = &solved.answers[*place];
    let result = nearest.result.as_ref().map_or("no result", |result| &result.text);
    let is_any = answer.from.is_none() && answer.to.is_none();
    say(match solved.relation {
        _ if is_any => format!("every value that was tried meets {}", solved.goal),
        _ if answer.is_one => format!("meets {}: it comes to {result}", solved.goal),
        _ => match (&answer.from, &answer.to, &answer.beyond) {
            (None, Some(_), [_, None]) => {
                format!("the largest value that meets {}: it comes to {result}", solved.goal)
            }
            (Some(_), None, [None, _]) => {
                format!("the smallest value that meets {}: it comes to {result}", solved.goal)
            }
            (None, Some(_), _) => format!("all below meet {}: just below it comes to {result}", solved.goal),
            (Some(_), None, _) => format!("all above meet {}: just above it comes to {result}", solved.goal),
            _ => format!("all of these meet {}", solved.goal),
        },
    });
    let now = solved.now.result.as_ref().map_or("no result", |result| &result.text);
    let holds = if solved.now.holds { ", which meets it too" } else { "" };
    say(format!("now {} = {}, and it comes to {now}{holds}", solved.name, solved.now.assumption.text));
    if let Some([below, above]) = &solved.whole {
        say(whole(solved, below, above));
    }
    if let Some(set) = solved.set.as_ref().filter(|_| !is_any) {
        let set = format!("--set '{}={set}'", solved.name);
        text.push_str(&format!("{INDENT}{}\n", look.paint(DIM, &clean(&set))));
    }
}

/// A range of values in a line.
fn words(name: &str, answer: &Answer) -> String {
    let [below, above] = &answer.beyond;
    let least = answer.from.as_ref().map(|from| match below {
        Some(below) => format!("> {}", below.text),
        None => format!(">= {}", from.text),
    });
    let most = answer.to.as_ref().map(|to| match above {
        Some(above) => format!("< {}", above.text),
        None => format!("<= {}", to.text),
    });
    match (least, most, &answer.from) {
        (_, _, Some(from)) if answer.is_one => format!("{name} = {}", from.text),
        (Some(least), Some(most), _) => format!("{name} {least} and {most}"),
        (Some(only), None, _) | (None, Some(only), _) => format!("{name} {only}"),
        (None, None, _) => format!("any {name}"),
    }
}

/// What the whole numbers beside a solution come to.
fn whole(solved: &Solved, below: &Try, above: &Try) -> String {
    let comes = |tried: &Try| {
        let result = tried.result.as_ref().map_or("no result", |result| &result.text);
        format!("{} gives {result}", tried.assumption.text)
    };
    let meeting = [below, above].into_iter().find(|tried| tried.holds);
    match (solved.relation, meeting) {
        (Relation::AtMost | Relation::AtLeast, Some(meeting)) => {
            format!(
                "as a whole number {}, which {}",
                meeting.assumption.text,
                comes(meeting).replacen(&format!("{} gives", meeting.assumption.text), "gives", 1)
            )
        }
        _ => format!("this is no whole number: {}, and {}", comes(below), comes(above)),
    }
}

fn unsolved(solved: &Solved, look: Look, text: &mut String) {
    let heading = format!("no value of `{}` meets {}", solved.name, solved.goal);
    write_wrapped(&clean(&heading), "", FAILS, look, text);
    let mut say = |words: String| write_wrapped(&clean(&words), INDENT, PLAIN, look, text);
    let comes = |tried: &Try| tried.result.as_ref().map_or("no result", |result| &result.text).to_owned();
    for jump in solved.jumps.iter().take(MOST_LISTED) {
        let (at, before, behind) = (&jump.at.text, comes(&jump.before), comes(&jump.behind));
        say(if jump.is_whole {
            let (one, other) = (&jump.before.assumption.text, &jump.behind.assumption.text);
            format!("it jumps over the goal: at {one} it comes to {before}, at {other} to {behind}")
        } else if jump.is_behind {
            format!("it jumps over the goal: just below {at} it comes to {before}, and at {at} to {behind}")
        } else {
            format!("it jumps over the goal: at {at} it comes to {before}, and just above to {behind}")
        });
    }
    if let [jump] = solved.jumps.as_slice() {
        let value = |tried: &Try| tried.result.as_ref().map_or(f64::NAN, |result| result.value);
        // Where it rises, the first value behind the jump is the smallest that reaches the goal; where it falls,
        // the last before it is the largest.
        let is_rising = value(&jump.behind) > value(&jump.before);
        let which = if is_rising { "smallest" } else { "largest" };
        let reaching = if is_rising { &jump.behind } else { &jump.before };
        let place = match (jump.is_whole, is_rising, jump.is_behind) {
            (true, _, _) => reaching.assumption.text.clone(),
            (_, true, false) => format!("just above {}", jump.at.text),
            (_, false, true) => format!("just below {}", jump.at.text),
            _ => jump.at.text.clone(),
        };
        say(format!("the {which} `{}` for at least the goal is {place}", solved.name));
    }
    match &solved.reached {
        Some([least, most]) if solved.jumps.is_empty() => {
            let end = |end: &Option<Try>| {
                let shown = |tried: &Try| format!("{} (at {})", comes(tried), tried.assumption.text);
                end.as_ref().map_or_else(String::new, shown)
            };
            say(match (least, most) {
                (None, None) => "what was reached has no limit".to_owned(),
                (None, _) => format!("what was reached goes up to {}", end(most)),
                (_, None) => format!("what was reached starts at {}, and has no upper limit", end(least)),
                _ => format!("what was reached goes from {} to {}", end(least), end(most)),
            });
        }
        None => say("no value that was tried has a result".to_owned()),
        _ => {}
    }
    say(format!(
        "now {} = {}, and it comes to {}",
        solved.name,
        solved.now.assumption.text,
        comes(&solved.now)
    ));
}

fn independent(solved: &Solved, holds: bool, depends_on: &[String], look: Look, text: &mut String) {
    let style = if holds { HEADING } else { FAILS };
    let heading = format!("`{}` does not depend on `{}`", solved.goal, solved.name);
    write_wrapped(&clean(&heading), "", style, look, text);
    let mut say = |words: String| write_wrapped(&clean(&words), INDENT, PLAIN, look, text);
    let verdict =
        if holds { "the goal holds, whatever it is" } else { "the goal does not hold, whatever it is" };
    let result = solved.now.result.as_ref().map_or("no result", |result| &result.text);
    say(format!("{verdict}: it comes to {result}"));
    if !depends_on.is_empty() {
        let names: Vec<String> =
            depends_on.iter().take(MOST_LISTED).map(|name| format!("`{name}`")).collect();
        say(format!("it depends on {}", names.join(", ")));
    }
}

fn changes(solved: &Solved, look: Look, text: &mut String) {
    if solved.changes.is_empty() {
        return;
    }
    text.push('\n');
    let set = solved.set.as_ref().filter(|_| solved.is_set_whole);
    let heading =
        set.map_or_else(|| "What else changes".to_owned(), |set| format!("What else changes with {set}"));
    text.push_str(&look.paint(HEADING, &heading));
    text.push('\n');
    let columns = [Column::new(PLAIN).pinned(), Column::new(DIM), Column::new(PLAIN), Column::values()];
    let mut layout = Layout::new(columns.to_vec(), Narrow::LeftOut);
    for change in &solved.changes {
        let cells = vec![
            format!("{INDENT}{}", shortened(&change.name)),
            change.before.text.clone(),
            "->".to_owned(),
            change.after.text.clone(),
        ];
        layout.row(cells, Remark::default(), Vec::new());
    }
    layout.write(look, text);
}
