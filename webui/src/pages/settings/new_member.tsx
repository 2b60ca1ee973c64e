// Gives a person who has an account a role in the project.
import { useId, useState, type FormEvent } from "react";

import { useChangeRole } from "../../api/settings";
import { useLocale } from "../../i18n/locale";
import { Refused } from "../../shell/refused";
import { Fold } from "./fold";
import type { Role } from "./role";
import { RoleSelect } from "./role_select";

export function NewMember() {
  const { t } = useLocale();
  const id = useId();
  const [name, setName] = useState("");
  const [role, setRole] = useState<Role>("viewer");
  const giving = useChangeRole();

  function give(event: FormEvent) {
    event.preventDefault();
    giving.mutate({ name: name.trim(), role, everywhere: false }, { onSuccess: () => setName("") });
  }

  return (
    <Fold label={t("members.add")}>
      <form className="sheet" aria-label={t("members.add")} onSubmit={give}>
        <div className="fields">
          <div className="entry">
            <label htmlFor={id}>{t("signin.account")}</label>
            <input
              id={id}
              required
              autoComplete="off"
              autoCapitalize="none"
              spellCheck={false}
              value={name}
              onChange={(event) => setName(event.target.value)}
            />
          </div>
          <RoleSelect role={role} onChange={setRole} />
        </div>
        <Refused error={giving.error} />
        <div className="actions">
          <button type="submit" className="main" disabled={giving.isPending}>
            {t("members.give")}
          </button>
        </div>
      </form>
    </Fold>
  );
}
