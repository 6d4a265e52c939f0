/** The same as /devices: clients of the Dart relay use either path. */
export { GET, OPTIONS } from '#app/devices/route.ts'
