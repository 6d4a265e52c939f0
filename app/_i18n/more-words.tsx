'use client'

/** Adds words to those that the page has; everything else of the dictionary stays as it is around it. */
import { type ReactNode, useMemo } from 'react'
import { IntlProvider, useLocale, useMessages } from 'use-intl'
import type { Messages } from './messages.ts'

export interface MoreWordsProps {
  words: Partial<Messages>
  children: ReactNode
}

export function MoreWords({ words, children }: MoreWordsProps) {
  const around = useMessages()
  const messages = useMemo(() => ({ ...around, ...words }) as Messages, [around, words])
  return (
    <IntlProvider locale={useLocale()} messages={messages} timeZone="UTC">
      {children}
    </IntlProvider>
  )
}
