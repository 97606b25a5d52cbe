import * as z from 'zod';

/** Small field types that several parts of the config share. Messages are in the words of the file. */

export const text = z.string().min(1, 'must not be empty');

/** First part of physical names: lower case, digits, hyphens; short, so that names stay under AWS limits. */
export const nameText = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,22}[a-z0-9]$/, 'must be 2 to 24 of a-z, 0-9 and hyphen, starting with a letter');

export const accountId = z.string().regex(/^\d{12}$/, 'must be a 12-digit AWS account id');

export const region = z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'must be an AWS region such as us-east-1');

export const email = z.email('must be an e-mail address');

export const day = z.iso.date('must be a date such as 2026-11-25');

export const arn = (service: string) =>
  z.string().regex(new RegExp(`^arn:aws[a-z-]*:${service}:`), `must be an ARN of ${service}`);

export const count = (min: number, max: number) => z.int().min(min).max(max);

/** A Datadog notification handle: https://docs.datadoghq.com/monitors/notify/#notifications */
export const receiver = z
  .string()
  .regex(/^@[\w.+-]+(@[\w.-]+)?$/, 'must be a Datadog handle such as @slack-llm-alerts or @pagerduty-llm');
