//! From our own types to what clients see.

use std::collections::BTreeMap;

use dataset::{Collection, CollectionMode, Definition, Env, MetricStandard, OutcomeStatus, Timestamp};
use serde::Serialize;

use super::circumstances::{
    CollectionView, DefinitionView, FallbackView, MetaView, MissingView, OverheadView, SourceView,
};
use super::run::{HeadlineView, RunView};
use crate::store::runs::RunSummary;

/// The word under which an enum without fields is serialized.
pub(crate) fn word(value: impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word,
        Ok(_) | Err(_) => unreachable!("only enums without fields are asked for their word"),
    }
}

/// Milliseconds from `start` to `at`; negative where it lies before.
pub(crate) fn since_ms(start: Timestamp, at: Timestamp) -> i64 {
    at.epoch_ms().saturating_sub(start.epoch_ms())
}

impl From<RunSummary> for RunView {
    fn from(summary: RunSummary) -> Self {
        let RunSummary { record, verdict, verdict_summary, baseline_run, version, edited } = summary;
        let (edited_by, edited_at) = edited.unzip();
        Self {
            id: record.id.to_string(),
            client_id: record.client_id,
            title: record.title,
            created_at: record.created_at.to_string(),
            stored_at: record.stored_at.to_string(),
            scenario: record.scenario,
            release: record.release,
            build_id: record.build_id,
            environment: record.environment,
            tags: record.tags,
            platform: record.platform,
            device: record.device,
            device_class: record.device_class,
            browser: record.browser,
            duration_ms: u64::try_from(record.duration.as_millis()).unwrap_or(u64::MAX),
            mode: mode_word(record.mode),
            outcome: record.outcome.map_or_else(|| "unknown".to_owned(), outcome_word),
            verdict: verdict.map(word),
            verdict_summary,
            baseline_run_id: baseline_run.map(|run| run.to_string()),
            iterations: record.iterations,
            headline: record.headline.into_iter().map(HeadlineView::from).collect(),
            job_id: record.origin.map(|origin| origin.job.to_string()),
            attempt: record.origin.map(|origin| origin.number.0),
            dataset_bytes: record.dataset_bytes,
            version,
            edited_by,
            edited_at: edited_at.map(|at| at.to_string()),
        }
    }
}

impl From<crate::intake::Headline> for HeadlineView {
    fn from(crate::intake::Headline { metric, unit, value }: crate::intake::Headline) -> Self {
        Self { metric, unit, value }
    }
}

impl From<&dataset::Meta> for MetaView {
    fn from(meta: &dataset::Meta) -> Self {
        Self {
            notes: meta.test_context.notes.clone(),
            parameters: meta.test_context.parameters.clone(),
            env: env_fields(&meta.env),
            fingerprint: meta.env.fingerprint.clone(),
            collection: (&meta.collection).into(),
            definitions: meta.definitions.iter().map(|(key, each)| (key.clone(), each.into())).collect(),
        }
    }
}

impl From<&Collection> for CollectionView {
    fn from(collection: &Collection) -> Self {
        Self {
            mode: mode_word(collection.mode),
            metric_standard: match collection.metric_standard {
                MetricStandard::Os => "os".to_owned(),
                MetricStandard::Chrome => "chrome".to_owned(),
            },
            interval_ms: collection.interval_ms,
            started_at: collection.started_at.to_string(),
            ended_at: collection.ended_at.to_string(),
            duration_seconds: collection.duration_seconds,
            sources: collection.sources.iter().map(SourceView::from).collect(),
            fallbacks: collection.fallbacks.iter().map(FallbackView::from).collect(),
            overhead: collection.overhead.as_ref().map(|overhead| OverheadView {
                cpu_percent: overhead.cpu_percent,
                collecting_cpu_percent: overhead.collecting_cpu_percent,
                memory_rss_bytes: overhead.memory_rss,
                polls: overhead.polls,
                poll_ms_p50: overhead.poll_ms_p50,
                poll_ms_p95: overhead.poll_ms_p95,
                poll_ms_max: overhead.poll_ms_max,
            }),
        }
    }
}

impl From<&dataset::Source> for SourceView {
    fn from(source: &dataset::Source) -> Self {
        let missing = |missing: &dataset::MissingField| MissingView {
            field: missing.field.clone(),
            reason: missing.reason.clone(),
        };
        Self {
            name: source.name.clone(),
            interval_ms: source.interval_ms,
            overruns: source.overruns,
            missing: source.missing.iter().map(missing).collect(),
        }
    }
}

impl From<&dataset::Fallback> for FallbackView {
    fn from(fallback: &dataset::Fallback) -> Self {
        Self { wanted: fallback.wanted.clone(), used: fallback.used.clone(), reason: fallback.reason.clone() }
    }
}

impl From<&Definition> for DefinitionView {
    fn from(definition: &Definition) -> Self {
        let limit = definition.practical_limit.unwrap_or_default();
        Self {
            unit: definition.unit.clone(),
            meaning: definition.meaning.clone(),
            direction: definition.direction.map(word),
            aggregate: definition.aggregate.map(word),
            threshold: definition.threshold,
            practical_limit_percent: limit.percent,
            practical_limit_absolute: limit.absolute,
        }
    }
}

fn mode_word(mode: CollectionMode) -> String {
    word(mode)
}

/// The word of an outcome.
pub(crate) fn outcome_word(outcome: OutcomeStatus) -> String {
    word(outcome)
}

/// Everything of an environment but its fingerprint, as text.
pub(crate) fn env_fields(env: &Env) -> BTreeMap<String, String> {
    let fields = [
        ("os", env.os.clone()),
        ("platform", env.platform.clone()),
        ("arch", env.arch.clone()),
        ("device_name", env.device_name.clone()),
        ("device_class", env.device_class.clone()),
        ("cpu_cores", env.cpu_cores.map(|cores| cores.to_string())),
        ("browser_name", env.browser_name.clone()),
        ("browser_channel", env.browser_channel.clone()),
        ("browser_version", env.browser_version.clone()),
        ("extension_version", env.extension_version.clone()),
        ("app_name", env.app_name.clone()),
        ("app_version", env.app_version.clone()),
    ];
    fields.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect()
}
