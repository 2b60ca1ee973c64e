// What an `open` step's address means. Never a file, and never a page of the browser itself.

const SCHEMES = ["http:", "https:", "about:", "data:"];

/** The whole address, relative to `base` where the site has one; an error says what to write. */
export function resolveAddress(base: string | undefined, address: string): URL {
  let whole: URL;
  try {
    whole = new URL(address, base);
  } catch {
    throw new Error(
      `\`${address}\` is not an address; write a whole one, or a relative one below \`base_url\` or \`pages\``,
    );
  }
  if (SCHEMES.includes(whole.protocol)) return whole;
  const scheme = whole.protocol.slice(0, -1);
  throw new Error(`addresses of the scheme \`${scheme}\` are not opened; use http, https, data or about`);
}
