/** In place of lib/sdk/delivery/deflate-node.ts in script tags. */
export const deflateNode = () => null
