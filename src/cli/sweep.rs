//! The command `sweep`: reads what is asked, has it run, and puts the rows, the document or the picture where they go.

use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;
use std::time::{Duration, Instant};

use super::arguments::{SweepArguments, SweepFormat};
use super::files::Files;
use super::output;
use super::run::{Document, complain, nothing, status_of, unreadable};
use super::streams::{Status, Streams};
use crate::render::chart::{self, curves};
use crate::render::look::Look;
use crate::render::{csv, json, text};
use crate::report::sweep::{self as told, Curves, Numbers, Table};
use crate::report::{Report, Wanted};
use crate::workspace;
use crate::workspace::sweep::{Gaps, Request, Sweep, sweep as plan};

/// Work that takes longer than this says how far it is.
const PATIENCE: Duration = Duration::from_secs(1);
/// How often it says it.
const BETWEEN: Duration = Duration::from_millis(200);

/// `napkin sweep FILE NAME=A..B --of NAME,...`
pub(super) fn sweep(arguments: &SweepArguments, streams: &mut Streams) -> io::Result<Status> {
    let format = match arguments.format() {
        Ok(format) => format,
        Err(why) => return refuse(&why, streams),
    };
    let files = Files::default();
    let digits = arguments.scenario.digits();
    let is_json = format == SweepFormat::Json && arguments.output().is_none();
    let document: Option<Document> = is_json.then_some(json::sweep::nothing);
    let source = match files.open(&arguments.file) {
        Ok(source) => source,
        Err(why) => return nothing(unreadable(&arguments.file, why), document, streams),
    };
    let mut request = Request {
        ranges: arguments.ranges.clone(),
        outputs: arguments.outputs(),
        steps: arguments.steps,
        is_logarithmic: arguments.log,
        set: arguments.scenario.set.clone(),
        case: arguments.scenario.case.clone(),
    };
    let mut sweep = plan(source.clone(), &files, &request);
    if request.outputs.is_empty() && !sweep.axes.is_empty() {
        let base = workspace::run_case(source.clone(), &files, &request.set, request.case.as_deref());
        request.outputs = told::dependents(&Report::new(&base, &Wanted::default()), &sweep.outcome.plan);
        if request.outputs.is_empty() {
            let names: Vec<String> = request.ranges.iter().map(|(name, _)| format!("`{name}`")).collect();
            return refuse(
                &format!(
                    "nothing in the report depends on {}: say what to show with --of",
                    names.join(" or ")
                ),
                streams,
            );
        }
        sweep = plan(source, &files, &request);
    }
    let read: Vec<PathBuf> = sweep.outcome.sources.iter().map(|source| PathBuf::from(&source.name)).collect();
    if let Some(Err(why)) = arguments.output().map(|output| output::refuse_inputs(output, &read)) {
        return refuse(&why, streams);
    }
    if !sweep.is_ready() {
        return nothing(sweep.outcome, document, streams);
    }
    if let Some(why) = too_many(&sweep, format) {
        return refuse(&why, streams);
    }
    let gaps = match arguments.output() {
        Some(path) => {
            let mut progress = Progress::new(sweep.rows(), io::stderr().is_terminal());
            let written =
                output::write(path, |out| write(&sweep, format, digits, Look::default(), &mut progress, out));
            progress.clear();
            match written {
                Ok(gaps) => gaps,
                Err(why) => return refuse(&why, streams),
            }
        }
        None => {
            // On one terminal the rows themselves show how far it is.
            let is_seen = io::stderr().is_terminal() && !io::stdout().is_terminal();
            let mut progress = Progress::new(sweep.rows(), is_seen);
            let written = if matches!(format, SweepFormat::Table | SweepFormat::Chart) {
                write(&sweep, format, digits, streams.look, &mut progress, &mut streams.out)
            } else {
                let mut data = streams.data()?;
                let written = write(&sweep, format, digits, Look::default(), &mut progress, &mut data);
                written.and_then(|gaps| data.flush().map(|()| gaps))
            };
            progress.clear();
            written?
        }
    };
    if document.is_none() {
        complain(std::slice::from_ref(&sweep.outcome), streams)?;
    }
    streams.complain(&text::sweep::unused(&told::unused(&sweep)))?;
    streams.complain(&text::sweep::gaps(&told::gap_notes(&sweep, &gaps), digits))?;
    Ok(status_of(&sweep.outcome, 0))
}

fn refuse(why: &str, streams: &mut Streams) -> io::Result<Status> {
    streams.tell(&format!("error: {why}"))?;
    Ok(Status::InputWrong)
}

/// That there are more rows than a format takes.
fn too_many(sweep: &Sweep, format: SweepFormat) -> Option<String> {
    let (what, most) = match format {
        SweepFormat::Table => ("a table", text::sweep::MOST_ROWS),
        SweepFormat::Json => ("a JSON document", json::sweep::MOST_ROWS),
        SweepFormat::Chart | SweepFormat::Svg => ("a chart", curves::MOST_ROWS),
        SweepFormat::Csv => return None,
    };
    let rows = sweep.rows();
    let grid = if sweep.axes.len() > 1 {
        let steps: Vec<_> = sweep.axes.iter().map(|axis| axis.steps.to_string()).collect();
        format!(" ({})", steps.join(" x "))
    } else {
        String::new()
    };
    (rows > most).then(|| {
        format!("this sweep has {rows} rows{grid}, and {what} takes {most}: ask for fewer with --steps, or for --format csv")
    })
}

fn write(
    sweep: &Sweep,
    format: SweepFormat,
    digits: usize,
    look: Look,
    progress: &mut Progress,
    out: &mut dyn Write,
) -> io::Result<Gaps> {
    let (text, gaps) = match format {
        SweepFormat::Csv => {
            let columns = told::columns(sweep);
            csv::sweep::write_header(&columns, out)?;
            let mut text = Vec::new();
            return told::each_piece(sweep, |piece| {
                text.clear();
                csv::sweep::write_rows(&columns, piece, &mut text);
                out.write_all(&text)?;
                progress.show(piece.first + piece.count as u64);
                Ok(())
            });
        }
        SweepFormat::Table => {
            let table = Table::of(sweep, digits);
            (text::sweep::table(&table, look), table.gaps)
        }
        SweepFormat::Json => {
            let report = Report::new(&sweep.outcome, &Wanted::of_all(digits));
            let numbers = Numbers::of(sweep);
            (json::sweep::document(&numbers, &report), numbers.gaps)
        }
        SweepFormat::Chart | SweepFormat::Svg => {
            let Some(curves) = Curves::of(sweep, curves::MOST_CURVES) else { return Ok(Gaps::default()) };
            let charts = curves::charts(&curves);
            let text = if format == SweepFormat::Svg {
                chart::svg::picture(&charts, curves.title.as_deref())
            } else {
                chart::text::charts(&charts, curves.left_out, look)
            };
            (text, curves.gaps)
        }
    };
    out.write_all(text.as_bytes())?;
    Ok(gaps)
}

/// Tells on a terminal's stderr how far long work is.
struct Progress {
    rows: u64,
    is_seen: bool,
    next: Instant,
    is_shown: bool,
}

impl Progress {
    fn new(rows: u64, is_seen: bool) -> Self {
        Self { rows, is_seen, next: Instant::now() + PATIENCE, is_shown: false }
    }

    fn show(&mut self, done: u64) {
        if !self.is_seen || Instant::now() < self.next {
            return;
        }
        self.next = Instant::now() + BETWEEN;
        self.is_shown = true;
        let share = done as f64 / self.rows as f64 * 100.0;
        // Nobody is left to be told of a closed stderr.
        let _ = write!(io::stderr(), "\r{share:3.0} % of {} rows", self.rows);
    }

    /// Wipes the line.
    fn clear(&mut self) {
        if std::mem::take(&mut self.is_shown) {
            let _ = write!(io::stderr(), "\r{:40}\r", "");
        }
    }
}
