//! How much memory the controller needs for an upload, by its size and form, and whether what comes back is what was sent.
//! Judges nothing.

#[path = "../rig/clock.rs"]
mod clock;
#[path = "../rig/document.rs"]
mod document;
#[path = "../rig/http.rs"]
mod http;
#[path = "../rig/machine.rs"]
mod machine;
#[path = "../rig/memory.rs"]
mod memory;
#[path = "../rig/peak.rs"]
mod peak;
#[path = "../rig/program.rs"]
mod program;
#[path = "../rig/server.rs"]
mod server;
#[path = "../rig/short.rs"]
mod short;
#[path = "../rig/table.rs"]
mod table;
mod package;
mod passage;

use std::fs::File;
use std::io::BufWriter;

use anyhow::Context;

use crate::passage::{Form, Passage};
use crate::server::Server;
use crate::table::{Table, say};

/// Sizes of the Datasets, 10^6 bytes. The largest is just below what the controller takes.
const MEGABYTES: [u64; 3] = [1, 100, 1_000];
/// What the controller takes, bytes; no option changes it.
const LIMIT: u64 = controller::intake::MAX_DATASET_BYTES;

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> anyhow::Result<()> {
    say("large: one upload on a controller of its own, and its download");
    say(format!("a Dataset may have {} MB, which is not changed here", LIMIT / 1_000_000));
    say(format!("before: {}", machine::circumstances()));
    let client = http::client()?;
    let folder = tempfile::tempdir().context("cannot make a folder for the uploads")?;
    let sizes = if short::is_asked() { &MEGABYTES[..2] } else { &MEGABYTES[..] };
    let head = [
        "Dataset",
        "sent as",
        "MB sent",
        "resident before, MB",
        "at most meanwhile, MB",
        "seconds",
        "download identical",
    ];
    let mut table = Table::new(&head);
    for megabytes in sizes {
        let (json, zip) = (folder.path().join("dataset.json"), folder.path().join("dataset.zip"));
        let out = BufWriter::new(File::create(&json).context("cannot write a Dataset")?);
        document::write_document(out, megabytes * 1_000_000).context("cannot write a Dataset")?;
        package::pack(&json, &zip)?;
        for (form, path) in [(Form::Json, &json), (Form::Zip, &zip)] {
            let data = tempfile::tempdir().context("cannot make a folder for the controller")?;
            let mut server = Server::start(data.path(), None)?;
            let Passage { sent_mb, before_mb, peak_mb, seconds, identical } =
                passage::of(&client, &server, form, path).await?;
            server.stop()?;
            table.row([
                format!("{megabytes} MB"),
                form.name().to_owned(),
                format!("{sent_mb:.1}"),
                format!("{before_mb:.1}"),
                format!("{peak_mb:.1}"),
                format!("{seconds:.1}"),
                if identical { "yes" } else { "NO" }.to_owned(),
            ]);
        }
    }
    table.print();
    say("goal: memory does not grow with the file; downloads identical");
    say(format!("after: {}", machine::circumstances()));
    Ok(())
}
