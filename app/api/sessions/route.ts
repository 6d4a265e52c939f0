/** The same as /sessions: clients of the Dart relay use either path. */
export { GET, OPTIONS } from '#app/sessions/route.ts'
