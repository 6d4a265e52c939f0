/** Passkeys in the browser: asks the server for options, the device for an answer, and hands the answer over. */
import { CallError, call } from './call.ts'

/** Loaded when somebody uses a passkey. */
const load = () => import('@simplewebauthn/browser')

interface Options {
  options: { challenge: string }
}

/** Whether this page can have passkeys: WebAuthn knows host names and secure pages only. */
export function hasPasskeys(): boolean {
  const { hostname } = location
  const isAddress = /^[\d.]+$/.test(hostname) || hostname.startsWith('[')
  return isSecureContext && !isAddress && 'PublicKeyCredential' in window
}

/** Returns the device's answer to send to a route that takes a `passkey`. Rejects when the person cancels. */
export async function provePasskey(): Promise<unknown> {
  const { options } = await call<Options>('POST', '/api/v1/account/passkeys/proof-options')
  const { startAuthentication } = await load()
  return startAuthentication({ optionsJSON: options as never })
}

/** Returns new recovery codes, or null when the person still has some. Throws `conflict` when this device has a passkey already. */
export async function addPasskey(name: string): Promise<string[] | null> {
  const { options } = await call<Options>('POST', '/api/v1/account/passkeys/options')
  const { startRegistration } = await load()
  const passkey = await startRegistration({ optionsJSON: options as never }).catch((error: unknown) => {
    throw error instanceof Error && error.name === 'InvalidStateError'
      ? new CallError('conflict', error.message)
      : error
  })
  return (await call<{ recoveryCodes: string[] | null }>('POST', '/api/v1/account/passkeys', { name, passkey }))
    .recoveryCodes
}

/** With `inField`, waits until the person picks a passkey in the email field; a later call ends that wait. */
export async function signInWithPasskey({ inField = false } = {}): Promise<void> {
  const { browserSupportsWebAuthnAutofill, startAuthentication } = await load()
  if (inField && !(await browserSupportsWebAuthnAutofill())) return new Promise(() => undefined)
  const { options } = await call<Options>('POST', '/api/v1/sign-in/passkey/options')
  const passkey = await startAuthentication({ optionsJSON: options as never, useBrowserAutofill: inField })
  await call('POST', '/api/v1/sign-in/passkey', { passkey })
}

/** True when the person closed the browser's window, or another request took its place. */
export function isCancelled(error: unknown): boolean {
  return error instanceof Error && (error.name === 'NotAllowedError' || error.name === 'AbortError')
}
