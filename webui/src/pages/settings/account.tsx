// Who the reader is, what they may do in which project, their password, and how the pages look to them.
import type { Me } from "../../api/session";
import { mayAdminister, mayEdit } from "../../api/rights";
import { useLocale } from "../../i18n/locale";
import { useTitle } from "../../shell/title";
import { LookForm } from "./look_form";
import { PasswordForm } from "./password_form";
import { projectName } from "./project_name";

export function AccountPart({ me }: { me: Me }) {
  const { t } = useLocale();
  useTitle(t("settings.account"));
  return (
    <>
      <h1 className="headline">
        <Sentence me={me} />
      </h1>
      <dl className="facts">
        <Fact label={t("account.name")} value={me.name} />
        {me.operator && <Fact label={t("account.everywhere")} value={t("account.operator")} />}
        <Fact label={t("account.projects")} value={me.projects.map(({ name }) => name).join(", ")} />
      </dl>
      {me.kind === "person" && <PasswordForm />}
      <LookForm me={me} />
    </>
  );
}

function Sentence({ me }: { me: Me }) {
  const { t } = useLocale();
  const [name, project] = [me.display_name ?? me.name, projectName(me)];
  if (me.kind === "person") {
    const role = mayAdminister(me) ? "admin" : mayEdit(me) ? "editor" : "viewer";
    return t("account.headline.person", { name, project, role: t(`role.${role}`) });
  }
  if (me.kind === "token") {
    return t("account.headline.token", { name, project, scopes: me.scopes.join(", ") });
  }
  return t("account.headline.open", { project });
}

function Fact({ label, value }: { label: string; value: string }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{value}</dd>
    </div>
  );
}
