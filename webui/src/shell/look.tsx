// How the pages look to their reader: theme and language.
import { useLocale, type Locale } from "../i18n/locale";
import { chooseTheme, useChoice, type Choice } from "./theme";

const CHOICES: readonly Choice[] = ["light", "dark", "auto"];

export function ThemeChoice({ id }: { id?: string }) {
  const { t } = useLocale();
  const choice = useChoice();
  return (
    <select id={id} value={choice} onChange={(event) => chooseTheme(event.target.value as Choice)}>
      {CHOICES.map((name) => (
        <option key={name} value={name}>
          {t(`app.theme.${name}`)}
        </option>
      ))}
    </select>
  );
}

export function LanguageChoice({ id }: { id?: string }) {
  const { locale, setLocale } = useLocale();
  return (
    <select id={id} value={locale} onChange={(event) => setLocale(event.target.value as Locale)}>
      <option value="en" lang="en">
        English
      </option>
      <option value="zh" lang="zh">
        中文
      </option>
    </select>
  );
}
