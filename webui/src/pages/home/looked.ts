// When this reader last looked at the home page, kept by the browser for each project. A visit is a stretch of looks
// with less than half an hour between them: reloading the page does not make what is new old.

const STORED = "perfsight.looked";
const VISIT_MS = 30 * 60_000;
/** What is new to somebody who comes for the first time. */
const FIRST_MS = 24 * 3_600_000;

/** Two instants, epoch ms: the end of the visit before this one, and the last look of this one. */
export interface Looks {
  before: number;
  last: number;
}

/** The looks after one more at `now`. */
export function look(known: Looks | undefined, now: number): Looks {
  if (!known) return { before: now - FIRST_MS, last: now };
  return { before: now - known.last > VISIT_MS ? known.last : known.before, last: now };
}

function read(key: string): Looks | undefined {
  const parts = /^(\d+) (\d+)$/.exec(localStorage.getItem(key) ?? "");
  return parts ? { before: Number(parts[1]), last: Number(parts[2]) } : undefined;
}

/** Notes a look at the project's home page; gives the end of the visit before, epoch ms. */
export function noteLook(project: string | undefined, now: number): number {
  const key = `${STORED}.${project ?? ""}`;
  const looks = look(read(key), now);
  localStorage.setItem(key, `${looks.before} ${looks.last}`);
  return looks.before;
}
