'use client'

/** One sentence: which device tried to connect, when, and why the server rejected it. */
import { useTranslations } from 'use-intl'
import type { RejectionItem } from '#app/_openapi/answers.ts'
import { RelativeTime } from '#app/_ui/relative-time.tsx'
import { visibleText } from '#lib/protocol/visible-text.ts'

export function RejectionLine({ rejection }: { rejection: RejectionItem }) {
  const t = useTranslations('rejections')
  const tErrors = useTranslations('errors')
  const { device, code, atMs, tokenId, count } = rejection
  const app = [device.appName, device.appVersion].filter(Boolean).join(' ')
  // A device without a valid token could call itself anything, so its name is not shown.
  const name = tokenId === null ? t('stranger') : visibleText(device.name || app || device.platform) || t('device')
  return (
    <span>
      {t('reached', { name })} <RelativeTime atMs={atMs} />. {tErrors(code)}
      {count > 1 && <span className="text-ink-faint"> · {t('tries', { count })}</span>}
    </span>
  )
}
