import { readdirSync } from 'node:fs';

/** What a stack needs to know of the world outside its config, looked up once, so that constructs do no I/O. */
export interface Surroundings {
  /** Names of the articles in docs/runbook, without `.md`. */
  readonly articles: ReadonlySet<string>;
  /** `YYYY-MM-DD`: waivers expire by it. Nothing in the plan depends on it. */
  readonly today: string;
}

export const surroundings = (): Surroundings => ({
  articles: new Set(readdirSync('docs/runbook').map((file) => file.replace(/\.md$/, ''))),
  today: new Date().toISOString().slice(0, 10),
});
