// Where the reader goes after a sign-in: a page of this site, whatever an address asks for.

/** The path, query and fragment that was asked for; the first page where that is on another site. */
export function returnTo(asked: string | null, origin: string): string {
  if (!asked?.startsWith("/")) return "/";
  let target: URL;
  try {
    target = new URL(asked, origin);
  } catch {
    return "/";
  }
  const elsewhere = target.origin !== origin || target.pathname.startsWith("//");
  const noPage = target.pathname === "/sign-in" || target.pathname.startsWith("/api/");
  return elsewhere || noPage ? "/" : target.pathname + target.search + target.hash;
}
