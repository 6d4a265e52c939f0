/** In browsers nothing tells a proxy from its target. */
export const proxyText = (): string | undefined => undefined
