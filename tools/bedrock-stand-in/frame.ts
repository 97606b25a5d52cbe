import { EventStreamCodec } from '@smithy/core/event-streams';

const codec = new EventStreamCodec(
  (bytes) => (typeof bytes === 'string' ? bytes : Buffer.from(bytes).toString('utf8')),
  (text) => Buffer.from(text, 'utf8'),
);

const header = (value: string) => ({ type: 'string', value }) as const;

/** One event in the framing of AWS. https://smithy.io/2.0/aws/amazon-eventstream.html */
export const frame = (
  kind: 'event' | 'exception',
  type: string,
  body: string | Uint8Array,
  contentType = 'application/json',
): Uint8Array =>
  codec.encode({
    headers: {
      ':message-type': header(kind),
      [`:${kind}-type`]: header(type),
      ':content-type': header(contentType),
    },
    body: typeof body === 'string' ? Buffer.from(body, 'utf8') : body,
  });
