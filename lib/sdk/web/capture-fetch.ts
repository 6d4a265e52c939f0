/** Records of `fetch`. The page gets the same answers and errors, one microtask later; no body is read or copied. */
import type { Level } from '#lib/protocol/levels.ts'
import { readMember } from '#lib/sdk/record/read-member.ts'
import { addressOf, bytesOf, dataMember, levelOfStatus, type NetworkFacts } from './network-record.ts'
import type { Watch } from './network-watch.ts'
import { replaceMember } from './replace-member.ts'
import { safeUrl } from './safe-url.ts'

export function captureFetch(watch: Watch): () => void {
  return replaceMember(globalThis, 'fetch', {
    apply(target, self, args: unknown[]) {
      const request = watch.begin(() => describe(args))
      const promise: unknown = Reflect.apply(target, self, args)
      if (!request || !(promise instanceof Promise)) return promise
      // The page gets the second promise: whether it handles an error stays visible, to itself and to the browser.
      return promise.then(
        (response: unknown) => {
          request.end((facts) => answered(facts, response))
          return response
        },
        (error: unknown) => {
          request.end((facts) => failed(facts, error))
          throw error
        },
      )
    },
  })
}

type Described = Pick<NetworkFacts, 'kind' | 'method' | 'url' | 'more'>

function describe([input, init]: unknown[]): Described {
  const isRequest = typeof Request === 'function' && input instanceof Request
  const method = dataMember(init, 'method') ?? (isRequest ? input.method : 'GET')
  return {
    kind: 'fetch',
    method: String(method).toUpperCase(),
    url: isRequest ? input.url : addressOf(input),
    more: { requestBytes: bytesOf(dataMember(init, 'body')) },
  }
}

function answered(facts: Described, response: unknown): Omit<NetworkFacts, 'durationMs'> {
  if (!(response instanceof Response)) return { ...facts, outcome: 'answered', level: 'info' }
  const { status, redirected, url, type } = response
  const length = response.headers.get('content-length')
  const more = {
    ...facts.more,
    status,
    responseBytes: length && /^\d+$/.test(length) ? Number(length) : undefined,
    redirectedTo: redirected ? safeUrl(url) : undefined,
  }
  // An opaque answer hides everything, its status too.
  if (type.startsWith('opaque')) return { ...facts, outcome: type, level: 'info', more: { ...more, status: undefined } }
  return { ...facts, url: facts.url || url, outcome: status, level: levelOfStatus(status), more }
}

function failed(facts: Described, error: unknown): Omit<NetworkFacts, 'durationMs'> {
  // Leaving off is what the page wanted; running out of time is not.
  const name = readMember(error, 'name')
  const [outcome, level]: [string, Level] =
    name === 'AbortError' ? ['aborted', 'info'] : name === 'TimeoutError' ? ['timed out', 'warn'] : ['failed', 'error']
  return { ...facts, outcome, level, ...(level === 'error' && { error }) }
}
