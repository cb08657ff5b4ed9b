//! How long a day, a month and a year are; knows no units and no dates.

/// A convention for the long units of time. Seconds, minutes and hours never change; a week is 7 days.
#[derive(Debug, Clone, PartialEq)]
pub struct Calendar {
    /// As reports name it: `civil`, `30/365`, `own (day 90000 s, ...)`.
    pub name: String,
    /// A day, in seconds.
    pub day: f64,
    /// A month, in seconds.
    pub month: f64,
    /// A year, in seconds.
    pub year: f64,
}

/// A civil day, in seconds (uom's).
fn civil_day() -> f64 {
    <super::system::time::day as uom::Conversion<f64>>::coefficient()
}

/// The mean year of the Gregorian calendar, in days.
const CIVIL_YEAR: f64 = 365.2425;

impl Default for Calendar {
    fn default() -> Self {
        Self::civil()
    }
}

impl Calendar {
    /// The names that `calendar` takes, besides days such as `30/365`.
    pub const NAMES: [&'static str; 3] = ["civil", "primer", "round"];

    /// The mean Gregorian year of 365.2425 days, and a twelfth of it as the month.
    pub fn civil() -> Self {
        let year = CIVIL_YEAR * civil_day();
        Self { name: "civil".into(), day: civil_day(), month: year / 12.0, year }
    }

    /// A convention by its name: `civil`, `primer` (a month is 30 days and 2.5 million seconds, a year 12
    /// months), `round` (a day is 100,000 s, a month 30 days, a year 365 days).
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "civil" => Some(Self::civil()),
            "primer" => {
                let month = 2.5e6;
                Some(Self { name: name.into(), day: month / 30.0, month, year: 12.0 * month })
            }
            "round" => Some(Self { name: name.into(), day: 1e5, month: 3e6, year: 3.65e7 }),
            _ => None,
        }
    }

    /// Days in a month and days in a year: `30/365`, `30/360`.
    pub fn days(month: u32, year: u32) -> Self {
        let day = civil_day();
        Self {
            name: format!("{month}/{year}"),
            day,
            month: f64::from(month) * day,
            year: f64::from(year) * day,
        }
    }

    /// A file's own, each part in seconds where it is given (rulings, E11): a day is 86,400 s, a month makes a
    /// year of 12, a year a month of a twelfth, and with neither a year has 365.2425 of its days.
    pub fn own(day: Option<f64>, month: Option<f64>, year: Option<f64>) -> Self {
        let day = day.unwrap_or_else(civil_day);
        let year = year.or(month.map(|month| month * 12.0)).unwrap_or(CIVIL_YEAR * day);
        let month = month.unwrap_or(year / 12.0);
        Self { name: format!("own (day {day} s, month {month} s, year {year} s)"), day, month, year }
    }

    /// A week, in seconds.
    pub fn week(&self) -> f64 {
        7.0 * self.day
    }

    /// Whether a day is 24 hours.
    pub fn has_civil_day(&self) -> bool {
        self.day == civil_day()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_long_units_follow_from_each_other() {
        assert_eq!(Calendar::civil().month, 2_629_746.0);
        assert_eq!(Calendar::named("primer").map(|it| it.year), Some(3e7));
        assert_eq!(Calendar::own(None, Some(100.0), None).year, 1200.0);
        assert_eq!(Calendar::own(None, None, Some(1200.0)).month, 100.0);
        assert_eq!(Calendar::own(Some(1e5), None, None).year, 36_524_250.0);
        assert_eq!(Calendar::named("lunar"), None);
    }
}
