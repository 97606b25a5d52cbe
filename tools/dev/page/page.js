// The page of `npm run dev`. Every text is set as text, never as HTML: what a function logs can hold anything.
const records = new Map();
let chosen;
/** Until someone picks a request, the newest is shown. */
let following = true;
const at = (id) => document.getElementById(id);

function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === 'style') made.style.cssText = value;
    else if (value !== undefined) made.setAttribute(name, value);
  }
  made.append(...children.filter((child) => child !== undefined));
  return made;
}

const milliseconds = (value) =>
  value === undefined ? '' : value < 10 ? `${value.toFixed(1)} ms` : `${Math.round(value).toLocaleString('en')} ms`;
const dollars = (value) => (value === undefined ? '' : `$${value.toFixed(6)}`);
const clock = (value) => new Date(value).toTimeString().slice(0, 8);
const tone = ({ status }) => (status === undefined ? '' : status < 400 ? 'good' : status < 500 ? 'warn' : 'bad');
const sum = (values) => values.reduce((total, value) => total + (value ?? 0), 0);

function showTotals() {
  const all = [...records.values()];
  const failed = all.filter(({ status }) => status >= 500).length;
  const facts = {
    requests: all.length,
    failed,
    tokens: sum(all.map(({ inputTokens, outputTokens }) => (inputTokens ?? 0) + (outputTokens ?? 0))).toLocaleString(
      'en',
    ),
    cost: dollars(sum(all.map(({ costUsd }) => costUsd))),
  };
  at('totals').replaceChildren(
    ...Object.entries(facts).map(([name, value]) =>
      element('div', {}, element('dt', {}, name), element('dd', {}, String(value))),
    ),
  );
}

function row(record) {
  const { id, method, path, status, ms, startMs, alias, inputTokens, outputTokens, costUsd, outcome, fault } = record;
  const what = [
    alias,
    inputTokens === undefined ? undefined : `${inputTokens} → ${outputTokens ?? 0} tokens`,
    dollars(costUsd),
    alias === undefined || outcome === 'ok' ? undefined : outcome,
  ];
  const made = element(
    'button',
    { type: 'button', 'aria-current': String(id === chosen) },
    element('span', { class: `status ${tone(record)}` }, String(status ?? '…')),
    element('span', {}, `${method} ${path} `, fault && element('span', { class: 'fault' }, fault)),
    element('small', {}, milliseconds(ms)),
    element('small', {}, ''),
    element('small', { class: 'what' }, what.filter(Boolean).join(' · ') || ' '),
    element('small', {}, clock(startMs)),
  );
  made.addEventListener('click', () => {
    chosen = id;
    following = false;
    show();
  });
  return made;
}

/** Parents before children, in order of time; loading of modules is told in one line. */
function arranged(spans) {
  const known = new Set(spans.map(({ id }) => id));
  const below = (parent, depth) =>
    spans
      .filter(({ parentId }) => (parent === undefined ? !known.has(parentId) : parentId === parent))
      .sort((a, b) => a.startMs - b.startMs)
      .flatMap((span) => [{ ...span, depth }, ...(span.name === 'aws.lambda.load' ? [] : below(span.id, depth + 1))]);
  return below(undefined, 0);
}

const NAMES = {
  'aws.apigateway': 'API Gateway',
  'aws.lambda': 'function',
  'aws.lambda.load': 'cold start: code loads',
  'http.request': 'HTTP to Bedrock',
};
const KINDS = { 'aws.apigateway': 'gateway', 'aws.lambda.load': 'gateway', 'http.request': 'http' };
const kindOf = ({ name, details }) => KINDS[name] ?? (details['_dd.llmobs.submitted'] ? 'model' : '');

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
      const name = NAMES[span.name] ?? span.name;
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
        element('span', { class: 'name', style: `padding-left:${span.depth * 14}px` }, name),
        element('span', { class: 'track' }, bar, took),
      );
    }),
  );
}

function metricsTable({ metrics }) {
  return element(
    'table',
    {},
    ...metrics
      .filter(({ name }) => !name.startsWith('aws.'))
      .map(({ name, value, tags }) =>
        element(
          'tr',
          {},
          element('td', {}, name),
          element('td', { class: 'number' }, String(Number(value.toPrecision(6)))),
          element(
            'td',
            { class: 'tags' },
            tags.filter((tag) => !/^(env|service|dd_lambda_layer):/.test(tag)).join('  '),
          ),
        ),
      ),
  );
}

function logsTable({ logs }) {
  const told = ['level', 'message', 'timestamp', 'service', 'env', 'sampling_rate', 'request_id', 'dd'];
  return element(
    'table',
    {},
    ...logs.map((line) => {
      const fields = Object.entries(line).filter(([name]) => !told.includes(name));
      const level = line.level === 'ERROR' ? 'bad' : line.level === 'WARN' ? 'warn' : '';
      return element(
        'tr',
        {},
        element('td', { class: 'time' }, line.timestamp ? line.timestamp.slice(11, 23) : ''),
        element('td', { class: `level ${level}` }, line.level ?? ''),
        element(
          'td',
          {},
          line.message ?? '',
          ...fields.flatMap(([name, value]) => [
            element('span', { class: 'field' }, `  ${name}=`),
            typeof value === 'object' ? JSON.stringify(value) : String(value),
          ]),
        ),
      );
    }),
  );
}

function facts(record) {
  const { status, ms, firstByteMs, model, alias, inputTokens, outputTokens, costUsd, outcome, mode, fault } = record;
  const all = {
    status: status ?? 'running',
    outcome,
    mode: mode === 'normal' ? undefined : mode,
    took: milliseconds(ms),
    'first byte': milliseconds(firstByteMs),
    model: model && `${alias}: ${model}`,
    'tokens in': inputTokens,
    'tokens out': outputTokens,
    cost: dollars(costUsd),
    fault,
  };
  return element(
    'dl',
    { class: 'facts' },
    ...Object.entries(all)
      .filter(([, value]) => value !== undefined && value !== '')
      .map(([name, value]) =>
        element(
          'div',
          { class: name === 'model' ? 'wide' : undefined },
          element('dt', {}, name),
          element('dd', { class: name === 'status' ? `status ${tone(record)}` : undefined }, String(value)),
        ),
      ),
  );
}

function detail(record) {
  const part = (title, there, content) => (there ? [element('h3', {}, title), content()] : []);
  const panel = (inner) => element('div', { class: 'panel' }, inner);
  const json = (value) => element('pre', {}, JSON.stringify(value, null, 2));
  return [
    element('h2', {}, `${record.method} ${record.path}`),
    element('div', { class: 'id' }, record.id),
    facts(record),
    ...part('Trace', record.spans.length, () => waterfall(record)),
    ...part('Log', record.logs.length, () => panel(logsTable(record))),
    ...part('Metrics', record.metrics.length, () => panel(metricsTable(record))),
    ...part('LLM Observability', record.llm.length, () =>
      element('details', {}, element('summary', {}, `${record.llm.length} span, as sent`), ...record.llm.map(json)),
    ),
  ];
}

function empty() {
  const body = `'{"messages":[{"role":"user","content":"Hello"}]}'`;
  return [
    element(
      'div',
      { class: 'empty' },
      element('h2', {}, 'Waiting for a request'),
      element('p', {}, 'Each one appears here as it happens. Try:'),
      element('pre', {}, `curl ${location.origin}/v1/chat \\\n  -H 'Content-Type: application/json' \\\n  -d ${body}`),
    ),
  ];
}

function show() {
  const newestFirst = [...records.values()].sort((a, b) => b.startMs - a.startMs);
  if (following || !records.has(chosen)) chosen = newestFirst[0]?.id;
  showTotals();
  const focused = document.activeElement?.closest?.('nav') ? chosen : undefined;
  at('list').replaceChildren(...newestFirst.map(row));
  if (focused !== undefined) at('list').querySelector('[aria-current="true"]')?.focus();
  at('detail').replaceChildren(...(chosen === undefined ? empty() : detail(records.get(chosen))));
}

function news(text, bad) {
  at('news').textContent = text;
  at('news').className = bad ? 'bad' : '';
}

function showMode(mode) {
  at('mode').textContent = `mode: ${mode}`;
  at('mode').className = mode === 'normal' ? '' : 'changed';
}

let planned = false;
function showSoon() {
  if (planned) return;
  planned = true;
  requestAnimationFrame(() => {
    planned = false;
    show();
  });
}

let hidden = 0;
const events = new EventSource('/dev/events');
events.onopen = () => news('live', false);
events.onerror = () => news('the dev server does not answer', true);
events.onmessage = ({ data }) => {
  const { kind, record, problem, mode } = JSON.parse(data);
  if (kind === 'mode') showMode(mode);
  else if (kind === 'reload') news(problem ?? `reloaded ${clock(Date.now())}`, problem !== undefined);
  else if (record.startMs > hidden) {
    records.set(record.id, record);
    showSoon();
  }
};
at('clear').addEventListener('click', () => {
  hidden = Date.now();
  records.clear();
  following = true;
  show();
});
show();
