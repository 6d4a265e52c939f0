/** What a page may know of the configuration: nothing secret, plain data. */
import { type Config, config, type SignUpPolicy } from './env.ts'
import { version } from './version.ts'

export interface PublicConfig {
  version: string
  publicUrl: string
  isPublicUrlSet: boolean
  signUp: SignUpPolicy
  isPairingOn: boolean
  deviceOrigin: string | null
  /** Buttons beside e-mail and password, in the order to show. `id` is next-auth's name of the provider. */
  providers: { id: 'github' | 'google' | 'oidc'; name: string }[]
}

export function publicConfig(current: Config = config()): PublicConfig {
  const { github, google, oidc } = current.providers
  const providers: PublicConfig['providers'] = []
  if (github) providers.push({ id: 'github', name: 'GitHub' })
  if (google) providers.push({ id: 'google', name: 'Google' })
  if (oidc) providers.push({ id: 'oidc', name: oidc.name })
  const { publicUrl, isPublicUrlSet, signUp, isPairingOn, deviceOrigin } = current
  return { version, publicUrl, isPublicUrlSet, signUp, isPairingOn, deviceOrigin, providers }
}
