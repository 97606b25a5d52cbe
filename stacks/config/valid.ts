import type * as z from 'zod';
import { ProblemsError } from '../problems';
import { type AccountConfig, accountConfig, datadogRoleOf } from './account-schema';
import { type RuleProblem, ruleProblems } from './rules';
import { serviceConfig } from './schema';

/** A config literal and the file it stands in, so that a problem can say where to change it. */
export interface Source {
  readonly file: string;
  readonly config: unknown;
}

/** All configs of the program. */
export interface Sources {
  readonly environments: readonly Source[];
  readonly accounts: readonly Source[];
}

/**
 * Gives the configs back, typed and checked.
 *
 * @throws ProblemsError that lists every problem of every file at once.
 */
export function valid({ environments, accounts }: Sources) {
  const problems: string[] = [];
  const checked = <T>(schema: z.ZodType<T>, { file, config }: Source, rules: Rules<T> = () => []): T[] => {
    // each schema is used a few times only: compiling it takes longer than it saves
    const result = schema.safeParse(config, { jitless: true });
    const issues = result.success ? [] : result.error.issues;
    const malformed = new Set(issues.flatMap(({ path }) => path.slice(0, 1)));
    const shapeless = issues.some(({ path, code }) => path.length === 0 && code !== 'unrecognized_keys');
    const found = [
      ...issues.flatMap((issue) => lines(issue, config)),
      ...(shapeless ? [] : rules(config as T, malformed)).map(({ path, message }) => `${path.join('.')}: ${message}`),
    ];
    problems.push(...found.map((line) => `${file}: ${line}`));
    return result.success && found.length === 0 ? [result.data] : [];
  };

  const services = environments.flatMap((source) => checked(serviceConfig, source, ruleProblems));
  const owners = accounts.flatMap((source) => checked(accountConfig, source));
  problems.push(
    ...twice(
      'environment',
      services.map(({ service, env }) => `${service}-${env}`),
    ),
  );
  problems.push(
    ...twice(
      'account',
      owners.map(({ account }) => account),
    ),
  );
  problems.push(
    ...twice(
      'account and region',
      owners.map(({ aws }) => `${aws.accountId} in ${aws.region}`),
    ),
  );
  for (const { env, aws, budget } of problems.length > 0 ? [] : services) {
    const owner = owners.find((a) => a.aws.accountId === aws.accountId && a.aws.region === aws.region);
    if (owner === undefined) {
      problems.push(
        `environment "${env}" lives in ${aws.accountId} in ${aws.region}, which no account config owns: add one to stacks/config/accounts`,
      );
    } else if (budget.guard !== undefined) {
      problems.push(...guardProblems(env, budget.guard, owner));
    }
  }
  if (problems.length > 0)
    throw new ProblemsError(
      `The config cannot be used, ${problems.length} problem${problems.length === 1 ? '' : 's'}:`,
      problems,
    );
  return { services, accounts: owners };
}

type Rules<T> = (config: T, malformed: ReadonlySet<PropertyKey>) => RuleProblem[];

/** One zod issue in the words of the file: path, what is wrong, what was found there. */
function lines(issue: z.core.$ZodIssue, config: unknown): string[] {
  const path = issue.path.join('.');
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map(
      (key) => `${[...issue.path, key].join('.')}: no such setting; remove it or check its spelling`,
    );
  }
  const got = issue.path.reduce<unknown>(
    (value, key) => (value as Record<PropertyKey, unknown> | undefined)?.[key],
    config,
  );
  return [`${path}: ${readable(issue.message)}, got ${got === undefined ? 'nothing' : JSON.stringify(got)}`];
}

/** zod's own sentences, in our form: what is allowed, without the input, which we print ourselves. */
const readable = (message: string) =>
  message
    .replace(/^Invalid input: expected /, 'must be of type ')
    .replace(/^Invalid (option|discriminator value)[.:] [Ee]xpected (one of )?/, 'must be one of ')
    .replace(/, received .*$/, '');

function twice(what: string, names: readonly string[]): string[] {
  const again = names.filter((name, index) => names.indexOf(name) !== index);
  return [...new Set(again)].map((name) => `${what} "${name}" is configured twice`);
}

/** Datadog publishes to a guard's topic as the role of the account stack. */
function guardProblems(
  env: string,
  { datadogRole }: { readonly datadogRole: string },
  { account, datadog }: AccountConfig,
): string[] {
  const role = datadogRoleOf({ account });
  return [
    ...(datadogRole === role
      ? []
      : [
          `environment "${env}": budget.guard.datadogRole must be "${role}", the role of its account, got "${datadogRole}"`,
        ]),
    ...(datadog.publishesAlerts
      ? []
      : [`environment "${env}" has a budget guard, so its account "${account}" needs datadog.publishesAlerts: true`]),
  ];
}
