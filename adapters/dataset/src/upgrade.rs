//! Older forms become the current one as they are read; never touches what it does not know.

mod batch;
mod session;
mod version;

pub(crate) use batch::BatchForm;

use serde_json::{Map, Value};

use crate::flag::Flag;
use crate::path::indexed;
use crate::read::error::ReadError;
use crate::refusal::{Fault, Refusal};
use crate::{SCHEMA_VERSION, Timestamp};

/// Brings everything except the batches into the current form.
pub(crate) fn upgrade_header(root: &mut Map<String, Value>) -> Result<Vec<Flag>, ReadError> {
    let mut flags = Vec::new();
    if root.contains_key("session_id") {
        session::upgrade_session(root, &mut flags)?;
    } else {
        version::accept(root.get("schema_version"))?;
    }
    root.insert("schema_version".to_owned(), SCHEMA_VERSION.into());
    if let Some(collection) = object(root, &["report", "meta", "collection"]) {
        normalize_sources(collection)?;
        fill_duration(collection, &mut flags);
    }
    Ok(flags)
}

/// The object at `path`, where every part of the path is one.
fn object<'v>(root: &'v mut Map<String, Value>, path: &[&str]) -> Option<&'v mut Map<String, Value>> {
    path.iter().try_fold(root, |object, key| object.get_mut(*key)?.as_object_mut())
}

/// `sources: ["browser", "system"]` is another spelling of `mode: hybrid`; a list of objects is the current form.
fn normalize_sources(collection: &mut Map<String, Value>) -> Result<(), Refusal> {
    const PATH: &str = "report.meta.collection.sources";
    let Some(Value::Array(sources)) = collection.get("sources") else { return Ok(()) };
    if !sources.iter().any(Value::is_string) {
        return Ok(());
    }
    let (mut browser, mut system) = (false, false);
    for (position, source) in sources.iter().enumerate() {
        match source.as_str() {
            Some("browser") => browser = true,
            Some("system") => system = true,
            Some(_) | None => {
                let found = source.as_str().map_or_else(|| source.to_string(), ToOwned::to_owned);
                return Err(Refusal::at(indexed(PATH, position), Fault::NotASource { found }));
            }
        }
    }
    let meant = match (browser, system) {
        (true, true) => "hybrid",
        (true, false) => "browser",
        (false, true | false) => "system",
    };
    match collection.get("mode").and_then(Value::as_str) {
        Some(mode) if mode != meant => {
            let fault = Fault::SourcesAgainstMode { meant: meant.to_owned(), mode: mode.to_owned() };
            return Err(Refusal::at(PATH, fault));
        }
        Some(_) | None => {}
    }
    collection.remove("sources");
    collection.insert("mode".to_owned(), meant.into());
    Ok(())
}

/// A duration that is not there is the window's length.
fn fill_duration(collection: &mut Map<String, Value>, flags: &mut Vec<Flag>) {
    if collection.get("duration_seconds").is_some_and(|value| !value.is_null()) {
        return;
    }
    let instant =
        |key| collection.get(key).and_then(|value| serde_json::from_value::<Timestamp>(value.clone()).ok());
    if let (Some(start), Some(end)) = (instant("started_at"), instant("ended_at")) {
        let seconds = end.since(start).as_secs_f64();
        collection.insert("duration_seconds".to_owned(), seconds.into());
        let path = "report.meta.collection.duration_seconds".to_owned();
        flags.push(Flag::Assumed { path, value: seconds.to_string() });
    }
}
