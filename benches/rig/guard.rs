//! What ends a program that does not end by itself, whatever ends the bench. Never outlives its standard input.

use std::process::{Child, Command, Stdio};

use anyhow::Context;

/// A shell that runs `ending` once its standard input closes; `arguments` are its `$0`, `$1` and so on.
pub(crate) fn guard(ending: &str, arguments: &[&str]) -> anyhow::Result<Child> {
    let mut command = Command::new("sh");
    // Ctrl-C goes to everybody; this one stays until the bench is gone.
    command
        .arg("-c")
        .arg(format!("trap '' INT; cat >/dev/null; {ending}"))
        .args(arguments)
        .stdin(Stdio::piped());
    command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().context("cannot start a shell")
}
