/** The same as /sessions: the original's clients ask for either. */
export { GET, OPTIONS } from '#app/sessions/route.ts'
