//! `perfsight upload`: one Dataset file to a controller, never held in memory.

use anyhow::Context;
use reqwest::Url;
use serde_json::Value;

use crate::cli::{RunLabels, UploadArgs};
use crate::client::{Client, Refused};
use crate::exit::{CommandResult, Exit, FailWith, Failure};
use crate::print;

/// Sends the file and tells which run it became.
pub(crate) async fn upload(args: UploadArgs) -> CommandResult {
    let client = Client::new(&args.at.controller, args.at.token.clone()).fail_with(Exit::Usage)?;
    let file = tokio::fs::File::open(&args.file)
        .await
        .with_context(|| format!("cannot read `{}`", args.file.display()))
        .fail_with(Exit::Usage)?;
    let stored: Value = client.upload(&path(&args.labels), file).await.map_err(refused_or_lost)?;
    if args.json {
        print::answer(serde_json::to_string_pretty(&stored).fail_with(Exit::Infrastructure)?);
        return Ok(Exit::Passed);
    }
    let id = stored["run_id"].as_str().unwrap_or_default();
    let word = if stored["duplicate"] == true { "was stored before as" } else { "is stored as" };
    print::answer(format_args!("{} {word} {}", args.file.display(), client.page(&format!("/runs/{id}"))));
    Ok(Exit::Passed)
}

/// The path with the labels that take the place of the file's.
fn path(labels: &RunLabels) -> String {
    let mut url = Url::parse("http://controller/api/v1/datasets").expect("a constant address");
    {
        let mut query = url.query_pairs_mut();
        for (name, value) in [("release", &labels.release), ("build", &labels.build)] {
            if let Some(value) = value {
                query.append_pair(name, value);
            }
        }
        let tags = labels.all_tags();
        if !tags.is_empty() {
            query.append_pair("tags", &tags.join(","));
        }
    }
    let query = url.query().filter(|query| !query.is_empty()).map(|query| format!("?{query}"));
    format!("{}{}", url.path(), query.unwrap_or_default())
}

/// A file that is refused is the sender's to mend; everything else is not.
fn refused_or_lost(error: anyhow::Error) -> Failure {
    let refused = error.downcast_ref::<Refused>();
    let usage = refused.is_some_and(|refused| matches!(refused.code, 1000 | 1009 | 3002));
    Failure { exit: if usage { Exit::Usage } else { Exit::Infrastructure }, error }
}
