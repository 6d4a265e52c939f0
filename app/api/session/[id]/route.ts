/** The same as /session/{id}: the original's clients ask for either. */
export { GET, OPTIONS } from '#app/session/[id]/route.ts'
