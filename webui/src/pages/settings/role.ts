// A person's role in a project: the one given there, and the one that holds, since a role may hold everywhere.
import type { User } from "../../api/settings";

export const ROLES = ["none", "viewer", "editor", "admin"] as const;
export type Role = (typeof ROLES)[number];

interface Roles {
  /** Given in this project. */
  here: Role;
  /** Given in every project. */
  everywhere: Role;
  /** What the person may do here. */
  effective: Role;
}

export function roleIn(user: Pick<User, "roles">, project: string): Roles {
  const of = (id: string) => known(user.roles.find((role) => role.project === id)?.role);
  const [here, everywhere] = [of(project), of("*")];
  return { here, everywhere, effective: ROLES.indexOf(here) > ROLES.indexOf(everywhere) ? here : everywhere };
}

function known(word: string | undefined): Role {
  return ROLES.find((role) => role === word) ?? "none";
}
