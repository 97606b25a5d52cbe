import type { Check } from './check';
import { textsIn, valuesAt, wordsOf } from './plan';

/** Arguments that are paths to files; each must be relative to the folder of the stack, where Terraform runs. */
const PATH_ARGUMENTS: Readonly<Record<string, string>> = {
  aws_lambda_function: 'filename',
  aws_lambda_layer_version: 'filename',
  aws_s3_object: 'source',
};

/** Where people's and build machines' files lie. */
const MACHINE_PATH =
  /(?:^|[\s"'=:,([])(?:\/(?:home|Users|root|tmp|private|work|workspaces?|builds?|mnt|github|runner|__w|codebuild)\/[\w.-]|[A-Za-z]:\\|file:\/\/)/;

/** The plan is the same on every machine: no path in it begins at the root of one. */
export const noAbsolutePath: Check = ({ plan }) => {
  const { provider, output, terraform } = plan.json;
  const places = [
    ...plan.resources.map(({ address, args }) => ({ where: address, value: args as unknown })),
    ...Object.entries({ provider, output, terraform }).map(([where, value]) => ({ where, value: value as unknown })),
  ];
  const anywhere = places.flatMap(({ where, value }) =>
    textsIn(value)
      .filter(({ text }) => MACHINE_PATH.test(text))
      .map((found) => ({ where, ...found })),
  );
  const backend = textsIn(terraform?.['backend']).filter(({ path }) => path.endsWith('path'));
  const files = [
    ...backend.map(({ path, text }) => ({ where: 'terraform', path: `backend.${path}`, text })),
    ...plan.resources.flatMap(({ type, address, args }) =>
      valuesAt(args, PATH_ARGUMENTS[type] ?? '').map((text) => ({
        where: address,
        path: PATH_ARGUMENTS[type] ?? '',
        text: wordsOf(text),
      })),
    ),
  ].filter(
    ({ where, path, text }) => text.startsWith('/') && !anywhere.some((a) => a.where === where && a.path === path),
  );
  return [...anywhere, ...files].map(({ where, path, text }) => ({
    resource: where,
    problem: `${path} holds a path of this machine: ${text.length > 80 ? `${text.slice(0, 80)}...` : text}`,
    fix: 'make the path relative to the folder of the stack; always set a backend',
  }));
};
