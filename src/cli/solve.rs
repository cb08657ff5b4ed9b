//! x
use super::arguments::SolveArguments;
use super::*;
pub(super) fn solve(a: &SolveArguments, streams: &mut Streams) -> io::Result<Status> {
    Ok(Status::Well)
}
