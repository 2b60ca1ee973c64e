//! The command line: reads what was typed, calls one command, prints what went wrong. Decides nothing else.

mod cli;
mod exit;
mod print;
mod client;
mod source;
mod shutdown;
mod private_lab;
mod progress;
mod follow;
mod report;
mod run;
mod session;
mod suite;
mod plan;
mod compare;
mod upload;
mod convert;
mod identity_provider;
mod webhook;
mod controller;
mod agent;
mod lab;
mod lifetime;
mod token;
mod project;
mod user;
mod setup;
mod doctor;
mod demo;

use std::io::IsTerminal;
use std::process::ExitCode;

use clap::Parser;
use tracing_subscriber::EnvFilter;

use crate::cli::{Cli, Command, LogFormat};
use crate::exit::{CommandResult, Exit, FailWith, Failure};

fn main() -> ExitCode {
    let cli = Cli::parse();
    // Fails only if a provider is installed already, which nobody before us does.
    let _first = rustls::crypto::ring::default_provider().install_default();
    match start(cli) {
        Ok(exit) => exit.into(),
        Err(failure) => {
            print::failure(&failure);
            failure.exit.into()
        }
    }
}

fn start(cli: Cli) -> CommandResult {
    start_log(&cli)?;
    let runtime = tokio::runtime::Runtime::new().fail_with(Exit::Infrastructure)?;
    let result = runtime.block_on(command(cli.command));
    // A blocking task that still runs (a hung disk) must not keep the process.
    runtime.shutdown_timeout(std::time::Duration::from_secs(2));
    result
}

/// Lines for people, or objects for programs: the fields of an event beside its time, level and message, those of the work
/// that it belongs to under `span`.
fn start_log(cli: &Cli) -> Result<(), Failure> {
    let serves = matches!(cli.command, Command::Controller(_) | Command::Agent(_));
    let json = match cli.log_format {
        LogFormat::Auto => serves && !std::io::stderr().is_terminal(),
        LogFormat::Text => false,
        LogFormat::Json => true,
    };
    let filter = EnvFilter::try_new(&cli.log).fail_with(Exit::Usage)?;
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    if json {
        log.json().flatten_event(true).with_span_list(false).init();
    } else {
        log.init();
    }
    Ok(())
}

async fn command(command: Command) -> CommandResult {
    match command {
        Command::Run(args) => run::run(args).await,
        Command::Session(args) => session::session(args).await,
        Command::Suite(args) => suite::suite(args).await,
        Command::Plan(args) => plan::plan(args).await,
        Command::Compare(args) => compare::compare(args).await,
        Command::Upload(args) => upload::upload(args).await,
        Command::Convert(args) => convert::convert(&args),
        Command::Controller(args) => Box::pin(controller::controller(*args)).await,
        Command::Agent(args) => agent::agent(args).await,
        Command::Token(args) => token::token(args).await,
        Command::Project(args) => project::project(args).await,
        Command::User(args) => user::user(args).await,
        Command::Setup => setup::setup(),
        Command::Doctor(args) => doctor::doctor(&args).await,
        Command::Demo(args) => demo::demo(args).await,
        Command::Guard => agent::guard().await,
    }
}
