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

const RunPage = lazy(() => import("./pages/run"));
const QueuePage = lazy(() => import("./pages/queue"));
const JobPage = lazy(() => import("./pages/job"));
const DevicesPage = lazy(() => import("./pages/devices"));
const DevicePage = lazy(() => import("./pages/devices/device"));
const StartPage = lazy(() => import("./pages/start"));
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
            <Route path="/queue">{() => <QueuePage />}</Route>
            <Route path="/jobs/:id">{({ id }) => <JobPage key={id} id={id} />}</Route>
            <Route path="/devices">{() => <DevicesPage />}</Route>
            <Route path="/devices/:id">{({ id }) => <DevicePage key={id} segment={id} />}</Route>
            <Route path="/start">{() => <StartPage />}</Route>
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
