//! The session form: run metadata at the top level of the file; never overwrites a canonical field that is there.

use serde_json::{Map, Value, json};

use super::{object, version};
use crate::flag::Flag;
use crate::read::error::ReadError;
use crate::refusal::{Fault, Refusal};

/// Moves `session_id`, `app_name`, `browser_version`, `os_info`, `start_time`, `end_time` and `tags` to their places.
pub(super) fn upgrade_session(root: &mut Map<String, Value>, flags: &mut Vec<Flag>) -> Result<(), ReadError> {
    if let Some(found) = root.get("schema_version") {
        version::accept(Some(found))?;
    }
    shape(root)?;
    for (key, place) in [
        ("session_id", ["report", "", "client_id"]),
        ("app_name", ["meta", "env", "app_name"]),
        ("browser_version", ["meta", "env", "browser_version"]),
        ("os_info", ["meta", "env", "os"]),
        ("scenario_name", ["meta", "test_context", "scenario_name"]),
        ("tags", ["meta", "test_context", "tags"]),
        ("processes", ["report", "", "processes"]),
    ] {
        move_to(root, key, place);
    }
    let (start, end) = (root.get("start_time").cloned(), root.get("end_time").cloned());
    move_to(root, "start_time", ["meta", "collection", "started_at"]);
    move_to(root, "end_time", ["meta", "collection", "ended_at"]);
    let client = object(root, &["report"]).and_then(|report| report.get("client_id").cloned());
    assume(root, ["report", "", "created_at"], start, flags);
    assume(root, ["report", "", "title"], client, flags);
    assume(root, ["", "", "exported_at"], end, flags);
    let sources =
        object(root, &["report", "meta", "collection"]).is_some_and(|each| each.contains_key("sources"));
    if !sources {
        assume(root, ["meta", "collection", "mode"], Some(json!("system")), flags);
    }
    assume(root, ["meta", "collection", "metric_standard"], Some(json!("os")), flags);
    assume(root, ["meta", "collection", "interval_ms"], Some(json!(1000)), flags);
    Ok(())
}

/// Makes the objects that the fields move into, and refuses anything else in their place.
fn shape(root: &mut Map<String, Value>) -> Result<(), Refusal> {
    let paths: [&[&str]; 5] = [
        &["report"],
        &["report", "meta"],
        &["report", "meta", "test_context"],
        &["report", "meta", "env"],
        &["report", "meta", "collection"],
    ];
    for path in paths {
        let (last, parents) = path.split_last().expect("every path has a last part");
        let parent = object(root, parents).expect("its parent was made before it");
        if !parent.entry(*last).or_insert_with(|| json!({})).is_object() {
            let message = "expected an object".to_owned();
            return Err(Refusal::at(path.join("."), Fault::Shape { message }));
        }
    }
    Ok(())
}

fn move_to(root: &mut Map<String, Value>, key: &str, place: [&str; 3]) {
    if target(root, place).contains_key(place[2]) {
        return;
    }
    if let Some(value) = root.remove(key) {
        target(root, place).insert(place[2].to_owned(), value);
    }
}

fn assume(root: &mut Map<String, Value>, place: [&str; 3], value: Option<Value>, flags: &mut Vec<Flag>) {
    let Some(value) = value else { return };
    let target = target(root, place);
    if !target.contains_key(place[2]) {
        let text = value.as_str().map_or_else(|| value.to_string(), ToOwned::to_owned);
        flags.push(Flag::Assumed { path: written(place), value: text });
        target.insert(place[2].to_owned(), value);
    }
}

fn target<'v>(root: &'v mut Map<String, Value>, place: [&str; 3]) -> &'v mut Map<String, Value> {
    match place {
        ["", ..] => root,
        ["report", ..] => object(root, &["report"]).expect("the report was made first"),
        [_, part, _] => object(root, &["report", "meta", part]).expect("the parts of `meta` were made first"),
    }
}

fn written([owner, part, key]: [&str; 3]) -> String {
    match owner {
        "" => key.to_owned(),
        "report" => format!("report.{key}"),
        _ => format!("report.meta.{part}.{key}"),
    }
}
