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

/** What sets a request apart from one that a model answered as usual. */
const marksOf = ({ cache, replay, mode }) =>
  [
    cache === 'hit' ? 'cached' : undefined,
    replay === 'replayed' ? replay : undefined,
    mode === 'normal' ? undefined : mode,
  ].filter(Boolean);

function row(record) {
  const { id, method, path, status, ms, startMs, alias, inputTokens, outputTokens, costUsd, outcome, fault } = record;
  const marks = marksOf(record);
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
    element(
      'span',
      {},
      `${method} ${path} `,
      ...marks.map((mark) => element('span', { class: 'mark' }, mark)),
      fault && element('span', { class: 'fault' }, fault),
    ),
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
          element('td', { class: 'name' }, name),
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

const WIDE = new Set(['model', 'tenant']);

function facts(record) {
  const { status, ms, firstByteMs, model, alias, inputTokens, outputTokens, costUsd, outcome, mode, fault } = record;
  const all = {
    status: status ?? 'running',
    outcome,
    took: milliseconds(ms),
    'first byte': milliseconds(firstByteMs),
    model: model && `${alias}: ${model}`,
    'tokens in': inputTokens,
    'tokens out': outputTokens,
    cost: dollars(costUsd),
    mode,
    variant: record.variant,
    tenant: record.tenant,
    'response cache': record.cache,
    'idempotency key': record.replay,
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
          { class: WIDE.has(name) ? 'wide' : undefined },
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
    ...part('LLM Observability', record.llm.length, () =>
      element(
        'div',
        {},
        panel(llmTree(record)),
        element('details', {}, element('summary', {}, 'as sent'), ...record.llm.map(json)),
      ),
    ),
    ...part('Log', record.logs.length, () => panel(logsTable(record))),
    ...part('Metrics', record.metrics.length, () => panel(metricsTable(record))),
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
