//! The one place that names both stages and edges and sets them to work together. Decides nothing.

mod parts;
mod entrances;
mod results;
mod evidence;
mod announcing;
mod values;
mod sign_in;
mod schedules;

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use analysis::Rules;
use protocol::Ids;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::agent_api::{self, AgentAccess, AttemptResults, Door};
use crate::alert::{SendError, Webhook};
use crate::connections::{CertificateError, TlsFiles};
use crate::doors::Doors;
use crate::http_api::{self, Access, ApiState, Clock, JobDoor, Policy, UploadLimits};
use crate::intake::{MAX_DATASET_BYTES, RunStorageError};
use crate::lease::{self, Desk, Settings, StorageError};
use crate::live::recover::RecoverError;
use crate::live::{self, AgentsDoor, LiveDoor, StreamParts, Streams};
use crate::oidc::FetchError;
use crate::schedule;
use crate::store::objects::Swept;
use crate::store::{RunKeeper, Store, StoreError};
use announcing::Announcing;
use evidence::Evidence;
use parts::Parts;
pub use parts::{OpenError, open_store, system_clock};
use schedules::DeskQueue;
pub use sign_in::SignIn;

/// Files of this age cannot belong to an upload that another controller is just finishing.
const SWEEP_SPARES: Duration = Duration::from_hours(1);

/// Everything that an operator decides.
#[derive(Clone, Debug)]
pub struct Config {
    /// Address of the dashboard and the API; loopback, or with a certificate, or behind a proxy.
    pub listen: SocketAddr,
    /// Address for agents; loopback, or with a certificate.
    pub agent_listen: SocketAddr,
    /// Folder of Datasets, attempts under way and, by default, the database.
    pub data: PathBuf,
    /// The database, where it is not in the folder.
    pub database_url: Option<String>,
    /// No token is asked of whoever reaches the dashboard; agents show theirs all the same.
    pub open: bool,
    /// How long a lease lives without a sign of its agent.
    pub lease: Duration,
    /// How long what a lost or failed attempt streamed is kept.
    pub keep_evidence: Duration,
    /// Certificate and key of both addresses; read again when they change.
    pub tls: Option<TlsFiles>,
    /// A reverse proxy does the encryption of the dashboard and the API.
    pub behind_proxy: bool,
    /// Whom the HTTP door believes and what it bears.
    pub policy: Policy,
    /// Connections to each address at once.
    pub max_connections: usize,
    /// Periods and limits of the streaming door.
    pub streams: live::Settings,
    /// By whom people may sign in beside a password of ours.
    pub sign_in: Option<SignIn>,
    /// Who is told of alerts.
    pub webhook: Option<Webhook>,
}

/// Where the doors are.
#[derive(Clone, Copy, Debug)]
pub struct Addresses {
    /// Dashboard and API.
    pub http: SocketAddr,
    /// Agents.
    pub agents: SocketAddr,
}

/// The controller cannot start, or a door broke.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// Database or folder.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// An address is taken or not ours.
    #[error("cannot listen on {address}")]
    Listen {
        /// Which.
        address: SocketAddr,
        /// Why not.
        source: io::Error,
    },
    /// Nobody can be told where the doors are.
    #[error("cannot announce the addresses")]
    Announce(#[source] io::Error),
    /// Files of before cannot be swept.
    #[error("cannot sweep what an end in mid-upload left")]
    Sweep(#[source] RunStorageError),
    /// Runs of before cannot be judged.
    #[error("cannot judge the runs of before")]
    CatchUp(#[source] StoreError),
    /// Leases of before cannot be taken up.
    #[error("cannot take up the leases of before")]
    Leases(#[from] StorageError),
    /// Streams of before cannot be taken up.
    #[error(transparent)]
    Streams(#[from] RecoverError),
    /// The certificate is of no use.
    #[error(transparent)]
    Certificate(#[from] CertificateError),
    /// The process cannot be told to read the certificate again.
    #[error("cannot listen for SIGHUP")]
    Signal(#[source] io::Error),
    /// The agents' door.
    #[error(transparent)]
    Agents(#[from] agent_api::ServeError),
    /// The provider of identities cannot be asked by this machine at all; that it does not answer is no such case.
    #[error("cannot prepare the sign-in by a provider")]
    SignIn(#[from] FetchError),
    /// The webhook cannot be called by this machine at all; that it does not answer is no such case.
    #[error("cannot prepare the webhook")]
    Webhook(#[from] SendError),
    /// The HTTP door.
    #[error(transparent)]
    Http(#[from] http_api::ServeError),
}

/// Serves until `shutdown`. `ready` is told the addresses once both doors are open.
pub async fn serve(
    config: Config,
    ready: impl FnOnce(Addresses) -> io::Result<()>,
    shutdown: CancellationToken,
) -> Result<(), ServeError> {
    let certificate = entrances::certificate(&config, &shutdown).await?;
    let parts = Parts::open(&config).await?;
    let (http, agents) = (entrances::listen_http(&config).await?, listen(config.agent_listen).await?);
    let keeper = RunKeeper::new(parts.store.clone(), parts.objects.clone());
    let announcing = Announcing::of(&config, &parts, &http)?;
    let doors = Doors::new(keeper.clone(), parts.store.clone(), Rules::default())
        .announcing(announcing.alerts.clone());
    recover(&config, &keeper, &doors).await?;
    let (for_http, for_agents) = entrances::receptions(&config, certificate, doors.metrics());
    let results = AttemptResults::new(parts.folders.clone(), results::intake(&doors, &parts.store));
    let settings = Settings { lease: config.lease, ..Settings::default() };
    let (desk, leases) =
        lease::start(Arc::new(parts.store.clone()), Arc::new(results), system_clock(), settings).await?;
    let streams = streams(&config, &parts, &doors, (&desk, &shutdown)).await?;
    let evidence = Evidence::of(&parts, config.keep_evidence);
    let door = agents_door(&parts, &desk, settings);
    let duties = duties(parts.store.clone(), DeskQueue::of(&desk), (evidence, announcing), &shutdown);
    let sign_in = config.sign_in.map(SignIn::door).transpose()?;
    let state = api_state(config.open, &parts, doors);
    let router =
        JobDoor { desk, ids: Ids }.open(http_api::router_under(config.policy, state, live::routes()));
    let router = LiveDoor { streams: streams.clone(), attempts: parts.folders }.open(router);
    let router = AgentsDoor::new(door.clone()).open(router);
    let router = match sign_in {
        Some(door) => door.open(router),
        None => router,
    };
    ready(addresses(&http, &agents)?).map_err(ServeError::Announce)?;
    // Whichever door ends, the other one closes too.
    let both = tokio::join!(
        stopping(&shutdown, async {
            http_api::serve(http, for_http, router, shutdown.clone()).await;
            Ok(())
        }),
        stopping(&shutdown, async {
            Ok(agent_api::serve(agents, for_agents, door, shutdown.clone()).await?)
        }),
        Box::pin(duties),
    );
    // The task ends with the last desk, after it has written what it still holds.
    leases.await.expect("the task that keeps the leases neither panics nor is aborted");
    streams.settled().await;
    both.0.and(both.1)
}

/// What is done beside the doors for as long as they are open.
async fn duties(
    store: Store,
    queue: DeskQueue,
    (evidence, announcing): (Evidence, Announcing),
    shutdown: &CancellationToken,
) {
    tokio::join!(
        evidence.keep_pruned(shutdown),
        schedule::keep(store.clone(), queue, (Ids, system_clock()), shutdown),
        announcing.keep_sending(shutdown),
        values::backfill(store, shutdown),
    );
}

fn api_state(open: bool, parts: &Parts, doors: Doors) -> ApiState {
    let clock = system_clock();
    ApiState {
        store: parts.store.clone(),
        objects: parts.objects.clone(),
        doors,
        access: if open { Access::Open } else { Access::Tokens },
        clock: Clock::new(move || clock()),
        max_dataset_bytes: MAX_DATASET_BYTES,
        upload: UploadLimits::default(),
    }
}

fn agents_door(parts: &Parts, desk: &Desk, settings: Settings) -> Door {
    Door {
        desk: desk.clone(),
        folders: parts.folders.clone(),
        access: AgentAccess::Tokens(results::agent_tokens(&parts.store)),
        silence: settings.heartbeat * 4,
    }
}

/// The streams, those of before taken up again.
async fn streams(
    config: &Config,
    parts: &Parts,
    doors: &Doors,
    (desk, shutdown): (&Desk, &CancellationToken),
) -> Result<Streams, ServeError> {
    let clock = system_clock();
    let parts = StreamParts {
        folder: config.data.join("streams"),
        store: parts.store.clone(),
        doors: doors.clone(),
        clock: Clock::new(move || clock()),
        attempts: parts.folders.clone(),
        desk: desk.link(),
    };
    let streams = Streams::new(parts, config.streams, shutdown.clone());
    streams.recover().await?;
    Ok(streams)
}

fn addresses(http: &TcpListener, agents: &TcpListener) -> Result<Addresses, ServeError> {
    let address = |listener: &TcpListener| listener.local_addr().map_err(ServeError::Announce);
    Ok(Addresses { http: address(http)?, agents: address(agents)? })
}

/// Mends what the end of the process before left: files without a row, runs without a verdict.
async fn recover(config: &Config, keeper: &RunKeeper, doors: &Doors) -> Result<(), ServeError> {
    let now = system_clock()();
    // Another controller on the same database may be putting a run into place at this moment.
    let spared = if config.database_url.is_some() { SWEEP_SPARES } else { Duration::ZERO };
    let swept = keeper.sweep(now, spared).await.map_err(ServeError::Sweep)?;
    let judged = doors.catch_up(now).await.map_err(ServeError::CatchUp)?;
    if swept != Swept::default() || judged > 0 {
        let Swept { orphans, unfinished } = swept;
        tracing::info!(orphans, unfinished, judged, "what the last end left has been mended");
    }
    Ok(())
}

async fn stopping(
    shutdown: &CancellationToken,
    door: impl Future<Output = Result<(), ServeError>>,
) -> Result<(), ServeError> {
    let _when_done = shutdown.clone().drop_guard();
    door.await
}

async fn listen(address: SocketAddr) -> Result<TcpListener, ServeError> {
    TcpListener::bind(address).await.map_err(|source| ServeError::Listen { address, source })
}
