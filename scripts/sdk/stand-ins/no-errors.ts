/** In place of how Node and React Native report errors, in script tags. */
export const captureNodeErrors = () => () => {}
export const captureReactNativeErrors = captureNodeErrors
