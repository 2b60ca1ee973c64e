// The frame around the pages, and which address shows which page.
import { lazy, Suspense } from "react";
import { Route, Router, Switch } from "wouter";

import { baseOf } from "./api/project";
import { useLocale } from "./i18n/locale";
import { RunsPage } from "./pages/runs";
import { OpenBanner } from "./shell/account";
import { Header } from "./shell/header";
import { SignInPage } from "./shell/sign_in_page";
import { useTitle } from "./shell/title";

const ComparePage = lazy(() => import("./pages/compare"));
const LivePage = lazy(() => import("./pages/live"));
const RunPage = lazy(() => import("./pages/run"));
const SettingsPage = lazy(() => import("./pages/settings"));

export function App() {
  return (
    <Router base={baseOf(location.pathname)}>
      <OpenBanner />
      <Header />
      <main id="main" tabIndex={-1}>
        <Suspense>
          <Switch>
            <Route path="/" component={RunsPage} />
            <Route path="/runs" component={RunsPage} />
            <Route path="/runs/:id">{({ id }) => <RunPage key={id} id={id} />}</Route>
            <Route path="/compare">{() => <ComparePage />}</Route>
            <Route path="/live/:job">{({ job }) => <LivePage key={job} job={job} />}</Route>
            <Route path="/settings/:part?">{({ part }) => <SettingsPage part={part} />}</Route>
            <Route path="/sign-in">{() => <SignInPage />}</Route>
            <Route component={NotFound} />
          </Switch>
        </Suspense>
      </main>
    </Router>
  );
}

function NotFound() {
  const { t } = useLocale();
  useTitle(t("state.notFound"));
  return <h1>{t("state.notFound")}</h1>;
}
