//! The laws of a sheet that is edited: it comes to what its scenario comes to, a step taken back leaves nothing, and a
//! preview changes nothing.

use std::collections::BTreeMap;

use napkin::plan::ItemKind;
use napkin::workspace::{Answer, NoFiles, Session};
use proptest::prelude::*;

use crate::outcome::{displayed_in, run_text};

fn cases(count: u32) -> ProptestConfig {
    ProptestConfig { cases: count, failure_persistence: None, ..ProptestConfig::default() }
}

/// Lines as people type them, some of which fail at some moments: names that are not there yet, units that clash.
const LINES: [&str; 30] = [
    "users = 10 million users",
    "users = 20M users # more",
    "users = 5 GB",
    "rate = 2 posts/user/day",
    "writes = users * rate",
    "writes = writes * 2",
    "peak = writes * 3",
    "record post { text = 280 bytes, media = 100 KB }",
    "post.media = 200 KB",
    "post.author = 8 bytes",
    "storage = writes * size(post) over 3 years",
    "storage",
    "ans / 2",
    "half = ans / 2",
    "check writes < 30 million posts/day",
    "check storage ~ 100 TB within 90%",
    "component lb { availability = 99.99%, capacity = 50k posts/s }",
    "lb.availability = 99.9%",
    "path site = lb | lb",
    "site carries peak",
    "calendar primer",
    "calendar round",
    "title \"A plan\"",
    "bytes binary",
    "fn double(x) = 2 * x",
    "twice = double(users)",
    "workload w { users = 5M users, write_rate = 1 post/user/day, payload = size(post), retention = 1 year }",
    "w.replicas = 3",
    "case \"small\" { users = 1000 users }",
    "import latency",
];

fn enter(session: &mut Session, line: &str) -> Vec<Answer> {
    let mut answers = Vec::new();
    session.enter("input", line, |_, answer| answers.push(answer));
    answers
}

/// Every named value of a session with the text that shows it.
fn values(session: &Session) -> BTreeMap<String, String> {
    let (plan, estimate) = (session.plan(), session.estimate());
    let named = plan.items.iter().filter(|item| item.kind != ItemKind::Expression && item.is_own);
    named
        .filter_map(|item| Some((item.name.clone(), displayed_in(plan, estimate, item.value.as_ref()?))))
        .collect()
}

fn some_lines() -> impl Strategy<Value = Vec<&'static str>> {
    prop::collection::vec(prop::sample::select(&LINES[..]), 1..25)
}

proptest! {
    #![proptest_config(cases(300))]

    /// What is saved comes to the same, without an error, and so does a session that is fed it at once.
    #[test]
    fn a_saved_sheet_says_the_same(lines in some_lines()) {
        let mut session = Session::edited(Box::new(NoFiles));
        lines.iter().for_each(|line| drop(enter(&mut session, line)));
        let text = session.text();
        let outcome = run_text(&text);
        prop_assert!(!outcome.has_errors(), "{}\n{:?}", text, outcome.diagnostics);
        let named = outcome.plan.items.iter().filter(|item| item.kind != ItemKind::Expression && item.is_own);
        let expected: BTreeMap<String, String> = named
            .filter_map(|item| {
                Some((item.name.clone(), displayed_in(&outcome.plan, &outcome.estimate, item.value.as_ref()?)))
            })
            .collect();
        prop_assert_eq!(values(&session), expected, "{}", text);
        let mut again = Session::edited(Box::new(NoFiles));
        let answers = enter(&mut again, &text);
        prop_assert!(answers.iter().all(|answer| answer.left_out.is_empty()), "{}", text);
        prop_assert_eq!(values(&session), values(&again), "{}", text);
        prop_assert_eq!(again.text(), text);
    }

    /// A line that is refused leaves the sheet as it was; one that is taken can be taken back.
    #[test]
    fn a_step_taken_back_leaves_nothing(lines in some_lines()) {
        let mut session = Session::edited(Box::new(NoFiles));
        for line in lines {
            let before = (session.text(), values(&session));
            let _ = enter(&mut session, line);
            if session.text() != before.0 {
                prop_assert!(session.undo().is_some());
            }
            prop_assert_eq!(session.text(), before.0.clone(), "after {}", line);
            prop_assert_eq!(values(&session), before.1, "after {}", line);
            let _ = enter(&mut session, line);
        }
        while session.undo().is_some() {}
        prop_assert_eq!(session.text(), "");
        prop_assert!(values(&session).is_empty());
    }

    /// Looking at a line, or at any piece of one, changes nothing.
    #[test]
    fn a_preview_changes_nothing(lines in some_lines(), looked in some_lines(), cut in 0_usize..60) {
        let mut session = Session::edited(Box::new(NoFiles));
        lines.iter().for_each(|line| drop(enter(&mut session, line)));
        let before = (session.text(), values(&session), session.plan().operations.len());
        for line in looked {
            session.preview(&line[..cut.min(line.len())], |_, answer| answer.is_taken);
            session.preview(line, |_, answer| answer.is_taken);
        }
        let after = (session.text(), values(&session), session.plan().operations.len());
        prop_assert_eq!(before, after);
    }

    /// What the preview of a new line shows is what the line comes to.
    #[test]
    fn a_preview_tells_what_comes(lines in some_lines(), line in prop::sample::select(&LINES[..])) {
        let mut session = Session::edited(Box::new(NoFiles));
        lines.iter().for_each(|line| drop(enter(&mut session, line)));
        let last = |session: &Session, answer: &Answer| {
            let item = session.plan().items[answer.items.clone()].last()?;
            Some(displayed_in(session.plan(), session.estimate(), item.value.as_ref()?))
        };
        let seen = session.preview(line, |session, answer| (answer.is_taken, last(session, answer)));
        let mut come = None;
        session.enter("input", line, |session, answer| come = Some((answer.is_taken, answer.before.is_some(), last(session, &answer))));
        // Of a name that is bound already only the value is looked at, not what follows from it.
        if let (Some((true, Some(seen))), Some((true, false, Some(come)))) = (seen, come) {
            prop_assert_eq!(seen, come, "{}", line);
        }
    }
}

#[test]
fn a_paste_takes_lines_in_any_order_and_leaves_out_what_depends_on_an_error() {
    let mut session = Session::edited(Box::new(NoFiles));
    let answers = enter(&mut session, "c = b * 2\nb = a * 2\na = 5 GB\nbad = a + 1 s\nworse = bad * 2\n");
    let ids: Vec<&str> = answers
        .iter()
        .flat_map(|answer| &answer.diagnostics)
        .map(|diagnostic| diagnostic.id.as_str())
        .collect();
    assert_eq!(ids, ["unit-mismatch"]);
    assert_eq!(answers[0].left_out, ["worse"]);
    assert_eq!(session.names().collect::<Vec<_>>(), ["c", "b", "a"]);
}

#[test]
fn a_name_that_others_use_cannot_be_deleted() {
    let mut session = Session::edited(Box::new(NoFiles));
    for line in
        ["a = 5 GB", "b = a * 2", "record r { x = 1 B }", "s = size(r)", "fn f(x) = 2 * x", "y = f(2)"]
    {
        enter(&mut session, line);
    }
    for (name, user) in [("a", "`b`"), ("r", "`s`"), ("f", "`y`")] {
        let problem = session.delete(name).unwrap_err();
        assert!(problem.message.contains(user), "{}", problem.message);
    }
    session.delete("b").unwrap();
    session.delete("a").unwrap();
    assert!(session.delete("a").is_err());
    assert_eq!(session.names().collect::<Vec<_>>(), ["r", "s", "f()", "y"]);
}

#[test]
fn every_kind_of_line_can_be_deleted() {
    let mut session = Session::edited(Box::new(NoFiles));
    for line in [
        "title \"A plan\"",
        "calendar primer",
        "unit shard = 500 GB",
        "component lb {\n  availability = 99.9%   # each\n  capacity     = 50k req/s\n}",
        "path site = lb | lb",
        "site carries 1000 req/s",
        "users = 5 users",
        "case \"more\" { users = 6 users }",
        "check site.availability > 99%   # held",
        "fn double(x) = 2 * x",
        "workload w { write_rate = 5 posts/s, payload = 1 KB, replicas = 2 }",
    ] {
        let answers = enter(&mut session, line);
        assert!(answers.iter().all(|answer| answer.is_taken), "{line}: {answers:?}");
    }
    for words in [
        "check site.availability > 99%",
        "site carries",
        "lb.capacity",
        "w.payload",
        "w.replicas",
        "site",
        "\"more\"",
        "unit shard",
        "calendar",
        "title",
        "double",
        "users",
        "w",
    ] {
        session.delete(words).unwrap_or_else(|problem| panic!("{words}: {}", problem.message));
    }
    assert_eq!(session.text(), "component lb {\n  availability = 99.9%   # each\n}\n");
}

#[test]
fn a_check_that_is_typed_again_stands_once() {
    let mut session = Session::edited(Box::new(NoFiles));
    for line in ["a = 5 GB", "check a < 6 GB", "check a < 6 GB # twice"] {
        enter(&mut session, line);
    }
    assert_eq!(session.text(), "a = 5 GB\n\ncheck a < 6 GB # twice\n");
}

#[test]
fn what_comes_and_goes_with_a_change_is_told() {
    let mut session = Session::edited(Box::new(NoFiles));
    for line in ["component app { availability = 99.9%, latency = 5 ms }", "path site = app -> app"] {
        enter(&mut session, line);
    }
    let mut told = None;
    session.enter("input", "component app { latency = 3 ms, cost = $5/month }", |session, answer| {
        told = Some(napkin::report::answers::changes(session, &answer, 3));
    });
    let told = told.unwrap();
    assert!(told.gone.contains(&"site.availability".to_owned()), "{told:?}");
    assert!(told.new.iter().any(|(name, value)| name == "site.cost" && value == "$10/month"), "{told:?}");
    assert_eq!(told.rows[0].now, "6 ms");
}

/// The fuzz target found that a record's rows were looked for behind the last one.
#[test]
fn a_paste_answers_each_block_with_its_own_rows() {
    let mut session = Session::edited(Box::new(NoFiles));
    let mut told = Vec::new();
    session.enter(
        "paste",
        "a = 5 GB\nrecord r { x = 1 B, y = 2 B }\nb = 3 GB\nrecord tail { z = 4 B }",
        |session, answer| {
            told.push(
                session.plan().items[answer.items].iter().map(|item| item.name.clone()).collect::<Vec<_>>(),
            );
        },
    );
    assert_eq!(
        told,
        [vec![], vec!["a"], vec!["r.x", "r.y", "size(r)"], vec!["b"], vec!["tail.z", "size(tail)"]]
    );
}

#[test]
fn a_file_that_is_taken_and_saved_keeps_its_comments_and_blank_lines() {
    let file = "# A plan\n# of ours\n\ntitle \"Plan\"\n\n# the users\n\nusers = 5 users # all\nrate = 2 posts/user/day\n\n\
                writes = users * rate\n\n# to be asked: the cache\n\n# and the rest\n";
    let mut session = Session::edited(Box::new(NoFiles));
    enter(&mut session, file);
    assert_eq!(session.text(), file);
    // What takes the place of a line takes its comments over.
    enter(&mut session, "users = 6 users # all");
    assert_eq!(session.text(), file.replace("5 users", "6 users"));
}

#[test]
fn comments_that_are_typed_stand_above_the_next_line() {
    let mut session = Session::edited(Box::new(NoFiles));
    for line in ["# a plan", "# of ours", "nope = 5 GB + 3 s", "a = 1 GB", "a * 2", "# at last"] {
        enter(&mut session, line);
    }
    assert_eq!(session.text(), "# a plan\n# of ours\na = 1 GB\n\n# at last\n");
    enter(&mut session, "record r {\n  x = 5 KB # each\n}");
    enter(&mut session, "r.x = 6 KB");
    assert_eq!(
        session.text(),
        "# a plan\n# of ours\na = 1 GB\n\n# at last\nrecord r {\n  x = 6 KB # each\n}\n"
    );
}

#[test]
fn a_line_that_changes_what_others_mean_says_so() {
    let mut session = Session::edited(Box::new(NoFiles));
    let mut told = |line: &str| -> Vec<(&'static str, String, String)> {
        let answers = enter(&mut session, line);
        let all = answers.into_iter().flat_map(|answer| answer.diagnostics);
        all.map(|told| (told.id.as_str(), told.message.clone(), told.advice().unwrap_or_default())).collect()
    };
    assert_eq!(told("drivers = 1M drivers"), []);
    assert_eq!(told("online = 20% of drivers"), []);
    let warned = told("online = 25%");
    assert_eq!(warned.len(), 1, "{warned:?}");
    assert_eq!(warned[0].0, "changed-meaning");
    assert_eq!(warned[0].1, "`online` is a pure number now, and was a count of drivers before");
    assert_eq!(warned[0].2, "did you mean `online = 25% of drivers`?");
    assert_eq!(told("online = 30%"), []);
    assert_eq!(told("drivers = 2M drivers"), []);
    assert_eq!(told("riders = 2M riders"), []);
    assert_eq!(told("riders = 3 million")[0].2, "did you mean `riders = 3 million riders`?");
    assert_eq!(
        told("workload orders { users = 5M users, write_rate = 1 order/user/day, payload = 1 KB }"),
        []
    );
    let warned = told("orders_a_day = users * 2 orders/user/day");
    assert_eq!((warned[0].0, warned[0].2.as_str()), ("bare-noun", "did you mean `orders.users`?"));
    assert_eq!(told("writes * 2")[0].2, "did you mean `orders.writes`?");
    // Nothing uses it: no other line means anything else.
    assert_eq!(told("x = 5 GB"), []);
    assert_eq!(told("x = 5 GB/s"), []);
    let warned = told("users = 6M users");
    assert_eq!(warned[0].0, "name-beside-field");
    assert_eq!(warned[0].2, "did you mean `orders.users = 6M users`?");
    // A field that takes the name's value is meant to have it.
    let mut session = Session::edited(Box::new(NoFiles));
    enter(&mut session, "workload orders { users = users, write_rate = 1 order/user/day }");
    assert!(enter(&mut session, "users = 6M users")[0].diagnostics.is_empty());
}
