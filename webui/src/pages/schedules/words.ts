// Between what is typed into a form and what the API takes: an empty field is none.

/** The fields that hold something, trimmed. */
export function filled<T extends Record<string, string>>(fields: T): Partial<Record<keyof T, string>> {
  const entries = Object.entries(fields).map(([name, value]) => [name, value.trim()] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== "")) as Partial<Record<keyof T, string>>;
}

/** What stands between commas. */
export function listOf(text: string): string[] {
  return text
    .split(",")
    .map((word) => word.trim())
    .filter((word) => word !== "");
}

/** An instant on the clocks of a time zone: `Tue 2026-11-24 02:30`. */
export function inZone(iso: string, zone: string, locale: string): string {
  const parts = new Intl.DateTimeFormat(locale, {
    timeZone: zone,
    weekday: "short",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  }).formatToParts(new Date(iso));
  const part = (type: string) => parts.find((part) => part.type === type)?.value ?? "";
  const day = `${part("year")}-${part("month")}-${part("day")}`;
  return `${part("weekday")} ${day} ${part("hour")}:${part("minute")}`;
}
