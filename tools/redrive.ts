import { createInterface } from 'node:readline/promises';
import { setTimeout } from 'node:timers/promises';
import { SQSClient } from '@aws-sdk/client-sqs';
import { sources } from '../stacks/config/sources';
import { valid } from '../stacks/config/valid';
import { ProblemsError } from '../stacks/problems';
import { optionsOf, USAGE } from './redrive/options';
import { redrivableIn } from './redrive/queues';
import { type Looked, look, type Moved, move } from './redrive/redrive';
import { lookedText, movedText, progressText } from './redrive/render';

const { stdin, stdout, stderr } = process;
/** SQS counts about, and a minute late: more often tells nothing more. */
const LOOK_MS = 2_000;

/** Whose queues these are, for when AWS refuses: most often the shell has the credentials of another account. */
let asked = '';

async function main(): Promise<number> {
  const options = optionsOf(process.argv.slice(2));
  if (options === 'help') {
    stdout.write(USAGE);
    return 0;
  }
  if ('problems' in options) throw new ProblemsError('Nothing can be moved:', options.problems);
  const { services } = valid(sources);
  const config = services.find(({ env }) => env === options.env);
  if (config === undefined) {
    const known = services.map(({ env }) => env).join(', ');
    throw new ProblemsError('Nothing can be moved:', [`ENV must be one of ${known}, got "${options.env}"`]);
  }
  const { accountId, region } = config.aws;
  asked = `account ${accountId}, ${region}`;
  const dependencies = { sqs: new SQSClient({ region }), accountId };
  const say = (text: string): void => void (options.json ? undefined : stdout.write(text));
  const results: (Looked & Partial<Moved>)[] = [];
  for (const pair of redrivableIn(config)) {
    const looked = await look(pair, dependencies);
    say(lookedText(looked));
    if (looked.dead === 0 && !looked.moving) {
      say('  Nothing to give back.\n');
      results.push(looked);
    } else if (looked.moving || options.yes || (await agreed(looked))) {
      const moved = await move(
        looked,
        {
          ...(options.perSecond === undefined ? {} : { perSecond: options.perSecond }),
          progress: (now) => say(stdout.isTTY ? `\r${progressText(now)}` : `${progressText(now)}\n`),
          pause: () => setTimeout(LOOK_MS),
        },
        dependencies,
      );
      say(`${stdout.isTTY ? '\n' : ''}${movedText(moved, looked)}`);
      results.push({ ...looked, ...moved });
    } else {
      say('  Nothing was moved.\n');
      results.push(looked);
    }
  }
  if (results.length === 0) say(`${options.env} has no queue with dead letters that could go back.\n`);
  if (options.json) stdout.write(`${JSON.stringify(results, null, 2)}\n`);
  return results.every(({ status = 'COMPLETED' }) => status === 'COMPLETED') ? 0 : 1;
}

/** Asks who sits at the terminal; without one, says how to go on. */
async function agreed({ queue, dead }: Looked): Promise<boolean> {
  if (!stdin.isTTY || !stdout.isTTY) {
    stderr.write('  Say --yes to move them.\n');
    return false;
  }
  const terminal = createInterface({ input: stdin, output: stdout });
  const answer = await terminal.question(`  Give about ${dead} back to ${queue}? [y/N] `);
  terminal.close();
  return /^y(es)?$/i.test(answer.trim());
}

main().then(
  (status) => {
    process.exitCode = status;
  },
  (error: unknown) => {
    const wrongly = error instanceof ProblemsError;
    const told = wrongly
      ? `${error.message}\n\nSee npm run redrive -- --help`
      : `AWS says no (${asked}): ${String(error)}`;
    stderr.write(`${told}\n`);
    process.exitCode = wrongly ? 2 : 1;
  },
);
