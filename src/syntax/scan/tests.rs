//! How lines join, blocks are cut, notes are kept and what is too deep is refused.

use super::*;
use crate::source::SourceId;

fn lines(text: &str) -> Vec<(LineKind, String)> {
    let source = Source::new(SourceId(0), "test", text);
    let scan = scan(&source, MOST_LINES);
    assert_eq!(scan.text.len(), source.text.len());
    scan.lines.iter().map(|line| (line.kind, scan.text[line.start..line.end].to_owned())).collect()
}

fn statements(text: &str) -> Vec<String> {
    lines(text).into_iter().map(|(_, text)| text).collect()
}

#[test]
fn lines_join_inside_brackets_and_at_operators() {
    assert_eq!(statements("a = (1 +\n 2)\nb = 3"), ["a = (1 +  2)", "b = 3"]);
    assert_eq!(
        statements("path read = lb | lb\n  -> app # web\n  -> db"),
        ["path read = lb | lb   -> app         -> db"]
    );
    assert_eq!(statements("g = x over\n3 years"), ["g = x over 3 years"]);
    assert_eq!(statements("a = m.to\nb"), ["a = m.to", "b"]);
}

#[test]
fn an_open_line_ends_at_the_next_binding() {
    assert_eq!(statements("f = a +\ng = 3"), ["f = a +", "g = 3"]);
    assert_eq!(statements("h = (1 + 2\ni = 4"), ["h = (1 + 2", "i = 4"]);
    assert_eq!(statements("s = f(1,\n  load = 2)"), ["s = f(1,   load = 2)"]);
}

#[test]
fn blocks_are_cut_into_fields() {
    use LineKind::{BlockEnd, Field, Header, Statement};
    let kinds: Vec<_> =
        lines("record p { , a = 1, \n\n b = 2, }\nx = 1").into_iter().map(|(kind, _)| kind).collect();
    assert_eq!(kinds, [Header, Field, Field, BlockEnd, Statement]);
    let kinds: Vec<_> = lines("component y { a = 99% # x }\ncomponent z { b = 1 }")
        .into_iter()
        .map(|(kind, _)| kind)
        .collect();
    assert_eq!(kinds, [Header, Field, BlockEnd, Header, Field, BlockEnd]);
}

#[test]
fn notes_belong_to_the_line_they_end() {
    let source = Source::new(
        SourceId(0),
        "test",
        "# nobody's\na = 1 # one\nb = (2 + # two\n 3) # three\nt = \"# no\"",
    );
    let notes: Vec<_> = scan(&source, MOST_LINES)
        .lines
        .iter()
        .map(|line| line.note.map(|span| source.slice(span).to_owned()))
        .collect();
    assert_eq!(notes, [Some("one".to_owned()), Some("two".to_owned()), None]);
}

#[test]
fn what_is_open_waits() {
    for (text, place) in [
        ("a = 1\nb = (2 +\n", Some(6)),
        ("a = 1\nb = 2 +\n", Some(6)),
        ("x = 1\nrecord p {\n a = 1\n", Some(6)),
        ("a = 1\nb = 2\n", None),
        ("", None),
    ] {
        let ending = ending(text);
        assert_eq!(ending.last.filter(|_| ending.is_open), place, "{text:?}");
    }
    assert_eq!(
        ending("a = 1\nb = 2\n  + 3\n# c\n"),
        Ending { last: Some(6), is_open: false, is_in_bracket: false }
    );
    assert_eq!(ending("record p { a = 1 }\n"), Ending { last: None, is_open: false, is_in_bracket: false });
    assert!(!ending(&format!("{}1{}", "(".repeat(200), ")".repeat(200))).is_open);
}

#[test]
fn what_nests_too_deep_is_refused_once() {
    for text in ["(".repeat(100_000), "-".repeat(100_000), "2^".repeat(1_000), "1+".repeat(10_000)] {
        let source = Source::new(SourceId(0), "test", text);
        let scan = scan(&source, MOST_LINES);
        assert_eq!(scan.diagnostics.len(), 1);
        assert!(scan.lines[0].refused);
    }
}
