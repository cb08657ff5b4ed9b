//! Numerics under several functions: terms of distributions and their sums; knows no function.

mod double_double;
mod saddle_point;

pub(super) use saddle_point::{binomial_term, poisson_term, sum_by_ratios};
