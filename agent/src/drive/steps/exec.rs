//! The step `exec`: an outside program that the operator allowed. Never a shell, never the agent's own environment.

use std::process::Stdio;
use std::time::Duration;

use dataset::LogLevel;
use tokio::io::AsyncRead;
use tokio::process::{Child, Command};
use tokio::time::timeout;

use super::failure::StepError;
use crate::drive::narrator::Narrator;
use crate::drive::process::group::kill_group;
use crate::drive::process::lines::Lines;
use crate::drive::process::marker::{ATTEMPT_VARIABLE, FOLDER_VARIABLE};
use crate::drive::stage::Stage;

/// What a program gets of the agent's environment.
const PASSED_ON: [&str; 5] = ["PATH", "HOME", "LANG", "TZ", "TMPDIR"];
/// Where the pages stand, for programs that fetch them; absent for scenarios with whole addresses.
const SITE_VARIABLE: &str = "PERFSIGHT_SITE";
const MOST_LINES: usize = 2000;

pub(crate) async fn run(
    stage: &Stage,
    program: &str,
    arguments: &[String],
    limit: Duration,
) -> Result<(), StepError> {
    let mut child = started(stage, program, arguments)?;
    let out = child.stdout.take().expect("its output is piped");
    let err = child.stderr.take().expect("its errors are piped");
    let narrator = &stage.narrator;
    let finished = async {
        let ((), (), status) = tokio::join!(
            relay(narrator, program, LogLevel::Info, out),
            relay(narrator, program, LogLevel::Warn, err),
            child.wait()
        );
        status
    };
    match timeout(limit, finished).await {
        Ok(Ok(status)) if status.success() => Ok(()),
        Ok(Ok(status)) => {
            Err(StepError::Unsuccessful { program: program.to_owned(), status: status.to_string() })
        }
        Ok(Err(source)) => Err(StepError::NotStarted { program: program.to_owned(), source }),
        Err(_) => {
            kill_group(&child);
            Err(StepError::TooLong { limit })
        }
    }
}

fn started(stage: &Stage, program: &str, arguments: &[String]) -> Result<Child, StepError> {
    let allowed = &stage.environment.allowed_programs;
    let path = allowed.get(program).ok_or_else(|| StepError::NotAllowed {
        program: program.to_owned(),
        allowed: if allowed.is_empty() {
            "none".to_owned()
        } else {
            allowed.keys().cloned().collect::<Vec<_>>().join(", ")
        },
    })?;
    let secrets = stage.narrator.secrets();
    let arguments =
        arguments.iter().map(|argument| secrets.reveal(argument)).collect::<Result<Vec<_>, _>>()?;
    let mut command = Command::new(path);
    command.args(arguments).env_clear();
    for name in PASSED_ON {
        if let Some(value) = std::env::var_os(name) {
            command.env(name, value);
        }
    }
    command
        .envs(&stage.environment.program_environment)
        .env(ATTEMPT_VARIABLE, &stage.attempt)
        .env(FOLDER_VARIABLE, &stage.environment.folder)
        .current_dir(stage.scratch.temporary())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true);
    if let Some(base) = &stage.base {
        command.env(SITE_VARIABLE, base);
    }
    #[cfg(unix)]
    command.process_group(0);
    command.spawn().map_err(|source| StepError::NotStarted { program: program.to_owned(), source })
}

/// Every line becomes a line of the run's log, up to a limit; the rest is read and counted.
async fn relay(narrator: &Narrator, program: &str, level: LogLevel, output: impl AsyncRead + Unpin) {
    let mut lines = Lines::of(output);
    let mut count = 0_usize;
    while let Ok(Some(line)) = lines.next().await {
        count += 1;
        if count <= MOST_LINES {
            narrator.log(level, "step", &format!("{program}: {line}")).await;
        }
    }
    if count > MOST_LINES {
        let left_out = count - MOST_LINES;
        narrator.log(LogLevel::Warn, "step", &format!("{program}: {left_out} more lines left out")).await;
    }
}
