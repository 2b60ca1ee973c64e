// Who has which role in the project; whoever administers the installation sees and makes accounts too.
import { useSearch } from "wouter";

import type { Me } from "../../api/session";
import { useUsers, type User } from "../../api/settings";
import { useLocale } from "../../i18n/locale";
import { pageOf } from "../../shell/page_links";
import { useTitle } from "../../shell/title";
import { Listed } from "./listed";
import { MemberRow } from "./member_row";
import { NewMember } from "./new_member";
import { NewUser } from "./new_user";
import { projectName } from "./project_name";
import { roleIn } from "./role";

export function MembersPart({ me }: { me: Me }) {
  const { t } = useLocale();
  const users = useUsers(pageOf(useSearch()));
  useTitle(t("settings.members"));
  return (
    <>
      <Sentence users={users.data?.items} me={me} />
      <div className="folds">{me.operator ? <NewUser project={me.project} /> : <NewMember />}</div>
      <Listed query={users}>{(items) => (items.length > 0 ? <Rows users={items} me={me} /> : null)}</Listed>
    </>
  );
}

function Sentence({ users, me }: { users: readonly User[] | undefined; me: Me }) {
  const { t } = useLocale();
  if (!users) return <h1 className="headline">{t("settings.members")}</h1>;
  const project = projectName(me);
  const roles = users.filter((user) => !user.disabled_at).map((user) => roleIn(user, me.project).effective);
  const count = roles.filter((role) => role !== "none").length;
  const admins = roles.filter((role) => role === "admin").length;
  return (
    <h1 className="headline">
      {count === 1 ? t("members.headline.one", { project }) : t("members.headline", { count, project })}
      {count > 0 && `${t("runs.join")}${t("members.admins", { count: admins })}`}
    </h1>
  );
}

function Rows({ users, me }: { users: readonly User[]; me: Me }) {
  const { t } = useLocale();
  return (
    <table className="cards">
      <caption className="hidden">{t("settings.members")}</caption>
      <thead>
        <tr>
          <th scope="col">{t("members.person")}</th>
          <th scope="col">{t("members.role", { project: projectName(me) })}</th>
          <th scope="col">{t("members.lastLogin")}</th>
          <th scope="col">{t("access.created")}</th>
          <th scope="col">
            <span className="hidden">{t("access.state")}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {users.map((user) => (
          <MemberRow key={user.name} user={user} me={me} />
        ))}
      </tbody>
    </table>
  );
}
