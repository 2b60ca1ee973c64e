// Who the reader is, what they may do in which project, and their password.
import type { Me } from "../../api/session";
import { useLocale } from "../../i18n/locale";
import { useTitle } from "../../shell/title";
import { PasswordForm } from "./password_form";
import { projectName } from "./project_name";

const KINDS = ["person", "token", "open", "link"] as const;

export function AccountPart({ me }: { me: Me }) {
  const { t } = useLocale();
  const kind = KINDS.find((each) => each === me.kind) ?? "open";
  useTitle(t("settings.account"));
  return (
    <>
      <h1 className="headline">
        {t(`account.headline.${kind}`, { name: me.display_name ?? me.name, project: projectName(me) })}
      </h1>
      <dl className="facts">
        <Fact label={t("account.name")} value={me.name} />
        <Fact label={t("account.may", { project: projectName(me) })} value={me.scopes.join(", ")} />
        {me.operator && <Fact label={t("account.everywhere")} value={t("account.operator")} />}
        <Fact label={t("account.projects")} value={me.projects.map(({ name }) => name).join(", ")} />
      </dl>
      {kind === "person" && <PasswordForm />}
    </>
  );
}

function Fact({ label, value }: { label: string; value: string }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{value}</dd>
    </div>
  );
}
