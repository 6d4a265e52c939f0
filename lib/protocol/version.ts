/** The number that both sides state in the hello. It rises when a change makes old peers impossible to understand. */
export const PROTOCOL_VERSION = 1
