// Starts the dashboard. Nothing here knows a page or an address of the API.
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";

import { ApiError } from "./api/client";
import { App } from "./app";
import { LocaleProvider } from "./i18n/locale";
import "./styles/tokens.css";
import "./styles/elements.css";
import "./styles/base.css";
import "./styles/table.css";
import "./styles/form.css";

/** Who was refused once is refused again; a controller that does not answer may be starting. */
function worthRepeating(failures: number, error: Error): boolean {
  const refused = error instanceof ApiError && error.status !== undefined && error.status < 500;
  return !refused && failures < 1;
}

const queries = new QueryClient({
  // The controller may stand in a network without internet, or on this machine: it is asked in any case.
  defaultOptions: {
    queries: { staleTime: 5_000, retry: worthRepeating, refetchOnWindowFocus: true, networkMode: "always" },
    mutations: { networkMode: "always" },
  },
});

const root = document.getElementById("root");
if (!root) throw new Error("index.html holds no #root");
createRoot(root).render(
  <StrictMode>
    <LocaleProvider>
      <QueryClientProvider client={queries}>
        <App />
      </QueryClientProvider>
    </LocaleProvider>
  </StrictMode>,
);
