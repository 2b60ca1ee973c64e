//! Series and log come back as they were measured, whatever happens to the file that holds them.

use std::fs;

use dataset::{Field, Value};

use crate::house::House;
use crate::samples::Sample;

#[tokio::test]
async fn every_sample_of_a_long_run_comes_back() {
    let house = House::sqlite().await;
    let sample = Sample { batches: 9_000, seconds: 9_000, ..Sample::default() };
    let run = house.add(&sample).await;
    let series = house.objects.thinned_series(run, usize::MAX).unwrap();
    let json = sample.json();
    let batches = json["report"]["metrics"].as_array().unwrap();
    let cpu =
        series.iter().find(|each| each.pid == 4321 && each.value == Value::Field(Field::CpuOsUsage)).unwrap();
    assert_eq!((cpu.samples, cpu.points.len()), (9_000, 9_000));
    for ((at, value), batch) in cpu.points.iter().zip(batches) {
        assert_eq!(at.epoch_ms(), batch["timestamp"].as_i64().unwrap());
        assert_eq!(value.to_bits(), batch["metrics"]["4321"]["cpu_os_usage"].as_f64().unwrap().to_bits());
    }
    let thinned = house.objects.thinned_series(run, 600).unwrap();
    assert!(thinned.iter().all(|each| each.points.len() <= 600 && each.samples == 9_000));
}

#[tokio::test]
async fn a_lost_or_damaged_series_file_is_written_anew() {
    let house = House::sqlite().await;
    let run = house.add(&Sample::default()).await;
    let whole = house.objects.thinned_series(run, 600).unwrap();
    let path = house.folder.path().join("runs").join(format!("{run}.series"));
    let bytes = fs::read(&path).unwrap();
    for place in 0..bytes.len() {
        let mut damaged = bytes.clone();
        damaged[place] ^= 0x5a;
        fs::write(&path, damaged).unwrap();
        assert_eq!(house.objects.thinned_series(run, 600).unwrap(), whole, "byte {place}");
        assert_eq!(house.objects.log(run, 0, 10).unwrap().1, 1, "byte {place}");
    }
    fs::write(&path, &bytes[..bytes.len() / 2]).unwrap();
    assert_eq!(house.objects.thinned_series(run, 600).unwrap(), whole);
    fs::remove_file(&path).unwrap();
    assert_eq!(house.objects.thinned_series(run, 600).unwrap(), whole);
    assert_eq!(house.files().len(), 2, "nothing but Dataset and series is left: {:?}", house.files());
}
