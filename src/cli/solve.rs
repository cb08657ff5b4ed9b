//! The command `solve`: reads what is asked, has it solved, and prints what came of it.

use std::io;

use super::arguments::{Format, SolveArguments};
use super::files::Files;
use super::run::{Document, complain, nothing, status_of, unreadable};
use super::streams::{Status, Streams};
use crate::render::{json, text};
use crate::report::solution::Solved;
use crate::workspace::solve::{Request, solve as search};

/// `napkin solve FILE 'storage = 1 PB' --for users`
pub(super) fn solve(arguments: &SolveArguments, streams: &mut Streams) -> io::Result<Status> {
    let files = Files::default();
    let (is_json, digits) = (arguments.format() == Format::Json, arguments.scenario.digits());
    let document: Option<Document> = is_json.then_some(json::solution::nothing);
    let source = match files.open(&arguments.file) {
        Ok(source) => source,
        Err(why) => return nothing(unreadable(&arguments.file, why), document, streams),
    };
    let request = Request {
        goal: arguments.goal.clone(),
        assumption: arguments.assumption.trim().to_owned(),
        set: arguments.scenario.set.clone(),
        case: arguments.scenario.case.clone(),
    };
    let goal = search(source, &files, &request);
    let Some(solved) = Solved::new(&goal, digits) else {
        return nothing(goal.outcome, document, streams);
    };
    let text = if is_json {
        json::solution::document(&solved)
    } else {
        text::solution::solution(&solved, streams.look)
    };
    streams.print(&text)?;
    let status = status_of(&goal.outcome, 0);
    if document.is_none() {
        complain(&[goal.outcome], streams)?;
    }
    // As a check that fails: the input is fine, and the answer is no.
    Ok(status.max(if solved.is_solved() { Status::Well } else { Status::CheckFailed }))
}
