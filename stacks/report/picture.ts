import type { Box, PictureModel } from './picture-model';

/** Sizes in pixels. */
const BOX = { width: 172, height: 74 };
const GAP = { x: 58, y: 22 };
const MARGIN = { x: 24, top: 92, bottom: 46 };

interface Placed extends Box {
  readonly x: number;
  readonly y: number;
}

const STYLE = `
  .ground { fill: #ffffff } .head { fill: #5b6472 } .title { fill: #14181f } .box { fill: #f5f7fa; stroke: #c3cad5 }
  .name { fill: #14181f } .kind { fill: #5b6472 } .arrow { stroke: #8a94a3; fill: none } .tip { fill: #8a94a3 }
  .strip { fill: #632ca6 } .count { fill: #ffffff }
  @media (prefers-color-scheme: dark) {
    .ground { fill: #0f1319 } .head { fill: #9aa5b4 } .title { fill: #eef1f5 } .box { fill: #1a212b; stroke: #3a4553 }
    .name { fill: #eef1f5 } .kind { fill: #9aa5b4 } .arrow { stroke: #66717f } .tip { fill: #66717f } .strip { fill: #7b43c4 }
  }
  text { font-family: ui-sans-serif, system-ui, 'Segoe UI', Helvetica, Arial, sans-serif }`;

/** A picture of one plan as SVG: what there is from left to right, who uses whom, and in the strip of each box who watches it. */
export function picture(title: string, { columns, boxes, arrows }: PictureModel): string {
  const used = columns.map((_, column) => column).filter((column) => boxes.some((one) => one.column === column));
  const rows = Math.max(...used.map((column) => boxes.filter((one) => one.column === column).length));
  const width = MARGIN.x * 2 + used.length * BOX.width + (used.length - 1) * GAP.x;
  const height = MARGIN.top + rows * BOX.height + (rows - 1) * GAP.y + MARGIN.bottom;
  const placed = used.flatMap((column, index) => {
    const here = boxes.filter((one) => one.column === column);
    // short columns stand in the middle of the tall ones
    const free = (rows - here.length) * (BOX.height + GAP.y);
    return here.map(
      (one, row): Placed => ({
        ...one,
        x: MARGIN.x + index * (BOX.width + GAP.x),
        y: MARGIN.top + free / 2 + row * (BOX.height + GAP.y),
      }),
    );
  });
  const at = new Map(placed.map((one) => [one.id, one]));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escaped(title)}">`,
    `<style>${STYLE}\n</style>`,
    '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path class="tip" d="M0 0 8 4 0 8z"/></marker></defs>',
    `<rect class="ground" width="${width}" height="${height}" rx="10"/>`,
    `<text class="title" x="${MARGIN.x}" y="36" font-size="17" font-weight="600">${escaped(title)}</text>`,
    ...used.map(
      (column, index) =>
        `<text class="head" x="${MARGIN.x + index * (BOX.width + GAP.x)}" y="70" font-size="12" letter-spacing=".4">${escaped(columns[column] ?? '')}</text>`,
    ),
    ...arrows.map(({ from, to }) => arrow(at.get(from), at.get(to))),
    ...placed.map(drawn),
    `<text class="head" x="${MARGIN.x}" y="${height - 18}" font-size="12">Arrows: who uses whom, by the references in the JSON. Purple: Datadog monitors that page and notify, and SLOs, in the same plan.</text>`,
    '</svg>',
    '',
  ].join('\n');
}

const STRIP = 22;

const drawn = ({ title, subtitle, page, notify, slos, x, y }: Placed): string => {
  const counts = [
    page > 0 ? `${page} page` : '',
    notify > 0 ? `${notify} notify` : '',
    slos > 0 ? `${slos} SLO${slos === 1 ? '' : 's'}` : '',
  ].filter((text) => text !== '');
  const bottom = y + BOX.height;
  return [
    `<rect class="box" x="${x}" y="${y}" width="${BOX.width}" height="${BOX.height}" rx="7"/>`,
    `<path class="strip" d="M${x} ${bottom - STRIP}h${BOX.width}v${STRIP - 7}a7 7 0 0 1-7 7h-${BOX.width - 14}a7 7 0 0 1-7-7z"/>`,
    `<text class="name" x="${x + 12}" y="${y + 22}" font-size="14" font-weight="600">${escaped(title)}</text>`,
    `<text class="kind" x="${x + 12}" y="${y + 40}" font-size="12">${escaped(subtitle)}</text>`,
    `<text class="count" x="${x + 12}" y="${bottom - 7}" font-size="11.5">${counts.join(' · ')}</text>`,
  ].join('');
};

/** From side to side; inside one column around the right. */
function arrow(from: Placed | undefined, to: Placed | undefined): string {
  if (from === undefined || to === undefined) return '';
  const [y1, y2] = [from.y + BOX.height / 2, to.y + BOX.height / 2];
  const line = (d: string) => `<path class="arrow" stroke-width="1.4" marker-end="url(#tip)" d="${d}"/>`;
  if (from.x === to.x) {
    const side = from.x + BOX.width;
    return line(`M${side} ${y1}C${side + 34} ${y1} ${side + 34} ${y2} ${side + 2} ${y2}`);
  }
  const forward = from.x < to.x;
  const [x1, x2] = forward ? [from.x + BOX.width, to.x - 2] : [from.x, to.x + BOX.width + 2];
  const bend = (forward ? 1 : -1) * 32;
  return line(`M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`);
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
