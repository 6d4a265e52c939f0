/** Whether the device exists for this run only: the host says so, or the program runs in CI. Looks up globals at run time. */
import { readMember, readText } from '#lib/sdk/record/read-member.ts'

export function isEphemeral(given: unknown, host: unknown = globalThis): boolean {
  if (typeof given === 'boolean') return given
  const ci = readText(readMember(readMember(readMember(host, 'process'), 'env'), 'CI'))
  // GitHub, GitLab and most others set it to `true`; some people switch it off with `false` or `0`.
  return ci !== '' && ci !== 'false' && ci !== '0'
}
