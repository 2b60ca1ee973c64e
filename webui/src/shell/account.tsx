// Who the reader is, among which projects they choose, and the way out.
import { useQueryClient } from "@tanstack/react-query";

import { addressOfProject } from "../api/project";
import { signOut, useMe, type Me } from "../api/session";
import { useLocale } from "../i18n/locale";

/** Nothing for whoever is nobody yet. */
export function Account() {
  const { t } = useLocale();
  const queries = useQueryClient();
  const me = useMe().data;
  if (!me) return null;

  async function leave() {
    await signOut();
    await queries.resetQueries();
  }

  return (
    <>
      <ProjectChoice me={me} />
      {(me.kind === "person" || me.kind === "token") && (
        <span className="account">
          <span className="muted">{me.display_name ?? me.name}</span>{" "}
          <button type="button" onClick={() => void leave()}>
            {t("signin.out")}
          </button>
        </span>
      )}
    </>
  );
}

function ProjectChoice({ me }: { me: Me }) {
  const { t } = useLocale();
  if (me.projects.length < 2) return null;
  return (
    <label>
      <span className="hidden">{t("app.project")}</span>
      <select value={me.project} onChange={(event) => location.assign(addressOfProject(event.target.value))}>
        {me.projects.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}

/** Red for as long as the controller asks nobody who they are. */
export function OpenBanner() {
  const { t } = useLocale();
  if (!useMe().data?.open) return null;
  return (
    <p className="open-mode" role="note">
      <strong>{t("open.title")}</strong> {t("open.explain")}
    </p>
  );
}
