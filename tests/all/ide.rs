//! What an editor is answered, over small texts with hand-made answers and over the whole corpus with laws.

use std::path::Path;

use napkin::diagnostic::applied;
use napkin::ide::{self, SemanticKind};
use napkin::names::Target;
use napkin::source::SourceId;
use napkin::workspace::{Analysis, NoFiles};

const SHOP: &str = "\
users   = 10 million users   # signed up
orders  = users * 2 orders/user/month
record order { id = 8 bytes, body = 2 KB }
fn yearly(users, by = 12) = users * by
storage = orders * size(order) over 3 years
workload w { users = users, write_rate = 1 post/user/day, payload = 1 KB }
peak    = max(w.writes, 5 posts/s)
twice   = yearly(3, by = 2)
case \"big\" { users = 20 million users, check storage < 1 TB }
check storage < 1 TB
";

fn shop() -> Analysis {
    Analysis::of("shop.nap", SHOP, &NoFiles)
}

/// The byte of the nth place of a word in the shop.
fn place(word: &str, nth: usize) -> u32 {
    SHOP.match_indices(word).nth(nth).unwrap().0 as u32
}

fn lines(analysis: &Analysis, spans: &[napkin::source::Span]) -> Vec<(usize, usize)> {
    spans.iter().map(|span| analysis.source().position(span.start)).map(|at| (at.line, at.column)).collect()
}

#[test]
fn a_definition_is_what_the_word_means() {
    let analysis = shop();
    let defined = |word, nth| {
        let span = ide::definition(&analysis, place(word, nth)).unwrap();
        let at = analysis.source().position(span.start);
        (at.line, at.column)
    };
    // `users` in the second line is the name; in the body of the function it is the parameter.
    assert_eq!(defined("users * 2", 0), (1, 1));
    assert_eq!(defined("users * by", 0), (4, 11));
    assert_eq!(defined("by = 2", 0), (4, 18), "the argument's name");
    assert_eq!(defined("writes", 0), (6, 10), "a figure is the block's");
    assert_eq!(defined("order) over", 0), (3, 8));
    assert_eq!(defined("storage < 1 TB", 1), (5, 1));
    assert_eq!(ide::definition(&analysis, place("max", 0)), None);
    assert_eq!(ide::definition(&analysis, place("KB", 0)), None);
}

#[test]
fn references_are_told_by_meaning_and_not_by_spelling() {
    let analysis = shop();
    let found = |word, nth| lines(&analysis, &ide::references(&analysis, place(word, nth)));
    assert_eq!(found("users", 0), [(1, 1), (2, 11), (6, 22), (9, 14)]);
    assert_eq!(found("users, by", 0), [(4, 11), (4, 29)]);
    assert_eq!(found("storage", 0), [(5, 1), (9, 46), (10, 7)]);
    // Behind numbers it is the noun, which is another thing.
    let nouns = found("users   # signed", 0);
    assert_eq!(nouns, [(1, 22), (2, 28), (6, 49), (9, 33)]);
}

#[test]
fn a_renamed_scenario_says_the_same() {
    let analysis = shop();
    for (word, nth, name) in [
        ("users", 0, "people"),
        ("users, by", 0, "count"),
        ("storage", 0, "disk"),
        ("yearly", 0, "each_year"),
        ("body", 0, "text"),
    ] {
        let fix = ide::rename(&analysis, place(word, nth), name).unwrap();
        let renamed = applied(&fix, SourceId(0), SHOP).unwrap();
        let after = Analysis::of("shop.nap", &renamed, &NoFiles);
        assert_eq!(after.outcome().diagnostics, analysis.outcome().diagnostics, "{renamed}");
        let numbers = |analysis: &Analysis| {
            let plan = &analysis.outcome().plan;
            let values = plan.items.iter().filter_map(|item| item.value.as_ref());
            values.map(|value| analysis.outcome().estimate.number(value.value)).collect::<Vec<_>>()
        };
        assert_eq!(numbers(&after), numbers(&analysis), "{renamed}");
        // And back again, unless that hides a name.
        if word == "users, by" {
            continue;
        }
        let back = ide::rename(&after, fix.edits[0].span.start, &SHOP[fix.edits[0].span.range()]).unwrap();
        assert_eq!(applied(&back, SourceId(0), &renamed).unwrap(), SHOP);
    }
}

#[test]
fn what_cannot_be_renamed_says_why() {
    let analysis = shop();
    let refused = |word, nth, name| ide::rename(&analysis, place(word, nth), name).unwrap_err();
    assert!(refused("users", 0, "orders").contains("another name here"));
    assert!(refused("users", 0, "two words").contains("no name"));
    assert!(refused("users", 0, "over").contains("no name"));
    assert!(refused("users, by", 0, "storage").contains("another name here"));
    assert!(refused("max", 0, "most").contains("only what this scenario defines"));
    assert!(refused("million", 0, "bn").contains("only what this scenario defines"));
    assert!(refused("order {", 0, "sale").contains("only what this scenario defines"));
    assert!(refused("payload", 0, "size").contains("words of the language"));
}

#[test]
fn a_hover_tells_the_value_its_expression_and_its_note() {
    let analysis = shop();
    let hover = |word, nth| ide::hover(&analysis, place(word, nth)).unwrap();
    let users = hover("users * 2", 0);
    assert_eq!(
        (users.value.as_deref(), users.note.as_deref()),
        (Some("10 million users"), Some("signed up"))
    );
    let storage = hover("storage", 0);
    // 20 million orders/month times 2,008 bytes over 36 months.
    assert_eq!(storage.value.as_deref(), Some("1.45 TB"));
    assert_eq!(storage.expression.as_deref(), Some("orders * size(order) over 3 years"));
    assert_eq!(storage.dimension.as_deref(), Some("storage"));
    let writes = hover("writes", 0);
    assert_eq!((writes.title.as_str(), writes.value.as_deref()), ("w.writes", Some("10 million posts/day")));
    assert_eq!(hover("order) over", 0).value.as_deref(), Some("2.01 KB/order"));
    assert!(hover("max", 0).note.unwrap().contains("the largest of values"));
    assert_eq!(hover("KB", 0).kind, "unit");
    assert!(hover("payload", 0).note.unwrap().contains("information per written thing"));
    assert_eq!(hover("users * by", 0).note.as_deref(), Some("a parameter of `yearly`"));
}

#[test]
fn a_statement_word_tells_what_it_is_for() {
    let analysis = shop();
    let check = ide::hover(&analysis, place("check", 1)).unwrap();
    assert_eq!((check.title.as_str(), check.kind), ("check", "statement"));
    assert_eq!(check.note.as_deref(), Some("check storage ~ 450 GB within 2%\nas in: check storage < 1 TB"));
    let record = ide::hover(&analysis, place("record", 0) + 3).unwrap();
    assert_eq!(analysis.source().slice(record.place), "record");
    assert_eq!(ide::hover(&analysis, place("over 3", 0)), None, "an operator is no statement");
}

#[test]
fn values_stand_behind_what_is_computed() {
    let analysis = shop();
    let end = SHOP.len() as u32;
    let found: Vec<(String, String)> =
        ide::inlays(&analysis, 0..end).into_iter().map(|inlay| (inlay.name, inlay.text)).collect();
    let expected = [
        ("orders", "20 million orders/month"),
        ("storage", "1.45 TB"),
        ("w.users", "10 million users"),
        ("peak", "10 million posts/day"),
        ("twice", "6"),
        // That of the case, which stands in it, and that of all.
        ("storage < 1 TB", "FAIL 2.89 TB"),
        ("storage < 1 TB", "FAIL 1.45 TB; FAIL 2.89 TB (case big)"),
    ];
    let expected: Vec<_> =
        expected.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
    assert_eq!(found, expected);
    let line = place("storage", 0);
    assert_eq!(ide::inlays(&analysis, line..line + 5).len(), 1);
}

#[test]
fn the_outline_has_blocks_with_their_fields() {
    let symbols = ide::symbols(&shop());
    let names: Vec<&str> = symbols.iter().map(|symbol| symbol.name.as_str()).collect();
    assert_eq!(names, ["users", "orders", "order", "yearly", "storage", "w", "peak", "twice", "big"]);
    let fields: Vec<&str> = symbols[5].children.iter().map(|symbol| symbol.name.as_str()).collect();
    assert_eq!(fields, ["users", "write_rate", "payload"]);
    assert_eq!(symbols[4].value.as_deref(), Some("1.45 TB"));
}

#[test]
fn fixes_are_offered_where_their_diagnostic_is() {
    let analysis = Analysis::of("a.nap", "users = 5 users\nx = userz * 2", &NoFiles);
    assert!(ide::fixes(&analysis, 0..3).is_empty());
    let offered = ide::fixes(&analysis, 22..22);
    assert_eq!(offered.len(), 1);
    assert_eq!(offered[0].diagnostic.id.as_str(), "unknown-name");
    assert_eq!(offered[0].fix.edits[0].replacement, "users");
}

/// Every scenario of the repository that is text.
fn corpus() -> Vec<(String, Analysis)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut open = vec![root.join("examples"), root.join("modules"), root.join("tests/sheets")];
    let mut found = Vec::new();
    while let Some(path) = open.pop() {
        if path.is_dir() {
            open.extend(std::fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()));
        } else if path.extension().is_some_and(|ending| ending == "nap")
            && let Ok(text) = std::fs::read_to_string(&path)
            && text.len() < 50_000
        {
            found.push((path.display().to_string(), Analysis::of("sheet.nap", &text, &NoFiles)));
        }
    }
    found
}

#[test]
fn words_lie_in_the_text_in_order_and_never_over_each_other() {
    for (name, analysis) in corpus() {
        let own = analysis.words().iter().filter(|word| word.place.source == SourceId(0));
        let mut end = 0;
        for word in own {
            assert!(end <= word.place.start && word.place.start < word.place.end, "{name}: {word:?}");
            assert!(!analysis.source().slice(word.place).is_empty(), "{name}: {word:?}");
            end = word.place.end;
        }
        let mut end = 0;
        for token in ide::semantic_tokens(&analysis) {
            assert!(end <= token.place.start, "{name}: {token:?}");
            end = token.place.end;
        }
    }
}

#[test]
fn every_word_of_a_scenario_without_errors_has_a_meaning() {
    let mut known = 0;
    for (name, analysis) in corpus().iter().filter(|(_, analysis)| !analysis.outcome().has_errors()) {
        for word in analysis.words().iter().filter(|word| word.place.source == SourceId(0)) {
            let text = analysis.source().slice(word.place);
            // Words of the language that stand in a unit's place.
            let is_kept = ["nines", "nine", "availability"].contains(&text);
            assert!(is_kept || word.target != Target::Unknown, "{name}: `{text}` means nothing");
            known += 1;
        }
    }
    assert!(known > 2_000, "only {known} words");
}

#[test]
fn every_word_can_be_asked_about() {
    for (name, analysis) in corpus() {
        for word in analysis.words().iter().filter(|word| word.place.source == SourceId(0)) {
            let offset = word.place.start;
            let references = ide::references(&analysis, offset);
            if let Some(defined) = ide::definition(&analysis, offset)
                && !matches!(word.target, Target::Figure { .. })
            {
                assert!(references.contains(&defined), "{name}: {word:?}");
            }
            assert!(references.is_empty() || references.contains(&word.place), "{name}: {word:?}");
            let _ = ide::hover(&analysis, offset);
            if let Some(place) = ide::can_rename(&analysis, offset) {
                assert_eq!(place, word.place, "{name}");
            }
        }
        let colours = ide::semantic_tokens(&analysis);
        assert!(analysis.words().is_empty() || !colours.is_empty(), "{name}");
        assert!(colours.iter().all(|token| token.kind != SemanticKind::Number || !token.is_definition));
    }
}
