// A story's `test`: somebody who is signed in opens the dashboard. Whatever page it opens, the story fails when a request
// leaves the controller's origin, when the console tells an error, or when the content policy was broken.
import { test as base, type BrowserContext, type ConsoleMessage, type Page } from "@playwright/test";

import type { Api } from "../lab/api";
import { api, shared, type Shared } from "../lab/shared";

export { expect } from "@playwright/test";

/** What a browser may say although nothing is wrong, e.g. that a run is gone, which the story is about. */
export class Complaints {
  private readonly heard: string[] = [];
  private readonly expected: RegExp[] = [];

  expect(complaint: RegExp): void {
    this.expected.push(complaint);
  }

  hear(complaint: string): void {
    this.heard.push(complaint);
  }

  get unexpected(): string[] {
    return this.heard.filter((complaint) => !this.expected.some((expected) => expected.test(complaint)));
  }
}

interface Fixtures {
  lab: Shared;
  api: Api;
  complaints: Complaints;
  /** A window of somebody who is nobody yet: no cookie, no token. */
  stranger: Page;
}

export const test = base.extend<Fixtures>({
  lab: async ({}, use) => use(shared()),
  api: async ({}, use) => use(api()),
  complaints: async ({}, use) => {
    const complaints = new Complaints();
    await use(complaints);
    const { unexpected } = complaints;
    if (unexpected.length > 0) throw new Error(`the browser complained:\n${unexpected.join("\n")}`);
  },
  baseURL: async ({ lab }, use) => use(lab.address),
  storageState: async ({ lab }, use) => use(lab.session),
  context: async ({ context, complaints }, use) => {
    await watch(context, complaints);
    await use(context);
  },
  stranger: async ({ browser, complaints, lab }, use) => {
    const context = await browser.newContext({
      baseURL: lab.address,
      storageState: { cookies: [], origins: [] },
    });
    await watch(context, complaints);
    // The browser itself reports the answer to the question who the reader is.
    complaints.expect(/status of 401 .*\/api\/v1\/me/);
    await use(await context.newPage());
    await context.close();
  },
});

/** Hears all that the pages of a context do wrong. */
export async function watch(context: BrowserContext, complaints: Complaints): Promise<void> {
  let home: string | undefined;
  const leaves = (address: string) => {
    const { origin, protocol, host } = new URL(address);
    if (!/^(https?|wss?):$/.test(protocol)) return;
    home ??= origin;
    if (host !== new URL(home).host) complaints.hear(`a request left for ${address}`);
  };
  context.on("request", (request) => leaves(request.url()));
  context.on("weberror", (error) => complaints.hear(`an error was not caught: ${error.error().message}`));
  context.on("console", (message) => said(message, complaints));
  context.on("page", (page) => page.on("websocket", (socket) => leaves(socket.url())));
  await context.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI, sourceFile }) =>
      console.error(`content policy: ${violatedDirective} of ${sourceFile} refused ${blockedURI}`),
    );
  });
}

function said(message: ConsoleMessage, complaints: Complaints): void {
  if (message.type() === "error") complaints.hear(`${message.text()} (${message.location().url})`);
}
