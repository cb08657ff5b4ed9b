//! What a quantity measures: powers of information, time, currencies and countable things; no units, no names.

use smallvec::SmallVec;

/// One base dimension.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Base(u32);

/// What kind of base it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BaseKind {
    /// Information, in bits.
    Information,
    /// Time, in seconds.
    Time,
    /// Money, in units of one currency: its place in the table of currencies.
    Currency(usize),
    /// A countable thing: its place in the registry.
    Countable(usize),
}

const FIRST_CURRENCY: u32 = 2;
const FIRST_COUNTABLE: u32 = 64;

impl Base {
    /// Information.
    pub const INFORMATION: Self = Self(0);
    /// Time.
    pub const TIME: Self = Self(1);

    /// The base of a currency; there are fewer than 62.
    pub const fn currency(place: usize) -> Self {
        Self(FIRST_CURRENCY + place as u32)
    }

    /// The base of a countable thing.
    pub const fn countable(place: usize) -> Self {
        Self(FIRST_COUNTABLE + place as u32)
    }

    /// What kind it is.
    pub fn kind(self) -> BaseKind {
        match self.0 {
            0 => BaseKind::Information,
            1 => BaseKind::Time,
            currency if currency < FIRST_COUNTABLE => {
                BaseKind::Currency((currency - FIRST_CURRENCY) as usize)
            }
            countable => BaseKind::Countable((countable - FIRST_COUNTABLE) as usize),
        }
    }

    /// Whether it counts things.
    pub fn is_countable(self) -> bool {
        self.0 >= FIRST_COUNTABLE
    }
}

/// The largest power a base may have, so that powers never overflow.
pub const LARGEST_POWER: i32 = 99;

/// A product of powers of bases; no base has the power 0.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Dimension {
    /// Sorted by base.
    powers: SmallVec<[(Base, i32); 4]>,
}

impl Dimension {
    /// The dimension of pure numbers.
    pub fn pure() -> Self {
        Self::default()
    }

    /// A base to a power.
    pub fn of(base: Base, power: i32) -> Self {
        let mut dimension = Self::default();
        if power != 0 {
            dimension.powers.push((base, power));
        }
        dimension
    }

    /// Whether it is a pure number.
    pub fn is_pure(&self) -> bool {
        self.powers.is_empty()
    }

    /// Its bases with their powers, in order.
    pub fn powers(&self) -> impl DoubleEndedIterator<Item = (Base, i32)> + '_ {
        self.powers.iter().copied()
    }

    /// The power of one base, 0 where it is not there.
    pub fn power(&self, base: Base) -> i32 {
        self.powers.iter().find(|(other, _)| *other == base).map_or(0, |(_, power)| *power)
    }

    /// This times the `power`-th power of another; none beyond [`LARGEST_POWER`].
    #[must_use]
    pub fn times(&self, other: &Self, power: i32) -> Option<Self> {
        let mut product = self.clone();
        for (base, exponent) in other.powers() {
            let more = exponent.checked_mul(power)?;
            match product.powers.binary_search_by_key(&base, |(base, _)| *base) {
                Ok(place) => {
                    let sum = product.powers[place].1.checked_add(more)?;
                    if sum == 0 {
                        product.powers.remove(place);
                    } else {
                        product.powers[place].1 = sum;
                    }
                }
                Err(place) if more != 0 => product.powers.insert(place, (base, more)),
                Err(_) => {}
            }
        }
        product.powers.iter().all(|(_, power)| power.abs() <= LARGEST_POWER).then_some(product)
    }

    /// The whole to a power; none beyond [`LARGEST_POWER`].
    #[must_use]
    pub fn to_power(&self, power: i32) -> Option<Self> {
        Self::pure().times(self, power)
    }

    /// The square root; none where a power is odd.
    #[must_use]
    pub fn square_root(&self) -> Option<Self> {
        let mut root = self.clone();
        for (_, power) in &mut root.powers {
            if *power % 2 != 0 {
                return None;
            }
            *power /= 2;
        }
        Some(root)
    }

    /// The part that counts things.
    #[must_use]
    pub fn countable_part(&self) -> Self {
        Self { powers: self.powers.iter().copied().filter(|(base, _)| base.is_countable()).collect() }
    }

    /// The one base of a dimension that is a base to the power 1.
    pub fn single(&self) -> Option<Base> {
        match self.powers.as_slice() {
            [(base, 1)] => Some(*base),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn powers_cancel_and_are_limited() {
        let storage = Dimension::of(Base::INFORMATION, 1);
        let bandwidth = storage.times(&Dimension::of(Base::TIME, 1), -1);
        let back = bandwidth.as_ref().and_then(|it| it.times(&Dimension::of(Base::TIME, 1), 1));
        assert_eq!(back.as_ref(), Some(&storage));
        assert_eq!(bandwidth.and_then(|it| it.to_power(0)), Some(Dimension::pure()));
        assert_eq!(storage.to_power(100), None);
        assert_eq!(storage.square_root(), None);
    }
}
