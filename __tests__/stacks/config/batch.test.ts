import { batchProblems } from '../../../stacks/config/batch';
import { prod } from '../../../stacks/config/environments/prod';
import type { ServiceConfig } from '../../../stacks/config/schema';

type Batch = NonNullable<ServiceConfig['batch']>;
type Requirements = NonNullable<ServiceConfig['requirements']>;

const problems = (changed: Partial<ServiceConfig>) =>
  batchProblems({ ...prod, ...changed }).map(({ path, message }) => `${path.join('.')} ${message}`);
const batch = (changed: Partial<Batch>) => problems({ batch: { ...(prod.batch as Batch), ...changed } });
const promised = (minutes: number): Requirements => ({
  ...(prod.requirements as Requirements),
  batchFreshness: { minutes, share: 0.9 },
});

describe('rules of batches', () => {
  it('accept what prod has, and no batches at all', () => {
    expect(problems({})).toEqual([]);
    const { batch: _none, requirements, ...rest } = prod;
    const { batchFreshness: _nor, ...others } = requirements as Requirements;
    expect(batchProblems({ ...rest, requirements: others })).toEqual([]);
  });

  it('refuse a promise about batches that there are none of', () => {
    const { batch: _none, ...rest } = prod;
    expect(batchProblems(rest)).toMatchObject([{ path: ['requirements', 'batchFreshness'] }]);
  });

  it.each([
    ['that is none of ours', 'other', 'must be one of the models'],
    ['that takes no such jobs', 'smart', 'must be a profile of a model that takes batch inference jobs'],
  ])('refuse batch inference with a model %s', (_, alias, message) => {
    expect(batch({ inference: { models: ['bulk', alias], fromRecords: 100 } })).toEqual([
      expect.stringContaining(`batch.inference.models.1 ${message}`),
    ]);
  });

  it('refuse to delete prompts before a job of a day can have been fetched', () => {
    const data = { ...prod.data, keepDays: { ...prod.data.keepDays, batches: 1 } };
    expect(problems({ data })).toEqual([expect.stringContaining('data.keepDays.batches must be at least 2')]);
    const { inference: _none, ...others } = prod.batch as Batch;
    expect(problems({ data, batch: others })).toEqual([]);
  });

  it('refuse a promise that the workers cannot keep', () => {
    const worker = { memoryMb: 512, timeoutSeconds: 60, concurrency: 5, batchSize: 5 };
    // 1,000 prompts of 15 s, 25 at a time, take ten minutes
    expect(problems({ batch: { ...(prod.batch as Batch), worker }, requirements: promised(10) })).toEqual([]);
    expect(problems({ batch: { ...(prod.batch as Batch), worker }, requirements: promised(9) })).toEqual([
      expect.stringContaining('requirements.batchFreshness.minutes must be at least 10'),
    ]);
  });
});
