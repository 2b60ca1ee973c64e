// Named filters as links above the table: the project's, and the reader's own.
import { useState } from "react";
import { Link } from "wouter";

import { useLocale } from "../../i18n/locale";
import { readFilters, searchOf, type Filters } from "./filters";
import { useViews } from "./queries";
import { SaveView } from "./save_view";

export function SavedViews({ filters }: { filters: Filters }) {
  const { t } = useLocale();
  const views = useViews().data ?? [];
  const [saving, setSaving] = useState(false);
  const here = searchOf({ ...filters, page: 1 });
  return (
    <div className="views">
      {views.length > 0 && (
        <nav aria-label={t("views.title")}>
          <ul>
            {views.map(({ name, shared, query }) => {
              const there = searchOf(readFilters(query));
              return (
                <li key={`${shared}/${name}`}>
                  <Link
                    href={there ? `/runs?${there}` : "/runs"}
                    aria-current={there === here ? "true" : undefined}
                    title={t(shared ? "views.shared" : "views.own", { name })}
                  >
                    <bdi>{name}</bdi>
                  </Link>
                </li>
              );
            })}
          </ul>
        </nav>
      )}
      <button type="button" className="plain" onClick={() => setSaving(true)}>
        {t("views.save")}
      </button>
      {saving && <SaveView views={views} query={here} onClose={() => setSaving(false)} />}
    </div>
  );
}
