import { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime';
import { Hash } from '@smithy/core/serde';
import { SignatureV4 } from '@smithy/signature-v4';
import type { Ask } from './ask';

/**
 * Adds the headers of AWS Signature Version 4, as a stage with auth `iam` wants them, with the credentials of the AWS SDK's default
 * chain. https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-control-access-using-iam-policies-to-invoke-api.html
 *
 * @throws whatever the chain throws where there are no credentials.
 */
export function signer(region: string): (request: Ask) => Promise<Ask> {
  // any client would do: each finds credentials in the same way, and keeps them fresh
  const { credentials } = new BedrockRuntimeClient({ region }).config;
  const signature = new SignatureV4({ service: 'execute-api', region, credentials, sha256: Hash.bind(null, 'sha256') });
  return async (request) => {
    const { protocol, hostname, host, pathname } = new URL(request.url);
    const { headers } = await signature.sign({
      method: 'POST',
      protocol,
      hostname,
      path: pathname,
      headers: { ...request.headers, host },
      body: request.body,
    });
    // fetch writes the host itself
    const { host: _host, ...signed } = headers;
    return { ...request, headers: signed };
  };
}
