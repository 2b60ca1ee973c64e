// What the reader may do in the project that the address is about. The controller decides; pages only leave out what it
// would refuse.
import type { Me } from "./session";

/** Edits and shares runs. */
export function mayEdit(me: Me | undefined): boolean {
  return holds(me, "run");
}

/** Deletes runs, makes tokens, gives roles, reads the audit log. */
export function mayAdminister(me: Me | undefined): boolean {
  return holds(me, "admin");
}

function holds(me: Me | undefined, scope: string): boolean {
  return me !== undefined && (me.scopes.includes(scope) || me.scopes.includes("admin"));
}
