// The settings: what belongs to the project, and what to the reader. The address says which part is shown.
import { Link } from "wouter";

import { mayAdminister } from "../../api/rights";
import { useMe, type Me } from "../../api/session";
import type { Key } from "../../i18n/catalog";
import { useLocale } from "../../i18n/locale";
import { Failure } from "../../shell/failure";
import { AccountPart } from "./account";
import { AuditPart } from "./audit";
import { MembersPart } from "./members";
import { ProjectsPart } from "./projects";
import { TokensPart } from "./tokens";
import "./settings.css";

interface Part {
  name: string;
  label: Key;
  /** Whether only administrators of the project see it. */
  guarded: boolean;
  show: (me: Me) => React.ReactNode;
}

const PARTS: readonly Part[] = [
  { name: "account", label: "settings.account", guarded: false, show: (me) => <AccountPart me={me} /> },
  { name: "tokens", label: "settings.tokens", guarded: true, show: (me) => <TokensPart me={me} /> },
  { name: "members", label: "settings.members", guarded: true, show: (me) => <MembersPart me={me} /> },
  { name: "projects", label: "settings.projects", guarded: false, show: (me) => <ProjectsPart me={me} /> },
  { name: "audit", label: "settings.audit", guarded: true, show: (me) => <AuditPart me={me} /> },
];

export default function SettingsPage({ part: asked }: { part: string | undefined }) {
  const { t } = useLocale();
  const me = useMe();
  if (me.error) return <Failure error={me.error} retry={() => void me.refetch()} />;
  if (!me.data) return <p className="hidden">{t("state.loading")}</p>;
  const part = PARTS.find(({ name }) => name === (asked ?? "account"));
  if (!part) return <h1>{t("state.notFound")}</h1>;
  const may = mayAdminister(me.data);
  return (
    <div className="settings">
      <nav className="parts" aria-label={t("app.settings")}>
        {PARTS.filter(({ guarded }) => may || !guarded).map(({ name, label }) => (
          <Link key={name} href={`/settings/${name}`} aria-current={name === part.name ? "page" : undefined}>
            {t(label)}
          </Link>
        ))}
      </nav>
      <div className="part">{part.guarded && !may ? <Closed me={me.data} /> : part.show(me.data)}</div>
    </div>
  );
}

function Closed({ me }: { me: Me }) {
  const { t } = useLocale();
  return <h1 className="headline">{t("settings.closed", { project: me.project })}</h1>;
}
