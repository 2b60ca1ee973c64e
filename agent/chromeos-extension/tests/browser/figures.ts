// How long the tests look on and how long the server stays away; the environment asks for longer than `make test` waits.
const figure = (name: string, usual: number) => Number(process.env[name] ?? usual);

/** Refreshes of Chrome's task manager that are compared with the system, one a second. */
export const WINDOW_SAMPLES = figure("PERFSIGHT_STORY_WINDOW_SECONDS", 10);
/** How long the server stays away. */
export const AWAY_SECONDS = figure("PERFSIGHT_STORY_AWAY_SECONDS", 3);
