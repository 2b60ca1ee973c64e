//! `perfsight compare`: the second of two runs, judged against the first, wherever each of them is.

use std::path::Path;

use analysis::{Rules, Side, judge};
use anyhow::{Context, bail};
use dataset::OutcomeStatus;

use crate::cli::CompareArgs;
use crate::client::Client;
use crate::convert::read_header;
use crate::exit::{CommandResult, Exit, FailWith};
use crate::print;
use crate::report::{Judgment, Required, exit_of, judgment_rows};

/// Judges one run against another and prints the table.
pub(crate) async fn compare(args: CompareArgs) -> CommandResult {
    let baseline = side(&args.baseline, &args).await.fail_with(Exit::Usage)?;
    let run = side(&args.run, &args).await.fail_with(Exit::Usage)?;
    let judgment = Judgment::from(judge(&run, Some(&baseline), &Rules::default()));
    if args.json {
        print::answer(serde_json::to_string_pretty(&judgment).fail_with(Exit::Infrastructure)?);
    } else {
        print::answer(&judgment.summary);
        judgment_rows(&judgment).iter().for_each(print::answer);
    }
    Ok(exit_of(Some(&judgment), &Required::default()))
}

/// What the judgment needs of a run: from a file, or downloaded from the controller by its id.
async fn side(named: &str, args: &CompareArgs) -> anyhow::Result<Side> {
    let path = Path::new(named);
    if path.exists() {
        return side_of_file(path);
    }
    let id_like = named.chars().all(|c| c.is_ascii_hexdigit() || c == '-') && named.len() == 36;
    if !id_like {
        bail!("`{named}` is neither a file nor the id of a run");
    }
    let client = Client::new(&args.at.controller, args.at.token.clone())?;
    let bytes = client.download(&format!("/api/v1/runs/{named}/download?form=json")).await?;
    let file = tempfile::NamedTempFile::new().context("cannot make a file for the download")?;
    std::fs::write(file.path(), bytes).context("cannot keep the download")?;
    side_of_file(file.path())
}

fn side_of_file(path: &Path) -> anyhow::Result<Side> {
    let report = read_header(path)?.dataset.report;
    // A Dataset that tells no outcome comes from a tool that knows none; its end is taken on trust.
    let completed = report.outcome.is_none_or(|outcome| outcome.status == OutcomeStatus::Completed);
    let meta = &report.meta;
    Ok(Side::from_iterations(&report.iterations, &meta.definitions, &meta.env.fingerprint, completed))
}
