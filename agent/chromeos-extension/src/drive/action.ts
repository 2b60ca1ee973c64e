// What the driver asks of a page, and what the page answers. Holds no logic.
import type { Chord } from "./keys";
import type { ScrollTo, Selector } from "./scenario";

export type Action =
  | { do: "click"; at: Selector }
  | { do: "hover"; at: Selector }
  | { do: "type"; into: Selector; text: string; clear: boolean }
  | { do: "press"; chord: Chord }
  | { do: "select"; from: Selector; value: string }
  | { do: "scroll"; to: ScrollTo }
  | { do: "visible"; at: Selector }
  | { do: "text"; text: string };

export type Answer =
  | { kind: "done"; value?: boolean }
  /** Nothing matches, or not yet. */
  | { kind: "absent" }
  /** It is there and cannot be acted upon, or not yet. */
  | { kind: "not_ready"; message: string }
  /** It will never succeed, e.g. a selector that is none. */
  | { kind: "wrong"; message: string };

/** The name under which the page's side stands in its isolated world. */
export const ACT = "__perfsightAct";
