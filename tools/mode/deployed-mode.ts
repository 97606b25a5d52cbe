import { GetParameterCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { MODE_MEANINGS, type ModeValue } from '../../handlers/contract/modes';
import { modeAt, modeValue } from '../../handlers/runtime/mode-value';
import { modeParameterName } from '../../stacks/aws/mode-parameter';
import type { ServiceConfig } from '../../stacks/config/schema';
import { ProblemsError } from '../../stacks/problems';
import type { ModeOptions } from './options';

type Deployed = Pick<ServiceConfig, 'service' | 'env' | 'aws'>;

/**
 * Sets the mode of a deployed environment where one is given, and tells how it answers.
 *
 * @param by Who sets it.
 * @throws ProblemsError when AWS does not let us, with what to do about it.
 */
export async function deployedMode(
  config: Deployed,
  set: ModeOptions['set'],
  { by, now }: { readonly by: string; readonly now: number },
): Promise<string> {
  const client = new SSMClient({ region: config.aws.region });
  const name = modeParameterName(config);
  try {
    if (set !== undefined) {
      const value: ModeValue = { ...set, by };
      await client.send(new PutParameterCommand({ Name: name, Value: JSON.stringify(value), Overwrite: true }));
    }
    const { Parameter: found } = await client.send(new GetParameterCommand({ Name: name }));
    return told(name, found?.Value ?? '', now);
  } catch (error) {
    throw problemOf(error, name, config);
  } finally {
    client.destroy();
  }
}

function told(name: string, text: string, now: number): string {
  const value = modeValue(text);
  if (value === undefined) return `${name} holds no mode, functions keep the last that they knew: ${text}\n`;
  const { mode, by, why, until, alerts = {} } = value;
  const inForce = modeAt(value, now);
  const lines = [
    `${inForce}: ${MODE_MEANINGS[inForce]}`,
    `${mode} set by ${by}: ${why}${until === undefined ? '' : `; until ${until}`}`,
    ...Object.entries(alerts).map(
      ([cause, alert]) => `budget guard, ${cause}: ${alert.mode} since ${alert.at}, until ${alert.until}`,
    ),
  ];
  return lines.map((line) => `${line}\n`).join('');
}

function problemOf(error: unknown, name: string, { aws, env }: Deployed): ProblemsError {
  const { name: kind, message } = error instanceof Error ? error : new Error(String(error));
  const what = `The mode of ${env} (${name} in ${aws.accountId}, ${aws.region}) could not be read or set:`;
  const help: Readonly<Record<string, string>> = {
    CredentialsProviderError: 'there are no AWS credentials: sign in ("aws sso login") or set AWS_PROFILE',
    ExpiredTokenException: 'the AWS credentials have expired: sign in again ("aws sso login")',
    UnrecognizedClientException: 'AWS does not know these credentials: sign in again, or check AWS_PROFILE',
    AccessDeniedException: `these credentials may not: they need ssm:GetParameter, and ssm:PutParameter to set it, on ${name}`,
    ParameterNotFound: `it does not exist in the account of these credentials: is that ${aws.accountId}, and is ${env} applied?`,
  };
  return new ProblemsError(what, [help[kind] ?? `${kind}: ${message}`]);
}
