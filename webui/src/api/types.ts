// Names for the shapes of the API that more than one page shows.
import type { Schemas } from "./client";

export type Run = Schemas["RunView"];
export type RunDetail = Schemas["RunDetailView"];
export type Verdict = Schemas["VerdictView"];
export type MetricVerdict = Schemas["MetricVerdictView"];
export type ProcessSeries = Schemas["ProcessSeriesView"];
export type Overhead = Schemas["OverheadView"];
export type Measured = Schemas["MeasuredView"];
export type Evidence = Schemas["EvidenceView"];
export type Iteration = Schemas["IterationView"];
export type Mark = Schemas["MarkView"];
export type Statistic = Schemas["StatisticView"];
export type Definition = Schemas["DefinitionView"];
export type Series = Schemas["SeriesView"];
export type RunPage = Schemas["Envelope_Page_RunView"]["data"];
