'use client'

/** A share link in the form that the Flutter web client accepts: an address with the link's code in place of a session id. */
import { useTranslations } from 'use-intl'
import { CopyButton } from '#app/_ui/copy-button.tsx'
import { INPUT_STYLE } from '#app/_ui/text-input.tsx'
import { flutterViewerUrl } from '#lib/flutter/viewer-url.ts'
import { deriveLinkKey } from '#lib/protocol/link-secret.ts'

/** `url` is the whole link, with its secret. */
export function FlutterAddress({ id, url }: { id: string; url: string }) {
  const t = useTranslations('share')
  const address = addressOf(id, url)
  return (
    <details className="text-ink-muted text-sm">
      <summary className="cursor-pointer select-none py-1">{t('flutter')}</summary>
      <p className="mt-1 mb-2 text-pretty">{t('flutterText')}</p>
      <div className="flex gap-2">
        <input
          readOnly
          value={address}
          aria-label={t('flutterAddress')}
          onFocus={(event) => event.target.select()}
          className={`${INPUT_STYLE} font-mono`}
        />
        <CopyButton text={address} what={t('flutterAddress')} label={t('copyFlutter')} />
      </div>
    </details>
  )
}

/** The secret stays in this page: the address holds the key that is derived from it. */
function addressOf(id: string, url: string): string {
  const { origin, hash } = new URL(url)
  return flutterViewerUrl(origin, `${id}.${deriveLinkKey(hash.slice(1))}`)
}
