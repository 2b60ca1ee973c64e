//! The processes of a frame and their numbers. Never lets a number stand for another viewpoint than it was sent for.

use std::collections::BTreeMap;

use dataset::{BatchMetric, BatchRules, Field, MetricPoint, ProcessInfo, ProcessType};
use serde_json::{Map, Value};

use super::fault::FrameFault;
use super::frame::{clipped, named, typed};
use super::time;

/// Most processes of one frame.
const MAX_PROCESSES: usize = 10_000;
/// Longest title or address of a process that is kept, bytes.
const MAX_TITLE_BYTES: usize = 1_000;
/// Short names of fields. They are the browser's view: a client that has the system's says so by the full name.
const SHORT_NAMES: [(&str, &str); 2] = [("cpu", "cpu_chrome_usage"), ("memory", "memory_private")];

/// The samples of a data frame.
pub(super) fn batch(mut object: Map<String, Value>) -> Result<BatchMetric, FrameFault> {
    let Some(timestamp) = time::take(&mut object, "timestamp")? else {
        let message = "a data frame needs the time of its samples, in epoch milliseconds".to_owned();
        return Err(FrameFault::Time { path: "timestamp".to_owned(), message });
    };
    let Some(Value::Object(points)) = object.remove("metrics") else {
        return Err(FrameFault::value("metrics", "expected an object from process id to numbers"));
    };
    bounded(points.len(), "metrics")?;
    let mut metrics = BTreeMap::new();
    for (key, value) in points {
        let path = || format!("metrics.{key}");
        let pid: u32 = key
            .parse()
            .map_err(|_| FrameFault::value(path(), format!("`{}` is not a process id", clipped(&key, 40))))?;
        let point = plain(&value).map_or_else(|| point(value, &path()), Ok)?;
        if metrics.insert(pid, point).is_some() {
            return Err(FrameFault::Twice { key });
        }
    }
    let batch = BatchMetric { timestamp, metrics, unknown: object };
    BatchRules::default().check(&batch).map_err(|refusal| {
        let path = refusal.path.strip_prefix("report.metrics[0].").unwrap_or(&refusal.path);
        FrameFault::value(path, refusal.fault.to_string())
    })?;
    Ok(batch)
}

/// A point that holds nothing but built-in fields, each once: nearly all are such. None for any other, right or wrong.
fn plain(value: &Value) -> Option<MetricPoint> {
    let mut point = MetricPoint::default();
    for (name, value) in value.as_object()? {
        let short = SHORT_NAMES.iter().find(|(short, _)| short == name);
        let field = Field::named(short.map_or(name, |(_, full)| full))?;
        if field.of(&point).is_some() {
            return None;
        }
        match field {
            Field::CpuOsUsage => point.cpu_os_usage = Some(value.as_f64()?),
            Field::CpuChromeUsage => point.cpu_chrome_usage = Some(value.as_f64()?),
            Field::GpuUsage => point.gpu_usage = Some(value.as_f64()?),
            Field::MemoryRss => point.memory_rss = Some(value.as_u64()?),
            Field::MemoryFootprint => point.memory_footprint = Some(value.as_u64()?),
            Field::MemoryPrivate => point.memory_private = Some(value.as_u64()?),
            Field::JsHeapSize => point.js_heap_size = Some(value.as_u64()?),
            Field::DomNodes => point.dom_nodes = Some(value.as_u64()?),
        }
    }
    Some(point)
}

/// A point of any kind.
fn point(value: Value, path: &str) -> Result<MetricPoint, FrameFault> {
    let Value::Object(mut fields) = value else {
        return Err(FrameFault::value(path, "expected an object from field to number"));
    };
    for (short, full) in SHORT_NAMES {
        let Some(value) = fields.remove(short) else { continue };
        if fields.insert(full.to_owned(), value).is_some() {
            return Err(FrameFault::value(
                path,
                format!("`{short}` is short for `{full}`; keep one of them"),
            ));
        }
    }
    let own = time::take(&mut fields, &format!("{path}.timestamp"))?;
    let mut point: MetricPoint = typed(Value::Object(fields), path)?;
    point.timestamp = own;
    point.custom_metrics.keys().try_for_each(|key| named(key, path))?;
    Ok(point)
}

/// The processes of a list.
pub(super) fn processes(mut object: Map<String, Value>) -> Result<Vec<ProcessInfo>, FrameFault> {
    let Some(Value::Array(list)) = object.remove("data") else {
        return Err(FrameFault::value("data", "expected a list of processes"));
    };
    bounded(list.len(), "data")?;
    list.into_iter().enumerate().map(|(index, value)| process(value, &format!("data[{index}]"))).collect()
}

fn process(value: Value, path: &str) -> Result<ProcessInfo, FrameFault> {
    let Value::Object(mut fields) = value else {
        return Err(FrameFault::value(path, "expected an object"));
    };
    let word = fields.remove("type").or_else(|| fields.remove("proc_type")).unwrap_or_default();
    let word = word.as_str().unwrap_or("other").to_owned();
    let proc_type = process_type(&word);
    fields.insert("proc_type".to_owned(), proc_type.name().into());
    if fields.get("name").and_then(Value::as_str).is_none_or(str::is_empty) {
        fields.insert("name".to_owned(), clipped(&word, MAX_TITLE_BYTES).into());
    }
    let mut process: ProcessInfo = typed(Value::Object(fields), path)?;
    if proc_type == ProcessType::Other && !word.eq_ignore_ascii_case("other") {
        // E.g. `extension`: kept beside the types that runs are compared by.
        process.unknown.insert("reported_type".to_owned(), clipped(&word, MAX_TITLE_BYTES).to_owned().into());
    }
    for text in [&mut process.title, &mut process.url].into_iter().flatten() {
        text.truncate(clipped(text, MAX_TITLE_BYTES).len());
    }
    process.name.truncate(clipped(&process.name, MAX_TITLE_BYTES).len());
    Ok(process)
}

fn process_type(word: &str) -> ProcessType {
    match word.to_ascii_lowercase().as_str() {
        "browser" => ProcessType::Browser,
        "renderer" => ProcessType::Renderer,
        "gpu" => ProcessType::Gpu,
        "network" => ProcessType::Network,
        "utility" => ProcessType::Utility,
        _ => ProcessType::Other,
    }
}

fn bounded(count: usize, path: &str) -> Result<(), FrameFault> {
    if count > MAX_PROCESSES {
        let message = format!("{count} processes; a frame holds at most {MAX_PROCESSES}");
        return Err(FrameFault::value(path, message));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn object(text: &str) -> Map<String, Value> {
        serde_json::from_str(text).unwrap()
    }

    #[test]
    fn short_names_are_the_browsers_view() {
        let data =
            r#"{"timestamp":1760000000000,"metrics":{"7":{"cpu":12.5,"memory":4096,"cpu_os_usage":3}}}"#;
        let point = batch(object(data)).unwrap().metrics[&7].clone();
        assert_eq!(
            (point.cpu_chrome_usage, point.memory_private, point.cpu_os_usage),
            (Some(12.5), Some(4096), Some(3.0))
        );
        let both = r#"{"timestamp":1760000000000,"metrics":{"7":{"cpu":1,"cpu_chrome_usage":1}}}"#;
        assert!(batch(object(both)).unwrap_err().to_string().contains("keep one"));
    }

    #[test]
    fn a_wrong_number_is_named_by_its_place() {
        let check = |metrics: &str, place: &str| {
            let fault =
                batch(object(&format!(r#"{{"timestamp":1760000000000,"metrics":{metrics}}}"#))).unwrap_err();
            assert!(fault.to_string().contains(place), "{metrics}: {fault}");
        };
        check(r#"{"7":{"cpu":-1}}"#, "cpu_chrome_usage");
        check(r#"{"7":{"memory":1.5}}"#, "metrics.7.memory_private");
        check(r#"{"-7":{}}"#, "metrics.-7");
        check(r#"{"7":3}"#, "metrics.7");
        check(r#"{"7":{"custom_metrics":{"":1}}}"#, "metrics.7");
    }

    proptest! {
        #[test]
        fn the_short_way_gives_what_the_long_one_does(
            fields in prop::collection::btree_map(any_name(), any_number(), 0..5),
        ) {
            let value = Value::Object(fields.into_iter().collect());
            if let Some(short) = plain(&value) {
                prop_assert_eq!(point(value, "metrics.7").unwrap(), short);
            }
        }
    }

    fn any_name() -> impl Strategy<Value = String> {
        let mut names: Vec<&str> = Field::ALL.iter().map(|field| field.name()).collect();
        names.extend(["cpu", "memory", "threads", "custom_metrics", "cpu_usage"]);
        prop::sample::select(names).prop_map(str::to_owned)
    }

    fn any_number() -> impl Strategy<Value = Value> {
        prop_oneof![
            any::<u64>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<f64>().prop_map(Value::from),
            Just(Value::Null),
            Just(Value::from("1")),
        ]
    }

    #[test]
    fn what_a_browser_calls_its_processes_is_kept_beside_their_type() {
        let list = r#"{"data":[{"pid":1,"type":"gpu"},{"pid":2,"type":"extension","title":"T"}]}"#;
        let found = processes(object(list)).unwrap();
        assert_eq!((found[0].proc_type, found[1].proc_type), (ProcessType::Gpu, ProcessType::Other));
        assert_eq!(
            (found[1].name.as_str(), &found[1].unknown["reported_type"]),
            ("extension", &"extension".into())
        );
    }
}
