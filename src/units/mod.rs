//! Dimensions, units and how quantities are written; knows no expressions.

pub mod decimal;
