import { optionsOf, USAGE } from '../../tools/overview/options';

describe('optionsOf', () => {
  it.each([
    [[], { json: false, all: false }],
    [['--json'], { json: true, all: false }],
    [['--all'], { json: false, all: true }],
    [['--stack', 'llm-gateway-dev'], { json: false, all: false, stack: 'llm-gateway-dev' }],
    [['--stack=llm-gateway-dev', '--json'], { json: true, all: false, stack: 'llm-gateway-dev' }],
    [['--help'], 'help'],
    [['--json', '-h'], 'help'],
    [['--stack'], { problem: '--stack needs the name of a stack' }],
    [['--stack', '--json'], { problem: '--stack needs the name of a stack' }],
    [['--jsn'], { problem: 'there is no option "--jsn"' }],
  ])('reads %j', (args, expected) => expect(optionsOf(args)).toEqual(expected));

  it('explains every option', () => {
    for (const option of ['--stack', '--all', '--json', '--help']) expect(USAGE).toContain(`  ${option}`);
  });
});
