// What a cron expression means in words, where it is simple enough for one; others speak for themselves.
import type { Translate } from "../../i18n/locale";

const NUMBER = /^\d{1,2}$/;
const DAYS = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"] as const;

/** The expression in words; undefined where it takes more than one simple sentence. */
export function meaning(cron: string, t: Translate): string | undefined {
  const fields = cron.trim().split(/\s+/);
  const [minute, hour, day, month, weekday] = fields;
  if (fields.length !== 5 || month !== "*" || !minute || !hour || !day || !weekday) return undefined;
  if (hour === "*" && day === "*" && weekday === "*") return withinTheHour(minute, t);
  if (!NUMBER.test(minute) || !NUMBER.test(hour)) return undefined;
  const time = `${hour.padStart(2, "0")}:${minute.padStart(2, "0")}`;
  if (day === "*" && weekday === "*") return t("cron.daily", { time });
  if (NUMBER.test(day) && weekday === "*") return t("cron.monthly", { day: Number(day), time });
  if (day !== "*") return undefined;
  if (/^(1-5|mon-fri)$/i.test(weekday)) return t("cron.workdays", { time });
  const names = weekday.split(",").map((word) => weekdayName(word, t));
  return names.every((name) => name !== undefined)
    ? t("cron.weekly", { days: names.join(t("cron.join")), time })
    : undefined;
}

function withinTheHour(minute: string, t: Translate): string | undefined {
  if (minute === "*") return t("cron.minutely");
  const step = /^\*\/(\d{1,2})$/.exec(minute)?.[1];
  if (step !== undefined && 60 % Number(step) === 0) return t("cron.everyMinutes", { count: Number(step) });
  return NUMBER.test(minute) ? t("cron.hourly", { minute: minute.padStart(2, "0") }) : undefined;
}

function weekdayName(word: string, t: Translate): string | undefined {
  const index = /^[0-7]$/.test(word) ? Number(word) % 7 : DAYS.findIndex((day) => day === word.toLowerCase());
  const day = DAYS[index];
  return day && t(`cron.day.${day}`);
}
