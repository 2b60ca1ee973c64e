//! `perfsight setup`: the same script that `make setup` runs, carried inside the binary.

use std::process::{Command, Stdio};

use anyhow::Context;

use crate::exit::{CommandResult, Exit, FailWith};

const SCRIPT: &str = include_str!("../setup.sh");

/// Installs what an agent on this machine needs and does not have.
pub(crate) fn setup() -> CommandResult {
    let ended = run_script().fail_with(Exit::Infrastructure)?;
    Ok(if ended { Exit::Passed } else { Exit::Infrastructure })
}

fn run_script() -> anyhow::Result<bool> {
    // As an argument, not on standard input: the package tool inside would read that away.
    let status = Command::new("sh")
        .args(["-c", SCRIPT, "setup.sh", "agent"])
        .stdin(Stdio::null())
        .status()
        .context("cannot start `sh` to run the set-up script")?;
    Ok(status.success())
}
