//! From the text of a frame to what it means. Never panics and never takes half of a frame.

use dataset::{BatchMetric, Direction, Iteration, LogLevel, LogLine, Outcome, ProcessInfo, Timestamp};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::fault::FrameFault;
use super::json::{self, Parsed};
use super::{sample, time};

/// Largest frame, bytes.
pub const MAX_FRAME_BYTES: usize = 1 << 20;
/// Longest name of a metric or a mark, bytes.
const MAX_NAME_BYTES: usize = 200;
/// Longest unit or meaning of a custom metric, bytes.
const MAX_TEXT_BYTES: usize = 1_000;

/// One frame behind the hello.
#[derive(Clone, Debug, PartialEq)]
pub enum Frame {
    /// All processes at one instant.
    Data(BatchMetric),
    /// The processes that are there.
    Processes(Vec<ProcessInfo>),
    /// A line of the log.
    Log(LogLine),
    /// One value of a metric of the client's own.
    Custom(CustomMetric),
    /// An edge of a phase, or an instant.
    Mark(MarkFrame),
    /// One repetition of the scenario.
    Iteration(Iteration),
    /// The end of the run.
    Stop(Option<Outcome>),
}

/// One value of a metric of the client's own.
#[derive(Clone, Debug, PartialEq)]
pub struct CustomMetric {
    /// When.
    pub at: Timestamp,
    /// Metric key.
    pub key: String,
    /// In `unit`.
    pub value: f64,
    /// E.g. `ms`.
    pub unit: String,
    /// One sentence for the reader.
    pub meaning: Option<String>,
    /// Which way is better.
    pub direction: Option<Direction>,
    /// The process that it belongs to.
    pub pid: Option<u32>,
}

/// Which edge of a phase.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MarkEdge {
    /// It begins.
    Begin,
    /// It ends.
    End,
}

/// An edge of a phase; without one, an instant.
#[derive(Clone, Debug, PartialEq)]
pub struct MarkFrame {
    /// When.
    pub at: Timestamp,
    /// Name of the phase.
    pub name: String,
    /// Absent for an instant.
    pub edge: Option<MarkEdge>,
    /// The iteration that it lies in.
    pub iteration: Option<u32>,
}

/// A frame as far as it could be read.
#[derive(Clone, Debug, PartialEq)]
pub struct ReadFrame {
    /// Its number, where it has a readable one.
    pub seq: Option<u64>,
    /// What it means.
    pub frame: Result<Frame, FrameFault>,
}

/// Reads a frame that came at `received`, which is the time of whatever in it has none.
pub fn read_frame(text: &str, received: Timestamp) -> ReadFrame {
    let Parsed { value, twice } = match json::parse(text) {
        Ok(parsed) => parsed,
        Err(error) => {
            return ReadFrame { seq: None, frame: Err(FrameFault::NotJson { message: error.to_string() }) };
        }
    };
    let Value::Object(mut object) = value else {
        return ReadFrame { seq: None, frame: Err(FrameFault::value("frame", "expected an object")) };
    };
    let found = object.remove("seq").filter(|seq| !seq.is_null());
    let seq = found.as_ref().and_then(Value::as_u64).filter(|seq| *seq > 0);
    if let Some(found) = found.filter(|_| seq.is_none()) {
        let fault = FrameFault::value("seq", format!("{found} is not a number that counts from 1"));
        return ReadFrame { seq: None, frame: Err(fault) };
    }
    let bytes = text.len();
    let frame = match twice {
        _ if bytes > MAX_FRAME_BYTES => Err(FrameFault::TooLarge { bytes, limit: MAX_FRAME_BYTES }),
        Some(key) => Err(FrameFault::Twice { key }),
        None => frame_of(object, received),
    };
    ReadFrame { seq, frame }
}

fn frame_of(mut object: Map<String, Value>, received: Timestamp) -> Result<Frame, FrameFault> {
    let found = object.remove("type").unwrap_or_default();
    match found.as_str() {
        Some("data") => sample::batch(object).map(Frame::Data),
        Some("processes") => sample::processes(object).map(Frame::Processes),
        Some("console_log" | "log") => log(object, received).map(Frame::Log),
        Some("custom_metric") => custom(object, received).map(Frame::Custom),
        Some("mark") => mark(object, received).map(Frame::Mark),
        Some("iteration") => iteration(object).map(Frame::Iteration),
        Some("stop") => stop(object).map(Frame::Stop),
        Some("hello") => Err(FrameFault::value("type", "a hello stands only at the beginning of a socket")),
        Some(other) => Err(FrameFault::UnknownType { found: clipped(other, 40).to_owned() }),
        None => Err(FrameFault::value("type", "expected the type of the frame, e.g. \"data\"")),
    }
}

fn log(object: Map<String, Value>, received: Timestamp) -> Result<LogLine, FrameFault> {
    let (mut data, at) = dated(object, received)?;
    let level = match word(&mut data, "level")?.as_deref() {
        // What consoles call these levels.
        None | Some("log" | "info") => LogLevel::Info,
        Some("debug" | "trace" | "verbose") => LogLevel::Debug,
        Some("warn" | "warning") => LogLevel::Warn,
        Some("error" | "assert") => LogLevel::Error,
        Some(other) => {
            let message = format!("unknown level `{}`; use debug, info, warn or error", clipped(other, 40));
            return Err(FrameFault::value("data.level", message));
        }
    };
    let Some(text) = word(&mut data, "text")? else {
        return Err(FrameFault::value("data.text", "expected what was said, as a string"));
    };
    let source = word(&mut data, "source")?.unwrap_or_else(|| "console".to_owned());
    Ok(LogLine { timestamp: at, level, source, text, unknown: data })
}

/// Takes a text out of a frame's data.
fn word(data: &mut Map<String, Value>, key: &str) -> Result<Option<String>, FrameFault> {
    match data.remove(key) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_)) => {
            Err(FrameFault::value(format!("data.{key}"), "expected a string"))
        }
    }
}

#[derive(Deserialize)]
struct CustomForm {
    key: String,
    value: f64,
    unit: String,
    meaning: Option<String>,
    direction: Option<Direction>,
    pid: Option<u32>,
}

fn custom(object: Map<String, Value>, received: Timestamp) -> Result<CustomMetric, FrameFault> {
    let (data, at) = dated(object, received)?;
    let CustomForm { key, value, unit, meaning, direction, pid } = typed(Value::Object(data), "data")?;
    named(&key, "data.key")?;
    if dataset::Field::named(&key).is_some() {
        let message = format!("`{key}` is a built-in field; send it in a data frame");
        return Err(FrameFault::value("data.key", message));
    }
    if unit.len().max(meaning.as_ref().map_or(0, String::len)) > MAX_TEXT_BYTES {
        let message = format!("unit and meaning have at most {MAX_TEXT_BYTES} bytes");
        return Err(FrameFault::value("data.unit", message));
    }
    Ok(CustomMetric { at, key, value, unit, meaning, direction, pid })
}

#[derive(Deserialize)]
struct MarkForm {
    name: String,
    edge: Option<MarkEdge>,
    iteration: Option<u32>,
}

fn mark(object: Map<String, Value>, received: Timestamp) -> Result<MarkFrame, FrameFault> {
    let (data, at) = dated(object, received)?;
    let MarkForm { name, edge, iteration } = typed(Value::Object(data), "data")?;
    named(&name, "data.name")?;
    Ok(MarkFrame { at, name, edge, iteration })
}

fn iteration(mut object: Map<String, Value>) -> Result<Iteration, FrameFault> {
    let iteration: Iteration = typed(object.remove("data").unwrap_or_default(), "data")?;
    time::checked(iteration.started_at, "data.started_at")?;
    time::checked(iteration.ended_at, "data.ended_at")?;
    if iteration.ended_at < iteration.started_at {
        return Err(FrameFault::value("data.ended_at", "lies before `started_at`"));
    }
    iteration.results.keys().try_for_each(|key| named(key, "data.results"))?;
    Ok(iteration)
}

fn stop(mut object: Map<String, Value>) -> Result<Option<Outcome>, FrameFault> {
    let Some(outcome) = object.remove("outcome").filter(|outcome| !outcome.is_null()) else {
        return Ok(None);
    };
    let outcome: Outcome = typed(outcome, "outcome")?;
    if outcome.failed_step.as_ref().is_some_and(|step| step.screenshot.is_some()) {
        let message = "no files come through this door; leave it out";
        return Err(FrameFault::value("outcome.failed_step.screenshot", message));
    }
    Ok(Some(outcome))
}

/// The `data` of a frame, and its time: its own, the frame's, or the one at which it came.
fn dated(
    mut object: Map<String, Value>,
    received: Timestamp,
) -> Result<(Map<String, Value>, Timestamp), FrameFault> {
    let outer = time::take(&mut object, "timestamp")?;
    let Some(Value::Object(mut data)) = object.remove("data") else {
        return Err(FrameFault::value("data", "expected an object"));
    };
    let inner = time::take(&mut data, "data.timestamp")?;
    Ok((data, inner.or(outer).unwrap_or(received)))
}

/// `value` as `T`; on failure the path within it is told.
pub(crate) fn typed<T: DeserializeOwned>(value: Value, path: &str) -> Result<T, FrameFault> {
    serde_path_to_error::deserialize(value).map_err(|error| {
        let inner = error.path().to_string();
        let path = if inner == "." { path.to_owned() } else { format!("{path}.{inner}") };
        FrameFault::value(path, error.into_inner().to_string())
    })
}

/// Refuses a name that no reader could show.
pub(super) fn named(name: &str, path: &str) -> Result<(), FrameFault> {
    if name.trim().is_empty() || name.len() > MAX_NAME_BYTES || name.chars().any(char::is_control) {
        let message = format!("a name has 1 to {MAX_NAME_BYTES} bytes and no control characters");
        return Err(FrameFault::value(path, message));
    }
    Ok(())
}

/// The beginning of a text, at most `most` bytes.
pub(super) fn clipped(text: &str, most: usize) -> &str {
    &text[..text.floor_char_boundary(most)]
}
