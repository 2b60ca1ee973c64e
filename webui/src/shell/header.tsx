// The line at the top of every page: where one is, the theme, the language.
import { Link, useLocation } from "wouter";

import { useMe } from "../api/session";
import { useLocale, type Locale } from "../i18n/locale";
import { Account } from "./account";
import { chooseTheme, useChoice, type Choice } from "./theme";

const CHOICES: readonly Choice[] = ["light", "dark", "auto"];

export function Header() {
  const { locale, setLocale, t } = useLocale();
  const choice = useChoice();
  const [path] = useLocation();
  const me = useMe().data;
  return (
    <header className="top">
      <a className="skip" href="#main">
        {t("app.skip")}
      </a>
      <Link href="/" className="brand">
        PerfSight
      </Link>
      <nav aria-label={t("app.pages")}>
        <Link href="/" aria-current={path === "/" || path === "/runs" ? "page" : undefined}>
          {t("app.runs")}
        </Link>
        {me && (
          <Link href="/settings" aria-current={path.startsWith("/settings") ? "page" : undefined}>
            {t("app.settings")}
          </Link>
        )}
      </nav>
      <div className="switches">
        <Account />
        <label>
          <span className="hidden">{t("app.theme")}</span>
          <select value={choice} onChange={(event) => chooseTheme(event.target.value as Choice)}>
            {CHOICES.map((name) => (
              <option key={name} value={name}>
                {t(`app.theme.${name}`)}
              </option>
            ))}
          </select>
        </label>
        <label>
          <span className="hidden">{t("app.language")}</span>
          <select value={locale} onChange={(event) => setLocale(event.target.value as Locale)}>
            <option value="en" lang="en">
              English
            </option>
            <option value="zh" lang="zh">
              中文
            </option>
          </select>
        </label>
      </div>
    </header>
  );
}
