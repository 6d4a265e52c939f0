'use client'

/** One token: its name and last four characters, its dates, and a button to revoke it. */
import { useRouter } from 'next/navigation'
import { useTranslations } from 'use-intl'
import { call } from '#app/_api/call.ts'
import { useAct } from '#app/_api/use-act.ts'
import type { TokenItem } from '#app/_openapi/answers.ts'
import { Badge } from '#app/_ui/badge.tsx'
import { Button } from '#app/_ui/button.tsx'
import { useNow } from '#app/_ui/clock.ts'
import { ConfirmDialog } from '#app/_ui/confirm-dialog.tsx'
import { KeyRound, Smartphone, SquareTerminal } from '#app/_ui/icons.ts'
import { ListRow } from '#app/_ui/list-row.tsx'
import { RelativeTime } from '#app/_ui/relative-time.tsx'
import { toast } from '#app/_ui/toast.ts'
import { isolatedName } from '#lib/protocol/names.ts'

export interface TokenRowProps {
  token: TokenItem
  mayRevoke: boolean
}

const KINDS = {
  device: { icon: KeyRound, label: 'kindDevice' },
  host: { icon: Smartphone, label: 'kindHost' },
  api: { icon: SquareTerminal, label: 'kindApi' },
} as const

export function TokenRow({ token, mayRevoke }: TokenRowProps) {
  const t = useTranslations('tokens')
  const router = useRouter()
  const { act } = useAct()
  const nowMs = useNow(1000)
  const isExpired = token.expiresAtMs !== null && nowMs !== null && token.expiresAtMs <= nowMs
  const { icon: Icon, label } = KINDS[token.kind]

  async function handleRevoke() {
    if (!(await act(() => call('DELETE', `/api/v1/tokens/${token.id}`)))) return false
    toast.success(t('revoked'))
    router.refresh()
    return true
  }

  return (
    <ListRow
      isQuiet={isExpired}
      lead={<Icon aria-hidden className="size-4 text-ink-faint" />}
      title={token.name}
      aside={
        <>
          <Badge>{t(label)}</Badge>
          {token.sources && (
            <Badge>
              {t('sourcesOnly', { names: token.sources.map((source) => t(`sourceNames.${source}`)).join(', ') })}
            </Badge>
          )}
          {isExpired && <Badge tone="warn">{t('expired')}</Badge>}
        </>
      }
      detail={
        <>
          <code className="text-code" title={t('lastFour', { last4: token.last4 })}>
            …{token.last4}
          </code>
          <span>
            {t('created')} <RelativeTime atMs={token.createdAtMs} />
          </span>
          <span>{t('createdBy', { name: isolatedName(token.createdBy.name) })}</span>
        </>
      }
      facts={
        <>
          <span>
            {token.lastUsedAtMs === null ? (
              t('neverUsed')
            ) : (
              <>
                {t('used')} <RelativeTime atMs={token.lastUsedAtMs} />
              </>
            )}
          </span>
          {!isExpired && (
            <span>
              {token.expiresAtMs === null ? (
                t('noExpiry')
              ) : (
                <>
                  {t('expires')} <RelativeTime atMs={token.expiresAtMs} />
                </>
              )}
            </span>
          )}
        </>
      }
      actions={
        mayRevoke && (
          <ConfirmDialog
            title={t('revokeTitle', { name: isolatedName(token.name) })}
            consequence={t(token.kind === 'api' ? 'revokeApi' : 'revokeDevice')}
            confirmLabel={t('revoke')}
            onConfirm={handleRevoke}
            trigger={<Button aria-label={`${t('revoke')}: ${token.name}`}>{t('revoke')}</Button>}
          />
        )
      }
    />
  )
}
