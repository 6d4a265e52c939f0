/** In place of lib/sdk/log-context.ts where nothing tells requests apart: in browsers and React Native. */
export const currentContext = () => undefined
export const withContext = <T>(record: T) => record
