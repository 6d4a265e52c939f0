/** The version of this SDK, set by the build. */
declare const AGENT_LOGGER_VERSION: string

export const SDK_VERSION: string = typeof AGENT_LOGGER_VERSION === 'string' ? AGENT_LOGGER_VERSION : 'source'
