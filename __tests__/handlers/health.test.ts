import { bundledHandler } from './bundled';

describe('GET /v1/health', () => {
  it('says which release of which service in which environment is running', async () => {
    const handler = await bundledHandler('health', {
      ENV: 'test',
      SERVICE: 'llm-gateway',
      RELEASE: '1.2.3',
      LOG_LEVEL: 'INFO',
    });
    const { statusCode, headers, body } = await handler.invoke({ httpMethod: 'GET', path: '/v1/health' });
    handler.close();
    expect(statusCode).toBe(200);
    expect(headers).toMatchObject({ 'cache-control': 'no-store' });
    expect(JSON.parse(body)).toEqual({ status: 'ok', service: 'llm-gateway', env: 'test', release: '1.2.3' });
  });

  it('does not start without its settings, and names every one that is missing', async () => {
    await expect(bundledHandler('health', { ENV: 'test', SERVICE: 'x' })).rejects.toThrow(
      'LOG_LEVEL is missing; RELEASE is missing',
    );
  });
});
