/** The same as /devices: the original's clients ask for either. */
export { GET, OPTIONS } from '#app/devices/route.ts'
