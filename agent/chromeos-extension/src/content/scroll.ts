// A wheel made of events: pages hear each notch and may refuse it. Jumps only where the wheel does not get to.
import type { ScrollTo } from "../drive/scenario";
import { find } from "./elements";

/** One notch of a wheel, CSS pixels. */
const NOTCH = 120;
const MOST_NOTCHES = 500;
/** How often the wheel is turned again when the page grew or something stopped it. */
const ROUNDS = 4;
/** A position that stood still for so many frames is settled. */
const STILL_FRAMES = 6;
const MOST_FRAMES = 120;

export async function scroll(to: ScrollTo): Promise<void> {
  if (typeof to === "object" && "by" in to) return turn(to.by.x, to.by.y);
  for (let round = 0; round < ROUNDS; round += 1) {
    const [x, y] = left(to);
    if (x === 0 && y === 0) return;
    await turn(x, y);
  }
  if (typeof to === "object") find(to.element).scrollIntoView({ block: "center", behavior: "instant" });
}

/** How far it is to the goal, CSS pixels. */
function left(to: Exclude<ScrollTo, { by: unknown }>): [number, number] {
  const page = document.scrollingElement ?? document.documentElement;
  if (to === "top") return [0, -Math.ceil(scrollY)];
  if (to === "bottom") return [0, Math.max(0, Math.floor(page.scrollHeight - innerHeight - scrollY))];
  const { left: x, top: y, right, bottom, width, height } = find(to.element).getBoundingClientRect();
  if (y >= 0 && x >= 0 && bottom <= innerHeight && right <= innerWidth) return [0, 0];
  return [distance(x, width, innerWidth), distance(y, height, innerHeight)];
}

function distance(start: number, size: number, room: number): number {
  if (start >= 0 && start + size <= room) return 0;
  return Math.round(size >= room ? start : start + size / 2 - room / 2);
}

async function turn(x: number, y: number): Promise<void> {
  const longest = Math.max(Math.abs(x), Math.abs(y));
  const count = Math.min(Math.max(Math.ceil(longest / NOTCH), 1), MOST_NOTCHES);
  const share = (whole: number, notch: number) =>
    Math.trunc((whole * (notch + 1)) / count) - Math.trunc((whole * notch) / count);
  for (let notch = 0; notch < count; notch += 1) {
    const [deltaX, deltaY] = [share(x, notch), share(y, notch)];
    const target = document.elementFromPoint(innerWidth / 2, innerHeight / 2) ?? document.body;
    const init = { deltaX, deltaY, bubbles: true, cancelable: true, composed: true, view: window };
    if (target.dispatchEvent(new WheelEvent("wheel", init))) {
      scrollable(target, deltaX, deltaY).scrollBy({ left: deltaX, top: deltaY, behavior: "instant" });
    }
    await frame();
  }
  await settled();
}

/** The nearest box around the element that can still move that way, as the browser chooses it. */
function scrollable(from: Element, x: number, y: number): Element {
  const page = document.scrollingElement ?? document.documentElement;
  for (let box: Element | null = from; box !== null && box !== page; box = box.parentElement) {
    const overflow = getComputedStyle(box);
    const moves = (size: number, shown: number, at: number, by: number, style: string) =>
      size > shown && /auto|scroll/.test(style) && (by > 0 ? at + shown < size - 1 : by < 0 && at > 0);
    if (moves(box.scrollHeight, box.clientHeight, box.scrollTop, y, overflow.overflowY)) return box;
    if (moves(box.scrollWidth, box.clientWidth, box.scrollLeft, x, overflow.overflowX)) return box;
  }
  return page;
}

async function settled(): Promise<void> {
  let last = "";
  for (let still = 0, frames = 0; still < STILL_FRAMES && frames < MOST_FRAMES; frames += 1) {
    const here = `${scrollX},${scrollY}`;
    still = here === last ? still + 1 : 0;
    last = here;
    await frame();
  }
}

/** The next frame; a tab that is hidden draws none, so a moment must do. */
function frame(): Promise<void> {
  return new Promise((resolve) => {
    const limit = setTimeout(resolve, 50);
    requestAnimationFrame(() => {
      clearTimeout(limit);
      resolve();
    });
  });
}
