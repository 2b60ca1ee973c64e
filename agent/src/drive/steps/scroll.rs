//! The step `scroll`, with real wheel events at the middle of the window. Never by setting a position, unless the
//! wheel cannot reach the element.

use std::time::Duration;

use dataset::LogLevel;
use fantoccini::actions::{WheelAction, WheelActions};
use scenarios::ScrollTo;
use serde_json::Value;
use tokio::time::Instant;

use super::element::{Patience, argument, described};
use super::failure::StepError;
use crate::drive::stage::Stage;
use crate::drive::webdriver::failure::CommandError;

/// One notch of a wheel.
const NOTCH_PX: u64 = 120;
const MOST_NOTCHES: u64 = 500;
const NOTCH_TIME: Duration = Duration::from_millis(16);
/// How often the wheel is turned again when the page grew or something stopped it.
const ROUNDS: usize = 4;

const TO_ELEMENT: &str = "const r = arguments[0].getBoundingClientRect();\
    if (r.top >= 0 && r.left >= 0 && r.bottom <= innerHeight && r.right <= innerWidth) return [0, 0];\
    const off = (start, size, room) => start >= 0 && start + size <= room ? 0 : \
        size >= room ? start : start + size / 2 - room / 2;\
    return [Math.round(off(r.left, r.width, innerWidth)), Math.round(off(r.top, r.height, innerHeight))]";
const TO_TOP: &str = "return [0, -Math.ceil(scrollY)]";
const TO_BOTTOM: &str = "const all = document.scrollingElement || document.documentElement;\
    return [0, Math.max(0, Math.floor(all.scrollHeight - innerHeight - scrollY))]";
/// Ends when the position has not changed for six frames, at the latest after two seconds.
const SETTLED: &str = "return new Promise(done => { let last = null, still = 0, frames = 0;\
    const look = () => { const here = scrollX + ',' + scrollY; still = here === last ? still + 1 : 0; last = here;\
    if (still >= 6 || ++frames > 120) done(here); else requestAnimationFrame(look); }; look(); })";
const JUMP: &str = "arguments[0].scrollIntoView({block: 'center', inline: 'center', behavior: 'instant'})";

pub(crate) async fn scroll(stage: &Stage, to: &ScrollTo, deadline: Instant) -> Result<(), StepError> {
    match to {
        ScrollTo::By { x, y } => Ok(turn_wheel(stage, *x, *y).await?),
        ScrollTo::Top => Ok(turn_until_there(stage, TO_TOP, &[]).await.map(drop)?),
        ScrollTo::Bottom => Ok(turn_until_there(stage, TO_BOTTOM, &[]).await.map(drop)?),
        ScrollTo::Element(selector) => {
            let patience = Patience::new(selector, deadline);
            let element = loop {
                match stage.session().find(selector).await {
                    Ok(element) => break argument(&element),
                    Err(error) => patience.after(error).await?,
                }
            };
            let there = turn_until_there(stage, TO_ELEMENT, std::slice::from_ref(&element)).await?;
            if !there {
                let text = format!("the wheel does not reach {}; jumped to it", described(selector));
                stage.narrator.log(LogLevel::Warn, "step", &text).await;
                stage.session().execute(JUMP, vec![element]).await?;
            }
            Ok(())
        }
    }
}

/// Turns the wheel by what the script says is left, until nothing is.
async fn turn_until_there(stage: &Stage, script: &str, arguments: &[Value]) -> Result<bool, CommandError> {
    for _ in 0..ROUNDS {
        let left = stage.session().execute(script, arguments.to_vec()).await?;
        let (x, y) = pair(&left)?;
        if x == 0 && y == 0 {
            return Ok(true);
        }
        turn_wheel(stage, x, y).await?;
    }
    Ok(false)
}

async fn turn_wheel(stage: &Stage, x: i64, y: i64) -> Result<(), CommandError> {
    let session = stage.session();
    let middle = session.execute("return [innerWidth >> 1, innerHeight >> 1]", Vec::new()).await?;
    session.perform(wheel(pair(&middle)?, x, y)).await?;
    session.execute(SETTLED, Vec::new()).await.map(drop)
}

/// What a script gave; a page that gave something else is not there yet.
fn pair(told: &Value) -> Result<(i64, i64), CommandError> {
    // A zero may come as `-0`, which is no integer to a JSON reader.
    let px_of = |index: usize| told[index].as_f64().map(|px| px as i64);
    px_of(0).zip(px_of(1)).ok_or_else(|| CommandError::Refused {
        status: None,
        message: format!("the page told `{told}` instead of a distance in px"),
    })
}

fn wheel(at: (i64, i64), x: i64, y: i64) -> WheelActions {
    let mut actions = WheelActions::new("wheel".to_owned());
    for (delta_x, delta_y) in notches(x, y) {
        actions.push(WheelAction::Scroll { duration: Some(NOTCH_TIME), x: at.0, y: at.1, delta_x, delta_y });
    }
    actions
}

/// Splits a distance into notches that add up to it exactly.
fn notches(x: i64, y: i64) -> Vec<(i64, i64)> {
    let longest = x.unsigned_abs().max(y.unsigned_abs());
    let count = longest.div_ceil(NOTCH_PX).clamp(1, MOST_NOTCHES) as i64;
    let share = |whole: i64, notch: i64| whole * (notch + 1) / count - whole * notch / count;
    (0..count).map(|notch| (share(x, notch), share(y, notch))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_two_numbers_are_a_distance() {
        let read = |text: &str| pair(&serde_json::from_str(text).unwrap()).ok();
        assert_eq!(read("[0, -0]"), Some((0, 0)));
        assert_eq!(read("[-0.0, 1200]"), Some((0, 1200)));
        for none in ["null", "[0]", "[null, 0]", "{}"] {
            assert_eq!(read(none), None, "{none}");
        }
    }

    #[test]
    fn notches_add_up_to_the_distance() {
        let check = |x: i64, y: i64, count: usize| {
            let notches = notches(x, y);
            assert_eq!(notches.len(), count, "{x} {y}");
            assert_eq!(notches.iter().map(|notch| notch.0).sum::<i64>(), x);
            assert_eq!(notches.iter().map(|notch| notch.1).sum::<i64>(), y);
        };
        check(0, 0, 1);
        check(0, 100, 1);
        check(-7, 1000, 9);
        check(0, -1_000_000, 500);
    }
}
