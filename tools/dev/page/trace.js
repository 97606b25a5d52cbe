// The trace of one request, as bars.

const LOADING = new Set(['aws.lambda.load', 'aws.lambda.require']);

/** Parents before children, in order of time; loading of modules is told in one line. */
function arranged(spans) {
  const known = new Set(spans.map(({ id }) => id));
  const below = (parent, depth) =>
    spans
      .filter(({ parentId }) => (parent === undefined ? !known.has(parentId) : parentId === parent))
      .sort((a, b) => a.startMs - b.startMs)
      .flatMap((span) => [{ ...span, depth }, ...(LOADING.has(span.name) ? [] : below(span.id, depth + 1))]);
  return below(undefined, 0);
}

const NAMES = {
  'aws.apigateway': 'API Gateway',
  'aws.lambda': 'function',
  'aws.lambda.load': 'cold start: code loads',
  'aws.lambda.require': 'code loads',
};
/** Bedrock's addresses say so; DynamoDB has but one. */
const HTTP = [
  [/\/model\//, 'HTTP to Bedrock'],
  [/:\d+\/$/, 'HTTP to a table'],
];
const nameOf = ({ name, details }) =>
  name === 'http.request'
    ? (HTTP.find(([address]) => address.test(details['http.url']))?.[1] ?? 'HTTP')
    : (NAMES[name] ?? name);
const KINDS = {
  'aws.apigateway': 'gateway',
  'aws.lambda.load': 'gateway',
  'aws.lambda.require': 'gateway',
  'http.request': 'http',
};
const kindOf = ({ name, details }) => KINDS[name] ?? (details['_dd.llmobs.submitted'] ? 'model' : '');

// biome-ignore lint/correctness/noUnusedVariables: page.js calls it
function waterfall({ spans }) {
  const rows = arranged(spans);
  const start = Math.min(...rows.map(({ startMs }) => startMs));
  const whole = Math.max(...rows.map(({ startMs, durationMs }) => startMs + durationMs)) - start || 1;
  return element(
    'div',
    { class: 'panel' },
    ...rows.map((span) => {
      const left = ((span.startMs - start) / whole) * 100;
      const width = (span.durationMs / whole) * 100;
      const kind = kindOf(span);
      // beside the bar where there is room, on its left where there is not
      const beside = left + width < 82 ? `left:${left + width}%` : `right:${100 - left}%`;
      const inside = left + width >= 82 && left < 18;
      const took = element(
        'span',
        { class: 'took', style: inside ? `left:${left}%;color:#fff` : beside },
        milliseconds(span.durationMs),
      );
      const bar = element('span', {
        class: `bar ${span.failed ? 'failed' : kind}`,
        style: `left:${left}%;width:${width}%`,
      });
      return element(
        'div',
        { class: 'span', title: [span.name, span.service, span.details['error.message']].filter(Boolean).join('\n') },
        element('span', { class: 'name', style: `padding-left:${span.depth * 14}px` }, nameOf(span)),
        element('span', { class: 'track' }, bar, took),
      );
    }),
  );
}
