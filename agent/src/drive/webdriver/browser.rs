//! Brings one browser up and down. Never leaves one behind when it fails half way.

use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use fantoccini::ClientBuilder;
use fantoccini::error::NewSessionError;
use hyper_util::client::legacy::connect::HttpConnector;
use scenarios::{BrowserKind, BrowserSpec, Viewport};
use serde_json::{Map, Value};
use tokio::time::timeout;

use super::capabilities::{self, Host};
use super::failure::CommandError;
use super::session::Session;
use crate::collect::browser::browser_pid;
use crate::collect::browser::cdp_error::CdpError;
use crate::collect::browser::network::{NetworkWatch, NetworkWatchError};
use crate::collect::clock::Clock;
use crate::collect::seam::Target;
use crate::drive::process::driver::{DriverCommand, DriverProcess, StartDriverError};
use crate::drive::process::scratch::Scratch;

const DRIVER_START: Duration = Duration::from_secs(20);
const SESSION_START: Duration = Duration::from_mins(1);
const SESSION_END: Duration = Duration::from_secs(5);
const GROUP_END: Duration = Duration::from_secs(5);
const PREPARATION: Duration = Duration::from_secs(30);

/// What to start.
#[derive(Debug)]
pub(crate) struct Launch<'a> {
    pub(crate) spec: &'a BrowserSpec,
    pub(crate) binary: PathBuf,
    pub(crate) driver: PathBuf,
    pub(crate) attempt: String,
    pub(crate) attempt_folder: &'a Path,
    pub(crate) scratch: &'a Scratch,
    /// Counts the starts within the attempt.
    pub(crate) start: u32,
    /// The clock of a watch over the network; absent where no step waits for it to be idle.
    pub(crate) watch_network: Option<Clock>,
}

/// A running browser on a blank page.
pub(crate) struct Browser {
    pub(crate) session: Session,
    pub(crate) target: Target,
    /// As the browser says it.
    pub(crate) version: Option<String>,
    /// The command-line arguments that it was given.
    pub(crate) arguments: Vec<String>,
    /// Whether Chromium had to give up its sandbox, since the agent runs as root.
    pub(crate) is_unsandboxed: bool,
    /// The inner size that it has; the one that was asked for where the window system allows it.
    pub(crate) viewport: Viewport,
    /// Absent where nobody waits for an idle network, and for browsers without a debugging socket.
    pub(crate) network: Option<NetworkWatch>,
    driver: DriverProcess,
}

/// Why there is no browser.
#[derive(Debug, thiserror::Error)]
pub(crate) enum StartBrowserError {
    /// The driver.
    #[error("cannot start the browser's driver")]
    Driver(#[from] StartDriverError),
    /// The profile to copy.
    #[error("cannot make or copy the profile `{path}`")]
    Profile {
        /// Where it should be.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The driver refused.
    #[error("the driver did not start the browser `{binary}`; it said: {said}")]
    Session {
        /// Executable of the browser.
        binary: PathBuf,
        /// Last lines of the driver.
        said: String,
        /// Why.
        source: Box<NewSessionError>,
    },
    /// It hangs.
    #[error("the driver did not start the browser `{binary}` within {} s; it said: {said}", limit.as_secs())]
    Hung {
        /// Executable of the browser.
        binary: PathBuf,
        /// How long we waited.
        limit: Duration,
        /// Last lines of the driver.
        said: String,
    },
    /// The browser cannot be measured.
    #[error("neither the driver nor the browser told the browser's process id")]
    NoProcessId,
    /// The browser cannot be asked for it.
    #[error("cannot ask the browser for its process id")]
    ProcessId(#[from] CdpError),
    /// Its requests cannot be counted, and a step waits for them.
    #[error("cannot watch the network")]
    Network(#[from] NetworkWatchError),
    /// It started and could not be prepared.
    #[error("cannot prepare the browser's window")]
    Prepare(#[from] CommandError),
}

impl Browser {
    /// Starts the driver, then the browser, gives the window its size and opens a blank page.
    pub(crate) async fn launch(launch: Launch<'_>) -> Result<Self, StartBrowserError> {
        let profile = launch.scratch.profile(launch.start);
        make_profile(launch.spec.profile.as_deref().map(PathBuf::from), profile.clone()).await?;
        let (arguments, wanted) = wishes(&launch, &profile);
        let driver = DriverProcess::start(
            DriverCommand {
                program: &launch.driver,
                arguments: driver_arguments(launch.spec.kind),
                attempt: launch.attempt.clone(),
                attempt_folder: launch.attempt_folder,
                scratch: launch.scratch,
            },
            DRIVER_START,
        )
        .await?;
        let mut builder = ClientBuilder::new(HttpConnector::new());
        builder.capabilities(wanted);
        let client = match timeout(SESSION_START, builder.connect(&driver.address())).await {
            Ok(Ok(client)) => client,
            Ok(Err(source)) => {
                let (binary, said) = (launch.binary, driver.last_words());
                return Err(StartBrowserError::Session { binary, said, source: Box::new(source) });
            }
            Err(_) => {
                let (binary, said) = (launch.binary, driver.last_words());
                return Err(StartBrowserError::Hung { binary, limit: SESSION_START, said });
            }
        };
        let answer = client.capabilities().cloned().unwrap_or_default();
        let target = target(&answer).await?;
        let mut session = Session::new(client);
        let viewport = prepare(&mut session, launch.spec.viewport).await?;
        let version = answer.get("browserVersion").and_then(Value::as_str).map(str::to_owned);
        let network = match (&target.debugger_address, launch.watch_network) {
            (Some(address), Some(clock)) => Some(NetworkWatch::start(address, clock).await?),
            (Some(_) | None, _) => None,
        };
        let is_unsandboxed = match launch.spec.kind {
            BrowserKind::Chromium => crate::device::is_root(),
            BrowserKind::Firefox | BrowserKind::Simulated => false,
        };
        Ok(Self { session, target, version, arguments, is_unsandboxed, viewport, network, driver })
    }

    /// Ends the session in good order where the driver still listens, then kills the driver's process group.
    pub(crate) async fn end(self) -> Result<(), CommandError> {
        let closed = self.session.close(SESSION_END).await;
        self.driver.end(GROUP_END).await;
        closed
    }

    /// Kills the driver's process group at once.
    pub(crate) async fn kill(self) {
        self.driver.end(GROUP_END).await;
    }
}

fn driver_arguments(kind: BrowserKind) -> Vec<String> {
    match kind {
        BrowserKind::Firefox => {
            ["--port", "0", "--websocket-port", "0", "--allow-system-access"].map(str::to_owned).into()
        }
        BrowserKind::Chromium | BrowserKind::Simulated => vec!["--port=0".to_owned()],
    }
}

fn wishes(launch: &Launch<'_>, profile: &Path) -> (Vec<String>, Map<String, Value>) {
    match launch.spec.kind {
        BrowserKind::Firefox => {
            let arguments = capabilities::firefox_arguments(launch.spec);
            let wanted =
                capabilities::firefox(&launch.binary, &arguments, profile, launch.spec.locale.as_deref());
            (arguments, wanted)
        }
        BrowserKind::Chromium | BrowserKind::Simulated => {
            let host = Host { is_root: crate::device::is_root() };
            let arguments = capabilities::chromium_arguments(launch.spec, host);
            let wanted = capabilities::chromium(&launch.binary, &arguments, profile);
            (arguments, wanted)
        }
    }
}

async fn target(answer: &Map<String, Value>) -> Result<Target, StartBrowserError> {
    let told = answer.get("goog:processID").or_else(|| answer.get("moz:processID"));
    let told = told.and_then(Value::as_u64).and_then(|pid| u32::try_from(pid).ok());
    let debugger_address = answer
        .get("goog:chromeOptions")
        .and_then(|options| options.get("debuggerAddress"))
        .and_then(Value::as_str)
        .map(str::to_owned);
    let browser_pid = match (told, &debugger_address) {
        (Some(pid), _) => Some(pid),
        // Older drivers do not tell it; the browser itself does.
        (None, Some(address)) => browser_pid(address).await?,
        (None, None) => None,
    };
    Ok(Target { browser_pid: browser_pid.ok_or(StartBrowserError::NoProcessId)?, debugger_address })
}

async fn prepare(session: &mut Session, wanted: Viewport) -> Result<Viewport, CommandError> {
    session.limit_pages(PREPARATION).await?;
    session.open("about:blank").await?;
    let mut inner = inner_size(session).await?;
    // Growing the window by what the frame takes is exact at the first try, unless the window system interferes.
    for _ in 0..2 {
        if inner == wanted {
            break;
        }
        let (width, height) = session.window_size().await?;
        let grown = |outer: u64, inner: u32, wanted: u32| {
            u32::try_from(outer).unwrap_or(wanted).saturating_sub(inner).saturating_add(wanted)
        };
        session
            .resize(grown(width, inner.width, wanted.width), grown(height, inner.height, wanted.height))
            .await?;
        inner = inner_size(session).await?;
    }
    Ok(inner)
}

async fn inner_size(session: &Session) -> Result<Viewport, CommandError> {
    // A frame later, because a resize reaches the page asynchronously.
    let script = "return new Promise(done => setTimeout(() => requestAnimationFrame(() => \
                  done([innerWidth, innerHeight])), 20))";
    let size = session.execute(script, Vec::new()).await?;
    let px_of = |index: usize| size[index].as_u64().and_then(|px| u32::try_from(px).ok());
    let told = px_of(0).zip(px_of(1)).map(|(width, height)| Viewport { width, height });
    told.ok_or_else(|| CommandError::Refused {
        status: None,
        message: format!("the browser told `{size}` instead of the size of its window"),
    })
}

/// A new folder, with what `from` holds; profiles are large, so the copy has a thread of its own.
async fn make_profile(from: Option<PathBuf>, to: PathBuf) -> Result<(), StartBrowserError> {
    let path = from.clone().unwrap_or_else(|| to.clone());
    let copied = tokio::task::spawn_blocking(move || {
        std::fs::create_dir_all(&to)?;
        from.map_or(Ok(()), |from| copy_folder(&from, &to))
    });
    let copied = copied.await.map_err(io::Error::other).flatten();
    copied.map_err(|source| StartBrowserError::Profile { path, source })
}

fn copy_folder(from: &Path, to: &Path) -> io::Result<()> {
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        let kind = entry.file_type()?;
        if kind.is_dir() {
            std::fs::create_dir_all(&target)?;
            copy_folder(&entry.path(), &target)?;
        } else if kind.is_file() {
            std::fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}
