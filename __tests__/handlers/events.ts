/** One server-sent event. */
export interface ServerSentEvent {
  readonly name: string;
  readonly data: unknown;
}

/** The events of a body, read as strictly as they are written. @throws on anything else */
export const eventsIn = (body: string): ServerSentEvent[] =>
  body
    .split('\n\n')
    .filter((event) => event !== '')
    .map((event) => {
      const [, name, data] = /^event: (\w+)\ndata: ([^\n]*)$/.exec(event) ?? [];
      if (name === undefined || data === undefined) throw new Error(`no event: ${event}`);
      return { name, data: JSON.parse(data) as unknown };
    });

/** The words of the deltas among them. */
export const textIn = (body: string): string =>
  eventsIn(body)
    .filter(({ name }) => name === 'delta')
    .map(({ data }) => (data as { text: string }).text)
    .join('');
