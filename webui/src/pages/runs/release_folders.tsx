// Releases as folders: one link each, with the number of their runs.
import { Link } from "wouter";

import type { Schemas } from "../../api/client";
import { useLocale } from "../../i18n/locale";
import { addressOf, withText, type Filters } from "./filters";

interface Props {
  releases: readonly Schemas["ReleaseView"][];
  filters: Filters;
}

export function ReleaseFolders({ releases, filters }: Props) {
  const { t } = useLocale();
  const chosen = filters.texts.release;
  const folders = releases.map(({ release, count }) => ({ release, count: String(count) }));
  if (chosen && !folders.some(({ release }) => release === chosen))
    folders.unshift({ release: chosen, count: "" });
  const entry = (release: string, text: string, count: string) => (
    <li key={release}>
      <Link
        href={addressOf(withText(filters, "release", release))}
        aria-current={release === (chosen ?? "") ? "true" : undefined}
      >
        <span>{text}</span> <span className="count">{count}</span>
      </Link>
    </li>
  );
  return (
    <nav className="folders" aria-label={t("filter.release")}>
      <h2>{t("filter.release")}</h2>
      <ul>
        {entry("", t("filter.allReleases"), "")}
        {folders.map(({ release, count }) => entry(release, release, count))}
      </ul>
    </nav>
  );
}
