// The spans of LLM Observability, as a tree.

/** The workflow and its calls, each with what Datadog is told of it. */
// biome-ignore lint/correctness/noUnusedVariables: page.js calls it
function llmTree({ llm }) {
  const known = new Set(llm.map(({ span_id }) => span_id));
  const below = (parent, depth) =>
    llm
      .filter(({ parent_id }) => (parent === undefined ? !known.has(parent_id) : parent_id === parent))
      .sort((a, b) => a.start_ns - b.start_ns)
      .flatMap((span) => [{ ...span, depth }, ...below(span.span_id, depth + 1)]);
  return element('table', {}, ...below(undefined, 0).map(llmRow));
}

/** Tags that every span of the service has. */
const USUAL = /^(team|stack|version|env|service|source|ml_app|ddtrace\.version|error|language):/;

function llmRow({ name, depth, duration, status, meta, metrics, tags }) {
  const { input_tokens: read, output_tokens: written, total_cost, time_to_first_token: first } = metrics;
  return element(
    'tr',
    {},
    element(
      'td',
      { class: 'kind', style: `padding-left:${12 + depth * 18}px` },
      element('span', { class: `kind ${meta['span.kind']}` }, meta['span.kind']),
      ` ${name}`,
    ),
    element('td', { class: `name ${status === 'error' ? 'bad' : 'good'}` }, status),
    element('td', { class: 'number' }, milliseconds(duration / 1e6)),
    element('td', { class: 'number' }, first === undefined ? '' : `first words ${milliseconds(first * 1_000)}`),
    element('td', { class: 'number' }, read === undefined ? '' : `${read} → ${written} tokens`),
    element('td', { class: 'number' }, dollars(total_cost)),
    element('td', { class: 'tags' }, tags.filter((tag) => !USUAL.test(tag)).join('  ')),
  );
}
