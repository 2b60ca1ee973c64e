// A list of the settings: late place holder, failure, rows, neighbors.
import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";

import type { Paged } from "../../api/settings";
import { Failure } from "../../shell/failure";
import { useLate } from "../../shell/late";
import { PageLinks } from "../../shell/page_links";

interface Props<T> {
  query: UseQueryResult<Paged<T>>;
  children: (items: T[]) => ReactNode;
}

export function Listed<T>({ query, children }: Props<T>) {
  const late = useLate(query.isPending);
  return (
    <section aria-busy={query.isFetching}>
      {query.error && <Failure error={query.error} retry={() => void query.refetch()} />}
      {late && <div className="bone tall" aria-hidden="true" />}
      {query.data && (
        <div className={query.isPlaceholderData || query.error ? "old" : undefined}>
          {children(query.data.items)}
          <PageLinks pagination={query.data.pagination} />
        </div>
      )}
    </section>
  );
}
