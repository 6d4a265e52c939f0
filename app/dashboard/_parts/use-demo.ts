'use client'

/** The demo device as components see it: its state, and start and stop in the reader's language. */
import { useRouter } from 'next/navigation'
import { useSyncExternalStore } from 'react'
import { useTranslations } from 'use-intl'
import { useAct } from '#app/_api/use-act.ts'
import { toast } from '#app/_ui/toast.ts'
import { type DemoState, demoDevice } from './demo-device.ts'
import { useTeamId } from './team-channel-provider.tsx'

export function useDemo(): DemoState & { start: () => Promise<void>; stop: () => Promise<void> } {
  const t = useTranslations('demo')
  const router = useRouter()
  const teamId = useTeamId()
  const { act } = useAct()
  const state = useSyncExternalStore(demoDevice.subscribe, demoDevice.state, demoDevice.off)

  async function start() {
    const begun = await act(() => demoDevice.start({ teamId, tokenName: t('tokenName'), deviceName: t('deviceName') }))
    if (begun) router.push(`/dashboard/sessions/${begun.value}`)
  }

  async function stop() {
    await demoDevice.stop()
    toast(t('stopped'))
  }

  return { ...state, start, stop }
}
