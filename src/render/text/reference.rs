//! The language reference, whole or the part that tells of a topic, for a terminal or a pipe; knows Markdown, no napkin.

use anstyle::{AnsiColor, Style};

use crate::diagnostic::{Diagnostic, Id, nearest};
use crate::functions::offered;
use crate::render::look::{DIM, HEADING, Look, PLAIN};
use crate::render::wrap::{wrapped, write_wrapped};

/// The reference as it is published.
pub const REFERENCE: &str = include_str!("../../../docs/reference.md");

/// The language on a page.
pub const CARD: &str = include_str!("../../../docs/card.md");

/// What is typed: code inside a sentence.
const CODE: Style = AnsiColor::Cyan.on_default();
/// How far a block of code stands in where its fences are left out.
const INDENT: &str = "    ";
/// The section of which each subsection has a table of functions.
const FUNCTIONS_SECTION: &str = "Functions that ship";
/// How wide the topics are where no terminal says it.
const USUAL_WIDTH: usize = 100;
/// How many other sections are named that tell of a word as well.
const MOST_OTHERS: usize = 6;

/// All of the reference.
pub fn all(look: Look) -> String {
    for_reading(REFERENCE, look)
}

/// The language on a page, with the topics of the reference; or what that says of one: a heading, the id of an error,
/// a function, or a word.
///
/// # Errors
/// That nothing tells of the topic, with what is near.
pub fn reference(topic: Option<&str>, look: Look) -> Result<String, Diagnostic> {
    let Some(topic) = topic.map(str::trim).filter(|topic| !topic.is_empty()) else {
        return Ok(card(look));
    };
    let found = by_heading(topic).or_else(|| by_id(topic)).or_else(|| by_function(topic));
    match found.map(|text| (text, Vec::new())).or_else(|| by_word(topic)) {
        Some((text, others)) => {
            let mut text = for_reading(text.trim_end(), look);
            if !others.is_empty() {
                text.push_str(&look.paint(DIM, &format!("\nAlso in: {}", others.join(", "))));
                text.push('\n');
            }
            Ok(text)
        }
        None => Err(unknown(topic)),
    }
}

/// The topics of the reference, in its order.
pub fn topics() -> Vec<&'static str> {
    sections().iter().filter(|section| section.level == 2).map(|section| section.title).collect()
}

/// The card, and the topics under it.
fn card(look: Look) -> String {
    let topics = topics();
    let mut text = for_reading(CARD.trim_end(), look);
    text.push('\n');
    let narrow = Look { width: Some(look.width.unwrap_or(USUAL_WIDTH).min(USUAL_WIDTH)), ..look };
    let words = format!("Topics: {}", topics.join(" · "));
    write_wrapped(&words, "", PLAIN, narrow, &mut text);
    write_wrapped(
        "`napkin reference TOPIC` tells of one, or of a function, the id of an error, a word; `napkin reference --all` of all.",
        "",
        DIM,
        narrow,
        &mut text,
    );
    text
}

/// A heading with what follows it.
struct Section {
    title: &'static str,
    /// How many `#` it has.
    level: usize,
    start: usize,
    /// Where the next heading starts.
    end: usize,
}

/// Every section in order. A `#` in a block of code is no heading.
fn sections() -> Vec<Section> {
    let mut sections: Vec<Section> = Vec::new();
    let (mut start, mut in_code) = (0, false);
    for line in REFERENCE.split_inclusive('\n') {
        in_code ^= line.starts_with("```");
        let level = line.bytes().take_while(|byte| *byte == b'#').count();
        if !in_code && level > 0 && line[level..].starts_with(' ') {
            if let Some(last) = sections.last_mut() {
                last.end = start;
            }
            sections.push(Section { title: line[level..].trim(), level, start, end: REFERENCE.len() });
        }
        start += line.len();
    }
    sections
}

/// The n-th section with those below it.
fn whole(sections: &[Section], place: usize) -> &'static str {
    let next = sections[place + 1..].iter().find(|section| section.level <= sections[place].level);
    &REFERENCE[sections[place].start..next.map_or(REFERENCE.len(), |next| next.start)]
}

fn words(text: &str) -> String {
    text.to_lowercase().replace(['-', '_', '`'], " ")
}

/// The section that is called so, or begins so.
fn by_heading(topic: &str) -> Option<&'static str> {
    let (sections, topic) = (sections(), words(topic));
    let title = |section: &Section| words(section.title);
    // `rates 2026` is a heading only as a whole; `availability` is the first of several.
    let exact = sections.iter().position(|section| title(section) == topic);
    let is_start = |section: &Section| {
        title(section)
            .strip_prefix(&topic)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', 's']))
    };
    // The first heading is that of the whole.
    let place = exact.or_else(|| sections.iter().skip(1).position(is_start).map(|place| place + 1))?;
    Some(whole(&sections, place))
}

/// What is told of an error: from its id to the next one.
fn by_id(topic: &str) -> Option<&'static str> {
    let id = Id::ALL.iter().find(|id| id.as_str().eq_ignore_ascii_case(topic))?;
    let start = REFERENCE.find(&format!("\n`{}` — ", id.as_str()))? + 1;
    let rest = &REFERENCE[start..];
    let next = Id::ALL.iter().filter_map(|id| rest[1..].find(&format!("\n`{}` — ", id.as_str())));
    let end = next.chain(rest.find("\n## ")).chain(rest.find("\n### ")).min();
    Some(&rest[..end.map_or(rest.len(), |end| end + 1)])
}

/// The section that has a function in its table.
fn by_function(topic: &str) -> Option<&'static str> {
    let name = topic.trim_end_matches("()");
    let function = offered().find(|function| function.name.eq_ignore_ascii_case(name))?;
    let row = format!("`{}(", function.name);
    let is_row = |line: &&str| line.starts_with('|') && line.contains(&row);
    let sections = sections();
    let shipped = sections.iter().position(|section| section.title == FUNCTIONS_SECTION)?;
    let has_row = |section: &Section| REFERENCE[section.start..section.end].lines().any(|line| is_row(&line));
    let place = sections.iter().skip(shipped).position(has_row)?;
    Some(whole(&sections, shipped + place))
}

/// The section that has a word most often, and the titles of others.
fn by_word(topic: &str) -> Option<(&'static str, Vec<&'static str>)> {
    let is_part = |letter: char| letter.is_alphanumeric() || letter == '_';
    let (sections, topic) = (sections(), topic.to_lowercase());
    let count = |section: &Section| {
        let text = REFERENCE[section.start..section.end].to_lowercase();
        let found = text.match_indices(&topic).filter(|(at, _)| {
            !text[..*at].ends_with(is_part) && !text[at + topic.len()..].starts_with(is_part)
        });
        found.count()
    };
    // The first section is the list of the others.
    let mut found: Vec<(usize, &Section)> = sections
        .iter()
        .skip(1)
        .map(|section| (count(section), section))
        .filter(|(count, _)| *count > 0)
        .collect();
    // Where it is spelt as code, it is told of; elsewhere it is used.
    let code = format!("`{topic}`");
    let is_told = |section: &Section| REFERENCE[section.start..section.end].to_lowercase().contains(&code);
    found.sort_by_key(|(count, section)| std::cmp::Reverse((is_told(section), *count)));
    let ((_, best), others) = found.split_first()?;
    let others = others.iter().take(MOST_OTHERS).map(|(_, section)| section.title).collect();
    Some((&REFERENCE[best.start..best.end], others))
}

fn unknown(topic: &str) -> Diagnostic {
    let sections = sections();
    let titles: Vec<String> = sections.iter().skip(1).map(|section| section.title.to_lowercase()).collect();
    let functions = offered().map(|function| function.name);
    let names =
        titles.iter().map(String::as_str).chain(Id::ALL.iter().map(|id| id.as_str())).chain(functions);
    let help = match nearest(topic, names) {
        Some(near) => format!("did you mean `napkin reference {near}`?"),
        None => "`napkin reference` lists the topics, `napkin reference --all` prints all of it".to_owned(),
    };
    Diagnostic::without_place(Id::UnknownName, format!("the reference does not tell of `{topic}`")).help(help)
}

/// Markdown as it is where there is no colour; else with styles in the place of its marks.
fn for_reading(markdown: &str, look: Look) -> String {
    if !look.is_coloured {
        return format!("{}\n", markdown.trim_end());
    }
    let (mut text, mut in_code) = (String::with_capacity(markdown.len() * 2), false);
    for line in look.width.map_or_else(|| markdown.to_owned(), |width| filled(markdown, width)).lines() {
        if line.starts_with("```") {
            in_code = !in_code;
            continue;
        }
        if in_code {
            // What a line gives stands beside the point of it.
            let at = line.find('#').unwrap_or(line.len());
            text.push_str(&format!("{INDENT}{}{}", &line[..at], look.paint(DIM, &line[at..])));
        } else if line.starts_with('#') {
            text.push_str(&look.paint(HEADING, line.trim_start_matches(['#', ' '])));
        } else {
            text.push_str(&without_marks(line, look).replace(TIED, " "));
        }
        text.push('\n');
    }
    text
}

/// Stands for a blank in a piece of code, where no line is broken.
const TIED: char = '\u{a0}';

/// Markdown with the lines of its paragraphs and list items as long as there is room for; code and tables as they are.
fn filled(markdown: &str, width: usize) -> String {
    let (mut text, mut in_code) = (String::with_capacity(markdown.len()), false);
    let mut paragraph = String::new();
    let end = |paragraph: &mut String, text: &mut String| {
        let tied: String = without_links(paragraph)
            .split('`')
            .enumerate()
            .map(
                |(at, part)| if at % 2 == 1 { part.replace(' ', &TIED.to_string()) } else { part.to_owned() },
            )
            .collect::<Vec<_>>()
            .join("`");
        let (indent, words) =
            if tied.starts_with("- ") { ("  ", tied.as_str()) } else { ("", tied.as_str()) };
        for (at, line) in wrapped(words, width.saturating_sub(indent.len())).iter().enumerate() {
            text.push_str(&format!("{}{line}\n", if at == 0 { "" } else { indent }));
        }
        paragraph.clear();
    };
    for line in markdown.lines() {
        let is_fence = line.starts_with("```");
        let is_prose = !in_code && !is_fence && !line.is_empty() && !line.starts_with(['#', '|']);
        if !is_prose || line.starts_with("- ") {
            end(&mut paragraph, &mut text);
        }
        if is_prose {
            paragraph.push_str(if paragraph.is_empty() { "" } else { " " });
            paragraph.push_str(line.trim_start());
        } else {
            text.push_str(line);
            text.push('\n');
        }
        in_code ^= is_fence;
    }
    end(&mut paragraph, &mut text);
    text
}

/// A text with its links as their words.
fn without_links(text: &str) -> String {
    let (mut plain, mut rest) = (String::with_capacity(text.len()), text);
    while let Some((before, target)) = rest.split_once("](") {
        let (before, words) = before.rsplit_once('[').unwrap_or((before, ""));
        plain.push_str(before);
        plain.push_str(words);
        rest = target.split_once(')').map_or("", |(_, behind)| behind);
    }
    plain + rest
}

/// A line with its code and emphasis styled, and links as their words.
fn without_marks(line: &str, look: Look) -> String {
    let (mut text, mut rest) = (String::with_capacity(line.len()), line);
    while let Some(at) = rest.find(['`', '*', '[']) {
        text.push_str(&rest[..at]);
        let (mark, behind) = rest[at..].split_at(1);
        let part = match mark {
            "`" => behind.split_once('`').map(|(words, rest)| (look.paint(CODE, words), rest)),
            "*" => behind.split_once('*').map(|(words, rest)| (look.paint(HEADING, words), rest)),
            _ => behind
                .split_once("](")
                .and_then(|(words, target)| Some((without_marks(words, look), target.split_once(')')?.1))),
        };
        let (words, after) = part.unwrap_or_else(|| (mark.to_owned(), behind));
        text.push_str(&words);
        rest = after;
    }
    text + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first_line(topic: &str) -> String {
        let text = reference(Some(topic), Look::default()).unwrap_or_else(|problem| problem.message);
        text.lines().next().unwrap_or_default().to_owned()
    }

    #[test]
    fn topics_find_their_section() {
        for (topic, line) in [
            ("Growth rates", "## Growth rates"),
            ("growth-rates", "## Growth rates"),
            ("lines", "## Lines and comments"),
            ("availability", "## Availability"),
            ("workload", "## Workloads"),
            ("rates_2026", "### rates_2026"),
            ("latency", "### latency"),
            ("erlang_b", "### Queues"),
            ("quorum()", "### Availability and objectives"),
            ("over-capacity", "`over-capacity` — "),
            ("TiB", "### Information"),
            ("nonsensical", "the reference does not tell of `nonsensical`"),
        ] {
            assert!(first_line(topic).starts_with(line), "{topic}: {}", first_line(topic));
        }
    }

    #[test]
    fn every_error_and_function_is_found_by_its_name() {
        for id in Id::ALL {
            let text = reference(Some(id.as_str()), Look::default()).unwrap_or_default();
            let id = id.as_str();
            assert!(
                text.starts_with(&format!("`{id}` — ")),
                "docs/reference.md needs a paragraph under `## Errors and warnings` that opens with \"`{id}` — \"; \
                 found: {text:?}"
            );
            assert_eq!(
                text.matches("\n`").count(),
                text.matches("\n```").count(),
                "what docs/reference.md says of `{id}` may have no line after its first that opens with a backtick:\n{text}"
            );
        }
        for function in offered() {
            let text = reference(Some(function.name), Look::default()).unwrap_or_default();
            assert!(
                text.contains(&format!("`{}(", function.name)),
                "docs/reference.md needs a row that opens with \"| `{}` | \" in the table of its subject under \
                 `## Functions that ship`; found: {text:?}",
                function.usage()
            );
        }
    }

    #[test]
    fn an_unknown_topic_names_the_near_one() {
        let help = |topic| reference(Some(topic), Look::default()).err().and_then(|problem| problem.help);
        assert_eq!(help("workloadz").as_deref(), Some("did you mean `napkin reference workloads`?"));
        assert_eq!(help("unit-mismach").as_deref(), Some("did you mean `napkin reference unit-mismatch`?"));
        assert_eq!(help("erlang_c_").as_deref(), Some("did you mean `napkin reference erlang_c`?"));
    }

    #[test]
    fn prose_is_as_wide_as_there_is_room() {
        for width in [40, 80] {
            let look = Look { is_coloured: true, width: Some(width) };
            let text = for_reading(REFERENCE, look);
            assert!(!text.contains("](") && !text.contains(TIED));
            let filled = filled(REFERENCE, width);
            let mut in_code = false;
            for line in filled.lines() {
                in_code ^= line.starts_with("```");
                let is_prose = !in_code && !line.starts_with(['#', '|', '`']);
                // A piece of code is not broken where it can stand on a line of its own.
                assert!(!is_prose || line.chars().count() <= width, "{line}");
            }
            let words = |text: &str| {
                let text = text.replace(TIED, " ");
                text.split_whitespace().map(str::to_owned).collect::<Vec<_>>().join("")
            };
            assert!(words(&without_links(&filled)) == words(&without_links(REFERENCE)));
        }
    }

    #[test]
    fn without_colour_it_is_the_file_and_with_it_has_no_marks() {
        assert_eq!(all(Look::default()), REFERENCE);
        let card = reference(None, Look::default()).unwrap_or_default();
        assert!(card.starts_with(CARD.trim_end()) && card.contains(" · Overview · "), "{card}");
        assert!(card.lines().count() <= 70, "{card}");
        let coloured = Look { is_coloured: true, width: None };
        assert_eq!(
            without_marks("see [`bytes`](#bytes), a *note* and 2 * 3", coloured),
            format!("see {CODE}bytes{CODE:#}, a {HEADING}note{HEADING:#} and 2 * 3")
        );
        let text = reference(Some("lines"), coloured).unwrap_or_default();
        assert!(!text.contains("```") && !text.contains("## "), "{text}");
    }
}
