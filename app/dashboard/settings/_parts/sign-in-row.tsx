'use client'

/** One signed-in browser: which, from where, how and when, and a button to end it. */
import { useRouter } from 'next/navigation'
import { useTranslations } from 'use-intl'
import { call } from '#app/_api/call.ts'
import { useAct } from '#app/_api/use-act.ts'
import type { SignInItem } from '#app/_openapi/answers.ts'
import { Badge } from '#app/_ui/badge.tsx'
import { Button } from '#app/_ui/button.tsx'
import type { IconComponent } from '#app/_ui/icon.tsx'
import { RelativeTime } from '#app/_ui/relative-time.tsx'
import { toast } from '#app/_ui/toast.ts'

export interface SignInRowProps {
  signIn: SignInItem
  /** Name of the provider that they signed in with, or null. */
  provider: string | null
  icon: IconComponent
}

export function SignInRow({ signIn, provider, icon: Icon }: SignInRowProps) {
  const t = useTranslations('settings')
  const router = useRouter()
  const { act, isBusy } = useAct()
  const { browser, system } = signIn
  const name = browser && system ? t('browserOn', { browser, system }) : browser || system || t('unknownBrowser')
  const address = signIn.address === 'unknown' || signIn.address === '' ? t('unknownAddress') : signIn.address

  async function handleEnd() {
    if (!(await act(() => call('DELETE', `/api/v1/account/sign-ins/${signIn.id}`)))) return
    toast.success(t('endedOne'))
    router.refresh()
  }

  return (
    <li className="flex items-start gap-3 px-4 py-3">
      <Icon aria-hidden className="mt-1 size-4 shrink-0 text-ink-faint" />
      <div className="min-w-0 flex-1">
        <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <span className="min-w-0 break-words font-medium">{name}</span>
          {signIn.isCurrent && <Badge tone="live">{t('thisBrowser')}</Badge>}
        </div>
        <div className="dot-list flex flex-wrap items-center text-ink-muted text-sm">
          <span className="break-all tabular-nums">{address}</span>
          <span>{provider ?? t(`methods.${methodOf(signIn.method)}`)}</span>
          <span>
            {t('lastUsed')} <RelativeTime atMs={signIn.lastSeenAtMs} />
          </span>
        </div>
      </div>
      {!signIn.isCurrent && (
        <Button isBusy={isBusy} onClick={() => void handleEnd()} aria-label={t('endOneOf', { browser: name, address })}>
          {t('endOne')}
        </Button>
      )}
    </li>
  )
}

const METHODS = ['password', 'passkey', 'reset', 'setup', 'invite', 'earlier'] as const

/** A provider that is no longer configured has no name. */
function methodOf(method: string): (typeof METHODS)[number] | 'provider' {
  return METHODS.find((known) => known === method) ?? 'provider'
}
