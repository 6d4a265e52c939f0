/** Where a request came from and its language, for mails about what it does. */
import { localeOfRequest } from '#app/_i18n/request-locale.ts'
import { clientAddressOf, isAddressMeaningful } from '#lib/server/auth/client-address.ts'
import type { NoticeOrigin } from '#lib/server/auth/notify.ts'

export function noticeOrigin(request: Request): NoticeOrigin {
  const { headers } = request
  const isShared = !isAddressMeaningful(headers)
  return { address: clientAddressOf(headers), isShared, locale: localeOfRequest(request) }
}
