// What several pages ask for, cached by address; what one page alone asks for stands in its folder.
import { useQuery } from "@tanstack/react-query";

import { get, type Schemas } from "./client";

/** Tags with counts, most used first. */
export function useTags() {
  return useQuery({
    queryKey: ["tags"],
    queryFn: ({ signal }) =>
      get<Schemas["Envelope_Page_TagView"]["data"]>("/api/v1/tags?page_size=200", signal),
  });
}

/** Releases with counts. */
export function useReleases() {
  return useQuery({
    queryKey: ["releases"],
    queryFn: ({ signal }) =>
      get<Schemas["Envelope_Page_ReleaseView"]["data"]>("/api/v1/releases?page_size=200", signal),
  });
}

/** Scenarios that have runs or stand in the library. */
export function useScenarios() {
  return useQuery({
    queryKey: ["scenarios"],
    queryFn: ({ signal }) =>
      get<Schemas["Envelope_Page_ScenarioView"]["data"]>("/api/v1/scenarios?page_size=200", signal),
  });
}
