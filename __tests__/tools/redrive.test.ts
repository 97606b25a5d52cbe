import { SQSClient } from '@aws-sdk/client-sqs';
import { optionsOf, USAGE } from '../../tools/redrive/options';
import { look, type Moved, move } from '../../tools/redrive/redrive';
import { lookedText, movedText, progressText } from '../../tools/redrive/render';
import { type SqsStandIn, sqsStandIn } from '../../tools/sqs-stand-in/server';

const PAIR = { part: 'batches', queue: 'gateway-dev-batches', deadLetters: 'gateway-dev-batches-dead' };

let queue: SqsStandIn;
let sqs: SQSClient;
beforeAll(async () => {
  queue = await sqsStandIn({ name: PAIR.queue, maxReceiveCount: 1 });
  sqs = new SQSClient({
    endpoint: queue.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    maxAttempts: 1,
  });
});
beforeEach(() => queue.reset());
afterAll(async () => {
  sqs.destroy();
  await queue.close();
});

const dependencies = () => ({ sqs, accountId: '111111111111' });

async function withDead(count: number): Promise<void> {
  queue.put(...Array.from({ length: count }, (_, index) => `{"index":${index}}`));
  for (const { messageId } of queue.receive(count)) queue.giveBack(messageId);
}

async function moved(perSecond?: number): Promise<Moved[]> {
  const seen: Moved[] = [];
  await move(
    await look(PAIR, dependencies()),
    {
      ...(perSecond === undefined ? {} : { perSecond }),
      progress: (now) => seen.push(now),
      pause: () => Promise.resolve(),
    },
    dependencies(),
  );
  return seen;
}

describe('a redrive', () => {
  it('tells how many messages wait before it moves any', async () => {
    await withDead(3);
    queue.put('one', 'two');
    queue.receive(1);
    const looked = await look(PAIR, dependencies());
    expect(looked).toMatchObject({ dead: 3, waiting: 2, moving: false });
    expect(queue.dead).toHaveLength(3);
    expect(lookedText(looked)).toBe(
      [
        '  gateway-dev-batches-dead  3 messages that could not be worked on',
        '  gateway-dev-batches       2 messages waiting or being worked on',
        '',
      ].join('\n'),
    );
  });

  it('moves all of them back, as fast as it may, and tells how far it is', async () => {
    await withDead(5);
    expect((await moved(2)).map(progressText)).toEqual([
      '  2 of about 5 moved',
      '  4 of about 5 moved',
      '  5 of about 5 moved',
    ]);
    expect(queue.dead).toEqual([]);
    expect(queue.waiting).toHaveLength(5);
  });

  it('moves in one go where nobody says how fast', async () => {
    await withDead(5);
    expect(await moved()).toEqual([{ status: 'COMPLETED', moved: 5, of: 5 }]);
  });

  it('follows the move that somebody else has begun, instead of a second one', async () => {
    await withDead(5);
    const looked = await look(PAIR, dependencies());
    const slow = { perSecond: 1, pause: () => Promise.resolve() };
    await move(
      looked,
      {
        ...slow,
        progress: () => {
          throw new Error('gone');
        },
      },
      dependencies(),
    ).catch(() => {});
    const again = await look(PAIR, dependencies());
    expect(again.moving).toBe(true);
    expect(lookedText(again)).toContain('Somebody is moving dead letters back already');
    expect(await moved()).toContainEqual({ status: 'COMPLETED', moved: 5, of: 5 });
  });

  it('says why SQS broke off', async () => {
    await withDead(5);
    const looked = await look(PAIR, dependencies());
    const last = await move(
      looked,
      { perSecond: 1, progress: () => queue.breakMove('KmsAccessDenied'), pause: () => Promise.resolve() },
      dependencies(),
    );
    expect(last).toEqual({ status: 'FAILED', moved: 1, of: 5, reason: 'KmsAccessDenied' });
    expect(movedText(last, looked)).toBe('  The move ended with FAILED after 1 message: KmsAccessDenied.\n');
  });

  it('moves nothing where AWS refuses', async () => {
    await withDead(1);
    const strange = { ...PAIR, deadLetters: 'of-somebody-else' };
    await expect(look(strange, dependencies())).rejects.toThrow();
    queue.fail('throttle');
    await expect(look(PAIR, dependencies())).rejects.toThrow();
    queue.heal();
    expect(queue.dead).toHaveLength(1);
  });
});

describe('the options', () => {
  it('are an environment, and how fast', () => {
    expect(optionsOf(['prod', '--per-second', '20', '--yes'])).toEqual({
      env: 'prod',
      yes: true,
      json: false,
      perSecond: 20,
    });
    expect(optionsOf(['dev'])).toEqual({ env: 'dev', yes: false, json: false });
    expect(optionsOf(['--help'])).toBe('help');
    expect(USAGE).toContain('npm run redrive -- ENV');
  });

  it.each([
    [[], 'ENV is missing'],
    [['dev', 'prod'], 'one environment at a time'],
    [['dev', '--per-second', '0'], '--per-second must be a whole number from 1 to 500, got "0"'],
    [['dev', '--per-second', '1.5'], 'got "1.5"'],
    [['dev', '--fast'], "Unknown option '--fast'"],
  ])('%j are refused with what is wrong', (args, problem) => {
    expect(JSON.stringify(optionsOf(args))).toContain(problem.replaceAll('"', '\\"'));
  });
});
