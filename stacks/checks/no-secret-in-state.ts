import type { Check, Facts, Problem } from './check';
import { type Args, type Resource, recordOf, textsIn, valuesAt, wordsOf } from './plan';
import {
  isSecretVariable,
  isWriteOnly,
  PROVIDER_SECRETS,
  SECRET_ARGUMENTS,
  SECRET_SHAPES,
  SECRET_WHEN,
} from './secret-arguments';

const OUT_OF_BAND = 'make the secret out of band and refer to it by ARN, id or name';

/** Nothing in the plan writes a secret into Terraform's state, or into the plan file. */
export const noSecretInState: Check = ({ plan }) => [
  ...plan.resources.flatMap((resource) => [
    ...secretArguments(resource).map((argument) => ({
      resource: resource.address,
      problem:
        argument === '*'
          ? 'it makes a secret, which Terraform keeps in its state'
          : `${argument} puts a secret into Terraform's state`,
      fix: OUT_OF_BAND,
    })),
    ...storedWriteOnly(resource, plan).map((argument) => ({
      resource: resource.address,
      problem: `${argument} is write-only, but what feeds it is not ephemeral, so the plan file holds it`,
      fix: 'feed it from a variable with ephemeral = true, or from an ephemeral resource',
    })),
  ]),
  ...Object.entries(plan.json.provider ?? {}).flatMap(([name, blocks]) =>
    blocks.flatMap((block) =>
      PROVIDER_SECRETS.filter((argument) => block[argument] !== undefined).map((argument) => ({
        resource: `provider.${name}`,
        problem: `${argument} stands in the plan`,
        fix: 'leave it out: the provider reads it from the environment where Terraform runs',
      })),
    ),
  ),
  ...defaultedVariables(plan.json.variable ?? {}),
];

/** Nothing in the plan looks like a secret, wherever it stands. */
export const nothingLooksLikeASecret: Check = ({ plan }) =>
  plan.resources.flatMap(({ address, args }) =>
    textsIn(args).flatMap(({ path, text }) =>
      SECRET_SHAPES.filter(({ shape }) => shape.test(text)).map(({ what }) => ({
        resource: address,
        problem: `${path} holds what looks like ${what}`,
        fix: OUT_OF_BAND,
      })),
    ),
  );

function secretArguments({ type, args }: Resource): string[] {
  const always = (SECRET_ARGUMENTS[type] ?? []).filter((path) => path === '*' || valuesAt(args, path).length > 0);
  const sometimes = SECRET_WHEN.filter(
    (rule) => rule.type === type && args[rule.when] === rule.is && args[rule.argument] !== undefined,
  ).map(({ argument }) => argument);
  const variables =
    type === 'aws_lambda_function' ? Object.keys(recordOf(valuesAt(args, 'environment.variables')[0])) : [];
  return [
    ...always,
    ...sometimes,
    ...variables.filter(isSecretVariable).map((name) => `the environment variable ${name}`),
  ];
}

const storedWriteOnly = ({ args }: Resource, plan: Facts['plan']): string[] =>
  Object.entries(args)
    .filter(
      ([argument, value]) =>
        isWriteOnly(argument) && value !== undefined && !isEphemeral(value, plan.json.variable ?? {}),
    )
    .map(([argument]) => argument);

function isEphemeral(value: unknown, variables: Readonly<Record<string, Args>>): boolean {
  const expression = /^\$\{([^{}]*)\}$/.exec(wordsOf(value))?.[1] ?? '';
  const variable = /^var\.([\w-]+)$/.exec(expression)?.[1];
  return variable === undefined ? /^ephemeral\./.test(expression) : variables[variable]?.['ephemeral'] === true;
}

const defaultedVariables = (variables: Readonly<Record<string, Args>>): Problem[] =>
  Object.entries(variables)
    .filter(([, variable]) => variable['sensitive'] === true && variable['default'] !== undefined)
    .map(([name]) => ({
      resource: `var.${name}`,
      problem: 'it is sensitive, and its default stands in the plan',
      fix: `leave the default out and set TF_VAR_${name} where Terraform runs`,
    }));
