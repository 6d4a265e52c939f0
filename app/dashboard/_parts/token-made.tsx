'use client'

/** A new token, shown only now: to copy, scan or paste; and whether a device has used it. */
import { useTranslations } from 'use-intl'
import type { SnippetTarget } from '#app/_snippets/snippet.ts'
import { CopyButton } from '#app/_ui/copy-button.tsx'
import { QrCard } from '#app/_ui/qr-card.tsx'
import { FirstRecord } from './first-record.tsx'
import { SnippetPicker } from './snippet-picker.tsx'
import { SnippetTabs } from './snippet-tabs.tsx'
import { apiSnippets } from './snippets.ts'
import type { MadeToken } from './token-form.tsx'

export interface TokenMadeProps {
  made: MadeToken
  serverUrl: string | null
  /** What the snippets need to know of the server. */
  server: Omit<SnippetTarget, 'origin' | 'token'>
}

export function TokenMade({ made, serverUrl, server }: TokenMadeProps) {
  const t = useTranslations('tokens')
  const isDevice = made.kind === 'device'
  const origin = serverUrl ?? location.origin
  return (
    <div className="flex min-w-0 flex-col gap-6">
      <div className="flex flex-wrap items-start gap-4">
        {isDevice && <QrCard text={made.token} label={t('qr')} sizePx={144} />}
        <div className="flex min-w-0 flex-1 basis-64 flex-col items-start gap-3">
          <code className="block w-full select-all break-all rounded border bg-surface-sunken p-3 text-code">
            {made.token}
          </code>
          <CopyButton text={made.token} what={t('token', { name: made.name })} label={t('copyToken')} />
          {isDevice && <p className="text-pretty text-ink-muted text-sm">{t('qrText')}</p>}
        </div>
      </div>
      <section className="flex min-w-0 flex-col gap-2">
        <h3 className="font-semibold">{t(isDevice ? 'connectTitle' : 'readTitle')}</h3>
        {isDevice ? (
          <SnippetPicker target={{ ...server, origin, token: made.token }} sources={made.sources} />
        ) : (
          <SnippetTabs label={t('readTitle')} snippets={apiSnippets(origin, made.token)} />
        )}
      </section>
      {isDevice && <FirstRecord tokenId={made.id} />}
    </div>
  )
}
