'use client'

/** The switch "require a second factor" of a team's owners, or of the server's. Only somebody who has one can turn it on. */
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { call } from '#app/_api/call.ts'
import { useAct } from '#app/_api/use-act.ts'
import { Switch } from '#app/_ui/switch.tsx'

export interface RequireSwitchProps {
  /** Null for the server. */
  teamId: string | null
  initial: boolean
  hasFactor: boolean
  mayChange: boolean
}

export function RequireSwitch({ teamId, initial, hasFactor, mayChange }: RequireSwitchProps) {
  const t = useTranslations('security')
  const { act } = useAct()
  const [isOn, setOn] = useState(initial)
  const text = t(teamId === null ? 'requireOwnersText' : 'requireTeamText')

  async function handleChange(next: boolean) {
    setOn(next)
    const done = await act(() =>
      teamId === null
        ? call('PATCH', '/api/v1/server', { ownersNeedSecondFactor: next })
        : call('PATCH', `/api/v1/team/second-factor?team=${teamId}`, { requiresSecondFactor: next }),
    )
    if (!done) setOn(!next)
  }

  return (
    <Switch
      label={t(teamId === null ? 'requireOwners' : 'requireTeam')}
      text={mayChange && !hasFactor && !isOn ? `${text} ${t('requireFirst')}` : text}
      isOn={isOn}
      isDisabled={!mayChange || (!hasFactor && !isOn)}
      onChange={(next) => void handleChange(next)}
    />
  )
}
