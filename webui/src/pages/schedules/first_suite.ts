// The suite that a new one begins with.
export const FIRST_SUITE = `# One cell is one scenario on one kind of device.
name: nightly
description: What every build has to bear before the morning
tags: [nightly]

devices:
  - {name: any Chromium, browser: {kind: chromium}}

entries:
  - login
  - scroll
  - scenario: inference
    iterations: 10
`;
