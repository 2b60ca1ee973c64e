// The part of the address behind the `?` as named values; a change is a new address.
import { useCallback, useMemo } from "react";
import { useLocation, useSearch } from "wouter";

export interface Params {
  read: (name: string) => string;
  /** Sets these; an empty value takes its name out. */
  set: (changes: Readonly<Record<string, string>>) => void;
  search: string;
}

export function useParams(): Params {
  const search = useSearch();
  const [path, navigate] = useLocation();
  const params = useMemo(() => new URLSearchParams(search), [search]);
  const read = useCallback((name: string) => params.get(name) ?? "", [params]);
  const set = useCallback(
    (changes: Readonly<Record<string, string>>) => {
      const text = changed(search, changes);
      navigate(text ? `${path}?${text}` : path, { replace: true });
    },
    [search, path, navigate],
  );
  return { read, set, search };
}

/** The same query with these values. */
export function changed(search: string, changes: Readonly<Record<string, string>>): string {
  const params = new URLSearchParams(search);
  for (const [name, value] of Object.entries(changes)) {
    if (value) params.set(name, value);
    else params.delete(name);
  }
  return params.toString();
}
