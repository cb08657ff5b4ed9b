//! Reads Rust files as far as the house's rules need: what each defines, implements, calls and names; knows no rule.
//!
//! It cuts a file into words and signs, so that it sees inside macros too, and leaves out comments, texts and the
//! tests at the end of a file.

use std::collections::{BTreeMap, BTreeSet};

/// A word or a sign of a file, and its line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token {
    pub text: String,
    pub line: usize,
}

/// A file as the rules see it.
#[derive(Debug)]
pub(super) struct File {
    /// Its place below `src`: `units/table.rs`.
    pub name: String,
    /// The module that it is: `["units", "table"]`.
    pub module: Vec<String>,
    /// What it defines outside all brackets: types, functions, constants, macros.
    pub items: BTreeSet<String>,
    /// The functions inside its `impl` and `trait` blocks.
    pub methods: BTreeSet<String>,
    /// What it takes in: the name that holds here, its path, whether others may take it from here.
    pub uses: Vec<Use>,
    /// Every path of two names or more: its names and its line.
    pub paths: Vec<(Vec<String>, usize)>,
    /// Every method that is called, with its line.
    pub calls: Vec<(String, usize)>,
    /// The types that it implements something for, as they are written there, and whether that is a trait.
    pub implemented: Vec<(Vec<String>, bool, usize)>,
    /// How many lines it has, its tests too.
    pub lines: usize,
}

/// One name of a `use`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Use {
    /// The name that holds here; `*` for all of a module.
    pub alias: String,
    pub path: Vec<String>,
    pub is_public: bool,
    pub line: usize,
}

/// The words and signs of a text, `::`, `->` and `=>` as one; no comments, no texts, no lifetimes, no tests.
pub(super) fn tokens(text: &str) -> Vec<Token> {
    let text = text.split("\n#[cfg(test)]\nmod tests").next().unwrap_or(text);
    let letters: Vec<char> = text.chars().collect();
    let (mut tokens, mut at, mut line) = (Vec::new(), 0, 1);
    let is_word = |letter: char| letter.is_alphanumeric() || letter == '_';
    while at < letters.len() {
        let (letter, next) = (letters[at], letters.get(at + 1).copied().unwrap_or(' '));
        let start = at;
        match letter {
            '/' if next == '/' => at += letters[at..].iter().take_while(|letter| **letter != '\n').count(),
            '/' if next == '*' => {
                at += 2;
                while at < letters.len() && !(letters[at] == '/' && letters[at - 1] == '*') {
                    at += 1;
                }
                at += 1;
            }
            'r' if next == '"' || next == '#' && matches!(letters.get(at + 2), Some('"' | '#')) => {
                let hashes = letters[at + 1..].iter().take_while(|letter| **letter == '#').count();
                at += 2 + hashes;
                while at < letters.len()
                    && !(letters[at] == '"'
                        && letters[at + 1..].iter().take(hashes).filter(|it| **it == '#').count() == hashes)
                {
                    at += 1;
                }
                at += 1 + hashes;
            }
            '"' => {
                at += 1;
                while at < letters.len() && letters[at] != '"' {
                    at += if letters[at] == '\\' { 2 } else { 1 };
                }
                at += 1;
            }
            '\'' if next == '\\' || letters.get(at + 2) == Some(&'\'') => {
                at += if next == '\\' { 3 } else { 2 };
                at += letters[at..].iter().take_while(|letter| **letter != '\'').count() + 1;
            }
            // A lifetime.
            '\'' => at += 1 + letters[at + 1..].iter().take_while(|letter| is_word(**letter)).count(),
            _ if is_word(letter) => {
                at += letters[at..].iter().take_while(|letter| is_word(**letter)).count();
                tokens.push(Token { text: letters[start..at].iter().collect(), line });
            }
            ':' | '-' | '=' if next == if letter == ':' { ':' } else { '>' } => {
                at += 2;
                tokens.push(Token { text: [letter, next].iter().collect(), line });
            }
            _ => {
                at += 1;
                if !letter.is_whitespace() {
                    tokens.push(Token { text: letter.to_string(), line });
                }
            }
        }
        line += letters[start..at.min(letters.len())].iter().filter(|letter| **letter == '\n').count();
    }
    tokens
}

fn is_name(text: &str) -> bool {
    text.starts_with(|letter: char| letter.is_alphabetic() || letter == '_')
}

/// What a file is to the rules.
pub(super) fn file(name: &str, text: &str) -> File {
    let tokens = tokens(text);
    let module: Vec<String> = name
        .trim_end_matches(".rs")
        .split('/')
        .filter(|part| !matches!(*part, "mod" | "lib" | "main"))
        .map(str::to_owned)
        .collect();
    let mut file = File {
        name: name.to_owned(),
        module,
        items: BTreeSet::new(),
        methods: BTreeSet::new(),
        uses: Vec::new(),
        paths: Vec::new(),
        calls: Vec::new(),
        implemented: Vec::new(),
        lines: text.lines().count(),
    };
    let word = |at: usize| tokens.get(at).map_or("", |token| token.text.as_str());
    let (mut depth, mut at) = (0_usize, 0);
    // The depths at which `impl` and `trait` blocks are open.
    let mut blocks: Vec<usize> = Vec::new();
    while at < tokens.len() {
        let line = tokens[at].line;
        match word(at) {
            "{" | "(" | "[" => depth += 1,
            "}" | ")" | "]" => {
                depth = depth.saturating_sub(1);
                blocks.retain(|open| *open < depth + 1 && *open <= depth);
                if word(at) == "}" {
                    blocks.retain(|open| *open != depth);
                }
            }
            "use" => {
                let is_public = at > 0 && (word(at - 1) == "pub" || word(at - 1) == ")");
                let end = (at..tokens.len()).find(|end| word(*end) == ";").unwrap_or(tokens.len());
                let mut tree = at + 1;
                used(&tokens[..end], &mut tree, &[], &mut |alias, path| {
                    file.uses.push(Use { alias, path, is_public, line });
                });
                at = end;
            }
            "struct" | "enum" | "union" | "type" | "const" | "static" | "fn" | "trait" | "macro_rules"
                if is_name(word(at + 1)) || word(at + 1) == "!" =>
            {
                let named = if word(at + 1) == "!" { at + 2 } else { at + 1 };
                let named = if word(named) == "fn" || word(named) == "mut" { named + 1 } else { named };
                let name = word(named).to_owned();
                if depth == 0 {
                    file.items.insert(name);
                } else if word(at) == "fn" && blocks.last().is_some_and(|open| open + 1 == depth) {
                    file.methods.insert(name);
                }
                if word(at) == "trait" && depth == 0 {
                    blocks.push(depth);
                }
                at = named;
            }
            "impl" if depth == 0 => {
                let (written, is_trait) = implemented(&tokens[at..]);
                file.implemented.push((written, is_trait, line));
                blocks.push(depth);
            }
            "." if is_name(word(at + 1)) && matches!(word(at + 2), "(" | "::") => {
                file.calls.push((word(at + 1).to_owned(), line));
            }
            name if is_name(name) && word(at + 1) == "::" && (at == 0 || word(at - 1) != "::") => {
                let mut path = vec![name.to_owned()];
                while word(at + 1) == "::" && is_name(word(at + 2)) {
                    at += 2;
                    path.push(word(at).to_owned());
                }
                if path.len() > 1 {
                    file.paths.push((path, line));
                }
            }
            _ => {}
        }
        at += 1;
    }
    file
}

/// The type behind `impl`: the last path before `{` or `where`, behind `for` if there is one.
fn implemented(tokens: &[Token]) -> (Vec<String>, bool) {
    let mut angle = 0_i32;
    let (mut path, mut is_trait, mut is_over): (Vec<String>, bool, bool) = (Vec::new(), false, false);
    for (at, token) in tokens.iter().enumerate().skip(1) {
        match token.text.as_str() {
            "<" => angle += 1,
            ">" => angle -= 1,
            "{" | "where" if angle == 0 => break,
            "for" if angle == 0 => {
                is_trait = true;
                is_over = false;
                path.clear();
            }
            text if angle == 0 && is_name(text) && !is_over => {
                path.push(text.to_owned());
                is_over = tokens.get(at + 1).is_none_or(|next| next.text != "::");
            }
            _ => {}
        }
    }
    (path, is_trait)
}

/// The names of a `use` tree.
fn used(tokens: &[Token], at: &mut usize, before: &[String], each: &mut impl FnMut(String, Vec<String>)) {
    let mut path = before.to_vec();
    let word = |at: usize| tokens.get(at).map_or("", |token| token.text.as_str());
    while *at < tokens.len() {
        match word(*at) {
            "::" => *at += 1,
            "{" => {
                *at += 1;
                while *at < tokens.len() && word(*at) != "}" {
                    used(tokens, at, &path, each);
                    if word(*at) == "," {
                        *at += 1;
                    }
                }
                *at += 1;
                return;
            }
            "," | "}" => break,
            "as" => {
                let alias = word(*at + 1).to_owned();
                *at += 2;
                each(alias, path);
                return;
            }
            "*" => {
                *at += 1;
                each("*".to_owned(), path);
                return;
            }
            name => {
                path.push(name.to_owned());
                *at += 1;
            }
        }
    }
    if path.last().is_some_and(|last| last == "self") {
        path.pop();
    }
    if let Some(alias) = path.last().cloned() {
        each(alias, path);
    }
}

/// All files, and which of them a path leads to.
pub(super) struct House {
    pub files: Vec<File>,
    by_module: BTreeMap<Vec<String>, usize>,
    /// For each method that one file alone defines, that file.
    methods: BTreeMap<String, usize>,
}

impl House {
    /// `known` says which methods std has.
    pub(super) fn new(sources: &[(String, String)], known: impl Fn(&str) -> bool) -> Self {
        let files: Vec<File> = sources.iter().map(|(name, text)| file(name, text)).collect();
        let by_module = files.iter().enumerate().map(|(at, file)| (file.module.clone(), at)).collect();
        let mut definers: BTreeMap<&str, BTreeSet<usize>> = BTreeMap::new();
        for (at, file) in files.iter().enumerate() {
            for method in &file.methods {
                definers.entry(method).or_default().insert(at);
            }
        }
        let only = definers.iter().filter(|(name, files)| files.len() == 1 && !known(name));
        let methods = only.map(|(name, files)| ((*name).to_owned(), *files.first().unwrap())).collect();
        Self { files, by_module, methods }
    }

    /// The file that defines what a path names, seen from a file; none for what is not of this house, and for a module.
    pub(super) fn definer(&self, from: usize, path: &[String]) -> Option<usize> {
        self.resolved(from, path, 0)
    }

    fn resolved(&self, from: usize, path: &[String], depth: usize) -> Option<usize> {
        if depth > 16 {
            return None;
        }
        let file = &self.files[from];
        let (first, rest) = path.split_first()?;
        let (mut module, mut rest) = match first.as_str() {
            "crate" | "napkin" => (Vec::new(), rest),
            "self" => (file.module.clone(), rest),
            "super" => (file.module[..file.module.len().saturating_sub(1)].to_vec(), rest),
            name => {
                let child = [file.module.as_slice(), &[name.to_owned()]].concat();
                if self.by_module.contains_key(&child) {
                    (child, rest)
                } else if let Some(used) =
                    file.uses.iter().find(|used| used.alias == name && used.path != path)
                {
                    return self.resolved(from, &[used.path.as_slice(), rest].concat(), depth + 1);
                } else if file.items.contains(name) {
                    return Some(from);
                } else {
                    return None;
                }
            }
        };
        while let Some((next, behind)) = rest.split_first() {
            if next == "super" {
                module.pop();
            } else {
                let child = [module.as_slice(), std::slice::from_ref(next)].concat();
                if !self.by_module.contains_key(&child) {
                    break;
                }
                module = child;
            }
            rest = behind;
        }
        let name = rest.first()?;
        let place = *self.by_module.get(&module)?;
        let definer = &self.files[place];
        if definer.items.contains(name) {
            return Some(place);
        }
        if let Some(used) = definer.uses.iter().find(|used| used.alias == *name) {
            return self.resolved(place, &used.path, depth + 1);
        }
        let all = definer.uses.iter().filter(|used| used.alias == "*" && used.is_public);
        let found = all
            .filter_map(|used| self.resolved(place, &[used.path.as_slice(), &rest[..1]].concat(), depth + 1));
        found.into_iter().next().or(Some(place))
    }

    /// Which other files a file needs, each with a line and a word of it that say so.
    pub(super) fn edges(&self, from: usize) -> BTreeMap<usize, (usize, String)> {
        let file = &self.files[from];
        let mut edges: BTreeMap<usize, (usize, String)> = BTreeMap::new();
        let mut add = |to: Option<usize>, line: usize, word: String| {
            if let Some(to) = to.filter(|to| *to != from) {
                edges.entry(to).or_insert((line, word));
            }
        };
        for used in file.uses.iter().filter(|used| !used.is_public) {
            add(self.definer(from, &used.path), used.line, used.path.join("::"));
        }
        for (path, line) in &file.paths {
            add(self.definer(from, path), *line, path.join("::"));
        }
        for (method, line) in &file.calls {
            add(self.methods.get(method).copied(), *line, format!(".{method}()"));
        }
        edges
    }

    /// Files that need each other, in a circle, each with what leads to the next.
    pub(super) fn circles(&self) -> Vec<Vec<String>> {
        let edges: Vec<BTreeMap<usize, (usize, String)>> =
            (0..self.files.len()).map(|at| self.edges(at)).collect();
        let layer = |at: usize| self.files[at].module.first();
        let inside = |from: usize| edges[from].keys().copied().filter(move |to| layer(*to) == layer(from));
        let mut circles = Vec::new();
        let mut seen: BTreeSet<usize> = BTreeSet::new();
        for start in 0..self.files.len() {
            if seen.contains(&start) {
                continue;
            }
            // The shortest way back to where it starts.
            let mut before: BTreeMap<usize, usize> = BTreeMap::new();
            let mut open = std::collections::VecDeque::from([start]);
            while let Some(at) = open.pop_front() {
                for to in inside(at) {
                    if to == start {
                        let mut way = vec![at];
                        while way.last() != Some(&start) {
                            way.push(before[way.last().unwrap()]);
                        }
                        way.reverse();
                        seen.extend(&way);
                        let told = way.iter().enumerate().map(|(step, from)| {
                            let to = way[(step + 1) % way.len()];
                            let (line, word) = &edges[*from][&to];
                            format!("{}:{line} {word}", self.files[*from].name)
                        });
                        circles.push(told.collect());
                        open.clear();
                        break;
                    }
                    if let std::collections::btree_map::Entry::Vacant(entry) = before.entry(to) {
                        entry.insert(at);
                        open.push_back(to);
                    }
                }
            }
        }
        circles
    }
}
