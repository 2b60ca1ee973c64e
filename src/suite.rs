//! `perfsight suite`: check a suite here, keep it on a controller, start one that is kept. Starts nothing here.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, bail};
use scenarios::{Suite, SuiteSource, library, parse_suite, scenarios_of_suite};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::cli::{SuiteAction, SuiteArgs, SuiteCheckArgs, SuiteKeepArgs, SuiteStartArgs};
use crate::client::Client;
use crate::exit::{CommandResult, Exit, FailWith};
use crate::follow::{Submitted, follow};
use crate::print;
use crate::report::{JobReport, Required, exit_of_all, junit, table};
use crate::source::Written;

/// The longest suite that is read; the parser has the same limit.
const LONGEST_BYTES: u64 = 1 << 20;

#[derive(Deserialize)]
struct Started {
    fresh: bool,
    suite_run: SuiteRun,
}

#[derive(Deserialize)]
struct SuiteRun {
    id: String,
    cells: Vec<Cell>,
}

#[derive(Deserialize)]
struct Cell {
    job_id: String,
}

/// Does what was typed.
pub(crate) async fn suite(args: SuiteArgs) -> CommandResult {
    match args.action {
        SuiteAction::Check(args) => check(&args),
        SuiteAction::Keep(args) => keep(args).await,
        SuiteAction::Start(args) => start(args).await,
    }
}

fn check(args: &SuiteCheckArgs) -> CommandResult {
    let (_, suite) = read(&args.file).fail_with(Exit::Usage)?;
    for cell in &suite.cells {
        let parameters: Vec<String> =
            cell.scenario.parameters.iter().map(|(name, value)| format!(" {name}={value}")).collect();
        print::answer(format_args!("{}{} on {}", cell.entry, parameters.concat(), cell.device));
    }
    print::notice(format_args!("suite `{}`: {} jobs", suite.name, suite.cells.len()));
    Ok(Exit::Passed)
}

async fn keep(args: SuiteKeepArgs) -> CommandResult {
    let (source, suite) = read(&args.file).fail_with(Exit::Usage)?;
    let client = Client::new(&args.at.controller, args.at.token).fail_with(Exit::Usage)?;
    let body = json!({"yaml": source.text, "scenarios": source.scenarios, "pages": source.pages});
    let path = format!("/api/v1/suites/{}", suite.name);
    let _kept: Value =
        client.put(&path, &body).await.context("cannot keep the suite").fail_with(Exit::Infrastructure)?;
    print::answer(client.page(&format!("/suites/{}", suite.name)));
    Ok(Exit::Passed)
}

async fn start(args: SuiteStartArgs) -> CommandResult {
    let client = Client::new(&args.at.controller, args.at.token.clone()).fail_with(Exit::Usage)?;
    let body = json!({
        "release": args.labels.release,
        "build": args.labels.build,
        "tags": args.labels.all_tags(),
        "idempotency_key": args.key,
    });
    let path = format!("/api/v1/suites/{}/start", args.name);
    let started: Started = client
        .post(&path, &body)
        .await
        .with_context(|| format!("cannot start suite `{}`", args.name))
        .fail_with(Exit::Infrastructure)?;
    let page = client.page(&format!("/suites/{}?run={}", args.name, started.suite_run.id));
    let told = if started.fresh { "started" } else { "was started before" };
    print::notice(format_args!("suite `{}` {told}: {page}", args.name));
    if !args.wait {
        if args.json {
            print::answer(json!({"suite_run_id": started.suite_run.id, "fresh": started.fresh}));
        }
        return Ok(Exit::Passed);
    }
    let jobs = started.suite_run.cells.into_iter().map(|cell| cell.job_id).collect();
    let reports = follow(&client, &Submitted { jobs }).await?;
    tell(&reports, &args).fail_with(Exit::Usage)?;
    Ok(exit_of_all(&reports, &Required { verdict: args.require_verdict, metrics: Vec::new() }))
}

fn tell(reports: &[JobReport], args: &SuiteStartArgs) -> anyhow::Result<()> {
    if let Some(path) = &args.junit {
        junit(reports, path)?;
    }
    if args.json {
        print::answer(serde_json::to_string_pretty(reports)?);
    } else {
        for report in reports {
            print::answer(table(report));
        }
    }
    Ok(())
}

/// A suite with the scenarios of its folder that it names: `<name>.yaml` beside it goes before a shipped one.
fn read(path: &Path) -> anyhow::Result<(SuiteSource, Suite)> {
    let name = path.display().to_string();
    let size = path.metadata().with_context(|| format!("cannot read suite `{name}`"))?.len();
    if size > LONGEST_BYTES {
        bail!("{name}: {size} bytes of suite; at most 1 MiB is read");
    }
    let text =
        std::fs::read_to_string(path).with_context(|| format!("cannot read suite `{name}` as text"))?;
    let beside = path.parent().unwrap_or(Path::new(""));
    let (mut scenarios, mut pages) = (BTreeMap::new(), BTreeMap::new());
    for scenario in scenarios_of_suite(&text) {
        // A name is no path: nothing outside of the suite's folder is read.
        let plain = scenario.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | ' ' | '.'));
        let file = beside.join(format!("{scenario}.yaml"));
        let is_shipped = library().iter().any(|shipped| shipped.name == scenario);
        if !plain || scenario.starts_with('.') || (!file.exists() && is_shipped) || file == path {
            continue;
        }
        if file.exists() {
            let written = Written::read(&file.display().to_string())?;
            scenarios.insert(scenario, written.text().into_owned());
            pages.extend(written.pages);
        }
    }
    let source = SuiteSource { name, text, scenarios, pages };
    let suite = parse_suite(&source)?;
    Ok((source, suite))
}
