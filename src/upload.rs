//! `perfsight upload`: one file to a controller, as it is, never held in memory.

use anyhow::Context;
use reqwest::Url;
use serde_json::Value;
use tokio::fs::File;
use tokio::io::{AsyncReadExt, AsyncSeekExt};

use crate::cli::UploadArgs;
use crate::client::{Client, Refused};
use crate::exit::{CommandResult, Exit, FailWith, Failure};
use crate::print;

/// Sends the file and tells which run it became.
pub(crate) async fn upload(args: UploadArgs) -> CommandResult {
    let client = Client::new(&args.at.controller, args.at.token.clone()).fail_with(Exit::Usage)?;
    let (kind, file) = open(&args.file)
        .await
        .with_context(|| format!("cannot read `{}`", args.file.display()))
        .fail_with(Exit::Usage)?;
    let stored: Value = client.upload(&path(&args), kind.headers(), file).await.map_err(refused_or_lost)?;
    if args.json {
        print::answer(serde_json::to_string_pretty(&stored).fail_with(Exit::Infrastructure)?);
        return Ok(Exit::Passed);
    }
    let id = stored["run_id"].as_str().unwrap_or_default();
    let word = if stored["duplicate"] == true { "was stored before as" } else { "is stored as" };
    print::answer(format_args!("{} {word} {}", args.file.display(), client.page(&format!("/runs/{id}"))));
    Ok(Exit::Passed)
}

/// What a file is by its first bytes; names lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Json,
    GzippedJson,
    ZstdJson,
    Zip,
}

impl Kind {
    fn of(first: &[u8]) -> Self {
        match first {
            [b'P', b'K', ..] => Self::Zip,
            [0x1f, 0x8b, ..] => Self::GzippedJson,
            [0x28, 0xb5, 0x2f, 0xfd] => Self::ZstdJson,
            _ => Self::Json,
        }
    }

    const fn headers(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::Json => &[("content-type", "application/json")],
            Self::GzippedJson => &[("content-type", "application/json"), ("content-encoding", "gzip")],
            Self::ZstdJson => &[("content-type", "application/json"), ("content-encoding", "zstd")],
            Self::Zip => &[("content-type", "application/zip")],
        }
    }
}

async fn open(path: &std::path::Path) -> std::io::Result<(Kind, File)> {
    let mut file = File::open(path).await?;
    let mut first = Vec::new();
    (&mut file).take(4).read_to_end(&mut first).await?;
    file.rewind().await?;
    Ok((Kind::of(&first), file))
}

/// The path with the labels that take the place of the file's.
fn path(args: &UploadArgs) -> String {
    let labels = &args.labels;
    let mut url = Url::parse("http://controller/api/v1/datasets").expect("a constant address");
    {
        let mut query = url.query_pairs_mut();
        let pairs = [
            ("release", &labels.release),
            ("build", &labels.build),
            ("scenario", &args.scenario),
            ("title", &args.title),
            ("client_id", &args.client_id),
        ];
        for (name, value) in pairs {
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
    let usage = refused.is_some_and(|refused| matches!(refused.code, 1000 | 1002 | 1009 | 3002));
    Failure { exit: if usage { Exit::Usage } else { Exit::Infrastructure }, error }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn first_bytes_say_what_a_file_is() {
        let check = |first: &[u8], kind| assert_eq!(Kind::of(first), kind, "{first:?}");
        check(b"{\"re", Kind::Json);
        check(b"", Kind::Json);
        check(b"PK\x03\x04", Kind::Zip);
        check(b"\x1f\x8b\x08\0", Kind::GzippedJson);
        check(b"\x28\xb5\x2f\xfd", Kind::ZstdJson);
    }
}
