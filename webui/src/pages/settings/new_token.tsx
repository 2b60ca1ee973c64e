// Makes a token and shows its secret this once.
import { useId, useState, type FormEvent } from "react";

import { useCreateToken } from "../../api/settings";
import type { Key } from "../../i18n/catalog";
import { useLocale } from "../../i18n/locale";
import { CopyField } from "../../shell/copy_field";
import { Life, secondsOf } from "../../shell/life";
import { Refused } from "../../shell/refused";
import { Fold } from "./fold";

const SCOPES = ["read", "ingest", "run", "agent", "admin"] as const;
const CHOICES = [7, 30, 90, 365, 0] as const;

export function NewToken() {
  const { t } = useLocale();
  const id = useId();
  const [name, setName] = useState("");
  const [scopes, setScopes] = useState<readonly string[]>(["read"]);
  const [days, setDays] = useState(90);
  const creating = useCreateToken();

  function create(event: FormEvent) {
    event.preventDefault();
    const seconds = secondsOf(days);
    const wanted = { name, scopes: [...scopes], ...(seconds && { expires_in_seconds: seconds }) };
    creating.mutate(wanted, { onSuccess: () => setName("") });
  }

  return (
    <Fold label={t("tokens.new")}>
      <form className="sheet" aria-label={t("tokens.new")} onSubmit={create}>
        <div className="fields">
          <div className="entry wide">
            <label htmlFor={id}>{t("tokens.name")}</label>
            <input
              id={id}
              required
              maxLength={100}
              autoComplete="off"
              placeholder={t("tokens.name.example")}
              value={name}
              onChange={(event) => setName(event.target.value)}
            />
          </div>
          <Life label={t("access.ends")} choices={CHOICES} days={days} onChange={setDays} />
        </div>
        <fieldset className="choices">
          <legend>{t("tokens.scopes")}</legend>
          {SCOPES.map((scope) => (
            <label key={scope}>
              <input
                type="checkbox"
                checked={scopes.includes(scope)}
                onChange={(event) => setScopes(toggled(scopes, scope, event.target.checked))}
              />
              <code>{scope}</code> <span className="muted">{t(`scope.${scope}` satisfies Key)}</span>
            </label>
          ))}
        </fieldset>
        <Refused error={creating.error} />
        <div className="actions">
          <button type="submit" className="main" disabled={creating.isPending || scopes.length === 0}>
            {t("tokens.create")}
          </button>
        </div>
        {creating.data && (
          <div className="secret">
            <CopyField
              label={t("tokens.once", { name: creating.data.token.name })}
              text={creating.data.secret}
            />
          </div>
        )}
      </form>
    </Fold>
  );
}

function toggled(scopes: readonly string[], scope: string, on: boolean): readonly string[] {
  return on ? [...scopes, scope] : scopes.filter((other) => other !== scope);
}
