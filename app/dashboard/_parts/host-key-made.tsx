'use client'

/** A new key for an unmodified Flutter app, shown only now, as the URL that contains it; and whether the app has used it. */
import { useTranslations } from 'use-intl'
import { CopyButton } from '#app/_ui/copy-button.tsx'
import { FirstRecord } from './first-record.tsx'
import { SnippetTabs } from './snippet-tabs.tsx'
import { flutterSnippets, hostKeyUrl } from './snippets.ts'
import type { MadeToken } from './token-form.tsx'

export interface HostKeyMadeProps {
  made: MadeToken
  /** Null if no wildcard host leads to this server; the key works as the first label of any host name that does. */
  deviceOrigin: string | null
}

export function HostKeyMade({ made, deviceOrigin }: HostKeyMadeProps) {
  const t = useTranslations('tokens')
  const url = hostKeyUrl(deviceOrigin ?? location.origin, made.token)
  return (
    <div className="flex min-w-0 flex-col gap-6">
      <div className="flex min-w-0 flex-col items-start gap-3">
        <code className="block w-full select-all break-all rounded border bg-surface-sunken p-3 text-code">{url}</code>
        <CopyButton text={url} what={t('hostAddress')} label={t('copyAddress')} />
        <p className="text-pretty text-ink-muted text-sm">{t('hostAddressText')}</p>
      </div>
      <section className="flex min-w-0 flex-col gap-2">
        <h3 className="font-semibold">{t('connectTitle')}</h3>
        <SnippetTabs label={t('connectTitle')} snippets={flutterSnippets(url)} />
      </section>
      <FirstRecord tokenId={made.id} />
    </div>
  )
}
