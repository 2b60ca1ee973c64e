// Makes what an author writes, an expression or statements with `return`, into the body of a function whose promise
// is awaited; the same rules as the desktop agent's. Never changes the author's text.

const STATEMENTS = [
  "return",
  "const",
  "let",
  "var",
  "if",
  "for",
  "while",
  "do",
  "switch",
  "try",
  "throw",
  "class",
  "debugger",
];

export function scriptBody(written: string): string {
  const script = written.trim();
  if (!isExpression(script)) return `return (async () => {\n${script}\n})();`;
  return `return (async () => (\n${script.replace(/[; \n]+$/, "")}\n))();`;
}

/** Statements are told by a word that begins one, or by a `;` that stands outside of every bracket and string. */
export function isExpression(script: string): boolean {
  const first = /^[A-Za-z]*/.exec(script)?.[0] ?? "";
  if (script === "" || script.startsWith("{") || STATEMENTS.includes(first)) return false;
  return !outerSemicolons(script).some((at) => !/^[;\s]*$/.test(script.slice(at)));
}

function outerSemicolons(script: string): number[] {
  const found: number[] = [];
  let depth = 0;
  let quote: string | undefined;
  for (let at = 0; at < script.length; at += 1) {
    const character = script[at] ?? "";
    if (quote !== undefined) {
      if (character === "\\") at += 1;
      else if (character === quote) quote = undefined;
    } else if ("\"'`".includes(character)) quote = character;
    else if (character === "/" && script[at + 1] === "/") quote = "\n";
    else if ("([{".includes(character)) depth += 1;
    else if (")]}".includes(character)) depth -= 1;
    else if (character === ";" && depth === 0) found.push(at);
  }
  return found;
}
