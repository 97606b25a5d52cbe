import type { Colors } from 'picocolors/types';

export interface RenderOptions {
  readonly colors: Colors;
  /** Columns of the terminal. */
  readonly width: number;
}

/** `1 finding`, `2 findings`. */
export const plural = (count: number, one: string): string => `${count} ${one}${count === 1 ? '' : 's'}`;

/** Bytes in the unit that people read: `786 B`, `1.1 kB`, `417 kB`. */
export function size(bytes: number): string {
  if (bytes < 1_000) return `${bytes} B`;
  const [value, unit] = bytes < 1_000_000 ? [bytes / 1_000, 'kB'] : [bytes / 1_000_000, 'MB'];
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ${unit}`;
}

/** Breaks a text into lines of at most `width` characters, between words; a longer word keeps a line of its own. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

/** A text under a hanging indent: the first line behind `first`, the others under it. */
export const hanging = (first: string, text: string, width: number): string[] =>
  wrap(text, Math.max(20, width - first.length)).map((line, index) =>
    index === 0 ? `${first}${line}` : `${' '.repeat(first.length)}${line}`,
  );

export const longest = (texts: readonly string[]): number => Math.max(0, ...texts.map(({ length }) => length));
