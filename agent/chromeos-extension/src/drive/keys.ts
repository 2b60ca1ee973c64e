// Chords such as `Control+Shift+A` as the keys that a page sees. Never presses anything.

export interface Chord {
  /** Keys in the order in which they are pressed, as `KeyboardEvent.key` names them. */
  keys: string[];
  ctrlKey: boolean;
  shiftKey: boolean;
  altKey: boolean;
  metaKey: boolean;
}

const NAMES: Record<string, string> = {
  enter: "Enter",
  return: "Enter",
  tab: "Tab",
  escape: "Escape",
  esc: "Escape",
  space: " ",
  backspace: "Backspace",
  delete: "Delete",
  insert: "Insert",
  home: "Home",
  end: "End",
  pageup: "PageUp",
  pagedown: "PageDown",
  arrowup: "ArrowUp",
  up: "ArrowUp",
  arrowdown: "ArrowDown",
  down: "ArrowDown",
  arrowleft: "ArrowLeft",
  left: "ArrowLeft",
  arrowright: "ArrowRight",
  right: "ArrowRight",
  control: "Control",
  ctrl: "Control",
  shift: "Shift",
  alt: "Alt",
  meta: "Meta",
  command: "Meta",
  super: "Meta",
};

/** The chord; a text says which part names no key. */
export function readChord(written: string): Chord | string {
  // "Control++" is the plus key with Control; "+" alone is the plus key.
  const isPlus = written === "+" || written.endsWith("++");
  const parts = isPlus ? written.replace(/\+*$/, "") : written;
  const names = parts === "" ? [] : parts.split("+");
  const keys: string[] = [];
  for (const name of names) {
    const key = keyOf(name);
    if (key === undefined) return wrong(name, written);
    keys.push(key);
  }
  if (isPlus) keys.push("+");
  if (keys.length === 0) return wrong("", written);
  const holds = (key: string) => keys.includes(key);
  return {
    keys,
    ctrlKey: holds("Control"),
    shiftKey: holds("Shift"),
    altKey: holds("Alt"),
    metaKey: holds("Meta"),
  };
}

function keyOf(name: string): string | undefined {
  if ([...name].length === 1) return name;
  const key = NAMES[name.toLowerCase()];
  return key ?? (/^f([1-9]|1[0-2])$/i.test(name) ? name.toUpperCase() : undefined);
}

function wrong(part: string, chord: string): string {
  return `\`${part}\` in \`${chord}\` is not a key; write a single character or a name such as Enter, Tab, Escape or F5`;
}
