// Links to the neighboring pages of a list whose page stands in the address.
import { Link, useLocation, useSearch } from "wouter";

import type { Pagination } from "../api/settings";
import { useLocale } from "../i18n/locale";

/** The page that the address asks for, from 1. */
export function pageOf(search: string): number {
  const page = Number(new URLSearchParams(search).get("page"));
  return Number.isInteger(page) && page > 0 ? page : 1;
}

export function PageLinks({ pagination }: { pagination: Pagination }) {
  const { t } = useLocale();
  const [path] = useLocation();
  const search = useSearch();
  const { page, total_pages: pages, has_next: next, has_prev: previous } = pagination;
  if (pages <= 1) return null;
  const address = (number: number) => {
    const asked = new URLSearchParams(search);
    asked.set("page", String(number));
    return `${path}?${asked}`;
  };
  return (
    <nav className="pager" aria-label={t("runs.pages")}>
      {previous ? <Link href={address(page - 1)}>← {t("pages.previous")}</Link> : <span />}
      <span className="muted">{t("runs.page", { page, pages })}</span>
      {next ? <Link href={address(page + 1)}>{t("pages.next")} →</Link> : <span />}
    </nav>
  );
}
