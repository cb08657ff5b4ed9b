//! The properties of a path and of its parts, by name; knows no values.

/// What a path says of itself under `path.property`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Property {
    /// The share of the time that it is up.
    Availability,
    /// The time that it adds.
    Latency,
    /// The most that it can carry with all members up.
    Capacity,
    /// The most that it can carry with as many members down as its availability tolerates.
    Surviving,
    /// What it costs.
    Cost,
    /// The mean time between failures.
    Mtbf,
}

impl Property {
    /// All of them, in the order of reports.
    pub const ALL: [Self; 6] =
        [Self::Availability, Self::Latency, Self::Capacity, Self::Surviving, Self::Cost, Self::Mtbf];

    /// As it is written.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Availability => "availability",
            Self::Latency => "latency",
            Self::Capacity => "capacity",
            Self::Surviving => "surviving",
            Self::Cost => "cost",
            Self::Mtbf => "mtbf",
        }
    }

    /// The property that is written so.
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|property| property.as_str() == word)
    }

    /// Several figures of it, in messages.
    pub fn plural(self) -> &'static str {
        match self {
            Self::Availability => "availabilities",
            Self::Latency => "latencies",
            Self::Capacity | Self::Surviving => "capacities",
            Self::Cost => "costs",
            Self::Mtbf => "failures",
        }
    }

    /// The fields of a component that it takes, as a help's text between backticks.
    pub fn fields(self) -> &'static str {
        match self {
            Self::Surviving => "capacity",
            Self::Mtbf => "mtbf` and `mttr",
            other => other.as_str(),
        }
    }
}
