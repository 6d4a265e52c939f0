/** What tests use of a package that has no types. */
declare module 'snappyjs' {
  export function compress(bytes: Uint8Array): Uint8Array
}
