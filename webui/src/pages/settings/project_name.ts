// The name for people of the project that the settings are about.
import type { Me } from "../../api/session";

export function projectName(me: Me): string {
  return me.projects.find(({ id }) => id === me.project)?.name ?? me.project;
}
