// Tokens, members, projects and the audit log: what is asked and what is changed.
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { get, post, send, type Schemas } from "./client";

export type Token = Schemas["TokenView"];
export type User = Schemas["UserView"];
export type Project = Schemas["ProjectView"];
export type Deed = Schemas["DeedView"];
export type Pagination = Schemas["Pagination"];
export type Paged<T> = { items: T[]; pagination: Pagination };

function usePage<T>(key: string, path: string) {
  return useQuery({
    queryKey: [key, path],
    queryFn: ({ signal }) => get<Paged<T>>(path, signal),
    placeholderData: keepPreviousData,
  });
}

/** A change after which the lists of `keys` are asked for anew. */
function useChange<Input, Output>(keys: readonly string[], change: (input: Input) => Promise<Output>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: () => Promise.all(keys.map((key) => queries.invalidateQueries({ queryKey: [key] }))),
  });
}

const named = (path: string, name: string) => `/api/v1/${path}/${encodeURIComponent(name)}`;

export const useTokens = (page: number) =>
  usePage<Token>("tokens", `/api/v1/tokens?page=${page}&page_size=200`);

export const useCreateToken = () =>
  useChange(["tokens"], (wanted: Schemas["NewTokenRequest"]) =>
    post<Schemas["NewTokenView"]>("/api/v1/tokens", wanted),
  );

export const useRevokeToken = () =>
  useChange(["tokens"], (id: string) => send("DELETE", named("tokens", id)));

export const useUsers = (page: number) => usePage<User>("users", `/api/v1/users?page=${page}&page_size=200`);

export const useCreateUser = () =>
  useChange(["users"], (wanted: Schemas["NewUserRequest"]) => post<User>("/api/v1/users", wanted));

export const useChangeUser = () =>
  useChange(["users"], ({ name, ...change }: { name: string } & Schemas["UserChangeRequest"]) =>
    send<User>("PUT", named("users", name), change),
  );

export const useChangeRole = () =>
  useChange(["users"], ({ name, ...change }: { name: string } & Schemas["RoleRequest"]) =>
    send<User>("PUT", `${named("users", name)}/role`, change),
  );

export const useProjects = (page: number) =>
  usePage<Project>("projects", `/api/v1/projects?page=${page}&page_size=200`);

export const useCreateProject = () =>
  useChange(["projects", "me"], (wanted: Schemas["NewProjectRequest"]) =>
    post<Project>("/api/v1/projects", wanted),
  );

export const useChangeProject = () =>
  useChange(["projects", "me"], ({ id, ...change }: { id: string } & Schemas["ProjectChangeRequest"]) =>
    send<Project>("PUT", named("projects", id), change),
  );

export const useDeeds = (page: number, everywhere: boolean) =>
  usePage<Deed>("audit", `/api/v1/audit?page=${page}&page_size=50${everywhere ? "&everywhere=true" : ""}`);

export const useChangePassword = () =>
  useChange([], (wanted: Schemas["PasswordRequest"]) => post("/api/v1/me/password", wanted));
