//! Runs the part that looks at the pages, a Node program with the system's Chromium. Never downloads a browser.

use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, bail};
use serde_json::json;

use crate::Scale;
use crate::figure::Figure;
use crate::laboratory::Laboratory;
use crate::table::say;

/// The figures of the pages; nothing, with a word on why, where Node.js is not there.
pub(crate) fn measure(laboratory: &Laboratory, scale: Scale) -> anyhow::Result<Vec<Figure>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/dashboard/browser");
    let npm = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
    let installed = Command::new("npm").args(npm).current_dir(&folder).stdout(Stdio::null()).status();
    if !installed.is_ok_and(|status| status.success()) {
        say("the pages are left out: Node.js 20 with npm and its registry are needed");
        return Ok(Vec::new());
    }
    let wish = json!({"address": format!("http://{}", laboratory.address), "runs": laboratory.runs, "turns": scale.turns});
    let output = Command::new("node")
        .args(["main.mjs", &wish.to_string()])
        .current_dir(&folder)
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()
        .context("cannot start Node.js")?;
    if !output.status.success() {
        bail!("the browser's part ended with {}", output.status);
    }
    serde_json::from_slice(&output.stdout).context("the browser's part printed no figures")
}
