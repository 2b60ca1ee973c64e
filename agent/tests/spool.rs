//! What a spool promises: nothing that was appended is lost, nothing that was torn is read, and the limit is told.

use std::fs::{self, OpenOptions};
use std::path::Path;

use agent::drive::job::JobReport;
use agent::spool::assemble::assemble;
use agent::spool::{AttemptFolder, SampleReader, Sealed, Spool, SpoolError, read_chunk, seal};
use proptest::prelude::*;
use protocol::{AttemptOutcome, SampleBatch, UploadKind};
use sha2::{Digest, Sha256};
use support::{attempt, batch, header};

#[cfg(test)]
#[expect(dead_code, reason = "each test crate uses a part of the shared values")]
mod support;

const LIMIT: u64 = 1 << 20;

fn filled(path: &Path, count: u64) -> Spool {
    let mut spool = Spool::open(path, LIMIT).expect("the spool opens");
    for sequence in 1..=count {
        spool.append(batch(attempt(1, 1), sequence)).expect("the spool takes it");
    }
    spool
}

fn sequences(path: &Path) -> Vec<u64> {
    let reader = SampleReader::open(path).expect("the spool is there");
    reader.map(|batch| batch.expect("the batch is whole").sequence).collect()
}

#[test]
fn reopened_spool_goes_on_where_it_stopped() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("samples");
    drop(filled(&path, 3));
    let mut spool = Spool::open(&path, LIMIT).unwrap();
    assert_eq!(spool.last(), 3);
    spool.append(batch(attempt(1, 1), 4)).unwrap();
    assert_eq!(spool.read(2).unwrap(), batch(attempt(1, 1), 2));
    assert_eq!(sequences(&path), [1, 2, 3, 4]);
    assert!(matches!(spool.read(5), Err(SpoolError::Absent { sequence: 5 })));
    assert!(matches!(spool.read(0), Err(SpoolError::Absent { sequence: 0 })));
}

#[test]
fn sequence_numbers_are_neither_skipped_nor_repeated() {
    let folder = tempfile::tempdir().unwrap();
    let mut spool = filled(&folder.path().join("samples"), 2);
    for sequence in [2, 4] {
        let refused = spool.append(batch(attempt(1, 1), sequence));
        assert!(matches!(refused, Err(SpoolError::OutOfSequence { expected: 3, .. })), "{sequence}");
    }
}

#[test]
fn full_spool_says_so_and_keeps_what_it_has() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("samples");
    let one = { filled(&path, 1).last() };
    let bytes = fs::metadata(&path).unwrap().len();
    let mut spool = Spool::open(&path, bytes + 3).unwrap();
    let refused = spool.append(batch(attempt(1, 1), 2)).unwrap_err();
    assert!(matches!(refused, SpoolError::Full { .. }), "{refused}");
    assert_eq!((spool.last(), sequences(&path)), (one, vec![1]));
}

#[test]
fn damage_amid_the_spool_is_told_and_never_cut_away() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("samples");
    drop(filled(&path, 3));
    let mut bytes = fs::read(&path).unwrap();
    bytes[20] ^= 0xff;
    fs::write(&path, &bytes).unwrap();
    assert!(matches!(Spool::open(&path, LIMIT), Err(SpoolError::Damaged { offset: 0, .. })));
    assert_eq!(fs::read(&path).unwrap(), bytes);
}

proptest! {
    #[test]
    fn torn_tail_is_cut_off_and_whole_batches_stay(count in 1_u64..6, torn in any::<prop::sample::Index>()) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("samples");
        let before = {
            drop(filled(&path, count));
            fs::metadata(&path).unwrap().len()
        };
        let mut spool = Spool::open(&path, LIMIT).unwrap();
        spool.append(batch(attempt(1, 1), count + 1)).unwrap();
        let whole = fs::metadata(&path).unwrap().len();
        let kept = before + torn.index(usize::try_from(whole - before).unwrap()) as u64;
        OpenOptions::new().write(true).open(&path).unwrap().set_len(kept).unwrap();

        let mut spool = Spool::open(&path, LIMIT).unwrap();
        prop_assert_eq!(spool.last(), count);
        prop_assert_eq!(fs::metadata(&path).unwrap().len(), before);
        spool.append(batch(attempt(1, 1), count + 1)).unwrap();
        prop_assert_eq!(sequences(&path), (1..=count + 1).collect::<Vec<_>>());
    }
}

#[test]
fn sealed_attempt_survives_a_restart_with_its_dataset_and_attachments() {
    let root = tempfile::tempdir().unwrap();
    let folder = AttemptFolder::create(root.path(), attempt(1, 2)).unwrap();
    drop(filled(&folder.samples(), 300));
    let picture = folder.job().join("failed.png");
    fs::write(&picture, vec![9; 600_000]).unwrap();
    let report = JobReport {
        outcome: AttemptOutcome::Completed,
        dataset: Some(Box::new(header())),
        attachments: vec![picture],
    };
    let sealed = seal(&folder, report).unwrap();
    let [found] = AttemptFolder::list(root.path()).unwrap().try_into().unwrap();
    assert_eq!(found, folder);
    assert_eq!(Sealed::load(&found).unwrap().as_ref(), Some(&sealed));

    let uploads: Vec<Vec<u8>> = sealed.files.iter().map(|file| upload(&folder, file)).collect();
    let run: dataset::Dataset = serde_json::from_slice(&uploads[0]).unwrap();
    let samples: Vec<_> = (1..=300).map(support::metric).collect();
    assert_eq!(run.report.metrics, samples);
    assert_eq!(dataset::Report { metrics: Vec::new(), ..run.report }, header().report);
    assert_eq!(uploads[1], vec![9; 600_000]);
}

/// Uploads piece by piece, as a controller would put them together.
fn upload(folder: &AttemptFolder, file: &agent::spool::SealedFile) -> Vec<u8> {
    let mut whole = Vec::new();
    while (whole.len() as u64) < file.total_bytes {
        let chunk = read_chunk(folder, file, whole.len() as u64).expect("the file is there");
        assert!(!chunk.bytes.is_empty() && chunk.bytes.len() <= 256 << 10);
        assert_eq!(chunk.kind == UploadKind::Dataset, file.is_dataset);
        whole.extend(&chunk.bytes);
    }
    assert_eq!(<[u8; 32]>::from(Sha256::digest(&whole)), file.sha256);
    whole
}

#[test]
fn samples_of_sources_that_crossed_are_in_order_in_the_dataset() {
    let root = tempfile::tempdir().unwrap();
    let folder = AttemptFolder::create(root.path(), attempt(1, 1)).unwrap();
    let mut spool = Spool::open(&folder.samples(), LIMIT).unwrap();
    for (sequence, ticks) in [(1, [1, 3]), (2, [2, 4])] {
        let batches = ticks.map(support::metric).to_vec();
        spool.append(SampleBatch { batches, ..batch(attempt(1, 1), sequence) }).unwrap();
    }
    let file = assemble(Vec::new(), &header(), &folder.samples()).unwrap();
    let run: dataset::Dataset = serde_json::from_slice(&file).unwrap();
    assert_eq!(run.report.metrics, (1..=4).map(support::metric).collect::<Vec<_>>());
}

#[test]
fn attachment_outside_the_jobs_folder_is_refused() {
    let root = tempfile::tempdir().unwrap();
    let folder = AttemptFolder::create(root.path(), attempt(1, 1)).unwrap();
    let secret = root.path().join("secret");
    fs::write(&secret, "x").unwrap();
    std::os::unix::fs::symlink(&secret, folder.job().join("link")).unwrap();
    for path in [secret, folder.job().join("../../secret"), folder.job().join("link"), "/etc/passwd".into()] {
        let report =
            JobReport { outcome: AttemptOutcome::Completed, dataset: None, attachments: vec![path.clone()] };
        let refused = seal(&folder, report).unwrap_err().to_string();
        assert!(refused.contains("is not a file in the job's folder"), "{}: {refused}", path.display());
    }
}

#[test]
fn attachments_of_one_name_are_refused() {
    let root = tempfile::tempdir().unwrap();
    let folder = AttemptFolder::create(root.path(), attempt(1, 1)).unwrap();
    fs::create_dir(folder.job().join("two")).unwrap();
    let attachments = ["a.png", "two/a.png"].map(|name| folder.job().join(name)).to_vec();
    for path in &attachments {
        fs::write(path, "x").unwrap();
    }
    let refused = seal(&folder, JobReport { outcome: AttemptOutcome::Completed, dataset: None, attachments });
    assert_eq!(refused.unwrap_err().to_string(), "two files of the run are called `a.png`");
}

#[test]
fn folders_that_are_no_attempts_are_left_alone() {
    let root = tempfile::tempdir().unwrap();
    fs::create_dir(root.path().join("lost+found")).unwrap();
    let folder = AttemptFolder::create(root.path(), attempt(5, 1)).unwrap();
    folder.keep_acknowledged(17).unwrap();
    assert_eq!(AttemptFolder::list(root.path()).unwrap(), vec![folder.clone()]);
    assert_eq!(folder.acknowledged().unwrap(), 17);
    folder.remove().unwrap();
    folder.remove().unwrap();
    assert_eq!(AttemptFolder::list(root.path()).unwrap(), Vec::new());
    assert!(root.path().join("lost+found").exists());
}
