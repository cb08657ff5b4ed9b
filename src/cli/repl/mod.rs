//! The session on a terminal: a sheet that is edited line by line, with an answer while typing; what a line comes to is
//! worked out elsewhere.

mod command_list;
mod commands;
mod completion;
mod editor;
mod files;
mod help;
mod history;
mod input;
mod kept;
mod screen;

pub(super) use input::run;
