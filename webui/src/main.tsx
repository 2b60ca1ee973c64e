// Starts the dashboard. Nothing here knows a page or an address of the API.
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";

import { App } from "./app";
import { LocaleProvider } from "./i18n/locale";
import "./styles/tokens.css";
import "./styles/base.css";

const queries = new QueryClient({
  defaultOptions: { queries: { staleTime: 5_000, retry: 1, refetchOnWindowFocus: true } },
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
