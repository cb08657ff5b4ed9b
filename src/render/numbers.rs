//! Numbers in full precision, as data formats write them; knows no units.

use std::io::Write as _;

use crate::units::decimal::Decimal;
use crate::units::display::shortest;

/// Writes a number in full precision, as CSV has it: `8`, not `8.0`; `1e300`, not three hundred zeros.
pub(super) fn write_plain_number(number: f64, text: &mut Vec<u8>) {
    let size = number.abs();
    let written = if size != 0.0 && !(1e-5..1e16).contains(&size) {
        write!(text, "{number:e}")
    } else if !Decimal::write_short(number, text) {
        write!(text, "{number}")
    } else {
        Ok(())
    };
    written.expect("memory takes what is written");
}

/// The same as a text of its own, without the digits that rounding left.
pub(super) fn plain_number(number: f64) -> String {
    let mut text = Vec::new();
    write_plain_number(shortest(number), &mut text);
    String::from_utf8(text).expect("digits are letters")
}
