'use client'

/** Hands the words of one language to client components (`useTranslations` of use-intl). */
import type { ReactNode } from 'react'
import { IntlProvider } from 'use-intl'
import type { Locale } from './locales.ts'
import type { Messages } from './messages.ts'

export interface I18nProviderProps {
  locale: Locale
  messages: Messages
  children: ReactNode
}

export function I18nProvider({ locale, messages, children }: I18nProviderProps) {
  return (
    // Exact times are only rendered in the browser, in its own zone; UTC keeps server and browser alike until then.
    <IntlProvider locale={locale} messages={messages} timeZone="UTC">
      {children}
    </IntlProvider>
  )
}
