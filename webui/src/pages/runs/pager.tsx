// Where this page of the list stands, with links to its neighbors, and how long pages are.
import { Link } from "wouter";

import type { RunPage } from "../../api/types";
import { useLocale } from "../../i18n/locale";
import { addressOf, SIZES, type Filters } from "./filters";

interface Props {
  pagination: RunPage["pagination"];
  filters: Filters;
  onChange: (next: Filters) => void;
}

export function Pager({ pagination, filters, onChange }: Props) {
  const { t } = useLocale();
  const { page, total, total_pages: pages, has_next: next, has_prev: previous } = pagination;
  if (total <= SIZES[0]) return null;
  const address = (number: number) => addressOf({ ...filters, page: number });
  return (
    <nav className="pager" aria-label={t("runs.pages")}>
      {previous ? <Link href={address(page - 1)}>← {t("runs.previous")}</Link> : <span />}
      <span className="muted">
        {t("runs.page", { page, pages })}
        <label className="size">
          <span className="hidden">{t("runs.size")}</span>
          <select
            value={filters.size}
            onChange={(event) => onChange({ ...filters, size: Number(event.target.value), page: 1 })}
          >
            {SIZES.map((size) => (
              <option key={size} value={size}>
                {t("runs.size.rows", { count: size })}
              </option>
            ))}
          </select>
        </label>
      </span>
      {next ? <Link href={address(page + 1)}>{t("runs.next")} →</Link> : <span />}
    </nav>
  );
}
