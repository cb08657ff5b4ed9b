//! What is told of a scenario, as data: rows, verdicts, paths, explanations, sweeps, solutions; knows no format.

pub mod answers;
pub mod explain;
pub mod paths;
pub mod problems;
pub mod rates;
pub mod rows;
pub mod scenario;
pub mod section;
pub mod shown;
pub mod solution;
pub mod storage;
pub mod summary;
pub mod sweep;
mod unchecked;
pub mod variants;
pub mod wanted;

pub use paths::PathReport;
pub use problems::{Problem, ProblemEdit, ProblemFix};
pub use rates::PerSecond;
pub use rows::{CheckRow, Row};
pub use scenario::{FileReports, Report};
pub use section::Section;
pub use shown::{Availability, displayed, in_unit, plainly, unit_of, without};
pub use storage::StorageChart;
pub use summary::Summary;
pub use unchecked::unchecked;
pub use wanted::Wanted;
