// A pointer made of events: pages hear it as they hear a mouse, except that the browser does not vouch for it.
import { find, pointOn } from "./elements";
import type { Selector } from "../drive/scenario";

const MOUSE = { bubbles: true, cancelable: true, composed: true, view: window };
const POINTER = { ...MOUSE, pointerId: 1, pointerType: "mouse", isPrimary: true };

export function hover(at: Selector): void {
  const element = find(at);
  over(element, pointOn(element));
}

export function click(at: Selector): void {
  const element = find(at);
  const point = pointOn(element);
  over(element, point);
  element.dispatchEvent(new PointerEvent("pointerdown", { ...POINTER, ...point, buttons: 1 }));
  const isFocusing = element.dispatchEvent(
    new MouseEvent("mousedown", { ...MOUSE, ...point, buttons: 1, detail: 1 }),
  );
  if (isFocusing) element.focus({ preventScroll: true });
  element.dispatchEvent(new PointerEvent("pointerup", { ...POINTER, ...point }));
  element.dispatchEvent(new MouseEvent("mouseup", { ...MOUSE, ...point, detail: 1 }));
  // A click event of its own follows links, checks boxes and submits forms.
  element.click();
}

function over(element: HTMLElement, point: { clientX: number; clientY: number }): void {
  for (const type of ["pointerover", "pointerenter", "pointermove"]) {
    element.dispatchEvent(new PointerEvent(type, { ...POINTER, ...point, bubbles: type !== "pointerenter" }));
  }
  for (const type of ["mouseover", "mouseenter", "mousemove"]) {
    element.dispatchEvent(new MouseEvent(type, { ...MOUSE, ...point, bubbles: type !== "mouseenter" }));
  }
}
