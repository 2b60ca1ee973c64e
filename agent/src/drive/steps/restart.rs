//! The step `restart_browser`. Never keeps the old profile.

use dataset::LogLevel;

use super::failure::StepError;
use crate::chain::chain;
use crate::drive::stage::Stage;

pub(crate) async fn restart(stage: &mut Stage) -> Result<(), StepError> {
    if let Some(collector) = &stage.collector {
        collector.release().await;
    }
    if let Some(browser) = stage.browser.take()
        && let Err(error) = browser.end().await
    {
        let text = format!("the old browser did not end in good order: {}", chain(&error));
        stage.narrator.log(LogLevel::Warn, "driver", &text).await;
    }
    stage.start_browser().await?;
    if let (Some(collector), Some(browser)) = (&stage.collector, &stage.browser) {
        collector.retarget(browser.target.clone()).await;
    }
    Ok(())
}
