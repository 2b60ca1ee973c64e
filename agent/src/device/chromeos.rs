//! Whether this machine is `ChromeOS` itself, the Linux container inside it, or neither. Never takes the one for the other:
//! from inside the container neither the host's processes nor its memory are to be seen.

use std::fs;
use std::path::Path;

use dataset::{Fallback, Unknown};

/// Fact of a device that tells of what it is a part.
pub(crate) const CONTAINER: &str = "container";
/// Its value inside of `ChromeOS`'s Linux container.
pub(crate) const CROSTINI: &str = "crostini";

/// Where an agent finds itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Surroundings {
    /// `ChromeOS` itself, as in developer mode.
    Host,
    /// The Linux container inside of `ChromeOS` (Crostini).
    Container,
    /// Another system.
    Elsewhere,
}

/// Looks at the files below `root`, which is `/` but for tests.
pub(crate) fn surroundings(root: &Path) -> Surroundings {
    let text = |path: &str| fs::read_to_string(root.join(path)).unwrap_or_default();
    // The container's tools bring the folder, its start the file.
    let tools = ["dev/.cros_milestone", "opt/google/cros-containers"];
    let has_tools = tools.iter().any(|path| root.join(path).exists());
    // Where an image lacks both: the name that every such container has, in a container of that kind.
    let is_lxc = text("run/systemd/container").trim() == "lxc" || text("proc/1/cgroup").contains("/lxc");
    let is_penguin = text("etc/hostname").trim() == "penguin";
    if has_tools || (is_lxc && is_penguin) {
        return Surroundings::Container;
    }
    if text("etc/lsb-release").lines().any(|line| line.starts_with("CHROMEOS_RELEASE_")) {
        return Surroundings::Host;
    }
    Surroundings::Elsewhere
}

/// What a run from inside the container says of its figures; nothing elsewhere.
pub(crate) fn limits(container: Option<&String>) -> Option<Fallback> {
    (container? == CROSTINI).then(|| Fallback {
        wanted: "figures of the ChromeOS host".to_owned(),
        used: "figures of its Linux container alone".to_owned(),
        reason: "the agent runs inside of Crostini, from where the host's processes and /proc are not visible; the \
                 extension measures ChromeOS's own browser"
            .to_owned(),
        unknown: Unknown::default(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(files: &[(&str, &str)], expected: Surroundings) {
        let root = tempfile::tempdir().unwrap();
        for (path, content) in files {
            let path = root.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, content).unwrap();
        }
        assert_eq!(surroundings(root.path()), expected, "{files:?}");
    }

    #[test]
    fn the_container_is_known_by_its_tools_or_by_its_kind_and_name() {
        check(&[("dev/.cros_milestone", "138\n")], Surroundings::Container);
        check(&[("opt/google/cros-containers/bin/garcon", "")], Surroundings::Container);
        check(&[("etc/hostname", "penguin\n"), ("run/systemd/container", "lxc\n")], Surroundings::Container);
        check(
            &[("etc/hostname", "penguin\n"), ("proc/1/cgroup", "0::/lxc/penguin/init.scope\n")],
            Surroundings::Container,
        );
    }

    #[test]
    fn nothing_else_is_taken_for_it() {
        check(&[], Surroundings::Elsewhere);
        check(&[("etc/hostname", "penguin\n")], Surroundings::Elsewhere);
        check(&[("run/systemd/container", "lxc\n"), ("etc/hostname", "web-1\n")], Surroundings::Elsewhere);
        check(&[("etc/lsb-release", "DISTRIB_ID=Ubuntu\n")], Surroundings::Elsewhere);
        check(&[("etc/lsb-release", "CHROMEOS_RELEASE_NAME=Chrome OS\n")], Surroundings::Host);
    }

    #[test]
    fn a_run_from_the_container_says_that_it_is_not_the_hosts() {
        let fallback = limits(Some(&CROSTINI.to_owned())).unwrap();
        assert!(
            fallback.used.contains("container") && fallback.reason.contains("not visible"),
            "{fallback:?}"
        );
        assert_eq!(limits(None), None);
        assert_eq!(limits(Some(&"docker".to_owned())), None);
    }
}
