import { RELOAD_SECONDS } from '../../handlers/contract/rotation';
import { tagsOf } from '../names';
import type { FunctionPlatform } from './handler-function';

/**
 * Settings of Datadog's Lambda library and Extension.
 * https://docs.datadoghq.com/serverless/guide/datadog_forwarder_node/ and the READMEs of datadog-lambda-js and
 * datadog-lambda-extension.
 *
 * @param handler The function's own handler, which Datadog's wrapper loads.
 */
export function datadogEnvironment(
  { config, datadogApiKeySecretArn }: FunctionPlatform,
  handler: string,
): Record<string, string> {
  const { service, env, release, datadog } = config;
  const tags = tagsOf(config);
  return {
    DD_LAMBDA_HANDLER: handler,
    DD_API_KEY_SECRET_ARN: datadogApiKeySecretArn,
    // a key that is rotated reaches functions that run already
    DD_API_KEY_SECRET_RELOAD_INTERVAL: String(RELOAD_SECONDS),
    DD_SITE: datadog.site,
    DD_SERVICE: service,
    DD_ENV: env,
    DD_VERSION: release,
    DD_TAGS: `team:${tags.team},stack:${tags.stack}`,
    DD_TRACE_ENABLED: 'true',
    DD_SERVERLESS_LOGS_ENABLED: 'true',
    DD_LOGS_INJECTION: 'true',
    // prompts and answers are in the payloads
    DD_CAPTURE_LAMBDA_PAYLOAD: 'false',
    DD_MERGE_XRAY_TRACES: 'false',
    DD_LLMOBS_ENABLED: String(datadog.llmObservability),
    DD_LLMOBS_ML_APP: service,
    // through the Extension, said explicitly: dd-trace before 5.132 does not recognise it and then wants the API key itself
    DD_LLMOBS_AGENTLESS_ENABLED: 'false',
  };
}
