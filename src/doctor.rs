//! `perfsight doctor`: what this machine can measure, what is missing and how to get it.

use agent::device::{Examination, Finding, FindingState, examine};

use crate::cli::DoctorArgs;
use crate::exit::{CommandResult, Exit, FailWith};
use crate::print;

/// Looks at everything and tells it; fails if something that every run needs is missing.
pub(crate) async fn doctor(args: &DoctorArgs) -> CommandResult {
    let examination = examine().await;
    if args.json {
        print::answer(serde_json::to_string_pretty(&examination).fail_with(Exit::Infrastructure)?);
    } else {
        tell(&examination);
    }
    Ok(if able(&examination) { Exit::Passed } else { Exit::Infrastructure })
}

fn tell(examination: &Examination) {
    for (name, value) in &examination.host {
        print::answer(format_args!("{name:<34} {value}"));
    }
    print::answer("");
    for finding in &examination.findings {
        print::answer(line(finding));
    }
}

fn line(finding: &Finding) -> String {
    let Finding { name, state, detail, remedy } = finding;
    let word = match state {
        FindingState::Ok => "ok",
        FindingState::Missing => "missing",
        FindingState::Degraded => "degraded",
    };
    match remedy {
        Some(remedy) => format!("{word:<9} {name:<24} {detail}\n{:34} {remedy}", ""),
        None => format!("{word:<9} {name:<24} {detail}"),
    }
}

/// One browser with its driver, which find each other, is enough.
fn able(examination: &Examination) -> bool {
    let there = |name: &str| {
        examination
            .findings
            .iter()
            .any(|finding| finding.name == name && finding.state != FindingState::Missing)
    };
    let pair = |browser, driver| there(browser) && there(driver);
    there("localhost") && (pair("chromium", "chromedriver") || pair("firefox", "geckodriver"))
}
