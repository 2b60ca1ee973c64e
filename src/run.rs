//! `perfsight run`: submit, follow, judge, tell.

use anyhow::Context;
use scenarios::Plan;
use serde_json::json;

use crate::cli::RunArgs;
use crate::client::Client;
use crate::exit::{CommandResult, Exit, FailWith, Failure};
use crate::follow::{Submitted, follow};
use crate::print;
use crate::private_lab::PrivateLab;
use crate::report::{JobReport, Required, exit_of_all, junit, table};
use crate::source::Written;

/// Runs a scenario here or on a controller's devices.
pub(crate) async fn run(args: RunArgs) -> CommandResult {
    let written = Written::read(&args.scenario).fail_with(Exit::Usage)?;
    // Checked here first, so that a mistake is told without any controller.
    let plan = written.plan(&args.variables, args.iterations).fail_with(Exit::Usage)?;
    let required = Required { verdict: args.require_verdict, metrics: metrics_of(&plan) };
    if let Some(controller) = &args.at.controller {
        let client = Client::new(controller, args.at.token.clone()).fail_with(Exit::Usage)?;
        return run_on(&client, &written, &args, &required).await;
    }
    let lab = PrivateLab::start(&args.data).await.fail_with(Exit::Infrastructure)?;
    let result = run_on(&lab.client, &written, &args, &required).await;
    lab.stop().await.fail_with(Exit::Infrastructure)?;
    if !args.json {
        print::notice(format_args!(
            "open the report with: perfsight controller --open --data {}",
            args.data.display()
        ));
    }
    result
}

/// Runs a scenario on a controller that is there.
async fn run_on(client: &Client, written: &Written, args: &RunArgs, required: &Required) -> CommandResult {
    let submitted = submit(client, written, args).await?;
    let reports = follow(client, &submitted).await?;
    tell(&reports, args)?;
    Ok(exit_of_all(&reports, required))
}

/// Queues the scenario's jobs. Variables are filled in here: the controller must not see our environment.
pub(crate) async fn submit(client: &Client, written: &Written, args: &RunArgs) -> Result<Submitted, Failure> {
    let plan = written.plan(&args.variables, args.iterations).fail_with(Exit::Usage)?;
    let body = json!({
        "scenario": written.text(),
        "pages": written.pages,
        "variables": plan.variables,
        "iterations": args.iterations,
        "release": args.labels.release,
        "build": args.labels.build,
        "tags": args.labels.all_tags(),
        "baseline": args.baseline,
    });
    client
        .post("/api/v1/jobs", &body)
        .await
        .context("cannot submit the scenario")
        .fail_with(Exit::Infrastructure)
}

/// The metrics that the scenario itself names.
fn metrics_of(plan: &Plan) -> Vec<String> {
    let named = plan.scenarios.iter().flat_map(|scenario| &scenario.metrics);
    named.map(|metric| metric.key.clone()).collect()
}

fn tell(reports: &[JobReport], args: &RunArgs) -> Result<(), Failure> {
    if let Some(path) = &args.junit {
        junit(reports, path).fail_with(Exit::Usage)?;
    }
    if args.json {
        print::answer(serde_json::to_string_pretty(reports).fail_with(Exit::Infrastructure)?);
    } else {
        for report in reports {
            print::answer(table(report));
        }
    }
    Ok(())
}
