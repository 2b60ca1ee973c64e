// The project's tokens: what each may do, when it was last used, until when it holds.
import { useState } from "react";
import { useSearch } from "wouter";

import type { Me } from "../../api/session";
import { useTokens, type Token } from "../../api/settings";
import { useLocale } from "../../i18n/locale";
import { pageOf } from "../../shell/page_links";
import { useTitle } from "../../shell/title";
import { Listed } from "./listed";
import { NewToken } from "./new_token";
import { projectName } from "./project_name";
import { TokenRow } from "./token_row";
import { holds, stateOf } from "./token_state";

export function TokensPart({ me }: { me: Me }) {
  const { t } = useLocale();
  const tokens = useTokens(pageOf(useSearch()));
  useTitle(t("settings.tokens"));
  return (
    <>
      <Sentence tokens={tokens.data?.items} project={projectName(me)} />
      <NewToken />
      <Listed query={tokens}>{(items) => <Rows tokens={items} />}</Listed>
    </>
  );
}

function Sentence({ tokens, project }: { tokens: readonly Token[] | undefined; project: string }) {
  const { t } = useLocale();
  const now = Date.now();
  const open = tokens?.filter((token) => holds(token, now)) ?? [];
  const soon = open.filter((token) => stateOf(token, now) === "soon").length;
  const unused = open.filter((token) => !token.last_used_at).length;
  if (!tokens) return <h1 className="headline">{t("settings.tokens")}</h1>;
  const count = open.length;
  return (
    <h1 className="headline">
      {count === 1 ? t("tokens.headline.one", { project }) : t("tokens.headline", { count, project })}
      {unused > 0 && `${t("runs.join")}${t("tokens.unused", { count: unused })}`}
      {soon > 0 && (
        <>
          {t("runs.join")}
          <span className="unsure">~ {t("tokens.soon", { count: soon })}</span>
        </>
      )}
    </h1>
  );
}

/** Those that hold, the newest first; those that ended when they are asked for. */
function Rows({ tokens }: { tokens: readonly Token[] }) {
  const { t } = useLocale();
  const [all, setAll] = useState(false);
  const now = Date.now();
  const open = tokens.filter((token) => holds(token, now)).reverse();
  const ended = tokens.filter((token) => !holds(token, now)).reverse();
  return (
    <>
      {open.length + (all ? ended.length : 0) > 0 && (
        <table className="cards">
          <caption className="hidden">{t("settings.tokens")}</caption>
          <thead>
            <tr>
              <th scope="col">{t("tokens.name")}</th>
              <th scope="col">{t("tokens.scopes")}</th>
              <th scope="col">{t("access.lastUsed")}</th>
              <th scope="col">{t("access.ends")}</th>
              <th scope="col">{t("access.created")}</th>
              <th scope="col">
                <span className="hidden">{t("access.state")}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {[...open, ...(all ? ended : [])].map((token) => (
              <TokenRow key={token.id} token={token} now={now} />
            ))}
          </tbody>
        </table>
      )}
      {ended.length > 0 && (
        <button type="button" className="plain more" aria-expanded={all} onClick={() => setAll(!all)}>
          {t(all ? "tokens.ended.hide" : "tokens.ended.show", { count: ended.length })}
        </button>
      )}
    </>
  );
}
