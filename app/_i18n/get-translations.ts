/** Words on the server: which language this request wants, and a translator for server components and metadata. */
import { cookies, headers } from 'next/headers'
import { cache } from 'react'
import { createTranslator, type NamespaceKeys, type NestedKeyOf } from 'use-intl/core'
import { compiledMessages } from './compiled-messages.ts'
import { isLocale, LOCALE_COOKIE, type Locale, localeOfHeader } from './locales.ts'
import type { Messages } from './messages.ts'

/** The cookie's language, else the browser's. Read once per request. */
export const getLocale = cache(async (): Promise<Locale> => {
  const chosen = (await cookies()).get(LOCALE_COOKIE)?.value
  return isLocale(chosen) ? chosen : localeOfHeader((await headers()).get('accept-language'))
})

export async function getTranslations<const Namespace extends NamespaceKeys<Messages, NestedKeyOf<Messages>>>(
  namespace: Namespace,
) {
  const locale = await getLocale()
  return createTranslator<Messages, Namespace>({
    locale,
    messages: compiledMessages(locale),
    namespace,
    timeZone: 'UTC',
  })
}
