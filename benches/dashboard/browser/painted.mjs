// How long it takes from a reader's act until its result is painted, measured inside the page: the page's clock knows
// both ends, and nothing of the driver lies in between.

/**
 * Clicks or goes, then waits for the first frame after which nothing is in work and `shown` holds. `act` is
 * `{goTo: address}` or `{click: selector}`; `shown` is a selector that has to be there. Gives ms.
 */
export async function painted(page, act, shown) {
  return page.evaluate(
    ([act, shown, limitMs]) =>
      new Promise((resolve, reject) => {
        const begun = performance.now();
        const busy = () =>
          document.querySelector("main [aria-busy=true], main .skeleton, main .old") !== null;
        // One frame lets the page begin; then each frame is looked at. What stands when a frame begins was painted before.
        const look = () => {
          if (!busy() && document.querySelector(shown)) {
            requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - begun)));
          } else if (performance.now() - begun > limitMs) {
            reject(new Error(`${JSON.stringify(act)}: ${shown} is not there after ${limitMs} ms`));
          } else requestAnimationFrame(look);
        };
        if (act.click) document.querySelector(act.click).click();
        else history.pushState(null, "", act.goTo);
        requestAnimationFrame(() => requestAnimationFrame(look));
      }),
    [act, shown, 60_000],
  );
}
