'use client'

/**
 * Asks before a member leaves or becomes a viewer, and shows what they created that still works. It is revoked unless the person
 * who asks wants to keep it.
 */
import { useEffect, useState } from 'react'
import { useTranslations } from 'use-intl'
import { call } from '#app/_api/call.ts'
import type { CreatedItems } from '#app/_openapi/answers.ts'
import { Checkbox } from '#app/_ui/checkbox.tsx'
import { ConfirmDialog } from '#app/_ui/confirm-dialog.tsx'
import { Skeleton } from '#app/_ui/skeleton.tsx'

export const REVOCABLE = ['tokens', 'links'] as const
export type Revocable = (typeof REVOCABLE)[number]

export interface MemberExitDialogProps {
  title: string
  text: string
  confirmLabel: string
  /** Path of the API route that lists what the member created. */
  createdPath: string
  isOpen: boolean
  onOpenChange: (isOpen: boolean) => void
  /** Resolves to true when it is done. */
  onConfirm: (revoke: readonly Revocable[]) => Promise<boolean>
}

export function MemberExitDialog({ createdPath, text, onConfirm, ...dialog }: MemberExitDialogProps) {
  const t = useTranslations('team')
  const [created, setCreated] = useState<CreatedItems | 'failed' | null>(null)
  const [revoke, setRevoke] = useState<readonly Revocable[]>(REVOCABLE)
  const { isOpen } = dialog
  useEffect(() => {
    if (!isOpen) return
    const ending = new AbortController()
    setCreated(null)
    setRevoke(REVOCABLE)
    call<CreatedItems>('GET', createdPath, undefined, { signal: ending.signal })
      .catch(() => 'failed' as const)
      .then((found) => {
        if (!ending.signal.aborted) setCreated(found)
      })
    return () => ending.abort()
  }, [isOpen, createdPath])

  return (
    <ConfirmDialog {...dialog} consequence={text} onConfirm={() => onConfirm(revoke)}>
      {created === null && <Skeleton className="h-16" />}
      {created === 'failed' && <p className="text-ink-muted text-sm">{t('createdFailed')}</p>}
      {created !== null && created !== 'failed' && <Created created={created} revoke={revoke} onChange={setRevoke} />}
    </ConfirmDialog>
  )
}

interface CreatedProps {
  created: CreatedItems
  revoke: readonly Revocable[]
  onChange: (revoke: readonly Revocable[]) => void
}

function Created({ created: { apiTokens, tokens, links }, revoke, onChange }: CreatedProps) {
  const t = useTranslations('team')
  const names = useNames()
  if (apiTokens.length + tokens.length + links.length === 0)
    return <p className="text-ink-muted text-sm">{t('createdNothing')}</p>
  const choice = (kind: Revocable) => ({
    isOn: revoke.includes(kind),
    onChange: (isOn: boolean) => onChange(isOn ? [...revoke, kind] : revoke.filter((other) => other !== kind)),
  })
  return (
    <div className="flex flex-col gap-3">
      {tokens.length > 0 && (
        <Checkbox
          {...choice('tokens')}
          label={t('createdTokens', { count: tokens.length })}
          text={t('createdTokensText', { names: names(tokens.map(({ name }) => name)) })}
        />
      )}
      {links.length > 0 && (
        <Checkbox
          {...choice('links')}
          label={t('createdLinks', { count: links.length })}
          text={t('createdLinksText', { names: names(links.map(({ deviceName }) => deviceName)) })}
        />
      )}
      {apiTokens.length > 0 && (
        <p className="break-words text-ink-muted text-sm">
          {t('createdApi', { count: apiTokens.length, names: names(apiTokens.map(({ name }) => name)) })}
        </p>
      )}
    </div>
  )
}

/** As many as fit a dialog on a phone. */
const NAMES_MAX = 8

function useNames(): (names: readonly string[]) => string {
  const t = useTranslations('team')
  return (names) => {
    const shown = names.slice(0, NAMES_MAX).join(', ')
    return names.length > NAMES_MAX ? t('andMore', { names: shown, count: names.length - NAMES_MAX }) : shown
  }
}
