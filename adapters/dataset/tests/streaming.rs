//! A Dataset of any size goes through the reader and the writer one batch at a time.

mod sample;

use std::cell::Cell;
use std::convert::Infallible;
use std::io::Read;

use dataset::{DatasetWriter, Limits, ReadError, StreamError, SummaryBuilder, read_dataset, stream_dataset};
use serde_json::Value;

/// Makes a Dataset as it is read; at no time does more than one batch of it exist.
struct Generated<'c> {
    front: &'static str,
    back: String,
    batches: u64,
    next: u64,
    pending: Vec<u8>,
    made: &'c Cell<u64>,
    begun: &'c Cell<u64>,
}

impl Read for Generated<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        if self.pending.is_empty() {
            let text = match self.next {
                0 => self.front.to_owned(),
                at if at <= self.batches => {
                    let comma = if at == 1 { "" } else { "," };
                    let points: Vec<String> = (1..=400)
                        .map(|pid| format!(r#""{pid}":{{"cpu_os_usage":{}.5,"memory_rss":{at}}}"#, at % 90))
                        .collect();
                    format!(r#"{comma}{{"timestamp":{},"metrics":{{{}}}}}"#, at * 1000, points.join(","))
                }
                at if at == self.batches + 1 => self.back.clone(),
                _ => return Ok(0),
            };
            self.next += 1;
            self.begun.set(self.next.min(self.batches + 1) - 1);
            self.pending = text.into_bytes();
        }
        let taken = buffer.len().min(self.pending.len());
        buffer[..taken].copy_from_slice(&self.pending[..taken]);
        self.pending.drain(..taken);
        self.made.set(self.made.get() + taken as u64);
        Ok(taken)
    }
}

/// Batches come before everything else: the hardest order of keys.
fn generated<'c>(batches: u64, made: &'c Cell<u64>, begun: &'c Cell<u64>) -> Generated<'c> {
    let mut document = sample::full();
    let mut report = document["report"].take();
    report.as_object_mut().expect("an object").remove("metrics");
    document.as_object_mut().expect("an object").remove("report");
    let back = format!("],{},{}", &report.to_string()[1..], &document.to_string()[1..]);
    Generated { front: r#"{"report":{"metrics":["#, back, batches, next: 0, pending: Vec::new(), made, begun }
}

#[test]
fn large_dataset_streams_with_one_batch_in_memory() {
    let (made, begun) = (Cell::new(0), Cell::new(0));
    // A reader that kept more than its buffer and one batch would run into this.
    let limits = Limits { header_bytes: 16 << 10, batch_bytes: 64 << 10 };
    let mut count = 0_u64;
    let mut summary = SummaryBuilder::default();
    let reading = stream_dataset(generated(600, &made, &begun), limits, |batch| {
        count += 1;
        assert_eq!(batch.metrics.len(), 400);
        // Handed out as they come: the parser's buffer runs ahead by at most one batch.
        let ahead = begun.get() - count;
        assert!(ahead <= 2, "{ahead} batches were made ahead");
        if count <= 3 { summary.add(&batch) } else { Ok(()) }
    })
    .unwrap();
    assert_eq!(count, 600);
    assert!(made.get() > 10_000_000, "{} bytes", made.get());
    assert!(reading.dataset.report.metrics.is_empty());
    assert_eq!(reading.dataset.report.title, "login on 6.7.0");
    let rows = summary.finish();
    assert_eq!((rows.len(), rows[0].count, rows[0].avg.to_string()), (800, 3, "2.5".to_owned()));
}

#[test]
fn part_beyond_its_limit_is_too_large() {
    let (made, begun) = (Cell::new(0), Cell::new(0));
    let small = Limits { header_bytes: 1 << 20, batch_bytes: 4 << 10 };
    let error = stream_dataset(generated(3, &made, &begun), small, |_| Ok::<(), Infallible>(())).unwrap_err();
    let StreamError::Read(ReadError::TooLarge { part, limit_bytes }) = error else { panic!("{error:?}") };
    assert_eq!((part.as_str(), limit_bytes), ("report.metrics[0]", 4 << 10));
}

#[test]
fn consumer_that_refuses_a_batch_ends_the_reading() {
    let (made, begun) = (Cell::new(0), Cell::new(0));
    let error =
        stream_dataset(generated(100, &made, &begun), Limits::default(), |_| Err("disk full")).unwrap_err();
    assert!(matches!(error, StreamError::Consumer("disk full")));
    assert!(made.get() < 200_000, "{} bytes were read after the refusal", made.get());
}

#[test]
fn input_that_fails_is_told_apart_from_a_wrong_format() {
    struct Broken;
    impl Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
            Err(std::io::Error::other("cable pulled"))
        }
    }
    let error = stream_dataset(Broken, Limits::default(), |_| Ok::<(), Infallible>(())).unwrap_err();
    assert!(matches!(error, StreamError::Read(ReadError::Input(_))), "{error:?}");
}

#[test]
fn streamed_copy_equals_the_whole() {
    let bytes = serde_json::to_vec(&sample::full()).unwrap();
    let whole = read_dataset(&bytes).unwrap();
    let mut batches = Vec::new();
    let keep = |batch| {
        batches.push(batch);
        Ok::<(), Infallible>(())
    };
    let header = stream_dataset(bytes.as_slice(), Limits::default(), keep).unwrap().dataset;
    let mut writer = DatasetWriter::begin(Vec::new(), &header).unwrap();
    batches.iter().try_for_each(|batch| writer.batch(batch)).unwrap();
    let copy = writer.finish().unwrap();
    assert_eq!(read_dataset(&copy).unwrap(), whole);
    assert_eq!(serde_json::from_slice::<Value>(&copy).unwrap(), sample::full());
}
