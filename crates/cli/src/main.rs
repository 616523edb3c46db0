//! maillon finds the links a territory's economy is missing: whose waste, heat, water or by-product can be whose
//! input. `maillon --help` tells how.

mod args;
mod commands;
mod contents;
mod diagnosis;
mod interrupt;
mod outcome;
mod planning;
mod pooling;
mod progress;
mod public;
mod settings;
mod split;
mod terminal;
mod terms;

use std::process::ExitCode;

use clap::Parser;

use crate::args::{Cli, Command};
use crate::outcome::Outcome;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let cli = Cli::parse();
    interrupt::listen();
    let result = match &cli.command {
        Command::Match(args) => commands::match_::run(args, &cli.common),
        Command::Batch(args) => commands::batch::run(args, &cli.common),
        Command::Whatif(args) => commands::whatif::run(args, &cli.common),
        Command::Site(args) => commands::site::run(args, &cli.common),
        Command::Compare(args) => commands::compare::run(args, &cli.common),
        Command::Check(args) => commands::check::run(args, &cli.common),
        Command::Explain(args) => commands::explain::run(args, &cli.common),
        Command::Init(args) => commands::init::run(args),
        Command::Reject(args) => commands::reject::run(args),
        Command::Resources(args) => commands::resources::run(args, &cli.common),
        Command::Generate(args) => commands::generate::run(args, &cli.common),
    };
    let outcome = result.unwrap_or_else(|error| {
        terminal::say(&format!("error: {}", terminal::causes(&error)));
        Outcome::of_error(&error)
    });
    outcome.into()
}
