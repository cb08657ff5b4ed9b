//! Formulas of recovery after a loss; knows nothing of how often one happens.

use super::row::{Body, Row, parameter};
use crate::formula;
use crate::units::system::{Bandwidth, Information, Per, Subject, Time};

/// The functions of recovery.
pub(super) const ROWS: &[Row] = &[
    Row {
        name: "lost",
        parameters: &[
            parameter("rate").at_least(0.0, "the rate must not be below 0"),
            parameter("rpo").at_least(0.0, "the time of the RPO must not be below 0"),
        ],
        body: Body::Formula(formula!(lost)),
        doc: "what is lost when all since the last copy is: rate * rpo",
        source: "the recovery point objective: NIST SP 800-34 revision 1, Contingency Planning Guide (2010)",
        example: ("lost(10 MB/s, 5 min)", "3 GB"),
        ..Row::SILENT
    },
    Row {
        name: "restore",
        parameters: &[
            parameter("size").at_least(0.0, "the size must not be below 0"),
            parameter("bandwidth").above(0.0, "the bandwidth must be above 0"),
        ],
        body: Body::Formula(formula!(restore)),
        doc: "how long it takes to read a copy back: size / bandwidth",
        source: "the recovery time objective: NIST SP 800-34 revision 1, Contingency Planning Guide (2010)",
        example: ("restore(2 TB, 1 Gbps)", "4h 26min 40s"),
        ..Row::SILENT
    },
];

/// What is lost when all since the last copy is: `rate * rpo`, whatever the rate is of.
///
/// Source: the recovery point objective of NIST SP 800-34, Contingency Planning Guide (revision 1, 2010). A
/// rate or a time below 0 is an error.
fn lost(rate: Per<Subject, Time>, rpo: Time) -> Subject {
    rate * rpo
}

/// How long it takes to read a copy back: `size / bandwidth`, a time, to which detecting the loss and
/// replaying a log add.
///
/// Source: the recovery time objective of NIST SP 800-34, Contingency Planning Guide (revision 1, 2010).
/// Errors: a size below 0, a bandwidth of 0 or less.
fn restore(size: Information, bandwidth: Bandwidth) -> Time {
    size / bandwidth
}

#[cfg(test)]
mod tests {
    use crate::functions::testing::{near, result_of, why_no_result};

    // Values by hand.
    #[test]
    fn formulas_give_what_was_computed_elsewhere() {
        assert!(near(result_of("lost", &[10e6, 300.0]), 3e9));
        assert!(near(result_of("restore", &[16e12, 1e9]), 16_000.0));
        let transferred = result_of("transfer", &[16e12, 1e9, 0.0]);
        assert!(near(result_of("restore", &[16e12, 1e9]), transferred));
    }

    #[test]
    fn what_has_no_result_says_why() {
        for (name, numbers, sentence) in [
            ("lost", [-1.0, 1.0], "the rate must not be below 0"),
            ("restore", [1.0, 0.0], "the bandwidth must be above 0"),
        ] {
            assert!(result_of(name, &numbers).is_nan(), "{name}");
            assert_eq!(why_no_result(name, &numbers).as_deref(), Some(sentence));
        }
    }
}
