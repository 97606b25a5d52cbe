import { readFileSync } from 'node:fs';
import { prod } from '../../../stacks/config/environments/prod';
import { overviewOf } from '../../../stacks/report/overview';
import { picture } from '../../../stacks/report/picture';
import { pictureModel } from '../../../stacks/report/picture-model';
import { madeStacks } from '../made-stacks';

const stack = madeStacks().service(prod);
const plan = stack.toTerraform();
const { watched } = overviewOf({
  name: 'llm-gateway-prod',
  family: 'llm-gateway',
  member: 'prod',
  plan,
  parts: stack.parts,
  grants: stack.grants,
  checked: stack.checked(),
  jsonPath: 'x',
  jsonBytes: 1,
});
const model = pictureModel(plan, stack.parts, watched);
const svg = picture('The plan', model);

describe('the picture of a plan', () => {
  it('has every part in a box, and every box in a column', () => {
    const shown = model.boxes.map(({ id }) => id);
    for (const { id, kind } of stack.parts.filter(({ kind }) => kind !== 'endpoint' && kind !== 'nat'))
      expect([kind, shown]).toEqual([kind, expect.arrayContaining([id])]);
    expect(shown).toEqual(expect.arrayContaining(['endpoints-model', 'endpoints-telemetry', 'nat']));
    expect(model.boxes.every(({ column }) => column >= 0)).toBe(true);
  });

  it('draws who uses whom from the references in the JSON', () => {
    const arrows = model.arrows.map(({ from, to }) => `${from} > ${to}`);
    expect(arrows).toEqual(
      expect.arrayContaining([
        'firewall > api',
        'api > chat',
        'api > health',
        'chat > model-fast',
        'chat > guardrail',
        'chat > datadog-api-key',
        'budget > alerts',
      ]),
    );
    expect(arrows).not.toContain('health > model-fast');
  });

  it('counts who watches each box, each watcher once', () => {
    expect(model.boxes.find(({ id }) => id === 'nat')).toMatchObject({
      subtitle: '3 NAT gateways',
      page: 0,
      // each function tells when nothing of it arrives
      notify: stack.parts.filter(({ kind }) => kind === 'function').length,
    });
    expect(model.boxes.every(({ page, notify, slos }) => page + notify + slos > 0)).toBe(true);
  });

  it('is the one that the README shows', () => {
    expect(readFileSync('docs/plan-llm-gateway-prod.svg', 'utf8')).toBe(picture('The plan of llm-gateway-prod', model));
    expect(svg).not.toContain('NaN');
  });
});
