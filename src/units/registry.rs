//! The units and countable nouns of one run: the table's, and those that a file declares or uses; no expressions.

use rustc_hash::FxHashMap;

use smallvec::SmallVec;

use super::calendar::Calendar;
use super::dimension::{Base, BaseKind, Dimension};
use super::table::{self, CalendarUnit, Ladder, Meaning, ROWS};

/// A unit of a [`Units`] registry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct UnitId(pub(crate) u32);

/// A countable thing.
#[derive(Debug, Clone)]
struct Countable {
    /// The unit that it is shown in where no other is asked for.
    unit: UnitId,
}

/// A unit that is not in the table: a countable noun, or one that a file defines by others.
#[derive(Debug, Clone)]
struct OwnUnit {
    singular: String,
    plural: String,
    meaning: OwnMeaning,
}

#[derive(Debug, Clone)]
enum OwnMeaning {
    Countable(Base),
    Defined { factor: f64, dimension: Dimension, parts: Parts },
}

/// The units that a compound is made of, with their powers.
pub type Parts = SmallVec<[(UnitId, i32); 4]>;

/// The units of one run.
#[derive(Debug, Clone)]
pub struct Units {
    /// How long days, months and years are.
    pub calendar: Calendar,
    /// Whether KB is 1024 bytes.
    pub binary_bytes: bool,
    countables: Vec<Countable>,
    own: Vec<OwnUnit>,
    spellings: FxHashMap<String, UnitId>,
    /// The spellings in the order in which they came, so that they can be taken back.
    journal: Vec<String>,
}

/// How much a registry held: what [`Units::roll_back`] returns to.
#[derive(Debug, Clone, Copy)]
pub struct Mark {
    countables: usize,
    own: usize,
    journal: usize,
}

impl Default for Units {
    fn default() -> Self {
        Self::new(Calendar::civil(), false)
    }
}

impl Units {
    /// The table's units under a calendar.
    pub fn new(calendar: Calendar, binary_bytes: bool) -> Self {
        let countables = table::COUNTABLES
            .iter()
            .map(|(singular, _)| Countable { unit: UnitId(table::find(singular).unwrap_or_default() as u32) })
            .collect();
        Self {
            calendar,
            binary_bytes,
            countables,
            own: Vec::new(),
            spellings: FxHashMap::default(),
            journal: Vec::new(),
        }
    }

    /// How much it holds.
    pub fn mark(&self) -> Mark {
        Mark { countables: self.countables.len(), own: self.own.len(), journal: self.journal.len() }
    }

    /// Forgets the nouns and units that came after a mark.
    pub fn roll_back(&mut self, mark: &Mark) {
        self.countables.truncate(mark.countables);
        self.own.truncate(mark.own);
        for spelling in self.journal.drain(mark.journal..) {
            self.spellings.remove(&spelling);
        }
    }

    fn spell(&mut self, spelling: &str, unit: UnitId) {
        let lower = spelling.to_lowercase();
        if !self.spellings.contains_key(&lower) {
            self.journal.push(lower.clone());
            self.spellings.insert(lower, unit);
        }
    }

    fn own(&self, unit: UnitId) -> Option<&OwnUnit> {
        (unit.0 as usize).checked_sub(ROWS.len()).and_then(|place| self.own.get(place))
    }

    /// Whether a file declares it: it is none of the table.
    pub fn is_own(&self, unit: UnitId) -> bool {
        self.own(unit).is_some()
    }

    /// The unit of the table by its spelling.
    ///
    /// # Panics
    /// Never for a spelling of the table; used with literals of this crate only.
    pub(crate) fn built_in(spelling: &str) -> UnitId {
        UnitId(table::find(spelling).expect("a spelling of the table") as u32)
    }

    /// The unit that a word stands for, if any has that name. Nouns are found in singular and plural.
    pub fn find(&self, word: &str) -> Option<UnitId> {
        if let Some(place) = table::find(word) {
            let own = || self.spellings.get(&word.to_lowercase()).copied();
            let yields = !self.spellings.is_empty() && table::YIELDING.contains(&word);
            return yields.then(own).flatten().or(Some(UnitId(place as u32)));
        }
        if self.spellings.is_empty() {
            return None;
        }
        let lower;
        let word = if word.bytes().any(|byte| byte.is_ascii_uppercase()) || !word.is_ascii() {
            lower = word.to_lowercase();
            lower.as_str()
        } else {
            word
        };
        if let Some(unit) = self.spellings.get(word) {
            return Some(*unit);
        }
        let mut twin = None;
        other_numbers(word, |spelling| {
            twin = twin.or_else(|| {
                let unit = self.spellings.get(spelling).copied()?;
                matches!(self.own(unit)?.meaning, OwnMeaning::Countable(_)).then_some(unit)
            });
        });
        twin
    }

    /// Whether a word is a unit that counts nothing: `GB`, `day`.
    pub fn is_measure(&self, word: &str) -> bool {
        self.find(word).is_some_and(|unit| !self.is_countable(unit))
    }

    /// Whether a noun is declared or used under exactly this spelling or its other number.
    pub fn is_countable(&self, unit: UnitId) -> bool {
        self.family(unit).is_some_and(Base::is_countable)
    }

    /// Takes a noun as a countable, with its other number if that is known. It must not be a unit already.
    pub fn add_countable(&mut self, singular: &str, plural: Option<&str>) -> UnitId {
        let known = table::NOUNS.iter().find(|(one, many)| {
            singular.eq_ignore_ascii_case(one) || (plural.is_none() && singular.eq_ignore_ascii_case(many))
        });
        let (one, many) = match (plural, known) {
            (Some(plural), _) => (singular.to_owned(), plural.to_owned()),
            (None, Some((one, many))) => (like(singular, one), like(singular, many)),
            (None, None) => guess_numbers(singular),
        };
        let base = Base::countable(self.countables.len());
        let unit = UnitId((ROWS.len() + self.own.len()) as u32);
        for spelling in [singular, &one, &many] {
            self.spell(spelling, unit);
        }
        self.countables.push(Countable { unit });
        self.own.push(OwnUnit { singular: one, plural: many, meaning: OwnMeaning::Countable(base) });
        unit
    }

    /// Notes another spelling of a countable, so that it is shown as people write it.
    pub fn also_spelt(&mut self, unit: UnitId, spelling: &str) {
        let lower = spelling.to_lowercase();
        if self.spellings.contains_key(&lower) {
            return;
        }
        if let Some(place) = (unit.0 as usize).checked_sub(ROWS.len())
            && let Some(own) = self.own.get_mut(place)
            && matches!(own.meaning, OwnMeaning::Countable(_))
        {
            if lower.len() > own.singular.len() && own.plural.to_lowercase() != lower {
                own.plural = spelling.to_owned();
            } else if lower.len() < own.plural.len() {
                own.singular = spelling.to_owned();
            }
            self.spell(spelling, unit);
        }
    }

    /// Says what a unit is that was added with a name only.
    pub fn complete_defined(
        &mut self,
        name: &str,
        new_factor: f64,
        new_dimension: Dimension,
        new_parts: Parts,
    ) {
        let place = self.find(name).and_then(|unit| (unit.0 as usize).checked_sub(ROWS.len()));
        if let Some(own) = place.and_then(|place| self.own.get_mut(place)) {
            own.meaning =
                OwnMeaning::Defined { factor: new_factor, dimension: new_dimension, parts: new_parts };
        }
    }

    /// Takes a unit that a file defines by others.
    pub fn add_defined(&mut self, name: &str, factor: f64, dimension: Dimension, parts: Parts) -> UnitId {
        let unit = UnitId((ROWS.len() + self.own.len()) as u32);
        let (one, many) = guess_numbers(name);
        // A short symbol has no plural: `RCU`, not `RCUs`.
        let symbol = name.chars().all(|letter| letter.is_uppercase() || letter.is_ascii_digit());
        let (singular, plural) = if symbol { (name.to_owned(), name.to_owned()) } else { (one, many) };
        for spelling in [name, &singular, &plural] {
            self.spell(spelling, unit);
        }
        self.own.push(OwnUnit {
            singular,
            plural,
            meaning: OwnMeaning::Defined { factor, dimension, parts },
        });
        unit
    }

    /// Takes so many of a unit as a unit of their own, shown as they were typed: `million requests`.
    pub fn add_multiple(&mut self, text: &str, factor: f64, dimension: Dimension, parts: Parts) -> UnitId {
        let unit = UnitId((ROWS.len() + self.own.len()) as u32);
        self.spell(text, unit);
        self.own.push(OwnUnit {
            singular: text.to_owned(),
            plural: text.to_owned(),
            meaning: OwnMeaning::Defined { factor, dimension, parts },
        });
        unit
    }

    /// As it is shown with the number 1, and below a bar.
    pub fn singular(&self, unit: UnitId) -> &str {
        match self.own(unit) {
            Some(own) => &own.singular,
            None => ROWS[unit.0 as usize].singular,
        }
    }

    /// As it is shown with other numbers.
    pub fn plural(&self, unit: UnitId) -> &str {
        match self.own(unit) {
            Some(own) => &own.plural,
            None => ROWS[unit.0 as usize].plural,
        }
    }

    /// How it takes prefixes.
    pub fn ladder(&self, unit: UnitId) -> Ladder {
        ROWS.get(unit.0 as usize).map_or(Ladder::None, |row| row.ladder)
    }

    /// The ladder's steps, smallest first.
    pub fn steps(&self, ladder: Ladder) -> impl DoubleEndedIterator<Item = UnitId> + Clone {
        table::ladder(ladder).map(|place| UnitId(place as u32))
    }

    /// How many base units it is.
    pub fn factor(&self, unit: UnitId) -> f64 {
        match self.own(unit) {
            Some(own) => match &own.meaning {
                OwnMeaning::Countable(_) => 1.0,
                OwnMeaning::Defined { factor, .. } => *factor,
            },
            None => match ROWS[unit.0 as usize].meaning {
                Meaning::Simple(_, factor) | Meaning::Pure(factor) => factor(),
                Meaning::Kilo(decimal, binary) => {
                    if self.binary_bytes {
                        binary()
                    } else {
                        decimal()
                    }
                }
                Meaning::Calendar(CalendarUnit::Day) => self.calendar.day,
                Meaning::Calendar(CalendarUnit::Week) => self.calendar.week(),
                Meaning::Calendar(CalendarUnit::Fortnight) => 2.0 * self.calendar.week(),
                Meaning::Calendar(CalendarUnit::Month) => self.calendar.month,
                Meaning::Calendar(CalendarUnit::Quarter) => 3.0 * self.calendar.month,
                Meaning::Calendar(CalendarUnit::Year) => self.calendar.year,
                Meaning::Calendar(CalendarUnit::Decade) => 10.0 * self.calendar.year,
                Meaning::PerSecond(numerator) => self.factor(Self::built_in(numerator)),
                Meaning::PerMinute(numerator) => {
                    self.factor(Self::built_in(numerator)) / self.factor(Self::built_in("min"))
                }
            },
        }
    }

    /// What it measures.
    pub fn dimension(&self, unit: UnitId) -> Dimension {
        match self.own(unit) {
            Some(own) => match &own.meaning {
                OwnMeaning::Countable(base) => Dimension::of(*base, 1),
                OwnMeaning::Defined { dimension, .. } => dimension.clone(),
            },
            None => match ROWS[unit.0 as usize].meaning {
                Meaning::Simple(base, _) => Dimension::of(base, 1),
                Meaning::Kilo(..) => Dimension::of(Base::INFORMATION, 1),
                Meaning::Calendar(_) => Dimension::of(Base::TIME, 1),
                Meaning::Pure(_) => Dimension::pure(),
                Meaning::PerSecond(numerator) | Meaning::PerMinute(numerator) => self
                    .dimension(Self::built_in(numerator))
                    .times(&Dimension::of(Base::TIME, 1), -1)
                    .unwrap_or_default(),
            },
        }
    }

    /// The base of a unit that has just one, to the power 1: the family in which it replaces others.
    pub fn family(&self, unit: UnitId) -> Option<Base> {
        match self.own(unit) {
            Some(OwnUnit { meaning: OwnMeaning::Countable(base), .. }) => Some(*base),
            Some(OwnUnit { meaning: OwnMeaning::Defined { dimension, .. }, .. }) => dimension.single(),
            None => match ROWS[unit.0 as usize].meaning {
                Meaning::Simple(base, _) => Some(base),
                Meaning::Kilo(..) => Some(Base::INFORMATION),
                Meaning::Calendar(_) => Some(Base::TIME),
                Meaning::Pure(_) | Meaning::PerSecond(_) | Meaning::PerMinute(_) => None,
            },
        }
    }

    /// What a compound is made of; none for a simple unit.
    pub fn parts(&self, unit: UnitId) -> Option<Parts> {
        match self.own(unit) {
            Some(OwnUnit { meaning: OwnMeaning::Defined { parts, .. }, .. }) => Some(parts.clone()),
            Some(_) => None,
            None => match ROWS[unit.0 as usize].meaning {
                Meaning::PerSecond(numerator) => {
                    let second = Self::built_in("s");
                    Some(SmallVec::from_slice(&[(Self::built_in(numerator), 1), (second, -1)]))
                }
                Meaning::PerMinute(numerator) => {
                    let minute = Self::built_in("min");
                    Some(SmallVec::from_slice(&[(Self::built_in(numerator), 1), (minute, -1)]))
                }
                _ => None,
            },
        }
    }

    /// Whether it is `day week month year`.
    pub fn is_calendar_unit(&self, unit: UnitId) -> bool {
        table::is_calendar_unit(unit.0 as usize)
    }

    /// Whether it is a pure number, as `ppm`.
    pub fn is_pure(&self, unit: UnitId) -> bool {
        self.own(unit).is_none() && matches!(ROWS[unit.0 as usize].meaning, Meaning::Pure(_))
    }

    /// The unit in which a base is shown where nothing else is asked for: byte, second, the countable's own.
    pub fn default_unit(&self, base: Base) -> UnitId {
        match base.kind() {
            BaseKind::Information => Self::built_in("B"),
            BaseKind::Time => Self::built_in("s"),
            BaseKind::Currency(place) => Self::built_in(table::CURRENCIES[place].0),
            BaseKind::Countable(place) => self.countables[place].unit,
        }
    }

    /// A name for it that may take a power: `USD`, as `$^2` cannot be read.
    pub fn code(&self, unit: UnitId) -> &str {
        match (self.money_sign(unit), self.family(unit).map(super::dimension::Base::kind)) {
            (Some(_), Some(BaseKind::Currency(place))) => table::CURRENCIES[place].0,
            _ => self.singular(unit),
        }
    }

    /// The sign before an amount of money, `$`; none for other units and for currencies without one.
    pub fn money_sign(&self, unit: UnitId) -> Option<&'static str> {
        let row = ROWS.get(unit.0 as usize)?;
        let Meaning::Simple(base, factor) = row.meaning else { return None };
        // `500 cents` has its unit behind it.
        if factor() != 1.0 {
            return None;
        }
        let BaseKind::Currency(place) = base.kind() else { return None };
        let (_, sign) = table::CURRENCIES[place];
        (!sign.is_empty()).then_some(sign)
    }

    /// What a count counts: `users`; none for any other dimension.
    pub fn counted(&self, dimension: &Dimension) -> Option<&str> {
        let mut powers = dimension.powers();
        let (Some((base, 1)), None) = (powers.next(), powers.next()) else { return None };
        let BaseKind::Countable(place) = base.kind() else { return None };
        Some(self.plural(self.countables[place].unit))
    }

    /// A dimension in the words of the field: `storage per paste`, `throughput of tweets`.
    pub fn describe(&self, dimension: &Dimension) -> String {
        let mut above: Vec<String> = Vec::new();
        let mut below: Vec<String> = Vec::new();
        let mut time = dimension.power(Base::TIME);
        let counted: Vec<_> =
            dimension.powers().filter(|(base, power)| base.is_countable() && *power > 0).collect();
        let raised = |word: &str, power: i32| {
            if power.abs() == 1 { word.to_owned() } else { format!("{word}^{}", power.abs()) }
        };
        for (base, power) in dimension.powers() {
            let word = match base.kind() {
                BaseKind::Information if power == 1 && time < 0 => {
                    time += 1;
                    "bandwidth".to_owned()
                }
                BaseKind::Information => raised("storage", power),
                BaseKind::Time => continue,
                BaseKind::Currency(place) => {
                    raised(&format!("cost in {}", table::CURRENCIES[place].0), power)
                }
                BaseKind::Countable(place) => {
                    let unit = self.countables[place].unit;
                    if power > 0
                        && time < 0
                        && power == 1
                        && counted.len() == 1
                        && dimension.power(Base::INFORMATION) == 0
                    {
                        time += 1;
                        format!("throughput of {}", self.plural(unit))
                    } else if power > 0 {
                        raised(self.plural(unit), power)
                    } else {
                        raised(self.singular(unit), power)
                    }
                }
            };
            if power > 0 { above.push(word) } else { below.push(word) }
        }
        match time {
            0 => {}
            positive if positive > 0 => above.push(raised("time", positive)),
            negative => below.push(raised("time", negative)),
        }
        let numerator = match (above.as_slice(), below.is_empty()) {
            ([], true) => return "a pure number".into(),
            ([], false) => "a number".into(),
            ([only], true) if counted.len() == 1 && !only.contains(' ') => {
                return format!("a count of {only}");
            }
            (several, _) => several.join(" times "),
        };
        std::iter::once(numerator).chain(below).collect::<Vec<_>>().join(" per ")
    }

    /// The spellings of what files have declared or used.
    pub fn own_spellings(&self) -> impl Iterator<Item = &str> {
        self.spellings.keys().map(String::as_str)
    }
}

/// The same letter case at the start, or that of an abbreviation: `GPU` and `GPUs`.
fn like(model: &str, word: &str) -> String {
    let letters = model.trim_end_matches('s');
    if letters.len() > 1 && letters.chars().all(char::is_uppercase) {
        let (stem, plural) = word.strip_suffix('s').map_or((word, ""), |stem| (stem, "s"));
        return stem.to_uppercase() + plural;
    }
    if model.starts_with(char::is_uppercase) {
        let mut letters = word.chars();
        letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
    } else {
        word.to_owned()
    }
}

/// Calls back with the spellings that are the same noun in another number: plus `s`, plus `es`, `y` to `ies`,
/// and back. Nothing is stripped blindly: `caches` is `cache`, never `cach`, if `cache` is what is known.
fn other_numbers(word: &str, mut call: impl FnMut(&str)) {
    call(&format!("{word}s"));
    call(&format!("{word}es"));
    if let Some(stem) = word.strip_suffix('y') {
        call(&format!("{stem}ies"));
    }
    if let Some(stem) = word.strip_suffix('s') {
        call(stem);
    }
    if let Some(stem) = word.strip_suffix("es") {
        call(stem);
    }
    if let Some(stem) = word.strip_suffix("ies") {
        call(&format!("{stem}y"));
    }
}

/// Singular and plural of a noun of which one spelling is known; only for showing it.
fn guess_numbers(word: &str) -> (String, String) {
    // Symbols have no plural: `p`, `kWh`.
    if word.chars().count() < 3 || word.chars().skip(1).any(char::is_uppercase) {
        return (word.to_owned(), word.to_owned());
    }
    let ends = |endings: &[&str]| endings.iter().any(|ending| word.ends_with(ending));
    if ends(&["series", "species"]) {
        return (word.to_owned(), word.to_owned());
    }
    if let Some(stem) = word.strip_suffix("ies").filter(|stem| stem.len() > 1) {
        return (format!("{stem}y"), word.to_owned());
    }
    if ends(&["sses", "shes", "ches", "xes", "zzes"]) {
        return (word[..word.len() - 2].to_owned(), word.to_owned());
    }
    if word.ends_with('s') && !ends(&["ss", "us", "is"]) && word.len() > 2 {
        return (word[..word.len() - 1].to_owned(), word.to_owned());
    }
    if ends(&["s", "x", "z", "ch", "sh"]) {
        return (word.to_owned(), format!("{word}es"));
    }
    match word.strip_suffix('y') {
        Some(stem) if !stem.ends_with(['a', 'e', 'i', 'o', 'u']) => (word.to_owned(), format!("{stem}ies")),
        _ => (word.to_owned(), format!("{word}s")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_noun_in_both_numbers() {
        let mut units = Units::default();
        for (first, other) in [
            ("tweets", "tweet"),
            ("movie", "movies"),
            ("class", "classes"),
            ("city", "cities"),
            ("caches", "cache"),
        ] {
            let unit = units.add_countable(first, None);
            assert_eq!(units.find(other), Some(unit), "{first} {other}");
        }
        assert_eq!(units.find("Tweets"), units.find("tweet"));
        assert_eq!(units.find("retweet"), None);
    }

    #[test]
    fn guessed_numbers_are_the_same_noun() {
        for word in
            ["gizmo", "batches", "boxes", "gas", "analysis", "ties", "quizzes", "bus", "wolves", "blintzes"]
        {
            let mut units = Units::default();
            let unit = units.add_countable(word, None);
            assert_eq!(units.find(units.singular(unit)), Some(unit), "{word}");
            assert_eq!(units.find(units.plural(unit)), Some(unit), "{word}");
        }
    }

    #[test]
    fn dimensions_have_words() {
        let mut units = Units::default();
        let tweet = units.add_countable("tweets", None);
        let tweets = units.dimension(tweet);
        let time = Dimension::of(Base::TIME, 1);
        let storage = Dimension::of(Base::INFORMATION, 1);
        let say = |dimension: Option<Dimension>| units.describe(&dimension.unwrap_or_default());
        assert_eq!(say(storage.times(&time, -1)), "bandwidth");
        assert_eq!(say(tweets.times(&time, -1)), "throughput of tweets");
        assert_eq!(say(storage.times(&tweets, -1)), "storage per tweet");
        assert_eq!(say(Some(tweets)), "a count of tweets");
        assert_eq!(say(Some(time.clone())), "time");
        assert_eq!(say(time.to_power(-1)), "a number per time");
        assert_eq!(say(None), "a pure number");
    }

    #[test]
    fn kilobytes_follow_the_file() {
        let kilobyte = Units::built_in("KB");
        assert_eq!(Units::new(Calendar::civil(), true).factor(kilobyte), 8192.0);
        assert_eq!(Units::default().factor(kilobyte), 8000.0);
        assert_eq!(Units::new(Calendar::civil(), true).factor(Units::built_in("Mbps")), 1e6);
    }
}
