// The line at the top of every page: where one is, who one is, the theme, the language.
import { Link, useLocation } from "wouter";

import { useMe } from "../api/session";
import { useLocale } from "../i18n/locale";
import { Account } from "./account";
import { leadsTo, PLACES } from "./places";
import { LanguageChoice, ThemeChoice } from "./look";

export function Header() {
  const { t } = useLocale();
  const [path] = useLocation();
  const me = useMe().data;
  return (
    <header className={me ? "top known" : "top"}>
      <a className="skip" href="#main">
        {t("app.skip")}
      </a>
      <Link href="/" className="brand">
        PerfSight
      </Link>
      <nav aria-label={t("app.pages")}>
        {PLACES.filter((place) => me || !place.known).map((place) => (
          <Link
            key={place.path}
            href={place.path}
            className={place.primary ? "primary" : ""}
            aria-current={leadsTo(place, path) ? "page" : undefined}
          >
            {t(place.name)}
            {place.Badge && <place.Badge />}
          </Link>
        ))}
      </nav>
      <div className="switches">
        <Account />
        <label className="look">
          <span className="hidden">{t("app.theme")}</span>
          <ThemeChoice />
        </label>
        <label className="look">
          <span className="hidden">{t("app.language")}</span>
          <LanguageChoice />
        </label>
      </div>
    </header>
  );
}
