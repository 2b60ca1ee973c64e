//! The committed Rust form of the `.proto` files is what the generator makes of them today.

use std::fs;
use std::path::{Path, PathBuf};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");
const GENERATED: &str = "src/generated/perfsight.agent.v1.rs";
const BANNER: &str = "// Generated from proto/perfsight/agent/v1 by tests/generated.rs. Never edited: \
change the .proto and run\n// PERFSIGHT_REGENERATE=1 cargo test -p protocol --test generated\n";

#[test]
fn committed_rust_is_what_the_proto_files_generate() {
    let fresh = generate();
    let committed = Path::new(ROOT).join(GENERATED);
    if std::env::var_os("PERFSIGHT_REGENERATE").is_some() {
        fs::write(&committed, &fresh).expect("the generated file can be written");
    }
    let text = fs::read_to_string(&committed).unwrap_or_default();
    assert!(
        text == fresh,
        "{GENERATED} is stale; run PERFSIGHT_REGENERATE=1 cargo test -p protocol --test generated"
    );
}

#[test]
fn every_enum_starts_with_unspecified() {
    for path in proto_files() {
        let text = fs::read_to_string(&path).unwrap();
        for block in text.split("\nenum ").skip(1) {
            let first = block.lines().find(|line| line.contains("= 0;")).unwrap_or("");
            assert!(first.contains("_UNSPECIFIED = 0;"), "{}: enum {block}", path.display());
        }
    }
}

#[test]
fn every_message_says_who_sends_it() {
    for path in proto_files() {
        let text = fs::read_to_string(&path).unwrap();
        for (above, _) in text.match_indices("\nmessage ").map(|(at, _)| text.split_at(at)) {
            let comment: Vec<&str> = above.lines().rev().take_while(|line| line.starts_with("//")).collect();
            let first = comment.last().copied().unwrap_or("");
            let told = first.starts_with("// Sent by the ") || first.starts_with("// Part of ");
            assert!(told, "{}: a message under `{first}` does not say who sends it", path.display());
        }
    }
}

fn proto_files() -> Vec<PathBuf> {
    let folder = Path::new(ROOT).join("proto/perfsight/agent/v1");
    let mut files: Vec<PathBuf> = fs::read_dir(folder)
        .expect("the folder is there")
        .map(|entry| entry.expect("it lists").path())
        .collect();
    files.sort();
    files
}

fn generate() -> String {
    let descriptors =
        protox::compile(proto_files(), [Path::new(ROOT).join("proto")]).expect("the .proto files compile");
    let out = tempfile_folder();
    tonic_prost_build::configure()
        .btree_map(".")
        .out_dir(&out)
        .compile_fds(descriptors)
        .expect("the descriptors become Rust");
    let text = fs::read_to_string(out.join("perfsight.agent.v1.rs")).expect("one file per package");
    fs::remove_dir_all(&out).expect("our own folder can be removed");
    format!("{BANNER}{text}")
}

fn tempfile_folder() -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("generated-{}", std::process::id()));
    fs::create_dir_all(&folder).expect("the target folder is ours");
    folder
}
