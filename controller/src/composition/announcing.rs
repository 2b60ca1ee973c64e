//! The webhook that an operator named, between the alerts and the outbox. Sends nothing itself.

use std::io;

use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use super::parts::{Parts, system_clock};
use super::{Config, ServeError};
use crate::alert::{Alerts, Announcer, Notifier};
use crate::store::Store;

/// Alerts, and whoever tells of them; nobody where there is no webhook.
pub(super) struct Announcing {
    pub(super) alerts: Alerts,
    notifier: Option<Notifier<Store>>,
}

impl Announcing {
    /// What is announced leads to where people reach the dashboard.
    pub(super) fn of(config: &Config, parts: &Parts, http: &TcpListener) -> Result<Self, ServeError> {
        let Some(webhook) = config.webhook.clone() else {
            return Ok(Self { alerts: Alerts::default(), notifier: None });
        };
        let base = base(config, http).map_err(ServeError::Announce)?;
        let notifier = Notifier::new(parts.store.clone(), webhook)?;
        Ok(Self { alerts: Alerts::announced_by(Some(Announcer::new(base))), notifier: Some(notifier) })
    }

    /// Empties the outbox until `shutdown`.
    pub(super) async fn keep_sending(&self, shutdown: &CancellationToken) {
        if let Some(notifier) = &self.notifier {
            let clock = system_clock();
            notifier.keep_sending(&self.alerts, (move || clock(), chance), shutdown).await;
        }
    }
}

fn base(config: &Config, http: &TcpListener) -> io::Result<String> {
    if let Some(public) = &config.policy.public_url {
        return Ok(public.as_str().to_owned());
    }
    let scheme = if config.tls.is_some() && !config.behind_proxy { "https" } else { "http" };
    Ok(format!("{scheme}://{}", http.local_addr()?))
}

/// Spreads out what is tried again. Where the system has no chance to give, the same wait for all does no harm.
fn chance() -> f64 {
    getrandom::u32().map_or(0.0, |number| f64::from(number) / f64::from(u32::MAX))
}
