//! What can be typed about how clients reach the dashboard and the API. Decides nothing.

use clap::Args;
use controller::http_api::transport::policy::{Origin, Proxy, REQUESTS_PER_SECOND, UPLOADS_PER_SECOND};

/// Proxies, origins and limits.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Reverse proxies, other origins, limits")]
pub(crate) struct HttpArgs {
    /// A reverse proxy with TLS stands in front: plain HTTP beyond loopback is spoken, to trusted proxies alone
    #[arg(long, env = "PERFSIGHT_BEHIND_PROXY", requires = "trusted_proxies")]
    pub(crate) behind_proxy: bool,
    /// Address or network of a proxy whose `X-Forwarded-*` and `Forwarded` headers are believed; may be repeated
    #[arg(
        long = "trusted-proxy",
        env = "PERFSIGHT_TRUSTED_PROXIES",
        value_name = "CIDR",
        value_delimiter = ','
    )]
    pub(crate) trusted_proxies: Vec<Proxy>,
    /// Address under which people reach the dashboard, for links; where absent, the one that each client used
    #[arg(long, env = "PERFSIGHT_PUBLIC_URL", value_name = "URL")]
    pub(crate) public_url: Option<Origin>,
    /// Another origin whose pages may call the API with a token, e.g. `https://lab.example`; may be repeated
    #[arg(
        long = "cors-origin",
        env = "PERFSIGHT_CORS_ORIGINS",
        value_name = "ORIGIN",
        value_delimiter = ','
    )]
    pub(crate) cors_origins: Vec<Origin>,
    /// Requests that one token, or one address without a valid one, may send per second; 0 for any number
    #[arg(long, env = "PERFSIGHT_REQUEST_RATE", default_value_t = REQUESTS_PER_SECOND, value_name = "N")]
    pub(crate) request_rate: u32,
    /// Uploads that one of them may send per second; 0 for any number
    #[arg(long, env = "PERFSIGHT_UPLOAD_RATE", default_value_t = UPLOADS_PER_SECOND, value_name = "N")]
    pub(crate) upload_rate: u32,
    /// Connections to each address at once; further ones wait
    #[arg(
        long,
        env = "PERFSIGHT_MAX_CONNECTIONS",
        default_value_t = 4_096,
        value_name = "N",
        value_parser = clap::value_parser!(u32).range(1..)
    )]
    pub(crate) max_connections: u32,
}
