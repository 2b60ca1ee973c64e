// Runs inside the page's own world: hears its console and its uncaught errors. Changes nothing that the page sees.

(() => {
  const PAGE_EVENT = "perfsight:report";
  const LINE_CHARS = 4000;
  const MARK = Symbol.for("perfsight.page");
  if (MARK in globalThis) return;
  Object.defineProperty(globalThis, MARK, { value: true });

  const { stringify } = JSON;
  const dispatch = globalThis.dispatchEvent.bind(globalThis);
  const emit = (level: string, text: string) => {
    const detail = stringify({ at: Date.now(), kind: "console", level, text: text.slice(0, LINE_CHARS) });
    dispatch(new CustomEvent(PAGE_EVENT, { detail }));
  };
  const levels = { debug: "debug", info: "info", log: "info", warn: "warn", error: "error" } as const;
  for (const name of Object.keys(levels) as (keyof typeof levels)[]) {
    const original = console[name];
    console[name] = function (this: unknown, ...words: unknown[]) {
      try {
        emit(levels[name], words.map(show).join(" "));
      } catch {
        // A value that cannot be shown is no reason to break the page's own console.
      }
      return Reflect.apply(original, this, words);
    };
  }
  globalThis.addEventListener("error", (event) => {
    if (event instanceof ErrorEvent) emit("error", show(event.error ?? event.message));
  });
  globalThis.addEventListener("unhandledrejection", (event) => emit("error", show(event.reason)));

  function show(word: unknown): string {
    if (word instanceof Error) return word.stack ?? String(word);
    if (Array.isArray(word)) return `Array(${word.length})`;
    if (typeof word === "object" && word !== null) return word.constructor?.name ?? "Object";
    return typeof word === "function" ? "function" : String(word);
  }
})();
