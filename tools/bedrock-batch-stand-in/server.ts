import type { ServerResponse } from 'node:http';
import { type Fault, meet } from '../stand-in/faults';
import { type LocalServer, localServer } from '../stand-in/local-server';

/** What was asked for, and how far it is. */
export interface StandInJob {
  readonly jobArn: string;
  readonly jobName: string;
  readonly modelId: string;
  readonly clientRequestToken: string;
  readonly request: Readonly<Record<string, unknown>>;
  status: string;
}

/** One record of a job's input. */
export interface JobRecord {
  readonly recordId: string;
  readonly modelInput: Readonly<Record<string, unknown>>;
}

/** What a job writes for a record: `modelOutput` or `error`; nothing where it did not get to it. */
export type AnswerRecord = (record: JobRecord, place: number) => object | undefined;

export interface BatchStandInOptions {
  /** What lies in the bucket, by key. */
  readonly objects: Map<string, string>;
  /** A job was taken. Default: it waits until somebody ends it. */
  started?(job: StandInJob): void;
}

/** Bedrock's batch inference on localhost: the calls of the control plane that we make. */
export interface BedrockBatchStandIn extends LocalServer {
  readonly jobs: readonly StandInJob[];
  /** Writes the output and ends the job. @returns the event that EventBridge would send. */
  end(jobArn: string, status?: string, answer?: AnswerRecord): object;
  /** Fails each call from now on. */
  fail(fault: Fault): void;
  heal(): void;
  reset(): void;
}

const EXCEPTIONS = {
  throttle: [429, 'ThrottlingException'],
  refuse: [403, 'AccessDeniedException'],
  error: [500, 'InternalServerException'],
} as const;

const PREFIX = 'arn:aws:bedrock:us-east-1:111111111111:model-invocation-job/';

export async function bedrockBatchStandIn(
  { objects, started = () => {} }: BatchStandInOptions,
  port = 0,
): Promise<BedrockBatchStandIn> {
  let jobs: StandInJob[] = [];
  let failing: Fault | undefined;

  const create = (request: Readonly<Record<string, unknown>>): StandInJob => {
    const token = String(request['clientRequestToken']);
    // the same token is the same job
    const there = jobs.find(({ clientRequestToken }) => clientRequestToken === token);
    if (there !== undefined) return there;
    const job: StandInJob = {
      jobArn: `${PREFIX}${String(jobs.length + 1).padStart(12, '0')}`,
      jobName: String(request['jobName']),
      modelId: String(request['modelId']),
      clientRequestToken: token,
      request,
      status: 'Submitted',
    };
    jobs.push(job);
    started(job);
    return job;
  };
  const server = await localServer((request, body, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
    const [, arn] = /^\/model-invocation-job\/(.+)$/.exec(decodeURIComponent(pathname)) ?? [];
    if (failing !== undefined) {
      meet(failing, response, {
        spoken: (fault) => send(response, EXCEPTIONS[fault][0], { message: `about ${body}` }, EXCEPTIONS[fault][1]),
        malformed: () => void response.writeHead(200, { 'content-type': 'application/json' }).end('{"jobArn":'),
      });
    } else if (request.method === 'POST' && pathname === '/model-invocation-job') {
      const { jobArn } = create(JSON.parse(body) as Readonly<Record<string, unknown>>);
      send(response, 200, { jobArn });
    } else if (pathname === '/model-invocation-jobs') {
      const name = searchParams.get('nameContains') ?? '';
      send(response, 200, { invocationJobSummaries: jobs.filter(({ jobName }) => jobName.includes(name)).map(told) });
    } else {
      const job = jobs.find(({ jobArn }) => jobArn === arn);
      if (job === undefined) send(response, 404, { message: 'no such job' }, 'ResourceNotFoundException');
      else send(response, 200, told(job));
    }
  }, port);
  return {
    ...server,
    get jobs() {
      return jobs;
    },
    end: (jobArn, status = 'Completed', answer = usualAnswer) => {
      const job = jobs.find((one) => one.jobArn === jobArn);
      if (job === undefined) throw new Error(`no such job: ${jobArn}`);
      job.status = status;
      const lines = recordsIn(objects.get(keyIn(job, 'input')) ?? '').map((record, place) => {
        const made = answer(record, place);
        return made === undefined ? '' : `${JSON.stringify({ ...record, ...made })}\n`;
      });
      const output = `${keyIn(job, 'output')}${jobArn.slice(PREFIX.length)}/input.jsonl.out`;
      if (lines.some((line) => line !== '')) objects.set(output, lines.join(''));
      return eventOf(job);
    },
    fail: (fault) => {
      failing = fault;
    },
    heal: () => {
      failing = undefined;
    },
    reset: () => {
      jobs = [];
      failing = undefined;
    },
  };
}

/** An answer to everything, with the trace of the guardrail where one was asked for. */
export const usualAnswer = ({ modelInput }: JobRecord, place: number): object => ({
  modelOutput: {
    output: { message: { role: 'assistant', content: [{ text: `Answer ${place} of a job.` }] } },
    stopReason: 'end_turn',
    usage: { inputTokens: 10, outputTokens: 5, totalTokens: 15 },
    ...('guardrailConfig' in modelInput ? { trace: { guardrail: {} } } : {}),
  },
});

const recordsIn = (lines: string): JobRecord[] =>
  lines
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as JobRecord);

interface Places {
  readonly inputDataConfig?: { readonly s3InputDataConfig?: { readonly s3Uri?: string } };
  readonly outputDataConfig?: { readonly s3OutputDataConfig?: { readonly s3Uri?: string } };
}

/** The key out of `s3://bucket/key`. */
function keyIn({ request }: StandInJob, which: 'input' | 'output'): string {
  const { inputDataConfig, outputDataConfig } = request as Places;
  const uri =
    which === 'input' ? inputDataConfig?.s3InputDataConfig?.s3Uri : outputDataConfig?.s3OutputDataConfig?.s3Uri;
  return (uri ?? '').replace(/^s3:\/\/[^/]+\//, '');
}

const told = ({ jobArn, jobName, modelId, status, request }: StandInJob) => ({
  ...request,
  jobArn,
  jobName,
  modelId,
  status,
  submitTime: '2026-11-25T00:00:00Z',
});

/** https://docs.aws.amazon.com/bedrock/latest/userguide/monitoring-eventbridge-how-it-works.html */
const eventOf = ({ jobArn, jobName, modelId, status }: StandInJob): object => ({
  version: '0',
  'detail-type': 'Batch Inference Job State Change',
  source: 'aws.bedrock',
  resources: [jobArn],
  detail: { version: '0.0', batchJobArn: jobArn, batchJobName: jobName, batchModelId: modelId, status },
});

const send = (response: ServerResponse, status: number, body: object, error?: string): void =>
  void response
    .writeHead(status, {
      'content-type': 'application/json',
      ...(error === undefined ? {} : { 'x-amzn-errortype': error }),
    })
    .end(JSON.stringify(body));
