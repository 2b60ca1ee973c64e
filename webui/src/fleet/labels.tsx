// What tells jobs of the same title apart: release, build, and the device that somebody chose.
import type { Job } from "../api/jobs";

export function Labels({ job }: { job: Job }) {
  const labels = [job.release, job.build, job.device].filter(Boolean).join(" · ");
  return labels ? <span className="small muted"> {labels}</span> : null;
}
