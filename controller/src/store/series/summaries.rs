//! Statistics of every series, read back from the file one series at a time. Never holds two of them.

use dataset::SeriesSummary;

use super::SeriesKey;
use super::reader::{Damaged, SeriesFile};

/// One summary per series, sorted by process and metric.
pub(crate) fn summaries(file: &mut SeriesFile) -> Result<Vec<SeriesSummary>, Damaged> {
    let keys: Vec<SeriesKey> = file.keys().map(|(key, _)| key.clone()).collect();
    let mut summaries = Vec::with_capacity(keys.len());
    for key in keys {
        let values = file.values(&key)?;
        let key = dataset::SeriesKey { pid: key.pid, value: key.value() };
        summaries.extend(SeriesSummary::of(key, values));
    }
    Ok(summaries)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::fs::File;

    use dataset::{BatchMetric, MetricPoint, SummaryBuilder, Timestamp};

    use super::super::SeriesWriter;
    use super::super::block::BLOCK_POINTS;
    use super::*;

    fn batch(tick: i64) -> BatchMetric {
        let point = |pid: u32| MetricPoint {
            cpu_os_usage: Some(f64::from(pid) + (tick * 7919 % 1013) as f64 / 8.0),
            custom_metrics: BTreeMap::from([("inference_time".to_owned(), (tick * 31 % 97) as f64 / 3.0)]),
            ..MetricPoint::default()
        };
        BatchMetric {
            timestamp: Timestamp::from_epoch_ms(tick * 100),
            metrics: (1..=3).map(|pid| (pid, point(pid))).collect(),
            unknown: dataset::Unknown::default(),
        }
    }

    #[test]
    fn series_read_back_one_by_one_sum_up_to_what_all_samples_in_memory_do() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("series");
        let mut writer = SeriesWriter::new(File::create(&path).unwrap()).unwrap();
        let mut all = SummaryBuilder::default();
        for tick in 0..(BLOCK_POINTS as i64 * 2 + 7) {
            writer.batch(&batch(tick)).unwrap();
            all.add(&batch(tick)).unwrap();
        }
        writer.finish().unwrap();
        let by_key = |summaries: Vec<SeriesSummary>| {
            summaries.into_iter().map(|summary| (summary.key.clone(), summary)).collect::<BTreeMap<_, _>>()
        };
        let read = summaries(&mut SeriesFile::open(&path).unwrap()).unwrap();
        assert_eq!(read.len(), 6);
        assert_eq!(by_key(read), by_key(all.finish()));
    }
}
