// Names for the shapes of a comparison.
import type { Schemas } from "../../api/client";

export type Comparison = Schemas["CompareView"];
export type ComparedRun = Schemas["ComparedView"];
export type ComparedMetric = Schemas["ComparedMetricView"];
export type MetricOfRun = Schemas["MetricOfRunView"];
export type Shift = Schemas["ComparedShiftView"];
export type ComparedType = Schemas["ComparedTypeView"];
export type ComparedProcess = Schemas["ComparedProcessView"];
export type Figures = Schemas["FiguresView"];
export type Condition = Schemas["ConditionView"];
export type Overlay = Schemas["OverlayView"];
export type OverlayLine = Schemas["OverlayLineView"];
export type Slot = Schemas["SlotView"];
