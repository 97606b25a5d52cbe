import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import { chatEnvironment } from './chat-environment';

describe("the chat bundle under Datadog's layer", () => {
  it("still streams: neither the tracer's hook nor the wrapper hides from Lambda that it does", () => {
    const output = execFileSync(
      process.execPath,
      [resolve(__dirname, 'layer-process.js'), resolve('dist/handlers/chat/index.js')],
      {
        env: {
          PATH: process.env['PATH'],
          ...chatEnvironment('http://127.0.0.1:9'),
          AWS_LAMBDA_FUNCTION_NAME: 'llm-gateway-test-chat',
          DD_TRACE_STARTUP_LOGS: 'false',
          DD_INSTRUMENTATION_TELEMETRY_ENABLED: 'false',
        },
        encoding: 'utf8',
      },
    );
    expect(JSON.parse(output.trim().split('\n').at(-1) ?? '')).toEqual({ hooked: 'response', wrapped: 'response' });
  });
});
