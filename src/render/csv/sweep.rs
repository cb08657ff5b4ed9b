//! A sweep as CSV (RFC 4180), a row a point, written as it is computed; knows no files.

use std::io::{self, Write};

use crate::render::letters::titled;
use crate::render::numbers::write_plain_number;
use crate::report::sweep::{Column, Piece, exact};
use crate::units::display::in_style;

/// Writes the header.
///
/// # Errors
/// What `out` answers.
pub fn write_header(columns: &[Column], out: &mut dyn Write) -> io::Result<()> {
    let mut header = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(out);
    header.write_record(columns.iter().map(|column| titled(&column.name, &column.unit)))?;
    header.flush()
}

/// Adds some rows to a text.
pub fn write_rows(columns: &[Column], piece: &Piece<'_>, text: &mut Vec<u8>) {
    for lane in 0..piece.count {
        for (place, (column, points)) in columns.iter().zip(piece.points).enumerate() {
            if place > 0 {
                text.push(b',');
            }
            let point = points.at(lane);
            if column.swept.as_ref().is_some_and(|swept| swept.is_availability) {
                text.extend_from_slice(exact(point, column.style).as_bytes());
            } else {
                write_plain_number(in_style(point.number, 1.0, column.style), text);
            }
        }
        for column in &piece.numbers {
            text.push(b',');
            if !column[lane].is_nan() {
                write_plain_number(column[lane], text);
            }
        }
        text.extend_from_slice(b"\r\n");
    }
}
