// Releases as folders: one link each, with the number of their runs and the worst verdict on any of them.
import { useState } from "react";
import { Link } from "wouter";

import type { Schemas } from "../../api/client";
import { useLocale } from "../../i18n/locale";
import { verdictSign } from "../../verdict/words";
import { addressOf, withText, type Filters } from "./filters";

const SHOWN = 12;

type Folder = Partial<Schemas["ReleaseView"]> & { release: string };

interface Props {
  releases: readonly Schemas["ReleaseView"][];
  filters: Filters;
}

export function ReleaseFolders({ releases, filters }: Props) {
  const { t } = useLocale();
  const [all, setAll] = useState(false);
  const chosen = filters.texts.release;
  const folders: Folder[] = [...releases];
  if (chosen && !folders.some(({ release }) => release === chosen)) folders.unshift({ release: chosen });
  const shown = all ? folders : folders.filter(({ release }, index) => index < SHOWN || release === chosen);
  if (folders.length === 0) return null;
  return (
    <nav className="folders" aria-label={t("filter.release")}>
      <h2>{t("filter.release")}</h2>
      <ul>
        <li>
          <Link href={addressOf(withText(filters, "release", ""))} aria-current={chosen ? undefined : "true"}>
            {t("filter.allReleases")}
          </Link>
        </li>
        {shown.map((folder) => (
          <li key={folder.release}>
            <FolderLink folder={folder} filters={filters} />
          </li>
        ))}
      </ul>
      {shown.length < folders.length && (
        <button type="button" className="plain" onClick={() => setAll(true)}>
          {t("filter.moreReleases", { count: folders.length - shown.length })}
        </button>
      )}
    </nav>
  );
}

function FolderLink({ folder, filters }: { folder: Folder; filters: Filters }) {
  const { t } = useLocale();
  const { release, count, worst_verdict: worst } = folder;
  const sign = verdictSign(worst);
  return (
    <Link
      href={addressOf(withText(filters, "release", release))}
      aria-current={filters.texts.release === release ? "true" : undefined}
      title={worst ? t("filter.worst", { release, verdict: t(sign.word) }) : undefined}
    >
      <bdi className="name">{release}</bdi>
      {worst && (
        <span className={`glyph ${sign.tone}`}>
          <span aria-hidden="true">{sign.glyph}</span>
          <span className="hidden">{t(sign.word)}</span>
        </span>
      )}
      <span className="count">{count}</span>
    </Link>
  );
}
