import { DefaultTokenResolver, StringConcat, type TerraformStack, Tokenization } from 'cdktf';

/** A value as it stands in the plan: tokens become references, `${aws_kms_key.keys_data_488379EE.arn}`. */
export const resolved = <T>(stack: TerraformStack, value: T): T =>
  Tokenization.resolve(value, { scope: stack, resolver: new DefaultTokenResolver(new StringConcat()) }) as T;
