'use client'

/** Claims a waiting device and goes to its live page. */
import { useRouter } from 'next/navigation'
import { useTranslations } from 'use-intl'
import { call } from '#app/_api/call.ts'
import { useAct } from '#app/_api/use-act.ts'
import { toast } from '#app/_ui/toast.ts'

export interface ClaimInput {
  /** The text that was typed or scanned. */
  text?: string
  /** Instead: the id of a device in the list, where no code is needed. */
  waiting?: string
  /** The device to continue. */
  continues?: string | undefined
  team: string
  name?: string
}

export function useClaim(): { isBusy: boolean; claim: (input: ClaimInput) => Promise<boolean> } {
  const t = useTranslations('pairing')
  const router = useRouter()
  const { isBusy, act } = useAct()

  async function claim({ text, waiting, continues, team, name = '' }: ClaimInput): Promise<boolean> {
    const body = { text, waiting, continues, name: name.trim() || undefined }
    const done = await act(() =>
      call<{ session: string; isLive: boolean }>('POST', `/api/v1/pairing/claim?team=${team}`, body),
    )
    if (!done) return false
    const { session, isLive } = done.value
    if (isLive) {
      toast.success(t(continues ? 'continued' : 'claimed'))
      router.push(`/dashboard/sessions/${session}`)
    } else toast.warning(t('claimedNotLive'))
    return true
  }

  return { isBusy, claim }
}
