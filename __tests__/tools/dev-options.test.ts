import { createColors } from 'picocolors';
import { banner } from '../../tools/dev/banner';
import { FAULTS } from '../../tools/dev/faults';
import { optionsOf, usage } from '../../tools/dev/options';
import { requestLine } from '../../tools/dev/request-line';

const plain = createColors(false);

describe('npm run dev', () => {
  it.each([
    [[], { port: 8080 }],
    [['--port', '0'], { port: 0 }],
    [['--port=9000'], { port: 9_000 }],
    [['--port', 'many'], { problem: '--port needs a number from 0 to 65535, got "many"' }],
    [['--port'], { problem: '--port needs a number from 0 to 65535, got ""' }],
    [['--port', '70000'], { problem: '--port needs a number from 0 to 65535, got "70000"' }],
    [['--prot', '1'], { problem: 'there is no option "--prot"' }],
    [['--port', '1', '-h'], 'help'],
  ])('reads %j', (args, options) => {
    expect(optionsOf(args)).toEqual(options);
  });

  it('lists every fault in its help and when it starts', () => {
    for (const text of [usage(), banner('http://127.0.0.1:1', 900, plain)])
      for (const [name, { meaning }] of Object.entries(FAULTS)) expect(text).toContain(`${name.padEnd(14)} ${meaning}`);
  });

  it('gives lines to copy: a chat, a streamed chat, a batch, and health', () => {
    const lines = banner('http://127.0.0.1:1', 900, plain)
      .split('\n')
      .filter((line) => line.includes('curl '));
    expect(lines).toHaveLength(4);
    expect(lines[1]).toContain(
      "curl -N http://127.0.0.1:1/v1/chat -H 'Content-Type: application/json' -H 'Accept: text/event-stream'",
    );
  });

  it('says a request in one line of columns', () => {
    const about = { id: '1', startMs: 0, method: 'POST', path: '/v1/chat', spans: [], llm: [], metrics: [], logs: [] };
    const line = requestLine(
      {
        ...about,
        fault: 'slow',
        status: 200,
        ms: 12.4,
        alias: 'fast',
        inputTokens: 12,
        outputTokens: 50,
        costUsd: 0.0000262,
        outcome: 'ok',
      },
      plain,
    );
    expect(line.slice(10)).toBe(
      'POST  /v1/chat        200      12 ms  fast           12 > 50   $0.000026  ok (fault: slow)',
    );
  });
});
