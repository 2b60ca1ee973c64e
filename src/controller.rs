//! `perfsight controller`: serves until it is told to stop.

use std::path::Path;

use controller::composition::{Addresses, Config, ServeError, serve};
use controller::connections::TlsFiles;
use controller::http_api::Policy;
use controller::http_api::transport::policy::Rates;
use controller::live::Settings;
use serde_json::json;

use crate::cli::{ControllerArgs, HttpArgs};
use crate::exit::{CommandResult, Exit, FailWith};
use crate::identity_provider::sign_in;
use crate::webhook::webhook;
use crate::{print, shutdown};

/// Serves the dashboard, the API and the agents.
pub(crate) async fn controller(args: ControllerArgs) -> CommandResult {
    let tls = args.tls_cert.zip(args.tls_key).map(|(certificate, key)| TlsFiles { certificate, key });
    let encrypted = tls.is_some() && !args.http.behind_proxy;
    let sign_in = sign_in(args.oidc).fail_with(Exit::Usage)?;
    let webhook = webhook(args.webhook).fail_with(Exit::Usage)?;
    let config = Config {
        listen: args.listen,
        agent_listen: args.agent_listen,
        data: args.data,
        database_url: args.database_url,
        open: args.open,
        lease: std::time::Duration::from_secs(args.lease_seconds),
        keep_evidence: std::time::Duration::from_hours(24) * args.keep_evidence,
        tls,
        streams: Settings {
            resume_window: std::time::Duration::from_secs(args.stream_resume_seconds),
            max_connections: args.max_streams,
            ..Settings::default()
        },
        behind_proxy: args.http.behind_proxy,
        max_connections: args.http.max_connections as usize,
        policy: policy(args.http),
        sign_in,
        webhook,
    };
    let ready_file = args.ready_file;
    let ready = move |addresses: Addresses| announce(addresses, encrypted, ready_file.as_deref());
    let served = Box::pin(serve(config, ready, shutdown::token(args.until_stdin_closes))).await;
    let usage = matches!(served, Err(ServeError::Certificate(_)));
    served.fail_with(if usage { Exit::Usage } else { Exit::Infrastructure })?;
    Ok(Exit::Passed)
}

fn policy(args: HttpArgs) -> Policy {
    Policy {
        proxies: args.trusted_proxies,
        public_url: args.public_url,
        cors: args.cors_origins,
        rates: Rates::per_second(args.request_rate, args.upload_rate),
    }
}

/// Tells people and, through the file, the process that started us where we answer.
fn announce(addresses: Addresses, encrypted: bool, ready_file: Option<&Path>) -> std::io::Result<()> {
    let scheme = if encrypted { "https" } else { "http" };
    print::notice(format_args!("dashboard  {scheme}://{}", addresses.http));
    print::notice(format_args!("agents     {}", addresses.agents));
    let Some(path) = ready_file else { return Ok(()) };
    let text = json!({"http": addresses.http, "agents": addresses.agents}).to_string();
    // Written aside and renamed: whoever waits for the file never reads half of it.
    let aside = path.with_extension("partial");
    std::fs::write(&aside, text)?;
    std::fs::rename(&aside, path)
}
