//! A sweep as CSV (RFC 4180), a row a point, written as it is computed; knows no files.

use std::io::{self, Write};

use super::{numbers, write_plain_number};
use crate::workspace::sweep::{Gaps, Rows, Sweep};

/// How many rows are computed at a time.
const LANES: usize = 128;

/// Writes a header and all rows, and tells after some of them how many there are.
///
/// # Errors
/// What `out` answers.
pub fn write(sweep: &Sweep, out: &mut dyn Write, mut done: impl FnMut(u64)) -> io::Result<Gaps> {
    let mut header = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(&mut *out);
    header.write_record(columns(sweep).map(|(name, unit)| titled(name, unit)))?;
    header.flush()?;
    drop(header);
    let mut text = Vec::new();
    sweep.run::<LANES, io::Error>(|rows| {
        text.clear();
        let columns: Vec<[f64; LANES]> =
            sweep.outputs.iter().map(|output| numbers(rows.repeated.estimate(), output)).collect();
        for lane in 0..rows.count {
            write_row(sweep, rows, lane, &columns, &mut text);
        }
        out.write_all(&text)?;
        done(rows.first + rows.count as u64);
        Ok(())
    })
}

fn write_row(
    sweep: &Sweep,
    rows: &Rows<'_, LANES>,
    lane: usize,
    columns: &[[f64; LANES]],
    text: &mut Vec<u8>,
) {
    for (place, (axis, points)) in sweep.axes.iter().zip(rows.points).enumerate() {
        if place > 0 {
            text.push(b',');
        }
        let point = points[lane];
        if axis.is_availability() {
            text.extend_from_slice(axis.text(point).as_bytes());
        } else {
            write_plain_number(point.number, text);
        }
    }
    for column in columns {
        text.push(b',');
        if !column[lane].is_nan() {
            write_plain_number(column[lane], text);
        }
    }
    text.extend_from_slice(b"\r\n");
}

/// The columns in order: names and units.
pub(super) fn columns(sweep: &Sweep) -> impl Iterator<Item = (&str, &str)> {
    let axes = sweep.axes.iter().map(|axis| (axis.name.as_str(), axis.scale.unit.as_str()));
    axes.chain(sweep.outputs.iter().map(|output| (output.name.as_str(), output.scale.unit.as_str())))
}

/// A column's name with its unit: `storage (TB)`.
pub(super) fn titled(name: &str, unit: &str) -> String {
    let name = super::clean(name);
    if unit.is_empty() { name } else { format!("{name} ({unit})") }
}
