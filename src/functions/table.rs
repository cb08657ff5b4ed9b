//! Knows every function by name and by id; does not know what any of them is for.

use super::row::Row;
use super::{arithmetic, availability, failures, growth, hashing, keys, queues, recovery, storage, traffic};

/// The functions by subject, in the order in which they are listed.
const SUBJECTS: [&[Row]; 10] = [
    arithmetic::ROWS,
    availability::ROWS,
    traffic::ROWS,
    queues::ROWS,
    storage::ROWS,
    keys::ROWS,
    growth::ROWS,
    recovery::ROWS,
    hashing::ROWS,
    failures::ROWS,
];

/// How many there are.
const COUNT: usize = {
    let (mut count, mut subject) = (0, 0);
    while subject < SUBJECTS.len() {
        count += SUBJECTS[subject].len();
        subject += 1;
    }
    count
};

/// Every row, in the order of [`SUBJECTS`].
const TABLE: &[&Row; COUNT] = &{
    let mut table = [&SUBJECTS[0][0]; COUNT];
    let (mut at, mut subject) = (0, 0);
    while subject < SUBJECTS.len() {
        let mut place = 0;
        while place < SUBJECTS[subject].len() {
            let row = &SUBJECTS[subject][place];
            if let Some(formula) = row.formula() {
                assert!(formula.parameters.len() == row.parameters.len(), "a row names each parameter");
            }
            table[at] = row;
            (at, place) = (at + 1, place + 1);
        }
        subject += 1;
    }
    table
};

/// Which function: the place of its row, the same for the same name in one build, whoever asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct FunctionId(u16);

impl FunctionId {
    /// The function of a name, those included that nobody can write.
    ///
    /// # Panics
    /// Where there is none: it is meant for constants, where that does not compile.
    pub(crate) const fn named(name: &str) -> Self {
        let mut place = 0;
        while place < COUNT && !is_same(TABLE[place].name, name) {
            place += 1;
        }
        assert!(place < COUNT, "there is a function of this name");
        Self(place as u16)
    }

    /// What there is to say of it.
    pub fn row(self) -> &'static Row {
        TABLE[self.0 as usize]
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        self.row().name
    }
}

/// Whether two names are the same, in a constant.
const fn is_same(one: &str, other: &str) -> bool {
    let (one, other) = (one.as_bytes(), other.as_bytes());
    let mut at = 0;
    while at < one.len() && at < other.len() && one[at] == other[at] {
        at += 1;
    }
    at == one.len() && at == other.len()
}

/// The function that a scenario calls by a name.
pub fn find(name: &str) -> Option<FunctionId> {
    all().find(|function| function.name() == name && function.row().is_offered())
}

/// Every function that a scenario can call, by subject.
pub fn offered() -> impl Iterator<Item = &'static Row> + Clone {
    TABLE.iter().copied().filter(|row| row.is_offered())
}

/// Every function, those included that nobody can write.
pub fn all() -> impl Iterator<Item = FunctionId> {
    (0..COUNT).map(|place| FunctionId(place as u16))
}
