import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BedrockStandIn, bedrockStandIn } from '../../tools/bedrock-stand-in/server';
import { bundledHandler, proxyEvent } from './bundled';
import { chatEnvironment } from './chat-environment';

let bedrock: BedrockStandIn;
beforeAll(async () => {
  bedrock = await bedrockStandIn();
});
afterAll(() => bedrock.close());

const hello = proxyEvent({ messages: [{ role: 'user', content: 'Hi' }] });

/** What chat answers with no keys in its environment, and these settings instead. */
async function answerWith(settings: Readonly<Record<string, string>>) {
  const { AWS_ACCESS_KEY_ID: _, AWS_SECRET_ACCESS_KEY: __, ...rest } = chatEnvironment(bedrock.url);
  const handler = await bundledHandler('chat', { ...rest, AWS_EC2_METADATA_DISABLED: 'true', ...settings });
  const { statusCode } = await handler.invoke(hello);
  handler.close();
  return { statusCode, log: handler.lines().join('\n') };
}

describe("chat's bundle, which leaves browser sign-in out", () => {
  it('takes the keys that a container gives', async () => {
    const container = createServer((_, response) =>
      response.setHeader('content-type', 'application/json').end(
        JSON.stringify({
          AccessKeyId: 'key',
          SecretAccessKey: 'secret',
          Token: 'token',
          Expiration: new Date(Date.now() + 3_600_000).toISOString(),
        }),
      ),
    );
    await new Promise<void>((resolve) => container.listen(0, '127.0.0.1', resolve));
    const { port } = container.address() as AddressInfo;
    const { statusCode } = await answerWith({ AWS_CONTAINER_CREDENTIALS_FULL_URI: `http://127.0.0.1:${port}/role` });
    container.close();
    expect(statusCode).toBe(200);
  });

  it('answers with a problem under a profile that signs in, and logs the name of the reason', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'aws-'));
    const config = join(folder, 'config');
    writeFileSync(
      config,
      '[profile person]\nsso_start_url=https://x.test\nsso_region=us-east-1\nsso_account_id=1\nsso_role_name=r\n',
    );
    const { statusCode, log } = await answerWith({ AWS_PROFILE: 'person', AWS_CONFIG_FILE: config });
    rmSync(folder, { recursive: true, force: true });
    expect(statusCode).toBe(500);
    expect(log).toContain('"cause":"BrowserSignInIsNotBundled"');
  });
});
