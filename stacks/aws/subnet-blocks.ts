/** How many blocks of equal size a VPC is cut into, as a power of two: 16 blocks, of which six zones use up to twelve. */
const NEW_BITS = 4;

/**
 * One of the sixteen equal blocks of an IPv4 block.
 *
 * @param cidr The whole, `10.20.0.0/16`.
 * @param index 0 to 15.
 */
export function subnetBlock(cidr: string, index: number): string {
  const [address = '', prefix = ''] = cidr.split('/');
  const bits = Number(prefix) + NEW_BITS;
  const start = address.split('.').reduce((sum, octet) => sum * 256 + Number(octet), 0);
  const size = 2 ** (32 - bits);
  // from the start of the block, also when the address given lies inside it
  const whole = size * 2 ** NEW_BITS;
  const block = Math.floor(start / whole) * whole + index * size;
  return `${[24, 16, 8, 0].map((shift) => Math.floor(block / 2 ** shift) % 256).join('.')}/${bits}`;
}
