//! What can be typed: every subcommand, flag and environment variable. Decides nothing.

mod access;
mod http;
mod session;
mod oidc;
mod webhook;
mod suite;

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

pub(crate) use access::{LabArgs, ProjectAction, ProjectArgs, TokenAction, TokenArgs, UserAction, UserArgs};
pub(crate) use http::HttpArgs;
pub(crate) use oidc::OidcArgs;
pub(crate) use session::{ProcessesArgs, SessionAction, SessionArgs, StartArgs, StopArgs};
pub(crate) use suite::{SuiteAction, SuiteArgs, SuiteCheckArgs, SuiteKeepArgs, SuiteStartArgs};
pub(crate) use webhook::WebhookArgs;

const EXAMPLES: &str = "\
Examples:
  perfsight run scroll                  measure on this machine, judge against earlier runs
  perfsight run nightly.yaml --release 6.7.0 --junit out.xml
  perfsight controller --open           serve the dashboard at http://127.0.0.1:8000
  perfsight session start lab/host 4711 watch a process of a device by hand
  perfsight agent --token TOKEN         offer this machine to the controller on it
  perfsight doctor                      what this machine can measure, and what is missing

Exit codes:
  0  passed            1  regressed         2  bad usage, or a mistake in the scenario
  3  scenario failed   4  infrastructure    5  inconclusive, with --require-verdict
  130  interrupted

Every flag is also an environment variable; `perfsight help COMMAND` names them.";

/// Did the new build get slower, on which device, in which process, and is it real?
#[derive(Debug, Parser)]
#[command(name = "perfsight", version, after_help = EXAMPLES, max_term_width = 110)]
pub(crate) struct Cli {
    /// How much to log to standard error: error, warn, info, debug, or a filter such as `controller=debug`
    #[arg(long, global = true, env = "PERFSIGHT_LOG", default_value = "warn", value_name = "FILTER")]
    pub(crate) log: String,
    /// How to write the log: `auto` is JSON for a controller or an agent whose standard error is no terminal
    #[arg(long, global = true, env = "PERFSIGHT_LOG_FORMAT", default_value = "auto", value_name = "FORMAT")]
    pub(crate) log_format: LogFormat,
    /// What to do
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// How the log is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum LogFormat {
    /// For whoever reads it
    Auto,
    /// Lines for people
    Text,
    /// One JSON object per line
    Json,
}

/// One variant per file in this folder.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Run a scenario, here or on a controller's devices, and judge it against its baseline
    Run(RunArgs),
    /// Watch processes that you choose on a device, until you have seen enough
    Session(SessionArgs),
    /// Check a suite of scenarios, keep it on a controller, start it there
    Suite(SuiteArgs),
    /// Check a scenario, show the jobs it becomes and which device would take each, and why not another
    Plan(PlanArgs),
    /// Compare two runs: Dataset files or run ids
    Compare(CompareArgs),
    /// Send a Dataset, alone or in a zip with attachments, to a controller
    Upload(UploadArgs),
    /// Bring a Dataset of any earlier form to the current one
    Convert(ConvertArgs),
    /// Serve the dashboard, the API and the agents
    Controller(Box<ControllerArgs>),
    /// Offer this machine's browsers to a controller
    Agent(AgentArgs),
    /// Create, list and revoke access tokens
    Token(TokenArgs),
    /// Create, list, rename and archive projects
    Project(ProjectArgs),
    /// Create and list people, give them roles and passwords, keep them out
    User(UserArgs),
    /// Install what an agent on this machine needs and does not have
    Setup,
    /// What this machine can measure, what is missing and how to get it
    Doctor(DoctorArgs),
    /// Plant a slow-down in one metric and watch it found
    Demo(DemoArgs),
    /// Reaps a browser whose agent died
    #[command(hide = true)]
    Guard,
}

/// A controller to submit to, or none.
#[derive(Args, Clone, Debug)]
pub(crate) struct AnyController {
    /// Address of the controller, e.g. `http://127.0.0.1:8000`; without it, this machine alone
    #[arg(long, env = "PERFSIGHT_CONTROLLER", value_name = "URL")]
    pub(crate) controller: Option<String>,
    /// Access token, as printed by `perfsight token create`
    #[arg(long, env = "PERFSIGHT_TOKEN", hide_env_values = true, value_name = "TOKEN")]
    pub(crate) token: Option<String>,
}

/// The controller to talk to.
#[derive(Args, Clone, Debug)]
pub(crate) struct OneController {
    /// Address of the controller
    #[arg(long, env = "PERFSIGHT_CONTROLLER", default_value = "http://127.0.0.1:8000", value_name = "URL")]
    pub(crate) controller: String,
    /// Access token, as printed by `perfsight token create`
    #[arg(long, env = "PERFSIGHT_TOKEN", hide_env_values = true, value_name = "TOKEN")]
    pub(crate) token: Option<String>,
}

/// `perfsight run`
#[derive(Args, Clone, Debug)]
pub(crate) struct RunArgs {
    /// Scenario file, or the name of one in the library: login, scroll, inference, idle
    pub(crate) scenario: String,
    /// Where to run it
    #[command(flatten)]
    pub(crate) at: AnyController,
    /// Folder of the private controller that is started where none is named: runs, baselines, logs
    #[arg(long, env = "PERFSIGHT_DATA", default_value = ".perfsight", value_name = "DIR")]
    pub(crate) data: PathBuf,
    /// What to call it
    #[command(flatten)]
    pub(crate) labels: RunLabels,
    /// Value of a variable of the scenario; may be repeated
    #[arg(long = "var", env = "PERFSIGHT_VAR", value_name = "NAME=VALUE", value_delimiter = ',')]
    pub(crate) variables: Vec<String>,
    /// Judge against this run instead of the scenario's own rule
    #[arg(long, env = "PERFSIGHT_BASELINE", value_name = "RUN")]
    pub(crate) baseline: Option<String>,
    /// Measured iterations, instead of the scenario's number
    #[arg(long, env = "PERFSIGHT_ITERATIONS", value_name = "N")]
    pub(crate) iterations: Option<u32>,
    /// End with 5 if the data cannot tell
    #[arg(long, env = "PERFSIGHT_REQUIRE_VERDICT")]
    pub(crate) require_verdict: bool,
    /// Print the result as JSON on standard output
    #[arg(long, env = "PERFSIGHT_JSON")]
    pub(crate) json: bool,
    /// Write the result as `JUnit` XML: one test case per judged metric
    #[arg(long, env = "PERFSIGHT_JUNIT", value_name = "FILE")]
    pub(crate) junit: Option<PathBuf>,
}

/// What a run is called and filed under.
#[derive(Args, Clone, Debug, Default)]
pub(crate) struct RunLabels {
    /// Release under test; becomes the tag `release:VERSION`
    #[arg(long, env = "PERFSIGHT_RELEASE", value_name = "VERSION")]
    pub(crate) release: Option<String>,
    /// Build under test
    #[arg(long, env = "PERFSIGHT_BUILD", value_name = "ID")]
    pub(crate) build: Option<String>,
    /// Where it takes place, e.g. `production` or `lab`; becomes the tag `environment:WORD`
    #[arg(long, env = "PERFSIGHT_ENVIRONMENT", value_name = "WORD")]
    pub(crate) environment: Option<String>,
    /// Tag of the run; may be repeated
    #[arg(long = "tag", env = "PERFSIGHT_TAG", value_name = "TAG", value_delimiter = ',')]
    pub(crate) tags: Vec<String>,
}

/// `perfsight plan`
#[derive(Args, Clone, Debug)]
pub(crate) struct PlanArgs {
    /// Scenario file, or the name of one in the library
    pub(crate) scenario: String,
    /// Whose devices to look at; this machine's where absent
    #[command(flatten)]
    pub(crate) at: AnyController,
    /// Value of a variable of the scenario; may be repeated
    #[arg(long = "var", env = "PERFSIGHT_VAR", value_name = "NAME=VALUE", value_delimiter = ',')]
    pub(crate) variables: Vec<String>,
    /// Print the plan as JSON on standard output
    #[arg(long, env = "PERFSIGHT_JSON")]
    pub(crate) json: bool,
}

/// `perfsight compare`
#[derive(Args, Clone, Debug)]
pub(crate) struct CompareArgs {
    /// Baseline: a Dataset file, or a run id of the controller
    pub(crate) baseline: String,
    /// The run to judge: a Dataset file, or a run id of the controller
    pub(crate) run: String,
    /// Where run ids are looked up
    #[command(flatten)]
    pub(crate) at: OneController,
    /// Print the comparison as JSON on standard output
    #[arg(long, env = "PERFSIGHT_JSON")]
    pub(crate) json: bool,
}

/// `perfsight upload`
#[derive(Args, Clone, Debug)]
pub(crate) struct UploadArgs {
    /// Dataset file (.json, .json.gz, .json.zst), or a .zip with `dataset.json` at its root and attachments beside it
    pub(crate) file: PathBuf,
    /// Where to
    #[command(flatten)]
    pub(crate) at: OneController,
    /// What to call it, instead of what the file says
    #[command(flatten)]
    pub(crate) labels: RunLabels,
    /// Scenario, instead of what the file says
    #[arg(long, env = "PERFSIGHT_SCENARIO", value_name = "NAME")]
    pub(crate) scenario: Option<String>,
    /// Title, instead of what the file says
    #[arg(long, env = "PERFSIGHT_TITLE", value_name = "TEXT")]
    pub(crate) title: Option<String>,
    /// Name of this content and no other, e.g. a CI job's id: what is sent twice is stored once, other content is refused
    #[arg(long, env = "PERFSIGHT_CLIENT_ID", value_name = "ID")]
    pub(crate) client_id: Option<String>,
    /// Print the stored run as JSON on standard output
    #[arg(long, env = "PERFSIGHT_JSON")]
    pub(crate) json: bool,
}

/// `perfsight convert`
#[derive(Args, Clone, Debug)]
pub(crate) struct ConvertArgs {
    /// Dataset file of any earlier form
    pub(crate) file: PathBuf,
    /// Where to write it; standard output where absent
    #[arg(long, short, env = "PERFSIGHT_OUTPUT", value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
}

/// `perfsight controller`
#[derive(Args, Clone, Debug)]
pub(crate) struct ControllerArgs {
    /// Address of the dashboard and the API; beyond loopback it needs a certificate or a reverse proxy
    #[arg(long, env = "PERFSIGHT_LISTEN", default_value = "127.0.0.1:8000", value_name = "ADDRESS")]
    pub(crate) listen: SocketAddr,
    /// Address for agents
    #[arg(long, env = "PERFSIGHT_AGENT_LISTEN", default_value = "127.0.0.1:8001", value_name = "ADDRESS")]
    pub(crate) agent_listen: SocketAddr,
    /// Folder of Datasets and, by default, of the database
    #[arg(long, env = "PERFSIGHT_DATA", default_value = ".perfsight", value_name = "DIR")]
    pub(crate) data: PathBuf,
    /// `postgres://…` or `sqlite://…`; an SQLite file in the data folder where absent
    #[arg(long, env = "PERFSIGHT_DATABASE_URL", hide_env_values = true, value_name = "URL")]
    pub(crate) database_url: Option<String>,
    /// No login: whoever reaches the dashboard may do everything; only on loopback
    #[arg(long, env = "PERFSIGHT_OPEN")]
    pub(crate) open: bool,
    /// How long a lost agent's job waits for it before it is tried elsewhere
    #[arg(long, env = "PERFSIGHT_LEASE_SECONDS", default_value_t = 60, value_name = "SECONDS")]
    pub(crate) lease_seconds: u64,
    /// How long a streamed run waits for its client, after the connection broke or the controller restarted
    #[arg(long, env = "PERFSIGHT_STREAM_RESUME_SECONDS", default_value_t = 60, value_name = "SECONDS")]
    pub(crate) stream_resume_seconds: u64,
    /// Most runs that are streamed at once
    #[arg(long, env = "PERFSIGHT_MAX_STREAMS", default_value_t = 2_000, value_name = "N")]
    pub(crate) max_streams: usize,
    /// How long to keep what a lost or failed attempt streamed, where no run was made of it
    #[arg(long, env = "PERFSIGHT_KEEP_EVIDENCE", default_value_t = 7, value_name = "DAYS")]
    pub(crate) keep_evidence: u32,
    /// Certificate chain (PEM) of both addresses; read again when it changes and on SIGHUP
    #[arg(long, env = "PERFSIGHT_TLS_CERT", requires = "tls_key", value_name = "FILE")]
    pub(crate) tls_cert: Option<PathBuf>,
    /// Private key (PEM) of the certificate
    #[arg(long, env = "PERFSIGHT_TLS_KEY", requires = "tls_cert", value_name = "FILE")]
    pub(crate) tls_key: Option<PathBuf>,
    /// How clients reach the dashboard and the API
    #[command(flatten)]
    pub(crate) http: HttpArgs,
    /// Who may sign in without a password of ours
    #[command(flatten)]
    pub(crate) oidc: OidcArgs,
    #[command(flatten)]
    pub(crate) webhook: WebhookArgs,
    /// Write the bound addresses to this file as JSON, once they answer
    #[arg(long, hide = true, value_name = "FILE")]
    pub(crate) ready_file: Option<PathBuf>,
    /// End when standard input is closed
    #[arg(long, hide = true)]
    pub(crate) until_stdin_closes: bool,
}

/// `perfsight agent`
#[derive(Args, Clone, Debug)]
pub(crate) struct AgentArgs {
    /// Address of the controller for agents
    #[arg(
        long,
        env = "PERFSIGHT_AGENT_CONTROLLER",
        default_value = "http://127.0.0.1:8001",
        value_name = "URL"
    )]
    pub(crate) controller: String,
    /// Access token with the scope `agent`
    #[arg(long, env = "PERFSIGHT_TOKEN", hide_env_values = true, value_name = "TOKEN")]
    pub(crate) token: String,
    /// Certificate authority (PEM) that signed the controller's certificate; the system's where absent
    #[arg(long, env = "PERFSIGHT_TLS_CA", value_name = "FILE")]
    pub(crate) tls_ca: Option<PathBuf>,
    /// Name for people; the host's where absent
    #[arg(long, env = "PERFSIGHT_AGENT_NAME", value_name = "NAME")]
    pub(crate) name: Option<String>,
    /// `NAME` or `NAME=VALUE`, which scenarios may require; may be repeated
    #[arg(long = "label", env = "PERFSIGHT_LABEL", value_name = "LABEL", value_delimiter = ',')]
    pub(crate) labels: Vec<String>,
    /// Program that `exec` steps may run, as NAME=PATH; may be repeated
    #[arg(long = "allow", env = "PERFSIGHT_ALLOW", value_name = "NAME=PATH", value_delimiter = ',')]
    pub(crate) allowed_programs: Vec<String>,
    /// Value that programs of `exec` steps find in their environment, as NAME=VALUE (for instance the address of the
    /// controller and a token for it); masked in logs; may be repeated
    #[arg(
        long = "program-env",
        env = "PERFSIGHT_PROGRAM_ENV",
        hide_env_values = true,
        value_name = "NAME=VALUE",
        value_delimiter = ','
    )]
    pub(crate) program_environment: Vec<String>,
    /// Further simulated devices: they prove the control plane and measure nothing
    #[arg(long, env = "PERFSIGHT_SIMULATED", default_value_t = 0, value_name = "N")]
    pub(crate) simulated: u32,
    /// Folder of the agent's identity and of what is not yet sent
    #[arg(long, env = "PERFSIGHT_AGENT_DATA", default_value = ".perfsight-agent", value_name = "DIR")]
    pub(crate) data: PathBuf,
    /// End when standard input is closed
    #[arg(long, hide = true)]
    pub(crate) until_stdin_closes: bool,
}

/// `perfsight doctor`
#[derive(Args, Clone, Debug)]
pub(crate) struct DoctorArgs {
    /// Print the findings as JSON on standard output
    #[arg(long, env = "PERFSIGHT_JSON")]
    pub(crate) json: bool,
}

/// `perfsight demo`
#[derive(Args, Clone, Debug)]
pub(crate) struct DemoArgs {
    /// Keep serving the dashboard afterwards, until interrupted
    #[arg(long, env = "PERFSIGHT_KEEP")]
    pub(crate) keep: bool,
    /// Folder of the demonstration's runs; emptied first
    #[arg(long, env = "PERFSIGHT_DEMO_DATA", default_value = ".perfsight/demo", value_name = "DIR")]
    pub(crate) data: PathBuf,
}

impl RunLabels {
    /// The tags, that of the environment among them.
    pub(crate) fn all_tags(&self) -> Vec<String> {
        let environment = self.environment.iter().map(|word| format!("environment:{word}"));
        self.tags.iter().cloned().chain(environment).collect()
    }
}
