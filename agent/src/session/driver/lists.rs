//! Lists of this machine's processes, made beside everything else and a few at a time. Never holds a session up.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{Semaphore, mpsc};
use tokio::task::JoinSet;

use super::attempts::{Happening, tell};
use crate::chain::chain;
use crate::collect::listing::list_processes;
use crate::session::effect::Input;

/// Lists that are made at once.
const AT_ONCE: usize = 4;

/// Whose turn it is.
pub(super) struct Lists {
    turns: Arc<Semaphore>,
}

/// What the controller wants to know; see [`crate::session::effect::Effect::ListProcesses`].
#[derive(Clone, Copy)]
pub(super) struct Question {
    pub(super) request: u64,
    pub(super) cpu_over: Duration,
    pub(super) ask_browsers: bool,
}

impl Default for Lists {
    fn default() -> Self {
        Self { turns: Arc::new(Semaphore::new(AT_ONCE)) }
    }
}

impl Lists {
    /// Begins a list; a list is soon made, so whoever asks while others are being made is told to come again.
    pub(super) fn begin(
        &self,
        question: Question,
        tasks: &mut JoinSet<()>,
        happens: mpsc::Sender<Happening>,
    ) -> Option<Input> {
        let Question { request, cpu_over, ask_browsers } = question;
        let Ok(turn) = Arc::clone(&self.turns).try_acquire_owned() else {
            let reason = "it is making lists of its processes for others; try again".to_owned();
            return Some(Input::Listed { request, answer: Err(reason) });
        };
        tasks.spawn(async move {
            let listed = list_processes(cpu_over, ask_browsers).await;
            drop(turn);
            let answer = listed.map_err(|error| chain(&error));
            tell(&happens, Happening::Listed { request, answer }).await;
        });
        None
    }
}
