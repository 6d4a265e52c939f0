'use client'

/** The browsers that are signed in to the account, with buttons to end one or all others. */
import { useRouter } from 'next/navigation'
import { useTranslations } from 'use-intl'
import { call } from '#app/_api/call.ts'
import { useAct } from '#app/_api/use-act.ts'
import type { SignInItem } from '#app/_openapi/answers.ts'
import { Button } from '#app/_ui/button.tsx'
import { ConfirmDialog } from '#app/_ui/confirm-dialog.tsx'
import { Monitor, Smartphone } from '#app/_ui/icons.ts'
import { List } from '#app/_ui/list.tsx'
import { toast } from '#app/_ui/toast.ts'
import { SignInRow } from './sign-in-row.tsx'

export interface SignInListProps {
  signIns: readonly SignInItem[]
  /** Names of the providers by their id. */
  providers: Readonly<Record<string, string>>
}

export function SignInList({ signIns, providers }: SignInListProps) {
  const t = useTranslations('settings')
  const router = useRouter()
  const { act } = useAct()

  async function handleEndOthers() {
    const done = await act(() => call<{ ended: number }>('POST', '/api/v1/account/sign-ins/end-others'))
    if (!done) return false
    toast.success(t('endedOthers', { count: done.value.ended }))
    router.refresh()
    return true
  }

  return (
    <div className="flex flex-col items-start gap-3">
      <List label={t('signIns')} className="w-full">
        {signIns.map((signIn) => (
          <SignInRow
            key={signIn.id}
            signIn={signIn}
            provider={providers[signIn.method] ?? null}
            icon={MOBILE.has(signIn.system) ? Smartphone : Monitor}
          />
        ))}
      </List>
      {signIns.length > 1 && (
        <ConfirmDialog
          title={t('endOthersTitle')}
          consequence={t('endOthersConsequence')}
          confirmLabel={t('endOthers')}
          onConfirm={handleEndOthers}
          trigger={<Button>{t('endOthers')}</Button>}
        />
      )}
    </div>
  )
}

const MOBILE: ReadonlySet<string> = new Set(['iPhone', 'iPad', 'Android'])
