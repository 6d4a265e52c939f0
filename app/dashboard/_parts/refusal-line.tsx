'use client'

/** One sentence: which device reached the server, when, and why it was not let in. */
import { useTranslations } from 'use-intl'
import { RelativeTime } from '#app/_ui/relative-time.tsx'
import { visibleText } from '#lib/viewer/visible-text.ts'
import type { RefusalItem } from './refusal-item.ts'

export function RefusalLine({ refusal }: { refusal: RefusalItem }) {
  const t = useTranslations('diagnosis')
  const tErrors = useTranslations('errors')
  const { device, code, atMs, tokenId, count } = refusal
  const app = [device.appName, device.appVersion].filter(Boolean).join(' ')
  // What a stranger calls itself is not for the dashboard of somebody else.
  const name = tokenId === null ? t('stranger') : visibleText(device.name || app || device.platform) || t('device')
  return (
    <span>
      {t('reached', { name })} <RelativeTime atMs={atMs} />: {tErrors(code)}
      {count > 1 && <span className="text-ink-faint"> · {t('tries', { count })}</span>}
    </span>
  )
}
