import { createHash, createHmac, type Hash, type Hmac } from 'node:crypto';
import { defaultProvider } from '@aws-sdk/credential-provider-node';
import { SignatureV4 } from '@smithy/signature-v4';

/** Writes one object. @throws Error when S3 did not take it, or not in time. */
export type PutObject = (key: string, body: string, signal: AbortSignal) => Promise<void>;

/**
 * S3's PutObject, signed by the SDK's own signer. The whole client would weigh 150 kB more in a function that needs
 * this one call of it. https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html
 */
export function putObject(bucket: string, environment: NodeJS.ProcessEnv = process.env): PutObject {
  const region = environment['AWS_REGION'] ?? '';
  const standIn = environment['AWS_ENDPOINT_URL_S3'];
  // stand-ins have no names of their own for each bucket
  const base = standIn === undefined ? `https://${bucket}.s3.${region}.amazonaws.com` : `${standIn}/${bucket}`;
  const signer = new SignatureV4({
    service: 's3',
    region,
    credentials: defaultProvider(),
    sha256: Sha256,
    // S3, unlike every other service, signs a path as it is sent
    uriEscapePath: false,
  });
  return async (key, body, signal) => {
    // as it is sent, so it is signed: S3 works the signature out again over each segment in its encoded form
    const path = key.split('/').map(encodeURIComponent).join('/');
    const { protocol, hostname, port, host, pathname } = new URL(`${base}/${path}`);
    const { headers } = await signer.sign({
      method: 'PUT',
      protocol,
      hostname,
      ...(port === '' ? {} : { port: Number(port) }),
      path: pathname,
      headers: { host, 'content-type': 'application/json' },
      body,
    });
    const response = await fetch(`${protocol}//${host}${pathname}`, { method: 'PUT', headers, body, signal });
    await response.body?.cancel();
    if (!response.ok) throw Object.assign(new Error(`S3 answered ${response.status}`), { name: 'ObjectNotPut' });
  };
}

/** As the signer wants a hash; with a secret it is an HMAC. */
class Sha256 {
  readonly #hash: Hash | Hmac;

  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', bytesOf(secret));
  }

  update(data: Uint8Array): void {
    this.#hash.update(data);
  }

  digest(): Promise<Uint8Array> {
    return Promise.resolve(this.#hash.digest());
  }

  reset(): void {}
}

const bytesOf = (secret: string | ArrayBuffer | ArrayBufferView): string | Uint8Array =>
  typeof secret === 'string'
    ? secret
    : ArrayBuffer.isView(secret)
      ? new Uint8Array(secret.buffer, secret.byteOffset, secret.byteLength)
      : new Uint8Array(secret);
