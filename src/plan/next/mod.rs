//! The plan made from typed values, stage by stage; knows no words and no dimensions.

pub mod lowering;
