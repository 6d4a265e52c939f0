/** The part of the configuration that pages may know: plain data without secrets. */
import { type Config, config, type SignUpPolicy } from './env.ts'
import { version } from './version.ts'

export interface PublicConfig {
  version: string
  publicUrl: string
  isPublicUrlSet: boolean
  signUp: SignUpPolicy
  isPairingOn: boolean
  isPasswordSignInOn: boolean
  deviceOrigin: string | null
  syslogPort: number | null
  syslogTlsPort: number | null
  /** Sign-in buttons to show beside email and password, in order. `id` is next-auth's name for the provider. */
  providers: { id: 'github' | 'google' | 'oidc'; name: string }[]
}

export function publicConfig(current: Config = config()): PublicConfig {
  const { github, google, oidc } = current.providers
  const providers: PublicConfig['providers'] = []
  if (github) providers.push({ id: 'github', name: 'GitHub' })
  if (google) providers.push({ id: 'google', name: 'Google' })
  if (oidc) providers.push({ id: 'oidc', name: oidc.name })
  const { publicUrl, isPublicUrlSet, signUp, isPairingOn, isPasswordSignInOn, deviceOrigin, syslogPort } = current
  return {
    ...{ version, publicUrl, isPublicUrlSet, signUp, isPairingOn, isPasswordSignInOn, deviceOrigin, providers },
    ...{ syslogPort, syslogTlsPort: current.syslogTls?.port ?? null },
  }
}
