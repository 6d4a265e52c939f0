'use client'

/** Sign-in through the services that the operator has configured. Renders nothing without one. */
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { signInWith } from '#app/_api/next-auth.ts'
import { Button } from '#app/_ui/button.tsx'

export interface ProviderButtonsProps {
  providers: readonly { id: string; name: string }[]
  callbackPath: string
  /** Whether a form follows, for those who want neither. */
  isBeforeForm: boolean
  /** Runs before the browser leaves for the provider. */
  onBefore?: () => Promise<void>
}

export function ProviderButtons({ providers, callbackPath, isBeforeForm, onBefore }: ProviderButtonsProps) {
  const t = useTranslations('auth')
  const [busyId, setBusyId] = useState<string | null>(null)
  if (providers.length === 0) return null

  function handleClick(id: string) {
    setBusyId(id)
    Promise.resolve(onBefore?.())
      .then(() => signInWith(id, { callbackUrl: callbackPath }))
      .catch(() => setBusyId(null))
  }

  return (
    <div className="flex flex-col gap-2">
      {providers.map((provider) => (
        <Button key={provider.id} isBusy={busyId === provider.id} onClick={() => handleClick(provider.id)}>
          {t('withProvider', { provider: provider.name })}
        </Button>
      ))}
      {isBeforeForm && (
        <div className="mt-2 flex items-center gap-3 text-ink-faint text-sm" aria-hidden>
          <span className="h-px flex-1 bg-line" />
          {t('or')}
          <span className="h-px flex-1 bg-line" />
        </div>
      )}
    </div>
  )
}
