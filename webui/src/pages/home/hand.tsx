// One of the lists at the foot of the home page: a heading with a count, and lines that lead on.
import type { ReactNode } from "react";
import { Link } from "wouter";

import { Failure } from "../../shell/failure";

interface Props {
  id: string;
  title: string;
  /** Where all of it stands. */
  href: string;
  count: number | undefined;
  /** What is said where there is nothing. */
  nothing: string;
  error?: Error | null;
  retry?: () => void;
  children: ReactNode;
}

export function Hand({ id, title, href, count, nothing, error, retry, children }: Props) {
  return (
    <section aria-labelledby={id}>
      <h2 id={id}>
        <Link href={href}>{title}</Link> {count !== undefined && <span className="count">{count}</span>}
      </h2>
      {error && retry && <Failure error={error} retry={retry} />}
      {count === 0 ? <p className="muted">{nothing}</p> : <ul>{children}</ul>}
    </section>
  );
}
