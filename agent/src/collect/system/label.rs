//! What a process does for its browser, read from its command line. Never guesses from load or memory.

use dataset::ProcessType;

/// What a process does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// Its type; [`ProcessType::Other`] stands outside every headline figure.
    pub proc_type: ProcessType,
    /// The browser's own word for it, e.g. `network.mojom.NetworkService` or `zygote`.
    pub role: String,
    /// Whether the command line may still change: a child between fork and exec, or one that a zygote has not named.
    pub provisional: bool,
}

impl Label {
    fn of(proc_type: ProcessType, role: &str) -> Self {
        Self { proc_type, role: role.to_owned(), provisional: false }
    }

    fn provisional(role: &str) -> Self {
        Self { proc_type: ProcessType::Other, role: role.to_owned(), provisional: true }
    }

    /// Reads a label from `command_line` (arguments parted by NUL or by spaces); `is_root` marks the browser process.
    pub fn read(command_line: &str, is_root: bool) -> Self {
        if is_root {
            return Self::of(ProcessType::Browser, "browser");
        }
        let arguments: Vec<&str> = command_line.split(['\0', ' ']).filter(|word| !word.is_empty()).collect();
        let value = |flag: &str| arguments.iter().find_map(|argument| argument.strip_prefix(flag));
        if let Some(kind) = value("--type=") {
            return chromium(kind, value("--utility-sub-type="), &arguments);
        }
        if arguments.contains(&"-contentproc") {
            return firefox(arguments.last().copied().unwrap_or_default());
        }
        match executable(&arguments) {
            "WebKitWebProcess" => Self::of(ProcessType::Renderer, "web"),
            "WebKitNetworkProcess" => Self::of(ProcessType::Network, "network"),
            "WebKitGPUProcess" => Self::of(ProcessType::Gpu, "gpu"),
            "chrome_crashpad_handler" | "crashhelper" => Self::of(ProcessType::Other, "crash handler"),
            other => Self::provisional(other),
        }
    }
}

fn executable<'a>(arguments: &[&'a str]) -> &'a str {
    arguments.first().map_or("", |path| path.rsplit('/').next().unwrap_or(path))
}

fn chromium(kind: &str, service: Option<&str>, arguments: &[&str]) -> Label {
    match kind {
        "renderer" if arguments.contains(&"--extension-process") => {
            Label::of(ProcessType::Other, "extension renderer")
        }
        // The omnibox popup and its kin: pages of the browser's own frame that no scenario ever opens.
        "renderer" if arguments.contains(&"--top-chrome-webui") => {
            Label::of(ProcessType::Other, "browser interface renderer")
        }
        "renderer" => Label::of(ProcessType::Renderer, "renderer"),
        "gpu-process" => Label::of(ProcessType::Gpu, "gpu-process"),
        "utility" => match service {
            Some(service) if service.starts_with("network.") => Label::of(ProcessType::Network, service),
            Some(service) => Label::of(ProcessType::Utility, service),
            None => Label::of(ProcessType::Utility, "utility"),
        },
        // Children of a zygote carry its command line until they have written their own.
        "zygote" => Label::provisional("zygote"),
        other => Label::of(ProcessType::Other, other),
    }
}

fn firefox(kind: &str) -> Label {
    match kind {
        "tab" => Label::of(ProcessType::Renderer, "tab"),
        "gpu" => Label::of(ProcessType::Gpu, "gpu"),
        "socket" => Label::of(ProcessType::Network, "socket"),
        "rdd" | "utility" | "gmplugin" => Label::of(ProcessType::Utility, kind),
        // Its children carry its command line until they have written their own.
        "forkserver" => Label::provisional("forkserver"),
        other => Label::of(ProcessType::Other, other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(command_line: &str, proc_type: ProcessType, role: &str) {
        let label = Label::read(command_line, false);
        assert_eq!((label.proc_type, label.role.as_str()), (proc_type, role), "{command_line}");
    }

    #[test]
    fn processes_of_chromium_are_told_apart() {
        check("/usr/lib/chromium/chromium\0--type=renderer\0--lang=en", ProcessType::Renderer, "renderer");
        check("/usr/lib/chromium/chromium --type=gpu-process --x", ProcessType::Gpu, "gpu-process");
        let service = "network.mojom.NetworkService";
        check(
            &format!("chromium --type=utility --utility-sub-type={service}"),
            ProcessType::Network,
            service,
        );
        let service = "storage.mojom.StorageService";
        check(
            &format!("chromium --type=utility --utility-sub-type={service}"),
            ProcessType::Utility,
            service,
        );
    }

    #[test]
    fn parasites_stand_outside_the_headline_figures() {
        check("chromium --type=zygote --no-zygote-sandbox", ProcessType::Other, "zygote");
        check("chromium --type=renderer --extension-process", ProcessType::Other, "extension renderer");
        check(
            "chromium --type=renderer --top-chrome-webui",
            ProcessType::Other,
            "browser interface renderer",
        );
        check("/x/chrome_crashpad_handler --monitor-self", ProcessType::Other, "crash handler");
        check("chromium --type=crashpad-handler", ProcessType::Other, "crashpad-handler");
    }

    #[test]
    fn other_browsers_are_told_apart_too() {
        check("/usr/lib/firefox\0-contentproc\0-isForBrowser\0tab", ProcessType::Renderer, "tab");
        check("/usr/lib/firefox\0-contentproc\0socket", ProcessType::Network, "socket");
        check("/usr/libexec/WebKitWebProcess 7 12", ProcessType::Renderer, "web");
    }

    #[test]
    fn a_child_that_has_not_named_itself_is_asked_again() {
        assert!(Label::read("chromium --type=zygote", false).provisional);
        assert!(Label::read("chromium --headless=new", false).provisional);
        assert!(Label::read("firefox\0-contentproc\0forkserver", false).provisional);
        assert!(!Label::read("chromium --type=renderer", false).provisional);
        assert_eq!(Label::read("chromium", true).proc_type, ProcessType::Browser);
    }
}
