// A keyboard made of events, with what the browser would do for the common keys. Never shows what is typed.
import type { Chord } from "../drive/keys";
import type { Selector } from "../drive/scenario";
import { find, isShown, NotReady } from "./elements";

const KEY = { bubbles: true, cancelable: true, composed: true };
const FOCUSABLE = "a[href], button, input, select, textarea, [tabindex], [contenteditable]";

export function type(into: Selector, text: string, clear: boolean): void {
  const element = find(into);
  if (!isShown(element)) throw new NotReady("it is not shown");
  if ((element as HTMLInputElement).disabled || (element as HTMLInputElement).readOnly) {
    throw new NotReady("it takes no text now");
  }
  element.focus();
  if (clear) {
    document.execCommand("selectAll");
    document.execCommand("delete");
  } else toEnd(element);
  for (const character of text) {
    const key = character === "\n" ? "Enter" : character;
    stroke(key, { keys: [key], ctrlKey: false, shiftKey: false, altKey: false, metaKey: false });
  }
}

export function press(chord: Chord): void {
  const held: string[] = [];
  for (const key of chord.keys) {
    const isModifier = ["Control", "Shift", "Alt", "Meta"].includes(key);
    if (isModifier) {
      dispatch("keydown", key, chord);
      held.unshift(key);
    } else stroke(key, chord);
  }
  for (const key of held) dispatch("keyup", key, chord);
}

function stroke(key: string, chord: Chord): void {
  const isAllowed = dispatch("keydown", key, chord);
  if (isAllowed) perform(key, chord);
  dispatch("keyup", key, chord);
}

function dispatch(type: string, key: string, { ctrlKey, shiftKey, altKey, metaKey }: Chord): boolean {
  const target = document.activeElement ?? document.body;
  const init = { ...KEY, key, code: codeOf(key), ctrlKey, shiftKey, altKey, metaKey };
  return target.dispatchEvent(new KeyboardEvent(type, init));
}

function codeOf(key: string): string {
  if (/^[a-z]$/i.test(key)) return `Key${key.toUpperCase()}`;
  if (/^\d$/.test(key)) return `Digit${key}`;
  return key === " " ? "Space" : key;
}

/** What the browser does for a key of a real keyboard, as far as scenarios rely on it. */
function perform(key: string, chord: Chord): void {
  const target = document.activeElement as HTMLElement | null;
  if (chord.ctrlKey || chord.metaKey) {
    if (key.toLowerCase() === "a") document.execCommand("selectAll");
    return;
  }
  if (key === "Enter") enter(target);
  else if (key === "Tab") moveFocus(target, chord.shiftKey ? -1 : 1);
  else if (key === "Backspace") document.execCommand("delete");
  else if (key === "Delete") document.execCommand("forwardDelete");
  else if (key === " " && target?.matches("button, summary, input[type=checkbox], input[type=radio]"))
    target.click();
  else if ([...key].length === 1 && !chord.altKey) document.execCommand("insertText", false, key);
}

function enter(target: HTMLElement | null): void {
  if (target instanceof HTMLTextAreaElement || target?.isContentEditable)
    document.execCommand("insertLineBreak");
  else if (target instanceof HTMLInputElement) {
    target.dispatchEvent(new Event("change", { bubbles: true }));
    target.form?.requestSubmit();
  } else if (target?.matches("button, a[href], summary")) target.click();
}

function moveFocus(from: HTMLElement | null, by: number): void {
  const all = [...document.querySelectorAll<HTMLElement>(FOCUSABLE)];
  const reachable = all.filter(
    (each) => each.tabIndex >= 0 && isShown(each) && !(each as HTMLInputElement).disabled,
  );
  const place = from === null ? -1 : reachable.indexOf(from);
  reachable.at((place + by) % Math.max(reachable.length, 1))?.focus();
}

function toEnd(element: HTMLElement): void {
  if (element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement) {
    const { length } = element.value;
    // Inputs such as `number` have no caret that a script may set; theirs stands at the end already.
    if (element.selectionStart !== null) element.setSelectionRange(length, length);
  } else (getSelection()?.selectAllChildren(element), getSelection()?.collapseToEnd());
}
