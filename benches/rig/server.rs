//! A controller alone. Ends it, whatever ends the bench.

use std::path::Path;

use anyhow::Context;

use crate::program::{Process, create_token, start_controller};

/// A running controller.
pub(crate) struct Server {
    /// Address of the API, e.g. `127.0.0.1:41234`.
    pub(crate) address: String,
    /// A token with every right.
    pub(crate) token: String,
    process: Process,
}

impl Server {
    /// Starts one in this folder, over the database of this address or else over SQLite in the folder.
    pub(crate) fn start(data: &Path, database: Option<&str>) -> anyhow::Result<Self> {
        let arguments: Vec<&str> = database.iter().flat_map(|url| ["--database-url", url]).collect();
        let token = create_token(data, &arguments)?;
        let (process, addresses) = start_controller(data, &arguments)?;
        let address = addresses["http"].as_str().context("the controller tells its address")?.to_owned();
        Ok(Self { address, token, process })
    }

    /// Its process id.
    pub(crate) fn pid(&self) -> u32 {
        self.process.id()
    }

    /// Ends it.
    pub(crate) fn stop(&mut self) -> anyhow::Result<()> {
        self.process.stop()
    }
}
