// The page's side of a driven tab, in a world of its own. Does one action a call and decides nothing about the next.
import { ACT, type Action, type Answer } from "../drive/action";
import { Absent, find, findAll, isShown, NotReady } from "./elements";
import { press, type } from "./keyboard";
import { click, hover } from "./pointer";
import { scroll } from "./scroll";

async function act(action: Action): Promise<Answer> {
  try {
    return await perform(action);
  } catch (error) {
    if (error instanceof Absent) return { kind: "absent" };
    const message = error instanceof Error ? error.message : String(error);
    return { kind: error instanceof NotReady ? "not_ready" : "wrong", message };
  }
}

async function perform(action: Action): Promise<Answer> {
  switch (action.do) {
    case "click":
      click(action.at);
      break;
    case "hover":
      hover(action.at);
      break;
    case "type":
      type(action.into, action.text, action.clear);
      break;
    case "press":
      press(action.chord);
      break;
    case "select":
      select(find(action.from), action.value);
      break;
    case "scroll":
      await scroll(action.to);
      break;
    case "visible":
      return { kind: "done", value: findAll(action.at).some(isShown) };
    case "text":
      return { kind: "done", value: document.body?.innerText.includes(action.text) ?? false };
  }
  return { kind: "done" };
}

function select(list: HTMLElement, value: string): void {
  if (!(list instanceof HTMLSelectElement)) throw new Error(`it is a <${list.localName}> and no <select>`);
  const option = [...list.options].find((each) => each.value === value);
  if (option === undefined) throw new NotReady(`it has no option \`${value}\``);
  if (list.disabled || option.disabled) throw new NotReady("it is disabled");
  list.focus();
  option.selected = true;
  list.dispatchEvent(new Event("input", { bubbles: true, composed: true }));
  list.dispatchEvent(new Event("change", { bubbles: true }));
}

(globalThis as unknown as Record<string, unknown>)[ACT] = act;
