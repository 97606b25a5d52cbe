import pc from 'picocolors';
import { ProblemsError } from '../stacks/problems';
import { banner } from './dev/banner';
import { type DevServer, devServer } from './dev/dev-server';
import { FunctionError } from './dev/function-process';
import { optionsOf, usage } from './dev/options';
import { requestLine } from './dev/request-line';

const { stdout, stderr } = process;
const options = optionsOf(process.argv.slice(2));
if (options === 'help') {
  stdout.write(usage());
  process.exit(0);
}
if ('problem' in options) {
  stderr.write(`${options.problem}\n\n${usage()}`);
  process.exit(2);
}
const colors = pc.createColors(stdout.isTTY && !process.env['NO_COLOR'] && process.env['TERM'] !== 'dumb');

void devServer({
  port: options.port,
  finished: (record) => void stdout.write(`${requestLine(record, colors)}\n`),
}).then(serve, (error: unknown) => {
  // what a person can mend needs no trace of ours: a port, a handler that does not build or does not load
  if (error instanceof ProblemsError) stderr.write(`${[error.headline, ...error.problems].join(' ')}\n`);
  else if (error instanceof FunctionError) stderr.write(`A handler does not load: ${error.message}\n`);
  else throw error;
  process.exit(1);
});

function serve({ url, recorder, close }: DevServer): void {
  stdout.write(banner(url, Math.round(process.uptime() * 1_000), colors));
  recorder.listen((notice) => {
    if (notice.kind !== 'reload') return;
    const { problem } = notice;
    stdout.write(
      problem === undefined
        ? `${colors.green('reloaded')}\n`
        : `${colors.red('not reloaded, the code before stays:')} ${problem}\n`,
    );
  });
  let ending = false;
  const end = (): void => {
    if (ending) process.exit(130); // asked twice
    ending = true;
    void close().then(() => process.exit(0));
  };
  process.on('SIGINT', end);
  process.on('SIGTERM', end);
}
