// Which project the address is about: `/p/<id>/…`; any other address is about the reader's usual one.
const PREFIX = /^\/p\/([^/]+)(?=\/|$)/;

/** The project's id; absent where the address names none. */
export function projectOf(path: string): string | undefined {
  const segment = PREFIX.exec(path)?.[1];
  if (segment === undefined) return undefined;
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

/** What stands before every page of the project that the address is about. */
export function baseOf(path: string): string {
  return PREFIX.exec(path)?.[0] ?? "";
}

/** The first page of a project. */
export function addressOfProject(id: string): string {
  return `/p/${encodeURIComponent(id)}/`;
}
