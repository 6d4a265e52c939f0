'use client'

/** A link as the original's web client takes it: an address with the link's code in place of a session id. */
import { useEffect, useState } from 'react'
import { useTranslations } from 'use-intl'
import { CopyButton } from '#app/_ui/copy-button.tsx'
import { INPUT_STYLE } from '#app/_ui/text-input.tsx'
import { deriveLinkKey } from '#lib/protocol/link-secret.ts'
import { seedViewerUrl } from '#lib/seed/share-text.ts'

/** `url`: the link, whole. */
export function SeedAddress({ id, url }: { id: string; url: string }) {
  const t = useTranslations('share')
  const address = useSeedAddress(id, url)
  return (
    <details className="text-ink-muted text-sm">
      <summary className="cursor-pointer select-none py-1">{t('seed')}</summary>
      <p className="mt-1 mb-2 text-pretty">{t('seedText')}</p>
      <div className="flex gap-2">
        <input
          readOnly
          value={address ?? ''}
          aria-label={t('seedAddress')}
          onFocus={(event) => event.target.select()}
          className={`${INPUT_STYLE} font-mono`}
        />
        {address !== null && <CopyButton text={address} what={t('seedAddress')} label={t('copySeed')} />}
      </div>
    </details>
  )
}

/** Null until the key is made. The secret stays here: the address holds what is derived from it. */
function useSeedAddress(id: string, url: string): string | null {
  const [address, setAddress] = useState<string | null>(null)
  useEffect(() => {
    let isCurrent = true
    const { origin, hash } = new URL(url)
    deriveLinkKey(hash.slice(1)).then(
      (key) => isCurrent && setAddress(seedViewerUrl(origin, `${id}.${key}`)),
      () => {}, // without it the link itself still works
    )
    return () => {
      isCurrent = false
    }
  }, [id, url])
  return address
}
