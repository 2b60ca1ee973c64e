// Asks the controller as a program would, with a token. What a page shows is held against its answers.
import type { components } from "../../../webui/src/api/generated/schema";

export type Schemas = components["schemas"];
export type RunDetail = Schemas["RunDetailView"];
export type Run = Schemas["RunView"];

export class Api {
  constructor(
    readonly address: string,
    readonly token: string,
  ) {}

  /** The `data` of an answer; an error with the controller's words where it refuses. */
  async get<T>(path: string): Promise<T> {
    return this.send<T>("GET", path);
  }

  async send<T>(method: string, path: string, body?: unknown): Promise<T> {
    const headers = { authorization: `Bearer ${this.token}`, "content-type": "application/json" };
    const text = body === undefined ? null : JSON.stringify(body);
    const answer = await fetch(this.address + path, { method, headers, body: text });
    const envelope = (await answer.json()) as { code: number; msg: string; data: T };
    if (envelope.code !== 0) throw new Error(`${method} ${path}: ${answer.status} ${envelope.msg}`);
    return envelope.data;
  }

  /** Stores a Dataset and gives the run's id. */
  async upload(dataset: object): Promise<string> {
    const { run_id } = await this.send<{ run_id: string }>("POST", "/api/v1/datasets", dataset);
    return run_id;
  }

  async run(id: string): Promise<RunDetail> {
    return this.get<RunDetail>(`/api/v1/runs/${id}?max_points=1200`);
  }

  async items<T>(path: string): Promise<T[]> {
    return (await this.get<{ items: T[] }>(path)).items;
  }
}
