//! The first frame of a socket: who speaks, and which run it begins or goes on with. Never keeps the token.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use dataset::{Definition, Env};
use protocol::{AttemptRef, RunId};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::fault::FrameFault;
use super::frame::typed;
use super::json::{self, Parsed};

/// Longest name, title or tag, bytes.
const MAX_TEXT_BYTES: usize = 300;
/// Most tags of a run.
const MAX_TAGS: usize = 100;
/// Most definitions of a hello.
const MAX_DEFINITIONS: usize = 2_000;

/// A socket's first frame.
#[derive(Clone, PartialEq)]
pub struct Hello {
    /// The access token as it was sent.
    pub token: Option<String>,
    /// Who speaks.
    pub client: Client,
    /// The run to go on with; a new one begins where absent.
    pub resume: Option<Resume>,
    /// The attempt at a job whose run a new one is; absent for a run that a person began.
    pub attempt: Option<AttemptRef>,
    /// What a new run is.
    pub start: Start,
}

/// Who speaks.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Client {
    /// E.g. `chromeos`.
    #[serde(default)]
    pub platform: Option<String>,
    /// Version of the extension.
    #[serde(default)]
    pub ext_version: Option<String>,
    /// For people.
    #[serde(default)]
    pub name: Option<String>,
    /// Whatever else it tells of itself.
    #[serde(flatten)]
    pub unknown: Map<String, Value>,
}

/// The run that a client goes on with.
#[derive(Clone, PartialEq, Eq, Deserialize)]
pub struct Resume {
    /// Which.
    pub run_id: RunId,
    /// What proves that it is the client's own.
    pub resume_token: String,
}

/// What a run is called and filed under, as the address of the socket may say too.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Labels {
    /// Name of the scenario.
    #[serde(default)]
    pub scenario: Option<String>,
    /// Release under test.
    #[serde(default)]
    pub release: Option<String>,
    /// Build under test.
    #[serde(default, alias = "build")]
    pub build_id: Option<String>,
    /// Free tags.
    #[serde(default)]
    pub tags: Vec<String>,
    /// Title for people.
    #[serde(default)]
    pub title: Option<String>,
    /// Environment of the project, e.g. `lab`.
    #[serde(default)]
    pub environment: Option<String>,
}

/// What a new run is.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Start {
    /// Its names.
    #[serde(flatten)]
    pub labels: Labels,
    /// The machine that is measured.
    #[serde(default)]
    pub env: Env,
    /// How it is measured: fields of the Dataset's `meta.collection`.
    #[serde(default)]
    pub collection: Map<String, Value>,
    /// Units and meanings of its metrics.
    #[serde(default)]
    pub definitions: BTreeMap<String, Definition>,
}

/// The first frame cannot be taken; the socket closes and no run exists.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum HelloFault {
    /// The frame is none.
    #[error(transparent)]
    Frame(#[from] FrameFault),
    /// Another frame came first.
    #[error("the first frame of a socket is a hello")]
    NotHello,
    /// What a new run cannot do without.
    #[error("`scenario` is missing: name it in the hello or in the address")]
    NoScenario,
    /// A name that cannot be used.
    #[error("`{field}` {fault}")]
    Label {
        /// Which.
        field: &'static str,
        /// What is wrong with it.
        fault: &'static str,
    },
}

#[derive(Deserialize)]
struct HelloForm {
    token: Option<String>,
    #[serde(default)]
    client: Client,
    resume: Option<Resume>,
    attempt: Option<AttemptRef>,
    #[serde(flatten)]
    start: Start,
}

/// Reads a socket's first frame. What it does not say, `address` may.
pub fn read_hello(text: &str, address: Labels) -> Result<Hello, HelloFault> {
    let Parsed { value, twice } =
        json::parse(text).map_err(|error| FrameFault::NotJson { message: error.to_string() })?;
    if let Some(key) = twice {
        return Err(FrameFault::Twice { key }.into());
    }
    let Value::Object(mut object) = value else { return Err(HelloFault::NotHello) };
    if object.remove("type").is_none_or(|found| found != "hello") {
        return Err(HelloFault::NotHello);
    }
    // A field that is null is a field that is not there; none of these has another use for null.
    object.retain(|_, value| !value.is_null());
    let HelloForm { token, client, resume, attempt, mut start } = typed(Value::Object(object), "hello")?;
    start.labels = start.labels.over(address);
    if resume.is_none() {
        check(&start)?;
    }
    Ok(Hello { token, client, resume, attempt, start })
}

impl Labels {
    /// These labels, with those of `address` where these say nothing.
    fn over(self, address: Self) -> Self {
        let named = |own: Option<String>, other: Option<String>| {
            own.or(other).map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
        };
        let tags = if self.tags.is_empty() { address.tags } else { self.tags };
        let tags: BTreeSet<String> = tags.iter().map(|tag| tag.trim().to_owned()).collect();
        Self {
            scenario: named(self.scenario, address.scenario),
            release: named(self.release, address.release),
            build_id: named(self.build_id, address.build_id),
            tags: tags.into_iter().filter(|tag| !tag.is_empty()).collect(),
            title: named(self.title, address.title),
            environment: named(self.environment, address.environment),
        }
    }
}

fn check(start: &Start) -> Result<(), HelloFault> {
    let Labels { scenario, release, build_id, tags, title, environment } = &start.labels;
    if scenario.is_none() {
        return Err(HelloFault::NoScenario);
    }
    let fields = [
        ("scenario", scenario),
        ("release", release),
        ("build_id", build_id),
        ("title", title),
        ("environment", environment),
    ];
    let named = fields.iter().filter_map(|(field, text)| Some((*field, text.as_ref()?)));
    for (field, text) in named.chain(tags.iter().map(|tag| ("tags", tag))) {
        if text.len() > MAX_TEXT_BYTES || text.chars().any(char::is_control) {
            return Err(HelloFault::Label { field, fault: "has control characters or more than 300 bytes" });
        }
    }
    if tags.len() > MAX_TAGS {
        return Err(HelloFault::Label { field: "tags", fault: "are more than 100" });
    }
    if tags.iter().any(|tag| tag.starts_with("release:")) {
        return Err(HelloFault::Label { field: "tags", fault: "cannot name a release; use `release`" });
    }
    if start.definitions.len() > MAX_DEFINITIONS {
        return Err(HelloFault::Label { field: "definitions", fault: "are more than 2000" });
    }
    super::header::check_collection(&start.collection)?;
    Ok(())
}

impl fmt::Debug for Hello {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Hello").field("client", &self.client).finish_non_exhaustive()
    }
}

impl fmt::Debug for Resume {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Resume").field("run_id", &self.run_id).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(text: &str) -> String {
        read_hello(text, Labels::default()).unwrap_err().to_string()
    }

    #[test]
    fn hello_goes_over_the_address() {
        let address = Labels {
            scenario: Some("scroll".to_owned()),
            release: Some("1".to_owned()),
            tags: vec!["a".to_owned()],
            ..Labels::default()
        };
        let text = r#"{"type":"hello","token":"psk_1","client":{"platform":"chromeos"},"release":"2","build":"b7","title":null}"#;
        let hello = read_hello(text, address).unwrap();
        let labels = &hello.start.labels;
        assert_eq!((labels.scenario.as_deref(), labels.release.as_deref()), (Some("scroll"), Some("2")));
        assert_eq!((labels.build_id.as_deref(), labels.tags.as_slice()), (Some("b7"), &["a".to_owned()][..]));
        assert!(!format!("{hello:?}").contains("psk_1"), "a token never reaches a log");
    }

    #[test]
    fn what_is_no_hello_says_why() {
        assert!(refused(r#"{"type":"data"}"#).contains("first frame"));
        assert!(refused("[]").contains("first frame"));
        assert!(refused("{").contains("not JSON"));
        assert!(refused(r#"{"type":"hello","client":{}}"#).contains("scenario"));
        assert!(refused(r#"{"type":"hello","scenario":"s","scenario":"t"}"#).contains("twice"));
        assert!(refused(r#"{"type":"hello","scenario":"s","tags":["release:1"]}"#).contains("use `release`"));
        assert!(refused(r#"{"type":"hello","scenario":"s","tags":"a,b"}"#).contains("hello"));
        assert!(refused(r#"{"type":"hello","scenario":"s","collection":{"mode":"all"}}"#).contains("mode"));
    }
}
