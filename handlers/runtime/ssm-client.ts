// Loaded when it is first needed. Named one by one: of a package that is imported as a whole, nothing would be left out.
export { GetParameterCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
