/**
 * Datadog's Lambda layers. Only what is published passes: a version or region that is not fails an apply with
 * "403 lambda:GetLayerVersion", long after the review.
 *
 * Sources: https://github.com/DataDog/datadog-lambda-js/releases and
 * https://github.com/DataDog/datadog-lambda-extension/releases (tags), `.gitlab/datasources/regions.yaml` of both.
 */
const LAYER_ACCOUNT = '464622532012';

const LAYER_REGIONS = [
  'af-south-1',
  'ap-east-1',
  'ap-east-2',
  'ap-northeast-1',
  'ap-northeast-2',
  'ap-northeast-3',
  'ap-south-1',
  'ap-south-2',
  'ap-southeast-1',
  'ap-southeast-2',
  'ap-southeast-3',
  'ap-southeast-4',
  'ap-southeast-5',
  'ap-southeast-6',
  'ap-southeast-7',
  'ca-central-1',
  'ca-west-1',
  'eu-central-1',
  'eu-central-2',
  'eu-north-1',
  'eu-south-1',
  'eu-south-2',
  'eu-west-1',
  'eu-west-2',
  'eu-west-3',
  'il-central-1',
  'me-central-1',
  'me-south-1',
  'mx-central-1',
  'sa-east-1',
  'us-east-1',
  'us-east-2',
  'us-west-1',
  'us-west-2',
];

/**
 * Node library layers that this project accepts. Older ones lack LLM Observability for Bedrock's Converse (before 140) or
 * the fix for it; 142 bundles dd-trace 5.118.0.
 */
export const NODE_LAYER_VERSIONS: readonly number[] = [140, 141, 142];

/** Extension layers that this project accepts: all are the Rust Extension, which needs no `DD_EXTENSION_VERSION`. */
export const EXTENSION_VERSIONS: readonly number[] = [96, 98, 99];

export interface LayerProblem {
  readonly field: 'nodeLayerVersion' | 'extensionVersion' | 'region';
  readonly problem: string;
}

export function layerProblems(region: string, nodeLayerVersion: number, extensionVersion: number): LayerProblem[] {
  const found: LayerProblem[] = [];
  if (!LAYER_REGIONS.includes(region)) {
    found.push({
      field: 'region',
      problem: `Datadog publishes no Lambda layers in it; regions with layers: ${LAYER_REGIONS.join(', ')}`,
    });
  }
  if (!NODE_LAYER_VERSIONS.includes(nodeLayerVersion)) {
    found.push({
      field: 'nodeLayerVersion',
      problem: `is not in the table of usable versions: ${NODE_LAYER_VERSIONS.join(', ')}`,
    });
  }
  if (!EXTENSION_VERSIONS.includes(extensionVersion)) {
    found.push({
      field: 'extensionVersion',
      problem: `is not in the table of usable versions: ${EXTENSION_VERSIONS.join(', ')}`,
    });
  }
  return found;
}

/** Layers of an arm64 function on Node.js 24, library first and Extension last, as Datadog orders them. */
export function layerArns(region: string, nodeLayerVersion: number, extensionVersion: number): [string, string] {
  const layer = (name: string, version: number) => `arn:aws:lambda:${region}:${LAYER_ACCOUNT}:layer:${name}:${version}`;
  return [layer('Datadog-Node24-x', nodeLayerVersion), layer('Datadog-Extension-ARM', extensionVersion)];
}
