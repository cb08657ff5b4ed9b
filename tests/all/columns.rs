//! A scenario run over columns of numbers: each row is, to the last bit, the report of a scenario with its values set.

use napkin::{Problem, Scenario};

const SERVICE: &str = "\
users = 1 million users
payload = 2 KB/post
share = 20%
posts = users * 3 posts/user/day
storage = posts * payload over 1 year
cached = share * posts * payload over 1 day
component db { availability = 99.9%, latency = 2 ms }
path read = db | db
check storage < 2 TB
check read.availability > 99.99%
";

fn service() -> Scenario {
    Scenario::new("service", SERVICE)
}

#[test]
fn a_row_is_to_the_last_bit_what_a_report_with_its_values_says() {
    let users = [1.0, 7e5, 1e6, 123_456_789.0];
    let payload = [0.1, 2.0, 3.7, 1000.0];
    let share = [0.0, 12.5, 20.0, 99.9];
    let up = [99.9, 99.95, 99.999, 50.0];
    let outputs = ["storage in GB", "cached in GB", "read.availability", "1 - read.availability"];
    let inputs = [("users", "users"), ("payload", "KB/post"), ("share", "%"), ("db.availability", "%")];
    let mut columns = service().columns(&inputs, &outputs).unwrap();
    let rows = columns.run(&[&users, &payload, &share, &up]);
    assert_eq!(rows.count(), 4);
    for row in 0..4 {
        let set = service()
            .set("users", format!("{} users", users[row]))
            .set("payload", format!("{} KB/post", payload[row]))
            .set("share", format!("{}%", share[row]))
            .set("db.availability", format!("{}%", up[row]));
        for (place, output) in outputs.iter().enumerate() {
            let expected = set.evaluate(output).unwrap().value;
            assert_eq!(rows.output(place)[row].to_bits(), expected.to_bits(), "{output} in row {row}");
            assert_eq!(rows.gap(place, row), None);
        }
        let verdicts: Vec<Option<bool>> = set.report().checks.iter().map(|check| Some(check.ok)).collect();
        assert_eq!([rows.check(0)[row], rows.check(1)[row]], verdicts[..], "row {row}");
    }
}

#[test]
fn a_negative_pure_number_is_what_it_is_when_it_is_set() {
    let text = "x = 50%\nleft = 1 - x\nplain = 3\nother = 1 - plain";
    let scenario = || Scenario::new("a", text);
    let mut columns =
        scenario().columns(&[("x", "%"), ("plain", "")], &["left", "other", "x", "1 - left"]).unwrap();
    let share: Vec<f64> = (1..400).map(|hundredths| -f64::from(hundredths) / 7.0).collect();
    let plain: Vec<f64> = (1..400).map(|tenths| -f64::from(tenths) / 10.0).collect();
    let rows = columns.run(&[&share, &plain]);
    for row in 0..share.len() {
        let set = scenario().set("x", format!("{}%", share[row])).set("plain", format!("{:?}", plain[row]));
        for (place, output) in ["left", "other", "x", "1 - left"].into_iter().enumerate() {
            let expected = set.evaluate(output).unwrap().value;
            let found = rows.output(place)[row];
            assert_eq!(
                found.to_bits(),
                expected.to_bits(),
                "{output} in row {row}: {found:e}, not {expected:e}"
            );
        }
    }
}

#[test]
fn a_gap_has_a_reason_and_leaves_the_other_rows_alone() {
    let scenario = Scenario::new("a", "x = 4\ny = 10 / (x - 2)\ncheck y < 100");
    let mut columns = scenario.columns(&[("x", "")], &["y", "x * 2"]).unwrap();
    let rows = columns.run(&[&[4.0, 2.0, f64::NAN]]);
    assert_eq!(rows.output(0)[0], 5.0);
    assert!(rows.output(0)[1].is_nan() && rows.output(0)[2].is_nan());
    assert_eq!(rows.output(1)[..2], [8.0, 4.0]);
    assert_eq!(rows.check(0), [Some(true), None, None]);
    let why = rows.gap(0, 1).unwrap();
    assert_eq!(why.id, "division-by-zero");
    assert_eq!(rows.check_gap(0, 1).map(|problem| problem.id), Some("division-by-zero"));
    assert!(rows.gap(0, 2).unwrap().message.contains("`x`"));
    assert_eq!((rows.gap(0, 0), rows.gap(1, 1)), (None, None));
}

#[test]
fn what_cannot_be_opened_says_why() {
    let refused = |inputs: &[(&str, &str)], outputs: &[&str]| -> Vec<Problem> {
        service().columns(inputs, outputs).map(|_| ()).unwrap_err()
    };
    for (inputs, outputs) in [
        (&[("userz", "users")][..], &["storage"][..]),
        (&[("users", "GB")], &["storage"]),
        (&[("users", "users"), ("users", "users")], &["storage"]),
        (&[("users", "users")], &["storge"]),
        (&[("users", "5 users")], &["storage"]),
        (&[("storage", "GB"), ("nope.field", "KB")], &["storage"]),
    ] {
        let problems = refused(inputs, outputs);
        assert!(!problems.is_empty(), "{inputs:?} {outputs:?}");
        assert!(problems.iter().all(|problem| problem.help.is_some()), "{problems:?}");
    }
    assert!(refused(&[("userz", "users")], &[])[0].help.as_deref().unwrap().contains("`users`"));
}
