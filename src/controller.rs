//! `perfsight controller`: serves until it is told to stop.

use std::path::Path;

use anyhow::Context;
use controller::agent_api::Tls;
use controller::composition::{Addresses, Config, serve};
use serde_json::json;

use crate::cli::ControllerArgs;
use crate::exit::{CommandResult, Exit, FailWith};
use crate::{print, shutdown};

/// Serves the dashboard, the API and the agents.
pub(crate) async fn controller(args: ControllerArgs) -> CommandResult {
    let tls = tls(&args).fail_with(Exit::Usage)?;
    let config = Config {
        listen: args.listen,
        agent_listen: args.agent_listen,
        data: args.data,
        database_url: args.database_url,
        open: args.open,
        lease: std::time::Duration::from_secs(args.lease_seconds),
        keep_evidence: std::time::Duration::from_hours(24) * args.keep_evidence,
        tls,
    };
    let ready_file = args.ready_file;
    let ready = move |addresses: Addresses| announce(addresses, ready_file.as_deref());
    serve(config, ready, shutdown::token(args.until_stdin_closes)).await.fail_with(Exit::Infrastructure)?;
    Ok(Exit::Passed)
}

fn tls(args: &ControllerArgs) -> anyhow::Result<Option<Tls>> {
    let (Some(certificate), Some(key)) = (&args.tls_cert, &args.tls_key) else { return Ok(None) };
    let read = |path: &Path| std::fs::read(path).with_context(|| format!("cannot read `{}`", path.display()));
    Ok(Some(Tls { certificate_pem: read(certificate)?, key_pem: read(key)? }))
}

/// Tells people and, through the file, the process that started us where we answer.
fn announce(addresses: Addresses, ready_file: Option<&Path>) -> std::io::Result<()> {
    print::notice(format_args!("dashboard  http://{}", addresses.http));
    print::notice(format_args!("agents     {}", addresses.agents));
    let Some(path) = ready_file else { return Ok(()) };
    let text = json!({"http": addresses.http, "agents": addresses.agents}).to_string();
    // Written aside and renamed: whoever waits for the file never reads half of it.
    let aside = path.with_extension("partial");
    std::fs::write(&aside, text)?;
    std::fs::rename(&aside, path)
}
