import {
  everyPartExists,
  everyPartHasItsName,
  everyPartIsItself,
  everyResourceIsAPart,
} from '../../../stacks/checks/every-resource-is-a-part';
import { functionPart, problems } from './facts';

const plan = { resource: { aws_lambda_function: { chat: { function_name: 'gateway-prod-chat' } } } };

describe('everyResourceIsAPart', () => {
  it('finds a function that no part claims', () => {
    expect(problems(everyResourceIsAPart, { plan })).toEqual([
      'aws_lambda_function.chat: no part of kind "function" claims it, so nothing watches it',
    ]);
  });

  it('finds a function that only a part of another kind claims', () => {
    const secret = { kind: 'secret', id: 's', name: 's', addresses: ['aws_lambda_function.chat'], scope: [] } as const;
    expect(problems(everyResourceIsAPart, { plan, parts: [secret] })).toHaveLength(1);
  });

  it('finds a type that nobody has thought about', () => {
    expect(problems(everyResourceIsAPart, { plan: { resource: { aws_new_thing: { x: {} } } } })).toEqual([
      'aws_new_thing.x: nobody has said whether aws_new_thing must be watched',
    ]);
  });

  it('accepts a function that a part claims, and a role that belongs to it', () => {
    const withRole = { resource: { ...plan.resource, aws_iam_role: { role: { name: 'r' } } } };
    expect(problems(everyResourceIsAPart, { plan: withRole, parts: [functionPart()] })).toEqual([]);
  });
});

describe('everyPartExists', () => {
  it('finds a part whose resource is not in the plan', () => {
    expect(problems(everyPartExists, { parts: [functionPart()] })).toEqual([
      'part chat: it stands for aws_lambda_function.chat, which is not in the plan',
    ]);
  });

  it('finds a part that stands for nothing', () => {
    expect(problems(everyPartExists, { plan, parts: [functionPart({ addresses: [] })] })).toHaveLength(1);
  });

  it('accepts a part that stands for something made elsewhere', () => {
    expect(problems(everyPartExists, { plan, parts: [functionPart({ addresses: [], elsewhere: true })] })).toEqual([]);
  });

  it('accepts a part whose resource is in the plan', () => {
    expect(problems(everyPartExists, { plan, parts: [functionPart()] })).toEqual([]);
  });
});

describe('everyPartHasItsName', () => {
  it('finds a part that goes by another name than its resource', () => {
    const renamed = { resource: { aws_lambda_function: { chat: { function_name: 'gateway-prod-chat-2' } } } };
    expect(problems(everyPartHasItsName, { plan: renamed, parts: [functionPart()] })).toEqual([
      'aws_lambda_function.chat: part chat calls it "gateway-prod-chat", which is nowhere in its arguments',
    ]);
  });

  it('accepts a part that goes by the name of its resource', () => {
    expect(problems(everyPartHasItsName, { plan, parts: [functionPart()] })).toEqual([]);
  });
});

describe('everyPartIsItself', () => {
  it('finds two parts with one id, and two that claim one resource', () => {
    const twin = functionPart({ addresses: ['aws_lambda_function.other'] });
    const rival = functionPart({ id: 'rival' });
    expect(problems(everyPartIsItself, { parts: [functionPart(), twin, rival] })).toEqual([
      'part chat: a function and a function have this id',
      'part rival: it claims a resource that part chat claims too',
    ]);
  });

  it('accepts parts that differ', () => {
    const other = functionPart({ id: 'other', addresses: ['aws_lambda_function.other'] });
    expect(problems(everyPartIsItself, { parts: [functionPart(), other] })).toEqual([]);
  });
});
