// Makes an account with a role in the project, for whoever administers the installation.
import { useId, useState, type FormEvent } from "react";

import { useChangeRole, useCreateUser } from "../../api/settings";
import { useLocale } from "../../i18n/locale";
import { Refused } from "../../shell/refused";
import { Fold } from "./fold";
import type { Role } from "./role";
import { RoleSelect } from "./role_select";

const NOBODY = { name: "", display_name: "", email: "", password: "" };

export function NewUser({ project }: { project: string }) {
  const { t } = useLocale();
  const id = useId();
  const [person, setPerson] = useState(NOBODY);
  const [role, setRole] = useState<Role>("viewer");
  const [made, setMade] = useState("");
  const creating = useCreateUser();
  const giving = useChangeRole();
  const field = (name: keyof typeof NOBODY) => ({
    id: id + name,
    value: person[name],
    onChange: (event: { target: { value: string } }) => setPerson({ ...person, [name]: event.target.value }),
  });

  async function create(event: FormEvent) {
    event.preventDefault();
    setMade("");
    // What was left empty is not said.
    const told = Object.entries(person).filter(([, text]) => text.trim() !== "");
    const wanted = { name: person.name, ...Object.fromEntries(told) };
    try {
      const user = await creating.mutateAsync(wanted);
      await giving.mutateAsync({ name: user.name, role, everywhere: false });
      setMade(user.name);
      setPerson(NOBODY);
    } catch {
      // Shown beside the form.
    }
  }

  return (
    <Fold label={t("members.new")}>
      <form className="sheet" aria-label={t("members.new")} onSubmit={(event) => void create(event)}>
        <div className="fields">
          <div className="entry">
            <label htmlFor={`${id}name`}>{t("signin.account")}</label>
            <input {...field("name")} required autoComplete="off" autoCapitalize="none" spellCheck={false} />
          </div>
          <div className="entry">
            <label htmlFor={`${id}display_name`}>{t("members.displayName")}</label>
            <input {...field("display_name")} autoComplete="off" />
          </div>
          <RoleSelect role={role} onChange={setRole} />
          <div className="entry">
            <label htmlFor={`${id}email`}>{t("members.email")}</label>
            <input {...field("email")} type="email" autoComplete="off" />
          </div>
          <div className="entry wide">
            <label htmlFor={`${id}password`}>{t("members.password")}</label>
            <input
              {...field("password")}
              type="password"
              required={!person.email.trim()}
              minLength={12}
              autoComplete="new-password"
            />
          </div>
        </div>
        <Refused error={creating.error ?? giving.error} />
        <div className="actions">
          <button type="submit" className="main" disabled={creating.isPending || giving.isPending}>
            {t("members.create")}
          </button>
          <span role="status" className="muted">
            {made && t("members.made", { name: made, project })}
          </span>
        </div>
      </form>
    </Fold>
  );
}
