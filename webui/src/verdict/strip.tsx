// A row of small cells, each one result: glyph and color, its words on hover and for screen readers.
import { Link } from "wouter";

import type { Sign } from "./words";

/** One cell: what it shows, what it stands for in words, and where it leads. */
export interface Cell {
  key: string;
  sign: Sign;
  words: string;
  href?: string | undefined;
}

export function Strip({ label, cells }: { label: string; cells: readonly Cell[] }) {
  return (
    <ol className="strip" aria-label={label}>
      {cells.map((cell) => (
        <li key={cell.key} className={cell.sign.tone} title={cell.words}>
          {cell.href === undefined ? <Face cell={cell} /> : <LinkedFace cell={cell} href={cell.href} />}
        </li>
      ))}
    </ol>
  );
}

function LinkedFace({ cell, href }: { cell: Cell; href: string }) {
  return (
    <Link href={href}>
      <Face cell={cell} />
    </Link>
  );
}

function Face({ cell }: { cell: Cell }) {
  return (
    <>
      <span className="glyph" aria-hidden="true">
        {cell.sign.glyph}
      </span>
      <span className="hidden">{cell.words}</span>
    </>
  );
}
