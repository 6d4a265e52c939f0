/** In place of lib/sdk/capture/capture-output.ts where there is no stdout: in browsers and React Native. */
export const captureOutput = () => () => {}
