// for its effect, and first: it answers --help and refuses wrong options before anything is synthesized
import './overview/ask';
import pc from 'picocolors';
import { stacks } from '../main';
import { render } from '../stacks/report/render';
import { options } from './overview/ask';
import { gather } from './overview/gather';

const overview = gather(stacks, process.env['CDKTF_OUTDIR'] ?? 'cdktf.out', 'dist/handlers');
const names = overview.stacks.map(({ name }) => name);
const { stdout } = process;

if (options.stack !== undefined && !names.includes(options.stack)) {
  process.stderr.write(`there is no stack "${options.stack}"; there are: ${names.join(', ')}\n`);
  process.exit(2);
}
// whoever reads may stop early, as `head` does
stdout.on('error', () => process.exit(0));
stdout.write(
  options.json
    ? `${JSON.stringify(overview, null, 2)}\n`
    : render(overview, {
        ...options,
        colors: pc.createColors(stdout.isTTY && !process.env['NO_COLOR'] && process.env['TERM'] !== 'dumb'),
        width: Math.max(60, stdout.columns ?? 100),
      }),
);
if (overview.stacks.some(({ findings }) => findings.length > 0)) process.exitCode = 1;
