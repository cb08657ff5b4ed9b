//! Knows the quantities a capacity estimate is made of (information, time, money, count and what
//! they make together) and the fixed units of each; does not know calendars, currencies, nouns,
//! other spellings, or how a value is written or shown.

use std::ops::{Div, Mul};

use uom::Conversion;

system! {
    /// The dimension of a quantity: the exponents of information, time, money and count in it.
    quantities: Exponents {
        /// Information, in bits.
        information: bit, Information;
        /// Time, in seconds.
        time: second, Time;
        /// Money, in units of one currency.
        money: unit_of_currency, Money;
        /// Things counted, whatever they are.
        count: one, Count;
        /// Whatever an argument is.
        subject: whole, Subject;
    }
    /// The base units every value is held in: bit, second, unit of currency, one.
    units: BaseUnits {
        mod information::Information,
        mod time::Time,
        mod money::Money,
        mod count::Count,
        mod ratio::Ratio,
        mod subject::Subject,
    }
}

/// How many units `To` one unit `From` is, by uom's own coefficients.
#[inline]
fn factor<From: Conversion<f64, T = f64>, To: Conversion<f64, T = f64>>() -> f64 {
    From::coefficient() / To::coefficient()
}

/// Declares a quantity whose units have the names and the factors of those in `uom::si`, relative
/// to the base unit given first, and the table of these units.
macro_rules! quantity_of_si {
    (
        $(#[$attribute:meta])* $module:ident: $quantity:ident, $description:literal,
        [$($exponent:ident)*], base $base:ident;
        $($unit:ident $abbreviation:literal $singular:literal $plural:literal)+
    ) => {
        $(#[$attribute])*
        pub mod $module {
            quantity! {
                $(#[$attribute])*
                quantity: $quantity; $description;
                /// The exponents of information, time, money and count in it.
                dimension: Exponents<$($exponent),*>;
                units {
                    // uom puts this expression into a module inside this one.
                    $(@$unit: super::super::factor::<
                        uom::si::$module::$unit,
                        uom::si::$module::$base,
                    >();
                        $abbreviation, $singular, $plural;)+
                }
            }

            /// Every unit of this quantity.
            pub static MEASURES: &[super::Measure] = &[$(super::Measure {
                abbreviation: $abbreviation,
                singular: $singular,
                plural: $plural,
                factor: <$unit as uom::Conversion<f64>>::coefficient,
            }),+];
        }
    };
}

quantity_of_si! {
    /// Information: bits and bytes with decimal and binary prefixes.
    information: Information, "information", [P1 Z0 Z0 Z0 Z0], base bit;
    bit "b" "bit" "bits"
    kilobit "Kb" "kilobit" "kilobits"
    megabit "Mb" "megabit" "megabits"
    gigabit "Gb" "gigabit" "gigabits"
    terabit "Tb" "terabit" "terabits"
    petabit "Pb" "petabit" "petabits"
    exabit "Eb" "exabit" "exabits"
    zettabit "Zb" "zettabit" "zettabits"
    yottabit "Yb" "yottabit" "yottabits"
    kibibit "Kib" "kibibit" "kibibits"
    mebibit "Mib" "mebibit" "mebibits"
    gibibit "Gib" "gibibit" "gibibits"
    tebibit "Tib" "tebibit" "tebibits"
    pebibit "Pib" "pebibit" "pebibits"
    exbibit "Eib" "exbibit" "exbibits"
    zebibit "Zib" "zebibit" "zebibits"
    yobibit "Yib" "yobibit" "yobibits"
    byte "B" "byte" "bytes"
    kilobyte "KB" "kilobyte" "kilobytes"
    megabyte "MB" "megabyte" "megabytes"
    gigabyte "GB" "gigabyte" "gigabytes"
    terabyte "TB" "terabyte" "terabytes"
    petabyte "PB" "petabyte" "petabytes"
    exabyte "EB" "exabyte" "exabytes"
    zettabyte "ZB" "zettabyte" "zettabytes"
    yottabyte "YB" "yottabyte" "yottabytes"
    kibibyte "KiB" "kibibyte" "kibibytes"
    mebibyte "MiB" "mebibyte" "mebibytes"
    gibibyte "GiB" "gibibyte" "gibibytes"
    tebibyte "TiB" "tebibyte" "tebibytes"
    pebibyte "PiB" "pebibyte" "pebibytes"
    exbibyte "EiB" "exbibyte" "exbibytes"
    zebibyte "ZiB" "zebibyte" "zebibytes"
    yobibyte "YiB" "yobibyte" "yobibytes"
}

quantity_of_si! {
    /// Time: the units no calendar changes, and the day of 24 hours.
    time: Time, "time", [Z0 P1 Z0 Z0 Z0], base second;
    nanosecond "ns" "nanosecond" "nanoseconds"
    microsecond "us" "microsecond" "microseconds"
    millisecond "ms" "millisecond" "milliseconds"
    second "s" "second" "seconds"
    minute "min" "minute" "minutes"
    hour "h" "hour" "hours"
    day "day" "day" "days"
}

quantity_of_si! {
    /// A pure number: a share, a factor, a probability.
    ratio: Ratio, "ratio", [Z0 Z0 Z0 Z0 Z0], base ratio;
    ratio "" "" ""
    percent "%" "percent" "percent"
    part_per_million "ppm" "part per million" "parts per million"
    part_per_billion "ppb" "part per billion" "parts per billion"
}

/// Money, in one currency; which one is for the reader of the value to know.
pub mod money {
    quantity! {
        /// Money, in one currency.
        quantity: Money; "money";
        /// The exponents of information, time, money and count in it.
        dimension: Exponents<Z0, Z0, P1, Z0, Z0>;
        units {
            @unit_of_currency: 1.0; "money", "unit of currency", "units of currency";
        }
    }
}

/// Things counted; which things is for the reader of the value to know.
pub mod count {
    quantity! {
        /// Things counted.
        quantity: Count; "count";
        /// The exponents of information, time, money and count in it.
        dimension: Exponents<Z0, Z0, Z0, P1, Z0>;
        units {
            @one: 1.0; "one", "one", "ones";
        }
    }
}

/// Whatever an argument is.
pub mod subject {
    quantity! {
        /// Whatever an argument is.
        quantity: Subject; "subject";
        /// The exponents.
        dimension: Exponents<Z0, Z0, Z0, Z0, P1>;
        units { @whole: 1.0; "whole", "whole", "wholes"; }
    }
}
/// Whatever an argument is.
pub type Subject = subject::Subject<BaseUnits<f64>, f64>;

/// A quantity of ours over any dimension, as an f64 in base units.
pub type Value<D> = Quantity<D, BaseUnits<f64>, f64>;

/// What dividing an `A` by a `B` gives.
pub type Per<A, B> = <A as Div<B>>::Output;

/// What multiplying an `A` by a `B` gives.
pub type Times<A, B> = <A as Mul<B>>::Output;

/// An amount of information: a size, a payload, storage.
pub type Information = information::Information<BaseUnits<f64>, f64>;

/// A time: a duration, a latency, a period.
pub type Time = time::Time<BaseUnits<f64>, f64>;

/// An amount of money: a price paid once.
pub type Money = money::Money<BaseUnits<f64>, f64>;

/// A number of things: requests, users, servers.
pub type Count = count::Count<BaseUnits<f64>, f64>;

/// A pure number.
pub type Ratio = ratio::Ratio<BaseUnits<f64>, f64>;

/// Things per time: requests per second.
pub type Throughput = Per<Count, Time>;

/// Times per time: how often something happens, with nothing counted.
pub type Frequency = Per<Ratio, Time>;

/// Information per time.
pub type Bandwidth = Per<Information, Time>;

/// Information per thing: a payload, a record size.
pub type InformationPerCount = Per<Information, Count>;

/// Time per thing: the CPU time of a request.
pub type TimePerCount = Per<Time, Count>;

/// Money per time: what something costs to keep running.
pub type CostRate = Per<Money, Time>;

/// Money per thing: the price of a request.
pub type MoneyPerCount = Per<Money, Count>;

/// Money per information: the price of a transfer.
pub type MoneyPerInformation = Per<Money, Information>;

/// Money per information and time: the price of keeping a byte for a month.
pub type StoragePrice = Per<Money, Times<Information, Time>>;

impl From<f64> for Ratio {
    fn from(value: f64) -> Self {
        Self::new::<ratio::ratio>(value)
    }
}

impl From<Ratio> for f64 {
    fn from(ratio: Ratio) -> Self {
        ratio.value
    }
}

/// A unit as a row of a table.
#[derive(Clone, Copy, Debug)]
pub struct Measure {
    /// The short spelling: `GB`.
    pub abbreviation: &'static str,
    /// The long spelling of one: `gigabyte`.
    pub singular: &'static str,
    /// The long spelling of many: `gigabytes`.
    pub plural: &'static str,
    /// How many base units it is: uom's own function, since a constant cannot call one of a trait.
    pub factor: fn() -> f64,
}
