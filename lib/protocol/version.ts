/** The number both sides state at hello. Raised when an old peer could no longer be understood. */
export const PROTOCOL_VERSION = 1
