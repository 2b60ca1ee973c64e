// The reader's language and the one way to a visible string.
import { createContext, useContext, useEffect, useMemo, useState, type ReactNode } from "react";

import { en, zh, type Catalog, type Key } from "./catalog";

export type Locale = "en" | "zh";

const CATALOGS: Record<Locale, Catalog> = { en, zh };
const STORED = "perfsight.locale";

/** The text of a key with `{name}` filled in; numbers must be formatted before. */
export type Translate = (key: Key, values?: Record<string, string | number>) => string;

interface LocaleContext {
  locale: Locale;
  setLocale: (locale: Locale) => void;
  t: Translate;
}

const Context = createContext<LocaleContext | undefined>(undefined);

function firstLocale(): Locale {
  const stored = localStorage.getItem(STORED);
  if (stored === "en" || stored === "zh") return stored;
  return navigator.language.toLowerCase().startsWith("zh") ? "zh" : "en";
}

export function translate(catalog: Catalog, key: Key, values: Record<string, string | number> = {}): string {
  return catalog[key].replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

export function LocaleProvider({ children }: { children: ReactNode }) {
  const [locale, setLocale] = useState<Locale>(firstLocale);
  useEffect(() => {
    document.documentElement.lang = locale;
    localStorage.setItem(STORED, locale);
  }, [locale]);
  const value = useMemo<LocaleContext>(
    () => ({ locale, setLocale, t: (key, values) => translate(CATALOGS[locale], key, values) }),
    [locale],
  );
  return <Context.Provider value={value}>{children}</Context.Provider>;
}

export function useLocale(): LocaleContext {
  const context = useContext(Context);
  if (!context) throw new Error("useLocale needs a LocaleProvider above it");
  return context;
}
