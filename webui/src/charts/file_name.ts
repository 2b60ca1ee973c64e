// What a saved file is called.
const LONGEST_NAME = 100;

/** A file's name after its subject (e.g. a run) and its chart; letters of every script stay. */
export function fileName(subject: string, chart: string, ending: string): string {
  const words = `${subject} ${chart}`.normalize("NFC").match(/[\p{L}\p{N}\p{M}._]+/gu) ?? [];
  const plain = Array.from(words.join("-").replace(/^[._-]+/, "")).slice(0, LONGEST_NAME);
  return `${plain.join("") || "chart"}.${ending}`;
}
