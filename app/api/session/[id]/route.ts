/** The same as /session/{id}: clients of the Dart relay use either path. */
export { GET, OPTIONS } from '#app/session/[id]/route.ts'
