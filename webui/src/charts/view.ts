// What part of the charts is seen, kept in the address: the zoom, the source, the variants, whether all metrics show.
import { useCallback, useMemo } from "react";
import { useLocation, useSearch } from "wouter";

/** Part of the time axis, ms since the start of the run. */
export type Zoom = readonly [number, number];

const LEAST_MS = 20;

export function readZoom(search: string): Zoom | undefined {
  const parts = /^(\d+)-(\d+)$/.exec(new URLSearchParams(search).get("zoom") ?? "");
  if (!parts) return undefined;
  const zoom: Zoom = [Number(parts[1]), Number(parts[2])];
  return zoom[1] - zoom[0] >= LEAST_MS ? zoom : undefined;
}

export function writeZoom(zoom: Zoom | undefined): string | undefined {
  if (!zoom) return undefined;
  const from = Math.max(0, Math.round(zoom[0]));
  return `${from}-${Math.max(Math.round(zoom[1]), from + LEAST_MS)}`;
}

/** The search of an address with one value set, or taken out. */
export function withValue(search: string, name: string, value: string | undefined): string {
  const parameters = new URLSearchParams(search);
  if (value === undefined) parameters.delete(name);
  else parameters.set(name, value);
  return parameters.toString();
}

export interface View {
  zoom: Zoom | undefined;
  value: (name: string) => string | undefined;
  setZoom: (zoom: Zoom | undefined) => void;
  set: (name: string, value: string | undefined) => void;
}

/** Reads and writes the view. Looking around is no step back in the history. */
export function useView(): View {
  const search = useSearch();
  const [path, navigate] = useLocation();
  const set = useCallback(
    (name: string, value: string | undefined) => {
      const next = withValue(location.search, name, value);
      navigate(`${path}${next ? `?${next}` : ""}${location.hash}`, { replace: true });
    },
    [navigate, path],
  );
  const setZoom = useCallback((zoom: Zoom | undefined) => set("zoom", writeZoom(zoom)), [set]);
  return useMemo(
    () => ({
      zoom: readZoom(search),
      value: (name) => new URLSearchParams(search).get(name) ?? undefined,
      setZoom,
      set,
    }),
    [search, set, setZoom],
  );
}
