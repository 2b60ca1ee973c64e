// Chooses a role, with what it allows beside it.
import { useId } from "react";

import { useLocale } from "../../i18n/locale";
import { ROLES, type Role } from "./role";

export function RoleSelect({ role, onChange }: { role: Role; onChange: (role: Role) => void }) {
  const { t } = useLocale();
  const id = useId();
  return (
    <div className="entry">
      <label htmlFor={id}>{t("members.role.field")}</label>
      <select id={id} value={role} onChange={(event) => onChange(event.target.value as Role)}>
        {ROLES.filter((each) => each !== "none").map((each) => (
          <option key={each} value={each}>
            {t(`role.${each}`)}
          </option>
        ))}
      </select>
      <span className="muted small">{t(`role.${role}.explain`)}</span>
    </div>
  );
}
