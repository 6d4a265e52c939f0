/** In place of lib/sdk/host/host-events-node.ts where no process ends: in browsers and React Native. */
export const watchNode = () => () => {}
