import { type Zippable, zipSync } from 'fflate';

/** Earliest time that a zip can hold, in local time of whoever writes: the archive must not know where it was made. */
const EPOCH = [1980, 0, 1] as const;

/** Unix, and `-rw-r--r--`, in the place where zip keeps them. */
const UNIX = 3;
const MODE = 0o100644 << 16;

/** An archive that is the same bytes wherever and whenever it is made: fixed times and modes, sorted names. */
export function archive(files: Readonly<Record<string, Uint8Array>>): Uint8Array {
  const entries = Object.entries(files).sort(([a], [b]) => (a < b ? -1 : 1));
  const zippable: Zippable = Object.fromEntries(
    entries.map(([name, bytes]) => [name, [bytes, { level: 9, mtime: new Date(...EPOCH), os: UNIX, attrs: MODE }]]),
  );
  return zipSync(zippable);
}
