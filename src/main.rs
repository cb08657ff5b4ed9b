//! Starts napkin.

#![forbid(unsafe_code)]

fn main() -> std::process::ExitCode {
    napkin::cli::main()
}
