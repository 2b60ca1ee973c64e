// Who the reader is, and how one signs in and out.
import { useQuery } from "@tanstack/react-query";

import { forgetToken, get, post, type Schemas } from "./client";

export type Me = Schemas["MeView"];

/** Who the reader is; no data for whoever is nobody yet. */
export function useMe() {
  return useQuery({ queryKey: ["me"], queryFn: ({ signal }) => get<Me>("/api/v1/me", signal) });
}

/** How one may sign in beside a password. */
export function useLoginWays() {
  const ways = ({ signal }: { signal: AbortSignal }) =>
    get<Schemas["LoginWaysView"]>("/api/v1/login", signal);
  return useQuery({ queryKey: ["login"], queryFn: ways, retry: false });
}

/** Signs in with a local account; the controller sets a cookie that no script can read. */
export async function signIn(account: string, password: string): Promise<void> {
  forgetToken();
  await post("/api/v1/login", { account, password });
}

/** Ends the session and forgets the token of this tab. */
export async function signOut(): Promise<void> {
  await post("/api/v1/logout", {});
  forgetToken();
}
