//! Mistyped options, told in words that help; knows no command's options but what clap knows of them.

use std::ffi::OsStr;

use clap::builder::{StringValueParser, TypedValueParser};
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, Command as ClapCommand};

use crate::diagnostic::nearest;

/// EXPR may begin with a minus, so clap gives it unknown options too: `--frmat` is an option misspelt, `--2` is not.
#[derive(Clone)]
pub(super) struct ExpressionParser;

impl TypedValueParser for ExpressionParser {
    type Value = String;

    fn parse_ref(
        &self,
        command: &ClapCommand,
        argument: Option<&Arg>,
        value: &OsStr,
    ) -> Result<String, clap::Error> {
        let text = StringValueParser::new().parse_ref(command, argument, value)?;
        if misspelt_option(&text).is_some() { Err(unknown_option(command, &text)) } else { Ok(text) }
    }
}

/// The name in `--name` or `--name=value`, where that cannot be meant as arithmetic.
pub(super) fn misspelt_option(text: &str) -> Option<&str> {
    let name = text.strip_prefix("--")?.split('=').next()?;
    (name.len() > 1 && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-')).then_some(name)
}

pub(super) fn unknown_option(command: &ClapCommand, text: &str) -> clap::Error {
    let name = misspelt_option(text).unwrap_or(text);
    let mut error = clap::Error::new(ErrorKind::UnknownArgument).with_cmd(command);
    error.insert(ContextKind::InvalidArg, ContextValue::String(format!("--{name}")));
    match nearest(name, command.get_arguments().filter_map(Arg::get_long)) {
        Some(found) => error.insert(ContextKind::SuggestedArg, ContextValue::String(format!("--{found}"))),
        None => suggest(&mut error, format!("to negate twice, write '-(-{name})'")),
    };
    error
}

pub(super) fn suggest(error: &mut clap::Error, words: String) -> Option<ContextValue> {
    error.insert(ContextKind::Suggested, ContextValue::StyledStrs(vec![words.into()]))
}
