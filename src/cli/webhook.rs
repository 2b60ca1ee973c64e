//! What can be typed about who is told of alerts. The shared secret is never typed: arguments are seen by everybody on the machine.

use std::path::PathBuf;

use clap::Args;
use controller::alert::WebhookUrl;

/// The receiver, and what is shared with it.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Webhook for alerts (Standard Webhooks)")]
pub(crate) struct WebhookArgs {
    /// Address that is told when an alert is opened, resolved or reopened: https, or http on this machine
    #[arg(
        id = "webhook_url",
        long = "webhook-url",
        env = "PERFSIGHT_WEBHOOK_URL",
        hide_env_values = true,
        requires = "webhook_secret_file",
        value_name = "URL"
    )]
    pub(crate) url: Option<WebhookUrl>,
    /// File with the secret that each notice is signed with: `whsec_` and the base64 of 24 to 64 random bytes
    #[arg(
        id = "webhook_secret_file",
        long = "webhook-secret-file",
        env = "PERFSIGHT_WEBHOOK_SECRET_FILE",
        requires = "webhook_url",
        value_name = "FILE"
    )]
    pub(crate) secret_file: Option<PathBuf>,
}
