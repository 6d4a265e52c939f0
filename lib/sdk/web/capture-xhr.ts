/** Records of `XMLHttpRequest`. Our listeners are added after the page's own, by the browser's own method. */
import { addressOf, bytesOf, levelOfStatus } from './network-record.ts'
import type { Watch } from './network-watch.ts'
import { replaceMember } from './replace-member.ts'
import { safeUrl } from './safe-url.ts'

export function captureXhr(watch: Watch): () => void {
  if (typeof XMLHttpRequest !== 'function') return () => {}
  const opened = new WeakMap<object, { method: string; url: string }>()
  const { addEventListener } = EventTarget.prototype
  const prototype = XMLHttpRequest.prototype

  const restoreOpen = replaceMember(prototype, 'open', {
    apply(target, self: XMLHttpRequest, args: unknown[]) {
      const result = Reflect.apply(target, self, args)
      const [method, url] = args
      if (typeof method === 'string') opened.set(self, { method: method.toUpperCase(), url: addressOf(url) })
      return result
    },
  })
  const restoreSend = replaceMember(prototype, 'send', {
    apply(target, self: XMLHttpRequest, args: unknown[]) {
      const known = opened.get(self)
      const request = known && watch.begin(() => ({ kind: 'xhr', ...known, more: { requestBytes: bytesOf(args[0]) } }))
      if (request) {
        let outcome = 'failed'
        const name = (word: string) => () => {
          outcome = word
        }
        addEventListener.call(self, 'abort', name('aborted'), { once: true })
        addEventListener.call(self, 'timeout', name('timed out'), { once: true })
        addEventListener.call(
          self,
          'loadend',
          (event) =>
            request.end((facts) => {
              const { status, responseURL } = self
              const url = facts.url || responseURL
              if (status === 0) return { ...facts, url, outcome, level: outcome === 'aborted' ? 'info' : 'error' }
              const redirectedTo =
                responseURL && responseURL !== url.split('#', 1)[0] ? safeUrl(responseURL) : undefined
              const responseBytes = (event as ProgressEvent).loaded
              const more = { ...facts.more, status, responseBytes, redirectedTo }
              return { ...facts, url, outcome: status, level: levelOfStatus(status), more }
            }),
          { once: true },
        )
      }
      return Reflect.apply(target, self, args)
    },
  })
  return () => {
    restoreOpen()
    restoreSend()
  }
}
