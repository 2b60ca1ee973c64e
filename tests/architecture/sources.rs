//! The repository's files as the rules see them: what git tracks or would track, generated files told apart.

use std::path::{Path, PathBuf};
use std::process::Command;

/// Root of the repository.
pub(crate) fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Tracked and not ignored files with this ending, relative to the root.
pub(crate) fn files(ending: &str) -> Vec<PathBuf> {
    let output = Command::new("git")
        .args(["ls-files", "--cached", "--others", "--exclude-standard"])
        .current_dir(root())
        .output()
        .expect("git lists the files");
    assert!(output.status.success(), "git ls-files failed in {}", root().display());
    String::from_utf8(output.stdout)
        .expect("paths are UTF-8")
        .lines()
        .map(PathBuf::from)
        .filter(|path| path.extension().is_some_and(|found| found == ending))
        .filter(|path| root().join(path).is_file())
        .collect()
}

/// Text of a file.
pub(crate) fn text(path: &Path) -> String {
    std::fs::read_to_string(root().join(path)).expect("a listed file is text")
}

/// Whether a machine wrote the file.
pub(crate) fn generated(path: &Path) -> bool {
    path.components().any(|part| part.as_os_str() == "generated")
}
