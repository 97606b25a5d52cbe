declare module 'dynalite' {
  import type { Server } from 'node:http';

  /** A DynamoDB in memory. https://github.com/architect/dynalite#readme */
  function dynalite(options?: { readonly createTableMs?: number }): Server;
  export = dynalite;
}
