//! Dimensions, units and how quantities are written; knows no expressions and no names of values.

pub mod calendar;
pub mod decimal;
pub mod dimension;
pub mod display;
pub mod magnitudes;
mod nouns;
mod numerals;
pub mod registry;
pub mod rounding;
pub mod shown;
pub mod signature;
pub mod system;
pub mod table;

pub use dimension::{Base, Dimension};
pub use registry::{UnitId, Units};
pub use shown::{PureStyle, Shown, ShownUnit};
