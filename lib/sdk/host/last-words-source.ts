/**
 * The program of the worker in last-words.ts, deflated, as base64: a text survives every bundler, which a file beside the module
 * does not. The build puts it here from last-words-worker.ts; run from its sources, the SDK has no such text and delivers no last words.
 */
export const LAST_WORDS_WORKER: string = ''
