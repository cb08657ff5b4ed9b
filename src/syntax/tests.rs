//! The rulings that the parser decides (sections A to D), as tables: what is read, and what is refused with which words.

use std::fmt::Write as _;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::parse;
use super::sheet::{ExpressionKind, NodeId, Sheet, Statement, StatementKind, Target, UnitExpression};
use crate::diagnostic::{Diagnostic, Id, applied};
use crate::source::{Source, SourceId, Span};

fn read(text: &str) -> (Sheet, Vec<Diagnostic>) {
    parse(Arc::new(Source::new(SourceId(0), "test", text)))
}

/// An expression fully bracketed: every operation in `( )`, every literal in `< >` where it is more than a number.
fn tree(sheet: &Sheet, node: NodeId) -> String {
    let node = sheet.node(node);
    let text = |span: Span| sheet.source.slice(span).to_owned();
    let inner = |node: &NodeId| tree(sheet, *node);
    match &node.kind {
        ExpressionKind::Literal(_) => {
            let literal = text(node.span);
            if literal.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') {
                literal
            } else {
                format!("<{literal}>")
            }
        }
        ExpressionKind::Reference => text(node.span),
        ExpressionKind::Group(value) => format!("[{}]", inner(value)),
        ExpressionKind::Negative(value) => format!("(-{})", inner(value)),
        ExpressionKind::Binary { operator, left, right, .. } => {
            format!("({} {} {})", inner(left), operator.as_str(), inner(right))
        }
        ExpressionKind::Suffix { value, magnitude, units } => {
            let magnitude = magnitude.map_or(String::new(), |magnitude| text(magnitude.span) + " ");
            format!("({} {magnitude}{})", inner(value), unit_words(sheet, units)).replace(" )", ")")
        }
        ExpressionKind::Needed { needed, members, member } => {
            format!("({needed} of {members} {})", inner(member))
        }
        ExpressionKind::Choice { needed, members } => {
            format!("({needed} of {})", members.iter().map(inner).collect::<Vec<_>>().join(", "))
        }
        ExpressionKind::Call { function, arguments } => {
            let arguments = arguments.iter().map(|argument| {
                let name = argument.name.map_or(String::new(), |name| text(name) + " = ");
                name + &inner(&argument.value)
            });
            format!("{}({})", text(*function), arguments.collect::<Vec<_>>().join(", "))
        }
        ExpressionKind::In { value, target } => {
            let target = match target {
                Target::Percent => "%".to_owned(),
                Target::Times => "x".to_owned(),
                Target::Units { magnitude, units } => {
                    let magnitude = magnitude.map_or(String::new(), |magnitude| text(magnitude.span) + " ");
                    magnitude + &unit_words(sheet, units)
                }
            };
            format!("({} in {})", inner(value), target.trim_end())
        }
        ExpressionKind::As { value, below, unit } => {
            format!("({} as {}{})", inner(value), if *below { "/" } else { "" }, text(*unit))
        }
    }
}

/// Units with their powers: `GB user^-1`, `1M requests^-1`.
fn unit_words(sheet: &Sheet, units: &UnitExpression) -> String {
    let mut words = Vec::new();
    for factor in &units.factors {
        let mut word = String::new();
        if let Some(number) = factor.number {
            let _ = write!(word, "{}", number.value());
        }
        word += factor.magnitude.map_or("", |magnitude| sheet.source.slice(magnitude.span));
        if let Some(unit) = factor.word {
            if !word.is_empty() {
                word.push(' ');
            }
            word += sheet.source.slice(unit);
        }
        if factor.power != 1 {
            let _ = write!(word, "^{}", factor.power);
        }
        words.push(word);
    }
    words.join(" ")
}

/// The tree of a line's expression, or of a binding's value; the parts of a check joined by `~`.
fn bracketed(text: &str) -> String {
    let (sheet, diagnostics) = read(text);
    assert!(diagnostics.is_empty(), "{text}: {diagnostics:?}");
    let [Statement { kind, .. }] = sheet.statements.as_slice() else {
        return format!("{:?}", sheet.statements);
    };
    match kind {
        StatementKind::Expression(expression) => tree(&sheet, expression.root),
        StatementKind::Binding(field) | StatementKind::Path(field) | StatementKind::Carries(field) => {
            format!("{} = {}", sheet.source.slice(field.name), tree(&sheet, field.value.root))
        }
        StatementKind::Check(check) => {
            let within =
                check.within.map_or(String::new(), |within| format!(" within {}", tree(&sheet, within.root)));
            format!(
                "{} {:?} {}{within}",
                tree(&sheet, check.left.root),
                check.comparison,
                tree(&sheet, check.right.root)
            )
        }
        kind => format!("{kind:?}"),
    }
}

fn check_trees(table: &[(&str, &str)]) {
    for (text, expected) in table {
        assert_eq!(bracketed(text), *expected, "{text}");
    }
}

/// The units of the only literal of a line.
fn literal_units(text: &str) -> String {
    let (sheet, diagnostics) = read(text);
    assert!(diagnostics.is_empty(), "{text}: {diagnostics:?}");
    let literal = sheet.nodes.iter().find_map(|node| match &node.kind {
        ExpressionKind::Literal(literal) => Some(literal),
        _ => None,
    });
    let Some(literal) = literal else { return "no literal".to_owned() };
    let magnitude = literal
        .magnitude
        .map_or(String::new(), |magnitude| sheet.source.slice(magnitude.span).to_owned() + " ");
    let mut words = format!("{magnitude}{}", unit_words(&sheet, &literal.units));
    for (number, unit) in &literal.more {
        let _ =
            write!(words, " + {} {}", number.value(), unit.word.map_or("", |word| sheet.source.slice(word)));
    }
    words
}

/// Every diagnostic of a text: its id, the text it marks, its message and its help.
fn problems(text: &str) -> Vec<(Id, String, String, String)> {
    let (sheet, diagnostics) = read(text);
    let parts = diagnostics.into_iter().map(|diagnostic| {
        let marked = diagnostic.span.map_or("", |span| sheet.source.slice(span)).to_owned();
        (diagnostic.id, marked, diagnostic.message, diagnostic.help.unwrap_or_default())
    });
    parts.collect()
}

/// Each text makes one diagnostic: id, marked text, and words that its help must have.
fn check_problems(table: &[(&str, Id, &str, &str)]) {
    for (text, id, marked, help) in table {
        let problems = problems(text);
        let [(found_id, found_marked, message, found_help)] = problems.as_slice() else {
            assert_eq!(problems.len(), 1, "{text}: {problems:?}");
            return;
        };
        assert_eq!((*found_id, found_marked.as_str()), (*id, *marked), "{text}: {message}");
        assert!(found_help.contains(help), "{text}: {message}; {found_help}");
    }
}

#[test]
fn numbers_take_their_units_before_any_operator() {
    check_trees(&[
        ("1 MB / 250 us", "(<1 MB> / <250 us>)"),
        ("10 million / 2.5 million s", "(<10 million> / <2.5 million s>)"),
        ("1 TB / 10 Gbps", "(<1 TB> / <10 Gbps>)"),
        ("1 TB / 10 Gb/s", "(<1 TB> / <10 Gb/s>)"),
        ("1 TB / 10 Gb / s", "((<1 TB> / <10 Gb>) / s)"),
        ("200 GB / 40 MB/s", "(<200 GB> / <40 MB/s>)"),
        ("keys / 1000 keys/s", "(keys / <1000 keys/s>)"),
        ("$50k/month / users", "(<$50k/month> / users)"),
        ("100 GB / shards", "(<100 GB> / shards)"),
        ("100 GB/shards", "<100 GB/shards>"),
        ("100 GB/size(paste)", "(<100 GB> / size(paste))"),
        ("100 GB/app.capacity", "(<100 GB> / app.capacity)"),
        ("10/min(a,b)", "(10 / min(a, b))"),
        ("100 GB/(shards*replicas)", "(<100 GB> / [(shards * replicas)])"),
        ("$5/(GB*month)", "(<$5> / [(GB * month)])"),
        ("1 KB * 3 + 7 B", "((<1 KB> * 3) + <7 B>)"),
        ("8h 45min 57s", "<8h 45min 57s>"),
        ("1h 30min + 15min", "(<1h 30min> + <15min>)"),
        ("10:1 * writes", "(<10:1> * writes)"),
    ]);
}

#[test]
fn a_bare_number_goes_on_only_with_a_rate() {
    check_trees(&[
        ("x / 10/n", "((x / 10) / n)"),
        ("10/users", "(10 / users)"),
        ("x / 100/s", "(x / <100/s>)"),
        ("100/s", "<100/s>"),
        ("50%/year", "<50%/year>"),
        ("10 million/month", "<10 million/month>"),
        ("5 per month", "<5 per month>"),
    ]);
}

#[test]
fn units_of_literals() {
    for (text, expected) in [
        ("1 KB/user/day", "KB user^-1 day^-1"),
        ("$0.40 per million requests", "$ million requests^-1"),
        ("$0.40 per 1M requests per month", "$ 1M requests^-1 month^-1"),
        ("100 calls per 30 min", "calls 30 min^-1"),
        ("1 photo per 5 tweets", "photo 5 tweets^-1"),
        ("5 users/million requests", "users million requests^-1"),
        ("20 core-ms/request", "core ms request^-1"),
        ("$0.023/GB-month", "$ GB^-1 month^-1"),
        ("5 (GB*month)", "GB month"),
        ("5 (GB * month)/user", "GB month user^-1"),
        ("5 (core*ms)/request", "core ms request^-1"),
        ("1 million (GB/month)", "million GB month^-1"),
        ("2 GB^2", "GB^2"),
        ("5 m^2/s^-1", "m^2 s"),
        ("10M", "M "),
        ("10 M", "M "),
        ("10 Million users", "Million users"),
        ("5 TRILLION", "TRILLION "),
        ("32Ki", "Ki "),
        ("5T", "T "),
        ("5 TB", "TB"),
        ("5Tb", "Tb"),
        ("10M/s", "M s^-1"),
        ("1B", "B"),
        ("5$/month", "$ month^-1"),
        ("0.09 $/GB", "$ GB^-1"),
        ("$ 5", "$"),
        ("$1.5M/month", "M $ month^-1"),
        ("1min 30s/request", "min request^-1 + 30 s"),
    ] {
        assert_eq!(literal_units(text).trim_end(), expected.trim_end(), "{text}");
    }
}

#[test]
fn operators_bind_by_their_table() {
    check_trees(&[
        ("-2^2", "(-(2 ^ 2))"),
        ("2^-3", "(2 ^ <-3>)"),
        ("10^10^10", "(10 ^ (10 ^ 10))"),
        ("2^n", "(2 ^ n)"),
        ("a - b", "(a - b)"),
        ("a -b", "(a - b)"),
        ("a->b", "(a -> b)"),
        ("a → b", "(a -> b)"),
        ("5 GB·month", "<5 GB·month>"),
        ("a × b ÷ c − d", "(((a * b) / c) - d)"),
        ("a - b - c", "((a - b) - c)"),
        ("a / b * c", "((a / b) * c)"),
        ("a per b over c", "((a per b) over c)"),
        ("10ms-3ms", "(<10ms> - <3ms>)"),
        ("99.9%|99.9%->99%", "((<99.9%> | <99.9%>) -> <99%>)"),
        ("a -> b + c | d * e", "(a -> ((b + c) | (d * e)))"),
        ("-a..b", "((-a) .. b)"),
        ("-5..5", "((-5) .. 5)"),
        ("1..2", "(1 .. 2)"),
        ("a..b * 2", "((a .. b) * 2)"),
        ("8M..12M users * 2 posts/user/day", "((<8M> .. <12M users>) * <2 posts/user/day>)"),
        ("$10..$20/month", "(<$10> .. <$20/month>)"),
        ("30%..50%/year", "(<30%> .. <50%/year>)"),
        ("growth over 3 years / shards", "((growth over <3 years>) / shards)"),
        ("x over 3 years per server", "((x over <3 years>) per server)"),
        ("writes per 10 users per day", "((writes per <10 users>) per day)"),
        ("x over 1h 30min", "(x over <1h 30min>)"),
        ("x per million writes", "(x per <million writes>)"),
        (
            "$0.20 per 1M requests * 5 billion requests/month",
            "(<$0.20 per 1M requests> * <5 billion requests/month>)",
        ),
        ("peak -> lb.to + m.in", "(peak -> (lb.to + m.in))"),
    ]);
}

#[test]
fn of_is_a_share_or_a_count() {
    check_trees(&[
        ("20% of 5 posts/user", "(<20%> of <5 posts/user>)"),
        ("users * 20% of 5 posts/user", "(users * (<20%> of <5 posts/user>))"),
        ("20% of 50 GB", "(<20%> of <50 GB>)"),
        ("0.2 of users", "(0.2 of users)"),
        ("0.5 of (a + b)", "(0.5 of [(a + b)])"),
        ("2 of 3 99%", "(2 of 3 <99%>)"),
        ("3 of 5 app", "(3 of 5 app)"),
        ("lb | lb -> 8 of 10 app -> db", "(((lb | lb) -> (8 of 10 app)) -> db)"),
        ("2.5 of 3 app", "(2.5 of <3 app>)"),
        ("2 of (a, b, c)", "(2 of a, b, c)"),
        ("2 of (2 of (a, b), c) -> d", "((2 of (2 of a, b), c) -> d)"),
        ("2 of (a)", "(2 of [a])"),
        ("-2 of (3)^2", "((-2) of ([3] ^ 2))"),
        ("2 of 3", "(2 of 3)"),
    ]);
}

#[test]
fn units_follow_brackets_calls_and_powers() {
    check_trees(&[
        ("2^10 bytes", "((2 ^ 10) bytes)"),
        ("(62^7) pastes", "([(62 ^ 7)] pastes)"),
        ("62^7 pastes", "((62 ^ 7) pastes)"),
        ("ceil(a/b) servers", "(ceil((a / b)) servers)"),
        ("(a + b) million users", "([(a + b)] million users)"),
        ("f(x, y) GB/s", "(f(x, y) GB s^-1)"),
        ("-(a) users", "(-([a] users))"),
    ]);
}

#[test]
fn calls_take_named_arguments() {
    check_trees(&[
        ("servers(load = 10k req/s, each = 800 req/s,)", "servers(load = <10k req/s>, each = <800 req/s>)"),
        ("f (x)", "f(x)"),
        ("max()", "max()"),
        ("max(1, 500, 2)", "max(1, 500, 2)"),
        ("max(a in GB, b)", "max((a in GB), b)"),
        ("size(size)", "size(size)"),
    ]);
}

#[test]
fn conversions_come_last() {
    check_trees(&[
        ("x in GB per day", "(x in GB day^-1)"),
        ("x to GB / day", "(x in GB day^-1)"),
        ("x in $/(GB*month)", "(x in $ GB^-1 month^-1)"),
        ("x in GB/(user*(day/s))", "(x in GB user^-1 day^-1 s)"),
        ("x in /s", "(x in s^-1)"),
        ("x in %", "(x in %)"),
        ("x in x", "(x in x)"),
        ("x in million users/day", "(x in million users day^-1)"),
        ("x in million", "(x in million)"),
        ("a + b in GB", "((a + b) in GB)"),
        ("x as /requests", "(x as /requests)"),
        ("x as requests in QPS", "((x as requests) in QPS)"),
        ("x in QPS as requests", "((x in QPS) as requests)"),
        ("(peak as requests) / 800 req/s", "([(peak as requests)] / <800 req/s>)"),
        ("x.in in GB", "(x.in in GB)"),
    ]);
}

#[test]
fn words_of_statements_are_names_too() {
    for word in [
        "path", "check", "title", "unit", "record", "case", "import", "strict", "bytes", "carries", "fn",
        "calendar",
    ] {
        assert_eq!(bracketed(&format!("{word} = 5")), format!("{word} = 5"));
    }
    check_trees(&[
        ("read carries X as requests", "read = (X as requests)"),
        ("title + 1", "(title + 1)"),
        ("x = m.to", "x = m.to"),
        ("_x = ñ * 名", "_x = (ñ * 名)"),
        ("x = 5 µs + 3 μs", "x = (<5 µs> + <3 μs>)"),
    ]);
    assert_eq!(bracketed("strict"), "Strict");
}

#[test]
fn any_word_is_a_field() {
    let (sheet, diagnostics) =
        read("record m { , to = 8 bytes, in = 4 bytes\n\n GB = 3 bytes, min = 1 B, a.b = 2 B, }");
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
    let [Statement { kind: StatementKind::Block { fields, .. }, .. }] = sheet.statements.as_slice() else {
        unreachable!("{sheet:?}")
    };
    let names: Vec<_> = fields.iter().map(|field| sheet.source.slice(field.name)).collect();
    assert_eq!(names, ["to", "in", "GB", "min", "a.b"]);
}

#[test]
fn checks_compare_two_expressions() {
    check_trees(&[
        ("check a ~ b within 5%", "a Near b within <5%>"),
        ("check 2 + 2 > 3", "(2 + 2) Greater 3"),
        ("check a -> b > 99%", "(a -> b) Greater <99%>"),
        ("check a in GB ~ 5 GB", "(a in GB) Near <5 GB>"),
        ("check a == b", "a Equal b"),
        ("check a<=b", "a LessOrEqual b"),
        ("check a ≥ b within 5 GB", "a GreaterOrEqual b within <5 GB>"),
    ]);
}

#[test]
fn two_values_side_by_side_are_refused() {
    check_problems(&[
        ("5 GB users", Id::MissingOperator, "users", "write `*`"),
        ("x = 10 milion users", Id::MissingOperator, "users", "did you mean `10 million users`?"),
        ("2 (a+b)", Id::MissingOperator, "(", "write `*` before the bracket"),
        ("(a)(b)", Id::MissingOperator, "(", "write `*` before the bracket"),
        ("16 GB RAM", Id::MissingOperator, "RAM", "`16 GB  # RAM`"),
        ("100 ms core", Id::MissingOperator, "core", "write `*`"),
        ("7 % 2", Id::MissingOperator, "2", "write `7 % * 2`"),
        ("2^n bytes", Id::MissingOperator, "bytes", "write `(2^n) bytes`"),
        ("a.b(c)", Id::MissingOperator, "(c)", "write `*`"),
        ("title \"a\" \"b\"", Id::MissingOperator, "\"", "only behind `title`"),
        ("20% users", Id::NotAPureNumber, "users", "write `20% of users`"),
        ("3x users", Id::NotAPureNumber, "users", "write `3x * users`"),
        ("7:2 users", Id::NotAPureNumber, "users", "write `7:2 * users`"),
        ("50%%", Id::UnexpectedText, "%", "write `50%`"),
    ]);
}

/// What each fix of a text's only diagnostic makes of it.
fn fixed(text: &str) -> Vec<String> {
    let (sheet, diagnostics) = read(text);
    let [diagnostic] = diagnostics.as_slice() else { return vec![format!("{diagnostics:?}")] };
    let texts = diagnostic.fixes.iter().map(|fix| applied(fix, sheet.source.id, text));
    texts.map(|text| text.unwrap_or_else(|| "its edits overlap".to_owned())).collect()
}

#[test]
fn fixes_write_what_the_help_says() {
    for (text, expected) in [
        ("x = 10 milion users", &["x = 10 million users"][..]),
        ("5m users", &["5M users", "5 million users"]),
        ("2 (a+b)", &["2 * (a+b)"]),
        ("16 GB RAM", &["16 GB  # RAM", "16 GB * RAM"]),
        ("100 checkout calls", &["100 checkout_calls", "100 calls  # checkout", "100 checkout * calls"]),
        ("let x = 5", &["x = 5"]),
        ("peak trips = 5", &["peak_trips = 5"]),
        ("1:30 min", &["1min 30s"]),
        ("half a day", &["0.5 day"]),
        ("1 000 000", &["1_000_000"]),
        ("2^n bytes", &["(2^n) bytes", "2^n * bytes"]),
        ("a.b(c)", &["a.b * (c)"]),
        ("20% users", &["20% of users"]),
        ("50%%", &["50%"]),
        ("max(1,500, 2)", &["max(1500, 2)", "max(1, 500, 2)"]),
        ("1.000.000", &["1_000_000"]),
        ("1,5", &["1.5"]),
        ("x = 007 users", &["x = 7 users"]),
        ("5.", &["5", "5.0"]),
        ("10 : 1", &["10:1"]),
        ("5 GB ^ 2", &["(5 GB)^2"]),
        ("4 nines per s", &["4 nines"]),
        ("y = x in GB + 3", &["y = (x in GB) + 3"]),
        ("x → y in GB → b", &["(x → y in GB) → b"]),
        ("x in 8 GB", &["x in GB"]),
        ("a ≤ b", &["check a ≤ b"]),
        ("99% - > 99%", &["99% -> 99%"]),
        ("peak-reads = 5", &["peak_reads = 5"]),
        ("in = 5", &["in_value = 5"]),
        ("a = 5 b = 6", &["a = 5\nb = 6"]),
        ("component z { a = 5 b = 6 }", &["component z { a = 5, b = 6 }"]),
        ("c = ((a + b", &["c = ((a + b))"]),
        ("a + b)", &["a + b"]),
        ("recrod a { b = 1 B }", &["record a { b = 1 B }"]),
        ("case launch day { a = 1 }", &["case \"launch day\" { a = 1 }"]),
        ("component q\n{ a = 1 }", &["component q { a = 1 }"]),
        ("component y { a = 1 # x }\n", &["component y { a = 1 # x }\n}\n"]),
        ("component y { a = 1 } x = 2", &["component y { a = 1 }\nx = 2"]),
        ("title \"Paste", &["title \"Paste\""]),
        ("x = 1\u{1}", &["x = 1"]),
    ] {
        assert_eq!(fixed(text), expected, "{text}");
    }
}

#[test]
fn a_literal_knows_the_place_of_its_number() {
    for (text, expected) in [
        ("x = 12.5 GB/month", "12.5"),
        ("$0.40 per 1M requests", "0.40"),
        ("50%/year", "50"),
        ("10:1 * w", "10"),
        ("0.2 of users", "0.2"),
        ("x per million writes", ""),
    ] {
        let (sheet, _) = read(text);
        let found = sheet.nodes.iter().find_map(|node| match &node.kind {
            ExpressionKind::Literal(literal) => Some(sheet.source.slice(literal.number_span)),
            _ => None,
        });
        assert_eq!(found, Some(expected), "{text}");
    }
}

#[test]
fn numbers_are_written_in_one_way() {
    check_problems(&[
        ("max(1,500, 2)", Id::BadNumber, "1,500", "write `1500` for one, `1, 500` for several"),
        ("max(1,000)", Id::BadNumber, "1,000", "write `1000` for one"),
        ("007", Id::BadNumber, "007", "write `7`"),
        ("x = 007 users", Id::BadNumber, "007", "write `7`"),
        ("5.", Id::BadNumber, ".", "write `5` or `5.0`"),
        ("10 : 1", Id::UnexpectedText, ":", "`10:1`"),
        ("5 GB ^ 2", Id::UnexpectedText, "5 GB ^ 2", "write `(5 GB)^2`"),
        ("5 GB^0.5", Id::UnexpectedText, "5 GB^0.5", "write `(5 GB)^0.5`"),
    ]);
}

#[test]
fn conversions_are_bracketed_before_operators() {
    check_problems(&[
        ("x in GB / 2", Id::UnexpectedText, "2", "bracket it: `(x in GB) / …`"),
        ("y = x in GB + 3", Id::UnexpectedText, "+", "bracket it: `(x in GB) + …`"),
        ("a in GB -> b", Id::UnexpectedText, "->", "bracket it: `(a in GB) -> …`"),
        ("peak as requests / 800 req/s", Id::UnexpectedText, "/", "bracket it: `(peak as requests) / …`"),
        ("x in 8 GB", Id::UnexpectedText, "8", "write `x in GB`"),
        ("x in", Id::UnexpectedText, "n", "growth in GB/day"),
        ("99% - > 99%", Id::UnexpectedText, ">", "write `->`"),
    ]);
}

#[test]
fn checks_hold_one_comparison_and_nothing_else_does() {
    check_problems(&[
        ("check x", Id::UnexpectedText, "x", "write `check x ~ …`"),
        ("check a < b < c", Id::UnexpectedText, "<", "`check a < b` and `check b < c`"),
        ("check 100 ms < p99 < 200 ms", Id::UnexpectedText, "<", "write two checks"),
        ("100 ms < p99", Id::UnexpectedText, "<", "write `check 100 ms < …`"),
        ("a ≤ b", Id::UnexpectedText, "≤", "write `check a <= …`"),
        ("check a <", Id::UnexpectedText, "<", "write a value"),
    ]);
}

#[test]
fn names_are_single_words_and_no_operators() {
    check_problems(&[
        ("peak-reads = 5", Id::UnexpectedText, "=", "write `peak_reads = …`"),
        ("in = 5", Id::UnexpectedText, "in", "write `in_value`"),
        ("per = 5", Id::UnexpectedText, "per", "write `per_value`"),
        ("paste.size = 5", Id::UnexpectedText, "=", "in its block"),
        ("x = in", Id::UnexpectedText, "in", "growth in GB/day"),
        ("a = 5 b = 6", Id::UnexpectedText, "=", "start a new line before `b`"),
    ]);
}

#[test]
fn brackets_and_blocks_are_closed() {
    check_problems(&[
        ("c = (a + b", Id::UnexpectedText, "b", "close the bracket with `)`"),
        ("c = max(a, b", Id::UnexpectedText, "b", "close the bracket with `)`"),
        ("a + b)", Id::UnexpectedText, ")", "delete it"),
        (
            "component z { a = 99% latency = 5 ms }",
            Id::UnexpectedText,
            "latency",
            "separated by `,` or a new line",
        ),
        ("component z { a = 5 b = 6 }", Id::UnexpectedText, "=", "separated by `,` or a new line"),
        ("component q\n{ a = 1 }", Id::UnexpectedText, "{", "write `component q {` on one line"),
        ("component q", Id::UnexpectedText, "component q", "write `component q {`"),
        ("component q { a = 1\nb = 2", Id::UnclosedBlock, "{", "write `}`"),
        ("component y { a = 99% # x }", Id::UnclosedBlock, "{", "part of the comment"),
        ("record { a = 1 B }", Id::UnexpectedText, "d", "write `record name {`"),
        ("recrod a { b = 1 B }", Id::UnexpectedText, "recrod a", "did you mean `record`?"),
        ("a = 5 }", Id::UnexpectedText, "}", "starts with a line like"),
        ("title \"Paste", Id::UnexpectedText, "\"Paste", "write `\"` at its end"),
        ("record r { check a < 2 }", Id::UnexpectedText, "check a < 2", "outside the block"),
    ]);
    // An open block ends where the next one starts at column 0, and costs that one nothing.
    let (sheet, diagnostics) = read("component q { a = 1\ncomponent r { b = 2 }");
    assert_eq!((diagnostics.len(), sheet.statements.len()), (1, 1));
}

#[test]
fn one_bad_line_hides_no_other() {
    let text = "a = 1\nb = 5 GB users\nc = (1 +\nd = 4\nrecord r { x = 1 B }\ne = 5.\nf = 6";
    let (sheet, diagnostics) = read(text);
    assert_eq!(diagnostics.len(), 3, "{diagnostics:?}");
    assert_eq!(sheet.statements.len(), 4);
    let broken: Vec<_> = sheet.broken.iter().map(|span| sheet.source.slice(*span)).collect();
    assert_eq!(broken, ["b", "c", "e"]);
}

#[test]
fn lines_read_together_and_alone_are_the_same() {
    let block = "record paste { # note\n  content = 1 KB # one\n\n  name = 2 bytes, x = 3 B }\r\n\t\n";
    let lines = format!(
        "title \"Paste\"\nstrict   # alone\n{block}users = 10 million users\nread carries users + # more\n 5\n1 + 1\n"
    );
    let together = lines.repeat(40);
    let (sheet, diagnostics) = read(&together);
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
    assert_eq!(sheet.statements.len(), 6 * 40);
    // A bad line makes its neighbours be read alone.
    let (alone, diagnostics) = read(&format!("{lines}\n)\n"));
    assert_eq!(diagnostics.len(), 1);
    for (one, other) in sheet.statements.iter().zip(&alone.statements) {
        assert_eq!(format!("{one:?}"), format!("{other:?}"));
    }
}

#[test]
fn hostile_texts_are_refused_soon() {
    let nested_calls = format!("{}1{}", "f(".repeat(120), ")".repeat(120));
    let nested_shares = format!("{}a b{}", "2 of (".repeat(100), ")".repeat(100));
    let texts = [
        ("open brackets", "(".repeat(100_000), 1),
        ("signs", "-".repeat(100_000), 1),
        ("blank signs", "- ".repeat(100_000), 1),
        ("a long sum", vec!["1"; 1_000_000].join("+"), 1),
        ("calls", nested_calls, 0),
        ("open calls", "f(".repeat(120), 1),
        ("open shares", "2 of (".repeat(120), 1),
        ("a slip deep in shares", nested_shares, 1),
        ("powers", "2^".repeat(100), 1),
        ("negative powers", "2^-".repeat(100), 1),
        ("words", "a ".repeat(200_000), 1),
        ("numbers with units", "1 s ".repeat(200_000), 0),
        ("quotes", "\"a\n".repeat(900), 900),
        ("open texts", "title \"a\n".repeat(900), 900),
        ("bad lines", ")\n".repeat(200_000), 0),
        ("slashes", "x in (((((((a/b) / 2".to_owned(), 1),
        ("braces", "{".repeat(50_000), 2),
        ("a long name", "n".repeat(1_000_000), 0),
        ("a line too long", "x".repeat(8 << 20), 1),
    ];
    for (name, text, count) in texts {
        let start = Instant::now();
        let (_, diagnostics) = read(&text);
        let first: Vec<_> = diagnostics.iter().take(2).map(|diagnostic| &diagnostic.message).collect();
        if name == "bad lines" {
            // Read some lines beyond the last error that is told, and one that says so.
            assert!((1_001..1_100).contains(&diagnostics.len()), "{name}: {}", diagnostics.len());
            assert!(diagnostics.iter().any(|diagnostic| diagnostic.id == Id::TooManyErrors));
        } else if name != "braces" {
            assert_eq!(diagnostics.len(), count, "{name}: {first:?}");
        }
        assert!(start.elapsed() < Duration::from_secs(20), "{name} took {:?}", start.elapsed());
    }
}
