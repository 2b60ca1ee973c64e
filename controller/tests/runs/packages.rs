//! What is packed is unpacked, and nothing that lies about itself.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::Path;

use controller::intake::{PackageError, UnpackLimits, unpack};
use proptest::prelude::*;
use proptest::sample::Index;

use crate::zips::{Entry, listing, zip};

const LIMITS: UnpackLimits =
    UnpackLimits { dataset_bytes: 4 << 20, unpacked_bytes: 64 << 20, expansion: 250, files: 20 };

/// Files by name, the Dataset among them.
type Files = BTreeMap<String, Vec<u8>>;

fn unpacked(bytes: &[u8], limits: &UnpackLimits) -> Result<Files, PackageError> {
    let around = tempfile::tempdir().unwrap();
    let folder = around.path().join("unpacked");
    fs::create_dir(&folder).unwrap();
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(bytes).unwrap();
    let source = unpack(file, &folder, limits);
    assert_eq!(fs::read_dir(around.path()).unwrap().count(), 1, "nothing outside of the folder");
    let source = source?;
    let read = |path: &Path| {
        assert_eq!(path.parent(), Some(folder.as_path()));
        fs::read(path).unwrap()
    };
    let mut files = Files::from([("dataset.json".to_owned(), read(&source.dataset))]);
    for attachment in &source.attachments {
        let twice = files.insert(attachment.name.clone(), read(&attachment.path));
        assert!(twice.is_none() || attachment.name == "dataset.json");
    }
    Ok(files)
}

fn dataset() -> Entry {
    Entry::deflated("dataset.json", br#"{"report":{}}"#)
}

#[test]
fn files_lie_beside_the_dataset_whatever_folder_they_came_in() {
    let folder = Entry { mode: 0o040_755, ..Entry::stored("logs/", b"") };
    let bytes = zip(&[
        Entry::stored("step 3.png", b"picture"),
        folder,
        Entry::deflated("logs/chrome.log", b"line\nline\n"),
        Entry::stored("__MACOSX/._dataset.json", b"litter"),
        Entry::stored("trace.json.gz", b"\x1f\x8b\x08 compressed, and no archive"),
        dataset(),
    ]);
    let files = unpacked(&bytes, &LIMITS).unwrap();
    let names: Vec<&str> = files.keys().map(String::as_str).collect();
    assert_eq!(names, ["chrome.log", "dataset.json", "step 3.png", "trace.json.gz"]);
    assert_eq!((&files["step 3.png"][..], &files["chrome.log"][..]), (&b"picture"[..], &b"line\nline\n"[..]));
}

fn check(bytes: &[u8], words: &str) {
    match unpacked(bytes, &LIMITS) {
        Ok(files) => panic!("taken instead of `{words}`: {files:?}"),
        Err(error) => assert!(error.to_string().contains(words), "`{words}` is not in: {error}"),
    }
}

#[test]
fn names_that_lead_elsewhere_are_refused() {
    let named = |name: &str| zip(&[dataset(), Entry::stored(name, b"x")]);
    check(&named("../../etc/cron.d/x"), "`..`");
    check(&named("a/../../x"), "`..`");
    check(&named("/etc/passwd"), "absolute path");
    check(&named("C:/x"), "absolute path");
    check(&named("..\\x"), "backslash");
    check(&named("a\0.png"), "control character");
    check(&named(""), "is empty");
    check(&named(&"x".repeat(300)), "longer than");
    let latin = Entry { name: b"caf\xe9".to_vec(), own_name: b"caf\xe9".to_vec(), ..Entry::stored("", b"x") };
    check(&zip(&[dataset(), latin]), "not UTF-8");
    check(&zip(&[dataset(), dataset()]), "two entries");
    check(&zip(&[dataset(), Entry::stored("a/x.log", b"1"), Entry::stored("b/X.log", b"2")]), "`b/X.log`");
    check(&zip(&[Entry::stored("x.png", b"x")]), "no `dataset.json` at its root");
    check(&zip(&[Entry::stored("run/dataset.json", b"{}")]), "at `run/dataset.json`: zip the files");
    check(&zip(&[]), "no `dataset.json`");
}

#[test]
fn entries_that_are_no_plain_content_are_refused() {
    let with = |entry: Entry| zip(&[dataset(), entry]);
    let plain = Entry::stored("x", b"../secret");
    check(&with(Entry { mode: 0o120_777, ..plain.clone() }), "symbolic link");
    check(&with(Entry { mode: 0o010_644, ..plain.clone() }), "a pipe");
    check(&with(Entry { flags: 1, ..plain.clone() }), "encrypted");
    check(&with(Entry { flags: 1 << 6 | 1, ..plain.clone() }), "encrypted");
    check(&with(Entry { method: 12, ..plain.clone() }), "method 12");
    check(&with(Entry::deflated("x.png", &zip(&[dataset()]))), "itself an archive (zip)");
    check(&with(Entry::stored("x.tar.gz", b"\x1f\x8b")), "itself an archive (tar)");
    let lying = Entry { own_name: b"y".to_vec(), ..plain.clone() };
    check(&with(lying), "one name in the list");
    check(&with(Entry { crc: 7, ..plain.clone() }), "checksum that the zip says");
    check(&with(Entry { size: 3, ..plain.clone() }), "size and the checksum");
    check(&with(Entry { method: 8, ..plain }), "cannot unpack");
}

#[test]
fn archives_that_are_not_what_they_list_are_refused() {
    let bytes = zip(&[dataset()]);
    check(b"", "no zip at all");
    check(b"{\"report\": {}}", "no zip at all");
    check(&[b"#!/bin/sh\n", &bytes[..]].concat(), "in front of its first entry");
    check(&[&bytes[..], b"trailing"].concat(), "behind its end");
    let plain = Entry::stored("x.log", b"content");
    let mut again = Entry { at: Some(0), ..plain.clone() };
    check(&listing(&[plain.clone(), dataset()], &[plain.clone(), dataset(), again.clone()]), "overlaps");
    // An entry within the content of another, as in the bombs of a few kilobytes.
    let inner = Entry::stored("inner.log", b"inner");
    let outer = Entry::stored("outer.log", &inner.local());
    let at = Some(outer.local().len() as u32 - inner.local().len() as u32);
    let both = [outer.clone(), dataset(), Entry { at, ..inner }];
    check(&listing(&[outer, dataset()], &both), "`outer.log` of the zip overlaps");
    again.at = Some(bytes.len() as u32);
    check(&listing(&[dataset()], &[dataset(), again]), "overlaps");
    let mut miscounted = bytes.clone();
    let count = bytes.len() - 22 + 8;
    miscounted[count] = 2;
    miscounted[count + 2] = 2;
    check(&miscounted, "2 entries and lists 1");
    // An offset at the end of the address space is no reason to overflow.
    let far = Entry { at: Some(u32::MAX - 1), ..plain };
    check(&listing(&[dataset()], &[dataset(), far]), "overlaps");
}

#[test]
fn what_is_too_much_is_refused_by_what_it_is_too_much_of() {
    let check = |bytes: &[u8], limits: UnpackLimits, words: &str| {
        let error = unpacked(bytes, &limits).unwrap_err();
        assert!(error.is_too_large() && error.to_string().contains(words), "{error}");
    };
    let many: Vec<Entry> = (0..21).map(|number| Entry::stored(&number.to_string(), b"")).collect();
    check(&zip(&many), LIMITS, "more than 20 entries");
    let zeros = vec![0; 17 << 20];
    let bomb = zip(&[dataset(), Entry::deflated("zeros", &zeros)]);
    check(&bomb, LIMITS, "more than 250 times");
    check(&bomb, UnpackLimits { unpacked_bytes: 1 << 20, ..LIMITS }, "1048576 bytes together");
    let large = zip(&[Entry::deflated("dataset.json", &zeros)]);
    check(&large, LIMITS, "`dataset.json` of the zip is larger");
    // A bomb that makes itself small in every header is found out while it is unpacked.
    let shy = Entry { size: 10, ..Entry::deflated("zeros", &zeros) };
    let error = unpacked(&zip(&[dataset(), shy]), &LIMITS).unwrap_err();
    assert!(matches!(error, PackageError::Damaged { .. }), "{error}");
}

fn arbitrary_files() -> impl Strategy<Value = Files> {
    let content = prop_oneof![
        prop::collection::vec(any::<u8>(), 0..300),
        (any::<u8>(), 0..200_000_usize).prop_map(|(byte, length)| vec![byte; length]),
    ];
    prop::collection::btree_map("[a-z0-9é ]{1,12}\\.(png|log|bin)", content, 0..8)
}

fn packed(files: &Files, deflate: bool) -> Vec<u8> {
    let entry = |(name, content): (&String, &Vec<u8>)| {
        if deflate { Entry::deflated(name, content) } else { Entry::stored(name, content) }
    };
    let mut entries: Vec<Entry> = files.iter().map(entry).collect();
    entries.push(dataset());
    zip(&entries)
}

fn small_sample() -> Vec<u8> {
    let files = [("a.log", &b"some lines of a log"[..]), ("b.png", &[7; 400])];
    packed(&files.map(|(name, content)| (name.to_owned(), content.to_vec())).into(), true)
}

proptest! {
    #[test]
    fn what_is_packed_is_unpacked(mut files in arbitrary_files(), deflate in any::<bool>()) {
        let found = unpacked(&packed(&files, deflate), &LIMITS).unwrap();
        files.insert("dataset.json".to_owned(), br#"{"report":{}}"#.to_vec());
        prop_assert_eq!(found, files);
    }

    #[test]
    fn a_zip_cut_anywhere_is_refused(cut in any::<Index>()) {
        let bytes = small_sample();
        prop_assert!(unpacked(&bytes[..cut.index(bytes.len())], &LIMITS).is_err());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn a_mutated_zip_gives_the_same_content_or_an_error(
        changes in prop::collection::vec((any::<Index>(), any::<u8>()), 1..6),
        cut in prop::option::weighted(0.2, (any::<Index>(), 1..20_usize)),
    ) {
        let mut bytes = small_sample();
        for (at, byte) in changes {
            let place = at.index(bytes.len());
            bytes[place] = byte;
        }
        if let Some((at, length)) = cut {
            let start = at.index(bytes.len());
            bytes.drain(start..bytes.len().min(start + length));
        }
        match unpacked(&bytes, &LIMITS) {
            Ok(files) => prop_assert_eq!(&files["dataset.json"][..], &br#"{"report":{}}"#[..]),
            Err(error) => prop_assert!(!error.to_string().is_empty()),
        }
    }
}
