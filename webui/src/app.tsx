// The frame around the pages, and which address shows which page.
import { lazy, Suspense } from "react";
import { Route, Router, Switch } from "wouter";

import { baseOf } from "./api/project";
import { useLocale } from "./i18n/locale";
import { RunsPage } from "./pages/runs";
import { OpenBanner } from "./shell/account";
import { Header } from "./shell/header";
import { KeysHelp } from "./shell/keys_help";
import { SignInPage } from "./shell/sign_in_page";
import { useTitle } from "./shell/title";

const HomePage = lazy(() => import("./pages/home"));
const LivePage = lazy(() => import("./pages/live"));
const ComparePage = lazy(() => import("./pages/compare"));
const AlertsPage = lazy(() => import("./pages/alerts"));
const AlertPage = lazy(() => import("./pages/alerts/alert_page"));
const RunPage = lazy(() => import("./pages/run"));
const TrendsPage = lazy(() => import("./pages/trends"));
const BaselinesPage = lazy(() => import("./pages/baselines"));
const QueuePage = lazy(() => import("./pages/queue"));
const JobPage = lazy(() => import("./pages/job"));
const DevicesPage = lazy(() => import("./pages/devices"));
const DevicePage = lazy(() => import("./pages/devices/device"));
const StartPage = lazy(() => import("./pages/start"));
const SchedulesPage = lazy(() => import("./pages/schedules"));
const SuitePage = lazy(() => import("./pages/suite"));
const SettingsPage = lazy(() => import("./pages/settings"));

export function App() {
  return (
    <Router base={baseOf(location.pathname)}>
      <OpenBanner />
      <KeysHelp />
      <Header />
      <main id="main" tabIndex={-1}>
        <Suspense>
          <Switch>
            <Route path="/" component={HomePage} />
            <Route path="/runs" component={RunsPage} />
            <Route path="/runs/:id">{({ id }) => <RunPage key={id} id={id} />}</Route>
            <Route path="/trends" component={TrendsPage} />
            <Route path="/baselines" component={BaselinesPage} />
            <Route path="/queue">{() => <QueuePage />}</Route>
            <Route path="/jobs/:id">{({ id }) => <JobPage key={id} id={id} />}</Route>
            <Route path="/devices">{() => <DevicesPage />}</Route>
            <Route path="/devices/:id">{({ id }) => <DevicePage key={id} segment={id} />}</Route>
            <Route path="/start">{() => <StartPage />}</Route>
            <Route path="/live/:job">{({ job }) => <LivePage key={job} job={job} />}</Route>
            <Route path="/compare">{() => <ComparePage />}</Route>
            <Route path="/alerts">{() => <AlertsPage />}</Route>
            <Route path="/alerts/:id">{({ id }) => <AlertPage key={id} id={id} />}</Route>
            <Route path="/schedules" component={SchedulesPage} />
            <Route path="/suites/:name?">
              {({ name }) => <SuitePage key={name ?? ""} name={name && decodeURIComponent(name)} />}
            </Route>
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
