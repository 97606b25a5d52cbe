import { App, DefaultTokenResolver, Lazy, StringConcat, TerraformStack, Token, Tokenization } from 'cdktf';
import * as fc from 'fast-check';
import { withoutTokens, withQuickResolving } from '../../stacks/quick-resolving';

const stack = new TerraformStack(new App({ stackTraces: false }), 'stack');
const resolve = (value: unknown): unknown =>
  Tokenization.resolve(value, { scope: stack, resolver: new DefaultTokenResolver(new StringConcat()) });

const produced = (value: unknown) => Lazy.anyValue({ produce: () => value });
const key = fc.constantFrom('name', 'Resource', 'a b', '${aws_kms_key.k.arn}', Token.asString(produced('key')));
const text = fc.oneof(
  fc.string(),
  fc.constantFrom('1e+21', 'e-mail', '${aws:username}', '{"a":{"b":"}"}}', 'TfToken['),
  fc
    .array(fc.oneof(fc.constantFrom('}', '${', '{', '$', ' '), fc.constant(Token.asString(produced('${aws_x.y.arn}')))))
    .map((pieces) => pieces.join('')),
);
const leaf = fc.oneof(
  text,
  fc.constantFrom(null, undefined, true, 0, -1.5, 86_400, Number.MAX_SAFE_INTEGER, 1e300),
  fc.constantFrom(
    produced({ of: [produced('inner'), undefined] }),
    Token.asString(produced('text')),
    Token.asString(produced({ an: 'object' })),
    Token.asNumber(produced(7)),
    Token.asList(produced(['one', 'two'])),
    Token.asNumberList(produced([1, 2])),
    Token.asStringMap(produced({ a: 'b' })),
    `at ${Token.asNumber(produced(7))} and ${Token.asString(produced(undefined))}.`,
  ),
);
/** Values as constructs hold them: plain ones and tokens of every kind, within each other. */
const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    leaf,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(key, tie('value'), { maxKeys: 4 }),
  ),
}));

const outcome = (run: () => unknown) => {
  try {
    return { value: run() };
  } catch (error) {
    return { refused: (error as Error).message };
  }
};

test('what stands in the plan is what cdktf makes of it, whatever holds a token', () => {
  fc.assert(
    fc.property(value, (given) => {
      expect(outcome(() => withoutTokens(given, resolve))).toEqual(outcome(() => resolve(given)));
    }),
    { numRuns: 1_000 },
  );
});

test('cdktf is asked for what holds a token, and for nothing else', () => {
  const asked: unknown[] = [];
  const plan = {
    name: 'chat',
    tags: { env: 'dev' },
    count: 3,
    arn: `arn:${Token.asString(produced('x'))}`,
    list: ['}'],
  };
  withoutTokens(plan, (part) => {
    asked.push(part);
    return resolve(part);
  });
  expect(asked).toEqual([expect.stringMatching(/^\$\{TfToken\[/)]);
});

test('cdktf resolves as ever once the synth is over, even one that throws', () => {
  const { resolve: own } = Tokenization;
  expect(() =>
    withQuickResolving(() => {
      expect(Tokenization.resolve).not.toBe(own);
      throw new Error('refused');
    }),
  ).toThrow('refused');
  expect(Tokenization.resolve).toBe(own);
});
