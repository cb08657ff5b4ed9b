//! Reports in each format: held against what stands in `tests/formats`, and, whatever the texts are, read back as they
//! were written.
//!
//! `NAPKIN_BLESS=1 cargo test --test all formats` writes the outputs instead of comparing them; review what it changes.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use napkin::estimate::repeated::{Column, Repeated};
use napkin::render::{csv, html, json, markdown};
use napkin::report::explain::{self, Explanation};
use napkin::report::{FileReports, Report, StorageChart, Wanted};
use napkin::source::{Source, SourceId};
use napkin::workspace::{NoFiles, Outcome, run_with_cases};
use proptest::prelude::*;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use crate::sheets::difference;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/formats")
}

fn outcomes(name: &str, text: &str) -> Vec<Outcome> {
    run_with_cases(Source::new(SourceId(0), name, text), &NoFiles, &[], None)
}

fn scenario(name: &str, text: &str) -> FileReports {
    let outcomes = outcomes(name, text);
    let wanted = Wanted::default();
    FileReports {
        file: name.to_owned(),
        variants: outcomes.iter().map(|outcome| Report::new(outcome, &wanted)).collect(),
        storage: StorageChart::all(&outcomes, &wanted),
    }
}

fn explanation(name: &str, text: &str, figure: &str) -> Explanation {
    let outcome = outcomes(name, text).remove(0);
    let place = explain::find(&outcome.plan, figure).unwrap();
    Explanation::of(&outcome, place, 3).unwrap()
}

/// Every file of `tests/formats` that is made, with what it is to be.
fn outputs() -> Vec<(String, String)> {
    let mut outputs = Vec::new();
    for (stem, figure) in [("shop", "buy.headroom"), ("hostile", "sheet")] {
        let name = format!("{stem}.nap");
        let text = std::fs::read_to_string(folder().join(&name)).unwrap();
        let scenarios = [scenario(&name, &text)];
        outputs.push((format!("{stem}.csv"), csv::table(&scenarios)));
        outputs.push((format!("{stem}.md"), markdown::reports(&scenarios)));
        outputs.push((format!("{stem}.html"), without_styles(&html::page(&scenarios))));
        if stem == "shop" {
            outputs.push((format!("{stem}.json"), json::reports(&scenarios[0].variants)));
        }
        let explanation = explanation(&name, &text, figure);
        outputs.push((format!("{stem}.explain.md"), markdown::explanation(&explanation)));
        outputs.push((format!("{stem}.explain.json"), json::explanation::document(Some(&explanation), &[])));
    }
    outputs
}

/// A page without its styles, which change more often than what they style and are looked at, not compared.
fn without_styles(page: &str) -> String {
    let (before, rest) = page.split_once("<style>").unwrap();
    let (_, after) = rest.split_once("</style>").unwrap();
    format!("{before}<style>…</style>{after}")
}

#[test]
fn every_format_writes_what_stands_in_the_folder() {
    let bless = std::env::var_os("NAPKIN_BLESS").is_some_and(|value| value != "0");
    let mut report = String::new();
    for (name, found) in outputs() {
        let path = folder().join(&name);
        if bless {
            std::fs::write(&path, found).unwrap();
            continue;
        }
        let expected = std::fs::read_to_string(&path).unwrap_or_default();
        if expected != found {
            let _ = writeln!(report, "{name}\n{}", difference(&expected, &found));
        }
    }
    assert!(
        report.is_empty(),
        "(- expected, + found):\n\n{report}\nNAPKIN_BLESS=1 cargo test --test all formats rewrites them"
    );
}

// ---- what is read back ----

/// The cells of each table of a Markdown text, and of each list item, as a reader sees them. Fails where a text became
/// markup.
fn read_markdown(text: &str) -> Vec<Vec<Vec<String>>> {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_MATH
        | Options::ENABLE_GFM;
    let (mut tables, mut cell): (Vec<Vec<Vec<String>>>, Option<String>) = (Vec::new(), None);
    for event in Parser::new_ext(text, options) {
        match event {
            Event::Start(Tag::Table(_)) => tables.push(Vec::new()),
            Event::Start(Tag::TableHead | Tag::TableRow) => tables.last_mut().unwrap().push(Vec::new()),
            Event::Start(Tag::TableCell) => cell = Some(String::new()),
            Event::End(TagEnd::TableCell) => {
                let row = tables.last_mut().unwrap().last_mut().unwrap();
                row.push(cell.take().unwrap());
            }
            Event::Text(words) | Event::Code(words) => {
                if let Some(cell) = &mut cell {
                    cell.push_str(&words);
                }
            }
            Event::InlineHtml(tag) if ["<code>", "</code>"].contains(&&*tag) => {}
            Event::Start(
                Tag::Paragraph | Tag::Heading { .. } | Tag::List(None) | Tag::Item | Tag::Strong,
            )
            | Event::End(_) => {}
            other => panic!("a text became {other:?} in\n{text}"),
        }
    }
    tables
}

/// How many cells each line of each table has, by its `|` alone.
fn widths(text: &str) -> Vec<Vec<usize>> {
    let mut tables: Vec<Vec<usize>> = vec![Vec::new()];
    for line in text.lines() {
        if !line.starts_with('|') {
            tables.push(Vec::new());
            continue;
        }
        let (mut bars, mut is_escaped) = (0, false);
        for letter in line.chars() {
            match letter {
                '\\' => is_escaped = !is_escaped,
                '|' if !is_escaped => bars += 1,
                _ => is_escaped = false,
            }
            is_escaped &= letter == '\\';
        }
        tables.last_mut().unwrap().push(bars);
    }
    tables.retain(|table| !table.is_empty());
    tables
}

/// A scenario whose texts are these.
fn with_texts(title: &str, note: &str, case: &str) -> String {
    let quoted = |text: &str| text.replace('"', "'");
    let note = note.trim();
    format!(
        "title \"{}\"\ncomponent lb {{ availability = 99.9%, capacity = 10 req/s }}\npath p = lb | lb -> lb # {note}\n\
         p carries 15 req/s\na = 5 GB # {note}\nb = a * 2 # {note}\neither = 99% | 98% # {note}\n\
         workload w {{ write_rate = 1 write/s, payload = 1 KB, retention = 1 year }} # {note}\n\
         check a > 6 GB # {note}\nc = b + 3 s\ncase \"{}\" {{ a = 7 GB, w.retention = 2 years }}\n",
        quoted(title),
        quoted(&format!("x{case}"))
    )
}

fn hostile_text() -> impl Strategy<Value = String> {
    let pieces = prop_oneof![
        "[ -~]{0,12}",
        "[a-z<>&\"'`|*_~\\\\\\[\\](){}#+.!$=@:/ 0-9é🙂-]{0,16}",
        Just("<script>alert(1)</script>".to_owned()),
        Just("]]>-->".to_owned()),
        Just("\\|".to_owned()),
        Just("``` `` `".to_owned()),
        Just("https://x.y/?a=b&c=d www.x.y a@b.cc".to_owned()),
        Just(" *so* **bad** _it_ ~~is~~ `here` ".to_owned()),
        Just("$a$ $$b$$".to_owned()),
        Just("=1+1".to_owned()),
        Just("- [ ] 1. # > |".to_owned()),
        Just("&lt;&#60;&amp;".to_owned()),
    ];
    proptest::collection::vec(pieces, 1..4).prop_map(|pieces| pieces.join(""))
}

/// A text without what no format keeps: blanks at its ends.
fn trimmed(text: &str) -> &str {
    text.trim_matches(' ')
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 120, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn csv_reads_back_as_it_was(title in hostile_text(), note in hostile_text(), case in hostile_text()) {
        let scenario = scenario("a,\"b\".nap", &with_texts(&title, &note, &case));
        let text = csv::table(std::slice::from_ref(&scenario));
        let mut reader = ::csv::Reader::from_reader(text.as_bytes());
        let header = reader.headers().unwrap().clone();
        prop_assert_eq!(header.iter().next(), Some("file"));
        let place = |name: &str| header.iter().position(|column| column == name).unwrap();
        let rows = scenario.variants.iter().flat_map(|report| {
            report.rows.iter().map(move |row| (report.case.clone().unwrap_or_default(), row))
        });
        let mut records = reader.records();
        for (case, row) in rows {
            let record = records.next().unwrap().unwrap();
            let cell = |name: &str| record.get(place(name)).unwrap();
            prop_assert_eq!(cell("file"), "a,\"b\".nap");
            prop_assert_eq!(cell("case"), case);
            prop_assert_eq!(cell("name"), &row.name);
            prop_assert_eq!(cell("value").parse::<f64>().unwrap(), row.value);
            prop_assert_eq!(cell("expr").trim_start(), &row.expression);
            let note = row.note.clone().unwrap_or_default();
            prop_assert_eq!(cell("note").trim_start(), note.trim_start());
            // What a spreadsheet would compute.
            for name in ["name", "expr", "note", "case"] {
                prop_assert!(!cell(name).starts_with(['=', '+', '-', '@']), "{}", cell(name));
            }
            let missing = row.availability.map(|availability| availability.unavailability);
            prop_assert_eq!(cell("unavailability").parse::<f64>().ok(), missing);
        }
        prop_assert!(records.next().is_none());
        let is_whole = text.split("\r\n").all(|line| !line.contains(['\r', '\n']));
        prop_assert!(text.ends_with("\r\n") && is_whole);
    }

    #[test]
    fn markdown_shows_every_text_as_it_is(title in hostile_text(), note in hostile_text(), case in hostile_text()) {
        let scenario = scenario("a`|b.nap", &with_texts(&title, &note, &case));
        let text = markdown::reports(std::slice::from_ref(&scenario));
        for table in widths(&text) {
            prop_assert!(table.iter().all(|width| *width == table[0]), "{:?}\n{}", table, text);
        }
        let cells: Vec<String> = read_markdown(&text).into_iter().flatten().flatten().collect();
        for report in &scenario.variants {
            for row in report.rows.iter().filter(|row| !row.is_of_path) {
                // The fields of a block stand in one line where they fit.
                let block = row.name.split('.').next().unwrap_or_default().to_owned();
                prop_assert!(cells.contains(&row.name) || cells.contains(&block), "{} in\n{}", row.name, text);
                let note = row.note.clone().unwrap_or_default();
                prop_assert!(cells.iter().any(|cell| trimmed(cell) == trimmed(&note)), "{} in\n{}", note, text);
            }
            for check in &report.checks {
                prop_assert!(cells.contains(&check.expression), "{}", check.expression);
            }
            if let Some(case) = &report.case {
                prop_assert!(cells.iter().any(|cell| trimmed(cell) == trimmed(case)), "{} in\n{}", case, text);
            }
        }
        let outcome = outcomes("a.nap", &with_texts(&title, &note, &case)).remove(0);
        let place = explain::find(&outcome.plan, "b").unwrap();
        read_markdown(&markdown::explanation(&Explanation::of(&outcome, place, 3).unwrap()));
    }

    #[test]
    fn html_is_well_formed_whatever_the_texts_are(title in hostile_text(), note in hostile_text(), case in hostile_text()) {
        let scenario = scenario("a<b.nap", &with_texts(&title, &note, &case));
        let text = html::page(std::slice::from_ref(&scenario));
        let options = roxmltree::ParsingOptions { allow_dtd: true, ..roxmltree::ParsingOptions::default() };
        let document = match roxmltree::Document::parse_with_options(&text, options) {
            Ok(document) => document,
            Err(error) => return Err(TestCaseError::fail(format!("{error}\n{text}"))),
        };
        let known = [
            "html", "head", "meta", "title", "style", "body", "main", "article", "header", "section", "h1", "h2", "p",
            "ul", "li", "div", "table", "thead", "tbody", "tr", "th", "td", "code", "strong", "span", "figure",
            "figcaption", "svg", "desc", "text", "rect", "line", "polyline", "polygon", "circle",
            "dl", "dt", "dd", "small", "wbr",
        ];
        let mut ids: Vec<&str> = Vec::new();
        for node in document.descendants().filter(roxmltree::Node::is_element) {
            let name = node.tag_name().name();
            prop_assert!(known.contains(&name), "<{}> in\n{}", name, text);
            for attribute in node.attributes() {
                prop_assert!(!attribute.name().starts_with("on"), "{} in\n{}", attribute.name(), text);
            }
            ids.extend(node.attribute("id"));
        }
        let count = ids.len();
        ids.sort_unstable();
        ids.dedup();
        prop_assert_eq!(ids.len(), count, "an id stands twice");
        let texts: Vec<String> = document
            .descendants()
            .filter(roxmltree::Node::is_element)
            .map(|node| node.descendants().filter_map(|inner| inner.text().filter(|_| inner.is_text())).collect())
            .collect();
        let shown = scenario.variants.iter().flat_map(|report| {
            let notes = report.rows.iter().filter(|row| !row.is_of_path).filter_map(|row| row.note.clone());
            notes.chain(report.case.clone()).chain(report.title.clone()).collect::<Vec<_>>()
        });
        for wanted in shown {
            prop_assert!(texts.iter().any(|text| trimmed(text) == trimmed(&wanted)), "{} in\n{}", wanted, text);
        }
    }
}

/// Each picture says in words what it shows, and its labels are the ids that it names.
#[test]
fn pictures_have_titles_and_descriptions() {
    let text = std::fs::read_to_string(folder().join("shop.nap")).unwrap();
    let page = html::page(&[scenario("shop.nap", &text), scenario("again.nap", &text)]);
    let options = roxmltree::ParsingOptions { allow_dtd: true, ..roxmltree::ParsingOptions::default() };
    let document = roxmltree::Document::parse_with_options(&page, options).unwrap();
    let pictures: Vec<_> = document
        .descendants()
        .filter(|node| node.has_tag_name(("http://www.w3.org/2000/svg", "svg")))
        .collect();
    // Storage, the downtime of the path, and the figures in which cases differ; twice.
    assert!(pictures.len() >= 10, "{}", pictures.len());
    for picture in pictures {
        let labels: Vec<&str> = picture.attribute("aria-labelledby").unwrap().split(' ').collect();
        let children: Vec<_> =
            picture.children().take(2).map(|child| child.attribute("id").unwrap()).collect();
        assert_eq!(labels, children);
        assert!(picture.children().take(2).all(|child| child.text().is_some_and(|text| !text.is_empty())));
    }
    for head in document.descendants().filter(|node| node.has_tag_name("th")) {
        assert!(head.has_attribute("scope"));
    }
    assert!(!page.contains("<script") && !page.contains("http://x") && !page.contains("src="));
}

/// The storage of the picture is that of the report, at the end, and compounds on the way.
#[test]
fn the_curve_ends_where_the_report_does() {
    let text = std::fs::read_to_string(folder().join("shop.nap")).unwrap();
    let scenario = scenario("shop.nap", &text);
    let [chart] = scenario.storage.as_slice() else { panic!("{:?}", scenario.storage) };
    let cases: Vec<_> = chart.series.iter().map(|series| series.case.as_deref()).collect();
    assert_eq!(cases, [None, Some("next year"), Some("other disk")]);
    for (series, report) in chart.series.iter().zip(&scenario.variants) {
        let row = report.rows.iter().find(|row| row.name == "orders.storage").unwrap();
        assert_eq!(series.end, row.display);
        assert_eq!(series.points[0], (0.0, 0.0));
        assert!(series.points.is_sorted_by(|one, other| one.1 < other.1), "{:?}", series.points);
    }
    // 1, 2.5 and 4.75 times the first year's, at 50 % a year.
    let base: Vec<f64> = [8, 16, 24].map(|place| chart.series[0].points[place].1).into();
    assert!((base[1] / base[0] - 2.5).abs() < 1e-9 && (base[2] / base[0] - 4.75).abs() < 1e-9, "{base:?}");
    assert_eq!((chart.time.unit.as_str(), chart.storage.unit.as_str()), ("years", "TB"));
}

/// What is stored after shares of three years, in MB, at 1 MB a day and 360 days a year.
fn stored(growth: &str, shares: [f64; 4]) -> [f64; 4] {
    let text = format!(
        "workload w {{ write_rate = 1000 writes/day, payload = 1 KB, retention = 3 years{growth} }}\ncalendar 30/360"
    );
    let outcome = outcomes("w.nap", &text).remove(0);
    let [kept] = outcome.plan.kept.as_slice() else { panic!("{:?}", outcome.plan.kept) };
    let (retention, storage) = (kept.retention.value, kept.storage.value);
    let times = shares.map(|share| outcome.estimate.number(retention) * share);
    let mut stored = [f64::NAN; 4];
    Repeated::varying(&outcome.plan, outcome.estimate, &[retention], &[storage])
        .run(&[Column::Each(&times)], &mut [&mut stored]);
    stored.map(|bits| bits / 8e6)
}

#[test]
fn storage_follows_the_time_that_is_put_for_the_retention() {
    let years = [0.0, 1.0 / 3.0, 2.0 / 3.0, 1.0];
    for (growth, expected) in [
        ("", [0.0, 360.0, 720.0, 1080.0]),
        // Half as much again each year: 1, 2.5 and 4.75 times the first.
        (", growth_rate = 50%/year", [0.0, 360.0, 900.0, 1710.0]),
        (", replicas = 2, compression = 4x", [0.0, 180.0, 360.0, 540.0]),
    ] {
        for (found, expected) in stored(growth, years).into_iter().zip(expected) {
            assert!((found - expected).abs() < 1e-6, "{growth}: {found} {expected}");
        }
    }
}
