// Finds elements and tells whether they can be acted upon. Changes nothing but the scroll position.
import type { Selector } from "../drive/scenario";

/** The element is there and cannot be acted upon, or not yet. */
export class NotReady extends Error {}
/** Nothing matches. */
export class Absent extends Error {}

export function findAll(selector: Selector): Element[] {
  if ("css" in selector) return [...document.querySelectorAll(selector.css)];
  const found = document.evaluate(
    selector.xpath,
    document,
    null,
    XPathResult.ORDERED_NODE_SNAPSHOT_TYPE,
    null,
  );
  const nodes = Array.from({ length: found.snapshotLength }, (_, place) => found.snapshotItem(place));
  return nodes.filter((node) => node instanceof Element);
}

export function find(selector: Selector): HTMLElement {
  const [element] = findAll(selector);
  if (element === undefined) throw new Absent();
  return element as HTMLElement;
}

export function isShown(element: Element): boolean {
  const { width, height } = element.getBoundingClientRect();
  const isDrawn = element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
  // A box without a size may still show what overflows it.
  return isDrawn && ((width > 0 && height > 0) || [...element.children].some(isShown));
}

/** Brings the element into view and gives the point that a pointer would meet; something above it is an error. */
export function pointOn(element: HTMLElement): { clientX: number; clientY: number } {
  if (!isShown(element)) throw new NotReady("it is not shown");
  const before = element.getBoundingClientRect();
  if (before.top < 0 || before.left < 0 || before.bottom > innerHeight || before.right > innerWidth) {
    element.scrollIntoView({ block: "center", inline: "center", behavior: "instant" });
  }
  const { left, top, width, height } = element.getBoundingClientRect();
  const [clientX, clientY] = [left + width / 2, top + height / 2];
  const met = document.elementFromPoint(clientX, clientY);
  const isOurs = met !== null && (element.contains(met) || met.contains(element) || isLabelled(met, element));
  if (!isOurs) throw new NotReady(`at its middle stands ${met === null ? "nothing" : `<${met.localName}>`}`);
  return { clientX, clientY };
}

function isLabelled(met: Element, element: HTMLElement): boolean {
  return met.closest("label")?.control === element || met.getRootNode() !== document;
}
