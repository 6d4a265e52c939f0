'use client'

/** Says why a link shows nothing and what its holder can do. Reveals nothing else about what it opened. */
import { useTranslations } from 'use-intl'
import { BrandMark } from '#app/_ui/brand-mark.tsx'
import { Button } from '#app/_ui/button.tsx'
import type { ErrorCodeName } from '#lib/protocol/error-codes.ts'

type Words = 'noSecret' | 'malformed' | 'unknown' | 'expired' | 'revoked'

const WORDS: Partial<Record<ErrorCodeName, Words>> = {
  'link-malformed': 'malformed',
  'link-unknown': 'unknown',
  'session-unknown': 'unknown',
  'not-found': 'unknown',
  'link-expired': 'expired',
  'link-revoked': 'revoked',
}

/** Those where the link itself may be at fault. */
const HELPED: ReadonlySet<Words> = new Set(['noSecret', 'malformed', 'unknown'])

export interface LinkEndedProps {
  reason: ErrorCodeName | 'noSecret' | 'malformed'
}

export function LinkEnded({ reason }: LinkEndedProps) {
  const t = useTranslations('link')
  const tErrors = useTranslations('errors')
  const words = reason === 'noSecret' || reason === 'malformed' ? reason : WORDS[reason]
  return (
    <div role="alert" className="mx-auto flex w-full max-w-md flex-1 flex-col justify-center gap-3 px-4 py-12">
      <BrandMark className="size-8" />
      <h1 className="font-semibold text-xl">{t(words ? `${words}Title` : 'otherTitle')}</h1>
      <p className="text-pretty text-ink-muted">{words ? t(`${words}Text`) : tErrors(reason as ErrorCodeName)}</p>
      {words && HELPED.has(words) && (
        <a href="/help/share#incomplete" className="w-fit rounded text-accent hover:underline">
          {t('help')}
        </a>
      )}
      {!words && (
        <div className="mt-2">
          <Button onClick={() => location.reload()}>{t('reload')}</Button>
        </div>
      )}
    </div>
  )
}
