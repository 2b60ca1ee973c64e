// Where this page of the list stands, with links to its neighbors.
import { Link } from "wouter";

import type { RunPage } from "../../api/types";
import { useLocale } from "../../i18n/locale";
import { addressOf, type Filters } from "./filters";

export function Pager({ pagination, filters }: { pagination: RunPage["pagination"]; filters: Filters }) {
  const { t } = useLocale();
  const { page, total_pages: pages, has_next: next, has_prev: previous } = pagination;
  if (pages <= 1) return null;
  const address = (number: number) => addressOf({ ...filters, page: number });
  return (
    <nav className="pager" aria-label={t("runs.pages")}>
      {previous ? <Link href={address(page - 1)}>← {t("runs.previous")}</Link> : <span />}
      <span className="muted">{t("runs.page", { page, pages })}</span>
      {next ? <Link href={address(page + 1)}>{t("runs.next")} →</Link> : <span />}
    </nav>
  );
}
