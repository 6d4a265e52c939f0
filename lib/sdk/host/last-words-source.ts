/**
 * The program of the worker in last-words.ts, deflated, as base64: a text survives every bundler, which a file beside the module
 * does not. The build puts it here from last-words-worker.ts; in the sources there is none, and nobody delivers last words.
 */
export const LAST_WORDS_WORKER: string = ''
