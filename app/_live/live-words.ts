/** The words that every page with a live view needs. */
export const LIVE_WORDS = ['files', 'live', 'reading', 'record'] as const
