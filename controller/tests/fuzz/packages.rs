//! A zip of any bytes: its files come out inside their folder and within the limits, or none is taken.

use std::io::Write;

use controller::intake::{UnpackLimits, unpack};

const LIMITS: UnpackLimits =
    UnpackLimits { dataset_bytes: 1 << 16, unpacked_bytes: 1 << 17, expansion: 250, files: 20 };

#[test]
fn no_archive_gets_out_of_its_folder_or_over_its_limits() {
    bolero::check!().with_iterations(300).for_each(|bytes: &[u8]| {
        let around = tempfile::tempdir().unwrap();
        let folder = around.path().join("unpacked");
        std::fs::create_dir(&folder).unwrap();
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(bytes).unwrap();
        let answer = unpack(file, &folder, &LIMITS);
        assert_eq!(std::fs::read_dir(around.path()).unwrap().count(), 1, "nothing beside the folder");
        let mut written = 0;
        for entry in std::fs::read_dir(&folder).unwrap() {
            let entry = entry.unwrap();
            assert!(entry.file_type().unwrap().is_file());
            written += entry.metadata().unwrap().len();
        }
        assert!(written <= LIMITS.unpacked_bytes, "{written} bytes of {}", bytes.len());
        match answer {
            Ok(source) => {
                assert!(source.attachments.len() < LIMITS.files && source.dataset.starts_with(&folder));
            }
            Err(error) => assert!(!error.to_string().is_empty()),
        }
    });
}
