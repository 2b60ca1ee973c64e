//! From a checked Dataset to the rows of its run. Pure.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use analysis::{Side, median};
use dataset::{
    Collection, Definition, Env, Field, OutcomeStatus, Report, SeriesKey, SeriesSummary, TestContext, Value,
    Viewpoint,
};
use sha2::{Digest, Sha256};

use super::error::IntakeError;
use super::record::{Headline, NewRun, RunRecord, Statistic};
use super::source::{Context, Overrides};

/// Numbers in a run's headline.
const HEADLINE: usize = 4;
/// Begins the tag that names the release.
pub(crate) const RELEASE_TAG: &str = "release:";
/// Begins the tag that names the environment.
pub(crate) const ENVIRONMENT_TAG: &str = "environment:";
/// Custom metrics that agents read from the operating system.
const OS_METRICS: [&str; 4] = ["threads", "context_switches.", "disk.", "system."];

/// What the pass over the bytes found, beside the report.
pub(super) struct Content {
    /// SHA-256 of the Dataset, lower-case hex.
    pub dataset_sha256: String,
    /// SHA-256 of what came, lower-case hex: the Dataset, or the archive that held it.
    pub sha256: String,
    /// Size of the Dataset, bytes.
    pub bytes: u64,
    /// What was recomputed or doubted, in words.
    pub flags: Vec<String>,
    /// Summaries of the series.
    pub summaries: Vec<SeriesSummary>,
}

/// Everything about a run that goes into rows.
pub(super) fn describe(mut report: Report, found: Content, context: &Context) -> Result<NewRun, IntakeError> {
    apply(&context.overrides, &mut report.meta.test_context)?;
    if let Some(title) = &context.overrides.title {
        report.title.clone_from(title);
    }
    report.id = context.run.to_string();
    report.client_id = context.overrides.client_id.clone().or(report.client_id);
    report.metrics.clear();
    report.logs.clear();
    let statistics = statistics(found.summaries, &report);
    let meta = &report.meta;
    // A Dataset that does not tell how its run ended comes from a tool that uploads whole runs only.
    let completed = status(&report).is_none_or(|outcome| outcome == OutcomeStatus::Completed);
    let side = Side::from_iterations(&report.iterations, &meta.definitions, &meta.env.fingerprint, completed);
    let (record, dataset_sha256) =
        (record(&report, context, (found.sha256, found.bytes), &side), found.dataset_sha256);
    let client_id_is_key = context.overrides.client_id_is_key;
    let (flags, rule) = (found.flags, context.rule);
    Ok(NewRun { record, dataset_sha256, client_id_is_key, report, flags, statistics, side, rule })
}

/// The index fields. `came` is the SHA-256 of what came and the size of the Dataset.
fn record(report: &Report, context: &Context, came: (String, u64), side: &Side) -> RunRecord {
    let (content_sha256, dataset_bytes) = came;
    let meta = &report.meta;
    RunRecord {
        id: context.run,
        project: context.project.clone(),
        client_id: report.client_id.clone(),
        content_sha256,
        origin: context.origin,
        title: report.title.clone(),
        scenario: meta.test_context.scenario_name.clone(),
        release: meta.test_context.release().filter(|release| !release.is_empty()).map(str::to_owned),
        build_id: meta.test_context.build_id.clone(),
        environment: environment(&meta.test_context),
        tags: meta.test_context.tags.clone(),
        platform: meta.env.platform.clone(),
        device: meta.env.device_name.clone(),
        device_class: meta.env.device_class.clone(),
        browser: browser(&meta.env),
        fingerprint_sha256: fingerprint_sha256(&meta.env.fingerprint),
        created_at: report.created_at,
        stored_at: context.now,
        duration: duration(&meta.collection),
        mode: meta.collection.mode,
        outcome: status(report),
        iterations: report.iterations.iter().filter(|iteration| !iteration.warmup).count() as u64,
        dataset_bytes,
        headline: headline(side),
    }
}

fn status(report: &Report) -> Option<OutcomeStatus> {
    report.outcome.as_ref().map(|outcome| outcome.status)
}

/// Puts what the sender says over what the Dataset says; tags come out sorted, each once.
fn apply(overrides: &Overrides, test: &mut TestContext) -> Result<(), IntakeError> {
    let named = [
        ("scenario", &overrides.scenario),
        ("release", &overrides.release),
        ("build_id", &overrides.build_id),
        ("title", &overrides.title),
        ("client_id", &overrides.client_id),
    ];
    if let Some((parameter, _)) =
        named.iter().find(|(_, value)| value.as_ref().is_some_and(|text| text.trim().is_empty()))
    {
        return Err(IntakeError::Override { parameter, fault: "is empty; leave it out or give a value" });
    }
    if overrides.tags.iter().any(|tag| tag.starts_with(RELEASE_TAG)) {
        return Err(IntakeError::Override {
            parameter: "tags",
            fault: "cannot name a release; use `release`",
        });
    }
    if overrides.tags.iter().any(|tag| tag.starts_with(ENVIRONMENT_TAG)) {
        // A run takes place in one environment: the sender's word stands in place of the file's.
        test.tags.retain(|tag| !tag.starts_with(ENVIRONMENT_TAG));
    }
    let mut tags: BTreeSet<String> = test.tags.drain(..).chain(overrides.tags.iter().cloned()).collect();
    if let Some(release) = &overrides.release {
        tags.retain(|tag| !tag.starts_with(RELEASE_TAG));
        tags.insert(format!("{RELEASE_TAG}{release}"));
    }
    tags.remove("");
    test.tags = tags.into_iter().collect();
    if let Some(scenario) = &overrides.scenario {
        test.scenario_name.clone_from(scenario);
    }
    if overrides.build_id.is_some() {
        test.build_id.clone_from(&overrides.build_id);
    }
    Ok(())
}

fn statistics(summaries: Vec<SeriesSummary>, report: &Report) -> Vec<Statistic> {
    let types: BTreeMap<u32, &str> =
        report.processes.iter().map(|process| (process.pid, process.proc_type.name())).collect();
    let statistic = |summary: SeriesSummary| Statistic {
        pid: summary.key.pid,
        process_type: types.get(&summary.key.pid).map(ToString::to_string),
        source: viewpoint(&summary.key.value, &report.meta.definitions).label().to_owned(),
        metric: summary.key.value.name().to_owned(),
        count: summary.count,
        avg: summary.avg,
        min: summary.min,
        max: summary.max,
        p50: summary.p50,
        p95: summary.p95,
        p99: summary.p99,
    };
    // A custom metric of a built-in field's name would be a second row of one key; the built-in one holds.
    let own =
        |key: &SeriesKey| matches!(&key.value, Value::Field(_)) || Field::named(key.value.name()).is_none();
    summaries.into_iter().filter(|summary| own(&summary.key)).map(statistic).collect()
}

/// Who measured a value: whom its definition names, else the field's viewpoint; of custom metrics the page, except those
/// that agents read from the system.
pub(crate) fn viewpoint(value: &Value, definitions: &BTreeMap<String, Definition>) -> Viewpoint {
    if let Some(source) = definitions.get(value.name()).and_then(|definition| definition.source) {
        return source;
    }
    match value {
        Value::Field(field) => field.viewpoint(),
        Value::Custom(key) if OS_METRICS.iter().any(|prefix| key.starts_with(prefix)) => Viewpoint::Os,
        Value::Custom(_) => Viewpoint::Page,
    }
}

/// The word of the first tag that names an environment.
fn environment(test: &TestContext) -> Option<String> {
    let words = test.tags.iter().filter_map(|tag| tag.strip_prefix(ENVIRONMENT_TAG));
    words.map(str::trim).find(|word| !word.is_empty()).map(str::to_owned)
}

fn browser(env: &Env) -> Option<String> {
    match (&env.browser_name, &env.browser_version) {
        (Some(name), Some(version)) => Some(format!("{name} {version}")),
        (Some(one), None) | (None, Some(one)) => Some(one.clone()),
        (None, None) => None,
    }
}

fn duration(collection: &Collection) -> Duration {
    Duration::try_from_secs_f64(collection.duration_seconds).unwrap_or_default()
}

fn fingerprint_sha256(fingerprint: &BTreeMap<String, String>) -> String {
    let mut hasher = Sha256::new();
    for (key, value) in fingerprint {
        // Lengths in front, so that no two fingerprints run together into the same bytes.
        for text in [key, value] {
            hasher.update((text.len() as u64).to_le_bytes());
            hasher.update(text.as_bytes());
        }
    }
    crate::hex::hex(&hasher.finalize())
}

/// Medians of judged metrics, those that the scenario made up itself first: they are why it was written.
fn headline(side: &Side) -> Vec<Headline> {
    let judged = side.values.iter().filter_map(|(metric, values)| {
        let definition = side.definitions.get(metric)?;
        definition.direction?;
        let built_in = Field::named(metric).is_some() || metric.contains('.');
        Some((
            built_in,
            Headline { metric: metric.clone(), unit: definition.unit.clone(), value: median(values)? },
        ))
    });
    let mut judged: Vec<(bool, Headline)> = judged.collect();
    judged.sort_by_key(|(built_in, _)| *built_in);
    judged.into_iter().take(HEADLINE).map(|(_, headline)| headline).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_definition_says_who_measured_and_else_the_key_does() {
        let by_the_system = Definition { source: Some(Viewpoint::Os), ..Field::MemoryPrivate.definition() };
        let told = BTreeMap::from([("memory_private".to_owned(), by_the_system)]);
        let check = |value: Value, definitions: &BTreeMap<String, Definition>, expected| {
            assert_eq!(viewpoint(&value, definitions), expected, "{value:?}");
        };
        check(Value::Field(Field::MemoryPrivate), &told, Viewpoint::Os);
        check(Value::Field(Field::MemoryPrivate), &BTreeMap::new(), Viewpoint::Chrome);
        check(Value::Field(Field::CpuChromeUsage), &told, Viewpoint::Chrome);
        check(Value::Custom("threads".to_owned()), &BTreeMap::new(), Viewpoint::Os);
        check(Value::Custom("cart.items".to_owned()), &told, Viewpoint::Page);
    }
}
